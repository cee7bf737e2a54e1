//! Down: `s_c = Σ s_p q_pc`, parents first, from a demand of some nodes, usually one unit of one. One pass gives how
//! much of every node the demand needs, and for which stage it was claimed on the way.

use super::loops::{Loops, Matrix, System};
use crate::decimal::Wide;
use crate::graph::BomGraph;
use crate::stage::Stage;

/// Who claimed a requirement on its way down: the outermost line that states a stage, or nobody yet.
pub(crate) type State = Option<Stage>;

/// How much of each node the demand needs, in its declared unit, by who claimed it.
#[derive(Debug)]
pub(crate) struct Requirements {
    /// `None` first, then the stages that lines claim; `beyond-boundary`, if used, last.
    pub(crate) states: Vec<State>,
    values: Vec<Wide>,
}

impl Requirements {
    /// The requirement of a node by state, in the order of [`Requirements::states`].
    pub(crate) fn of(&self, node: u32) -> &[Wide] {
        let width = self.states.len();
        let start = (node as usize).saturating_mul(width);
        &self.values[start..start.saturating_add(width)]
    }

    fn slot(&mut self, node: u32, state: usize) -> &mut Wide {
        let at = (node as usize).saturating_mul(self.states.len()).saturating_add(state);
        &mut self.values[at]
    }

    /// The state after a line with a claim: the outermost stage wins, and what is a credit stays one.
    pub(crate) fn after(&self, state: usize, claim: Option<Stage>) -> usize {
        let beyond = Some(Stage::BeyondBoundary);
        match (self.states[state], claim) {
            (_, None) => state,
            (from, _) if from == beyond => state,
            (_, Some(Stage::BeyondBoundary)) => self.index(beyond),
            (None, claimed) => self.index(claimed),
            (Some(_), _) => state,
        }
    }

    fn index(&self, state: State) -> usize {
        self.states.iter().position(|s| *s == state).unwrap_or(0)
    }
}

/// Walks down from a demand: nodes, and how many declared units of each.
pub(crate) fn down(graph: &BomGraph, loops: &Loops, demand: &[(u32, Wide)]) -> Requirements {
    let mut claimed = [false; 9];
    for line in &graph.lines {
        if let Some(stage) = line.claim {
            claimed[stage as usize] = true;
        }
    }
    let stages = Stage::ALL_AND_BEYOND.into_iter().filter(|s| claimed[*s as usize]).map(Some);
    let states: Vec<State> = std::iter::once(None).chain(stages).collect();
    let width = states.len();
    let mut result = Requirements { states, values: vec![Wide::ZERO; graph.node_count().saturating_mul(width)] };
    for (node, amount) in demand {
        let slot = result.slot(*node, 0);
        *slot = slot.add(*amount);
    }
    let mut systems = loops.iter().rev();
    for members in graph.components.iter().rev() {
        let system = if graph.is_loop(members) { systems.next() } else { None };
        if members.iter().all(|m| result.of(*m).iter().all(|s| s.is_zero())) {
            continue;
        }
        if let Some(system) = system {
            solve_loop(graph, members, system, &mut result);
        }
        for node in members {
            for state in 0..width {
                let amount = result.of(*node)[state];
                if amount.is_zero() {
                    continue;
                }
                for line in graph.lines_of(*node) {
                    if system.is_some_and(|s| s.position(line.child).is_some()) {
                        continue;
                    }
                    let to = result.after(state, line.claim);
                    let slot = result.slot(line.child, to);
                    *slot = slot.add(amount.mul(line.quantity));
                }
            }
        }
    }
    result
}

/// A loop, transposed: what is wanted of its members from outside becomes what they need in all.
fn solve_loop(graph: &BomGraph, members: &[u32], system: &System, result: &mut Requirements) {
    let wanted = |result: &Requirements, state: usize| members.iter().map(|m| result.of(*m)[state]).collect::<Vec<_>>();
    let unclaimed = system.solve_transposed(Matrix::Unclaimed, wanted(result, 0));
    for state in 1..result.states.len() {
        let mut right = wanted(result, state);
        if system.has_claims() {
            // What a line inside the loop claims for this stage, of the amounts that nobody has claimed.
            for (amount, node) in unclaimed.iter().zip(members) {
                for line in graph.lines_of(*node).iter().filter(|l| l.claim == result.states[state]) {
                    if let Some(child) = system.position(line.child) {
                        right[child] = right[child].add(amount.mul(line.quantity));
                    }
                }
            }
        }
        let solved = system.solve_transposed(Matrix::All, right);
        for (node, value) in members.iter().zip(solved) {
            *result.slot(*node, state) = value;
        }
    }
    for (node, value) in members.iter().zip(unclaimed) {
        *result.slot(*node, 0) = value;
    }
}
