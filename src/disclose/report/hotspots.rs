//! What weighs most: element 9. In full by line of the study, with file and row; in a summary by factor and stage, without
//! quantities, ids or what would give them away.

use super::super::rounding::{percent, percentages};
use super::Report;
use super::charts;
use super::html::{Column, Html, Row, column, names, numbers, row, short, text, total};
use crate::decimal::Decimal;
use crate::factor::FactorOrigin;
use crate::footprint::{Contribution, FactorUse, Rest, TraceLine};

/// How many rows fit on the page.
const MOST: usize = 12;

/// The largest contributions to the total.
pub(super) fn table(report: &Report<'_>) -> Html {
    let content = if report.is_full() { by_line(report) } else { by_factor(report) };
    report.section("9", ["Hotspots", "热点"], &content)
}

/// Rows for what is not shown, emissions and reductions apart.
struct Shown<'r, T> {
    rows: Vec<&'r T>,
    rest: Rest,
    shares: Vec<String>,
}

impl<'r, T> Shown<'r, T> {
    fn of(all: impl Iterator<Item = &'r T>, kg: impl Fn(&T) -> Decimal, whole: Decimal) -> Self {
        let all: Vec<&T> = all.filter(|entry| !kg(entry).is_zero()).collect();
        let (rows, left) = all.split_at(all.len().min(MOST));
        // The sheet has added up all of them.
        let rest = Rest::of(left.iter().map(|entry| kg(entry))).unwrap_or_default();
        let mut parts: Vec<Decimal> = rows.iter().map(|entry| kg(entry)).collect();
        parts.extend([rest.positive, rest.negative]);
        Self { rows: rows.to_vec(), rest, shares: percentages(&parts, whole) }
    }

    fn share(&self, at: usize) -> Html {
        text(self.shares.get(at).map_or("", String::as_str))
    }

    /// The rows of the rest: their name, kilograms and share.
    fn rests(&self, report: &Report<'_>) -> Vec<(String, Decimal, Html)> {
        let mut list = Vec::new();
        if self.rest.count > 0 {
            let count = self.rest.count;
            let sides = [(self.rest.positive, "+"), (self.rest.negative, "−")];
            for (at, (kg, sign)) in sides.into_iter().enumerate().filter(|(_, (kg, _))| !kg.is_zero()) {
                let words = report.say([format!("rest ({sign}) of {count}"), format!("其余 {count} 项（{sign}）")]);
                list.push((words, kg, self.share(self.rows.len().saturating_add(at))));
            }
        }
        list
    }
}

/// Whether a factor is primary data, in words.
pub(super) fn data_kind(factor: &FactorUse, report: &Report<'_>) -> Html {
    let share = factor.primary_share;
    if share == Decimal::ONE {
        text(report.say(["primary", "初级"]))
    } else if share.is_zero() {
        text(report.say(["secondary", "次级"]))
    } else {
        text(&format!("{} {}", report.say(["primary", "初级"]), percent(Some(share))))
    }
}

/// Technology, time and geography of a factor, 1 best to 5.
pub(super) fn ratings(factor: &FactorUse) -> Html {
    if factor.quality.iter().all(Option::is_none) {
        return text("–");
    }
    let one = |rating: &Option<Decimal>| rating.map_or_else(|| "–".to_owned(), |r| r.round(1).to_string());
    text(&factor.quality.iter().map(one).collect::<Vec<_>>().join(" / "))
}

/// Who says so, for where and when.
pub(super) fn source(factor: &FactorUse, report: &Report<'_>, whole: bool) -> Html {
    if matches!(factor.origin(), FactorOrigin::Supplier) && !report.is_full() {
        let words = report.say(["supplier's footprint", "供应商足迹"]);
        return text(&[words, factor.region(), factor.years()].join(" "));
    }
    let name = match (factor.publisher.trim(), factor.source().trim()) {
        ("", source) => source.to_owned(),
        (publisher, "") => publisher.to_owned(),
        (publisher, source) if whole && source.starts_with(publisher) => source.to_owned(),
        (publisher, source) if whole => format!("{publisher}: {source}"),
        (publisher, _) => shortened(publisher),
    };
    let years = if factor.years().is_empty() { factor.year.as_str() } else { factor.years() };
    let name = if name.is_empty() { report.say(["not stated", "未写明"]).to_owned() } else { name };
    let parts: Vec<String> = [name.as_str(), factor.region(), years]
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| report.sheet.outward(part))
        .collect();
    text(&parts.join(", "))
}

/// An id; a short one stays on one line.
fn key(id: &str) -> Html {
    if id.chars().count() > 18 { text(id) } else { Html::ours(format!("<span class=\"k\">{}</span>", text(id))) }
}

/// The beginning of a name, where a row has to do with one line.
fn shortened(name: &str) -> String {
    const MOST: usize = 26;
    let mut columns = 0_usize;
    let fits = |c: &char| {
        columns = columns.saturating_add(if c.is_ascii() { 1 } else { 2 });
        columns <= MOST
    };
    let start: String = name.chars().take_while(fits).collect();
    if start.len() < name.len() { format!("{}…", start.trim_end()) } else { start }
}

/// The name of an item for people, else its id.
pub(super) fn item_name(report: &Report<'_>, id: &str) -> String {
    let study = report.sheet.model.study();
    let item = study.item_by_text(id);
    let record = item.and_then(|item| study.items.get(item as usize));
    let name = item.map_or_else(String::new, |item| study.item_title(item).to_owned());
    let name_zh = record.and_then(|r| r.details.as_deref()).map(|d| d.name_zh.clone()).unwrap_or_default();
    let order = report.say([[name.clone(), name_zh.clone()], [name_zh, name]]);
    order.into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| id.to_owned())
}

/// The name of a factor for people, else its id.
pub(super) fn factor_name<'f>(report: &Report<'_>, factor: &'f FactorUse) -> &'f str {
    let order = report.say([[&factor.name, &factor.name_zh], [&factor.name_zh, &factor.name]]);
    order.into_iter().find(|name| !name.is_empty()).map_or(factor.id.as_str(), String::as_str)
}

/// What is at the end of a line, by name.
pub(super) fn line_item(report: &Report<'_>, line: &TraceLine) -> Html {
    let (head, tail, _) = line.path_ends();
    let id = tail.last().or(head.last()).copied().unwrap_or_default();
    let name =
        if id == line.factor().id() { factor_name(report, line.factor()).to_owned() } else { item_name(report, id) };
    text(&name)
}

/// The amount of a factor that a line takes.
pub(super) fn quantity(report: &Report<'_>, line: &TraceLine) -> String {
    let unit = line.factor().unit().label(report.language);
    format!("{} {unit}", line.factor_quantity.round_significant(6))
}

/// What one unit of a factor emits.
pub(super) fn figure(factor: &FactorUse) -> String {
    factor.kg_co2e_per_unit().round_significant(6).to_string()
}

fn by_line(report: &Report<'_>) -> Html {
    let f = report.footprint();
    let shown = Shown::of(report.sheet.counted(), |line| line.kg_co2e, f.total());
    let columns: Vec<Column> = vec![
        numbers(["#", "#"]),
        short(["Place", "位置"]),
        names(["Item", "物料"]),
        numbers(["Quantity × kg CO₂e", "用量 × kg CO₂e"]),
        names(["Factor", "因子"]),
        names(["Source, region, year", "来源、地区、年份"]),
        numbers(report.unit_words()),
        numbers(["%", "%"]),
        column(["", ""]),
        short(["Data", "数据"]),
        numbers(["DQR", "DQR"]),
    ];
    let largest = shown.rows.first().map(|line| line.kg_co2e).unwrap_or_default();
    let mut rows: Vec<Row> = Vec::new();
    for (at, line) in shown.rows.iter().enumerate() {
        let number = at.saturating_add(1);
        let place = line.place().map(|place| place.to_string()).unwrap_or_else(|| "–".to_owned());
        let place = place.split(' ').next().unwrap_or_default().to_owned();
        rows.push(row([
            text(&number.to_string()),
            Html::ours(format!("<a href=\"#line-{number}\">{}</a>", text(&place))),
            line_item(report, line),
            text(&format!("{} × {}", quantity(report, line), figure(line.factor()))),
            key(line.factor().id()),
            source(line.factor(), report, false),
            report.kg_cell(line.kg_co2e),
            shown.share(at),
            charts::bar(line.kg_co2e, largest),
            data_kind(line.factor(), report),
            ratings(line.factor()),
        ]));
    }
    let blank = || text("");
    for (words, kg, share) in shown.rests(report) {
        rows.push(row([
            blank(),
            blank(),
            text(&words),
            blank(),
            blank(),
            blank(),
            report.kg_cell(kg),
            share,
            blank(),
            blank(),
            blank(),
        ]));
    }
    rows.push(total([
        blank(),
        blank(),
        report.words(["Total", "合计"]),
        blank(),
        blank(),
        blank(),
        report.kg_cell(f.total()),
        text("100.0"),
        blank(),
        blank(),
        blank(),
    ]));
    let caption = text(report.say([
        "Lines that count in the total, largest first. DQR: technology / time / geography, 1 best to 5",
        "计入合计的清单行，由大到小。DQR：技术 / 时间 / 地域，1 最好，5 最差",
    ]));
    super::html::table(&caption, "wide hot", &columns, &rows, report.language)
}

fn by_factor(report: &Report<'_>) -> Html {
    let f = report.footprint();
    let inside = f.contributions().iter().filter(|c| f.boundary().includes(c.stage()));
    let shown = Shown::of(inside, Contribution::kg_co2e, f.total());
    let columns: Vec<Column> = vec![
        numbers(["#", "#"]),
        names(["What", "名称"]),
        short(["Stage", "阶段"]),
        names(["Factor source, region, year", "因子来源、地区、年份"]),
        numbers(["%", "%"]),
        column(["", ""]),
        short(["Data", "数据"]),
        numbers(["DQR", "DQR"]),
    ];
    let largest = shown.rows.first().map(|c| c.kg_co2e()).unwrap_or_default();
    let mut rows: Vec<Row> = Vec::new();
    for (at, c) in shown.rows.iter().enumerate() {
        rows.push(row([
            text(&at.saturating_add(1).to_string()),
            report.user(&outward_name(report, c)),
            text(c.stage().label(report.language)),
            source(c.factor(), report, false),
            shown.share(at),
            charts::bar(c.kg_co2e(), largest),
            data_kind(c.factor(), report),
            ratings(c.factor()),
        ]));
    }
    let blank = || text("");
    for (words, _, share) in shown.rests(report) {
        rows.push(row([blank(), text(&words), blank(), blank(), share, blank(), blank(), blank()]));
    }
    let whole = report.words(["Total", "合计"]);
    rows.push(total([blank(), whole, blank(), blank(), text("100.0"), blank(), blank(), blank()]));
    let caption = text(report.say([
        "Summary: by factor and stage, without quantities. DQR: technology / time / geography, 1 best to 5",
        "摘要：按因子和阶段，不含用量。DQR：技术 / 时间 / 地域，1 最好，5 最差",
    ]));
    super::html::table(&caption, "wide hot", &columns, &rows, report.language)
}

/// What a contribution is called outside: a name that people gave it, never an id of the study.
pub(super) fn outward_name(report: &Report<'_>, c: &Contribution) -> String {
    let of_item = report.say([[&c.item_name, &c.item_name_zh], [&c.item_name_zh, &c.item_name]]);
    let of_factor = report.say([[&c.factor.name, &c.factor.name_zh], [&c.factor.name_zh, &c.factor.name]]);
    let received = matches!(c.factor.origin(), FactorOrigin::Supplier);
    let of_item = of_item.into_iter().filter(|_| c.bound && c.items == 1);
    let named = of_item.chain(of_factor.into_iter().filter(|_| !received)).find(|name| !name.is_empty());
    match (named, c.factor.origin()) {
        (Some(name), _) => name.clone(),
        (None, FactorOrigin::Embedded) => c.factor.id.clone(),
        _ => report.say(["not named", "未命名"]).to_owned(),
    }
}
