//! A factor row in use. A study may bring a million of its own: what few of them state takes no room in the others.

use std::sync::Arc;

use super::{Emitted, StatedSpread};
use crate::decimal::Wide;
use crate::factor::{Basis, Choice, Factor, FactorOrigin, Wanted};
use crate::stage::Stage;
use crate::unit::Unit;

/// A factor row in use: its emissions with the study's GWP set.
#[derive(Clone, Debug)]
pub(crate) struct ChosenFactor {
    pub(crate) factor: Arc<Factor>,
    /// Stage, unit and basis of the factor, which are asked for without the rest of the row.
    pub(crate) stage: Stage,
    pub(crate) unit: Unit,
    pub(crate) basis: Basis,
    /// The set it stands in.
    pub(crate) origin: FactorOrigin,
    /// Place of that set among those that were tried: 0 is the study's own.
    set: u32,
    /// kg CO2e per unit, by component.
    pub(crate) emissions: Emitted,
    /// The uncertainty of the figure, where one is stated.
    pub(crate) spread: Option<StatedSpread>,
    beside: Option<Box<Beside>>,
}

/// What few rows say, and what few fall short of.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    /// Technology, time, geography: 1 best to 5; `None` where nothing is stated.
    pub(super) quality: [Option<Wide>; 3],
    /// The share of primary data in it, 0 to 1, where it is stated.
    pub(super) primary: Option<Wide>,
    /// The derivatives by parameters of the sum of the components that count.
    pub(super) slopes: Vec<(u32, Wide)>,
    /// What was wanted where it was taken and falls short of that, and how.
    pub(super) wants: Vec<(Wanted, Choice)>,
}

impl ChosenFactor {
    /// A row that says nothing beside its figure.
    pub(super) fn new(factor: Arc<Factor>, origin: FactorOrigin, set: usize, emissions: Emitted) -> Self {
        Self {
            stage: factor.stage,
            unit: factor.unit,
            basis: factor.basis,
            factor,
            origin,
            set: u32::try_from(set).unwrap_or(u32::MAX),
            emissions,
            spread: None,
            beside: None,
        }
    }

    pub(super) fn say(&mut self, beside: Beside) {
        let Beside { quality, primary, slopes, wants } = &beside;
        let nothing = quality.iter().chain([primary]).all(Option::is_none) && slopes.is_empty() && wants.is_empty();
        self.beside = (!nothing).then(|| Box::new(beside));
    }

    /// Adds what was wanted once more, and how the row falls short of it.
    pub(super) fn fall_short(&mut self, wanted: Wanted, choice: Choice) {
        self.beside.get_or_insert_default().wants.push((wanted, choice));
    }

    /// Place of its set among those that were tried: 0 is the study's own.
    pub(crate) fn set(&self) -> usize {
        self.set as usize
    }

    /// Technology, time, geography: 1 best to 5; `None` where nothing is stated.
    pub(crate) fn quality(&self) -> [Option<Wide>; 3] {
        self.beside.as_deref().map(|beside| beside.quality).unwrap_or_default()
    }

    /// The share of primary data in it, 0 to 1: what it states, else all or nothing as its kind of data says.
    pub(crate) fn primary(&self) -> Wide {
        let of_kind = || if self.factor.primary { Wide::ONE } else { Wide::ZERO };
        self.beside.as_deref().and_then(|beside| beside.primary).unwrap_or_else(of_kind)
    }

    /// The derivatives by parameters of the sum of the components that count.
    pub(crate) fn slopes(&self) -> &[(u32, Wide)] {
        self.beside.as_deref().map_or(&[], |beside| &beside.slopes)
    }

    /// What was wanted where it was taken and falls short of that, and how.
    pub(crate) fn wants(&self) -> &[(Wanted, Choice)] {
        self.beside.as_deref().map_or(&[], |beside| &beside.wants)
    }
}
