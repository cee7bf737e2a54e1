//! Dual numbers: a value with its derivatives by some of the parameters, carried through every operation.
//!
//! This is forward-mode differentiation. What comes out is the exact derivative of what was calculated, with the
//! rounding of [`Wide`] and nothing else: no step is chosen, no difference taken.

use super::Wide;

/// A value, and the parameters that it depends on with its derivative by each, in order of their number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dual {
    pub(crate) value: Wide,
    slopes: Vec<(u32, Wide)>,
}

impl From<Wide> for Dual {
    /// A number that depends on nothing.
    fn from(value: Wide) -> Self {
        Self { value, slopes: Vec::new() }
    }
}

impl Dual {
    pub(crate) const ZERO: Self = Self { value: Wide::ZERO, slopes: Vec::new() };

    /// The derivatives that are not zero.
    pub(crate) fn slopes(&self) -> &[(u32, Wide)] {
        &self.slopes
    }

    /// Whether it depends on nothing.
    pub(crate) fn is_constant(&self) -> bool {
        self.slopes.is_empty()
    }

    /// A value with derivatives that are known.
    pub(crate) fn with_slopes(value: Wide, slopes: &[(u32, Wide)]) -> Self {
        Self { value, slopes: slopes.to_vec() }
    }

    /// Whether it is the constant 1.
    pub(crate) fn is_one(&self) -> bool {
        self.is_constant() && self.value == Wide::ONE
    }

    /// The same value, which moves one to one with a parameter beside what it depends on already.
    pub(crate) fn seeded(mut self, parameter: u32) -> Self {
        self.slopes = merged(&self.slopes, Wide::ONE, &[(parameter, Wide::ONE)], Wide::ONE);
        self
    }

    /// A linear function of the number, such as a conversion of units.
    pub(crate) fn linear(&self, of: impl Fn(Wide) -> Option<Wide>) -> Option<Self> {
        let slopes: Option<Vec<_>> = self.slopes.iter().map(|(p, slope)| Some((*p, of(*slope)?))).collect();
        Some(Self { value: of(self.value)?, slopes: slopes? })
    }

    /// `a x + b y` with the value given.
    fn combined(value: Wide, x: &Self, a: Wide, y: &Self, b: Wide) -> Self {
        Self { value, slopes: merged(&x.slopes, a, &y.slopes, b) }
    }

    pub(crate) fn neg(&self) -> Self {
        let slopes = self.slopes.iter().map(|(p, slope)| (*p, slope.neg())).collect();
        Self { value: self.value.neg(), slopes }
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        Self::combined(self.value.add(other.value), self, Wide::ONE, other, Wide::ONE)
    }

    pub(crate) fn sub(&self, other: &Self) -> Self {
        Self::combined(self.value.sub(other.value), self, Wide::ONE, other, Wide::ONE.neg())
    }

    pub(crate) fn mul(&self, other: &Self) -> Self {
        Self::combined(self.value.mul(other.value), self, other.value, other, self.value)
    }

    /// `None` where `other` is zero.
    pub(crate) fn div(&self, other: &Self) -> Option<Self> {
        let value = self.value.div(other.value)?;
        // (x / y)' = (x' - (x / y) y') / y
        let over = Self::combined(value, self, Wide::ONE, other, value.neg());
        let slopes: Option<Vec<_>> = over.slopes.iter().map(|(p, slope)| Some((*p, slope.div(other.value)?))).collect();
        Some(Self { value, slopes: slopes? })
    }
}

/// `a x + b y`, both in order of their parameters; what cancels is left out.
fn merged(x: &[(u32, Wide)], a: Wide, y: &[(u32, Wide)], b: Wide) -> Vec<(u32, Wide)> {
    if x.is_empty() && y.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<(u32, Wide)> = Vec::with_capacity(x.len().saturating_add(y.len()));
    let scaled = |list: &[(u32, Wide)], by: Wide| list.iter().map(|(p, slope)| (*p, slope.mul(by))).collect::<Vec<_>>();
    all.extend(scaled(x, a));
    all.extend(scaled(y, b));
    all.sort_by_key(|(parameter, _)| *parameter);
    all.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 = kept.1.add(next.1);
        }
        same
    });
    all.retain(|(_, slope)| !slope.is_zero());
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decimal::Decimal;

    fn wide(text: &str) -> Wide {
        Wide::from(text.parse::<Decimal>().unwrap_or_default())
    }

    #[test]
    fn the_rules_of_differentiation() {
        let x = Dual::from(wide("3")).seeded(0);
        let y = Dual::from(wide("4")).seeded(1);
        let two = Dual::from(wide("2"));
        // (2 x - y) x / y = 3 / 2; by x: (4 x - y) / y = 2; by y: -2 x^2 / y^2 = -9 / 8
        let made = two.mul(&x).sub(&y).mul(&x).div(&y);
        assert!(made.is_some_and(|m| {
            m.value == wide("1.5") && m.slopes() == [(0, wide("2")), (1, wide("-1.125"))].as_slice()
        }));
        assert!(x.sub(&x).is_constant());
        assert!(x.div(&Dual::from(Wide::ZERO)).is_none());
        assert_eq!(x.neg().slopes(), [(0, wide("-1"))].as_slice());
        assert_eq!(x.add(&x).slopes(), [(0, wide("2"))].as_slice());
    }
}
