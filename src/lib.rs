//! x
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod data;
mod decimal;
mod diagnostic;
mod disclose;
mod error;
mod factor;
mod footprint;
mod formula;
mod gas;
mod graph;
mod lower;
mod quantity;
mod read;
mod resolve;
mod stage;
mod study;
mod unit;
mod walk;

pub use decimal::{ArithmeticError, Decimal, ParseDecimalError};
pub use diagnostic::{Diagnostic, Language, Place, Severity};
pub use error::Error;
pub use factor::{Basis, Factor, FactorLibrary, Search};
pub use footprint::{Contribution, FactorUse, Footprint, Model, RollUp, TraceLine};
pub use gas::{Component, GwpSet, ParseGwpSetError};
pub use quantity::{Emissions, Intensity};
pub use read::{Encoding, ReadOptions};
pub use resolve::Settings;
pub use stage::{Boundary, ParseStageError, Stage};
pub use study::{Item, Leg, Line, Study, StudyBuilder};
pub use unit::{ParseUnitError, Unit};
