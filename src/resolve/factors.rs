//! Which row a factor reference means, whether it may be used at all, and what it emits with the study's GWP set.

use std::sync::Arc;

use super::{Resolver, Role};
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Place, texts};
use crate::factor::{Basis, Choice, Factor, Miss, Reference, choose};
use crate::gas::{Component, gwp};
use crate::read::nearest::hint;
use crate::study::NONE;

/// A factor row in use: its emissions with the study's GWP set.
#[derive(Clone, Debug)]
pub(crate) struct ChosenFactor {
    pub(crate) factor: Arc<Factor>,
    /// kg CO2e per unit, by component.
    pub(crate) emissions: [Wide; 9],
}
/// A reference that led to no row: what was looked for, and what there is instead.
struct Missed<'t> {
    text: &'t str,
    id: &'t str,
    role: Role,
    /// The regions that rows of this id hold for.
    regions: Vec<String>,
    region: Option<&'t str>,
    /// The year wanted, and the one in which the first row begins.
    later: Option<(i32, i32)>,
}

impl Resolver<'_> {
    /// The factor of a reference for a region, chosen once; `None` after a finding.
    pub(crate) fn factor(
        &mut self,
        reference: &str,
        region: Option<&str>,
        role: Role,
        place: Option<Place>,
    ) -> Option<u32> {
        let key = (reference.to_owned(), region.unwrap_or_default().to_owned());
        if let Some(known) = self.cache.get(&key) {
            return *known;
        }
        let chosen = self.choose_factor(reference, region, role, place);
        self.cache.insert(key, chosen);
        chosen
    }

    fn choose_factor(&mut self, text: &str, region: Option<&str>, role: Role, place: Option<Place>) -> Option<u32> {
        let reference = Reference::parse(text);
        let region = reference.region.or(region);
        let year = reference.year.or(self.study.declared.period.map(|p| p.from.year));
        // The study's own rows win over the library's.
        let own = self.own.get(reference.id).map_or(&[][..], Vec::as_slice);
        let tried = [own, self.library.shared_rows(reference.id)].map(|rows| {
            let rows: Vec<&Arc<Factor>> = rows.iter().collect();
            let plain: Vec<&Factor> = rows.iter().map(|f| f.as_ref()).collect();
            let choice = choose(&plain, region, year);
            (rows, choice)
        });
        let found = tried.iter().find_map(|(rows, choice)| {
            let choice = *choice.as_ref().ok()?;
            Some((Arc::clone(rows[choice.index]), choice))
        });
        let Some((factor, choice)) = found else {
            let later = tried.iter().find_map(|(_, choice)| match choice {
                Err(Miss::Later(year)) => Some(*year),
                _ => None,
            });
            let regions: Vec<String> = tried.iter().flat_map(|(rows, _)| rows).map(|f| f.region.clone()).collect();
            let missed = Missed { text, id: reference.id, role, regions, region, later: year.zip(later) };
            self.report_miss(&missed, place);
            return None;
        };
        self.report_steps_down(&factor, choice, region, year, place.clone());
        self.check_use(&factor, place.clone())?;
        self.report_no_upstream(&factor, place);
        let key = (factor.embedded, factor.key());
        if let Some(at) = self.chosen_keys.get(&key) {
            return Some(*at);
        }
        let emissions = self.characterise(&factor)?;
        let at = u32::try_from(self.chosen.len()).unwrap_or(NONE);
        self.chosen.push(ChosenFactor { factor, emissions });
        self.chosen_keys.insert(key, at);
        Some(at)
    }

    fn report_miss(&mut self, missed: &Missed<'_>, place: Option<Place>) {
        let Missed { text, id, role, regions, region, later } = missed;
        if let Some((want, have)) = later {
            let (want, have) = (want.to_string(), have.to_string());
            self.report.add(&texts::FACTOR_LATER, place, &[("seen", id), ("want", &want), ("have", &have)]);
        } else if regions.is_empty() {
            let known = self.study.items.iter().map(|i| self.study.name_of(i.id)).chain(self.factor_ids());
            let [near, near_zh] = hint(id, known);
            let arguments =
                [("role", role[0]), ("role_zh", role[1]), ("seen", text), ("near", &near), ("near_zh", &near_zh)];
            self.report.add(&texts::FACTOR_NOT_FOUND, place, &arguments);
        } else {
            let mut have: Vec<&str> = regions.iter().map(String::as_str).filter(|r| !r.is_empty()).collect();
            have.sort_unstable();
            have.dedup();
            let example = format!("{id}@{}", have.first().copied().unwrap_or("GLO"));
            let mut listed = have.iter().take(8).copied().collect::<Vec<_>>().join(", ");
            if have.len() > 8 {
                listed.push_str(" …");
            }
            let arguments =
                [("seen", *id), ("region", region.unwrap_or("-")), ("have", &listed), ("example", example.as_str())];
            self.report.add(&texts::FACTOR_NOT_IN_REGION, place, &arguments);
        }
    }

    /// Says where the row taken is coarser or older than what was wanted.
    fn report_steps_down(
        &mut self,
        factor: &Factor,
        choice: Choice,
        region: Option<&str>,
        year: Option<i32>,
        place: Option<Place>,
    ) {
        if choice.coarser {
            let have = if factor.region.is_empty() { "a row without region" } else { &factor.region };
            let have_zh = if factor.region.is_empty() { "不限地区的数据" } else { &factor.region };
            let arguments = [
                ("seen", factor.id.as_str()),
                ("want", region.unwrap_or_default()),
                ("have", have),
                ("have_zh", have_zh),
            ];
            self.report.add(&texts::REGION_COARSER, place.clone(), &arguments);
        }
        if choice.older {
            let want = year.map(|y| y.to_string()).unwrap_or_default();
            let have = factor.years().unwrap_or_default();
            self.report.add(&texts::YEAR_OLDER, place, &[("seen", &factor.id), ("want", &want), ("have", &have)]);
        }
    }

    /// Says where a fuel comes without its upstream, and which row of another region has one.
    fn report_no_upstream(&mut self, factor: &Factor, place: Option<Place>) {
        if factor.basis != Basis::NoUpstream {
            return;
        }
        let upstream = format!("{}-upstream", factor.id);
        let elsewhere = self.library.rows(&upstream).next().map(Factor::key);
        let [lead, lead_zh] = match elsewhere {
            Some(key) => [format!(" (another region: `{key}`)"), format!("（其他地区：{key}）")],
            None => [String::new(), String::new()],
        };
        let arguments = [("seen", factor.id.as_str()), ("lead", &lead), ("lead_zh", &lead_zh)];
        self.report.add(&texts::NO_UPSTREAM, place, &arguments);
    }

    /// Whether a factor may enter a footprint of CO2e at all.
    fn check_use(&mut self, factor: &Factor, place: Option<Place>) -> Option<()> {
        let what = match (factor.basis, factor.co2_only) {
            (Basis::Combustion, _) => Some(["direct combustion only", "只含直接燃烧"]),
            (Basis::Upstream, _) => Some(["the upstream part only", "只含上游部分"]),
            (_, true) => Some(["CO2 only", "只含二氧化碳"]),
            _ => None,
        };
        if let Some([what, what_zh]) = what {
            let instead = self.life_cycle_instead(factor);
            let [en, zh] = match &instead {
                Some(key) => [format!(": `{key}`"), format!("：{key}")],
                None => [String::new(), String::new()],
            };
            let arguments = [
                ("seen", factor.id.as_str()),
                ("what", what),
                ("what_zh", what_zh),
                ("instead", &en),
                ("instead_zh", &zh),
            ];
            self.report.add(&texts::BASIS, place, &arguments);
            return None;
        }
        if let Some(have) = factor.gwp.filter(|have| *have != self.gwp) {
            // Gas masses are characterised here, whatever set the row's convenience value was made with.
            if !self.study.declared.rules.mixed_gwp && !factor.values.is_empty() {
                let arguments = [("seen", factor.id.as_str()), ("have", have.name()), ("want", self.gwp.name())];
                self.report.add(&texts::MIXED_GWP, place, &arguments);
                return None;
            }
        }
        Some(())
    }

    /// The key of a life-cycle factor of the library for the same thing: same category and unit, nearest id.
    fn life_cycle_instead(&self, factor: &Factor) -> Option<String> {
        let stem = factor.id.trim_end_matches("-combustion").trim_end_matches("-upstream").trim_end_matches("-co2");
        let region = Some(factor.region.as_str()).filter(|r| !r.is_empty()).or(self.study.declared.region.as_deref());
        let stems = [stem, if stem.contains("grid") || stem.contains("elec") { "electricity-grid" } else { stem }];
        stems.into_iter().find_map(|stem| {
            let rows: Vec<&Factor> = self.library.rows(stem).collect();
            let year = self.study.declared.period.map(|p| p.from.year);
            let of_year =
                choose(&rows, region.or(Some("CN")), year).or_else(|_| choose(&rows, region.or(Some("CN")), None));
            let choice = of_year.ok()?;
            let row = rows[choice.index];
            let whole = matches!(row.basis, Basis::Lifecycle | Basis::NoUpstream);
            (whole && !row.co2_only && row.unit == factor.unit).then(|| row.key())
        })
    }

    /// Whether validity, shares, ratings and deviations lie in their ranges.
    fn check_ranges(&mut self, factor: &Factor) {
        let place = |column: &str| factor.place.clone().map(|p| p.column(column));
        if let (Some(from), Some(to)) = (factor.valid_from, factor.valid_to)
            && to < from
        {
            let to = Wide::from(Decimal::from(to));
            self.out_of_range(
                "valid_to",
                to,
                place("valid_to"),
                ["a year not before valid_from", "不早于 valid_from 的年份"],
            );
        }
        let number = |n: u8| Wide::from(Decimal::from(n));
        let [technology, time, geography] = &factor.quality;
        let bounded = [
            ("primary_share", &factor.primary_share, 0, Some(1), ["a number from 0 to 1", "0 到 1 的数"]),
            ("dqr_technology", technology, 1, Some(5), ["a number from 1 to 5", "1 到 5 的数"]),
            ("dqr_time", time, 1, Some(5), ["a number from 1 to 5", "1 到 5 的数"]),
            ("dqr_geography", geography, 1, Some(5), ["a number from 1 to 5", "1 到 5 的数"]),
            ("gsd", &factor.gsd, 1, None, ["a number >= 1", "不小于 1 的数"]),
        ];
        for (column, cell, least, most, range) in bounded {
            let Some(value) = cell.as_ref().and_then(|c| self.value(c, place(column))) else { continue };
            if value.cmp(number(least)).is_lt() || most.is_some_and(|m| value.cmp(number(m)).is_gt()) {
                self.out_of_range(column, value, place(column), range);
            }
        }
    }

    /// The nine components per unit, gas masses weighed with the study's GWP set.
    fn characterise(&mut self, factor: &Factor) -> Option<[Wide; 9]> {
        self.check_ranges(factor);
        let mut emissions = [Wide::ZERO; 9];
        for (component, cell) in &factor.values {
            let place = factor.place.clone().map(|p| p.column(component.name()));
            let value = self.value(cell, place.clone())?;
            let negative_only =
                matches!(component, Component::LandRemovals | Component::TechnicalRemovals | Component::BiogenicUptake);
            let positive_only = matches!(component, Component::BiogenicCo2);
            if negative_only && !value.is_negative() && !value.is_zero() {
                self.out_of_range(component.name(), value, place, ["a number <= 0", "不大于 0 的数"]);
            } else if positive_only && value.is_negative() {
                self.out_of_range(component.name(), value, place, ["a number >= 0", "不小于 0 的数"]);
            }
            let slot = &mut emissions[*component as usize];
            *slot = slot.add(value);
        }
        for mass in &factor.gases {
            let Some(weight) = gwp(&mass.gas, mass.origin, self.gwp) else {
                let set = self.gwp.name();
                let arguments = [("seen", mass.gas.as_str()), ("set", set), ("near", ""), ("near_zh", "")];
                self.report.add(&texts::GAS_UNKNOWN, factor.place.clone(), &arguments);
                return None;
            };
            let kg = self.value(&mass.kg, factor.place.clone())?;
            let slot = &mut emissions[mass.origin.component(&mass.gas) as usize];
            *slot = slot.add(kg.mul(Wide::from(weight)));
        }
        Some(emissions)
    }
}
