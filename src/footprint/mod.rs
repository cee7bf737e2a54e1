//! Numbers to answers: the footprint of a product, what contributes to it, and every line behind it.

mod cells;
mod contributions;
mod model;
mod trace;

pub use contributions::{Contribution, FactorUse};
pub use model::{Model, RollUp};
pub use trace::TraceLine;

use crate::decimal::Decimal;
use crate::diagnostic::Diagnostic;
use crate::gas::{Component, GwpSet};
use crate::quantity::Emissions;
use crate::stage::{Boundary, Stage};
use crate::unit::Unit;

/// The footprint of the declared amount of one product.
///
/// Every number is in kg CO2e and for [`Footprint::amount`] of the product. Sums are exact: the stages inside the
/// boundary add up to the total, so do the seven components, and the contributions add up to the total over all
/// stages.
#[derive(Clone, Debug)]
pub struct Footprint {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) name_zh: String,
    pub(crate) functional_unit: String,
    pub(crate) unit: Unit,
    pub(crate) amount: Decimal,
    pub(crate) boundary: Boundary,
    pub(crate) gwp: GwpSet,
    pub(crate) gwp_sets: Vec<GwpSet>,
    pub(crate) region: Option<String>,
    pub(crate) period: Option<String>,
    /// By stage, `beyond-boundary` last.
    pub(crate) stages: [Emissions; 9],
    /// Total of each stage, `beyond-boundary` last.
    pub(crate) stage_totals: [Decimal; 9],
    pub(crate) components: Emissions,
    pub(crate) total: Decimal,
    pub(crate) total_including_biogenic: Decimal,
    pub(crate) total_all_stages: Decimal,
    pub(crate) contributions: Vec<Contribution>,
    pub(crate) credits: Vec<Contribution>,
    pub(crate) warnings: Vec<Diagnostic>,
}

impl Footprint {
    /// The product's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The product's name; empty if it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The declared amount, in [`Footprint::unit`].
    #[must_use]
    pub fn amount(&self) -> Decimal {
        self.amount
    }

    /// The declared unit.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The system boundary of [`Footprint::total`].
    #[must_use]
    pub fn boundary(&self) -> Boundary {
        self.boundary
    }

    /// The total within the boundary, kg CO2e: the sum of the seven components that count.
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.total
    }

    /// The total within the boundary with biogenic CO2 released and taken up added, kg CO2e.
    #[must_use]
    pub fn total_including_biogenic(&self) -> Decimal {
        self.total_including_biogenic
    }

    /// The total over all eight stages, kg CO2e, inside the boundary or not.
    #[must_use]
    pub fn total_all_stages(&self) -> Decimal {
        self.total_all_stages
    }

    /// The total of one stage, kg CO2e, whether or not the boundary includes it; for
    /// [`Stage::BeyondBoundary`] the credits.
    #[must_use]
    pub fn stage(&self, stage: Stage) -> Decimal {
        self.stage_totals[stage as usize]
    }

    /// All nine components of one stage, kg CO2e.
    #[must_use]
    pub fn stage_components(&self, stage: Stage) -> &Emissions {
        &self.stages[stage as usize]
    }

    /// The credits beyond the boundary, kg CO2e: never part of a total.
    #[must_use]
    pub fn beyond_boundary(&self) -> Decimal {
        self.stage(Stage::BeyondBoundary)
    }

    /// One component within the boundary, kg CO2e.
    #[must_use]
    pub fn component(&self, component: Component) -> Decimal {
        self.components.get(component)
    }

    /// What contributes, one entry a factor and stage, largest first. They add up to
    /// [`Footprint::total_all_stages`].
    #[must_use]
    pub fn contributions(&self) -> &[Contribution] {
        &self.contributions
    }

    /// What the credits beyond the boundary are made of; they add up to [`Footprint::beyond_boundary`].
    #[must_use]
    pub fn credits(&self) -> &[Contribution] {
        &self.credits
    }

    /// What a reader of the number should know: factors of a coarser region or an older year, units that were
    /// assumed, periods that are not covered.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}
