#!/usr/bin/env python3
"""Precision and recall of every flag on made-up caseloads that nobody tuned them on, as a table.

    cargo run -- synth --help
    python3 tests/bench/flags_table.py --work target/bench > docs/flag-accuracy.md

For each place and seed it makes a caseload, loads every month of it, asks all flags of the last month, and
compares households with the labels: as `doudi demo` and tests/tests/flags.rs do, at the size and for as many
caseloads as asked. What was done stands on standard error with its seconds, the page on standard output.
"""

import argparse
import collections
import csv
import io
import pathlib
import shutil
import subprocess
import sys
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]

PAGE = """# 疑点的准确率和查全率 Precision and recall of the flags

{zh}
{en}

`{command}`

| flag | planted | flagged | right | look-alikes | precision, mean (least) | recall, mean (least) |
|---|---:|---:|---:|---:|---:|---:|
"""
ZH = (
    "每个地区、每个种子各合成 {households} 户、{months} 个月（{month} 为止），装载全部月份，以最后一个月的疑点对照标签，共 {count} 份。"
    "数量为各份合计；准确率和查全率为各份平均，括号内为最低的一份。`–` 表示没有埋下，或没有指出。指向村、审批人的疑点不在此列；"
    "有判断余地的统计类疑点，没有埋下时不计准确率。"
)
EN = (
    "For each place ({places}) and seed ({seeds}) {households} households over {months} months up to {month} are made up and loaded, "
    "and the flags of the last month compared with the labels: {count} caseloads. Counts are of all of them together, precision and recall the "
    "mean with the least of one in brackets. `–` where nothing was planted or flagged. Flags that point at villages or approvers are not here; "
    "statistical flags, which leave judgement, have no precision where nothing was planted."
)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--doudi", type=pathlib.Path, default=ROOT / "target/debug/doudi")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="a folder to work in; homes in it are removed")
    parser.add_argument("--places", nargs="+", default=["qionghai", "keshan"])
    parser.add_argument("--seeds", nargs="+", default=["301", "302", "303"])
    parser.add_argument("--households", default="20000")
    parser.add_argument("--months", default="12")
    parser.add_argument("--month", default="2026-10")
    options = parser.parse_args()
    specs = {path.stem: header(path) for path in sorted((ROOT / "queries/flags").glob("*.sql"))}
    results = []
    for place in options.places:
        for seed in options.seeds:
            before = time.monotonic()
            results.append(caseload(options, place, seed))
            wrong = sum(len(found - planted) for found, planted, _ in results[-1].values())
            print(f"{place} {seed}: {time.monotonic() - before:.0f} s, {wrong} without a label", file=sys.stderr)
    names = {name: getattr(options, name) for name in ("households", "months", "month")}
    names |= {"places": ", ".join(options.places), "seeds": ", ".join(options.seeds), "count": len(results)}
    asked = [f"--{name} {' '.join(value) if isinstance(value, list) else value}" for name, value in (
        ("places", options.places), ("seeds", options.seeds), ("households", options.households), ("months", options.months)
    )]
    command = " ".join(["tests/bench/flags_table.py", *asked])
    print(PAGE.format(zh=ZH.format(**names), en=EN.format(**names), command=command), end="")
    for flag, spec in specs.items():
        if spec["flag"]["unit"] in ("household", "person"):
            print(line(flag, spec, [result[flag] for result in results]))


def header(path):
    lines = path.read_text().splitlines()
    return tomllib.loads("\n".join(line[3:] for line in lines if line.startswith("---")))


def caseload(options, place, seed):
    """Of each flag the households that it names, those planted, and the look-alikes."""
    folder = options.work / f"{place}-{seed}"
    shutil.rmtree(folder, ignore_errors=True)
    delivered, home = folder / "deliveries", folder / "home"
    size = ["--households", options.households, "--months", options.months, "--seed", seed]
    doudi(options, "synth", *size, "--month", options.month, "--jurisdiction", place, "--out", delivered)
    doudi(options, "init", "--jurisdiction", place, "--home", home)
    for month in sorted(path.name for path in delivered.iterdir() if path.is_dir()):
        doudi(options, "load", delivered / month, "--month", month, "--home", home)
    asked = ["--month", options.month, "--format", "csv", "--home", home]
    rows = list(csv.DictReader(io.StringIO(doudi(options, "flags", *asked))))
    heads = identities(options, home, {row["household_key"] for row in rows if row["household_key"]})
    sets = collections.defaultdict(lambda: (set(), set(), set()))
    for row in rows:
        if row["household_key"]:
            sets[row["flag"]][0].add(heads[row["household_key"]])
    with open(delivered / "labels.csv", encoding="utf-8", newline="") as file:
        for label in csv.DictReader(file):
            if label["month_from"] <= options.month <= label["month_to"] and label["household_id_no"]:
                kind = 1 if label["kind"] == "hit" else 2
                sets[label["flag"]][kind].add(label["household_id_no"])
    shutil.rmtree(folder)
    return sets


def identities(options, home, keys):
    asked = ["identify", "--purpose", "comparison with labels", "--format", "csv", "--home", home]
    text = doudi(options, *asked, given="".join(f"{key}\n" for key in sorted(keys)))
    return {row["key"]: row["id_no"] for row in csv.DictReader(io.StringIO(text))}


def line(flag, spec, results):
    exact = spec["flag"]["deterministic"]
    planted = sum(len(planted) for _, planted, _ in results)
    flagged = sum(len(found) for found, _, _ in results)
    right = sum(len(found & planted) for found, planted, _ in results)
    innocent = [(found, alike - planted) for found, planted, alike in results]
    caught = sum(len(found & alike) for found, alike in innocent)
    alike = sum(len(alike) for _, alike in innocent)
    of_flagged = [len(f & p) / len(f) for f, p, _ in results if f and (p or exact)]
    of_planted = [len(f & p) / len(p) for f, p, _ in results if p]
    cells = [f"`{flag}`", planted, flagged, right, f"{caught} of {alike} flagged", share(of_flagged), share(of_planted)]
    return f"| {' | '.join(map(str, cells))} |"


def share(shares):
    return f"{sum(shares) / len(shares):.3f} ({min(shares):.3f})" if shares else "–"


def doudi(options, *arguments, given=None):
    done = subprocess.run([options.doudi, *arguments], capture_output=True, text=True, input=given)
    if done.returncode:
        sys.exit(f"doudi {' '.join(map(str, arguments))}: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
