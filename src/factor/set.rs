//! A set of factors from one place: a study, a file, the program itself.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;

use super::indexed::Indexed;
use super::{Factor, Holds};

/// Which set of factors a row stands in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FactorOrigin {
    /// The study itself: its factors.csv, or [`StudyBuilder::factor`](crate::StudyBuilder::factor).
    Study,
    /// A footprint that a supplier sent: a file in the study's folder `suppliers`.
    Supplier,
    /// A library file, by its name.
    File(Arc<str>),
    /// A program that added it with [`FactorLibrary::add`](crate::FactorLibrary::add).
    Program,
    /// The library that travels with the crate.
    Embedded,
    /// None: a value that was set for this calculation ([`Settings::set`](crate::Settings::set)).
    Set,
}

impl FactorOrigin {
    /// The kind in JSON: `study`, `supplier`, `file`, `program`, `embedded` or `set`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Study => "study",
            Self::Supplier => "supplier",
            Self::File(_) => "file",
            Self::Program => "program",
            Self::Embedded => "embedded",
            Self::Set => "set",
        }
    }

    /// The library file's name.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::File(name) => Some(name),
            _ => None,
        }
    }
}

/// Factors by id, in the order in which they were written down.
pub(crate) type ById = IndexMap<String, Vec<Arc<Factor>>>;

/// The factors of one place.
#[derive(Clone)]
pub(crate) struct FactorSet {
    pub(crate) origin: FactorOrigin,
    rows: Rows,
}

#[derive(Clone)]
enum Rows {
    Held(Arc<ById>),
    Indexed(&'static Indexed),
}

impl FactorSet {
    pub(crate) fn held(origin: FactorOrigin, factors: impl IntoIterator<Item = Arc<Factor>>) -> Self {
        let mut set = Self { origin, rows: Rows::Held(Arc::default()) };
        factors.into_iter().for_each(|factor| set.add(factor));
        set
    }

    /// Factors that are found under other names than their ids.
    pub(crate) fn named(origin: FactorOrigin, by_name: ById) -> Self {
        Self { origin, rows: Rows::Held(Arc::new(by_name)) }
    }

    pub(crate) fn embedded(indexed: &'static Indexed) -> Self {
        Self { origin: FactorOrigin::Embedded, rows: Rows::Indexed(indexed) }
    }

    /// Adds a row; what is embedded stays as it is.
    pub(crate) fn add(&mut self, factor: Arc<Factor>) {
        if let Rows::Held(by_id) = &mut self.rows {
            Arc::make_mut(by_id).entry(factor.id.clone()).or_default().push(factor);
        }
    }

    pub(crate) fn len(&self) -> usize {
        match &self.rows {
            Rows::Held(by_id) => by_id.values().map(Vec::len).sum(),
            Rows::Indexed(indexed) => indexed.len(),
        }
    }

    pub(crate) fn contains(&self, id: &str) -> bool {
        match &self.rows {
            Rows::Held(by_id) => by_id.contains_key(id),
            Rows::Indexed(indexed) => indexed.contains(id),
        }
    }

    pub(crate) fn ids(&self) -> Vec<&str> {
        match &self.rows {
            Rows::Held(by_id) => by_id.keys().map(String::as_str).collect(),
            Rows::Indexed(indexed) => indexed.ids().collect(),
        }
    }

    /// Where and when each row of an id holds.
    pub(crate) fn holds(&self, id: &str) -> Vec<Holds<'_>> {
        match &self.rows {
            Rows::Held(by_id) => by_id.get(id).into_iter().flatten().map(|f| f.holds()).collect(),
            Rows::Indexed(indexed) => indexed.holds(id),
        }
    }

    /// The row at a place among those of an id.
    pub(crate) fn factor(&self, id: &str, at: usize) -> Option<&Arc<Factor>> {
        match &self.rows {
            Rows::Held(by_id) => by_id.get(id)?.get(at),
            Rows::Indexed(indexed) => indexed.factor(id, at),
        }
    }

    /// All rows of an id.
    pub(crate) fn factors(&self, id: &str) -> Vec<&Arc<Factor>> {
        match &self.rows {
            Rows::Held(by_id) => by_id.get(id).into_iter().flatten().collect(),
            Rows::Indexed(indexed) => indexed.factors(id),
        }
    }

    /// Every row, grouped by id.
    pub(crate) fn all(&self) -> Vec<&Arc<Factor>> {
        match &self.rows {
            Rows::Held(by_id) => by_id.values().flatten().collect(),
            Rows::Indexed(indexed) => indexed.all(),
        }
    }
}

impl fmt::Debug for FactorSet {
    /// The place and how many rows: three thousand of them help nobody.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FactorSet").field("origin", &self.origin).field("rows", &self.len()).finish()
    }
}
