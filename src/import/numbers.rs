//! Numbers as people and programs write them, and which decimal sign a table has.
//!
//! `1.234` alone is a thousand and more, or one and a bit. Another number of the table decides (`0,5`, `1.234,5`), else a
//! person is asked.

use super::columns::Concept;
use super::plan::Plan;
use crate::decimal::{Decimal, Wide};
use crate::read::raw::RawTable;
use crate::read::sheet::CellKind;

/// A number as a cell states it: `1/20` keeps both its parts, `0.85 g` its unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) value: Decimal,
    /// What it is divided by.
    pub(crate) over: Decimal,
    pub(crate) unit: String,
}

impl Number {
    pub(crate) fn is_zero(&self) -> bool {
        self.value.is_zero()
    }
}

/// What the numbers of a table say of its decimal sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Evidence {
    pub(crate) point: bool,
    pub(crate) comma: bool,
    /// A number that both readings allow.
    pub(crate) open: bool,
}

/// What is a number.
const NUMERIC: [Concept; 12] = [
    Concept::Quantity,
    Concept::Per,
    Concept::Scrap,
    Concept::Yield,
    Concept::ParentScrap,
    Concept::ProcessLoss,
    Concept::FixedQuantity,
    Concept::OutputQuantity,
    Concept::Probability,
    Concept::Mass,
    Concept::UnitFactor,
    Concept::CostShare,
];

/// What one text says.
fn evidence(text: &str) -> Evidence {
    let text = plain(text);
    let number = text.trim_end_matches(|c: char| c.is_alphabetic() || matches!(c, ' ' | '%' | '²' | '³'));
    let number = number.trim_matches(['-', '+', '(', ')']);
    let nothing = Evidence::default();
    if number.is_empty() || !number.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) {
        return nothing;
    }
    let (points, commas) = (number.matches('.').count(), number.matches(',').count());
    let sign = match (points, commas) {
        (0, 0) => return nothing,
        (p, c) if p > 0 && c > 0 => {
            // The last one is the decimal sign.
            if number.rfind('.') > number.rfind(',') { '.' } else { ',' }
        }
        (p, 0) if p > 1 => ',',
        (0, c) if c > 1 => '.',
        _ => {
            let sign = if points == 1 { '.' } else { ',' };
            let (before, after) = number.split_once(sign).unwrap_or_default();
            let grouped = after.len() == 3 && (1..=3).contains(&before.len()) && !before.starts_with('0');
            if grouped {
                return Evidence { open: true, ..nothing };
            }
            sign
        }
    };
    Evidence { point: sign == '.', comma: sign == ',', open: false }
}

/// What all numbers in the columns of numbers of a table say.
pub(crate) fn of_table(table: &RawTable, plan: &Plan) -> Evidence {
    let columns: Vec<usize> = columns(plan).collect();
    let mut all = Evidence::default();
    for row in plan.data(table) {
        for at in columns.iter().copied().filter(|at| row.kind(*at) == CellKind::Text) {
            let one = evidence(row.text(at));
            all.point |= one.point;
            all.comma |= one.comma;
            all.open |= one.open;
        }
    }
    all
}

/// The first number of a table that can be read in two ways.
pub(crate) fn first_open(table: &RawTable, plan: &Plan) -> String {
    let cells = plan.data(table).flat_map(|row| columns(plan).map(move |at| row.text(at)));
    cells.into_iter().find(|text| evidence(text).open).unwrap_or_default().to_owned()
}

/// The columns of a plan that hold numbers.
fn columns(plan: &Plan) -> impl Iterator<Item = usize> {
    let numeric = |c: &&super::plan::Column| c.concept.is_some_and(|c| NUMERIC.contains(&c));
    plan.columns.iter().filter(numeric).map(|c| c.at)
}

/// Full-width forms as ASCII, blanks and apostrophes between digits away, a minus behind the digits in front.
fn plain(text: &str) -> String {
    let half = crate::unit::half_width(text.trim());
    let chars: Vec<char> = half.chars().collect();
    let digit = |at: Option<usize>| at.and_then(|i| chars.get(i)).is_some_and(char::is_ascii_digit);
    let mut out = String::with_capacity(half.len());
    for (at, c) in chars.iter().enumerate() {
        let between = digit(at.checked_sub(1)) && digit(at.checked_add(1));
        match c {
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’' if between => {}
            '\u{a0}' | '\u{202f}' | '\u{2009}' => out.push(' '),
            '−' => out.push('-'),
            c => out.push(*c),
        }
    }
    let bare = out.trim();
    if let Some(inner) = bare.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        return format!("-{}", inner.trim());
    }
    match bare.strip_suffix('-') {
        Some(before) if before.ends_with(|c: char| c.is_ascii_digit()) && !before.starts_with('-') => {
            format!("-{before}")
        }
        _ => bare.to_owned(),
    }
}

/// Reads a number with `point` as its decimal sign; `None` if it is none.
pub(crate) fn parse(text: &str, point: u8) -> Option<Number> {
    let text = plain(text);
    let begins = |t: &str| t.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | ','));
    if !begins(&text) {
        return None;
    }
    let end = text
        .char_indices()
        .find(|(at, c)| {
            let exponent = matches!(c, 'e' | 'E')
                && text
                    .get(at.saturating_add(1)..)
                    .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+')));
            !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | '/') || exponent)
        })
        .map_or(text.len(), |(at, _)| at);
    let (number, unit) = text.split_at(end);
    let (above, below) = number.split_once('/').unwrap_or((number, "1"));
    Some(Number { value: decimal(above, point)?, over: decimal(below, point)?, unit: unit.trim().to_owned() })
        .filter(|n| !n.over.is_zero())
}

/// A number whose groups of three the other sign may divide, as in `1.234,5`.
fn decimal(text: &str, point: u8) -> Option<Decimal> {
    let (sign, group) = if point == b',' { (',', '.') } else { ('.', ',') };
    let (whole, fraction) = text.split_once(sign).map_or((text, None), |(w, f)| (w, Some(f)));
    if whole.contains(group) {
        let digits = whole.trim_start_matches(['-', '+']);
        let mut groups = digits.split(group);
        let first = groups.next().unwrap_or_default();
        if !(1..=3).contains(&first.len()) || !groups.all(|g| g.len() == 3) {
            return None;
        }
    }
    if fraction.is_some_and(|f| f.contains(group)) {
        return None;
    }
    let whole = whole.replace(group, "");
    match fraction {
        Some(fraction) => format!("{whole}.{fraction}").parse().ok(),
        None => whole.parse().ok(),
    }
}

/// Half of the last decimal of a number as written, of the third at least: systems keep three.
pub(crate) fn half_of_last(text: &str, point: u8) -> Decimal {
    let plain = plain(text);
    let decimals = plain
        .rsplit_once(char::from(point))
        .map_or(0, |(_, after)| after.chars().take_while(char::is_ascii_digit).count());
    format!("0.{}5", "0".repeat(decimals.clamp(3, 20))).parse().unwrap_or(Decimal::ZERO)
}

/// The quotient where it is a decimal that a cell can hold; `None` where it would be rounded.
pub(crate) fn exact_div(value: Decimal, over: Decimal) -> Option<Decimal> {
    let quotient = Wide::from(value).div(Wide::from(over))?.to_decimal()?;
    let back = Wide::from(quotient).mul(Wide::from(over));
    back.cmp(Wide::from(value)).is_eq().then_some(quotient)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, point: u8) -> Option<String> {
        parse(text, point).map(|n| {
            let over = if n.over == Decimal::ONE { String::new() } else { format!("/{}", n.over) };
            let unit = if n.unit.is_empty() { String::new() } else { format!(" {}", n.unit) };
            format!("{}{over}{unit}", n.value)
        })
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for (text, point, expected) in [
            ("1.234,567", b',', "1234.567"),
            ("1,234.567", b'.', "1234.567"),
            ("1 234,5", b',', "1234.5"),
            ("1\u{202f}234,5", b',', "1234.5"),
            ("1'234.5", b'.', "1234.5"),
            ("100-", b'.', "-100"),
            ("1.000,5-", b',', "-1000.5"),
            ("(3.5)", b'.', "-3.5"),
            ("１２．５", b'.', "12.5"),
            ("1/20", b'.', "1/20"),
            ("1.5E-05", b'.', "0.000015"),
            ("0.85 g", b'.', "0.85 g"),
            ("3 %", b'.', "3 %"),
            ("2,1", b',', "2.1"),
            (".5", b'.', "0.5"),
        ] {
            assert_eq!(read(text, point).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "-", "AR", "ca. 3", "<0.01", "1,5", "1,23,456", "1.2.3"] {
            assert_eq!(read(text, b'.'), None, "{text}");
        }
    }

    #[test]
    fn a_thousand_and_a_fraction_are_told_apart_only_by_evidence() {
        let of = |text: &str| {
            let e = evidence(text);
            (e.point, e.comma, e.open)
        };
        for text in ["1.5", "0.125", "1234.567", "1,234.5", "1,234,567"] {
            assert_eq!(of(text), (true, false, false), "{text}");
        }
        for text in ["1,5", "0,125", "1234,567", "1.234,5", "1.234.567", "1.000,0-"] {
            assert_eq!(of(text), (false, true, false), "{text}");
        }
        for text in ["1.234", "1,234", "12.345", "100,000-"] {
            assert_eq!(of(text), (false, false, true), "{text}");
        }
        for text in ["5", "", "C9-C11", "abc"] {
            assert_eq!(of(text), (false, false, false), "{text}");
        }
    }
}
