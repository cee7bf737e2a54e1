//! The two walks over a graph. Everything a footprint says is one of them, or their product.
//!
//! *Up*, children first: what one declared unit of every node emits. *Down*, parents first: how much of every node a
//! demand of one node needs. The second is the adjoint of the first. Loops are solved as linear systems, one strongly
//! connected component at a time.

mod again;
mod cancel;
mod condition;
mod dense;
mod down;
mod loops;
mod marks;
mod places;
mod up;
mod uses;

pub(crate) use again::Pending;
pub(crate) use cancel::Absolute;
pub(crate) use down::{DownWalk, Requirements, State};
pub(crate) use loops::{LoopProblem, Loops};
pub(crate) use places::Places;
pub(crate) use up::{Intensities, up};
pub(crate) use uses::uses;

use loops::Matrix;

use crate::decimal::Wide;
use crate::gas::Component;
use crate::resolve::ChosenFactor;
use crate::stage::Stage;

use crate::graph::BomGraph;

/// The numbers that ride along on the up walk: each stage in use times each component in use. What no factor of the
/// study uses costs nothing.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    /// Stages that a factor counts in or a line claims; `beyond-boundary`, if used, last.
    pub(crate) stages: Vec<Stage>,
    pub(crate) components: Vec<Component>,
}

impl Columns {
    pub(crate) fn of(graph: &BomGraph, factors: &[ChosenFactor]) -> Self {
        let mut used = [false; 9];
        let mut weighed = [false; 9];
        for chosen in factors {
            used[chosen.stage as usize] = true;
            for (slot, value) in weighed.iter_mut().zip(chosen.emissions.iter()) {
                *slot |= !value.is_zero();
            }
        }
        for stage in &graph.claimed {
            used[*stage as usize] = true;
        }
        Self {
            stages: Stage::ALL_AND_BEYOND.into_iter().filter(|s| used[*s as usize]).collect(),
            components: Component::ALL.into_iter().filter(|c| weighed[*c as usize]).collect(),
        }
    }

    /// How many numbers a node has.
    pub(crate) fn width(&self) -> usize {
        self.stages.len().saturating_mul(self.components.len())
    }

    /// The first column of a stage.
    pub(crate) fn start(&self, stage: Stage) -> Option<usize> {
        let at = self.stages.iter().position(|s| *s == stage)?;
        Some(at.saturating_mul(self.components.len()))
    }

    /// The columns of the stages without `beyond-boundary`, and those of `beyond-boundary`.
    fn split(&self) -> (usize, usize) {
        let beyond = self.start(Stage::BeyondBoundary);
        (beyond.unwrap_or(self.width()), self.width())
    }
}

/// Adds `quantity x child` to `sum`, as the line's claim directs it.
///
/// - No claim: every stage keeps its own.
/// - A claimed stage takes all stages of the child; what is a credit stays one.
/// - A line beyond the boundary makes a credit of everything.
fn accumulate(sum: &mut [Wide], quantity: Wide, child: &[Wide], claim: Option<Stage>, columns: &Columns) {
    let Some(stage) = claim else {
        for (slot, value) in sum.iter_mut().zip(child) {
            if !value.is_zero() {
                *slot = slot.add(quantity.mul(*value));
            }
        }
        return;
    };
    let each = columns.components.len();
    let (stages_end, end) = columns.split();
    let Some(start) = columns.start(stage) else { return };
    for (at, value) in child.iter().enumerate() {
        if value.is_zero() {
            continue;
        }
        let component = at.checked_rem(each).unwrap_or(0);
        let is_credit = at >= stages_end && at < end;
        let to = if is_credit && stage != Stage::BeyondBoundary { at } else { start.saturating_add(component) };
        sum[to] = sum[to].add(quantity.mul(*value));
    }
}
