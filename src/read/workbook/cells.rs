//! A cell's value as text, the way the spreadsheet shows it; and cells put in order.

use std::collections::BTreeMap;

use calamine::{Data, ExcelDateTime};

use super::Refused;
use crate::read::sheet::{CellKind, Sheet, SheetCell, SheetRow};

/// What spreadsheets write where a formula has no result. Formats that keep no type for it keep the text.
const ERRORS: [&str; 12] = [
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#N/A",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
    "#DATA!",
    "#BLOCKED!",
];

/// What stands in the place of a result that was never calculated.
pub(super) fn uncalculated() -> Box<str> {
    "=…".into()
}

/// The text of a value, and what it was; `None` for an empty cell. `formula` says whether one stands behind it.
pub(super) fn text(value: Data, formula: bool) -> Option<(CellKind, Box<str>)> {
    let text = |text: &str| {
        let trimmed = text.trim();
        let error = ERRORS.contains(&trimmed) || (trimmed.starts_with("Err:5") && trimmed.len() == 7);
        (if error { CellKind::Error } else { CellKind::Text }, Box::from(text))
    };
    Some(match value {
        Data::Empty if formula => (CellKind::Error, uncalculated()),
        Data::Empty => return None,
        Data::Int(number) => (CellKind::Number, number.to_string().into()),
        Data::Float(number) => match number_text(number) {
            Some(text) => (CellKind::Number, text.into()),
            None => (CellKind::Error, number.to_string().into()),
        },
        Data::Bool(yes) => (CellKind::Text, yes.to_string().into()),
        Data::DateTime(moment) => moment_text(moment),
        Data::DateTimeIso(moment) => {
            let day = moment.strip_suffix("T00:00:00").unwrap_or(&moment);
            (CellKind::Date, day.into())
        }
        Data::DurationIso(duration) => (CellKind::Text, duration.into()),
        Data::Error(error) => (CellKind::Error, error.to_string().into()),
        Data::String(string) => text(&string),
    })
}

/// At most 15 significant digits, as a spreadsheet shows and keeps them: the sum of 0.1 and 0.2 is 0.3. Plain notation
/// where that is readable. `None` for what is no number.
fn number_text(value: f64) -> Option<String> {
    if !value.is_finite() {
        return None;
    }
    let written = format!("{value:.14e}");
    let (mantissa, exponent) = written.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |m| ("-", m));
    let digits = mantissa.replace('.', "");
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    if !(-10..=20).contains(&exponent) {
        return Some(format!("{sign}{}.{}e{exponent}", digits.get(..1)?, digits.get(1..)?));
    }
    let count = i32::try_from(digits.len()).ok()?;
    let whole = exponent.saturating_add(1);
    Some(if whole <= 0 {
        let zeros = "0".repeat(usize::try_from(whole.saturating_neg()).ok()?);
        format!("{sign}0.{zeros}{digits}")
    } else if whole >= count {
        let zeros = "0".repeat(usize::try_from(whole.saturating_sub(count)).ok()?);
        format!("{sign}{digits}{zeros}")
    } else {
        let (before, after) = digits.split_at(usize::try_from(whole).ok()?);
        format!("{sign}{before}.{after}")
    })
}

/// A day as `2024-12-31`, with a time behind a `T` if it is not midnight; a time alone or an elapsed time as `36:00:00`,
/// which is no number and no date.
fn moment_text(moment: ExcelDateTime) -> (CellKind, Box<str>) {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if moment.is_duration() || moment.as_f64() < 1.0 {
        return (CellKind::Text, format!("{hour}:{minute:02}:{second:02}").into());
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    let text = match (hour, minute, second) {
        (0, 0, 0) => date,
        _ => format!("{date}T{hour:02}:{minute:02}:{second:02}"),
    };
    (CellKind::Date, text.into())
}

/// Cells on their way into a sheet, in whatever order the file has them.
#[derive(Default)]
pub(super) struct Filling {
    rows: BTreeMap<u32, Vec<SheetCell>>,
}

impl Filling {
    /// Adds the cell at a row and column, both from 0.
    pub(super) fn add(&mut self, (row, column): (u32, u32), kind: CellKind, text: Box<str>) {
        self.rows.entry(row).or_default().push(SheetCell { column, kind, text });
    }

    pub(super) fn sheet(self, name: String) -> Result<Sheet, Refused> {
        let mut rows = Vec::with_capacity(self.rows.len());
        for (row, mut cells) in self.rows {
            cells.sort_by_key(|c| c.column);
            if cells.windows(2).any(|pair| pair[0].column == pair[1].column) {
                let row = row.saturating_add(1);
                return Err(Refused::Malformed([
                    format!("sheet {name} has two cells at one place in row {row}"),
                    format!("工作表 {name} 第 {row} 行有两个单元格位于同一处"),
                ]));
            }
            rows.push(SheetRow { number: row.saturating_add(1), cells });
        }
        Ok(Sheet { name, hidden: false, rows })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_a_spreadsheet_shows_them() {
        for (value, text) in [
            (0.1 + 0.2, "0.3"),
            (0.30000000000000004, "0.3"),
            (1.0 / 3.0, "0.333333333333333"),
            (4.35 * 100.0, "435"),
            (1.1 * 1.1, "1.21"),
            (-0.0, "0"),
            (-2.5, "-2.5"),
            (1e15, "1000000000000000"),
            (123456789012345680.0, "123456789012346000"),
            (1e-7, "0.0000001"),
            (6.02214076e23, "6.02214076e23"),
            (1e300, "1.e300"),
            (2e-12, "2.e-12"),
            (5e-324, "4.94065645841247e-324"),
            (100000.0, "100000"),
        ] {
            assert_eq!(number_text(value).as_deref(), Some(text), "{value:e}");
        }
        for value in [f64::NAN, f64::INFINITY] {
            assert_eq!(number_text(value), None);
        }
    }

    #[test]
    fn what_a_number_shows_reads_back_as_a_decimal() {
        for value in [6.02214076e23, 2e-12, 1e-10, 1e20, 0.1, 1e300] {
            let text = number_text(value).unwrap_or_default();
            let number = text.parse::<crate::Decimal>();
            assert_eq!(number.is_ok(), value.abs() < 1e28, "{text}");
        }
    }

    #[test]
    fn errors_are_known_by_their_text() {
        assert_eq!(text(Data::String("#REF!".into()), false).map(|(k, _)| k), Some(CellKind::Error));
        assert_eq!(text(Data::String("Err:502".into()), false).map(|(k, _)| k), Some(CellKind::Error));
        assert_eq!(text(Data::String("#12".into()), false).map(|(k, _)| k), Some(CellKind::Text));
        assert_eq!(text(Data::Empty, true).map(|(k, _)| k), Some(CellKind::Error));
        assert_eq!(text(Data::Empty, false), None);
    }
}
