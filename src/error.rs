//! The one error type of the crate.

use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Report, Severity};

/// Why there is no result.
///
/// Most often the input has errors: then [`Error::diagnostics`] holds all that were found, warnings included, each
/// with its place and one fix.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<Kind>);

#[derive(Debug, thiserror::Error)]
enum Kind {
    #[error("{}", first_of(.0))]
    Input(Vec<Diagnostic>),
    #[error("{}", .path.display())]
    Io { path: PathBuf, source: std::io::Error },
}

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
        Self(Box::new(Kind::Input(report.into_diagnostics())))
    }

    pub(crate) fn io(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self(Box::new(Kind::Io { path: path.into(), source }))
    }

    /// Everything that was found in the input, errors and warnings, in order; empty for any other error.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match &*self.0 {
            Kind::Input(found) => found,
            Kind::Io { .. } => &[],
        }
    }

    /// Whether the input was read and found wanting, as opposed to a file that could not be written.
    #[must_use]
    pub fn is_input(&self) -> bool {
        matches!(&*self.0, Kind::Input(_))
    }
}
