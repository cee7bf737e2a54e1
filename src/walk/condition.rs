//! How a loop passes on errors: its own roundings, and those of the quantities that people wrote.
//!
//! For `A = I - Q` with a solution `x`, a relative change of every quantity by at most e changes `x` by at most
//! `e |A^-1| |Q| |x|`, and `e |A^-1| (I + |Q|) |x|` covers what rounding does to the rest of the system (after Skeel 1979; Higham, "Accuracy and Stability of Numerical Algorithms", section 7.2). Where
//! `Q >= 0` and the loop is productive, `|A^-1|` is `A^-1` itself, and one more solve gives that bound exactly. Elsewhere
//! the same solve is an estimate.
//!
//! Small pivots alone do not show it: two loops inside each other, each within 1e-12 of taking what it makes, have no
//! pivot below 1e-12 and lose 24 digits together.

use std::cmp::Ordering;

use super::dense::{ABOUT, EXACT};
use crate::decimal::{Decimal, Wide};

/// A relative error of 1e-16 may be left: the contract asks for 1e-15.
const UNRELIABLE: i64 = -16;
/// A loop that multiplies relative errors a hundred thousandfold is said to.
const ILL: i64 = 5;
/// What one operation of a walk may lose.
const ROUNDING: i64 = -36;

/// What is known of one loop.
pub(super) struct Condition {
    /// By how much a relative error of the quantities is multiplied, about.
    pub(super) number: Wide,
    /// The relative error of the solution, about.
    error: Wide,
    /// The position of the member that shows it most.
    pub(super) worst: usize,
}

impl Condition {
    /// From the rows of `A` and from what solves `A x = right`, down to a residual.
    pub(super) fn of(rows: &[Vec<(u32, Wide)>], solve: impl Fn(Vec<Wide>, f64) -> Vec<Wide>) -> Self {
        let solution = solve(vec![Wide::ONE; rows.len()], EXACT);
        let mut scale = Vec::with_capacity(rows.len());
        // How far the solution is from one of a system whose entries differ a little.
        let mut backward = Wide::power_of_ten(ROUNDING);
        for (at, row) in rows.iter().enumerate() {
            let own = solution[at];
            let (mut residual, mut size) = (Wide::ONE.sub(own), own.abs());
            for (column, value) in row {
                // The entry of Q, not of I - Q: on the diagonal the two cancel.
                let quantity = if *column as usize == at { Wide::ONE.sub(*value) } else { value.neg() };
                let term = quantity.mul(solution[*column as usize]);
                residual = residual.add(term);
                size = size.add(term.abs());
            }
            let relative = residual.abs().div(size.add(Wide::ONE)).unwrap_or(Wide::ZERO);
            backward = larger(backward, relative);
            scale.push(size);
        }
        let spread = solve(scale, ABOUT);
        // Negative entries alone off the diagonal: every number of the solution for itself. Else all together, for a
        // number near zero says nothing.
        let mixed = rows.iter().enumerate().any(|(at, row)| {
            row.iter().any(|(column, value)| *column as usize != at && !value.is_negative() && !value.is_zero())
        });
        let largest = solution.iter().fold(Wide::ZERO, |largest, value| larger(largest, value.abs()));
        let (mut number, mut worst) = (Wide::ONE, 0);
        for (at, (spread, value)) in spread.iter().zip(&solution).enumerate() {
            let of = if mixed { largest } else { value.abs() };
            let grown = spread.abs().div(of).unwrap_or(Wide::ONE);
            if grown.cmp(number) == Ordering::Greater {
                (number, worst) = (grown, at);
            }
        }
        Self { number, error: number.mul(backward), worst }
    }

    /// By how much an error of the quantities alone is multiplied, to two digits: `A^-1 (I + Q) x = x + 2 A^-1 Q x`.
    pub(super) fn of_quantities(&self) -> Wide {
        let both = self.number.sub(Wide::ONE);
        let half = both.mul(Wide::power_of_ten(-1)).mul(Wide::from(Decimal::from(5_u8)));
        half.round_to_places(half.magnitude().saturating_neg().saturating_add(2))
    }

    /// Whether a solution may be off in its first 16 digits.
    pub(super) fn is_unreliable(&self) -> bool {
        self.error.cmp(Wide::power_of_ten(UNRELIABLE)) == Ordering::Greater
    }

    /// Whether the quantities would have to be known better than anybody knows them.
    pub(super) fn is_ill(&self) -> bool {
        self.number.cmp(Wide::power_of_ten(ILL)) == Ordering::Greater
    }
}

/// The larger of two.
pub(super) fn larger(a: Wide, b: Wide) -> Wide {
    if a.cmp(b) == Ordering::Less { b } else { a }
}
