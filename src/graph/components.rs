//! Strongly connected components, by petgraph's Kosaraju over our own arrays: nothing is copied into a petgraph
//! graph, and nothing recurses (`tarjan_scc` would abort the process on a deep bill of materials).

use petgraph::Direction;
use petgraph::visit::{GraphBase, IntoNeighbors, IntoNeighborsDirected, IntoNodeIdentifiers, Visitable};

use super::{Components, Edge};

/// The lines in both directions, as petgraph wants to see them.
struct BothWays {
    starts: [Vec<u32>; 2],
    ends: [Vec<u32>; 2],
}

type Neighbours<'a> = std::iter::Copied<std::slice::Iter<'a, u32>>;

impl GraphBase for BothWays {
    type EdgeId = u32;
    type NodeId = u32;
}

impl<'a> IntoNeighbors for &'a BothWays {
    type Neighbors = Neighbours<'a>;

    fn neighbors(self, node: u32) -> Neighbours<'a> {
        self.neighbors_directed(node, Direction::Outgoing)
    }
}

impl<'a> IntoNeighborsDirected for &'a BothWays {
    type NeighborsDirected = Neighbours<'a>;

    fn neighbors_directed(self, node: u32, direction: Direction) -> Neighbours<'a> {
        let way = usize::from(direction == Direction::Incoming);
        let (from, to) = (self.starts[way][node as usize], self.starts[way][(node as usize).saturating_add(1)]);
        self.ends[way][from as usize..to as usize].iter().copied()
    }
}

impl IntoNodeIdentifiers for &BothWays {
    type NodeIdentifiers = std::ops::Range<u32>;

    fn node_identifiers(self) -> Self::NodeIdentifiers {
        0..u32::try_from(self.starts[0].len().saturating_sub(1)).unwrap_or(u32::MAX)
    }
}

/// Which nodes were visited, one bit each. petgraph's own map is keyed by `usize`; ours by node.
impl Visitable for BothWays {
    type Map = Visited;

    fn visit_map(&self) -> Visited {
        Visited(vec![false; self.starts[0].len()])
    }

    fn reset_map(&self, map: &mut Visited) {
        map.0.clear();
        map.0.resize(self.starts[0].len(), false);
    }
}

struct Visited(Vec<bool>);

impl petgraph::visit::VisitMap<u32> for Visited {
    fn visit(&mut self, node: u32) -> bool {
        !std::mem::replace(&mut self.0[node as usize], true)
    }

    fn is_visited(&self, node: &u32) -> bool {
        self.0[*node as usize]
    }

    fn unvisit(&mut self, node: u32) -> bool {
        std::mem::replace(&mut self.0[node as usize], false)
    }
}

/// The components of a graph in compressed rows, children before parents.
pub(super) fn find(starts: &[u32], lines: &[Edge]) -> Components {
    let mut up = vec![0_u32; starts.len()];
    for line in lines {
        let slot = (line.child as usize).saturating_add(1);
        up[slot] = up[slot].saturating_add(1);
    }
    for i in 1..up.len() {
        up[i] = up[i].saturating_add(up[i.saturating_sub(1)]);
    }
    let mut next = up.clone();
    let mut parents = vec![0_u32; lines.len()];
    for (node, w) in starts.windows(2).enumerate() {
        for line in &lines[w[0] as usize..w[1] as usize] {
            let slot = &mut next[line.child as usize];
            parents[*slot as usize] = u32::try_from(node).unwrap_or(u32::MAX);
            *slot = slot.saturating_add(1);
        }
    }
    let children = lines.iter().map(|l| l.child).collect();
    let graph = BothWays { starts: [starts.to_vec(), up], ends: [children, parents] };
    // Reverse topological order: with lines from parent to child, children come first.
    let found = petgraph::algo::kosaraju_scc(&graph);
    let mut members = Vec::with_capacity(starts.len());
    let mut bounds = vec![0];
    for mut component in found {
        component.sort_unstable();
        members.append(&mut component);
        bounds.push(u32::try_from(members.len()).unwrap_or(u32::MAX));
    }
    Components::new(members, bounds)
}
