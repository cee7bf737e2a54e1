//! Square root, logarithm and exponential of [`Wide`] numbers, to 30 significant digits.
//!
//! Uncertainties are geometric: a standard deviation of logarithms. These three are all that takes, and unlike the
//! functions of a platform's mathematics library they give the same digits everywhere.

use super::{Decimal, Wide};

/// What is smaller than this part of a sum is left out of a series.
const NEGLIGIBLE: i64 = -36;

fn whole(n: u32) -> Wide {
    Wide::from(Decimal::from(n))
}

fn half(x: Wide) -> Wide {
    x.div(whole(2)).unwrap_or(Wide::ZERO)
}

impl Wide {
    /// The square root; `None` for a number below zero.
    pub(crate) fn sqrt(self) -> Option<Self> {
        if self.is_negative() {
            return None;
        }
        if self.is_zero() {
            return Some(Self::ZERO);
        }
        // Within a factor of four from above, then Newton's steps, each of which doubles the digits.
        let power = self.magnitude().saturating_add(1).div_euclid(2);
        let mut root = Self::power_of_ten(power);
        for _ in 0..12 {
            root = half(root.add(self.div(root)?));
        }
        Some(root)
    }

    /// The natural logarithm; `None` for a number that is not above zero.
    pub(crate) fn ln(self) -> Option<Self> {
        if self.is_zero() || self.is_negative() {
            return None;
        }
        // x = m 10^k with m from 0.1 to 1; ln x = ln m + k ln 10.
        let power = self.magnitude();
        let mantissa = self.mul(Self::power_of_ten(power.saturating_neg()));
        let powers = Self::from(Decimal::from(power)).mul(near_one(whole(10))?);
        Some(near_one(mantissa)?.add(powers))
    }

    /// e to this power; `None` where that is outside 10^±4000.
    pub(crate) fn exp(self) -> Option<Self> {
        if self.abs().cmp(whole(9000)).is_gt() {
            return None;
        }
        // e^x = (e^(x / 2^16))^(2^16): the series is short for a small number.
        let halvings = 16_u32;
        let small = self.div(Self::from(Decimal::from(1_u32.checked_shl(halvings)?)))?;
        let (mut sum, mut term) = (Self::ONE, Self::ONE);
        for n in 1..64_u32 {
            term = term.mul(small).div(whole(n))?;
            if term.is_zero() || term.magnitude() < NEGLIGIBLE {
                break;
            }
            sum = sum.add(term);
        }
        for _ in 0..halvings {
            sum = sum.mul(sum);
        }
        Some(sum)
    }
}

/// ln of a number from 0.1 to 10: eight square roots bring it near 1, where 2 artanh((x - 1) / (x + 1)) is short.
fn near_one(x: Wide) -> Option<Wide> {
    let mut x = x;
    for _ in 0..8 {
        x = x.sqrt()?;
    }
    let ratio = x.sub(Wide::ONE).div(x.add(Wide::ONE))?;
    let square = ratio.mul(ratio);
    let (mut sum, mut power) = (ratio, ratio);
    for n in 1..64_u32 {
        power = power.mul(square);
        let term = power.div(whole(n.saturating_mul(2).saturating_add(1)))?;
        if term.is_zero() || term.magnitude() < NEGLIGIBLE {
            break;
        }
        sum = sum.add(term);
    }
    Some(sum.mul(whole(512)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str) -> Wide {
        Wide::from(text.parse::<Decimal>().unwrap_or_default())
    }

    /// The first 27 digits after the point.
    fn digits(x: Option<Wide>) -> String {
        x.and_then(|x| x.round_to_places(27).to_decimal()).map(|d| d.to_string()).unwrap_or_default()
    }

    #[test]
    fn known_digits() {
        assert_eq!(digits(wide("2").sqrt()), "1.414213562373095048801688724");
        assert_eq!(digits(wide("2").ln()), "0.693147180559945309417232121");
        assert_eq!(digits(wide("10").ln()), "2.302585092994045684017991455");
        assert_eq!(digits(wide("1.05").ln()), "0.048790164169432003065374404");
        assert_eq!(digits(Wide::ONE.exp()), "2.718281828459045235360287471");
        assert_eq!(digits(wide("-1").exp()), "0.36787944117144232159552377");
        assert_eq!(digits(Wide::ONE.ln()), "0");
        assert_eq!(digits(Wide::ZERO.exp()), "1");
        assert_eq!(digits(Wide::ZERO.sqrt()), "0");
    }

    #[test]
    fn what_has_no_value_has_none() {
        assert!(wide("-1").sqrt().is_none() && wide("-1").ln().is_none() && Wide::ZERO.ln().is_none());
        assert!(wide("100000").exp().is_none());
    }

    #[test]
    fn each_undoes_the_other() {
        for text in ["0.000000000000123", "0.5", "1.0000000001", "7", "123456789.123", "9e20"] {
            let x = wide(text);
            let close = |y: Wide| y.sub(x).abs().cmp(x.mul(Wide::power_of_ten(-29))).is_lt();
            assert!(x.ln().and_then(Wide::exp).is_some_and(close), "exp ln {text}");
            assert!(x.sqrt().is_some_and(|r| close(r.mul(r))), "sqrt {text}");
        }
    }
}
