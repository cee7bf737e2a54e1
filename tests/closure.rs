//! Closure: what goes in comes out again, in mass, energy and certificates; what does not is named.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

mod oracle;

use oracle::files::Folder;
use product_footprint::trust::{Closure, MassBalance, MassState};
use product_footprint::{Decimal, FactorLibrary, Model, Study};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

const FACTORS: (&str, &str) = (
    "factors.csv",
    "id,unit,co2e,category\nsteel,kg,2,material/metals\ngas,m3,2,fuel/fossil\ncoal,kg,3,fuel/fossil\npower,kWh,0.5,electricity\n\
     road,tkm,0.1,transport/road\nscrap-treatment,kg,0.1,waste/metal\nwind,kWh,0.02,electricity\n",
);

fn model(files: &[(&str, &str)]) -> Model {
    let folder = Folder::new();
    for (name, text) in [FACTORS].iter().chain(files) {
        folder.write(name, text);
    }
    let study = Study::open(folder.path()).unwrap();
    Model::new(study, FactorLibrary::empty()).unwrap_or_else(|e| panic!("{:#?}", e.diagnostics()))
}

fn closure(files: &[(&str, &str)]) -> Closure {
    model(files).closure().unwrap()
}

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// In, product, by-products, waste.
fn numbers(b: &MassBalance) -> [String; 4] {
    [b.inputs(), b.product(), b.by_products(), b.waste()].map(|n| n.to_string())
}

fn found(c: &Closure) -> Vec<String> {
    let place = |d: &product_footprint::Diagnostic| d.place().map(ToString::to_string).unwrap_or_default();
    c.findings().iter().map(|d| format!("{} {}", d.code(), place(d))).collect()
}

#[test]
fn a_balance_counts_materials_losses_by_products_and_waste() {
    for (bom, want, state) in [
        ("pan,steel,1.02,kg,,", ["1.02", "1", "0", "0"], MassState::Closed),
        ("pan,steel,1.2,kg,,", ["1.2", "1", "0", "0"], MassState::Off),
        ("pan,steel,0.8,kg,,", ["0.8", "1", "0", "0"], MassState::Off),
        // A thousandfold: grams for kilograms.
        ("pan,steel,1000,kg,,", ["1000", "1", "0", "0"], MassState::Off),
        ("pan,steel,1,kg,0.25,", ["1.25", "1", "0", "0.25"], MassState::Closed),
        // Energy, freight and what other stages take leave nothing behind.
        (
            "pan,steel,1,kg,,\npan,gas,3,m3,,\npan,coal,5,kg,,\npan,power,9,kWh,,\npan,road,7,tkm,,",
            ["1", "1", "0", "0"],
            MassState::Closed,
        ),
        ("pan,steel,1,kg,,\npan,steel,4,kg,,use", ["1", "1", "0", "0"], MassState::Closed),
        // Waste lines say what becomes of the loss: it is counted once.
        ("pan,steel,1,kg,0.25,\npan,scrap-treatment,0.25,kg,,", ["1.25", "1", "0", "0.25"], MassState::Closed),
        ("pan,steel,1.25,kg,,\npan,scrap-treatment,0.25,kg,,production", ["1.25", "1", "0", "0.25"], MassState::Closed),
        ("pan,steel,1.25,kg,,\npan,steel,-0.25,kg,,beyond-boundary", ["1.25", "1", "0.25", "0"], MassState::Closed),
        // A carton is not in the mass of what it holds.
        ("pan,steel,1,kg,,\npan,carton,1,,,", ["1", "1", "0", "0"], MassState::Closed),
        // A part of unknown mass may be what is missing, and cannot be what is too much.
        ("pan,steel,0.5,kg,,\npan,rivet,1,,,", ["0.5", "1", "0", "0"], MassState::Open),
        ("pan,steel,1.5,kg,,\npan,rivet,1,,,", ["1.5", "1", "0", "0"], MassState::Off),
        ("pan,steel,1,kg,,\npan,rivet,1,,,", ["1", "1", "0", "0"], MassState::Closed),
    ] {
        let bom = format!("parent,child,quantity,unit,scrap,stage\n{bom}\n");
        let items = "id,unit,mass,factor,kind\npan,piece,1,,\ncarton,piece,0.3,steel,packaging\nrivet,piece,,rivets,\n";
        let factors = format!("{}rivets,piece,0.1,\n", FACTORS.1);
        let c = closure(&[("bom.csv", &bom), ("items.csv", items), ("factors.csv", &factors)]);
        let [b] = c.mass() else { panic!("{bom}: {:?}", c.mass()) };
        assert_eq!((numbers(b), b.state()), (want.map(String::from), state), "{bom}");
        assert_eq!(found(&c), if state == MassState::Off { vec!["W238 bom.csv:2 parent"] } else { vec![] }, "{bom}");
        let rivets: Vec<String> = b.not_counted().map(|(c, p)| format!("{c} {}", p.unwrap())).collect();
        assert_eq!(rivets, if bom.contains("rivet") { vec!["rivet bom.csv:3 child"] } else { vec![] });
    }
}

#[test]
fn the_limit_is_five_per_cent_of_the_larger_side() {
    for (kg, state) in [
        ("0.95", MassState::Closed),
        ("0.9499", MassState::Off),
        ("1.0526", MassState::Closed),
        ("1.0527", MassState::Off),
    ] {
        let bom = format!("parent,child,quantity,unit\npan,steel,{kg},kg\n");
        let c = closure(&[("bom.csv", &bom), ("items.csv", "id,unit,mass\npan,piece,1\n")]);
        assert_eq!(c.mass()[0].state(), state, "{kg}");
    }
}

#[test]
fn processes_balance_over_all_their_outputs_and_items_without_a_mass_are_named() {
    let files = [
        ("bom.csv", "parent,child,quantity,unit\npress,steel,10,kg\nlid,handle,1,\nhandle,steel,2,kg\n"),
        ("coproducts.csv", "process,output,quantity,unit,allocation\npress,oil,4,kg,mass\npress,meal,5.8,kg,mass\n"),
        ("items.csv", "id,unit,mass\noil,kg,\nmeal,kg,\nhandle,piece,\nlid,piece,2\n"),
    ];
    let c = closure(&files);
    let rows: Vec<(&str, [String; 4])> = c.mass().iter().map(|b| (b.item(), numbers(b))).collect();
    assert_eq!(rows[1], ("press", ["10", "9.8", "0", "0"].map(String::from)));
    assert_eq!(c.mass()[1].difference(), d("0.2"));
    assert_eq!((rows[0].0, c.mass()[0].state()), ("lid", MassState::Open));
    assert_eq!(c.without_mass().collect::<Vec<_>>(), ["handle"]);
}

#[test]
fn bills_are_handed_out_once() {
    let site = |bom: &str, energy: &str, output: &str| {
        let bom = format!("parent,child,quantity,unit\n{bom}");
        closure(&[
            ("bom.csv", &bom),
            ("energy.csv", energy),
            ("output.csv", output),
            ("study.toml", "[study]\nperiod = \"2024\"\n"),
        ])
    };
    let energy = "site,carrier,from,to,amount,unit\nhall,power,2024-01-01,2024-06-30,600,kWh\nhall,power,2024-07-01,2024-12-31,0.4,MWh\n";
    let output = "site,item,amount,allocation\nhall,pan,3,quantity\nhall,lid,4,quantity\n";
    let c = site("pan,steel,1,kg\nlid,steel,1,kg\n", energy, output);
    let [e] = c.energy() else { panic!("{:?}", c.energy()) };
    assert_eq!((e.metered(), e.handed_out(), e.in_lines(), e.closes()), (d("1000"), d("1000"), d("0"), true));
    assert!(found(&c).is_empty());
    // 3 pans at 5.4 kWh each beside the bill.
    let c = site("pan,steel,1,kg\nlid,steel,1,kg\npan,power,5.4,kWh\n", energy, output);
    assert_eq!((c.energy()[0].in_lines(), c.energy()[0].closes()), (d("16.2"), false));
    assert_eq!(found(&c), ["W239 energy.csv:2 amount"]);
    // A site without bills: its first row.
    let c = site(
        "pan,steel,1,kg\nlid,steel,1,kg\n",
        energy,
        &format!("{output}yard,pan,1,quantity\nyard,lid,2,quantity\n"),
    );
    assert_eq!(found(&c), ["W239 output.csv:4 site"]);
    assert!(c.energy().iter().any(|e| e.site() == "yard" && !e.closes()));
}

#[test]
fn certificates_are_counted_against_what_was_consumed() {
    let c = closure(&[
        ("bom.csv", "parent,child,quantity,unit\npan,current,10,kWh\n"),
        ("items.csv", "id,unit,factor\ncurrent,kWh,power\n"),
        (
            "electricity.csv",
            "item,instrument,factor,kwh,id\ncurrent,certificate,wind,2,A1\ncurrent,certificate,wind,3,A2\ncurrent,contract,wind,1,\n",
        ),
        ("study.toml", "[[product]]\nid = \"pan\"\n"),
    ]);
    let [e] = c.certificates() else { panic!("{:?}", c.certificates()) };
    assert_eq!((e.consumed_kwh(), e.rest_kwh(), e.is_metered()), (d("10"), d("4"), false));
    let matched: Vec<String> = e.matched().map(|(kind, rows, kwh)| format!("{kind} {rows} {kwh}")).collect();
    assert_eq!(matched, ["contract 1 1", "certificate 2 5", "on-site 0 0"]);
    assert!(found(&c).is_empty());
}

/// Lines of a pan: mass in grams, scrap in hundredths, whether it is written in kilograms.
type Lines = Vec<(u32, u32, bool)>;

#[test]
fn units_and_the_order_of_rows_change_no_balance() {
    let write = |lines: &Lines, flip: bool| {
        let mut rows: Vec<String> = lines
            .iter()
            .map(|(grams, scrap, kg)| {
                let scrap = format!("0.{scrap:02}");
                if *kg == flip {
                    format!("pan,steel,{grams},g,{scrap}")
                } else {
                    format!("pan,steel,{grams}e-3,kg,{scrap}")
                }
            })
            .collect();
        if flip {
            rows.reverse();
        }
        format!("parent,child,quantity,unit,scrap\n{}\n", rows.join("\n"))
    };
    let config = Config { cases: 60, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..Config::default() };
    let lines = proptest::collection::vec((1_u32..4000, 0_u32..60, any::<bool>()), 1..8);
    let property = |lines: Lines| {
        let items = ("items.csv", "id,unit,mass\npan,piece,2\n");
        let [one, other] = [false, true].map(|flip| closure(&[("bom.csv", &write(&lines, flip)), items]));
        let (a, b) = (&one.mass()[0], &other.mass()[0]);
        prop_assert_eq!(numbers(a), numbers(b));
        prop_assert_eq!((a.state(), a.share()), (b.state(), b.share()));
        // In less out, and nothing is lost on the way: net and loss make the gross.
        let net: u32 = lines.iter().map(|l| l.0).sum();
        prop_assert_eq!(a.inputs().checked_sub(a.waste()).unwrap().round(12), d(&format!("{net}e-3")));
        let out = a.product().checked_add(a.by_products()).unwrap().checked_add(a.waste()).unwrap();
        prop_assert_eq!(a.difference().round(20), a.inputs().checked_sub(out).unwrap().round(20));
        Ok(())
    };
    if let Err(failure) = TestRunner::new(config).run(&lines, property) {
        panic!("{failure}");
    }
}

#[test]
fn what_is_metered_is_handed_out_whatever_the_weights() {
    let config = Config { cases: 60, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..Config::default() };
    let outputs = proptest::collection::vec((1_u32..999, 1_u32..999), 1..6);
    let property = |(kwh, outputs): (u32, Vec<(u32, u32)>)| {
        let mut bom = "parent,child,quantity,unit\n".to_owned();
        let mut output = "site,item,amount,allocation,weight\n".to_owned();
        for (at, (amount, weight)) in outputs.iter().enumerate() {
            bom.push_str(&format!("i{at},steel,1,kg\n"));
            output.push_str(&format!("hall,i{at},{amount},weight,{weight}\n"));
        }
        let energy = format!("site,carrier,from,to,amount,unit\nhall,power,2024-01-01,2024-12-31,{kwh}e-1,kWh\n");
        let c = closure(&[("bom.csv", &bom), ("energy.csv", &energy), ("output.csv", &output)]);
        prop_assert!(c.energy()[0].closes(), "{:?}", c.energy());
        prop_assert_eq!(c.energy()[0].metered(), d(&format!("{kwh}e-1")));
        Ok(())
    };
    if let Err(failure) = TestRunner::new(config).run(&(1_u32..99999, outputs), property) {
        panic!("{failure}");
    }
}
