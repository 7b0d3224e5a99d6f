// The page: one file in, one verdict out.

const verdict = document.getElementById("verdict");

function element(name, content, attributes) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...[].concat(content));
  return made;
}
const both = (zh, en) => [zh, " ", element("span", en, { lang: "en" })];

function facts(rows) {
  return element("dl", rows.flatMap(([zh, en, value]) => [element("dt", both(zh, en)), element("dd", String(value))]));
}

function strataTable(strata) {
  const head = [["分层", "stratum"], ["总数", "units"], ["必查", "certain"], ["随机抽中", "drawn"], ["备选", "reserves"]];
  const rows = strata.map((stratum) => {
    const units = stratum.population_count + BigInt(stratum.certainty.length);
    const cells = [stratum.stratum, units, stratum.certainty.length, stratum.sample_count, stratum.reserve.length];
    return element("tr", cells.map((cell) => element("td", String(cell))));
  });
  const first = element("tr", head.map(([zh, en]) => element("th", both(zh, en), { scope: "col" })));
  return element("table", [element("thead", first), element("tbody", rows)]);
}

function stepsTable(steps) {
  if (!steps.length) return [];
  const words = {
    "draw.extend": both("增抽", "extended"), "draw.substitute": both("递补", "substituted"),
    "draw.recuse": both("回避替换", "recused"),
  };
  const rows = steps.map(({ entry, body }) => {
    const { unit, inspector, added, stratum } = JSON.parse(body);
    const about = [stratum, unit, inspector, ...added].filter((part) => part !== null).join(" ");
    const cells = [words[entry.action], entry.at, entry.purpose, about];
    return element("tr", cells.map((cell) => element("td", cell)));
  });
  const head = [["抽取之后", "afterwards"], ["时间", "at"], ["原因", "why"], ["涉及", "about"]];
  const first = element("tr", head.map(([zh, en]) => element("th", both(zh, en), { scope: "col" })));
  return [element("table", [element("thead", first), element("tbody", rows)])];
}

function goodVerdict(file) {
  const common = [["用途", "purpose", file.plan.purpose], ["承诺", "commitment", file.commitment]];
  const compareHint = element("p", both("请把承诺值与公布的比对。", "Compare the commitment with the one that was published."));
  if (file.path) {
    const title = element("h2", both("证明成立：该户在抽样框内", "The proof holds: the unit is in the frame"));
    const { entry, index, units_count } = file;
    const rows = [["编号", "id", entry.draw_id], ["分层", "stratum", entry.stratum], ["位置", "place", `${index + 1n} / ${units_count}`]];
    return [title, facts([...rows, ...common]), compareHint];
  }
  const title = element("h2", both("核验通过", "Verified"));
  const rows = [["承诺日期", "committed on", file.committed_on], ["揭晓日期", "revealed on", file.revealed_on],
    ["随机源", "source", file.beacon.spec], ["随机值", "value", file.beacon.value], ["种子", "seed", file.seed],
    ["记录哈希", "record hash", file.record_hash]];
  return [title, facts([...common, ...rows]), compareHint, ...certificateHint(file), strataTable(file.strata), ...stepsTable(file.steps)];
}

function certificateHint({ plan, beacon }) {
  if (!/(^|\+)nist:/.test(beacon.spec)) return [];
  const id = toHex(sha512(fromHex(plan.certificate)));
  return [element("p", [...both("请把方案所用证书的编号与NIST公布的比对：", "Compare the id of the plan's certificate with the one that NIST publishes: "), element("code", id)])];
}

function badVerdict({ path, reason }) {
  return [
    element("h2", both("核验不通过", "Not verified")),
    element("p", [...both("第一处不符：", "first difference: "), element("code", path, { id: "place" })]),
    element("p", element("code", reason)),
    element("p", both("请向公布单位索取原文件。", "Ask those who published it for the original.")),
  ];
}

// A file that was chosen before can be chosen again, once it was put right.
document.getElementById("file").addEventListener("click", (event) => { event.target.value = ""; });

document.getElementById("file").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  verdict.className = "";
  verdict.replaceChildren(element("p", both("正在核验……", "Checking …")));
  const data = new Uint8Array(await file.arrayBuffer());
  const result = verify(data);
  verdict.className = result.verified ? "good" : "bad";
  verdict.replaceChildren(...(result.verified ? goodVerdict(result.verified) : badVerdict(result)));
});
