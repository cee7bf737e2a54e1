//! A set of factors, found by id.

use std::sync::Arc;

use indexmap::IndexMap;

use super::Factor;

/// A set of emission factors. A study's own factors win over it.
///
/// [`FactorLibrary::embedded`] is the one that travels with the program; [`FactorLibrary::empty`] is for studies that
/// bring all they need.
#[derive(Clone, Debug, Default)]
pub struct FactorLibrary {
    by_id: IndexMap<String, Vec<Arc<Factor>>>,
}

impl FactorLibrary {
    /// No factors at all.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Adds a factor.
    pub fn add(&mut self, factor: Factor) {
        self.by_id.entry(factor.id.clone()).or_default().push(Arc::new(factor));
    }

    /// How many factors it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.values().map(Vec::len).sum()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// All factors of an id, in the order in which they were added.
    pub fn rows(&self, id: &str) -> impl Iterator<Item = &Factor> {
        self.shared_rows(id).iter().map(Arc::as_ref)
    }

    pub(crate) fn shared_rows(&self, id: &str) -> &[Arc<Factor>] {
        self.by_id.get(id).map_or(&[], Vec::as_slice)
    }

    /// Whether it has a factor of this id.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    /// All ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.by_id.keys().map(String::as_str)
    }

    /// All factors.
    pub fn iter(&self) -> impl Iterator<Item = &Factor> {
        self.by_id.values().flatten().map(Arc::as_ref)
    }
}
