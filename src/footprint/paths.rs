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
use crate::walk::{Places, Requirements};

/// How many ids of a path a document shows at each end, if the path has more than both together.
const SHOWN_AT_EACH_END: usize = 32;

/// Nothing: the root grew from nowhere.
const NONE: u32 = u32::MAX;

/// The tree, of the items that the product needs.
pub(super) struct Paths {
    study: Arc<Study>,
    /// The items of the tree, ascending, and the place of each in `branches`.
    places: Vec<(u32, u32)>,
    branches: Vec<Branch>,
    /// The product itself is consumed by something it needs.
    in_loop: bool,
}

/// How the tree comes to an item.
#[derive(Clone, Copy)]
struct Branch {
    item: u32,
    /// The place of the branch before it.
    from: u32,
    /// Steps from the product.
    depth: u32,
    /// The place of the branch [`SHOWN_AT_EACH_END`] - 1 steps from the product on the way, if it is that far.
    near_root: u32,
    /// Whether a step on the way has alternatives.
    others: bool,
}

const NOTHING: Branch = Branch { item: NONE, from: NONE, depth: 0, near_root: NONE, others: false };

impl fmt::Debug for Paths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paths").field("items", &self.branches.len()).finish_non_exhaustive()
    }
}

impl Paths {
    pub(super) fn of(model: &Model, product: u32, needs: &Requirements) -> Self {
        let mut tree = Tree::new(model, needs);
        tree.grow(product, needs);
        let mut places: Vec<(u32, u32)> = Vec::with_capacity(tree.order.len());
        let mut branches: Vec<Branch> = Vec::with_capacity(tree.order.len());
        let item = |node: u32| model.graph.source.get(node as usize).copied().unwrap_or(NONE);
        let last_shown = u32::try_from(SHOWN_AT_EACH_END).unwrap_or(NONE).saturating_sub(1);
        for node in &std::mem::take(&mut tree.order) {
            let Some(grown) = tree.get(*node) else { continue };
            let at = u32::try_from(branches.len()).unwrap_or(NONE);
            let mut branch = Branch { item: item(*node), others: grown.incoming > 1, ..NOTHING };
            let from = tree.get(grown.from).map_or(NONE, |from| from.branch);
            if let Some(before) = branches.get(from as usize) {
                branch.from = from;
                branch.depth = before.depth.saturating_add(1);
                branch.near_root = if branch.depth == last_shown { at } else { before.near_root };
                branch.others |= before.others;
            }
            places.push((branch.item, at));
            branches.push(branch);
            if let Some(grown) = tree.get_mut(*node) {
                grown.branch = at;
            }
        }
        places.sort_unstable();
        let in_loop = tree.get(product).is_some_and(|grown| grown.incoming > 0);
        Self { study: Arc::clone(&model.study), places, branches, in_loop }
    }

    /// The place of an item's branch.
    fn place(&self, item: u32) -> u32 {
        let found = self.places.binary_search_by_key(&item, |(item, _)| *item);
        found.ok().and_then(|at| self.places.get(at)).map_or(NONE, |(_, at)| *at)
    }

    fn branch(&self, item: u32) -> Branch {
        self.branches.get(self.place(item) as usize).copied().unwrap_or(NOTHING)
    }

    pub(super) fn has_others(&self, item: u32) -> bool {
        self.in_loop || self.branch(item).others
    }

    pub(super) fn id(&self, item: u32) -> &str {
        self.study.item_name(item)
    }

    /// How many items the path to an item has, the product and itself included.
    fn len(&self, item: u32) -> usize {
        (self.branch(item).depth as usize).saturating_add(1)
    }

    /// The ids from the product to an item.
    pub(super) fn ids(&self, item: u32) -> Vec<&str> {
        self.up(self.place(item), self.len(item))
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
        let head = self.up(self.branch(item).near_root, SHOWN_AT_EACH_END);
        (head, self.up(self.place(item), tail), length.saturating_sub(SHOWN_AT_EACH_END).saturating_sub(tail))
    }

    /// The last `count` ids of the path that ends with a branch.
    fn up(&self, place: u32, count: usize) -> Vec<&str> {
        let before = |branch: &&Branch| self.branches.get(branch.from as usize);
        let branches = std::iter::successors(self.branches.get(place as usize), before).take(count);
        let mut ids: Vec<&str> = branches.map(|branch| self.id(branch.item)).collect();
        ids.reverse();
        ids
    }
}

/// The tree while it grows, of the items that the walk down has reached.
struct Tree<'a> {
    graph: &'a BomGraph,
    /// Where each node is in `grown`, if the walk has been there.
    places: Places,
    grown: Vec<Grown>,
    /// The nodes of the tree, each after the one it grew from.
    order: Vec<u32>,
}

/// An item of the tree while it grows.
struct Grown {
    from: u32,
    /// How many lines bring some of it.
    incoming: u32,
    /// How much of it is needed, whoever claimed it.
    need: Wide,
    /// The line that brings most of it from outside its loop: how much, and where from.
    best: (Wide, u32),
    /// The place of its branch, once it has one.
    branch: u32,
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
    fn new(model: &'a Model, needs: &Requirements) -> Self {
        let graph = &model.graph;
        let mut places = Places::of(graph.node_count());
        let mut grown = Vec::new();
        for (node, by_state) in needs.reached_below(graph.items) {
            let need = by_state.iter().fold(Wide::ZERO, |sum, n| sum.add(n.abs()));
            grown.push(Grown { from: NONE, incoming: 0, need, best: (Wide::ZERO, NONE), branch: NONE });
            places.set(node, grown.len().saturating_sub(1));
        }
        Self { graph, places, grown, order: Vec::new() }
    }

    fn get(&self, node: u32) -> Option<&Grown> {
        self.grown.get(self.place(node)?)
    }

    fn get_mut(&mut self, node: u32) -> Option<&mut Grown> {
        let place = self.place(node)?;
        self.grown.get_mut(place)
    }

    fn place(&self, node: u32) -> Option<usize> {
        if node == NONE { None } else { self.places.get(node) }
    }

    fn need(&self, node: u32) -> Wide {
        self.get(node).map_or(Wide::ZERO, |grown| grown.need)
    }

    /// Grows over everything that the product needs.
    fn grow(&mut self, product: u32, needs: &Requirements) {
        let graph = self.graph;
        let mut needed: Vec<u32> = needs.iter_below(graph.items).map(|(node, _)| node).collect();
        // Parents first: the components are numbered children first.
        needed.sort_unstable_by(|a, b| graph.components.of(*b).cmp(&graph.components.of(*a)).then(a.cmp(b)));
        for parent in &needed {
            let need = self.need(*parent);
            for line in graph.lines_of(*parent).filter(|l| graph.is_item(l.child) && !l.quantity.is_zero()) {
                let inside = graph.components.of(line.child) == graph.components.of(*parent);
                let Some(child) = self.get_mut(line.child) else { continue };
                child.incoming = child.incoming.saturating_add(1);
                let amount = need.mul(line.quantity).abs();
                if !inside && (child.best.1 == NONE || amount.cmp(child.best.0).is_gt()) {
                    child.best = (amount, *parent);
                }
            }
        }
        for nodes in needed.chunk_by(|a, b| graph.components.of(*a) == graph.components.of(*b)) {
            match nodes {
                [one] => {
                    if let Some(grown) = self.get_mut(*one) {
                        grown.from = grown.best.1;
                    }
                    self.order.push(*one);
                }
                _ => self.grow_in_loop(nodes, product),
            }
        }
    }

    /// Grows over the nodes of a loop, from the product or from where the loop is entered: where most comes in first.
    fn grow_in_loop(&mut self, nodes: &[u32], product: u32) {
        let mut open = BinaryHeap::new();
        let share = |tree: &Self, amount: Wide, child: u32| amount.div(tree.need(child)).unwrap_or(Wide::ZERO);
        if nodes.contains(&product) {
            open.push(Way { share: Wide::ONE, parent: NONE, child: product });
        } else {
            for node in nodes {
                let Some((amount, parent)) = self.get(*node).map(|grown| grown.best).filter(|best| best.1 != NONE)
                else {
                    continue;
                };
                open.push(Way { share: share(self, amount, *node), parent, child: *node });
            }
        }
        let mut reached = std::collections::BTreeSet::new();
        while let Some(Way { parent, child, .. }) = open.pop() {
            if !reached.insert(child) {
                continue;
            }
            if let Some(grown) = self.get_mut(child) {
                grown.from = parent;
            }
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
