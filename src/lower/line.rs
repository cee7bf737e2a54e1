//! Lines as they are kept between lowering and the graph: 24 bytes each, so that ten million fit.

use super::Cause;
use crate::decimal::{ShortWide, Wide};
use crate::stage::Stage;

/// `quantity` of the child, in its declared unit, for one declared unit of the parent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoweredLine {
    pub(crate) parent: u32,
    pub(crate) child: u32,
    pub(crate) quantity: Wide,
    pub(crate) claim: Option<Stage>,
    pub(crate) cause: Cause,
}

/// A quantity and a claim in 12 bytes: the digits, or where they stand in a table of the few that are long.
#[derive(Clone, Copy, Debug)]
#[repr(C, packed(4))]
pub(crate) struct Packed {
    digits: i64,
    exponent: i16,
    claim: u8,
}

/// Marks digits that are an index into the table of long quantities.
const LONG: u8 = 0x80;

impl Packed {
    /// Nothing, without a claim.
    pub(crate) const ZERO: Self = Self { digits: 0, exponent: 0, claim: 0 };

    pub(crate) fn new(quantity: Wide, claim: Option<Stage>, long: &mut Vec<Wide>) -> Self {
        let claim = claim.map_or(0, |stage| (stage as u8).saturating_add(1));
        match quantity.short() {
            Some(ShortWide { digits, exponent }) => Self { digits, exponent, claim },
            None => {
                let at = i64::try_from(long.len()).unwrap_or(i64::MAX);
                long.push(quantity);
                Self { digits: at, exponent: 0, claim: claim | LONG }
            }
        }
    }

    pub(crate) fn quantity(self, long: &[Wide]) -> Wide {
        if self.claim & LONG == 0 {
            return Wide::from(ShortWide { digits: self.digits, exponent: self.exponent });
        }
        usize::try_from(self.digits).ok().and_then(|at| long.get(at)).copied().unwrap_or(Wide::ZERO)
    }

    /// The same where the table of long quantities is put behind another of so many.
    fn moved(self, by: i64) -> Self {
        let long = self.claim & LONG != 0;
        Self { digits: if long { self.digits.saturating_add(by) } else { self.digits }, ..self }
    }

    pub(crate) fn claim(self) -> Option<Stage> {
        let stage = (self.claim & !LONG).checked_sub(1)?;
        Stage::ALL_AND_BEYOND.get(usize::from(stage)).copied()
    }
}

/// Parent, child, what made the line, and its quantity.
pub(crate) type Row = (u32, u32, PackedCause, Packed);

/// The lines of a network.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    rows: Vec<Row>,
    long: Vec<Wide>,
}

impl Lines {
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn reserve(&mut self, more: usize) {
        self.rows.reserve(more);
    }

    pub(super) fn push(&mut self, line: LoweredLine) {
        let packed = Packed::new(line.quantity, line.claim, &mut self.long);
        self.rows.push((line.parent, line.child, line.cause.into(), packed));
    }

    /// Adds the lines of another part.
    pub(super) fn append(&mut self, mut other: Self) {
        if !other.long.is_empty() {
            let moved = i64::try_from(self.long.len()).unwrap_or(i64::MAX);
            other.rows.iter_mut().for_each(|(.., packed)| *packed = packed.moved(moved));
            self.long.append(&mut other.long);
        }
        self.rows.append(&mut other.rows);
    }

    /// Parent and child of a line.
    pub(crate) fn ends(&self, at: usize) -> (u32, u32) {
        let (parent, child, ..) = self.rows[at];
        (parent, child)
    }

    pub(crate) fn cause(&self, at: usize) -> PackedCause {
        self.rows[at].2
    }

    pub(crate) fn quantity(&self, at: usize) -> Wide {
        self.rows[at].3.quantity(&self.long)
    }

    /// Parent, child, cause and quantity of each, and the long quantities that they point at.
    pub(crate) fn into_parts(self) -> (Vec<Row>, Vec<Wide>) {
        (self.rows, self.long)
    }

    /// Gives the lines that an item has so far another quantity.
    pub(super) fn rescale(&mut self, item: u32, mut of: impl FnMut(Cause, Wide) -> Wide) {
        let Self { rows, long } = self;
        for (parent, _, cause, packed) in rows {
            if *parent == item {
                *packed = Packed::new(of((*cause).into(), packed.quantity(long)), packed.claim(), long);
            }
        }
    }

    pub(super) fn retain(&mut self, keep: impl Fn(u32) -> bool) {
        self.rows.retain(|(parent, ..)| keep(*parent));
    }
}

/// A cause in four bytes: its kind in the upper two bits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PackedCause(u32);

const KIND: u32 = 30;

impl PackedCause {
    /// For a slot that is not filled yet.
    pub(crate) const NONE: Self = Self(0);
}

impl From<Cause> for PackedCause {
    fn from(cause: Cause) -> Self {
        let (kind, at) = match cause {
            Cause::Line(at) => (0_u32, at),
            Cause::Binding(at) => (1, at),
            Cause::Leg(at) => (2, at),
            Cause::Derived(at) => (3, at),
        };
        Self((kind << KIND) | (at & !(3 << KIND)))
    }
}

impl From<PackedCause> for Cause {
    fn from(packed: PackedCause) -> Self {
        let at = packed.0 & !(3 << KIND);
        match packed.0 >> KIND {
            0 => Self::Line(at),
            1 => Self::Binding(at),
            2 => Self::Leg(at),
            _ => Self::Derived(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_loses_nothing() {
        let third =
            Wide::ONE.div(Wide::power_of_ten(0).add(Wide::power_of_ten(0)).add(Wide::ONE)).unwrap_or(Wide::ZERO);
        let mut long = Vec::new();
        for quantity in [Wide::ZERO, Wide::ONE, third, third.neg(), Wide::power_of_ten(-40), Wide::power_of_ten(30)] {
            for claim in [None, Some(Stage::Design), Some(Stage::BeyondBoundary)] {
                let packed = Packed::new(quantity, claim, &mut long);
                assert_eq!(packed.quantity(&long), quantity);
                assert_eq!(packed.claim(), claim);
            }
        }
        assert_eq!(long.len(), 6);
        for cause in [Cause::Line(7), Cause::Binding(0), Cause::Leg(1), Cause::Derived((1 << 30) - 1)] {
            assert_eq!(Cause::from(PackedCause::from(cause)), cause);
        }
        assert_eq!(size_of::<Row>(), 24);
    }
}
