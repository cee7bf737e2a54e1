//! A document as a tree of names and values; formats differ in how they write numbers.

use std::fmt::Write as _;

use sha1::{Digest, Sha1};

use crate::decimal::Decimal;
use crate::study::Date;

/// How a format writes numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbers {
    /// `"15.60"`: PACT.
    Texts,
    /// `15.6`, from decimal text and never by way of binary floating point: Catena-X.
    Numbers,
}

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Text(String),
    Number(Decimal),
    Flag(bool),
    List(Vec<Node>),
    Object(Members),
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Decimal> for Node {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Node {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<&[String]> for Node {
    fn from(texts: &[String]) -> Self {
        Self::List(texts.iter().map(|t| Self::Text(t.clone())).collect())
    }
}

/// Named values in order. What is not known is not put in: there is no `null`.
#[derive(Clone, Debug, Default)]
pub(super) struct Members(Vec<(&'static str, Node)>);

impl Members {
    pub(super) fn put(&mut self, name: &'static str, value: impl Into<Node>) {
        self.0.push((name, value.into()));
    }

    pub(super) fn maybe(&mut self, name: &'static str, value: Option<impl Into<Node>>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// A number that stays out where it is zero: then it was not stated.
    pub(super) fn unless_zero(&mut self, name: &'static str, value: Decimal) {
        self.maybe(name, Some(value).filter(|v| !v.is_zero()));
    }

    /// Texts, if there are any: formats refuse an empty list.
    pub(super) fn texts(&mut self, name: &'static str, texts: &[String]) {
        self.maybe(name, Some(texts).filter(|t| !t.is_empty()));
    }

    pub(super) fn object(self) -> Node {
        Node::Object(self)
    }

    /// In a list of one, as Catena-X wraps its nodes.
    pub(super) fn wrapped(self) -> Node {
        Node::List(vec![Node::Object(self)])
    }
}

/// A moment at the beginning of a day. The end of a span is exclusive: the day after its last.
pub(super) fn moment(day: Date) -> String {
    format!("{day}T00:00:00Z")
}

/// Plain notation; never `-0`.
pub(super) fn plain(number: Decimal) -> String {
    if number.is_zero() { "0".to_owned() } else { number.to_string() }
}

/// The name space of our ids: any constant does, and this one never changes.
const NAME_SPACE: [u8; 16] =
    [0x1c, 0x6e, 0x0f, 0x52, 0x9d, 0x3b, 0x5a, 0x07, 0x8e, 0x24, 0x70, 0x63, 0x66, 0x2d, 0x76, 0x35];

/// The UUID (version 5) of a text: the same text, the same id.
pub(super) fn uuid(text: &str) -> String {
    let digest = Sha1::new().chain_update(NAME_SPACE).chain_update(text.as_bytes()).finalize();
    let mut bytes = [0_u8; 16];
    for (slot, byte) in bytes.iter_mut().zip(digest) {
        *slot = byte;
    }
    bytes[6] = (bytes[6] & 0x0f) | 0x50;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let mut out = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        let _ = write!(out, "{byte:02x}");
    }
    out
}

impl Node {
    /// As JSON, two blanks a level, with a line break at the end.
    pub(super) fn json(&self, numbers: Numbers) -> String {
        let mut out = String::new();
        self.write(numbers, 0, &mut out);
        out.push('\n');
        out
    }

    /// Documents are a few levels deep, and ours.
    fn write(&self, numbers: Numbers, level: usize, out: &mut String) {
        match self {
            Self::Text(text) => quoted(text, out),
            Self::Number(number) => match numbers {
                Numbers::Texts => quoted(&plain(*number), out),
                Numbers::Numbers => out.push_str(&plain(*number)),
            },
            Self::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Self::List(list) => block(['[', ']'], list, level, out, |value, level, out| {
                value.write(numbers, level, out);
            }),
            Self::Object(members) => block(['{', '}'], &members.0, level, out, |(name, value), level, out| {
                quoted(name, out);
                out.push_str(": ");
                value.write(numbers, level, out);
            }),
        }
    }

    /// Every value with its path, `companyIds.1`, lists counted from 1; `inside` names objects whose members bear no
    /// prefix.
    pub(super) fn cells(&self, inside: &str) -> Vec<(String, String)> {
        let mut cells = Vec::new();
        self.collect("", inside, &mut cells);
        cells
    }

    fn collect(&self, path: &str, inside: &str, cells: &mut Vec<(String, String)>) {
        let below = |name: &str| {
            if path.is_empty() || path == inside { name.to_owned() } else { format!("{path}.{name}") }
        };
        match self {
            Self::Text(text) => cells.push((path.to_owned(), text.clone())),
            Self::Number(number) => cells.push((path.to_owned(), plain(*number))),
            Self::Flag(flag) => cells.push((path.to_owned(), if *flag { "TRUE" } else { "FALSE" }.to_owned())),
            Self::List(list) => {
                for (at, value) in (1_usize..).zip(list) {
                    value.collect(&below(&at.to_string()), inside, cells);
                }
            }
            Self::Object(members) => {
                for (name, value) in &members.0 {
                    value.collect(&below(name), inside, cells);
                }
            }
        }
    }
}

fn quoted(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

fn block<T>(
    [open, close]: [char; 2],
    list: &[T],
    level: usize,
    out: &mut String,
    mut each: impl FnMut(&T, usize, &mut String),
) {
    let below = level.saturating_add(1);
    out.push(open);
    for (at, value) in list.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(below));
        each(value, below, out);
    }
    if !list.is_empty() {
        out.push('\n');
        out.push_str(&"  ".repeat(level));
    }
    out.push(close);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_uuids_of_the_fifth_version_and_depend_on_the_text() {
        let id = uuid("a");
        assert_eq!(id.len(), 36);
        assert_eq!(&id[14..15], "5");
        assert!("89ab".contains(&id[19..20]));
        assert_eq!(id, uuid("a"));
        assert_ne!(id, uuid("b"));
    }

    #[test]
    fn numbers_are_written_from_decimal_text() {
        let mut members = Members::default();
        members.put("a", "69.14590545404381".parse::<Decimal>().unwrap_or_default());
        members.put("b", "-0.0".parse::<Decimal>().unwrap_or_default());
        members.put("c", "say \"ä\"\n");
        members.maybe("d", None::<&str>);
        let node = members.object();
        assert_eq!(
            node.json(Numbers::Numbers),
            "{\n  \"a\": 69.14590545404381,\n  \"b\": 0,\n  \"c\": \"say \\\"ä\\\"\\n\"\n}\n"
        );
        assert!(node.json(Numbers::Texts).contains("\"69.14590545404381\""));
        assert_eq!(node.cells("")[0], ("a".to_owned(), "69.14590545404381".to_owned()));
    }
}
