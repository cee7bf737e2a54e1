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

use indexmap::IndexMap;

pub(crate) use electricity::{Claim, Consumed, Consumption};
pub(crate) use line::{Lines, LoweredLine, Packed, PackedCause};
pub(crate) use rules::AppliedRule;

use crate::decimal::Wide;
use crate::resolve::{Resolver, Target};
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
    pub(crate) metered: IndexMap<u32, Wide>,
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

    fn add(&mut self, parent: u32, child: Target, quantity: Wide, claim: Option<Stage>, cause: Cause) {
        let child = self.node(child);
        self.lines.push(LoweredLine { parent, child, quantity, claim, cause });
    }

    fn add_derived(&mut self, parent: u32, child: Target, quantity: Wide, claim: Option<Stage>, derived: Derived) {
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
