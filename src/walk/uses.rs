//! From a node to everything that it is used in: `n_p = Σ q_pc n_c`, children first, over its ancestors alone.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use indexmap::IndexMap;

use super::loops::{Loops, Matrix};
use crate::decimal::Wide;
use crate::graph::{BomGraph, Parents};
use crate::stage::Stage;

/// How much of `node` one declared unit of every other node takes, in the node's declared unit; nodes ascending. A
/// line beyond the boundary is a credit and no use.
pub(crate) fn uses((graph, parents, loops): (&BomGraph, &Parents, &Loops), node: u32) -> Vec<(u32, Wide)> {
    let mut amounts: IndexMap<u32, Wide> = IndexMap::new();
    amounts.insert(node, Wide::ONE);
    let mut queue = BinaryHeap::from([Reverse(graph.components.of(node))]);
    while let Some(Reverse(component)) = queue.pop() {
        // A component is put in by each member that something is found to reach.
        while queue.peek() == Some(&Reverse(component)) {
            queue.pop();
        }
        let members = graph.components.members(component);
        if let Some(system) = loops.of(component) {
            let right = members.iter().map(|m| amounts.get(m).copied().unwrap_or(Wide::ZERO)).collect();
            for (member, amount) in members.iter().zip(system.solve(Matrix::All, right)) {
                amounts.insert(*member, amount);
            }
        }
        for member in members {
            let Some(amount) = amounts.get(member).copied().filter(|amount| !amount.is_zero()) else { continue };
            for user in parents.uses_of(*member) {
                let of_user = graph.components.of(user.parent);
                let line = graph.line(user.line as usize);
                if of_user == component || line.quantity.is_zero() || line.claim == Some(Stage::BeyondBoundary) {
                    continue;
                }
                let added = line.quantity.mul(amount);
                match amounts.entry(user.parent) {
                    indexmap::map::Entry::Occupied(mut slot) => {
                        let sum = slot.get().add(added);
                        slot.insert(sum);
                    }
                    indexmap::map::Entry::Vacant(slot) => {
                        slot.insert(added);
                        queue.push(Reverse(of_user));
                    }
                }
            }
        }
    }
    let mut found: Vec<(u32, Wide)> = amounts.into_iter().filter(|(n, q)| *n != node && !q.is_zero()).collect();
    found.sort_unstable_by_key(|(node, _)| *node);
    found
}
