//! Item codes that a spreadsheet has changed: `1E5` to 100000, `10/12` to a date, the sixteenth digit to 0.

use std::sync::Arc;

use super::Table;
use super::columns::Concept;
use super::dates;
use super::layout::{Cells, bracketed, code};
use crate::diagnostic::{Report, exchange, import as words};
use crate::read::sheet::CellKind;

/// Columns of codes, and the column where the system repeats the code in brackets.
const PAIRS: [(Concept, &[Concept]); 4] = [
    (Concept::Parent, &[Concept::ParentName, Concept::BomName]),
    (Concept::Child, &[Concept::ChildName]),
    (Concept::Item, &[Concept::ItemName, Concept::ChildName]),
    (Concept::ByProduct, &[Concept::ByProductName]),
];

/// `1.23456789012346E+19`: a number that only a spreadsheet writes.
fn scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let broken = mantissa.split_once(['.', ',']).is_some_and(|(a, b)| digits(a) && digits(b));
    broken && exponent.strip_prefix('+').is_some_and(digits)
}

/// Refuses a table whose codes a spreadsheet has changed; warns where a workbook keeps them as numbers.
pub(crate) fn check(table: &Table<'_>, rows: &[Cells], report: &mut Report) {
    for (concept, names) in PAIRS {
        let mut changed: Vec<(u32, String, String)> = Vec::new();
        let mut suspect: Vec<(u32, String)> = Vec::new();
        let mut numbers: Vec<(u32, String)> = Vec::new();
        let mut all = 0_usize;
        for cells in rows.iter().filter(|c| c.has(concept)) {
            all = all.saturating_add(1);
            let own = code(cells.text(concept));
            let repeated = names.iter().find_map(|n| bracketed(cells.text(*n)));
            let kind = cells.kind(concept);
            match repeated {
                // Odoo's own workbooks hold the code `=B7` as a formula; the name has it whole, see `layout::stated`.
                Some(repeated) if !repeated.starts_with('=') && repeated != own && repeated != cells.text(concept) => {
                    changed.push((cells.row, cells.text(concept).to_owned(), repeated.to_owned()));
                }
                Some(_) => {}
                None if kind == CellKind::Date || scientific(own) || dates::day(own).is_some_and(|_| own.len() > 8) => {
                    suspect.push((cells.row, own.to_owned()));
                }
                None if kind == CellKind::Number => numbers.push((cells.row, own.to_owned())),
                None => {}
            }
        }
        let place = |row: u32| Some(table.place(row, concept));
        if let Some((row, seen, was)) = changed.first() {
            let count = changed.len().to_string();
            report.add(&words::CODES_DAMAGED, place(*row), &[("seen", seen), ("was", was), ("count", &count)]);
        } else if let Some((row, seen)) = suspect.first().filter(|_| suspect.len() < all) {
            let count = suspect.len().to_string();
            report.add(&words::CODES_SUSPECT, place(*row), &[("seen", seen), ("count", &count)]);
        }
        if let Some((row, seen)) = numbers.first() {
            let count = numbers.len().to_string();
            report.add(&exchange::NUMERIC_CODE, place(*row), &[("seen", seen), ("count", &count)]);
        }
    }
}

impl Table<'_> {
    /// The name of the table for messages.
    pub(crate) fn file(&self) -> Arc<str> {
        Arc::clone(&self.raw.file)
    }
}
