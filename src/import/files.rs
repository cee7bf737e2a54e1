//! The texts of a study's files: units by their names, CSV rows, study.toml.

use std::borrow::Cow;

use super::Import;
use super::map::quoted;
use crate::read::harmless;
use crate::read::table::NUMERIC;
use crate::unit::Unit;

/// A code such as `=B7` or `+47-A` that an ERP gives out: no spreadsheet makes it calculate anything or call anyone, and it
/// stays as it is. Everything else that a spreadsheet would take for a formula gets an apostrophe, as Odoo writes it.
fn is_code(text: &str) -> bool {
    text.strip_prefix(['=', '+', '-']).is_some_and(|rest| {
        rest.contains(|c: char| c.is_ascii_alphabetic())
            && rest.len() <= 40
            && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.')
    })
}

/// A unit as bom.csv states it: by its symbol, or by its code where the symbol has other readings.
pub(super) fn name_of(unit: Unit) -> String {
    if unit.code() == "C62" {
        return "pc".to_owned();
    }
    let sure = matches!(Unit::read(unit.symbol()), Ok((read, None)) if read == unit);
    if sure { unit.symbol() } else { unit.code() }.to_owned()
}

pub(super) fn settings(roots: &[&str], import: &Import<'_>) -> String {
    let name = match roots {
        [one] => import.items.facts.get(*one).map(|f| if f.name.is_empty() { &f.name_zh } else { &f.name }),
        _ => None,
    };
    let name = name.filter(|n| !n.is_empty()).cloned().unwrap_or_else(|| roots.join(", "));
    let mut text = format!("[study]\nname = {}\n", quoted(&name));
    if let Some(period) = &import.decisions.period {
        let year = period.get(..4).unwrap_or(period);
        text.push_str(&format!("period = {}\n", quoted(year)));
    }
    for root in roots {
        text.push_str(&format!("\n[[product]]\nid = {}\namount = \"1\"\n", quoted(root)));
    }
    text
}

/// A CSV file on its way: quoted where needed.
pub(super) struct Csv {
    pub(super) text: String,
    pub(super) rows: usize,
    /// For each column, whether it holds numbers and formulas of ours; all others hold text from outside.
    numeric: Vec<bool>,
}

impl Csv {
    pub(super) fn new(header: &str) -> Self {
        let numeric = header.split(',').map(|column| NUMERIC.contains(&column)).collect();
        Self { text: format!("{header}\n"), rows: 0, numeric }
    }

    pub(super) fn row(&mut self, cells: &[&str]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            let ours = self.numeric.get(at).copied().unwrap_or(false);
            let cell = if ours || is_code(cell) { Cow::Borrowed(*cell) } else { harmless(cell) };
            if cell.contains([',', '"', '\n', '\r']) || cell.starts_with([' ', '\u{feff}']) {
                self.text.push('"');
                self.text.push_str(&cell.replace('"', "\"\""));
                self.text.push('"');
            } else {
                self.text.push_str(&cell);
            }
        }
        self.text.push('\n');
        self.rows = self.rows.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_written_as_they_are_read() {
        for row in crate::data::table(crate::data::UNITS) {
            let unit = Unit::by_code(row.get("code"));
            let (read, doubt) = Unit::read(&name_of(unit)).unwrap_or_else(|e| panic!("{e}"));
            assert!(doubt.is_none(), "{unit} is asked for");
            assert!(read == unit || unit.code() == "C62", "{unit} reads as {read}");
        }
    }
}
