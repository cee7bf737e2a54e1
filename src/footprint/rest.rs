//! What documents that show a part say of the rest, and which components anyone has looked at.

use super::model::Model;
use crate::decimal::{ArithmeticError, Decimal};
use crate::error::Error;
use crate::gas::Component;

/// What is left of a list behind its largest entries, kg CO2e: what emits and what takes away, never set off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rest {
    pub(crate) count: usize,
    pub(crate) positive: Decimal,
    pub(crate) negative: Decimal,
}

impl Rest {
    /// # Errors
    ///
    /// An overflow.
    pub(crate) fn of(numbers: impl Iterator<Item = Decimal>) -> Result<Self, ArithmeticError> {
        let mut rest = Self::default();
        for kg in numbers {
            rest.count = rest.count.saturating_add(1);
            let side = if kg.is_negative() { &mut rest.negative } else { &mut rest.positive };
            *side = side.checked_add(kg)?;
        }
        Ok(rest)
    }
}

impl Model {
    /// The components for which some factor behind an item states a value, be it 0. A component that none states was not
    /// looked at: its 0 says nothing.
    ///
    /// # Errors
    ///
    /// As [`Model::footprint`].
    pub(crate) fn stated_components(&self, id: &str) -> Result<[bool; 9], Error> {
        let declared = self.declared(id)?;
        let node = self.graph.node_of_item[declared.item as usize];
        let mut stated = [false; 9];
        for (node, _) in self.down_walk().from([(node, crate::decimal::Wide::ONE)]).iter() {
            if self.graph.is_item(node) {
                continue;
            }
            let factor = &self.factors[self.graph.source[node as usize] as usize].factor;
            let values = factor.values.iter().map(|(component, _)| *component);
            let gases = factor.gases.iter().map(|mass| mass.origin.component(&mass.gas));
            for component in values.chain(gases) {
                stated[component as usize] = true;
            }
        }
        Ok(stated)
    }
}

impl super::Footprint {
    /// Whether a component was looked at by someone: stated by a factor, or not zero.
    pub(crate) fn is_assessed(&self, component: Component, stated: &[bool; 9]) -> bool {
        stated[component as usize] || !self.component(component).is_zero()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_emits_and_what_takes_away_stay_apart() {
        let numbers = ["3", "-1", "0", "-0.5"].map(|n| n.parse::<Decimal>().unwrap_or_default());
        let rest = Rest::of(numbers.into_iter()).unwrap_or_default();
        assert_eq!((rest.count, rest.positive.to_string(), rest.negative.to_string()), (4, "3".into(), "-1.5".into()));
    }
}
