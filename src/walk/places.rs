//! Tables from nodes to places in a list, for walks that touch few of them.
//!
//! A table as long as the graph costs a walk over ten nodes as much as one over all, if it is made anew each time: not in
//! filling it, but in the pages that the system hands out as they are touched. So tables go back to where they came from,
//! with what was set in them taken back.

use std::sync::{Mutex, PoisonError};

/// Tables that nobody uses at the moment, all of one graph.
#[derive(Debug, Default)]
pub(crate) struct Pool(Mutex<Vec<Vec<u32>>>);

impl Pool {
    /// A table in which no node has a place; `nodes` is how many the graph has.
    pub(crate) fn places(&self, nodes: usize) -> Places<'_> {
        let idle = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let places = idle.filter(|places| places.len() == nodes).unwrap_or_else(|| vec![0; nodes]);
        Places { pool: self, places, set: Vec::new() }
    }
}

/// A place for some of the nodes of a graph.
#[derive(Debug)]
pub(crate) struct Places<'p> {
    pool: &'p Pool,
    /// Counted from 1, 0 is none.
    places: Vec<u32>,
    /// The nodes that have one.
    set: Vec<u32>,
}

impl Places<'_> {
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

impl Drop for Places<'_> {
    fn drop(&mut self) {
        self.clear();
        let places = std::mem::take(&mut self.places);
        self.pool.0.lock().unwrap_or_else(PoisonError::into_inner).push(places);
    }
}
