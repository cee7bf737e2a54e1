//! `[disclosure]` and `[verification]` of study.toml: what is said to readers outside.

use super::config::{Entry, Reader};
use crate::decimal::Decimal;
use crate::diagnostic::texts;
use crate::study::disclosure::{KEYS, Key, Kind, PRODUCT_KEYS, Said, VERIFICATION_KEYS, Value};

impl<'t> Reader<'_> {
    pub(super) fn disclosure(&mut self, entry: Entry<'_, 't>) {
        let Some(table) = self.table(entry) else { return };
        let known: Vec<Key> = KEYS.iter().chain(PRODUCT_KEYS).copied().collect();
        for entry @ (key, _) in table {
            if key.get_ref() == "product" {
                self.disclosed_products(entry);
                continue;
            }
            let mut said = std::mem::take(&mut self.study.disclosed.general);
            self.say(entry, &known, &["product"], &mut said);
            self.study.disclosed.general = said;
        }
    }

    fn disclosed_products(&mut self, entry: Entry<'_, 't>) {
        let Some(table) = self.table(entry) else { return };
        for entry @ (id, value) in table {
            let place = Some(self.place(&value.span(), id.get_ref()));
            let Some(table) = self.table(entry) else { continue };
            let mut said = Said::default();
            for entry in table {
                self.say(entry, PRODUCT_KEYS, &[], &mut said);
            }
            self.study.disclosed.products.insert(id.get_ref().to_string(), (said, place));
        }
    }

    pub(super) fn verification(&mut self, entry: Entry<'_, 't>) {
        let Some(table) = self.table(entry) else { return };
        let mut said = Said::default();
        for entry in table {
            self.say(entry, VERIFICATION_KEYS, &[], &mut said);
        }
        self.study.disclosed.verification = said;
    }

    /// Reads the value of one key; an empty value says nothing.
    fn say(&mut self, entry: Entry<'_, 't>, keys: &[Key], others: &[&str], said: &mut Said) {
        let name = entry.0.get_ref().as_ref();
        let Some(&(key, kind)) = keys.iter().find(|(key, _)| *key == name) else {
            let names: Vec<&str> = keys.iter().map(|(key, _)| *key).chain(others.iter().copied()).collect();
            return self.unknown(entry.0, &names);
        };
        let value = match kind {
            Kind::Text => self.text(entry).filter(|t| !t.is_empty()).map(|text| Value::Texts(vec![text])),
            Kind::Choice(choices) => {
                let known = |t: &str| choices.iter().find(|c| **c == t).map(|c| (*c).to_owned());
                self.parsed(entry, &choices.join(", "), known).map(|text| Value::Texts(vec![text]))
            }
            Kind::Date => self.date(entry).map(Value::Date),
            Kind::Number => self.number_from_zero(entry).map(Value::Number),
            Kind::List | Kind::Urns | Kind::Uuids => self.list(entry, kind).map(Value::Texts),
        };
        if let Some(value) = value {
            let place = Some(self.place(&entry.1.span(), key));
            said.insert(key, value, place);
        }
    }

    fn number_from_zero(&mut self, entry: Entry<'_, 't>) -> Option<Decimal> {
        let text = self.text(entry)?;
        let number = text.parse().ok().filter(|n: &Decimal| !n.is_negative());
        if number.is_none() {
            let column = entry.0.get_ref().to_string();
            let arguments = [
                ("seen", text.as_str()),
                ("column", &column),
                ("range", "a number, zero or more"),
                ("range_zh", "不小于零的数"),
            ];
            self.add(&texts::OUT_OF_RANGE, entry, &arguments);
        }
        number
    }

    /// A list of texts, or one text with `;` between them, as a sheet writes it.
    fn list(&mut self, entry: Entry<'_, 't>, kind: Kind) -> Option<Vec<String>> {
        let mut list = Vec::new();
        match entry.1.get_ref().as_array() {
            Some(values) => {
                for value in values.iter() {
                    list.extend(self.text((entry.0, value)).filter(|t| !t.is_empty()));
                }
            }
            None => {
                let text = self.text(entry)?;
                list.extend(text.split([';', '；']).map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned));
            }
        }
        let (fits, want, want_zh): (fn(&str) -> bool, _, _) = match kind {
            Kind::Urns => (
                is_urn,
                "a URN such as urn:gtin:4712345060507 or urn:pact:example.com:product-id:EC-90",
                "URN，例如 urn:gtin:4712345060507 或 urn:pact:example.com:product-id:EC-90",
            ),
            Kind::Uuids => (
                is_uuid,
                "a UUID such as 3893bb5d-da16-4dc1-9185-11d97476c254",
                "UUID，例如 3893bb5d-da16-4dc1-9185-11d97476c254",
            ),
            _ => (|_| true, "", ""),
        };
        if let Some(other) = list.iter().find(|t| !fits(t)) {
            let column = entry.0.get_ref().as_ref();
            let arguments = [("seen", other.as_str()), ("column", column), ("want", want), ("want_zh", want_zh)];
            self.add(&texts::MALFORMED_VALUE, entry, &arguments);
            return None;
        }
        Some(list).filter(|list| !list.is_empty())
    }
}

/// A URN as a document may hold it: no blanks, nothing beyond ASCII.
fn is_urn(text: &str) -> bool {
    let begins = text.get(..4).is_some_and(|p| p.eq_ignore_ascii_case("urn:")) && text.len() > 4;
    begins && text.bytes().all(|b| b.is_ascii_graphic())
}

/// 8-4-4-4-12 hexadecimal digits, also as `urn:uuid:`.
fn is_uuid(text: &str) -> bool {
    let text = text.to_lowercase();
    let groups: Vec<&str> = text.strip_prefix("urn:uuid:").unwrap_or(&text).split('-').collect();
    groups.iter().map(|g| g.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|g| g.bytes().all(|b| b.is_ascii_hexdigit()))
}
