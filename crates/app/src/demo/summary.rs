//! The closing words of the demo, for somebody who sees Doudi for the first time.

use std::fmt::Write as _;

use model::{Lang, Text};
use supervise::Home;

use super::Story;

/// What was loaded, what was found, where the files are.
pub(super) fn text(story: &Story, home: &Home, lang: Lang) -> String {
    let mut out = String::new();
    let mut line = |text: Text| {
        let _ = writeln!(out, "{}", text.get(lang));
    };
    loaded(story, &mut line);
    flags(story, home, &mut line);
    work(story, &mut line);
    files(story, &mut line);
    out
}

fn loaded(story: &Story, line: &mut dyn FnMut(Text)) {
    let rows: u64 =
        story.loaded.iter().flat_map(|report| report.tables.values()).map(|t| t.rows).sum();
    let quarantined: u64 =
        story.loaded.iter().flat_map(|report| report.tables.values()).map(|t| t.quarantined).sum();
    let months = story.loaded.len();
    line(Text::new("", ""));
    line(Text::new(
        format!("装载  {months} 个月的快照，共 {rows} 行，隔离 {quarantined} 行"),
        format!("Loaded      {months} monthly snapshots, {rows} rows, {quarantined} in quarantine"),
    ));
}

fn flags(story: &Story, home: &Home, line: &mut dyn FnMut(Text)) {
    let flagged: usize = story.found.iter().map(|found| found.flagged).sum();
    let right: usize = story.found.iter().map(|found| found.right).sum();
    let planted: usize = story.found.iter().map(|found| found.planted).sum();
    let month = story.month;
    line(Text::new(
        format!(
            "疑点  {month} 共 {flagged} 条；合成时埋下 {planted} 条，找到 {right} 条（疑点只是待核查的线索，不是结论）"
        ),
        format!(
            "Flags       {flagged} in {month}; {planted} problems were planted, {right} of them found (a flag is work, not a verdict)"
        ),
    ));
    for found in story.found.iter().filter(|found| found.flagged + found.planted > 0) {
        let title =
            home.registry().question(&found.flag).map(|q| q.title.clone()).unwrap_or_default();
        let (flagged, right, planted) = (found.flagged, found.right, found.planted);
        line(Text::new(
            format!("      {flagged:>5} 条，对 {right}/{planted}  {}（{}）", title.zh, found.flag),
            format!(
                "            {flagged:>5} flagged, {right}/{planted} right  {} ({})",
                title.en, found.flag
            ),
        ));
    }
}

fn work(story: &Story, line: &mut dyn FnMut(Text)) {
    for draw in &story.draws {
        line(Text::new(
            format!("抽查  {}：{} 户中抽出 {} 户，抽查包已核验", draw.id, draw.units, draw.chosen),
            format!(
                "Draw        {}: {} of {} households, bundle verified",
                draw.id, draw.chosen, draw.units
            ),
        ));
    }
    let towns = story.attention.join("、");
    let names = story.attention.join(", ");
    line(if towns.is_empty() {
        Text::new(
            "评分  没有乡镇明显低于其他乡镇",
            "Scorecard   no township is clearly below the others",
        )
    } else {
        Text::new(
            format!("评分  需要关注：{towns}"),
            format!("Scorecard   needs attention: {names}"),
        )
    });
    let (now, after) = story.plan;
    line(Text::new(
        format!("测算  标准提高 5%：每月 {now} 元 → {after} 元，多 {} 元", after - now),
        format!("Plan        standards up 5%: {now} → {after} yuan a month, {} more", after - now),
    ));
    line(Text::new(
        format!("任务  已运行到期任务 {} 个", story.jobs),
        format!("Jobs        {} due jobs run", story.jobs),
    ));
}

fn files(story: &Story, line: &mut dyn FnMut(Text)) {
    let home = story.home.display();
    line(Text::new(
        format!("文件  {home}/deliveries 报送与标签 · {home}/reports 报表 · {home}/draws 抽查包"),
        format!("Files       {home}/deliveries, {home}/reports, {home}/draws"),
    ));
    for draw in &story.draws {
        let bundle = draw.bundle.display();
        line(Text::new(
            format!("核验  任何人可运行：doudi draw verify {bundle}"),
            format!("Verify      anyone can run: doudi draw verify {bundle}"),
        ));
    }
    line(Text::new(
        format!("用时  {} 秒", story.seconds),
        format!("Took        {} seconds", story.seconds),
    ));
}
