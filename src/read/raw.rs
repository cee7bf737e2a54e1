//! Tables as others wrote them: rows of texts, before anything is known of their columns.
//!
//! A program's export names its encoding nowhere. Bytes that several encodings can read are read by the one under which
//! most words are known; `known` counts them.

use std::borrow::Cow;
use std::sync::Arc;

use csv::StringRecord;

use super::csv_rows::{CsvRows, stated_separator};
use super::sheet::{CellKind, Sheet};
use super::text::{Decoded, Encoding, candidates, decode};
use super::{overview, sheets};
use crate::diagnostic::{Place, Report, texts};

/// A table as it was found.
#[derive(Debug)]
pub(crate) struct RawTable {
    /// The file, with `#` and the sheet behind it in a workbook.
    pub(crate) file: Arc<str>,
    /// How it was read; `None` for a sheet.
    pub(crate) reading: Option<TextReading>,
    /// Rows that hold anything.
    pub(crate) rows: Vec<RawRow>,
}

/// How a text file was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextReading {
    pub(crate) encoding: Encoding,
    pub(crate) separator: u8,
}

/// A row, numbered as a spreadsheet numbers it.
#[derive(Debug)]
pub(crate) struct RawRow {
    pub(crate) number: u32,
    pub(crate) cells: Vec<RawCell>,
}

/// A cell, without blanks around it.
#[derive(Debug)]
pub(crate) struct RawCell {
    pub(crate) text: Box<str>,
    /// What a workbook says it is; text in a text file.
    pub(crate) kind: CellKind,
}

impl RawRow {
    /// The text at a position; empty beyond the last.
    pub(crate) fn text(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", |cell| &cell.text)
    }

    /// Whether a workbook keeps the cell as a number.
    pub(crate) fn kind(&self, at: usize) -> CellKind {
        self.cells.get(at).map_or(CellKind::Text, |cell| cell.kind)
    }

    /// The texts that are not empty.
    pub(crate) fn filled(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|c| &*c.text).filter(|t| !t.is_empty())
    }
}

/// The tables of a file: one for a text, one for each visible sheet of a workbook that holds anything. Nothing, with
/// the reasons in `report`, if it cannot be read.
pub(crate) fn tables(
    bytes: &[u8],
    name: &str,
    named: Option<Encoding>,
    known: &dyn Fn(&str) -> usize,
    report: &mut Report,
) -> Vec<RawTable> {
    let file: Arc<str> = name.into();
    // Programs name a tab-separated text .xls, because Excel opens it.
    let binary = matches!(bytes, [b'P', b'K', ..] | [0xD0, 0xCF, 0x11, 0xE0, ..]);
    if binary {
        let all = sheets::all(bytes, &file, report).unwrap_or_default();
        let visible: Vec<Sheet> = all.into_iter().filter(|s| !s.hidden && s.filled() > 0).collect();
        let alone = visible.len() == 1;
        return visible.into_iter().map(|sheet| of_sheet(sheet, &file, alone)).collect();
    }
    let Some((encoding, text)) = read_text(bytes, &file, named, known, report) else { return Vec::new() };
    if let Some(table) = overview::table(&text, &file) {
        return vec![table];
    }
    let (separator, rows, swallowed) = split(&text);
    if swallowed {
        report.add(&texts::UNCLOSED_QUOTE, Some(Place::file(Arc::clone(&file))), &[("seen", "\"")]);
        return Vec::new();
    }
    if rows.is_empty() {
        report.add(&texts::FILE_EMPTY, Some(Place::file(Arc::clone(&file))), &[("seen", &file)]);
        return Vec::new();
    }
    vec![RawTable { file, reading: Some(TextReading { encoding, separator }), rows }]
}

fn read_text<'a>(
    bytes: &'a [u8],
    file: &Arc<str>,
    named: Option<Encoding>,
    known: &dyn Fn(&str) -> usize,
    report: &mut Report,
) -> Option<(Encoding, Cow<'a, str>)> {
    let place = || Some(Place::file(Arc::clone(file)));
    let marked = if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        Encoding::Utf16
    } else {
        Encoding::Utf8
    };
    let stated = named.unwrap_or(marked);
    match decode(bytes, Some(stated)) {
        Ok(Decoded { text, .. }) if named.is_some() || !text.contains('\0') => return Some((stated, text)),
        Err(encoding) if named.is_some() => {
            report.add(&texts::ENCODING, place(), &[("seen", encoding)]);
            return None;
        }
        Ok(_) | Err(_) => {}
    }
    // Under the wrong encoding words turn into other words; the right one is where most are known.
    let mut best: Option<(usize, Encoding, String)> = None;
    for (encoding, text) in candidates(bytes) {
        let words = known(&text);
        if best.as_ref().is_none_or(|(most, ..)| words > *most) {
            best = Some((words, encoding, text));
        }
    }
    let Some((words, encoding, text)) = best else {
        report.add(&texts::ENCODING, place(), &[("seen", "UTF-8 / GB18030")]);
        return None;
    };
    if words == 0 {
        report.add(&texts::ENCODING_GUESSED, place(), &[("seen", file)]);
    }
    Some((encoding, text.into()))
}

/// How many rows are tried when looking for the separator.
const TRIED: usize = 300;

/// The rows of a text, split by the separator that gives most rows the same number of cells.
fn split(text: &str) -> (u8, Vec<RawRow>, bool) {
    let tried = |separator: u8| {
        let (rows, _) = rows_of(text, separator, TRIED);
        let mut counts: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
        for row in rows.iter().filter(|r| r.cells.len() > 1) {
            let count = counts.entry(row.cells.len()).or_default();
            *count = count.saturating_add(1);
        }
        counts.iter().map(|(width, rows)| (*rows, *width)).max().unwrap_or_default()
    };
    let separator = stated_separator(text).unwrap_or_else(|| {
        let mut best = (b',', (0, 0));
        for separator in [b',', b';', b'\t', b'|'] {
            let (rows, width) = tried(separator);
            // A semicolon between every two cells of a row outweighs commas inside numbers and names.
            let better = rows > best.1.0 || (rows == best.1.0 && width > best.1.1);
            if width > 1 && better {
                best = (separator, (rows, width));
            }
        }
        best.0
    });
    let (rows, swallowed) = rows_of(text, separator, usize::MAX);
    (separator, rows, swallowed)
}

/// The rows, and whether a quote that is never closed swallowed the rest of the text.
fn rows_of(text: &str, separator: u8, most: usize) -> (Vec<RawRow>, bool) {
    let mut source = CsvRows::new(text, Some(separator));
    let mut record = StringRecord::new();
    let (mut rows, mut swallowed) = (Vec::new(), false);
    while rows.len() < most
        && let Some(number) = source.next_record(&mut record)
    {
        swallowed = source.swallowed_by_quote(record.iter());
        // Lists for printing frame their rows with rules.
        let ruled = record.iter().all(|c| c.trim().chars().all(|c| matches!(c, '-' | '=' | '+' | '_')));
        let blank = record.iter().all(|c| c.trim().is_empty());
        if !blank && !ruled {
            let cells = record.iter().map(|c| RawCell { text: c.trim().into(), kind: CellKind::Text });
            rows.push(RawRow { number, cells: cells.collect() });
        }
    }
    (rows, swallowed)
}

fn of_sheet(sheet: Sheet, file: &Arc<str>, alone: bool) -> RawTable {
    let name = if alone { Arc::clone(file) } else { format!("{file}#{}", sheet.name).into() };
    let mut rows = Vec::with_capacity(sheet.rows.len());
    for row in sheet.rows {
        let mut cells: Vec<RawCell> = Vec::new();
        for cell in row.cells {
            let column = usize::try_from(cell.column).unwrap_or(usize::MAX);
            while cells.len() < column {
                cells.push(RawCell { text: "".into(), kind: CellKind::Text });
            }
            cells.push(RawCell { text: cell.text.trim().into(), kind: cell.kind });
        }
        if cells.iter().any(|c| !c.text.is_empty()) {
            rows.push(RawRow { number: row.number, cells });
        }
    }
    RawTable { file: name, reading: None, rows }
}
