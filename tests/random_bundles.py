"""Writes random draw bundles, each also with one byte changed, for comparing verifiers.

    python3 random_bundles.py COUNT SEED FOLDER

Every bundle is drawn by the functions of `verify_draw`, so what another program verifies here it
has not made itself. Of each the folder gets N.json and N.changed.json; of some that have steps after
the draw it is not a byte that is changed but what a step decided, with its hashes made anew.
"""

import base64
import copy
import json
import pathlib
import random
import sys

import drand
import verify_draw as draw

ROUNDS = (  # published rounds: chain, number, signature and the one before, a day before and of it
    (
        "quicknet",
        123,
        "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b1"
        "3e0dfc92",
        ("2023-08-22", "2023-08-23"),
    ),
    (
        "default",
        72785,
        "82f5d3d2de4db19d40a6980e8aa37842a0e55d1df06bd68bddc8d60002e8e959eb9cfa368b3c1b77d18f02a5"
        "4fe047b80f0989315f83b12a74fd8679c4f12aae86eaf6ab5690b34f1fddd50ee3cc6f6cdf59e95526d5a5d8"
        "2aaa84fa6f181e42 "
        "a609e19a03c2fcc559e8dae14900aaefe517cb55c840f6e69bc8e4f66c8d18e8a609685d9917efbfb0c37f05"
        "8c2de88f13d297c7e19e0ab24813079efe57a182554ff054c7638153f9b26a60e7111f71a0ff63d957170490"
        "5d3ca6df0b031747",
        ("2020-08-16", "2020-08-18"),
    ),
)
PULSES = (  # published pulses with their certificates, a day before and of it
    ("chain-1-pulse-54610", "certificate-5501e3d7", ("2018-08-30", "2018-09-01")),
    ("chain-2-pulse-1884240", "certificate-528943a5", ("2026-07-31", "2026-08-01")),
)
PUBLISHED = pathlib.Path(__file__).parent.parent / "crates/draw/testdata/nist"
LETTERS = "abcXYZ0189-_/\"\\低保坪山𠮷é\u0001\u007f "


def name(chance, prefix=""):
    inner = "".join(chance.choice(LETTERS) for _ in range(chance.randrange(9)))
    return prefix + inner.strip(draw.WHITE_SPACE) + str(chance.randrange(10**6))


def balls(chance, groups):
    parts = [" ".join(map(str, chance.sample(range(1, top + 1), count))) for count, top in groups]
    return "/".join(parts)


def pulse_value(name):
    """Chain and index of a published pulse, what it signs and the signature."""
    pulse = json.loads((PUBLISHED / f"{name}.json").read_text())["pulse"]
    framed, external = draw.framed, pulse["external"]
    hashes = [item["value"] for item in pulse["listValues"]] + [pulse["precommitmentValue"]]
    hashed = [framed(bytes.fromhex(value)) for value in hashes]
    parts = [
        framed(pulse["uri"]),
        framed(pulse["version"]),
        pulse["cipherSuite"].to_bytes(4, "big"),
        pulse["period"].to_bytes(4, "big"),
        framed(bytes.fromhex(pulse["certificateId"])),
        pulse["chainIndex"].to_bytes(8, "big"),
        pulse["pulseIndex"].to_bytes(8, "big"),
        framed(pulse["timeStamp"]),
        framed(bytes.fromhex(pulse["localRandomValue"])),
        framed(bytes.fromhex(external["sourceId"])),
        external["statusCode"].to_bytes(4, "big"),
        framed(bytes.fromhex(external["value"])),
        *hashed,
        pulse["statusCode"].to_bytes(4, "big"),
    ]
    place = pulse["chainIndex"], pulse["pulseIndex"]
    return *place, b"".join(parts).hex() + " " + pulse["signatureValue"].lower()


def certificate_der(name):
    body = (PUBLISHED / f"{name}.pem").read_text().split("-----")[2]
    return base64.b64decode(body)


def public_chance(chance):
    """A spec, its value, a day before and one after it came about, and what the plan refers to."""
    if chance.random() < 0.02:
        chain, number, value, days = chance.choice(ROUNDS)
        return f"drand:{chain}:{drand.CHAINS[chain].hash}:{number}", value, days, {}
    if chance.random() < 0.05:
        pulse, certificate, days = chance.choice(PULSES)
        chain, index, value = pulse_value(pulse)
        spec = f"nist:2:{chain}:{index}"
        if chance.random() < 0.5:
            spec, value = f"{spec}+dice:3", f"{value}+{chance.randrange(100, 1000)}"
        return spec, value, days, {draw.NIST_CERTIFICATE: certificate_der(certificate).hex()}
    count = chance.randrange(19, 40)
    dice = f"dice:{count}", "".join(chance.choice("0123456789") for _ in range(count))
    lottery = "cwl:kl8:2026273", balls(chance, draw.BALLS["cwl:kl8"])
    colours = "cwl:ssq:2026101", balls(chance, draw.BALLS["cwl:ssq"])
    parts = chance.choice([[dice], [lottery], [colours, lottery], [colours, dice], [lottery, dice]])
    specs, values = zip(*parts)
    return "+".join(specs), "+".join(values), ("2026-10-08", "2026-10-09"), {}


def roster(chance, units):
    inspectors = [
        {"id": name(chance, "I"), "cap": chance.choice([None, None, chance.randrange(1, 30)])}
        for _ in range(chance.randrange(2, 9))
    ]
    names = sorted({i["id"] for i in inspectors}, key=str.encode)
    inspectors = [next(i for i in inspectors if i["id"] == n) for n in names]
    recused = sorted(chance.sample(units, len(units) // 3), key=str.encode)
    recusals = [
        {
            "draw_id": unit,
            "inspectors": sorted(chance.sample(names, chance.randrange(2)), key=str.encode),
        }
        for unit in recused
    ]
    return {"inspectors": inspectors, "recusals": recusals, "team_size": 2}


def log_entry(seq, action, body, prev, purpose="抽查"):
    entry = {
        "seq": seq,
        "at": "2026-10-08T01:02:03Z",
        "actor": "稽查",
        "action": action,
        "subject": "new_cases-2026-10-1",
        "purpose": purpose,
        "body": draw.sha256(body.encode()).hex(),
        "prev": prev,
    }
    return {**entry, "hash": draw.message_hash("ledger/log/v1", *map(str, entry.values())).hex()}


def steps(chance, standing, log):
    """What is decided afterwards: whatever the draw allows of some random decisions."""
    made, seq = [], log[-1]["seq"] if log else 0
    for _ in range(chance.choice([0, 0, 3, 6])):
        action = chance.choice(["draw.extend", "draw.substitute", "draw.recuse", "draw.recuse"])
        reasons = {"draw.substitute": draw.ABSENCES, "draw.recuse": draw.RECUSALS}
        teams = standing.teams if standing.roster else {}
        unit = chance.choice([entry["draw_id"] for entry in standing.frame] or ["none"])
        team = chance.choice(sorted(teams)) if teams else unit
        decided = {
            "added": [""] * chance.randrange(1, 4),
            "evidence": [chance.randbytes(32).hex()] * chance.randrange(2),
            "inspector": chance.choice(teams[team]) if teams and action == "draw.recuse" else None,
            "passed": chance.sample(sorted(teams), len(teams) // 2),
            "stratum": None if action == "draw.recuse" else chance.choice(sorted(standing.strata) or [""]),
            "unit": {"draw.extend": None, "draw.recuse": team}.get(action, unit),
        }
        before = copy.copy(standing)
        before.orders, before.used = dict(standing.orders), dict(standing.used)
        try:
            body = draw.canonical(standing.take(action, decided))
        except draw.Refused:
            standing = before
            continue
        seq += chance.randrange(1, 5)
        reason = chance.choice(reasons.get(action, ["补充抽查"]))
        entry = log_entry(seq, action, body, chance.randbytes(32).hex(), reason)
        made.append({"entry": entry, "body": body})
    return made


def bundle(chance):
    strata = sorted({name(chance) for _ in range(chance.randrange(1, 6))})
    units = sorted({name(chance, "DB-") for _ in range(chance.randrange(40))}, key=str.encode)
    frame = [
        {
            "draw_id": unit,
            "stratum": chance.choice(strata),
            "class": chance.choice("RRRRC"),
            "size": chance.choice([0, 1, 1000, 2**53 + 1, 2**64 - 1]),
        }
        for unit in units
    ]
    spec, value, (committed_on, revealed_on), references = public_chance(chance)
    reveals = [chance.randbytes(32) for _ in range(chance.choice([0, 0, 1, 2]))]
    inspectors = chance.choice([None, roster(chance, units)])
    low, high = sorted((chance.randrange(101), chance.randrange(1, 101)))
    plan = {
        "algorithm": "native-1",
        "beacon_spec": spec,
        "certainty_counts": chance.random() < 0.5,
        "coordination": chance.choice(["select", "annual 2026"]),
        "fraction": f"{low}/{max(high, 1)}",
        "minimum": chance.choice([0, 0, 1, 3, 2**53 - 1]),
        "purpose": name(chance, "抽查"),
        "references": {name(chance): name(chance) for _ in range(3)} | references,
        "reserve": chance.choice(["all", "0", "2", str(2**64 - 1)]),
        "reveal_hashes": [draw.sha256(reveal).hex() for reveal in reveals],
        "roster_hash": inspectors and draw.sha256(draw.canonical(inspectors).encode()).hex(),
    }
    text = draw.canonical(plan)
    root = draw.frame_root(frame)
    count = len(frame).to_bytes(8, "big")
    head = draw.framed("draw/commit/v1") + draw.framed(draw.sha256(text.encode())) + draw.framed(root)
    commitment = draw.sha256(head + count + draw.framed(spec))
    data = draw.value_bytes(draw.read_spec(spec), value, references.get(draw.NIST_CERTIFICATE))
    parts = draw.framed("draw/seed/v1") + draw.framed(commitment) + draw.framed(data)
    seed = draw.sha256(parts + bytes([len(reveals)]) + b"".join(map(draw.framed, reveals)))
    drawn = draw.draw(frame, draw.read_plan(text), seed)
    record = draw.message_hash("draw/record/v1", commitment, committed_on, value, revealed_on, seed)
    log = []
    if chance.random() < 0.5:
        bodies = text, commitment.hex(), value
        for action, body in zip(("draw.plan", "draw.commit", "draw.reveal"), bodies):
            log.append(log_entry(7 * len(log) + 1, action, body, chance.randbytes(32).hex()))
    result = inspectors and draw.assign(draw.visited(drawn), inspectors, seed)
    assignment = inspectors and {"roster": inspectors, "result": result}
    return {
        "format": draw.FORMAT,
        "plan": text,
        "frame": frame,
        "frame_root": root.hex(),
        "committed_on": committed_on,
        "commitment": commitment.hex(),
        "revealed_on": revealed_on,
        "beacon": {"spec": spec, "value": value, "value_hex": data.hex()},
        "reveals": [reveal.hex() for reveal in reveals],
        "seed": seed.hex(),
        "strata": drawn,
        "assignment": assignment,
        "record_hash": record.hex(),
        "log": log,
        "steps": steps(chance, draw.Standing(frame, plan, seed, drawn, assignment), log),
    }


def changed(data, chance):
    """The same bytes but one, more often one that could be read than any."""
    place = chance.randrange(len(data))
    value = chance.choice(b'0123456789abcdefRC"\\ ,:[]{}' if chance.random() < 0.8 else bytes(range(256)))
    value ^= 1 if value == data[place] else 0
    return data[:place] + bytes([value]) + data[place + 1 :]


def forged(whole, chance):
    """The same bundle with another body in a step, logged as if it were right."""
    copied = copy.deepcopy(whole)
    step = chance.choice(copied["steps"])
    change = json.loads(step["body"])
    ways = [lambda: change.update(passed=change["passed"] + ["~"])]
    if change["added"]:
        ways.append(lambda: change.update(added=change["added"] + ["~"]))
        ways.append(lambda: change.update(unit=None if change["unit"] else "~"))
    for team in change["teams"]:
        ways.append(team["inspectors"].reverse)
    chance.choice(ways)()
    step["body"] = draw.canonical(change)
    entry = step["entry"]
    renewed = log_entry(entry["seq"], entry["action"], step["body"], entry["prev"], entry["purpose"])
    step["entry"] = renewed
    return copied


def written(whole):
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def main(count, seed, folder):
    chance = random.Random(int(seed))
    made = 0
    while made < int(count):
        try:
            whole = bundle(chance)
        except draw.Refused:  # a roster with which no assignment exists
            continue
        data = written(whole)
        made += 1
        pathlib.Path(folder, f"{made}.json").write_bytes(data)
        forge = whole["steps"] and chance.random() < 0.5
        other = written(forged(whole, chance)) if forge else changed(data, chance)
        pathlib.Path(folder, f"{made}.changed.json").write_bytes(other)


if __name__ == "__main__":
    main(*sys.argv[1:])
