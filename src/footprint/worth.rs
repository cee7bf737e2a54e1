//! What one unit of a node adds to a total, by who has claimed it on the way down.
//!
//! With the requirements this makes derivatives: one more unit of a child on a line of `p` adds, for each state that
//! `p` is needed in, what the child is worth in the state after the line.

use super::model::Model;
use crate::decimal::Wide;
use crate::graph::GraphLine;
use crate::stage::Stage;
use crate::walk::{Columns, Intensities, Requirements, State};

/// The worth of nodes for the stages of one total, over the seven components that count.
pub(super) struct Worth<'m> {
    walked: &'m Intensities,
    columns: &'m Columns,
    /// The stages that the total counts.
    counted: [bool; 9],
}

impl<'m> Worth<'m> {
    /// For the total within the model's boundary.
    pub(super) fn within_boundary(model: &'m Model) -> Self {
        Self::counting(model, |stage| model.boundary.includes(stage))
    }

    /// For the total over all eight stages.
    pub(super) fn of_all_stages(model: &'m Model) -> Self {
        Self::counting(model, |stage| stage != Stage::BeyondBoundary)
    }

    fn counting(model: &'m Model, counts: impl Fn(Stage) -> bool) -> Self {
        Self { walked: model.walk_up(), columns: &model.columns, counted: Stage::ALL_AND_BEYOND.map(counts) }
    }

    /// Whether the total counts a stage.
    pub(super) fn counts(&self, stage: Stage) -> bool {
        self.counted[stage as usize]
    }

    /// What one unit of a node adds, if it is needed in a state: unclaimed, each of its stages for itself; claimed,
    /// all that is no credit.
    pub(super) fn of(&self, node: u32, state: State) -> Wide {
        match state {
            None => self.sum(node, |stage| self.counts(stage)),
            Some(stage) if self.counts(stage) => self.sum(node, |stage| stage != Stage::BeyondBoundary),
            Some(_) => Wide::ZERO,
        }
    }

    fn sum(&self, node: u32, include: impl Fn(Stage) -> bool) -> Wide {
        counted(self.walked.of(node), self.columns, include)
    }

    /// How much of a factor counts in the total, per declared unit of the product, by who claimed it.
    pub(super) fn of_factor(&self, (needs, by_state): (&Requirements, &[Wide]), own: Stage) -> Wide {
        let by_state = by_state.iter().zip(&needs.states);
        let counted = by_state.filter(|(_, state)| self.counts(state.unwrap_or(own)));
        counted.fold(Wide::ZERO, |sum, (need, _)| sum.add(*need))
    }

    /// What the total gains from one more unit on a line of a node, which is needed by state, per declared unit of the
    /// product.
    pub(super) fn of_line(&self, (needs, by_state): (&Requirements, &[Wide]), line: GraphLine) -> Wide {
        let by_state = by_state.iter().enumerate().filter(|(_, need)| !need.is_zero());
        by_state.fold(Wide::ZERO, |sum, (state, need)| {
            let after = needs.states[needs.after(state, line.claim)];
            sum.add(need.mul(self.of(line.child, after)))
        })
    }
}

/// The sum of the seven components that count, over the stages that `include` names, of a row of the up walk.
pub(super) fn counted(row: &[Wide], columns: &Columns, include: impl Fn(Stage) -> bool) -> Wide {
    let rows = row.chunks(columns.components.len().max(1)).zip(&columns.stages);
    rows.filter(|(_, stage)| include(**stage)).fold(Wide::ZERO, |sum, (values, _)| {
        let counted = values.iter().zip(&columns.components).filter(|(_, c)| c.in_total());
        counted.fold(sum, |sum, (value, _)| sum.add(*value))
    })
}

/// How much of a node is needed in all, credits apart.
pub(super) fn needed(needs: &Requirements, node: u32) -> Wide {
    let by_state = needs.of(node).iter().zip(&needs.states);
    let counted = by_state.filter(|(_, state)| **state != Some(Stage::BeyondBoundary));
    counted.fold(Wide::ZERO, |sum, (need, _)| sum.add(*need))
}
