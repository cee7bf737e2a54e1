//! What may be added to what: kg CO2e add to kg CO2e, kg CO2e *per unit* do not; what things cause themselves adds up,
//! what they carry with everything below them does not.

use crate::decimal::{ArithmeticError, Decimal};
use crate::gas::Component;
use crate::unit::Unit;

/// Emissions in kg CO2e, in nine components.
///
/// An amount, not a rate: the emissions of the declared amount of a product, of one stage of it, of one line. A rate
/// is an [`Intensity`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Emissions([Decimal; 9]);

impl Emissions {
    pub(crate) fn new(components: [Decimal; 9]) -> Self {
        Self(components)
    }

    /// One component, kg CO2e.
    #[must_use]
    pub fn get(&self, component: Component) -> Decimal {
        self.0[component as usize]
    }

    /// The total: the sum of the seven components that count, kg CO2e.
    ///
    /// # Errors
    ///
    /// An overflow; results of this crate were checked for it when they were made.
    pub fn total(&self) -> Result<Decimal, ArithmeticError> {
        sum(Component::ALL.into_iter().filter(|c| c.in_total()).map(|c| self.get(c)))
    }

    /// Biogenic CO2 released and taken up, together, kg CO2e.
    #[cfg(feature = "cli")]
    pub(crate) fn biogenic_net(&self) -> Result<Decimal, ArithmeticError> {
        sum([Component::BiogenicCo2, Component::BiogenicUptake].map(|c| self.get(c)).into_iter())
    }

    /// Land management, emissions and removals together, kg CO2e.
    #[cfg(feature = "cli")]
    pub(crate) fn land_net(&self) -> Result<Decimal, ArithmeticError> {
        sum([Component::LandManagement, Component::LandRemovals].map(|c| self.get(c)).into_iter())
    }

    /// The total with biogenic CO2 released and taken up added, kg CO2e.
    ///
    /// # Errors
    ///
    /// As [`Emissions::total`].
    pub fn total_including_biogenic(&self) -> Result<Decimal, ArithmeticError> {
        sum(self.0.into_iter())
    }
}

/// The exact sum.
pub(crate) fn sum(numbers: impl Iterator<Item = Decimal>) -> Result<Decimal, ArithmeticError> {
    let mut numbers = numbers.filter(|number| !number.is_zero());
    let first = numbers.next().unwrap_or(Decimal::ZERO);
    numbers.try_fold(first, Decimal::checked_add)
}

/// Emissions per one declared unit: kg CO2e per `unit`, in nine components.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intensity {
    per_unit: Emissions,
    unit: Unit,
}

impl Intensity {
    pub(crate) fn new(per_unit: Emissions, unit: Unit) -> Self {
        Self { per_unit, unit }
    }

    /// The unit that the numbers are per.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The emissions of exactly one [`Intensity::unit`].
    #[must_use]
    pub fn of_one(&self) -> &Emissions {
        &self.per_unit
    }
}

/// Emissions that a thing causes itself, without what is below it, kg CO2e. Parts of this kind add up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Direct(Decimal);

impl Direct {
    pub(crate) fn new(kg_co2e: Decimal) -> Self {
        Self(kg_co2e)
    }

    /// kg CO2e.
    #[must_use]
    pub fn kg_co2e(self) -> Decimal {
        self.0
    }

    /// The sum of parts.
    ///
    /// # Errors
    ///
    /// An overflow.
    pub fn sum(parts: impl IntoIterator<Item = Self>) -> Result<Self, ArithmeticError> {
        sum(parts.into_iter().map(Self::kg_co2e)).map(Self)
    }
}

/// Emissions of a thing with everything below it, kg CO2e. What is above holds what is below: such numbers do not add
/// up, and this type has no sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cumulative(Decimal);

impl Cumulative {
    pub(crate) fn new(kg_co2e: Decimal) -> Self {
        Self(kg_co2e)
    }

    /// kg CO2e.
    #[must_use]
    pub fn kg_co2e(self) -> Decimal {
        self.0
    }
}
