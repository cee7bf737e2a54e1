//! Sets of factors, the nearest first, found by id.

use std::sync::Arc;

use super::indexed::Indexed;
use super::{Factor, FactorOrigin, FactorSet, Reference, Wanted, take};
use crate::diagnostic::{Diagnostic, Report};

/// Emission factors from one or several places. A study's own factors win over all of them.
///
/// [`FactorLibrary::embedded`] travels with the program, [`FactorLibrary::open`] reads a file of your own, and
/// [`FactorLibrary::over`] lays one over another: what stands above wins.
///
/// ```
/// use product_footprint::FactorLibrary;
///
/// let ours = FactorLibrary::open("data/examples/desk-lamp/factors.csv")?;
/// let library = ours.over(FactorLibrary::embedded());
/// assert!(library.contains("RM-AL-SHEET") && library.contains("electricity-grid"));
/// # Ok::<(), product_footprint::Error>(())
/// ```
///
/// Cloning shares the rows. The embedded rows are read when they are first asked for.
#[derive(Clone, Debug, Default)]
pub struct FactorLibrary {
    sets: Vec<FactorSet>,
    /// What reading its files found; no errors.
    found: Report,
}

impl FactorLibrary {
    /// No factors at all.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    pub(crate) fn of_set(set: FactorSet, found: Report) -> Self {
        Self { sets: vec![set], found }
    }

    /// The library of texts that travel with the program; `index` is made once.
    pub(crate) fn of_index(index: &'static Indexed) -> Self {
        Self::of_set(FactorSet::embedded(index), Report::default())
    }

    /// Lays this library over another: where both have a row for what is wanted, this one's is taken.
    ///
    /// A row that does not fit, because it holds for other regions or begins later, gives way to one below with a
    /// warning (W212).
    #[must_use]
    pub fn over(mut self, below: Self) -> Self {
        self.sets.extend(below.sets);
        self.found.extend(below.found);
        self
    }

    /// Adds a factor, over what is there.
    pub fn add(&mut self, factor: Factor) {
        let factor = Arc::new(factor);
        match self.sets.first_mut().filter(|set| set.origin == FactorOrigin::Program) {
            Some(set) => set.add(factor),
            None => self.sets.insert(0, FactorSet::held(FactorOrigin::Program, [factor])),
        }
    }

    /// How many factors it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sets.iter().map(FactorSet::len).sum()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All factors of an id: those that win first.
    pub fn rows(&self, id: &str) -> impl Iterator<Item = &Factor> + use<'_> {
        let rows: Vec<&Arc<Factor>> = self.sets.iter().flat_map(|set| set.factors(id)).collect();
        rows.into_iter().map(Arc::as_ref)
    }

    /// Whether it has a factor of this id.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.sets.iter().any(|set| set.contains(id))
    }

    /// All ids, each once: those that win first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.sets.iter().enumerate().flat_map(|(at, set)| {
            let above = &self.sets[..at];
            set.ids().into_iter().filter(move |id| !above.iter().any(|set| set.contains(id)))
        })
    }

    /// All factors.
    pub fn iter(&self) -> impl Iterator<Item = &Factor> {
        self.sets.iter().flat_map(FactorSet::all).map(Arc::as_ref)
    }

    /// What was found while reading its files that does not forbid a result.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        self.found.diagnostics()
    }

    pub(crate) fn found(&self) -> &Report {
        &self.found
    }

    pub(crate) fn sets(&self) -> &[FactorSet] {
        &self.sets
    }

    /// The rows that a reference names: all rows of `id`, or the one that a study would take for a region and a year.
    /// A key as lists show it, with a span of years, names its own row.
    #[must_use]
    pub fn find(&self, reference: &str) -> Vec<&Factor> {
        if self.contains(reference) {
            return self.rows(reference).collect();
        }
        let bare = reference.split('@').next().unwrap_or_default().trim();
        let exact = self.sets.iter().find_map(|set| {
            let at = set.holds(bare).iter().position(|row| row.key(bare) == reference)?;
            set.factor(bare, at)
        });
        if let Some(exact) = exact {
            return vec![exact];
        }
        let Reference { id, region, year } = Reference::parse(reference);
        let wanted = Wanted::new(id, region, year);
        let taken = take(&self.sets, &wanted).ok();
        taken.and_then(|t| self.sets.get(t.set)?.factor(id, t.choice.index)).map(Arc::as_ref).into_iter().collect()
    }
}
