//! What one unit of a factor emits, in the room that it needs: a study may bring a million factors of one number each.

use std::ops::Index;

use crate::decimal::Wide;
use crate::gas::Component;

/// kg CO2e by component, as `emitted[component as usize]`.
#[derive(Clone, Debug)]
pub(crate) enum Emitted {
    /// Fossil only.
    Fossil(Wide),
    Components(Box<[Wide; 9]>),
}

const NOTHING: Wide = Wide::ZERO;

impl Emitted {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Wide> {
        (0..9).map(|component| &self[component])
    }

    pub(crate) fn to_array(&self) -> [Wide; 9] {
        std::array::from_fn(|component| self[component])
    }

    /// The same with so much more of what is fossil.
    pub(crate) fn with_more_fossil(&self, more: Wide) -> Self {
        let mut all = self.to_array();
        let slot = &mut all[Component::Fossil as usize];
        *slot = slot.add(more);
        all.into()
    }
}

impl From<[Wide; 9]> for Emitted {
    fn from(components: [Wide; 9]) -> Self {
        let fossil = Component::Fossil as usize;
        if components.iter().enumerate().all(|(at, value)| at == fossil || value.is_zero()) {
            return Self::Fossil(components[fossil]);
        }
        Self::Components(Box::new(components))
    }
}

impl Index<usize> for Emitted {
    type Output = Wide;

    fn index(&self, component: usize) -> &Wide {
        match self {
            Self::Fossil(fossil) if component == Component::Fossil as usize => fossil,
            Self::Fossil(_) => &NOTHING,
            Self::Components(all) => &all[component],
        }
    }
}
