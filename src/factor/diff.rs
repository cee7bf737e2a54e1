//! What is new in one library against another, row by row.

use indexmap::IndexMap;

use super::{Factor, FactorLibrary};
use crate::decimal::{Decimal, Dual, Wide};
use crate::formula::Cell;
use crate::gas::{Component, GwpSet};

/// The difference between two libraries. Rows are the same where id, region and validity are.
#[derive(Clone, Debug, Default)]
pub struct LibraryDiff<'a> {
    /// Rows that only the newer library has.
    pub added: Vec<&'a Factor>,
    /// Rows that only the older library has.
    pub removed: Vec<&'a Factor>,
    /// Rows with other emissions, another unit, basis, GWP set or stage: older, newer.
    pub changed: Vec<[&'a Factor; 2]>,
    /// Rows with the same figures and other words about them, such as the source: older, newer.
    pub reworded: Vec<[&'a Factor; 2]>,
    /// How many rows are the same in every field.
    pub same: usize,
}

impl FactorLibrary {
    /// What is new in a newer library against this one.
    ///
    /// ```
    /// use product_footprint::{Component, Factor, FactorLibrary};
    ///
    /// let steel = |co2e: &str| -> Result<FactorLibrary, Box<dyn std::error::Error>> {
    ///     let mut library = FactorLibrary::empty();
    ///     library.add(Factor::new("steel", "kg".parse()?).value(Component::Fossil, co2e.parse()?));
    ///     Ok(library)
    /// };
    /// let (older, newer) = (steel("2.05")?, steel("1.98")?);
    /// assert_eq!(older.diff(&newer).changed.len(), 1);
    /// assert_eq!(older.diff(&older).same, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn diff<'a>(&'a self, newer: &'a Self) -> LibraryDiff<'a> {
        let [before, after] = [self, newer].map(by_key);
        let mut diff = LibraryDiff::default();
        for (key, old) in &before {
            match after.get(key) {
                None => diff.removed.push(old),
                Some(new) if !old.says_the_same(new) => diff.changed.push([old, new]),
                Some(new) if !same_words(old, new) => diff.reworded.push([old, new]),
                Some(_) => diff.same = diff.same.saturating_add(1),
            }
        }
        diff.added = after.iter().filter(|(key, _)| !before.contains_key(*key)).map(|(_, new)| *new).collect();
        diff
    }
}

/// Each row under its key; of several sets, the row that wins.
fn by_key(library: &FactorLibrary) -> IndexMap<String, &Factor> {
    let mut rows = IndexMap::new();
    for factor in library.iter() {
        rows.entry(factor.key()).or_insert(factor);
    }
    rows
}

/// Whether two rows say the same beside their figures.
fn same_words(a: &Factor, b: &Factor) -> bool {
    let texts = |f: &Factor| {
        [
            &f.details.name,
            &f.details.name_zh,
            &f.details.category,
            &f.details.source,
            &f.details.publisher,
            &f.details.year,
            &f.details.page,
            &f.details.licence,
            &f.details.note,
        ]
        .map(String::clone)
    };
    texts(a) == texts(b)
        && (a.primary, &a.details.primary_share, &a.details.quality)
            == (b.primary, &b.details.primary_share, &b.details.quality)
        && (&a.gsd, &a.details.pedigree) == (&b.gsd, &b.details.pedigree)
}

impl Factor {
    /// By which share of this figure a newer row differs; `None` where the two are not per the same unit.
    pub(crate) fn change_to(&self, newer: &Self, set: GwpSet) -> Option<Decimal> {
        let (old, new) = (self.kg_co2e_per_unit(set)?, newer.kg_co2e_per_unit(set)?);
        let same_unit = self.unit == newer.unit;
        new.checked_sub(old).ok().filter(|_| same_unit)?.over(old)
    }

    /// kg CO2e per unit, gas masses weighed with a set; `None` where a parameter of a study is needed for it.
    pub(crate) fn kg_co2e_per_unit(&self, set: GwpSet) -> Option<Decimal> {
        let value = |cell: &Cell, _| match cell {
            Cell::Number(number) => Some(Dual::from(Wide::from(*number))),
            Cell::Formula(formula) => formula.value(|_| None).ok(),
        };
        let emissions = self.emissions(set, value).ok()?;
        let counted = Component::ALL.into_iter().zip(emissions).filter(|(component, _)| component.in_total());
        counted.fold(Wide::ZERO, |sum, (_, value)| sum.add(value.value)).to_decimal()
    }
}
