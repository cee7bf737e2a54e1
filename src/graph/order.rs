//! The order of a graph without loops: children before parents, by a depth-first walk that keeps its own stack.

use super::{Components, Edge};

/// Not met yet, on the way down, done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// Every node after all it needs; `None` if there is a loop. A line from a node to itself is none here: it does not
/// put the node in another's component.
pub(super) fn children_first(starts: &[u32], edges: &[Edge]) -> Option<Components> {
    let count = starts.len().saturating_sub(1);
    let mut states = vec![State::New; count];
    let mut members = Vec::with_capacity(count);
    // The nodes on the way down, each with the next of its lines to look at.
    let mut path: Vec<(u32, u32)> = Vec::new();
    for root in 0..u32::try_from(count).unwrap_or(u32::MAX) {
        if states[root as usize] != State::New {
            continue;
        }
        states[root as usize] = State::Open;
        path.push((root, starts[root as usize]));
        while let Some((node, next)) = path.last_mut() {
            let end = starts[(*node as usize).saturating_add(1)];
            let mut below = None;
            while *next < end && below.is_none() {
                let child = edges[*next as usize].child;
                *next = next.saturating_add(1);
                match states[child as usize] {
                    State::New => below = Some(child),
                    State::Open if child != *node => return None,
                    _ => {}
                }
            }
            match below {
                Some(child) => {
                    states[child as usize] = State::Open;
                    path.push((child, starts[child as usize]));
                }
                None => {
                    states[*node as usize] = State::Done;
                    members.push(*node);
                    path.pop();
                }
            }
        }
    }
    Some(Components::new(members, Vec::new()))
}
