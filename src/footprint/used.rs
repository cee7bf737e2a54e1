//! The factors that products need, each once, with all nine components.

use super::cells::TooLarge;
use super::contributions::{FactorUse, narrow};
use super::model::Model;
use crate::decimal::Wide;
use crate::error::Error;
use crate::quantity::Emissions;

/// A factor in use, and what one unit of it emits.
#[derive(Clone, Debug)]
pub(crate) struct UsedFactor {
    pub(crate) factor: FactorUse,
    /// kg CO2e per unit of the factor.
    pub(crate) emissions: Emissions,
    /// Its name for people, English and Chinese.
    pub(crate) note: String,
}

impl Model {
    /// The factors behind some items, in the order of the graph: by their own key.
    pub(crate) fn used_factors(&self, ids: &[&str]) -> Result<Vec<UsedFactor>, Error> {
        let mut demands = Vec::with_capacity(ids.len());
        for id in ids {
            let declared = self.declared(id)?;
            demands.push((self.graph.node_of_item[declared.item as usize], Wide::ONE));
        }
        let needs = self.down_walk().from(demands);
        let factors =
            needs.iter().filter(|(node, _)| !self.graph.is_item(*node)).map(|(node, _)| self.used_factor(node));
        factors.collect::<Result<_, _>>().map_err(|TooLarge| self.too_large(ids.first().copied().unwrap_or_default()))
    }

    pub(super) fn used_factor(&self, node: u32) -> Result<UsedFactor, TooLarge> {
        let chosen = &self.factors[self.graph.source[node as usize] as usize];
        let (factor, emissions) = (FactorUse::of(chosen)?, narrow(&chosen.emissions.to_array())?);
        Ok(UsedFactor { factor, emissions, note: chosen.factor.details.note.clone() })
    }
}
