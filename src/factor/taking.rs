//! Taking one row out of several sets: the first set that has a row for what is wanted.

use std::sync::Arc;

use super::{Choice, Factor, FactorSet, Miss, choose};

/// What a reference asks for, with the region and the year that the study adds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Wanted {
    pub(crate) id: String,
    /// In upper case.
    pub(crate) region: Option<String>,
    pub(crate) year: Option<i32>,
}

impl Wanted {
    pub(crate) fn new(id: &str, region: Option<&str>, year: Option<i32>) -> Self {
        let region = region.map(|r| r.trim().to_uppercase()).filter(|r| !r.is_empty());
        Self { id: id.to_owned(), region, year }
    }

    /// As a reference that asks for the same without a study: `grid@CN:2024`.
    pub(crate) fn reference(&self) -> String {
        match (self.region.as_deref().unwrap_or_default(), self.year) {
            ("", None) => self.id.clone(),
            (region, None) => format!("{}@{region}", self.id),
            (region, Some(year)) => format!("{}@{region}:{year}", self.id),
        }
    }
}

/// A row taken, and what was passed over on the way.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    pub(crate) factor: Arc<Factor>,
    pub(crate) choice: Choice,
    /// Which set it stands in.
    pub(crate) set: usize,
    /// Sets before that one that have rows of this id, none of which fits.
    pub(crate) passed: Vec<(usize, Miss)>,
}

/// The row for what is wanted: of the first set that has one. Otherwise why each set that has the id has none.
pub(crate) fn take(sets: &[FactorSet], wanted: &Wanted) -> Result<Taken, Vec<(usize, Miss)>> {
    let mut passed = Vec::new();
    for (at, set) in sets.iter().enumerate() {
        match set.take(&wanted.id, |rows| choose(rows, wanted.region.as_deref(), wanted.year)) {
            Some(Ok((factor, choice))) => return Ok(Taken { factor: Arc::clone(factor), choice, set: at, passed }),
            Some(Err(miss)) => passed.push((at, miss)),
            None => {}
        }
    }
    Err(passed)
}
