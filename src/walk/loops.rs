//! Loops: a strongly connected component is the linear system `(I - Q) f = r`.
//!
//! Each is factorised once, by elimination in [`Wide`] decimals. Pivots come from the diagonal, the node with the
//! fewest neighbours first, so that hubs come last and little fills in. For quantities >= 0 the matrix is a Z-matrix:
//! the loop is productive (Hawkins-Simon) exactly if every pivot is positive, and then no other order is more stable.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeSet, BinaryHeap, VecDeque};
use std::sync::Arc;

use super::condition::Condition;
use super::dense::{Dense, EXACT};
use crate::decimal::Wide;
use crate::graph::BomGraph;
use crate::stage::Stage;

/// 10^-18 is the smallest pivot: of 37 digits, the cancellation that made it leaves 19, and sums over the loop need
/// some of those.
const SMALLEST_PIVOT: i64 = -18;

/// Which lines of the loop count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Matrix {
    All,
    /// Without those that claim a stage.
    Unclaimed,
}

/// What is wrong with a loop, as nodes along its path.
#[derive(Debug)]
pub(crate) enum LoopProblem {
    /// It takes as much as it makes, or more: the node, and how much of itself one unit of it needs.
    Unproductive { path: Vec<u32>, gain: Wide },
    /// The same, in a study that allows it.
    Amplifies { path: Vec<u32>, gain: Wide },
    /// Its system has no solution that keeps 15 digits.
    Singular { path: Vec<u32> },
    /// It keeps them, but makes much of any error in its quantities: by how much it multiplies a relative one.
    IllConditioned { path: Vec<u32>, number: Wide },
    /// A line beyond the boundary lies on it.
    Credit { path: Vec<u32> },
}

/// The factorised systems of a graph's loops, by the number of their component.
#[derive(Clone, Debug, Default)]
pub(crate) struct Loops(Vec<(u32, Arc<System>)>);

impl Loops {
    /// Factorises every loop. With `negative_lines` a loop may amplify, and is only refused where it is singular.
    pub(crate) fn factorise(graph: &BomGraph, negative_lines: bool) -> (Self, Vec<LoopProblem>) {
        let mut systems = Vec::new();
        let mut problems = Vec::new();
        for (component, members) in graph.components.iter().enumerate().filter(|(_, m)| graph.is_loop(m)) {
            let (system, found) = System::factorise(graph, members, negative_lines);
            problems.extend(found);
            systems.push((u32::try_from(component).unwrap_or(u32::MAX), Arc::new(system)));
        }
        (Self(systems), problems)
    }

    /// The system of a component, if it is a loop.
    pub(super) fn of(&self, component: u32) -> Option<&System> {
        let at = self.0.binary_search_by_key(&component, |(component, _)| *component).ok()?;
        self.0.get(at).map(|(_, system)| &**system)
    }

    /// Factorises one loop anew, after a line of it has changed; what is wrong with it leaves the loops as they were.
    pub(crate) fn factorise_again(
        &mut self,
        graph: &BomGraph,
        component: u32,
        negative_lines: bool,
    ) -> Vec<LoopProblem> {
        let Ok(at) = self.0.binary_search_by_key(&component, |(component, _)| *component) else { return Vec::new() };
        let (system, found) = System::factorise(graph, graph.components.members(component), negative_lines);
        let is_said = |p: &LoopProblem| matches!(p, LoopProblem::Amplifies { .. } | LoopProblem::IllConditioned { .. });
        if found.iter().all(is_said) {
            self.0[at].1 = Arc::new(system);
        }
        found
    }

    /// How much of a node one unit of it takes in all, itself included: 1 outside loops.
    pub(crate) fn self_need(&self, graph: &BomGraph, node: u32) -> Wide {
        let Some(system) = self.of(graph.components.of(node)) else { return Wide::ONE };
        let Some(at) = system.position(node) else { return Wide::ONE };
        let mut demand = vec![Wide::ZERO; system.members.len()];
        demand[at] = Wide::ONE;
        system.solve_transposed(Matrix::All, demand)[at]
    }

    /// How many loops there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }
}

/// One loop, factorised.
#[derive(Debug)]
pub(super) struct System {
    /// Its nodes, ascending; a node's position in the system is its position here.
    members: Vec<u32>,
    all: Factors,
    /// Present if lines inside the loop claim a stage.
    unclaimed: Option<Factors>,
    /// By how much it multiplies a relative error of its quantities, about.
    condition: Wide,
}

/// `L` and `U` of one matrix, by step of the elimination.
#[derive(Debug, Default)]
struct Factors {
    steps: Vec<Step>,
    /// What was left when it had become dense.
    core: Option<Dense>,
}

impl Factors {
    /// Whether all rows of the loop were eliminated.
    fn is_whole(&self, rows: usize) -> bool {
        self.steps.len().saturating_add(self.core.as_ref().map_or(0, Dense::size)) == rows
    }
}

#[derive(Debug)]
struct Step {
    /// The position that was eliminated.
    at: u32,
    pivot: Wide,
    /// Row of U without the pivot: positions that come later.
    row: Vec<(u32, Wide)>,
    /// Column of L: positions that come later, and their multipliers.
    column: Vec<(u32, Wide)>,
}

/// Where the elimination met a pivot that is not positive.
struct BadPivot {
    at: u32,
    pivot: Wide,
}

impl System {
    fn factorise(graph: &BomGraph, members: &[u32], negative_lines: bool) -> (Self, Vec<LoopProblem>) {
        let mut system =
            Self { members: members.to_vec(), all: Factors::default(), unclaimed: None, condition: Wide::ONE };
        let mut problems = Vec::new();
        let mut has_claims = false;
        for node in members {
            for line in graph.lines_of(*node) {
                if line.claim.is_none() || system.position(line.child).is_none() {
                    continue;
                }
                has_claims = true;
                if line.claim == Some(Stage::BeyondBoundary) {
                    let mut path = shortest_path(graph, &system, [line.child].into_iter(), *node);
                    path.insert(0, *node);
                    problems.push(LoopProblem::Credit { path });
                }
            }
        }
        let (all, bad) = system.eliminate(graph, Matrix::All, negative_lines);
        for BadPivot { at, pivot } in bad {
            let node = system.members[at as usize];
            let mut path = vec![node];
            path.extend(shortest_cycle(graph, &system, node));
            let gain = Wide::ONE.sub(pivot);
            let tiny = pivot.abs().cmp(Wide::power_of_ten(SMALLEST_PIVOT)) == Ordering::Less;
            problems.push(match (negative_lines, tiny) {
                (true, true) => LoopProblem::Singular { path },
                (true, false) => LoopProblem::Amplifies { path, gain },
                (false, true) if !pivot.is_negative() && !pivot.is_zero() => LoopProblem::Singular { path },
                (false, _) => LoopProblem::Unproductive { path, gain },
            });
        }
        system.all = all;
        if system.all.is_whole(members.len()) {
            problems.extend(system.weigh(graph));
        }
        if has_claims {
            system.unclaimed = Some(system.eliminate(graph, Matrix::Unclaimed, negative_lines).0);
        }
        (system, problems)
    }

    /// Works out the condition, and what is to be said about it.
    fn weigh(&mut self, graph: &BomGraph) -> Option<LoopProblem> {
        let found = Condition::of(&self.matrix(graph, Matrix::All), |right, residual| {
            self.solve_to(Matrix::All, right, residual)
        });
        self.condition = found.number;
        let path = || {
            let node = self.members[found.worst];
            let mut path = vec![node];
            path.extend(shortest_cycle(graph, self, node));
            path
        };
        if found.is_unreliable() {
            Some(LoopProblem::Singular { path: path() })
        } else {
            // Of `(I + |Q|)` the half that is quantities, to two digits: it is about a size.
            let number = found.of_quantities();
            found.is_ill().then(|| LoopProblem::IllConditioned { path: path(), number })
        }
    }

    /// By how much the loop multiplies a relative error of its quantities, about: 1 and more.
    pub(super) fn condition(&self) -> Wide {
        self.condition
    }

    /// The position of a node in the system.
    pub(super) fn position(&self, node: u32) -> Option<usize> {
        self.members.binary_search(&node).ok()
    }

    /// Whether lines inside the loop claim stages.
    pub(super) fn has_claims(&self) -> bool {
        self.unclaimed.is_some()
    }

    /// The rows of `I - Q`, diagonal included.
    fn matrix(&self, graph: &BomGraph, which: Matrix) -> Vec<Vec<(u32, Wide)>> {
        let row = |(at, node): (usize, &u32)| {
            let mut row: Vec<(u32, Wide)> = vec![(u32::try_from(at).unwrap_or(u32::MAX), Wide::ONE)];
            for line in graph.lines_of(*node) {
                if which == Matrix::Unclaimed && line.claim.is_some() {
                    continue;
                }
                if let Some(child) = self.position(line.child) {
                    row.push((u32::try_from(child).unwrap_or(u32::MAX), line.quantity.neg()));
                }
            }
            row.sort_by_key(|(column, _)| *column);
            row.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1 = kept.1.add(next.1);
                }
                same
            });
            row
        };
        self.members.iter().enumerate().map(row).collect()
    }

    fn eliminate(&self, graph: &BomGraph, which: Matrix, negative_lines: bool) -> (Factors, Vec<BadPivot>) {
        let mut rows = self.matrix(graph, which);
        // Which rows hold a number in each column; only rows that are not eliminated yet.
        let mut holders: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); rows.len()];
        for (at, row) in rows.iter().enumerate() {
            for (column, _) in row {
                holders[*column as usize].insert(u32::try_from(at).unwrap_or(u32::MAX));
            }
        }
        let cost = |rows: &[Vec<(u32, Wide)>], holders: &[BTreeSet<u32>], at: u32| {
            let (row, column) = (rows[at as usize].len(), holders[at as usize].len());
            row.saturating_sub(1).saturating_mul(column.saturating_sub(1))
        };
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        // Costs change while we go: an entry that is out of date is put back with its new cost.
        let mut queue: BinaryHeap<Reverse<(usize, u32)>> =
            (0..count).map(|at| Reverse((cost(&rows, &holders, at), at))).collect();
        let mut factors = Factors::default();
        let mut bad = Vec::new();
        let mut put_off = 0_usize;
        let mut left = vec![true; rows.len()];
        let (mut left_rows, mut numbers) = (rows.len(), rows.iter().map(Vec::len).sum::<usize>());
        let mut may_be_dense = true;
        while let Some(Reverse((believed, at))) = queue.pop() {
            if may_be_dense && Dense::is_worth_it(left_rows, numbers) {
                let positions = (0..count).filter(|at| left[*at as usize]).collect();
                factors.core = Dense::of(&rows, positions);
                if factors.core.is_some() {
                    return (factors, bad);
                }
                may_be_dense = false;
            }
            let now = cost(&rows, &holders, at);
            if now > believed && queue.peek().is_some_and(|Reverse((next, _))| *next < now) {
                queue.push(Reverse((now, at)));
                continue;
            }
            let row = &rows[at as usize];
            let pivot = row.iter().find(|(c, _)| *c == at).map_or(Wide::ZERO, |(_, value)| *value);
            let small = pivot.abs().cmp(Wide::power_of_ten(SMALLEST_PIVOT)) == Ordering::Less;
            if small && negative_lines && put_off <= queue.len() {
                // Another order may avoid it; only when nothing else is left is the system singular.
                put_off = put_off.saturating_add(1);
                queue.push(Reverse((usize::MAX, at)));
                continue;
            }
            put_off = 0;
            if small || pivot.is_negative() {
                bad.push(BadPivot { at, pivot });
                if small || !negative_lines {
                    return (factors, bad);
                }
            }
            left[at as usize] = false;
            left_rows = left_rows.saturating_sub(1);
            numbers = numbers.saturating_sub(rows[at as usize].len());
            let pivot_row: Vec<(u32, Wide)> =
                std::mem::take(&mut rows[at as usize]).into_iter().filter(|(c, _)| *c != at).collect();
            for (column, _) in &pivot_row {
                holders[*column as usize].remove(&at);
            }
            let mut below = std::mem::take(&mut holders[at as usize]);
            below.remove(&at);
            let mut column = Vec::with_capacity(below.len());
            for other in below {
                let row = &mut rows[other as usize];
                let Some(found) = row.iter().position(|(c, _)| *c == at) else { continue };
                numbers = numbers.saturating_sub(row.len());
                let (_, value) = row.remove(found);
                let Some(multiplier) = value.div(pivot) else { continue };
                *row = subtract(row, multiplier, &pivot_row);
                numbers = numbers.saturating_add(rows[other as usize].len());
                for (c, _) in &pivot_row {
                    holders[*c as usize].insert(other);
                }
                column.push((other, multiplier));
            }
            factors.steps.push(Step { at, pivot, row: pivot_row, column });
        }
        (factors, bad)
    }

    fn factors(&self, which: Matrix) -> &Factors {
        match (which, &self.unclaimed) {
            (Matrix::Unclaimed, Some(unclaimed)) => unclaimed,
            _ => &self.all,
        }
    }

    /// `(I - Q) x = right`
    pub(super) fn solve(&self, which: Matrix, right: Vec<Wide>) -> Vec<Wide> {
        self.solve_to(which, right, EXACT)
    }

    /// As [`System::solve`], with a dense core that is solved as well as `residual` says.
    fn solve_to(&self, which: Matrix, mut right: Vec<Wide>, residual: f64) -> Vec<Wide> {
        let factors = self.factors(which);
        for step in &factors.steps {
            let value = right[step.at as usize];
            for (other, multiplier) in &step.column {
                right[*other as usize] = right[*other as usize].sub(multiplier.mul(value));
            }
        }
        if let Some(core) = &factors.core {
            core.solve(&mut right, false, residual);
        }
        for step in factors.steps.iter().rev() {
            let known = step.row.iter().fold(right[step.at as usize], |sum, (c, v)| sum.sub(v.mul(right[*c as usize])));
            right[step.at as usize] = known.div(step.pivot).unwrap_or(Wide::ZERO);
        }
        right
    }

    /// `(I - Q)ᵀ x = right`
    pub(super) fn solve_transposed(&self, which: Matrix, mut right: Vec<Wide>) -> Vec<Wide> {
        let factors = self.factors(which);
        for step in &factors.steps {
            let value = right[step.at as usize].div(step.pivot).unwrap_or(Wide::ZERO);
            right[step.at as usize] = value;
            for (c, v) in &step.row {
                right[*c as usize] = right[*c as usize].sub(v.mul(value));
            }
        }
        if let Some(core) = &factors.core {
            core.solve(&mut right, true, EXACT);
        }
        for step in factors.steps.iter().rev() {
            let sum = step.column.iter().fold(right[step.at as usize], |sum, (other, multiplier)| {
                sum.sub(multiplier.mul(right[*other as usize]))
            });
            right[step.at as usize] = sum;
        }
        right
    }
}

/// `row - multiplier x pivot_row`, both in order of their columns.
fn subtract(row: &[(u32, Wide)], multiplier: Wide, pivot_row: &[(u32, Wide)]) -> Vec<(u32, Wide)> {
    let mut out = Vec::with_capacity(row.len().saturating_add(pivot_row.len()));
    let (mut a, mut b) = (row.iter().copied().peekable(), pivot_row.iter().copied().peekable());
    loop {
        match (a.peek().copied(), b.peek().copied()) {
            (None, None) => return out,
            (Some(left), right) if right.is_none_or(|r| left.0 < r.0) => {
                out.push(left);
                a.next();
            }
            (left, Some((column, value))) => {
                let change = multiplier.mul(value);
                let before = match left.filter(|l| l.0 == column) {
                    Some((_, value)) => {
                        a.next();
                        value
                    }
                    None => Wide::ZERO,
                };
                out.push((column, before.sub(change)));
                b.next();
            }
            (Some(_), None) => {}
        }
    }
}

/// The nodes of the shortest path inside the loop from one of `sources` to `to`, both included; of equals the one
/// whose source comes first.
fn shortest_path(graph: &BomGraph, system: &System, sources: impl Iterator<Item = u32>, to: u32) -> Vec<u32> {
    let mut came_from: Vec<Option<u32>> = vec![None; system.members.len()];
    let mut seen = vec![false; system.members.len()];
    let mut queue = VecDeque::new();
    for source in sources {
        let Some(at) = system.position(source) else { continue };
        if !std::mem::replace(&mut seen[at], true) {
            queue.push_back(source);
        }
    }
    while let Some(node) = queue.pop_front() {
        if node == to {
            break;
        }
        for line in graph.lines_of(node) {
            let Some(child) = system.position(line.child) else { continue };
            if !std::mem::replace(&mut seen[child], true) {
                came_from[child] = Some(node);
                queue.push_back(line.child);
            }
        }
    }
    let mut path = vec![to];
    let mut at = to;
    while let Some(before) = system.position(at).and_then(|p| came_from[p]) {
        path.push(before);
        at = before;
    }
    path.reverse();
    path
}

/// The nodes after `node` on the shortest way back to it.
fn shortest_cycle(graph: &BomGraph, system: &System, node: u32) -> Vec<u32> {
    shortest_path(graph, system, graph.children_of(node), node)
}
