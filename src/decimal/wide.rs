//! Decimal floating point with 37 significant digits: the number the walks carry.
//!
//! `rust_decimal` keeps 28 digits *after the point*, so a partial product of 1e-9 is left with 19. A footprint may
//! pass through such numbers on its way to an ordinary one. Here the digits float with the magnitude: every operation
//! is exact while its result has at most 37 digits and is rounded half to even otherwise, so one operation errs by at
//! most 1e-36 of its result (of its larger operand for a sum of opposite signs).

use std::cmp::Ordering;

use super::{ArithmeticError, Decimal};

/// The largest number of significant digits kept.
const DIGITS: u32 = 37;
/// 10^37: the first magnitude that is rounded.
const LIMIT: u128 = POW10[DIGITS as usize];
/// The largest mantissa that fits rust_decimal's 96 bits.
const NARROW_MAX: u128 = (1 << 96) - 1;

/// 10^0 to 10^38, all that fit in `u128`.
const POW10: [u128; 39] = {
    let mut table = [1_u128; 39];
    let mut i = 1;
    while i < 39 {
        table[i] = table[i - 1] * 10;
        i += 1;
    }
    table
};

fn pow10(n: u32) -> u128 {
    POW10.get(n as usize).copied().unwrap_or(u128::MAX)
}

/// `digits x 10^exponent`, with |digits| < 10^37; zero has digits 0 and exponent 0.
///
/// Packed to 24 bytes: the walks keep millions of them.
#[derive(Clone, Copy, Debug)]
#[repr(C, packed(8))]
pub(crate) struct Wide {
    digits: i128,
    exponent: i64,
}

// The bounds that make plain operators safe: |digits| < 10^37 < 2^123, and an exponent grows by at most 100 an
// operation, so 2^63 is out of reach.
#[allow(clippy::arithmetic_side_effects, reason = "bounded as said above; each site repeats its bound")]
impl Wide {
    pub(crate) const ZERO: Self = Self { digits: 0, exponent: 0 };
    pub(crate) const ONE: Self = Self { digits: 1, exponent: 0 };

    pub(crate) fn is_zero(self) -> bool {
        self.digits == 0
    }

    pub(crate) fn is_negative(self) -> bool {
        self.digits < 0
    }

    /// 10^`exponent`.
    pub(crate) fn power_of_ten(exponent: i64) -> Self {
        Self { digits: 1, exponent }
    }

    pub(crate) fn neg(self) -> Self {
        Self { digits: -self.digits, exponent: self.exponent }
    }

    pub(crate) fn abs(self) -> Self {
        Self { digits: self.digits.abs(), exponent: self.exponent }
    }

    /// The number of digits before the point: 1 for 5, 0 for 0.5, -2 for 0.005; 0 for zero.
    pub(crate) fn magnitude(self) -> i64 {
        if self.digits == 0 { 0 } else { self.exponent + i64::from(count_digits(self.digits.unsigned_abs())) }
    }

    /// The value with sign `negative` and magnitude `hi·2^128 + lo`, times 10^`exponent`, rounded to 37 digits.
    fn assemble(negative: bool, hi: u128, lo: u128, exponent: i64) -> Self {
        let (magnitude, exponent) = if hi == 0 && lo < LIMIT {
            (lo, exponent)
        } else {
            let bits = if hi == 0 { 128 - lo.leading_zeros() } else { 256 - hi.leading_zeros() };
            // A number of b bits has at least floor((b - 1) log10 2) + 1 digits and at most one more.
            let at_least = (bits - 1) * 30_103 / 100_000 + 1;
            let drop = at_least.saturating_sub(DIGITS).max(1);
            let rounded = divide_by_power(hi, lo, drop);
            if rounded < LIMIT {
                (rounded, exponent + i64::from(drop))
            } else {
                // The one digit more: round again from the unrounded number, never twice.
                (divide_by_power(hi, lo, drop + 1), exponent + i64::from(drop) + 1)
            }
        };
        // magnitude < 10^37 < 2^127
        let digits = magnitude as i128;
        if digits == 0 { Self::ZERO } else { Self { digits: if negative { -digits } else { digits }, exponent } }
    }

    pub(crate) fn mul(self, other: Self) -> Self {
        let negative = (self.digits < 0) != (other.digits < 0);
        let exponent = self.exponent + other.exponent;
        let (a, b) = (self.digits.unsigned_abs(), other.digits.unsigned_abs());
        if a.leading_zeros() + b.leading_zeros() >= 134 {
            // a b < 2^122 < 10^37
            let product = (a * b) as i128;
            if product == 0 {
                return Self::ZERO;
            }
            return Self { digits: if negative { -product } else { product }, exponent };
        }
        let (hi, lo) = widening_mul(a, b);
        Self::assemble(negative, hi, lo, exponent)
    }

    pub(crate) fn add(self, other: Self) -> Self {
        if self.digits == 0 {
            return other;
        }
        if other.digits == 0 {
            return self;
        }
        let (large, small) = if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        let gap = (large.exponent - small.exponent) as u64;
        if gap == 0 {
            return Self::from_sum(large.digits + small.digits, large.exponent);
        }
        if gap <= u64::from(DIGITS) {
            let up = pow10(gap as u32); // 10^37 < 2^127
            // Nearly all sums: 2^122 < 10^37, so that the shifted digits surely fit.
            if up.leading_zeros() + large.digits.unsigned_abs().leading_zeros() >= 134 {
                return Self::from_sum(large.digits * up as i128 + small.digits, small.exponent);
            }
            if let Some(shifted) = large.digits.checked_mul(up as i128).filter(|d| d.unsigned_abs() < LIMIT) {
                return Self::from_sum(shifted + small.digits, small.exponent);
            }
        }
        // The larger exponent cannot come all the way down: bring it as far as it goes and round the other up to it.
        let room = DIGITS - count_digits(large.digits.unsigned_abs());
        let shifted = large.digits * pow10(room) as i128; // < 10^37
        let exponent = large.exponent - i64::from(room);
        let drop = gap - u64::from(room);
        let rest = if drop > u64::from(DIGITS) + 1 {
            0
        } else {
            divide_by_power(0, small.digits.unsigned_abs(), drop as u32) as i128
        };
        Self::from_sum(shifted + if small.digits < 0 { -rest } else { rest }, exponent)
    }

    /// |digits| <= 2 x 10^37.
    fn from_sum(digits: i128, exponent: i64) -> Self {
        if digits.unsigned_abs() < LIMIT {
            if digits == 0 { Self::ZERO } else { Self { digits, exponent } }
        } else {
            Self::assemble(digits < 0, 0, digits.unsigned_abs(), exponent)
        }
    }

    pub(crate) fn sub(self, other: Self) -> Self {
        self.add(other.neg())
    }

    /// `None` where `other` is zero.
    pub(crate) fn div(self, other: Self) -> Option<Self> {
        if other.digits == 0 {
            return None;
        }
        if self.digits == 0 {
            return Some(Self::ZERO);
        }
        if other.digits == 1 {
            return Some(Self { digits: self.digits, exponent: self.exponent - other.exponent });
        }
        let negative = (self.digits < 0) != (other.digits < 0);
        let divisor = other.digits.unsigned_abs();
        let dividend = self.digits.unsigned_abs();
        let exponent = self.exponent - other.exponent;
        // As many digits more as make 37 of the quotient: its first digit comes one place later where the divisor's
        // digits are larger.
        let (own, others) = (count_digits(dividend), count_digits(divisor));
        let is_larger = pow10(DIGITS - own) * dividend >= pow10(DIGITS - others) * divisor;
        let up = DIGITS + others - own - u32::from(is_larger);
        let first = up.min(DIGITS - own); // dividend x 10^first < 10^37
        let (hi, lo) = widening_mul(dividend * pow10(first), pow10(up - first));
        let (mut quotient, rest) = divide_long(hi, lo, divisor);
        if rest == 0 {
            return Some(Self::assemble(negative, 0, quotient, exponent - i64::from(up)).trimmed());
        }
        let twice = rest * 2; // < 2 x 10^37
        if twice > divisor || (twice == divisor && quotient % 2 == 1) {
            quotient += 1;
        }
        Some(Self::assemble(negative, 0, quotient, exponent - i64::from(up)))
    }

    /// The nearest multiple of 10^-`places`, half to even.
    pub(crate) fn round_to_places(self, places: i64) -> Self {
        let drop = -places - self.exponent;
        if drop <= 0 || self.digits == 0 {
            return self;
        }
        if drop > i64::from(DIGITS) + 1 {
            return Self::ZERO;
        }
        let rounded = divide_by_power(0, self.digits.unsigned_abs(), drop as u32);
        Self::assemble(self.digits < 0, 0, rounded, -places)
    }

    /// All its digits, as `digits`e`exponent`.
    #[cfg(feature = "cli")]
    pub(crate) fn scientific(self) -> String {
        let Self { digits, exponent } = self.trimmed();
        format!("{digits}e{exponent}")
    }

    /// The nearest [`Decimal`]: 28 digits after the point, half to even. `None` if it is too large.
    pub(crate) fn to_decimal(self) -> Option<Decimal> {
        if self.digits == 0 {
            return Some(Decimal::ZERO);
        }
        let mut value = self;
        // Down to at most 28 decimals and 28 digits; a 29th digit only where 96 bits hold it.
        let beyond = (-value.exponent - 28).max(0);
        if beyond > 0 {
            value = value.round_to_places(28);
        }
        if value.digits.unsigned_abs() > NARROW_MAX {
            let magnitude = value.magnitude();
            let finer = self.round_to_places(29 - magnitude);
            value = if finer.trimmed().digits.unsigned_abs() > NARROW_MAX {
                self.round_to_places(28 - magnitude)
            } else {
                finer
            };
        }
        let value = value.trimmed();
        if value.exponent > 0 {
            let up = u32::try_from(value.exponent).ok().filter(|e| *e <= 28)?;
            let digits = value.digits.checked_mul(pow10(up) as i128)?;
            return rust_decimal::Decimal::try_from_i128_with_scale(digits, 0).ok().map(Decimal);
        }
        let scale = u32::try_from(-value.exponent).ok()?;
        rust_decimal::Decimal::try_from_i128_with_scale(value.digits, scale).ok().map(Decimal)
    }

    /// The nearest [`Decimal`], or the reason why it would not be a faithful one: too large, or fewer than 24
    /// significant digits left.
    pub(crate) fn narrow(self) -> Result<Decimal, ArithmeticError> {
        let narrow = self.to_decimal().ok_or(ArithmeticError::Overflow)?;
        let lost = self.sub(Self::from(narrow)).abs();
        let allowed = self.abs().mul(Self::power_of_ten(-24));
        if lost.cmp(allowed) == Ordering::Greater { Err(ArithmeticError::Underflow) } else { Ok(narrow) }
    }

    /// The same value without trailing zeros in its digits.
    fn trimmed(self) -> Self {
        let Self { mut digits, mut exponent } = self;
        if digits == 0 {
            return Self::ZERO;
        }
        for step in [16_u32, 8, 4, 2, 1] {
            let down = pow10(step) as i128;
            // 10^n divides only what 2^n does: nearly always no.
            while digits.trailing_zeros() >= step && digits % down == 0 {
                digits /= down;
                exponent += i64::from(step);
            }
        }
        Self { digits, exponent }
    }

    pub(crate) fn cmp(self, other: Self) -> Ordering {
        match self.digits.signum().cmp(&other.digits.signum()) {
            Ordering::Equal => {}
            unequal => return unequal,
        }
        let by_size = match self.magnitude().cmp(&other.magnitude()) {
            // Of equal magnitude, the exponents differ by at most the digits: shift the coarser one up.
            Ordering::Equal if self.exponent >= other.exponent => {
                let up = pow10((self.exponent - other.exponent) as u32);
                widening_mul(self.digits.unsigned_abs(), up).cmp(&(0, other.digits.unsigned_abs()))
            }
            Ordering::Equal => {
                let up = pow10((other.exponent - self.exponent) as u32);
                (0, self.digits.unsigned_abs()).cmp(&widening_mul(other.digits.unsigned_abs(), up))
            }
            unequal => unequal,
        };
        if self.digits < 0 { by_size.reverse() } else { by_size }
    }
}

/// A number of few digits in ten bytes, for tables of millions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShortWide {
    pub(crate) digits: i64,
    pub(crate) exponent: i16,
}

impl Wide {
    /// The same number in short form, if its digits fit.
    pub(crate) fn short(self) -> Option<ShortWide> {
        let digits = i64::try_from(self.digits).ok()?;
        let exponent = i16::try_from(self.exponent).ok()?;
        Some(ShortWide { digits, exponent })
    }
}

impl From<ShortWide> for Wide {
    fn from(short: ShortWide) -> Self {
        Self { digits: i128::from(short.digits), exponent: i64::from(short.exponent) }
    }
}

impl Default for Wide {
    fn default() -> Self {
        Self::ZERO
    }
}

impl PartialEq for Wide {
    fn eq(&self, other: &Self) -> bool {
        let same = { self.digits } == { other.digits } && { self.exponent } == { other.exponent };
        same || self.cmp(*other) == Ordering::Equal
    }
}

impl From<Decimal> for Wide {
    fn from(value: Decimal) -> Self {
        let digits = value.0.mantissa();
        if digits == 0 { Self::ZERO } else { Self { digits, exponent: i64::from(value.0.scale()).saturating_neg() } }
    }
}

impl Decimal {
    /// A number that is larger where the magnitude is: for putting long lists in order.
    pub(crate) fn size_key(self) -> u128 {
        let digits = self.0.mantissa().unsigned_abs();
        let count = count_digits(digits);
        if count == 0 {
            return 0;
        }
        // 29 digits < 2^97, the first of them not 0, and before them where the point stands: -28 to 29.
        let first = digits.saturating_mul(pow10(29_u32.saturating_sub(count)));
        let point = count.saturating_add(29).saturating_sub(self.0.scale());
        (u128::from(point) << 97) | first
    }
}

/// The number of decimal digits of `n`; 0 for 0.
fn count_digits(n: u128) -> u32 {
    let bits = 128_u32.saturating_sub(n.leading_zeros());
    // A number of b bits has at least floor((b - 1) log10 2) + 1 digits and at most one more.
    let at_least = (bits.saturating_sub(1).saturating_mul(30_103) / 100_000).saturating_add(u32::from(n > 0));
    at_least.saturating_add(u32::from(n > 0 && n >= pow10(at_least)))
}

/// `a b` as `hi·2^128 + lo`.
fn widening_mul(a: u128, b: u128) -> (u128, u128) {
    const HALF: u128 = u64::MAX as u128;
    let (a1, a0, b1, b0) = (a >> 64, a & HALF, b >> 64, b & HALF);
    let low = a0.wrapping_mul(b0);
    let (middle, carry) = a1.wrapping_mul(b0).overflowing_add(a0.wrapping_mul(b1));
    let (lo, overflow) = low.overflowing_add(middle << 64);
    let hi = a1
        .wrapping_mul(b1)
        .wrapping_add(middle >> 64)
        .wrapping_add(u128::from(carry) << 64)
        .wrapping_add(u128::from(overflow));
    (hi, lo)
}

/// `(hi·2^128 + lo) / divisor` and its remainder, for `hi` below `divisor` and `divisor` below 2^127: long division in
/// limbs of 64 bits (Knuth, The Art of Computer Programming 4.3.1, algorithm D).
#[allow(clippy::arithmetic_side_effects, reason = "each estimate is at most two too large, and is put right")]
fn divide_long(hi: u128, lo: u128, divisor: u128) -> (u128, u128) {
    const LIMB: u128 = u64::MAX as u128;
    if divisor <= LIMB {
        let upper = (hi << 64) | (lo >> 64);
        let lower = ((upper % divisor) << 64) | (lo & LIMB);
        return (((upper / divisor) << 64) | (lower / divisor), lower % divisor);
    }
    let shift = divisor.leading_zeros();
    let divisor = divisor << shift;
    let hi = (hi << shift) | if shift == 0 { 0 } else { lo >> (128 - shift) };
    let lo = lo << shift;
    let (first, second) = (divisor >> 64, divisor & LIMB);
    let step = |rest: u128, next: u128| {
        let (mut quotient, mut over) = (rest / first, rest % first);
        while quotient > LIMB || quotient * second > (over << 64 | next) {
            quotient -= 1;
            over += first;
            if over > LIMB {
                break;
            }
        }
        (quotient, (rest << 64 | next).wrapping_sub(quotient.wrapping_mul(divisor)))
    };
    let (upper, rest) = step(hi, lo >> 64);
    let (lower, rest) = step(rest, lo & LIMB);
    ((upper << 64) | lower, rest >> shift)
}

/// 10^n for n up to 19 as a divisor: shifted until its top bit is set, with its reciprocal
/// floor((2^128 - 1) / shifted) - 2^64. After Möller and Granlund, "Improved division by invariant integers" (2011).
#[derive(Clone, Copy)]
struct Divisor {
    shifted: u64,
    shift: u32,
    reciprocal: u64,
}

const DIVISORS: [Divisor; 20] = {
    let mut table = [Divisor { shifted: 0, shift: 0, reciprocal: 0 }; 20];
    let mut i = 0;
    while i < 20 {
        let divisor = POW10[i] as u64;
        let shift = divisor.leading_zeros();
        let shifted = divisor << shift;
        table[i] = Divisor { shifted, shift, reciprocal: (u128::MAX / shifted as u128) as u64 };
        i += 1;
    }
    table
};

impl Divisor {
    /// `(high·2^64 + low) / shifted` and its remainder, for `high` below `shifted`.
    #[inline]
    fn divide(self, high: u64, low: u64) -> (u64, u64) {
        let estimate = u128::from(self.reciprocal)
            .wrapping_mul(u128::from(high))
            .wrapping_add((u128::from(high) << 64) | u128::from(low));
        let mut quotient = ((estimate >> 64) as u64).wrapping_add(1);
        let mut rest = low.wrapping_sub(quotient.wrapping_mul(self.shifted));
        if rest > estimate as u64 {
            quotient = quotient.wrapping_sub(1);
            rest = rest.wrapping_add(self.shifted);
        }
        if rest >= self.shifted {
            quotient = quotient.wrapping_add(1);
            rest = rest.wrapping_sub(self.shifted);
        }
        (quotient, rest)
    }
}

/// `(hi·2^128 + lo) / 10^power`, half to even, for a quotient below 2^128 and `power` of 0 to 38.
#[allow(clippy::arithmetic_side_effects, reason = "remainders stay below their divisors, 10^38 < 2^127")]
fn divide_by_power(hi: u128, lo: u128, power: u32) -> u128 {
    let first = power.min(19);
    let second = power - first;
    let mut limbs = [(hi >> 64) as u64, hi as u64, (lo >> 64) as u64, lo as u64];
    let mut rest = u128::from(divide_limbs(&mut limbs, first));
    if second > 0 {
        rest += u128::from(divide_limbs(&mut limbs, second)) * pow10(first);
    }
    let quotient = (u128::from(limbs[2]) << 64) | u128::from(limbs[3]);
    debug_assert!(limbs[0] == 0 && limbs[1] == 0, "the quotient fits 128 bits");
    let half = pow10(power) / 2;
    let round_up = power > 0 && (rest > half || (rest == half && quotient % 2 == 1));
    quotient + u128::from(round_up)
}

/// Divides the number in place (most significant limb first) by 10^`power`, at most 10^19, and returns the remainder.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "schoolbook division: shifts are below 64, the rest below the divisor"
)]
fn divide_limbs(limbs: &mut [u64; 4], power: u32) -> u64 {
    let divisor = DIVISORS[power as usize];
    let shift = divisor.shift;
    // What a shift to the left pushes out of a limb.
    let over = |limb: u64| if shift == 0 { 0 } else { limb >> (64 - shift) };
    let start = limbs.iter().position(|limb| *limb != 0).unwrap_or(4);
    let mut rest = limbs.get(start).map_or(0, |limb| over(*limb));
    for at in start..4 {
        let next = limbs.get(at + 1).map_or(0, |limb| over(*limb));
        (limbs[at], rest) = divisor.divide(rest, (limbs[at] << shift) | next);
    }
    rest >> shift
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigInt;
    use num_rational::BigRational;
    use num_traits::{Signed, Zero};
    use proptest::prelude::*;

    fn exact(x: Wide) -> BigRational {
        let ten = BigInt::from(10);
        let power = ten.pow(u32::try_from(x.exponent.unsigned_abs()).unwrap_or(0));
        if x.exponent >= 0 {
            BigRational::from_integer(BigInt::from(x.digits) * power)
        } else {
            BigRational::new(BigInt::from(x.digits), power)
        }
    }

    /// |got - want| <= 10^-36 x scale
    fn close(got: Wide, want: &BigRational, scale: &BigRational) -> bool {
        assert!({ got.digits }.unsigned_abs() < LIMIT);
        let bound = scale.abs() * BigRational::new(BigInt::from(1), BigInt::from(10).pow(36));
        (exact(got) - want).abs() <= bound
    }

    fn wide() -> impl Strategy<Value = Wide> {
        (any::<i128>(), 0_u32..126, -60_i64..60).prop_map(|(d, shift, exponent)| {
            let digits = (d >> shift) % (LIMIT as i128);
            if digits == 0 { Wide::ZERO } else { Wide { digits, exponent } }
        })
    }

    /// The nearest number of 37 significant digits, half to even.
    fn nearest(x: &BigRational) -> BigRational {
        if x.is_zero() {
            return x.clone();
        }
        let power = |e: i64| {
            let power = BigRational::from_integer(BigInt::from(10).pow(u32::try_from(e.unsigned_abs()).unwrap_or(0)));
            if e < 0 { power.recip() } else { power }
        };
        let digits = |n: &BigInt| i64::try_from(n.abs().to_string().len()).unwrap_or(0);
        let mut exponent = digits(x.numer()) - digits(x.denom()) - 38;
        while (x.abs() / power(exponent)).to_integer() >= BigInt::from(LIMIT) {
            exponent += 1;
        }
        let scaled = x.abs() / power(exponent);
        let (mut whole, rest) = (scaled.to_integer(), scaled.fract());
        let half = BigRational::new(BigInt::from(1), BigInt::from(2));
        if rest > half || (rest == half && &whole % BigInt::from(2) == BigInt::from(1)) {
            whole += 1;
        }
        BigRational::from_integer(whole) * power(exponent) * x.signum()
    }

    #[test]
    fn quotients_that_lie_between_two_numbers_go_to_even() {
        let wide = |digits: i128, exponent: i64| Wide { digits, exponent };
        // (10^37 + 1) / 2 and (10^37 + 3) / 2, as products first: 5 x 10^36 and a half, and one and a half more.
        let two = wide(2, 0);
        let first = wide(10_i128.pow(36), 1).add(Wide::ZERO);
        assert_eq!(first.div(two), Some(wide(5, 36)));
        // 37 digits over 2 have at most 38: the last is a half.
        let odd = |last: i128| wide(9 * 10_i128.pow(36) + last, 0);
        for last in [1, 3, 5, 7] {
            let quotient = odd(last).div(wide(20, 0));
            assert_eq!(quotient.map(exact), Some(nearest(&(exact(odd(last)) / BigInt::from(20)))));
        }
    }

    #[test]
    fn twenty_nine_digits_only_where_ninety_six_bits_hold_them() {
        let wide = |text: &str, exponent: i64| Wide { digits: text.parse().unwrap_or(0), exponent };
        let shown = |w: Wide| w.to_decimal().map(|d| d.to_string()).unwrap_or_default();
        assert_eq!(shown(wide("792281625142643375935439503354", -29)), "7.9228162514264337593543950335");
        assert_eq!(shown(wide("792281625142643375935439503364", -29)), "7.922816251426433759354395034");
        assert_eq!(shown(wide("792281625142643375935439503364", -9)), "792281625142643375935.4395034");
        assert_eq!(shown(wide("799999999999999999999999999999", -29)), "8");
        assert_eq!(shown(wide("123456789012345678901234567890123", -28)), "12345.678901234567890123456789");
        assert_eq!(shown(wide("-792281625142643375935439503364", -29)), "-7.922816251426433759354395034");
    }

    #[cfg(feature = "cli")]
    #[test]
    fn all_digits_are_written() {
        assert_eq!(Wide { digits: -1500, exponent: -4 }.scientific(), "-15e-2");
        assert_eq!(Wide::ZERO.scientific(), "0e0");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn agrees_with_rational_arithmetic(a in wide(), b in wide()) {
            let (x, y) = (exact(a), exact(b));
            prop_assert!(close(a.mul(b), &(&x * &y), &(&x * &y)));
            prop_assert!(close(a.add(b), &(&x + &y), &(x.abs() + y.abs())));
            prop_assert!(close(a.sub(b), &(&x - &y), &(x.abs() + y.abs())));
            prop_assert_eq!(a.cmp(b), x.cmp(&y));
            match a.div(b) {
                None => prop_assert!(y.is_zero()),
                Some(q) => prop_assert!(close(q, &(&x / &y), &(&x / &y))),
            }
        }

        #[test]
        fn products_and_quotients_are_the_nearest_of_37_digits(a in wide(), b in wide(), small in 1_i128..1000) {
            prop_assert_eq!(exact(a.mul(b)), nearest(&(exact(a) * exact(b))));
            for divisor in [b, Wide { digits: small, exponent: 0 }] {
                if let Some(quotient) = a.div(divisor) {
                    prop_assert_eq!(exact(quotient), nearest(&(exact(a) / exact(divisor))));
                }
            }
        }

        #[test]
        fn rounding_goes_to_the_nearest(a in wide(), places in -20_i64..40) {
            let step = exact(Wide::power_of_ten(-places));
            let rounded = exact(a.round_to_places(places));
            if count_digits(a.digits.unsigned_abs()) > 0 {
                prop_assert!((rounded - exact(a)).abs() * BigInt::from(2) <= step);
            }
        }

        #[test]
        fn narrow_numbers_come_back(mantissa in -(1_i128 << 95)..(1_i128 << 95), scale in 0_u32..29) {
            let d = Decimal(rust_decimal::Decimal::from_i128_with_scale(mantissa, scale));
            prop_assert_eq!(Wide::from(d).to_decimal(), Some(d));
        }
    }

    #[test]
    fn rounding_up_to_one_digit_more_keeps_the_bound() {
        // 37 nines and a nine: rounds to 10^37, which has a digit too many.
        let nines = Wide { digits: LIMIT as i128 - 1, exponent: 0 };
        let product = nines.mul(Wide { digits: 10_i128.pow(18) + 1, exponent: 0 });
        let sum = nines.add(nines).add(Wide { digits: 99, exponent: -2 });
        for x in [product, sum, nines.add(Wide { digits: 9, exponent: -1 }), nines.mul(nines)] {
            assert!({ x.digits }.unsigned_abs() < LIMIT);
            assert!(x.add(Wide::power_of_ten(-40)).sub(x).abs().cmp(x) == Ordering::Less);
        }
    }

    #[test]
    fn a_sum_at_the_last_digit_is_rounded_once_and_keeps_the_bound() {
        let wide = |digits: i128, exponent: i64| Wide { digits, exponent };
        let large = wide(10_i128.pow(36), 0);
        // All of the smaller number lies behind the last digit: 0.9 still counts, 0.09 does not.
        assert_eq!(large.add(wide(9 * 10_i128.pow(36), -37)), wide(10_i128.pow(36) + 1, 0));
        assert_eq!(large.add(wide(9 * 10_i128.pow(36), -38)), large);
        assert_eq!(large.add(wide(5 * 10_i128.pow(36), -37)), large);
        // 10^37 exactly has a digit too many.
        let sum = wide(LIMIT as i128 - 1, 0).add(Wide::ONE);
        assert!({ sum.digits }.unsigned_abs() < LIMIT && sum == Wide::power_of_ten(37));
    }

    #[test]
    fn ties_go_to_even() {
        let half = |d: i128| Wide { digits: d, exponent: -1 }.round_to_places(0);
        assert_eq!(half(25), Wide { digits: 2, exponent: 0 });
        assert_eq!(half(35), Wide { digits: 4, exponent: 0 });
        assert_eq!(half(-25), Wide { digits: -2, exponent: 0 });
        assert_eq!(half(5), Wide::ZERO);
    }

    #[test]
    fn the_edge_of_ninety_six_bits() {
        let max = Wide { digits: NARROW_MAX as i128, exponent: 0 };
        assert_eq!(max.to_decimal().map(|d| d.to_string()), Some("79228162514264337593543950335".into()));
        assert_eq!(max.add(Wide::ONE).to_decimal(), None);
        assert_eq!(max.mul(max).narrow(), Err(ArithmeticError::Overflow));
        assert_eq!(Wide::power_of_ten(-29).narrow(), Err(ArithmeticError::Underflow));
        let third = Wide::ONE.div(Wide { digits: 3, exponent: 0 });
        assert_eq!(third.and_then(Wide::to_decimal).map(|d| d.to_string().len()), Some(30));
    }
}
