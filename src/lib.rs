//! Exact, explained product carbon footprints from a bill of materials.
//!
//! A [`Study`] is what was written down: items, lines, factors, legs, bills. A [`Model`] is the study with its factors
//! chosen and its graph built. Ask a model for the [`Footprint`] of a product, for the footprint of every item
//! ([`Model::roll_up`]), or for every line behind a number ([`Model::trace`]).
//!
//! ```toml
//! [dependencies]
//! product-footprint = { version = "0.1", default-features = false }
//! ```
//!
//! # A whole program
//!
//! ```
//! use product_footprint::{Component, Factor, FactorLibrary, Item, Line, Model, Stage, Study, Unit};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let (kg, kwh): (Unit, Unit) = ("kg".parse()?, "kWh".parse()?);
//!     // From an ERP's own structs; `Study::open("chair")` reads a folder of CSV files instead.
//!     let study = Study::builder()
//!         .name("Office chair")
//!         .region("CN-ZJ")
//!         .year(2024)
//!         .item(Item::new("chair"))
//!         .item(Item::new("tube").unit(kg).factor("our-steel"))
//!         .line(Line::new("chair", "tube", "4.2".parse()?).unit(kg).scrap("0.04".parse()?))
//!         .line(Line::new("chair", "electricity-grid", "2.4".parse()?).unit(kwh).stage(Stage::Production))
//!         .factor(Factor::new("our-steel", kg).value(Component::Fossil, "2.53".parse()?).region("CN"))
//!         .build();
//!     let model = Model::new(study, FactorLibrary::embedded())?;
//!
//!     let chair = model.footprint("chair")?;
//!     // 4.2 x 1.04 x 2.53 + 2.4 x 0.5777, digit for digit
//!     assert_eq!(chair.total().to_string(), "12.43752");
//!     assert_eq!(chair.stage(Stage::Production).to_string(), "1.38648");
//!     for c in chair.contributions() {
//!         println!("{:>10.3} kg CO2e  {} ({})", c.kg_co2e(), c.item(), c.factor().source());
//!     }
//!     // The number and its caveats travel together: here, national factors for a province.
//!     for warning in chair.warnings() {
//!         eprintln!("{warning}");
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # What is exact
//!
//! Numbers are decimals from the cell to the result; nothing passes through binary floating point. The walks carry 37
//! significant digits and round once, into a [`Decimal`]. After that every sum is exact: stages and components add up
//! to the total, contributions and traced lines to the total over all stages. What cannot be held is an error (E115),
//! never a wrong digit.
//!
//! # What is refused
//!
//! A study with errors has no footprint. [`Model::new`] then fails with *all* findings, each a [`Diagnostic`] with a
//! stable code, its file, row and column, what was seen, what was wanted and one fix, in English and Chinese:
//!
//! ```
//! use product_footprint::{FactorLibrary, Line, Model, Study};
//!
//! let study = Study::builder().line(Line::new("pan", "stel", 2.into())).build();
//! let error = Model::new(study, FactorLibrary::embedded()).unwrap_err();
//! assert_eq!(error.diagnostics()[0].code(), "E101");
//! ```
//!
//! # Features
//!
//! - `cli` (default): the command `pcf`, with all of the following.
//! - `gb18030`: Chinese text in GB18030 and GBK. Without it such a file is refused, never misread.
//! - `json`: `Serialize` for [`Decimal`] (as a string), the digest of a study's files, and supplier footprints.
//! - `parallel`: several threads; the results are the same for any number of them.
//! - `simulate`: Monte Carlo; draws are binary floating point, and nothing else is.
//! - `xlsx`: workbooks wherever a CSV file is read. Without it a workbook is refused by name.

#![cfg_attr(not(feature = "cli"), allow(dead_code, reason = "some of what a result holds only the documents show"))]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "tests may panic"))]

#[cfg(feature = "cli")]
mod bundle;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod data;
mod decimal;
mod diagnostic;
#[cfg(feature = "cli")]
mod disclose;
mod error;
mod factor;
mod footprint;
mod formula;
#[cfg(all(feature = "cli", any(test, feature = "fuzzing")))]
#[doc(hidden)]
pub mod fuzzing;
mod gas;
mod graph;
#[cfg(feature = "cli")]
mod import;
#[cfg(feature = "cli")]
mod ingest;
mod lower;
mod parallel;
mod progress;
mod quantity;
mod read;
mod resolve;
mod rules;
mod stage;
#[cfg(feature = "cli")]
mod statement;
mod study;
mod unit;
mod walk;

/// Why a footprint is what it is, how it moves, how sure and how good it is: the types of those answers.
///
/// They come from [`Model::footprint_by`] and its neighbours.
pub mod trust {
    #[cfg(feature = "cli")]
    pub use crate::bundle::{Bundle, Difference, FileComparison, FileState, Verification};
    pub use crate::factor::{ParsePedigreeError, Pedigree};
    pub use crate::footprint::{
        Affected, Against, AuditLines, AuditSample, BreakEven, Breakdown, Brings, CertificateClosure, Closure,
        EnergyClosure, ExplainedItem, ExplainedLine, Explanation, Group, GroupBy, Influence, InputKind, MassBalance,
        MassState, PathSearch, Quality, Rating, Sensitivity, StructuralPath, StructuralPaths, UncertainInput,
        Uncertainty, WhatIf, WhereUsed,
    };
    #[cfg(feature = "simulate")]
    pub use crate::footprint::{Distribution, Estimate, Importance, Simulated, SimulatedPair, Simulation};
    pub use crate::quantity::{Cumulative, Direct};
    pub use crate::resolve::SetValue;
}

pub use decimal::{ArithmeticError, Decimal, ParseDecimalError};
pub use diagnostic::{Diagnostic, Language, Place, Severity};
pub use error::Error;
pub use factor::{Basis, Factor, FactorLibrary, FactorOrigin, LibraryDiff, Search};
pub use footprint::{
    CarbonContent, Comparison, Contribution, ElectricityTotals, Exclusion, FactorUse, Footprint, LineChange, LineState,
    MethodRule, Model, RollUp, TraceLine,
};
pub use gas::{Component, GwpSet, ParseGwpSetError};
pub use quantity::{Emissions, Intensity};
pub use read::{Encoding, ReadOptions};
pub use resolve::Settings;
pub use stage::{Boundary, ParseStageError, Stage};
pub use study::{Allocation, CoProduct, Item, Leg, Line, Study, StudyBuilder};
pub use unit::{ParseUnitError, Unit};
