//! How wide text is, before anything draws it: estimates in thousandths of the type size, on the wide side.

/// Thousandths of an em of a character: the wider of Noto Sans SC and Arial, the fonts that a label asks for first and
/// last.
fn width(c: char) -> i64 {
    match c {
        ' ' | '\u{a0}' | 'i' | 'j' | 'l' => 285,
        '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'f' | 'I' => 325,
        't' | 'r' | '(' | ')' | '[' | ']' | '{' | '}' | '/' | '\\' | '-' => 392,
        '"' | '*' => 475,
        'c' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 535,
        'a' | 'e' | 'k' | '0'..='9' | '$' | '?' | '–' | '_' => 565,
        'm' | 'W' | '%' => 945,
        'M' | 'w' => 835,
        'b'..='z' | 'F' | 'L' | 'T' | 'Z' | '`' => 622,
        '+' | '<' | '>' | '=' | '~' | '#' | '^' | '−' => 590,
        'A' | 'B' | 'E' | 'K' | 'P' | 'S' | 'V' | 'X' | 'Y' | '&' => 682,
        '@' => 1015,
        'C'..='U' => 780,
        '₀'..='₉' | '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' => 425,
        '⁻' => 530,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{3ff}' => 800,
        // Ligatures of whole phrases, as in Arabic.
        '\u{fd3e}'..='\u{fdff}' | '\u{12000}'..='\u{1254f}' => 12_000,
        '\u{1f000}'..='\u{1ffff}' => 1_400,
        // Also of dots and quotation marks, which Chinese fonts draw as wide as a character.
        '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' => 1_000,
        _ => 1_050,
    }
}

/// How a text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Type {
    /// Hundredths of a unit of the drawing.
    pub(super) size: i64,
    pub(super) bold: bool,
}

impl Type {
    pub(super) const fn plain(size: i64) -> Self {
        Self { size, bold: false }
    }

    pub(super) const fn bold(size: i64) -> Self {
        Self { size, bold: true }
    }

    /// The width of a text in hundredths of a unit.
    pub(super) fn width(self, text: &str) -> i64 {
        // Bold Latin letters are wider, Chinese ones are not.
        let wide = |c: char| if self.bold && !is_wide(c) { width(c).saturating_mul(110) / 100 } else { width(c) };
        let sum: i64 = text.chars().map(wide).fold(0, i64::saturating_add);
        sum.saturating_mul(self.size) / 1000
    }

    /// The text, cut with an ellipsis where it is wider than `most`.
    pub(super) fn shortened(self, text: &str, most: i64) -> String {
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.width(&text) <= most {
            return text;
        }
        let room = most.saturating_sub(self.width("…"));
        let mut out = String::new();
        for c in text.chars() {
            out.push(c);
            if self.width(&out) > room {
                out.pop();
                break;
            }
        }
        out.truncate(out.trim_end().len());
        out.push('…');
        out
    }

    /// The text in lines of at most `most`, cut between words or before a Chinese character; the last of `lines` with an
    /// ellipsis where more does not fit.
    pub(super) fn wrapped(self, text: &str, most: i64, lines: usize) -> Vec<String> {
        let mut out = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            if out.len().saturating_add(1) >= lines || self.width(rest) <= most {
                out.push(self.shortened(rest, most));
                break;
            }
            let mut fits = 0;
            let mut nice = 0;
            for (at, c) in rest.char_indices() {
                let end = at.saturating_add(c.len_utf8());
                if at > 0 && (c == ' ' || is_wide(c)) && !is_closing(c) {
                    nice = at;
                }
                if rest.get(..end).is_some_and(|head| self.width(head) > most) {
                    break;
                }
                fits = end;
            }
            // A word that fills more than half a line is cut where the line ends.
            let cut = if nice.saturating_mul(2) > fits {
                nice
            } else {
                fits.max(rest.chars().next().map_or(0, char::len_utf8))
            };
            let (line, after) = rest.split_at(cut);
            out.push(line.trim().to_owned());
            rest = after.trim_start();
        }
        out
    }

    /// Whether so many lines hold the whole text.
    pub(super) fn is_whole(self, text: &str, most: i64, lines: usize) -> bool {
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        letters(&self.wrapped(text, most, lines).concat()) == letters(text)
    }

    /// Entries put side by side into lines, with a separator between.
    pub(super) fn packed(self, entries: &[String], separator: &str, most: i64) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for entry in entries {
            let entry = self.shortened(entry, most);
            match out.last_mut() {
                Some(line) if self.width(&format!("{line}{separator}{entry}")) <= most => {
                    line.push_str(separator);
                    line.push_str(&entry);
                }
                _ => out.push(entry),
            }
        }
        out
    }
}

fn is_wide(c: char) -> bool {
    c >= '\u{2e80}'
}

/// Marks that may not begin a line.
fn is_closing(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '；' | '：' | '）' | '”' | '》' | '！' | '？')
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: Type = Type::plain(1000);

    #[test]
    fn text_is_cut_to_its_room() {
        assert_eq!(TYPE.shortened("short", 10_000), "short");
        for (text, most) in [("铝合金端盖铝合金端盖", 5_000), ("Aluminium end cover, type EC-90", 9_000)] {
            let cut = TYPE.shortened(text, most);
            assert!(cut.ends_with('…') && TYPE.width(&cut) <= most, "{cut}");
        }
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(TYPE.wrapped("one two three", 5_000, 3), ["one two", "three"]);
        assert_eq!(TYPE.wrapped("不含分销，储存", 4_000, 2), ["不含分", "销，储存"]);
        for line in TYPE.wrapped(&"unbreakable".repeat(20), 9_000, 3) {
            assert!(TYPE.width(&line) <= 9_000, "{line}");
        }
    }

    #[test]
    fn entries_are_packed() {
        let entries = ["aaaa", "bbbb", "cccc"].map(str::to_owned);
        assert_eq!(TYPE.packed(&entries, " · ", 7_000), ["aaaa · bbbb", "cccc"]);
    }
}
