//! The order of a graph without loops: children before parents, level by level.
//!
//! Bills of materials are wide and have few levels: every node whose children all have a level gets its own, in rounds, and
//! no look-up waits for another. Where rounds bring little, as in a long chain, a depth-first walk that keeps its own stack
//! does the rest.

use super::{Components, Edge};
use crate::parallel;

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

/// A node that waits for a level: with the next of its lines to look at, and the level that those before put it on.
type Waiting = (u32, u32, u32);

/// How many nodes are looked at together.
const TOGETHER: usize = 1 << 12;
/// A round that gives no more than this part of the nodes their level is the last: one that gives none to begin with.
const LEAST: usize = 32;

/// The level of each node.
fn levels(starts: &[u32], edges: &[Edge]) -> Option<Vec<u32>> {
    let count = starts.len().saturating_sub(1);
    let mut levels = vec![NEW; count];
    let all = (0..).zip(starts).take(count).map(|(node, start)| (node, *start, 0));
    let mut waiting: Vec<Waiting> = round(starts, edges, &mut levels, all);
    let mut before = count;
    while !waiting.is_empty() && before.saturating_sub(waiting.len()) > before / LEAST {
        before = waiting.len();
        waiting = round(starts, edges, &mut levels, waiting.into_iter());
    }
    if !waiting.is_empty() {
        walk(starts, edges, &mut levels)?;
    }
    Some(levels)
}

/// Gives every node its level whose children have theirs; returns the others. A node waits at the first of its lines
/// whose child has none, so that each line is passed once.
fn round(starts: &[u32], edges: &[Edge], levels: &mut [u32], mut nodes: impl Iterator<Item = Waiting>) -> Vec<Waiting> {
    let mut others = Vec::new();
    let parts = std::iter::from_fn(|| {
        let part: Vec<Waiting> = nodes.by_ref().take(TOGETHER).collect();
        (!part.is_empty()).then_some(part)
    });
    parallel::in_batches(
        &mut (levels, &mut others),
        parts,
        |(levels, _), mut part: Vec<Waiting>| {
            for (node, next, level) in &mut part {
                let end = starts[(*node as usize).saturating_add(1)];
                while *next < end {
                    let child = edges[*next as usize].child;
                    // A line to the node itself puts it nowhere.
                    if child != *node {
                        let of_child = levels[child as usize];
                        if of_child == NEW {
                            break;
                        }
                        *level = (*level).max(of_child.saturating_add(1));
                    }
                    *next = next.saturating_add(1);
                }
            }
            part
        },
        |(levels, others), part| {
            for (node, next, level) in part {
                if next == starts[(node as usize).saturating_add(1)] {
                    levels[node as usize] = level;
                } else {
                    others.push((node, next, level));
                }
            }
        },
    );
    others
}

/// The level of each node that has none yet; `None` if there is a loop.
fn walk(starts: &[u32], edges: &[Edge], levels: &mut [u32]) -> Option<()> {
    let count = levels.len();
    // The nodes on the way down.
    let mut path: Vec<Waiting> = Vec::new();
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
    Some(())
}

#[cfg(test)]
mod tests {
    use super::super::Packed;
    use super::*;

    /// Edges by their parent, as the graph has them.
    fn sorted(nodes: u32, lines: &[(u32, u32)]) -> (Vec<u32>, Vec<Edge>) {
        let mut lines = lines.to_vec();
        lines.sort_unstable();
        let starts =
            (0..=nodes).map(|node| u32::try_from(lines.partition_point(|(parent, _)| *parent < node)).unwrap_or(0));
        (starts.collect(), lines.iter().map(|(_, child)| Edge { child: *child, packed: Packed::ZERO }).collect())
    }

    /// The longest way down, by trying again until nothing changes; `None` where that never ends.
    fn by_trying(nodes: u32, lines: &[(u32, u32)]) -> Option<Vec<u32>> {
        let mut levels = vec![0_u32; nodes as usize];
        for _ in 0..=nodes {
            let before = levels.clone();
            for (parent, child) in lines.iter().filter(|(parent, child)| parent != child) {
                levels[*parent as usize] = levels[*parent as usize].max(levels[*child as usize].saturating_add(1));
            }
            if levels == before {
                return Some(levels);
            }
        }
        None
    }

    #[test]
    fn rounds_and_the_walk_give_the_longest_way_down() {
        let mut random = 1_u64;
        let mut below = |bound: u32| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            u32::try_from((random >> 33) % u64::from(bound)).unwrap_or(0)
        };
        let mut loops = 0;
        for case in 0..400_u32 {
            let nodes = 1 + below(60);
            let downwards = case % 3 != 0;
            let lines: Vec<(u32, u32)> = (0..below(120)).map(|_| (below(nodes), below(nodes))).collect();
            // Two of three have no loop, and parents after or before their children.
            let put = |(a, b): &(u32, u32)| match (downwards, case % 2) {
                (true, 0) => (*a.max(b), *a.min(b)),
                (true, _) => (*a.min(b), *a.max(b)),
                (false, _) => (*a, *b),
            };
            let lines: Vec<(u32, u32)> = lines.iter().map(put).collect();
            let (starts, edges) = sorted(nodes, &lines);
            let expected = by_trying(nodes, &lines);
            loops += u32::from(expected.is_none());
            assert_eq!(levels(&starts, &edges), expected, "{nodes} nodes, {lines:?}");
            let mut walked = vec![NEW; nodes as usize];
            let whole = walk(&starts, &edges, &mut walked).map(|()| walked);
            assert_eq!(whole, expected, "{nodes} nodes, {lines:?}");
        }
        assert!(loops > 20);
    }

    #[test]
    fn a_chain_either_way_round() {
        let nodes = 20_000_u32;
        for turned in [false, true] {
            let lines: Vec<(u32, u32)> =
                (1..nodes).map(|at| if turned { (at - 1, at) } else { (at, at - 1) }).collect();
            let (starts, edges) = sorted(nodes, &lines);
            let mut expected: Vec<u32> = (0..nodes).collect();
            if turned {
                expected.reverse();
            }
            assert_eq!(levels(&starts, &edges), Some(expected));
        }
    }
}
