//! Plain factors are chosen many at a time, all others row by row: both ways give the same footprint, the same share of
//! primary data and the same uncertainty, and neither passes over what is wrong.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

use product_footprint::{Component, Decimal, Factor, FactorLibrary, Item, Line, Model, Study, Unit};

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn kg() -> Unit {
    "kg".parse().unwrap()
}

/// Six materials; with a region, no factor is plain: each is coarser than what is wanted.
fn study(region: Option<&str>, gsd: &str) -> Study {
    let mut study = Study::builder().product("chair", d("1"));
    if let Some(region) = region {
        study = study.region(region);
    }
    for n in 1..=6_u32 {
        let (id, factor) = (format!("M{n}"), format!("F{n}"));
        // The last states no factor: its own name is one.
        let item = Item::new(&id).unit(kg());
        study = study.item(if n == 6 { item } else { item.factor(&factor) });
        study = study.line(Line::new("chair", &id, d(&format!("0.{n}7"))).unit(kg()));
        let mut row =
            Factor::new(if n == 6 { id } else { factor }, kg()).value(Component::Fossil, d(&format!("{n}.25")));
        if n % 2 == 0 {
            row = row.primary();
        }
        if n == 3 {
            row = row.gsd(d(gsd));
        }
        study = study.factor(row);
    }
    study.build()
}

#[test]
fn both_ways_of_choosing_a_factor_give_the_same() {
    let of = |region| {
        let model = Model::new(study(region, "1.3"), FactorLibrary::empty()).unwrap();
        let footprint = model.footprint("chair").unwrap();
        let sure = model.uncertainty("chair").unwrap();
        let by_factor: Vec<_> =
            footprint.contributions().iter().map(|c| (c.factor().id().to_owned(), c.kg_co2e(), c.share())).collect();
        (footprint.total(), by_factor, footprint.quality().primary_share(), sure.gsd())
    };
    let (total, by_factor, primary, gsd) = of(None);
    // 0.17 x 1.25 + 0.27 x 2.25 + 0.37 x 3.25 + 0.47 x 4.25 + 0.57 x 5.25 + 0.67 x 6.25
    assert_eq!(total, d("11.2"));
    assert_eq!(by_factor.len(), 6);
    assert!(gsd.is_some_and(|gsd| gsd > Decimal::ONE));
    assert_eq!((total, by_factor, primary, gsd), of(Some("CN")));
}

#[test]
fn what_is_wrong_with_a_factor_is_said_either_way() {
    for region in [None, Some("CN")] {
        let refused = Model::new(study(region, "0.5"), FactorLibrary::empty()).unwrap_err();
        assert!(refused.diagnostics().iter().any(|found| found.code() == "E114"), "{region:?}");
    }
}
