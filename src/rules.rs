//! Profiles of method rules: `data/rules/*.toml`, one file a rule set.
//!
//! A profile says what a rule set allows to be cut off, and what it asks of boundary, GWP set and recycling. The limits
//! are facts with a source each; where the source is not the text of the rule itself, the file says so.

use toml::de::DeTable;

use crate::decimal::Decimal;

/// A set of method rules.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Profile {
    /// What `[rules] profile` names.
    pub(crate) id: String,
    /// The name for people, English and Chinese.
    pub(crate) names: [String; 2],
    /// The largest share that one exclusion may have, of the footprint with everything excluded added.
    pub(crate) cut_off_each: Option<Decimal>,
    /// The largest share of all exclusions together.
    pub(crate) cut_off_together: Option<Decimal>,
    /// Where the limits are from.
    pub(crate) source: String,
}

macro_rules! profiles {
    ($($id:literal)*) => {
        const FILES: &[(&str, &str)] = &[$(($id, include_str!(concat!("../data/rules/", $id, ".toml")))),*];
    };
}

profiles! { "default" "gb24067" "pact-3" "catena-x-4" "pef" "en15804" "pas2050" }

impl Profile {
    /// The ids of all profiles.
    pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
        FILES.iter().map(|(id, _)| *id)
    }

    /// The profile of an id.
    pub(crate) fn find(id: &str) -> Option<Self> {
        let (id, text) = FILES.iter().find(|(name, _)| *name == id)?;
        Self::parse(id, text)
    }

    /// The profile of a study that names none: 1 % each, 5 % together.
    pub(crate) fn of(id: Option<&str>) -> Self {
        let named = id.and_then(Self::find).or_else(|| Self::find("default"));
        named.unwrap_or_default()
    }

    fn parse(id: &str, text: &str) -> Option<Self> {
        let table = DeTable::parse(text).ok()?.into_inner();
        let value = |key: &str| {
            let value = table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value.get_ref());
            value.and_then(|v| v.as_str()).unwrap_or_default().to_owned()
        };
        let name_zh = Some(value("name_zh")).filter(|name| !name.is_empty());
        Some(Self {
            id: id.to_owned(),
            names: [value("name"), name_zh.unwrap_or_else(|| value("name"))],
            cut_off_each: value("cut_off_each").parse().ok(),
            cut_off_together: value("cut_off_together").parse().ok(),
            source: value("source"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_is_read_and_says_where_it_is_from() {
        for id in Profile::ids() {
            let profile = Profile::find(id).unwrap_or_else(|| panic!("{id}"));
            assert!(profile.names.iter().chain([&profile.source]).all(|text| !text.is_empty()), "{id}");
            let limits = [profile.cut_off_each, profile.cut_off_together];
            assert!(limits.iter().any(Option::is_some), "{id}");
            for limit in limits.into_iter().flatten() {
                assert!(limit > Decimal::ZERO && limit < Decimal::ONE, "{id}");
            }
        }
        assert_eq!(Profile::of(None).cut_off_together, "0.05".parse().ok());
        assert_eq!(Profile::find("pact"), None);
    }
}
