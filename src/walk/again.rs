//! Up again, over what a change reaches and nothing else.
//!
//! A row is summed anew from its children's rows, in the order of the full walk: what comes out is what the full walk
//! gives, to the last digit. Where a row comes out as it was, the change goes no further.

use super::marks::Marks;
use super::up::{of_factor, of_items};
use super::{Columns, Intensities, Loops};
use crate::decimal::Wide;
use crate::graph::{BomGraph, Parents};
use crate::stage::Stage;

/// The components that have to be summed again. Its memory serves any number of changes of one graph.
#[derive(Debug)]
pub(crate) struct Pending {
    /// Children have smaller numbers than their parents.
    queue: Marks,
    row: Vec<Wide>,
    before: Vec<Wide>,
}

impl Pending {
    pub(crate) fn of(graph: &BomGraph) -> Self {
        Self { queue: Marks::below(graph.node_count()), row: Vec::new(), before: Vec::new() }
    }

    /// The lines of an item have changed.
    pub(crate) fn item(&mut self, graph: &BomGraph, node: u32) {
        self.queue.insert(graph.components.of(node));
    }

    /// A factor emits something else.
    pub(crate) fn factor(
        &mut self,
        (graph, parents): (&BomGraph, &Parents),
        (node, emissions, stage): (u32, &[Wide; 9], Stage),
        columns: &Columns,
        values: &mut Intensities,
    ) {
        self.row.resize(columns.width(), Wide::ZERO);
        of_factor(&(*emissions).into(), stage, columns, &mut self.row);
        if values.of(node) != self.row.as_slice() {
            values.set(node, &self.row);
            self.users(graph, parents, node, None);
        }
    }

    fn users(&mut self, graph: &BomGraph, parents: &Parents, node: u32, except: Option<u32>) {
        for user in parents.uses_of(node) {
            let component = graph.components.of(user.parent);
            if Some(component) != except {
                self.queue.insert(component);
            }
        }
    }

    /// Sums again whatever is pending and what that reaches; `changed` hears of every item whose row is another now.
    pub(crate) fn walk(
        &mut self,
        (graph, parents, loops): (&BomGraph, &Parents, &Loops),
        columns: &Columns,
        values: &mut Intensities,
        mut changed: impl FnMut(u32),
    ) {
        self.row.resize(columns.width(), Wide::ZERO);
        while let Some(component) = self.queue.pop_first() {
            let members = graph.components.members(component);
            self.before.clear();
            for node in members {
                self.before.extend_from_slice(values.of(*node));
            }
            of_items(graph, loops, columns, component, values, &mut self.row);
            for (at, node) in members.iter().enumerate() {
                let start = at.saturating_mul(columns.width());
                let before = &self.before[start..start.saturating_add(columns.width())];
                if values.of(*node) != before {
                    changed(*node);
                    self.users(graph, parents, *node, Some(component));
                }
            }
        }
    }
}
