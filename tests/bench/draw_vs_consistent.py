"""Compares the speed of a draw with that of consistent_sampler on the same ids in the same run.

    cargo build -p draw --example million
    pip install consistent_sampler        # into any environment
    python3 tests/bench/draw_vs_consistent.py target/debug/examples/million [COUNT]

Both draw 30% of COUNT ids (1,000,000). Seconds are of one processor, so that other work on the
machine does not count. Ours (`total`) covers checking and sorting the frame, its commitment, tickets
and the ordered sample in 60 strata; theirs the sample alone, with which `draw` compares.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

from consistent_sampler import sampler


def main(program, count="1000000"):
    ids = ["DB-4403%02d-%08d" % (i % 60, i) for i in range(int(count))]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(ids) + "\n")
        file.flush()
        one = {min(os.sched_getaffinity(0))}
        os.sched_setaffinity(0, one)
        ours = json.loads(subprocess.check_output([program, file.name]))
        start = time.process_time()
        drawn = sum(1 for _ in sampler(ids, "01382438112797316654", take=3 * len(ids) // 10, output="id"))
        theirs = time.process_time() - start
    print(json.dumps({**ours, "consistent_sampler": round(theirs, 2), "their_sample": drawn,
                      "times_faster": round(theirs / ours["total"], 1),
                      "times_faster_sample_alone": round(theirs / ours["draw"], 1)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
