//! What is wrong with an input, or worth knowing about a result: code, place, what was seen, what was wanted, one fix.
//!
//! A [`Diagnostic`] is a value. The pipeline collects them in order and goes on, so that a supplier mends forty rows in
//! one pass. Their words stand in `texts/`, `exchange.rs`, `audit.rs`, `arithmetic.rs` and `trust.rs`, in English and Chinese, and nowhere else.

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
pub(crate) mod limits;
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
pub(crate) fn shortened(text: &str) -> String {
    cut(text, TEXT)
}

/// Whether a character is not seen, or steers what shows it: control characters, direction marks, blanks without width.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn cut(text: &str, most: usize) -> String {
    let mut out = String::new();
    for (i, c) in text.chars().enumerate() {
        if i >= most {
            out.push('…');
            break;
        }
        if is_hidden(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// The findings of one stage or of a whole run, in the order in which they were met: as many errors and as many
/// warnings as [`MOST`], so that no file can fill the memory with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    found: Vec<Diagnostic>,
    errors: usize,
    warnings: usize,
    /// How many more there were, and which finding says so.
    left_out: usize,
    said_at: Option<usize>,
}

/// How many errors are kept, and how many warnings.
pub(crate) const MOST: usize = 100_000;
/// From how many findings on nobody reads what else an id may have meant; to look for it takes time.
const LONG: usize = 200;

impl Report {
    pub(crate) fn add(&mut self, text: &Text, place: Option<Place>, arguments: &[(&str, &str)]) {
        let kept = if text.code.starts_with('E') { self.errors } else { self.warnings };
        if kept < MOST {
            self.push(Diagnostic::new(text, place, arguments));
        } else {
            self.leave_out(1);
        }
    }

    fn push(&mut self, finding: Diagnostic) {
        let kept = if finding.severity() == Severity::Error { &mut self.errors } else { &mut self.warnings };
        if *kept < MOST {
            *kept = kept.saturating_add(1);
            self.found.push(finding);
        } else {
            self.leave_out(1);
        }
    }

    /// Counts findings that are not kept, and says how many there are by now.
    fn leave_out(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        self.left_out = self.left_out.saturating_add(count);
        let (seen, limit) = (self.left_out.to_string(), MOST.to_string());
        let said = Diagnostic::new(&limits::TOO_MANY_FINDINGS, None, &[("seen", &seen), ("limit", &limit)]);
        match self.said_at.and_then(|at| self.found.get_mut(at)) {
            Some(earlier) => *earlier = said,
            None => {
                self.said_at = Some(self.found.len());
                self.found.push(said);
            }
        }
    }

    /// The findings without the one that says how many there are more.
    fn kept(self) -> impl Iterator<Item = Diagnostic> {
        let Self { found, said_at, .. } = self;
        found.into_iter().enumerate().filter(move |(at, _)| Some(*at) != said_at).map(|(_, finding)| finding)
    }

    pub(crate) fn extend(&mut self, other: Self) {
        let left_out = other.left_out;
        other.kept().for_each(|finding| self.push(finding));
        self.leave_out(left_out);
    }

    /// Adds what is not there yet.
    pub(crate) fn extend_new(&mut self, other: Self) {
        // What was left out may be the same on both sides: it counts once.
        let further = other.left_out.saturating_sub(self.left_out);
        if other.found.len() < 16 {
            for finding in other.found {
                if !self.found.contains(&finding) {
                    self.push(finding);
                }
            }
            return;
        }
        let mut known: hashbrown::HashSet<Diagnostic, foldhash::fast::RandomState> = hashbrown::HashSet::default();
        known.extend(self.found.iter().cloned());
        for finding in other.kept() {
            if known.insert(finding.clone()) {
                self.push(finding);
            }
        }
        self.leave_out(further);
    }

    /// Whether there is so much already that suggestions are left out.
    pub(crate) fn is_long(&self) -> bool {
        self.found.len() >= LONG
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.errors > 0
    }

    pub(crate) fn diagnostics(&self) -> &[Diagnostic] {
        &self.found
    }

    pub(crate) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.found
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
    fn a_report_has_an_end_and_says_so() {
        let mut report = Report::default();
        for _ in 0..MOST + 5 {
            report.add(&texts::FILE_EMPTY, None, &[("seen", "a")]);
        }
        report.add(&limits::LOOK_ALIKE, None, &[("seen", ""), ("other", ""), ("how", ""), ("how_zh", "")]);
        let codes: Vec<&str> = report.diagnostics().iter().skip(MOST - 1).map(|d| d.code()).collect();
        assert_eq!(codes, ["E112", "W256", "W257"]);
        let said =
            |report: &Report| report.diagnostics().iter().find(|d| d.code() == "W256").map(|d| d.seen().to_owned());
        assert_eq!(said(&report).as_deref(), Some("5"));
        let mut sum = Report::default();
        sum.extend_new(report.clone());
        assert_eq!(sum.diagnostics().len(), 3);
        assert!(sum.has_errors());
        // Merged, nothing is lost from the count: the errors that are one too many, and what either side left out.
        let mut sum = report.clone();
        sum.extend(report);
        assert_eq!(said(&sum), Some((MOST + 10).to_string()));
        assert_eq!(sum.diagnostics().len(), MOST + 3);
        assert_eq!(sum.diagnostics().iter().filter(|d| d.code() == "W256").count(), 1);
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
