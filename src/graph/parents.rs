//! Lines by their child: who uses a node. Built when a question from below is asked; the walks do not need it.

use super::BomGraph;

/// A use of a node: the parent and the number of its line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use {
    pub(crate) parent: u32,
    pub(crate) line: u32,
}

/// The uses of every node.
#[derive(Debug)]
pub(crate) struct Parents {
    /// The uses of node `n` are `starts[n]..starts[n + 1]`.
    starts: Vec<u32>,
    uses: Vec<Use>,
}

impl Parents {
    pub(crate) fn of(graph: &BomGraph) -> Self {
        let mut starts = vec![0_u32; graph.node_count().saturating_add(1)];
        for edge in &graph.edges {
            let slot = (edge.child as usize).saturating_add(1);
            starts[slot] = starts[slot].saturating_add(1);
        }
        for at in 1..starts.len() {
            starts[at] = starts[at].saturating_add(starts[at.saturating_sub(1)]);
        }
        let mut next = starts.clone();
        let mut uses = vec![Use { parent: 0, line: 0 }; graph.edges.len()];
        for (parent, range) in graph.starts.windows(2).enumerate() {
            let parent = u32::try_from(parent).unwrap_or(u32::MAX);
            for line in range[0]..range[1] {
                let slot = &mut next[graph.edges[line as usize].child as usize];
                uses[*slot as usize] = Use { parent, line };
                *slot = slot.saturating_add(1);
            }
        }
        Self { starts, uses }
    }

    /// The uses of a node, once for each line, parents ascending.
    pub(crate) fn uses_of(&self, node: u32) -> &[Use] {
        let node = node as usize;
        &self.uses[self.starts[node] as usize..self.starts[node.saturating_add(1)] as usize]
    }
}
