//! JSON as a tree in which every number is the text that was written, and every value knows its line.
//!
//! `serde_json` tells values apart; numbers stay texts, because reading `69.14590545404381` as binary floating point
//! would already have changed it. Nesting is limited, so that the depth of a file decides nothing.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Levels of nesting: no footprint has ten.
const MAX_DEPTH: usize = 32;

/// A value, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Json {
    /// The line of a file, or the row of a table.
    pub(super) row: u32,
    /// The header of its column, if it comes from a table.
    pub(super) column: Option<Arc<str>>,
    pub(super) value: Value,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    Flag(bool),
    /// As it is written.
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Why a text is no JSON that can be read: the line, and the reason.
#[derive(Debug)]
pub(super) struct Malformed {
    pub(super) row: u32,
    pub(super) reason: String,
}

impl Json {
    /// Reads a whole text.
    pub(super) fn parse(text: &str) -> Result<Self, Malformed> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let raw: &RawValue = serde_json::from_str(text).map_err(|e| malformed(&e, 0))?;
        let ends = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at).collect();
        Lines { text, ends }.tree(raw, 0)
    }

    /// A member of an object.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        match &self.value {
            Value::Object(members) => members.iter().find(|(n, _)| n == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The value at a path of names. Where a list stands on the way, its first element is meant: Catena-X wraps
    /// everything in lists of one.
    pub(super) fn at(&self, path: &str) -> Option<&Self> {
        let mut here = self;
        for name in path.split('.') {
            here = here.first().get(name)?;
        }
        Some(here)
    }

    /// The first element of a list, and anything else itself.
    pub(super) fn first(&self) -> &Self {
        match &self.value {
            Value::List(list) => list.first().unwrap_or(self),
            _ => self,
        }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// What a person would call it.
    pub(super) fn kind(&self) -> [&'static str; 2] {
        match &self.value {
            Value::Null => ["null", "null"],
            Value::Flag(_) => ["a truth value", "布尔值"],
            Value::Number(_) => ["a JSON number", "JSON 数字"],
            Value::Text(_) => ["a text", "文本"],
            Value::List(_) => ["a list", "列表"],
            Value::Object(_) => ["an object", "对象"],
        }
    }

    /// The same content gives the same text, however it is laid out: members sorted, places left out.
    pub(super) fn content(&self, out: &mut String) {
        match &self.value {
            Value::Null => out.push_str("null"),
            Value::Flag(yes) => out.push_str(if *yes { "true" } else { "false" }),
            Value::Number(number) => out.push_str(number),
            Value::Text(text) => {
                out.push('"');
                out.extend(text.chars().flat_map(char::escape_default));
                out.push('"');
            }
            Value::List(list) => {
                out.push('[');
                for value in list {
                    value.content(out);
                    out.push(',');
                }
                out.push(']');
            }
            Value::Object(members) => {
                let mut sorted: Vec<_> = members.iter().collect();
                sorted.sort_by(|a, b| a.0.cmp(&b.0));
                out.push('{');
                for (name, value) in sorted {
                    out.extend(name.chars().flat_map(char::escape_default));
                    out.push(':');
                    value.content(out);
                    out.push(',');
                }
                out.push('}');
            }
        }
    }
}

/// A text and where its lines end.
struct Lines<'a> {
    text: &'a str,
    ends: Vec<usize>,
}

impl Lines<'_> {
    /// The line in which a part of the text begins; 1 is the first.
    fn line(&self, raw: &RawValue) -> u32 {
        let offset = raw.get().as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        let before = self.ends.partition_point(|end| *end < offset);
        u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
    }

    fn tree(&self, raw: &RawValue, depth: usize) -> Result<Json, Malformed> {
        let row = self.line(raw);
        if depth > MAX_DEPTH {
            return Err(Malformed { row, reason: format!("it is nested more than {MAX_DEPTH} levels deep") });
        }
        let text = raw.get();
        let next = depth.saturating_add(1);
        let inside = |e: serde_json::Error| malformed(&e, row.saturating_sub(1));
        let value = match text.as_bytes().first() {
            Some(b'{') => {
                let members: Members<'_> = serde_json::from_str(text).map_err(inside)?;
                let mut object: Vec<(String, Json)> = Vec::with_capacity(members.0.len());
                for (name, raw) in members.0 {
                    object.push((name, self.tree(raw, next)?));
                }
                Value::Object(object)
            }
            Some(b'[') => {
                let elements: Vec<&RawValue> = serde_json::from_str(text).map_err(inside)?;
                Value::List(elements.into_iter().map(|raw| self.tree(raw, next)).collect::<Result<_, _>>()?)
            }
            Some(b'"') => Value::Text(serde_json::from_str(text).map_err(inside)?),
            Some(b't') => Value::Flag(true),
            Some(b'f') => Value::Flag(false),
            Some(b'n') | None => Value::Null,
            Some(_) => Value::Number(text.to_owned()),
        };
        Ok(Json { row, column: None, value })
    }
}

fn malformed(error: &serde_json::Error, lines_before: u32) -> Malformed {
    let line = u32::try_from(error.line().max(1)).unwrap_or(u32::MAX);
    let words = error.to_string();
    // The place is ours to say.
    let reason = words.split(" at line ").next().unwrap_or(&words).to_owned();
    Malformed { row: line.saturating_add(lines_before), reason }
}

/// The members of an object, in order, none named twice: which of two would be meant nobody can say.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members: indexmap::IndexMap<String, &'de RawValue> = indexmap::IndexMap::new();
                while let Some((name, raw)) = map.next_entry::<String, &'de RawValue>()? {
                    if members.contains_key(&name) {
                        return Err(serde::de::Error::custom(format!("`{name}` stands there twice")));
                    }
                    members.insert(name, raw);
                }
                Ok(Members(members.into_iter().collect()))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str, path: &str) -> String {
        match Json::parse(text).unwrap().at(path).map(|j| j.value.clone()) {
            Some(Value::Number(number)) => number,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn numbers_stay_as_written_and_lines_are_counted() {
        assert_eq!(number("{\"a\": 69.14590545404381}", "a"), "69.14590545404381");
        assert_eq!(number("{\"a\":[{\"b\": 1E+2}]}", "a.b"), "1E+2");
        assert_eq!(number("{\"a\": 0.10}", "a"), "0.10");
        let tree = Json::parse("{\n  \"a\": 1,\n  \"b\": [\n    true, {\"c\": null}\n  ]\n}").unwrap();
        assert_eq!(tree.at("a").map(|j| j.row), Some(2));
        let Some(Value::List(list)) = tree.get("b").map(|j| j.value.clone()) else { panic!("no list") };
        assert_eq!(list.iter().map(|j| j.row).collect::<Vec<_>>(), [4, 4]);
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_its_line() {
        let row = |text: &str| Json::parse(text).map_err(|e| e.row).err();
        assert_eq!(row("{\n\"a\": 1,\n\"a\": 2}"), Some(3));
        assert_eq!(row("{\n\"a\": NaN}"), Some(2));
        assert_eq!(row("{\"a\": 1,}"), Some(1));
        assert_eq!(row("{\"a\": \"\\ud800\"}"), Some(1));
        assert_eq!(row(""), Some(1));
        assert_eq!(row("{\"a\": 1} x"), Some(1));
        let deep = |n: usize| format!("{}1{}", "[".repeat(n), "]".repeat(n));
        assert!(Json::parse(&deep(30)).is_ok());
        assert_eq!(row(&deep(40)), Some(1));
        assert_eq!(row(&deep(1_000_000)), Some(1));
        assert_eq!(row(&format!("{}1", "{\"a\":".repeat(1_000_000))), Some(1));
    }

    #[test]
    fn the_same_content_is_the_same_text() {
        let content = |text: &str| {
            let mut out = String::new();
            Json::parse(text).unwrap().content(&mut out);
            out
        };
        assert_eq!(content("{\"b\": [1, 2], \"a\": \"x\"}"), content("{ \"a\":\"x\",\n\"b\":[1,2]}"));
        assert_ne!(content("{\"a\": \"1\"}"), content("{\"a\": 1}"));
        assert_ne!(content("{\"a\": 1}"), content("{\"a\": 1.0}"));
    }
}
