//! How far the work of this process has come, for whoever watches it: two counts that no result knows of and nothing
//! waits for. The command shows them on a terminal; a program that uses the library pays a few additions a second.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed};

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Stage {
    /// Files of a study, in bytes.
    #[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "the command begins it"))]
    Reading,
    /// Factors chosen, lines lowered, the graph built.
    Building,
    /// Both walks, and what is made of them.
    Calculating,
    /// Draws of a simulation.
    #[cfg_attr(not(feature = "simulate"), allow(dead_code, reason = "draws are a feature"))]
    Drawing,
    /// Files of a folder that is looked through.
    #[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "the command begins it"))]
    Files,
}

static STAGE: AtomicU8 = AtomicU8::new(Stage::Building as u8);
static DONE: AtomicU64 = AtomicU64::new(0);
static TOTAL: AtomicU64 = AtomicU64::new(0);

/// A stage begins; `total` is how much of it there is to do, 0 where nobody knows.
pub(crate) fn begin(stage: Stage, total: usize) {
    TOTAL.store(0, Relaxed);
    DONE.store(0, Relaxed);
    STAGE.store(stage as u8, Relaxed);
    TOTAL.store(u64::try_from(total).unwrap_or(u64::MAX), Relaxed);
}

/// So much more of a stage is done, if it is the one under way.
pub(crate) fn add(stage: Stage, count: usize) {
    if STAGE.load(Relaxed) == stage as u8 {
        DONE.fetch_add(u64::try_from(count).unwrap_or(0), Relaxed);
    }
}

/// The stage under way, how much of it is done, and of how much.
#[cfg(feature = "cli")]
pub(crate) fn now() -> (Stage, u64, u64) {
    use Stage::{Building, Calculating, Drawing, Files, Reading};
    let stage = [Reading, Building, Calculating, Drawing, Files].into_iter().find(|s| *s as u8 == STAGE.load(Relaxed));
    let total = TOTAL.load(Relaxed);
    (stage.unwrap_or(Building), DONE.load(Relaxed).min(total), total)
}
