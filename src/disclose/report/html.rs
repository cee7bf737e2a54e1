//! Pieces of HTML. [`Html`] is markup that is safe to write; text becomes markup by being escaped, and in no other way.

use std::fmt::{self, Write as _};

use super::super::markup::escaped;
use crate::diagnostic::Language;

/// Markup that is safe to write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Html(String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text of anyone's, escaped.
pub(super) fn text(text: &str) -> Html {
    Html(escaped(text))
}

impl Html {
    /// Markup of our own, put together from pieces that are safe: `format!` with [`Html`] and numbers.
    pub(super) fn ours(markup: String) -> Self {
        Self(markup)
    }

    /// A list with a class of its own.
    pub(super) fn with_class(self, class: &str) -> Self {
        match self.0.strip_prefix("<ul>") {
            Some(rest) => Self(format!("<ul class=\"{class}\">{rest}")),
            None => self,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The value of `lang` for a language.
pub(super) fn tag(language: Language) -> &'static str {
    language.pick(["en", "zh-CN"])
}

/// The language that is not this one.
pub(super) fn other(language: Language) -> Language {
    language.pick([Language::Zh, Language::En])
}

/// Words of ours in the reader's language, and small beside them in the other.
pub(super) fn both(words: [&str; 2], language: Language) -> Html {
    let second = other(language);
    let [first, beside] = [language, second].map(|l| text(l.pick(words)));
    if first == beside {
        return first;
    }
    Html(format!("{first} <span class=\"o\" lang=\"{}\">{beside}</span>", tag(second)))
}

/// A column of a table: its name, and what it holds.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) words: [String; 2],
    /// The class of its cells: `n` for numbers, `k` for a few words, `a` for names, which may be as long as they like.
    class: &'static str,
}

pub(super) fn column(words: [&str; 2]) -> Column {
    Column { words: words.map(str::to_owned), class: "" }
}

pub(super) fn numbers(words: [&str; 2]) -> Column {
    Column { class: "n", ..column(words) }
}

/// A column of a few short words, which stay on one line.
pub(super) fn short(words: [&str; 2]) -> Column {
    Column { class: "k", ..column(words) }
}

pub(super) fn names(words: [&str; 2]) -> Column {
    Column { class: "a", ..column(words) }
}

/// A row: its cells, of which the first names the row.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<Html>,
    /// `total`, or nothing.
    pub(super) class: &'static str,
    pub(super) id: String,
}

pub(super) fn row(cells: impl IntoIterator<Item = Html>) -> Row {
    Row { cells: cells.into_iter().collect(), ..Row::default() }
}

pub(super) fn total(cells: impl IntoIterator<Item = Html>) -> Row {
    Row { class: "total", ..row(cells) }
}

fn class_of(column: Option<&Column>) -> String {
    column.map(|c| c.class).filter(|c| !c.is_empty()).map(|c| format!(" class=\"{c}\"")).unwrap_or_default()
}

/// A table. `class` is `wide` where rows become blocks on a narrow screen; each cell then bears its column's name.
pub(super) fn table(caption: &Html, class: &str, columns: &[Column], rows: &[Row], language: Language) -> Html {
    let wide = class.split(' ').any(|c| c == "wide");
    let role = |name: &str| if wide { format!(" role=\"{name}\"") } else { String::new() };
    let mut out =
        format!("<table class=\"{class}\"{}>\n<caption>{caption}</caption>\n<thead><tr{}>", role("table"), role("row"));
    for column in columns {
        let class = class_of(Some(column));
        let words = language.pick(column.words.each_ref());
        let _ = write!(out, "<th scope=\"col\"{class}{}>{}</th>", role("columnheader"), text(words));
    }
    let _ = write!(out, "</tr></thead>\n<tbody>\n");
    for row in rows {
        let class = if row.class.is_empty() { String::new() } else { format!(" class=\"{}\"", row.class) };
        let id = if row.id.is_empty() { String::new() } else { format!(" id=\"{}\"", escaped(&row.id)) };
        let _ = write!(out, "<tr{class}{id}{}>", role("row"));
        for (at, cell) in row.cells.iter().enumerate() {
            let column = columns.get(at);
            let class = class_of(column);
            let label = match column {
                Some(column) if wide => {
                    let words = column.words.each_ref().map(String::as_str);
                    format!(" data-label=\"{}\"", escaped(language.pick(words)))
                }
                _ => String::new(),
            };
            if at == 0 {
                let _ = write!(out, "<th scope=\"row\"{class}{label}{}>{cell}</th>", role("rowheader"));
            } else {
                let _ = write!(out, "<td{class}{label}{}>{cell}</td>", role("cell"));
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
    Html(out)
}

/// A list of names and values.
pub(super) fn pairs(list: &[([&str; 2], Html)], language: Language) -> Html {
    listed("", list, language)
}

/// The same, on few lines where paper is short.
pub(super) fn short_pairs(list: &[([&str; 2], Html)], language: Language) -> Html {
    listed(" class=\"short\"", list, language)
}

fn listed(class: &str, list: &[([&str; 2], Html)], language: Language) -> Html {
    let mut out = format!("<dl{class}>\n");
    for (words, value) in list.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(out, "<div><dt>{}</dt><dd>{value}</dd></div>", text(language.pick(*words)));
    }
    out.push_str("</dl>\n");
    Html(out)
}

/// A list of points; nothing for none.
pub(super) fn points(list: impl IntoIterator<Item = Html>) -> Html {
    let items: String = list.into_iter().map(|item| format!("<li>{item}</li>\n")).collect();
    if items.is_empty() { Html::default() } else { Html(format!("<ul>\n{items}</ul>\n")) }
}

pub(super) fn paragraph(content: &Html) -> Html {
    if content.is_empty() { Html::default() } else { Html(format!("<p>{content}</p>\n")) }
}

/// A digest in groups of eight.
pub(super) fn grouped(digest: &str) -> Html {
    let (kind, hex) = digest.split_once(':').unwrap_or(("", digest));
    let letters: Vec<char> = hex.chars().collect();
    let groups: Vec<String> = letters.chunks(8).map(|group| group.iter().collect()).collect();
    let kind = if kind.is_empty() { String::new() } else { format!("{kind}: ") };
    Html(format!("<code>{}{}</code>", escaped(&kind), escaped(&groups.join(" "))))
}
