//! The nouns that a user writes down: items, lines, legs, bills, parameters, scenarios, and what is declared.
//!
//! A [`Study`] is what was read or built, nothing more: no factor is chosen, no formula evaluated. It remembers where
//! every value stood and what was wrong with it.

mod builder;
mod declared;
pub(crate) mod disclosure;
mod names;
mod processes;
mod records;

pub use builder::{CoProduct, Item, Leg, Line, StudyBuilder};
pub(crate) use declared::{Date, Declared, ElectricityBasis, Parameter, Period, Product, Scenario};
pub(crate) use names::{Names, Texts};
pub use processes::Allocation;
pub(crate) use processes::{Exclusion, Instrument, InstrumentKind, ProcessOutput, RecyclingMethod, RecyclingRow};
pub(crate) use records::{
    Amount, Amounts, EnergyReading, ItemDetails, ItemRecord, LegRecord, LineRecord, Match, Origin, SiteAllocation,
    SiteOutput, Terms, Titles,
};

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use crate::diagnostic::{Diagnostic, Place, Report};
use crate::factor::{ById, Factor, FactorLibrary};
use crate::parallel;

/// Number of an interned text: an item id or a factor reference.
pub(crate) type NameId = u32;
/// "None" where an index is expected.
pub(crate) const NONE: u32 = u32::MAX;

/// A bill of materials with all that belongs to it, as it was written down.
///
/// Read one with [`Study::open`], or build one with [`Study::builder`]. A study remembers what was wrong with its
/// files ([`Study::diagnostics`]); [`Model::new`](crate::Model::new) gives no number until those errors are gone.
#[derive(Clone, Debug, Default)]
pub struct Study {
    pub(crate) declared: Declared,
    pub(crate) products: Vec<Product>,
    pub(crate) names: Names,
    pub(crate) items: Vec<ItemRecord>,
    /// What items are called.
    pub(crate) titles: Titles,
    /// Index into `items` by name; `NONE` for a name that is no item.
    item_of: Vec<u32>,
    pub(crate) lines: Vec<LineRecord>,
    pub(crate) terms: IndexSet<Terms>,
    /// The quantities of lines that are formulas or long.
    pub(crate) amounts: Amounts,
    /// Factors bound by a line: child, reference, row.
    pub(crate) bindings: Vec<(NameId, NameId, Origin)>,
    pub(crate) factors: Vec<Arc<Factor>>,
    /// The libraries that it names; its own factors win over them.
    pub(crate) library: FactorLibrary,
    /// Footprints received from suppliers.
    pub(crate) received: Vec<Arc<Factor>>,
    /// What was found in each of them: it belongs to a result that uses it.
    pub(crate) received_findings: Vec<Report>,
    /// Under which names each is found: several where a name means several.
    pub(crate) received_names: IndexMap<String, Vec<u32>>,
    pub(crate) legs: Vec<LegRecord>,
    pub(crate) readings: Vec<EnergyReading>,
    pub(crate) outputs: Vec<SiteOutput>,
    pub(crate) outputs_of_processes: Vec<ProcessOutput>,
    pub(crate) recycling: Vec<RecyclingRow>,
    pub(crate) instruments: Vec<Instrument>,
    pub(crate) exclusions: Vec<Exclusion>,
    /// What it says to readers outside.
    pub(crate) disclosed: disclosure::Disclosed,
    /// By the text of an item or reference that has no factor otherwise.
    pub(crate) matches: IndexMap<String, Match>,
    pub(crate) parameters: IndexMap<String, Parameter>,
    pub(crate) scenarios: IndexMap<String, Scenario>,
    pub(crate) files: Vec<SourceFile>,
    pub(crate) report: Report,
    pub(crate) digest: Option<String>,
}

/// A file of the study, and how its header spells the columns.
#[derive(Clone, Debug)]
pub(crate) struct SourceFile {
    pub(crate) name: Arc<str>,
    /// Our name of a column, and the file's.
    pub(crate) columns: Vec<(&'static str, Arc<str>)>,
}

/// How many lines one thread looks at a time.
const LINES: usize = 1 << 14;

impl Study {
    /// Starts an empty study for a program that holds structs instead of files.
    #[must_use]
    pub fn builder() -> StudyBuilder {
        StudyBuilder::new()
    }

    /// The study's name; empty if it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.declared.name
    }

    /// What was found while reading, errors and warnings, in order.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        self.report.diagnostics()
    }

    /// Puts a library over those that the study names; what was found while reading it goes with the study.
    #[cfg(feature = "cli")]
    pub(crate) fn with_library(mut self, library: FactorLibrary, found: Report) -> Self {
        self.library = library.over(self.library);
        self.report.extend(found);
        self
    }

    /// How many lines its bill of materials has.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// The names of its scenarios, in order.
    pub fn scenario_names(&self) -> impl Iterator<Item = &str> {
        self.scenarios.keys().map(String::as_str)
    }

    /// `sha256:…` over the files it was read from; `None` for a study built in code.
    #[must_use]
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    pub(crate) fn intern(&mut self, text: &str) -> NameId {
        self.names.intern(text)
    }

    pub(crate) fn name_of(&self, id: NameId) -> &str {
        self.names.get(id)
    }

    /// The item of a name, if the name is an item's.
    pub(crate) fn item_of(&self, name: NameId) -> Option<u32> {
        self.item_of.get(name as usize).copied().filter(|i| *i != NONE)
    }

    #[cfg(feature = "cli")]
    pub(crate) fn has_item(&self, text: &str) -> bool {
        self.item_by_text(text).is_some()
    }

    pub(crate) fn item_by_text(&self, text: &str) -> Option<u32> {
        self.item_of(self.names.find(text)?)
    }

    pub(crate) fn item_name(&self, item: u32) -> &str {
        self.items.get(item as usize).map_or("", |i| self.name_of(i.id))
    }

    /// What people call an item; empty if nothing is stated.
    pub(crate) fn item_title(&self, item: u32) -> &str {
        self.items.get(item as usize).map_or("", |record| self.titles.get(record.title))
    }

    /// Makes `name` an item if it is none yet, and returns it.
    pub(crate) fn ensure_item(&mut self, name: NameId, origin: Origin) -> u32 {
        if let Some(item) = self.item_of(name) {
            return item;
        }
        let item = u32::try_from(self.items.len()).unwrap_or(NONE);
        self.items.push(ItemRecord::implied(name, origin));
        let slot = name as usize;
        if self.item_of.len() <= slot {
            self.item_of.resize(slot.saturating_add(1), NONE);
        }
        self.item_of[slot] = item;
        item
    }

    /// Keeps the terms of a line once, however many lines share them; 0 are the default terms.
    pub(crate) fn intern_terms(&mut self, terms: Terms) -> u32 {
        if self.terms.is_empty() {
            self.terms.insert(Terms::default());
        }
        u32::try_from(self.terms.insert_full(terms).0).unwrap_or(NONE)
    }

    pub(crate) fn terms_of(&self, line: &LineRecord) -> &Terms {
        static DEFAULT: Terms =
            Terms { per: None, scrap: None, recovery: None, gsd: None, pedigree: None, secondary: false };
        self.terms.get_index(line.terms as usize).unwrap_or(&DEFAULT)
    }

    /// The quantity that a line states.
    pub(crate) fn amount(&self, line: &LineRecord) -> Amount<'_> {
        self.amounts.get(line.quantity)
    }

    /// The place of a column of a record; empty `column` for the row as a whole.
    pub(crate) fn place(&self, origin: Origin, column: &str) -> Option<Place> {
        let file = self.files.get(usize::from(origin.file))?;
        let place = Place::file(Arc::clone(&file.name)).row(origin.row);
        if column.is_empty() {
            return Some(place);
        }
        let written = file.columns.iter().find(|(ours, _)| *ours == column).map(|(_, theirs)| Arc::clone(theirs));
        Some(place.column(written.unwrap_or_else(|| column.into())))
    }

    /// For each item, whether anything consumes it: a line, a leg, a reading, a recycling row, a contract. Scenarios do
    /// not matter here: what is a product stays one.
    pub(crate) fn consumed(&self) -> Vec<bool> {
        let mut consumed = vec![false; self.items.len()];
        // Children lie all over the items: several threads look them up, one marks them.
        parallel::in_batches(
            &mut consumed,
            self.lines.chunks(LINES),
            |_, lines| lines.iter().map(|line| self.item_of(line.child)).collect::<Vec<_>>(),
            |consumed, children| {
                for child in children.into_iter().flatten() {
                    if let Some(slot) = consumed.get_mut(child as usize) {
                        *slot = true;
                    }
                }
            },
        );
        let modes = self.legs.iter().map(|l| l.mode);
        let carriers = self.readings.iter().map(|r| r.carrier);
        let recycling = self.recycling.iter().flat_map(|r| r.references);
        let supply = self.instruments.iter().map(|i| i.factor);
        let named = modes.chain(carriers).chain(recycling).chain(supply);
        let residual = self.declared.residual.iter().filter_map(|(name, _)| self.item_by_text(name));
        for item in named.filter_map(|name| self.item_of(name)).chain(residual) {
            if let Some(slot) = consumed.get_mut(item as usize) {
                *slot = true;
            }
        }
        consumed
    }

    /// The received footprints by every name that means them.
    pub(crate) fn received_by_name(&self) -> ById {
        let meant =
            |claims: &Vec<u32>| claims.iter().filter_map(|at| self.received.get(*at as usize)).cloned().collect();
        self.received_names.iter().map(|(name, claims)| (name.clone(), meant(claims))).collect()
    }

    /// What was found in a received footprint.
    pub(crate) fn findings_in(&self, factor: &Arc<Factor>) -> Option<&Report> {
        let at = self.received.iter().position(|f| Arc::ptr_eq(f, factor))?;
        self.received_findings.get(at)
    }

    /// After everything is read: every parent is an item, and so is every child that a line binds to a factor.
    pub(crate) fn finish(&mut self) {
        if self.terms.is_empty() {
            self.terms.insert(Terms::default());
        }
        let mut before = NONE;
        for at in 0..self.lines.len() {
            let (parent, origin) = (self.lines[at].parent, self.lines[at].origin);
            if parent != before {
                self.ensure_item(parent, origin);
                before = parent;
            }
        }
        for (child, _, origin) in self.bindings.clone() {
            self.ensure_item(child, origin);
        }
        for at in 0..self.legs.len() {
            let (name, origin) = (self.legs[at].item, self.legs[at].origin);
            self.ensure_item(name, origin);
        }
        for at in 0..self.outputs.len() {
            let (name, origin) = (self.outputs[at].item, self.outputs[at].origin);
            self.ensure_item(name, origin);
        }
        for at in 0..self.outputs_of_processes.len() {
            let ProcessOutput { process, output, origin, .. } = self.outputs_of_processes[at];
            self.ensure_item(output, origin);
            let process = self.ensure_item(process, origin);
            if let Some(record) = self.items.get_mut(process as usize) {
                record.process = true;
            }
        }
        let rows = self.recycling.iter().map(|r| (r.item, r.origin));
        let rows: Vec<_> = rows.chain(self.instruments.iter().map(|i| (i.item, i.origin))).collect();
        for (name, origin) in rows {
            self.ensure_item(name, origin);
        }
    }
}
