//! Numbers for people, by GB/T 8170: half to even, once, from the exact value. Machine formats never come here.
//!
//! What is not zero is never shown as zero: below the last place stands `<0.01`, or `>-0.01`. There is no `-0.00`.

use crate::decimal::{Decimal, Wide};

/// Significant digits of a table's total, and so the decimals of all its rows.
const TABLE_DIGITS: u32 = 4;

/// A number with `places` decimals.
pub(crate) fn fixed(value: Decimal, places: u32) -> String {
    let rounded = value.round(places);
    if value.is_zero() {
        "0".to_owned()
    } else if rounded.is_zero() {
        below(places, value.is_negative())
    } else {
        format!("{rounded:.*}", places as usize)
    }
}

/// What stands for a number between zero and half of the last place.
fn below(places: u32, negative: bool) -> String {
    let last = match places.checked_sub(1) {
        None => "1".to_owned(),
        Some(zeros) => format!("0.{}1", "0".repeat(zeros as usize)),
    };
    if negative { format!(">-{last}") } else { format!("<{last}") }
}

/// A difference with `places` decimals and its sign, `+` too.
pub(crate) fn signed(value: Decimal, places: u32) -> String {
    let text = fixed(value, places);
    match text.strip_prefix('<') {
        Some(last) => format!("<+{last}"),
        None if value.is_zero() || value.is_negative() => text,
        None => format!("+{text}"),
    }
}

/// A number with so many significant digits. Digits before the point that are not significant are no zeros: `2×10³`.
pub(crate) fn significant(value: Decimal, digits: u32) -> String {
    if value.is_zero() {
        return "0".to_owned();
    }
    let (rounded, places) = to_digits(value, digits);
    match u32::try_from(places) {
        Ok(places) => fixed(value, places.min(28)),
        Err(_) => {
            let power = rounded.magnitude().saturating_sub(1);
            let mantissa = rounded.mul(Wide::power_of_ten(power.saturating_neg())).to_decimal().unwrap_or_default();
            let after = digits.saturating_sub(1) as usize;
            format!("{mantissa:.after$}×10{}", superscript(power))
        }
    }
}

/// A number rounded to so many significant digits, and the decimals that it then has; fewer than none if it ends before
/// the point. 9.996 with three digits is 10.0: its last place is one further left than that of 9.99.
fn to_digits(value: Decimal, digits: u32) -> (Wide, i64) {
    let exact = Wide::from(value);
    let places = i64::from(digits).saturating_sub(exact.magnitude());
    let rounded = exact.round_to_places(places);
    if rounded.magnitude() > exact.magnitude() {
        let places = places.saturating_sub(1);
        return (exact.round_to_places(places), places);
    }
    (rounded, places)
}

fn superscript(number: i64) -> String {
    let raised = |c: char| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        other => other.to_digit(10).and_then(|d| char::from_u32(0x2070_u32.saturating_add(d))).unwrap_or(other),
    };
    number.to_string().chars().map(raised).collect()
}

/// The significant digits of a headline: three, or two where the 95 % interval reaches further than a quarter of the
/// value to each side.
pub(crate) fn digits(value: Decimal, interval: Option<[Decimal; 2]>) -> u32 {
    let wide = |[low, high]: [Decimal; 2]| {
        let width = Wide::from(high).sub(Wide::from(low)).abs();
        let half_of_value = Wide::from(value).abs().div(Wide::from(Decimal::from(2_u8)))?;
        Some(width.cmp(half_of_value).is_gt())
    };
    if interval.and_then(wide) == Some(true) { 2 } else { 3 }
}

/// The decimals of every row of a table: those that give the largest of these numbers, as a rule its total, four
/// significant digits.
pub(crate) fn places_for(numbers: impl Iterator<Item = Decimal>) -> u32 {
    places(numbers, TABLE_DIGITS)
}

/// As [`places_for`], with other digits: the ends of an interval take those of the value between them.
pub(crate) fn places(numbers: impl Iterator<Item = Decimal>, digits: u32) -> u32 {
    let places = numbers.filter(|n| !n.is_zero()).map(|n| to_digits(n, digits).1).min().unwrap_or(0);
    u32::try_from(places.clamp(0, 10)).unwrap_or(0)
}

/// A share as a percentage by itself, with one decimal.
pub(crate) fn percent(share: Option<Decimal>) -> String {
    let hundred = Decimal::from(100_u32);
    match share.and_then(|s| s.checked_mul(hundred).ok()) {
        Some(percent) => format!("{} %", fixed(percent, 1)),
        None => "–".to_owned(),
    }
}

/// The percentages of all parts of a whole, one decimal, without a sign: what is printed adds up to 100.0. Each is
/// rounded down, and the tenths that are left go to the largest remainders, of equal ones to the first. Parts that are
/// not the whole are rounded each by itself; a whole of zero has no percentages.
pub(crate) fn percentages(parts: &[Decimal], whole: Decimal) -> Vec<String> {
    const TENTHS: i64 = 1000;
    let exact: Option<Vec<Wide>> =
        parts.iter().map(|part| Wide::from(*part).mul(Wide::power_of_ten(3)).div(Wide::from(whole))).collect();
    let Some(exact) = exact else { return vec!["–".to_owned(); parts.len()] };
    let half = Wide::from(Decimal::from(5_u8)).mul(Wide::power_of_ten(-1));
    let mut down: Vec<(Wide, Wide)> = exact
        .iter()
        .map(|tenths| {
            let near = tenths.sub(half).round_to_places(0);
            // Half to even may have gone either way: the largest whole number that is not above.
            let next = near.add(Wide::ONE);
            let floor = if next.cmp(*tenths).is_gt() { near } else { next };
            (floor, tenths.sub(floor))
        })
        .collect();
    let sum = parts.iter().fold(Wide::ZERO, |sum, part| sum.add(Wide::from(*part)));
    if sum.sub(Wide::from(whole)).is_zero() {
        let floors = down.iter().fold(Wide::ZERO, |sum, (floor, _)| sum.add(*floor));
        let left = Wide::from(Decimal::from(TENTHS)).sub(floors).to_decimal().unwrap_or_default().to_string();
        let mut order: Vec<usize> = (0..down.len()).collect();
        order.sort_by(|a, b| down[*b].1.cmp(down[*a].1));
        for at in order.into_iter().take(left.parse().unwrap_or(0)) {
            down[at].0 = down[at].0.add(Wide::ONE);
        }
    } else {
        for ((floor, _), exact) in down.iter_mut().zip(&exact) {
            *floor = exact.round_to_places(0);
        }
    }
    let shown = |(part, (tenths, _)): (&Decimal, &(Wide, Wide))| {
        let percent = tenths.mul(Wide::power_of_ten(-1)).to_decimal().unwrap_or_default();
        match (percent.is_zero(), part.is_zero()) {
            (true, false) => below(1, part.is_negative() != whole.is_negative()),
            _ => fixed(percent, 1),
        }
    };
    parts.iter().zip(&down).map(shown).collect()
}

/// The unit in which a whole document gives its kilograms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MassUnit {
    G,
    Kg,
    T,
}

impl MassUnit {
    /// The unit in which a total is at least 1 and below 1000, where there is one.
    pub(crate) fn of(total: Decimal) -> Self {
        match Wide::from(total).magnitude() {
            _ if total.is_zero() => Self::Kg,
            ..=0 => Self::G,
            1..=3 => Self::Kg,
            _ => Self::T,
        }
    }

    /// The unit of carbon dioxide equivalents.
    pub(crate) fn co2e(self) -> &'static str {
        ["g CO₂e", "kg CO₂e", "t CO₂e"][self as usize]
    }

    /// Kilograms in this unit: exact, for only the point moves.
    pub(crate) fn of_kg(self, kg: Decimal) -> Decimal {
        let moved = Wide::from(kg).mul(Wide::power_of_ten([3, 0, -3][self as usize]));
        moved.to_decimal().unwrap_or(kg)
    }
}

/// The number of a statement as every document shows it, with its interval at the same decimal place.
#[derive(Clone, Debug)]
pub(crate) struct Headline {
    pub(crate) unit: MassUnit,
    pub(crate) value: String,
    pub(crate) interval: Option<[String; 2]>,
    digits: u32,
}

impl Headline {
    /// `interval` is the 95 % interval, where there is one; both in kg.
    pub(crate) fn of(total: Decimal, interval: Option<[Decimal; 2]>) -> Self {
        let unit = MassUnit::of(total);
        let value = unit.of_kg(total);
        let digits = digits(total, interval);
        let places = to_digits(value, digits).1;
        let ends = |[low, high]: [Decimal; 2]| {
            [low, high].map(|end| {
                let end = unit.of_kg(end);
                match u32::try_from(places) {
                    Ok(places) => fixed(end, places.min(28)),
                    Err(_) => significant(end, digits),
                }
            })
        };
        Self { unit, value: significant(value, digits), interval: interval.map(ends), digits }
    }

    /// `15.6 kg CO₂e`
    pub(crate) fn with_unit(&self) -> String {
        format!("{} {}", self.value, self.unit.co2e())
    }

    /// Another result beside the headline, with as many digits and in the same unit; in kg.
    pub(crate) fn other_with_unit(&self, kg: Decimal) -> String {
        format!("{} {}", significant(self.unit.of_kg(kg), self.digits), self.unit.co2e())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn vectors_of_gb_t_8170() {
        for (value, digits, shown) in [
            ("12.1498", 2, "12"),
            ("12.1498", 3, "12.1"),
            ("10.5002", 2, "11"),
            ("1.050", 2, "1.0"),
            ("0.35", 1, "0.4"),
            ("2500", 1, "2×10³"),
            ("3500", 1, "4×10³"),
            ("-0.0365", 2, "-0.036"),
            ("8.53459", 3, "8.53"),
            ("2.25", 2, "2.2"),
            ("9.996", 3, "10.0"),
            ("999.6", 3, "1.00×10³"),
            ("15.615680", 3, "15.6"),
            ("0", 3, "0"),
            ("-0.00001234", 2, "-0.000012"),
        ] {
            assert_eq!(significant(d(value), digits), shown, "{value} with {digits} digits");
        }
    }

    #[test]
    fn what_is_not_zero_is_not_shown_as_zero() {
        for (value, places, shown) in [
            ("0.004", 2, "<0.01"),
            ("-0.004", 2, ">-0.01"),
            ("0.005", 2, "<0.01"),
            ("0.0051", 2, "0.01"),
            ("-0.3", 0, ">-1"),
            ("0.00004", 2, "<0.01"),
            ("0", 2, "0"),
            ("-0.0", 2, "0"),
            ("19.1667", 2, "19.17"),
            ("7", 2, "7.00"),
        ] {
            assert_eq!(fixed(d(value), places), shown, "{value}");
        }
        assert_eq!(signed(d("0.004"), 2), "<+0.01");
        assert_eq!(signed(d("-0.004"), 2), ">-0.01");
        assert_eq!(signed(d("1.005"), 2), "+1.00");
        assert_eq!(signed(d("0"), 2), "0");
    }

    #[test]
    fn digits_follow_the_interval() {
        let ec_90 = Some([d("13.87"), d("17.58")]);
        assert_eq!(digits(d("15.61568"), ec_90), 3);
        assert_eq!(digits(d("15.61568"), Some([d("11.7"), d("19.6")])), 2);
        // A quarter to each side is not more than a quarter.
        assert_eq!(digits(d("16"), Some([d("12"), d("20")])), 3);
        assert_eq!(digits(d("-16"), Some([d("-20.1"), d("-12")])), 2);
        assert_eq!(digits(d("16"), None), 3);
    }

    #[test]
    fn a_headline_with_its_interval() {
        let shown = Headline::of(d("15.61568"), Some([d("13.8712"), d("17.5795")]));
        assert_eq!(shown.with_unit(), "15.6 kg CO₂e");
        assert_eq!(shown.interval, Some(["13.9".to_owned(), "17.6".to_owned()]));
        assert_eq!(shown.other_with_unit(d("14.734238")), "14.7 kg CO₂e");
        let unsure = Headline::of(d("0.123456"), Some([d("0.08"), d("0.19")]));
        assert_eq!(unsure.with_unit(), "1.2×10² g CO₂e");
        assert_eq!(unsure.interval, Some(["80".to_owned(), "1.9×10²".to_owned()]));
    }

    #[test]
    fn one_decimal_place_a_table() {
        for (numbers, places) in [
            (&["19.16", "0.001"][..], 2),
            (&["5777"], 0),
            (&["0.01234"], 5),
            (&["0"], 0),
            (&["286845"], 0),
            (&["9.99996"], 2),
        ] {
            assert_eq!(places_for(numbers.iter().map(|n| d(n))), places, "{numbers:?}");
        }
    }

    #[test]
    fn percentages_add_up() {
        let of = |parts: &[&str]| {
            let parts: Vec<Decimal> = parts.iter().map(|p| d(p)).collect();
            let whole = crate::quantity::sum(parts.iter().copied()).unwrap_or_default();
            percentages(&parts, whole)
        };
        assert_eq!(of(&["11.1535", "0.1573", "4.304880"]), ["71.4", "1.0", "27.6"]);
        assert_eq!(of(&["1", "1", "1"]), ["33.4", "33.3", "33.3"]);
        assert_eq!(of(&["0.00001", "9.99999"]), ["<0.1", "100.0"]);
        assert_eq!(of(&["12", "-2"]), ["120.0", "-20.0"]);
        assert_eq!(of(&["1", "0"]), ["100.0", "0"]);
        assert_eq!(of(&["-3", "-1"]), ["75.0", "25.0"]);
        assert_eq!(of(&["0", "0"]), ["–", "–"]);
        let many: Vec<&str> = vec!["1"; 7];
        let tenths: i64 = of(&many).iter().filter_map(|p| p.replace('.', "").parse::<i64>().ok()).sum();
        assert_eq!(tenths, 1000);
        assert_eq!(percentages(&[d("1")], d("3")), ["33.3"]);
        assert_eq!(percent(Some(d("0.46102"))), "46.1 %");
        assert_eq!(percent(None), "–");
    }

    #[test]
    fn a_unit_for_the_whole_document() {
        for (kg, unit, value) in [
            ("15.61568", MassUnit::Kg, "15.61568"),
            ("0.0123", MassUnit::G, "12.3"),
            ("1000", MassUnit::T, "1"),
            ("999.9", MassUnit::Kg, "999.9"),
            ("-2500", MassUnit::T, "-2.5"),
            ("0", MassUnit::Kg, "0"),
        ] {
            assert_eq!(MassUnit::of(d(kg)), unit, "{kg}");
            assert_eq!(unit.of_kg(d(kg)).to_string(), value);
        }
    }
}
