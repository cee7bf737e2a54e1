//! First-order uncertainty: the example of the plan, products exact, a shared factor one variable, pedigree scores.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

mod oracle;

use num_traits::Signed;
use oracle::answers::{model, sum, tenth, value};
use oracle::exact;
use oracle::files::Folder;
use product_footprint::trust::{InputKind, Pedigree, Uncertainty};
use product_footprint::{Component, Decimal, Factor, FactorLibrary, Item, Language, Line, Model, Study, Unit};

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
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

/// An aluminium end cover of ten lines, each with a deviation of its own; outbound freight lies outside the boundary.
fn end_cover() -> Model {
    let folder = Folder::new();
    let rows = [
        ("AL-PRIM", "0.60", "16.20", "raw-materials", "1.10"),
        ("AL-REC", "1.45", "0.85", "raw-materials", "1.05"),
        ("RELEASE", "0.03", "2.50", "raw-materials", "1.30"),
        ("CARTON", "0.12", "1.05", "raw-materials", "1.20"),
        ("ROAD", "1.43", "0.11", "inbound-transport", "1.25"),
        ("ELEC", "5.40", "0.5777", "production", "1.05"),
        ("GAS", "0.42", "2.79", "production", "1.05"),
        ("DROSS", "0.03", "0.45", "production", "1.50"),
        ("ROAD", "0.60", "0.11", "distribution", ""),
    ];
    let mut bom = "parent,child,quantity,stage,gsd\n".to_owned();
    let mut factors = "id,unit,co2e\n".to_owned();
    for (child, quantity, kg, stage, gsd) in rows {
        bom.push_str(&format!("EC-90,{child},{quantity},{stage},{gsd}\n"));
        if !factors.contains(&format!("\n{child},")) {
            factors.push_str(&format!("{child},kg,{kg}\n"));
        }
    }
    folder.write("bom.csv", &bom);
    folder.write("factors.csv", &factors);
    Model::new(Study::open(folder.path()).unwrap(), FactorLibrary::empty()).unwrap()
}

fn rounded(number: Option<Decimal>, places: u32) -> String {
    number.unwrap().round(places).to_string()
}

/// The shares of the variance add up to one.
fn shares_sum(found: &Uncertainty) {
    let shares = sum(found.inputs().iter().map(|i| i.share().unwrap()));
    assert!((shares - exact("1")).abs() < tenth(24));
}

#[test]
fn the_end_cover_of_the_plan() {
    let found = end_cover().uncertainty("EC-90").unwrap();
    assert_eq!(found.footprint().total(), d("15.61568"));
    assert_eq!(rounded(found.gsd(), 4), "1.0623");
    let [low, high] = found.interval().unwrap();
    assert_eq!((rounded(Some(low), 2), rounded(Some(high), 2)), ("13.87".into(), "17.58".into()));
    assert_eq!(found.inputs()[0].influence().name(), "EC-90 > AL-PRIM");
    assert_eq!(found.inputs().len(), 8);
    shares_sum(&found);
    // No factor states one, and nobody is told that the total is sure of them.
    assert_eq!(found.unstated().iter().filter(|i| i.kind() == InputKind::Factor).count(), 8);
    assert_eq!(found.factor_coverage(), Some(Decimal::ZERO));
}

#[test]
fn a_chain_of_products_is_exact() {
    // pan = 2 x 3 x 0.5, each factor of it lognormal: the variances of the logarithms add up.
    let study = Study::builder()
        .item(Item::new("sheet").unit(kg()))
        .line(line("pan", "sheet", "2").gsd(d("1.1")))
        .line(line("sheet", "steel", "3").gsd(d("1.2")))
        .factor(factor("steel", "0.5").gsd(d("1.3")));
    let found = model(study.build()).unwrap().uncertainty("pan").unwrap();
    // exp(sqrt(ln(1.1)^2 + ln(1.2)^2 + ln(1.3)^2)), calculated elsewhere
    assert_eq!(rounded(found.gsd(), 20), "1.39571515540347108792");
    assert!(found.unstated().is_empty());
    assert_eq!(found.factor_coverage(), Some(Decimal::ONE));
    let [low, high] = found.interval().unwrap();
    let product = value(low) * value(high);
    assert!((product - exact("9")).abs() < tenth(20), "the total is the geometric middle");
    shares_sum(&found);
}

#[test]
fn a_factor_used_in_many_places_is_one_variable() {
    let many = (0..100).fold(Study::builder(), |study, at| {
        study.line(line("pan", &format!("part {at}"), "1")).line(line(&format!("part {at}"), "steel", "0.01"))
    });
    let items = |study: product_footprint::Study| model(study).unwrap().uncertainty("pan").unwrap();
    let with_units = (0..100).fold(many, |study, at| study.item(Item::new(format!("part {at}")).unit(kg())));
    let found = items(with_units.factor(factor("steel", "2").gsd(d("1.3"))).build());
    // Not a tenth of it, as a hundred independent ones would give.
    assert_eq!(rounded(found.gsd(), 20), "1.3");
    // Two factors of a half each are two variables: exp(sqrt(2 (ln(1.3)/2)^2)).
    let two = Study::builder()
        .line(line("pan", "a", "1"))
        .line(line("pan", "b", "1"))
        .factor(factor("a", "2").gsd(d("1.3")))
        .factor(factor("b", "2").gsd(d("1.3")));
    assert_eq!(rounded(items(two.build()).gsd(), 20), "1.20384373534737210569");
}

#[test]
fn loops_count_their_inputs_once_each() {
    // a = 2 + 0.5 a: one unit takes 2 of itself; the elasticity of the loop's line is 1.
    let study = Study::builder()
        .item(Item::new("a").unit(kg()))
        .line(line("a", "steel", "2"))
        .line(line("a", "a", "0.5").gsd(d("1.1")))
        .factor(factor("steel", "1"));
    let found = model(study.build()).unwrap().uncertainty("a").unwrap();
    assert_eq!(rounded(found.gsd(), 20), "1.1");
}

#[test]
fn pedigree_scores_state_a_spread() {
    let scores: Pedigree = "v3:(2,1,3,1,2)".parse().unwrap();
    let study = Study::builder().line(line("pan", "steel", "1")).factor(factor("steel", "2").pedigree(scores));
    let found = model(study.build()).unwrap().uncertainty("pan").unwrap();
    assert_eq!(rounded(found.gsd(), 20), "1.05819914392398490105");
    let folder = Folder::new();
    folder.write("bom.csv", "parent,child,quantity,系谱评分\npan,steel,1,\"v2:(1,1,1,1,1,1) basic 1.05\"\n");
    folder.write("factors.csv", "id,unit,co2e,pedigree\nsteel,kg,2,v3: 2 1 3 1 2\n");
    let found = model(Study::open(folder.path()).unwrap()).unwrap().uncertainty("pan").unwrap();
    let gsd: Vec<String> = found.inputs().iter().map(|i| rounded(Some(i.gsd()), 10)).collect();
    assert_eq!(gsd, ["1.0581991439", "1.0246950766"]);
}

#[test]
fn what_is_wrong_with_a_spread_is_said() {
    let codes = |bom: &str, factors: &str| {
        let folder = Folder::new();
        folder.write("bom.csv", bom);
        folder.write("factors.csv", factors);
        let error = Model::new(Study::open(folder.path()).unwrap(), FactorLibrary::empty()).unwrap_err();
        let found = error.diagnostics().iter().map(|f| format!("{} {}", f.code(), f.place().unwrap()));
        found.collect::<Vec<_>>()
    };
    let good = "id,unit,co2e\nsteel,kg,2\n";
    assert_eq!(codes("parent,child,quantity,gsd\npan,steel,1,0.9\n", good), ["E114 bom.csv:2 gsd"]);
    assert_eq!(codes("parent,child,quantity,pedigree\npan,steel,1,v3:(1)\n", good), ["E114 bom.csv:2 pedigree"]);
    let twice = "parent,child,quantity,gsd,pedigree\npan,steel,1,1.1,v3: 1 1 1 1 1\n";
    assert_eq!(codes(twice, good), ["E104 bom.csv:2 pedigree"]);
    let bom = "parent,child,quantity\npan,steel,1\n";
    assert_eq!(codes(bom, "id,unit,co2e,gsd\nsteel,kg,2,0.5\n"), ["E114 factors.csv:2 gsd"]);
    assert_eq!(
        codes(bom, "id,unit,co2e,gsd,pedigree\nsteel,kg,2,1.5,v2: 1 1 1 1 1\n"),
        ["E104 factors.csv:2 pedigree"]
    );
}

#[test]
fn nothing_stated_and_nothing_to_spread_are_said() {
    let found = |value: &str, gsd: Option<&str>| {
        let steel = gsd.iter().fold(factor("steel", value), |f, gsd| f.gsd(d(gsd)));
        let study = Study::builder().line(line("pan", "steel", "1")).factor(steel);
        model(study.build()).unwrap().uncertainty("pan").unwrap()
    };
    let nothing = found("2", None);
    assert!(nothing.gsd().is_none() && nothing.interval().is_none());
    assert!(nothing.reason(Language::En).unwrap().contains("no input states"));
    assert_eq!(nothing.unstated().len(), 2);
    assert!(found("-2", Some("1.1")).reason(Language::Zh).unwrap().contains("不大于零"));
    assert!(found("0", Some("1.1")).gsd().is_none());
    // Stated as certain is stated.
    let certain = found("2", Some("1"));
    assert_eq!((certain.gsd(), certain.unstated().len()), (Some(d("1")), 1));
}
