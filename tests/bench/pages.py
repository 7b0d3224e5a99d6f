#!/usr/bin/env python3
"""Measures the dashboard as its users meet it, beside Datasette and SQLPage serving one of its tables.

    cargo build
    target/debug/doudi synth --households 200000 --months 36 --out target/bench/deliveries
    ... load every month into target/bench/home, one after the other
    apt-get install wrk; pip install datasette; cargo install sqlpage
    tests/bench/pages.py target/bench/home --delivery target/bench/deliveries/2026-10

The rows: the leader's page from memory under fifty connections, two hundred
users who think ten seconds (an open loop: latency counts from the moment at which the request was due,
so that waiting in line is not hidden), pages of earlier months that nobody asked for before, one at a
time and ten at once, ten times the load, memory, a load of a month meanwhile, the price of a town's own
view, logins, and the weight of the first page. A program that is not installed is left out and said to be.

The home is changed: accounts are added, kept results are removed, and `--delivery` is loaded again.
The service runs with the allocator's setting of `deploy/doudi.service`.
"""

import argparse
import asyncio
import csv
import http.client
import io
import json
import os
import pathlib
import random
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
PASSWORD = "tulgoPrem4-Snib"
ROLES = ["leadership", "inspection", "planner", "clerk"]
PAGES = {
    "leadership": ["/", "/questions/caseload_by_town", "/clauses"],
    "inspection": ["/inspection", "/ledger", "/questions/approval_days"],
    "planner": ["/planning", "/questions/funds_statistics"],
    "clerk": ["/", "/deliver", "/questions/annual_visits"],
}
ASKED = ["approval_days", "annual_visits", "caseload_by_town", "change_register", "feeds",
         "funds_statistics", "new_case_spot_checks", "payment_reconciliation", "rechecks_due",
         "statutory_calendar"]
SNAPSHOT = re.compile(rb"\b\d{4}-\d{2}\.r\d+@\d+")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Site:
    """`doudi serve` on a port of its own."""

    def __init__(self, options, *, forget=False):
        if forget:
            shutil.rmtree(options.home / "results", ignore_errors=True)
        self.options, self.port = options, free_port()
        begun = time.monotonic()
        self.child = subprocess.Popen(
            [options.doudi, "serve", "--listen", f"127.0.0.1:{self.port}", "--home", options.home],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "MALLOC_ARENA_MAX": "2"})
        while True:
            try:
                if self.ask("/healthz")[0] == 200:
                    break
            except OSError:
                pass
            if time.monotonic() - begun > 60:
                sys.exit("the dashboard did not start within a minute")
            time.sleep(0.02)
        self.start_seconds = time.monotonic() - begun

    def ask(self, path, cookie="", form=None, timeout=150, packed=False):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = {"Cookie": cookie} if cookie else {}
        if packed:
            headers["Accept-Encoding"] = "gzip"
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("POST" if body is not None else "GET", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())

    def sign_in(self, name):
        status, _, headers = self.ask("/login", form={"name": name, "password": PASSWORD})
        if status != 303:
            sys.exit(f"{name} could not sign in: {status}")
        return headers.get("set-cookie", headers.get("Set-Cookie")).split(";")[0]

    def memory_mb(self, what="VmRSS"):
        text = pathlib.Path(f"/proc/{self.child.pid}/status").read_text()
        return int(re.search(rf"{what}:\s+(\d+)", text).group(1)) / 1024

    def settle(self):
        """Seconds until it has nothing left to do."""
        begun = time.monotonic()
        ticks = lambda: sum(map(int, pathlib.Path(f"/proc/{self.child.pid}/stat").read_text().split()[13:15]))
        before = -1
        while (now := ticks()) - before > 20:
            before = now
            time.sleep(4)
        return time.monotonic() - begun - 4

    def end(self):
        self.child.terminate()
        self.child.wait()


def run(options, *arguments):
    return subprocess.run([options.doudi, *arguments, "--home", options.home], check=True,
                          capture_output=True, text=True).stdout


def accounts(options):
    """One account of each role; the clerk is of the first town."""
    with (options.home / "home.toml").open("a+") as settings:
        settings.seek(0)
        if "policy" not in settings.read():
            settings.write('policy = "djcp2"\n')  # no second factor, for a program signs in
    towns = list(csv.DictReader(io.StringIO(run(options, "query", "town_overview", "--format", "csv"))))
    stamp = f"{time.time():.0f}"
    names = {}
    for role in ROLES:
        names[role] = f"bench-{role}-{stamp}"
        town = ["--town", towns[0]["town_code"]] if role == "clerk" else []
        token = run(options, "user", "add", names[role], "--role", role, *town).strip().split("=")[-1]
        names[role] = (names[role], token)
    return names


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values):
    return f"{statistics.median(values):.0f} ({min(values):.0f}–{max(values):.0f})"


async def fetch(port, path, cookie, form=None):
    """One request over a connection of its own: status and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = urllib.parse.urlencode(form).encode() if form is not None else b""
    head = f"{'POST' if form is not None else 'GET'} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
    head += f"Cookie: {cookie}\r\nConnection: close\r\n"
    if form is not None:
        head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    writer.write(head.encode() + b"\r\n" + body)
    answer = await reader.read(-1)
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), body


async def open_loop(port, cookies, rate, seconds, seed=1):
    """Requests at a fixed rate, each counted from the moment at which it was due."""
    chance, begun, found = random.Random(seed), time.monotonic(), []

    async def one(due, role, path):
        try:
            status, body = await asyncio.wait_for(fetch(port, path, cookies[role]), 150)
        except (OSError, asyncio.TimeoutError, IndexError, ValueError):
            status, body = 0, b""
        mixed = len(set(SNAPSHOT.findall(body))) > 1 and path == "/"
        found.append((status, (time.monotonic() - due) * 1000, mixed))

    tasks = []
    for count in range(int(rate * seconds)):
        due = begun + count / rate
        await asyncio.sleep(max(0, due - time.monotonic()))
        role = chance.choice(ROLES)
        tasks.append(asyncio.create_task(one(due, role, chance.choice(PAGES[role]))))
    await asyncio.gather(*tasks)
    return found


def told(found):
    times = [ms for status, ms, _ in found if status == 200]
    away = [ms for status, ms, _ in found if status == 503]
    failed = len(found) - len(times) - len(away)
    if not times:
        return f"none of {len(found)} answered"
    shown = ", ".join(f"p{share} {percentile(times, share / 100):.0f} ms" for share in (50, 95, 99))
    turned = f"{len(away)} turned away after at most {max(away):.0f} ms, " if away else ""
    return f"{shown}; {turned}{failed} of {len(found)} failed"


def wrk(port, path, cookie, seconds):
    """Requests in a second, p99 in ms, and errors, by wrk; none without it."""
    if not shutil.which("wrk"):
        return None
    script = tempfile.NamedTemporaryFile("w", suffix=".lua")
    script.write('done = function(s, l) io.write(string.format("%f %f %d\\n", '
                 's.requests / s.duration * 1e6, l:percentile(99) / 1000, '
                 's.errors.status + s.errors.connect + s.errors.read + s.errors.timeout)) end\n')
    script.flush()
    said = subprocess.run(
        ["wrk", "-t2", "-c50", f"-d{seconds}s", "-s", script.name, "-H", f"Cookie: {cookie}",
         f"http://127.0.0.1:{port}{path}"], check=True, capture_output=True, text=True).stdout
    return [float(word) for word in said.strip().splitlines()[-1].split()]


def wrk_told(found):
    if found is None:
        return "wrk is not installed"
    return f"{found[0]:.0f} requests/s, p99 {found[1]:.0f} ms, {found[2]:.0f} errors"


def wait_for(port):
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit("a server did not start within half a minute")


def peers(options, seconds):
    """The table of the towns, as a page of Datasette and of SQLPage."""
    rows = list(csv.DictReader(io.StringIO(run(options, "query", "caseload_by_town", "--format", "csv"))))
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        with sqlite3.connect(folder / "towns.db") as file:
            columns = list(rows[0])
            file.execute(f"CREATE TABLE caseload ({', '.join(columns)})")
            file.executemany(f"INSERT INTO caseload VALUES ({', '.join('?' * len(columns))})",
                             [list(row.values()) for row in rows])
        if shutil.which("datasette"):
            port = free_port()
            child = subprocess.Popen(["datasette", folder / "towns.db", "-p", str(port)],
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait_for(port)
            yield "Datasette, the same table", wrk_told(wrk(port, "/towns/caseload", "", seconds))
            child.terminate()
        else:
            yield "Datasette, the same table", "not installed"
        if shutil.which("sqlpage"):
            port = free_port()
            (folder / "index.sql").write_text("SELECT 'table' AS component; SELECT * FROM caseload;")
            child = subprocess.Popen(
                ["sqlpage"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env={**os.environ, "LISTEN_ON": f"127.0.0.1:{port}",
                     "DATABASE_URL": f"sqlite://{folder}/towns.db"})
            wait_for(port)
            yield "SQLPage, the same table", wrk_told(wrk(port, "/", "", seconds))
            child.terminate()
        else:
            yield "SQLPage, the same table", "not installed"


def asked_at_once(site, cookie, paths):
    """Pages at once: milliseconds of each."""
    async def one(path):
        begun = time.monotonic()
        status, _ = await fetch(site.port, path, cookie)
        return (time.monotonic() - begun) * 1000 if status == 200 else float("inf")

    async def all_of_them():
        return await asyncio.gather(*[one(path) for path in paths])

    return asyncio.run(all_of_them())


def view_of_a_town(site, cookies, months):
    """How much longer a clerk waits for an answer than a leader, both for the first time."""
    times = {"leadership": [], "clerk": []}
    for month in months:
        for role, all_times in times.items():
            all_times += asked_at_once(site, cookies[role], [f"/questions/caseload_by_town?month={month}"])
    return statistics.median(times["clerk"]) / statistics.median(times["leadership"])


def weight(site, cookie):
    """Bytes of the first page with what it loads, and of the page alone, as browsers are sent them."""
    page = site.ask("/", cookie)[1]
    assets = set(re.findall(rb'(?:href|src)="(/assets/[^"]+)"', page))
    sent = lambda path: len(site.ask(path, cookie, packed=True)[1])
    return sent("/") + sum(sent(asset.decode()) for asset in assets), sent("/"), page.count(b"<script")


def lighthouse(site, cookie):
    if not shutil.which("lighthouse"):
        return "lighthouse is not installed"
    with tempfile.NamedTemporaryFile("w", suffix=".json") as headers:
        json.dump({"Cookie": cookie}, headers)
        headers.flush()
        said = subprocess.run(
            ["lighthouse", f"http://127.0.0.1:{site.port}/", "--quiet", "--output=json",
             f"--extra-headers={headers.name}", "--chrome-flags=--headless=new --no-sandbox"],
            check=False, capture_output=True, text=True)
    if said.returncode:
        return f"lighthouse failed: {said.stderr.strip().splitlines()[-1:]}"
    report = json.loads(said.stdout)
    return ", ".join(f"{name} {group['score'] * 100:.0f}"
                     for name, group in report["categories"].items())


def measure(options):
    names = accounts(options)
    site = Site(options, forget=True)
    for name, token in names.values():
        site.ask("/setup", form={"token": token, "new": PASSWORD, "again": PASSWORD})
    begun = [time.monotonic()]
    cookies = {}
    for role, (name, _) in names.items():
        cookies[role] = site.sign_in(name)
        begun.append(time.monotonic())
    logins = [(after - before) * 1000 for before, after in zip(begun, begun[1:])]
    leader = cookies["leadership"]
    yield "T1", "start of the program, ms", f"{site.start_seconds * 1000:.0f}"
    seconds = site.settle()
    yield "", "answered ahead after a load: seconds; memory then and at most, MB", (
        f"{seconds:.0f}; {site.memory_mb():.0f}, {site.memory_mb('VmHWM'):.0f}")
    for role, pages in PAGES.items():
        for page in pages:
            site.ask(page, cookies[role])
    yield "T2", "leader's page from memory, 50 connections", wrk_told(
        wrk(site.port, "/", leader, options.seconds))
    for name, result in peers(options, options.seconds):
        yield "T2", name, result
    before = site.memory_mb()
    calm = asyncio.run(open_loop(site.port, cookies, 20, options.seconds))
    yield "T3", "200 users, 20 requests/s", told(calm)
    yield "T7", "memory before and after, MB", f"{before:.0f} → {site.memory_mb():.0f}"

    async def with_bad_logins():
        async def bad():
            for _ in range(20 * options.seconds):
                await asyncio.sleep(0.05)
                form = {"name": "nobody", "password": "wrong"}
                asyncio.ensure_future(fetch(site.port, "/login", "", form))
        found, _ = await asyncio.gather(open_loop(site.port, cookies, 20, options.seconds), bad())
        return found

    yield "T14", "login, ms", spread(logins)
    yield "T14", "T3 beside 20 bad logins/s", told(asyncio.run(with_bad_logins()))
    over = asyncio.run(open_loop(site.port, cookies, 200, options.seconds))
    begun = time.monotonic()
    site.ask("/", leader)
    yield "T6", "200 requests/s", told(over)
    yield "T6", "first page afterwards, ms; most memory, MB", (
        f"{(time.monotonic() - begun) * 1000:.0f}; {site.memory_mb('VmHWM'):.0f}")
    if options.delivery:
        month = options.delivery.name
        child = subprocess.Popen([options.doudi, "load", options.delivery, "--month", month, "--home",
                                  options.home], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        during = asyncio.run(open_loop(site.port, cookies, 20, options.seconds))
        child.wait()
        mixed = sum(is_mixed for *_, is_mixed in during)
        yield "T8", "T3 while a month is loaded", f"{told(during)}; {mixed} pages of two snapshots"
    first, again, scripts = weight(site, leader)
    yield "T15", "first page with what it loads, alone, bytes; scripts", f"{first}, {again}; {scripts}"
    yield "T16", "Lighthouse", lighthouse(site, leader)
    site.settle()
    # Earlier months are not answered ahead; each is asked for once.
    earlier = iter(re.findall(r'<option value="(\d{4}-\d\d)"', site.ask("/", leader)[1].decode())[1:])
    rounds = lambda: [month for _, month in zip(range(options.rounds), earlier)]
    alone = [max(asked_at_once(site, leader, [f"/dashboards/leader?month={month}"])) for month in rounds()]
    yield "T4", "a dashboard for the first time, ms", spread(alone)
    # Some of them name households, which leaders do not see.
    together = [max(asked_at_once(site, cookies["inspection"],
                                  [f"/questions/{question}?month={month}" for question in ASKED]))
                for month in rounds()]
    yield "T5", "the slowest of ten questions at once, ms", spread(together)
    yield "T9", "a town's own view against the whole", f"{view_of_a_town(site, cookies, rounds()):.2f}"
    site.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("home", type=pathlib.Path, help="a home with its months loaded")
    parser.add_argument("--delivery", type=pathlib.Path, help="a month that is loaded again meanwhile")
    parser.add_argument("--doudi", type=pathlib.Path, default=ROOT / "target/debug/doudi")
    parser.add_argument("--seconds", type=int, default=30, help="of each load")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True,
                            text=True).stdout.strip()
    print(f"{os.cpu_count()} processors, load average {os.getloadavg()[0]:.2f}, commit {commit}\n")
    print("| # | what | measured |\n| --- | --- | --- |")
    for number, what, found in measure(options):
        print(f"| {number} | {what} | {found} |", flush=True)


if __name__ == "__main__":
    main()
