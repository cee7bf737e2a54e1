//! Study to nodes and lines: one file per modelling feature, each of which adds lines and keeps what caused them.

mod bindings;
mod bom;
mod site;
mod transport;

use crate::decimal::Wide;
use crate::resolve::{Resolver, Target};
use crate::stage::Stage;

/// Everything a study says, as one kind of line. Nodes are numbered items first, then chosen factors.
#[derive(Debug, Default)]
pub(crate) struct Network {
    pub(crate) items: u32,
    pub(crate) lines: Vec<LoweredLine>,
    /// For lines of a site's energy: index of the output, index of the carrier's first reading.
    pub(crate) site_lines: Vec<(u32, u32)>,
}

/// `quantity` of the child, in its declared unit, for one declared unit of the parent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoweredLine {
    pub(crate) parent: u32,
    pub(crate) child: u32,
    pub(crate) quantity: Wide,
    pub(crate) claim: Option<Stage>,
    pub(crate) cause: Cause,
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
    /// Index into [`Network::site_lines`].
    Site(u32),
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
}

/// Lowers the whole study. What is wrong is in the resolver's report.
pub(crate) fn lower(resolver: &mut Resolver<'_>) -> Network {
    let items = u32::try_from(resolver.study.items.len()).unwrap_or(u32::MAX);
    let mut network = Network { items, ..Network::default() };
    network.lines.reserve(resolver.study.lines.len().saturating_add(resolver.study.items.len()));
    bindings::lower(resolver, &mut network);
    bom::lower(resolver, &mut network);
    transport::lower(resolver, &mut network);
    site::lower(resolver, &mut network);
    network
}
