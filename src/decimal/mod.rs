//! The one door to decimal arithmetic.
//!
//! [`Decimal`] is what people write and read: at most 28 digits after the point, parsed without rounding, printed in
//! plain notation. It wraps `rust_decimal`, whose own operators round and underflow without a word and panic on
//! overflow; here every operation is checked and says what went wrong.
//!
//! `Wide` is what the walks carry: 37 significant digits whatever the magnitude, so that a quantity of a nanogram
//! loses nothing on its way through a hundred levels. Results leave it once, rounded half to even, into [`Decimal`].

mod binary;
mod dual;
mod functions;
mod wide;

pub(crate) use dual::Dual;
pub(crate) use wide::{ShortWide, Wide};

use std::fmt;
use std::str::FromStr;

/// An exact decimal number: up to 28 digits after the point and 28 to 29 significant digits.
///
/// Parsing never rounds and never reads through binary floating point:
///
/// ```
/// use product_footprint::Decimal;
///
/// let a: Decimal = "0.1".parse()?;
/// let b: Decimal = "0.2".parse()?;
/// assert_eq!(a.checked_add(b)?.to_string(), "0.3");
/// assert!("1,5".parse::<Decimal>().is_err());
/// assert!("1e400".parse::<Decimal>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(rust_decimal::Decimal);

/// Why a text is not a [`Decimal`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseDecimalError {
    /// Nothing was written.
    #[error("an empty text is not a number")]
    Empty,
    /// A character that no decimal number has at that place.
    #[error("{0:?} does not belong in a number")]
    Character(char),
    /// The text has no digit at all.
    #[error("a number needs at least one digit")]
    NoDigit,
    /// The number is exact only with more digits than a [`Decimal`] keeps.
    #[error("the number needs more than 28 digits")]
    TooLong,
}

/// Why an arithmetic operation has no [`Decimal`] result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArithmeticError {
    /// The result is larger than 79 228 162 514 264 337 593 543 950 335.
    #[error("the result is too large")]
    Overflow,
    /// The result is so small that fewer than 24 significant digits of it would be left.
    #[error("the result is too small to keep its digits")]
    Underflow,
    /// Division by zero.
    #[error("division by zero")]
    DivisionByZero,
}

impl Decimal {
    /// 0.
    pub const ZERO: Self = Self(rust_decimal::Decimal::ZERO);
    /// 1.
    pub const ONE: Self = Self(rust_decimal::Decimal::ONE);

    /// Whether the number is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether the number is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }

    /// Writes it in plain notation, without exponent and without trailing zeros.
    pub(crate) fn write_plain(self, out: &mut impl Extend<u8>) {
        let places = self.0.scale() as usize;
        let mut rest = self.0.mantissa().unsigned_abs();
        // 29 digits of 96 bits, last first, in pieces that 64 bits hold; then the zeros that stand before them.
        let mut digits = [0_u8; 58];
        let mut count = 0_usize;
        while rest > 0 {
            let (high, mut low) = (rest / PIECE, u64::try_from(rest % PIECE).unwrap_or(0));
            let end = if high > 0 { count.saturating_add(19) } else { 0 };
            while low > 0 || count < end {
                digits[count] = b'0'.wrapping_add((low % 10) as u8);
                low /= 10;
                count = count.saturating_add(1);
            }
            rest = high;
        }
        if count == 0 {
            return out.extend(*b"0");
        }
        let before = count.saturating_sub(places);
        let zeros = places.saturating_sub(count);
        let kept = digits.iter().take(places.min(count)).position(|d| *d != b'0');
        if self.0.is_sign_negative() {
            out.extend(*b"-");
        }
        if before == 0 {
            out.extend(*b"0");
        }
        out.extend(digits[places.min(count)..count].iter().rev().copied());
        // What follows the point, unless it is nothing but zeros.
        if let Some(kept) = kept {
            out.extend(*b".");
            out.extend(std::iter::repeat_n(b'0', zeros));
            out.extend(digits[kept..places.min(count)].iter().rev().copied());
        }
    }

    /// Its digits and how many of them follow the point, where 64 bits hold the digits.
    pub(crate) fn short(self) -> Option<(i64, u8)> {
        Some((i64::try_from(self.0.mantissa()).ok()?, u8::try_from(self.0.scale()).ok()?))
    }

    /// The number of `digits`, of which `places`, at most 28, follow the point.
    pub(crate) fn of_short(digits: i64, places: u8) -> Self {
        Self(rust_decimal::Decimal::new(digits, u32::from(places).min(28)))
    }

    /// The sum, rounded half to even where it needs more than 28 digits.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::Overflow`] if it does not fit, [`ArithmeticError::Underflow`] if fewer than 24 significant
    /// digits of it would be left.
    pub fn checked_add(self, other: Self) -> Result<Self, ArithmeticError> {
        Wide::from(self).add(Wide::from(other)).narrow()
    }

    /// The difference.
    ///
    /// # Errors
    ///
    /// As [`Decimal::checked_add`].
    pub fn checked_sub(self, other: Self) -> Result<Self, ArithmeticError> {
        Wide::from(self).sub(Wide::from(other)).narrow()
    }

    /// The product, rounded half to even where it has more than 28 decimals.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::Overflow`], or [`ArithmeticError::Underflow`] if fewer than 24 significant digits remain.
    ///
    /// ```
    /// use product_footprint::Decimal;
    ///
    /// let tiny: Decimal = "0.000000000000001".parse()?;
    /// assert!(tiny.checked_mul(tiny).is_err()); // 1e-30 would be 0, silently
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn checked_mul(self, other: Self) -> Result<Self, ArithmeticError> {
        Wide::from(self).mul(Wide::from(other)).narrow()
    }

    /// The quotient, rounded half to even.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::DivisionByZero`], or as [`Decimal::checked_mul`].
    pub fn checked_div(self, other: Self) -> Result<Self, ArithmeticError> {
        Wide::from(self).div(Wide::from(other)).ok_or(ArithmeticError::DivisionByZero)?.narrow()
    }

    /// What it is of a whole: the quotient with 28 digits after the point, however small it is. `None` where the whole is
    /// zero, or where the quotient is too large.
    pub(crate) fn over(self, whole: Self) -> Option<Self> {
        Wide::from(self).div(Wide::from(whole))?.to_decimal()
    }

    /// Rounded to `places` digits after the point, half to even (GB/T 8170).
    #[must_use]
    pub fn round(self, places: u32) -> Self {
        Self(self.0.round_dp_with_strategy(places, rust_decimal::RoundingStrategy::MidpointNearestEven))
    }

    /// Rounded to `digits` significant digits, half to even; what is not zero never becomes zero.
    ///
    /// ```
    /// use product_footprint::Decimal;
    ///
    /// let x: Decimal = "0.000123456".parse()?;
    /// assert_eq!(x.round_significant(3).to_string(), "0.000123");
    /// assert_eq!("123456".parse::<Decimal>()?.round_significant(3).to_string(), "123456");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Digits before the point are never dropped: `123456` stays.
    #[must_use]
    pub fn round_significant(self, digits: u32) -> Self {
        let magnitude = Wide::from(self).magnitude();
        let places = i64::from(digits).saturating_sub(magnitude).clamp(0, 28);
        self.round(u32::try_from(places).unwrap_or(28))
    }
}

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    /// Reads an optional sign, digits with an optional point, and an optional exponent (`1.5e-3`): exactly, or not
    /// at all. No blanks, no thousands separators, no decimal comma.
    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        parse(text.as_bytes(), text, b'.')
    }
}

impl Decimal {
    /// Reads as [`FromStr`] does, with `point` (an ASCII character) as the decimal sign.
    pub(crate) fn parse_with_point(text: &str, point: u8) -> Result<Self, ParseDecimalError> {
        parse(text.as_bytes(), text, point)
    }
}

/// The character of `text` that starts at or before byte `at`, for a message.
fn character_at(text: &str, at: usize) -> ParseDecimalError {
    let found = text.char_indices().take_while(|(i, _)| *i <= at).last().map_or('?', |(_, c)| c);
    ParseDecimalError::Character(found)
}

/// Digits with or without a point, few enough for 64 bits: what nearly every cell holds.
fn plain(bytes: &[u8], point: u8) -> Option<Decimal> {
    if bytes.len() > 18 {
        return None;
    }
    let (mut digits, mut places, mut written) = (0_i64, 0_u8, 0_u8);
    let mut after = 0;
    for byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            // At most 18 digits: below 10^18.
            digits = digits.wrapping_mul(10).wrapping_add(i64::from(digit));
            places = places.wrapping_add(after);
            written = written.wrapping_add(1);
        } else if *byte == point && after == 0 {
            after = 1;
        } else {
            return None;
        }
    }
    if written == 0 {
        return None;
    }
    while places > 0 && digits % 10 == 0 {
        digits /= 10;
        places = places.wrapping_sub(1);
    }
    Some(if digits == 0 { Decimal::ZERO } else { Decimal::of_short(digits, places) })
}

fn parse(bytes: &[u8], text: &str, point: u8) -> Result<Decimal, ParseDecimalError> {
    if let Some(number) = plain(bytes, point) {
        return Ok(number);
    }
    let mut at = 0_usize;
    let mut negative = false;
    match bytes.first() {
        None => return Err(ParseDecimalError::Empty),
        Some(b'-') => (negative, at) = (true, 1),
        Some(b'+') => at = 1,
        Some(_) => {}
    }
    let mut digits: u128 = 0;
    let mut scale: i64 = 0;
    let (mut seen_point, mut seen_digit, mut zeros) = (false, false, 0_u32);
    while let Some(&b) = bytes.get(at) {
        match b {
            b'0'..=b'9' => {
                seen_digit = true;
                // Zeros are held back until another digit follows: 0.50000…0 is 0.5 however long it is.
                if b == b'0' {
                    zeros = zeros.saturating_add(1);
                } else {
                    digits = shifted(digits, zeros).and_then(|d| shifted(d, 1)).ok_or(ParseDecimalError::TooLong)?;
                    digits = digits.saturating_add(u128::from(b.wrapping_sub(b'0')));
                    zeros = 0;
                }
                scale = scale.saturating_add(i64::from(seen_point));
            }
            b if b == point && !seen_point => seen_point = true,
            b'e' | b'E' if seen_digit => break,
            _ => return Err(character_at(text, at)),
        }
        at = at.saturating_add(1);
    }
    if !seen_digit {
        return Err(ParseDecimalError::NoDigit);
    }
    let mut exponent = i64::from(zeros).saturating_sub(scale);
    if at < bytes.len() {
        let part = text.get(at.saturating_add(1)..).unwrap_or_default();
        let digits = part.strip_prefix(['-', '+']).unwrap_or(part);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(character_at(text, at));
        }
        let written: i64 = part.parse().map_err(|_| ParseDecimalError::TooLong)?;
        exponent = exponent.saturating_add(written);
    }
    if digits == 0 {
        return Ok(Decimal::ZERO);
    }
    let signed = i128::try_from(digits).map_err(|_| ParseDecimalError::TooLong)?;
    let signed = if negative { signed.saturating_neg() } else { signed };
    let (signed, places) = if exponent >= 0 {
        let up = u32::try_from(exponent).ok().filter(|e| *e <= 28).ok_or(ParseDecimalError::TooLong)?;
        (10_i128.checked_pow(up).and_then(|p| signed.checked_mul(p)).ok_or(ParseDecimalError::TooLong)?, 0)
    } else {
        (signed, exponent.unsigned_abs())
    };
    let places = u32::try_from(places).map_err(|_| ParseDecimalError::TooLong)?;
    rust_decimal::Decimal::try_from_i128_with_scale(signed, places).map(Decimal).map_err(|_| ParseDecimalError::TooLong)
}

/// 10^19, the largest power of ten in 64 bits.
const PIECE: u128 = 10_000_000_000_000_000_000;

/// `digits` followed by `zeros` zeros, if that still fits.
fn shifted(digits: u128, zeros: u32) -> Option<u128> {
    if digits == 0 {
        return Some(0);
    }
    10_u128.checked_pow(zeros).and_then(|p| digits.checked_mul(p)).filter(|d| *d < 1 << 100)
}

impl fmt::Display for Decimal {
    /// Plain notation without exponent and without trailing zeros. A precision (`{:.2}`) rounds half to even and
    /// keeps that many decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match f.precision() {
            None => {
                let mut plain = Vec::with_capacity(32);
                self.write_plain(&mut plain);
                String::from_utf8(plain).unwrap_or_default()
            }
            Some(places) => {
                let places = u32::try_from(places).unwrap_or(28).min(28);
                let mut rounded = self.round(places).0;
                rounded.rescale(places);
                rounded.to_string()
            }
        };
        f.pad_integral(true, "", &text)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Default for Decimal {
    fn default() -> Self {
        Self::ZERO
    }
}

impl From<rust_decimal::Decimal> for Decimal {
    fn from(value: rust_decimal::Decimal) -> Self {
        Self(value)
    }
}

impl From<Decimal> for rust_decimal::Decimal {
    fn from(value: Decimal) -> Self {
        value.0
    }
}

macro_rules! from_integer {
    ($($t:ty),*) => {$(
        impl From<$t> for Decimal {
            fn from(value: $t) -> Self {
                Self(rust_decimal::Decimal::from(value))
            }
        }
    )*};
}
from_integer!(i8, i16, i32, i64, u8, u16, u32, u64);

#[cfg(feature = "json")]
impl serde::Serialize for Decimal {
    /// A string, never a JSON number.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        text.parse::<Decimal>().map_or_else(|e| e.to_string(), |d| d.to_string())
    }

    #[test]
    fn a_share_is_told_however_small() {
        let share = |part: &str, whole: &str| {
            let [part, whole] = [part, whole].map(|text| text.parse::<Decimal>().unwrap_or_default());
            part.over(whole).map(|share| share.to_string())
        };
        assert_eq!(share("0.001", "70.5").as_deref(), Some("0.0000141843971631205673758865"));
        assert_eq!(share("1e-20", "3").as_deref(), Some("0.0000000000000000000033333333"));
        assert_eq!(share("1", "0"), None);
        assert_eq!(share("7e28", "0.1"), None);
    }

    #[test]
    fn reads_what_people_write_and_nothing_else() {
        for (text, expected) in [
            ("1.50", "1.5"),
            ("-0", "0"),
            ("+1.5", "1.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("00012", "12"),
            ("1.5e-3", "0.0015"),
            ("2E3", "2000"),
            ("79228162514264337593543950335", "79228162514264337593543950335"),
            ("0.0000000000000000000000000001", "0.0000000000000000000000000001"),
            ("0.50000000000000000000000000000000000000000000000000", "0.5"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        for text in
            ["", "-", "1,5", "1 000", "1_000", "１", "1.2.3", "0x1", "NaN", "inf", "1e", "1e400", "1e+-3", "5-", "e5"]
        {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
        assert!("79228162514264337593543950336".parse::<Decimal>().is_err());
        assert!("0.00000000000000000000000000001".parse::<Decimal>().is_err());
        assert!("1.2345678901234567890123456789012".parse::<Decimal>().is_err());
    }

    proptest::proptest! {
        #[test]
        fn plain_notation_is_that_of_the_number(mantissa: i128, shift in 31_u32..127, places in 0_u32..29) {
            let number = rust_decimal::Decimal::from_i128_with_scale(mantissa >> shift, places);
            let mut written = Vec::new();
            Decimal(number).write_plain(&mut written);
            let normal = number.normalize();
            let wanted = if normal.is_zero() { "0".to_owned() } else { normal.to_string() };
            proptest::prop_assert_eq!(String::from_utf8(written), Ok(wanted.clone()));
            proptest::prop_assert_eq!(wanted.parse::<Decimal>().map(|d| d.0), Ok(number));
        }
    }

    #[test]
    fn what_is_wrong_with_a_number_is_said() {
        use ParseDecimalError::{Character, Empty, NoDigit, TooLong};
        let wrong = |text: &str| text.parse::<Decimal>().err();
        for (text, error) in [
            ("", Empty),
            ("-", NoDigit),
            (".", NoDigit),
            ("1e", Character('e')),
            ("1e+", Character('e')),
            ("1e5x", Character('e')),
            ("1 0", Character(' ')),
            ("1e400", TooLong),
            ("1e29", TooLong),
            ("1e-29", TooLong),
        ] {
            assert_eq!(wrong(text), Some(error), "{text:?}");
        }
    }

    #[test]
    fn signs_and_zeros_are_seen() {
        let d = |t: &str| t.parse::<Decimal>().unwrap_or(Decimal::ONE);
        let seen = |t: &str| (d(t).is_zero(), d(t).is_negative());
        assert_eq!(
            [seen("0"), seen("-0"), seen("0.001"), seen("-0.001")],
            [(true, false), (true, false), (false, false), (false, true)]
        );
        let other = rust_decimal::Decimal::from(d("-1.25"));
        assert_eq!(Decimal::from(other).to_string(), "-1.25");
        assert_eq!(
            [Decimal::from(-3_i8), Decimal::from(u64::MAX)].map(|d| d.to_string()),
            ["-3", "18446744073709551615"]
        );
    }

    #[test]
    fn a_decimal_comma_only_when_asked_for() {
        assert_eq!(Decimal::parse_with_point("1,5", b',').map(|d| d.to_string()), Ok("1.5".into()));
        assert_eq!(Decimal::parse_with_point("1.5", b','), Err(ParseDecimalError::Character('.')));
    }

    #[test]
    fn operations_are_exact_or_say_so() {
        let d = |t: &str| t.parse::<Decimal>().unwrap_or_default();
        let large = d("79228162514264337593543950335");
        assert_eq!(large.checked_add(Decimal::ONE), Err(ArithmeticError::Overflow));
        assert_eq!(large.checked_mul(large), Err(ArithmeticError::Overflow));
        assert_eq!(d("1e-15").checked_mul(d("1e-15")), Err(ArithmeticError::Underflow));
        assert_eq!(d("1e-14").checked_mul(d("1.23456e-12")), Err(ArithmeticError::Underflow));
        assert_eq!(d("1e-14").checked_mul(d("1e-14")), Ok(d("1e-28")));
        assert_eq!(d("1e20").checked_add(d("1e-20")), Ok(d("1e20")));
        assert_eq!(Decimal::ONE.checked_div(Decimal::ZERO), Err(ArithmeticError::DivisionByZero));
        assert_eq!(d("1").checked_div(d("3")).map(|x| x.to_string()), Ok("0.3333333333333333333333333333".into()));
        assert_eq!(d("1").checked_sub(d("0.9")).map(|x| x.to_string()), Ok("0.1".into()));
    }

    #[test]
    fn rounding_is_half_to_even_and_printing_rounds() {
        let d = |t: &str| t.parse::<Decimal>().unwrap_or_default();
        assert_eq!(format!("{:.2}", d("2.675")), "2.68");
        assert_eq!(format!("{:.2}", d("2.665")), "2.66");
        assert_eq!(format!("{:.0}", d("3.5")), "4");
        assert_eq!(format!("{:.0}", d("2.5")), "2");
        assert_eq!(format!("{:.3}", d("1")), "1.000");
        assert_eq!(d("0.00000012345").round_significant(2).to_string(), "0.00000012");
    }
}
