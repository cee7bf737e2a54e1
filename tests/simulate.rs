//! Monte Carlo: the same bytes for the same seed whatever the threads and the order of rows, agreement with first order
//! where that is exact or nearly so, paired draws, and loops.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic,
    reason = "a test of draws, which may panic"
)]
#![cfg(feature = "simulate")]

mod oracle;

use std::num::NonZeroUsize;

use oracle::answers::model;
use oracle::files::Folder;
use oracle::random::{LOOPS, TREES, studies};
use product_footprint::trust::{Distribution, Estimate, Simulated, Simulation};
use product_footprint::{Component, Decimal, Factor, FactorLibrary, Item, Line, Model, Settings, Stage, Study, Unit};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn f(number: Decimal) -> f64 {
    number.to_string().parse().unwrap()
}

fn kg() -> Unit {
    "kg".parse().unwrap()
}

fn factor(id: &str, value: &str) -> Factor {
    Factor::new(id, kg()).value(Component::Fossil, d(value))
}

fn line(parent: &str, child: &str, quantity: &str) -> Line {
    Line::new(parent, child, d(quantity)).unit(kg())
}

fn draws(samples: u32, seed: u64) -> Simulation {
    Simulation::new(samples, seed).unwrap()
}

fn percentile(found: &Distribution, name: &str) -> Estimate {
    found.percentiles().iter().find(|(n, _)| *n == name).unwrap().1
}

/// Whether an estimate lies within so many of its standard errors of a value.
fn within(found: Estimate, value: f64, errors: f64) -> bool {
    (f(found.value()) - value).abs() <= errors * f(found.error())
}

fn words(found: &Simulated) -> String {
    let importance = found.importance().iter().map(|i| (i.influence().name(), i.rank_correlation(), i.share()));
    format!("{:?} {:?}", found.distribution(), importance.collect::<Vec<_>>())
}

/// Rows of a bill with a loop, a credit, a claimed stage, a shared factor and two rows that say the same.
const ROWS: [&str; 9] = [
    "pan,body,1.5,,1.05",
    "pan,lid,0.4,production,1.1",
    "pan,lid,0.4,production,1.1",
    "body,steel,1.02,,",
    "body,power,2,production,1.2",
    "lid,steel,1.1,,1.03",
    "body,body,0.1,,1.15",
    "pan,steel,0.2,beyond-boundary,1.4",
    "lid,paint,0.01,use,2",
];

fn study(rows: &[&str]) -> Study {
    let folder = Folder::new();
    folder.write("study.toml", "[parameters]\ngrid = \"0.6\"\n[scenario.wind.parameters]\ngrid = \"0.57\"\n");
    folder.write("bom.csv", &format!("parent,child,quantity,stage,gsd\n{}\n", rows.join("\n")));
    folder.write("items.csv", "id,unit\npan,kg\nbody,kg\nlid,kg\n");
    folder.write("factors.csv", "id,unit,co2e,gsd\nsteel,kg,2,1.2\npower,kg,=grid,1.1\npaint,kg,5,\n");
    Study::open(folder.path()).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_digits_for_any_number_of_threads_and_order_of_rows() {
    let here = model(study(&ROWS)).unwrap();
    let simulation = draws(3000, 7);
    let first = here.simulate("pan", &simulation).unwrap();
    for threads in [1, 2, 3, 8, 64] {
        let again = here.simulate("pan", &simulation.clone().threads(NonZeroUsize::new(threads).unwrap())).unwrap();
        assert_eq!(words(&first), words(&again), "{threads} threads");
    }
    let other = here.simulate("pan", &draws(3000, 8)).unwrap();
    assert_ne!(words(&first), words(&other));
    let mut rows = ROWS;
    for turn in 1..ROWS.len() {
        rows.rotate_left(1);
        if turn % 2 == 0 {
            rows.reverse();
        }
        let shuffled = model(study(&rows)).unwrap().simulate("pan", &simulation).unwrap();
        assert_eq!(words(&first), words(&shuffled), "{rows:?}");
    }
    // Whatever else the study holds does not change what is drawn for this product.
    let more: Vec<&str> = ROWS.into_iter().chain(["cup,steel,3,,1.5", "cup,lid,1,,1.5"]).collect();
    assert_eq!(words(&first), words(&model(study(&more)).unwrap().simulate("pan", &simulation).unwrap()));
}

#[test]
fn the_first_digits_for_seed_one_stay() {
    // One factor of 1 kg: the draws are exp(ln(1.2) z) themselves. The digits were calculated by another program from the
    // published algorithms (ChaCha8, SHA-256, AS 241); a change of them is a change of the generator.
    let study = Study::builder().line(line("pan", "steel", "1")).factor(factor("steel", "1").gsd(d("1.2")));
    let found = model(study.build()).unwrap().simulate("pan", &draws(100, 1)).unwrap();
    assert_eq!(found.distribution().mean().value().round(12).to_string(), "0.990957255648");
    assert_eq!(percentile(found.distribution(), "50").value().round(12).to_string(), "0.97530745153");
}

#[test]
fn a_chain_is_lognormal_with_the_first_order_deviation() {
    let study = Study::builder()
        .item(Item::new("sheet").unit(kg()))
        .line(line("pan", "sheet", "2").gsd(d("1.1")))
        .line(line("sheet", "steel", "3").gsd(d("1.2")))
        .factor(factor("steel", "0.5").gsd(d("1.3")));
    let found = model(study.build()).unwrap().simulate("pan", &draws(40_000, 3)).unwrap();
    let sigma = (1.1_f64.ln().powi(2) + 1.2_f64.ln().powi(2) + 1.3_f64.ln().powi(2)).sqrt();
    assert!((f(found.first_order().gsd().unwrap()).ln() - sigma).abs() < 1e-12);
    let of = found.distribution();
    assert!(within(of.mean(), 3.0 * (sigma * sigma / 2.0).exp(), 4.0), "{:?}", of.mean());
    for (name, z) in [("2.5", -1.959964), ("25", -0.674490), ("50", 0.0), ("95", 1.644854), ("97.5", 1.959964)] {
        let wanted = 3.0 * (sigma * z).exp();
        assert!(within(percentile(of, name), wanted, 4.0), "{name}: {:?}, {wanted}", percentile(of, name));
    }
    // The variance is shared out as first order shares it.
    for i in found.importance() {
        let stated = found.first_order().inputs().iter().find(|s| s.influence().name() == i.influence().name());
        let share = f(stated.unwrap().share().unwrap());
        assert!((f(i.share().unwrap()) - share).abs() < 0.03, "{}: {:?}, {share}", i.influence().name(), i.share());
    }
}

#[test]
fn the_end_cover_has_the_mean_and_deviation_of_the_plan() {
    let rows = [
        ("0.60", "16.20", "1.10"),
        ("1.45", "0.85", "1.05"),
        ("0.03", "2.50", "1.30"),
        ("0.12", "1.05", "1.20"),
        ("1.43", "0.11", "1.25"),
        ("5.40", "0.5777", "1.05"),
        ("0.42", "2.79", "1.05"),
        ("0.03", "0.45", "1.50"),
    ];
    let study = rows.into_iter().enumerate().fold(Study::builder(), |study, (at, (quantity, value, gsd))| {
        let id = format!("input {at}");
        study.line(line("EC-90", &id, quantity).gsd(d(gsd))).factor(factor(&id, value))
    });
    let found = model(study.build()).unwrap().simulate("EC-90", &draws(40_000, 11)).unwrap();
    // Exact for a sum of independent lognormal amounts.
    assert!(within(found.distribution().mean(), 15.6764, 4.0), "{:?}", found.distribution().mean());
    assert!((f(found.distribution().deviation()) - 0.95).abs() < 0.02, "{}", found.distribution().deviation());
}

/// Random bills with small deviations, in layers and with a loop.
fn small(parts: &[(u8, u8, u16, u8)], closed: bool) -> Study {
    let mut study = Study::builder().item(Item::new("0").unit(kg()));
    for (at, (parent, child, quantity, gsd)) in parts.iter().enumerate() {
        let parent = parent % 4;
        let child = parent + 1 + child % (5 - parent);
        let name = if child >= 4 { format!("f{child}") } else { child.to_string() };
        let quantity = format!("{}.{:03}", quantity / 1000, quantity % 1000 + 1);
        let mut row = line(&parent.to_string(), &name, &quantity).gsd(d(&format!("1.0{:02}", gsd % 30)));
        if at % 5 == 4 {
            row = row.stage(Stage::Production);
        }
        study = study.line(row);
    }
    for item in 0..4 {
        study = study.line(line(&item.to_string(), "f4", "0.1"));
    }
    if closed {
        study = study.line(line("3", "1", "0.001").gsd(d("1.02"))).line(line("1", "3", "0.2"));
    }
    for item in 1..4 {
        study = study.item(Item::new(item.to_string()).unit(kg()));
    }
    study.factor(factor("f4", "2").gsd(d("1.02"))).factor(factor("f5", "0.7").gsd(d("1.01"))).build()
}

#[test]
fn small_deviations_agree_with_first_order() {
    let seed = match Config::default().rng_seed {
        RngSeed::Random => RngSeed::Fixed(2026),
        stated => stated,
    };
    let config = Config { cases: 40, rng_seed: seed, failure_persistence: None, ..Config::default() };
    let parts = prop::collection::vec((any::<u8>(), any::<u8>(), 1_u16..3000, any::<u8>()), 2..14);
    let property = |(parts, closed): (Vec<(u8, u8, u16, u8)>, bool)| {
        let model = model(small(&parts, closed)).unwrap();
        let found = model.simulate("0", &draws(4000, 5)).unwrap();
        let total = f(found.footprint().total());
        let sigma = f(found.first_order().gsd().unwrap()).ln();
        let of = found.distribution();
        // Second order moves the mean by half the variance or so, and the deviation by a part of itself.
        prop_assert!((f(of.mean().value()) / total - 1.0).abs() < 5.0 * sigma / 4000_f64.sqrt() + 3.0 * sigma * sigma);
        let deviation = f(of.deviation()) / total;
        // 5 standard errors of a deviation over 4000 draws.
        prop_assert!((deviation / sigma - 1.0).abs() < 5.0 / 8000_f64.sqrt() + 3.0 * sigma, "{deviation}, {sigma}");
        Ok(())
    };
    if let Err(failure) = TestRunner::new(config).run(&(parts, any::<bool>()), property) {
        panic!("{failure}");
    }
}

#[test]
fn what_two_scenarios_share_is_drawn_once() {
    let base = model(study(&ROWS)).unwrap();
    let wind = base.again(&Settings::new().scenario("wind")).unwrap();
    let found = base.simulate_against("pan", (&wind, "pan"), &draws(5000, 7)).unwrap();
    // Lower by 5 % of the power in every draw, although the two intervals lie over one another.
    assert_eq!((found.lower(), found.equal(), found.lower_error()), (d("1"), d("0"), d("0")));
    let [one, other] = found.sides();
    assert!(percentile(one.distribution(), "2.5").value() < percentile(other.distribution(), "97.5").value());
    let (apart, together) = (one.distribution().deviation(), found.difference().deviation());
    assert!(f(together) < f(apart) / 10.0, "{together} of {apart}");
    // Each side is what it is alone, and the same against itself is always the same.
    assert_eq!(words(one), words(&base.simulate("pan", &draws(5000, 7)).unwrap()));
    let same = base.simulate_against("pan", (&base, "pan"), &draws(500, 7)).unwrap();
    assert_eq!((same.lower(), same.equal()), (d("0"), d("1")));
    // Two products that differ: the share is that of independent halves.
    let two = Study::builder()
        .line(line("a", "x", "1"))
        .line(line("b", "y", "1"))
        .factor(factor("x", "1").gsd(d("1.2")))
        .factor(factor("y", "1").gsd(d("1.2")));
    let two = model(two.build()).unwrap();
    let found = two.simulate_against("a", (&two, "b"), &draws(10_000, 1)).unwrap();
    assert!((f(found.lower()) - 0.5).abs() < 5.0 * f(found.lower_error()), "{}", found.lower());
}

#[test]
fn the_program_gives_the_exact_total_where_nothing_varies() {
    // A deviation too small to see: every draw is the total, whatever claims, credits and loops there are.
    let here = model(study(
        &ROWS
            .map(|row| {
                let (head, _) = row.rsplit_once(',').unwrap();
                format!("{head},1.0000000000001")
            })
            .each_ref()
            .map(String::as_str),
    ))
    .unwrap();
    for id in ["pan", "body", "lid"] {
        for grave in [false, true] {
            let boundary = if grave { product_footprint::Boundary::CradleToGrave } else { Default::default() };
            let here = here.again(&Settings::new().boundary(boundary)).unwrap();
            // Factors vary still: only those lines that do not touch them can be compared; so the medians are.
            let found = here.simulate(id, &draws(20_000, 2)).unwrap();
            let median = percentile(found.distribution(), "50");
            assert!(within(median, f(found.footprint().total()), 6.0), "{id}: {median:?}");
        }
    }
    let certain = Study::builder()
        .item(Item::new("a").unit(kg()))
        .line(line("a", "b", "0.5").gsd(d("1.0000000000001")))
        .line(line("b", "a", "0.5").stage(Stage::Use))
        .line(line("b", "steel", "1"))
        .item(Item::new("b").unit(kg()))
        .factor(factor("steel", "2"));
    for boundary in [product_footprint::Boundary::CradleToGate, product_footprint::Boundary::CradleToGrave] {
        let here = Model::with(certain.clone().build(), FactorLibrary::empty(), &Settings::new().boundary(boundary));
        let found = here.unwrap().simulate("a", &draws(100, 1)).unwrap();
        let (total, mean) = (f(found.footprint().total()), f(found.distribution().mean().value()));
        assert!((mean / total - 1.0).abs() < 1e-9, "{mean} of {total}");
    }
}

#[test]
fn random_studies_are_drawn_at_their_exact_totals() {
    let stated = Config::default();
    let rng_seed = if stated.rng_seed == RngSeed::Random { RngSeed::Fixed(2026) } else { stated.rng_seed };
    let config = Config { cases: 100, rng_seed, failure_persistence: None, ..stated };
    let property = |study: oracle::Study| {
        let folder = Folder::new();
        for (name, text) in oracle::files::texts(&study) {
            // Every line uncertain, by less than a binary number shows.
            let with = |line: (usize, &str)| match line {
                (0, header) => format!("{header},gsd\n"),
                (_, row) => format!("{row},1.0000000000000001\n"),
            };
            let text = if name == "bom.csv" { text.lines().enumerate().map(with).collect() } else { text };
            folder.write(name, &text);
        }
        let model = model(Study::open(folder.path()).unwrap()).unwrap();
        let mut parents: Vec<&str> = study.lines.iter().map(|l| l.parent.as_str()).collect();
        parents.sort_unstable();
        parents.dedup();
        for id in parents {
            for boundary in [product_footprint::Boundary::CradleToGate, product_footprint::Boundary::CradleToGrave] {
                let model = model.again(&Settings::new().boundary(boundary)).unwrap();
                let found = model.simulate(id, &draws(100, 1)).unwrap();
                prop_assert!(found.warnings().is_empty());
                let footprint = found.footprint();
                let size: f64 = footprint.contributions().iter().map(|c| f(c.kg_co2e()).abs()).sum();
                let error = (f(found.distribution().mean().value()) - f(footprint.total())).abs();
                prop_assert!(error <= 1e-9 * size + 1e-20, "{id}: {} for {}", error, footprint.total());
            }
        }
        Ok(())
    };
    let studies = prop_oneof![studies(TREES), studies(LOOPS)];
    if let Err(failure) = TestRunner::new(config).run(&studies, property) {
        panic!("{failure}");
    }
}

#[test]
fn a_loop_that_runs_away_in_some_draws_is_said() {
    let study = Study::builder()
        .item(Item::new("sheet").unit(kg()))
        .line(line("sheet", "steel", "1"))
        .line(line("sheet", "sheet", "0.8").gsd(d("1.3")))
        .factor(factor("steel", "2"));
    let found = model(study.build()).unwrap().simulate("sheet", &draws(10_000, 1)).unwrap();
    let codes: Vec<&str> = found.warnings().iter().map(|w| w.code()).collect();
    assert_eq!(codes, ["W234"]);
    // ln(1 / 0.8) / ln(1.3) = 0.8505 deviations: 19.75 % of draws, four standard errors either way.
    let failed = 10_000.0 - f(Decimal::from(u32::try_from(found.samples()).unwrap()));
    assert!((failed - 1975.0).abs() < 160.0, "{failed}");
}

#[test]
fn impossible_numbers_of_draws_are_refused_and_nothing_uncertain_is_no_error() {
    for samples in [0, 99, 10_000_001] {
        assert_eq!(Simulation::new(samples, 1).unwrap_err().diagnostics()[0].code(), "E114");
    }
    let study = Study::builder().line(line("pan", "steel", "2")).factor(factor("steel", "1.5"));
    let found = model(study.build()).unwrap().simulate("pan", &draws(100, 1)).unwrap();
    assert_eq!((found.distribution().mean().value(), found.distribution().deviation()), (d("3"), d("0")));
    assert!(found.importance().is_empty() && found.first_order().gsd().is_none());
}

#[test]
fn a_total_over_uncertain_factors_alone_is_what_the_whole_program_gives() {
    let folder = |line_gsd: &str| {
        let folder = Folder::new();
        folder.write("items.csv", "id,unit\nbody,kg\nlid,kg\n");
        folder.write(
            "bom.csv",
            &format!(
                "parent,child,quantity,unit,stage,gsd\npan,body,1.5,kg,,{line_gsd}\npan,lid,0.4,kg,production,\n\
                 body,steel,1.02,kg,,\nbody,power,2,kg,production,\nlid,steel,1.1,kg,,\nbody,body,0.1,kg,,\n\
                 lid,body,0.05,kg,use,\nbody,lid,0.07,kg,,\npan,paint,0.3,kg,beyond-boundary,\nlid,certain,0.2,kg,,\n"
            ),
        );
        folder.write(
            "factors.csv",
            "id,unit,co2e,gsd,stage\nsteel,kg,2.5,1.3,\npower,kg,0.6,1.1,production\npaint,kg,4,1.8,\ncertain,kg,1,,\n",
        );
        Model::new(Study::open(folder.path()).unwrap(), FactorLibrary::empty()).unwrap()
    };
    let (alone, beside) = (folder(""), folder("1.000000000001"));
    let simulation = draws(5000, 3);
    let sum = alone.simulate("pan", &simulation).unwrap();
    assert_eq!(format!("{:?}", alone.distribution("pan", &simulation).unwrap()), format!("{:?}", sum.distribution()));
    let program = beside.distribution("pan", &simulation).unwrap();
    for (a, b) in sum.distribution().percentiles().iter().zip(program.percentiles()) {
        assert!((f(a.1.value()) / f(b.1.value()) - 1.0).abs() < 1e-10, "{a:?} {b:?}");
    }
    let threads = |count| simulation.clone().threads(NonZeroUsize::new(count).unwrap());
    for count in [1, 2, 7] {
        let again = alone.distribution("pan", &threads(count)).unwrap();
        assert_eq!(format!("{again:?}"), format!("{:?}", sum.distribution()), "{count} threads");
    }
}
