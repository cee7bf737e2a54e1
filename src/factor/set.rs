//! A set of factors from one place: a study, a file, the program itself.

use std::fmt;
use std::hash::BuildHasher as _;
use std::sync::Arc;

use hashbrown::HashTable;
use indexmap::IndexMap;

use super::indexed::Indexed;
use super::{Choice, Factor, Holds, Miss};

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
    Held(Arc<Held>),
    /// By other names than their ids.
    Named(Arc<ById>),
    Indexed(&'static Indexed),
}

/// Factors with a table of where the rows of an id begin: four bytes an id, for a study that brings a million of its own.
#[derive(Clone, Default)]
struct Held {
    factors: Vec<Arc<Factor>>,
    /// For each row the next of the same id; the number of rows at the last.
    next: Vec<u32>,
    /// The first row of each id, and the last.
    ends: HashTable<(u32, u32)>,
    hasher: foldhash::fast::RandomState,
}

impl Held {
    fn reserve(&mut self, more: usize) {
        let Self { factors, next, ends, hasher } = self;
        factors.reserve(more);
        next.reserve(more);
        ends.reserve(more, |(first, _)| hasher.hash_one(factors.get(*first as usize).map_or("", |f| f.id.as_str())));
    }

    fn push(&mut self, factor: Arc<Factor>) {
        let Self { factors, next, ends, hasher } = self;
        let at = u32::try_from(factors.len()).unwrap_or(u32::MAX);
        let id_of = |at: u32| factors.get(at as usize).map_or("", |f| f.id.as_str());
        let hash = hasher.hash_one(factor.id.as_str());
        match ends.find_mut(hash, |(first, _)| id_of(*first) == factor.id) {
            Some((_, last)) => {
                if let Some(slot) = next.get_mut(*last as usize) {
                    *slot = at;
                }
                *last = at;
            }
            None => {
                ends.insert_unique(hash, (at, at), |(first, _)| hasher.hash_one(id_of(*first)));
            }
        }
        next.push(u32::MAX);
        factors.push(factor);
    }

    /// The rows of an id, in the order in which they were written down.
    fn of(&self, id: &str) -> impl Iterator<Item = &Arc<Factor>> {
        let row = |at: u32| self.factors.get(at as usize).map(|factor| (at, factor));
        let is = |(first, _): &(u32, u32)| row(*first).is_some_and(|(_, factor)| factor.id == id);
        let first = self.ends.find(self.hasher.hash_one(id), is).and_then(|(first, _)| row(*first));
        let follow = move |(at, _): &(u32, &Arc<Factor>)| self.next.get(*at as usize).copied().and_then(row);
        std::iter::successors(first, follow).map(|(_, factor)| factor)
    }

    /// Each id once, in the order in which they came.
    fn ids(&self) -> impl Iterator<Item = &str> {
        let firsts = self.factors.iter().filter(|f| self.of(&f.id).next().is_some_and(|first| Arc::ptr_eq(first, f)));
        firsts.map(|f| f.id.as_str())
    }
}

impl FactorSet {
    pub(crate) fn held(origin: FactorOrigin, factors: impl IntoIterator<Item = Arc<Factor>>) -> Self {
        let factors = factors.into_iter();
        let mut held = Held::default();
        held.reserve(factors.size_hint().0);
        factors.for_each(|factor| held.push(factor));
        Self { origin, rows: Rows::Held(Arc::new(held)) }
    }

    /// Factors that are found under other names than their ids.
    pub(crate) fn named(origin: FactorOrigin, by_name: ById) -> Self {
        Self { origin, rows: Rows::Named(Arc::new(by_name)) }
    }

    pub(crate) fn embedded(indexed: &'static Indexed) -> Self {
        Self { origin: FactorOrigin::Embedded, rows: Rows::Indexed(indexed) }
    }

    /// Adds a row; what is embedded stays as it is.
    pub(crate) fn add(&mut self, factor: Arc<Factor>) {
        match &mut self.rows {
            Rows::Held(held) => Arc::make_mut(held).push(factor),
            Rows::Named(by_name) => Arc::make_mut(by_name).entry(factor.id.clone()).or_default().push(factor),
            Rows::Indexed(_) => {}
        }
    }

    pub(crate) fn len(&self) -> usize {
        match &self.rows {
            Rows::Held(held) => held.factors.len(),
            Rows::Named(by_name) => by_name.values().map(Vec::len).sum(),
            Rows::Indexed(indexed) => indexed.len(),
        }
    }

    pub(crate) fn contains(&self, id: &str) -> bool {
        match &self.rows {
            Rows::Held(held) => held.of(id).next().is_some(),
            Rows::Named(by_name) => by_name.contains_key(id),
            Rows::Indexed(indexed) => indexed.contains(id),
        }
    }

    /// The row of an id of which there is only one, in a set that holds its rows.
    pub(crate) fn only(&self, id: &str) -> Option<&Arc<Factor>> {
        let Rows::Held(held) = &self.rows else { return None };
        let mut rows = held.of(id);
        rows.next().filter(|_| rows.next().is_none())
    }

    pub(crate) fn ids(&self) -> Vec<&str> {
        match &self.rows {
            Rows::Held(held) => held.ids().collect(),
            Rows::Named(by_name) => by_name.keys().map(String::as_str).collect(),
            Rows::Indexed(indexed) => indexed.ids().collect(),
        }
    }

    /// Where and when each row of an id holds.
    pub(crate) fn holds(&self, id: &str) -> Vec<Holds<'_>> {
        match &self.rows {
            Rows::Held(held) => held.of(id).map(|f| f.holds()).collect(),
            Rows::Named(by_name) => by_name.get(id).into_iter().flatten().map(|f| f.holds()).collect(),
            Rows::Indexed(indexed) => indexed.holds(id),
        }
    }

    /// The row of an id that `choose` chooses; `None` if the set has no row of that id.
    pub(super) fn take(
        &self,
        id: &str,
        choose: impl Fn(&[Holds<'_>]) -> Result<Choice, Miss>,
    ) -> Option<Result<(&Arc<Factor>, Choice), Miss>> {
        if let Rows::Held(held) = &self.rows {
            let mut rows = held.of(id);
            let first = rows.next()?;
            if rows.next().is_none() {
                return Some(choose(&[first.holds()]).map(|choice| (first, choice)));
            }
        }
        let rows = self.holds(id);
        if rows.is_empty() {
            return None;
        }
        match choose(&rows) {
            Ok(choice) => self.factor(id, choice.index).map(|factor| Ok((factor, choice))),
            Err(miss) => Some(Err(miss)),
        }
    }

    /// The row at a place among those of an id.
    pub(crate) fn factor(&self, id: &str, at: usize) -> Option<&Arc<Factor>> {
        match &self.rows {
            Rows::Held(held) => held.of(id).nth(at),
            Rows::Named(by_name) => by_name.get(id)?.get(at),
            Rows::Indexed(indexed) => indexed.factor(id, at),
        }
    }

    /// All rows of an id.
    pub(crate) fn factors(&self, id: &str) -> Vec<&Arc<Factor>> {
        match &self.rows {
            Rows::Held(held) => held.of(id).collect(),
            Rows::Named(by_name) => by_name.get(id).into_iter().flatten().collect(),
            Rows::Indexed(indexed) => indexed.factors(id),
        }
    }

    /// Every row, grouped by id.
    pub(crate) fn all(&self) -> Vec<&Arc<Factor>> {
        match &self.rows {
            Rows::Held(held) => held.ids().flat_map(|id| held.of(id)).collect(),
            Rows::Named(by_name) => by_name.values().flatten().collect(),
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
