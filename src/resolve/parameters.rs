//! Parameters: numbers with a name, and formulas of other parameters.

use indexmap::IndexMap;

use crate::decimal::Wide;
use crate::diagnostic::{Report, texts};
use crate::formula::{Cell, FormulaError};
use crate::read::nearest::hint;
use crate::read::table::report_formula;
use crate::study::Parameter;

/// The value of every parameter, where those of `over` take the place of the study's, the last of them first; `None`
/// for one that has none, which is reported.
pub(super) fn evaluate(
    base: &IndexMap<String, Parameter>,
    over: [Option<&IndexMap<String, Parameter>>; 2],
    report: &mut Report,
) -> IndexMap<String, Option<Wide>> {
    let mut all: IndexMap<&str, &Parameter> = base.iter().map(|(n, p)| (n.as_str(), p)).collect();
    all.extend(over.into_iter().flatten().flatten().map(|(n, p)| (n.as_str(), p)));
    let mut values: IndexMap<String, Option<Wide>> = IndexMap::new();
    for start in all.keys() {
        // Depth first without recursion: `path` is what waits for the value at its end.
        let mut path: Vec<&str> = vec![start];
        while let Some(name) = path.last().copied() {
            let parameter = all[name];
            let formula = match &parameter.value {
                Cell::Number(number) => {
                    values.insert(name.to_owned(), Some(Wide::from(*number)));
                    path.pop();
                    continue;
                }
                Cell::Formula(formula) => formula,
            };
            if values.contains_key(name) {
                path.pop();
                continue;
            }
            let waiting = formula.parameters().find(|p| all.contains_key(p) && !values.contains_key(*p));
            if let Some(next) = waiting {
                let next = all.get_key_value(next).map_or("", |(n, _)| *n);
                let Some(first) = path.iter().position(|n| *n == next) else {
                    path.push(next);
                    continue;
                };
                let mut loop_path = path[first..].to_vec();
                loop_path.push(next);
                let arguments = [("seen", name), ("path", &loop_path.join(" → "))];
                report.add(&texts::PARAMETER_LOOP, parameter.place.clone(), &arguments);
                values.insert(name.to_owned(), None);
                path.pop();
                continue;
            }
            let value = match formula.value(|n| values.get(n).copied().flatten()) {
                Ok(value) => Some(value),
                Err(FormulaError::UnknownParameter(missing)) => {
                    if !all.contains_key(missing.as_str()) {
                        let [near, near_zh] = hint(&missing, all.keys().copied());
                        let arguments =
                            [("seen", formula.text()), ("name", &missing), ("near", &near), ("near_zh", &near_zh)];
                        report.add(&texts::PARAMETER_UNKNOWN, parameter.place.clone(), &arguments);
                    }
                    None
                }
                Err(error) => {
                    report_formula(&error, formula.text(), parameter.place.clone(), report);
                    None
                }
            };
            values.insert(name.to_owned(), value);
            path.pop();
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::table::parse_cell;

    fn values(pairs: &[(&str, &str)]) -> (Vec<Option<String>>, Vec<&'static str>) {
        let mut base = IndexMap::new();
        for (name, text) in pairs {
            if let Ok(value) = parse_cell(text, b'.') {
                base.insert((*name).to_owned(), Parameter { value, place: None });
            }
        }
        let mut report = Report::default();
        let found = evaluate(&base, [None, None], &mut report);
        let text = |v: Option<Wide>| v.and_then(Wide::to_decimal).map(|d| d.to_string());
        let in_order = pairs.iter().map(|(n, _)| found.get(*n).copied().flatten()).map(text).collect();
        (in_order, report.diagnostics().iter().map(|d| d.code()).collect())
    }

    #[test]
    fn parameters_use_parameters_in_any_order() {
        let (found, codes) = values(&[("a", "=b*2"), ("b", "=c+c"), ("c", "1.5")]);
        assert_eq!(found, [Some("6".into()), Some("3".into()), Some("1.5".into())]);
        assert!(codes.is_empty());
    }

    #[test]
    fn a_parameter_made_of_itself_is_refused_once() {
        assert_eq!(values(&[("wall", "=floor*2"), ("floor", "=wall/2")]).1, ["E116"]);
        assert_eq!(values(&[("a", "=a")]).1, ["E116"]);
        assert_eq!(values(&[("a", "=nothing")]).1, ["E116"]);
        assert_eq!(values(&[("a", "=1/b"), ("b", "0")]).1, ["E116"]);
    }

    #[test]
    fn long_chains_do_not_recurse() {
        let names: Vec<String> = (0..20_000).map(|i| format!("p{i}")).collect();
        let texts: Vec<String> = (1..20_000).map(|i| format!("=p{i}")).chain(["7".to_owned()]).collect();
        let pairs: Vec<(&str, &str)> = names.iter().zip(&texts).map(|(n, t)| (n.as_str(), t.as_str())).collect();
        assert_eq!(values(&pairs).0.first(), Some(&Some("7".into())));
    }
}
