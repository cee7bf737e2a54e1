//! A study with everything that its files may say, lowered to the same nodes and lines: co-products, recycling, sites,
//! electricity by contract, masses of gases, formulas, scenarios and footprints of suppliers. Written from the format's
//! text, as the rest of the oracle.

use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::{One, Zero};

use super::{Answer, CREDIT, Claim, Edge, Line, Nodes, Number, RAW_MATERIALS, Refusal, Study, ratio, solve_nodes};

const PRODUCTION: usize = 3;
const END_OF_LIFE: usize = 7;

/// Everything that a study's folder says.
#[derive(Clone)]
pub(crate) struct Whole {
    pub(crate) study: Study,
    /// What stands in the quantity's cell of a line, by the line's place.
    pub(crate) formulas: BTreeMap<usize, Formula>,
    pub(crate) parameters: Vec<(String, Formula)>,
    pub(crate) runs: Vec<Run>,
    pub(crate) recycling: Vec<Recycling>,
    pub(crate) site: Option<Site>,
    pub(crate) power: Option<Power>,
    pub(crate) gases: Vec<Gas>,
    /// 0 AR4, 1 AR5, 2 AR6.
    pub(crate) gwp: usize,
    /// Factors that suppliers state, for so many units each.
    pub(crate) suppliers: Vec<(String, Number)>,
    pub(crate) scenario: Scenario,
    /// Draws the spelling of units and numbers.
    pub(crate) spelling: u64,
}

/// A formula as a tree; a name is a parameter.
#[derive(Clone)]
pub(crate) enum Formula {
    Number(Number),
    Name(String),
    Negative(Box<Formula>),
    Two(Box<Formula>, char, Box<Formula>),
}

impl Formula {
    pub(crate) fn of(left: Self, operator: char, right: Self) -> Self {
        Self::Two(Box::new(left), operator, Box::new(right))
    }

    /// As it is written after the `=`.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Number(n) if n.digits < 0 => format!("({n})"),
            Self::Number(n) => n.to_string(),
            Self::Name(name) => name.clone(),
            Self::Negative(inner) => format!("-({})", inner.text()),
            Self::Two(a, operator, b) => format!("({} {operator} {})", a.text(), b.text()),
        }
    }

    fn value(&self, parameters: &[(String, Self)]) -> BigRational {
        match self {
            Self::Number(n) => n.exact(),
            Self::Name(name) => parameters.iter().find(|(n, _)| n == name).expect("a parameter").1.value(parameters),
            Self::Negative(inner) => -inner.value(parameters),
            Self::Two(a, operator, b) => {
                let (a, b) = (a.value(parameters), b.value(parameters));
                match operator {
                    '+' => a + b,
                    '-' => a - b,
                    '*' => a * b,
                    _ => a / b,
                }
            }
        }
    }
}

pub(crate) const ALLOCATIONS: [&str; 5] = ["mass", "economic", "energy", "quantity", "share"];

/// A process with several outputs.
#[derive(Clone)]
pub(crate) struct Run {
    pub(crate) process: String,
    /// Of [`ALLOCATIONS`].
    pub(crate) allocation: usize,
    pub(crate) outputs: Vec<Output>,
}

#[derive(Clone)]
pub(crate) struct Output {
    pub(crate) item: String,
    pub(crate) quantity: Number,
    pub(crate) unit: Option<&'static str>,
    /// Price, energy or share, where the allocation asks for one.
    pub(crate) weight: Number,
}

pub(crate) const METHODS: [&str; 4] = ["cut-off", "substitution", "fifty-fifty", "cff"];
pub(crate) const REFERENCES: [&str; 8] = [
    "virgin",
    "recycled",
    "recycling_eol",
    "virgin_substituted",
    "disposal",
    "energy_recovery",
    "heat_substituted",
    "electricity_substituted",
];
pub(crate) const SHARES: [&str; 10] = ["A", "B", "R1", "R2", "R3", "Qs_in", "Qs_out", "LHV", "X_heat", "X_elec"];

/// A row of `recycling.csv`.
#[derive(Clone)]
pub(crate) struct Recycling {
    pub(crate) item: String,
    /// Of [`METHODS`].
    pub(crate) method: usize,
    /// By [`REFERENCES`].
    pub(crate) references: [Option<String>; 8],
    /// By [`SHARES`].
    pub(crate) shares: [Option<Number>; 10],
}

impl Recycling {
    /// What one declared unit takes of each reference: coefficient, stage, and whether it counts in MJ.
    fn takes(&self) -> [(BigRational, usize, bool); 8] {
        let or = |at: usize, default: i64| self.shares[at].unwrap_or(Number::new(default, 0)).exact();
        let a = match self.method {
            0 => BigRational::one(),
            1 => BigRational::zero(),
            2 => Number::new(5, 1).exact(),
            _ => self.shares[0].expect("A of the formula").exact(),
        };
        let b = if self.method == 0 { BigRational::one() } else { or(1, 0) };
        let (r1, r2, r3) = (or(2, 0), or(3, 0), or(4, 0));
        let (quality_in, quality_out) = (or(5, 1), or(6, 1));
        let (heating_value, heat, power) = (or(7, 0), or(8, 0), or(9, 0));
        let one = BigRational::one;
        let recovered = (one() - b) * &r3;
        [
            ((one() - &r1) + &r1 * (one() - &a) * quality_in, RAW_MATERIALS, false),
            (&r1 * &a, RAW_MATERIALS, false),
            ((one() - &a) * &r2, END_OF_LIFE, false),
            (-((one() - &a) * &r2 * quality_out), END_OF_LIFE, false),
            (one() - &r2 - &r3, END_OF_LIFE, false),
            (recovered.clone(), END_OF_LIFE, false),
            (-(&recovered * &heating_value * heat), END_OF_LIFE, true),
            (-(recovered * heating_value * power), END_OF_LIFE, true),
        ]
    }

    /// The reference at a place, with what stands in for `virgin_substituted`.
    fn reference(&self, at: usize) -> &str {
        let stated = self.references[at].as_ref();
        let or_virgin = stated.or(if at == 3 { self.references[0].as_ref() } else { None });
        or_virgin.unwrap_or_else(|| panic!("no {} for {}", REFERENCES[at], self.item))
    }
}

pub(crate) const SITE_ALLOCATIONS: [&str; 3] = ["mass", "quantity", "weight"];

/// A site with its bills and what it made.
#[derive(Clone)]
pub(crate) struct Site {
    /// Carrier, amount, unit, whether within the period.
    pub(crate) readings: Vec<(String, Number, &'static str, bool)>,
    /// Of [`SITE_ALLOCATIONS`].
    pub(crate) allocation: usize,
    /// Item, amount, unit, weight.
    pub(crate) outputs: Vec<(String, Number, Option<&'static str>, Number)>,
}

/// An electricity item and what covers it.
#[derive(Clone)]
pub(crate) struct Power {
    pub(crate) item: String,
    /// Instrument, factor, kWh.
    pub(crate) instruments: Vec<(&'static str, String, Number)>,
    pub(crate) residual: Option<String>,
    /// Whether the headline is market-based.
    pub(crate) market: bool,
}

pub(crate) const ORIGINS: [&str; 4] = ["fossil", "combustion", "biogenic", "land-use-change"];
pub(crate) const GASES: [&str; 6] = ["CO2", "CH4", "N2O", "HFC-134a", "CF4", "NF3"];

/// A row of `gases.csv`.
#[derive(Clone)]
pub(crate) struct Gas {
    pub(crate) factor: String,
    /// Of [`GASES`].
    pub(crate) gas: usize,
    pub(crate) kg: Number,
    /// Of [`ORIGINS`], or not stated.
    pub(crate) origin: Option<usize>,
}

impl Gas {
    /// kg CO2e of a kg, and the component.
    fn weighed(&self, gwp: usize) -> (BigRational, usize) {
        let origin = self.origin.unwrap_or(0);
        let methane = if origin == 0 { [(25, 0), (30, 0), (298, 1)] } else { [(25, 0), (28, 0), (27, 0)] };
        let by_set = match GASES[self.gas] {
            "CO2" => [(1, 0); 3],
            "CH4" => methane,
            "N2O" => [(298, 0), (265, 0), (273, 0)],
            "HFC-134a" => [(1430, 0), (1300, 0), (1530, 0)],
            "CF4" => [(7390, 0), (6630, 0), (7380, 0)],
            _ => [(17_200, 0), (16_100, 0), (17_400, 0)],
        };
        let component = match (origin, GASES[self.gas]) {
            (0 | 1, _) => 0,
            (2, "CO2") => 7,
            (2, _) => 2,
            _ => 3,
        };
        (Number::new(by_set[gwp].0, by_set[gwp].1).exact() * self.kg.exact(), component)
    }
}

/// The one scenario of a study.
#[derive(Clone, Default)]
pub(crate) struct Scenario {
    pub(crate) parameters: Vec<(String, Formula)>,
    pub(crate) swaps: Vec<(String, String)>,
}

impl Whole {
    /// The study that the scenario makes.
    pub(crate) fn under_scenario(&self) -> Self {
        let mut other = self.clone();
        // What a quantity counts does not change with what it is a quantity of.
        let nodes = self.nodes();
        for line in &mut other.study.lines {
            line.unit.get_or_insert(nodes.bridges[nodes.node(&line.child)].declared);
        }
        for (name, formula) in &self.scenario.parameters {
            other.parameters.iter_mut().find(|(n, _)| n == name).expect("a parameter").1 = formula.clone();
        }
        let swapped = |id: &mut String| {
            if let Some((_, to)) = self.scenario.swaps.iter().find(|(from, _)| from == id) {
                id.clone_from(to);
            }
        };
        let study = &mut other.study;
        study.lines.iter_mut().map(|l| &mut l.child).for_each(swapped);
        study.lines.iter_mut().filter_map(|l| l.factor.as_mut()).for_each(swapped);
        study.items.iter_mut().filter_map(|i| i.factor.as_mut()).for_each(swapped);
        study.legs.iter_mut().map(|l| &mut l.mode).for_each(swapped);
        other.recycling.iter_mut().flat_map(|r| &mut r.references).flatten().for_each(swapped);
        other.site.iter_mut().flat_map(|s| &mut s.readings).map(|r| &mut r.0).for_each(swapped);
        if let Some(power) = &mut other.power {
            power.instruments.iter_mut().map(|i| &mut i.1).for_each(swapped);
            power.residual.iter_mut().for_each(swapped);
        }
        other
    }

    fn gross(&self, at: usize, line: &Line) -> BigRational {
        let quantity = self.formulas.get(&at).map_or_else(|| line.quantity.exact(), |f| f.value(&self.parameters));
        Line { quantity: Number::ONE, ..line.clone() }.gross() * quantity
    }

    /// The study as nodes and lines, location-based.
    fn nodes(&self) -> Nodes {
        let made = |id: &str| {
            self.runs.iter().flat_map(|r| &r.outputs).any(|o| o.item == id)
                || self.recycling.iter().any(|r| r.item == id)
                || self.site.iter().flat_map(|s| &s.outputs).any(|o| o.0 == id)
        };
        let mut nodes = Nodes::with(&self.study, |at, line| self.gross(at, line), made);
        self.runs.iter().for_each(|run| add_run(&mut nodes, run));
        self.recycling.iter().for_each(|row| add_recycling(&mut nodes, row));
        self.site.iter().for_each(|site| add_site(&mut nodes, site));
        nodes
    }

    /// The kWh that the electricity item consumes; None if a loop is unproductive.
    pub(crate) fn consumption(&self, item: &str) -> Option<BigRational> {
        let nodes = self.nodes();
        let power = nodes.node(item);
        let in_kwh = |unit: &str| ratio(unit, "kWh");
        // Whoever reads a meter has what it says: nothing, where all its readings lie outside the period.
        let mut readings = self.site.iter().flat_map(|s| &s.readings).filter(|r| r.0 == item).peekable();
        if readings.peek().is_some() {
            return Some(readings.filter(|r| r.3).map(|r| r.1.exact() * in_kwh(r.2)).sum());
        }
        let mut sum = BigRational::zero();
        for (id, amount) in &self.study.products {
            sum += nodes.requirement(nodes.node(id), power)? * amount.exact();
        }
        Some(sum * in_kwh(nodes.bridges[power].declared))
    }

    /// kg CO2e of one unit of each factor.
    fn values(&self) -> Vec<[BigRational; 9]> {
        let one = |f: &super::Factor| {
            let stated_for = self.suppliers.iter().find(|(id, _)| *id == f.id).map_or(Number::ONE, |(_, n)| *n);
            let mut values = f.values.map(|v| v.exact() / stated_for.exact());
            for gas in self.gases.iter().filter(|g| g.factor == f.id) {
                let (kg, component) = gas.weighed(self.gwp);
                values[component] += kg;
            }
            values
        };
        self.study.factors.iter().map(one).collect()
    }

    /// The answers for one declared unit of every item, processes left out.
    pub(crate) fn solve(&self, market: bool) -> Result<BTreeMap<String, Answer>, Refusal> {
        let mut nodes = self.nodes();
        if let (true, Some(power)) = (market, &self.power) {
            let consumed = self.consumption(&power.item).ok_or(Refusal::Unproductive)?;
            cover(&mut nodes, power, &consumed);
        }
        let mut answers = solve_nodes(&self.study, &nodes, &self.values())?;
        answers.retain(|id, _| self.runs.iter().all(|run| run.process != *id));
        Ok(answers.into_iter().map(|(id, answer)| (id, answer.cut_at_sixty_places())).collect())
    }
}

fn push(nodes: &mut Nodes, parent: &str, child: &str, gross: BigRational, claim: Claim) {
    let (parent, child) = (nodes.node(parent), nodes.node(child));
    nodes.edges.push(Edge { parent, child, gross, claim });
}

fn add_run(nodes: &mut Nodes, run: &Run) {
    let first = run.outputs[0].unit.unwrap_or(nodes.bridges[nodes.node(&run.outputs[0].item)].declared);
    let of_output = |output: &Output| {
        let bridge = &nodes.bridges[nodes.node(&output.item)];
        let unit = output.unit.unwrap_or(bridge.declared);
        let quantity = output.quantity.exact();
        let weight = match ALLOCATIONS[run.allocation] {
            "mass" => &quantity * bridge.ratio(unit, "kg"),
            "quantity" => &quantity * bridge.ratio(unit, first),
            "share" => output.weight.exact(),
            _ => &quantity * output.weight.exact(),
        };
        (weight, quantity * bridge.ratio(unit, bridge.declared))
    };
    let weighed: Vec<(BigRational, BigRational)> = run.outputs.iter().map(of_output).collect();
    let sum: BigRational = weighed.iter().map(|(weight, _)| weight).sum();
    for (output, (weight, declared)) in run.outputs.iter().zip(weighed) {
        push(nodes, &output.item, &run.process, weight / &sum / declared, Claim::None);
    }
}

fn add_recycling(nodes: &mut Nodes, row: &Recycling) {
    for (at, (coefficient, stage, in_megajoules)) in row.takes().into_iter().enumerate() {
        if coefficient.is_zero() {
            continue;
        }
        let child = row.reference(at);
        let own = &nodes.bridges[nodes.node(&row.item)];
        let to = nodes.bridges[nodes.node(child)].declared;
        let converted = if in_megajoules { ratio("MJ", to) } else { own.ratio(own.declared, to) };
        push(nodes, &row.item, child, coefficient * converted, Claim::Stage(stage));
    }
}

fn add_site(nodes: &mut Nodes, site: &Site) {
    let mut totals: BTreeMap<&str, BigRational> = BTreeMap::new();
    for (carrier, amount, unit, inside) in &site.readings {
        let bridge = &nodes.bridges[nodes.node(carrier)];
        let amount = if *inside { amount.exact() * bridge.ratio(unit, bridge.declared) } else { BigRational::zero() };
        *totals.entry(carrier).or_default() += amount;
    }
    let weighed: Vec<(BigRational, BigRational)> = (site.outputs.iter())
        .map(|(item, amount, unit, weight)| {
            let bridge = &nodes.bridges[nodes.node(item)];
            let declared = amount.exact() * bridge.ratio(unit.unwrap_or(bridge.declared), bridge.declared);
            let weight = match SITE_ALLOCATIONS[site.allocation] {
                "mass" => bridge.ratio(bridge.declared, "kg"),
                "quantity" => BigRational::one(),
                _ => weight.exact(),
            };
            (declared, weight)
        })
        .collect();
    let sum: BigRational = weighed.iter().map(|(declared, weight)| declared * weight).sum();
    for (carrier, total) in totals {
        for ((item, ..), (_, weight)) in site.outputs.iter().zip(&weighed) {
            push(nodes, item, carrier, &total * weight / &sum, Claim::Stage(PRODUCTION));
        }
    }
}

/// The electricity item as its instruments make it.
fn cover(nodes: &mut Nodes, power: &Power, consumed: &BigRational) {
    let item = nodes.node(&power.item);
    let declared = nodes.bridges[item].declared;
    let mut rest = BigRational::one();
    let mut covered = Vec::new();
    for (_, factor, kwh) in &power.instruments {
        let share = kwh.exact() / consumed;
        rest -= &share;
        let gross = share * ratio(declared, nodes.bridges[nodes.node(factor)].declared);
        covered.push((factor, gross));
    }
    match &power.residual {
        None => nodes.edges.iter_mut().filter(|e| e.parent == item).for_each(|e| e.gross *= &rest),
        Some(residual) => {
            nodes.edges.retain(|e| e.parent != item);
            let gross = rest * ratio(declared, nodes.bridges[nodes.node(residual)].declared);
            covered.push((residual, gross));
        }
    }
    for (factor, gross) in covered {
        push(nodes, &power.item, factor, gross, Claim::None);
    }
    debug_assert!(nodes.edges.iter().all(|e| e.claim != Claim::Stage(CREDIT)));
}
