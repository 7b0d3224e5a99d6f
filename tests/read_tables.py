"""Reads the Delta tables of a home, or an export, as an outsider would, with nothing of Doudi.

    python3 read_tables.py delta HOME MONTH
    python3 read_tables.py export FOLDER

prints what Polars and DuckDB make of them, as CSV: reader, measure, key, value. Of a home both find
the files by the Delta log alone; DuckDB reads the Parquet files itself. Of an export the hashes in
its manifest are checked first.
"""

import hashlib
import json
import sys
from pathlib import Path

import duckdb
import polars
from deltalake import DeltaTable

PAID = "('dibao_urban', 'dibao_rural', 'tekun_institutional', 'tekun_dispersed', 'tekun')"


def files(table, month):
    """The files that hold a month, as the log has them."""
    actions = polars.DataFrame(table.get_add_actions(flatten=True))
    of_month = actions.filter(polars.col("partition.snapshot_month") == month)
    return [str(Path(table.table_uri.removeprefix("file://")) / path) for path in of_month["path"]]


def by_duckdb(home, month):
    def rows(name, sql):
        table = DeltaTable(f"{home}/tables/{name}")
        return duckdb.execute(sql, [files(table, month)]).fetchall()

    yield "households", rows(
        "households",
        "SELECT programme, count(*) FROM read_parquet(?) "
        f"WHERE coalesce(first_benefit_month, '{month}') <= '{month}' GROUP BY programme",
    )
    yield "paid", rows(
        "payments",
        "SELECT 'all', sum(coalesce(benefit_paid, 0) + coalesce(supplement_paid, 0)) "
        f"FROM read_parquet(?) WHERE programme IN {PAID}",
    )


def by_polars(home, month):
    def month_of(name):
        table = polars.read_delta(f"{home}/tables/{name}")
        return table.filter(polars.col("snapshot_month") == month)

    started = polars.col("first_benefit_month").fill_null(month) <= month
    counted = month_of("households").filter(started).group_by("programme").len()
    yield "households", counted.rows()
    paid = polars.col("benefit_paid").fill_null(0) + polars.col("supplement_paid").fill_null(0)
    programmes = [name.strip(" '") for name in PAID.strip("()").split(",")]
    roster = month_of("payments").filter(polars.col("programme").is_in(programmes))
    yield "paid", [("all", roster.select(paid.sum()).item())]


def by_export(folder):
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for table in manifest["tables"]:
        path = folder / table["file"]
        if hashlib.sha256(path.read_bytes()).hexdigest() != table["sha256"]:
            raise SystemExit(f"{path} is not what the manifest says")
        if path.suffix == ".arrow":
            frame = polars.read_ipc(path)
            names, rows = frame.columns, frame.rows()
        else:
            read = "read_parquet" if path.suffix == ".parquet" else "read_csv"
            found = duckdb.execute(f"SELECT * FROM {read}(?)", [str(path)])
            names, rows = [column[0] for column in found.description], found.fetchall()
        if names != [column["name"] for column in table["columns"]]:
            raise SystemExit(f"{path} has other columns than the manifest says")
        yield "rows", [(table["name"], len(rows))]
        if table["name"] == "households":
            at = names.index("total_amount")
            yield "total", [(table["name"], f"{sum(row[at] or 0 for row in rows):.2f}")]


def main(what, folder, *month):
    if what == "export":
        readers = [("export", by_export(Path(folder)))]
    else:
        readers = [("duckdb", by_duckdb(folder, *month)), ("polars", by_polars(folder, *month))]
    print("reader,measure,key,value")
    for reader, measures in readers:
        for measure, rows in measures:
            for key, value in sorted(rows):
                print(f"{reader},{measure},{key},{value}")


if __name__ == "__main__":
    main(*sys.argv[1:])
