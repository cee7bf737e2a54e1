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
use normal::Stream;
use program::{Program, TooManyMembers, Uncertain, binary};
use statistics::{correlation, decimal, float, moments, percentile, ranks};

/// The percentiles that a simulation gives, as shares and by name.
const PERCENTILES: [(f64, &str); 7] =
    [(0.025, "2.5"), (0.05, "5"), (0.25, "25"), (0.5, "50"), (0.75, "75"), (0.95, "95"), (0.975, "97.5")];

/// How many draws, and from which seed.
#[derive(Clone, Copy, Debug)]
pub struct Simulation {
    samples: usize,
    seed: u64,
    threads: Option<NonZeroUsize>,
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
        Ok(Self { samples: usize::try_from(samples).unwrap_or(0), seed, threads: None })
    }

    /// On so many threads, instead of as many as the machine has; at most [`Simulation::MOST_THREADS`] are started. It
    /// changes nothing but the time.
    #[must_use]
    pub fn threads(mut self, count: NonZeroUsize) -> Self {
        self.threads = Some(count);
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

/// An input that is drawn.
struct Variable {
    influence: Influence,
    /// What it is, whatever else the study holds: the name of its stream.
    identity: String,
    /// The standard deviation of its logarithm.
    sigma: f64,
    first_order_share: Option<Decimal>,
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
        let derivatives = Derivatives::of(self, declared, &needs);
        let (variables, uncertain) = self.variables(&derivatives)?;
        let program = Program::of(self, node, declared.amount, &uncertain)
            .map_err(|TooManyMembers(members)| Refused::Loop(members))?;
        let totals = totals(&program, &variables, simulation);
        Ok(Drawn { first_order, variables, totals })
    }

    /// The inputs that state an uncertainty, in order of their identity.
    fn variables(&self, derivatives: &Derivatives<'_>) -> Result<(Vec<Variable>, Uncertain), TooLarge> {
        let mut found: Vec<(Variable, Source)> = Vec::new();
        let sources: Vec<Source> = derivatives.factors()?.into_iter().chain(derivatives.lines()?).collect();
        let whole = sources.iter().filter_map(Source::part).fold(Wide::ZERO, Wide::add);
        for source in sources {
            let Some(sigma) = source.variance.filter(|v| !v.is_zero()).and_then(Wide::sqrt) else { continue };
            let influence = source.influence.clone();
            let variable = Variable {
                identity: self.identity(&source),
                influence,
                sigma: binary(sigma),
                first_order_share: source.part().and_then(|part| part.div(whole)).and_then(Wide::to_decimal),
            };
            found.push((variable, source));
        }
        found.sort_by(|(a, one), (b, two)| a.identity.cmp(&b.identity).then(one.line.cmp(&two.line)));
        let mut uncertain = Uncertain { factors: IndexMap::new(), lines: IndexMap::new() };
        let mut counts: IndexMap<String, u32> = IndexMap::new();
        let mut variables = Vec::with_capacity(found.len());
        for (at, (mut variable, source)) in found.into_iter().enumerate() {
            // Rows that say the same are told apart by their number among themselves.
            let count = counts.entry(variable.identity.clone()).or_insert(0);
            *count = count.saturating_add(1);
            variable.identity.push_str(&format!("\u{0}{count}"));
            match (source.line, source.factor) {
                (Some(line), _) => uncertain.lines.insert(line, at),
                (None, Some(factor)) => uncertain.factors.insert(factor, at),
                (None, None) => None,
            };
            variables.push(variable);
        }
        Ok((variables, uncertain))
    }

    /// What an input is, in words that do not depend on the order of rows or on the scenario: a factor's key and source;
    /// parent, child and stage of a line, and its row as it is written.
    fn identity(&self, source: &Source) -> String {
        let i = &source.influence;
        if let Some(chosen) = source.factor.and_then(|at| self.factors.get(at as usize)) {
            let place = i.place.as_ref().map(ToString::to_string).unwrap_or_default();
            let place = if chosen.factor.details.source.is_empty() && chosen.set > 0 { place } else { String::new() };
            return format!("factor\u{0}{}\u{0}{place}", order_key(chosen));
        }
        let stated = source.line.and_then(|at| self.written_line(at)).unwrap_or_default();
        format!("line\u{0}{}\u{0}{stated}", i.names.first().map_or("", String::as_str))
    }

    /// The child as it is written, before swaps; the stage; quantity and terms as they are written.
    fn written_line(&self, at: usize) -> Option<String> {
        let crate::lower::Cause::Line(line) = self.graph.cause(at) else { return None };
        let record = self.study.lines.get(line as usize)?;
        let (written, _) = super::trace::describe(self, self.graph.cause(at));
        let (child, stage) = (self.study.name_of(record.child), record.stage.map_or("", |s| s.name()));
        let terms = self.study.terms_of(record);
        Some(format!("{child}\u{0}{stage}\u{0}{written}\u{0}{:?}\u{0}{:?}", terms.gsd, terms.pedigree))
    }
}

/// The totals of all draws, in their order: each thread has a run of blocks, and a block depends on nothing else.
fn totals(program: &Program, variables: &[Variable], simulation: &Simulation) -> Vec<f64> {
    let streams: Vec<Stream> = variables.iter().map(|v| Stream::of(simulation.seed, &v.identity)).collect();
    let mut totals = vec![0.0; simulation.samples];
    let block = program.block();
    let blocks = simulation.samples.div_ceil(block);
    let threads = simulation.threads.or_else(|| std::thread::available_parallelism().ok());
    let each = blocks
        .div_ceil(threads.map_or(1, NonZeroUsize::get).min(Simulation::MOST_THREADS))
        .max(1)
        .saturating_mul(block);
    let work = |first: usize, totals: &mut [f64]| {
        let mut memory = program.memory();
        let mut multipliers = vec![0.0; streams.len().saturating_mul(block)];
        for (at, totals) in totals.chunks_mut(block).enumerate() {
            let from = first.saturating_add(at.saturating_mul(block));
            for ((stream, variable), numbers) in streams.iter().zip(variables).zip(multipliers.chunks_mut(block)) {
                let numbers = numbers.get_mut(..totals.len()).unwrap_or_default();
                stream.fill(from, numbers);
                for number in numbers {
                    *number = multiplier(variable.sigma, *number);
                }
            }
            program.run(&multipliers, &mut memory, totals);
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
