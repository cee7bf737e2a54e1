//! The one error type of the crate.

use crate::diagnostic::{Diagnostic, Report, Severity};

/// Why there is no result: the input has errors.
///
/// [`Error::diagnostics`] holds everything that was found, warnings included, each with its place and one fix.
#[derive(Debug, thiserror::Error)]
#[error("{}", first_of(.0))]
pub struct Error(Box<[Diagnostic]>);

/// The first error in words, and how many more there are.
fn first_of(diagnostics: &[Diagnostic]) -> String {
    let mut errors = diagnostics.iter().filter(|d| d.severity() == Severity::Error);
    let first = errors.next().map(ToString::to_string).unwrap_or_default();
    match errors.count() {
        0 => first,
        more => format!("{first} (and {more} more)"),
    }
}

impl Error {
    pub(crate) fn input(report: Report) -> Self {
        Self(report.into_diagnostics().into_boxed_slice())
    }

    /// Everything that was found in the input, errors and warnings, in order.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.0
    }
}
