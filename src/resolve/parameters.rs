//! Parameters: numbers with a name, and formulas of other parameters.

use indexmap::IndexMap;

use crate::decimal::{Decimal, Dual, Wide};
use crate::diagnostic::{Report, limits, texts};
use crate::formula::{Cell, FormulaError};
use crate::read::cells::report_formula;
use crate::read::nearest::hint;
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
    let mut evaluation = Evaluation { values: vec![None; all.len()], all, derivatives: stated.derivatives, slopes: 0 };
    for start in 0..evaluation.all.len() {
        evaluation.settle(start, report);
    }
    let Evaluation { all, values, .. } = evaluation;
    all.keys().zip(values).map(|(name, value)| ((*name).to_owned(), value.flatten())).collect()
}

/// Derivatives that all parameters may have together: each depends on every one that its formula leads to.
const MAX_SLOPES: usize = 5_000_000;
/// Parameters that one formula may name where derivatives are wanted: each step carries those of all before it.
const MAX_NAMED: usize = 10_000;

/// Parameters on their way to values, known by their numbers.
struct Evaluation<'a> {
    all: IndexMap<&'a str, &'a Parameter>,
    /// `None` for what was not looked at yet, `Some(None)` for what has no value.
    values: Vec<Option<Option<Dual>>>,
    derivatives: bool,
    slopes: usize,
}

/// A parameter that waits for those that its formula names.
struct Waiting {
    parameter: usize,
    named: Vec<usize>,
    /// How many of them were looked at.
    seen: usize,
}

impl Evaluation<'_> {
    /// Finds the value of one parameter and of all that it is made of: depth first without recursion.
    fn settle(&mut self, start: usize, report: &mut Report) {
        let mut path: Vec<Waiting> = Vec::new();
        let mut on_path: IndexMap<usize, usize> = IndexMap::new();
        let mut next = Some(start);
        loop {
            if let Some(parameter) = next.take() {
                on_path.insert(parameter, path.len());
                path.push(Waiting { parameter, named: self.named(parameter), seen: 0 });
            }
            let Some(last) = path.last_mut() else { return };
            while let Some(named) = last.named.get(last.seen) {
                if self.values[*named].is_none() {
                    next = Some(*named);
                    break;
                }
                last.seen = last.seen.saturating_add(1);
            }
            let parameter = last.parameter;
            let value = match next {
                Some(named) => match on_path.get(&named) {
                    None => continue,
                    Some(first) => {
                        self.report_loop(&path[*first..], report);
                        None
                    }
                },
                None => self.value(parameter, report),
            };
            next = None;
            self.values[parameter] = Some(value);
            on_path.swap_remove(&parameter);
            path.pop();
        }
    }

    /// The parameters that the formula of one names, as far as they are known.
    fn named(&self, parameter: usize) -> Vec<usize> {
        match &self.all[parameter].value {
            Cell::Number(_) => Vec::new(),
            Cell::Formula(formula) => formula.parameters().filter_map(|name| self.all.get_index_of(name)).collect(),
        }
    }

    fn report_loop(&self, path: &[Waiting], report: &mut Report) {
        let name = |waiting: &Waiting| self.all.get_index(waiting.parameter).map_or("", |(name, _)| *name);
        let names: Vec<&str> = path.iter().chain(path.first()).map(name).collect();
        let Some(last) = path.last() else { return };
        let arguments = [("seen", name(last)), ("path", &names.join(" → "))];
        report.add(&texts::PARAMETER_LOOP, self.all[last.parameter].place.clone(), &arguments);
    }

    /// The value of a parameter, once those that it names have theirs.
    fn value(&mut self, at: usize, report: &mut Report) -> Option<Dual> {
        let (name, parameter) = self.all.get_index(at).map(|(name, parameter)| (*name, *parameter))?;
        let value = match &parameter.value {
            Cell::Number(number) => Dual::from(Wide::from(*number)),
            Cell::Formula(formula) => {
                let known = |name: &str| self.values[self.all.get_index_of(name)?].clone().flatten();
                if self.derivatives && formula.parameters().nth(MAX_NAMED).is_some() {
                    let arguments = [("seen", name), ("limit", &MAX_NAMED.to_string())];
                    report.add(&limits::FORMULA_TOO_BRANCHED, parameter.place.clone(), &arguments);
                    return None;
                }
                match formula.value(known) {
                    Ok(value) => value,
                    Err(FormulaError::UnknownParameter(missing)) => {
                        if !self.all.contains_key(missing.as_str()) {
                            let [near, near_zh] = hint(&missing, self.all.keys().copied());
                            let arguments =
                                [("seen", formula.text()), ("name", &missing), ("near", &near), ("near_zh", &near_zh)];
                            report.add(&texts::PARAMETER_UNKNOWN, parameter.place.clone(), &arguments);
                        }
                        return None;
                    }
                    Err(error) => {
                        report_formula(&error, formula.text(), parameter.place.clone(), report);
                        return None;
                    }
                }
            }
        };
        if !self.derivatives {
            return Some(value);
        }
        // A parameter moves one to one with itself, beside what its formula depends on.
        let value = value.seeded(u32::try_from(at).ok()?);
        let before = self.slopes;
        self.slopes = before.saturating_add(value.slopes().len());
        if self.slopes > MAX_SLOPES {
            if before <= MAX_SLOPES {
                let arguments = [("seen", name), ("limit", &MAX_SLOPES.to_string())];
                report.add(&limits::FORMULA_TOO_BRANCHED, parameter.place.clone(), &arguments);
            }
            return None;
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::cells::parse_cell;

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
