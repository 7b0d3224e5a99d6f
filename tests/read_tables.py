"""Reads the Delta tables of a home as an outsider would, with nothing of Doudi.

    python3 read_tables.py HOME MONTH

prints what Polars and DuckDB make of the month, as CSV: reader, measure, key, value. Both find the
files by the Delta log alone; DuckDB reads the Parquet files itself.
"""

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


def main(home, month):
    print("reader,measure,key,value")
    for reader, measures in [("duckdb", by_duckdb), ("polars", by_polars)]:
        for measure, rows in measures(home, month):
            for key, value in sorted(rows):
                print(f"{reader},{measure},{key},{value}")


if __name__ == "__main__":
    main(*sys.argv[1:])
