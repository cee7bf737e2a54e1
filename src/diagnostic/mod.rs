//! What is wrong with an input, or worth knowing about a result: code, place, what was seen, what was wanted, one fix.
//!
//! A [`Diagnostic`] is a value. The pipeline collects them in order and goes on, so that a supplier mends forty rows in
//! one pass. Their words stand in `texts.rs`, `exchange.rs`, `audit.rs`, `arithmetic.rs` and `trust.rs`, in English and Chinese, and nowhere else.

pub(crate) mod arithmetic;
pub(crate) mod audit;
#[cfg(feature = "cli")]
pub(crate) mod claims;
#[cfg(feature = "cli")]
pub(crate) mod codes;
#[cfg(feature = "cli")]
pub(crate) mod disclosure;
pub(crate) mod exchange;
#[cfg(feature = "cli")]
pub(crate) mod export;
#[cfg(feature = "cli")]
pub(crate) mod import;
#[cfg(feature = "cli")]
pub(crate) mod intake;
pub(crate) mod query;
pub(crate) mod texts;
pub(crate) mod trust;
#[cfg(feature = "cli")]
pub(crate) mod verify;

use std::fmt;
use std::sync::Arc;

use texts::Text;

/// Whether a finding forbids a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// There is no result until this is mended.
    Error,
    /// There is a result, and this belongs to it.
    Warning,
}

/// The language of words for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Chinese.
    Zh,
}

impl Language {
    /// The one of `[English, Chinese]` that this language means.
    pub(crate) fn pick<T>(self, [en, zh]: [T; 2]) -> T {
        match self {
            Self::En => en,
            Self::Zh => zh,
        }
    }
}

/// Where in the input a finding is: a file of the study, and as far as known its row and column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    file: Arc<str>,
    row: Option<u32>,
    column: Option<Arc<str>>,
}

impl Place {
    pub(crate) fn file(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), row: None, column: None }
    }

    pub(crate) fn row(mut self, row: u32) -> Self {
        self.row = Some(row);
        self
    }

    pub(crate) fn column(mut self, column: impl Into<Arc<str>>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// The file, as named inside the study.
    #[must_use]
    pub fn file_name(&self) -> &str {
        &self.file
    }

    /// The row as a spreadsheet counts it: 1 is the header.
    #[must_use]
    pub fn row_number(&self) -> Option<u32> {
        self.row
    }

    /// The column, spelled as in the file's header.
    #[must_use]
    pub fn column_name(&self) -> Option<&str> {
        self.column.as_deref()
    }
}

impl fmt::Display for Place {
    /// `bom.csv:3 unit`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(f, ":{row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, " {column}")?;
        }
        Ok(())
    }
}

/// One finding: a stable code, its place, and in two languages what was seen, what was wanted and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    code: &'static str,
    place: Option<Place>,
    seen: String,
    message: [String; 2],
    wanted: [String; 2],
    fix: [String; 2],
}

impl Diagnostic {
    /// A finding with the words of `text`, its `{placeholders}` filled from `arguments`. The argument `seen` is kept
    /// on its own as well.
    pub(crate) fn new(text: &Text, place: Option<Place>, arguments: &[(&str, &str)]) -> Self {
        let fill = |[en, zh]: [&str; 2]| [filled(en, arguments), filled(zh, arguments)];
        let seen = arguments.iter().find(|(name, _)| *name == "seen").map_or("", |(_, value)| *value);
        Self {
            code: text.code,
            place,
            seen: shortened(seen),
            message: fill(text.message),
            wanted: fill(text.wanted),
            fix: fill(text.fix),
        }
    }

    /// The stable code, for example `E101`; `pcf explain E101` and `docs/codes/` say more.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Error or warning.
    #[must_use]
    pub fn severity(&self) -> Severity {
        if self.code.starts_with(['E', 'C']) { Severity::Error } else { Severity::Warning }
    }

    /// Where it is, if it has a place in a file.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// The text that was found, as written (shortened if very long).
    #[must_use]
    pub fn seen(&self) -> &str {
        &self.seen
    }

    /// The finding in one sentence: English, Chinese.
    pub(crate) fn texts(&self) -> &[String; 2] {
        &self.message
    }

    /// What would have been right.
    #[must_use]
    pub fn wanted(&self, language: Language) -> &str {
        language.pick([&self.wanted[0], &self.wanted[1]])
    }

    /// One concrete way to mend it.
    #[must_use]
    pub fn fix(&self, language: Language) -> &str {
        language.pick([&self.fix[0], &self.fix[1]])
    }

    /// The finding in one sentence.
    #[must_use]
    pub fn message(&self, language: Language) -> &str {
        language.pick([&self.message[0], &self.message[1]])
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some(place) = &self.place {
            write!(f, " {place}")?;
        }
        write!(f, ": {}", self.message[0])?;
        if !self.fix[0].is_empty() {
            write!(f, "; {}", self.fix[0])?;
        }
        Ok(())
    }
}

/// Arguments that list what a user may choose from: never text from a file, and of no use if cut.
const OUR_LISTS: [&str; 3] = ["columns", "choices", "parameters"];

/// `template` with each `{name}` replaced by its argument.
fn filled(template: &str, arguments: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        match arguments.iter().find(|(n, _)| *n == name) {
            Some((_, value)) if OUR_LISTS.contains(&name) => out.push_str(value),
            Some((_, value)) => out.push_str(&cut(value, if name.starts_with("near") { LIST } else { TEXT })),
            None => {
                debug_assert!(false, "no argument for {{{name}}} in {template:?}");
                out.push_str(name);
            }
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// How many characters of a text from a file are shown.
const TEXT: usize = 120;
/// And of a list of suggestions.
const LIST: usize = 400;

/// Text from a file, safe to show: control characters and direction marks made visible, cut at 120 characters.
fn shortened(text: &str) -> String {
    cut(text, TEXT)
}

fn cut(text: &str, most: usize) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let mut out = String::new();
    for (i, c) in text.chars().enumerate() {
        if i >= most {
            out.push('…');
            break;
        }
        if hidden(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// The findings of one stage or of a whole run, in the order in which they were met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Report(Vec<Diagnostic>);

impl Report {
    pub(crate) fn add(&mut self, text: &Text, place: Option<Place>, arguments: &[(&str, &str)]) {
        self.0.push(Diagnostic::new(text, place, arguments));
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Adds what is not there yet.
    pub(crate) fn extend_new(&mut self, other: Self) {
        for finding in other.0 {
            if !self.0.contains(&finding) {
                self.0.push(finding);
            }
        }
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity() == Severity::Error)
    }

    pub(crate) fn diagnostics(&self) -> &[Diagnostic] {
        &self.0
    }

    pub(crate) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_a_file_cannot_steer_a_terminal() {
        assert_eq!(shortened("a\u{1b}[31mb\u{202e}c"), "a\\u{1b}[31mb\\u{202e}c");
        assert_eq!(shortened(&"x".repeat(1000)).chars().count(), 121);
    }

    #[test]
    fn what_can_be_chosen_from_is_listed_whole() {
        let long = "x".repeat(1000);
        assert_eq!(filled("{columns}", &[("columns", &long)]), long);
        assert_eq!(filled("{seen}", &[("seen", &long)]).chars().count(), 121);
    }

    #[test]
    fn braces_of_the_input_are_not_placeholders() {
        assert_eq!(filled("a {seen} b", &[("seen", "{wanted}")]), "a {wanted} b");
    }
}
