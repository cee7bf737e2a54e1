//! Lines to their parents, in an order that depends on what they say alone.

use super::Edge;
use crate::lower::{Cause, Lines, PackedCause};
use crate::parallel;
use crate::stage::Stage;

/// The lines of all nodes in order.
pub(super) struct Sorted {
    /// Where the lines of each node begin.
    pub(super) starts: Vec<u32>,
    pub(super) edges: Vec<Edge>,
    pub(super) causes: Vec<PackedCause>,
    /// The stages that some line claims.
    pub(super) claimed: Vec<Stage>,
    /// The nodes that have a line to themselves, ascending.
    pub(super) self_fed: Vec<u32>,
}

/// The lines of how many nodes one thread sorts at a time.
const NODES: usize = 1 << 13;

impl Sorted {
    /// Puts lines to their parents; those of one parent are ordered by what they say, not by where they stood.
    pub(super) fn of(lines: &Lines, node_of: &[u32]) -> Self {
        let mut starts = vec![0_u32; node_of.len().saturating_add(1)];
        for (parent, _) in lines.ends_of_all() {
            let slot = (node_of[parent as usize] as usize).saturating_add(1);
            starts[slot] = starts[slot].saturating_add(1);
        }
        for i in 1..starts.len() {
            starts[i] = starts[i].saturating_add(starts[i.saturating_sub(1)]);
        }
        let mut next = starts.clone();
        let mut order = vec![(0_u32, 0_u32); lines.len()];
        for (at, (parent, child)) in lines.ends_of_all().enumerate() {
            let slot = &mut next[node_of[parent as usize] as usize];
            order[*slot as usize] = (node_of[child as usize], u32::try_from(at).unwrap_or(u32::MAX));
            *slot = slot.saturating_add(1);
        }
        drop(next);
        let mut pieces = Vec::new();
        let (mut rest, mut done, mut first) = (order.as_mut_slice(), 0, 0_u32);
        while (first as usize) < node_of.len() {
            let bounds = &starts[first as usize..];
            let bounds = bounds.get(..=NODES).unwrap_or(bounds);
            let end = bounds.last().map_or(done, |end| *end as usize);
            let (lines, after) = std::mem::take(&mut rest).split_at_mut(end.saturating_sub(done));
            pieces.push(Piece { first, bounds, lines });
            (rest, done) = (after, end);
            first = first.saturating_add(u32::try_from(NODES).unwrap_or(u32::MAX));
        }
        let mut all = SortedPiece::with_capacity(lines.len());
        parallel::in_batches(&mut all, pieces, |_, piece| piece.sort(lines), SortedPiece::append);
        let SortedPiece { edges, causes, claims, self_fed } = all;
        let claimed = Stage::ALL_AND_BEYOND.into_iter().filter(|s| claims[*s as usize]).collect();
        Self { starts, edges, causes, claimed, self_fed }
    }
}

/// The lines of some nodes: child and number of each, a node's together.
struct Piece<'a> {
    /// The first of the nodes.
    first: u32,
    /// Where the lines of each begin, and where those of the last end.
    bounds: &'a [u32],
    lines: &'a mut [(u32, u32)],
}

/// One or more pieces in order.
struct SortedPiece {
    edges: Vec<Edge>,
    causes: Vec<PackedCause>,
    claims: [bool; 9],
    self_fed: Vec<u32>,
}

impl SortedPiece {
    fn with_capacity(lines: usize) -> Self {
        let (edges, causes) = (Vec::with_capacity(lines), Vec::with_capacity(lines));
        Self { edges, causes, claims: [false; 9], self_fed: Vec::new() }
    }

    fn append(&mut self, mut next: Self) {
        self.edges.append(&mut next.edges);
        self.causes.append(&mut next.causes);
        self.self_fed.append(&mut next.self_fed);
        self.claims.iter_mut().zip(next.claims).for_each(|(all, claim)| *all |= claim);
    }
}

impl Piece<'_> {
    fn sort(self, lines: &Lines) -> SortedPiece {
        let mut sorted = SortedPiece::with_capacity(self.lines.len());
        let begin = self.bounds.first().copied().unwrap_or(0);
        let at = |bound: u32| bound.saturating_sub(begin) as usize;
        for (node, w) in (self.first..).zip(self.bounds.windows(2)) {
            let row = &mut self.lines[at(w[0])..at(w[1])];
            sort_row(lines, row);
            for (child, line) in row {
                let packed = lines.packed(*line as usize);
                if let Some(stage) = packed.claim() {
                    sorted.claims[stage as usize] = true;
                }
                if *child == node && sorted.self_fed.last() != Some(&node) {
                    sorted.self_fed.push(node);
                }
                sorted.edges.push(Edge { child: *child, packed });
                sorted.causes.push(lines.cause(*line as usize));
            }
        }
        sorted
    }
}

/// The lines of one parent, as child and number: by what they say.
fn sort_row(lines: &Lines, row: &mut [(u32, u32)]) {
    row.sort_unstable();
    // Few parents take a child in two lines; the order of those is not that of the file.
    for twice in row.chunk_by_mut(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        twice.sort_by(|(_, a), (_, b)| {
            let (a, b) = (*a as usize, *b as usize);
            let claims = lines.packed(a).claim().cmp(&lines.packed(b).claim());
            let causes = || Cause::from(lines.cause(a)).cmp(&Cause::from(lines.cause(b)));
            claims.then_with(|| lines.quantity(a).cmp(lines.quantity(b))).then_with(causes)
        });
    }
}
