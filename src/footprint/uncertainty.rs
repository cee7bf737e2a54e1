//! How sure a total is, to first order: the spreads of its inputs, weighed with their elasticities.
//!
//! ```text
//! ln² GSD = Σ S_i² ln² GSD_i        S_i = x_i/T dT/dx_i
//! ```
//!
//! A factor is one variable however often it is used, and so is a line. For a product of inputs this is exact; for a sum
//! it gives a little too little to the upper tail, which is why Monte Carlo stands beside it (`simulate/`). Values are
//! medians. What states no spread is left out of the sum and listed.

use std::cmp::Ordering;

use super::Footprint;
use super::cells::TooLarge;
use super::model::{Declared, Model};
use super::sensitivity::{Derivatives, Influence, InputKind, Source, ordered};
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Diagnostic, Language};
use crate::error::Error;
use crate::walk::Requirements;

/// The 97.5th percentile of the normal distribution: between it and its negative lie 95 % of all values.
pub(crate) const Z_95: &str = "1.959963984540054235524594430520551";

/// How sure a total is, and which inputs make it so.
#[derive(Clone, Debug)]
pub struct Uncertainty {
    pub(crate) footprint: Footprint,
    pub(crate) spread: Result<Spread, NoSpread>,
    pub(crate) inputs: Vec<UncertainInput>,
    pub(crate) unstated: Vec<Influence>,
    pub(crate) factor_coverage: Option<Decimal>,
    pub(crate) warnings: Vec<Diagnostic>,
}

/// A geometric standard deviation and the 95 % interval that it gives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread {
    pub(crate) gsd: Decimal,
    pub(crate) interval: [Decimal; 2],
}

/// Why a total has no geometric standard deviation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoSpread {
    /// No input states one.
    NothingStated,
    /// A total that is not above zero has no logarithm.
    NotPositive,
}

/// An input that states how sure it is, and what that does to the total.
#[derive(Clone, Debug)]
pub struct UncertainInput {
    pub(crate) influence: Influence,
    pub(crate) gsd: Decimal,
    pub(crate) share: Option<Decimal>,
}

impl UncertainInput {
    /// The factor or line.
    #[must_use]
    pub fn influence(&self) -> &Influence {
        &self.influence
    }

    /// Its geometric standard deviation, as stated or from its pedigree scores.
    #[must_use]
    pub fn gsd(&self) -> Decimal {
        self.gsd
    }

    /// Its share of the variance of the total's logarithm; `None` where that has none. The shares add up to 1.
    #[must_use]
    pub fn share(&self) -> Option<Decimal> {
        self.share
    }
}

impl Uncertainty {
    /// The footprint whose [`Footprint::total`] it is about.
    #[must_use]
    pub fn footprint(&self) -> &Footprint {
        &self.footprint
    }

    /// The geometric standard deviation of the total, from what is stated alone; `None` where nothing is, or the total is
    /// not above zero.
    #[must_use]
    pub fn gsd(&self) -> Option<Decimal> {
        self.spread.ok().map(|spread| spread.gsd)
    }

    /// The 95 % interval of the total, kg CO2e: total / GSD^1.96 and total x GSD^1.96.
    #[must_use]
    pub fn interval(&self) -> Option<[Decimal; 2]> {
        self.spread.ok().map(|spread| spread.interval)
    }

    /// Why there is no geometric standard deviation.
    #[must_use]
    pub fn reason(&self, language: Language) -> Option<&'static str> {
        let words = match self.spread.err()? {
            NoSpread::NothingStated => ["no input states an uncertainty", "没有任何输入写明不确定性"],
            NoSpread::NotPositive => {
                ["the total is not above zero, and a lognormal spread needs that", "总量不大于零，对数正态分布不适用"]
            }
        };
        Some(language.pick(words))
    }

    /// The inputs that state an uncertainty, the largest share of the variance first.
    #[must_use]
    pub fn inputs(&self) -> &[UncertainInput] {
        &self.inputs
    }

    /// The factors and lines that state none, the largest elasticity first: they count as certain, and are not.
    #[must_use]
    pub fn unstated(&self) -> &[Influence] {
        &self.unstated
    }

    /// The part of the total, in absolute amounts, whose factors state an uncertainty; `None` where there is none.
    #[must_use]
    pub fn factor_coverage(&self) -> Option<Decimal> {
        self.factor_coverage
    }

    /// What a reader should know beside the warnings of the footprint (W233).
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

impl Model {
    /// How sure the total of an item is, to first order, from the geometric standard deviations and pedigree scores that
    /// factors and lines state.
    ///
    /// ```
    /// use product_footprint::{Component, Factor, FactorLibrary, Line, Model, Study, Unit};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let kwh: Unit = "kWh".parse()?;
    /// let grid = Factor::new("grid", kwh).value(Component::Fossil, "0.6".parse()?).gsd("1.1".parse()?);
    /// let study = Study::builder().line(Line::new("pan", "grid", "5".parse()?).unit(kwh)).factor(grid).build();
    /// let found = Model::new(study, FactorLibrary::empty())?.uncertainty("pan")?;
    /// assert_eq!(found.gsd().map(|gsd| gsd.round(12).to_string()), Some("1.1".into()));
    /// assert_eq!(found.unstated().len(), 1); // the 5 kWh
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Model::footprint`].
    pub fn uncertainty(&self, id: &str) -> Result<Uncertainty, Error> {
        let declared = self.declared(id)?;
        let (footprint, _, needs) = self.answer(&declared, &mut self.down_walk())?;
        self.first_order(footprint, &declared, &needs).map_err(|TooLarge| self.too_large(id))
    }

    fn first_order(
        &self,
        footprint: Footprint,
        declared: &Declared,
        needs: &Requirements,
    ) -> Result<Uncertainty, TooLarge> {
        let declared_id = footprint.id.clone();
        let derivatives = Derivatives::of(self, declared, needs);
        let total = derivatives.total;
        let mut sources = derivatives.factors()?;
        sources.extend(derivatives.lines()?);
        let sources = ordered(sources, |source| &source.influence);
        let mut covered = [Wide::ZERO; 2];
        for source in sources.iter().filter(|s| s.influence.kind == InputKind::Factor) {
            let size = source.elasticity.unwrap_or(Wide::ZERO).abs();
            covered[0] = covered[0].add(if source.variance.is_some() { size } else { Wide::ZERO });
            covered[1] = covered[1].add(size);
        }
        let parts: Vec<Wide> = sources.iter().filter_map(Source::part).collect();
        let variance = parts.iter().fold(Wide::ZERO, |sum, part| sum.add(*part));
        let spread = if parts.is_empty() {
            Err(NoSpread::NothingStated)
        } else if total.is_zero() || total.is_negative() {
            Err(NoSpread::NotPositive)
        } else {
            Ok(Spread::of(total, variance).ok_or(TooLarge)?)
        };
        let (stated, unstated): (Vec<Source>, Vec<Source>) = sources.into_iter().partition(|s| s.variance.is_some());
        let mut inputs = Vec::with_capacity(stated.len());
        for (source, part) in stated.into_iter().zip(parts) {
            inputs.push(UncertainInput {
                gsd: gsd(source.variance.unwrap_or(Wide::ZERO)).ok_or(TooLarge)?,
                share: part.div(variance).and_then(Wide::to_decimal),
                influence: source.influence,
            });
        }
        inputs.sort_by(|a, b| b.share.partial_cmp(&a.share).unwrap_or(Ordering::Equal));
        Ok(Uncertainty {
            footprint,
            spread,
            inputs,
            unstated: unstated.into_iter().map(|source| source.influence).collect(),
            warnings: self.contracts_held(&declared_id),
            factor_coverage: covered[0].div(covered[1]).and_then(Wide::to_decimal),
        })
    }
}

/// The geometric standard deviation of a variance of logarithms.
fn gsd(variance: Wide) -> Option<Decimal> {
    variance.sqrt()?.exp()?.to_decimal()
}

impl Spread {
    /// `None` where the interval is too wide for a [`Decimal`].
    fn of(total: Wide, variance: Wide) -> Option<Self> {
        let z = Z_95.get(..29).and_then(|text| text.parse::<Decimal>().ok()).map(Wide::from)?;
        let width = variance.sqrt()?.mul(z);
        let at = |power: Wide| total.mul(power.exp()?).to_decimal();
        Some(Self { gsd: gsd(variance)?, interval: [at(width.neg())?, at(width)?] })
    }
}
