//! One footprint on its way in: its values by path, each fault with its line and path.

use std::sync::Arc;

use super::json::{Json, Value};
use super::moment::Moment;
use crate::decimal::Decimal;
use crate::diagnostic::{Place, Report, exchange, texts};
use crate::read::cells::CellProblem;

/// How texts of a table are read; a JSON file has one way only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Json,
    /// Cells: everything is text, and numbers have this decimal sign.
    Table(u8),
}

/// A footprint as it was received.
pub(super) struct Document<'a> {
    file: &'a Arc<str>,
    root: &'a Json,
    pub(super) origin: Origin,
    pub(super) report: Report,
}

impl<'a> Document<'a> {
    pub(super) fn new(file: &'a Arc<str>, root: &'a Json, origin: Origin) -> Self {
        Self { file, root, origin, report: Report::default() }
    }

    pub(super) fn root(&self) -> &'a Json {
        self.root
    }

    /// Where the footprint as a whole stands.
    pub(super) fn start(&self) -> Place {
        Place::file(Arc::clone(self.file)).row(self.root.row)
    }

    /// Where a value stands: its line and path, or its row and header.
    pub(super) fn place(&self, value: &Json, path: &str) -> Place {
        let place = Place::file(Arc::clone(self.file)).row(value.row);
        place.column(value.column.clone().unwrap_or_else(|| path.into()))
    }

    /// Where the value of a path stands, or would stand.
    pub(super) fn place_of(&self, path: &str) -> Place {
        self.place(self.root.at(path).unwrap_or(self.root), path)
    }

    /// The value of a path; nothing where it is absent or `null`, which mean the same.
    pub(super) fn find(&self, path: &str) -> Option<&'a Json> {
        self.root.at(path).filter(|v| !v.is_null())
    }

    pub(super) fn missing(&mut self, path: &str) {
        let place = self.place(self.root, path);
        self.report.add(&exchange::PROPERTY_MISSING, Some(place), &[("seen", path)]);
    }

    /// Says that a value is not of the kind wanted.
    pub(super) fn wrong(&mut self, value: &Json, path: &str, [want, want_zh]: [&str; 2]) {
        let place = self.place(value, path);
        let [kind, kind_zh] = value.kind();
        let (seen, seen_zh) = match &value.value {
            Value::Text(text) => (format!("`{text}`"), format!("“{text}”")),
            Value::Number(number) => (format!("{kind} {number}"), format!("{kind_zh} {number}")),
            Value::List(list) if list.is_empty() => ("an empty list".to_owned(), "空列表".to_owned()),
            _ => (kind.to_owned(), kind_zh.to_owned()),
        };
        let arguments =
            [("seen", seen.as_str()), ("seen_zh", &seen_zh), ("column", path), ("want", want), ("want_zh", want_zh)];
        self.report.add(&exchange::PROPERTY_KIND, Some(place), &arguments);
    }

    /// A text without blanks around it; empty ones count as absent.
    pub(super) fn text(&mut self, path: &str) -> Option<String> {
        let value = self.find(path)?;
        match &value.value {
            Value::Text(text) => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
            Value::Number(number) => Some(number.clone()),
            Value::Flag(yes) => Some(yes.to_string()),
            // Catena-X 8 wraps some texts in lists of one.
            Value::List(_) => match &value.first().value {
                Value::Text(text) => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
                _ => None,
            },
            Value::Null | Value::Object(_) => {
                self.wrong(value, path, ["a text", "文本"]);
                None
            }
        }
    }

    /// A text that must be there.
    pub(super) fn needed_text(&mut self, path: &str) -> Option<String> {
        let text = self.text(path);
        if text.is_none() {
            self.missing(path);
        }
        text
    }

    /// The texts of a list; a cell of a table may hold several between semicolons or line breaks.
    pub(super) fn list(&mut self, path: &str) -> Vec<String> {
        let Some(value) = self.find(path) else { return Vec::new() };
        let texts: Vec<String> = match &value.value {
            Value::Text(text) if matches!(self.origin, Origin::Table(_)) => {
                text.split([';', '|', '\n']).map(|t| t.trim().to_owned()).collect()
            }
            Value::Text(text) => vec![text.trim().to_owned()],
            Value::List(list) => list.iter().filter_map(own_text).collect(),
            _ => {
                self.wrong(value, path, ["a list of texts", "文本列表"]);
                Vec::new()
            }
        };
        texts.into_iter().filter(|t| !t.is_empty()).collect()
    }

    pub(super) fn flag(&mut self, path: &str) -> Option<bool> {
        let value = self.find(path)?;
        match &value.value {
            Value::Flag(yes) => Some(*yes),
            Value::Text(text) => match text.trim().to_lowercase().as_str() {
                "true" | "yes" | "1" | "是" => Some(true),
                "false" | "no" | "0" | "否" => Some(false),
                "" => None,
                _ => {
                    self.wrong(value, path, ["true or false", "true 或 false"]);
                    None
                }
            },
            _ => {
                self.wrong(value, path, ["true or false", "true 或 false"]);
                None
            }
        }
    }

    /// A number, from its text, with what was written.
    pub(super) fn written(&mut self, path: &str) -> Option<(Decimal, String)> {
        let value = self.find(path)?;
        let text = match &value.value {
            Value::Number(text) | Value::Text(text) => text.trim(),
            _ => {
                self.wrong(value, path, ["a number", "数字"]);
                return None;
            }
        };
        if text.is_empty() && self.origin != Origin::Json {
            return None;
        }
        let point = match self.origin {
            Origin::Table(point) => point,
            Origin::Json => b'.',
        };
        match Decimal::parse_with_point(text, point) {
            Ok(number) => Some((number, text.to_owned())),
            Err(problem) => {
                let place = self.place(value, path);
                CellProblem::Number(problem).report(text, Some(place), &mut self.report);
                None
            }
        }
    }

    pub(super) fn decimal(&mut self, path: &str) -> Option<Decimal> {
        self.written(path).map(|(number, _)| number)
    }

    /// A moment, or a day alone.
    pub(super) fn moment(&mut self, path: &str) -> Option<Moment> {
        let text = self.text(path)?;
        let moment = Moment::parse(&text);
        if moment.is_none() {
            let place = self.place_of(path);
            self.report.add(&texts::DATE, Some(place), &[("seen", &text)]);
        }
        moment
    }

    /// Says that a number lies outside its range.
    pub(super) fn out_of_range(&mut self, path: &str, seen: Decimal, [range, range_zh]: [&str; 2]) {
        let place = self.place_of(path);
        let seen = seen.to_string();
        let arguments = [("seen", seen.as_str()), ("column", path), ("range", range), ("range_zh", range_zh)];
        self.report.add(&texts::OUT_OF_RANGE, Some(place), &arguments);
    }

    /// Notes what was taken for granted in reading a value.
    pub(super) fn assumed(&mut self, path: &str, seen: &str, [what, what_zh]: [&str; 2]) {
        let place = self.place_of(path);
        let arguments = [("seen", seen), ("column", path), ("what", what), ("what_zh", what_zh)];
        self.report.add(&exchange::ASSUMED, Some(place), &arguments);
    }
}

/// The text of an element, or of its only member: Catena-X 7 writes `{"crossSectoralStandard": "…"}`.
fn own_text(value: &Json) -> Option<String> {
    match &value.value {
        Value::Text(text) | Value::Number(text) => Some(text.trim().to_owned()),
        Value::Object(members) => match members.as_slice() {
            [(_, Json { value: Value::Text(text), .. })] => Some(text.trim().to_owned()),
            _ => None,
        },
        _ => None,
    }
}
