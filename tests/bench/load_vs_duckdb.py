#!/usr/bin/env python3
"""Compares `doudi load` with DuckDB on the same files: time and peak memory.

    python3 -m venv target/bench && target/bench/bin/pip install duckdb
    cargo run -- synth --plain --households 1000000 --months 1 --out target/bench/deliveries
    target/bench/bin/python tests/bench/load_vs_duckdb.py target/bench/deliveries/2026-10

DuckDB reads every CSV with the types that the schema gives its columns and writes each table as one
Parquet file, Snappy, in row groups of 65,536, sorted by the columns that Doudi sorts it by. Doudi does
that and its checking: pseudonyms, codes, units, keys, totals, quarantine, identities, hashes and
publication. Both run in processes of their own, one after the other, several rounds; what is printed
is the ratio of the medians. With `--sql` the statements that DuckDB runs are printed.
"""

import argparse
import csv
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "crates/snapshot/schema.toml"
TYPES = {
    "money": "DECIMAL(18,2)",
    "number": "DECIMAL(18,4)",
    "signed": "DECIMAL(18,4)",
    "count": "BIGINT",
    "year": "BIGINT",
    "date": "DATE",
}


def quoted(text, mark='"'):
    return mark + text.replace(mark, mark + mark) + mark


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("delivery", type=pathlib.Path, help="a folder that `doudi synth --plain` made")
    parser.add_argument("--doudi", type=pathlib.Path, default=ROOT / "target/debug/doudi")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--sql", action="store_true", help="print DuckDB's statements and end")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.delivery.parent) as scratch:
        scratch = pathlib.Path(scratch)
        statements, rows = plan(options, scratch)
        if options.sql:
            print("\n".join(statements))
            return
        compare(options, scratch, statements, rows)


def plan(options, scratch):
    """Loads once, so that the manifest tells which file is which table; then writes the SQL."""
    home = new_home(options, scratch)
    load(options, home)
    (path,) = (home / "snapshots").glob("*.json")
    manifest = json.loads(path.read_text())
    files = {}
    for entry in manifest["inputs"]:
        files.setdefault(entry["table"], []).append(options.delivery / entry["file"])
    rows = sum(table["rows"] + table["quarantined"] for table in manifest["tables"].values())
    tables = {table["name"]: table for table in tomllib.loads(SCHEMA.read_text())["table"]}
    shutil.rmtree(home)
    out = scratch / "duckdb"
    statements = [statement(tables[name], paths, out) for name, paths in files.items()]
    return [f"SET threads = {options.threads}"] + statements, rows


def statement(table, paths, out):
    selects = [select(table, path) for path in paths]
    known = {column.get("column", column["name"]) for column in table["columns"] if "heading" in column}
    subject = [name for name in ("household_key", "person_key") if name in known][:1]
    order = list(dict.fromkeys(subject + [key for key in table.get("key", []) if key in known]))
    union = " UNION ALL BY NAME ".join(selects)
    target = quoted(str(out / f"{table['name']}.parquet"), "'")
    return (
        f"COPY (SELECT * FROM ({union}) ORDER BY {', '.join(map(quoted, order))}) TO {target} "
        "(FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 65536)"
    )


def select(table, path):
    by_heading = {}
    for column in table["columns"]:
        for heading in [column.get("heading"), column["name"], *column.get("aliases", [])]:
            if heading:
                by_heading[heading] = column
    with open(path, encoding="utf-8-sig", newline="") as file:
        headings = next(csv.reader(file))
    typed, named = [], []
    for heading in headings:
        column = by_heading.get(heading)
        kind = TYPES.get(column["type"], "VARCHAR") if column else "VARCHAR"
        typed.append(f"{quoted(heading, chr(39))}: '{kind}'")
        if column:
            named.append(f"{quoted(heading)} AS {quoted(column.get('column', column['name']))}")
    return (
        f"SELECT {', '.join(named)} FROM read_csv({quoted(str(path), chr(39))}, header = true, "
        f"delim = ',', quote = '\"', dateformat = '%Y-%m-%d', auto_detect = false, "
        f"columns = {{{', '.join(typed)}}})"
    )


def new_home(options, scratch):
    home = scratch / "home"
    run([options.doudi, "--home", home, "init", "--jurisdiction", "qionghai"])
    return home


def load(options, home):
    return measured([options.doudi, "--home", home, "load", options.delivery, "--month", options.delivery.name])


def run(command):
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{command}: {done.stderr}")


def measured(command):
    """Seconds of wall clock and of both cores together, and the peak memory in MiB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command}: {said}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def compare(options, scratch, statements, rows):
    results = {"duckdb": [], "doudi": []}
    script = "import duckdb, json, sys\nfor sql in json.load(open(sys.argv[1])): duckdb.sql(sql)"
    (scratch / "sql.json").write_text(json.dumps(statements))
    for number in range(options.rounds):
        (scratch / "duckdb").mkdir()
        results["duckdb"].append(measured([sys.executable, "-c", script, scratch / "sql.json"]))
        shutil.rmtree(scratch / "duckdb")
        home = new_home(options, scratch)
        results["doudi"].append(load(options, home))
        shutil.rmtree(home)
        print(f"round {number + 1}: " + ", ".join(
            f"{name} {times[-1][0]:.2f} s, cores {times[-1][1]:.2f} s, {times[-1][2]:.0f} MiB"
            for name, times in results.items()
        ))
    median = {
        name: [statistics.median(column) for column in zip(*times)] for name, times in results.items()
    }
    size = sum(path.stat().st_size for path in options.delivery.iterdir())
    print(f"{rows} rows, {size / 2**20:.0f} MiB, medians of {options.rounds} rounds:")
    for name, (wall, cores, memory) in median.items():
        print(f"  {name:7} {wall:7.2f} s   cores {cores:7.2f} s   peak {memory:6.0f} MiB")
    wall, cores, _ = (a / b for a, b in zip(median["doudi"], median["duckdb"]))
    print(f"ratio doudi ÷ duckdb: wall {wall:.2f}, cores {cores:.2f}")


if __name__ == "__main__":
    main()
