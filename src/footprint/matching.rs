//! Which lines of two studies are the same line: by what they name, never by likeness.
//!
//! A line is known by parent, child as written, and stage. What is left over on both sides is called a rename only if
//! factor, amount and stage are the same and nothing else could be meant.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::TooLarge;
use super::comparison::LineState;
use super::model::Model;
use super::trace::TraceLine;
use crate::decimal::{Decimal, Wide};
use crate::gas::Component;
use crate::lower::{Cause, Derived};
use crate::quantity::Emissions;
use crate::stage::Stage;

/// What a line is known by. The product itself goes by an empty name, so that it may be called differently.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    parent: String,
    child: String,
    stage: Stage,
}

impl Key {
    pub(super) fn of(model: &Model, product: &str, line: &TraceLine) -> Self {
        let study = &*model.study;
        let own = matches!(line.cause, Cause::Binding(_));
        let written = match line.cause {
            Cause::Line(at) => study.lines.get(at as usize).map(|l| study.name_of(l.child)),
            Cause::Leg(at) => study.legs.get(at as usize).map(|l| study.name_of(l.mode)),
            Cause::Binding(_) => Some(""),
            Cause::Derived(at) => match model.derived.get(at as usize) {
                Some(Derived::Site { reading, .. }) => {
                    study.readings.get(*reading as usize).map(|r| study.name_of(r.carrier))
                }
                Some(Derived::Instrument { row }) => {
                    study.instruments.get(*row as usize).map(|i| study.name_of(i.factor))
                }
                _ => None,
            },
        };
        let path = line.path();
        let last = path.last().copied().unwrap_or_default();
        let above = path.len().saturating_sub(if own { 1 } else { 2 });
        let parent = path.get(above).copied().unwrap_or_default();
        let parent = if parent == product { "" } else { parent };
        Self { parent: parent.to_owned(), child: written.unwrap_or(last).to_owned(), stage: line.stage }
    }
}

impl TraceLine {
    /// Adds a row of the same line.
    pub(super) fn absorb(&mut self, other: &Self) -> Result<(), TooLarge> {
        let sum = |a: Decimal, b: Decimal| Wide::from(a).add(Wide::from(b)).to_decimal().ok_or(TooLarge);
        self.quantity = sum(self.quantity, other.quantity)?;
        self.factor_quantity = sum(self.factor_quantity, other.factor_quantity)?;
        self.kg_co2e = sum(self.kg_co2e, other.kg_co2e)?;
        let mut emissions = [Decimal::ZERO; 9];
        for (slot, component) in emissions.iter_mut().zip(Component::ALL) {
            *slot = sum(self.emissions.get(component), other.emissions.get(component))?;
        }
        self.emissions = Emissions::new(emissions);
        self.share = self.share.zip(other.share).map(|(a, b)| sum(a, b)).transpose()?;
        self.said = Some(format!("{} + {}", self.written(), other.written()).into());
        Ok(())
    }
}

/// A line before and after, by its own method and by the other's.
pub(super) struct Pair {
    pub(super) names: (String, String),
    pub(super) stage: Stage,
    pub(super) own: [Option<TraceLine>; 2],
    pub(super) crossed: [Option<TraceLine>; 2],
    /// Whether the two studies differ in method.
    pub(super) has_methods: bool,
    renamed: bool,
}

impl Pair {
    pub(super) fn state(&self) -> LineState {
        match (&self.own[0], &self.own[1]) {
            _ if self.renamed => LineState::Renamed,
            (None, None) => LineState::Crossed,
            (Some(_), None) => LineState::Removed,
            (None, Some(_)) => LineState::Added,
            (Some(a), Some(b)) => {
                let amount = a.factor_quantity == b.factor_quantity && a.factor.unit == b.factor.unit;
                let figure = a.factor.kg_co2e_per_unit == b.factor.kg_co2e_per_unit;
                let factor = a.factor.id == b.factor.id && a.factor.region == b.factor.region;
                if amount && figure && factor { LineState::Same } else { LineState::Changed }
            }
        }
    }

    pub(super) fn has_other_factor(&self) -> bool {
        let [Some(a), Some(b)] = &self.own else { return false };
        a.factor.id != b.factor.id || a.factor.region != b.factor.region
    }
}

/// The lines of both studies, those that are the same in one pair.
pub(super) fn pairs(
    mut own: [BTreeMap<Key, TraceLine>; 2],
    crossed: Option<[BTreeMap<Key, TraceLine>; 2]>,
) -> Vec<Pair> {
    let has_methods = crossed.is_some();
    let mut crossed = crossed.unwrap_or_default();
    let renames = renames(&own);
    let all: BTreeSet<Key> = own.iter().chain(&crossed).flat_map(|lines| lines.keys().cloned()).collect();
    let came: BTreeSet<&Key> = renames.values().flat_map(|pair| [&pair[0], &pair[1]]).collect();
    let mut list = Vec::with_capacity(all.len());
    for key in &all {
        // A rename stands where the first of its two names stands, whichever side that is.
        let [old, new] = match renames.get(key) {
            Some([old, new]) => [old.clone(), new.clone()],
            None if came.contains(key) => continue,
            None => [key.clone(), key.clone()],
        };
        let renamed = old != new;
        let own = [own[0].remove(&old), own[1].remove(&new)];
        let crossed = [crossed[0].remove(&old), crossed[1].remove(&new)];
        let product =
            own.iter().flatten().next().and_then(|l| l.path().first().map(|id| (*id).to_owned())).unwrap_or_default();
        let shown = if own[1].is_some() { &new } else { &old };
        let parent = if shown.parent.is_empty() { product } else { shown.parent.clone() };
        let names = (parent, shown.child.clone());
        list.push(Pair { names, stage: key.stage, own, crossed, has_methods, renamed });
    }
    list
}

/// What lines must share to be one line under two names: stage, factor, its region, amount.
type Likeness<'a> = (Stage, &'a str, &'a str, Decimal);

/// Names before and after of lines that were only renamed, by the smaller of the two names.
fn renames(own: &[BTreeMap<Key, TraceLine>; 2]) -> BTreeMap<Key, [Key; 2]> {
    let only = |side: usize, other: usize| {
        let mut groups: BTreeMap<Likeness<'_>, Vec<&Key>> = BTreeMap::new();
        let lone = own[side].iter().filter(|(key, _)| !own[other].contains_key(key));
        for (key, line) in lone.filter(|(_, line)| !line.factor_quantity.is_zero()) {
            let factor = &line.factor;
            let likeness = (key.stage, factor.id.as_str(), factor.region.as_str(), line.factor_quantity);
            groups.entry(likeness).or_default().push(key);
        }
        groups
    };
    let (removed, added) = (only(0, 1), only(1, 0));
    let mut renames = BTreeMap::new();
    for (likeness, old) in &removed {
        if let ([old], Some([new])) = (old.as_slice(), added.get(likeness).map(Vec::as_slice)) {
            renames.insert((*old.min(new)).clone(), [(*old).clone(), (*new).clone()]);
        }
    }
    renames
}
