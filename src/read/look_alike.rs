//! Ids that look the same and are not: a letter of another alphabet, a blank that nobody sees, 0 for O.
//!
//! What two ids look like is compared by what stands for each of their characters. The table holds what is met in
//! tables of materials: letters of the Cyrillic and Greek alphabets that are drawn as Latin ones, full-width forms,
//! strokes and blanks, accents in one character or two. It is no complete list of what resembles what.

use hashbrown::HashMap;

use crate::diagnostic::{is_hidden, limits};
use crate::study::{NameId, Study};
use crate::unit::half_width;

/// Characters and what each looks like; one of a line of its own alphabet beside one of ours.
const LOOKS: [(&str, &str); 10] = [
    ("асеһіјорѕухԁԛԝкԍ", "aceһijopsyxdqwkg"),
    ("АВЕЅІЈКМНОРСТУХҮԚԜԌЗ", "ABESIJKMHOPCTYXYQWG3"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
    ("οανρυκγϲϳι", "oavpukycji"),
    ("ıɡɑһ", "igah"),
    ("ⅠⅤⅩⅬⅭⅮⅯⅰⅴⅹⅼⅽⅾⅿ", "IVXLCDMivxlcdm"),
    ("‐‑‒–—―−﹣ー一", "----------"),
    ("‘’′ʼ‛`´", "'''''''"),
    ("∕⁄․‚×∗•・", "//.,x*··"),
    // Within ASCII, in most typefaces.
    ("OIl|", "0111"),
];

/// Letters with an accent, as two characters.
const ACCENTS: &str = "àa\u{300}áa\u{301}âa\u{302}ãa\u{303}äa\u{308}åa\u{30a}çc\u{327}èe\u{300}ée\u{301}êe\u{302}ëe\u{308}\
ìi\u{300}íi\u{301}îi\u{302}ïi\u{308}ñn\u{303}òo\u{300}óo\u{301}ôo\u{302}õo\u{303}öo\u{308}ùu\u{300}úu\u{301}ûu\u{302}üu\u{308}\
ýy\u{301}ÿy\u{308}ÀA\u{300}ÁA\u{301}ÂA\u{302}ÃA\u{303}ÄA\u{308}ÅA\u{30a}ÇC\u{327}ÈE\u{300}ÉE\u{301}ÊE\u{302}ËE\u{308}\
ÌI\u{300}ÍI\u{301}ÎI\u{302}ÏI\u{308}ÑN\u{303}ÒO\u{300}ÓO\u{301}ÔO\u{302}ÕO\u{303}ÖO\u{308}ÙU\u{300}ÚU\u{301}ÛU\u{302}ÜU\u{308}\
ÝY\u{301}";

/// What stands for each character that is not what it looks like.
struct Looks {
    one: HashMap<char, char, foldhash::fast::FixedState>,
    two: HashMap<char, [char; 2], foldhash::fast::FixedState>,
}

impl Looks {
    fn new() -> Self {
        let pairs = LOOKS.iter().flat_map(|(those, ours)| those.chars().zip(ours.chars()));
        let accents: Vec<char> = ACCENTS.chars().collect();
        let two = accents.chunks_exact(3).map(|chunk| (chunk[0], [chunk[1], chunk[2]]));
        Self { one: pairs.collect(), two: two.collect() }
    }

    /// What an id looks like.
    fn of(&self, id: &str) -> String {
        let mut looks = String::with_capacity(id.len());
        let mut push = |c: char| {
            let c = if c.is_whitespace() { ' ' } else { c };
            let ours = self.one.get(&c).copied().unwrap_or(c);
            // A Cyrillic О is an O, and an O a 0.
            looks.push(self.one.get(&ours).copied().unwrap_or(ours));
        };
        for c in half_width(id).chars() {
            match self.two.get(&c) {
                _ if is_hidden(c) || ('\u{fe00}'..='\u{fe0f}').contains(&c) => {}
                Some(parts) => parts.iter().for_each(|part| push(*part)),
                None => push(c),
            }
        }
        looks
    }
}

/// Warns of ids that hold characters nobody sees, and of each id that looks like an earlier one.
pub(super) fn check(study: &mut Study) {
    // Most studies have nothing to compare: plain ids without the letters that look like digits.
    let odd = |id: &str| id.bytes().any(|b| !b.is_ascii_graphic() || matches!(b, b'O' | b'I' | b'l' | b'|' | b'`'));
    let mut suspects = study.names.iter().filter(|id| odd(id)).peekable();
    if suspects.peek().is_none() {
        return;
    }
    let looks = Looks::new();
    let mut seen: HashMap<String, Option<NameId>, foldhash::fast::RandomState> = HashMap::default();
    seen.extend(suspects.map(|id| (looks.of(id), None)));
    let mut found = Vec::new();
    for (number, id) in (0..).zip(study.names.iter()) {
        let hidden: Vec<char> = id.chars().filter(|c| is_hidden(*c)).collect();
        if !hidden.is_empty() {
            found.push((&limits::HIDDEN_CHARACTERS, number, [codes(&hidden), codes(&hidden)], String::new()));
        }
        let Some(first) = seen.get_mut(&looks.of(id)) else { continue };
        match *first {
            None => *first = Some(number),
            Some(first) => {
                let other = study.names.get(first);
                found.push((&limits::LOOK_ALIKE, number, difference(id, other), other.to_owned()));
            }
        }
    }
    let mut report = std::mem::take(&mut study.report);
    for (text, number, [how, how_zh], other) in found {
        let id = study.names.get(number);
        let origin = study.item_of(number).and_then(|at| study.items.get(at as usize)).map(|item| item.origin);
        let place = origin.and_then(|origin| study.place(origin, ""));
        let arguments = [("seen", id), ("other", other.as_str()), ("how", &how), ("how_zh", &how_zh)];
        report.add(text, place, &arguments);
    }
    study.report = report;
}

/// `U+0430, U+200B`
fn codes(characters: &[char]) -> String {
    characters.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect::<Vec<_>>().join(", ")
}

/// Where two ids part: the first character of each that is not the other's.
fn difference(id: &str, other: &str) -> [String; 2] {
    let (mut a, mut b) = (id.chars(), other.chars());
    loop {
        let (x, y) = (a.next(), b.next());
        if x == y && x.is_some() {
            continue;
        }
        let code = |c: Option<char>, none: &str| c.map_or_else(|| none.to_owned(), |c| codes(&[c]));
        return [
            format!("{} here, {} there", code(x, "nothing"), code(y, "nothing")),
            format!("此处为 {}，彼处为 {}", code(x, "无"), code(y, "无")),
        ];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_the_table_has_two_sides() {
        for (those, ours) in LOOKS {
            assert_eq!(those.chars().count(), ours.chars().count(), "{those}");
        }
        assert_eq!(ACCENTS.chars().count() % 3, 0);
    }

    #[test]
    fn what_looks_the_same_is_the_same_and_nothing_else() {
        let looks = Looks::new();
        for (a, b) in [
            ("copper", "соррег".strip_suffix('г').map(|_| "соpреr").unwrap_or_default()),
            ("PO-100", "P0-1OO"),
            ("СТАЛЬ-1", "CTAЛЬ-1"),
            ("tube", "tu\u{200b}be"),
            ("tube", "\u{202e}tube"),
            ("caf\u{e9}", "cafe\u{301}"),
            ("a b", "a\u{a0}b"),
            ("a-b", "a\u{2011}b"),
            ("Ａ１", "A1"),
            ("Al", "A1"),
        ] {
            assert_eq!(looks.of(a), looks.of(b), "{a} {b}");
        }
        for (a, b) in [("steel", "Steel"), ("a-b", "a_b"), ("tube", "cube"), ("钢", "铝"), ("a1", "a2"), ("ab", "a b")]
        {
            assert_ne!(looks.of(a), looks.of(b), "{a} {b}");
        }
    }
}
