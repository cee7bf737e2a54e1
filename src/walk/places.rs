//! Tables from nodes to places in a list, for walks that touch few of them.
//!
//! A table is as long as the graph, but a walk over ten nodes touches ten places of it: what was set is taken back place by
//! place, so that one table serves many walks.

/// A place for some of the nodes of a graph.
#[derive(Debug)]
pub(crate) struct Places {
    /// Counted from 1, 0 is none.
    places: Vec<u32>,
    /// The nodes that have one.
    set: Vec<u32>,
}

impl Places {
    /// A table in which no node has a place; `nodes` is how many the graph has.
    pub(crate) fn of(nodes: usize) -> Self {
        Self { places: vec![0; nodes], set: Vec::new() }
    }

    pub(crate) fn get(&self, node: u32) -> Option<usize> {
        (self.places[node as usize] as usize).checked_sub(1)
    }

    pub(crate) fn set(&mut self, node: u32, place: usize) {
        let slot = &mut self.places[node as usize];
        if *slot == 0 {
            self.set.push(node);
        }
        *slot = u32::try_from(place.saturating_add(1)).unwrap_or(u32::MAX);
    }

    /// Takes all places back.
    pub(crate) fn clear(&mut self) {
        for node in self.set.drain(..) {
            self.places[node as usize] = 0;
        }
    }
}
