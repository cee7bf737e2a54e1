//! The words of every finding, in English and Chinese. `{name}` is filled in where the finding is made.

mod factors;
mod files;
mod modelling;
mod values;

pub(crate) use factors::*;
pub(crate) use files::*;
pub(crate) use modelling::*;
pub(crate) use values::*;

/// The words of one kind of finding.
pub(crate) struct Text {
    /// The code under which `docs/codes/` explains it.
    pub(crate) code: &'static str,
    /// One sentence: what is the matter. English, Chinese.
    pub(crate) message: [&'static str; 2],
    /// What would have been right.
    pub(crate) wanted: [&'static str; 2],
    /// One way to mend it.
    pub(crate) fix: [&'static str; 2],
}
