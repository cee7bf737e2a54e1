//! Units: what a quantity is counted in, and exact conversion between units of one dimension.
//!
//! The table is `data/units.csv` (definitions, not the rounded figures of UN/ECE Recommendation 20). Symbols are
//! read with regard to case, aliases without; Recommendation 20 codes only where nothing else fits, because a human
//! "KG" is not its keg. Tokens with several readings stand in `data/units_ambiguous.csv`.

use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;
use std::sync::OnceLock;

use indexmap::IndexMap;

use crate::data;
use crate::decimal::{Decimal, Wide};

/// A unit of the table, for example `kg`, `kWh`, `piece`, `t·km`.
///
/// ```
/// use product_footprint::Unit;
///
/// let kg: Unit = "公斤".parse()?;
/// assert_eq!(kg.symbol(), "kg");
/// assert_eq!("Stück".parse::<Unit>()?, "pcs".parse::<Unit>()?);
/// assert!("gr".parse::<Unit>().is_err()); // gram, grain or gross?
/// # Ok::<(), product_footprint::ParseUnitError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit(NonZeroU16);

/// What kind of amount a unit counts. Units convert within one dimension only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dimension {
    Mass,
    Volume,
    /// The content belongs to the item: a box converts into nothing but itself.
    Package,
    Other(u16),
}

/// Why a text is not a [`Unit`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseUnitError {
    /// No unit has this symbol, name, alias or code.
    #[error("`{0}` is not a known unit")]
    Unknown(String),
    /// The text has several readings, and none may be guessed.
    #[error("`{token}` can mean {candidates}")]
    Ambiguous {
        /// The text.
        token: String,
        /// Its readings.
        candidates: String,
    },
}

/// A token with several readings.
#[derive(Debug)]
pub(crate) struct Ambiguity {
    /// The reading that is taken, with a warning if `warn`; `None` if a person has to say.
    pub(crate) reading: Option<Unit>,
    pub(crate) warn: bool,
    pub(crate) candidates: String,
    pub(crate) example: String,
    pub(crate) why: [String; 2],
}

struct Row {
    code: String,
    symbol: String,
    names: [String; 2],
    dimension: Dimension,
    /// Something that has a mass may be counted in it: no energy, no freight, no time.
    of_matter: bool,
    /// One unit is numerator / denominator base units.
    factor: (Wide, Wide),
}

struct Table {
    rows: Vec<Row>,
    symbols: IndexMap<String, Unit>,
    folded: IndexMap<String, Unit>,
    codes: IndexMap<String, Unit>,
    ambiguous: IndexMap<String, Ambiguity>,
    /// Spellings that need no folding and have one reading: what nearly every cell holds.
    plain: IndexMap<String, Unit, foldhash::fast::RandomState>,
}

/// The dimensions of things that have a mass.
const MATTER: [&str; 8] = ["mass", "volume", "volume_normal", "volume_standard", "length", "area", "count", "package"];

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(Table::parse)
}

impl Table {
    fn parse() -> Self {
        let mut table = Self {
            rows: Vec::new(),
            symbols: IndexMap::new(),
            folded: IndexMap::new(),
            codes: IndexMap::new(),
            ambiguous: IndexMap::new(),
            plain: IndexMap::default(),
        };
        let mut dimensions: IndexMap<String, u16> = IndexMap::new();
        for row in data::table(data::UNITS) {
            let unit = Unit::numbered(table.rows.len());
            let dimension = match row.get("dimension") {
                "mass" => Dimension::Mass,
                "volume" => Dimension::Volume,
                "package" => Dimension::Package,
                other => {
                    let next = u16::try_from(dimensions.len()).unwrap_or(u16::MAX);
                    Dimension::Other(*dimensions.entry(other.to_owned()).or_insert(next))
                }
            };
            table.symbols.entry(row.get("symbol").to_owned()).or_insert(unit);
            table.codes.entry(row.get("code").to_owned()).or_insert(unit);
            for spelling in row.get("aliases").split('|').chain([row.get("name_en"), row.get("name_zh")]) {
                if !spelling.is_empty() {
                    table.folded.entry(fold(spelling)).or_insert(unit);
                }
            }
            table.rows.push(Row {
                code: row.get("code").to_owned(),
                symbol: row.get("symbol").to_owned(),
                names: [row.get("name_en").to_owned(), row.get("name_zh").to_owned()],
                dimension,
                of_matter: MATTER.contains(&row.get("dimension")),
                factor: ratio(row.get("factor")),
            });
        }
        for row in data::table(data::UNITS_AMBIGUOUS) {
            let ambiguity = Ambiguity {
                reading: table.codes.get(row.get("reading")).copied(),
                warn: row.get("warn") == "yes",
                candidates: row.get("candidates").to_owned(),
                example: row.get("example").to_owned(),
                why: [row.get("why_en").to_owned(), row.get("why_zh").to_owned()],
            };
            table.ambiguous.insert(row.get("token").to_owned(), ambiguity);
        }
        let folded = table.folded.iter().filter(|(t, _)| !table.symbols.contains_key(*t));
        let spellings = table.symbols.iter().chain(folded).filter(|(t, _)| !table.ambiguous.contains_key(*t));
        table.plain = spellings.map(|(t, u)| (t.clone(), *u)).collect();
        table
    }
}

/// `a` or `a/b`; empty (a package) is 1.
fn ratio(text: &str) -> (Wide, Wide) {
    let number = |t: &str| t.parse::<Decimal>().map_or(Wide::ONE, Wide::from);
    match text.split_once('/') {
        Some((a, b)) => (number(a), number(b)),
        None => (number(text), Wide::ONE),
    }
}

/// One spelling for all: full-width forms to ASCII, blanks at the ends away, lower case.
fn fold(text: &str) -> String {
    half_width(text.trim()).to_lowercase()
}

/// Full-width ASCII (`ｋｇ`) and the ideographic blank, as Chinese and Japanese keyboards write them, to ASCII.
pub(crate) fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '！'..='～' => char::from_u32(u32::from(c).wrapping_sub(0xFEE0)).unwrap_or(c),
            _ => c,
        })
        .collect()
}

impl Unit {
    /// The piece, declared unit of an item that states none.
    pub(crate) fn piece() -> Self {
        Self::by_code("H87")
    }

    pub(crate) fn kilogram() -> Self {
        Self::by_code("KGM")
    }

    pub(crate) fn megajoule() -> Self {
        Self::by_code("3B")
    }

    pub(crate) fn kilowatt_hour() -> Self {
        Self::by_code("KWH")
    }

    /// One run: the declared unit of a process with several outputs.
    pub(crate) fn process_run() -> Self {
        Self::by_code("X-RUN")
    }

    pub(crate) fn cubic_metre() -> Self {
        Self::by_code("MTQ")
    }

    pub(crate) fn tonne() -> Self {
        Self::by_code("TNE")
    }

    pub(crate) fn tonne_kilometre() -> Self {
        Self::by_code("TKM")
    }

    /// Whether it is a mass of coal equivalent (`tce`, `kgce`): a calorific value that says what it means for fuels only.
    pub(crate) fn is_coal_equivalent(self) -> bool {
        matches!(self.code(), "X-TCE" | "X-KGCE")
    }

    /// The unit in a row of the table. It is kept as the next number, so that an absent unit takes no room.
    fn numbered(row: usize) -> Self {
        Self(u16::try_from(row).ok().and_then(|row| NonZeroU16::MIN.checked_add(row)).unwrap_or(NonZeroU16::MAX))
    }

    /// The unit of a code of the table, whatever else the code can mean.
    pub(crate) fn by_code(code: &str) -> Self {
        table().codes.get(code).copied().unwrap_or_else(|| Self::numbered(0))
    }

    fn row(self) -> &'static Row {
        &table().rows[usize::from(self.0.get()).saturating_sub(1)]
    }

    /// The symbol, for example `kWh`.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        &self.row().symbol
    }

    /// The UN/ECE Recommendation 20 code, for example `KWH`; `X-…` where it has none. What is printed of a unit, its
    /// symbol, reads as the same unit; a code does but for five that mean something else every day: `GM`, `KL` and `GJ` are
    /// read as gram, kilolitre and gigajoule, `MIL` and `KT` are refused.
    #[must_use]
    pub fn code(self) -> &'static str {
        &self.row().code
    }

    /// The symbol as people of a language write it: `件` for the piece in Chinese, the symbol elsewhere.
    pub(crate) fn label(self, language: crate::diagnostic::Language) -> &'static str {
        match (language, self.code()) {
            (crate::diagnostic::Language::Zh, "H87" | "C62") => &self.row().names[1],
            (crate::diagnostic::Language::En, "H87") => "piece",
            (crate::diagnostic::Language::En, "C62") => "unit",
            _ => self.symbol(),
        }
    }

    pub(crate) fn dimension(self) -> Dimension {
        self.row().dimension
    }

    /// Whether something that has a mass may be counted in it: in kilograms, litres, metres, pieces, boxes; not in
    /// kilowatt-hours, tonne-kilometres or hours.
    pub(crate) fn is_of_matter(self) -> bool {
        self.row().of_matter
    }

    /// `amount` of this unit in `to`: exact but for one rounding of the last division. `None` between dimensions.
    pub(crate) fn convert(self, amount: Wide, to: Self) -> Option<Wide> {
        if self == to {
            return Some(amount);
        }
        if self.dimension() != to.dimension() || self.dimension() == Dimension::Package {
            return None;
        }
        let ((a, b), (c, d)) = (self.row().factor, to.row().factor);
        amount.mul(a.mul(d)).div(b.mul(c))
    }

    /// Reads a unit and says whether the token had other readings.
    pub(crate) fn read(text: &str) -> Result<(Self, Option<&'static Ambiguity>), ParseUnitError> {
        let table = table();
        if let Some(unit) = table.plain.get(text) {
            return Ok((*unit, None));
        }
        let token = half_width(text.trim());
        if let Some(ambiguity) = table.ambiguous.get(&token) {
            return match ambiguity.reading {
                Some(unit) => Ok((unit, ambiguity.warn.then_some(ambiguity))),
                None => Err(ParseUnitError::Ambiguous { token, candidates: ambiguity.candidates.clone() }),
            };
        }
        let found = table.symbols.get(&token).or_else(|| table.folded.get(&fold(&token)));
        match found.or_else(|| table.codes.get(&token)) {
            Some(unit) => Ok((*unit, None)),
            None => Err(ParseUnitError::Unknown(token)),
        }
    }

    /// What makes `text` ambiguous, if it is.
    pub(crate) fn ambiguity(text: &str) -> Option<&'static Ambiguity> {
        table().ambiguous.get(&half_width(text.trim()))
    }

    /// Every spelling of every unit, for suggestions.
    pub(crate) fn spellings() -> impl Iterator<Item = &'static str> {
        let table = table();
        table.symbols.keys().chain(table.folded.keys()).map(String::as_str)
    }
}

impl FromStr for Unit {
    type Err = ParseUnitError;

    fn from_str(text: &str) -> Result<Self, ParseUnitError> {
        Self::read(text).map(|(unit, _)| unit)
    }
}

impl fmt::Display for Unit {
    /// `piece`, or the symbol.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.label(crate::diagnostic::Language::En))
    }
}

impl fmt::Debug for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str) -> Unit {
        text.parse().unwrap_or_else(|e| panic!("{e}"))
    }

    fn convert(amount: &str, from: &str, to: &str) -> Option<String> {
        let amount = Wide::from(amount.parse::<Decimal>().unwrap_or_default());
        unit(from).convert(amount, unit(to)).and_then(Wide::to_decimal).map(|d| d.to_string())
    }

    #[test]
    fn what_people_write_is_read_before_what_a_code_list_says() {
        for (text, symbol) in [
            ("KG", "kg"),
            ("ｋｇ", "kg"),
            ("公斤", "kg"),
            ("GJ", "GJ"),
            ("度", "kWh"),
            ("KWH", "kWh"),
            ("kWh", "kWh"),
            ("件", "pc"),
            ("piece", "pc"),
            ("Units", "1"),
            ("tkm", "t·km"),
            ("吨公里", "t·km"),
            ("m³", "m³"),
            ("M2", "m²"),
            ("H87", "pc"),
            ("TNE", "t"),
            ("Mt", "Mt"),
            ("吨标煤", "tce"),
        ] {
            assert_eq!(unit(text).symbol(), symbol, "{text}");
        }
        assert!("mW".parse::<Unit>().is_err(), "a milliwatt is not a megawatt");
        assert!("furlong".parse::<Unit>().is_err());
    }

    #[test]
    fn tokens_with_two_readings_are_asked_for_or_said() {
        for asked in ["gr", "KT", "RM", "barrel", "cwt", "MBTU", "dz", "mil", "AR"] {
            assert!(matches!(Unit::read(asked), Err(ParseUnitError::Ambiguous { .. })), "{asked}");
        }
        for said in ["ton", "MT", "gal", "T", "桶", "M"] {
            assert!(matches!(Unit::read(said), Ok((_, Some(_)))), "{said}");
        }
        assert!(matches!(Unit::read("t"), Ok((_, None))));
    }

    #[test]
    fn conversions_are_exact() {
        assert_eq!(convert("2.7", "MJ", "kWh"), Some("0.75".into()));
        assert_eq!(convert("1", "lb", "kg"), Some("0.45359237".into()));
        assert_eq!(convert("3", "亩", "m2"), Some("2000".into()));
        assert_eq!(convert("15000", "cm2", "m2"), Some("1.5".into()));
        assert_eq!(convert("1", "kg", "kWh"), None);
        assert_eq!(convert("1", "t", "tce"), None, "a tonne of coal equivalent is energy");
        assert_eq!(convert("1", "box", "ctn"), None);
        assert_eq!(convert("2", "box", "box"), Some("2".into()));
        assert_eq!(convert("1", "Nm3", "m3"), None, "a normal cubic metre needs its reference state");
    }

    #[test]
    fn every_row_is_sound() {
        for row in &table().rows {
            assert!(!row.symbol.is_empty() && !row.names[0].is_empty(), "{}", row.code);
            assert!(!row.factor.0.is_zero() && !row.factor.1.is_zero(), "{}", row.code);
        }
        assert_eq!(table().codes.len(), table().rows.len(), "codes are unique");
        assert_eq!(table().symbols.len(), table().rows.len(), "symbols are unique");
        for (token, ambiguity) in &table().ambiguous {
            assert!(unit(&ambiguity.example).symbol() != "", "{token}");
        }
        assert_eq!(Unit::piece().code(), "H87");
    }

    #[test]
    fn what_is_printed_reads_as_the_same_unit() {
        let mut otherwise = Vec::new();
        for row in &table().rows {
            let printed = unit(&row.symbol);
            assert_eq!(printed.code(), row.code);
            assert_eq!(unit(&printed.to_string()), printed);
            let read = row.code.parse::<Unit>().ok();
            if read != Some(printed) {
                otherwise.push((row.code.as_str(), read.map_or("refused", Unit::symbol)));
            }
        }
        // Codes of which trade and engineering mean something else: everyday spellings come first.
        assert_eq!(otherwise, [("MIL", "refused"), ("KT", "refused"), ("GM", "g"), ("KL", "kL"), ("GJ", "GJ")]);
    }
}
