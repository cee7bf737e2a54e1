//! Bills of materials as they were understood: one list whatever layout they came in.

use std::sync::Arc;

use super::units::Measure;
use crate::decimal::Decimal;
use crate::diagnostic::Place;

/// One line: so much of the child for `per` of the parent.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    pub(crate) child: String,
    pub(crate) quantity: Decimal,
    /// In the unit in which the parent is made.
    pub(crate) per: Decimal,
    /// `None` where the export states none, or one that is asked about.
    pub(crate) unit: Option<Measure>,
    pub(crate) unit_asked: bool,
    pub(crate) scrap: Decimal,
    pub(crate) yields: Decimal,
    /// In a list of totals: by how much the quantity and its base may be off, because the system rounds them.
    pub(crate) rounding: Option<[Decimal; 2]>,
    pub(crate) row: u32,
}

/// What a bill makes beside its product.
#[derive(Clone, Debug)]
pub(crate) struct ByProduct {
    pub(crate) item: String,
    pub(crate) quantity: Decimal,
    pub(crate) per: Decimal,
    pub(crate) unit: Option<Measure>,
    /// In percent of the cost of the bill, where the export says so.
    pub(crate) cost_share: Option<Decimal>,
}

/// What one item is made of.
#[derive(Clone, Debug)]
pub(crate) struct Bill {
    pub(crate) parent: String,
    /// Which of several, as the system calls it.
    pub(crate) name: String,
    pub(crate) file: Arc<str>,
    pub(crate) row: u32,
    /// How many its quantities are for, where all its lines agree.
    pub(crate) base: Decimal,
    /// The unit in which the parent is made.
    pub(crate) unit: Option<Measure>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) by_products: Vec<ByProduct>,
}

impl Bill {
    pub(crate) fn place(&self) -> Place {
        Place::file(Arc::clone(&self.file)).row(self.row)
    }
}
