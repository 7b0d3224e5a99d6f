// Does the draw of a bundle again, in the order in which it came about.

class Refused extends Error {}
class Difference extends Error {
  constructor(path, what) { super(what); this.path = path; }
}
function demand(condition, reason) { if (!condition) throw new Refused(reason); }

// The result of `work`; its refusal is a difference in this place.
function at(path, work) {
  try {
    return work();
  } catch (error) {
    throw error instanceof Refused ? new Difference(path, error.message) : error;
  }
}

// JSON, strictly: numbers keep all digits (whole ones are BigInt, others stay what they are as
// `NotWhole`), and neither a repeated field nor half a character is let through.
class NotWhole { constructor(text) { this.text = text; } }

function parseJson(text) {
  let place = 0;
  const fail = () => { throw new Refused(`not JSON at character ${place}`); };
  const space = /[ \t\n\r]*/y, number = /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
  const plain = /[^"\\\u0000-\u001f]*/y;
  const match = (pattern) => {
    pattern.lastIndex = place;
    const found = pattern.exec(text);
    if (found) place += found[0].length;
    return found && found[0];
  };
  const take = (sign) => {
    if (text[place] !== sign) fail();
    place += 1;
  };
  const string = () => {
    take('"');
    let value = match(plain);
    while (text[place] === "\\") {
      const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
      const found = match(escape) || fail();
      value += JSON.parse(`"${found}"`) + match(plain);
    }
    take('"');
    if (/[\ud800-\udbff](?![\udc00-\udfff])|(^|[^\ud800-\udbff])[\udc00-\udfff]/.test(value)) fail();
    return value;
  };
  const list = (end, item) => {
    place += 1;
    match(space);
    if (text[place] === end) { place += 1; return; }
    for (;;) {
      item();
      match(space);
      if (text[place] === end) { place += 1; return; }
      take(",");
    }
  };
  const value = (depth) => {
    if (depth > 120) fail();
    match(space);
    const sign = text[place];
    if (sign === '"') return string();
    if (sign === "[") {
      const items = [];
      list("]", () => items.push(value(depth + 1)));
      return items;
    }
    if (sign === "{") {
      const record = new Map();
      list("}", () => {
        match(space);
        const name = string();
        match(space);
        take(":");
        if (record.has(name)) fail();
        record.set(name, value(depth + 1));
      });
      return record;
    }
    for (const [word, meaning] of [["true", true], ["false", false], ["null", null]]) {
      if (text.startsWith(word, place)) { place += word.length; return meaning; }
    }
    const digits = match(number) || fail();
    if (!Number.isFinite(Number(digits))) fail();
    return /^[0-9]+$/.test(digits) ? BigInt(digits) : new NotWhole(digits);
  };
  const result = value(0);
  match(space);
  if (place !== text.length) fail();
  return result;
}

function written(value) {
  if (value instanceof Map) return `{${[...value].map(([k, v]) => `${JSON.stringify(k)}:${written(v)}`).join(",")}}`;
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (typeof value === "bigint") return value.toString();
  return value instanceof NotWhole ? value.text : JSON.stringify(value);
}

// RFC 8785 for objects, arrays, text, integers, booleans and null.
function canonical(value) {
  if (value instanceof Map) {
    const names = [...value.keys()].sort((a, b) => (a < b ? -1 : 1));
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value.get(name))}`).join(",")}}`;
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  demand(!(value instanceof NotWhole), "not a whole number");
  if (typeof value !== "bigint") return JSON.stringify(value);
  demand(value < 2n ** 53n, "not exact in JSON");
  return value.toString();
}

// A record of plain fields from a Map, once its shape is known.
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  const record = {};
  for (const [name, member] of value) record[name] = plain(member);
  return record;
}

// Shapes: a test, [shape] for a list, { optional } for what may be null, else named fields.
const text = (value) => typeof value === "string";
const isNumber = (value) => typeof value === "bigint" && value < 2n ** 64n;
const isHash = (value) => text(value) && /^[0-9a-f]{64}$/.test(value);
const unitClass = (value) => value === "R" || value === "C";
const ENTRY = { draw_id: text, stratum: text, class: unitClass, size: isNumber };
const DRAWN = [{ draw_id: text, ticket: isHash }];
const TEAMS = [{ draw_id: text, inspectors: [text] }];
const LOG_ENTRY = {
  seq: isNumber, at: text, actor: text, action: text, subject: text, purpose: text, body: isHash, prev: isHash,
  hash: isHash,
};
const CHANGE = {
  added: [text], evidence: [isHash], inspector: { optional: text }, passed: [text], stratum: { optional: text },
  teams: TEAMS, unit: { optional: text },
};
const BUNDLE = {
  format: text, plan: text, frame: [ENTRY], frame_root: isHash, committed_on: text, commitment: isHash,
  revealed_on: text, beacon: { spec: text, value: text, value_hex: text }, reveals: [isHash], seed: isHash,
  strata: [{
    stratum: text, population_count: isNumber, sample_count: isNumber, certainty: [text], sample: DRAWN,
    reserve: DRAWN,
  }],
  assignment: { optional: {
    roster: {
      inspectors: [{ id: text, cap: { optional: isNumber } }],
      recusals: [{ draw_id: text, inspectors: [text] }],
      team_size: isNumber,
    },
    result: {
      load_limit: isNumber,
      loads: [{ inspector: text, units_count: isNumber }],
      teams: TEAMS,
    },
  } },
  record_hash: isHash,
  log: [LOG_ENTRY],
  steps: [{ entry: LOG_ENTRY, body: text }],
};
const PROOF = {
  format: text, plan: text, entry: ENTRY, index: isNumber, units_count: isNumber, path: [isHash],
  frame_root: isHash, commitment: isHash,
};

function checkShape(shape, value, path) {
  const malformed = () => { throw new Difference(path || "file", "malformed"); };
  if (typeof shape === "function") return shape(value) || malformed();
  if (shape.optional) return value === null || checkShape(shape.optional, value, path);
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) malformed();
    return value.forEach((item, index) => checkShape(shape[0], item, `${path}[${index}]`));
  }
  const names = Object.keys(shape);
  if (!(value instanceof Map) || value.size !== names.length || !names.every((name) => value.has(name))) malformed();
  return names.forEach((name) => checkShape(shape[name], value.get(name), path ? `${path}.${name}` : name));
}

// Unicode White_Space, at either end.
const OUTER_SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;
function checkText(value) {
  const length = utf8(value).length;
  demand(length >= 1 && length <= 255 && !OUTER_SPACE.test(value), `unusable text ${JSON.stringify(value)}`);
}

// Plan

const PLAN_FIELDS = ["algorithm", "beacon_spec", "certainty_counts", "coordination", "fraction", "minimum", "purpose",
  "references", "reserve", "reveal_hashes", "roster_hash"];

function readPlan(planText) {
  const plan = parseJson(planText);
  const named = plan instanceof Map && plan.size === PLAN_FIELDS.length && PLAN_FIELDS.every((name) => plan.has(name));
  demand(named, "fields of the plan");
  const get = (name) => plan.get(name);
  for (const name of ["algorithm", "beacon_spec", "coordination", "fraction", "purpose", "reserve"]) demand(text(get(name)), name);
  demand(canonical(plan) === planText, "the plan is not canonical JSON");
  demand(get("algorithm") === "native-1", "unknown algorithm");
  demand(typeof get("certainty_counts") === "boolean", "certainty_counts");
  checkText(get("purpose"));
  checkText(get("coordination"));
  demand(/^[\u0000-\u007f]*$/.test(get("coordination")), "the ticket purpose is not ASCII");
  demand(isNumber(get("minimum")), "minimum");
  const fraction = /^(0|[1-9][0-9]*)\/([1-9][0-9]*)$/.exec(get("fraction"));
  demand(fraction, "fraction");
  const [numerator, denominator] = fraction.slice(1).map(BigInt);
  demand(numerator <= denominator && isNumber(denominator), "fraction");
  demand(/^(all|0|[1-9][0-9]*)$/.test(get("reserve")), "reserve");
  demand(get("reserve") === "all" || isNumber(BigInt(get("reserve"))), "reserve");
  demand(get("references") instanceof Map && [...get("references").values()].every(text), "references");
  const hashes = get("reveal_hashes");
  demand(Array.isArray(hashes) && hashes.length <= 255 && hashes.every(isHash), "reveal_hashes");
  demand(get("roster_hash") === null || isHash(get("roster_hash")), "roster_hash");
  const certificate = get("references").get("nist_certificate");
  const sources = readSpec(get("beacon_spec"));
  const isUsable = sources.every(({ name }) => name !== "nist") || isCertificate(certificate);
  demand(isUsable, "no certificate for the pulse of NIST");
  return { ...plain(plan), numerator, denominator, certificate };
}

// Frame

const UNIT = { R: 0x52, C: 0x43 };
const entryBytes = (entry) => joined([framed(entry.draw_id), framed(entry.stratum), [UNIT[entry.class]], bigEndian(entry.size, 8)]);
const leafHash = (entry) => sha256(joined([[0], entryBytes(entry)]));
const nodeHash = (left, right) => sha256(joined([[1], left, right]));

// RFC 6962: one whole subtree for every bit of the number of leaves so far.
function treeHash(leaves) {
  const subtrees = [];
  leaves.forEach((leaf, count) => {
    let node = leaf;
    for (let rest = count; rest % 2 === 1; rest = (rest - 1) / 2) node = nodeHash(subtrees.pop(), node);
    subtrees.push(node);
  });
  if (!subtrees.length) return sha256(new Uint8Array(0));
  return subtrees.reduceRight((right, left) => nodeHash(left, right));
}

function checkFrame(frame) {
  let previous = new Uint8Array(0);
  frame.forEach((entry, index) => {
    at(`frame[${index}].draw_id`, () => checkText(entry.draw_id));
    at(`frame[${index}].stratum`, () => checkText(entry.stratum));
    const id = utf8(entry.draw_id);
    at(`frame[${index}].draw_id`, () => demand(compareBytes(previous, id) < 0, "unsorted or repeated"));
    previous = id;
  });
}

// Public chance

const SOURCES = [
  ["drand", /^drand:(quicknet|default):([0-9a-f]{64}):([1-9][0-9]*)$/, () => 256],
  ["nist", /^nist:2:([1-9][0-9]*):([1-9][0-9]*)$/, () => 512],
  ["cwl:ssq", /^cwl:ssq:([0-9]{5,10})$/, () => 24.078],
  ["cwl:kl8", /^cwl:kl8:([0-9]{5,10})$/, () => 61.616],
  ["dice", /^dice:([1-9][0-9]*)$/, (key) => Number(key[0]) * 3.3219280948873626],
];
const BALLS = { "cwl:ssq": [[6, 33], [1, 16]], "cwl:kl8": [[20, 80]] };

function sourceOf(part) {
  const order = SOURCES.findIndex(([, pattern]) => pattern.test(part));
  demand(order >= 0, `unknown source ${part}`);
  const [name, pattern, bits] = SOURCES[order];
  const words = pattern.exec(part).slice(1);
  if (name === "drand") {
    const [chain, hash, number] = words;
    demand(CHAINS[chain].hash === hash, "unknown chain");
    demand(timeOf(chain, BigInt(number)) < 250000000000n, "round");
    const key = [BigInt(Object.keys(CHAINS).indexOf(chain)), BigInt(number)];
    return { name, order, key, chain, bits: bits(key) };
  }
  const key = name.startsWith("cwl") ? words : words.map(BigInt);
  demand(key.every((item) => text(item) || isNumber(item)), "number");
  return { name, order, key, bits: bits(key) };
}

function isBefore(a, b) {
  if (a.order !== b.order) return a.order < b.order;
  for (let i = 0; i < a.key.length; i += 1) if (a.key[i] !== b.key[i]) return a.key[i] < b.key[i];
  return false;
}

function readSpec(spec) {
  const sources = spec.split("+").map(sourceOf);
  demand(sources.every((source, i) => i === 0 || isBefore(sources[i - 1], source)), "sources out of order");
  demand(sources.reduce((bits, source) => bits + source.bits, 0) >= 60, "less than 60 bits of chance");
  return sources;
}

function ballBytes(value, groups) {
  const parts = value.split("/");
  demand(parts.length === groups.length, "groups of balls");
  return utf8(parts.map((part, i) => {
    const [count, highest] = groups[i];
    const listed = part.split(/[ \t\n\f\r]+/).filter((word) => word !== "");
    demand(listed.every((word) => /^[0-9]+$/.test(word)), "balls");
    const numbers = [...new Set(listed.map((word) => BigInt(word).toString()))].map(BigInt).sort((a, b) => (a < b ? -1 : 1));
    demand(listed.length === count && numbers.length === count, "number of balls");
    demand(numbers[0] >= 1n && numbers[count - 1] <= BigInt(highest), "range of balls");
    return `${numbers.map((number) => `${number}.`).join("")}/`;
  }).join(""));
}

function valueBytes(sources, value, certificate) {
  const parts = value.split("+");
  demand(parts.length === sources.length, "one value for each source");
  return joined(sources.map(({ name, key, chain }, i) => {
    if (name === "drand") {
      demand(isSigned(chain, key[1], parts[i]), "the signature does not hold");
      return sha256(fromHex(parts[i].split(" ")[0]));
    }
    if (name === "nist") {
      const output = pulseOutput(key[0], key[1], parts[i], certificate);
      demand(output, "no pulse that this certificate signed");
      return output;
    }
    if (name === "dice") {
      demand(/^[0-9]*$/.test(parts[i]) && BigInt(parts[i].length) === key[0], "dice");
      return utf8(parts[i]);
    }
    return ballBytes(parts[i], BALLS[name]);
  }));
}

function checkDate(day) {
  const words = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(day);
  demand(words, "not a date");
  const [year, month, date] = words.slice(1).map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  demand(month >= 1 && month <= 12 && date >= 1 && date <= days[month - 1], "not a date");
}

const dayOf = (time) => new Date(1000 * (Number(time) + 8 * 3600)).toISOString().slice(0, 10);

function checkDates(sources, committedOn, revealedOn) {
  checkDate(revealedOn);
  for (const { name, key, chain } of sources) {
    let late = revealedOn > committedOn;
    if (name === "dice") late = revealedOn >= committedOn;
    if (name === "drand") {
      const time = timeOf(chain, key[1]);
      late = committedOn < dayOf(time - 60n) && dayOf(time) <= revealedOn;
    }
    demand(late, "the public value is not from after the commitment");
  }
}

// Pulses say themselves when they were made.
function checkTimes(sources, value, committedOn, revealedOn) {
  const parts = value.split("+");
  sources.forEach(({ name }, i) => {
    if (name !== "nist") return;
    const { time } = readPulse(parts[i]);
    const isBetween = committedOn < dayOf(time - 60) && dayOf(time) <= revealedOn;
    demand(isBetween, "the pulse is not from between commitment and reveal");
  });
}

// Draw

function drawStratum(name, entries, plan, seed) {
  const head = joined([framed("draw/ticket/v1"), framed(seed), framed(plan.coordination)]);
  const random = [], certainty = [];
  for (const entry of entries) {
    if (entry.class === "C") certainty.push(entry.draw_id);
    else random.push({ draw_id: entry.draw_id, ticket: toHex(sha256(joined([head, framed(entry.draw_id)]))) });
  }
  random.sort((a, b) => (a.ticket < b.ticket ? -1 : a.ticket > b.ticket ? 1 : compareText(a.draw_id, b.draw_id)));
  const counted = BigInt(random.length + (plan.certainty_counts ? 0 : certainty.length));
  const share = (plan.numerator * counted + plan.denominator - 1n) / plan.denominator;
  const least = (a, b) => (a < b ? a : b);
  const most = (a, b) => (a > b ? a : b);
  const count = Number(least(BigInt(random.length), least(counted, most(share, plan.minimum))));
  const last = plan.reserve === "all" ? random.length
    : Number(least(BigInt(random.length), BigInt(count) + BigInt(plan.reserve)));
  return {
    stratum: name, population_count: BigInt(random.length), sample_count: BigInt(count), certainty,
    sample: random.slice(0, count), reserve: random.slice(count, last),
  };
}

function draw(frame, plan, seed) {
  const strata = new Map();
  for (const entry of frame) {
    if (!strata.has(entry.stratum)) strata.set(entry.stratum, []);
    strata.get(entry.stratum).push(entry);
  }
  return [...strata.keys()].sort(compareText).map((name) => drawStratum(name, strata.get(name), plan, seed));
}

// Assignment

function checkRoster(roster) {
  demand(roster.team_size >= 2n, "teams below two");
  const names = roster.inspectors.map((inspector) => inspector.id);
  const units = roster.recusals.map((recusal) => recusal.draw_id);
  const known = new Set(names);
  [...names, ...units].forEach(checkText);
  for (const list of [names, units, ...roster.recusals.map((recusal) => recusal.inspectors)]) {
    demand(new Set(list).size === list.length, "a name occurs twice");
  }
  for (const recusal of roster.recusals) demand(recusal.inspectors.every((name) => known.has(name)), "recusal of nobody");
}

function sortedRoster(roster) {
  const by = (name) => (a, b) => compareText(a[name], b[name]);
  const recusals = roster.recusals.map((recusal) => ({ ...recusal, inspectors: [...recusal.inspectors].sort(compareText) }));
  return {
    inspectors: [...roster.inspectors].sort(by("id")), recusals: recusals.sort(by("draw_id")), team_size: roster.team_size,
  };
}

// Teams by number: units in unit order, inspectors by id, those of `before` filled up; null if the caps do not allow
// it. Nobody is taken from settled units; those that a search meets are added to `passed`.
function fillTeams(eligible, caps, size, before, settled, passed) {
  const teams = eligible.map((_, unit) => (before ? [...before[unit]] : []));
  const loads = caps.map((_, i) => teams.filter((team) => team.includes(i)).length);
  const hasRoom = (inspector) => loads[inspector] < caps[inspector];
  const room = (unit) => {
    const reached = new Map(eligible[unit].filter((i) => !teams[unit].includes(i)).map((i) => [i, null]));
    const queue = [...reached.keys()];
    for (let next = 0; next < queue.length; next += 1) {
      for (let holder = 0; holder < teams.length; holder += 1) {
        if (!teams[holder].includes(queue[next])) continue;
        if (settled && settled.has(holder)) {
          passed.add(holder);
          continue;
        }
        for (const other of eligible[holder]) {
          if (reached.has(other) || teams[holder].includes(other)) continue;
          reached.set(other, [holder, queue[next]]);
          if (hasRoom(other)) return [other, reached];
          queue.push(other);
        }
      }
    }
    return null;
  };
  for (let unit = 0; unit < teams.length; unit += 1) {
    while (teams[unit].length < size) {
      let chosen = eligible[unit].find((i) => !teams[unit].includes(i) && hasRoom(i));
      if (chosen === undefined) {
        const found = room(unit);
        if (!found) return null;
        const reached = found[1];
        [chosen] = found;
        loads[chosen] += 1;
        while (reached.get(chosen)) {
          const [holder, freed] = reached.get(chosen);
          teams[holder] = teams[holder].filter((i) => i !== freed).concat(chosen);
          chosen = freed;
        }
      } else {
        loads[chosen] += 1;
      }
      teams[unit].push(chosen);
    }
  }
  return teams;
}

// The units in unit order, and for each the inspectors who may visit it, by pair ticket.
function choices(drawn, roster, seed, tag) {
  const names = roster.inspectors.map((inspector) => inspector.id);
  const recused = new Map(roster.recusals.map((recusal) => [recusal.draw_id, new Set(recusal.inspectors)]));
  const byTicket = (items, name, ticket) => items
    .map((item) => [toHex(ticket(item)), item])
    .sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : compareText(name(a[1]), name(b[1]))))
    .map(([, item]) => item);
  const units = byTicket(drawn, (unit) => unit, (unit) => messageHash("draw/assign/v1", seed, unit));
  const eligible = units.map((unit) => {
    const allowed = names.map((_, i) => i).filter((i) => !(recused.get(unit) || new Set()).has(names[i]));
    return byTicket(allowed, (i) => names[i], (i) => messageHash(tag, seed, unit, names[i]));
  });
  demand(eligible.every((list) => BigInt(list.length) >= roster.team_size), "too few eligible inspectors");
  return { names, units, eligible, size: units.length ? Number(roster.team_size) : 0 };
}

// Teams under the smallest limit of the load from `first` on, and that limit.
function leastLimit({ units, eligible, size }, roster, first, ...state) {
  for (let limit = first; ; limit += 1) {
    demand(limit === first || limit <= units.length, "no assignment exists");
    const caps = roster.inspectors.map(({ cap }) => (cap !== null && cap < BigInt(limit) ? Number(cap) : limit));
    const teams = fillTeams(eligible, caps, size, ...state);
    if (teams) return { limit, teams };
  }
}

function assign(drawn, roster, seed) {
  const chosen = choices(drawn, roster, seed, "draw/pair/v1");
  const { names, units, eligible, size } = chosen;
  const { limit, teams } = leastLimit(chosen, roster, Math.ceil((size * units.length) / Math.max(names.length, 1)));
  return assignmentOf(limit, units, names, eligible, teams);
}

function assignmentOf(limit, units, names, eligible, teams) {
  const loads = names.map((inspector, i) => ({ inspector, units_count: BigInt(teams.filter((team) => team.includes(i)).length) }));
  const listed = units.map((draw_id, unit) => ({
    draw_id, inspectors: eligible[unit].filter((i) => teams[unit].includes(i)).map((i) => names[i]),
  }));
  return { load_limit: BigInt(limit), loads, teams: listed.sort((a, b) => compareText(a.draw_id, b.draw_id)) };
}

function checkAssignment(plan, stated, canonicalRoster, seed, strata) {
  if (stated === null) {
    at("assignment", () => demand(plan.roster_hash === null, "the planned roster is missing"));
    return;
  }
  at("assignment.roster", () => checkRoster(stated.roster));
  compare("assignment.roster", stated.roster, sortedRoster(stated.roster));
  at("assignment", () => demand(toHex(sha256(utf8(canonicalRoster()))) === plan.roster_hash, "the roster is not the planned one"));
  const visited = strata.flatMap((stratum) => stratum.certainty)
    .concat(strata.flatMap((stratum) => stratum.sample.map((unit) => unit.draw_id)));
  compare("assignment.result", stated.result, at("assignment", () => assign(visited, stated.roster, seed)));
}

// What is decided after the draw

const ABSENCES = ["not_contacted", "moved", "wrong_address"];
const RECUSALS = ["kin", "village", "handled", "interest", "prevented"];
const NOTHING = { added: [], evidence: [], inspector: null, passed: [], stratum: null, teams: [], unit: null };

// A draw as it stands after some steps; teams are a Map from unit to names.
class Standing {
  constructor(frame, plan, seed, strata, assignment) {
    Object.assign(this, { frame, plan, seed, orders: new Map(), failed: new Set(), recusals: 0 });
    this.strata = new Map(strata.map((stratum) => [stratum.stratum, stratum]));
    this.roster = assignment && assignment.roster;
    if (!assignment) return;
    this.limit = Number(assignment.result.load_limit);
    this.teams = new Map(assignment.result.teams.map((team) => [team.draw_id, team.inspectors]));
  }

  // The units of a stratum in ticket order, and how many of them are used.
  order(name) {
    demand(this.strata.has(name), "no such stratum");
    if (!this.orders.has(name)) {
      const entries = this.frame.filter((entry) => entry.stratum === name);
      const drawn = drawStratum(name, entries, { ...this.plan, reserve: "all" }, this.seed);
      const units = drawn.sample.concat(drawn.reserve).map((unit) => unit.draw_id);
      this.orders.set(name, { units, used: this.strata.get(name).sample.length });
    }
    return this.orders.get(name);
  }

  // The change that the decision of a stated one comes to.
  take(action, stated) {
    const given = [stated.stratum, stated.unit, stated.inspector].map((value) => (value === null ? "-" : "+")).join("");
    const shapes = { "draw.extend": "+--", "draw.substitute": "++-", "draw.recuse": "-++" };
    demand(given === shapes[action], "not what such a step decides");
    const settled = new Set(stated.passed);
    if (action === "draw.extend") return this.join(stated.stratum, Math.max(stated.added.length, 1), settled);
    if (action === "draw.recuse") return this.replace(stated.unit, stated.inspector, settled);
    const { unit, evidence } = stated;
    const entry = this.frame.find((found) => found.draw_id === unit);
    demand(entry, "chance did not draw it");
    const { units, used } = this.order(entry.stratum);
    demand(units.slice(0, used).includes(unit), "chance did not draw it");
    demand(!this.failed.has(unit), "somebody stands in for it already");
    const change = this.join(entry.stratum, 1, settled);
    this.failed.add(unit);
    return { ...change, unit, evidence };
  }

  // The next units of a stratum, each with a team where there are teams.
  join(stratum, count, settled) {
    const order = this.order(stratum);
    const added = order.units.slice(order.used, order.used + count);
    demand(added.length === count, "not as many are left");
    const change = this.change((passed) => added.forEach((unit) => {
      this.refill(new Map(this.teams).set(unit, []), this.roster, "draw/pair/v1", settled, passed);
    }));
    order.used += count;
    return { ...change, added, stratum };
  }

  // Somebody else in the place of an inspector who may not visit a unit.
  replace(unit, leaver, settled) {
    demand(this.roster, "no inspectors were assigned");
    const team = this.teams.get(unit) || [];
    demand(team.includes(leaver), "not in the team");
    const recused = this.roster.recusals.filter((recusal) => recusal.draw_id === unit).flatMap((recusal) => recusal.inspectors);
    const others = this.roster.recusals.filter((recusal) => recusal.draw_id !== unit);
    const roster = { ...this.roster, recusals: [...others, { draw_id: unit, inspectors: [...recused, leaver] }] };
    const before = new Map(this.teams).set(unit, team.filter((name) => name !== leaver));
    const tag = `draw/pair/v1/r${this.recusals + 1}`;
    const change = this.change((passed) => this.refill(before, roster, tag, settled, passed));
    this.roster = roster;
    this.recusals += 1;
    return { ...change, unit, inspector: leaver };
  }

  refill(before, roster, tag, settled, passed) {
    const chosen = choices([...before.keys()], roster, this.seed, tag);
    const { names, units } = chosen;
    const numbers = units.map((unit) => before.get(unit).map((name) => names.indexOf(name)));
    const kept = new Set(units.map((_, i) => i).filter((i) => settled.has(units[i])));
    const met = new Set();
    const { limit, teams } = leastLimit(chosen, roster, this.limit, numbers, kept, met);
    met.forEach((unit) => passed.add(units[unit]));
    this.limit = limit;
    this.teams = new Map(units.map((unit, i) => [unit, teams[i].map((inspector) => names[inspector])]));
  }

  // A change with the teams that `work` changes, in the order of their units.
  change(work) {
    if (!this.roster) return { ...NOTHING };
    const [before, passed] = [this.teams, new Set()];
    work(passed);
    const isNew = (unit) => !before.has(unit) || JSON.stringify(before.get(unit)) !== JSON.stringify(this.teams.get(unit));
    const units = [...this.teams.keys()].filter(isNew).sort(compareText);
    const teams = units.map((draw_id) => ({ draw_id, inspectors: this.teams.get(draw_id) }));
    return { ...NOTHING, passed: [...passed].sort(compareText), teams };
  }
}

function isReason(action, reason) {
  const known = { "draw.substitute": ABSENCES, "draw.recuse": RECUSALS };
  return known[action] ? known[action].includes(reason) : reason !== "";
}

function recordOf(value) {
  if (Array.isArray(value)) return value.map(recordOf);
  if (value === null || typeof value !== "object") return value;
  return new Map(Object.entries(value).map(([name, member]) => [name, recordOf(member)]));
}

function checkBody(standing, action, body) {
  const whole = parseJson(body);
  try {
    checkShape(CHANGE, whole, "");
  } catch (error) {
    throw error instanceof Difference ? new Refused("not a change") : error;
  }
  const follows = canonical(recordOf(standing.take(action, plain(whole))));
  demand(follows === body, "other units or teams follow");
}

function checkSteps(standing, steps, log) {
  let previous = log.length ? log[log.length - 1].seq : 0n;
  steps.forEach(({ entry, body }, index) => {
    const { action, purpose } = entry;
    const isAction = ["draw.extend", "draw.substitute", "draw.recuse"].includes(action);
    checkEntry(`steps[${index}].entry`, entry, previous, body, isAction, isReason(action, purpose));
    at(`steps[${index}].body`, () => checkBody(standing, action, body));
    previous = entry.seq;
  });
}

// The log

function checkEntry(place, entry, previous, body, isAction, isPurpose) {
  const { seq, at: time, actor, action, subject, purpose, prev } = entry;
  const message = ["ledger/log/v1", seq.toString(), time, actor, action, subject, purpose, entry.body, prev];
  const checks = [
    ["seq", seq > previous],
    ["action", isAction],
    ["purpose", isPurpose],
    ["body", entry.body === toHex(sha256(utf8(body)))],
    ["hash", entry.hash === toHex(messageHash(...message))],
  ];
  for (const [field, holds] of checks) at(`${place}.${field}`, () => demand(holds, "not the log of this draw"));
}

function checkLog(log, bodies) {
  if (!log.length) return;
  at("log", () => demand(log.length === 3, "not the three entries of a draw"));
  let previous = 0n;
  ["draw.plan", "draw.commit", "draw.reveal"].forEach((action, index) => {
    const entry = log[index];
    checkEntry(`log[${index}]`, entry, previous, bodies[index], entry.action === action, true);
    previous = entry.seq;
  });
}

// The whole

function shown(value) {
  if (value === undefined) return "(absent)";
  return JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `\u0001${part}\u0001` : part)).replace(/"\\u0001([0-9]+)\\u0001"/g, "$1");
}

// Descends into two different values to the first place where they differ.
function compare(path, stated, recomputed) {
  if (stated === recomputed) return;
  if (Array.isArray(stated) && Array.isArray(recomputed)) {
    const longer = Math.max(stated.length, recomputed.length);
    for (let i = 0; i < longer; i += 1) compare(`${path}[${i}]`, stated[i], recomputed[i]);
    return;
  }
  const records = [stated, recomputed].every((value) => value !== null && typeof value === "object" && !Array.isArray(value));
  if (records) {
    for (const name of Object.keys(recomputed)) compare(`${path}.${name}`, stated[name], recomputed[name]);
    return;
  }
  throw new Difference(path, `stated ${shown(stated)}, recomputed ${shown(recomputed)}`);
}

const commitmentOf = (planText, root, count, spec) =>
  sha256(joined([framed("draw/commit/v1"), framed(sha256(utf8(planText))), framed(root), bigEndian(count, 8), framed(spec)]));

function checkBundle(whole) {
  checkShape(BUNDLE, whole, "");
  const stated = plain(whole);
  compare("format", stated.format, "doudi-draw-bundle/3");
  const plan = at("plan", () => readPlan(stated.plan));
  checkFrame(stated.frame);
  const root = treeHash(stated.frame.map(leafHash));
  compare("frame_root", stated.frame_root, toHex(root));
  at("committed_on", () => checkDate(stated.committed_on));
  const commitment = commitmentOf(stated.plan, root, stated.frame.length, plan.beacon_spec);
  compare("commitment", stated.commitment, toHex(commitment));
  const sources = readSpec(plan.beacon_spec);
  at("revealed_on", () => checkDates(sources, stated.committed_on, stated.revealed_on));
  compare("beacon.spec", stated.beacon.spec, plan.beacon_spec);
  const value = at("beacon.value", () => valueBytes(sources, stated.beacon.value, plan.certificate));
  at("beacon.value", () => checkTimes(sources, stated.beacon.value, stated.committed_on, stated.revealed_on));
  compare("beacon.value_hex", stated.beacon.value_hex, toHex(value));

  at("reveals", () => demand(stated.reveals.length === plan.reveal_hashes.length, "not as many reveals as were promised"));
  const reveals = stated.reveals.map(fromHex);
  reveals.forEach((reveal, i) => {
    at(`reveals[${i}]`, () => demand(toHex(sha256(reveal)) === plan.reveal_hashes[i], "not the promised reveal"));
  });
  const seed = sha256(joined([framed("draw/seed/v1"), framed(commitment), framed(value), [reveals.length], ...reveals.map(framed)]));
  compare("seed", stated.seed, toHex(seed));

  const strata = draw(stated.frame, plan, seed);
  compare("strata", stated.strata, strata);
  const canonicalRoster = () => canonical(whole.get("assignment").get("roster"));
  checkAssignment(plan, stated.assignment, canonicalRoster, seed, strata);
  const recordHash = messageHash("draw/record/v1", commitment, stated.committed_on, stated.beacon.value, stated.revealed_on, seed);
  compare("record_hash", stated.record_hash, toHex(recordHash));
  checkLog(stated.log, [stated.plan, toHex(commitment), stated.beacon.value]);
  checkSteps(new Standing(stated.frame, plan, seed, strata, stated.assignment), stated.steps, stated.log);
  return { ...stated, plan };
}

// The root that follows from a leaf, its place and the hashes beside its way up.
function rootOfPath(leaf, index, count, path) {
  let next = 0;
  const climb = (at, size) => {
    if (size === 1n) return leaf;
    let left = 1n;
    while (2n * left < size) left *= 2n;
    const inLeft = at < left;
    const inside = inLeft ? climb(at, left) : climb(at - left, size - left);
    demand(next < path.length, "the path is too short");
    const sibling = fromHex(path[next]);
    next += 1;
    return inLeft ? nodeHash(inside, sibling) : nodeHash(sibling, inside);
  };
  demand(index < count, "not a place in the frame");
  const root = climb(index, count);
  demand(next === path.length, "the path is too long");
  return root;
}

function checkProof(whole) {
  checkShape(PROOF, whole, "");
  const stated = plain(whole);
  const plan = at("plan", () => readPlan(stated.plan));
  at("entry.draw_id", () => checkText(stated.entry.draw_id));
  at("entry.stratum", () => checkText(stated.entry.stratum));
  const root = at("path", () => rootOfPath(leafHash(stated.entry), stated.index, stated.units_count, stated.path));
  compare("frame_root", stated.frame_root, toHex(root));
  compare("commitment", stated.commitment, toHex(commitmentOf(stated.plan, root, stated.units_count, plan.beacon_spec)));
  return { ...stated, plan };
}

// What a file holds, or the first difference: { verified } or { path, reason }.
function verify(data) {
  try {
    const whole = at("file", () => {
      try {
        return parseJson(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data));
      } catch (error) {
        throw error instanceof TypeError ? new Refused("not UTF-8") : error;
      }
    });
    const isProof = whole instanceof Map && whole.get("format") === "doudi-draw-proof/1";
    return { verified: isProof ? checkProof(whole) : checkBundle(whole) };
  } catch (error) {
    if (error instanceof Difference) return { path: error.path, reason: error.message };
    throw error;
  }
}

