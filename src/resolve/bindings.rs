//! Which factor each item is bound to, and what its declared unit is.

use std::borrow::Cow;
use std::sync::Arc;

use super::{FACTOR, Resolver};
use crate::diagnostic::texts;
use crate::factor::{Basis, FactorOrigin};
use crate::parallel;
use crate::study::{ItemRecord, NONE, NameId, Origin};
use crate::unit::Unit;

/// How many items one thread looks at a time.
const ITEMS: usize = 1 << 12;

/// The factor that the study states for an item, and where: in its row, or in a line that needs it. `NONE`: none.
type Stated = (NameId, Origin);

impl Resolver<'_> {
    /// Binds every item.
    pub(super) fn bind_items(&mut self) {
        let study = self.study;
        let stated = self.stated();
        let sets = Arc::clone(&self.sets);
        let mut first = 0_usize;
        let parts = study.items.chunks(ITEMS).zip(stated.chunks(ITEMS)).map(|(items, stated)| {
            let part = (first, items, stated);
            first = first.saturating_add(items.len());
            part
        });
        parallel::in_batches(
            self,
            parts,
            |resolver, (first, items, stated)| {
                let each = (first..).zip(items).zip(stated);
                let found = each.map(|((at, item), (factor, origin))| {
                    let name = match *factor {
                        NONE if !resolver.made[at] => item.id,
                        factor => factor,
                    };
                    let plain = if item.region().is_some() { None } else { resolver.plain_row(&sets, name) };
                    (at, item, (*factor, *origin), plain.map(|plain| (name, plain)))
                });
                found.collect::<Vec<_>>()
            },
            |resolver, found| {
                for (at, item, stated, plain) in found {
                    let factor = match plain {
                        Some((name, plain)) => Some(resolver.choose_plain(name, &plain)),
                        None => resolver.factor_of_item(item, at, stated),
                    };
                    resolver.bind_item(item, at, factor, stated.1);
                }
            },
        );
    }

    /// What is stated for each item.
    fn stated(&mut self) -> Vec<Stated> {
        let study = self.study;
        let mut stated: Vec<Stated> = study.items.iter().map(|i| (i.factor, i.origin)).collect();
        for (child, factor, origin) in &study.bindings {
            let Some(item) = study.item_of(*child).map(|i| i as usize) else { continue };
            let first = stated[item].0;
            if first == NONE {
                stated[item] = (*factor, *origin);
            } else if first != *factor {
                let (first, second) = (study.name_of(first), study.name_of(*factor));
                let arguments = [("seen", second), ("first", first), ("item", study.name_of(*child))];
                self.report.add(&texts::BOUND_TWICE, study.place(*origin, "factor"), &arguments);
            }
        }
        stated
    }

    /// The factor of an item: what is stated, else what bears its name, else what was confirmed for it.
    fn factor_of_item(&mut self, item: &ItemRecord, at: usize, (stated, origin): Stated) -> Option<u32> {
        let study = self.study;
        let region = item.region().or(study.declared.region.as_deref());
        let id = study.name_of(item.id);
        if stated != NONE {
            let reference = self.swap(study.name_of(stated));
            let name = match &reference {
                Cow::Borrowed(_) => Some(stated),
                Cow::Owned(swapped) => study.names.find(swapped),
            };
            return self.factor_of_name(name, &reference, region, FACTOR, || study.place(origin, "factor"));
        }
        if self.made[at] {
            return None;
        }
        if self.knows(&self.swap(id)) {
            let reference = self.swap(id);
            return self.factor(&reference, region, FACTOR, || study.place(item.origin, ""));
        }
        if let Some((reference, place)) = self.matched(id) {
            return self.factor(&reference, region, FACTOR, || place.clone());
        }
        self.unmatched.insert(id.to_owned(), (self.wanted(id, region), study.place(item.origin, "")));
        let name_zh = item.details.as_deref().map_or("", |d| d.name_zh.as_str());
        let words = format!("{id} {} {name_zh}", study.titles.get(item.title));
        let [near, near_zh] = self.suggestions(id, &words, &self.wanted(id, region));
        let place = study.place(item.origin, "");
        let arguments = [("seen", id), ("near", near.as_str()), ("near_zh", near_zh.as_str())];
        self.report.add(&texts::ITEM_WITHOUT_FACTOR, place, &arguments);
        None
    }

    /// Binds an item, and settles its unit.
    fn bind_item(&mut self, item: &ItemRecord, at: usize, factor: Option<u32>, stated_at: Origin) {
        let study = self.study;
        let factor = self.set_of_item(u32::try_from(at).unwrap_or(NONE), factor);
        let chosen = factor.and_then(|f| self.chosen.get(f as usize));
        if let Some(unit) = item.unit.or(chosen.map(|c| c.unit)) {
            self.units[at] = unit;
        }
        if item.process {
            self.units[at] = Unit::process_run();
            if let Some(unit) = item.unit.filter(|u| *u != Unit::process_run()) {
                let unit = unit.to_string();
                let arguments = [("seen", study.name_of(item.id)), ("unit", unit.as_str())];
                self.report.add(&texts::PROCESS_UNIT, study.place(item.origin, "unit"), &arguments);
            }
        }
        if let Some(chosen) = chosen.filter(|c| c.basis == Basis::GateToGate && !self.made[at]) {
            let arguments = [("seen", chosen.factor.id.as_str()), ("item", study.name_of(item.id))];
            self.report.add(&texts::GATE_TO_GATE, study.place(item.origin, "factor"), &arguments);
        }
        // Own factors may be the direct emissions of a process; a factor of the library holds all that is upstream.
        let embedded = chosen.filter(|c| c.origin == FactorOrigin::Embedded);
        if let Some(chosen) = embedded.filter(|c| self.made[at] && c.factor.is_complete()) {
            let arguments = [("seen", chosen.factor.id.as_str()), ("item", study.name_of(item.id))];
            self.report.add(&texts::COUNTED_TWICE, study.place(stated_at, "factor"), &arguments);
        }
        self.bindings[at] = factor;
    }
}
