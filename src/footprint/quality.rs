//! How good the data behind a footprint are: ratings, primary data, age, steps down in region and year.
//!
//! Every figure is weighted with what the inputs contribute. An input is a factor in a stage inside the boundary, its
//! weight the absolute value of its contribution to the total, over the seven components that count:
//!
//! ```text
//! rating = Σ w s / Σ w        over the inputs whose factor states it
//! share  = Σ w of those concerned / Σ w of all
//! ```
//!
//! Nothing that is not stated is assumed: an input without a rating takes no part in the mean, and the coverage says so.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::contributions::NeededFactors;
use super::model::Model;
use crate::decimal::{Decimal, Wide};
use crate::factor::{Factor, FactorOrigin};
use crate::gas::Component;
use crate::graph::BomGraph;
use crate::lower::Cause;
use crate::resolve::ChosenFactor;
use crate::walk::{DownWalk, Loops, Requirements};

/// How good the data behind a footprint are.
///
/// The ratings follow PACT 3: technology, time and geography, each from 1 (best) to 5, weighted over all inputs that
/// state them. Ratings on another scale are counted apart and never converted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quality {
    pub(crate) ratings: [Option<Rating>; 3],
    pub(crate) coverage: Option<Decimal>,
    pub(crate) other_scales: Vec<(&'static str, Affected)>,
    pub(crate) primary_share: Option<Decimal>,
    pub(crate) primary_unstated: Affected,
    pub(crate) reference_year: Option<i32>,
    pub(crate) mean_age: Option<Decimal>,
    pub(crate) oldest: Option<(i32, String)>,
    pub(crate) dated: Option<Decimal>,
    pub(crate) coarser: Affected,
    pub(crate) older: Affected,
    pub(crate) has_negative: bool,
}

/// A rating from 1 (best) to 5, and how much of the footprint it speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rating {
    pub(crate) value: Decimal,
    pub(crate) coverage: Decimal,
}

impl Rating {
    /// The weighted mean, 1 to 5; lower is better.
    #[must_use]
    pub fn value(self) -> Decimal {
        self.value
    }

    /// The share of the footprint whose factors state it, above 0, at most 1.
    #[must_use]
    pub fn coverage(self) -> Decimal {
        self.coverage
    }
}

/// Factor rows that something is true of, and how much of the footprint they make.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    pub(crate) factors: usize,
    pub(crate) share: Option<Decimal>,
}

impl Affected {
    /// How many rows.
    #[must_use]
    pub fn factors(self) -> usize {
        self.factors
    }

    /// Their share of the footprint, 0 to 1; `None` where nothing contributes.
    #[must_use]
    pub fn share(self) -> Option<Decimal> {
        self.share
    }
}

impl Quality {
    /// The scale of the ratings.
    pub const SCHEME: &'static str = "PACT 3";

    /// How well the factors fit the technology; `None` where none states it.
    #[must_use]
    pub fn technology(&self) -> Option<Rating> {
        self.ratings[0]
    }

    /// How well the factors fit the time; `None` where none states it.
    #[must_use]
    pub fn time(&self) -> Option<Rating> {
        self.ratings[1]
    }

    /// How well the factors fit the place; `None` where none states it.
    #[must_use]
    pub fn geography(&self) -> Option<Rating> {
        self.ratings[2]
    }

    /// The share of the footprint whose factors state all three ratings, 0 to 1; `None` where nothing contributes.
    #[must_use]
    pub fn coverage(&self) -> Option<Decimal> {
        self.coverage
    }

    /// Factors that are rated on another scale, by its name: not in the ratings.
    pub fn other_scales(&self) -> impl Iterator<Item = (&str, Affected)> {
        self.other_scales.iter().map(|(scheme, affected)| (*scheme, *affected))
    }

    /// The share of primary data, 0 to 1: where every quantity on the way to a factor is primary and the factor too, a
    /// factor with a share of its own (a supplier's footprint) by that share. `None` where nothing contributes, or where
    /// negative lines leave it without meaning.
    #[must_use]
    pub fn primary_share(&self) -> Option<Decimal> {
        self.primary_share
    }

    /// Suppliers' footprints that state no share of primary data: none of them is counted as primary.
    #[must_use]
    pub fn suppliers_without_share(&self) -> Affected {
        self.primary_unstated
    }

    /// The year that ages count back from: the one in which the study's period begins.
    #[must_use]
    pub fn reference_year(&self) -> Option<i32> {
        self.reference_year
    }

    /// The mean age of the factors in years, weighted; `None` without a period or without dated factors.
    #[must_use]
    pub fn mean_age(&self) -> Option<Decimal> {
        self.mean_age
    }

    /// The year of the oldest factor, and its key.
    #[must_use]
    pub fn oldest(&self) -> Option<(i32, &str)> {
        self.oldest.as_ref().map(|(year, key)| (*year, key.as_str()))
    }

    /// The share of the footprint whose factors are dated, 0 to 1; `None` where nothing contributes.
    #[must_use]
    pub fn dated(&self) -> Option<Decimal> {
        self.dated
    }

    /// Factors of a coarser region than was wanted somewhere in the study (W201).
    #[must_use]
    pub fn coarser(&self) -> Affected {
        self.coarser
    }

    /// Factors that ended before the year that was wanted somewhere in the study (W202).
    #[must_use]
    pub fn older(&self) -> Affected {
        self.older
    }

    /// Whether some inputs contribute less than nothing; they weigh by their absolute value.
    #[must_use]
    pub fn has_negative(&self) -> bool {
        self.has_negative
    }
}

/// The year from which a factor's figure is: the first that it holds for, else that of its publication, the earliest
/// where several are named.
fn year_of(factor: &Factor) -> Option<i32> {
    factor.valid_from.or_else(|| {
        let words = factor.details.year.split(|c: char| !c.is_ascii_digit());
        words.filter(|w| w.len() == 4).filter_map(|w| w.parse().ok()).min()
    })
}

/// The graph without the lines whose quantity is secondary data: what is left is reached by primary data alone.
#[derive(Debug)]
pub(super) struct PrimaryLines {
    graph: BomGraph,
    loops: Loops,
    /// Without those lines a loop has no solution.
    broken: bool,
}

impl PrimaryLines {
    /// `None` where all quantities are primary.
    pub(super) fn of(model: &Model) -> Option<Box<Self>> {
        let study = &*model.study;
        if !study.terms.iter().any(|terms| terms.secondary) {
            return None;
        }
        let secondary = |line: usize| match model.graph.cause(line) {
            Cause::Line(at) => study.lines.get(at as usize).is_some_and(|l| study.terms_of(l).secondary),
            _ => false,
        };
        let graph = model.graph.edited(|_, at, line| (!secondary(at)).then_some(line.quantity));
        let (loops, problems) = Loops::factorise(&graph, model.may_amplify());
        Some(Box::new(Self { broken: !problems.is_empty(), graph, loops }))
    }

    fn down_walk(&self) -> DownWalk<'_> {
        DownWalk::over(&self.graph, &self.loops)
    }
}

/// An input: a factor in a stage inside the boundary.
struct Input<'m> {
    chosen: &'m ChosenFactor,
    node: u32,
    weight: Wide,
    /// The part of its amount that primary quantities lead to.
    primary: Wide,
    /// The year that its figure is from.
    year: Option<i32>,
}

/// The quality of what one unit of a node needs. `primary` walks down over primary lines, where not all are.
pub(super) fn quality(
    model: &Model,
    product: u32,
    needed: &NeededFactors,
    primary: Option<&mut DownWalk<'_>>,
) -> Quality {
    let by_primary = |primary: &mut DownWalk<'_>| NeededFactors::of(model, &primary.from([(product, Wide::ONE)]));
    let any_primary = needed.iter().any(|((node, _), _)| !chosen(model, node).primary().is_zero());
    let reached = primary.filter(|_| any_primary).map(by_primary);
    let mut has_negative = false;
    let mut inputs = Vec::new();
    for ((node, stage), need) in needed.iter() {
        if !model.boundary.includes(stage) {
            continue;
        }
        let chosen = chosen(model, node);
        let counted = Component::ALL.into_iter().filter(|c| c.in_total());
        let contribution = need.mul(counted.fold(Wide::ZERO, |sum, c| sum.add(chosen.emissions[c as usize])));
        if contribution.is_zero() {
            continue;
        }
        has_negative |= contribution.is_negative();
        let primary = match &reached {
            None => Wide::ONE,
            Some(reached) => reached.get((node, stage)).and_then(|part| part.div(need)).unwrap_or(Wide::ZERO),
        };
        let year = year_of(&chosen.factor);
        inputs.push(Input { chosen, node, weight: contribution.abs(), primary, year });
    }
    let total = inputs.iter().fold(Wide::ZERO, |sum, i| sum.add(i.weight));
    let weights = Weights { inputs: &inputs, total };
    let mut scales: BTreeMap<&'static str, Affected> = BTreeMap::new();
    for scale in inputs.iter().filter_map(|i| i.chosen.factor.details.other_scale) {
        scales.entry(scale).or_insert_with(|| weights.affected(|i| i.chosen.factor.details.other_scale == Some(scale)));
    }
    let reference_year = model.study.declared.period.map(|p| p.from.year);
    // What is newer than the study is of age 0.
    let age = |i: &Input<'_>| {
        let years = reference_year?.saturating_sub(i.year?).max(0);
        Some(Wide::from(Decimal::from(years)))
    };
    // Of those of the first year the first by key; keys are texts, made for these alone.
    let first_year = inputs.iter().filter_map(|i| i.year).min();
    let years = inputs.iter().filter_map(|i| Some((i.year.filter(|y| Some(*y) == first_year)?, i.chosen.factor.key())));
    Quality {
        ratings: [0, 1, 2].map(|at: usize| {
            let stated = |i: &Input<'_>| i.chosen.quality()[at];
            Some(Rating { value: weights.mean(stated)?, coverage: weights.share(|i| stated(i).is_some())? })
        }),
        coverage: weights.share(|i| i.chosen.quality().iter().all(Option::is_some)),
        other_scales: scales.into_iter().collect(),
        primary_share: weights.primary(),
        primary_unstated: weights
            .affected(|i| i.chosen.origin == FactorOrigin::Supplier && i.chosen.factor.details.primary_share.is_none()),
        reference_year,
        mean_age: weights.mean(age),
        oldest: years.min(),
        dated: weights.share(|i| i.year.is_some()),
        coarser: weights.affected(|i| i.chosen.wants().iter().any(|(_, choice)| choice.coarser)),
        older: weights.affected(|i| i.chosen.wants().iter().any(|(_, choice)| choice.older)),
        has_negative,
    }
}

fn chosen(model: &Model, node: u32) -> &ChosenFactor {
    &model.factors[model.graph.source[node as usize] as usize]
}

/// Sums over the inputs of a footprint.
struct Weights<'i, 'm> {
    inputs: &'i [Input<'m>],
    total: Wide,
}

impl<'m> Weights<'_, 'm> {
    fn sum(&self, of: impl Fn(&Input<'m>) -> bool) -> Wide {
        self.inputs.iter().filter(|i| of(i)).fold(Wide::ZERO, |sum, i| sum.add(i.weight))
    }

    fn share(&self, of: impl Fn(&Input<'m>) -> bool) -> Option<Decimal> {
        self.sum(of).div(self.total)?.to_decimal()
    }

    fn mean(&self, value: impl Fn(&Input<'m>) -> Option<Wide>) -> Option<Decimal> {
        let weight = self.sum(|i| value(i).is_some());
        let parts = self.inputs.iter().filter_map(|i| Some(i.weight.mul(value(i)?)));
        parts.fold(Wide::ZERO, Wide::add).div(weight)?.to_decimal()
    }

    fn affected(&self, of: impl Fn(&Input<'m>) -> bool) -> Affected {
        let rows: IndexMap<u32, ()> = self.inputs.iter().filter(|i| of(i)).map(|i| (i.node, ())).collect();
        Affected { factors: rows.len(), share: self.share(of) }
    }

    /// Primary quantities times primary factors. A part that is no part of its whole, as negative lines make, leaves the
    /// share without meaning.
    fn primary(&self) -> Option<Decimal> {
        // A quotient of 37 digits may exceed what it cannot exceed by the last of them.
        let most = Wide::ONE.add(Wide::power_of_ten(-30));
        if self.inputs.iter().any(|i| i.primary.is_negative() || i.primary.cmp(most).is_gt()) {
            return None;
        }
        let parts = self.inputs.iter().map(|i| i.weight.mul(i.primary).mul(i.chosen.primary()));
        parts.fold(Wide::ZERO, Wide::add).div(self.total)?.to_decimal()
    }
}

/// The walks that a footprint takes: over all lines, and over the primary ones where not all are.
pub(super) struct Walks<'m> {
    all: DownWalk<'m>,
    primary: Option<DownWalk<'m>>,
    /// Negative lines left the primary ones without a solution.
    broken: bool,
}

impl<'m> Walks<'m> {
    pub(super) fn new(all: DownWalk<'m>, primary: Option<&'m PrimaryLines>) -> Self {
        let broken = primary.is_some_and(|p| p.broken);
        Self { all, broken, primary: primary.map(|primary| primary.down_walk()) }
    }

    /// What all `demands` need together.
    pub(super) fn from(&mut self, demands: impl IntoIterator<Item = (u32, Wide)>) -> Requirements {
        self.all.from(demands)
    }

    pub(super) fn quality(&mut self, model: &Model, product: u32, needed: &NeededFactors) -> Quality {
        let quality = quality(model, product, needed, self.primary.as_mut().filter(|_| !self.broken));
        Quality { primary_share: quality.primary_share.filter(|_| !self.broken), ..quality }
    }
}
