//! From the walk's 37 digits to results: one rounding, after which every sum is exact.
//!
//! The cells of a product (a number for each stage and component) are rounded to one common decimal place, and all
//! totals are sums of cells. What is finer than a cell (a factor's contribution, a line's) is rounded to the same
//! place and then made to add up: whoever lost most by rounding gets the unit that is missing.

use std::cmp::{Ordering, Reverse};

use crate::decimal::{Decimal, Wide};
use crate::gas::Component;
use crate::quantity::Emissions;
use crate::stage::Stage;
use crate::walk::Columns;

/// A number that no [`Decimal`] can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

/// The rounded numbers of one product, by stage and component as the walk has them, and the place they are rounded to.
#[derive(Clone, Debug)]
pub(super) struct Cells<'c> {
    /// Digits after the point.
    pub(super) places: i64,
    columns: &'c Columns,
    values: Vec<Wide>,
}

impl<'c> Cells<'c> {
    /// Rounds a row of the up walk, times `amount`.
    pub(super) fn round(row: &[Wide], amount: Wide, columns: &'c Columns) -> Self {
        Self::round_in(Vec::with_capacity(row.len()), row, amount, columns)
    }

    /// As [`Cells::round`], in the memory of cells that are no longer needed.
    pub(super) fn round_in(mut values: Vec<Wide>, row: &[Wide], amount: Wide, columns: &'c Columns) -> Self {
        values.clear();
        values.extend(row.iter().map(|value| if amount == Wide::ONE { *value } else { value.mul(amount) }));
        let largest = values.iter().map(|v| v.magnitude()).max().unwrap_or(0);
        // 27 digits of the largest cell, so that sums of many cells still fit the 28 of a Decimal.
        let places = 27_i64.saturating_sub(largest.max(0)).clamp(0, 28);
        for value in &mut values {
            *value = value.round_to_places(places);
        }
        Self { places, columns, values }
    }

    pub(super) fn into_memory(self) -> Vec<Wide> {
        self.values
    }

    pub(super) fn get(&self, stage: Stage, component: Component) -> Wide {
        let at = || {
            let within = self.columns.components.iter().position(|c| *c == component)?;
            self.columns.start(stage)?.checked_add(within)
        };
        at().and_then(|at| self.values.get(at)).copied().unwrap_or(Wide::ZERO)
    }

    /// The nine components over the stages that `include` names.
    pub(super) fn emissions(&self, include: impl Fn(Stage) -> bool) -> Result<Emissions, TooLarge> {
        let mut components = [Decimal::ZERO; 9];
        let each = self.columns.components.len();
        for (within, component) in self.columns.components.iter().enumerate() {
            let of_stage = self.values.iter().skip(within).step_by(each.max(1));
            let included = of_stage.zip(&self.columns.stages).filter(|(_, stage)| include(**stage));
            let sum = included.fold(Wide::ZERO, |sum, (value, _)| sum.add(*value));
            components[*component as usize] = sum.to_decimal().ok_or(TooLarge)?;
        }
        Ok(Emissions::new(components))
    }

    /// Whether a number that is not zero was rounded to nothing, although it is all there is.
    pub(super) fn vanished(&self, row: &[Wide]) -> bool {
        row.iter().any(|v| !v.is_zero()) && self.values.iter().all(|v| v.is_zero())
    }
}

/// Rounds `parts` to `places` digits after the point so that they add up to `whole`, itself rounded to that place.
///
/// Each part is rounded half to even; the units that are then missing or too many go to the parts that rounding
/// moved most the other way, the first of equals first. No part ends more than one unit from its exact value.
pub(super) fn apportion(parts: &[Wide], whole: Wide, places: i64) -> Vec<Wide> {
    let mut rounded: Vec<Wide> = parts.iter().map(|p| p.round_to_places(places)).collect();
    let sum = rounded.iter().fold(Wide::ZERO, |sum, p| sum.add(*p));
    let mut missing = whole.sub(sum);
    if missing.is_zero() {
        return rounded;
    }
    let unit = Wide::power_of_ten(places.saturating_neg());
    let step = if missing.is_negative() { unit.neg() } else { unit };
    // What rounding took from each part, in the direction of what is missing. A part of exactly zero contributes
    // nothing, and keeps doing so.
    let towards = missing.is_negative();
    let loss = |(at, (exact, rounded)): (usize, (&Wide, &Wide))| {
        let loss = exact.sub(*rounded);
        (at, if towards { loss.neg() } else { loss })
    };
    let mut lost: Vec<(usize, Wide)> =
        parts.iter().zip(&rounded).enumerate().filter(|(_, (exact, _))| !exact.is_zero()).map(loss).collect();
    let most_first = |a: &(usize, Wide), b: &(usize, Wide)| b.1.cmp(a.1).then(a.0.cmp(&b.0));
    // Mostly far fewer units are missing than there are parts: those who get one need no order among themselves.
    let (mut takers, mut left) = (0_usize, missing);
    while !left.is_zero() && takers < lost.len() {
        takers = takers.saturating_add(1);
        left = left.sub(step);
    }
    if left.is_zero() && takers < lost.len() {
        lost.select_nth_unstable_by(takers, most_first);
        lost.truncate(takers);
    } else {
        lost.sort_unstable_by(most_first);
    }
    let twice = lost.len().saturating_mul(2);
    for (at, _) in lost.into_iter().cycle().take(twice) {
        if missing.is_zero() {
            break;
        }
        rounded[at] = rounded[at].add(step);
        missing = missing.sub(step);
    }
    if !missing.is_zero() {
        // Huge parts that cancel to a small whole: their 37 digits end before the place. The largest takes the rest.
        let largest = (0..parts.len()).max_by(|a, b| parts[*a].abs().cmp(parts[*b].abs()).then(b.cmp(a)));
        if let Some(at) = largest {
            rounded[at] = rounded[at].add(missing);
        }
    }
    rounded
}

/// The places of numbers, the larger magnitude first, of equals the first.
pub(super) fn largest_first(numbers: impl Iterator<Item = Decimal>) -> Vec<usize> {
    let mut sizes: Vec<(Reverse<u128>, usize)> = numbers.map(|d| Reverse(d.size_key())).zip(0..).collect();
    sizes.sort_unstable();
    sizes.into_iter().map(|(_, at)| at).collect()
}

/// The larger magnitude first.
pub(crate) fn by_size(a: Decimal, b: Decimal) -> Ordering {
    let size = |d: Decimal| Wide::from(d).abs();
    size(b).cmp(size(a))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str) -> Wide {
        Wide::from(text.parse::<Decimal>().unwrap_or_default())
    }

    fn texts(parts: &[Wide]) -> Vec<String> {
        parts.iter().map(|p| p.to_decimal().map(|d| d.to_string()).unwrap_or_default()).collect()
    }

    #[test]
    fn parts_add_up_after_rounding() {
        let third = Wide::ONE.div(wide("3")).unwrap_or(Wide::ZERO);
        assert_eq!(texts(&apportion(&[third, third, third], Wide::ONE, 2)), ["0.34", "0.33", "0.33"]);
        let parts = [wide("0.126"), wide("0.126"), wide("0.126"), wide("0")];
        assert_eq!(texts(&apportion(&parts, wide("0.38"), 2)), ["0.12", "0.13", "0.13", "0"]);
        assert_eq!(texts(&apportion(&[wide("-0.005"), wide("0.015")], wide("0.01"), 2)), ["-0.01", "0.02"]);
    }
}
