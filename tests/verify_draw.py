"""Checks a draw bundle by doing the draw again, with the standard library alone.

    python3 verify_draw.py BUNDLE.json …

prints for each `verified`, or the place of its first difference; ends with 4 if there is any.
It shares no code with the program that draws, so that each can convict the other.
"""

import hashlib
import json
import re
import sys
from collections import deque
from datetime import date, datetime, timedelta, timezone

import drand
import nist

MAX_EXACT_INTEGER = 2**53 - 1
# Unicode White_Space; str.strip() alone would also take the separators U+001C to U+001F.
WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
FORMAT = "doudi-draw-bundle/3"
PLAN_FIELDS = (
    "algorithm beacon_spec certainty_counts coordination fraction minimum purpose references "
    "reserve reveal_hashes roster_hash"
).split()
BITS = {"drand": 256, "nist": 512, "cwl:ssq": 24.078, "cwl:kl8": 61.616, "dice": 3.3219280948873626}
SOURCES = list(BITS)
NIST_CERTIFICATE = "nist_certificate"  # the reference of a plan that holds it
ABSENCES = "not_contacted", "moved", "wrong_address"
RECUSALS = "kin", "village", "handled", "interest", "prevented"
BALLS = {"cwl:ssq": [(6, 33), (1, 16)], "cwl:kl8": [(20, 80)]}



class Refused(Exception):
    """A stated input cannot be one; the place is added by whoever knows it."""


class Difference(Exception):
    """The first thing that does not hold: its place in the file, and what is wrong there."""


def require(condition, reason):
    if not condition:
        raise Refused(reason)


def at(path, function, *arguments):
    """The result of the function; its refusal is a difference in this place."""
    try:
        return function(*arguments)
    except Refused as refusal:
        raise Difference(path, str(refusal)) from None


# Bytes and text


def sha256(data):
    return hashlib.sha256(data).digest()


def framed(part):
    """LP: the length in four bytes, then the part."""
    data = part.encode() if isinstance(part, str) else part
    return len(data).to_bytes(4, "big") + data


def message_hash(*parts):
    return sha256(b"".join(framed(part) for part in parts))


def is_hash(text):
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text) is not None


def check_text(text):
    good = 1 <= len(text.encode()) <= 255
    require(good and text.strip(WHITE_SPACE) == text, f"unusable text {text!r}")


def is_number(value):
    return type(value) is int and 0 <= value < 2**64


def check_ascending(names, what):
    pairs = zip(names, names[1:])
    require(all(a.encode() < b.encode() for a, b in pairs), f"{what}: unsorted or repeated")


def canonical(value):
    """RFC 8785 for objects, arrays, text, integers, booleans and null."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be", "surrogatepass"))
        inner = ",".join(f"{canonical(key)}:{canonical(item)}" for key, item in members)
        return "{" + inner + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if type(value) is int:
        require(abs(value) <= MAX_EXACT_INTEGER, f"{value} is not exact in JSON")
    require(not isinstance(value, float), f"{value} is not an integer")
    return json.dumps(value, ensure_ascii=False)


# The file


def without_repeats(pairs):
    record = dict(pairs)
    require(len(record) == len(pairs), "a field occurs twice")
    return record


def finite(digits):
    require(abs(float(digits)) != float("inf"), f"{digits} is out of range")
    return float(digits)


def plain_integer(digits):
    """A negative number is none of ours; `-0` would pass for 0."""
    return finite(digits) if digits.startswith("-") or len(digits) > 300 else int(digits)


def no_constant(name):
    raise Refused(f"{name} is not JSON")


def parse(text):
    try:
        return json.loads(
            text,
            object_pairs_hook=without_repeats,
            parse_int=plain_integer,
            parse_float=finite,
            parse_constant=no_constant,
        )
    except (ValueError, RecursionError) as error:
        raise Refused(f"not JSON ({error})") from None


def text(value):
    """Text, without halves of characters, which no UTF-8 can hold."""
    try:
        return isinstance(value, str) and value.encode() is not None
    except UnicodeEncodeError:
        return False


def unit_class(value):
    return value in ("R", "C")


# A shape is a test of a value, [shape] for a list, (shape,) for what may be null, or named fields.
DRAWN = [{"draw_id": text, "ticket": is_hash}]
ROSTER = {
    "inspectors": [{"id": text, "cap": (is_number,)}],
    "recusals": [{"draw_id": text, "inspectors": [text]}],
    "team_size": is_number,
}
TEAMS = [{"draw_id": text, "inspectors": [text]}]
LOG_ENTRY = {
    **dict.fromkeys(["seq"], is_number),
    **dict.fromkeys(["at", "actor", "action", "subject", "purpose"], text),
    **dict.fromkeys(["body", "prev", "hash"], is_hash),
}
CHANGE = {
    "added": [text],
    "evidence": [is_hash],
    "inspector": (text,),
    "passed": [text],
    "stratum": (text,),
    "teams": TEAMS,
    "unit": (text,),
}
BUNDLE = {
    "format": text,
    "plan": text,
    "frame": [{"draw_id": text, "stratum": text, "class": unit_class, "size": is_number}],
    "frame_root": is_hash,
    "committed_on": text,
    "commitment": is_hash,
    "revealed_on": text,
    "beacon": {"spec": text, "value": text, "value_hex": text},
    "reveals": [is_hash],
    "seed": is_hash,
    "strata": [
        {
            "stratum": text,
            "population_count": is_number,
            "sample_count": is_number,
            "certainty": [text],
            "sample": DRAWN,
            "reserve": DRAWN,
        }
    ],
    "assignment": (
        {
            "roster": ROSTER,
            "result": {
                "load_limit": is_number,
                "loads": [{"inspector": text, "units_count": is_number}],
                "teams": TEAMS,
            },
        },
    ),
    "record_hash": is_hash,
    "log": [LOG_ENTRY],
    "steps": [{"entry": LOG_ENTRY, "body": text}],
}


def check_shape(shape, value, path):
    if isinstance(shape, tuple):
        return value is None or check_shape(shape[0], value, path)
    if isinstance(shape, list) and isinstance(value, list):
        for index, item in enumerate(value):
            check_shape(shape[0], item, f"{path}[{index}]")
    elif isinstance(shape, dict) and isinstance(value, dict) and shape.keys() == value.keys():
        for name, inner in shape.items():
            check_shape(inner, value[name], f"{path}.{name}" if path else name)
    elif not callable(shape) or not shape(value):
        raise Difference(path or "file", "malformed")


# Plan


def read_plan(text):
    plan = parse(text)
    require(isinstance(plan, dict) and sorted(plan) == sorted(PLAN_FIELDS), "fields of the plan")
    for name in ("algorithm", "beacon_spec", "coordination", "fraction", "purpose", "reserve"):
        require(isinstance(plan[name], str), name)
    require(canonical(plan) == text, "the plan is not canonical JSON")
    require(plan["algorithm"] == "native-1", "unknown algorithm")
    require(isinstance(plan["certainty_counts"], bool), "certainty_counts")
    check_text(plan["purpose"])
    check_text(plan["coordination"])
    require(plan["coordination"].isascii(), "the ticket purpose is not ASCII")
    require(is_number(plan["minimum"]), "minimum")
    fraction = re.fullmatch("(0|[1-9][0-9]*)/([1-9][0-9]*)", plan["fraction"])
    require(fraction and int(fraction[1]) <= int(fraction[2]) < 2**64, "fraction")
    reserve = plan["reserve"]
    require(re.fullmatch("all|0|[1-9][0-9]*", reserve), "reserve")
    require(reserve == "all" or int(reserve) < 2**64, "reserve")
    references = plan["references"]
    require(isinstance(references, dict), "references")
    require(all(isinstance(value, str) for value in references.values()), "references")
    require(isinstance(plan["reveal_hashes"], list), "reveal_hashes")
    require(len(plan["reveal_hashes"]) <= 255, "more than 255 reveals")
    require(all(map(is_hash, plan["reveal_hashes"])), "reveal_hashes")
    require(plan["roster_hash"] is None or is_hash(plan["roster_hash"]), "roster_hash")
    sources = read_spec(plan["beacon_spec"])
    needs_certificate = any(name == "nist" for name, _ in sources)
    good = nist.is_certificate(references.get(NIST_CERTIFICATE))
    require(good or not needs_certificate, "no certificate for the pulse of NIST")
    return plan


# Frame


def entry_bytes(entry):
    return (
        framed(entry["draw_id"])
        + framed(entry["stratum"])
        + entry["class"].encode()
        + entry["size"].to_bytes(8, "big")
    )


def tree_hash(leaves):
    """RFC 6962 over hashed leaves: split at the largest power of two below their number."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(b"\x01" + tree_hash(leaves[:split]) + tree_hash(leaves[split:]))


def check_frame(frame):
    previous = b""
    for index, entry in enumerate(frame):
        place = f"frame[{index}]"
        at(f"{place}.draw_id", check_text, entry["draw_id"])
        at(f"{place}.stratum", check_text, entry["stratum"])
        if entry["draw_id"].encode() <= previous:
            raise Difference(f"{place}.draw_id", "unsorted or repeated")
        previous = entry["draw_id"].encode()


def frame_root(frame):
    return tree_hash([sha256(b"\x00" + entry_bytes(entry)) for entry in frame])


# Public chance


def source_of(part):
    """A source: its name, and its sort key among those of the same name."""
    for name, pattern in (
        ("drand", "drand:(quicknet|default):([0-9a-f]{64}):([1-9][0-9]*)"),
        ("nist", "nist:2:([1-9][0-9]*):([1-9][0-9]*)"),
        ("cwl:ssq", "cwl:ssq:([0-9]{5,10})"),
        ("cwl:kl8", "cwl:kl8:([0-9]{5,10})"),
        ("dice", "dice:([1-9][0-9]*)"),
    ):
        match = re.fullmatch(pattern, part)
        if match and name == "drand":
            chain, chain_hash, number = match.groups()
            require(drand.CHAINS[chain].hash == chain_hash, f"unknown chain {chain_hash}")
            require(drand.time_of(chain, int(number)) < 250_000_000_000, f"round {number}")
            return name, (list(drand.CHAINS).index(chain), int(number))
        if match and name.startswith("cwl"):
            return name, match[1]
        if match:
            numbers = tuple(map(int, match.groups()))
            require(all(map(is_number, numbers)), f"numbers of {part}")
            return name, numbers
    raise Refused(f"unknown source {part}")


def read_spec(spec):
    sources = [source_of(part) for part in spec.split("+")]
    keys = [(SOURCES.index(name), key) for name, key in sources]
    require(all(a < b for a, b in zip(keys, keys[1:])), "sources out of order")
    bits = sum(BITS[name] * (key[0] if name == "dice" else 1) for name, key in sources)
    require(bits >= 60, "less than 60 bits of chance")
    return sources


def ball_bytes(value, groups):
    parts = value.split("/")
    require(len(parts) == len(groups), "groups of balls")
    text = ""
    for part, (count, highest) in zip(parts, groups):
        words = re.findall("[^ \t\n\f\r]+", part)
        require(all(re.fullmatch("[0-9]+", word) for word in words), "balls")
        numbers = sorted({int(word) for word in words})
        require(len(words) == len(numbers) == count, "number of balls")
        require(1 <= numbers[0] and numbers[-1] <= highest, "range of balls")
        text += "".join(f"{number}." for number in numbers) + "/"
    return text.encode()


def value_bytes(sources, value, certificate):
    parts = value.split("+")
    require(len(parts) == len(sources), "one value for each source")
    data = b""
    for (name, key), part in zip(sources, parts):
        if name == "dice":
            require(len(part) == key[0] and re.fullmatch("[0-9]*", part), "dice")
            data += part.encode()
        elif name == "drand":
            chain = list(drand.CHAINS)[key[0]]
            require(drand.is_signed(chain, key[1], part), "the signature does not hold")
            data += sha256(bytes.fromhex(part.split(" ")[0]))
        elif name == "nist":
            output = nist.output(*key, part, certificate)
            require(output is not None, "no pulse that this certificate signed")
            data += output
        else:
            data += ball_bytes(part, BALLS[name])
    return data


def check_date(day):
    require(re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", day), f"date {day}")
    try:
        # Year 0 is in the calendar, but not in that of this library.
        date.fromisoformat("2000" + day[4:] if day[:4] == "0000" else day)
    except ValueError:
        raise Refused(f"date {day}") from None


def day_of(time):
    beijing = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=time, hours=8)
    return beijing.strftime("%Y-%m-%d")


def check_dates(sources, committed_on, revealed_on):
    check_date(revealed_on)
    for name, key in sources:
        late_enough = revealed_on > committed_on
        if name == "dice":
            late_enough = revealed_on >= committed_on
        if name == "drand":
            time = drand.time_of(list(drand.CHAINS)[key[0]], key[1])
            late_enough = committed_on < day_of(time - 60) and day_of(time) <= revealed_on
        require(late_enough, "the public value is not from after the commitment")


def check_times(sources, value, committed_on, revealed_on):
    """Pulses say themselves when they were made."""
    for (name, _), part in zip(sources, value.split("+")):
        if name == "nist":
            time = nist.read(part)[-1]
            late_enough = committed_on < day_of(time - 60) and day_of(time) <= revealed_on
            require(late_enough, "the pulse is not from between commitment and reveal")


# Draw


def sample_size(plan, population):
    numerator, denominator = map(int, plan["fraction"].split("/"))
    rounded_up = -(-numerator * population // denominator)
    return min(population, max(rounded_up, plan["minimum"]))


def draw_stratum(name, entries, plan, seed):
    def ticket(entry):
        return message_hash("draw/ticket/v1", seed, plan["coordination"], entry["draw_id"])

    random = [(ticket(e), e["draw_id"]) for e in entries if e["class"] == "R"]
    random.sort(key=lambda pair: (pair[0], pair[1].encode()))
    certainty = [e["draw_id"] for e in entries if e["class"] == "C"]
    counted = len(random) + (0 if plan["certainty_counts"] else len(certainty))
    count = min(len(random), sample_size(plan, counted))
    last = len(random) if plan["reserve"] == "all" else count + int(plan["reserve"])
    drawn = [{"draw_id": unit, "ticket": value.hex()} for value, unit in random[:last]]
    return {
        "stratum": name,
        "population_count": len(random),
        "sample_count": count,
        "certainty": certainty,
        "sample": drawn[:count],
        "reserve": drawn[count:],
    }


def draw(frame, plan, seed):
    strata = {}
    for entry in frame:
        strata.setdefault(entry["stratum"], []).append(entry)
    names = sorted(strata, key=str.encode)
    return [draw_stratum(name, strata[name], plan, seed) for name in names]


def visited(strata):
    certainty = [unit for stratum in strata for unit in stratum["certainty"]]
    return certainty + [unit["draw_id"] for stratum in strata for unit in stratum["sample"]]


# Assignment


def check_roster(roster):
    """Refuses what no roster has; the order of its lists is compared apart."""
    require(roster["team_size"] >= 2, "teams below two")
    names = [inspector["id"] for inspector in roster["inspectors"]]
    units = [recusal["draw_id"] for recusal in roster["recusals"]]
    lists = [names, units] + [recusal["inspectors"] for recusal in roster["recusals"]]
    for name in names + units:
        check_text(name)
    for items in lists:
        require(len(set(items)) == len(items), "a name occurs twice")
    for recusal in roster["recusals"]:
        require(set(recusal["inspectors"]) <= set(names), "recusal of nobody")


def sorted_roster(roster):
    recusals = [{**r, "inspectors": sorted(r["inspectors"], key=str.encode)} for r in roster["recusals"]]
    return {
        "inspectors": sorted(roster["inspectors"], key=lambda i: i["id"].encode()),
        "recusals": sorted(recusals, key=lambda r: r["draw_id"].encode()),
        "team_size": roster["team_size"],
    }


def augmenting_chain(unit, units, eligible, teams, loads, caps, settled, passed):
    """A shortest chain (inspector, taken from unit, …) that ends at an inspector with room.

    Nobody is taken from settled units; those that the search meets are noted in `passed`.
    """
    reached = {i: None for i in eligible[unit] if i not in teams[unit]}
    queue = deque(reached)
    while queue:
        full = queue.popleft()
        for holder in (u for u in units if full in teams[u]):
            if holder in settled:
                passed.add(holder)
                continue
            for other in eligible[holder]:
                if other in reached or other in teams[holder]:
                    continue
                reached[other] = (holder, full)
                if loads[other] < caps[other]:
                    return other, reached
                queue.append(other)
    return None


def fill_teams(units, eligible, caps, size, before=None, settled=(), passed=None):
    """Teams under these caps, those of `before` filled up, or None."""
    teams = {unit: list(before[unit]) if before else [] for unit in units}
    loads = {i: sum(i in team for team in teams.values()) for i in caps}
    for unit in units:
        while len(teams[unit]) < size:
            free = (i for i in eligible[unit] if i not in teams[unit] and loads[i] < caps[i])
            chosen = next(free, None)
            if chosen is None:
                chain = augmenting_chain(unit, units, eligible, teams, loads, caps, settled, passed)
                if chain is None:
                    return None
                chosen, reached = chain
                loads[chosen] += 1
                while reached[chosen] is not None:
                    holder, freed = reached[chosen]
                    teams[holder].remove(freed)
                    teams[holder].append(chosen)
                    chosen = freed
                teams[unit].append(chosen)
            else:
                teams[unit].append(chosen)
                loads[chosen] += 1
    return teams


def choices(units, roster, seed, tag):
    """The units in unit order, each with those who may visit it, by pair ticket."""
    recused = {r["draw_id"]: r["inspectors"] for r in roster["recusals"]}
    names = [inspector["id"] for inspector in roster["inspectors"]]
    units = sorted(units, key=lambda u: (message_hash("draw/assign/v1", seed, u), u.encode()))

    def by_ticket(unit):
        allowed = [i for i in names if i not in recused.get(unit, [])]
        return sorted(allowed, key=lambda i: (message_hash(tag, seed, unit, i), i.encode()))

    eligible = {unit: by_ticket(unit) for unit in units}
    enough = all(len(eligible[unit]) >= roster["team_size"] for unit in units)
    require(enough, "too few eligible inspectors")
    return units, eligible


def least_limit(units, eligible, roster, limit, *state):
    """Teams under the smallest limit of the load from `limit` on, and that limit."""
    while True:
        caps = {i["id"]: limit if i["cap"] is None else min(limit, i["cap"]) for i in roster["inspectors"]}
        teams = fill_teams(units, eligible, caps, roster["team_size"], *state)
        if teams is not None:
            return limit, teams
        limit += 1
        require(limit <= len(units), "no assignment exists")


def assign(units, roster, seed):
    names = [inspector["id"] for inspector in roster["inspectors"]]
    units, eligible = choices(units, roster, seed, "draw/pair/v1")
    limit = -(-roster["team_size"] * len(units) // max(len(names), 1))
    limit, teams = least_limit(units, eligible, roster, limit)
    members = [i for team in teams.values() for i in team]
    return {
        "load_limit": limit,
        "loads": [{"inspector": i, "units_count": members.count(i)} for i in names],
        "teams": [
            {"draw_id": unit, "inspectors": [i for i in eligible[unit] if i in teams[unit]]}
            for unit in sorted(units, key=str.encode)
        ],
    }


def check_assignment(plan, stated, seed, strata):
    if stated is None:
        at("assignment", require, plan["roster_hash"] is None, "the planned roster is missing")
        return
    roster = stated["roster"]
    at("assignment.roster", check_roster, roster)
    compare("assignment.roster", roster, sorted_roster(roster))
    roster_hash = sha256(at("assignment", canonical, roster).encode()).hex()
    same = roster_hash == plan["roster_hash"]
    at("assignment", require, same, "the roster is not the planned one")
    compare("assignment.result", stated["result"], at("assignment", assign, visited(strata), roster, seed))


# What is decided after the draw


class Standing:
    """A draw as it stands after some steps."""

    def __init__(self, frame, plan, seed, strata, assignment):
        self.frame, self.plan, self.seed = frame, plan, seed
        self.strata = {stratum["stratum"]: stratum for stratum in strata}
        self.orders, self.used, self.failed, self.recusals_count = {}, {}, set(), 0
        self.roster = assignment and assignment["roster"]
        if assignment:
            self.limit = assignment["result"]["load_limit"]
            self.teams = {t["draw_id"]: t["inspectors"] for t in assignment["result"]["teams"]}

    def order(self, name):
        """The units of a stratum in ticket order."""
        require(name in self.strata, "no such stratum")
        if name not in self.orders:
            entries = [entry for entry in self.frame if entry["stratum"] == name]
            everybody = {**self.plan, "reserve": "all"}
            drawn = draw_stratum(name, entries, everybody, self.seed)
            self.orders[name] = [u["draw_id"] for u in drawn["sample"] + drawn["reserve"]]
            self.used[name] = len(self.strata[name]["sample"])
        return self.orders[name]

    def take(self, action, stated):
        """The change that the decision of a stated one comes to."""
        given = tuple(stated[name] is not None for name in ("stratum", "unit", "inspector"))
        shapes = {
            "draw.extend": (True, False, False),
            "draw.substitute": (True, True, False),
            "draw.recuse": (False, True, True),
        }
        require(given == shapes[action], "not what such a step decides")
        settled = set(stated["passed"])
        if action == "draw.extend":
            return self.join(stated["stratum"], max(len(stated["added"]), 1), settled)
        if action == "draw.recuse":
            return self.replace(stated["unit"], stated["inspector"], settled)
        name = next((e["stratum"] for e in self.frame if e["draw_id"] == stated["unit"]), None)
        wanted = self.order(name)[: self.used[name]] if name is not None else []
        require(stated["unit"] in wanted, "chance did not draw it")
        require(stated["unit"] not in self.failed, "somebody stands in for it already")
        change = self.join(name, 1, settled)
        self.failed.add(stated["unit"])
        return {**change, "unit": stated["unit"], "evidence": stated["evidence"]}

    def join(self, name, count, settled):
        """The next units of a stratum, each with a team where there are teams."""
        order = self.order(name)
        added = order[self.used[name] :][:count]
        require(len(added) == count, "not as many are left")
        change = self.change(lambda passed: [self.enroll(unit, settled, passed) for unit in added])
        self.used[name] += count
        return {**change, "added": added, "stratum": name}

    def enroll(self, unit, settled, passed):
        before = {**self.teams, unit: []}
        self.refill(before, self.roster, "draw/pair/v1", settled, passed)

    def replace(self, unit, leaver, settled):
        """Somebody else in the place of an inspector who may not visit a unit."""
        require(self.roster is not None, "no inspectors were assigned")
        recused = {r["draw_id"]: r["inspectors"] for r in self.roster["recusals"]}
        recused[unit] = recused.get(unit, []) + [leaver]
        recusals = [{"draw_id": u, "inspectors": ids} for u, ids in recused.items()]
        roster = {**self.roster, "recusals": recusals}
        require(leaver in self.teams.get(unit, []), "not in the team")
        before = {**self.teams, unit: [i for i in self.teams[unit] if i != leaver]}
        tag = f"draw/pair/v1/r{self.recusals_count + 1}"
        change = self.change(lambda passed: self.refill(before, roster, tag, settled, passed))
        self.roster, self.recusals_count = roster, self.recusals_count + 1
        return {**change, "unit": unit, "inspector": leaver}

    def refill(self, before, roster, tag, settled, passed):
        units, eligible = choices(before, roster, self.seed, tag)
        state = before, settled, passed
        self.limit, self.teams = least_limit(units, eligible, roster, self.limit, *state)

    def change(self, work):
        """A change with the teams that `work` changes, in the order of their units."""
        passed, teams = set(), []
        if self.roster is not None:
            before = self.teams
            work(passed)
            changed = [unit for unit in self.teams if before.get(unit) != self.teams[unit]]
            teams = [
                {"draw_id": unit, "inspectors": self.teams[unit]}
                for unit in sorted(changed, key=str.encode)
            ]
        nothing = {"added": [], "evidence": [], "inspector": None, "stratum": None, "unit": None}
        return {**nothing, "passed": sorted(passed, key=str.encode), "teams": teams}


def is_reason(action, reason):
    known = {"draw.substitute": ABSENCES, "draw.recuse": RECUSALS}
    return reason in known[action] if action in known else reason != ""


def check_body(standing, action, body):
    stated = parse(body)
    try:
        check_shape(CHANGE, stated, "")
    except Difference:
        raise Refused("not a change") from None
    require(canonical(standing.take(action, stated)) == body, "other units or teams follow")


def check_steps(standing, steps, previous):
    for index, step in enumerate(steps):
        entry, body = step["entry"], step["body"]
        is_action = entry["action"] in ("draw.extend", "draw.substitute", "draw.recuse")
        is_purpose = is_reason(entry["action"], entry["purpose"])
        check_entry(f"steps[{index}].entry", entry, previous, body, is_action, is_purpose)
        at(f"steps[{index}].body", check_body, standing, entry["action"], body)
        previous = entry["seq"]


# The log


def check_entry(place, entry, previous, body, is_action, is_purpose):
    names = "seq", "at", "actor", "action", "subject", "purpose", "body", "prev"
    fields = [str(entry[name]) for name in names]
    holds = {
        "seq": entry["seq"] > previous,
        "action": is_action,
        "purpose": is_purpose,
        "body": entry["body"] == sha256(body.encode()).hex(),
        "hash": entry["hash"] == message_hash("ledger/log/v1", *fields).hex(),
    }
    for field, good in holds.items():
        at(f"{place}.{field}", require, good, "not the log of this draw")


def check_log(log, bodies):
    if not log:
        return
    at("log", require, len(log) == 3, "not the three entries of a draw")
    previous = 0
    actions = "draw.plan", "draw.commit", "draw.reveal"
    for index, (entry, action, body) in enumerate(zip(log, actions, bodies)):
        check_entry(f"log[{index}]", entry, previous, body, entry["action"] == action, True)
        previous = entry["seq"]


# The whole


def compare(path, stated, recomputed):
    """Descends into two different values to the first place where they differ."""
    if stated == recomputed:
        return
    if isinstance(stated, list) and isinstance(recomputed, list):
        for index, (a, b) in enumerate(zip(stated, recomputed)):
            compare(f"{path}[{index}]", a, b)
        shorter, longer = sorted((stated, recomputed), key=len)
        path = f"{path}[{len(shorter)}]"
        items = [values[len(shorter)] if values is longer else None for values in (stated, recomputed)]
        stated, recomputed = items
    if isinstance(stated, dict) and isinstance(recomputed, dict):
        for key, value in recomputed.items():
            compare(f"{path}.{key}", stated[key], value)
    shown = ["(absent)" if v is None else json.dumps(v, ensure_ascii=False, separators=(",", ":"))
             for v in (stated, recomputed)]
    raise Difference(path, f"stated {shown[0]}, recomputed {shown[1]}")


def check(data):
    """Does the draw of a bundle again, in the order in which it came about."""
    try:
        stated = at("file", parse, data.decode())
    except UnicodeDecodeError:
        raise Difference("file", "not UTF-8") from None
    check_shape(BUNDLE, stated, "")
    compare("format", stated["format"], FORMAT)
    plan = at("plan", read_plan, stated["plan"])
    check_frame(stated["frame"])
    root = frame_root(stated["frame"])
    compare("frame_root", stated["frame_root"], root.hex())
    at("committed_on", check_date, stated["committed_on"])
    count = len(stated["frame"]).to_bytes(8, "big")
    head = framed("draw/commit/v1") + framed(sha256(stated["plan"].encode())) + framed(root)
    commitment = sha256(head + count + framed(plan["beacon_spec"]))
    compare("commitment", stated["commitment"], commitment.hex())
    sources = read_spec(plan["beacon_spec"])
    at("revealed_on", check_dates, sources, stated["committed_on"], stated["revealed_on"])
    compare("beacon.spec", stated["beacon"]["spec"], plan["beacon_spec"])
    certificate = plan["references"].get(NIST_CERTIFICATE)
    value = at("beacon.value", value_bytes, sources, stated["beacon"]["value"], certificate)
    days = stated["committed_on"], stated["revealed_on"]
    at("beacon.value", check_times, sources, stated["beacon"]["value"], *days)
    compare("beacon.value_hex", stated["beacon"]["value_hex"], value.hex())

    promised = plan["reveal_hashes"]
    same_count = len(stated["reveals"]) == len(promised)
    at("reveals", require, same_count, "not as many reveals as were promised")
    reveals = [bytes.fromhex(reveal) for reveal in stated["reveals"]]
    for index, reveal in enumerate(reveals):
        kept = sha256(reveal).hex() == promised[index]
        at(f"reveals[{index}]", require, kept, "not the promised reveal")
    seed_parts = framed("draw/seed/v1") + framed(commitment) + framed(value)
    seed = sha256(seed_parts + bytes([len(reveals)]) + b"".join(map(framed, reveals)))
    compare("seed", stated["seed"], seed.hex())

    strata = draw(stated["frame"], plan, seed)
    compare("strata", stated["strata"], strata)
    check_assignment(plan, stated["assignment"], seed, strata)
    days_and_words = stated["committed_on"], stated["beacon"]["value"], stated["revealed_on"]
    record_hash = message_hash("draw/record/v1", commitment, *days_and_words, seed)
    compare("record_hash", stated["record_hash"], record_hash.hex())
    check_log(stated["log"], [stated["plan"], commitment.hex(), stated["beacon"]["value"]])
    standing = Standing(stated["frame"], plan, seed, strata, stated["assignment"])
    check_steps(standing, stated["steps"], stated["log"][-1]["seq"] if stated["log"] else 0)


def verify(data):
    """`verified`, or the first difference."""
    try:
        check(data)
    except Difference as difference:
        return "{}: {}".format(*difference.args)
    return "verified"


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    verdicts = []
    for name in arguments[1:]:
        with open(name, "rb") as file:
            verdicts.append(verify(file.read()))
        print(verdicts[-1])
    return 4 if any(verdict != "verified" for verdict in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
