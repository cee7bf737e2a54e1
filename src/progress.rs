//! How far long work is, for whoever asked to hear of it: nothing is counted here, and no result depends on it.

use std::fmt::{Debug, Formatter, Result};
use std::sync::Arc;

/// Who hears how far the work is; nobody, if nobody asked.
#[derive(Clone, Default)]
pub(crate) struct Progress(Option<Arc<dyn Fn(u64) + Send + Sync>>);

impl Progress {
    /// `tell` hears of every part that is done, from whichever thread did it.
    pub(crate) fn to(tell: impl Fn(u64) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(tell)))
    }

    /// So many more parts are done.
    pub(crate) fn tell(&self, parts: usize) {
        if let Some(tell) = &self.0 {
            tell(u64::try_from(parts).unwrap_or(u64::MAX));
        }
    }
}

impl Debug for Progress {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(if self.0.is_some() { "heard" } else { "unheard" })
    }
}
