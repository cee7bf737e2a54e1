//! Monte Carlo: a product's total over lognormal draws of its uncertain inputs, seeded and paired between scenarios.
//!
//! This is the one place where numbers are binary floating point. A draw is no more exact than its sixteen digits, and
//! what a sample says is uncertain by far more than that; every figure comes with its standard error.

mod normal;
mod program;
mod statistics;

use std::num::NonZeroUsize;

use indexmap::IndexMap;

use super::Footprint;
use super::build::order_key;
use super::cells::TooLarge;
use super::comparable::alike;
use super::model::{Declared, Model};
use super::sensitivity::{Derivatives, Influence, Source};
use super::uncertainty::Uncertainty;
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Diagnostic, Report, trust};
use crate::error::Error;
use crate::progress::Progress;
use crate::resolve::{StatedSpread, Variances};
use crate::walk::Requirements;
use normal::Stream;
use program::{Program, Sum, TooManyMembers, Uncertain};
use statistics::{correlation, decimal, float, moments, percentile, ranks};

/// The percentiles that a simulation gives, as shares and by name.
const PERCENTILES: [(f64, &str); 7] =
    [(0.025, "2.5"), (0.05, "5"), (0.25, "25"), (0.5, "50"), (0.75, "75"), (0.95, "95"), (0.975, "97.5")];

/// How many draws of a sum are made side by side.
const LONG_BLOCK: usize = 4096;

/// How many draws, and from which seed.
#[derive(Clone, Debug)]
pub struct Simulation {
    samples: usize,
    seed: u64,
    threads: Option<NonZeroUsize>,
    progress: Progress,
}

impl Simulation {
    /// More threads than this are never started.
    pub const MOST_THREADS: usize = 256;
    /// What makes the random numbers, as results name it.
    pub const GENERATOR: &str = normal::GENERATOR;

    /// So many draws from a seed: the same seed gives the same draws, on every machine and for any number of threads.
    ///
    /// # Errors
    ///
    /// Fewer than 100 draws or more than ten million (E114).
    pub fn new(samples: u32, seed: u64) -> Result<Self, Error> {
        if !(100..=10_000_000).contains(&samples) {
            let mut report = Report::default();
            report.add(&trust::SAMPLES, None, &[("seen", &samples.to_string())]);
            return Err(Error::input(report));
        }
        Ok(Self { samples: usize::try_from(samples).unwrap_or(0), seed, threads: None, progress: Progress::default() })
    }

    /// On so many threads, instead of as many as the machine has; at most [`Simulation::MOST_THREADS`] are started. It
    /// changes nothing but the time.
    #[must_use]
    pub fn threads(mut self, count: NonZeroUsize) -> Self {
        self.threads = Some(count);
        self
    }

    /// Tells how far it is: `tell` gets how many draws were made since it was told last, from whichever thread made
    /// them. Two sides that are drawn side by side are told of one after the other. No result depends on it.
    #[must_use]
    pub fn on_progress(mut self, tell: impl Fn(u64) + Send + Sync + 'static) -> Self {
        self.progress = Progress::to(tell);
        self
    }
}

/// A figure that a sample gives, and its standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    pub(crate) value: Decimal,
    pub(crate) error: Decimal,
}

impl Estimate {
    fn of(found: statistics::Estimate) -> Result<Self, TooLarge> {
        Ok(Self { value: decimal(found.value).ok_or(TooLarge)?, error: decimal(found.error).ok_or(TooLarge)? })
    }

    /// The figure, kg CO2e, to sixteen digits at most.
    #[must_use]
    pub fn value(&self) -> Decimal {
        self.value
    }

    /// By how much it would differ in another sample of the same size: one standard deviation, kg CO2e.
    #[must_use]
    pub fn error(&self) -> Decimal {
        self.error
    }
}

/// What the draws of one quantity say.
#[derive(Clone, Debug)]
pub struct Distribution {
    pub(crate) mean: Estimate,
    pub(crate) deviation: Decimal,
    pub(crate) percentiles: Vec<(&'static str, Estimate)>,
}

impl Distribution {
    fn of(sample: &[f64]) -> Result<Self, TooLarge> {
        let (mean, deviation) = moments(sample);
        let mut sorted = sample.to_vec();
        sorted.sort_by(f64::total_cmp);
        let percentiles = PERCENTILES.into_iter().map(|(p, name)| Ok((name, Estimate::of(percentile(&sorted, p))?)));
        Ok(Self {
            mean: Estimate::of(mean)?,
            deviation: decimal(deviation).ok_or(TooLarge)?,
            percentiles: percentiles.collect::<Result<_, _>>()?,
        })
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> Estimate {
        self.mean
    }

    /// The standard deviation, kg CO2e.
    #[must_use]
    pub fn deviation(&self) -> Decimal {
        self.deviation
    }

    /// The percentiles 2.5, 5, 25, 50, 75, 95 and 97.5, by name.
    #[must_use]
    pub fn percentiles(&self) -> &[(&'static str, Estimate)] {
        &self.percentiles
    }
}

/// How much an input's uncertainty has to do with the total's.
#[derive(Clone, Debug)]
pub struct Importance {
    pub(crate) influence: Influence,
    pub(crate) rank_correlation: Decimal,
    pub(crate) share: Option<Decimal>,
    pub(crate) first_order_share: Option<Decimal>,
}

impl Importance {
    /// The factor or line.
    #[must_use]
    pub fn influence(&self) -> &Influence {
        &self.influence
    }

    /// Spearman's rank correlation of the input with the total over the draws.
    #[must_use]
    pub fn rank_correlation(&self) -> Decimal {
        self.rank_correlation
    }

    /// The square of the correlation over the sum of all squares. Of many inputs with few draws it is mostly chance:
    /// see [`Simulated::correlation_error`].
    #[must_use]
    pub fn share(&self) -> Option<Decimal> {
        self.share
    }

    /// Its share of the variance to first order, which no chance is in.
    #[must_use]
    pub fn first_order_share(&self) -> Option<Decimal> {
        self.first_order_share
    }
}

/// What the draws say of a product's total.
#[derive(Clone, Debug)]
pub struct Simulated {
    pub(crate) first_order: Uncertainty,
    pub(crate) samples: usize,
    pub(crate) seed: u64,
    pub(crate) failed: usize,
    pub(crate) distribution: Distribution,
    pub(crate) importance: Vec<Importance>,
    pub(crate) warnings: Vec<Diagnostic>,
}

impl Simulated {
    /// The footprint, whose total is the value at which every input is at its median.
    #[must_use]
    pub fn footprint(&self) -> &Footprint {
        &self.first_order.footprint
    }

    /// The same to first order, and what states no uncertainty.
    #[must_use]
    pub fn first_order(&self) -> &Uncertainty {
        &self.first_order
    }

    /// How many draws count: those that were asked for, less those in which a loop took more than it made.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.samples.saturating_sub(self.failed)
    }

    /// What the draws of the total say, kg CO2e.
    #[must_use]
    pub fn distribution(&self) -> &Distribution {
        &self.distribution
    }

    /// The inputs that were drawn, the largest rank correlation first.
    #[must_use]
    pub fn importance(&self) -> &[Importance] {
        &self.importance
    }

    /// The standard error of a rank correlation that is zero: what is within two of them may be chance.
    #[must_use]
    #[allow(clippy::float_arithmetic, reason = "draws are made in binary floating point, and say so")]
    pub fn correlation_error(&self) -> Decimal {
        decimal(1.0 / float(self.samples().saturating_sub(1)).sqrt()).unwrap_or(Decimal::ONE)
    }

    /// What a reader should know beside the warnings of the footprint (W233, W234).
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

/// Two products or scenarios over the same draws: what both use is drawn once.
#[derive(Clone, Debug)]
pub struct SimulatedPair {
    pub(crate) sides: [Simulated; 2],
    pub(crate) lower: Decimal,
    pub(crate) equal: Decimal,
    pub(crate) lower_error: Decimal,
    pub(crate) difference: Distribution,
}

impl SimulatedPair {
    /// The first and the second side.
    #[must_use]
    pub fn sides(&self) -> &[Simulated; 2] {
        &self.sides
    }

    /// The share of the draws in which the second side is lower than the first, 0 to 1.
    #[must_use]
    pub fn lower(&self) -> Decimal {
        self.lower
    }

    /// The standard error of [`SimulatedPair::lower`].
    #[must_use]
    pub fn lower_error(&self) -> Decimal {
        self.lower_error
    }

    /// The share of the draws in which both are the same.
    #[must_use]
    pub fn equal(&self) -> Decimal {
        self.equal
    }

    /// What the draws of second less first say, kg CO2e.
    #[must_use]
    pub fn difference(&self) -> &Distribution {
        &self.difference
    }
}

/// Why there is no sample.
enum Refused {
    TooLarge,
    Loop(usize),
    /// Hardly a draw has a total.
    NoDraws,
}

impl From<TooLarge> for Refused {
    fn from(_: TooLarge) -> Self {
        Self::TooLarge
    }
}

/// Where an input stands: a factor's place in the model, a line's number in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Origin {
    Factor(u32),
    Line(usize),
}

/// An input that is drawn.
struct Input {
    /// What it is, whatever else the study holds: the name of its stream.
    identity: String,
    /// The standard deviation of its logarithm.
    sigma: f64,
    origin: Origin,
}

/// An input that was drawn, with what is said about it.
struct Variable {
    influence: Influence,
    identity: String,
    first_order_share: Option<Decimal>,
}

/// The inputs with their influence on the total.
fn variables(derivatives: &Derivatives<'_>, inputs: Vec<Input>) -> Result<Vec<Variable>, TooLarge> {
    let sources: Vec<Source> = derivatives.factors()?.into_iter().chain(derivatives.lines()?).collect();
    let whole = sources.iter().filter_map(Source::part).fold(Wide::ZERO, Wide::add);
    let mut by_origin: IndexMap<Origin, Source> = IndexMap::new();
    for source in sources {
        let origin = source.line.map(Origin::Line).or(source.factor.map(Origin::Factor));
        by_origin.extend(origin.map(|origin| (origin, source)));
    }
    let variables = inputs.into_iter().filter_map(|input| {
        let source = by_origin.get(&input.origin)?;
        Some(Variable {
            influence: source.influence.clone(),
            identity: input.identity,
            first_order_share: source.part().and_then(|part| part.div(whole)).and_then(Wide::to_decimal),
        })
    });
    Ok(variables.collect())
}

/// The draws of a product's total.
struct Drawn {
    first_order: Uncertainty,
    variables: Vec<Variable>,
    totals: Vec<f64>,
}

impl Model {
    /// Draws the total of an item: every factor and line that states an uncertainty is lognormal with its value as the
    /// median, a factor the same however often it is used.
    ///
    /// # Errors
    ///
    /// As [`Model::uncertainty`]; and where a loop with uncertain inputs has too many members to be solved for each draw
    /// (E103).
    pub fn simulate(&self, id: &str, simulation: &Simulation) -> Result<Simulated, Error> {
        let drawn = self.draw(id, simulation)?;
        drawn.simulated(simulation).map_err(|refused| self.refused(id, &refused))
    }

    /// Draws two totals side by side: the item's, and that of a product of another model. What both use is drawn once.
    ///
    /// # Errors
    ///
    /// As [`Model::simulate`]; and where the two are not of the same amount or rules (E102, E110, E111, E117).
    pub fn simulate_against(
        &self,
        id: &str,
        (other, other_id): (&Self, &str),
        simulation: &Simulation,
    ) -> Result<SimulatedPair, Error> {
        alike((self, &self.footprint(id)?), (other, &other.footprint(other_id)?))?;
        let sides = [self.draw(id, simulation)?, other.draw(other_id, simulation)?];
        pair(sides, simulation).map_err(|refused| self.refused(id, &refused))
    }

    /// What the draws of [`Model::simulate`] say of the total, the same figures, and nothing else: no first order, no
    /// rank correlations, no contributions. Where only factors are uncertain, one walk down serves all draws.
    ///
    /// # Errors
    ///
    /// As [`Model::simulate`].
    pub fn distribution(&self, id: &str, simulation: &Simulation) -> Result<Distribution, Error> {
        let declared = self.declared(id)?;
        let node = self.graph.node_of_item[declared.item as usize];
        let needs = self.down_walk().from([(node, Wide::ONE)]);
        let totals = self.totals(&declared, &needs, &self.inputs(&needs), simulation);
        let distribution = totals.and_then(|totals| {
            let sample: Vec<f64> = totals.into_iter().filter(|total| total.is_finite()).collect();
            if sample.len() < 2 { Err(Refused::NoDraws) } else { Ok(Distribution::of(&sample)?) }
        });
        distribution.map_err(|refused| self.refused(id, &refused))
    }

    fn draw(&self, id: &str, simulation: &Simulation) -> Result<Drawn, Error> {
        let first_order = self.uncertainty(id)?;
        let declared = self.declared(id)?;
        self.drawn(&declared, first_order, simulation).map_err(|refused| self.refused(id, &refused))
    }

    fn refused(&self, id: &str, refused: &Refused) -> Error {
        let mut report = Report::default();
        match refused {
            Refused::TooLarge => return self.too_large(id),
            Refused::Loop(members) => {
                report.add(&trust::LOOP_NOT_DRAWN, None, &[("seen", id), ("members", &members.to_string())]);
            }
            Refused::NoDraws => report.add(&trust::NO_DRAWS, None, &[("seen", id)]),
        }
        Error::input(report)
    }

    fn drawn(&self, declared: &Declared, first_order: Uncertainty, simulation: &Simulation) -> Result<Drawn, Refused> {
        let node = self.graph.node_of_item[declared.item as usize];
        let needs = self.down_walk().from([(node, Wide::ONE)]);
        let inputs = self.inputs(&needs);
        let totals = self.totals(declared, &needs, &inputs, simulation)?;
        let variables = variables(&Derivatives::of(self, declared, &needs), inputs)?;
        Ok(Drawn { first_order, variables, totals })
    }

    /// The totals of all draws, in their order.
    fn totals(
        &self,
        declared: &Declared,
        needs: &Requirements,
        inputs: &[Input],
        simulation: &Simulation,
    ) -> Result<Vec<f64>, Refused> {
        let mut uncertain = Uncertain { factors: IndexMap::new(), lines: IndexMap::new() };
        for (at, input) in inputs.iter().enumerate() {
            match input.origin {
                Origin::Line(line) => uncertain.lines.insert(line, at),
                Origin::Factor(factor) => uncertain.factors.insert(factor, at),
            };
        }
        let program =
            Program::of(self, declared, needs, &uncertain).map_err(|TooManyMembers(members)| Refused::Loop(members))?;
        Ok(totals(&program, inputs, simulation))
    }

    /// The inputs that state an uncertainty, in order of their identity.
    fn inputs(&self, needs: &Requirements) -> Vec<Input> {
        let graph = &self.graph;
        let mut known = Variances::default();
        let mut found = Vec::new();
        let mut add = |spread: Option<StatedSpread>, origin: Origin, identity: &dyn Fn() -> String| {
            if let Some(sigma) = spread.and_then(|s| known.deviation(s)).filter(|sigma| !sigma.is_zero()) {
                found.push(Input { identity: identity(), sigma: sigma.binary(), origin });
            }
        };
        for (node, _) in needs.iter() {
            let source = graph.source[node as usize];
            if !graph.is_item(node) {
                let spread = self.factors[source as usize].spread;
                add(spread, Origin::Factor(source), &|| self.identity_of_factor(source));
                continue;
            }
            for line in graph.range(node) {
                let spread = self.spread_of(graph.cause(line));
                add(spread, Origin::Line(line), &|| self.identity_of_line(self.study.item_name(source), line));
            }
        }
        found.sort_by(|a, b| a.identity.cmp(&b.identity).then(a.origin.cmp(&b.origin)));
        // Rows that say the same are told apart by their number among themselves.
        let mut before = String::new();
        let mut count = 0_u32;
        for input in &mut found {
            count = if input.identity == before { count.saturating_add(1) } else { 1 };
            before.clone_from(&input.identity);
            input.identity.push_str(&format!("\u{0}{count}"));
        }
        found
    }

    /// What an input is, in words that do not depend on the order of rows or on the scenario: a factor's key and source.
    fn identity_of_factor(&self, at: u32) -> String {
        let chosen = &self.factors[at as usize];
        let place = if chosen.factor.details.source.is_empty() && chosen.set() > 0 {
            chosen.factor.place.as_ref()
        } else {
            None
        };
        let place = place.map(ToString::to_string).unwrap_or_default();
        format!("factor\u{0}{}\u{0}{place}", order_key(chosen))
    }

    /// The same of a line: parent, child and stage, and its row as it is written.
    fn identity_of_line(&self, parent: &str, line: usize) -> String {
        let stated = self.written_line(line).unwrap_or_default();
        format!("line\u{0}{parent}\u{0}{stated}")
    }

    /// The child as it is written, before swaps; the stage; quantity and terms as they are written.
    fn written_line(&self, at: usize) -> Option<String> {
        let crate::lower::Cause::Line(line) = self.graph.cause(at) else { return None };
        let record = self.study.lines.get(line as usize)?;
        let (written, _) = super::trace::describe(&self.study, &self.derived, self.graph.cause(at));
        let (child, stage) = (self.study.name_of(record.child), record.stage.map_or("", |s| s.name()));
        let terms = self.study.terms_of(record);
        Some(format!("{child}\u{0}{stage}\u{0}{written}\u{0}{:?}\u{0}{:?}", terms.gsd, terms.pedigree))
    }
}

/// The totals of all draws, in their order: each thread has a run of blocks, and a block depends on nothing else.
fn totals(program: &Program, inputs: &[Input], simulation: &Simulation) -> Vec<f64> {
    let streams: Vec<Stream> = inputs.iter().map(|i| Stream::of(simulation.seed, &i.identity)).collect();
    let mut totals = vec![0.0; simulation.samples];
    let block = program.block();
    let blocks = simulation.samples.div_ceil(block);
    let threads = simulation.threads.or_else(|| std::thread::available_parallelism().ok());
    let each = blocks
        .div_ceil(threads.map_or(1, NonZeroUsize::get).min(Simulation::MOST_THREADS))
        .max(1)
        .saturating_mul(block);
    let work = |first: usize, totals: &mut [f64]| {
        if let Some(sum) = program.sum() {
            for (at, totals) in totals.chunks_mut(LONG_BLOCK).enumerate() {
                let from = first.saturating_add(at.saturating_mul(LONG_BLOCK));
                draw_sum(sum, &streams, inputs, from, totals);
                simulation.progress.tell(totals.len());
            }
            return;
        }
        let mut memory = program.memory();
        let mut multipliers = vec![0.0; streams.len().saturating_mul(block)];
        for (at, totals) in totals.chunks_mut(block).enumerate() {
            let from = first.saturating_add(at.saturating_mul(block));
            for ((stream, input), numbers) in streams.iter().zip(inputs).zip(multipliers.chunks_mut(block)) {
                let numbers = numbers.get_mut(..totals.len()).unwrap_or_default();
                stream.fill(from, numbers);
                for number in numbers {
                    *number = multiplier(input.sigma, *number);
                }
            }
            program.run(&multipliers, &mut memory, totals);
            simulation.progress.tell(totals.len());
        }
    };
    std::thread::scope(|scope| {
        let mut parts = totals.chunks_mut(each).enumerate();
        let own = parts.next();
        for (at, part) in parts {
            let first = at.saturating_mul(each);
            scope.spawn(move || work(first, part));
        }
        // The first part here: one thread needs no other, which not every platform has.
        if let Some((_, part)) = own {
            work(0, part);
        }
    });
    totals
}

/// The draws of a total that is a sum of uncertain factors: input after input, the draws of each side by side.
#[allow(clippy::float_arithmetic, reason = "draws are made in binary floating point, and say so")]
fn draw_sum(sum: &Sum, streams: &[Stream], inputs: &[Input], from: usize, totals: &mut [f64]) {
    let mut numbers = vec![0.0; totals.len()];
    totals.fill(sum.certain);
    for ((stream, input), part) in streams.iter().zip(inputs).zip(&sum.parts) {
        stream.fill(from, &mut numbers);
        for (total, number) in totals.iter_mut().zip(&numbers) {
            *total += part * multiplier(input.sigma, *number);
        }
    }
}

/// A lognormal number with the median 1.
#[allow(clippy::float_arithmetic, reason = "draws are made in binary floating point, and say so")]
fn multiplier(sigma: f64, normal: f64) -> f64 {
    libm::exp(sigma * normal)
}

impl Drawn {
    fn simulated(&self, simulation: &Simulation) -> Result<Simulated, Refused> {
        let good: Vec<usize> = (0..self.totals.len()).filter(|at| self.totals[*at].is_finite()).collect();
        let sample: Vec<f64> = good.iter().map(|at| self.totals[*at]).collect();
        if sample.len() < 2 {
            return Err(Refused::NoDraws);
        }
        let failed = self.totals.len().saturating_sub(sample.len());
        let mut warnings = self.first_order.warnings.clone();
        if failed > 0 {
            let (failed, samples) = (failed.to_string(), self.totals.len().to_string());
            let id = self.first_order.footprint.id.as_str();
            let arguments = [("seen", id), ("failed", failed.as_str()), ("samples", samples.as_str())];
            warnings.push(Diagnostic::new(&trust::DRAWS_FAILED, None, &arguments));
        }
        Ok(Simulated {
            samples: self.totals.len(),
            seed: simulation.seed,
            failed,
            distribution: Distribution::of(&sample)?,
            importance: self.importance(&good, &ranks(&sample), simulation)?,
            first_order: self.first_order.clone(),
            warnings,
        })
    }

    /// Drawn again variable by variable, so that no more than one of them is held at a time.
    #[allow(clippy::float_arithmetic, reason = "draws are made in binary floating point, and say so")]
    fn importance(
        &self,
        good: &[usize],
        total_ranks: &[f64],
        simulation: &Simulation,
    ) -> Result<Vec<Importance>, TooLarge> {
        let mut numbers = vec![0.0; self.totals.len()];
        let mut list: Vec<(f64, &Variable)> = Vec::with_capacity(self.variables.len());
        for variable in &self.variables {
            Stream::of(simulation.seed, &variable.identity).fill(0, &mut numbers);
            let drawn: Vec<f64> = good.iter().map(|at| numbers[*at]).collect();
            list.push((correlation(&ranks(&drawn), total_ranks), variable));
        }
        let squares: f64 = list.iter().map(|(r, _)| r * r).sum();
        list.sort_by(|(a, _), (b, _)| b.abs().total_cmp(&a.abs()));
        let importance = list.into_iter().map(|(r, variable)| {
            Ok(Importance {
                influence: variable.influence.clone(),
                rank_correlation: decimal(r).ok_or(TooLarge)?,
                first_order_share: variable.first_order_share,
                share: if squares > 0.0 { decimal(r * r / squares) } else { None },
            })
        });
        importance.collect()
    }
}

/// Draw by draw, one side against the other.
#[allow(clippy::float_arithmetic, reason = "draws are made in binary floating point, and say so")]
fn pair([first, second]: [Drawn; 2], simulation: &Simulation) -> Result<SimulatedPair, Refused> {
    let both = first.totals.iter().zip(&second.totals);
    let both: Vec<(f64, f64)> = both.filter(|(a, b)| a.is_finite() && b.is_finite()).map(|(a, b)| (*a, *b)).collect();
    let count = float(both.len());
    let share = |keep: fn(&&(f64, f64)) -> bool| float(both.iter().filter(keep).count()) / count;
    let (lower, equal) = (share(|(a, b)| b < a), share(|(a, b)| b == a));
    let difference: Vec<f64> = both.iter().map(|(a, b)| b - a).collect();
    if difference.len() < 2 {
        return Err(Refused::NoDraws);
    }
    Ok(SimulatedPair {
        lower: decimal(lower).ok_or(TooLarge)?,
        equal: decimal(equal).ok_or(TooLarge)?,
        lower_error: decimal((lower * (1.0 - lower) / count).sqrt()).ok_or(TooLarge)?,
        difference: Distribution::of(&difference)?,
        sides: [first.simulated(simulation)?, second.simulated(simulation)?],
    })
}
