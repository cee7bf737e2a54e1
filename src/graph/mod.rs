//! Nodes and lines as compact arrays, in an order that depends on nothing but the study's content.
//!
//! Nodes are numbered by id (items first, then factors) and the lines of a parent by child, so that the same study
//! gives the same bytes however its rows are shuffled. A graph without loops is put in order here; where there are
//! loops, petgraph finds the strongly connected components. It stays behind this module, and only its iterative
//! algorithms are used: a bill of materials may be a million levels deep.

mod components;
mod order;
mod parents;
mod sorted;

pub(crate) use parents::Parents;

use std::cmp::Ordering;

use crate::decimal::Wide;
use crate::lower::{Cause, Network, Packed, PackedCause};
use crate::stage::Stage;
use sorted::Sorted;

/// A graph of what needs what. Its nodes and lines stay; [`BomGraph::set_quantity`] is for copies of it.
#[derive(Clone, Debug)]
pub(crate) struct BomGraph {
    /// Number of items; nodes below it are items.
    pub(crate) items: u32,
    /// The study's item, or the chosen factor, of each node.
    pub(crate) source: Vec<u32>,
    /// The node of each item of the study.
    pub(crate) node_of_item: Vec<u32>,
    /// The lines of node `n` are `starts[n]..starts[n + 1]`.
    starts: Vec<u32>,
    edges: Vec<Edge>,
    /// Quantities of more digits than an edge holds.
    long: Vec<Wide>,
    causes: Vec<PackedCause>,
    /// The stages that some line claims; `beyond-boundary`, if claimed, last.
    pub(crate) claimed: Vec<Stage>,
    /// Strongly connected components, children before parents; members in order of their number.
    pub(crate) components: Components,
    /// The nodes that have a line to themselves, ascending.
    self_fed: Vec<u32>,
}

/// A line in 16 bytes.
#[derive(Clone, Copy, Debug)]
struct Edge {
    child: u32,
    packed: Packed,
}

/// A line as the walks see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GraphLine {
    pub(crate) quantity: Wide,
    pub(crate) child: u32,
    pub(crate) claim: Option<Stage>,
}

/// The components of a graph, one after another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Components {
    members: Vec<u32>,
    /// Where each begins, and where the last ends; empty where every node is one.
    starts: Vec<u32>,
    /// The number of the component of each node.
    of_node: Vec<u32>,
    /// Where each level begins among the members, in a graph without loops.
    levels: Vec<u32>,
}

impl Components {
    fn new(members: Vec<u32>, starts: Vec<u32>) -> Self {
        let mut components = Self { of_node: vec![0; members.len()], members, starts, levels: Vec::new() };
        let mut of_node = std::mem::take(&mut components.of_node);
        for (at, members) in (0_u32..).zip(components.iter()) {
            for node in members {
                of_node[*node as usize] = at;
            }
        }
        Self { of_node, ..components }
    }

    /// Every node by itself, level by level.
    fn of_levels(members: Vec<u32>, levels: Vec<u32>) -> Self {
        Self { levels, ..Self::new(members, Vec::new()) }
    }

    /// The nodes of each level; `None` where there are loops.
    pub(crate) fn levels(&self) -> Option<impl Iterator<Item = &[u32]>> {
        let ends = self.levels.iter().skip(1).map(|end| *end as usize).chain([self.members.len()]);
        let levels = self.levels.iter().zip(ends).map(|(begin, end)| &self.members[*begin as usize..end]);
        (!self.levels.is_empty()).then_some(levels)
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &[u32]> {
        let count = if self.starts.is_empty() { self.members.len() } else { self.starts.len().saturating_sub(1) };
        (0..u32::try_from(count).unwrap_or(u32::MAX)).map(|at| self.members(at))
    }

    pub(crate) fn members(&self, component: u32) -> &[u32] {
        let at = component as usize;
        match self.starts.get(at..at.saturating_add(2)) {
            Some([from, to]) => &self.members[*from as usize..*to as usize],
            _ => &self.members[at..at.saturating_add(1)],
        }
    }

    /// The number of the component that a node lies in.
    pub(crate) fn of(&self, node: u32) -> u32 {
        self.of_node[node as usize]
    }
}

impl BomGraph {
    /// Builds the graph. `order` compares two nodes of the network: items by id, factors by key.
    pub(crate) fn build(network: Network, factors: usize, order: impl Fn(u32, u32) -> Ordering) -> Self {
        let items = network.items;
        let count = (items as usize).saturating_add(factors);
        let mut by_id: Vec<u32> = (0..u32::try_from(count).unwrap_or(u32::MAX)).collect();
        let (item_part, factor_part) = by_id.split_at_mut(items as usize);
        sort_nodes(item_part, &order);
        sort_nodes(factor_part, &order);
        let mut node_of = vec![0_u32; count];
        for (node, old) in by_id.iter().enumerate() {
            node_of[*old as usize] = u32::try_from(node).unwrap_or(u32::MAX);
        }
        let Sorted { starts, edges, causes, long, claimed, self_fed } = Sorted::of(network.lines, &node_of);
        node_of.truncate(items as usize);
        let source = by_id.into_iter().map(|old| if old < items { old } else { old.saturating_sub(items) }).collect();
        let components = order::by_levels(&starts, &edges).unwrap_or_else(|| components::find(&starts, &edges));
        Self { items, source, node_of_item: node_of, starts, edges, long, causes, claimed, components, self_fed }
    }

    /// The same nodes with other lines: `change` sees each line with its parent and number, and says what becomes of
    /// its quantity; `None` takes the line out.
    pub(crate) fn edited(&self, change: impl Fn(u32, usize, GraphLine) -> Option<Wide>) -> Self {
        let mut starts = Vec::with_capacity(self.starts.len());
        starts.push(0_u32);
        let (mut edges, mut long, mut causes) = (Vec::new(), Vec::new(), Vec::new());
        for node in 0..u32::try_from(self.node_count()).unwrap_or(u32::MAX) {
            for at in self.range(node) {
                let line = self.line(at);
                if let Some(quantity) = change(node, at, line) {
                    edges.push(Edge { child: line.child, packed: Packed::new(quantity, line.claim, &mut long) });
                    causes.push(self.causes[at]);
                }
            }
            starts.push(u32::try_from(edges.len()).unwrap_or(u32::MAX));
        }
        let self_fed = (0_u32..).zip(starts.windows(2)).filter(|(node, bounds)| {
            edges[bounds[0] as usize..bounds[1] as usize].iter().any(|edge| edge.child == *node)
        });
        let self_fed = self_fed.map(|(node, _)| node).collect();
        let components = order::by_levels(&starts, &edges).unwrap_or_else(|| components::find(&starts, &edges));
        let (source, node_of_item) = (self.source.clone(), self.node_of_item.clone());
        let claimed = self.claimed.clone();
        Self { items: self.items, source, node_of_item, starts, edges, long, causes, claimed, components, self_fed }
    }

    /// Gives a line of `parent` another quantity. The lines to the same child then stand as a graph that was built with
    /// it has them, for the order of a sum is part of its digits.
    pub(crate) fn set_quantity(&mut self, parent: u32, at: usize, quantity: Wide) {
        let line = self.line(at);
        self.edges[at].packed = Packed::new(quantity, line.claim, &mut self.long);
        let range = self.lines_between(parent, line.child);
        if range.len() > 1 {
            let mut run: Vec<(Edge, PackedCause)> = range.clone().map(|at| (self.edges[at], self.causes[at])).collect();
            sorted::sort_row(&mut run, &self.long);
            for (at, (edge, cause)) in range.zip(run) {
                (self.edges[at], self.causes[at]) = (edge, cause);
            }
        }
    }

    pub(crate) fn node_count(&self) -> usize {
        self.source.len()
    }

    /// Whether some line takes less than nothing, so that parts may cancel.
    pub(crate) fn has_negative_lines(&self) -> bool {
        self.edges.iter().any(|edge| edge.packed.quantity(&self.long).is_negative())
    }

    pub(crate) fn is_item(&self, node: u32) -> bool {
        node < self.items
    }

    /// The numbers of a node's lines.
    pub(crate) fn range(&self, node: u32) -> std::ops::Range<usize> {
        let node = node as usize;
        self.starts[node] as usize..self.starts[node.saturating_add(1)] as usize
    }

    /// A line by its number.
    pub(crate) fn line(&self, at: usize) -> GraphLine {
        self.unpack(&self.edges[at])
    }

    /// What made a line.
    pub(crate) fn cause(&self, at: usize) -> Cause {
        self.causes[at].into()
    }

    pub(crate) fn lines_of(&self, node: u32) -> impl DoubleEndedIterator<Item = GraphLine> + Clone {
        self.edges[self.range(node)].iter().map(|edge| self.unpack(edge))
    }

    /// The children of a node, once for each line.
    pub(crate) fn children_of(&self, node: u32) -> impl Iterator<Item = u32> {
        self.edges[self.range(node)].iter().map(|edge| edge.child)
    }

    fn unpack(&self, edge: &Edge) -> GraphLine {
        GraphLine { quantity: edge.packed.quantity(&self.long), child: edge.child, claim: edge.packed.claim() }
    }

    /// The numbers of the lines from `parent` to `child`; the lines of a parent are in order of their children.
    pub(crate) fn lines_between(&self, parent: u32, child: u32) -> std::ops::Range<usize> {
        let range = self.range(parent);
        let edges = &self.edges[range.clone()];
        let from = edges.partition_point(|edge| edge.child < child);
        let to = edges.partition_point(|edge| edge.child <= child);
        range.start.saturating_add(from)..range.start.saturating_add(to)
    }

    /// Whether a component is a loop: several nodes, or one that has a line to itself.
    pub(crate) fn is_loop(&self, members: &[u32]) -> bool {
        match members {
            [one] => self.self_fed.binary_search(one).is_ok(),
            _ => true,
        }
    }

    /// Which nodes `node` needs, itself included.
    pub(crate) fn reach(&self, node: u32) -> Vec<bool> {
        let mut reached = vec![false; self.node_count()];
        let mut open = vec![node];
        reached[node as usize] = true;
        while let Some(at) = open.pop() {
            for child in self.children_of(at) {
                if !reached[child as usize] {
                    reached[child as usize] = true;
                    open.push(child);
                }
            }
        }
        reached
    }
}

/// Sorts nodes; exports often come sorted, which one look tells.
fn sort_nodes(nodes: &mut [u32], order: &impl Fn(u32, u32) -> Ordering) {
    if !nodes.windows(2).all(|pair| order(pair[0], pair[1]).is_le()) {
        nodes.sort_by(|a, b| order(*a, *b));
    }
}
