//! The rules of method that shaped a footprint, in words and numbers, as they are printed beside it.

use super::model::Model;
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::Place;
use crate::lower::AppliedRule;
use crate::resolve::{PresetValue, shown, shown_to};
use crate::study::{Instrument, InstrumentKind};
use crate::walk::Requirements;

/// A rule of method that shaped a footprint: allocation, recycling, electricity, transport, site energy.
#[derive(Clone, Debug)]
pub struct MethodRule {
    pub(crate) kind: &'static str,
    pub(crate) subject: String,
    pub(crate) method: String,
    pub(crate) values: Vec<(String, Decimal)>,
    pub(crate) statement: [String; 2],
    pub(crate) place: Option<Place>,
}

impl MethodRule {
    /// `preset`, `allocation`, `recycling`, `electricity`, `transport` or `site-energy`.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.kind
    }

    /// The id of the process, item or site that it applies to.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The method, for example `economic` or `cut-off`.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// What it calculated with: shares by output, the values of a formula, kilowatt-hours. What no decimal holds is
    /// left out.
    pub fn values(&self) -> impl Iterator<Item = (&str, Decimal)> {
        self.values.iter().map(|(name, value)| (name.as_str(), *value))
    }

    /// One sentence for people.
    #[must_use]
    pub fn statement(&self, language: crate::Language) -> &str {
        language.pick([&self.statement[0], &self.statement[1]])
    }
}

/// The rules that apply to what a product needs.
pub(super) fn rules(model: &Model, needs: &Requirements) -> Vec<MethodRule> {
    let needed = |item: u32| {
        let node = model.graph.node_of_item[item as usize];
        needs.of(node).iter().any(|need| !need.is_zero())
    };
    let mut list = Vec::new();
    for rule in model.applied_rules() {
        let rule = match rule {
            AppliedRule::Preset(value) => Some(preset(value)),
            // An output that bears nothing does not need the process; the rule made it so all the same.
            AppliedRule::Allocation { process, shares, .. }
                if needed(*process) || shares.iter().any(|(output, _)| needed(*output)) =>
            {
                allocation(model, rule)
            }
            AppliedRule::Recycling { item, .. } if needed(*item) => recycling(model, rule),
            AppliedRule::Electricity { item, .. } if needed(*item) => electricity(model, rule),
            _ => None,
        };
        list.extend(rule);
    }
    list.extend(transport(model, &needed));
    list.extend(sites(model, &needed));
    list
}

fn percent(share: Wide) -> String {
    format!("{} %", shown_to(2, share.mul(Wide::from(Decimal::from(100_u8)))))
}

/// Values by name; one that no decimal holds is left out, for it is not 0.
fn held<N: Into<String>>(values: impl IntoIterator<Item = (N, Wide)>) -> Vec<(String, Decimal)> {
    values.into_iter().filter_map(|(name, value)| Some((name.into(), value.to_decimal()?))).collect()
}

fn preset(set: &PresetValue) -> MethodRule {
    let PresetValue { parameter, value, name, quote, source } = set;
    MethodRule {
        kind: "preset",
        subject: parameter.clone(),
        method: "target".to_owned(),
        values: vec![(parameter.clone(), *value)],
        statement: [
            format!("{parameter} = {value}: {}, as {source} sets it (“{quote}”)", name[0]),
            format!("{parameter} = {value}：{}，依据{source}“{quote}”", name[1]),
        ],
        place: None,
    }
}

fn allocation(model: &Model, rule: &AppliedRule) -> Option<MethodRule> {
    let AppliedRule::Allocation { process, allocation, shares, .. } = rule else { return None };
    let study = &*model.study;
    let subject = study.item_name(*process).to_owned();
    let listed: Vec<String> =
        shares.iter().map(|(item, share)| format!("{} {}", study.item_name(*item), percent(*share))).collect();
    let [en, zh] = allocation.names();
    let first = study.outputs_of_processes.iter().find(|o| study.item_of(o.process) == Some(*process));
    Some(MethodRule {
        kind: "allocation",
        statement: [
            format!("{subject}: {en} allocation: {}", listed.join(", ")),
            format!("{subject}：按{zh}分配：{}", listed.join("，")),
        ],
        subject,
        method: en.to_owned(),
        values: held(shares.iter().map(|(item, share)| (study.item_name(*item), *share))),
        place: first.and_then(|o| study.place(o.origin, "allocation")),
    })
}

fn recycling(model: &Model, rule: &AppliedRule) -> Option<MethodRule> {
    let AppliedRule::Recycling { item, row, method, values } = rule else { return None };
    let study = &*model.study;
    let subject = study.item_name(*item).to_owned();
    let listed: Vec<String> = values.iter().map(|(name, value)| format!("{name} {}", shown(*value))).collect();
    let [en, zh] = method.names();
    let row = study.recycling.get(*row as usize);
    Some(MethodRule {
        kind: "recycling",
        statement: [
            format!("{subject}: recycling by {en} ({})", listed.join(", ")),
            format!("{subject}：回收按{zh}（{}）", listed.join("，")),
        ],
        subject,
        method: en.to_owned(),
        values: held(values.iter().map(|(name, value)| (*name, *value))),
        place: row.and_then(|r| study.place(r.origin, "method")),
    })
}

fn electricity(model: &Model, rule: &AppliedRule) -> Option<MethodRule> {
    let AppliedRule::Electricity { item, consumed, claims, residual } = rule else { return None };
    let study = &*model.study;
    let subject = study.item_name(*item).to_owned();
    let instruments: Vec<(&Instrument, Wide)> =
        claims.iter().filter_map(|(row, kwh)| Some((study.instruments.get(*row as usize)?, *kwh))).collect();
    let share = |kwh: Wide| kwh.div(consumed.kwh.value).map(percent).unwrap_or_else(|| "0 %".to_owned());
    let mut by_kind: Vec<(InstrumentKind, Wide)> = Vec::new();
    for (row, kwh) in &instruments {
        match by_kind.iter_mut().find(|(kind, _)| *kind == row.kind) {
            Some((_, sum)) => *sum = sum.add(*kwh),
            None => by_kind.push((row.kind, *kwh)),
        }
    }
    let covered: [Vec<String>; 2] = [0, 1].map(|language: usize| {
        let part = |(kind, kwh): &(InstrumentKind, Wide)| format!("{} {}", kind.names()[language], share(*kwh));
        by_kind.iter().map(part).collect()
    });
    let rest = match (residual, &study.declared.residual) {
        (true, Some((name, _))) => {
            [format!("the rest by the residual mix {name}"), format!("其余按剩余电力组合 {name}")]
        }
        _ => [
            "the rest as location-based, for no residual mix is named".to_owned(),
            "未写明剩余电力组合，其余同基于位置的方法".to_owned(),
        ],
    };
    let by = if consumed.metered { ["metered", "计量"] } else { ["what the products need", "产品所需"] };
    let kwh = shown_to(3, consumed.kwh.value);
    let by_kinds = by_kind.iter().map(|(kind, kwh)| (format!("{}_kwh", kind.names()[0]), *kwh));
    let values = held(std::iter::once(("consumed_kwh".to_owned(), consumed.kwh.value)).chain(by_kinds));
    let first = instruments.first().and_then(|(row, _)| study.place(row.origin, ""));
    Some(MethodRule {
        kind: "electricity",
        statement: [
            format!("{subject}: market-based, of {kwh} kWh ({}): {}; {}", by[0], covered[0].join(", "), rest[0]),
            format!("{subject}：基于市场，共 {kwh} kWh（{}）：{}；{}", by[1], covered[1].join("，"), rest[1]),
        ],
        subject,
        method: "market-based".to_owned(),
        values,
        place: first,
    })
}

/// Transport: distances are what the study states, and empty running is what the factor's source counts.
fn transport(model: &Model, needed: &impl Fn(u32) -> bool) -> Option<MethodRule> {
    let study = &*model.study;
    let legs = study.legs.iter().filter(|leg| study.item_of(leg.item).is_some_and(needed));
    let count = legs.clone().count();
    let first = legs.clone().next()?;
    Some(MethodRule {
        kind: "transport",
        subject: String::new(),
        method: "tonne-kilometres".to_owned(),
        values: vec![("legs".to_owned(), Decimal::from(u32::try_from(count).unwrap_or(u32::MAX)))],
        statement: [
            format!(
                "transport: {count} {}, mass x distance as stated in transport.csv; well-to-wheel, empty running and \
                 detours as far as the freight factor's source counts them",
                if count == 1 { "leg" } else { "legs" }
            ),
            format!("运输：{count} 段，质量 × transport.csv 所写距离；从油井到车轮，空驶与绕行以运输因子来源所计为准"),
        ],
        place: study.place(first.origin, ""),
    })
}

/// Site energy: shared out by one method a site.
fn sites(model: &Model, needed: &impl Fn(u32) -> bool) -> Vec<MethodRule> {
    let study = &*model.study;
    let mut list: Vec<MethodRule> = Vec::new();
    for output in &study.outputs {
        let known = list.iter().any(|r| r.subject == output.site);
        let metered = study.readings.iter().any(|r| r.site == output.site);
        if known || !metered || !study.item_of(output.item).is_some_and(needed) {
            continue;
        }
        let method = crate::study::SiteAllocation::NAMES[output.allocation as usize];
        let method_zh = ["质量", "数量", "权重"][output.allocation as usize];
        list.push(MethodRule {
            kind: "site-energy",
            subject: output.site.clone(),
            method: method.to_owned(),
            values: Vec::new(),
            statement: [
                format!("energy of site {}: shared out to what it made by {method}", output.site),
                format!("站点 {} 的能耗：按{method_zh}分摊到其产出", output.site),
            ],
            place: study.place(output.origin, ""),
        });
    }
    list
}
