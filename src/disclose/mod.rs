//! Answers to documents: one file each. A document selects, orders and rounds; it never calculates.

pub(crate) mod closure;
pub(crate) mod comparison;
pub(crate) mod export;
pub(crate) mod factor_diff;
pub(crate) mod factors;
pub(crate) mod fields;
pub(crate) mod import;
pub(crate) mod intake;
pub(crate) mod json;
pub(crate) mod label;
pub(crate) mod markup;
pub(crate) mod qr;
pub(crate) mod quality;
pub(crate) mod report;
pub(crate) mod rounding;
pub(crate) mod rows;
pub(crate) mod sensitivity;
pub(crate) mod sentences;
pub(crate) mod simulate;
pub(crate) mod suggestions;
pub(crate) mod template;
pub(crate) mod terminal;
pub(crate) mod uncertainty;
pub(crate) mod where_used;
pub(crate) mod why;
pub(crate) mod workbook;
