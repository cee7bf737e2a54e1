//! Whether two footprints may be compared, and what of their difference is a matter of method.
//!
//! Where the two differ in boundary, GWP set, side of electricity or recycling method, each can be calculated by the
//! other's rule, so the difference is split off as *method*. Where they differ in declared unit, functional unit,
//! allocation or rule set, no calculation says what the difference is worth, and the comparison is refused.

use super::Footprint;
use super::model::Model;
use crate::decimal::Wide;
use crate::diagnostic::{Diagnostic, Report, audit, trust};
use crate::error::Error;
use crate::gas::GwpSet;
use crate::resolve::shown;
use crate::stage::Boundary;
use crate::study::{ElectricityBasis, RecyclingMethod, Study};

/// The rules of method that another study can be calculated by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Method {
    pub(super) boundary: Boundary,
    pub(super) gwp: GwpSet,
    pub(super) electricity: ElectricityBasis,
    /// The method of all rows of recycling.csv, where it is one.
    pub(super) recycling: Option<RecyclingMethod>,
}

impl Method {
    pub(super) fn of(model: &Model) -> Self {
        Self {
            boundary: model.boundary(),
            gwp: model.gwp(),
            electricity: model.study.declared.electricity,
            recycling: one_method(&model.study),
        }
    }
}

/// A rule of method that differs: its kind, then the word before and after.
pub(super) type MethodChange = (&'static str, &'static str, &'static str);

/// What a comparison of two footprints has to know beforehand.
pub(super) struct Scope {
    /// The method before and after; they differ only in what [`Scope::changes`] names.
    pub(super) methods: [Method; 2],
    pub(super) changes: Vec<MethodChange>,
    pub(super) warnings: Vec<Diagnostic>,
}

/// Compares the scopes of two footprints. What forbids a comparison is in the report.
pub(super) fn scope(before: (&Model, &Footprint), after: (&Model, &Footprint), report: &mut Report) -> Scope {
    let ((old, a), (new, b)) = (before, after);
    units(a, b, report);
    rules(a, b, report);
    let mut methods = [Method::of(old), Method::of(new)];
    let mut changes = Vec::new();
    let [m, n] = methods;
    if m.boundary != n.boundary {
        changes.push(("boundary", m.boundary.name(), n.boundary.name()));
    }
    if m.gwp != n.gwp {
        changes.push(("gwp", m.gwp.name(), n.gwp.name()));
    }
    if m.electricity != n.electricity {
        let name = |basis| match basis {
            ElectricityBasis::Location => "location",
            ElectricityBasis::Market => "market",
        };
        changes.push(("electricity", name(m.electricity), name(n.electricity)));
    }
    match recycling(&old.study, &new.study) {
        Recycling::Same => {
            // Nothing to exchange: each study keeps the methods that its rows state.
            methods[0].recycling = None;
            methods[1].recycling = None;
        }
        Recycling::Exchangeable(from, to) => changes.push(("recycling", from.name(), to.name())),
        Recycling::Mixed(item) => {
            report.add(&audit::RECYCLING_DIFFERS, None, &[("seen", &item)]);
        }
    }
    Scope { methods, changes, warnings: cut_offs(a, b) }
}

/// Whether two totals may be held against each other as they are: of the same amount, by the same rules.
pub(super) fn alike(one: (&Model, &Footprint), other: (&Model, &Footprint)) -> Result<(), Error> {
    let mut report = Report::default();
    let scope = scope(one, other, &mut report);
    if !scope.changes.is_empty() {
        let changed: Vec<String> = scope.changes.iter().map(|(kind, a, b)| format!("{kind} {a} / {b}")).collect();
        report.add(&trust::NOT_ALIKE, None, &[("seen", &changed.join(", "))]);
    }
    if report.has_errors() { Err(Error::input(report)) } else { Ok(()) }
}

fn units(a: &Footprint, b: &Footprint, report: &mut Report) {
    let same_amount = b.unit.convert(Wide::from(b.amount), a.unit).is_some_and(|amount| {
        let same = amount.cmp(Wide::from(a.amount)).is_eq();
        same && (a.unit == b.unit || !amount.is_zero())
    });
    if !same_amount {
        let [seen, other] = [a, b].map(|f| format!("{} {}", shown(Wide::from(f.amount)), f.unit));
        report.add(&audit::AMOUNT_DIFFERS, None, &[("product", &b.id), ("seen", &seen), ("other", &other)]);
    }
    let [one, two] = [a, b].map(|f| f.functional_unit.trim());
    if one != two && !one.is_empty() && !two.is_empty() {
        let arguments = [("product", b.id.as_str()), ("seen", one), ("other", two)];
        report.add(&audit::FUNCTIONAL_UNIT_DIFFERS, None, &arguments);
    }
    if a.profile.id != b.profile.id {
        let arguments = [("seen", a.profile.id.as_str()), ("other", b.profile.id.as_str())];
        report.add(&audit::PROFILE_DIFFERS, None, &arguments);
    }
}

/// Allocation of a process or a site by another method.
fn rules(a: &Footprint, b: &Footprint, report: &mut Report) {
    let shared = |kind: &str| kind == "allocation" || kind == "site-energy";
    for rule in a.rules.iter().filter(|rule| shared(rule.kind)) {
        let other = b.rules.iter().find(|r| r.kind == rule.kind && r.subject == rule.subject);
        if let Some(other) = other.filter(|other| other.method != rule.method) {
            let arguments =
                [("subject", rule.subject.as_str()), ("seen", rule.method.as_str()), ("other", other.method.as_str())];
            report.add(&audit::ALLOCATION_DIFFERS, other.place.clone(), &arguments);
        }
    }
}

/// How the recycling methods of two studies differ.
enum Recycling {
    Same,
    /// One method throughout before, another throughout after.
    Exchangeable(RecyclingMethod, RecyclingMethod),
    /// An item whose method differs, where a study mixes methods.
    Mixed(String),
}

fn recycling(old: &Study, new: &Study) -> Recycling {
    let differing = old.recycling.iter().find_map(|row| {
        let item = old.name_of(row.item);
        let mut others = new.recycling.iter().filter(|r| new.name_of(r.item) == item);
        others.any(|r| r.method != row.method).then(|| item.to_owned())
    });
    match (differing, one_method(old), one_method(new)) {
        (None, ..) => Recycling::Same,
        (Some(_), Some(from), Some(to)) => Recycling::Exchangeable(from, to),
        (Some(item), ..) => Recycling::Mixed(item),
    }
}

/// The method of all rows, where there are rows and they agree.
fn one_method(study: &Study) -> Option<RecyclingMethod> {
    let first = study.recycling.first()?.method;
    study.recycling.iter().all(|row| row.method == first).then_some(first)
}

/// What is left out differs: a line that is gone may have been cut off.
fn cut_offs(a: &Footprint, b: &Footprint) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    let named = |f: &Footprint| {
        let mut list: Vec<String> = f.exclusions.iter().map(|e| format!("{} ({})", e.what, e.stage.name())).collect();
        list.sort();
        list
    };
    let [one, two] = [named(a), named(b)];
    if one != two {
        let [seen, other] = [one, two].map(|list| if list.is_empty() { "-".to_owned() } else { list.join(", ") });
        let arguments = [("product", b.id.as_str()), ("seen", seen.as_str()), ("other", other.as_str())];
        warnings.push(Diagnostic::new(&audit::CUT_OFF_DIFFERS, None, &arguments));
    }
    warnings
}

/// The errors of a study that cannot be calculated by the other's method, as one finding.
pub(super) fn not_by_method(changes: &[MethodChange], study: &Study, reason: &Diagnostic, report: &mut Report) {
    let changed: Vec<String> = changes.iter().map(|(kind, from, to)| format!("{kind} {from} / {to}")).collect();
    let (changed, name) = (changed.join(", "), study.name());
    let texts = reason.texts();
    let arguments =
        [("seen", changed.as_str()), ("name", name), ("reason", texts[0].as_str()), ("reason_zh", texts[1].as_str())];
    let text = if changes.iter().any(|(kind, ..)| *kind == "gwp") {
        &audit::GWP_NOT_EXCHANGEABLE
    } else {
        &audit::METHOD_NOT_EXCHANGEABLE
    };
    report.add(text, reason.place().cloned(), &arguments);
}
