//! Study to nodes and lines: one file per modelling feature, each of which adds lines and keeps what caused them.

mod bindings;
mod bom;
mod complete;
mod coproducts;
mod electricity;
mod line;
mod recycling;
mod rules;
mod site;
mod transport;

use std::collections::BTreeMap;

use indexmap::IndexMap;

pub(crate) use electricity::{Claim, Consumed, Consumption};
pub(crate) use line::{Lines, LoweredLine, Packed, PackedCause};
#[cfg(feature = "cli")]
pub(crate) use recycling::{Coefficients, coefficients};
pub(crate) use rules::AppliedRule;
#[cfg(feature = "cli")]
pub(crate) use site::{SiteBook, site_books};

use crate::decimal::{Dual, Wide};
use crate::resolve::{Resolver, StatedSpread, Target};
use crate::stage::Stage;
use crate::study::RecyclingMethod;

/// Everything a study says, as one kind of line. Nodes are numbered items first, then chosen factors.
#[derive(Debug, Default)]
pub(crate) struct Network {
    pub(crate) items: u32,
    pub(crate) lines: Lines,
    /// What made the lines of [`Cause::Derived`].
    pub(crate) derived: Vec<Derived>,
    /// The rules of method that shaped lines.
    pub(crate) rules: Vec<AppliedRule>,
    /// What contracts and certificates claim.
    pub(crate) claims: Vec<Claim>,
    /// The readings of energy.csv within the period, by item, in its declared unit.
    pub(crate) metered: IndexMap<u32, Dual>,
    pub(crate) slopes: Slopes,
    /// The uncertainty of quantities, by the terms of their lines; `None` where none is stated.
    pub(crate) spreads: Vec<Option<StatedSpread>>,
}

/// How quantities move with the parameters; empty unless the settings ask for derivatives.
#[derive(Debug, Default)]
pub(crate) struct Slopes {
    /// The derivatives of a line's quantity that are not zero, by what made the line.
    lines: BTreeMap<Cause, Vec<(u32, Wide)>>,
    /// Parameters that quantities have no derivative by, and why.
    pub(crate) fixed: BTreeMap<u32, Fixed>,
}

/// Why nothing can be said of moving a parameter a little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fixed {
    /// The stated shares of a process would no longer add up to 1.
    Shares,
    /// A term of a recycling formula that is zero would count, and the row names nothing for it.
    Recycling,
    /// It makes a mass or a density of 0, which counts as unknown.
    Measure,
    /// It moves what electricity items consume, and with that the part that contracts cover.
    Contracts,
}

impl Slopes {
    /// The derivatives of the quantity of a line.
    pub(crate) fn of_line(&self, cause: Cause) -> &[(u32, Wide)] {
        self.lines.get(&cause).map_or(&[], Vec::as_slice)
    }

    /// The parameters that quantities depend on.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = u32> {
        self.lines.values().flatten().map(|(parameter, _)| *parameter)
    }

    /// Says of a parameter that it cannot be moved.
    pub(crate) fn fix_parameter(&mut self, parameter: u32, why: Fixed) {
        self.fixed.insert(parameter, why);
    }

    /// Says of all that `value` depends on that it cannot be moved.
    pub(crate) fn fix(&mut self, value: &Dual, why: Fixed) {
        self.fixed.extend(value.slopes().iter().map(|(parameter, _)| (*parameter, why)));
    }
}

/// What made a line: an index into the study's records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cause {
    /// A line of bom.csv.
    Line(u32),
    /// The factor of an item.
    Binding(u32),
    /// A leg of transport.csv.
    Leg(u32),
    /// Index into [`Network::derived`].
    Derived(u32),
}

/// What made a line that no row states as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Derived {
    /// An output's share of a carrier of its site: indices of the output and of the carrier's first reading.
    Site { output: u32, reading: u32 },
    /// An output's share of its process: index into the outputs of processes.
    Output { row: u32 },
    /// A term of the Circular Footprint Formula: index of the row, and the coefficient in the formula's letters.
    Recycling { row: u32, letters: &'static str },
    /// What a contract or certificate supplies: index into the instruments.
    Instrument { row: u32 },
    /// The residual mix in place of the grid.
    Residual { item: u32 },
}

/// Where a study is lowered otherwise than it says: the same study under another rule, to show what the rule does.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Otherwise<'a> {
    /// This method for every row of recycling.csv.
    pub(crate) recycling: Option<RecyclingMethod>,
    /// The market-based side of electricity, for what its items consume.
    pub(crate) market: Option<&'a Consumption>,
    /// Packaging as if it were free.
    pub(crate) without_packaging: bool,
}

impl Network {
    fn node(&self, target: Target) -> u32 {
        match target {
            Target::Item(item) => item,
            Target::Factor(factor) => self.items.saturating_add(factor),
        }
    }

    fn add(&mut self, parent: u32, child: Target, quantity: &Dual, claim: Option<Stage>, cause: Cause) {
        let child = self.node(child);
        self.lines.push(LoweredLine { parent, child, quantity: quantity.value, claim, cause });
        if !quantity.is_constant() {
            self.slopes.lines.insert(cause, quantity.slopes().to_vec());
        }
    }

    /// Scales the lines that an item has so far; by nothing whatever, they go.
    fn rescale(&mut self, item: u32, by: Dual) {
        if by.value.is_zero() && by.is_constant() {
            return self.lines.retain(|parent| parent != item);
        }
        let Self { lines, slopes, .. } = self;
        lines.rescale(item, |cause, quantity| {
            let scaled = Dual::with_slopes(quantity, slopes.of_line(cause)).mul(&by);
            if !scaled.is_constant() {
                slopes.lines.insert(cause, scaled.slopes().to_vec());
            }
            scaled.value
        });
    }

    fn add_derived(&mut self, parent: u32, child: Target, quantity: &Dual, claim: Option<Stage>, derived: Derived) {
        let cause = Cause::Derived(u32::try_from(self.derived.len()).unwrap_or(u32::MAX));
        self.derived.push(derived);
        self.add(parent, child, quantity, claim, cause);
    }
}

/// Lowers the whole study. What is wrong is in the resolver's report.
pub(crate) fn lower(resolver: &mut Resolver<'_>, otherwise: Otherwise<'_>) -> Network {
    let study = resolver.study;
    let items = u32::try_from(study.items.len()).unwrap_or(u32::MAX);
    let mut network = Network { items, ..Network::default() };
    for parameter in &resolver.switching {
        network.slopes.fix_parameter(*parameter, Fixed::Measure);
    }
    network.lines.reserve(study.lines.len().saturating_add(study.items.len()));
    network.rules.extend(resolver.preset.iter().cloned().map(AppliedRule::Preset));
    bindings::lower(resolver, &mut network);
    bom::lower(resolver, &mut network);
    transport::lower(resolver, &mut network);
    site::lower(resolver, &mut network);
    coproducts::lower(resolver, &mut network);
    recycling::lower(resolver, &mut network, otherwise.recycling);
    // Last: it changes the lines that electricity items have.
    electricity::lower(resolver, &mut network, otherwise.market);
    complete::check(resolver, &network);
    if otherwise.without_packaging {
        let packaging = |item: u32| study.items.get(item as usize).is_some_and(|i| i.is_packaging());
        network.lines.retain(|parent| !packaging(parent));
    }
    network
}
