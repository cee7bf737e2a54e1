//! What a factor emits: its values, and its gas masses weighed with a set of global warming potentials.

use super::Factor;
use crate::decimal::{Dual, Wide};
use crate::formula::Cell;
use crate::gas::{Component, GwpSet, gwp};

/// Why a factor has no emissions in a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoEmissions<'a> {
    /// A cell has no value; whoever was asked for it knows why.
    Value,
    /// The set has no potential for this gas.
    Gas(&'a str),
}

impl Factor {
    /// The nine components per unit, kg CO2e, with the derivatives that the values bring along. `value` evaluates a
    /// cell: of a component, or else of a gas mass.
    pub(crate) fn emissions(
        &self,
        set: GwpSet,
        mut value: impl FnMut(&Cell, Option<Component>) -> Option<Dual>,
    ) -> Result<[Dual; 9], NoEmissions<'_>> {
        let mut emissions = [const { Dual::ZERO }; 9];
        for (component, cell) in &self.values {
            let value = value(cell, Some(*component)).ok_or(NoEmissions::Value)?;
            let slot = &mut emissions[*component as usize];
            *slot = slot.add(&value);
        }
        for mass in &self.gases {
            let weight = gwp(&mass.gas, mass.origin, set).ok_or(NoEmissions::Gas(&mass.gas))?;
            let kg = value(&mass.kg, None).ok_or(NoEmissions::Value)?;
            let slot = &mut emissions[mass.origin.component(&mass.gas) as usize];
            *slot = slot.add(&kg.mul(&Dual::from(Wide::from(weight))));
        }
        Ok(emissions)
    }
}
