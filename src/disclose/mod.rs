//! Answers to documents: one file each. A document selects, orders and rounds; it never calculates.

pub(crate) mod comparison;
pub(crate) mod json;
pub(crate) mod rows;
pub(crate) mod sensitivity;
pub(crate) mod simulate;
pub(crate) mod template;
pub(crate) mod terminal;
pub(crate) mod uncertainty;
pub(crate) mod why;
