//! Study and factors to bound values: which factor an item means, what a formula amounts to, how units convert.
//!
//! [`Resolver`] answers questions of that kind, for one scenario and one GWP set. It changes nothing in the study, and
//! keeps what it finds wrong in its report. `lower/` asks, line by line.

mod bindings;
mod chosen;
mod convert;
mod emitted;
mod factors;
mod misses;
mod parameters;
mod plain;
mod presets;
mod settings;
mod suggest;
mod what_if;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use indexmap::{IndexMap, IndexSet};

pub(crate) use chosen::ChosenFactor;
pub(crate) use convert::{Bridge, Conversion};
pub(crate) use emitted::Emitted;
pub(crate) use factors::{StatedSpread, Variances};
pub(crate) use parameters::Parameters;
pub(crate) use presets::PresetValue;
#[cfg(feature = "cli")]
pub(crate) use settings::Setting;
pub use settings::Settings;
#[cfg(feature = "cli")]
pub(crate) use suggest::{Suggested, Unmatched};
pub use what_if::SetValue;

use crate::decimal::{Decimal, Dual, Wide};
use crate::diagnostic::{Place, Report, texts};
use crate::factor::{Factor, FactorLibrary, FactorOrigin, FactorSet, Reference, Vocabulary, Wanted};
use crate::formula::{Cell, FormulaError};
use crate::gas::GwpSet;
use crate::read::cells::report_formula;
use crate::read::nearest::hint;
use crate::study::{NONE, NameId, Study};
use crate::unit::Unit;

/// What a reference means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    Item(u32),
    /// Index into [`Resolver::chosen`].
    Factor(u32),
}

/// The role in which a reference stands, for messages; English and Chinese.
pub(crate) type Role = [&'static str; 2];
pub(crate) const CHILD: Role = ["child", "子项"];
pub(crate) const FACTOR: Role = ["factor", "因子"];
pub(crate) const MODE: Role = ["mode", "运输方式"];
pub(crate) const CARRIER: Role = ["carrier", "能源"];
pub(crate) const REFERENCE: Role = ["reference", "引用"];

/// Answers what references, formulas and units of a study mean.
pub(crate) struct Resolver<'a> {
    pub(crate) study: &'a Study,
    /// The study's own factors, then the libraries, the nearest first.
    sets: Arc<[FactorSet]>,
    pub(crate) gwp: GwpSet,
    pub(crate) report: Report,
    pub(crate) parameters: Parameters,
    /// From, to, and where the scenario says so.
    swaps: Vec<(String, String, Option<Place>)>,
    /// The parameters that a preset set.
    pub(crate) preset: Vec<PresetValue>,
    /// What is set for this calculation, with what it has replaced so far.
    pub(crate) set: Vec<SetValue>,
    /// The words of all factors; made where a reference leads nowhere.
    vocabulary: OnceLock<Vocabulary>,
    pub(crate) chosen: Vec<ChosenFactor>,
    /// Rows that were chosen: their place in `chosen`. A row is one allocation, wherever it was found.
    chosen_rows: HashTable<u32>,
    /// The same for values that are set, by their key.
    chosen_sets: IndexMap<String, u32>,
    /// What has no factor, and where it was looked for.
    unmatched: IndexMap<String, (Wanted, Option<Place>)>,
    /// The matches of the study that were used.
    used_matches: IndexSet<String>,
    /// What was wanted, to what was chosen; `None` after an error that has been reported.
    taken: IndexMap<Wanted, Option<u32>, RandomState>,
    /// The same by reference and region as they are written.
    cache: HashTable<(Box<str>, Box<str>, Option<u32>)>,
    /// The same by the number of a reference, where there is no region: outer `None` as long as nobody asked.
    by_name: Vec<Option<Option<u32>>>,
    hasher: RandomState,
    /// The factor each item is bound to.
    pub(crate) bindings: Vec<Option<u32>>,
    units: Vec<Unit>,
    /// Of the items that state one.
    masses: BTreeMap<u32, Dual>,
    densities: BTreeMap<u32, Dual>,
    /// Parameters that make a mass or a density of 0, which counts as unknown: moved a little, it would be known.
    pub(crate) switching: Vec<u32>,
    /// Whether the item has lines of its own.
    pub(crate) made: Vec<bool>,
}

impl<'a> Resolver<'a> {
    /// Evaluates the parameters and binds every item. What is wrong is in the report.
    pub(crate) fn new(study: &'a Study, library: &'a FactorLibrary, settings: &Settings) -> Self {
        let own = FactorSet::held(FactorOrigin::Study, study.factors.iter().cloned());
        let received = FactorSet::named(FactorOrigin::Supplier, study.received_by_name());
        let sets = [own, received]
            .into_iter()
            .chain(study.library.sets().iter().cloned())
            .chain(library.sets().iter().cloned());
        let count = study.items.len();
        let mut resolver = Self {
            study,
            sets: sets.collect(),
            gwp: settings.gwp.unwrap_or(study.declared.gwp),
            report: Report::default(),
            parameters: Parameters::new(),
            swaps: Vec::new(),
            preset: Vec::new(),
            set: Vec::new(),
            vocabulary: OnceLock::new(),
            chosen: Vec::with_capacity(study.factors.len().min(count)),
            chosen_rows: HashTable::with_capacity(study.factors.len().min(count)),
            chosen_sets: IndexMap::new(),
            unmatched: IndexMap::new(),
            used_matches: IndexSet::new(),
            taken: IndexMap::default(),
            cache: HashTable::new(),
            by_name: Vec::new(),
            hasher: RandomState::default(),
            bindings: vec![None; count],
            units: vec![Unit::piece(); count],
            masses: BTreeMap::new(),
            densities: BTreeMap::new(),
            switching: Vec::new(),
            made: vec![false; count],
        };
        resolver.mark_made();
        resolver.open_scenario(settings);
        resolver.measure_items();
        resolver.bind_items();
        resolver
    }

    fn open_scenario(&mut self, settings: &Settings) {
        let study = self.study;
        let name = settings.scenario.as_deref();
        if let Some((name, values)) = name.and_then(|n| Some((n, presets::values(n, study)?))) {
            if values.is_empty() {
                let listed = presets::parameters(name).join(", ");
                self.report.add(&texts::PRESET_UNUSED, None, &[("seen", name), ("parameters", &listed)]);
            }
            self.preset = values;
        }
        let of_preset = (!self.preset.is_empty()).then(|| presets::scenario(&self.preset));
        let scenario = name.and_then(|n| study.scenarios.get(n)).or(of_preset.as_ref());
        if let (Some(name), None) = (name, scenario)
            && !self.report.has_errors()
        {
            let presets = presets::names();
            let known = study.scenario_names().chain(presets.iter().map(String::as_str));
            let [near, near_zh] = hint(name, known);
            let arguments = [("seen", name), ("near", near.as_str()), ("near_zh", near_zh.as_str())];
            self.report.add(&texts::SCENARIO_NOT_FOUND, None, &arguments);
        }
        let of_scenario = scenario.map(|s| &s.parameters);
        self.open_set(&settings.set, |name| {
            study.parameters.contains_key(name) || of_scenario.is_some_and(|p| p.contains_key(name))
        });
        let set = self.set.iter().filter(|set| set.kind() == "parameter");
        let set: Vec<(String, Decimal)> = set.map(|s| (s.name.clone(), s.value)).collect();
        let stated = |set| parameters::Stated {
            base: &study.parameters,
            scenario: of_scenario,
            set,
            derivatives: settings.derivatives,
        };
        if !set.is_empty() {
            let otherwise = parameters::evaluate(&stated(&[]), &mut Report::default());
            self.note_parameters(|name| otherwise.get(name).cloned().flatten().map(|dual| dual.value));
        }
        self.parameters = parameters::evaluate(&stated(&set), &mut self.report);
        for (from, (to, place)) in scenario.iter().flat_map(|s| &s.swaps) {
            self.swaps.push((from.clone(), to.clone(), place.clone()));
        }
        let names = || study.names.iter().map(|n| Reference::parse(n).id);
        for (from, _, place) in self.swaps.clone() {
            let used = names().any(|n| n == from) || study.names.find(&from).is_some();
            if !used {
                let [near, near_zh] = hint(&from, names());
                let scenario = name.unwrap_or_default();
                let arguments = [("scenario", scenario), ("seen", &from), ("near", &near), ("near_zh", &near_zh)];
                self.report.add(&texts::SWAP_NOT_FOUND, place, &arguments);
            }
        }
    }

    /// Lines make an item, and so do a site's energy, a process and a recycling row; a transport leg does not: a
    /// purchased material that travels is still a purchased material.
    fn mark_made(&mut self) {
        let study = self.study;
        let parents = study.lines.iter().map(|l| l.parent).chain(study.outputs.iter().map(|o| o.item));
        let parents = parents.chain(study.outputs_of_processes.iter().map(|o| o.output));
        let parents = parents.chain(study.recycling.iter().map(|r| r.item));
        for item in parents.filter_map(|name| study.item_of(name)) {
            if let Some(made) = self.made.get_mut(item as usize) {
                *made = true;
            }
        }
    }

    /// Masses and densities. A mass of 0 is what an ERP writes for unknown: it bridges nothing.
    fn measure_items(&mut self) {
        let study = self.study;
        for (at, item) in study.items.iter().enumerate() {
            let Some(details) = &item.details else { continue };
            let measures = [(&details.mass, "mass"), (&details.density, "density")];
            let [mass, density] = measures.map(|(cell, column)| {
                let place = || study.place(item.origin, column);
                let measure = self.value(cell.as_ref()?, place())?;
                let value = measure.value;
                if value.is_negative() {
                    self.out_of_range(column, value, place(), ["a number >= 0", "不小于 0 的数"]);
                }
                if value.is_zero() {
                    self.switching.extend(measure.slopes().iter().map(|(parameter, _)| *parameter));
                }
                (!value.is_zero() && !value.is_negative()).then_some(measure)
            });
            let item = u32::try_from(at).unwrap_or(NONE);
            self.masses.extend(mass.map(|mass| (item, mass)));
            self.densities.extend(density.map(|density| (item, density)));
        }
    }

    /// Whether there is a factor of this id.
    fn has_id(&self, id: &str) -> bool {
        self.sets.iter().any(|set| set.contains(id))
    }

    fn knows(&self, reference: &str) -> bool {
        self.has_id(reference) || self.has_id(Reference::parse(reference).id)
    }

    /// What the scenario puts in the place of a reference; applied once. Region and year of the reference stay, unless
    /// what comes in its place has its own.
    fn swap<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.swaps.is_empty() {
            return Cow::Borrowed(text);
        }
        if let Some((_, to, _)) = self.swaps.iter().find(|(from, ..)| from == text) {
            return Cow::Owned(to.clone());
        }
        let id = Reference::parse(text).id;
        match self.swaps.iter().find(|(from, ..)| from == id) {
            Some((_, to, _)) if to.contains('@') => Cow::Owned(to.clone()),
            Some((_, to, _)) => Cow::Owned(format!("{to}{}", text.get(id.len()..).unwrap_or_default())),
            None => Cow::Borrowed(text),
        }
    }

    /// The item of a name where no scenario can put another in its place.
    pub(crate) fn item_unswapped(&self, name: NameId) -> Option<u32> {
        self.study.item_of(name).filter(|_| self.swaps.is_empty())
    }

    /// What a name in a line means, after the scenario's swaps. `region` is the parent's.
    pub(crate) fn target(
        &mut self,
        name: NameId,
        region: Option<&str>,
        role: Role,
        place: impl Fn() -> Option<Place>,
    ) -> Option<Target> {
        if let Some(item) = self.item_unswapped(name) {
            return Some(Target::Item(item));
        }
        let text = self.swap(self.study.name_of(name));
        self.target_of_text(&text, region, role, place)
    }

    /// As [`Resolver::target`], for a text of the study's declarations.
    pub(crate) fn declared_target(&mut self, text: &str, role: Role, place: Option<Place>) -> Option<Target> {
        let text = self.swap(text).into_owned();
        self.target_of_text(&text, None, role, || place.clone())
    }

    fn target_of_text(
        &mut self,
        text: &str,
        region: Option<&str>,
        role: Role,
        place: impl Fn() -> Option<Place>,
    ) -> Option<Target> {
        if let Some(item) = self.study.item_by_text(text) {
            return Some(Target::Item(item));
        }
        let region = region.or(self.study.declared.region.as_deref());
        self.factor(text, region, role, place).map(Target::Factor)
    }

    /// The declared unit of what the line was written for, before swaps: what a quantity without a unit is in.
    pub(crate) fn unit_as_written(&mut self, name: NameId, region: Option<&str>, target: Target) -> Unit {
        let text = self.study.name_of(name);
        if matches!(self.swap(text), Cow::Borrowed(_)) {
            return self.unit(target);
        }
        match self.target_of_text(text, region, CHILD, || None) {
            Some(original) => self.unit(original),
            None => self.unit(target),
        }
    }

    pub(crate) fn unit(&self, target: Target) -> Unit {
        match target {
            Target::Item(item) => self.units.get(item as usize).copied().unwrap_or_else(Unit::piece),
            Target::Factor(f) => self.chosen.get(f as usize).map_or_else(Unit::piece, |c| c.unit),
        }
    }

    pub(crate) fn mass_of(&self, item: u32) -> Option<&Dual> {
        self.masses.get(&item)
    }

    pub(crate) fn density_of(&self, item: u32) -> Option<&Dual> {
        self.densities.get(&item)
    }

    /// The number in a cell that no total depends on, with the parameters of the scenario; `None` after a finding.
    pub(crate) fn number(&mut self, cell: &Cell, place: Option<Place>) -> Option<Wide> {
        self.value(cell, place).map(|value| value.value)
    }

    /// The value of a cell, with the parameters of the scenario; `None` after a finding.
    pub(crate) fn value(&mut self, cell: &Cell, place: Option<Place>) -> Option<Dual> {
        self.value_at(cell, || place)
    }

    /// As [`Resolver::value`], where the place is looked up for a finding only.
    pub(super) fn value_at(&mut self, cell: &Cell, place: impl FnOnce() -> Option<Place>) -> Option<Dual> {
        let formula = match cell {
            Cell::Number(number) => return Some(Dual::from(Wide::from(*number))),
            Cell::Formula(formula) => formula,
        };
        match formula.value(|name| self.parameters.get(name).cloned().flatten()) {
            Ok(value) => Some(value),
            Err(FormulaError::UnknownParameter(name)) => {
                // A parameter that is known but has no value has been reported where it stands.
                if !self.parameters.contains_key(&name) {
                    let [near, near_zh] = hint(&name, self.parameters.keys().map(String::as_str));
                    let arguments = [("seen", formula.text()), ("name", &name), ("near", &near), ("near_zh", &near_zh)];
                    self.report.add(&texts::PARAMETER_UNKNOWN, place(), &arguments);
                }
                None
            }
            Err(error) => {
                report_formula(&error, formula.text(), place(), &mut self.report);
                None
            }
        }
    }

    /// Reports a value outside its range, in words for both languages.
    pub(crate) fn out_of_range(&mut self, column: &str, value: Wide, place: Option<Place>, range: [&str; 2]) {
        let seen = shown(value);
        let arguments = [("seen", seen.as_str()), ("column", column), ("range", range[0]), ("range_zh", range[1])];
        self.report.add(&texts::OUT_OF_RANGE, place, &arguments);
    }

    /// Whether a quantity in `unit` may be used for `target`, whose declared unit is another: coal equivalent may for fuels
    /// only. Electricity has two, the calorific value and the coal that a power station burns for it, and a tonne of
    /// either is a different number of kWh. Reports E102 at `place`.
    pub(crate) fn coal_equivalent_fits(
        &mut self,
        unit: Unit,
        target: Target,
        place: impl FnOnce() -> Option<Place>,
    ) -> bool {
        let to = self.unit(target);
        if unit == to || !(unit.is_coal_equivalent() || to.is_coal_equivalent()) {
            return true;
        }
        let (factor, name) = match target {
            Target::Factor(factor) => (Some(factor), ""),
            Target::Item(item) => (self.bindings.get(item as usize).copied().flatten(), self.study.item_name(item)),
        };
        let factor = factor.and_then(|f| self.chosen.get(f as usize)).map(|c| Arc::clone(&c.factor));
        let is_fuel = |f: &Arc<Factor>| {
            f.details.category.to_lowercase().starts_with("fuel") || f.details.category.starts_with("燃料")
        };
        if factor.as_ref().is_some_and(is_fuel) {
            return true;
        }
        let child = if name.is_empty() { factor.as_ref().map_or("", |f| f.id.as_str()) } else { name };
        let (coal, other) = if unit.is_coal_equivalent() { (unit, to) } else { (to, unit) };
        let (seen, wanted) = (coal.to_string(), other.to_string());
        self.report.add(&texts::COAL_EQUIVALENT, place(), &[("seen", &seen), ("child", child), ("unit", &wanted)]);
        false
    }

    /// Turns `amount` of `from` into `to`, with the mass and density of an item where dimensions differ; reports E102 at
    /// `place` where nothing bridges them.
    pub(crate) fn convert(
        &mut self,
        amount: Dual,
        from: Unit,
        to: Unit,
        bridge: impl Into<Bridge>,
        place: impl FnOnce() -> Option<Place>,
    ) -> Option<Dual> {
        if from == to {
            return Some(amount);
        }
        if let Some(converted) = amount.linear(|n| from.convert(n, to)) {
            return Some(converted);
        }
        let bridge = bridge.into();
        let conversion = Conversion::of(bridge.over, self);
        let converted = conversion.convert(&amount, from, to);
        if converted.is_none() {
            let [bridge_words, fix] = conversion.missing(from, to);
            let child = match bridge.child {
                Some(Target::Item(item)) => self.study.item_name(item).to_owned(),
                Some(Target::Factor(f)) => {
                    self.chosen.get(f as usize).map_or_else(String::new, |c| c.factor.id.clone())
                }
                None => String::new(),
            };
            let (from, to) = (from.to_string(), to.to_string());
            let arguments = [
                ("seen", from.as_str()),
                ("child", child.as_str()),
                ("unit", to.as_str()),
                ("bridge", bridge_words[0]),
                ("bridge_zh", bridge_words[1]),
                ("bridge_fix", fix[0]),
                ("bridge_fix_zh", fix[1]),
            ];
            self.report.add(&texts::UNITS_DO_NOT_FIT, place(), &arguments);
        }
        converted
    }
}

/// A value for a message.
pub(crate) fn shown(value: Wide) -> String {
    value.to_decimal().map_or_else(|| "…".to_owned(), |d| d.to_string())
}

/// A value for people, to so many decimals; what is not zero is not shown as 0.
pub(crate) fn shown_to(places: i64, value: Wide) -> String {
    let rounded = value.round_to_places(places);
    match value.to_decimal() {
        Some(exact) if rounded.is_zero() => exact.round_significant(1).to_string(),
        _ => shown(rounded),
    }
}
