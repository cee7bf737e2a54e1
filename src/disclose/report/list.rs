//! The products of one or several studies in one list, and what became of each since its base: for people in HTML, for
//! programs in JSON and CSV.

use std::io::Write;

use super::super::json;
use super::super::rounding::{fixed, percent, places_for, signed, significant};
use super::super::rows::{io, number, safe, writer};
use super::super::sentences;
use super::document;
use super::html::{Column, Html, Row, both, names, numbers, points, row, short, table, text};
use crate::decimal::Decimal;
use crate::diagnostic::{Diagnostic, Language, Severity, codes};
use crate::footprint::Comparison;
use crate::statement::{Change, Disclosure, Statement, Status};

/// A product of the list.
pub(crate) struct Entry<'d> {
    pub(crate) disclosure: &'d Disclosure,
    pub(crate) statement: &'d Statement,
    /// Against the same product of a base study, where one has it.
    pub(crate) change: Option<Change>,
}

impl Entry<'_> {
    fn split(&self) -> Option<&Comparison> {
        match &self.change {
            Some(Change::Split(comparison)) => Some(comparison),
            _ => None,
        }
    }

    /// The codes of what forbids the comparison; what they say of items stays in the house.
    fn refused(&self) -> Vec<&'static str> {
        let Some(Change::Refused(found)) = &self.change else { return Vec::new() };
        let errors = found.iter().filter(|d| d.severity() == Severity::Error);
        let mut codes: Vec<&'static str> = errors.map(Diagnostic::code).collect();
        codes.dedup();
        codes
    }

    fn status(&self) -> [&'static str; 2] {
        match self.statement.status {
            Status::SelfDeclared => ["self-declared", "自行声明"],
            Status::Verified(_) => ["verified", "已核验"],
            Status::Certified(_) => ["certified", "已核验并持证"],
            Status::Stale(_) => ["earlier version verified", "核验针对旧版本"],
        }
    }
}

fn producer(entry: &Entry<'_>, language: Language) -> String {
    entry.statement.producer(language).unwrap_or_default().to_owned()
}

/// `pcf report --list`
pub(crate) fn page(entries: &[Entry<'_>], language: Language) -> String {
    let title = ["Product carbon footprints", "产品碳足迹清单"];
    let mut out = format!("<header>\n<h1>{}</h1>\n</header>\n<main>\n", both(title, language));
    out.push_str(products(entries, language).as_str());
    if entries.iter().any(|entry| entry.change.is_some()) {
        out.push_str(changes(entries, language).as_str());
    }
    let notes = [
        sentences::single(language).to_owned(),
        sentences::compare(language).to_owned(),
        language
            .pick([
                "Each number has three significant digits of its own, rounded once, half to even (GB/T 8170); order and shares \
                 are those of the unrounded numbers.",
                "每个数值各取三位有效数字，按 GB/T 8170 一次修约；排序与占比按全数值计算。",
            ])
            .to_owned(),
        language
            .pick([
                "Shared as summary: no bill of materials, no names of suppliers, no prices.",
                "披露范围为摘要：不含物料清单、供应商名称和价格。",
            ])
            .to_owned(),
    ];
    let heading = both(["Notes", "说明"], language);
    out.push_str(&format!(
        "<section>\n<h2>{heading}</h2>\n{}</section>\n</main>\n",
        points(notes.iter().map(|n| text(n)))
    ));
    document(language, language.pick(title), &out)
}

fn products(entries: &[Entry<'_>], language: Language) -> Html {
    let columns: Vec<Column> = vec![
        names(["Product", "产品"]),
        names(["Producer", "生产者"]),
        short(["Per", "声明单位"]),
        short(["Boundary", "系统边界"]),
        short(["Period", "数据期"]),
        numbers(["kg CO₂e", "kg CO₂e"]),
        numbers(["Primary data", "初级数据"]),
        short(["Status", "状态"]),
        short(["Valid to", "有效至"]),
    ];
    let rows: Vec<Row> = entries
        .iter()
        .map(|entry| {
            let f = &entry.statement.footprint;
            let name = sentences::product(f, language);
            let product = if name == f.id() { text(name) } else { named(name, f.id()) };
            row([
                product,
                text(&producer(entry, language)),
                text(&sentences::per(f, language)),
                text(f.boundary().label(language)),
                text(f.period.as_deref().unwrap_or("–")),
                text(&significant(f.total(), 3)),
                text(&percent(f.quality().primary_share())),
                text(language.pick(entry.status())),
                text(&entry.statement.valid.map_or_else(|| "–".to_owned(), |v| v.to.to_string())),
            ])
        })
        .collect();
    let heading = both(["Products", "产品"], language);
    let shown = table(&Html::default(), "wide", &columns, &rows, language);
    Html::ours(format!("<section>\n<h2>{heading}</h2>\n{shown}</section>\n"))
}

fn named(name: &str, id: &str) -> Html {
    Html::ours(format!("{} <small>{}</small>", text(name), text(id)))
}

/// The achievement of each product against its base.
fn changes(entries: &[Entry<'_>], language: Language) -> Html {
    let columns: Vec<Column> = vec![
        names(["Product", "产品"]),
        short(["Base period", "基准期"]),
        numbers(["Base, kg CO₂e", "基准 kg CO₂e"]),
        numbers(["Now", "本期"]),
        numbers(["Change", "变化"]),
        numbers(["%", "%"]),
        numbers(["Factors", "因子"]),
        numbers(["Activity", "活动"]),
        numbers(["Method", "方法"]),
    ];
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    for entry in entries {
        let name = sentences::product(&entry.statement.footprint, language);
        if let Some(c) = entry.split() {
            let [before, after] = [c.before().total(), c.after().total()];
            let places = places_for([before, after].into_iter());
            rows.push(row([
                text(name),
                text(c.before().period.as_deref().unwrap_or("–")),
                text(&fixed(before, places)),
                text(&fixed(after, places)),
                text(&signed(c.change(), places)),
                text(&percent(c.change().over(before))),
                text(&signed(c.factor(), places)),
                text(&signed(c.activity(), places)),
                text(&signed(c.method(), places)),
            ]));
        } else if entry.change.is_some() {
            let titles = entry.refused().into_iter().filter_map(codes::page).map(|page| page.title(language));
            let titles: Vec<&str> = titles.collect();
            let words = language.pick(["not compared", "不作比较"]);
            notes.push(text(&format!("{name}: {words}: {}", titles.join("; "))));
        } else {
            notes.push(text(&format!("{name}: {}", language.pick(["no base", "无基准"]))));
        }
    }
    let caption = text(language.pick([
        "Factors: new figures or other factors. Activity: amounts. Method: boundary, GWP set, rules. They add up to the change",
        "因子：数值更新或改用；活动：用量变化；方法：边界、GWP、规则。三者之和等于变化",
    ]));
    let heading = both(["Reductions since the base", "碳减排成效"], language);
    let shown = if rows.is_empty() { Html::default() } else { table(&caption, "wide", &columns, &rows, language) };
    Html::ours(format!("<section>\n<h2>{heading}</h2>\n{shown}{}</section>\n", points(notes)))
}

#[derive(serde::Serialize)]
struct ChangeRow {
    base_period: Option<String>,
    base_total: Decimal,
    change: Decimal,
    share: Option<Decimal>,
    factor: Decimal,
    activity: Decimal,
    method: Decimal,
}

impl ChangeRow {
    fn of(c: &Comparison) -> Self {
        Self {
            base_period: c.before().period.clone(),
            base_total: c.before().total(),
            change: c.change(),
            share: c.change().over(c.before().total()),
            factor: c.factor(),
            activity: c.activity(),
            method: c.method(),
        }
    }
}

#[derive(serde::Serialize)]
struct ProductRow<'a> {
    study: &'a str,
    id: &'a str,
    name: &'a str,
    name_zh: &'a str,
    producer: Option<&'a str>,
    unit: String,
    amount: Decimal,
    boundary: &'static str,
    period: Option<&'a str>,
    total: Decimal,
    electricity_location: Decimal,
    electricity_market: Decimal,
    primary_share: Option<Decimal>,
    status: &'static str,
    valid_from: Option<String>,
    valid_to: Option<String>,
    digest: &'a str,
    change: Option<ChangeRow>,
    not_compared: Vec<&'static str>,
}

impl<'a> ProductRow<'a> {
    fn of(entry: &'a Entry<'a>) -> Self {
        let statement = entry.statement;
        let f = &statement.footprint;
        Self {
            study: entry.disclosure.model.study().name(),
            id: f.id(),
            name: f.name(),
            name_zh: &f.name_zh,
            producer: statement.producer(Language::En),
            unit: f.unit().to_string(),
            amount: f.amount(),
            boundary: f.boundary().name(),
            period: f.period.as_deref(),
            total: f.total(),
            electricity_location: f.electricity().location(),
            electricity_market: f.electricity().market(),
            primary_share: f.quality().primary_share(),
            status: entry.status()[0],
            valid_from: statement.valid.map(|v| v.from.to_string()),
            valid_to: statement.valid.map(|v| v.to.to_string()),
            digest: &statement.digest,
            change: entry.split().map(ChangeRow::of),
            not_compared: entry.refused(),
        }
    }
}

/// `pcf report --list --format json`
pub(crate) fn json(entries: &[Entry<'_>], warnings: &[Diagnostic]) -> String {
    #[derive(serde::Serialize)]
    struct Document<'a> {
        schema: &'static str,
        products: Vec<ProductRow<'a>>,
        warnings: Vec<json::Finding<'a>>,
    }
    json::text(&Document {
        schema: "product-footprint/list/1",
        products: entries.iter().map(ProductRow::of).collect(),
        warnings: warnings.iter().map(json::Finding::of).collect(),
    })
}

/// `pcf report --list --format csv`: one row a product.
pub(crate) fn csv(entries: &[Entry<'_>], out: &mut dyn Write) -> std::io::Result<()> {
    let mut csv = writer(out);
    let header = [
        "study",
        "product",
        "name",
        "name_zh",
        "producer",
        "amount",
        "unit",
        "boundary",
        "period",
        "kg_co2e",
        "kg_co2e_location",
        "kg_co2e_market",
        "primary_share",
        "status",
        "valid_to",
        "digest",
        "base_period",
        "base_kg_co2e",
        "change",
        "change_share",
        "factor",
        "activity",
        "method",
        "not_compared",
    ];
    csv.write_record(header).map_err(io)?;
    for entry in entries {
        let r = ProductRow::of(entry);
        let c = r.change.as_ref();
        csv.write_record([
            safe(r.study),
            safe(r.id),
            safe(r.name),
            safe(r.name_zh),
            safe(r.producer.unwrap_or_default()),
            r.amount.to_string(),
            r.unit,
            r.boundary.to_owned(),
            r.period.unwrap_or_default().to_owned(),
            r.total.to_string(),
            r.electricity_location.to_string(),
            r.electricity_market.to_string(),
            number(r.primary_share),
            r.status.to_owned(),
            r.valid_to.unwrap_or_default(),
            r.digest.to_owned(),
            c.and_then(|c| c.base_period.clone()).unwrap_or_default(),
            number(c.map(|c| c.base_total)),
            number(c.map(|c| c.change)),
            number(c.and_then(|c| c.share)),
            number(c.map(|c| c.factor)),
            number(c.map(|c| c.activity)),
            number(c.map(|c| c.method)),
            r.not_compared.join(" "),
        ])
        .map_err(io)?;
    }
    csv.flush()
}
