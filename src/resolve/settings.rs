//! What to calculate a study with, where that differs from what it declares.

use crate::gas::GwpSet;
use crate::stage::Boundary;

/// What to calculate a study with, where that differs from what the study declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub(crate) scenario: Option<String>,
    pub(crate) boundary: Option<Boundary>,
    pub(crate) gwp: Option<GwpSet>,
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
}
