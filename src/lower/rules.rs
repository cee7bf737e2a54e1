//! The rules of method that shaped lines, as values: what the results print beside the number.

use super::Consumed;
use crate::decimal::Wide;
use crate::resolve::PresetValue;
use crate::study::{Allocation, RecyclingMethod};

/// A rule, and what it applied to.
#[derive(Clone, Debug)]
pub(crate) enum AppliedRule {
    /// A parameter that a preset set to a target of the plan.
    Preset(PresetValue),
    /// A process allocated to its outputs: item and share of each, and the weights that the shares are made of.
    Allocation { process: u32, allocation: Allocation, shares: Vec<(u32, Wide)>, weights: Vec<Wide> },
    /// Recycled content and end of life of an item, with the values of the formula.
    Recycling { item: u32, row: u32, method: RecyclingMethod, values: Vec<(&'static str, Wide)> },
    /// The market-based side of an electricity item: rows and kWh that are claimed, and whether a residual mix stands
    /// for the rest.
    Electricity { item: u32, consumed: Consumed, claims: Vec<(u32, Wide)>, residual: bool },
}
