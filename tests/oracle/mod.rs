//! The oracle: what a study must give, in exact rational arithmetic, written from the format's text alone.
//!
//! It shares no line with the library. A study is a handful of plain structs ([`Study`]); [`solve`] turns it into
//! nodes and one dense matrix over all of them, and eliminates with fractions that never round. It is slow and short on
//! purpose: what it does can be checked by reading it.
//!
//! - [`files`] writes a study as a user would (files, or calls of the builder).
//! - [`random`] draws studies for the properties.
//! - [`whole`] adds what the other files of a study say: co-products, recycling, sites, electricity, gases, parameters,
//!   scenarios, footprints of suppliers; [`draw`] draws such studies.
//! - [`answers`] holds what the library says, digit for digit, and [`agree`] compares it.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::arithmetic_side_effects, reason = "fractions do not overflow, and a test may panic")]

pub(crate) mod agree;
pub(crate) mod answers;
pub(crate) mod draw;
pub(crate) mod files;
pub(crate) mod random;
pub(crate) mod whole;
pub(crate) mod written;

use std::collections::BTreeMap;
use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// The eight stages in the order of life, and the credits.
pub(crate) const STAGES: [&str; 9] = [
    "design",
    "raw-materials",
    "inbound-transport",
    "production",
    "distribution",
    "storage",
    "use",
    "end-of-life",
    "beyond-boundary",
];
pub(crate) const RAW_MATERIALS: usize = 1;
pub(crate) const INBOUND_TRANSPORT: usize = 2;
pub(crate) const DISTRIBUTION: usize = 4;
/// The class of everything below a `beyond-boundary` line.
pub(crate) const CREDIT: usize = 8;

/// The nine components; the first seven make the total.
pub(crate) const COMPONENTS: [&str; 9] = [
    "fossil",
    "aircraft",
    "biogenic_non_co2",
    "land_use_change",
    "land_management",
    "land_removals",
    "technical_removals",
    "biogenic_co2",
    "biogenic_uptake",
];
const IN_TOTAL: usize = 7;

/// A decimal number as it is written: `digits` x 10^-`places`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Number {
    pub(crate) digits: i64,
    pub(crate) places: u32,
}

impl Number {
    pub(crate) const ONE: Self = Self { digits: 1, places: 0 };

    pub(crate) const fn new(digits: i64, places: u32) -> Self {
        Self { digits, places }
    }

    pub(crate) fn exact(self) -> BigRational {
        BigRational::new(BigInt::from(self.digits), BigInt::from(10).pow(self.places))
    }

    /// The same digits with the point moved `by` places to the right.
    pub(crate) fn shifted(self, by: i32) -> Self {
        let places = i64::from(self.places) - i64::from(by);
        match u32::try_from(places) {
            Ok(places) => Self { places, ..self },
            Err(_) => Self { digits: self.digits * 10_i64.pow(u32::try_from(-places).unwrap()), places: 0 },
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = usize::try_from(self.places).unwrap();
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let sign = if self.digits < 0 { "-" } else { "" };
        if places == 0 { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{fraction}") }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The exact value of a decimal number in plain notation.
pub(crate) fn exact(text: &str) -> BigRational {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: BigInt = format!("{whole}{fraction}").parse().unwrap_or_else(|_| panic!("{text:?} is not a number"));
    BigRational::new(digits, BigInt::from(10).pow(u32::try_from(fraction.len()).unwrap()))
}

/// What a study states, field by field as in its files. An item that only lines name stands in no list.
#[derive(Clone, PartialEq)]
pub(crate) struct Study {
    pub(crate) cradle_to_grave: bool,
    /// Declared products and their amounts.
    pub(crate) products: Vec<(String, Number)>,
    pub(crate) items: Vec<Item>,
    pub(crate) lines: Vec<Line>,
    pub(crate) legs: Vec<Leg>,
    pub(crate) factors: Vec<Factor>,
}

#[derive(Clone, PartialEq)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) unit: Option<&'static str>,
    pub(crate) mass: Option<Number>,
    pub(crate) density: Option<Number>,
    pub(crate) factor: Option<String>,
}

#[derive(Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) parent: String,
    pub(crate) child: String,
    pub(crate) quantity: Number,
    pub(crate) unit: Option<&'static str>,
    pub(crate) per: Option<Number>,
    pub(crate) scrap: Option<Number>,
    /// The column `yield`.
    pub(crate) recovery: Option<Number>,
    pub(crate) stage: Option<usize>,
    /// Binds the child, as in the items.
    pub(crate) factor: Option<String>,
}

#[derive(Clone, PartialEq)]
pub(crate) struct Leg {
    pub(crate) item: String,
    pub(crate) mode: String,
    /// None at a hub, a mode per mass.
    pub(crate) distance_km: Option<Number>,
    pub(crate) mass_kg: Option<Number>,
    pub(crate) stage: Option<usize>,
}

#[derive(Clone, PartialEq)]
pub(crate) struct Factor {
    pub(crate) id: String,
    pub(crate) unit: &'static str,
    pub(crate) values: [Number; 9],
    pub(crate) stage: Option<usize>,
}

impl Line {
    pub(crate) fn new(parent: &str, child: &str, quantity: Number) -> Self {
        let (parent, child) = (parent.to_owned(), child.to_owned());
        Self { parent, child, quantity, unit: None, per: None, scrap: None, recovery: None, stage: None, factor: None }
    }

    /// quantity / per x (1 + scrap) / yield, in the line's unit.
    fn gross(&self) -> BigRational {
        let or = |n: Option<Number>, default: i64| n.unwrap_or(Number::new(default, 0)).exact();
        self.quantity.exact() / or(self.per, 1) * (BigRational::one() + or(self.scrap, 0)) / or(self.recovery, 1)
    }
}

/// The units that studies of the tests use: symbol, dimension, size in the dimension's base unit.
pub(crate) const UNITS: [(&str, &str, Number); 14] = [
    ("piece", "piece", Number::ONE),
    ("kg", "mass", Number::ONE),
    ("g", "mass", Number::new(1, 3)),
    ("t", "mass", Number::new(1000, 0)),
    ("lb", "mass", Number::new(45_359_237, 8)),
    ("m3", "volume", Number::ONE),
    ("L", "volume", Number::new(1, 3)),
    ("mL", "volume", Number::new(1, 6)),
    ("MJ", "energy", Number::ONE),
    ("kWh", "energy", Number::new(36, 1)),
    ("GJ", "energy", Number::new(1000, 0)),
    ("m", "length", Number::ONE),
    ("t·km", "transport", Number::ONE),
    ("kg·km", "transport", Number::new(1, 3)),
];

pub(crate) fn dimension(unit: &str) -> &'static str {
    unit_row(unit).1
}

fn unit_row(unit: &str) -> &'static (&'static str, &'static str, Number) {
    UNITS.iter().find(|(symbol, ..)| *symbol == unit).unwrap_or_else(|| panic!("no unit {unit}"))
}

/// How much of `to` one `from` is, both of one dimension.
fn ratio(from: &str, to: &str) -> BigRational {
    let ((_, a, from), (_, b, to)) = (unit_row(from), unit_row(to));
    assert_eq!(a, b, "the units do not fit");
    from.exact() / to.exact()
}

/// What bridges the dimensions of one item.
#[derive(Clone, Default)]
struct Bridge {
    declared: &'static str,
    /// kg of one declared unit.
    mass: Option<BigRational>,
    /// kg/m3.
    density: Option<BigRational>,
}

impl Bridge {
    /// How much of `to` one `from` is, bridged by the item's mass or density.
    fn ratio(&self, from: &str, to: &str) -> BigRational {
        let own = dimension(self.declared);
        match (dimension(from), dimension(to)) {
            (a, b) if a == b => ratio(from, to),
            ("mass", b) if b == own && self.mass.is_some() => {
                ratio(from, "kg") / self.mass.clone().unwrap() * ratio(self.declared, to)
            }
            (a, "mass") if a == own && self.mass.is_some() => {
                ratio(from, self.declared) * self.mass.clone().unwrap() * ratio("kg", to)
            }
            ("volume", "mass") => ratio(from, "m3") * self.density.clone().expect("a density") * ratio("kg", to),
            ("mass", "volume") => ratio(from, "kg") / self.density.clone().expect("a density") * ratio("m3", to),
            (a, b) => panic!("nothing bridges {a} and {b}"),
        }
    }
}

/// How one line passes on what is below it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Claim {
    None,
    Stage(usize),
    Credit,
}

/// One line between nodes, in declared units of both.
struct Edge {
    parent: usize,
    child: usize,
    gross: BigRational,
    claim: Claim,
}

/// A study as nodes and lines.
struct Nodes {
    ids: Vec<String>,
    /// The first `items` nodes are items, the rest factors in the study's order.
    items: usize,
    bridges: Vec<Bridge>,
    edges: Vec<Edge>,
}

impl Nodes {
    fn of(study: &Study) -> Self {
        Self::with(study, |_, line| line.gross(), |_| false)
    }

    /// `gross` of a line by its place; `made` are items that files other than these give lines of their own.
    fn with(study: &Study, gross_of: impl Fn(usize, &Line) -> BigRational, made: impl Fn(&str) -> bool) -> Self {
        // An item is what a list or a line names as one, by order of appearance.
        let is_factor = |id: &str| study.factors.iter().any(|f| f.id == id);
        let mut ids: Vec<String> = study.items.iter().map(|i| i.id.clone()).collect();
        let implied = study.lines.iter().map(|l| &l.parent).chain(study.legs.iter().map(|l| &l.item));
        let bound = study.lines.iter().filter(|l| l.factor.is_some() || !is_factor(&l.child)).map(|l| &l.child);
        for id in implied.chain(bound) {
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
        let items = ids.len();
        let factor = |id: &str| items + study.factors.iter().position(|f| f.id == id).expect("a factor");
        let item = |id: &str| ids[..items].iter().position(|i| i == id);
        let node = |id: &str| item(id).unwrap_or_else(|| factor(id));

        // One binding per item, from the items or from a line, or to its namesake.
        let mut binding: Vec<Option<usize>> = vec![None; items];
        let stated = study.items.iter().map(|i| (&i.id, &i.factor));
        for (id, reference) in stated.chain(study.lines.iter().map(|l| (&l.child, &l.factor))) {
            if let Some(reference) = reference {
                let at = item(id).expect("an item");
                assert!(binding[at].is_none_or(|b| b == factor(reference)), "{id} is bound twice");
                binding[at] = Some(factor(reference));
            }
        }
        for at in 0..items {
            let used = study.lines.iter().any(|l| l.parent == ids[at]) || study.legs.iter().any(|l| l.item == ids[at]);
            if binding[at].is_none() && !used && !made(&ids[at]) {
                binding[at] = Some(factor(&ids[at]));
            }
        }

        let mut bridges: Vec<Bridge> = Vec::new();
        for at in 0..items {
            let stated = study.items.iter().find(|i| i.id == ids[at]);
            let of_factor = binding[at].map(|f| study.factors[f - items].unit);
            let declared = stated.and_then(|i| i.unit).or(of_factor).unwrap_or("piece");
            let mass = stated.and_then(|i| i.mass).map(Number::exact);
            bridges.push(Bridge { declared, mass, density: stated.and_then(|i| i.density).map(Number::exact) });
        }
        bridges.extend(study.factors.iter().map(|f| Bridge { declared: f.unit, ..Bridge::default() }));

        let mut edges = Vec::new();
        for (at, factor) in binding.iter().enumerate() {
            if let Some(child) = *factor {
                let gross = bridges[at].ratio(bridges[at].declared, bridges[child].declared);
                edges.push(Edge { parent: at, child, gross, claim: Claim::None });
            }
        }
        for (at, line) in study.lines.iter().enumerate() {
            let (parent, child) = (node(&line.parent), node(&line.child));
            let bridge = &bridges[child];
            let gross = gross_of(at, line) * bridge.ratio(line.unit.unwrap_or(bridge.declared), bridge.declared);
            let claim = match line.stage {
                None => Claim::None,
                Some(CREDIT) => Claim::Credit,
                Some(stage) => Claim::Stage(stage),
            };
            edges.push(Edge { parent, child, gross, claim });
        }
        for leg in &study.legs {
            let (parent, child) = (node(&leg.item), node(&leg.mode));
            let kg = leg.mass_kg.map(Number::exact).or(bridges[parent].mass.clone()).expect("a mass");
            let gross = match leg.distance_km {
                Some(km) => kg * ratio("kg", "t") * km.exact() * ratio("t·km", bridges[child].declared),
                None => kg * ratio("kg", bridges[child].declared),
            };
            let consumed = study.lines.iter().any(|l| l.child == leg.item);
            let default = if consumed { INBOUND_TRANSPORT } else { DISTRIBUTION };
            edges.push(Edge { parent, child, gross, claim: Claim::Stage(leg.stage.unwrap_or(default)) });
        }
        ids.extend(study.factors.iter().map(|f| f.id.clone()));
        Self { ids, items, bridges, edges }
    }

    /// The node of an id: the item where there is one.
    fn node(&self, id: &str) -> usize {
        self.ids.iter().position(|i| i == id).unwrap_or_else(|| panic!("no node {id}"))
    }

    /// How much of `of` one declared unit of `item` needs in all, itself included.
    fn requirement(&self, item: usize, of: usize) -> Option<BigRational> {
        let mut right = zeros(self.len(), 1);
        right[of][0] = BigRational::one();
        let needed = eliminate(self.matrix(|e| e.claim != Claim::Credit), right)?;
        Some(needed[item][0].clone())
    }

    fn len(&self) -> usize {
        self.ids.len()
    }

    /// `I - Q` over the edges that `kept` keeps.
    fn matrix(&self, kept: impl Fn(&Edge) -> bool) -> Matrix {
        let mut matrix = zeros(self.len(), self.len());
        for (at, row) in matrix.iter_mut().enumerate() {
            row[at] = BigRational::one();
        }
        for edge in self.edges.iter().filter(|e| kept(e)) {
            matrix[edge.parent][edge.child] -= &edge.gross;
        }
        matrix
    }

    /// Whether some path of lines leads from `from` to `to`.
    fn reaches(&self, from: usize, to: usize) -> bool {
        let (mut seen, mut open) = (vec![false; self.len()], vec![from]);
        while let Some(at) = open.pop() {
            if at == to {
                return true;
            }
            if !std::mem::replace(&mut seen[at], true) {
                open.extend(self.edges.iter().filter(|e| e.parent == at).map(|e| e.child));
            }
        }
        false
    }
}

type Matrix = Vec<Vec<BigRational>>;

fn zeros(rows: usize, columns: usize) -> Matrix {
    vec![vec![BigRational::zero(); columns]; rows]
}

/// `matrix^-1 right` by elimination without exchange of rows, or None at a pivot <= 0: for a matrix `I - Q` with
/// `Q >= 0` that is exactly when some non-negative demand has no non-negative supply.
fn eliminate(mut matrix: Matrix, mut right: Matrix) -> Option<Matrix> {
    let size = matrix.len();
    // Last to first: without loops nothing fills in, since children mostly follow their parents.
    for pivot in (0..size).rev() {
        let divisor = matrix[pivot][pivot].clone();
        if !divisor.is_positive() {
            return None;
        }
        for cell in matrix[pivot].iter_mut().chain(right[pivot].iter_mut()).filter(|c| !c.is_zero()) {
            *cell /= &divisor;
        }
        let (pivot_row, pivot_right) = (matrix[pivot].clone(), right[pivot].clone());
        for row in (0..size).filter(|r| *r != pivot) {
            let times = matrix[row][pivot].clone();
            if times.is_zero() {
                continue;
            }
            let cells = matrix[row].iter_mut().chain(right[row].iter_mut());
            for (cell, above) in cells.zip(pivot_row.iter().chain(&pivot_right)).filter(|(_, a)| !a.is_zero()) {
                *cell -= &times * above;
            }
        }
    }
    Some(right)
}

/// Why a study has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A loop that makes no more than it takes.
    Unproductive,
    /// A credit that lies on a loop.
    CreditOnLoop,
}

/// What one declared unit of an item gives.
#[derive(Clone)]
pub(crate) struct Answer {
    /// kg CO2e by stage (or credit) and component.
    pub(crate) cells: [[BigRational; 9]; 9],
    /// Units of each factor by stage (or credit).
    pub(crate) uses: [BTreeMap<String, BigRational>; 9],
}

impl Answer {
    pub(crate) fn times(mut self, amount: &BigRational) -> Self {
        self.cells.iter_mut().flatten().for_each(|c| *c *= amount);
        self.uses.iter_mut().flat_map(BTreeMap::values_mut).for_each(|c| *c *= amount);
        self
    }

    /// To sixty decimals: far below what is ever compared, and sums of it are quick.
    pub(crate) fn cut_at_sixty_places(mut self) -> Self {
        let power = BigRational::from(BigInt::from(10).pow(60));
        let uses = self.uses.iter_mut().flat_map(BTreeMap::values_mut);
        for number in self.cells.iter_mut().flatten().chain(uses).filter(|n| !n.is_zero()) {
            *number = (&*number * &power).round() / &power;
        }
        self
    }

    /// The sum of the seven components of a stage.
    pub(crate) fn stage(&self, stage: usize) -> BigRational {
        self.cells[stage][..IN_TOTAL].iter().sum()
    }

    pub(crate) fn total_all_stages(&self) -> BigRational {
        (0..CREDIT).map(|s| self.stage(s)).sum()
    }

    pub(crate) fn component(&self, component: usize, cradle_to_grave: bool) -> BigRational {
        self.cells[..inside(cradle_to_grave)].iter().map(|c| &c[component]).sum()
    }

    pub(crate) fn total(&self, cradle_to_grave: bool) -> BigRational {
        (0..IN_TOTAL).map(|c| self.component(c, cradle_to_grave)).sum()
    }

    pub(crate) fn total_including_biogenic(&self, cradle_to_grave: bool) -> BigRational {
        (0..9).map(|c| self.component(c, cradle_to_grave)).sum()
    }

    /// The largest number that the item's result prints.
    pub(crate) fn largest(&self, cradle_to_grave: bool) -> BigRational {
        let stages = (0..9).map(|s| self.stage(s));
        let components = (0..9).map(|c| self.component(c, cradle_to_grave));
        let totals =
            [self.total_all_stages(), self.total(cradle_to_grave), self.total_including_biogenic(cradle_to_grave)];
        let cells = self.cells.iter().flatten().cloned();
        stages.chain(components).chain(totals).chain(cells).map(|n| n.abs()).max().unwrap_or_default()
    }
}

/// How many stages the boundary counts.
pub(crate) fn inside(cradle_to_grave: bool) -> usize {
    if cradle_to_grave { CREDIT } else { 4 }
}

/// The answers for one declared unit of every item, by id.
pub(crate) fn solve(study: &Study) -> Result<BTreeMap<String, Answer>, Refusal> {
    let values: Vec<[BigRational; 9]> = study.factors.iter().map(|f| f.values.map(Number::exact)).collect();
    solve_nodes(study, &Nodes::of(study), &values)
}

/// The same for nodes and for values of the factors that stand already.
fn solve_nodes(study: &Study, nodes: &Nodes, values: &[[BigRational; 9]]) -> Result<BTreeMap<String, Answer>, Refusal> {
    let on_loop = |e: &Edge| nodes.reaches(e.child, e.parent);
    if nodes.edges.iter().any(|e| e.claim == Claim::Credit && on_loop(e)) {
        return Err(Refusal::CreditOnLoop);
    }
    // What is asked of each node: nine components, and the amount of each factor.
    let mut own = zeros(nodes.len(), 9 + study.factors.len());
    for (at, values) in values.iter().enumerate() {
        own[nodes.items + at][..9].clone_from_slice(values);
        own[nodes.items + at][9 + at] = BigRational::one();
    }
    // The footprint over all eight stages: all lines but the credits.
    let whole = eliminate(nodes.matrix(|e| e.claim != Claim::Credit), own.clone()).ok_or(Refusal::Unproductive)?;

    let mut classes: Vec<Matrix> = Vec::new();
    for stage in 0..CREDIT {
        // A claimed line brings the child's whole footprint, an unclaimed one the child's footprint of this stage.
        let mut right = zeros(nodes.len(), 9 + study.factors.len());
        for (at, factor) in study.factors.iter().enumerate() {
            if factor.stage.unwrap_or(RAW_MATERIALS) == stage {
                right[nodes.items + at].clone_from(&own[nodes.items + at]);
            }
        }
        for edge in nodes.edges.iter().filter(|e| e.claim == Claim::Stage(stage)) {
            add_times(&mut right[edge.parent], &edge.gross, &whole[edge.child]);
        }
        let matrix = nodes.matrix(|e| e.claim == Claim::None);
        classes.push(eliminate(matrix, right).expect("a part of a productive system is productive"));
    }
    // Credits pass every line, and a credit line turns the rest into credits.
    let mut right = zeros(nodes.len(), 9 + study.factors.len());
    for edge in nodes.edges.iter().filter(|e| e.claim == Claim::Credit) {
        add_times(&mut right[edge.parent], &edge.gross, &whole[edge.child]);
    }
    classes.push(eliminate(nodes.matrix(|_| true), right).expect("credits lie on no loop"));

    let answer = |at: usize| {
        let cells = std::array::from_fn(|s| std::array::from_fn(|c| classes[s][at][c].clone()));
        let uses = std::array::from_fn(|s| {
            let used = study.factors.iter().zip(&classes[s][at][9..]).filter(|(_, n)| !n.is_zero());
            used.map(|(f, n)| (f.id.clone(), n.clone())).collect()
        });
        let answer = Answer { cells, uses };
        let sum: BigRational = whole[at][..IN_TOTAL].iter().sum();
        assert_eq!(answer.total_all_stages(), sum, "the oracle's stages sum to its total");
        answer
    };
    Ok((0..nodes.items).map(|at| (nodes.ids[at].clone(), answer(at))).collect())
}

fn add_times(row: &mut [BigRational], times: &BigRational, other: &[BigRational]) {
    for (cell, value) in row.iter_mut().zip(other).filter(|(_, v)| !v.is_zero()) {
        *cell += times * value;
    }
}

/// How much of `of` one declared unit of `item` needs in all, itself included; None if a loop is unproductive.
///
/// A further line from `of` to `item` with gross quantity q makes a loop that takes q times this to make 1.
pub(crate) fn requirement(study: &Study, item: &str, of: &str) -> Option<BigRational> {
    let nodes = Nodes::of(study);
    nodes.requirement(nodes.node(item), nodes.node(of))
}

/// The declared unit of an item or factor.
pub(crate) fn declared_unit(study: &Study, id: &str) -> &'static str {
    let nodes = Nodes::of(study);
    nodes.bridges[nodes.node(id)].declared
}

/// How much of a child's declared unit one `unit` on a line is.
pub(crate) fn line_ratio(item: &Item, declared: &'static str, unit: &str) -> BigRational {
    let number = |n: Option<Number>| n.map(Number::exact);
    Bridge { declared, mass: number(item.mass), density: number(item.density) }.ratio(unit, declared)
}

/// Whether line number `at` of the study lies on a loop.
pub(crate) fn is_on_loop(study: &Study, at: usize) -> bool {
    let nodes = Nodes::of(study);
    nodes.reaches(nodes.node(&study.lines[at].child), nodes.node(&study.lines[at].parent))
}

/// The number of digits that the exact decimal notation of `number` needs, None if it has no end.
pub(crate) fn decimal_digits(number: &BigRational) -> Option<usize> {
    let (mut denominator, mut scale) = (number.denom().clone(), 0_u32);
    let (two, five) = (BigInt::from(2), BigInt::from(5));
    let (mut twos, mut fives) = (0_u32, 0_u32);
    while (&denominator % &two).is_zero() {
        denominator /= &two;
        twos += 1;
    }
    while (&denominator % &five).is_zero() {
        denominator /= &five;
        fives += 1;
    }
    if !denominator.is_one() {
        return None;
    }
    scale += twos.max(fives);
    let digits = (number * BigRational::from(BigInt::from(10).pow(scale))).to_integer().abs().to_string().len();
    Some(digits.max(usize::try_from(scale).unwrap()))
}

/// A number for a report, to a few digits.
pub(crate) fn approximately(number: &BigRational) -> String {
    if number.is_zero() {
        return "0".to_owned();
    }
    let digits = |n: &BigInt| i64::try_from(n.abs().to_string().len()).unwrap();
    let exponent = digits(number.numer()) - digits(number.denom());
    let ten = |e: i64| BigInt::from(10).pow(u32::try_from(e).unwrap());
    let scaled = if exponent >= 0 {
        number / BigRational::from(ten(exponent))
    } else {
        number * BigRational::from(ten(-exponent))
    };
    let thousandths = (scaled * BigRational::from(BigInt::from(1000))).to_integer();
    format!("{thousandths}e{}", exponent - 3)
}
