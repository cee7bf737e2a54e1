//! What `pcf suggest` found: a file to confirm, a page, JSON.

use std::io::Write;

use comfy_table::Cell;

use super::json::text;
use super::rounding::{fixed, places_for};
use super::rows::{io, number, safe, writer};
use super::terminal::{FACTOR, ITEM, KG, LEFT, NAME, RIGHT, Style, UNIT, cap, keep_whole, lines, named, table};
use crate::decimal::Decimal;
use crate::resolve::{Suggested, Unmatched};
use crate::study::Study;

const HEADER: [&str; 16] = [
    "item",
    "name",
    "name_zh",
    "unit",
    "used_in",
    "suggestion",
    "factor",
    "factor_name",
    "kg_co2e",
    "factor_unit",
    "region",
    "years",
    "basis",
    "source",
    "confirmed",
    "note",
];

/// The file to confirm: what was confirmed before, then a row for each suggestion; what has none gets one empty row.
pub(crate) fn file(study: &Study, unmatched: &[Unmatched], out: &mut dyn Write) -> std::io::Result<()> {
    let mut csv = writer(out);
    csv.write_record(HEADER).map_err(io)?;
    for (text, known) in &study.matches {
        let mut row = vec![String::new(); HEADER.len()];
        row[0] = safe(text);
        row[6] = safe(&known.factor);
        row[14] = "yes".to_owned();
        csv.write_record(&row).map_err(io)?;
    }
    for u in unmatched {
        let head = [
            safe(&u.text),
            safe(&u.name),
            safe(&u.name_zh),
            u.unit.map(|u| u.to_string()).unwrap_or_default(),
            u.place.as_ref().map(|p| safe(&p.to_string())).unwrap_or_default(),
        ];
        if u.suggestions.is_empty() {
            let rest = vec![String::new(); HEADER.len().saturating_sub(head.len())];
            csv.write_record(head.iter().chain(&rest)).map_err(io)?;
        }
        for (at, s) in u.suggestions.iter().enumerate() {
            let f = &s.factor;
            let rest = [
                at.saturating_add(1).to_string(),
                safe(&s.reference),
                safe(if f.details.name.is_empty() { &f.details.name_zh } else { &f.details.name }),
                number(s.total),
                f.unit.to_string(),
                safe(&f.region),
                f.years().unwrap_or_default(),
                f.basis.name().to_owned(),
                safe(&source(s)),
                String::new(),
                String::new(),
            ];
            csv.write_record(head.iter().chain(&rest)).map_err(io)?;
        }
    }
    csv.flush()
}

/// Who says so, and where.
fn source(suggested: &Suggested) -> String {
    let f = &suggested.factor;
    let parts = [f.details.publisher.as_str(), f.details.source.as_str(), f.details.year.as_str()];
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ")
}

pub(crate) fn page(unmatched: &[Unmatched], style: Style) -> String {
    let columns = [(ITEM, LEFT), (["", ""], RIGHT), (FACTOR, LEFT), (KG, RIGHT), (UNIT, LEFT), (NAME, LEFT)];
    let mut rows = table(style, &columns);
    for u in unmatched {
        let item = match named(style, &u.text, &u.name, &u.name_zh) {
            name if name == u.text => u.text.clone(),
            name => format!("{} ({name})", u.text),
        };
        if u.suggestions.is_empty() {
            let none = style.say(["nothing like it in the library", "因子库中没有相近的因子"]);
            rows.add_row([item.as_str(), "", none, "", "", ""].map(Cell::new));
        }
        for (at, s) in u.suggestions.iter().enumerate() {
            let total = s.total.map(|t| fixed(t, places_for(std::iter::once(t)))).unwrap_or_default();
            rows.add_row([
                if at == 0 { item.clone() } else { String::new() },
                at.saturating_add(1).to_string(),
                s.reference.clone(),
                total,
                format!("/ {}", s.factor.unit.label(style.language)),
                named(style, &s.factor.id, &s.factor.details.name, &s.factor.details.name_zh).to_owned(),
            ]);
        }
    }
    keep_whole(&mut rows, &[1, 3, 4]);
    cap(&mut rows, 0, 30);
    lines(&rows)
}

#[derive(serde::Serialize)]
struct Document<'a> {
    schema: &'static str,
    unmatched: Vec<One<'a>>,
}

#[derive(serde::Serialize)]
struct One<'a> {
    item: &'a str,
    name: &'a str,
    name_zh: &'a str,
    unit: Option<String>,
    file: Option<&'a str>,
    row: Option<u32>,
    suggestions: Vec<Suggestion<'a>>,
}

#[derive(serde::Serialize)]
struct Suggestion<'a> {
    factor: &'a str,
    name: &'a str,
    name_zh: &'a str,
    kg_co2e: Option<Decimal>,
    unit: String,
    region: &'a str,
    years: Option<String>,
    basis: &'static str,
    source: String,
}

pub(crate) fn document(unmatched: &[Unmatched]) -> String {
    let unmatched = unmatched.iter().map(|u| One {
        item: &u.text,
        name: &u.name,
        name_zh: &u.name_zh,
        unit: u.unit.map(|u| u.to_string()),
        file: u.place.as_ref().map(|p| p.file_name()),
        row: u.place.as_ref().and_then(|p| p.row_number()),
        suggestions: u
            .suggestions
            .iter()
            .map(|s| Suggestion {
                factor: &s.reference,
                name: &s.factor.details.name,
                name_zh: &s.factor.details.name_zh,
                kg_co2e: s.total,
                unit: s.factor.unit.to_string(),
                region: &s.factor.region,
                years: s.factor.years(),
                basis: s.factor.basis.name(),
                source: source(s),
            })
            .collect(),
    });
    text(&Document { schema: "product-footprint/suggest/1", unmatched: unmatched.collect() })
}
