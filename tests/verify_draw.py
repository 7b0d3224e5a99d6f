"""Checks a draw bundle by doing the draw again, with the standard library alone.

    python3 verify_draw.py BUNDLE.json

prints `verified` and ends with 0, or prints the first difference and ends with 4.
It shares no code with the program that draws, so that each can convict the other.
"""

import hashlib
import json
import re
import sys
from collections import deque
from datetime import date

MAX_EXACT_INTEGER = 2**53 - 1
# Unicode White_Space; str.strip() alone would also take the separators U+001C to U+001F.
WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
FIELDS = (
    "format plan frame frame_root committed_on commitment revealed_on beacon reveals seed "
    "strata assignment record_hash"
).split()
PLAN_FIELDS = (
    "algorithm beacon_spec certainty_counts coordination fraction minimum purpose references "
    "reserve reveal_hashes roster_hash"
).split()
BITS = {"drand": 256, "nist": 512, "cwl:ssq": 24.078, "cwl:kl8": 61.616, "dice": 3.32192}
SOURCES = list(BITS)
BALLS = {"cwl:ssq": [(6, 33), (1, 16)], "cwl:kl8": [(20, 80)]}


class Refused(Exception):
    """The stated inputs do not make a draw."""


def require(condition, reason):
    if not condition:
        raise Refused(reason)


# Bytes and text


def sha256(data):
    return hashlib.sha256(data).digest()


def framed(part):
    """LP: the length in four bytes, then the part."""
    data = part.encode() if isinstance(part, str) else part
    return len(data).to_bytes(4, "big") + data


def message_hash(*parts):
    return sha256(b"".join(framed(part) for part in parts))


def hash_bytes(text):
    require(isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text), f"not a hash: {text!r}")
    return bytes.fromhex(text)


def check_text(text):
    good = isinstance(text, str) and 1 <= len(text.encode()) <= 255
    require(good and text.strip(WHITE_SPACE) == text, f"unusable text {text!r}")


def check_fields(record, names, what):
    require(isinstance(record, dict) and sorted(record) == sorted(names), f"fields of {what}")


def check_number(value, what):
    require(type(value) is int and 0 <= value < 2**64, f"{what} is not a whole number")


def check_ascending(names, what):
    pairs = zip(names, names[1:])
    require(all(a.encode() < b.encode() for a, b in pairs), f"{what}: unsorted or repeated")


def canonical(value):
    """RFC 8785 for objects, arrays, text, integers, booleans and null."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
        inner = ",".join(f"{canonical(key)}:{canonical(item)}" for key, item in members)
        return "{" + inner + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if type(value) is int:
        require(abs(value) <= MAX_EXACT_INTEGER, f"{value} is not exact in JSON")
    require(not isinstance(value, float), f"{value} is not an integer")
    return json.dumps(value, ensure_ascii=False)


def without_repeats(pairs):
    record = dict(pairs)
    require(len(record) == len(pairs), "a field occurs twice")
    return record


# Plan


def read_plan(text):
    plan = json.loads(text, object_pairs_hook=without_repeats)
    check_fields(plan, PLAN_FIELDS, "plan")
    require(canonical(plan) == text, "the plan is not canonical JSON")
    require(plan["algorithm"] == "native-1", "unknown algorithm")
    require(isinstance(plan["certainty_counts"], bool), "certainty_counts")
    check_text(plan["purpose"])
    check_text(plan["coordination"])
    require(plan["coordination"].isascii(), "the ticket purpose is not ASCII")
    check_number(plan["minimum"], "minimum")
    fraction = re.fullmatch("(0|[1-9][0-9]*)/([1-9][0-9]*)", plan["fraction"])
    require(fraction and int(fraction[1]) <= int(fraction[2]), "fraction")
    require(re.fullmatch("all|0|[1-9][0-9]*", plan["reserve"]), "reserve")
    require(all(isinstance(v, str) for v in plan["references"].values()), "references")
    require(len(plan["reveal_hashes"]) <= 255, "more than 255 reveals")
    for value in plan["reveal_hashes"]:
        hash_bytes(value)
    return plan


# Frame


def entry_bytes(entry):
    check_fields(entry, ["draw_id", "stratum", "class", "size"], "entry")
    check_text(entry["draw_id"])
    check_text(entry["stratum"])
    require(entry["class"] in ("R", "C"), "class")
    check_number(entry["size"], "size")
    unit_class = entry["class"].encode()
    return (
        framed(entry["draw_id"])
        + framed(entry["stratum"])
        + unit_class
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


def frame_root(frame):
    leaves = [sha256(b"\x00" + entry_bytes(entry)) for entry in frame]
    check_ascending([entry["draw_id"] for entry in frame], "frame")
    return tree_hash(leaves)


# Public chance


def source_of(part):
    """A source and its sort key; signed sources are known but cannot be used."""
    for name, pattern in (
        ("drand", "drand:(quicknet|default):[0-9a-f]{64}:[1-9][0-9]*"),
        ("nist", "nist:2:[1-9][0-9]*:[1-9][0-9]*"),
        ("cwl:ssq", "cwl:ssq:[0-9]{5,10}"),
        ("cwl:kl8", "cwl:kl8:[0-9]{5,10}"),
        ("dice", "dice:[1-9][0-9]*"),
    ):
        if re.fullmatch(pattern, part):
            last = part.rsplit(":", 1)[1]
            order = int(last) if name == "dice" else last
            return name, order
    raise Refused(f"unknown source {part}")


def read_spec(spec):
    sources = [source_of(part) for part in spec.split("+")]
    bits = 0
    for name, order in sources:
        require(name not in ("drand", "nist"), f"{name} is signed and not verified here")
        bits += BITS[name] * (order if name == "dice" else 1)
    require(bits >= 60, "less than 60 bits of chance")
    keys = [(SOURCES.index(name), order) for name, order in sources]
    require(all(a < b for a, b in zip(keys, keys[1:])), "sources out of order")
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


def value_bytes(sources, value):
    parts = value.split("+")
    require(len(parts) == len(sources), "one value for each source")
    data = b""
    for (name, count), part in zip(sources, parts):
        if name == "dice":
            require(re.fullmatch("[0-9]{%d}" % count, part), "dice")
            data += part.encode()
        else:
            data += ball_bytes(part, BALLS[name])
    return data


def check_dates(sources, committed_on, revealed_on):
    for day in (committed_on, revealed_on):
        require(re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", day), f"date {day}")
        try:
            date.fromisoformat(day)
        except ValueError:
            raise Refused(f"date {day}") from None
    for name, _ in sources:
        late_enough = revealed_on >= committed_on if name == "dice" else revealed_on > committed_on
        require(late_enough, "the public value is not from after the commitment")


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
    count = sample_size(plan, len(random))
    last = len(random) if plan["reserve"] == "all" else count + int(plan["reserve"])
    drawn = [{"draw_id": unit, "ticket": value.hex()} for value, unit in random[:last]]
    return {
        "stratum": name,
        "population_count": len(random),
        "sample_count": count,
        "certainty": [e["draw_id"] for e in entries if e["class"] == "C"],
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
    check_fields(roster, ["inspectors", "recusals", "team_size"], "roster")
    check_number(roster["team_size"], "team_size")
    require(roster["team_size"] >= 2, "teams below two")
    names = [inspector["id"] for inspector in roster["inspectors"]]
    for inspector in roster["inspectors"]:
        check_fields(inspector, ["id", "cap"], "inspector")
        check_text(inspector["id"])
        if inspector["cap"] is not None:
            check_number(inspector["cap"], "cap")
    check_ascending(names, "inspectors")
    for recusal in roster["recusals"]:
        check_fields(recusal, ["draw_id", "inspectors"], "recusal")
        check_text(recusal["draw_id"])
        check_ascending(recusal["inspectors"], "recused inspectors")
        require(set(recusal["inspectors"]) <= set(names), "recusal of nobody")
    check_ascending([recusal["draw_id"] for recusal in roster["recusals"]], "recusals")


def augmenting_chain(unit, units, eligible, teams, loads, caps):
    """A shortest chain (inspector, taken from unit, …) that ends at an inspector with room."""
    reached = {i: None for i in eligible[unit] if i not in teams[unit]}
    queue = deque(reached)
    while queue:
        full = queue.popleft()
        for holder in (u for u in units if full in teams[u]):
            for other in eligible[holder]:
                if other in reached or other in teams[holder]:
                    continue
                reached[other] = (holder, full)
                if loads[other] < caps[other]:
                    return other, reached
                queue.append(other)
    return None


def fill_teams(units, eligible, caps, size):
    """Teams under these caps, or None."""
    teams = {unit: [] for unit in units}
    loads = dict.fromkeys(caps, 0)
    for unit in units:
        for _ in range(size):
            free = (i for i in eligible[unit] if i not in teams[unit] and loads[i] < caps[i])
            chosen = next(free, None)
            if chosen is None:
                chain = augmenting_chain(unit, units, eligible, teams, loads, caps)
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


def assign(units, roster, seed):
    size = roster["team_size"]
    recused = {r["draw_id"]: r["inspectors"] for r in roster["recusals"]}
    names = [inspector["id"] for inspector in roster["inspectors"]]
    units = sorted(units, key=lambda u: (message_hash("draw/assign/v1", seed, u), u.encode()))

    def by_ticket(unit):
        allowed = [i for i in names if i not in recused.get(unit, [])]
        return sorted(allowed, key=lambda i: (message_hash("draw/pair/v1", seed, unit, i), i.encode()))

    eligible = {unit: by_ticket(unit) for unit in units}
    require(all(len(eligible[unit]) >= size for unit in units), "too few eligible inspectors")
    limit = -(-size * len(units) // max(len(names), 1))
    while True:
        own = {i["id"]: limit if i["cap"] is None else i["cap"] for i in roster["inspectors"]}
        teams = fill_teams(units, eligible, {i: min(limit, own[i]) for i in names}, size)
        if teams is not None:
            break
        limit += 1
        require(limit <= len(units), "no assignment exists")
    members = [i for team in teams.values() for i in team]
    return {
        "load_limit": limit,
        "loads": [{"inspector": i, "units_count": members.count(i)} for i in names],
        "teams": [
            {"draw_id": unit, "inspectors": [i for i in eligible[unit] if i in teams[unit]]}
            for unit in sorted(units, key=str.encode)
        ],
    }


def assignment_record(plan, stated, seed, strata):
    if stated is None:
        require(plan["roster_hash"] is None, "the planned roster is missing")
        return None
    check_fields(stated, ["roster", "result"], "assignment")
    roster = stated["roster"]
    check_roster(roster)
    roster_hash = sha256(canonical(roster).encode()).hex()
    require(roster_hash == plan["roster_hash"], "the roster is not the planned one")
    return {"roster": roster, "result": assign(visited(strata), roster, seed)}


# The whole


def recompute(stated):
    """The bundle that follows from the inputs of the stated one."""
    check_fields(stated, FIELDS, "bundle")
    check_fields(stated["beacon"], ["spec", "value", "value_hex"], "beacon")
    plan = read_plan(stated["plan"])
    spec = plan["beacon_spec"]
    sources = read_spec(spec)
    check_dates(sources, stated["committed_on"], stated["revealed_on"])
    value = value_bytes(sources, stated["beacon"]["value"])

    root = frame_root(stated["frame"])
    count = len(stated["frame"]).to_bytes(8, "big")
    head = framed("draw/commit/v1") + framed(sha256(stated["plan"].encode())) + framed(root)
    commitment = sha256(head + count + framed(spec))

    reveals = [hash_bytes(reveal) for reveal in stated["reveals"]]
    hashes = [sha256(reveal).hex() for reveal in reveals]
    require(hashes == plan["reveal_hashes"], "the reveals are not the promised ones")
    seed_parts = framed("draw/seed/v1") + framed(commitment) + framed(value)
    seed = sha256(seed_parts + bytes([len(reveals)]) + b"".join(map(framed, reveals)))

    strata = draw(stated["frame"], plan, seed)
    record_hash = message_hash(
        "draw/record/v1",
        commitment,
        stated["committed_on"],
        stated["beacon"]["value"],
        stated["revealed_on"],
        seed,
    )
    return {
        **stated,
        "format": "doudi-draw-bundle/1",
        "frame_root": root.hex(),
        "commitment": commitment.hex(),
        "beacon": {"spec": spec, "value": stated["beacon"]["value"], "value_hex": value.hex()},
        "seed": seed.hex(),
        "strata": strata,
        "assignment": assignment_record(plan, stated["assignment"], seed, strata),
        "record_hash": record_hash.hex(),
    }


def first_difference(path, stated, recomputed):
    if isinstance(stated, list) and isinstance(recomputed, list):
        for index, (a, b) in enumerate(zip(stated, recomputed)):
            if a != b or type(a) is not type(b):
                return first_difference(f"{path}[{index}]", a, b)
    if isinstance(stated, dict) and isinstance(recomputed, dict) and stated.keys() == recomputed.keys():
        for key, value in recomputed.items():
            if stated[key] != value:
                return first_difference(f"{path}.{key}", stated[key], value)
    return f"{path}: stated {json.dumps(stated)}, recomputed {json.dumps(recomputed)}"


def verify(text):
    """None, or the first difference."""
    try:
        stated = json.loads(text, object_pairs_hook=without_repeats)
        recomputed = recompute(stated)
        for field in FIELDS:
            if canonical(stated[field]) != canonical(recomputed[field]):
                return first_difference(field, stated[field], recomputed[field])
    except Refused as refusal:
        return f"refused: {refusal}"
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return f"refused: not a bundle ({error})"
    return None


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    with open(arguments[1], encoding="utf-8") as file:
        difference = verify(file.read())
    print(difference or "verified")
    return 4 if difference else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
