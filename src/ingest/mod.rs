//! Thousands of received footprints at once: each accepted or refused with its reasons, brought to one kilogram, and
//! what was accepted as factors.
//!
//! Values in, values out: files are read elsewhere, and a document shows what is said here.

mod across;
mod adopt;
mod claims;
mod own;

use std::sync::Arc;

use crate::decimal::Decimal;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::factor::Factor;
use crate::read::suppliers::{Incoming, Received, judge};
use crate::study::Date;
pub(crate) use across::Peers;

/// What counts as good enough.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// The day on which footprints have to be in force; without it nothing expires.
    pub(crate) date: Option<Date>,
    /// How many years the data may lie before that day.
    pub(crate) max_age: u8,
    /// Reasons that are noted and do not refuse.
    pub(crate) allow: Vec<String>,
}

/// One footprint, or one file that holds none that can be read.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) place: Place,
    /// `None` if it could not be read.
    pub(crate) received: Option<Box<Received>>,
    pub(crate) accepted: bool,
    /// Why it was refused, or what was allowed.
    pub(crate) reasons: Vec<Diagnostic>,
    /// What was taken for granted in reading it.
    pub(crate) notes: Vec<Diagnostic>,
    /// The first row with the same footprint.
    pub(crate) copy_of: Option<usize>,
    /// The id of its factor.
    pub(crate) factor: Option<String>,
    /// Its first classification, else its name; in lower case.
    pub(crate) category: String,
    /// kg of the declared unit, where it is of goods and known.
    pub(crate) kilograms: Option<Decimal>,
    /// kg CO2e per kilogram.
    pub(crate) per_kg: Option<Decimal>,
    /// kg CO2e per one unit.
    pub(crate) per_unit: Option<Decimal>,
    pub(crate) peers: Option<Peers>,
}

/// Everything that came in.
#[derive(Debug)]
pub(crate) struct Intake {
    pub(crate) rows: Vec<Row>,
    pub(crate) factors: Vec<Arc<Factor>>,
    pub(crate) options: Options,
}

impl Intake {
    pub(crate) fn accepted(&self) -> usize {
        self.rows.iter().filter(|row| row.accepted).count()
    }
}

/// Judges footprints, each by itself and all together. Their order is kept.
pub(crate) fn take_in(incoming: Vec<Incoming>, options: Options) -> Intake {
    let mut rows: Vec<Row> = incoming.into_iter().map(|one| row(one, &options)).collect();
    across::compare(&mut rows);
    for row in &mut rows {
        let refuses = |reason: &Diagnostic| !options.allow.iter().any(|code| code == reason.code());
        // Whatever is allowed: without unit or boundary there is nothing that could be used.
        let usable = row.received.as_deref().is_some_and(|r| r.unit.is_some() && r.is_cradle_to_gate());
        row.accepted = usable && !row.reasons.iter().any(refuses);
    }
    let factors = adopt::adopt(&mut rows);
    Intake { rows, factors, options }
}

fn row(Incoming { place, received, mut report }: Incoming, options: &Options) -> Row {
    let mut row = Row {
        place,
        received: received.map(Box::new),
        accepted: false,
        reasons: Vec::new(),
        notes: Vec::new(),
        copy_of: None,
        factor: None,
        category: String::new(),
        kilograms: None,
        per_kg: None,
        per_unit: None,
        peers: None,
    };
    let Some(received) = row.received.as_deref() else {
        row.reasons = report.into_diagnostics();
        row.reasons.retain(|d| d.severity() == Severity::Error);
        return row;
    };
    judge(received, &mut report);
    row.notes = report.into_diagnostics();
    // What is old has a reason of its own.
    row.notes.retain(|d| d.severity() == Severity::Warning && d.code() != "W230");
    row.reasons = own::reasons(received, options).into_diagnostics();
    let name = || Some(format!("name:{}", received.name)).filter(|_| !received.name.is_empty());
    row.category = received.classifications.first().cloned().or_else(name).unwrap_or_default().to_lowercase();
    row.kilograms = own::kilograms(received);
    row.per_kg = row.kilograms.and_then(|kg| received.excluding.over(kg));
    row.per_unit = received.excluding.over(received.amount);
    row
}
