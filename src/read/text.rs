//! Bytes to text: which encoding a file is in.

use std::borrow::Cow;

/// An encoding that a user may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without byte-order mark.
    Utf8,
    /// UTF-16, byte order by its mark, little-endian without one.
    Utf16,
    /// GB18030, which holds GBK and GB2312.
    Gb18030,
    /// Windows-1252, which holds Latin-1: Western European text as old programs write it.
    Windows1252,
    /// Shift-JIS: Japanese.
    ShiftJis,
    /// Big5: traditional Chinese.
    Big5,
}

impl Encoding {
    /// The name that [`Encoding::parse`] reads.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Gb18030 => "gb18030",
            Self::Windows1252 => "windows-1252",
            Self::ShiftJis => "shift-jis",
            Self::Big5 => "big5",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().replace(['-', '_'], "").as_str() {
            "utf8" | "utf8bom" | "utf8sig" => Some(Self::Utf8),
            "utf16" | "utf16le" | "unicode" => Some(Self::Utf16),
            "gb18030" | "gbk" | "gb2312" | "cp936" => Some(Self::Gb18030),
            "windows1252" | "cp1252" | "latin1" | "iso88591" => Some(Self::Windows1252),
            "shiftjis" | "sjis" | "cp932" => Some(Self::ShiftJis),
            "big5" | "cp950" => Some(Self::Big5),
            _ => None,
        }
    }
}

/// With what a cell begins that a spreadsheet takes for a formula, in half and full width.
const FORMULA_SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

fn begins_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA_SIGNS)
}

/// A text from outside, harmless in a spreadsheet: what would begin a formula gets an apostrophe in front.
#[cfg(feature = "cli")]
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    if begins_formula(text) { format!("'{text}").into() } else { text.into() }
}

/// A text as it was before it was made harmless: the same text for every text.
pub(crate) fn plain(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| begins_formula(rest)).unwrap_or(text)
}

/// The text of a file, and whether its encoding was a guess.
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) guessed: bool,
}

/// Decodes strictly: the named encoding, else the byte-order mark, else UTF-8, else GB18030 as a guess.
/// The error names the encoding that failed.
pub(crate) fn decode(bytes: &[u8], named: Option<Encoding>) -> Result<Decoded<'_>, &'static str> {
    let sure = |text: Cow<'_, str>| Decoded { text: text.into_owned().into(), guessed: false };
    let utf16 = |bytes: &[u8], big: bool| utf16(bytes, big).map(|t| sure(t.into())).ok_or("UTF-16");
    match (named, bytes) {
        (None | Some(Encoding::Utf16), [0xFF, 0xFE, rest @ ..]) => utf16(rest, false),
        (None | Some(Encoding::Utf16), [0xFE, 0xFF, rest @ ..]) => utf16(rest, true),
        (Some(Encoding::Utf16), _) => utf16(bytes, false),
        (Some(named @ (Encoding::Gb18030 | Encoding::Windows1252 | Encoding::ShiftJis | Encoding::Big5)), _) => {
            legacy(bytes, named).map(|t| sure(t.into())).ok_or(named.name())
        }
        (None | Some(Encoding::Utf8), _) => {
            let marked = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]);
            match std::str::from_utf8(marked.unwrap_or(bytes)) {
                Ok(text) => Ok(Decoded { text: text.into(), guessed: false }),
                Err(_) if named.is_some() || marked.is_some() => Err("UTF-8"),
                Err(_) => {
                    let text = legacy(bytes, Encoding::Gb18030);
                    text.map(|text| Decoded { text: text.into(), guessed: true }).ok_or("UTF-8 / GB18030")
                }
            }
        }
    }
}

fn utf16(bytes: &[u8], big_endian: bool) -> Option<String> {
    let pairs = bytes.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    let units = pairs.map(|p| {
        let pair = [p[0], p[1]];
        if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    });
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}

/// The texts that bytes without a mark, in UTF-8 at no rate, can be: each encoding under which they are valid.
#[cfg(feature = "cli")]
pub(super) fn candidates(bytes: &[u8]) -> Vec<(Encoding, String)> {
    let nul = bytes.iter().filter(|b| **b == 0).count();
    if nul > bytes.len() / 4 {
        let little = bytes.iter().step_by(2).filter(|b| **b == 0).count() < nul.saturating_sub(nul / 2);
        return utf16(bytes, !little).map(|text| (Encoding::Utf16, text)).into_iter().collect();
    }
    let mut all = [Encoding::Gb18030, Encoding::Windows1252, Encoding::ShiftJis, Encoding::Big5];
    if stands_alone(bytes) {
        all.swap(0, 1);
    }
    all.into_iter().filter_map(|encoding| Some((encoding, legacy(bytes, encoding)?))).collect()
}

/// Whether most bytes beyond ASCII stand alone between ASCII ones, as accented letters do and Chinese characters do not.
#[cfg(feature = "cli")]
fn stands_alone(bytes: &[u8]) -> bool {
    let high = |b: Option<&u8>| b.is_some_and(|b| *b >= 0x80);
    let all = bytes.iter().filter(|b| **b >= 0x80).count();
    let alone = bytes.iter().enumerate().filter(|(at, b)| {
        let before = at.checked_sub(1).and_then(|i| bytes.get(i));
        **b >= 0x80 && !high(before) && !high(bytes.get(at.saturating_add(1)))
    });
    alone.count().saturating_mul(2) > all
}

#[cfg(feature = "gb18030")]
fn legacy(bytes: &[u8], encoding: Encoding) -> Option<String> {
    let table = match encoding {
        Encoding::Windows1252 => encoding_rs::WINDOWS_1252,
        Encoding::ShiftJis => encoding_rs::SHIFT_JIS,
        Encoding::Big5 => encoding_rs::BIG5,
        Encoding::Gb18030 | Encoding::Utf8 | Encoding::Utf16 => encoding_rs::GB18030,
    };
    let text = table.decode_without_bom_handling_and_without_replacement(bytes)?;
    // Binary data decodes now and then; no table holds NUL characters.
    (!text.contains('\0')).then(|| text.into_owned())
}

#[cfg(not(feature = "gb18030"))]
fn legacy(_bytes: &[u8], _encoding: Encoding) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], named: Option<Encoding>) -> Result<(String, bool), &'static str> {
        decode(bytes, named).map(|d| (d.text.into_owned(), d.guessed))
    }

    #[cfg(feature = "cli")]
    #[test]
    fn what_is_made_harmless_reads_as_it_was() {
        for text in ["", "a", "=1+1", "'=1+1", "''-5", "'a", "'", "\t=1", "＝1", "-5", "it's", "@x"] {
            let written = harmless(text);
            assert_eq!(plain(&written), text);
            assert!(!written.starts_with(FORMULA_SIGNS), "{written}");
        }
    }

    #[test]
    fn the_mark_decides_then_utf8_then_a_guess() {
        assert_eq!(read(b"\xEF\xBB\xBFa", None), Ok(("a".into(), false)));
        assert_eq!(read(b"\xFF\xFEa\0", None), Ok(("a".into(), false)));
        assert_eq!(read(b"\xFE\xFF\0a", None), Ok(("a".into(), false)));
        assert_eq!(read("钢".as_bytes(), None), Ok(("钢".into(), false)));
        assert_eq!(read(b"\xFF\xFEa", None), Err("UTF-16"));
        assert_eq!(read(b"\xB8\xD6", Some(Encoding::Utf8)), Err("UTF-8"));
    }

    #[cfg(feature = "gb18030")]
    #[test]
    fn chinese_spreadsheets_are_read() {
        assert_eq!(read(b"\xB8\xD6", None), Ok(("钢".into(), true)));
        assert_eq!(read(b"\xB8\xD6", Some(Encoding::Gb18030)), Ok(("钢".into(), false)));
        assert_eq!(read(b"\xFF", None), Err("UTF-8 / GB18030"));
        assert_eq!(read(b"\0\xB8\xD6", None), Err("UTF-8 / GB18030"));
    }
}
