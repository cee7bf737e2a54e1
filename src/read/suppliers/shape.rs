//! What an object has to look like: which members it must have, and of what kind each is.

use super::document::{Document, Origin};
use super::json::{Json, Value};
use super::moment::Moment;

/// A kind of value.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Any text, also an empty one.
    Text,
    /// A text that is not empty.
    Filled,
    /// A decimal number written as a text; how it is written is the reader's to check.
    Decimal,
    /// A date with a time and an offset.
    Moment,
    /// A text that looks like this.
    Form(fn(&str) -> bool, [&'static str; 2]),
    /// One of a few texts.
    Choice(&'static [&'static str]),
    Flag,
    /// A list of different texts, at least one, each of this form.
    Set(fn(&str) -> bool, [&'static str; 2]),
    /// A list of objects; at least so many.
    Objects(&'static [Property], usize),
    Object(&'static [Property]),
}

/// Whether a member must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Nothing can be calculated without it.
    Always,
    /// The format demands it; a table that people fill in may leave it out.
    Format,
    No,
}

/// A member of an object.
pub(super) struct Property {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) need: Need,
}

pub(super) const fn always(name: &'static str, kind: Kind) -> Property {
    Property { name, kind, need: Need::Always }
}

pub(super) const fn format(name: &'static str, kind: Kind) -> Property {
    Property { name, kind, need: Need::Format }
}

pub(super) const fn may(name: &'static str, kind: Kind) -> Property {
    Property { name, kind, need: Need::No }
}

/// Checks an object and everything in it; members that nobody knows are let through.
pub(super) fn check(document: &mut Document<'_>, object: &Json, path: &str, properties: &[Property]) {
    for property in properties {
        let path = if path.is_empty() { property.name.to_owned() } else { format!("{path}.{}", property.name) };
        let table = document.origin != Origin::Json;
        let value = object.get(property.name).filter(|v| !(table && is_blank(v)));
        match value {
            Some(value) => check_value(document, value, &path, property.kind),
            None if property.need == Need::Always || (property.need == Need::Format && !table) => {
                document.missing(&path);
            }
            None => {}
        }
    }
}

fn is_blank(value: &Json) -> bool {
    matches!(&value.value, Value::Text(text) if text.trim().is_empty())
}

fn check_value(document: &mut Document<'_>, value: &Json, path: &str, kind: Kind) {
    let table = document.origin != Origin::Json;
    let wanted: [&str; 2] = match (kind, &value.value) {
        (Kind::Text, Value::Text(_)) => return,
        (Kind::Text, _) => ["a text", "文本"],
        (Kind::Filled, Value::Text(text)) if !text.is_empty() => return,
        (Kind::Filled, _) => ["a text that is not empty", "非空文本"],
        (Kind::Decimal, Value::Text(_)) => return,
        (Kind::Decimal, _) => ["a decimal number written as a text", "以文本书写的十进制数"],
        (Kind::Moment, Value::Text(text)) if Moment::parse(text).is_some_and(|m| m.timed || table) => return,
        (Kind::Moment, _) => [
            "a date with time and offset, such as 2024-12-31T23:59:59Z",
            "带时间与时区的日期，例如 2024-12-31T23:59:59Z",
        ],
        (Kind::Form(fits, _), Value::Text(text)) if fits(text) => return,
        (Kind::Choice(choices), Value::Text(text)) if choices.contains(&text.as_str()) => return,
        // People write kg for kilogram, and mean the same.
        (Kind::Choice(_) | Kind::Form(..), Value::Text(_)) if table => return,
        (Kind::Choice(choices), _) => {
            let list = choices.join(", ");
            document.wrong(value, path, [&format!("one of: {list}"), &format!("下列之一：{list}")]);
            return;
        }
        (Kind::Form(_, want), _) => want,
        (Kind::Flag, Value::Flag(_)) => return,
        // A cell is read later, by what it says.
        (Kind::Flag, Value::Text(_)) if table => return,
        (Kind::Flag, _) => ["true or false", "true 或 false"],
        (Kind::Set(..) | Kind::Objects(..), Value::Text(_)) if table => return,
        // And a number of their own where a URN belongs.
        (Kind::Set(..), Value::List(_)) if table => return,
        (Kind::Set(fits, want), Value::List(list)) => {
            check_set(document, value, list, path, fits, want);
            return;
        }
        (Kind::Set(_, want), _) => want,
        (Kind::Objects(properties, least), Value::List(list)) if list.len() >= least => {
            for element in list {
                match &element.value {
                    Value::Object(_) => check(document, element, path, properties),
                    _ => document.wrong(element, path, ["an object", "对象"]),
                }
            }
            return;
        }
        (Kind::Objects(..), _) => ["a list of objects, or nothing at all", "对象列表，或不写"],
        (Kind::Object(properties), Value::Object(_)) => {
            check(document, value, path, properties);
            return;
        }
        (Kind::Object(_), _) => ["an object", "对象"],
    };
    document.wrong(value, path, wanted);
}

fn check_set(
    document: &mut Document<'_>,
    value: &Json,
    list: &[Json],
    path: &str,
    fits: fn(&str) -> bool,
    want: [&'static str; 2],
) {
    let texts: Vec<Option<&str>> = list
        .iter()
        .map(|v| match &v.value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    if let Some(at) = texts.iter().position(|t| !t.is_some_and(fits)) {
        document.wrong(&list[at], path, want);
        return;
    }
    let twice = (1..texts.len()).any(|at| texts[..at].contains(&texts[at]));
    if texts.is_empty() || twice {
        let en = format!("{}, each once, at least one", want[0]);
        let zh = format!("{}，不重复，至少一个", want[1]);
        document.wrong(value, path, [&en, &zh]);
    }
}
