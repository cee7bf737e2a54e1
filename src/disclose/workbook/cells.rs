//! Cells: their letters, their numbers, formulas in a spreadsheet's spelling.

use std::borrow::Cow;

use rust_xlsxwriter::{Format, Formula, Worksheet as Sheet, XlsxError};

use crate::decimal::{Decimal, Wide};

/// Characters of a text; a cell takes 32,767.
const MAX_TEXT: usize = 32_000;

/// `A` for 0, `AA` for 26.
pub(super) fn letters(column: u16) -> String {
    let letter = |n: u16| char::from(b'A'.saturating_add(u8::try_from(n % 26).unwrap_or(0)));
    match column.checked_div(26) {
        Some(0) | None => letter(column).to_string(),
        Some(more) => format!("{}{}", letter(more.saturating_sub(1)), letter(column)),
    }
}

/// A cell of the same sheet; rows count from 0 here and from 1 in the spreadsheet.
pub(super) fn at(column: u16, row: u32) -> String {
    format!("{}{}", letters(column), row.saturating_add(1))
}

/// The row below a header for the record at a place.
pub(super) fn row(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1)
}

/// A workbook holds binary floating point and nothing else: its first sheet says so, and what is cached here is worked
/// out again when it opens. What cannot be held becomes an error value, never another number.
pub(super) fn number(value: Wide) -> f64 {
    value.scientific().parse().unwrap_or(f64::NAN)
}

pub(super) fn float(value: Decimal) -> f64 {
    number(Wide::from(value))
}

pub(super) fn text_of(text: &str) -> Cow<'_, str> {
    if text.len() <= MAX_TEXT && !text.contains(char::is_control) {
        return text.into();
    }
    let mut short: String = text.chars().take(MAX_TEXT / 4).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if short.len() < text.len() && text.len() > MAX_TEXT {
        short.push('…');
    }
    short.into()
}

/// A formula in a spreadsheet's spelling: letters as `cell` names them, products with their sign.
pub(super) fn formula_of(letters: &str, cell: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = letters;
    // Whether what comes next would be multiplied by what came before.
    let mut factor_before = false;
    while let Some(c) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len()).max(c.len_utf8());
        let (token, after) = rest.split_at(word);
        rest = after;
        let named = c.is_ascii_alphanumeric();
        if c.is_whitespace() {
            continue;
        }
        if factor_before && (named || c == '(') {
            out.push('*');
        }
        match cell(token).filter(|_| named) {
            Some(cell) => out.push_str(&cell),
            None => out.push_str(token),
        }
        factor_before = named || c == ')';
    }
    out
}

/// Writes a formula with its value.
pub(super) fn put(
    sheet: &mut Sheet,
    row: u32,
    column: u16,
    formula: String,
    value: f64,
    format: Option<&Format>,
) -> Result<(), XlsxError> {
    let formula = Formula::new(formula).set_result(value.to_string());
    match format {
        Some(format) => sheet.write_formula_with_format(row, column, formula, format)?,
        None => sheet.write_formula(row, column, formula)?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_become_cells_and_products_get_their_sign() {
        let of = |letters: &str| formula_of(letters, |name| (name != "1").then(|| format!("<{name}>")));
        assert_eq!(of("(1 - R1) + R1 (1 - A) Qs_in"), "(1-<R1>)+<R1>*(1-<A>)*<Qs_in>");
        assert_eq!(of("-(1 - B) R3 LHV X_heat"), "-(1-<B>)*<R3>*<LHV>*<X_heat>");
        assert_eq!(of("1 - R2 - R3"), "1-<R2>-<R3>");
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 51, 52].map(letters), ["A", "Z", "AA", "AZ", "BA"]);
        assert_eq!(at(27, 0), "AB1");
    }
}
