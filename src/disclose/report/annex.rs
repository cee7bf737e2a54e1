//! Behind the page: every line with its calculation, every factor with its source, assumptions, warnings, and the fixed
//! sentences in the other language. A summary holds what of it may go out.

use std::collections::BTreeMap;

use super::super::rounding::percentages;
use super::super::sentences;
use super::html::{Html, Row, names, numbers, other, paragraph, points, row, short, table, text, total};
use super::third::fixed_sentences;
use super::{Report, beside, hotspots, third};
use crate::decimal::Decimal;
use crate::diagnostic::codes;
use crate::footprint::{FactorUse, all_warnings};

pub(super) fn annex(report: &Report<'_>) -> Html {
    let parts = [
        paragraph(&Html::ours(format!("{}: {}", report.both(["Shared", "披露范围"]), third::shared(report)))),
        lines(report),
        factors(report),
        assumptions(report),
        warnings(report),
        in_other_language(report),
    ];
    let content: String = parts.iter().map(Html::as_str).collect();
    Html::ours(format!(
        "<div class=\"annex\" data-element=\"A\">\n<h1>{}</h1>\n{content}</div>\n",
        report.both(["Annex", "附页"])
    ))
}

fn part(report: &Report<'_>, words: [&str; 2], content: &Html) -> Html {
    if content.is_empty() {
        return Html::default();
    }
    Html::ours(format!("<section>\n<h2>{}</h2>\n{content}</section>\n", report.both(words)))
}

/// Every line of the study that contributes: a bill of materials, and so only where all of it goes out.
pub(super) fn lines(report: &Report<'_>) -> Html {
    if !report.is_full() {
        return Html::default();
    }
    let f = report.footprint();
    let columns = [
        numbers(["#", "#"]),
        short(["Place", "位置"]),
        names(["Path", "路径"]),
        names(["As written", "原文"]),
        numbers(["Quantity", "用量"]),
        names(["Factor", "因子"]),
        numbers(["kg CO₂e per unit", "单位 kg CO₂e"]),
        short(["Stage", "阶段"]),
        numbers(report.unit_words()),
        numbers(["%", "%"]),
    ];
    // The lines of the page come first, under the numbers that they have there.
    let (inside, outside): (Vec<_>, Vec<_>) = {
        let f = report.footprint();
        report.sheet.lines.iter().partition(|line| f.boundary().includes(line.stage()))
    };
    let kg: Vec<Decimal> = inside.iter().map(|line| line.kg_co2e).collect();
    let shares = percentages(&kg, f.total());
    let mut rows: Vec<Row> = Vec::new();
    for (at, line) in inside.iter().chain(&outside).enumerate() {
        let number = at.saturating_add(1);
        let more = report.say([" more", " 项"]);
        let path = super::super::rows::shown_path(line, more);
        let cells = [
            text(&number.to_string()),
            text(&line.place().map(|place| place.to_string()).unwrap_or_else(|| "–".to_owned())),
            text(&path),
            text(&line.written()),
            text(&hotspots::quantity(report, line)),
            text(&key(line.factor())),
            text(&hotspots::figure(line.factor())),
            text(line.stage().label(report.language)),
            report.kg_cell(line.kg_co2e),
            text(shares.get(at).map_or_else(|| report.say(["beside", "单列"]), String::as_str)),
        ];
        rows.push(Row { id: format!("line-{number}"), ..row(cells) });
    }
    let blank = || text("");
    let whole = report.words(["Total", "合计"]);
    let sum = report.kg_cell(f.total());
    let cells = [blank(), blank(), whole, blank(), blank(), blank(), blank(), blank(), sum, text("100.0")];
    rows.push(total(cells));
    let shown = table(&text(report.say(["Largest first", "由大到小"])), "wide", &columns, &rows, report.language);
    part(report, ["Every line", "全部清单行"], &shown)
}

fn key(factor: &FactorUse) -> String {
    let mut key = factor.id().to_owned();
    for (sign, part) in [("@", factor.region()), (":", factor.years())] {
        if !part.is_empty() {
            key.push_str(sign);
            key.push_str(part);
        }
    }
    key
}

/// The factors in use with their sources.
pub(super) fn factors(report: &Report<'_>) -> Html {
    let f = report.footprint();
    let full = report.is_full();
    let mut columns = vec![names(["Factor", "因子"])];
    if full {
        columns.push(numbers(["kg CO₂e per unit", "单位 kg CO₂e"]));
        columns.push(short(["Unit", "单位"]));
    }
    columns.extend([
        names(["Source, region, year", "来源、地区、年份"]),
        names(["Licence", "许可"]),
        short(["Data", "数据"]),
        numbers(["DQR", "DQR"]),
    ]);
    let mut rows: Vec<Row> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for c in f.contributions().iter().chain(f.credits()) {
        let factor = c.factor();
        if seen.contains(&key(factor)) {
            continue;
        }
        seen.push(key(factor));
        let mut cells = if full {
            let name = hotspots::factor_name(report, factor);
            let id = key(factor);
            let name = if name == factor.id() {
                text(&id)
            } else {
                Html::ours(format!("{} <small>{}</small>", text(name), text(&id)))
            };
            vec![name, text(&hotspots::figure(factor)), text(factor.unit().label(report.language))]
        } else {
            vec![report.user(&hotspots::outward_name(report, c))]
        };
        cells.extend([
            hotspots::source(factor, report, true),
            report.user(&factor.licence),
            hotspots::data_kind(factor, report),
            hotspots::ratings(factor),
        ]);
        rows.push(row(cells));
    }
    let shown = table(&Html::default(), "wide", &columns, &rows, report.language);
    part(report, ["Factors and their sources", "因子及来源"], &shown)
}

/// What the study assumes, in its own words.
pub(super) fn assumptions(report: &Report<'_>) -> Html {
    let mut list: Vec<Html> = report.sheet.statement.texts("assumptions").iter().map(|t| report.user(t)).collect();
    for key in ["boundary_description", "comment", "legal"] {
        let said = report.stated(key);
        if !said.is_empty() {
            list.push(said);
        }
    }
    part(report, ["Assumptions and limits", "假设与局限"], &points(list))
}

/// All findings: in full as they are, in a summary how many of each kind.
pub(super) fn warnings(report: &Report<'_>) -> Html {
    let found = all_warnings(report.sheet.model, std::iter::once(report.footprint()));
    let list: Vec<Html> = if report.is_full() {
        let one = |d: &&crate::Diagnostic| {
            let place = d.place().map(|p| format!(" {p}")).unwrap_or_default();
            text(&format!("{}{place}: {}", d.code(), d.message(report.language)))
        };
        found.iter().map(one).collect()
    } else {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for d in &found {
            let count = counts.entry(d.code()).or_default();
            *count = count.saturating_add(1);
        }
        let title = |code: &str| codes::page(code).map(|page| page.title(report.language)).unwrap_or_default();
        counts.iter().map(|(code, count)| text(&format!("{} × {count}", title(code)))).collect()
    };
    let content = if list.is_empty() { super::sentence(report.say(["None.", "无。"])) } else { points(list) };
    part(report, ["Warnings", "警告"], &content)
}

/// The fixed sentences once more, for readers of the other language.
fn in_other_language(report: &Report<'_>) -> Html {
    let language = other(report.language);
    let mut list = vec![sentences::status(report.sheet.statement, language)];
    list.extend(fixed_sentences(report, language));
    let content = points(list.iter().map(|s| report.user(s)));
    part(report, ["In the other language", "另一种语言的表述"], &beside(report, &content))
}
