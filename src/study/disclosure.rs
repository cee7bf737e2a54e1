//! What a study says for its readers outside: `[disclosure]` and `[verification]`. Nothing here changes a number.

use indexmap::IndexMap;

use super::Date;
use crate::decimal::Decimal;
use crate::diagnostic::Place;

/// What a key of these sections holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text.
    Text,
    /// A day, YYYY-MM-DD.
    Date,
    /// A number, zero or more.
    Number,
    /// One text or several.
    List,
    /// One URN or several.
    Urns,
    /// One UUID or several.
    Uuids,
    /// One of some words.
    Choice(&'static [&'static str]),
}

/// A key and what it holds.
pub(crate) type Key = (&'static str, Kind);

/// How the burden of burnt waste is shared out, as Catena-X has it.
pub(crate) const INCINERATION: [&str; 4] =
    ["cut-off", "reverse cut-off", "system expansion", "polluter pays principle"];

/// The keys of `[disclosure]`; those of [`PRODUCT_KEYS`] may stand there too, for every product.
pub(crate) const KEYS: &[Key] = &[
    ("producer", Kind::Text),
    ("producer_zh", Kind::Text),
    ("address", Kind::Text),
    ("representative", Kind::Text),
    ("contact", Kind::Text),
    ("about", Kind::Text),
    ("company_ids", Kind::Urns),
    ("domain", Kind::Text),
    ("issuer", Kind::Text),
    ("report_number", Kind::Text),
    ("issued", Kind::Date),
    ("goal", Kind::Text),
    ("use", Kind::Text),
    ("audience", Kind::Choice(&["b2b", "b2c", "b2c-eu"])),
    ("scheme", Kind::Text),
    ("standards", Kind::List),
    ("sector_rules", Kind::List),
    ("allocation", Kind::Text),
    ("assumptions", Kind::List),
    ("boundary_description", Kind::Text),
    ("valid_from", Kind::Date),
    ("valid_until", Kind::Date),
    ("threshold", Kind::Number),
    ("comment", Kind::Text),
    ("legal", Kind::Text),
    ("url", Kind::Text),
    ("share", Kind::Choice(&["summary", "full"])),
    ("removals", Kind::Choice(&["removal", "capture"])),
    ("capture_origin", Kind::Text),
    ("waste_incineration", Kind::Choice(&INCINERATION)),
    ("mass_balance", Kind::Text),
    ("free_attribution", Kind::Choice(&["yes", "no"])),
    ("outlook", Kind::Choice(&["new", "further-developed", "future-production", "progressive"])),
];

/// The keys of `[disclosure.product."ID"]`.
pub(crate) const PRODUCT_KEYS: &[Key] = &[
    ("ids", Kind::Urns),
    ("gtin", Kind::Text),
    ("model", Kind::Text),
    ("description", Kind::Text),
    ("classifications", Kind::Urns),
    ("preceding", Kind::Uuids),
    ("claim", Kind::Text),
    ("cn_code", Kind::Text),
    ("installation", Kind::Text),
    ("unlocode", Kind::Text),
    ("production_route", Kind::Text),
    ("target_market", Kind::Text),
];

/// The keys of `[verification]`.
pub(crate) const VERIFICATION_KEYS: &[Key] = &[
    ("status", Kind::Choice(&["self-declared", "verified", "certified"])),
    ("provider", Kind::Text),
    ("accreditation", Kind::Text),
    ("level", Kind::Choice(&["limited", "reasonable"])),
    ("scope", Kind::Choice(&["model", "program", "product"])),
    ("standard", Kind::Text),
    ("criteria", Kind::Text),
    ("date", Kind::Date),
    ("valid_until", Kind::Date),
    ("digest", Kind::List),
    ("opinion", Kind::Text),
    ("certificate", Kind::Text),
    ("exclusions", Kind::Text),
];

/// A value of one of these keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Texts(Vec<String>),
    Date(Date),
    Number(Decimal),
}

/// Values by key, each with its place. What is not there was not said.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said(IndexMap<&'static str, (Value, Option<Place>)>);

impl Said {
    pub(crate) fn insert(&mut self, key: &'static str, value: Value, place: Option<Place>) {
        self.0.insert(key, (value, place));
    }

    /// The first text of a key.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.texts(key).first().map(String::as_str)
    }

    /// All texts of a key; empty where nothing was said.
    pub(crate) fn texts(&self, key: &str) -> &[String] {
        match self.0.get(key) {
            Some((Value::Texts(texts), _)) => texts,
            _ => &[],
        }
    }

    pub(crate) fn date(&self, key: &str) -> Option<Date> {
        match self.0.get(key) {
            Some((Value::Date(date), _)) => Some(*date),
            _ => None,
        }
    }

    pub(crate) fn number(&self, key: &str) -> Option<Decimal> {
        match self.0.get(key) {
            Some((Value::Number(number), _)) => Some(*number),
            _ => None,
        }
    }

    /// Where a key stands.
    pub(crate) fn place(&self, key: &str) -> Option<&Place> {
        self.0.get(key).and_then(|(_, place)| place.as_ref())
    }

    /// All texts in order, with key and place: what a reader outside will read.
    pub(crate) fn all_texts(&self) -> impl Iterator<Item = (&'static str, &str, Option<&Place>)> {
        self.0.iter().flat_map(|(key, (value, place))| {
            let texts: &[String] = match value {
                Value::Texts(texts) => texts,
                _ => &[],
            };
            texts.iter().map(move |text| (*key, text.as_str(), place.as_ref()))
        })
    }
}

/// `[disclosure]` and `[verification]`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Disclosed {
    /// For every product.
    pub(crate) general: Said,
    /// `[disclosure.product."ID"]`, by id.
    pub(crate) products: IndexMap<String, (Said, Option<Place>)>,
    pub(crate) verification: Said,
}
