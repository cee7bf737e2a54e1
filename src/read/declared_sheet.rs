//! The sheet `study` of a workbook: keys and values that mean what they mean in `study.toml`.
//!
//! The sheet becomes TOML, line by line, and is then read as `study.toml` is; a finding names the row of the sheet.

use std::fmt::Write as _;
use std::sync::Arc;

use super::Reading;
use super::config::{self, Source, TableSettings};
use super::sheet::Sheet;
use super::table::{Schema, Table, TableOptions, fold_header, spellings};
use crate::diagnostic::{Report, exchange};

const SCHEMA: Schema = Schema { file: "study", columns: &["key", "value", "note"], required: 2 };
const KEY: usize = 0;
const VALUE: usize = 1;

/// Tables that stand there several times: a key that comes again begins the next one.
const LISTS: [&str; 2] = ["product", "exclude"];
/// The other tables; a key that begins with none of them belongs to `[study]`.
const TABLES: [&str; 8] = ["study", "parameters", "scenario", "columns", "csv", "rules", "disclosure", "verification"];
/// Deeper than any key of study.toml.
const MAX_PARTS: usize = 8;

/// Reads the sheet into the study.
pub(super) fn read(sheet: &Sheet, file: Arc<str>, reading: &mut Reading) -> TableSettings {
    let (text, rows) = toml(sheet, &file, &mut reading.report);
    config::read(&text, Source::sheet(file, rows), &mut reading.study, &mut reading.report)
}

/// One of several tables of a name: lines and their rows.
#[derive(Default)]
struct Listed {
    name: &'static str,
    keys: Vec<Vec<String>>,
    lines: Vec<(String, u32)>,
}

/// The text of a study.toml that says the same, and the row of each of its lines.
fn toml(sheet: &Sheet, file: &Arc<str>, report: &mut Report) -> (String, Vec<u32>) {
    let mut single: Vec<(String, u32)> = Vec::new();
    let mut listed: Vec<Listed> = Vec::new();
    let options = TableOptions::default();
    let Some(mut table) = Table::of_sheet(sheet, Arc::clone(file), &SCHEMA, &options, report) else {
        return Default::default();
    };
    while table.next_row(report) {
        // A key without a value takes the default, as an empty cell does everywhere.
        let (key, value) = (table.text(KEY), table.text(VALUE));
        if value.is_empty() {
            continue;
        }
        let Some(parts) = parts(key) else {
            report.add(&exchange::KEY_MALFORMED, Some(table.place("key")), &[("seen", key)]);
            continue;
        };
        let row = table.row();
        let list = LISTS.into_iter().find(|name| parts.len() > 1 && parts.first().is_some_and(|p| p == name));
        let Some(name) = list else {
            let known = parts.first().is_some_and(|p| TABLES.contains(&p.as_str()));
            let table = if known { "" } else { "study." };
            single.push((format!("{table}{} = {}", joined(&parts), written(value)), row));
            continue;
        };
        let rest = parts.get(1..).unwrap_or_default().to_vec();
        let open = listed.iter_mut().rev().find(|l| l.name == name).filter(|l| !l.keys.contains(&rest));
        let line = (format!("{} = {}", joined(&rest), written(value)), row);
        match open {
            Some(open) => {
                open.keys.push(rest);
                open.lines.push(line);
            }
            None => listed.push(Listed { name, keys: vec![rest], lines: vec![line] }),
        }
    }
    let mut text = String::new();
    let mut rows = Vec::new();
    for (line, row) in single {
        let _ = writeln!(text, "{line}");
        rows.push(row);
    }
    for Listed { name, lines, .. } in listed {
        let _ = writeln!(text, "[[{name}]]");
        rows.push(lines.first().map_or(1, |(_, row)| *row));
        for (line, row) in lines {
            let _ = writeln!(text, "{line}");
            rows.push(row);
        }
    }
    (text, rows)
}

/// The parts of a key between its points; in quotes a point is a point. `None` if it has none or too many.
fn parts(key: &str) -> Option<Vec<String>> {
    let known = spellings("keys").get(&fold_header(key));
    let key = known.map_or(key, String::as_str);
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for c in key.chars() {
        match c {
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(String::new()),
            c => parts.last_mut()?.push(c),
        }
    }
    let parts: Vec<String> = parts.into_iter().map(|p| p.trim().to_owned()).collect();
    (!quoted && parts.len() <= MAX_PARTS && parts.iter().all(|p| !p.is_empty())).then_some(parts)
}

/// The parts as a dotted key.
fn joined(parts: &[String]) -> String {
    parts.iter().map(|p| quoted(p)).collect::<Vec<_>>().join(".")
}

/// A value: `true` and `false` as they are, lists as TOML writes them, all else as a text.
fn written(value: &str) -> String {
    let lower = value.to_lowercase();
    if lower == "true" || lower == "false" {
        return lower;
    }
    if value.starts_with('[') && value.ends_with(']') && !value.contains(['\n', '\r']) {
        return value.to_owned();
    }
    quoted(value)
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::sheet::{CellKind, SheetCell, SheetRow};

    fn sheet(pairs: &[(&str, &str)]) -> Sheet {
        let header = [("key", "value")];
        let rows = header.iter().chain(pairs).enumerate().map(|(at, (key, value))| {
            let cells = [key, value].into_iter().enumerate().map(|(column, text)| SheetCell {
                column: column as u32,
                kind: CellKind::Text,
                text: Box::from(*text),
            });
            SheetRow { number: at as u32 + 1, cells: cells.collect() }
        });
        Sheet { name: "study".into(), hidden: false, rows: rows.collect() }
    }

    #[test]
    fn keys_and_values_become_toml_with_their_rows() {
        let sheet = sheet(&[
            ("name", "Chair \"A\""),
            ("product.id", "chair"),
            ("parameters.wall", "1.5"),
            ("rules.mixed_gwp", "TRUE"),
            ("product.amount", "2"),
            ("columns.\"Menge (Std.)\"", "quantity"),
            ("period", ""),
            ("product.id", "stool"),
        ]);
        let mut report = Report::default();
        let (text, rows) = toml(&sheet, &"book.xlsx#study".into(), &mut report);
        let want = "study.\"name\" = \"Chair \\\"A\\\"\"\n\"parameters\".\"wall\" = \"1.5\"\n\
                    \"rules\".\"mixed_gwp\" = true\n\"columns\".\"Menge (Std.)\" = \"quantity\"\n\
                    [[product]]\n\"id\" = \"chair\"\n\"amount\" = \"2\"\n[[product]]\n\"id\" = \"stool\"\n";
        assert_eq!(text, want);
        assert_eq!(rows, [2, 4, 5, 7, 3, 3, 6, 9, 9]);
        assert_eq!(report.diagnostics(), []);
    }

    #[test]
    fn what_is_no_key_is_reported() {
        for key in ["a..b", "a.\"b", ".", "a.a.a.a.a.a.a.a.a"] {
            let mut report = Report::default();
            toml(&sheet(&[(key, "1")]), &"b#study".into(), &mut report);
            assert_eq!(report.diagnostics().len(), 1, "{key}");
        }
    }
}
