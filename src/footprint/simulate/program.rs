//! A total as a short program over the uncertain inputs: what is certain is folded into constants, taken from the exact
//! walk, and only what depends on an uncertain factor or line is calculated for each draw.
//!
//! Every node has two values: what one unit of it is worth to the total if nobody has claimed it, and if a stage that
//! counts has (credits count in neither). A line hands one of the two on, or nothing, as its claim says.

use indexmap::IndexMap;

use super::super::model::{Declared, Model};
use super::super::sensitivity::Derivatives;
use super::super::worth::Worth;
use crate::decimal::Wide;
use crate::gas::Component;
use crate::graph::GraphLine;
use crate::stage::Stage;
use crate::walk::Requirements;

/// How many draws are calculated side by side at most.
const BLOCK: usize = 256;
/// How many values the nodes of a block may have together, so that a large bill does not fill the memory.
const MOST_VALUES: usize = 4_000_000;
/// The largest loop that is solved anew for each draw.
const MOST_MEMBERS: usize = 200;

/// The two values of a node.
#[derive(Clone, Copy, Debug, Default)]
struct Pair {
    free: f64,
    held: f64,
}

/// What a line hands on of its child's two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Hands {
    /// Each as it is: no claim.
    Both,
    /// The claimed value, to both: a stage that counts claims it.
    Held,
    /// The claimed value to the claimed one alone: a stage that does not count claims it.
    HeldOnly,
}

/// A line of a live node.
#[derive(Clone, Copy, Debug)]
struct Term {
    quantity: f64,
    variable: Option<usize>,
    hands: Hands,
    child: Child,
}

#[derive(Clone, Copy, Debug)]
enum Child {
    Live(usize),
    Certain(Pair),
}

#[derive(Debug)]
enum Step {
    /// A factor that is uncertain itself.
    Factor {
        slot: usize,
        value: Pair,
        variable: usize,
    },
    Item {
        slot: usize,
        certain: Pair,
        terms: Vec<Term>,
    },
    /// Members of a loop, each with what it needs from outside and of the others.
    Loop {
        slots: Vec<usize>,
        members: Vec<Member>,
    },
}

#[derive(Debug)]
struct Member {
    certain: Pair,
    outside: Vec<Term>,
    /// Quantity, variable, the position of the other member, and what is handed on.
    inside: Vec<(f64, Option<usize>, usize, Hands)>,
}

/// A total in which nothing but factors is uncertain: what it needs of each does not move, and loops are no matter.
#[derive(Debug, Default)]
pub(super) struct Sum {
    /// What is certain, and what each input brings at its median, in the order of the inputs.
    pub(super) certain: f64,
    pub(super) parts: Vec<f64>,
}

/// A total as a function of its uncertain inputs.
#[derive(Debug)]
pub(super) struct Program {
    sum: Option<Sum>,
    slots: usize,
    /// Draws side by side; the result does not depend on it.
    block: usize,
    steps: Vec<Step>,
    /// The product's value per declared unit.
    result: Child,
    amount: f64,
    negative_lines: bool,
    /// Some line claims a stage; else the claimed values of nodes are nobody's business.
    has_claims: bool,
}

/// A loop of so many members is too large to be solved for each draw.
pub(super) struct TooManyMembers(pub(super) usize);

/// Which inputs are uncertain: factors by their place in the model, lines by their number in the graph; and the place
/// of their multiplier.
pub(super) struct Uncertain {
    pub(super) factors: IndexMap<u32, usize>,
    pub(super) lines: IndexMap<usize, usize>,
}

impl Sum {
    fn of(derivatives: &Derivatives<'_>, uncertain: &Uncertain) -> Self {
        let mut parts = vec![0.0; uncertain.factors.len()];
        let mut certain = derivatives.total;
        for (at, derivative) in derivatives.by_factor() {
            let Some(slot) = uncertain.factors.get(&at).and_then(|input| parts.get_mut(*input)) else { continue };
            let part = derivative.mul(derivatives.value_of(at));
            certain = certain.sub(part);
            *slot = part.binary();
        }
        // What is left of a total that is all uncertain is the rounding of its last digits.
        let rounding = derivatives.total.abs().mul(Wide::power_of_ten(-30));
        let certain = if certain.abs().cmp(rounding).is_le() { Wide::ZERO } else { certain };
        Self { certain: certain.binary(), parts }
    }
}

impl Program {
    /// The program of the total of a declared amount.
    pub(super) fn of(
        model: &Model,
        declared: &Declared,
        needs: &Requirements,
        uncertain: &Uncertain,
    ) -> Result<Self, TooManyMembers> {
        let graph = &model.graph;
        let (node, amount) = (graph.node_of_item[declared.item as usize], declared.amount);
        let negative_lines = model.may_amplify();
        let mut program = Self {
            sum: None,
            slots: 0,
            block: BLOCK,
            steps: Vec::new(),
            result: Child::Live(0),
            amount: amount.binary(),
            negative_lines,
            has_claims: !graph.claimed.is_empty(),
        };
        if uncertain.lines.is_empty() {
            program.sum = Some(Sum::of(&Derivatives::of(model, declared, needs), uncertain));
            return Ok(program);
        }
        let worth = Worth::within_boundary(model);
        let reach = graph.reach(node);
        let mut slot_of: IndexMap<u32, usize> = IndexMap::new();
        for members in graph.components.iter().filter(|members| members.iter().any(|m| reach[*m as usize])) {
            let live = |node: &u32, slots: &IndexMap<u32, usize>| {
                let own = graph.range(*node).any(|at| uncertain.lines.contains_key(&at));
                own || graph.children_of(*node).any(|child| slots.contains_key(&child))
            };
            if let [only] = members
                && !graph.is_item(*only)
            {
                let at = graph.source[*only as usize];
                let Some(variable) = uncertain.factors.get(&at).copied() else { continue };
                let slot = program.slot(*only, &mut slot_of);
                let value = program.factor(model, at, &worth);
                program.steps.push(Step::Factor { slot, value, variable });
                continue;
            }
            if !members.iter().any(|m| live(m, &slot_of)) {
                continue;
            }
            let lines = |node: u32| graph.range(node).map(|at| (at, graph.line(at)));
            if !graph.is_loop(members) {
                let (certain, terms) = terms(lines(members[0]), &worth, &slot_of, uncertain);
                let slot = program.slot(members[0], &mut slot_of);
                program.steps.push(Step::Item { slot, certain, terms });
                continue;
            }
            if members.len() > MOST_MEMBERS {
                return Err(TooManyMembers(members.len()));
            }
            let inside = |child: u32| members.binary_search(&child).ok();
            let member = |node: &u32| {
                let outside = lines(*node).filter(|(_, line)| inside(line.child).is_none());
                let (certain, outside) = terms(outside, &worth, &slot_of, uncertain);
                let among = lines(*node).filter_map(|(at, line)| {
                    let (position, hands) = (inside(line.child)?, hands(&line, &worth)?);
                    Some((line.quantity.binary(), uncertain.lines.get(&at).copied(), position, hands))
                });
                let mut inside: Vec<_> = among.collect();
                inside.sort_by(|a, b| (a.2, a.3, a.1).cmp(&(b.2, b.3, b.1)).then(a.0.total_cmp(&b.0)));
                Member { certain, outside, inside }
            };
            let found = members.iter().map(member).collect();
            let slots = members.iter().map(|m| program.slot(*m, &mut slot_of)).collect();
            program.steps.push(Step::Loop { slots, members: found });
        }
        program.block = MOST_VALUES.checked_div(program.slots).unwrap_or(BLOCK).clamp(1, BLOCK);
        program.result = match slot_of.get(&node) {
            Some(slot) => Child::Live(*slot),
            None => Child::Certain(certain(node, &worth)),
        };
        Ok(program)
    }

    fn slot(&mut self, node: u32, slot_of: &mut IndexMap<u32, usize>) -> usize {
        let slot = self.slots;
        slot_of.insert(node, slot);
        self.slots = slot.saturating_add(1);
        slot
    }

    fn factor(&self, model: &Model, at: u32, worth: &Worth<'_>) -> Pair {
        let chosen = &model.factors[at as usize];
        let counted = Component::ALL.into_iter().filter(|c| c.in_total());
        let kg = counted.fold(Wide::ZERO, |sum, c| sum.add(chosen.emissions[c as usize])).binary();
        let stage = chosen.factor.stage;
        Pair {
            free: if worth.counts(stage) { kg } else { 0.0 },
            held: if stage == Stage::BeyondBoundary { 0.0 } else { kg },
        }
    }
}

/// The two values of a node without uncertain inputs, from the exact walk.
fn certain(node: u32, worth: &Worth<'_>) -> Pair {
    let held = Stage::ALL.into_iter().find(|stage| worth.counts(*stage));
    Pair { free: worth.of(node, None).binary(), held: held.map_or(0.0, |stage| worth.of(node, Some(stage)).binary()) }
}

/// `None` for a credit, which hands on nothing that counts.
fn hands(line: &GraphLine, worth: &Worth<'_>) -> Option<Hands> {
    match line.claim {
        None => Some(Hands::Both),
        Some(Stage::BeyondBoundary) => None,
        Some(stage) if worth.counts(stage) => Some(Hands::Held),
        Some(_) => Some(Hands::HeldOnly),
    }
}

#[allow(clippy::float_arithmetic, reason = "draws are made in binary floating point, and say so")]
fn handed(quantity: f64, hands: Hands, child: Pair) -> Pair {
    match hands {
        Hands::Both => Pair { free: quantity * child.free, held: quantity * child.held },
        Hands::Held => Pair { free: quantity * child.held, held: quantity * child.held },
        Hands::HeldOnly => Pair { free: 0.0, held: quantity * child.held },
    }
}

/// The lines of a node: those that nothing uncertain touches in one sum, the others one by one.
#[allow(clippy::float_arithmetic, reason = "draws are made in binary floating point, and say so")]
fn terms(
    lines: impl Iterator<Item = (usize, GraphLine)>,
    worth: &Worth<'_>,
    slot_of: &IndexMap<u32, usize>,
    uncertain: &Uncertain,
) -> (Pair, Vec<Term>) {
    let mut certain_lines: Vec<Pair> = Vec::new();
    let mut terms: Vec<Term> = Vec::new();
    for (at, line) in lines {
        let Some(hands) = hands(&line, worth) else { continue };
        let (quantity, variable) = (line.quantity.binary(), uncertain.lines.get(&at).copied());
        match (slot_of.get(&line.child), variable) {
            (Some(slot), _) => terms.push(Term { quantity, variable, hands, child: Child::Live(*slot) }),
            (None, Some(_)) => {
                terms.push(Term { quantity, variable, hands, child: Child::Certain(certain(line.child, worth)) });
            }
            (None, None) => certain_lines.push(handed(quantity, hands, certain(line.child, worth))),
        }
    }
    // In an order that the rows of the study do not decide, for the last bit of a sum depends on it.
    let order = |t: &Term| match t.child {
        Child::Live(slot) => (0_u8, slot, 0, 0),
        Child::Certain(pair) => (1, 0, pair.free.to_bits(), pair.held.to_bits()),
    };
    terms.sort_by(|a, b| {
        let first = order(a).cmp(&order(b)).then(a.hands.cmp(&b.hands));
        first.then(a.quantity.total_cmp(&b.quantity)).then(a.variable.cmp(&b.variable))
    });
    certain_lines.sort_by(|a, b| a.free.total_cmp(&b.free).then(a.held.total_cmp(&b.held)));
    let sum =
        certain_lines.iter().fold(Pair::default(), |sum, p| Pair { free: sum.free + p.free, held: sum.held + p.held });
    (sum, terms)
}

/// The values of all live nodes, for the draws of a block: `free` and `held` of each, one draw beside the other.
pub(super) struct Memory {
    block: usize,
    free: Vec<f64>,
    held: Vec<f64>,
}

#[allow(clippy::float_arithmetic, reason = "draws are made in binary floating point, and say so")]
impl Program {
    /// The total as a sum over its inputs, where it is one.
    pub(super) fn sum(&self) -> Option<&Sum> {
        self.sum.as_ref()
    }

    /// How many draws are calculated side by side.
    pub(super) fn block(&self) -> usize {
        self.block
    }

    pub(super) fn memory(&self) -> Memory {
        let size = self.slots.saturating_mul(self.block);
        let held = if self.has_claims { size } else { 0 };
        Memory { block: self.block, free: vec![0.0; size], held: vec![0.0; held] }
    }

    /// The totals of a block of draws; `multipliers` holds [`Program::block`] numbers a variable. A draw whose loop takes more
    /// than it makes has no total and gets a NaN.
    pub(super) fn run(&self, multipliers: &[f64], memory: &mut Memory, totals: &mut [f64]) {
        let count = totals.len().min(self.block);
        let multiplier = |variable: Option<usize>, draw: usize| match variable {
            Some(at) => multipliers[at.saturating_mul(self.block).saturating_add(draw)],
            None => 1.0,
        };
        for step in &self.steps {
            match step {
                Step::Factor { slot, value, variable } => {
                    let own = slot.saturating_mul(self.block);
                    let by = self.draws(multipliers, *variable, count);
                    let times = |values: &mut [f64], value: f64| {
                        for (slot, by) in values.iter_mut().zip(by) {
                            *slot = value * by;
                        }
                    };
                    times(&mut memory.free[own..own.saturating_add(count)], value.free);
                    if self.has_claims {
                        times(&mut memory.held[own..own.saturating_add(count)], value.held);
                    }
                }
                Step::Item { slot, certain, terms } => {
                    self.add_up(*slot, *certain, terms, multipliers, memory, count);
                }
                Step::Loop { slots, members } => {
                    for draw in 0..count {
                        self.solve_loop(slots, members, draw, memory, &multiplier);
                    }
                }
            }
        }
        for (draw, total) in totals.iter_mut().enumerate().take(count) {
            let value = match self.result {
                Child::Live(slot) => memory.get(slot, draw),
                Child::Certain(pair) => pair,
            };
            *total = value.free * self.amount;
        }
    }

    /// The multipliers of a variable for the draws of a block.
    fn draws<'a>(&self, multipliers: &'a [f64], variable: usize, count: usize) -> &'a [f64] {
        let from = variable.saturating_mul(self.block);
        &multipliers[from..from.saturating_add(count)]
    }

    /// An item outside loops: line after line, the draws of each side by side, so that the lines are looked at once a
    /// block and the machine adds up several draws at a time.
    fn add_up(
        &self,
        slot: usize,
        certain: Pair,
        terms: &[Term],
        multipliers: &[f64],
        memory: &mut Memory,
        count: usize,
    ) {
        // Children have smaller slots.
        let own = slot.saturating_mul(self.block);
        let (free, own_free) = memory.free.split_at_mut(own);
        let own_free = &mut own_free[..count];
        let add = |sums: &mut [f64], term: &Term, values: &[f64], value: f64| {
            let by = term.variable.map(|variable| self.draws(multipliers, variable, count));
            match (term.child, by) {
                (Child::Live(child), by) => {
                    let from = child.saturating_mul(self.block);
                    let values = &values[from..from.saturating_add(count)];
                    match by {
                        Some(by) => {
                            for ((sum, value), by) in sums.iter_mut().zip(values).zip(by) {
                                *sum += term.quantity * by * value;
                            }
                        }
                        None => {
                            for (sum, value) in sums.iter_mut().zip(values) {
                                *sum += term.quantity * value;
                            }
                        }
                    }
                }
                (Child::Certain(_), Some(by)) => {
                    for (sum, by) in sums.iter_mut().zip(by) {
                        *sum += term.quantity * by * value;
                    }
                }
                (Child::Certain(_), None) => {
                    for sum in sums {
                        *sum += term.quantity * value;
                    }
                }
            }
        };
        let pair = |term: &Term| match term.child {
            Child::Certain(pair) => pair,
            Child::Live(_) => Pair::default(),
        };
        own_free.fill(certain.free);
        if !self.has_claims {
            for term in terms {
                add(own_free, term, free, pair(term).free);
            }
            return;
        }
        let (held, own_held) = memory.held.split_at_mut(own);
        let own_held = &mut own_held[..count];
        own_held.fill(certain.held);
        for term in terms {
            match term.hands {
                Hands::Both => add(own_free, term, free, pair(term).free),
                Hands::Held => add(own_free, term, held, pair(term).held),
                Hands::HeldOnly => {}
            }
            add(own_held, term, held, pair(term).held);
        }
    }

    /// `(I - Q) held = r` over all lines of the loop; then the unclaimed value, in which claimed lines bring the held one.
    fn solve_loop(
        &self,
        slots: &[usize],
        members: &[Member],
        draw: usize,
        memory: &mut Memory,
        multiplier: &impl Fn(Option<usize>, usize) -> f64,
    ) {
        let size = members.len();
        let outside: Vec<Pair> =
            members.iter().map(|m| needed(m.certain, &m.outside, draw, memory, multiplier)).collect();
        let matrix = |only_free: bool| {
            let mut rows = vec![vec![0.0; size]; size];
            for (at, (row, member)) in rows.iter_mut().zip(members).enumerate() {
                row[at] = 1.0;
                for (quantity, variable, position, hands) in &member.inside {
                    if !only_free || *hands == Hands::Both {
                        row[*position] -= quantity * multiplier(*variable, draw);
                    }
                }
            }
            rows
        };
        let held = if self.has_claims {
            solve(matrix(false), outside.iter().map(|p| p.held).collect(), self.negative_lines)
        } else {
            Some(vec![0.0; size])
        };
        let free = held.as_ref().and_then(|held| {
            let right = outside.iter().zip(members).map(|(outside, member)| {
                let claimed = member.inside.iter().filter(|(.., hands)| *hands == Hands::Held);
                claimed.fold(outside.free, |sum, (quantity, variable, position, _)| {
                    sum + quantity * multiplier(*variable, draw) * held[*position]
                })
            });
            solve(matrix(true), right.collect(), self.negative_lines)
        });
        for (at, slot) in slots.iter().enumerate() {
            let value = match (&free, &held) {
                (Some(free), Some(held)) => Pair { free: free[at], held: held[at] },
                _ => Pair { free: f64::NAN, held: f64::NAN },
            };
            memory.set(*slot, draw, value);
        }
    }
}

#[allow(clippy::float_arithmetic, reason = "draws are made in binary floating point, and say so")]
fn needed(
    certain: Pair,
    terms: &[Term],
    draw: usize,
    memory: &Memory,
    multiplier: &impl Fn(Option<usize>, usize) -> f64,
) -> Pair {
    terms.iter().fold(certain, |sum, term| {
        let child = match term.child {
            Child::Live(slot) => memory.get(slot, draw),
            Child::Certain(pair) => pair,
        };
        let added = handed(term.quantity * multiplier(term.variable, draw), term.hands, child);
        Pair { free: sum.free + added.free, held: sum.held + added.held }
    })
}

impl Memory {
    fn get(&self, slot: usize, draw: usize) -> Pair {
        let at = slot.saturating_mul(self.block).saturating_add(draw);
        Pair { free: self.free[at], held: self.held.get(at).copied().unwrap_or(0.0) }
    }

    fn set(&mut self, slot: usize, draw: usize, value: Pair) {
        let at = slot.saturating_mul(self.block).saturating_add(draw);
        self.free[at] = value.free;
        if let Some(held) = self.held.get_mut(at) {
            *held = value.held;
        }
    }
}

/// Elimination along the diagonal, as the exact walk does it; `None` where the loop is not productive, or singular.
#[allow(clippy::float_arithmetic, clippy::arithmetic_side_effects, reason = "draws are made in binary floating point")]
fn solve(mut rows: Vec<Vec<f64>>, mut right: Vec<f64>, negative_lines: bool) -> Option<Vec<f64>> {
    let size = rows.len();
    for at in 0..size {
        let pivot = rows[at][at];
        if pivot.is_nan() || pivot.abs() < 1e-12 || (pivot < 0.0 && !negative_lines) {
            return None;
        }
        for below in at + 1..size {
            let by = rows[below][at] / pivot;
            if by == 0.0 {
                continue;
            }
            let (upper, lower) = rows.split_at_mut(below);
            for (slot, value) in lower[0][at..].iter_mut().zip(&upper[at][at..]) {
                *slot -= by * value;
            }
            right[below] -= by * right[at];
        }
    }
    for at in (0..size).rev() {
        let known: f64 = (at + 1..size).map(|c| rows[at][c] * right[c]).sum();
        right[at] = (right[at] - known) / rows[at][at];
    }
    Some(right)
}
