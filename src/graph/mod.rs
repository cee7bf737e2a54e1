//! Nodes and lines as compact arrays, in an order that depends on nothing but the study's content.
//!
//! Nodes are numbered by id (items first, then factors) and the lines of a parent by child, so that the same study
//! gives the same bytes however its rows are shuffled. petgraph finds the strongly connected components; it stays
//! behind this module, and only its iterative algorithms are used: a bill of materials may be a million levels deep.

mod components;

use crate::decimal::Wide;
use crate::lower::{Cause, Network};
use crate::stage::Stage;

/// An immutable graph of what needs what.
#[derive(Debug)]
pub(crate) struct BomGraph {
    /// Number of items; nodes below it are items.
    pub(crate) items: u32,
    /// The study's item, or the chosen factor, of each node.
    pub(crate) source: Vec<u32>,
    /// The node of each item of the study.
    pub(crate) node_of_item: Vec<u32>,
    /// The lines of node `n` are `starts[n]..starts[n + 1]`.
    pub(crate) starts: Vec<u32>,
    pub(crate) lines: Vec<GraphLine>,
    pub(crate) causes: Vec<Cause>,
    /// The stages that some line claims; `beyond-boundary`, if claimed, last.
    pub(crate) claimed: Vec<Stage>,
    /// Strongly connected components, children before parents; members in order of their number.
    pub(crate) components: Components,
}

/// A line as the walks see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GraphLine {
    pub(crate) quantity: Wide,
    pub(crate) child: u32,
    pub(crate) claim: Option<Stage>,
}

/// The components of a graph, one after another.
#[derive(Debug, Default)]
pub(crate) struct Components {
    members: Vec<u32>,
    starts: Vec<u32>,
    of_node: Vec<u32>,
}

impl Components {
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &[u32]> {
        self.starts.windows(2).map(|w| &self.members[w[0] as usize..w[1] as usize])
    }

    pub(crate) fn members(&self, component: u32) -> &[u32] {
        let (from, to) = (self.starts[component as usize], self.starts[(component as usize).saturating_add(1)]);
        &self.members[from as usize..to as usize]
    }

    /// The number of the component that a node lies in.
    pub(crate) fn of(&self, node: u32) -> u32 {
        self.of_node[node as usize]
    }
}

impl BomGraph {
    /// Builds the graph. `ids` is the text that orders a node of the network: an item's id, a factor's key.
    pub(crate) fn build<'t>(network: Network, factors: usize, ids: impl Fn(u32) -> &'t str) -> Self {
        let items = network.items;
        let count = (items as usize).saturating_add(factors);
        let mut by_id: Vec<u32> = (0..u32::try_from(count).unwrap_or(u32::MAX)).collect();
        let (item_part, factor_part) = by_id.split_at_mut(items as usize);
        item_part.sort_by(|a, b| ids(*a).cmp(ids(*b)));
        factor_part.sort_by(|a, b| ids(*a).cmp(ids(*b)));
        let mut node_of = vec![0_u32; count];
        for (node, old) in by_id.iter().enumerate() {
            node_of[*old as usize] = u32::try_from(node).unwrap_or(u32::MAX);
        }
        let mut starts = vec![0_u32; count.saturating_add(1)];
        for line in &network.lines {
            let slot = (node_of[line.parent as usize] as usize).saturating_add(1);
            starts[slot] = starts[slot].saturating_add(1);
        }
        for i in 1..starts.len() {
            starts[i] = starts[i].saturating_add(starts[i.saturating_sub(1)]);
        }
        let mut next = starts.clone();
        let mut order = vec![0_u32; network.lines.len()];
        for (at, line) in network.lines.iter().enumerate() {
            let slot = &mut next[node_of[line.parent as usize] as usize];
            order[*slot as usize] = u32::try_from(at).unwrap_or(u32::MAX);
            *slot = slot.saturating_add(1);
        }
        drop(next);
        // The lines of a parent by what they say, not by where they stood.
        for w in starts.windows(2) {
            let row = &mut order[w[0] as usize..w[1] as usize];
            if row.len() > 1 {
                row.sort_by(|a, b| {
                    let (a, b) = (&network.lines[*a as usize], &network.lines[*b as usize]);
                    let by_child = node_of[a.child as usize].cmp(&node_of[b.child as usize]);
                    by_child
                        .then(a.claim.cmp(&b.claim))
                        .then_with(|| a.quantity.cmp(b.quantity))
                        .then(a.cause.cmp(&b.cause))
                });
            }
        }
        let lines: Vec<GraphLine> = order
            .iter()
            .map(|at| {
                let line = &network.lines[*at as usize];
                GraphLine { quantity: line.quantity, child: node_of[line.child as usize], claim: line.claim }
            })
            .collect();
        let causes = order.iter().map(|at| network.lines[*at as usize].cause).collect();
        let mut claims = [false; 9];
        for stage in lines.iter().filter_map(|line| line.claim) {
            claims[stage as usize] = true;
        }
        let claimed = Stage::ALL_AND_BEYOND.into_iter().filter(|s| claims[*s as usize]).collect();
        drop(order);
        let node_of_item = node_of.into_iter().take(items as usize).collect();
        let source = by_id.into_iter().map(|old| if old < items { old } else { old.saturating_sub(items) }).collect();
        let components = components::find(&starts, &lines);
        Self { items, source, node_of_item, starts, lines, causes, claimed, components }
    }

    pub(crate) fn node_count(&self) -> usize {
        self.source.len()
    }

    pub(crate) fn is_item(&self, node: u32) -> bool {
        node < self.items
    }

    /// The numbers of a node's lines.
    pub(crate) fn range(&self, node: u32) -> std::ops::Range<usize> {
        let node = node as usize;
        self.starts[node] as usize..self.starts[node.saturating_add(1)] as usize
    }

    pub(crate) fn lines_of(&self, node: u32) -> &[GraphLine] {
        &self.lines[self.range(node)]
    }

    /// The numbers of the lines from `parent` to `child`; the lines of a parent are in order of their children.
    pub(crate) fn lines_between(&self, parent: u32, child: u32) -> std::ops::Range<usize> {
        let range = self.range(parent);
        let lines = &self.lines[range.clone()];
        let from = lines.partition_point(|l| l.child < child);
        let to = lines.partition_point(|l| l.child <= child);
        range.start.saturating_add(from)..range.start.saturating_add(to)
    }

    /// Whether a component is a loop: several nodes, or one that has a line to itself.
    pub(crate) fn is_loop(&self, members: &[u32]) -> bool {
        match members {
            [one] => self.lines_of(*one).iter().any(|l| l.child == *one),
            _ => true,
        }
    }

    /// Which nodes `node` needs, itself included.
    pub(crate) fn reach(&self, node: u32) -> Vec<bool> {
        let mut reached = vec![false; self.node_count()];
        let mut open = vec![node];
        reached[node as usize] = true;
        while let Some(at) = open.pop() {
            for line in self.lines_of(at) {
                if !reached[line.child as usize] {
                    reached[line.child as usize] = true;
                    open.push(line.child);
                }
            }
        }
        reached
    }
}
