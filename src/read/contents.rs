//! What a file says, apart from how it is written: a digest that survives another encoding, separator, decimal sign or
//! line end, the spelling of headers and units, and the order of rows and columns.
//!
//! A changed cell changes it. So a file that was only saved anew is told from one that was changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use toml::de::{DeTable, DeValue};

use super::files::sha256;
use super::table::NUMERIC;
use crate::decimal::Decimal;
use crate::stage::Stage;
use crate::unit::Unit;

/// The digest of each table: by the file that it stands in and by what it is to the study.
pub(crate) type Contents = BTreeMap<(String, String), [u8; 32]>;

/// The rows of a table, each as a digest.
#[derive(Debug, Default)]
pub(super) struct RowDigests(Vec<[u8; 32]>);

impl RowDigests {
    /// Adds a row of cells that are not empty, in the order of the schema's columns.
    pub(super) fn add<'c>(&mut self, cells: impl Iterator<Item = (&'static str, &'c str)>, point: u8) {
        let mut text = String::new();
        for (column, cell) in cells {
            let _ = writeln!(text, "{column}={:?}", plain(column, cell, point));
        }
        self.0.push(sha256(text.as_bytes()));
    }

    /// Adds the rows of another part of the same table.
    pub(super) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The digest of all rows, in whatever order they stood.
    pub(super) fn digest(mut self) -> [u8; 32] {
        self.0.sort_unstable();
        sha256(self.0.as_flattened())
    }
}

/// A cell as all its spellings are: the number, the unit, the stage, else its text.
fn plain(column: &str, cell: &str, point: u8) -> String {
    if NUMERIC.contains(&column)
        && let Ok(number) = Decimal::parse_with_point(cell, point)
    {
        let text = number.to_string();
        let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        return short.to_owned();
    }
    let read = match column {
        "unit" => Unit::read(cell).ok().map(|(unit, _)| unit.symbol().to_owned()),
        "stage" => cell.parse().ok().map(|stage: Stage| stage.name().to_owned()),
        _ => None,
    };
    read.unwrap_or_else(|| cell.to_owned())
}

/// Sections of study.toml that say how files are written, and nothing of the study.
const OF_WRITING: [&str; 2] = ["csv", "columns"];

/// Sections that speak to readers outside, and change no number.
const OF_DISCLOSURE: [&str; 2] = ["disclosure", "verification"];

/// The table of what they say.
pub(crate) const DISCLOSED: &str = "disclosed";

/// What a study.toml declares of its model, keys sorted, layout and comments left out.
pub(super) fn declared(table: &DeTable<'_>) -> String {
    let mut text = String::new();
    let [csv, columns] = OF_WRITING;
    let [disclosure, verification] = OF_DISCLOSURE;
    write_table(table, &[csv, columns, disclosure, verification], &mut text);
    text
}

/// What it says to readers outside; empty where it says nothing.
pub(super) fn disclosed(table: &DeTable<'_>) -> String {
    let mut text = String::new();
    for (key, value) in table {
        if OF_DISCLOSURE.contains(&key.get_ref().as_ref()) {
            let _ = write!(text, "{:?}:", key.get_ref());
            write_value(value.get_ref(), &mut text);
        }
    }
    text
}

/// The digest of what all tables say, whatever the files are called that they stand in; without the tables of one name.
#[cfg(feature = "cli")]
pub(crate) fn digest_of_all(contents: &Contents, without: Option<&str>) -> String {
    let mut said: Vec<(&str, &[u8; 32])> = contents.iter().map(|((_, table), said)| (table.as_str(), said)).collect();
    said.retain(|(table, _)| Some(*table) != without);
    said.sort_unstable();
    let listed: Vec<u8> =
        said.into_iter().flat_map(|(table, said)| [table.as_bytes(), b"\0", said]).flatten().copied().collect();
    format!("sha256:{}", super::files::hex(&sha256(&listed)))
}

fn write_table(table: &DeTable<'_>, without: &[&str], out: &mut String) {
    let members = table.iter().map(|(key, value)| (key.get_ref().as_ref(), value.get_ref()));
    let sorted: BTreeMap<&str, &DeValue<'_>> = members.filter(|(key, _)| !without.contains(key)).collect();
    out.push('{');
    for (key, value) in sorted {
        let _ = write!(out, "{key:?}:");
        write_value(value, out);
        out.push(',');
    }
    out.push('}');
}

/// The TOML parser limits how deep values nest.
fn write_value(value: &DeValue<'_>, out: &mut String) {
    let _ = match value {
        DeValue::String(text) => write!(out, "{text:?}"),
        DeValue::Integer(number) => write!(out, "{:?}", number.as_str()),
        DeValue::Float(number) => write!(out, "{:?}", number.as_str()),
        DeValue::Boolean(yes) => write!(out, "{yes}"),
        DeValue::Datetime(date) => write!(out, "{:?}", date.to_string()),
        DeValue::Array(values) => {
            out.push('[');
            for value in values {
                write_value(value.get_ref(), out);
                out.push(',');
            }
            write!(out, "]")
        }
        DeValue::Table(table) => {
            write_table(table, &[], out);
            Ok(())
        }
    };
}
