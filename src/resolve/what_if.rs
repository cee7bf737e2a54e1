//! What if: parameters and factors at another value than the study's, for one calculation.
//!
//! A parameter that is set wins over study and scenario. A factor that is set is a row of its own in the place of each
//! row that it is meant for; it keeps the row's unit, stage and basis, and nothing of its figure or provenance.

use std::fmt;
use std::sync::Arc;

use super::Resolver;
use super::settings::Setting;
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Language, Place, trust};
use crate::factor::{Basis, Factor, FactorOrigin, FactorSet, Reference, Taken, Wanted};
use crate::formula::Cell;
use crate::gas::Component;
use crate::read::nearest::nearest_few;
use crate::resolve::ChosenFactor;
use crate::study::NONE;
use crate::unit::Unit;

/// What a name that is set means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Means {
    Parameter,
    Factor,
    /// The factor of this item, for it alone.
    Item(u32),
}

/// A parameter or factor that a calculation was made with instead of the study's.
///
/// Its `Display` says it in one line: `grid@CN = 0.4 kg CO2e/kWh (in place of 0.5777: grid@CN:2024)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetValue {
    pub(crate) name: String,
    pub(crate) means: Means,
    pub(crate) value: Decimal,
    pub(crate) unit: Option<Unit>,
    /// The unit was given with the value; else it is that of what was replaced.
    unit_given: bool,
    pub(crate) replaced: Vec<Replaced>,
}

/// What was replaced: the key of a factor, or a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Replaced {
    pub(crate) key: String,
    /// In the unit of the value; `None` for a parameter that had no value.
    pub(crate) value: Option<Decimal>,
    /// It had components other than fossil.
    pub(crate) other_components: bool,
}

impl SetValue {
    /// The name as it was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `parameter`, `factor`, or `item` for the factor of one item alone.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.means {
            Means::Parameter => "parameter",
            Means::Factor => "factor",
            Means::Item(_) => "item",
        }
    }

    /// The value; of a factor in kg CO2e per [`SetValue::unit`].
    #[must_use]
    pub fn value(&self) -> Decimal {
        self.value
    }

    /// What a factor's value is per; a parameter has none.
    #[must_use]
    pub fn unit(&self) -> Option<Unit> {
        self.unit
    }

    /// What it stands in the place of: keys of factors with kg CO2e per [`SetValue::unit`], or the parameter with the
    /// value that it would have.
    pub fn replaced(&self) -> impl Iterator<Item = (&str, Option<Decimal>)> {
        self.replaced.iter().map(|r| (r.key.as_str(), r.value))
    }

    /// `grid@CN = 0.4 kg CO2e/kWh`: what was set, without what it replaced.
    pub(crate) fn short(&self) -> String {
        match self.unit {
            Some(unit) => format!("{} = {} kg CO2e/{unit}", self.name, self.value),
            None => format!("{} = {}", self.name, self.value),
        }
    }

    /// The whole of it for people.
    #[must_use]
    pub fn statement(&self, language: Language) -> String {
        let named = |r: &Replaced| {
            let value = r.value.map_or_else(|| "–".to_owned(), shown_short);
            if self.means == Means::Parameter { value } else { format!("{value}: {}", r.key) }
        };
        let replaced: Vec<String> = self.replaced.iter().map(named).collect();
        let replaced = replaced.join(language.pick(["; ", "；"]));
        let item = matches!(self.means, Means::Item(_));
        let others = self.replaced.iter().any(|r| r.other_components);
        let short = self.short();
        match language {
            Language::En => {
                let alone = if item { "for this item alone, " } else { "" };
                let fossil = if others { "; all of it fossil, the other components are 0" } else { "" };
                format!("{short} ({alone}in place of {replaced}{fossil})")
            }
            Language::Zh => {
                let alone = if item { "仅此物料，" } else { "" };
                let fossil = if others { "；全部计为化石，其他组分为 0" } else { "" };
                format!("{short}（{alone}代替 {replaced}{fossil}）")
            }
        }
    }
}

impl fmt::Display for SetValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.statement(Language::En))
    }
}

/// A value for people: at most eight significant digits.
fn shown_short(value: Decimal) -> String {
    value.round_significant(8).to_string()
}

impl Resolver<'_> {
    /// Finds out what each name that is to be set means. What means nothing, or two things, is reported and left out.
    pub(super) fn open_set(&mut self, settings: &[Setting], is_parameter: impl Fn(&str) -> bool) {
        for (at, setting) in settings.iter().enumerate() {
            let name = setting.name.as_str();
            if settings.iter().take(at).any(|earlier| earlier.name == name) {
                self.report.add(&trust::SET_TWICE, None, &[("seen", name)]);
                continue;
            }
            let Some(means) = self.meaning(name, is_parameter(name), &is_parameter) else { continue };
            if let (Means::Parameter, Some(unit)) = (means, setting.unit) {
                let unit = unit.to_string();
                let what = [("what", "a parameter has no unit here"), ("what_zh", "参数在此没有单位")];
                let arguments = [("seen", name), ("unit", unit.as_str()), what[0], what[1]];
                self.report.add(&trust::SET_UNIT, None, &arguments);
                continue;
            }
            self.set.push(SetValue {
                name: name.to_owned(),
                means,
                value: setting.value,
                unit: setting.unit,
                unit_given: setting.unit.is_some(),
                replaced: Vec::new(),
            });
        }
    }

    fn meaning(&mut self, name: &str, is_parameter: bool, any: impl Fn(&str) -> bool) -> Option<Means> {
        const FACTOR: [&str; 2] = ["a factor", "因子"];
        const ITEM: [&str; 2] = ["an item", "物料"];
        const PARAMETER: [&str; 2] = ["a parameter", "参数"];
        let item = self.study.item_by_text(name);
        let is_factor = self.has_id(name) || self.has_id(Reference::parse(name).id);
        let is_made = item.is_some_and(|i| self.made.get(i as usize).copied().unwrap_or(false));
        // An item that stands for the factor of its own name.
        let is_alias = item.is_some_and(|i| {
            !is_made && self.stated_factor(i).is_none_or(|reference| Reference::parse(reference).id == name)
        });
        let [first, second] = match (is_parameter, item, is_factor) {
            (true, None, false) => return Some(Means::Parameter),
            (false, None, true) => return Some(Means::Factor),
            (false, Some(_), true) if is_alias => return Some(Means::Factor),
            (false, Some(item), false) if !is_made => return Some(Means::Item(item)),
            (false, Some(_), false) => {
                self.report.add(&trust::SET_MADE, None, &[("seen", name)]);
                return None;
            }
            (false, None, false) => {
                self.report_unknown(name, any);
                return None;
            }
            (true, Some(_), _) => [PARAMETER, ITEM],
            (true, None, true) => [PARAMETER, FACTOR],
            (false, Some(_), true) => [ITEM, FACTOR],
        };
        let arguments = [
            ("seen", name),
            ("first", first[0]),
            ("first_zh", first[1]),
            ("second", second[0]),
            ("second_zh", second[1]),
        ];
        self.report.add(&trust::SET_AMBIGUOUS, None, &arguments);
        None
    }

    /// The factor reference that an item states.
    fn stated_factor(&self, item: u32) -> Option<&str> {
        let study = self.study;
        let record = study.items.get(item as usize)?;
        let of_lines = || study.bindings.iter().find(|(child, ..)| *child == record.id).map(|(_, factor, _)| *factor);
        let name = Some(record.factor).filter(|f| *f != NONE).or_else(of_lines)?;
        Some(study.name_of(name))
    }

    fn report_unknown(&mut self, name: &str, is_parameter: impl Fn(&str) -> bool) {
        let study = self.study;
        let id = Reference::parse(name).id;
        let scenarios = study.scenarios.values().flat_map(|s| s.parameters.keys());
        let parameters = study.parameters.keys().chain(scenarios).map(String::as_str).filter(|p| is_parameter(p));
        let items = study.items.iter().map(|i| study.name_of(i.id));
        let factors = self.sets.iter().flat_map(FactorSet::ids);
        let near = nearest_few(id, parameters.chain(items).chain(factors), 3, |near| {
            is_parameter(near) || study.item_by_text(near).is_some() || study.names.find(near).is_some()
        });
        let [near, near_zh] = if near.is_empty() {
            [String::new(), String::new()]
        } else {
            [format!("; the nearest: `{}`", near.join("`, `")), format!("；最接近的：“{}”", near.join("”、“"))]
        };
        let arguments = [("seen", name), ("near", near.as_str()), ("near_zh", near_zh.as_str())];
        self.report.add(&trust::SET_UNKNOWN, None, &arguments);
    }

    /// Which value is set for what was wanted and would be taken: the one that names it most closely.
    pub(super) fn set_for(&self, wanted: &Wanted, taken: &Taken) -> Option<usize> {
        let factor = &taken.factor;
        let closeness = |set: &SetValue| {
            let whole = set.name == wanted.id || set.name == factor.id;
            let Reference { id, region, year } = Reference::parse(&set.name);
            if !whole && id != wanted.id && id != factor.id {
                return None;
            }
            let [region, year] =
                if whole { [None, None] } else { [region.map(str::to_uppercase), year.map(|y| y.to_string())] };
            let of_region = match region {
                None => 0_u8,
                some if some == wanted.region => 2,
                Some(region) if region == factor.region.to_uppercase() => 1,
                Some(_) => return None,
            };
            let of_year = match year {
                None => 0_u8,
                some if some == wanted.year.map(|y| y.to_string()) => 2,
                some if some == factor.years() => 1,
                Some(_) => return None,
            };
            Some((of_region, of_year))
        };
        let factors = self.set.iter().enumerate().filter(|(_, set)| set.means == Means::Factor);
        let close = factors.filter_map(|(at, set)| Some((closeness(set)?, std::cmp::Reverse(at))));
        close.max().map(|(_, std::cmp::Reverse(at))| at)
    }

    /// The row that stands in the place of `factor`, with `emissions`; `None` after a finding.
    pub(super) fn choose_set(
        &mut self,
        at: usize,
        (factor, emissions, rank): (&Arc<Factor>, &[Wide; 9], usize),
    ) -> Option<u32> {
        let set = self.set.get_mut(at)?;
        let unit = *set.unit.get_or_insert(factor.unit);
        // Without a unit of its own a value may not mean one thing per kWh and another per MJ.
        let fits = set.unit_given || factor.unit == unit;
        let Some(per_own_unit) = factor.unit.convert(Wide::ONE, unit).filter(|_| fits) else {
            let (seen, unit, own) = (set.name.clone(), unit.to_string(), factor.unit.to_string());
            let key = factor.key();
            let (what, what_zh) = (format!("`{key}` is per {own}"), format!("“{key}”按每 {own} 计"));
            let arguments = [("seen", seen.as_str()), ("unit", &unit), ("what", &what), ("what_zh", &what_zh)];
            self.report.add(&trust::SET_UNIT, None, &arguments);
            return None;
        };
        let counted = Component::ALL.into_iter().filter(|c| c.in_total());
        let before = counted.fold(Wide::ZERO, |sum, c| sum.add(emissions[c as usize])).div(per_own_unit);
        let others = Component::ALL.into_iter().filter(|c| *c != Component::Fossil);
        let replaced = Replaced {
            key: factor.key(),
            value: before.and_then(Wide::to_decimal),
            other_components: others.into_iter().any(|c| !emissions[c as usize].is_zero()),
        };
        if !set.replaced.contains(&replaced) {
            set.replaced.push(replaced);
            set.replaced.sort_by(|a, b| a.key.cmp(&b.key));
        }
        let value = Wide::from(set.value).mul(per_own_unit);
        let source = format!("set: {}", set.short());
        let Some(held) = value.to_decimal() else {
            self.out_of_range("--set", value, None, ["a number that a decimal can hold", "十进制数可容纳的数"]);
            return None;
        };
        let mut own = Factor::new(factor.id.clone(), factor.unit);
        own.details.name.clone_from(&factor.details.name);
        own.details.name_zh.clone_from(&factor.details.name_zh);
        own.details.category.clone_from(&factor.details.category);
        own.region.clone_from(&factor.region);
        (own.valid_from, own.valid_to) = (factor.valid_from, factor.valid_to);
        own.stage = factor.stage;
        // All of it is stated; what the row lacked is no longer missing.
        own.basis = if factor.basis == Basis::NoUpstream { Basis::Lifecycle } else { factor.basis };
        own.values = vec![(Component::Fossil, Cell::Number(held))];
        own.details.source = source;
        let mut components = [Wide::ZERO; 9];
        components[Component::Fossil as usize] = value;
        let chosen = ChosenFactor::new(Arc::new(own), FactorOrigin::Set, rank, components.into());
        // One node a row and value, however many references lead to it.
        let key = format!("{rank}\u{0}{}\u{0}set {at}", replaced_key(factor));
        if let Some(known) = self.chosen_sets.get(&key).copied() {
            return Some(known);
        }
        let index = u32::try_from(self.chosen.len()).unwrap_or(NONE);
        self.chosen.push(chosen);
        self.chosen_sets.insert(key, index);
        Some(index)
    }

    /// The value set for the factor of an item, if there is one.
    pub(super) fn set_of_item(&mut self, item: u32, factor: Option<u32>) -> Option<u32> {
        let at = self.set.iter().position(|set| set.means == Means::Item(item));
        let (Some(at), Some(chosen)) = (at, factor) else { return factor };
        let chosen = self.chosen.get(chosen as usize)?.clone();
        self.choose_set(at, (&chosen.factor, &chosen.emissions.to_array(), chosen.set()))
    }

    /// Notes what the parameters that are set would be otherwise.
    pub(super) fn note_parameters(&mut self, otherwise: impl Fn(&str) -> Option<Wide>) {
        for set in self.set.iter_mut().filter(|set| set.means == Means::Parameter) {
            let value = otherwise(&set.name).and_then(Wide::to_decimal);
            set.replaced = vec![Replaced { key: set.name.clone(), value, other_components: false }];
        }
    }
}

fn replaced_key(factor: &Factor) -> String {
    let place = factor.place.as_ref().map(Place::to_string).unwrap_or_default();
    format!("{}\u{0}{place}", factor.key())
}
