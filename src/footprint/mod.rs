//! Numbers to answers: the footprint of a product, what contributes to it, and every line behind it.

mod alternatives;
mod break_even;
mod breakdown;
mod build;
mod cells;
mod closure;
mod comparable;
mod comparison;
mod comparison_factors;
mod contributions;
mod cut_off;
mod explanation;
#[cfg(feature = "cli")]
mod gate;
mod incremental;
mod matching;
mod method;
mod model;
mod paths;
mod quality;
#[cfg(feature = "cli")]
mod rest;
mod sampling;
mod sensitivity;
#[cfg(feature = "simulate")]
mod simulate;
mod structural;
#[cfg(feature = "cli")]
mod suggestions;
mod trace;
mod uncertainty;
#[cfg(feature = "cli")]
mod used;
mod where_used;
#[cfg(feature = "cli")]
mod worksheet;
mod worth;

pub use break_even::{Against, BreakEven};
pub use breakdown::{Breakdown, Group, GroupBy};
pub(crate) use cells::by_size;
pub use closure::{CertificateClosure, Closure, EnergyClosure, MassBalance, MassState};
#[cfg(feature = "cli")]
pub(crate) use comparison::Parts;
pub use comparison::{Comparison, LineChange, LineState};
#[cfg(feature = "cli")]
pub(crate) use comparison_factors::FactorChange;
pub use contributions::{Contribution, FactorUse};
pub use cut_off::Exclusion;
pub use explanation::{Brings, ExplainedItem, ExplainedLine, Explanation};
#[cfg(feature = "cli")]
pub(crate) use gate::Gate;
pub use incremental::WhatIf;
pub use method::MethodRule;
#[cfg(feature = "cli")]
pub(crate) use model::RolledUp;
pub use model::{Model, RollUp};
pub use quality::{Affected, Quality, Rating};
#[cfg(feature = "cli")]
pub(crate) use rest::Rest;
pub use sampling::{AuditLines, AuditSample};
pub use sensitivity::{Influence, InputKind, Sensitivity};
#[cfg(feature = "simulate")]
pub use simulate::{Distribution, Estimate, Importance, Simulated, SimulatedPair, Simulation};
pub use structural::{PathSearch, StructuralPath, StructuralPaths};
#[cfg(feature = "cli")]
pub(crate) use suggestions::suggestions;
pub use trace::TraceLine;
pub use uncertainty::{UncertainInput, Uncertainty};
#[cfg(feature = "cli")]
pub(crate) use used::UsedFactor;
#[cfg(feature = "cli")]
pub(crate) use where_used::UsedItem;
pub use where_used::WhereUsed;
#[cfg(feature = "cli")]
pub(crate) use worksheet::{Basis, Need, Shared, Target, WorkLine, Worksheet};

use std::sync::Arc;

#[cfg(feature = "cli")]
use indexmap::IndexSet;

use crate::decimal::Decimal;
use crate::diagnostic::Diagnostic;
use crate::gas::{Component, GwpSet};
use crate::quantity::Emissions;
use crate::resolve::SetValue;
use crate::rules::Profile;
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
    pub(crate) scenario: Option<String>,
    pub(crate) set: Arc<[SetValue]>,
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
    pub(crate) contributions_by: Vec<Breakdown>,
    pub(crate) electricity: ElectricityTotals,
    pub(crate) recycling_alternatives: Vec<(&'static str, Decimal)>,
    pub(crate) packaging: Decimal,
    pub(crate) carbon: Option<CarbonContent>,
    pub(crate) rules: Vec<MethodRule>,
    pub(crate) exclusions: Vec<Exclusion>,
    pub(crate) excluded_share: Option<Decimal>,
    pub(crate) profile: Profile,
    pub(crate) quality: Quality,
    pub(crate) warnings: Arc<[Diagnostic]>,
}

/// The warnings of a model and those that only some of its footprints have, each once.
#[cfg(feature = "cli")]
pub(crate) fn all_warnings<'a>(
    model: &'a Model,
    footprints: impl IntoIterator<Item = &'a Footprint>,
) -> Vec<&'a Diagnostic> {
    let of_model = model.warnings();
    let further: IndexSet<&Diagnostic> =
        footprints.into_iter().flat_map(|f| f.warnings.iter().skip(of_model.len())).collect();
    of_model.iter().chain(further).collect()
}

/// The total within the boundary with location-based and with market-based electricity, kg CO2e. One of the two is
/// [`Footprint::total`]; without contracts or certificates they are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ElectricityTotals {
    pub(crate) location: Decimal,
    pub(crate) market: Decimal,
}

impl ElectricityTotals {
    /// Electricity as the grid supplies it.
    #[must_use]
    pub fn location(&self) -> Decimal {
        self.location
    }

    /// Contracts, certificates and on-site generation first, then the residual mix or the grid.
    #[must_use]
    pub fn market(&self) -> Decimal {
        self.market
    }
}

/// The carbon that the declared amount of a product holds, kg C, as the study states it: reported, never counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CarbonContent {
    pub(crate) fossil: Option<Decimal>,
    pub(crate) biogenic: Option<Decimal>,
    pub(crate) recycled: Option<Decimal>,
}

impl CarbonContent {
    /// Fossil carbon, kg C.
    #[must_use]
    pub fn fossil(&self) -> Option<Decimal> {
        self.fossil
    }

    /// Biogenic carbon, kg C.
    #[must_use]
    pub fn biogenic(&self) -> Option<Decimal> {
        self.biogenic
    }

    /// Recycled carbon, kg C; part of the other two.
    #[must_use]
    pub fn recycled(&self) -> Option<Decimal> {
        self.recycled
    }
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

    /// The scenario it was calculated with.
    #[must_use]
    pub fn scenario(&self) -> Option<&str> {
        self.scenario.as_deref()
    }

    /// What it was calculated with instead of the study's own values; empty for a result of the study itself.
    #[must_use]
    pub fn set_values(&self) -> &[SetValue] {
        &self.set
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

    /// The contributions summed from the sides that [`Model::footprint_by`] was asked for; empty otherwise.
    #[must_use]
    pub fn contributions_by(&self) -> &[Breakdown] {
        &self.contributions_by
    }

    /// The total with location-based and with market-based electricity, kg CO2e.
    #[must_use]
    pub fn electricity(&self) -> ElectricityTotals {
        self.electricity
    }

    /// The total within the boundary, kg CO2e, as each recycling method would give it; empty where the product holds
    /// nothing of `recycling.csv`. A method that the rows lack numbers for is left out.
    pub fn recycling_alternatives(&self) -> impl Iterator<Item = (&'static str, Decimal)> {
        self.recycling_alternatives.iter().copied()
    }

    /// The part of the total that packaging causes, kg CO2e: what would not be there if packaging were free.
    #[must_use]
    pub fn packaging(&self) -> Decimal {
        self.packaging
    }

    /// The carbon in the product, where the study states it.
    #[must_use]
    pub fn carbon_content(&self) -> Option<CarbonContent> {
        self.carbon
    }

    /// The rules of method that shaped the number.
    #[must_use]
    pub fn rules(&self) -> &[MethodRule] {
        &self.rules
    }

    /// What the study leaves out of this product, inside the boundary.
    #[must_use]
    pub fn exclusions(&self) -> &[Exclusion] {
        &self.exclusions
    }

    /// The share of all exclusions: excluded / (excluded + included). `None` where nothing is left out.
    #[must_use]
    pub fn excluded_share(&self) -> Option<Decimal> {
        self.excluded_share
    }

    /// How good the data behind the total are: ratings, primary data, age, and what stands in for what was wanted.
    #[must_use]
    pub fn quality(&self) -> &Quality {
        &self.quality
    }

    /// What a reader of the number should know: factors of a coarser region or an older year, units that were
    /// assumed, periods that are not covered.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}
