//! From a node to everything that it is used in: `n_p = Σ q_pc n_c`, children first, over its ancestors alone.

use super::loops::{Loops, Matrix};
use super::marks::Marks;
use super::places::Places;
use crate::decimal::Wide;
use crate::graph::{BomGraph, Parents};
use crate::stage::Stage;

/// How much of `node` one declared unit of every other node takes, in the node's declared unit; nodes ascending. A
/// line beyond the boundary is a credit and no use.
pub(crate) fn uses((graph, parents, loops): (&BomGraph, &Parents, &Loops), node: u32) -> Vec<(u32, Wide)> {
    let mut queue = Marks::below(graph.node_count());
    let mut amounts = Amounts { places: Places::of(graph.node_count()), found: Vec::new() };
    amounts.add(node, Wide::ONE);
    queue.insert(graph.components.of(node));
    while let Some(component) = queue.pop_first() {
        let members = graph.components.members(component);
        if let Some(system) = loops.of(component) {
            let right = members.iter().map(|m| amounts.of(*m)).collect();
            for (member, amount) in members.iter().zip(system.solve(Matrix::All, right)) {
                *amounts.slot(*member) = amount;
            }
        }
        for member in members {
            let amount = amounts.of(*member);
            if amount.is_zero() {
                continue;
            }
            for user in parents.uses_of(*member) {
                let of_user = graph.components.of(user.parent);
                let line = graph.line(user.line as usize);
                if of_user == component || line.quantity.is_zero() || line.claim == Some(Stage::BeyondBoundary) {
                    continue;
                }
                amounts.add(user.parent, line.quantity.mul(amount));
                queue.insert(of_user);
            }
        }
    }
    let mut found = amounts.found;
    found.retain(|(n, q)| *n != node && !q.is_zero());
    found.sort_unstable_by_key(|(node, _)| *node);
    found
}

/// Amounts of the nodes that were reached.
struct Amounts {
    places: Places,
    found: Vec<(u32, Wide)>,
}

impl Amounts {
    fn of(&self, node: u32) -> Wide {
        self.places.get(node).and_then(|at| self.found.get(at)).map_or(Wide::ZERO, |(_, amount)| *amount)
    }

    fn slot(&mut self, node: u32) -> &mut Wide {
        let at = self.places.get(node).unwrap_or_else(|| {
            self.places.set(node, self.found.len());
            self.found.push((node, Wide::ZERO));
            self.found.len().saturating_sub(1)
        });
        &mut self.found[at].1
    }

    fn add(&mut self, node: u32, amount: Wide) {
        let slot = self.slot(node);
        *slot = slot.add(amount);
    }
}
