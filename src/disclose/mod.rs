//! Answers to documents: one file each. A document selects, orders and rounds; it never calculates.

pub(crate) mod comparison;
pub(crate) mod import;
pub(crate) mod json;
pub(crate) mod rows;
pub(crate) mod template;
pub(crate) mod terminal;
pub(crate) mod why;
