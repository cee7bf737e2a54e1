//! Up: `f_p = d_p + Σ q_pc f_c`, children first. One pass gives the footprint of every node.

use super::loops::{Loops, Matrix, System};
use super::{Columns, accumulate};
use crate::decimal::Wide;
use crate::graph::BomGraph;
use crate::parallel;
use crate::resolve::{ChosenFactor, Emitted};
use crate::stage::Stage;

/// What one declared unit of each node emits: kg CO2e, a number for each column.
#[derive(Clone, Debug)]
pub(crate) struct Intensities {
    width: usize,
    values: Vec<Wide>,
}

impl Intensities {
    pub(crate) fn of(&self, node: u32) -> &[Wide] {
        let start = (node as usize).saturating_mul(self.width);
        &self.values[start..start.saturating_add(self.width)]
    }

    pub(super) fn set(&mut self, node: u32, values: &[Wide]) {
        let start = (node as usize).saturating_mul(self.width);
        self.values[start..start.saturating_add(self.width)].copy_from_slice(values);
    }
}

/// Walks up, over all nodes or over those that `only` marks.
pub(crate) fn up(
    graph: &BomGraph,
    factors: &[ChosenFactor],
    loops: &Loops,
    columns: &Columns,
    only: Option<&[bool]>,
) -> Intensities {
    let width = columns.width();
    let mut result = Intensities { width, values: vec![Wide::ZERO; graph.node_count().saturating_mul(width)] };
    if width == 0 {
        return result;
    }
    if only.is_none()
        && loops.count() == 0
        && graph.node_count() >= MANY
        && let Some(levels) = graph.components.levels()
    {
        by_levels(graph, levels, factors, columns, &mut result);
        return result;
    }
    let mut sum = vec![Wide::ZERO; width];
    for (component, members) in graph.components.iter().enumerate() {
        if members.iter().all(|m| only.is_some_and(|o| !o[*m as usize])) {
            continue;
        }
        let component = u32::try_from(component).unwrap_or(u32::MAX);
        if let Some(system) = loops.of(component) {
            solve_loop(graph, columns, members, system, &mut result);
            continue;
        }
        sum_up(graph, factors, columns, members, &result, &mut sum);
        result.set(members[0], &sum);
    }
    result
}

/// From so many nodes on several threads pay.
const MANY: usize = 1 << 14;
/// How many nodes of a level one thread takes at a time.
const AT_A_TIME: usize = 1 << 11;

/// The nodes of one level need nothing of each other.
fn by_levels<'g>(
    graph: &BomGraph,
    levels: impl Iterator<Item = &'g [u32]>,
    factors: &[ChosenFactor],
    columns: &Columns,
    result: &mut Intensities,
) {
    let width = columns.width();
    let sums_of = |nodes: &[u32], result: &Intensities| {
        let mut sums = vec![Wide::ZERO; nodes.len().saturating_mul(width)];
        sum_up(graph, factors, columns, nodes, result, &mut sums);
        sums
    };
    for level in levels {
        let sums = match level {
            few if few.len() < AT_A_TIME.saturating_mul(2) => vec![sums_of(few, result)],
            many => parallel::map(many.chunks(AT_A_TIME).collect(), |nodes: &[u32]| sums_of(nodes, result)),
        };
        for (node, sum) in level.iter().zip(sums.iter().flat_map(|sums| sums.chunks_exact(width))) {
            result.set(*node, sum);
        }
    }
}

/// For how many nodes the children's numbers are brought together before they are added up.
const GATHERED: usize = 64;

/// What one unit of each of some nodes outside loops emits, from what their children do.
///
/// The children lie all over the memory, and waiting for one after another is what a walk spends its time on. Copied
/// out first, in a loop that does nothing else, many of them are waited for at once.
fn sum_up(
    graph: &BomGraph,
    factors: &[ChosenFactor],
    columns: &Columns,
    nodes: &[u32],
    result: &Intensities,
    sums: &mut [Wide],
) {
    let width = columns.width();
    let mut gathered = Vec::new();
    for (nodes, sums) in nodes.chunks(GATHERED).zip(sums.chunks_mut(GATHERED.saturating_mul(width))) {
        gathered.clear();
        for child in nodes.iter().flat_map(|node| graph.children_of(*node)) {
            gathered.extend_from_slice(result.of(child));
        }
        let mut children = gathered.chunks_exact(width);
        for (node, sum) in nodes.iter().zip(sums.chunks_exact_mut(width)) {
            sum.fill(Wide::ZERO);
            if graph.is_item(*node) {
                for (line, child) in graph.lines_of(*node).zip(&mut children) {
                    accumulate(sum, line.quantity, child, line.claim, columns);
                }
                continue;
            }
            let chosen = &factors[graph.source[*node as usize] as usize];
            of_factor(&chosen.emissions, chosen.stage, columns, sum);
        }
    }
}

/// The row of a factor.
pub(super) fn of_factor(emissions: &Emitted, stage: Stage, columns: &Columns, row: &mut [Wide]) {
    row.fill(Wide::ZERO);
    for (slot, component) in row.iter_mut().skip(columns.start(stage).unwrap_or(0)).zip(&columns.components) {
        *slot = emissions[*component as usize];
    }
}

/// The rows of a component of items, from those of its children; `sum` is memory of a row's size.
pub(super) fn of_items(
    graph: &BomGraph,
    loops: &Loops,
    columns: &Columns,
    component: u32,
    result: &mut Intensities,
    sum: &mut [Wide],
) {
    let members = graph.components.members(component);
    if let Some(system) = loops.of(component) {
        return solve_loop(graph, columns, members, system, result);
    }
    sum.fill(Wide::ZERO);
    for line in graph.lines_of(members[0]) {
        accumulate(sum, line.quantity, result.of(line.child), line.claim, columns);
    }
    result.set(members[0], sum);
}

/// A loop: what its members need from outside is the right-hand side, what they need of each other the system.
///
/// A line inside the loop that claims a stage moves emissions between stages. The sum over the stages knows nothing of
/// claims, so it is solved first; it then gives each stage what is claimed for it.
fn solve_loop(graph: &BomGraph, columns: &Columns, members: &[u32], system: &System, result: &mut Intensities) {
    let width = columns.width();
    let mut outside = vec![vec![Wide::ZERO; width]; members.len()];
    for (sum, node) in outside.iter_mut().zip(members) {
        for line in graph.lines_of(*node) {
            if system.position(line.child).is_none() {
                accumulate(sum, line.quantity, result.of(line.child), line.claim, columns);
            }
        }
    }
    let each = columns.components.len();
    let (stages_end, end) = columns.split();
    let mut solved = vec![vec![Wide::ZERO; width]; members.len()];
    let right_side = |column: usize| outside.iter().map(|sum| sum[column]).collect::<Vec<_>>();
    for component in 0..each {
        let stage_columns: Vec<usize> = (component..stages_end).step_by(each).collect();
        let mut claimed_sum: Option<Vec<Wide>> = None;
        if system.has_claims() {
            let sums = outside.iter().map(|sum| stage_columns.iter().fold(Wide::ZERO, |t, c| t.add(sum[*c]))).collect();
            claimed_sum = Some(system.solve(Matrix::All, sums));
        }
        for column in stage_columns {
            let mut right = right_side(column);
            if let Some(sums) = &claimed_sum {
                let stage = columns.stages[column.checked_div(each).unwrap_or(0)];
                for (slot, node) in right.iter_mut().zip(members) {
                    for line in graph.lines_of(*node).filter(|l| l.claim == Some(stage)) {
                        if let Some(child) = system.position(line.child) {
                            *slot = slot.add(line.quantity.mul(sums[child]));
                        }
                    }
                }
            }
            let values = system.solve(Matrix::Unclaimed, right);
            for (row, value) in solved.iter_mut().zip(values) {
                row[column] = value;
            }
        }
        debug_assert!(columns.start(Stage::BeyondBoundary).is_none() || end > stages_end);
        for column in (stages_end..end).skip(component).step_by(each) {
            let values = system.solve(Matrix::All, right_side(column));
            for (row, value) in solved.iter_mut().zip(values) {
                row[column] = value;
            }
        }
    }
    for (row, node) in solved.iter().zip(members) {
        result.set(*node, row);
    }
}
