//! Closure checks: does what goes in come out again? Mass of each made item, energy of each site, electricity
//! certificates.
//!
//! A balance calculates nothing that a footprint uses. It is there to catch what no footprint shows: a wrong unit, a
//! wrong base quantity, a subtree counted twice, a bill that is also a line.

mod electricity;
mod energy;
mod mass;

pub use electricity::CertificateClosure;
pub use energy::EnergyClosure;
pub use mass::{MassBalance, MassState};

use super::cells::TooLarge;
use super::model::Model;
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Diagnostic, Report};
use crate::error::Error;
use crate::lower::{Otherwise, lower};
use crate::resolve::Resolver;

/// What the closure checks of a study found. Rows are in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Closure {
    pub(crate) mass: Vec<MassBalance>,
    pub(crate) without_mass: Vec<String>,
    pub(crate) energy: Vec<EnergyClosure>,
    pub(crate) certificates: Vec<CertificateClosure>,
    pub(crate) findings: Vec<Diagnostic>,
}

impl Closure {
    /// The mass balance of each made item whose mass is known and of each process.
    #[must_use]
    pub fn mass(&self) -> &[MassBalance] {
        &self.mass
    }

    /// Made items that have no mass, so that nothing can be balanced.
    pub fn without_mass(&self) -> impl Iterator<Item = &str> {
        self.without_mass.iter().map(String::as_str)
    }

    /// Each carrier of each site: what was metered and what was handed out.
    #[must_use]
    pub fn energy(&self) -> &[EnergyClosure] {
        &self.energy
    }

    /// Each electricity item with contracts or certificates.
    #[must_use]
    pub fn certificates(&self) -> &[CertificateClosure] {
        &self.certificates
    }

    /// What does not close: W238 for mass, W239 for energy.
    #[must_use]
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }
}

impl Model {
    /// Checks that what goes in comes out again: mass, energy, certificates. The study is resolved anew for it.
    ///
    /// # Errors
    ///
    /// A mass or an amount of energy is too large for a [`Decimal`] (E115).
    pub fn closure(&self) -> Result<Closure, Error> {
        let mut resolver = Resolver::new(&self.study, &self.library, &self.settings);
        let network = lower(&mut resolver, Otherwise::default());
        let mut found = Report::default();
        let (mass, without_mass) =
            mass::check(&mut resolver, &network, &mut found).map_err(|id| self.too_large(&id))?;
        let energy = energy::check(&mut resolver, &network, &mut found).map_err(|id| self.too_large(&id))?;
        let certificates = electricity::check(self).map_err(|id| self.too_large(&id))?;
        Ok(Closure { mass, without_mass, energy, certificates, findings: found.into_diagnostics() })
    }
}

/// A number of a balance, rounded to what a table can hold.
fn held(value: Wide) -> Result<Decimal, TooLarge> {
    value.to_decimal().ok_or(TooLarge)
}
