//! Parameters: numbers with a name, and formulas of other parameters.

use indexmap::IndexMap;

use crate::decimal::{Decimal, Dual, Wide};
use crate::diagnostic::{Report, texts};
use crate::formula::{Cell, FormulaError};
use crate::read::nearest::hint;
use crate::read::table::report_formula;
use crate::study::Parameter;

/// The values of parameters, in the order in which they are declared; `None` for one that has none.
pub(crate) type Parameters = IndexMap<String, Option<Dual>>;

/// What the parameters are evaluated with.
pub(super) struct Stated<'a> {
    pub(super) base: &'a IndexMap<String, Parameter>,
    /// Wins over the base.
    pub(super) scenario: Option<&'a IndexMap<String, Parameter>>,
    /// Wins over both.
    pub(super) set: &'a [(String, Decimal)],
    /// Whether values carry derivatives, by the place of the parameter in the result.
    pub(super) derivatives: bool,
}

/// The value of every parameter; one that has none is reported.
pub(super) fn evaluate(stated: &Stated<'_>, report: &mut Report) -> Parameters {
    let set = stated.set.iter().map(|(n, value)| (n, Parameter { value: Cell::Number(*value), place: None }));
    let set: IndexMap<&String, Parameter> = set.collect();
    let mut all: IndexMap<&str, &Parameter> = stated.base.iter().map(|(n, p)| (n.as_str(), p)).collect();
    all.extend(stated.scenario.into_iter().flatten().map(|(n, p)| (n.as_str(), p)));
    all.extend(set.iter().map(|(n, p)| (n.as_str(), p)));
    let number = |name: &str| all.get_index_of(name).and_then(|at| u32::try_from(at).ok());
    // A parameter moves one to one with itself, beside what its formula depends on.
    let seeded = |name: &str, value: Dual| match number(name).filter(|_| stated.derivatives) {
        Some(at) => value.seeded(at),
        None => value,
    };
    let mut values: IndexMap<&str, Option<Dual>> = IndexMap::new();
    for start in all.keys() {
        // Depth first without recursion: `path` is what waits for the value at its end.
        let mut path: Vec<&str> = vec![start];
        while let Some(name) = path.last().copied() {
            let parameter = all[name];
            let formula = match &parameter.value {
                Cell::Number(number) => {
                    values.insert(name, Some(seeded(name, Dual::from(Wide::from(*number)))));
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
                values.insert(name, None);
                path.pop();
                continue;
            }
            let value = match formula.value(|n| values.get(n).cloned().flatten()) {
                Ok(value) => Some(seeded(name, value)),
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
            values.insert(name, value);
            path.pop();
        }
    }
    all.keys().map(|name| ((*name).to_owned(), values.get(name).cloned().flatten())).collect()
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
        let stated = Stated { base: &base, scenario: None, set: &[], derivatives: false };
        let found = evaluate(&stated, &mut report);
        let text = |v: Option<Dual>| v.and_then(|v| v.value.to_decimal()).map(|d| d.to_string());
        let in_order = pairs.iter().map(|(n, _)| found.get(*n).cloned().flatten()).map(text).collect();
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
