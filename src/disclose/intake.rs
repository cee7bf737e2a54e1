//! What `pcf ingest` made of a folder: a page, JSON, a table.

use std::borrow::Cow;
use std::io::Write;

use comfy_table::Cell as TableCell;
use indexmap::IndexMap;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::json::{Finding, text};
use super::rows::{io, safe, writer};
use super::terminal::{LEFT, RIGHT, Style, cap, keep_whole, lines, table};
use crate::decimal::Decimal;
use crate::diagnostic::{Diagnostic, Language, codes, intake};
use crate::ingest::{Intake, Row};

/// What was found in the folder beside footprints.
pub(crate) struct Looked<'a> {
    pub(crate) intake: &'a Intake,
    pub(crate) files: usize,
    /// Files that are no footprints by their names.
    pub(crate) others: &'a [String],
}

/// A cell of the table.
enum Value<'a> {
    Text(Cow<'a, str>),
    Number(Option<Decimal>),
    Texts(Vec<&'a str>),
    /// A row or a count: no quantity, and an integer in JSON.
    Count(Option<usize>),
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) if text.is_empty() => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => number.serialize(serializer),
            Self::Texts(texts) => texts.serialize(serializer),
            Self::Count(count) => count.serialize(serializer),
        }
    }
}

impl Value<'_> {
    fn cell(&self) -> String {
        match self {
            Self::Text(text) => safe(text),
            Self::Number(number) => super::rows::number(*number),
            Self::Texts(texts) => safe(&texts.join(" ")),
            Self::Count(count) => count.map(|c| c.to_string()).unwrap_or_default(),
        }
    }
}

/// What stands in a row, under its column.
fn fields<'a>(row: &'a Row, rows: &'a [Row]) -> Vec<(&'static str, Value<'a>)> {
    let r = row.received.as_deref();
    let owned = |t: String| Value::Text(Cow::Owned(t));
    let words = |f: fn(&'a crate::read::suppliers::Received) -> &'a str| Value::Text(Cow::Borrowed(r.map_or("", f)));
    let day = |d: Option<crate::study::Date>| owned(d.map(|d| d.to_string()).unwrap_or_default());
    let copied = row.copy_of.and_then(|first| rows.get(first)).map(|first| first.place.to_string());
    let verified = r.and_then(|r| r.verification.as_ref());
    let quality = |at: usize| Value::Number(r.and_then(|r| r.quality[at]));
    let mut codes: Vec<&str> = row.reasons.iter().map(Diagnostic::code).collect();
    codes.dedup();
    vec![
        ("file", Value::Text(Cow::Borrowed(row.place.file_name()))),
        ("row", Value::Count(row.place.row_number().and_then(|r| usize::try_from(r).ok()))),
        ("status", Value::Text(Cow::Borrowed(if row.accepted { "accepted" } else { "refused" }))),
        ("reasons", Value::Texts(codes)),
        ("factor", Value::Text(Cow::Borrowed(row.factor.as_deref().unwrap_or_default()))),
        ("company", words(|r| &r.company)),
        ("product", words(|r| &r.name)),
        ("product_id", words(|r| r.product_ids.first().map_or("", String::as_str))),
        ("id", words(|r| &r.id)),
        ("category", Value::Text(Cow::Borrowed(&row.category))),
        (
            "format",
            owned(r.map(|r| format!("{} {}", r.format.name(), r.version).trim_end().to_owned()).unwrap_or_default()),
        ),
        ("boundary", words(|r| r.boundary.as_ref().map_or_else(String::as_str, |b| b.name()))),
        ("unit", words(|r| r.unit.map_or(&r.unit_text, |u| u.symbol()))),
        ("amount", Value::Number(r.map(|r| r.amount))),
        ("mass_kg", Value::Number(row.kilograms)),
        ("kg_co2e", Value::Number(r.map(|r| r.excluding))),
        ("kg_co2e_including_biogenic", Value::Number(r.and_then(|r| r.including))),
        ("kg_co2e_per_unit", Value::Number(row.per_unit)),
        ("kg_co2e_per_kg", Value::Number(row.per_kg)),
        ("outbound_kg_co2e", Value::Number(r.and_then(|r| r.outbound))),
        ("primary_share_percent", Value::Number(r.and_then(|r| r.primary_share))),
        ("exempted_percent", Value::Number(r.and_then(|r| r.exempted))),
        ("dqr_technology", quality(0)),
        ("dqr_time", quality(1)),
        ("dqr_geography", quality(2)),
        ("from", day(r.and_then(|r| r.from))),
        ("to", day(r.and_then(|r| r.to))),
        ("valid_to", day(r.and_then(|r| r.valid_to))),
        ("geography", words(|r| &r.geography)),
        ("gwp", owned(r.map(|r| r.gwp.join(" ")).unwrap_or_default())),
        ("verified_by", Value::Text(Cow::Borrowed(verified.and_then(|v| v.provider.as_deref()).unwrap_or_default()))),
        ("verified_on", day(verified.and_then(|v| v.completed))),
        ("category_median_per_kg", Value::Number(row.peers.map(|p| p.median))),
        ("category_count", Value::Count(row.peers.map(|p| p.count))),
        ("times_median", Value::Number(row.peers.and_then(|p| p.times))),
        ("copy_of", owned(copied.unwrap_or_default())),
    ]
}

/// The findings of a row in one cell.
fn sentences(findings: &[Diagnostic], language: Language) -> String {
    let each = findings.iter().map(|d| format!("{} {}", d.code(), d.message(language)));
    each.collect::<Vec<_>>().join(language.pick(["; ", "；"]))
}

/// One row a footprint.
pub(crate) fn rows(intake: &Intake, out: &mut dyn Write) -> std::io::Result<()> {
    let mut csv = writer(out);
    for (at, row) in intake.rows.iter().enumerate() {
        let fields = fields(row, &intake.rows);
        if at == 0 {
            let names = fields.iter().map(|(name, _)| *name).chain(["why", "why_zh", "notes", "notes_zh"]);
            csv.write_record(names).map_err(io)?;
        }
        let said = [&row.reasons, &row.notes].map(|f| [Language::En, Language::Zh].map(|l| safe(&sentences(f, l))));
        csv.write_record(fields.iter().map(|(_, value)| value.cell()).chain(said.into_iter().flatten())).map_err(io)?;
    }
    csv.flush()
}

struct JsonRow<'a>(&'a Row, &'a [Row], &'a [String]);

#[derive(serde::Serialize)]
struct JsonReason<'a> {
    #[serde(flatten)]
    finding: Finding<'a>,
    allowed: bool,
}

impl Serialize for JsonRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(row, rows, allow) = self;
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in fields(row, rows) {
            map.serialize_entry(name, &value)?;
        }
        let allowed = |d: &Diagnostic| allow.iter().any(|code| code == d.code());
        let why: Vec<JsonReason<'_>> =
            row.reasons.iter().map(|d| JsonReason { finding: Finding::of(d), allowed: allowed(d) }).collect();
        map.serialize_entry("why", &why)?;
        map.serialize_entry("notes", &row.notes.iter().map(Finding::of).collect::<Vec<_>>())?;
        map.end()
    }
}

#[derive(serde::Serialize)]
struct Document<'a> {
    schema: &'static str,
    date: Option<String>,
    max_age_years: u8,
    allow: &'a [String],
    files: usize,
    other_files: &'a [String],
    footprints: usize,
    accepted: usize,
    refused: usize,
    factors: usize,
    reasons: Vec<Counted<'a>>,
    rows: Vec<JsonRow<'a>>,
}

#[derive(serde::Serialize)]
struct Counted<'a> {
    code: &'a str,
    title: String,
    title_zh: String,
    count: usize,
    first: String,
}

/// How many rows have each reason, by code.
fn counted(intake: &Intake) -> Vec<Counted<'_>> {
    let mut by_code: IndexMap<&str, (usize, String)> = IndexMap::new();
    for row in &intake.rows {
        let mut codes: Vec<&str> = row.reasons.iter().map(Diagnostic::code).collect();
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            let slot = by_code.entry(code).or_insert_with(|| (0, row.place.to_string()));
            slot.0 = slot.0.saturating_add(1);
        }
    }
    by_code.sort_unstable_keys();
    let title = |code: &str, language: Language| {
        let own = intake::REASONS.iter().find(|(c, _)| *c == code).map(|(_, t)| language.pick(*t).to_owned());
        let page = || codes::ALL.iter().find(|page| page.code == code).map(|page| page.title(language));
        own.or_else(|| page().map(|t| t.split_once(": ").map_or(t, |(_, title)| title).to_owned())).unwrap_or_default()
    };
    let counted = by_code.into_iter().map(|(code, (count, first))| Counted {
        code,
        title: title(code, Language::En),
        title_zh: title(code, Language::Zh),
        count,
        first,
    });
    counted.collect()
}

pub(crate) fn document(looked: &Looked<'_>) -> String {
    let intake = looked.intake;
    text(&Document {
        schema: "product-footprint/ingest/1",
        date: intake.options.date.map(|d| d.to_string()),
        max_age_years: intake.options.max_age,
        allow: &intake.options.allow,
        files: looked.files,
        other_files: looked.others,
        footprints: intake.rows.len(),
        accepted: intake.accepted(),
        refused: intake.rows.len().saturating_sub(intake.accepted()),
        factors: intake.factors.len(),
        reasons: counted(intake),
        rows: intake.rows.iter().map(|row| JsonRow(row, &intake.rows, &intake.options.allow)).collect(),
    })
}

/// How many refused rows a page shows.
const SHOWN: usize = 20;

pub(crate) fn page(looked: &Looked<'_>, style: Style) -> String {
    let intake = looked.intake;
    let (all, accepted) = (intake.rows.len(), intake.accepted());
    let refused = all.saturating_sub(accepted);
    let plural = |count: usize, word: &str| if count == 1 { word.to_owned() } else { format!("{word}s") };
    let (footprints, files) = (plural(all, "footprint"), plural(looked.files, "file"));
    let mut out = style.language.pick([
        format!("{all} {footprints} in {} {files}: {accepted} accepted, {refused} refused\n", looked.files),
        format!("{} 个文件中有 {all} 个足迹：接受 {accepted} 个，拒绝 {refused} 个\n", looked.files),
    ]);
    let copies = intake.rows.iter().filter(|row| row.copy_of.is_some()).count();
    if copies > 0 {
        let copies = [format!("{copies} of them are copies of others\n"), format!("其中 {copies} 个为重复文件\n")];
        out.push_str(&style.language.pick(copies));
    }
    if let Some(first) = looked.others.first() {
        let count = looked.others.len();
        let others = if count == 1 { "other file was" } else { "other files were" };
        out.push_str(&style.language.pick([
            format!("{count} {others} not read, the first is {first}\n"),
            format!("另有 {count} 个其他文件未读取，第一个是 {first}\n"),
        ]));
    }
    out.push('\n');
    let counted = counted(intake);
    if !counted.is_empty() {
        let columns =
            [(["reason", "原因"], LEFT), (["", ""], LEFT), (["rows", "行数"], RIGHT), (["first", "第一处"], LEFT)];
        let mut reasons = table(style, &columns);
        for c in &counted {
            let allowed = intake.options.allow.iter().any(|code| code == c.code);
            let title = style.language.pick([&c.title, &c.title_zh]);
            let title = if allowed {
                style.language.pick([format!("{title} (allowed)"), format!("{title}（已允许）")])
            } else {
                title.clone()
            };
            reasons.add_row([c.code.to_owned(), title, c.count.to_string(), c.first.clone()]);
        }
        keep_whole(&mut reasons, &[0, 2]);
        out.push_str(&lines(&reasons));
    }
    if refused > 0 {
        let columns = [(["refused", "拒绝"], LEFT), (["company", "公司"], LEFT), (["why", "原因"], LEFT)];
        let mut list = table(style, &columns);
        for row in intake.rows.iter().filter(|row| !row.accepted).take(SHOWN) {
            let company = row.received.as_deref().map_or("", |r| &r.company);
            let why = sentences(&row.reasons, style.language);
            list.add_row([row.place.to_string(), company.to_owned(), why].map(TableCell::new));
        }
        cap(&mut list, 0, 36);
        cap(&mut list, 1, 24);
        out.push_str(&lines(&list));
        if refused > SHOWN {
            let rest = refused.saturating_sub(SHOWN);
            out.push_str(&style.language.pick([
                format!("… and {rest} more: --format csv lists all\n"),
                format!("……另有 {rest} 个：用 --format csv 列出全部\n"),
            ]));
        }
    }
    out
}
