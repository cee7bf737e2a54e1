//! The words of a text, and where the words of `data/claims.csv` stand in it.
//!
//! Case, hyphens and full-width forms do not matter; a Chinese character is a word. Matching is by whole words, so
//! `economy` holds no `eco`.

use std::ops::Range;

/// A word, number or mark. `,` parts a clause and `.` a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    /// Bytes of the original.
    at: Range<usize>,
}

impl Token {
    /// Makes it a word that no list holds.
    pub(super) fn hide(&mut self) {
        self.text = "\0".to_owned();
    }

    pub(super) fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }

    fn is_mark(&self) -> bool {
        matches!(self.text.as_str(), "," | "." | "%" | "-")
    }
}

/// One row of the list.
#[derive(Debug)]
pub(super) struct Phrase {
    pub(super) code: String,
    /// How many words a denial reaches.
    pub(super) within: usize,
    words: Vec<String>,
}

impl Phrase {
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether it is this word alone.
    pub(super) fn is(&self, words: &str) -> bool {
        words_of(words) == self.words
    }

    fn matches(&self, tokens: &[Token]) -> bool {
        tokens.len() >= self.words.len() && self.words.iter().zip(tokens).all(|(word, token)| *word == token.text)
    }
}

/// The list, by kind.
#[derive(Debug)]
pub(super) struct Lexicon(Vec<(String, Phrase)>);

impl Lexicon {
    pub(super) fn embedded() -> Self {
        let rows = crate::data::table(crate::data::CLAIMS).map(|row| {
            let phrase = Phrase {
                code: row.get("code").to_owned(),
                within: row.get("within").parse().unwrap_or(0),
                words: words_of(row.get("words")),
            };
            (row.get("kind").to_owned(), phrase)
        });
        Self(rows.filter(|(_, phrase)| !phrase.words.is_empty()).collect())
    }

    /// The longest phrase of a kind that begins with the first of these tokens.
    pub(super) fn begins(&self, kind: &str, tokens: &[Token]) -> Option<&Phrase> {
        let of_kind = self.0.iter().filter(|(k, phrase)| k == kind && phrase.matches(tokens));
        of_kind.map(|(_, phrase)| phrase).max_by_key(|phrase| phrase.len())
    }

    /// Where phrases of a kind stand.
    pub(super) fn all<'l>(&'l self, kind: &str, tokens: &[Token]) -> Vec<(Range<usize>, &'l Phrase)> {
        let at =
            |i: usize| self.begins(kind, tokens.get(i..)?).map(|phrase| (i..i.saturating_add(phrase.len()), phrase));
        (0..tokens.len()).filter_map(at).collect()
    }

    /// Whether any phrase of a kind stands there.
    pub(super) fn has(&self, kind: &str, tokens: &[Token]) -> bool {
        (0..tokens.len()).any(|i| tokens.get(i..).is_some_and(|rest| self.begins(kind, rest).is_some()))
    }
}

fn words_of(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|token| token.text).collect()
}

/// Whether some words stand in a text, one after the other.
pub(super) fn contains(tokens: &[Token], words: &str) -> bool {
    positions(tokens, words).next().is_some()
}

/// Where some words stand in a text.
pub(super) fn positions(tokens: &[Token], words: &str) -> impl Iterator<Item = Range<usize>> {
    let words = words_of(words);
    let length = words.len();
    let starts = (0..tokens.len()).filter(move |_| length > 0);
    let found = starts.filter(move |i| {
        let here = tokens.get(*i..i.saturating_add(length));
        here.is_some_and(|here| here.iter().zip(&words).all(|(token, word)| token.text == *word))
    });
    found.map(move |i| i..i.saturating_add(length)).collect::<Vec<_>>().into_iter()
}

/// The original words of some tokens.
pub(super) fn original<'t>(text: &'t str, tokens: &[Token]) -> &'t str {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return "" };
    text.get(first.at.start..last.at.end).unwrap_or("")
}

/// The sentences of a text.
pub(super) fn sentences(tokens: &[Token]) -> impl Iterator<Item = &[Token]> {
    tokens.split(|token| token.text == ".").filter(|sentence| !sentence.is_empty())
}

/// Takes a text apart. Addresses of the web say nothing.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut skip_to = 0;
    let mut before = ' ';
    let mut characters = text.char_indices().peekable();
    while let Some((at, written)) = characters.next() {
        let end = at.saturating_add(written.len_utf8());
        let after = characters.peek().map_or(' ', |(_, c)| plain(*c));
        if at < skip_to {
            continue;
        }
        if before.is_whitespace() {
            let chunk = text.get(at..).and_then(|rest| rest.split_whitespace().next()).unwrap_or("");
            if chunk.contains("://") || chunk.starts_with("www.") {
                skip_to = at.saturating_add(chunk.len());
                continue;
            }
        }
        if is_hidden(written) {
            continue;
        }
        let c = plain(written);
        let glued = |out: &mut Vec<Token>, joins: bool| match out.last_mut().filter(|_| joins) {
            Some(last) => {
                last.text.push(c);
                last.at.end = end;
            }
            None => out.push(Token { text: c.to_string(), at: at..end }),
        };
        let last_is = |out: &[Token], of: fn(char) -> bool| {
            let inside = before.is_alphanumeric() || matches!(before, '\'' | '.' | ',');
            inside && out.last().is_some_and(|t| !t.is_mark() && t.text.ends_with(of))
        };
        if is_han(c) {
            out.push(Token { text: c.to_string(), at: at..end });
        } else if c.is_ascii_digit() {
            let joins = last_is(&out, |c| c.is_ascii_digit() || matches!(c, '.'));
            glued(&mut out, joins);
        } else if c.is_alphabetic() {
            let joins = last_is(&out, |c| (c.is_alphabetic() && !is_han(c)) || c == '\'');
            glued(&mut out, joins);
        } else if c == '\'' && after.is_alphabetic() && last_is(&out, |c| c.is_alphabetic() && !is_han(c))
            || c == '.' && after.is_ascii_digit() && last_is(&out, |c| c.is_ascii_digit())
        {
            glued(&mut out, true);
        } else if c == ',' && last_is(&out, |c| c.is_ascii_digit()) && after.is_ascii_digit() {
            // 1,000 is one number.
            before = c;
            continue;
        } else if matches!(c, '.' | ';' | '!' | '?' | '\n' | '。') {
            out.push(Token { text: ".".to_owned(), at: at..end });
        } else if matches!(c, ',' | '、') {
            out.push(Token { text: ",".to_owned(), at: at..end });
        } else if c == '%' {
            out.push(Token { text: "%".to_owned(), at: at..end });
        } else if c == '-' && !before.is_alphanumeric() && after.is_ascii_digit() {
            out.push(Token { text: "-".to_owned(), at: at..end });
        }
        before = c;
    }
    out
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// What nobody sees, and what is put between letters so that nobody finds them.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The plain form of a character: small, of usual width.
fn plain(c: char) -> char {
    let c = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c).saturating_sub(0xfee0)).unwrap_or(c),
        '\u{2080}'..='\u{2089}' => char::from_u32(u32::from(c).saturating_sub(0x2050)).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{3000}' | '\u{a0}' => ' ',
        _ => c,
    };
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> String {
        words_of(text).join(" ")
    }

    #[test]
    fn texts_come_apart_into_words() {
        assert_eq!(split("Carbon‑Neutral, CO₂e!"), "carbon neutral , co 2 e .");
        assert_eq!(split("ＩＳＯ14067 碳 中和"), "iso 14067 碳 中 和");
        assert_eq!(split("1,000.5 kg; 30%"), "1000.5 kg . 30 %");
        assert_eq!(split("isn't −20 % a-20"), "isn't - 20 % a 20");
        assert_eq!(split("gr\u{200b}een see https://green.example/x and www.eco.example now"), "green see and now");
    }

    #[test]
    fn the_list_is_whole() {
        let lexicon = Lexicon::embedded();
        for kind in [
            "claim", "checked", "verified", "than", "change", "rival", "earlier", "carbon", "allowed", "title",
            "system",
        ]
        .into_iter()
        .chain(["colour", "part", "denial", "denied", "nodenial", "and", "partly", "legal"])
        {
            assert!(lexicon.0.iter().any(|(k, _)| k == kind), "{kind}");
        }
        for (kind, phrase) in &lexicon.0 {
            let coded = matches!(kind.as_str(), "claim" | "checked" | "verified");
            assert_eq!(coded, phrase.code.starts_with("C50"), "{kind} {phrase:?}");
        }
    }
}
