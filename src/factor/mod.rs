//! Emission factors: what one unit of something emits, who says so, where and when it holds.

mod choice;
mod details;
mod diff;
mod emissions;
mod indexed;
mod library;
mod pedigree;
mod search;
mod set;
mod taking;
mod vocabulary;

pub(crate) use choice::{Choice, Holds, Miss, Reference, choose};
pub(crate) use details::{Details, Rare};
pub use diff::LibraryDiff;
pub(crate) use emissions::NoEmissions;
pub(crate) use indexed::Indexed;
pub use library::FactorLibrary;
pub use pedigree::{ParsePedigreeError, Pedigree};
pub use search::Search;
pub use set::FactorOrigin;
pub(crate) use set::{ById, FactorSet};
pub(crate) use taking::{Taken, Wanted, take};
pub(crate) use vocabulary::Vocabulary;

use crate::decimal::Decimal;
use crate::diagnostic::Place;
use crate::formula::Cell;
use crate::gas::{Component, GwpSet, Origin};
use crate::stage::Stage;
use crate::unit::Unit;

/// How much of a life cycle a factor covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    /// Everything up to where the unit is used; the only basis that enters a footprint without more ado.
    #[default]
    Lifecycle,
    /// Direct combustion only, without what it took to bring the fuel.
    Combustion,
    /// One process, without its inputs.
    GateToGate,
    /// The way to the user only, without the use: the other half of [`Basis::Combustion`].
    Upstream,
    /// The whole combustion of a fuel in CO2e, but not its extraction, processing and transport, because no figure for
    /// them is known. It may enter a footprint; a warning then says what is missing.
    NoUpstream,
}

impl Basis {
    pub(crate) const NAMES: [&'static str; 5] = ["lifecycle", "combustion", "gate-to-gate", "upstream", "no-upstream"];

    /// The name in files and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let wanted = text.to_lowercase().replace([' ', '_'], "-");
        let at = Self::NAMES.iter().position(|n| *n == wanted || n.replace('-', "") == wanted.replace('-', ""))?;
        Some([Self::Lifecycle, Self::Combustion, Self::GateToGate, Self::Upstream, Self::NoUpstream][at])
    }
}

/// A mass of one gas in one unit of a factor.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GasMass {
    /// Spelled as in the GWP table.
    pub(crate) gas: String,
    /// kg of the gas per unit of the factor.
    pub(crate) kg: Cell,
    pub(crate) origin: Origin,
}

/// An emission factor: kg CO2e per unit, with its provenance.
///
/// ```
/// use product_footprint::{Component, Factor, Unit};
///
/// let steel = Factor::new("steel", "kg".parse::<Unit>()?)
///     .value(Component::Fossil, "2.05".parse()?)
///     .region("CN")
///     .valid(2020, 2025)
///     .source("our supplier's declaration of 2024");
/// assert_eq!(steel.unit().symbol(), "kg");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    pub(crate) id: String,
    pub(crate) unit: Unit,
    /// kg CO2e per unit, by component.
    pub(crate) values: Vec<(Component, Cell)>,
    /// What is given gas by gas, added to the values with the study's GWP set.
    pub(crate) gases: Vec<GasMass>,
    /// Empty: not stated.
    pub(crate) region: String,
    pub(crate) valid_from: Option<i32>,
    pub(crate) valid_to: Option<i32>,
    /// The set its values were characterised with, if it says so.
    pub(crate) gwp: Option<GwpSet>,
    pub(crate) basis: Basis,
    /// The values count CO2 alone.
    pub(crate) co2_only: bool,
    pub(crate) stage: Stage,
    pub(crate) primary: bool,
    pub(crate) gsd: Option<Cell>,
    /// What it says beside that.
    pub(crate) details: Rare,
    pub(crate) place: Option<Place>,
}

impl Factor {
    /// A factor without emissions yet, for the stage `raw-materials`, valid everywhere and always.
    #[must_use]
    pub fn new(id: impl Into<String>, unit: Unit) -> Self {
        Self {
            id: id.into(),
            unit,
            values: Vec::new(),
            gases: Vec::new(),
            region: String::new(),
            valid_from: None,
            valid_to: None,
            gwp: None,
            basis: Basis::Lifecycle,
            co2_only: false,
            stage: Stage::RawMaterials,
            primary: false,
            gsd: None,
            details: Rare::default(),
            place: None,
        }
    }

    /// Adds `kg_co2e` per unit to a component.
    #[must_use]
    pub fn value(mut self, component: Component, kg_co2e: Decimal) -> Self {
        self.values.push((component, Cell::Number(kg_co2e)));
        self
    }

    /// The stage that the emissions count in where no line claims them.
    #[must_use]
    pub fn stage(mut self, stage: Stage) -> Self {
        self.stage = stage;
        self
    }

    /// The region it holds for: `CN-ZJ`, `CN`, `DE`, `GLO`.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = region.into();
        self
    }

    /// The first and the last year it holds for.
    #[must_use]
    pub fn valid(mut self, from: i32, to: i32) -> Self {
        (self.valid_from, self.valid_to) = (Some(from), Some(to));
        self
    }

    /// The GWP set its values were characterised with.
    #[must_use]
    pub fn gwp(mut self, set: GwpSet) -> Self {
        self.gwp = Some(set);
        self
    }

    /// How much of a life cycle it covers.
    #[must_use]
    pub fn basis(mut self, basis: Basis) -> Self {
        self.basis = basis;
        self
    }

    /// It is primary data: measured where the unit comes from.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.primary = true;
        self
    }

    /// The share of primary data in it, 0 to 1.
    #[must_use]
    pub fn primary_share(mut self, share: Decimal) -> Self {
        self.details.primary_share = Some(Cell::Number(share));
        self
    }

    /// Its data quality by PACT 3, each from 1 (best) to 5.
    #[must_use]
    pub fn rated(mut self, technology: Decimal, time: Decimal, geography: Decimal) -> Self {
        self.details.quality = [technology, time, geography].map(|rating| Some(Cell::Number(rating)));
        self
    }

    /// The geometric standard deviation of the figure: 1 or more.
    #[must_use]
    pub fn gsd(mut self, gsd: Decimal) -> Self {
        self.gsd = Some(Cell::Number(gsd));
        self
    }

    /// Pedigree scores in place of a geometric standard deviation.
    #[must_use]
    pub fn pedigree(mut self, scores: Pedigree) -> Self {
        self.details.pedigree = Some(scores);
        self
    }

    /// Where the figure stands.
    #[must_use]
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.details.source = source.into();
        self
    }

    /// Whether it holds everything up to where the unit is used.
    pub(crate) fn is_complete(&self) -> bool {
        self.basis == Basis::Lifecycle && !self.co2_only
    }

    /// Whether it may enter a footprint of CO2e by itself, if need be with a warning.
    pub(crate) fn may_enter(&self) -> bool {
        matches!(self.basis, Basis::Lifecycle | Basis::NoUpstream) && !self.co2_only
    }

    /// The id that references name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The unit that the emissions are per.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// `id@REGION:2023-2024`: the factor's key, as a person would write the reference.
    #[must_use]
    pub fn key(&self) -> String {
        self.holds().key(&self.id).into_owned()
    }

    /// Whether two rows give the same emissions per the same unit, wherever and whenever they hold.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        let figures = |f: &Self| (f.unit, f.basis, f.co2_only, f.gwp, f.stage);
        let values =
            |f: &Self| Component::ALL.map(|c| f.values.iter().find(|(of, _)| *of == c).map(|(_, cell)| cell.clone()));
        let gases = |f: &Self| {
            let mut gases = f.gases.clone();
            gases.sort_by(|a, b| a.gas.cmp(&b.gas));
            gases
        };
        figures(self) == figures(other) && values(self) == values(other) && gases(self) == gases(other)
    }

    pub(crate) fn holds(&self) -> Holds<'_> {
        Holds { region: &self.region, from: self.valid_from, to: self.valid_to }
    }

    /// `2024`, `2019-2021`, `2024-`; `None` where no validity is stated.
    pub(crate) fn years(&self) -> Option<String> {
        self.holds().years()
    }
}
