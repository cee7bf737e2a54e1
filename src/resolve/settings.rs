//! What to calculate a study with, where that differs from what it declares.

use crate::decimal::Decimal;
use crate::gas::GwpSet;
use crate::stage::Boundary;

/// What to calculate a study with, where that differs from what the study declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub(crate) scenario: Option<String>,
    pub(crate) boundary: Option<Boundary>,
    pub(crate) gwp: Option<GwpSet>,
    /// Parameters that have another value than the study or the scenario gives them.
    pub(crate) set: Vec<(String, Decimal)>,
    /// Quantities and factors shall carry their derivatives by the parameters.
    pub(crate) derivatives: bool,
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

    /// With another value of a parameter.
    pub(crate) fn parameter(mut self, name: &str, value: Decimal) -> Self {
        self.set.retain(|(known, _)| known != name);
        self.set.push((name.to_owned(), value));
        self
    }

    /// With derivatives by the parameters.
    pub(crate) fn derivatives(mut self) -> Self {
        self.derivatives = true;
        self
    }
}
