//! What a study leaves out, counted against the limits of the rules in force. 取舍准则
//!
//! ```text
//! share = excluded / (excluded + included)
//! ```

use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Diagnostic, Place, texts};
use crate::read::nearest::hint;
use crate::resolve::{Resolver, shown_to};
use crate::rules::Profile;
use crate::stage::{Boundary, Stage};

/// An exclusion with its estimate worked out.
#[derive(Clone, Debug)]
pub(super) struct Excluded {
    what: String,
    reason: String,
    /// kg CO2e of the declared amount of the product.
    estimate: Decimal,
    /// The item it is left out of; every product if absent.
    product: Option<u32>,
    stage: Stage,
    place: Option<Place>,
}

/// Something that a footprint leaves out.
#[derive(Clone, Debug)]
pub struct Exclusion {
    pub(crate) what: String,
    pub(crate) reason: String,
    pub(crate) stage: Stage,
    pub(crate) kg_co2e: Decimal,
    pub(crate) share: Option<Decimal>,
}

impl Exclusion {
    /// What is left out.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Why.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The stage in which it would count.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The study's estimate, kg CO2e of the declared amount of the product; in no total.
    #[must_use]
    pub fn kg_co2e(&self) -> Decimal {
        self.kg_co2e
    }

    /// [`Exclusion::kg_co2e`] over the total with everything excluded added; `None` where that is zero.
    #[must_use]
    pub fn share(&self) -> Option<Decimal> {
        self.share
    }
}

/// Works out what the study excludes; findings go into the resolver's report.
pub(super) fn excluded(resolver: &mut Resolver<'_>) -> Vec<Excluded> {
    let study = resolver.study;
    let mut list = Vec::new();
    for exclusion in &study.exclusions {
        let place = || exclusion.place.clone();
        let product = match &exclusion.product {
            None => None,
            Some(id) => {
                let Some(item) = study.item_by_text(id) else {
                    let [near, near_zh] = hint(id, study.items.iter().map(|i| study.name_of(i.id)));
                    let arguments = [("seen", id.as_str()), ("near", &near), ("near_zh", &near_zh)];
                    resolver.report.add(&texts::PRODUCT_NOT_FOUND, place(), &arguments);
                    continue;
                };
                Some(item)
            }
        };
        let Some(estimate) = resolver.number(&exclusion.estimate, place()) else { continue };
        let held = estimate.to_decimal().filter(|_| !estimate.is_negative());
        let Some(kg_co2e) = held else {
            let range = ["a number from 0 to 7.9e28", "0 到 7.9e28 的数"];
            resolver.out_of_range("estimate", estimate, place(), range);
            continue;
        };
        list.push(Excluded {
            what: exclusion.what.clone(),
            reason: exclusion.reason.clone(),
            estimate: kg_co2e,
            product,
            stage: exclusion.stage,
            place: place(),
        });
    }
    list
}

/// What is left out of one product inside its boundary, the share of it all, and what exceeds the limits.
pub(super) fn of_product(
    excluded: &[Excluded],
    (item, id): (u32, &str),
    boundary: Boundary,
    total: Decimal,
    profile: &Profile,
) -> (Vec<Exclusion>, Option<Decimal>, Vec<Diagnostic>) {
    let of_it = |e: &&Excluded| e.product.is_none_or(|p| p == item) && boundary.includes(e.stage);
    let of_it: Vec<&Excluded> = excluded.iter().filter(of_it).collect();
    let left_out = of_it.iter().fold(Wide::ZERO, |sum, e| sum.add(Wide::from(e.estimate)));
    let whole = Wide::from(total).add(left_out);
    let share = |part: Wide| part.div(whole);
    let mut warnings = Vec::new();
    let mut check = |part: Wide, limit: Option<Decimal>, what: &str, place: Option<Place>| {
        let (Some(share), Some(limit)) = (share(part), limit) else { return };
        if share.abs().cmp(Wide::from(limit)).is_le() {
            return;
        }
        let percent = |w: Wide| shown_to(2, w.mul(Wide::from(Decimal::from(100_u8))));
        let (share, limit) = (percent(share), percent(Wide::from(limit)));
        let arguments = [
            ("seen", what),
            ("product", id),
            ("share", share.as_str()),
            ("limit", limit.as_str()),
            ("profile", profile.names[0].as_str()),
            ("profile_zh", profile.names[1].as_str()),
        ];
        warnings.push(Diagnostic::new(&texts::CUT_OFF_EXCEEDED, place, &arguments));
    };
    for e in &of_it {
        check(Wide::from(e.estimate), profile.cut_off_each, &e.what, e.place.clone());
    }
    check(left_out, profile.cut_off_together, "[[exclude]]", of_it.first().and_then(|e| e.place.clone()));
    let list = of_it.iter().map(|e| Exclusion {
        what: e.what.clone(),
        reason: e.reason.clone(),
        stage: e.stage,
        kg_co2e: e.estimate,
        share: share(Wide::from(e.estimate)).and_then(Wide::to_decimal),
    });
    let of_all = if of_it.is_empty() { None } else { share(left_out).and_then(Wide::to_decimal) };
    (list.collect(), of_all, warnings)
}
