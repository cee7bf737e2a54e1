//! Scenario presets: the quantitative targets of the implementation plan for carbon peaking in industry
//! (工业领域碳达峰实施方案) as values of parameters, `preset:china-2025` and `preset:china-2030`.
//!
//! A study opts in by declaring parameters of the same names. Nothing else of it changes.

use indexmap::IndexMap;

use crate::data;
use crate::decimal::Decimal;
use crate::formula::Cell;
use crate::study::{Parameter, Scenario, Study};

const PREFIX: &str = "preset:";

/// A parameter that a preset set.
#[derive(Clone, Debug)]
pub(crate) struct PresetValue {
    pub(crate) parameter: String,
    pub(crate) value: Decimal,
    /// English and Chinese.
    pub(crate) name: [String; 2],
    /// The words of the plan, in Chinese.
    pub(crate) quote: String,
    /// The plan's title.
    pub(crate) source: String,
}

/// The values of a preset for the parameters that the study declares; `None` if there is no preset of that name.
pub(super) fn values(name: &str, study: &Study) -> Option<Vec<PresetValue>> {
    let preset = name.strip_prefix(PREFIX)?;
    let mut rows = data::table(data::PRESETS).filter(|r| r.get("preset") == preset).peekable();
    rows.peek()?;
    let used = rows.filter(|r| study.parameters.contains_key(r.get("parameter"))).map(|r| PresetValue {
        parameter: r.get("parameter").to_owned(),
        value: r.get("value").parse().unwrap_or_default(),
        name: [r.get("name").to_owned(), r.get("name_zh").to_owned()],
        quote: r.get("quote").to_owned(),
        source: r.get("source").to_owned(),
    });
    Some(used.collect())
}

/// The scenario that a preset makes of a study.
pub(super) fn scenario(values: &[PresetValue]) -> Scenario {
    let parameter = |v: &PresetValue| (v.parameter.clone(), Parameter { value: Cell::Number(v.value), place: None });
    Scenario { parameters: values.iter().map(parameter).collect(), swaps: IndexMap::new() }
}

/// The parameters of a preset, for a message.
pub(super) fn parameters(name: &str) -> Vec<String> {
    let preset = name.strip_prefix(PREFIX).unwrap_or_default();
    let rows = data::table(data::PRESETS).filter(|r| r.get("preset") == preset);
    rows.map(|r| r.get("parameter").to_owned()).collect()
}

/// The names of all presets, as a user writes them.
pub(super) fn names() -> Vec<String> {
    let mut names: Vec<String> = data::table(data::PRESETS).map(|r| format!("{PREFIX}{}", r.get("preset"))).collect();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_sets_what_the_study_declares() {
        let study =
            Study::builder().parameter("steel_route_share_eaf", Decimal::ZERO).parameter("other", Decimal::ONE).build();
        let set = |name: &str| {
            let values = values(name, &study)?;
            Some(values.into_iter().map(|v| (v.parameter, v.value.to_string())).collect::<Vec<_>>())
        };
        assert_eq!(set("preset:china-2025"), Some(vec![("steel_route_share_eaf".into(), "0.15".into())]));
        assert_eq!(set("preset:china-2030"), Some(vec![("steel_route_share_eaf".into(), "0.2".into())]));
        assert_eq!(set("preset:mars-2030"), None);
        assert_eq!(names(), ["preset:china-2025", "preset:china-2030"]);
    }

    #[test]
    fn every_value_is_a_share_with_its_clause() {
        for row in data::table(data::PRESETS) {
            let value: Decimal = row.get("value").parse().unwrap_or_default();
            assert!(value > Decimal::ZERO && value < Decimal::ONE, "{}", row.get("parameter"));
            for column in ["parameter", "name", "name_zh", "quote", "clause", "source", "licence"] {
                assert!(!row.get(column).is_empty(), "{} has no {column}", row.get("parameter"));
            }
        }
    }
}
