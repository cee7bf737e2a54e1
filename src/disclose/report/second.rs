//! How good, what is left out, how shared out, what changed, which electricity, what could be done: elements 10 to 15.

use super::super::rounding::{fixed, percent, places_for, signed};
use super::super::sentences;
use super::charts::{self, Step};
use super::html::{Html, Row, column, numbers, pairs, points, row, table, text, total};
use super::{Report, hotspots, sentence};
use crate::decimal::Decimal;
use crate::diagnostic::Severity;
use crate::footprint::{Comparison, InputKind, MethodRule, Rating};
use crate::statement::{Change, tenth_lower};

/// 10: ratings, primary data, age.
pub(super) fn quality(report: &Report<'_>) -> Html {
    report.section("10", ["Data quality", "数据质量"], &quality_pairs(report))
}

/// A rating and what it is in a word.
fn rated(report: &Report<'_>, name: [&str; 2], rating: Option<Rating>) -> String {
    let name = report.say(name);
    let Some(rating) = rating else { return format!("{name} {}", report.say(["not rated", "未评分"])) };
    let value = rating.value().round(2);
    let word = match value {
        v if v <= Decimal::from(2_u8) => ["good", "好"],
        v if v <= Decimal::from(3_u8) => ["fair", "中"],
        _ => ["poor", "差"],
    };
    format!("{name} {value} {}", report.say(word))
}

/// The three ratings, and of how much of the footprint they speak.
fn ratings(report: &Report<'_>) -> String {
    let q = report.footprint().quality();
    let list = [
        (["technology", "技术"], q.technology()),
        (["time", "时间"], q.time()),
        (["geography", "地域"], q.geography()),
    ];
    let coverage = |rating: Option<Rating>| rating.map(|r| percent(Some(r.coverage())));
    let first = coverage(q.technology());
    let same = list.iter().all(|(_, rating)| coverage(*rating) == first);
    let one = |(name, rating): &([&'static str; 2], Option<Rating>)| match coverage(*rating) {
        Some(covered) if !same => report.say([
            format!("{} ({covered} rated)", rated(report, *name, *rating)),
            format!("{}（覆盖 {covered}）", rated(report, *name, *rating)),
        ]),
        _ => rated(report, *name, *rating),
    };
    let mut text = list.iter().map(one).collect::<Vec<_>>().join(report.say([", ", "，"]));
    if let Some(covered) = first.filter(|_| same) {
        text.push_str(&report.say([format!("; {covered} rated"), format!("；覆盖 {covered}")]));
    }
    text
}

pub(super) fn quality_pairs(report: &Report<'_>) -> Html {
    let q = report.footprint().quality();
    let oldest = q.oldest().map(|(year, key)| {
        // The key of a factor of the study's own may say too much.
        if report.is_full() { format!("{year} ({key})") } else { year.to_string() }
    });
    let dated = percent(q.dated());
    let primary = match q.suppliers_without_share().factors() {
        0 => percent(q.primary_share()),
        count => {
            let words = report.say([
                format!("{count} supplier footprints state none and count as 0"),
                format!("{count} 份供应商足迹未写明，按 0 计"),
            ]);
            format!("{} ({words})", percent(q.primary_share()))
        }
    };
    let stand_in = |affected: crate::footprint::Affected| {
        let (count, share) = (affected.factors(), percent(affected.share()));
        if count == 0 {
            report.say(["none", "无"]).to_owned()
        } else {
            report.say([format!("{count} ({share})"), format!("{count} 个（{share}）")])
        }
    };
    let list = [
        (["Primary data", "初级数据占比"], text(&primary)),
        (["Ratings (1 best)", "评分（1 最好）"], text(&ratings(report))),
        (
            ["Oldest factor", "最早因子年份"],
            text(&oldest.map_or_else(
                || "–".to_owned(),
                |oldest| report.say([format!("{oldest}; {dated} dated"), format!("{oldest}；有年份 {dated}")]),
            )),
        ),
        (
            ["Factors that stand in", "替代因子"],
            text(&report.say([
                format!("coarser region {}; older year {}", stand_in(q.coarser()), stand_in(q.older())),
                format!("地区较粗 {}；年份较早 {}", stand_in(q.coarser()), stand_in(q.older())),
            ])),
        ),
    ];
    pairs(&list, report.language)
}

/// 11 and 12, one under the other.
pub(super) fn cut_offs_and_allocation(report: &Report<'_>) -> Html {
    Html::ours(format!("<div>\n{}{}</div>\n", cut_offs(report), allocation(report)))
}

/// 11: what is left out, with its estimate and the rule.
fn cut_offs(report: &Report<'_>) -> Html {
    report.section("11", ["Cut-offs and exclusions", "取舍与排除"], &cut_off_list(report))
}

pub(super) fn cut_off_list(report: &Report<'_>) -> Html {
    let f = report.footprint();
    let own = f.exclusions().iter().map(|e| {
        let (kg, share) = (report.amount(e.kg_co2e()), percent(e.share()));
        Html::ours(format!(
            "{}: {} ({share}); {}",
            report.user(e.what()),
            text(&report.say([format!("about {kg}"), format!("约 {kg}")])),
            report.user(e.reason())
        ))
    });
    let list = points(own);
    let profile = report.say(f.profile.names.each_ref());
    let limits = [f.profile.cut_off_each, f.profile.cut_off_together].map(percent);
    let words = match f.excluded_share() {
        None if !f.exclusions().is_empty() => report.say([
            "Together they have no share: with them the total is 0.".to_owned(),
            "合计无占比：计入后总量为 0。".to_owned(),
        ]),
        None => report.say([
            format!("The study states no cut-off. Limits by {profile}: {} each, {} together.", limits[0], limits[1]),
            format!("研究未写明取舍项。{profile}：单项 {}，合计 {}。", limits[0], limits[1]),
        ]),
        Some(share) => {
            let share = percent(Some(share));
            report.say([
                format!(
                    "Together {share} of the whole; limits by {profile}: {} each, {} together.",
                    limits[0], limits[1]
                ),
                format!("合计占 {share}；{profile}：单项 {}，合计 {}。", limits[0], limits[1]),
            ])
        }
    };
    Html::ours(format!("{list}{}", sentence(&words)))
}

/// A rule of method in words that may go out: in a summary without ids and quantities.
fn rule_words(report: &Report<'_>, rule: &MethodRule) -> Html {
    if report.is_full() {
        return text(rule.statement(report.language));
    }
    let kind = match rule.kind() {
        "preset" => return report.user(rule.statement(report.language)),
        "allocation" => ["Co-products: allocation by", "共生产品分配："],
        "recycling" => ["Recycling:", "再生与末端处理："],
        "electricity" => ["Electricity, beside the headline:", "电力（并列结果）："],
        "transport" => ["Transport by", "运输："],
        "site-energy" => ["Energy of a site shared out by", "站点能耗分摊："],
        _ => ["", ""],
    };
    text(&format!("{} {}", report.say(kind), sentences::method_name(rule.method(), report.language)))
}

/// 12: allocation and recycling, with what other methods would give.
fn allocation(report: &Report<'_>) -> Html {
    report.section("12", ["Allocation and recycling", "分配与再生"], &allocation_list(report))
}

pub(super) fn allocation_list(report: &Report<'_>) -> Html {
    let f = report.footprint();
    let mut words: Vec<Html> =
        f.rules().iter().filter(|rule| rule.kind() != "electricity").map(|rule| rule_words(report, rule)).collect();
    words.dedup();
    if words.is_empty() {
        words.push(text(report.say([
            "No co-products, no recycling rule and no energy of a site to share out",
            "无共生产品、无再生规则、无需分摊的站点能耗",
        ])));
    }
    let reason = report.stated("allocation");
    if !reason.is_empty() {
        words.push(reason);
    }
    words.extend(sentences::recycling(f, &report.headline, report.language).iter().map(|s| text(s)));
    points(words)
}

/// 13: against the version before, or why not.
pub(super) fn change(report: &Report<'_>) -> Html {
    let content = match &report.sheet.change {
        None => return Html::default(),
        Some(Change::Split(comparison)) => split(report, comparison),
        Some(Change::Refused(found)) => {
            let errors = found.iter().filter(|d| d.severity() == Severity::Error);
            let reasons = errors.map(|d| report.user(d.message(report.language)));
            let words = report.say(["Not compared:", "不作比较："]);
            Html::ours(format!("{}{}", sentence(words), points(reasons)))
        }
    };
    report.section("13", ["Change since the version before", "与上版比较"], &content)
}

fn split(report: &Report<'_>, c: &Comparison) -> Html {
    let unit = report.headline.unit;
    let moved = |kg: Decimal| unit.of_kg(kg);
    let [before, after] = [c.before().total(), c.after().total()];
    let places = places_for([moved(before), moved(after)].into_iter()).max(report.places);
    let absolute = |kg: Decimal| fixed(moved(kg), places);
    let relative = |kg: Decimal| signed(moved(kg), places);
    let share = |kg: Decimal| percent(kg.over(before));
    let steps: [([&str; 2], [&str; 2], Decimal, bool); 5] = [
        (["Before", "上版"], ["before", "上版"], before, true),
        (["Factor", "因子"], ["factors: new figures or other factors", "因子：数值更新或改用"], c.factor(), false),
        (["Activity", "活动"], ["own activity: amounts", "自身活动：用量变化"], c.activity(), false),
        (["Method", "方法"], ["method and boundary", "方法与边界"], c.method(), false),
        (["Now", "本版"], ["now", "本版"], after, true),
    ];
    let mut rows: Vec<Row> = Vec::new();
    let (mut drawn, mut said) = (Vec::new(), Vec::new());
    for (short, long, kg, whole) in steps {
        let shown = if whole { absolute(kg) } else { relative(kg) };
        said.push(format!("{} {shown}", report.say(short)));
        drawn.push(Step { name: report.say(short).to_owned(), kg, text: shown.clone(), total: whole });
        let percent = if whole { String::new() } else { share(kg) };
        let cells = [report.words(long), text(&shown), text(&percent)];
        rows.push(if whole { total(cells) } else { row(cells) });
    }
    rows.push(row([report.words(["change", "变化"]), text(&relative(c.change())), text(&share(c.change()))]));
    let title = report.say(["From the version before to this one", "从上版到本版"]);
    let description = format!("{} {}", said.join(", "), unit.co2e());
    let chart = charts::waterfall(&drawn, title, &description);
    let columns = [column(["Part", "部分"]), numbers([unit.co2e(); 2]), numbers(["% of before", "占上版 %"])];
    let caption = match c.method_changes().next() {
        None => {
            text(report.say(["Unit, boundary, rules and GWP set are the same", "声明单位、边界、规则和 GWP 均相同"]))
        }
        Some(_) => Html::default(),
    };
    let shown = table(&caption, "", &columns, &rows, report.language);
    let mut notes = Vec::new();
    for (kind, from, to) in c.method_changes() {
        notes.push(text(&format!("{}: {from} → {to}", report.say([kind, method_kind(kind)]))));
    }
    notes.extend(c.warnings().iter().filter(|_| report.is_full()).map(|w| report.user(w.message(report.language))));
    Html::ours(format!("<figure class=\"pair\">\n{chart}<div>\n{shown}</div>\n</figure>\n{}", points(notes)))
}

fn method_kind(kind: &str) -> &str {
    match kind {
        "boundary" => "边界",
        "gwp" => "GWP",
        "electricity" => "电力口径",
        "recycling" => "再生方法",
        other => other,
    }
}

/// 14: both sides, always.
pub(super) fn electricity(report: &Report<'_>) -> Html {
    report.section("14", ["Electricity", "电力口径"], &electricity_table(report))
}

pub(super) fn electricity_table(report: &Report<'_>) -> Html {
    let f = report.footprint();
    let totals = f.electricity();
    let location_first = f.total() == totals.location();
    let headline = |words: [&str; 2], is: bool| {
        let mark = if is { report.say([" (headline)", "（主结果）"]) } else { "" };
        Html::ours(format!("{}{}", report.words(words), text(mark)))
    };
    let rows = [
        row([headline(["Location-based", "基于位置"], location_first), report.kg_cell(totals.location())]),
        row([headline(["Market-based", "基于市场"], !location_first), report.kg_cell(totals.market())]),
    ];
    let columns = [column(["Side", "口径"]), numbers(report.unit_words())];
    let shown = table(&Html::default(), "", &columns, &rows, report.language);
    let rules: Vec<&MethodRule> = f.rules().iter().filter(|rule| rule.kind() == "electricity").collect();
    let mut notes: Vec<Html> = Vec::new();
    if rules.is_empty() {
        notes.push(text(report.say([
            "No contract or certificate is stated: both sides are the grid.",
            "未登记合同或绿证：两种口径均为电网平均。",
        ])));
    }
    for rule in rules {
        notes.push(if report.is_full() { text(rule.statement(report.language)) } else { covered(report, rule) });
    }
    notes.push(text(&sentences::electricity(report.sheet.model, f, &report.headline, report.language)));
    Html::ours(format!("{shown}{}", points(notes)))
}

/// The shares that contracts and certificates cover, without the kilowatt-hours.
fn covered(report: &Report<'_>, rule: &MethodRule) -> Html {
    let all = rule.values().find(|(name, _)| *name == "consumed_kwh").map(|(_, kwh)| kwh).unwrap_or_default();
    let parts = rule.values().filter(|(name, _)| *name != "consumed_kwh").map(|(name, kwh)| {
        let kind = name.trim_end_matches("_kwh");
        let share = percent(kwh.over(all));
        format!("{} {share}", sentences::instrument(kind, report.language))
    });
    let parts: Vec<String> = parts.collect();
    text(&format!("{}{}", report.say(["Covered by ", "覆盖："]), parts.join(report.say([", ", "，"]))))
}

/// 15: what the study's scenarios would bring, and what moves the total most.
pub(super) fn levers(report: &Report<'_>) -> Html {
    report.section("15", ["Levers", "改进"], &lever_table(report))
}

pub(super) fn lever_table(report: &Report<'_>) -> Html {
    const MOST: usize = 3;
    let mut out = String::new();
    let unit = report.headline.unit;
    let levers = report.sheet.levers.iter().take(MOST);
    let rows: Vec<Row> = levers
        .map(|lever| {
            row([
                report.user(&lever.scenario),
                text(&signed(unit.of_kg(lever.change), report.places)),
                text(&percent(lever.share)),
            ])
        })
        .collect();
    if rows.is_empty() {
        out.push_str(sentence(report.say(["The study states no scenario.", "研究未写明情景。"])).as_str());
    } else {
        let columns =
            [column(["Scenario", "情景"]), numbers([unit.co2e(); 2]), numbers(["% of the total", "占总量 %"])];
        let caption =
            text(report.say([
                "Everything else as in this study: amounts, factors, boundary",
                "其余假设不变：用量、因子、边界",
            ]));
        out.push_str(table(&caption, "", &columns, &rows, report.language).as_str());
    }
    let f = report.footprint();
    let most = report.sheet.sensitivity.inputs().iter().filter(|i| i.kind() == InputKind::Factor);
    let named = most.filter_map(|i| {
        let used = i.factor.as_deref()?;
        let contribution =
            f.contributions().iter().find(|c| c.factor.id == used.id && c.factor.region == used.region)?;
        let change = tenth_lower(i.elasticity()?);
        let name = hotspots::outward_name(report, contribution);
        Some(format!("{} {}", report.sheet.outward(&name), percent(change)))
    });
    let named: Vec<String> = named.take(MOST).collect();
    if !named.is_empty() {
        let list = named.join(report.say(["; ", "；"]));
        out.push_str(
            sentence(&report.say([
                format!("The total if a factor were 10 % lower: {list}."),
                format!("因子降低 10 % 时总量的变化：{list}。"),
            ]))
            .as_str(),
        );
    }
    Html::ours(out)
}
