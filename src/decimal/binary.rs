//! Between decimals and binary floating point: for draws, and for approximations that decimals refine.

use super::Wide;

/// 10^0 to 10^22, all that a binary number holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

impl Wide {
    /// The nearest binary number; of more than 28 digits, that nearest to the first 28.
    #[allow(clippy::float_arithmetic, reason = "the one rounding that this is about")]
    pub(crate) fn binary(self) -> f64 {
        if let Some((digits, exponent)) = self.short().map(|short| (short.digits, i64::from(short.exponent)))
            && digits.unsigned_abs() < 1 << 53
            && let Ok(power) = usize::try_from(exponent.unsigned_abs())
            && let Some(power) = POWERS.get(power)
        {
            // Both sides are exact, so that one operation rounds once.
            let digits = exact(digits);
            return if exponent < 0 { digits / power } else { digits * power };
        }
        let power = self.magnitude();
        let mantissa = self.mul(Self::power_of_ten(power.saturating_neg())).to_decimal();
        mantissa.and_then(|m| format!("{m}e{power}").parse().ok()).unwrap_or(0.0)
    }

    /// A binary number in the fewest digits that mean it; zero for what is no number.
    pub(crate) fn from_binary(value: f64) -> Self {
        let text = format!("{value:e}");
        let parsed = || {
            let (mantissa, exponent) = text.split_once('e')?;
            let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
            let digits: i64 = format!("{whole}{part}").parse().ok()?;
            let places = i64::try_from(part.len()).ok()?;
            let exponent = exponent.parse::<i64>().ok()?.checked_sub(places)?;
            Some(Self::from(super::Decimal::from(digits)).mul(Self::power_of_ten(exponent)))
        };
        parsed().unwrap_or(Self::ZERO)
    }
}

/// A whole number below 2^53, which a binary number holds.
#[allow(clippy::float_arithmetic, reason = "exact")]
fn exact(digits: i64) -> f64 {
    let size = digits.unsigned_abs();
    let (high, low) = (u32::try_from(size >> 32).unwrap_or(u32::MAX), u32::try_from(size & 0xFFFF_FFFF).unwrap_or(0));
    let size = f64::from(high) * 4_294_967_296.0 + f64::from(low);
    if digits < 0 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_there_and_back() {
        for text in
            ["0", "1", "-2.5", "0.1", "123456789.125", "0.0000000000000000000000012", "79228162514264337593543950335"]
        {
            let wide = Wide::from(text.parse::<crate::Decimal>().unwrap_or_default());
            assert_eq!(wide.binary(), text.parse::<f64>().unwrap_or(f64::NAN), "{text}");
        }
        for value in [0.0, 1.0, -0.1, 1e-40, 6.02214076e23, f64::MIN_POSITIVE, 1.0 / 3.0] {
            assert_eq!(Wide::from_binary(value).binary(), value);
        }
        assert!(Wide::from_binary(f64::NAN).is_zero());
    }
}
