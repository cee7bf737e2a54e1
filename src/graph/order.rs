//! The order of a graph without loops: children before parents, level by level, found by a depth-first walk that keeps
//! its own stack.

use super::{Components, Edge};

/// A node that was not met yet.
const NEW: u32 = u32::MAX;
/// A node on the way down.
const OPEN: u32 = u32::MAX - 1;

/// Nodes by how many lines lie at most between them and the last of what they need, fewest first: every node after all
/// it needs, and nodes of one level need nothing of each other. `None` if there is a loop. A line from a node to itself is
/// none here: it does not put the node in another's component.
pub(super) fn by_levels(starts: &[u32], edges: &[Edge]) -> Option<Components> {
    let levels = levels(starts, edges)?;
    let mut ends: Vec<u32> = Vec::new();
    for level in &levels {
        let level = *level as usize;
        if ends.len() <= level {
            ends.resize(level.saturating_add(1), 0);
        }
        ends[level] = ends[level].saturating_add(1);
    }
    // Where each level begins; then, as its nodes are put there, where the next of them goes.
    let mut sum = 0_u32;
    for slot in &mut ends {
        let begin = sum;
        sum = sum.saturating_add(*slot);
        *slot = begin;
    }
    let begins = ends.clone();
    let mut members = vec![0_u32; levels.len()];
    for (node, level) in (0_u32..).zip(&levels) {
        let slot = &mut ends[*level as usize];
        members[*slot as usize] = node;
        *slot = slot.saturating_add(1);
    }
    Some(Components::of_levels(members, begins))
}

/// The level of each node.
fn levels(starts: &[u32], edges: &[Edge]) -> Option<Vec<u32>> {
    let count = starts.len().saturating_sub(1);
    let mut levels = vec![NEW; count];
    // The nodes on the way down: each with the next of its lines to look at, and the level that those before put it on.
    let mut path: Vec<(u32, u32, u32)> = Vec::new();
    for root in 0..u32::try_from(count).unwrap_or(u32::MAX) {
        if levels[root as usize] != NEW {
            continue;
        }
        levels[root as usize] = OPEN;
        path.push((root, starts[root as usize], 0));
        while let Some((node, next, level)) = path.last_mut() {
            let end = starts[(*node as usize).saturating_add(1)];
            let mut below = None;
            while *next < end {
                let child = edges[*next as usize].child;
                match levels[child as usize] {
                    NEW => {
                        // Looked at again when its level is known.
                        below = Some(child);
                        break;
                    }
                    OPEN if child != *node => return None,
                    OPEN => {}
                    of_child => *level = (*level).max(of_child.saturating_add(1)),
                }
                *next = next.saturating_add(1);
            }
            match below {
                Some(child) => {
                    levels[child as usize] = OPEN;
                    path.push((child, starts[child as usize], 0));
                }
                None => {
                    levels[*node as usize] = *level;
                    path.pop();
                }
            }
        }
    }
    Some(levels)
}
