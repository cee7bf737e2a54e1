//! Lines to their parents, in an order that depends on what they say alone.

use super::Edge;
use crate::decimal::Wide;
use crate::lower::{Cause, Lines, Packed, PackedCause};
use crate::parallel;
use crate::stage::Stage;

/// The lines of all nodes in order.
pub(super) struct Sorted {
    /// Where the lines of each node begin.
    pub(super) starts: Vec<u32>,
    pub(super) edges: Vec<Edge>,
    pub(super) causes: Vec<PackedCause>,
    /// Quantities of more digits than an edge holds.
    pub(super) long: Vec<Wide>,
    /// The stages that some line claims.
    pub(super) claimed: Vec<Stage>,
    /// The nodes that have a line to themselves, ascending.
    pub(super) self_fed: Vec<u32>,
}

/// The lines of how many nodes one thread sorts at a time.
const NODES: usize = 1 << 13;

impl Sorted {
    /// Puts lines to their parents; those of one parent are ordered by what they say, not by where they stood.
    pub(super) fn of(lines: Lines, node_of: &[u32]) -> Self {
        let (rows, long) = lines.into_parts();
        let mut starts = vec![0_u32; node_of.len().saturating_add(1)];
        for (parent, ..) in &rows {
            let slot = (node_of[*parent as usize] as usize).saturating_add(1);
            starts[slot] = starts[slot].saturating_add(1);
        }
        for i in 1..starts.len() {
            starts[i] = starts[i].saturating_add(starts[i.saturating_sub(1)]);
        }
        let mut next = starts.clone();
        let mut edges = vec![Edge { child: 0, packed: Packed::ZERO }; rows.len()];
        let mut causes = vec![PackedCause::NONE; rows.len()];
        for (parent, child, cause, packed) in rows {
            let slot = &mut next[node_of[parent as usize] as usize];
            let at = *slot as usize;
            (edges[at], causes[at]) = (Edge { child: node_of[child as usize], packed }, cause);
            *slot = slot.saturating_add(1);
        }
        drop(next);
        let (mut claims, mut self_fed) = ([false; 9], Vec::new());
        let pieces = pieces(&starts, &mut edges, &mut causes);
        for found in parallel::map(pieces, |piece| piece.sort(&long)) {
            self_fed.extend(found.self_fed);
            claims.iter_mut().zip(found.claims).for_each(|(all, claim)| *all |= claim);
        }
        let claimed = Stage::ALL_AND_BEYOND.into_iter().filter(|s| claims[*s as usize]).collect();
        Self { starts, edges, causes, long, claimed, self_fed }
    }
}

/// The lines of some nodes, a node's together.
struct Piece<'a> {
    /// The first of the nodes.
    first: u32,
    /// Where the lines of each begin, and where those of the last end.
    bounds: &'a [u32],
    edges: &'a mut [Edge],
    causes: &'a mut [PackedCause],
}

fn pieces<'a>(starts: &'a [u32], mut edges: &'a mut [Edge], mut causes: &'a mut [PackedCause]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut first = 0_usize;
    while first.saturating_add(1) < starts.len() {
        let bounds = starts.get(first..).unwrap_or_default();
        let bounds = bounds.get(..=NODES).unwrap_or(bounds);
        let count = bounds.last().zip(bounds.first()).map_or(0, |(end, begin)| end.saturating_sub(*begin) as usize);
        let (own_edges, other_edges) = std::mem::take(&mut edges).split_at_mut(count);
        let (own_causes, other_causes) = std::mem::take(&mut causes).split_at_mut(count);
        let node = u32::try_from(first).unwrap_or(u32::MAX);
        pieces.push(Piece { first: node, bounds, edges: own_edges, causes: own_causes });
        (edges, causes) = (other_edges, other_causes);
        first = first.saturating_add(NODES);
    }
    pieces
}

/// What was met while a piece was sorted.
struct Found {
    claims: [bool; 9],
    self_fed: Vec<u32>,
}

impl Piece<'_> {
    fn sort(self, long: &[Wide]) -> Found {
        let mut found = Found { claims: [false; 9], self_fed: Vec::new() };
        let begin = self.bounds.first().copied().unwrap_or(0);
        let at = |bound: u32| bound.saturating_sub(begin) as usize;
        let mut row = Vec::new();
        for (node, w) in (self.first..).zip(self.bounds.windows(2)) {
            let range = at(w[0])..at(w[1]);
            let (edges, causes) = (&mut self.edges[range.clone()], &mut self.causes[range]);
            if !edges.is_sorted_by(|a, b| a.child < b.child) {
                row.clear();
                row.extend(edges.iter().copied().zip(causes.iter().copied()));
                sort_row(&mut row, long);
                for ((edge, cause), sorted) in edges.iter_mut().zip(causes).zip(&row) {
                    (*edge, *cause) = *sorted;
                }
            }
            for edge in edges {
                if let Some(stage) = edge.packed.claim() {
                    found.claims[stage as usize] = true;
                }
                if edge.child == node && found.self_fed.last() != Some(&node) {
                    found.self_fed.push(node);
                }
            }
        }
        found
    }
}

/// The lines of one parent: by child; those to the same child by what they say.
pub(super) fn sort_row(row: &mut [(Edge, PackedCause)], long: &[Wide]) {
    row.sort_unstable_by(|(a, cause), (b, other)| {
        let claims = || a.packed.claim().cmp(&b.packed.claim());
        let quantities = || a.packed.quantity(long).cmp(b.packed.quantity(long));
        let causes = || Cause::from(*cause).cmp(&Cause::from(*other));
        a.child.cmp(&b.child).then_with(claims).then_with(quantities).then_with(causes)
    });
}
