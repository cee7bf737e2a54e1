//! Where two texts part: the first line, and in JSON the keys that lead to it.

/// A part of a bundle that is not what was calculated anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub(crate) part: String,
    pub(crate) line: Option<usize>,
    pub(crate) key: String,
    pub(crate) expected: String,
    pub(crate) found: String,
}

impl Difference {
    /// The part of the bundle, for example `result.json`.
    #[must_use]
    pub fn part(&self) -> &str {
        &self.part
    }

    /// The first line that differs; 1 is the first. `None` where the part as a whole is meant.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// In JSON the keys that lead to the line, for example `products[0].total`; in a table the column; else what of the
    /// part differs, for example `sha256`.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What should stand there: calculated anew from the inputs, or stated in the manifest.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What stands there.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }

    pub(super) fn whole(part: &str, key: &str, expected: &str, found: &str) -> Self {
        Self {
            part: part.to_owned(),
            line: None,
            key: key.to_owned(),
            expected: shown(expected.as_bytes()),
            found: shown(found.as_bytes()),
        }
    }

    /// Where a part and what was calculated anew differ first; `None` if they are the same.
    pub(super) fn between(part: &str, expected: &[u8], found: &[u8]) -> Option<Self> {
        if expected == found {
            return None;
        }
        let mut wanted = expected.split(|b| *b == b'\n');
        let mut stands = found.split(|b| *b == b'\n');
        let mut line = 0_usize;
        let mut keys = Keys::default();
        loop {
            line = line.saturating_add(1);
            let (want, stand) = (wanted.next(), stands.next());
            if let Some(want) = want.filter(|_| part.ends_with(".json")) {
                keys.line(&String::from_utf8_lossy(want));
            }
            if want == stand && want.is_some() {
                continue;
            }
            let mut key = keys.path();
            let (mut want, mut stand) = (want.unwrap_or_default(), stand.unwrap_or_default());
            if part.ends_with(".csv") && line > 1 {
                let header = expected.split(|b| *b == b'\n').next().unwrap_or_default();
                if let Some((column, [a, b])) = cell(header, want, stand) {
                    let (expected, found) = (shown(a.as_bytes()), shown(b.as_bytes()));
                    return Some(Self { part: part.to_owned(), line: Some(line), key: column, expected, found });
                }
            }
            // The keys of a line that only the bundle has are its own.
            if want.is_empty() {
                key.clear();
            }
            (want, stand) = (want.trim_ascii(), stand.trim_ascii());
            return Some(Self {
                part: part.to_owned(),
                line: Some(line),
                key,
                expected: shown(want),
                found: shown(stand),
            });
        }
    }
}

/// The first cell in which two rows of a table differ.
fn cell(header: &[u8], want: &[u8], stand: &[u8]) -> Option<(String, [String; 2])> {
    let row = |bytes: &[u8]| {
        let mut record = csv::StringRecord::new();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        reader.read_record(&mut record).ok().filter(|read| *read).map(|_| record)
    };
    let (header, want, stand) = (row(header)?, row(want)?, row(stand)?);
    if header.len() != want.len() || want.len() != stand.len() {
        return None;
    }
    let at = want.iter().zip(&stand).position(|(a, b)| a != b)?;
    Some((header.get(at)?.to_owned(), [want.get(at)?.to_owned(), stand.get(at)?.to_owned()]))
}

/// A line as a message shows it.
fn shown(bytes: &[u8]) -> String {
    const MOST: usize = 200;
    let text = String::from_utf8_lossy(bytes);
    let mut short: String = text.chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    short
}

/// Where a reader of pretty-printed JSON stands: our own, one value or bracket a line.
#[derive(Default)]
struct Keys {
    /// Key of each open object or list, and for a list how many elements it has had.
    open: Vec<(String, Option<usize>)>,
    here: String,
}

impl Keys {
    fn line(&mut self, line: &str) {
        let text = line.trim().trim_end_matches(',');
        if matches!(text, "}" | "]") {
            self.open.pop();
            self.here.clear();
            return;
        }
        let (name, value) = match text.strip_prefix('"').and_then(|rest| rest.split_once("\": ")) {
            Some((name, value)) => (name.to_owned(), value),
            None => (String::new(), text),
        };
        self.here = match self.open.last_mut() {
            Some((_, Some(count))) => {
                let at = format!("[{count}]");
                *count = count.saturating_add(1);
                at
            }
            _ => name,
        };
        if matches!(value, "{" | "[") {
            self.open.push((std::mem::take(&mut self.here), (value == "[").then_some(0)));
        }
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for step in self.open.iter().map(|(key, _)| key).chain([&self.here]) {
            if !path.is_empty() && !step.is_empty() && !step.starts_with('[') {
                path.push('.');
            }
            path.push_str(step);
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_has_its_line_and_keys() {
        let want = "{\n  \"a\": [\n    {\n      \"b\": \"1\"\n    },\n    {\n      \"b\": \"2\"\n    }\n  ],\n  \"c\": null\n}\n";
        let at = |found: &str| {
            let d = Difference::between("x.json", want.as_bytes(), found.as_bytes()).unwrap();
            (d.line, d.key, d.expected, d.found)
        };
        assert_eq!(Difference::between("x.json", want.as_bytes(), want.as_bytes()), None);
        let found = want.replace("\"2\"", "\"3\"");
        let text = |s: &str| s.to_owned();
        assert_eq!(at(&found), (Some(7), text("a[1].b"), text("\"b\": \"2\""), text("\"b\": \"3\"")));
        let found = want.replace("null", "0");
        assert_eq!(at(&found), (Some(10), text("c"), text("\"c\": null"), text("\"c\": 0")));
        assert_eq!(at("").0, Some(1));
        assert_eq!(at(&format!("{want}more")), (Some(12), text(""), text(""), text("more")));
        let d = Difference::between("f.csv", b"id,kg\na,1\nb,2\n", b"id,kg\na,1\nb,3\n").unwrap();
        assert_eq!((d.line(), d.key(), d.expected(), d.found()), (Some(3), "kg", "2", "3"));
    }
}
