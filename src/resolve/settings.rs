//! What to calculate a study with, where that differs from what it declares.

use crate::decimal::Decimal;
use crate::gas::GwpSet;
use crate::stage::Boundary;
use crate::unit::Unit;

/// What to calculate a study with, where that differs from what the study declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub(crate) scenario: Option<String>,
    pub(crate) boundary: Option<Boundary>,
    pub(crate) gwp: Option<GwpSet>,
    pub(crate) set: Vec<Setting>,
    pub(crate) amplifying: bool,
    /// Quantities and factors shall carry their derivatives by the parameters.
    pub(crate) derivatives: bool,
}

/// A factor or parameter at another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) name: String,
    pub(crate) value: Decimal,
    /// What a factor's value is per; the factor's own unit if absent.
    pub(crate) unit: Option<Unit>,
}

impl Settings {
    /// As the study declares.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With a scenario of the study.
    #[must_use]
    pub fn scenario(mut self, name: impl Into<String>) -> Self {
        self.scenario = Some(name.into());
        self
    }

    /// With another system boundary.
    #[must_use]
    pub fn boundary(mut self, boundary: Boundary) -> Self {
        self.boundary = Some(boundary);
        self
    }

    /// With another GWP set.
    #[must_use]
    pub fn gwp(mut self, set: GwpSet) -> Self {
        self.gwp = Some(set);
        self
    }

    /// What if: with a parameter, a factor or the factor of one item at another value.
    ///
    /// `name` is a parameter; a factor reference, `id`, `id@REGION` or `id@REGION:YEAR`, which means every row of that
    /// id that the study takes for that region and year, or takes from them; or a bought item, whose factor changes for
    /// that item alone. A factor's value is in kg CO2e per its own unit and counts as `fossil`: all nine components of
    /// the row give way to it. Every result says what was set ([`Model::set_values`](crate::Model::set_values), W237).
    ///
    /// A name that means nothing, nothing that the study uses, or two things makes [`Model::with`](crate::Model::with)
    /// fail.
    ///
    /// ```
    /// use product_footprint::{Component, Factor, FactorLibrary, Item, Line, Model, Settings, Study};
    ///
    /// let study = Study::builder()
    ///     .item(Item::new("oven").unit("piece".parse()?))
    ///     .line(Line::new("oven", "grid", "10".parse()?))
    ///     .factor(Factor::new("grid", "kWh".parse()?).value(Component::Fossil, "0.6".parse()?))
    ///     .build();
    /// let model = Model::with(study, FactorLibrary::empty(), &Settings::new().set("grid", "0.4".parse()?))?;
    /// assert_eq!(model.footprint("oven")?.total().to_string(), "4");
    /// assert_eq!(model.set_values()[0].to_string(), "grid = 0.4 kg CO2e/kWh (in place of 0.6: grid)");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn set(mut self, name: impl Into<String>, value: Decimal) -> Self {
        self.set.push(Setting { name: name.into(), value, unit: None });
        self
    }

    /// As [`Settings::set`], for a factor in kg CO2e per a unit of your choice.
    #[must_use]
    pub fn set_per(mut self, name: impl Into<String>, value: Decimal, unit: Unit) -> Self {
        self.set.push(Setting { name: name.into(), value, unit: Some(unit) });
        self
    }

    /// With another value of a parameter, in place of one set before.
    pub(crate) fn parameter(mut self, name: &str, value: Decimal) -> Self {
        self.set.retain(|set| set.name != name);
        self.set(name, value)
    }

    /// Solve loops that make less than they take, too. Such a loop is E103 otherwise: a footprint of it has no meaning
    /// that a supplier could stand for, but its equations have a solution. It is then W208; one without a solution that
    /// keeps 15 digits stays E103.
    #[must_use]
    pub fn allow_amplifying(mut self) -> Self {
        self.amplifying = true;
        self
    }

    /// With derivatives by the parameters.
    pub(crate) fn derivatives(mut self) -> Self {
        self.derivatives = true;
        self
    }
}
