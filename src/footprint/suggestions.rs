//! Which factors may fit what has none.

use crate::factor::FactorLibrary;
use crate::lower::{Otherwise, lower};
use crate::resolve::{Resolver, Settings, Unmatched};
use crate::study::Study;

/// Everything in a study that has no factor, each with the best `most` suggestions. Other errors do not matter here.
pub(crate) fn suggestions(study: &Study, library: &FactorLibrary, settings: &Settings, most: usize) -> Vec<Unmatched> {
    let mut resolver = Resolver::new(study, library, settings);
    let _ = lower(&mut resolver, Otherwise::default());
    resolver.suggest(most)
}
