//! Whether huge parts cancel to a small number: what is left of it after 37 digits.
//!
//! Where no quantity is negative nothing cancels, and nothing is worked out here. Else the up walk is done once more with
//! absolute values: the sum of all that went into a number bounds what rounding may have done to it.

use std::cmp::Ordering;

use super::condition::larger;
use super::{Loops, Matrix};
use crate::decimal::{Decimal, Wide};
use crate::graph::BomGraph;
use crate::resolve::ChosenFactor;

/// A level rounds to 1e-36 of what goes into it; so many levels are counted where a graph has fewer.
const STEP: i64 = -36;
const LEVELS: u32 = 1000;
/// What a number may be off by, of the largest of its item: without loops and with.
const ALLOWED: [i64; 2] = [-20, -15];
/// kg that never matter.
const ABSOLUTE: i64 = -25;

/// The absolute amounts behind the footprint of one unit of each node, and what rounding may do to a unit of them; none
/// where no quantity is negative.
#[derive(Debug)]
pub(crate) struct Absolute(Option<(Vec<Wide>, Wide)>);

impl Absolute {
    /// Walks up over everything.
    pub(crate) fn of(graph: &BomGraph, factors: &[ChosenFactor], loops: &Loops) -> Self {
        if !graph.has_negative_lines() {
            return Self(None);
        }
        let mut sums = vec![Wide::ZERO; graph.node_count()];
        let mut levels = vec![0_u32; graph.node_count()];
        for (component, members) in graph.components.iter().enumerate() {
            let system = loops.of(u32::try_from(component).unwrap_or(u32::MAX));
            let mut mixed = false;
            let mut level = 0;
            for node in members {
                if !graph.is_item(*node) {
                    let chosen = &factors[graph.source[*node as usize] as usize];
                    sums[*node as usize] = chosen.emissions.iter().fold(Wide::ZERO, |sum, v| sum.add(v.abs()));
                    continue;
                }
                let mut sum = Wide::ZERO;
                for line in graph.lines_of(*node) {
                    if system.is_some_and(|s| s.position(line.child).is_some()) {
                        mixed |= line.quantity.is_negative();
                        continue;
                    }
                    sum = sum.add(line.quantity.abs().mul(sums[line.child as usize]));
                    level = level.max(levels[line.child as usize].saturating_add(1));
                }
                sums[*node as usize] = sum;
            }
            members.iter().for_each(|node| levels[*node as usize] = level);
            let Some(system) = system else { continue };
            let outside: Vec<Wide> = members.iter().map(|node| sums[*node as usize]).collect();
            let largest = outside.iter().fold(Wide::ZERO, |largest, value| larger(largest, *value));
            let solved = system.solve(Matrix::All, outside);
            for (node, value) in members.iter().zip(solved) {
                sums[*node as usize] = if mixed { largest.mul(system.condition()) } else { value.abs() };
            }
        }
        let most = levels.into_iter().max().unwrap_or(0).max(LEVELS);
        Self(Some((sums, Wide::from(Decimal::from(most)).mul(Wide::power_of_ten(STEP)))))
    }

    /// Whether `amount` of a node may have lost more digits than a result may; `row` are its numbers for one unit.
    pub(crate) fn lost(&self, node: u32, amount: Wide, row: &[Wide], loops: bool) -> bool {
        let Some((sums, rounded)) = &self.0 else { return false };
        let Some(sum) = sums.get(node as usize) else { return false };
        let off = sum.mul(*rounded);
        let largest = row.iter().fold(Wide::ZERO, |largest, value| larger(largest, value.abs()));
        let allowed = largest.mul(Wide::power_of_ten(ALLOWED[usize::from(loops)]));
        off.cmp(allowed) == Ordering::Greater && off.mul(amount).cmp(Wide::power_of_ten(ABSOLUTE)) == Ordering::Greater
    }
}
