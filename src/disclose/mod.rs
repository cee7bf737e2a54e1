//! Answers to documents: one file each. A document selects, orders and rounds; it never calculates.

#[cfg(feature = "json")]
pub(crate) mod json;
pub(crate) mod rows;
#[cfg(feature = "cli")]
pub(crate) mod terminal;
