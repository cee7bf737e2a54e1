//! Down: `s_c = Σ s_p q_pc`, parents first, from a demand. One pass gives how much of every node the demand needs, and
//! for which stage it was claimed on the way.

use super::loops::{Loops, Matrix, System};
use super::marks::Marks;
use super::places::Places;
use crate::decimal::Wide;
use crate::graph::BomGraph;
use crate::stage::Stage;

/// Who claimed a requirement on its way down: the outermost line that states a stage, or nobody yet.
pub(crate) type State = Option<Stage>;

/// How much of each node a demand needs, in its declared unit, by who claimed it. Only nodes that are needed are here:
/// a catalogue of a hundred thousand products is walked product by product.
#[derive(Debug)]
pub(crate) struct Requirements {
    /// `None` first, then the stages that lines claim; `beyond-boundary`, if used, last.
    pub(crate) states: Vec<State>,
    /// The nodes reached, ascending, and the slot of each.
    reached: Vec<(u32, u32)>,
    values: Vec<Wide>,
    nothing: Vec<Wide>,
}

impl Requirements {
    /// The requirement of a node by state, in the order of [`Requirements::states`].
    pub(crate) fn of(&self, node: u32) -> &[Wide] {
        match self.reached.binary_search_by_key(&node, |(node, _)| *node) {
            Ok(at) => self.reached.get(at).map_or(&self.nothing, |(_, slot)| self.row(*slot)),
            Err(_) => &self.nothing,
        }
    }

    /// The nodes that are needed, in order of their number, with their requirements.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &[Wide])> {
        self.iter_from(0)
    }

    /// As [`Requirements::iter`], of the nodes below a number.
    pub(crate) fn iter_below(&self, end: u32) -> impl Iterator<Item = (u32, &[Wide])> {
        self.iter().take_while(move |(node, _)| *node < end)
    }

    /// As [`Requirements::iter`], of the nodes from a number on.
    pub(crate) fn iter_from(&self, start: u32) -> impl Iterator<Item = (u32, &[Wide])> {
        let from = self.reached.partition_point(|(node, _)| *node < start);
        let rows = self.reached.iter().skip(from).map(|(node, slot)| (*node, self.row(*slot)));
        rows.filter(|(_, needs)| needs.iter().any(|n| !n.is_zero()))
    }

    /// As [`Requirements::iter_below`], with the nodes of which the demand needs nothing in the end.
    pub(crate) fn reached_below(&self, end: u32) -> impl Iterator<Item = (u32, &[Wide])> {
        self.reached.iter().take_while(move |(node, _)| *node < end).map(|(node, slot)| (*node, self.row(*slot)))
    }

    fn row(&self, slot: u32) -> &[Wide] {
        let width = self.states.len();
        let start = (slot as usize).saturating_mul(width);
        &self.values[start..start.saturating_add(width)]
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

/// Walks down, any number of times over one graph: what it marks on the way it takes back, so that a walk costs what
/// its demand needs and not what the graph holds.
#[derive(Debug)]
pub(crate) struct DownWalk<'g> {
    graph: &'g BomGraph,
    loops: &'g Loops,
    /// The slot of each node that the walk under way has reached. The members of a component lie side by side.
    slots: Places,
    /// Components that something needs: each has its turn once, the largest number first.
    pending: Marks,
    /// The nodes that were reached, to be named in order.
    reached: Marks,
}

impl<'g> DownWalk<'g> {
    pub(crate) fn over(graph: &'g BomGraph, loops: &'g Loops) -> Self {
        let nodes = graph.node_count();
        let (pending, reached) = (Marks::below(nodes), Marks::below(nodes));
        Self { graph, loops, slots: Places::of(nodes), pending, reached }
    }

    /// What all `demands` need together, each an amount of a node in its declared unit.
    pub(crate) fn from(&mut self, demands: impl IntoIterator<Item = (u32, Wide)>) -> Requirements {
        let graph = self.graph;
        let states: Vec<State> = [None].into_iter().chain(graph.claimed.iter().copied().map(Some)).collect();
        let width = states.len();
        let nothing = vec![Wide::ZERO; width];
        let mut result = Requirements { states, reached: Vec::new(), values: Vec::new(), nothing };
        for (node, amount) in demands {
            self.need(node, 0, amount, &mut result);
        }
        // Children have smaller numbers than their parents: whatever needs a component comes before it.
        while let Some(component) = self.pending.pop_last() {
            let members = graph.components.members(component);
            let system = self.loops.of(component);
            let start = self.slot(members[0]).saturating_mul(width);
            let end = start.saturating_add(members.len().saturating_mul(width));
            if let Some(system) = system {
                solve_loop(graph, members, system, &result.states, &mut result.values[start..end]);
            }
            for (at, node) in (start..end).step_by(width).zip(members) {
                for state in 0..width {
                    let amount = result.values[at.saturating_add(state)];
                    if amount.is_zero() {
                        continue;
                    }
                    for line in graph.lines_of(*node) {
                        if line.quantity.is_zero() || system.is_some_and(|s| s.position(line.child).is_some()) {
                            continue;
                        }
                        let to = result.after(state, line.claim);
                        self.need(line.child, to, amount.mul(line.quantity), &mut result);
                    }
                }
            }
        }
        while let Some(node) = self.reached.pop_first() {
            let slot = u32::try_from(self.slot(node)).unwrap_or(u32::MAX);
            result.reached.push((node, slot));
        }
        self.slots.clear();
        result
    }

    /// The slot of a node that was reached.
    fn slot(&self, node: u32) -> usize {
        self.slots.get(node).unwrap_or_default()
    }

    /// Adds to the requirement of a node. A component that is met for the first time has its turn later.
    fn need(&mut self, node: u32, state: usize, amount: Wide, result: &mut Requirements) {
        let width = result.states.len();
        if self.slots.get(node).is_none() {
            let component = self.graph.components.of(node);
            for member in self.graph.components.members(component) {
                let slot = result.values.len().checked_div(width).unwrap_or(0);
                result.values.extend(std::iter::repeat_n(Wide::ZERO, width));
                self.slots.set(*member, slot);
                self.reached.insert(*member);
            }
            self.pending.insert(component);
        }
        let at = self.slot(node).saturating_mul(width).saturating_add(state);
        result.values[at] = result.values[at].add(amount);
    }
}

/// A loop, transposed: what is wanted of its members from outside becomes what they need in all. `values` holds the
/// states of each member, one member after another.
fn solve_loop(graph: &BomGraph, members: &[u32], system: &System, states: &[State], values: &mut [Wide]) {
    let width = states.len();
    let wanted = |values: &[Wide], state: usize| values.iter().skip(state).step_by(width).copied().collect::<Vec<_>>();
    let set = |values: &mut [Wide], state: usize, solved: &[Wide]| {
        for (slot, value) in values.iter_mut().skip(state).step_by(width).zip(solved) {
            *slot = *value;
        }
    };
    let unclaimed = system.solve_transposed(Matrix::Unclaimed, wanted(values, 0));
    for (state, claim) in states.iter().enumerate().skip(1) {
        let mut right = wanted(values, state);
        if system.has_claims() {
            // What a line inside the loop claims for this stage, of the amounts that nobody has claimed.
            for (amount, node) in unclaimed.iter().zip(members) {
                for line in graph.lines_of(*node).filter(|l| l.claim == *claim) {
                    if let Some(child) = system.position(line.child) {
                        right[child] = right[child].add(amount.mul(line.quantity));
                    }
                }
            }
        }
        set(values, state, &system.solve_transposed(Matrix::All, right));
    }
    set(values, 0, &unclaimed);
}
