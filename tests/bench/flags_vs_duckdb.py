#!/usr/bin/env python3
"""Runs the flags in DuckDB on the files of a home and compares answers and times with Doudi's.

    tests/setup.sh
    cargo run -- demo --no-serve --home target/bench/home
    PYTHONPATH=target/python python3 tests/bench/flags_vs_duckdb.py target/bench/home

DuckDB gets the SQL of `queries/` as it is, over the same Parquet files, with norms and working days as
tables and Doudi's functions as macros. A flag counts only where both name the same households as often.
Each is asked in turn; Doudi anew each time, without kept results, in a process of
its own whose start (that of a command that asks nothing) is taken off. Medians of the rounds, each side
with the same number of threads at most; nothing else should run beside it.
"""

import argparse
import collections
import csv
import datetime
import io
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time
import tomllib
from decimal import ROUND_HALF_UP, Decimal

import duckdb

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = tomllib.loads((ROOT / "crates/snapshot/schema.toml").read_text())["table"]
ALL_MONTHS = ("households", "persons", "payments")
TYPES = {
    "money": "DECIMAL(18,2)",
    "number": "DECIMAL(18,4)",
    "signed": "DECIMAL(18,4)",
    "count": "BIGINT",
    "year": "BIGINT",
    "date": "DATE",
    "yesno": "BOOLEAN",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("home", type=pathlib.Path, help="a home with at least one month")
    parser.add_argument("--doudi", type=pathlib.Path, default=ROOT / "target/debug/doudi")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--flag", action="append", help="this flag only, any number of times")
    options = parser.parse_args()
    manifests = published(options.home)
    place = Place(options.home, datetime.date.fromisoformat(last_day(manifests[-1]["month"])))
    database = duckdb.connect(config={"threads": options.threads})
    create(database, place, manifests, options.home)
    views = {path.stem: path.read_text() for path in (ROOT / "queries/views").glob("*.sql")}
    flags = {path.stem: path.read_text() for path in sorted((ROOT / "queries/flags").glob("*.sql"))}
    flags = {name: sql for name, sql in flags.items() if not options.flag or name in options.flag}
    refused = create_views(database, views)
    compare(options, manifests[-1]["month"], database, flags, refused)


# The data


def published(home):
    """The last revision of each month, in order."""
    manifests = [json.loads(path.read_text()) for path in (home / "snapshots").glob("*.json")]
    manifests = [manifest for manifest in manifests if "tables" in manifest]
    manifests.sort(key=lambda manifest: manifest["sequence"])
    by_month = {manifest["month"]: manifest for manifest in manifests}
    return [by_month[month] for month in sorted(by_month)]


def create(database, place, manifests, home):
    for table in SCHEMA:
        create_table(database, table, manifests, home)
    for name in ("draws", "drawn_cases", "recorded_visits"):
        database.execute(f"CREATE TABLE {name} ({LEDGER[name]})")
    status = "CREATE TABLE load_status AS SELECT unnest($names) AS table_name"
    names = {name for manifest in manifests for name in manifest["tables"]}
    database.execute(status, {"names": sorted(names)})
    place.create(database, manifests[-1]["month"])


# What the ledger adds; no visit or draw is recorded in a home that is only measured.
LEDGER = {
    "draws": "draw_id VARCHAR, purpose VARCHAR, committed_on DATE, revealed_on DATE, status VARCHAR",
    "drawn_cases": "draw_id VARCHAR, purpose VARCHAR, household_key VARCHAR, town_code VARCHAR, "
    "chosen VARCHAR, drawn_on DATE",
    "recorded_visits": "household_key VARCHAR, visited_on DATE, kind VARCHAR, mode VARCHAR, outcome VARCHAR",
}


def create_table(database, table, manifests, home):
    """A table as the engine has it: of this month, of its last delivery, or the last of each key."""
    name, nature = table["name"], table["nature"]
    columns = [quoted(column.get("column", column["name"])) for column in table["columns"]]
    delivered = [(m["month"], m["tables"][name]) for m in manifests if name in m["tables"]]
    if nature == "state":
        delivered = delivered[-1:]
    files = [
        (month, str(home / file["path"])) for month, entry in delivered for file in entry["files"]
    ]
    if name in ALL_MONTHS:
        read(database, f"{name}_all", table, files, "month")
    if nature == "caseload":
        files = [(month, path) for month, path in files if month == manifests[-1]["month"]]
    if nature != "record" or not files:
        return read(database, name, table, files)
    read(database, f"{name}_delivered", table, files, "delivered_month")
    rows = f"SELECT {', '.join(columns)} FROM {name}_delivered"
    if table.get("key"):
        key = ", ".join(map(quoted, table["key"]))
        rows += f" QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY delivered_month DESC) = 1"
    elif quoted("extracted_on") in columns:
        known = ", ".join(column for column in columns if column != quoted("extracted_on"))
        rows = f"SELECT {known}, max(d.extracted_on) AS extracted_on FROM {name}_delivered AS d GROUP BY {known}"
    else:
        rows = f"SELECT DISTINCT {', '.join(columns)} FROM {name}_delivered"
    database.execute(f"CREATE VIEW {name} AS {rows}")


def read(database, name, table, files, month=None):
    """The rows of files as a view, the month that delivered them under that name."""
    if not files:
        typed = [
            f"{quoted(column.get('column', column['name']))} {TYPES.get(column['type'], 'VARCHAR')}"
            for column in table["columns"]
        ]
        typed += [f"{month} VARCHAR"] if month else []
        return database.execute(f"CREATE TABLE {name} ({', '.join(typed)})")
    by_month = collections.defaultdict(list)
    for of, path in files:
        by_month[of].append(path)
    parts = [
        f"SELECT *{f', {of!r} AS {month}' if month else ''} FROM read_parquet({paths!r})"
        for of, paths in by_month.items()
    ]
    database.execute(f"CREATE VIEW {name} AS {' UNION ALL BY NAME '.join(parts)}")


def quoted(name):
    return f'"{name}"'


# The norms and the functions


class Place:
    """The norms of a home's place over those of its parents, and its working days."""

    def __init__(self, home, as_of):
        self.as_of, self.levels = as_of, []
        name = tomllib.loads((home / "home.toml").read_text())["jurisdiction"]
        while name:
            own = home / "jurisdictions" / f"{name}.toml"
            file = own if own.exists() else ROOT / "jurisdictions" / f"{name}.toml"
            text = tomllib.loads(file.read_text())
            self.levels.insert(0, text["norms"])
            name = text.get("parent")

    def rows(self):
        for level, norms in enumerate(self.levels):
            for name, values in norms.items():
                for norm in values:
                    yield name, norm["value"], norm["from"], norm.get("to"), level

    def on(self, name, day):
        held = [
            (level, since, value)
            for known, value, since, until, level in self.rows()
            if known == name and since <= day and (until is None or day <= until)
        ]
        return max(held, key=lambda norm: norm[:2]) if held else None

    def number(self, name, day, default=None):
        found = self.on(name, day)
        return default if found is None else Decimal(str(found[2]))

    def yearly_fen(self, area, day):
        monthly = self.on(f"standard_dibao_{area}", day)
        yearly = self.on(f"standard_dibao_{area}_year", day)
        if yearly and (not monthly or yearly[:2] >= monthly[:2]):
            return Decimal(str(yearly[2])) * 100
        return Decimal(str(monthly[2])) * 1200

    def create(self, database, month):
        database.execute(
            "CREATE TABLE norms (name VARCHAR, number DECIMAL(18,4), word VARCHAR, words VARCHAR[], "
            "from_on DATE, to_on DATE, level INTEGER)"
        )
        for name, value, since, until, level in self.rows():
            words = value if isinstance(value, list) else None
            number = None if words is not None else decimal(value)
            word = value if isinstance(value, str) and number is None else None
            row = [name, number, word, words, since, until or datetime.date.max, level]
            database.execute("INSERT INTO norms VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        database.execute(
            "CREATE TABLE norms_now AS SELECT name, arg_max(number, (level, from_on)) AS number, "
            "arg_max(word, (level, from_on)) AS word, arg_max(words, (level, from_on)) AS words "
            "FROM norms WHERE ? BETWEEN from_on AND to_on GROUP BY name",
            [self.as_of],
        )
        self.create_workdays(database)
        first = datetime.date.fromisoformat(f"{month}-01")
        for macro in MACROS.format(**self.constants(month, first)).split(";"):
            if macro.strip():
                database.execute(f"CREATE MACRO {macro}")

    def create_workdays(self, database):
        holidays = tomllib.loads((ROOT / "jurisdictions/holidays.toml").read_text())
        database.execute("CREATE TABLE ruled (day DATE, is_workday BOOLEAN)")
        for day, is_workday in ruled_days(holidays):
            database.execute("INSERT INTO ruled VALUES (?, ?)", [day, is_workday])
        database.execute(
            "CREATE TABLE workdays AS SELECT d.day, count(*) FILTER (WHERE coalesce(c.is_workday, r.is_workday, "
            "isodow(d.day) < 6)) OVER (ORDER BY d.day) AS number FROM (SELECT CAST(unnest(generate_series("
            "DATE '1990-01-01', DATE '2040-12-31', INTERVAL 1 DAY)) AS DATE) AS day) AS d "
            "LEFT JOIN ruled AS r ON r.day = d.day LEFT JOIN calendar AS c ON c.date = d.day"
        )

    def constants(self, month, first):
        def tekun(area):
            exact = self.yearly_fen(area, first) / 12 * self.number("tekun_multiple", first)
            return rounded(exact, self.word("tekun_rounding", first) or self.word("benefit_rounding", first))

        formula = self.word("support_formula", self.as_of).lower()
        share = self.number(f"support_{formula}_share", self.as_of)
        multiple = self.number(f"support_{formula}_threshold_multiple", self.as_of)
        urban, rural = self.yearly_fen("urban", first), self.yearly_fen("rural", first)
        return {
            "as_of": self.as_of,
            "month": month,
            "urban": (urban / 1200).quantize(Decimal("0.0001"), ROUND_HALF_UP),
            "rural": (rural / 1200).quantize(Decimal("0.0001"), ROUND_HALF_UP),
            "urban_year": int(urban),
            "rural_year": int(rural),
            "tekun_urban": tekun("urban"),
            "tekun_rural": tekun("rural"),
            "step": {"fen": 1, "jiao": 10, "yuan": 100}[self.word("benefit_rounding", first).split("_")[0]],
            "half": {"half_up": "+ 0.5", "up": "", "down": ""}[self.word("benefit_rounding", first).split("_", 1)[1]],
            "whole": "ceil" if self.word("benefit_rounding", first).endswith("_up")
            and "half" not in self.word("benefit_rounding", first) else "floor",
            "share": share,
            "threshold": multiple / 100,
        }

    def word(self, name, day):
        found = self.on(name, day)
        return found and found[2]


MACROS = """
as_of() AS DATE '{as_of}';
snapshot_month() AS '{month}';
prior_month() AS (SELECT max(h.month) FROM households_all AS h WHERE h.month < '{month}');
was_delivered(t) AS t IN (SELECT s.table_name FROM load_status AS s);
month_start(m) AS TRY_CAST(m || '-01' AS DATE);
month_end(m) AS last_day(TRY_CAST(m || '-01' AS DATE));
month_of(d) AS strftime(CAST(d AS DATE), '%Y-%m');
months_between(m, n) AS date_diff('month', TRY_CAST(m || '-01' AS DATE), TRY_CAST(n || '-01' AS DATE));
add_months(d, n) AS CAST(CAST(d AS DATE) + to_months(CAST(n AS INTEGER)) AS DATE);
norm(n) AS (SELECT k.number FROM norms_now AS k WHERE k.name = n);
norm_word(n) AS (SELECT k.word FROM norms_now AS k WHERE k.name = n);
norm_has(n, t) AS coalesce(list_contains((SELECT k.words FROM norms_now AS k WHERE k.name = n), t), false);
norm_on(n, d) AS (SELECT arg_max(k.number, (k.level, k.from_on)) FROM norms AS k WHERE k.name = n AND d BETWEEN k.from_on AND k.to_on);
workdays_between(a, b) AS (SELECT w.number FROM workdays AS w WHERE w.day = b) - (SELECT w.number FROM workdays AS w WHERE w.day = a);
recheck_months(c, near) AS CAST(least(coalesce(norm('recheck_months_' || c), norm('recheck_months_year')), CASE WHEN near THEN norm('recheck_months_registered') END) + coalesce(norm('recheck_extension_months'), 0) AS BIGINT);
standard_yuan(p, d) AS CASE p WHEN 'dibao_urban' THEN CAST({urban} AS DECIMAL(18,4)) WHEN 'dibao_rural' THEN CAST({rural} AS DECIMAL(18,4)) END;
benefit_yuan(p, area, d, method, tier, single, persons, income) AS CASE WHEN p LIKE 'tekun%' THEN CAST(persons * CASE area WHEN 'urban' THEN {tekun_urban} ELSE {tekun_rural} END AS DECIMAL(18,2)) WHEN p LIKE 'dibao%' AND method = 'topup' AND income IS NOT NULL THEN CAST({whole}(greatest(CASE p WHEN 'dibao_urban' THEN {urban_year} ELSE {rural_year} END * persons - CAST(income * 100 AS BIGINT), 0) / 12.0 / {step} {half}) * {step} / 100 AS DECIMAL(18,2)) END;
away_of(l, m) AS list_filter(list_transform(l, lambda v: v - m), lambda d: d >= 0);
spread_of(a) AS CAST(CASE WHEN list_median(a) > 0 THEN 1.4826 * list_median(a) ELSE 1.2533 * list_avg(a) END AS DECIMAL(18,4));
spread_above(x) AS spread_of(away_of(list(x), median(x)));
spread_below(x) AS spread_of(away_of(list(-x), median(-x)));
support_yuan(area, d, income) AS CAST(round(greatest(income - {threshold} * CASE area WHEN 'urban' THEN {urban_year} ELSE {rural_year} END, 0) * {share}, 2) AS DECIMAL(18,2));
"""


def decimal(value):
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return None


def rounded(fen, word):
    unit, way = word.split("_", 1)
    step = {"fen": 1, "jiao": 10, "yuan": 100}[unit]
    way = {"half_up": ROUND_HALF_UP, "up": "ROUND_CEILING", "down": "ROUND_FLOOR"}[way]
    return (fen / step).quantize(Decimal(1), way) * step / 100


def ruled_days(holidays):
    """The days of the national calendar that are off, and those that are worked instead of others."""
    for year in holidays["years"]:
        for name, is_workday in (("holidays", False), ("workdays", True)):
            yield from ((day, is_workday) for day in year.get(name, []))


def last_day(month):
    year, number = map(int, month.split("-"))
    first = datetime.date(year + number // 12, number % 12 + 1, 1)
    return (first - datetime.timedelta(days=1)).isoformat()


# The comparison


def create_views(database, views):
    """Each view once what it reads is there; those that DuckDB refuses, with its reason."""
    refused, left = {}, dict(views)
    while left:
        before = len(left)
        for name, sql in list(left.items()):
            try:
                database.execute(f"CREATE VIEW {name} AS {sql}")
                del left[name]
                refused.pop(name, None)
            except duckdb.Error as why:
                refused[name] = str(why).splitlines()[0]
        if len(left) == before:
            return refused
    return refused


def compare(options, month, database, flags, refused):
    start = statistics.median(ask(options, "questions")[1] for _ in range(5))
    ours, theirs, differing, failing = [], [], [], {}
    print(f"{'flag':32} {'rows':>7} {'doudi s':>9} {'duckdb s':>9} {'ratio':>6}")
    for name, sql in flags.items():
        text, _ = ask(options, "flags", "--month", month, "--flag", name)
        found = collections.Counter(key(row) for row in csv.DictReader(io.StringIO(text)))
        try:
            cursor = database.execute(sql)
            at = [column[0] for column in cursor.description]
            rows = [dict(zip(at, row)) for row in cursor.fetchall()]
        except duckdb.Error as why:
            failing[name] = str(why).splitlines()[0]
            continue
        if found != collections.Counter(key(row) for row in rows):
            differing.append(f"{name}: doudi {sum(found.values())} rows, duckdb {len(rows)}")
            continue
        mine, other = [], []
        for _ in range(options.rounds):
            mine.append(ask(options, "flags", "--month", month, "--flag", name)[1] - start)
            before = time.perf_counter()
            database.execute(sql).fetchall()
            other.append(time.perf_counter() - before)
        mine, other = statistics.median(mine), statistics.median(other)
        ours.append(mine)
        theirs.append(other)
        print(f"{name:32} {len(rows):7} {mine:9.3f} {other:9.3f} {mine / other:6.2f}", flush=True)
    total = sum(ours), sum(theirs)
    if theirs:
        print(f"{'together, one by one':32} {'':7} {total[0]:9.3f} {total[1]:9.3f} {total[0] / total[1]:6.2f}")
    all_at_once = statistics.median(ask(options, "flags", "--month", month)[1] - start for _ in range(options.rounds))
    print(
        f"all {len(flags)} as doudi runs them, {all_at_once:.3f} s without its start of {start:.3f} s, "
        f"to duckdb's one after the other: {all_at_once / max(total[1], 1e-9):.2f}"
    )
    print(f"compared {len(ours)} of {len(flags)}, {len(differing)} differ, {len(failing)} cannot be run")
    for line in differing:
        print(f"  differs: {line}")
    for name, why in {**failing, **{f"view {name}": why for name, why in refused.items()}}.items():
        print(f"  cannot be run: {name}: {why}")


def key(row):
    """Whom a row names; evidence is written in other ways."""
    return tuple(row[name] or None for name in ("town_code", "household_key", "person_key"))


def ask(options, *arguments):
    """What doudi prints, and the seconds that it takes without kept results."""
    shutil.rmtree(options.home / "results", ignore_errors=True)
    command = [options.doudi, *arguments, "--format", "csv", "--home", options.home]
    before = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ})
    seconds = time.perf_counter() - before
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: {done.stderr}")
    return done.stdout, seconds


if __name__ == "__main__":
    main()
