//! The path that a trace shows for each line: one tree over what a product needs, rooted at the product.
//!
//! Of the lines that bring an item, the one that brings most of it is its branch of the tree, so a path is the way that
//! carries most at every step. Inside a loop the tree grows from where the loop is entered, so a path never runs in a
//! circle and every step of it is a line of the study.
//!
//! A path may be a million items long and a trace may have a million lines: the tree holds all of them in one entry an
//! item, and documents show the two ends of a very long one.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::fmt;
use std::sync::Arc;

use super::model::Model;
use crate::decimal::Wide;
use crate::graph::BomGraph;
use crate::study::Study;
use crate::walk::Requirements;

/// How many ids of a path a document shows at each end, if the path has more than both together.
const SHOWN_AT_EACH_END: usize = 32;

/// No item: the root has no branch.
const NONE: u32 = u32::MAX;

/// The tree, by item of the study.
pub(super) struct Paths {
    study: Arc<Study>,
    branches: Vec<Branch>,
    /// The product itself is consumed by something it needs.
    in_loop: bool,
}

/// How the tree comes to an item.
#[derive(Clone, Copy)]
struct Branch {
    /// The item before it.
    from: u32,
    /// Steps from the product.
    depth: u32,
    /// The item [`SHOWN_AT_EACH_END`] - 1 steps from the product on the way, if it is that far.
    near_root: u32,
    /// Whether a step on the way has alternatives.
    others: bool,
}

impl fmt::Debug for Paths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paths").field("items", &self.branches.len()).finish_non_exhaustive()
    }
}

impl Paths {
    pub(super) fn of(model: &Model, product: u32, needs: &Requirements) -> Self {
        let mut tree = Tree::new(&model.graph, needs);
        tree.grow(product);
        let nothing = Branch { from: NONE, depth: 0, near_root: NONE, others: false };
        let mut branches = vec![nothing; model.study.items.len()];
        let item = |node: u32| model.graph.source.get(node as usize).copied().unwrap_or(NONE);
        let last_shown = u32::try_from(SHOWN_AT_EACH_END).unwrap_or(NONE).saturating_sub(1);
        for node in tree.order {
            let from = tree.from[node as usize];
            let mut branch = Branch { others: tree.incoming[node as usize] > 1, ..nothing };
            if from != NONE {
                let before = branches[item(from) as usize];
                branch.from = item(from);
                branch.depth = before.depth.saturating_add(1);
                branch.near_root = if branch.depth == last_shown { item(node) } else { before.near_root };
                branch.others |= before.others;
            }
            branches[item(node) as usize] = branch;
        }
        Self { study: Arc::clone(&model.study), branches, in_loop: tree.incoming[product as usize] > 0 }
    }

    pub(super) fn has_others(&self, item: u32) -> bool {
        self.in_loop || self.branches[item as usize].others
    }

    pub(super) fn id(&self, item: u32) -> &str {
        self.study.item_name(item)
    }

    /// How many items the path to an item has, the product and itself included.
    fn len(&self, item: u32) -> usize {
        (self.branches[item as usize].depth as usize).saturating_add(1)
    }

    /// The ids from the product to an item.
    pub(super) fn ids(&self, item: u32) -> Vec<&str> {
        self.up(item, self.len(item))
    }

    /// The ids of the two ends of a path that `more` ids follow, and how many ids between them are left out.
    #[cfg(feature = "cli")]
    pub(super) fn ends(&self, item: u32, more: usize) -> (Vec<&str>, Vec<&str>, usize) {
        let length = self.len(item);
        let both = SHOWN_AT_EACH_END.saturating_mul(2);
        if length.saturating_add(more) <= both {
            return (self.ids(item), Vec::new(), 0);
        }
        let tail = SHOWN_AT_EACH_END.saturating_sub(more);
        let head = self.up(self.branches[item as usize].near_root, SHOWN_AT_EACH_END);
        (head, self.up(item, tail), length.saturating_sub(SHOWN_AT_EACH_END).saturating_sub(tail))
    }

    /// The last `count` ids of the path to an item.
    fn up(&self, item: u32, count: usize) -> Vec<&str> {
        let before = |item: &u32| Some(self.branches.get(*item as usize)?.from).filter(|i| *i != NONE);
        let items = std::iter::successors(Some(item).filter(|i| *i != NONE), before).take(count);
        let mut ids: Vec<&str> = items.map(|item| self.id(item)).collect();
        ids.reverse();
        ids
    }
}

/// The tree while it grows, by node.
struct Tree<'a> {
    graph: &'a BomGraph,
    needs: &'a Requirements,
    from: Vec<u32>,
    /// How many lines bring some of the item.
    incoming: Vec<u32>,
    /// The nodes of the tree, each after the one it grew from.
    order: Vec<u32>,
}

/// A line on which the tree may grow, by the share that it brings of what is needed of its child.
struct Way {
    share: Wide,
    parent: u32,
    child: u32,
}

impl Ord for Way {
    /// The larger share first in a heap; of equals the smaller numbers, so that the order is always the same.
    fn cmp(&self, other: &Self) -> Ordering {
        self.share.cmp(other.share).then(other.child.cmp(&self.child)).then(other.parent.cmp(&self.parent))
    }
}

impl PartialOrd for Way {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Way {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Way {}

impl<'a> Tree<'a> {
    fn new(graph: &'a BomGraph, needs: &'a Requirements) -> Self {
        let items = graph.items as usize;
        Self { graph, needs, from: vec![NONE; items], incoming: vec![0; items], order: Vec::new() }
    }

    /// How much of an item is needed, whoever claimed it.
    fn need(&self, node: u32) -> Wide {
        self.needs.of(node).iter().fold(Wide::ZERO, |sum, n| sum.add(n.abs()))
    }

    /// Grows over everything that the product needs.
    fn grow(&mut self, product: u32) {
        let graph = self.graph;
        let mut needed: Vec<u32> = self.needs.iter().map(|(node, _)| node).filter(|n| graph.is_item(*n)).collect();
        // Parents first: the components are numbered children first.
        needed.sort_by(|a, b| graph.components.of(*b).cmp(&graph.components.of(*a)).then(a.cmp(b)));
        // The line that brings most of an item from outside its loop: how much, and where from.
        let mut best: Vec<(Wide, u32)> = vec![(Wide::ZERO, NONE); graph.items as usize];
        for parent in &needed {
            let need = self.need(*parent);
            for line in graph.lines_of(*parent).filter(|l| graph.is_item(l.child) && !l.quantity.is_zero()) {
                let child = line.child as usize;
                self.incoming[child] = self.incoming[child].saturating_add(1);
                let amount = need.mul(line.quantity).abs();
                let inside = graph.components.of(line.child) == graph.components.of(*parent);
                if !inside && (best[child].1 == NONE || amount.cmp(best[child].0).is_gt()) {
                    best[child] = (amount, *parent);
                }
            }
        }
        for nodes in needed.chunk_by(|a, b| graph.components.of(*a) == graph.components.of(*b)) {
            match nodes {
                [one] => {
                    self.from[*one as usize] = best[*one as usize].1;
                    self.order.push(*one);
                }
                _ => self.grow_in_loop(nodes, &best, product),
            }
        }
    }

    /// Grows over the nodes of a loop, from the product or from where the loop is entered: where most comes in first.
    fn grow_in_loop(&mut self, nodes: &[u32], best: &[(Wide, u32)], product: u32) {
        let mut open = BinaryHeap::new();
        let share = |tree: &Self, amount: Wide, child: u32| amount.div(tree.need(child)).unwrap_or(Wide::ZERO);
        if nodes.contains(&product) {
            open.push(Way { share: Wide::ONE, parent: NONE, child: product });
        } else {
            for node in nodes.iter().filter(|node| best[**node as usize].1 != NONE) {
                let (amount, parent) = best[*node as usize];
                open.push(Way { share: share(self, amount, *node), parent, child: *node });
            }
        }
        let mut reached = std::collections::BTreeSet::new();
        while let Some(Way { parent, child, .. }) = open.pop() {
            if !reached.insert(child) {
                continue;
            }
            self.from[child as usize] = parent;
            self.order.push(child);
            let need = self.need(child);
            for line in self.graph.lines_of(child).filter(|l| !l.quantity.is_zero()) {
                let to = line.child;
                let inside = self.graph.is_item(to) && self.graph.components.of(to) == self.graph.components.of(child);
                if inside && !reached.contains(&to) {
                    let amount = need.mul(line.quantity).abs();
                    open.push(Way { share: share(self, amount, to), parent: child, child: to });
                }
            }
        }
    }
}
