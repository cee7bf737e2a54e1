//! The dense core of a large loop: an approximate factorisation in binary floating point, refined in decimals.
//!
//! Elimination in decimals keeps a sparse loop sparse. What an input-output table leaves is a full matrix, and there
//! the cube of its size counts: it is factorised in binary floating point, and every solution is refined,
//!
//! ```text
//! d = (LU)⁻¹ r       in binary; LU is good to some fourteen digits, so each round adds as many
//! y = y + d
//! r = r - S d        in decimals of 37 digits: d has seventeen, and a product of most entries with it needs no rounding
//! ```
//!
//! until the residual of every row is below 1e-33 of what the row adds up; how much that is, is worked out in binary. No thread, no library and no platform has a
//! say in it: the order of the operations is fixed, and each is one that IEEE 754 defines to the last bit.

#![allow(clippy::float_arithmetic, reason = "an approximation that is refined in decimals")]
#![allow(clippy::arithmetic_side_effects, reason = "indices within a matrix that is in memory")]

use crate::decimal::Wide;

/// Smaller cores are eliminated in decimals.
pub(super) const SMALLEST: usize = 100;
/// Below this pivot binary numbers do not decide: the loop may be unproductive, and decimals have to say so.
const LEAST_PIVOT: f64 = 1e-6;
/// A row's residual is at most this part of what the row adds up,
pub(super) const EXACT: f64 = 1e-33;
/// or this, where only the size of a solution is asked for.
pub(super) const ABOUT: f64 = 1e-8;
const MOST_ROUNDS: usize = 10;
/// 10 to this power is what no result can hold (E115).
const NO_NUMBER: i64 = 1 << 40;

/// What is left of a loop when it has become dense.
#[derive(Debug)]
pub(super) struct Dense {
    /// The positions in the loop, ascending.
    at: Vec<u32>,
    /// The matrix by rows.
    exact: Vec<Wide>,
    /// The size of each of its numbers, in binary.
    sizes: Vec<f64>,
    /// `L` below the diagonal, whose own diagonal is 1, and `U`, by rows.
    near: Vec<f64>,
}

impl Dense {
    /// Whether so many numbers in so many rows are worth it.
    pub(super) fn is_worth_it(rows: usize, numbers: usize) -> bool {
        rows >= SMALLEST && numbers.saturating_mul(4) >= rows.saturating_mul(rows)
    }

    /// `None` where a pivot is small or negative, or a first round of refinement does not take at least eight digits off
    /// every residual.
    pub(super) fn of(rows: &[Vec<(u32, Wide)>], at: Vec<u32>) -> Option<Self> {
        let size = at.len();
        let mut exact = vec![Wide::ZERO; size * size];
        for (row, from) in exact.chunks_mut(size).zip(&at) {
            for (column, value) in &rows[*from as usize] {
                if let Ok(to) = at.binary_search(column) {
                    row[to] = *value;
                }
            }
        }
        let mut near: Vec<f64> = exact.iter().map(|value| short(*value)).collect();
        let sizes = near.iter().map(|value| value.abs()).collect();
        for step in 0..size {
            let (done, rest) = near.split_at_mut((step + 1) * size);
            let pivot_row = &done[step * size..];
            let pivot = pivot_row[step];
            if pivot.is_nan() || pivot < LEAST_PIVOT {
                return None;
            }
            for row in rest.chunks_mut(size) {
                let by = row[step] / pivot;
                row[step] = by;
                if by != 0.0 {
                    for (slot, value) in row[step + 1..].iter_mut().zip(&pivot_row[step + 1..]) {
                        *slot -= by * value;
                    }
                }
            }
        }
        let dense = Self { at, exact, sizes, near };
        let mut trial = Refinement::of(vec![Wide::ONE; size]);
        trial.round(&dense, false);
        trial.is_within(ABOUT).then_some(dense)
    }

    /// How many rows it has.
    pub(super) fn size(&self) -> usize {
        self.at.len()
    }

    /// `S y = right` at the core's positions of a vector of the whole loop.
    pub(super) fn solve(&self, right: &mut [Wide], transposed: bool, residual: f64) {
        let own: Vec<Wide> = self.at.iter().map(|at| right[*at as usize]).collect();
        if own.iter().all(|value| value.is_zero()) {
            return;
        }
        // It would converge for the trial's right-hand side. Should it not for this one, no result is made of it.
        let solved = self.refine(own, transposed, residual);
        for (at, index) in self.at.iter().zip(0..) {
            let value = solved.as_ref().map(|solved: &Vec<Wide>| solved[index]);
            right[*at as usize] = value.unwrap_or_else(|| Wide::power_of_ten(NO_NUMBER));
        }
    }

    fn refine(&self, right: Vec<Wide>, transposed: bool, residual: f64) -> Option<Vec<Wide>> {
        let mut refinement = Refinement::of(right);
        for _ in 0..MOST_ROUNDS {
            refinement.round(self, transposed);
            if refinement.is_within(residual) {
                return Some(refinement.solved);
            }
        }
        None
    }

    fn approximate(&self, right: &mut [f64], transposed: bool) {
        let size = right.len();
        let row = |at: usize| &self.near[at * size..(at + 1) * size];
        if transposed {
            for at in 0..size {
                right[at] /= row(at)[at];
                let value = right[at];
                for (slot, by) in right[at + 1..].iter_mut().zip(&row(at)[at + 1..]) {
                    *slot -= by * value;
                }
            }
            for at in (0..size).rev() {
                let value = right[at];
                for (slot, by) in right[..at].iter_mut().zip(&row(at)[..at]) {
                    *slot -= by * value;
                }
            }
            return;
        }
        for at in 0..size {
            let known: f64 = row(at)[..at].iter().zip(&right[..at]).map(|(by, value)| by * value).sum();
            right[at] -= known;
        }
        for at in (0..size).rev() {
            let known: f64 = row(at)[at + 1..].iter().zip(&right[at + 1..]).map(|(by, value)| by * value).sum();
            right[at] = (right[at] - known) / row(at)[at];
        }
    }
}

/// A solution on its way.
struct Refinement {
    right: Vec<f64>,
    solved: Vec<Wide>,
    /// `right - S solved`
    residual: Vec<Wide>,
    /// What each row adds up: `|right| + |S| |solved|`.
    size: Vec<f64>,
}

impl Refinement {
    fn of(right: Vec<Wide>) -> Self {
        let sizes: Vec<f64> = right.iter().map(|value| short(*value).abs()).collect();
        Self { solved: vec![Wide::ZERO; right.len()], residual: right, size: sizes.clone(), right: sizes }
    }

    fn round(&mut self, dense: &Dense, transposed: bool) {
        let mut step: Vec<f64> = self.residual.iter().map(|value| short(*value)).collect();
        dense.approximate(&mut step, transposed);
        let step: Vec<Wide> = step.into_iter().map(Wide::from_binary).collect();
        for (slot, step) in self.solved.iter_mut().zip(&step) {
            *slot = slot.add(*step);
        }
        let near: Vec<f64> = self.solved.iter().map(|value| short(*value).abs()).collect();
        self.size.copy_from_slice(&self.right);
        let rows = dense.exact.chunks(step.len()).zip(dense.sizes.chunks(step.len()));
        for (at, (row, sizes)) in rows.enumerate() {
            for (across, value) in row.iter().enumerate().filter(|(_, value)| !value.is_zero()) {
                let (to, from) = if transposed { (across, at) } else { (at, across) };
                self.residual[to] = self.residual[to].sub(value.mul(step[from]));
                self.size[to] += sizes[across] * near[from];
            }
        }
    }

    /// Whether every row's residual is at most that part of what the row adds up.
    fn is_within(&self, part: f64) -> bool {
        self.residual.iter().zip(&self.size).all(|(residual, size)| short(*residual).abs() <= size * part)
    }
}

/// Fifteen digits of a number, which make a binary one in a single rounding.
fn short(value: Wide) -> f64 {
    value.round_to_places(15_i64.saturating_sub(value.magnitude())).binary()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `I - Q` with a hundredth of everything taken from each other.
    fn dense() -> Option<Dense> {
        let size = 10_u32;
        let entry = |row: u32, column: u32| {
            let taken = Wide::power_of_ten(-2);
            if row == column { Wide::ONE.sub(taken) } else { taken.neg() }
        };
        let rows: Vec<Vec<(u32, Wide)>> =
            (0..size).map(|row| (0..size).map(|column| (column, entry(row, column))).collect()).collect();
        Dense::of(&rows, (0..size).collect())
    }

    #[test]
    fn what_does_not_converge_is_no_number() {
        let mut right = vec![Wide::ONE; 10];
        let sound = dense();
        sound.iter().for_each(|dense| dense.solve(&mut right, false, EXACT));
        // Each takes a tenth of what it makes: 1 / 0.9.
        assert_eq!(right[3].to_decimal().map(|d| d.to_string()).as_deref(), Some("1.1111111111111111111111111111"));
        let Some(mut broken) = sound else { panic!("a sound matrix") };
        broken.near.iter_mut().for_each(|value| *value *= -1.0);
        let mut right = vec![Wide::ONE; 10];
        broken.solve(&mut right, false, EXACT);
        assert!(right.iter().all(|value| value.to_decimal().is_none()));
    }
}
