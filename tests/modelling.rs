//! Life-cycle modelling against exact fractions: what is shared out adds up to what there was, and every rule gives
//! the value of its formula.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "fractions do not overflow, and a test may panic"
)]

mod oracle;

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use product_footprint::{FactorLibrary, Footprint, Model, Study};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseResult, TestRunner};

use oracle::answers::{tenth, value};
use oracle::exact;
use oracle::files::Folder;

fn check<S: Strategy>(cases: u32, strategy: S, property: impl Fn(S::Value) -> TestCaseResult) {
    let config = Config { cases, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..Config::default() };
    if let Err(failure) = TestRunner::new(config).run(&strategy, property) {
        panic!("{failure}");
    }
}

fn model(files: &[(&str, String)]) -> Model {
    let folder = Folder::new();
    for (name, text) in files {
        folder.write(name, text);
    }
    let study = Study::open(folder.path()).unwrap();
    Model::new(study, FactorLibrary::empty()).unwrap_or_else(|e| panic!("{:#?}\n{files:#?}", e.diagnostics()))
}

fn codes(files: &[(&str, String)]) -> Vec<String> {
    let folder = Folder::new();
    for (name, text) in files {
        folder.write(name, text);
    }
    match Study::open(folder.path()).and_then(|study| Model::new(study, FactorLibrary::empty())) {
        Ok(_) => Vec::new(),
        Err(error) => error.diagnostics().iter().map(|d| d.code().to_owned()).collect(),
    }
}

/// 22 of the digits agree.
fn close(got: &BigRational, want: &BigRational, what: &str) -> TestCaseResult {
    let allowed = (want.abs() * tenth(22)).max(tenth(25));
    prop_assert!((got - want).abs() <= allowed, "{}: {} is not {}", what, got, want);
    Ok(())
}

/// A decimal above 0 with at most four digits after the point.
fn decimal() -> impl Strategy<Value = String> {
    (1_u32..50_000, 0_usize..5).prop_map(|(digits, places)| {
        let text = format!("{digits:05}");
        let (whole, fraction) = text.split_at(text.len() - places);
        if places == 0 { digits.to_string() } else { format!("{}.{fraction}", whole.parse::<u32>().unwrap_or(0)) }
    })
}

/// A share from 0 to 1 with three digits.
fn share() -> impl Strategy<Value = String> {
    (0_u32..=1000).prop_map(|n| format!("{}.{:03}", n / 1000, n % 1000))
}

#[derive(Clone, Debug)]
struct Output {
    quantity: String,
    price: String,
    energy: String,
    mass: String,
}

fn outputs() -> impl Strategy<Value = Vec<Output>> {
    let output = (decimal(), decimal(), decimal(), decimal()).prop_map(|(quantity, price, energy, mass)| Output {
        quantity,
        price,
        energy,
        mass,
    });
    prop::collection::vec(output, 1..6)
}

#[test]
fn what_a_process_makes_bears_exactly_what_it_takes() {
    let methods = prop::sample::select(vec!["mass", "economic", "energy", "quantity"]);
    check(120, (outputs(), methods, decimal()), |(outputs, method, burden)| {
        let mut coproducts = "process,output,quantity,allocation,price,energy\n".to_owned();
        let mut items = "id,unit,mass\n".to_owned();
        let mut products = String::new();
        for (at, o) in outputs.iter().enumerate() {
            products += &format!("[[product]]\nid = \"out{at}\"\namount = \"{}\"\n", o.quantity);
            coproducts += &format!("works,out{at},{},{method},{},{}\n", o.quantity, o.price, o.energy);
            items += &format!("out{at},piece,{}\n", o.mass);
        }
        let model = model(&[
            ("study.toml", products),
            ("bom.csv", format!("parent,child,quantity\nworks,smoke,{burden}\n")),
            ("coproducts.csv", coproducts),
            ("items.csv", items),
            ("factors.csv", "id,unit,co2e\nsmoke,kg,1\n".to_owned()),
        ]);
        let weight = |o: &Output| {
            let per_unit = match method {
                "mass" => exact(&o.mass),
                "economic" => exact(&o.price),
                "energy" => exact(&o.energy),
                _ => BigRational::one(),
            };
            exact(&o.quantity) * per_unit
        };
        let total: BigRational = outputs.iter().map(weight).sum();
        let mut borne = BigRational::zero();
        for (at, o) in outputs.iter().enumerate() {
            let got = value(model.footprint(&format!("out{at}")).unwrap().total());
            let want = exact(&burden) * weight(o) / &total;
            close(&got, &want, &format!("out{at} by {method}"))?;
            borne += got;
        }
        close(&borne, &exact(&burden), "the sum of what the outputs bear")?;
        // A process is no product, and no item of the roll-up.
        prop_assert!(model.products().all(|id| id.starts_with("out")));
        prop_assert!(model.roll_up().unwrap().iter().all(|row| row.id() != "works"));
        Ok(())
    });
}

#[test]
fn shares_add_up_to_one_or_there_is_no_result() {
    let study = |shares: &[&str]| {
        let rows = shares.iter().enumerate().map(|(at, s)| format!("works,out{at},2,share,{s}\n"));
        [
            ("bom.csv", "parent,child,quantity\nworks,smoke,6\n".to_owned()),
            ("coproducts.csv", format!("process,output,quantity,allocation,share\n{}", rows.collect::<String>())),
            ("factors.csv", "id,unit,co2e\nsmoke,kg,1\n".to_owned()),
        ]
    };
    assert!(codes(&study(&["0.3", "0.7"])).is_empty());
    assert!(codes(&study(&["=1/4", "=3/4"])).is_empty());
    assert_eq!(codes(&study(&["0.3", "0.69"])), ["E111"]);
    assert_eq!(codes(&study(&["0", "0"])), ["E111"]);
    // An output that takes nothing bears nothing.
    let model = model(&study(&["1", "0"]));
    assert_eq!(model.footprint("out0").unwrap().total().to_string(), "3");
    assert_eq!(model.footprint("out1").unwrap().total().to_string(), "0");
}

#[derive(Clone, Debug)]
struct Recycling {
    a: String,
    b: String,
    r1: String,
    /// Of what is neither lost nor burnt.
    r2: String,
    r3: String,
    qs_in: String,
    qs_out: String,
    lhv: String,
    x_heat: String,
    x_elec: String,
    factors: Vec<String>,
}

fn recycling() -> impl Strategy<Value = Recycling> {
    let half = || (0_u32..=500).prop_map(|n| format!("0.{n:03}"));
    let rates = (share(), share(), share(), half(), half());
    let rest = (share(), share(), decimal(), share(), share(), prop::collection::vec(decimal(), 7));
    (rates, rest).prop_map(|((a, b, r1, r2, r3), (qs_in, qs_out, lhv, x_heat, x_elec, factors))| Recycling {
        a,
        b,
        r1,
        r2,
        r3,
        qs_in,
        qs_out,
        lhv,
        x_heat,
        x_elec,
        factors,
    })
}

/// The formula as PEF prints it.
fn cff(r: &Recycling, a: &BigRational, b: &BigRational) -> [BigRational; 2] {
    let one = BigRational::one;
    let [r1, r2, r3] = [&r.r1, &r.r2, &r.r3].map(|t| exact(t));
    let [q_in, q_out] = [&r.qs_in, &r.qs_out].map(|t| exact(t));
    let [lhv, heat, elec] = [&r.lhv, &r.x_heat, &r.x_elec].map(|t| exact(t));
    let f: Vec<BigRational> = r.factors.iter().map(|t| exact(t)).collect();
    let [ev, er, eeol, ed, eer, eh, ee] = std::array::from_fn(|i| f[i].clone());
    let raw = (one() - &r1) * &ev + &r1 * (a * er + (one() - a) * &ev * q_in);
    let material = (one() - a) * &r2 * (eeol - &ev * q_out);
    let energy = (one() - b) * &r3 * (eer - &lhv * heat * eh - &lhv * elec * ee);
    [raw, material + energy + (one() - r2 - r3) * ed]
}

#[test]
fn recycling_is_the_circular_footprint_formula() {
    let methods = prop::sample::select(vec!["cut-off", "substitution", "fifty-fifty", "cff"]);
    check(120, (recycling(), methods), |(r, method)| {
        let names = ["virgin", "again", "melt", "tip", "burn", "warmth", "power"];
        let mut factors = "id,unit,co2e\n".to_owned();
        for (at, (name, value)) in names.iter().zip(&r.factors).enumerate() {
            factors += &format!("{name},{},{value}\n", if at < 5 { "kg" } else { "MJ" });
        }
        let row = format!(
            "item,method,virgin,recycled,recycling_eol,disposal,energy_recovery,heat_substituted,\
             electricity_substituted,A,B,R1,R2,R3,Qs_in,Qs_out,LHV,X_heat,X_elec\n\
             part,{method},virgin,again,melt,tip,burn,warmth,power,{},{},{},{},{},{},{},{},{},{}\n",
            r.a, r.b, r.r1, r.r2, r.r3, r.qs_in, r.qs_out, r.lhv, r.x_heat, r.x_elec
        );
        let model = model(&[
            ("study.toml", "[study]\nboundary = \"cradle-to-grave\"\n".to_owned()),
            ("bom.csv", "parent,child,quantity\nthing,part,2.5\n".to_owned()),
            ("items.csv", "id,unit\npart,kg\n".to_owned()),
            ("factors.csv", factors),
            ("recycling.csv", row),
        ]);
        let footprint: Footprint = model.footprint("thing").unwrap();
        let half = BigRational::new(1.into(), 2.into());
        let (one, zero) = (BigRational::one(), BigRational::zero());
        let by = |method: &str| match method {
            "cut-off" => cff(&r, &one, &one),
            "substitution" => cff(&r, &zero, &exact(&r.b)),
            "fifty-fifty" => cff(&r, &half, &exact(&r.b)),
            _ => cff(&r, &exact(&r.a), &exact(&r.b)),
        };
        let amount = exact("2.5");
        let [raw, end] = by(method).map(|x| x * &amount);
        // The stages cancel: the sum is as exact as its terms.
        let scale = raw.abs() + end.abs() + BigRational::one();
        let near = |got: BigRational, want: &BigRational, what: &str| {
            prop_assert!((&got - want).abs() <= &scale * tenth(20), "{}: {} is not {}", what, got, want);
            Ok::<(), TestCaseError>(())
        };
        near(value(footprint.stage(product_footprint::Stage::RawMaterials)), &raw, "raw materials")?;
        near(value(footprint.stage(product_footprint::Stage::EndOfLife)), &end, "end of life")?;
        let mut seen = 0;
        for (other, total) in footprint.recycling_alternatives() {
            let [raw, end] = by(other).map(|x| x * &amount);
            near(value(total), &(raw + end), other)?;
            if other == method {
                prop_assert_eq!(total, footprint.total());
            }
            seen += 1;
        }
        prop_assert_eq!(seen, 4);
        Ok(())
    });
}

/// A works that uses `units` kWh for each of two products, and claims `claims` of them.
fn works(claims: &[String], residual: bool, metered: Option<&str>) -> Vec<(&'static str, String)> {
    let rows: String = claims.iter().map(|kwh| format!("power,contract,wind,{kwh},,2024-01-01,2024-12-31\n")).collect();
    let residual = if residual { "residual = \"rest\"\n" } else { "" };
    let mut files = vec![
        (
            "study.toml",
            format!(
                "[study]\nperiod = \"2024\"\nelectricity = \"market\"\n{residual}\
                 [[product]]\nid = \"a\"\namount = \"3\"\n[[product]]\nid = \"b\"\namount = \"2\"\n"
            ),
        ),
        ("bom.csv", "parent,child,quantity\na,power,1000\nb,half,7\nhalf,power,250.5\n".to_owned()),
        ("items.csv", "id,unit,factor\npower,kWh,grid\n".to_owned()),
        ("factors.csv", "id,unit,co2e\ngrid,kWh,0.6\nwind,kWh,0.03\nrest,kWh,0.8\n".to_owned()),
        ("electricity.csv", format!("item,instrument,factor,kwh,id,generated_from,generated_to\n{rows}")),
    ];
    if let Some(kwh) = metered {
        files.push(("energy.csv", format!("site,carrier,from,to,amount\ns,power,2024-01-01,2024-12-31,{kwh}\n")));
        files.push(("output.csv", "site,item,amount,allocation\ns,a,1000,quantity\n".to_owned()));
    }
    files
}

#[test]
fn contracts_come_first_and_the_rest_is_said() {
    // 3 x 1000 + 2 x 7 x 250.5
    let consumed = exact("6507");
    let claims = prop::collection::vec((0_u32..2_000).prop_map(|kwh| kwh.to_string()), 1..4);
    check(40, (claims, any::<bool>()), |(claims, residual)| {
        let model = model(&works(&claims, residual, None));
        let claimed: BigRational = claims.iter().map(|c| exact(c)).sum();
        let rest = if residual { exact("0.8") } else { exact("0.6") };
        let per_kwh = (&claimed * exact("0.03") + (&consumed - &claimed) * rest) / &consumed;
        for (id, kwh) in [("a", "3000"), ("b", "3507")] {
            let footprint = model.footprint(id).unwrap();
            close(&value(footprint.electricity().market()), &(exact(kwh) * &per_kwh), "market-based")?;
            close(&value(footprint.electricity().location()), &(exact(kwh) * exact("0.6")), "location-based")?;
            prop_assert_eq!(footprint.total(), footprint.electricity().market());
            prop_assert!(footprint.rules().iter().any(|rule| rule.kind() == "electricity"));
        }
        Ok(())
    });
}

#[test]
fn no_more_is_claimed_than_is_consumed() {
    assert!(codes(&works(&["6507".into()], false, None)).is_empty());
    assert_eq!(codes(&works(&["6507.001".into()], false, None)), ["E109"]);
    assert_eq!(codes(&works(&["6000".into(), "508".into()], false, None)), ["E109"]);
    // A meter reading says what is consumed, whatever the products need.
    assert!(codes(&works(&["8000".into()], false, Some("8000"))).is_empty());
    assert_eq!(codes(&works(&["6507".into()], false, Some("6000"))), ["E109"]);
}

#[test]
fn a_sites_bill_is_shared_out_to_the_last_digit() {
    let made = prop::collection::vec((decimal(), decimal(), decimal()), 1..6);
    let methods = prop::sample::select(vec!["mass", "quantity", "weight"]);
    check(60, (made, decimal(), methods), |(made, bill, method)| {
        let mut items = "id,unit,mass\n".to_owned();
        let mut output = "site,item,amount,allocation,weight\n".to_owned();
        let mut bom = "parent,child,quantity\n".to_owned();
        for (at, (amount, mass, weight)) in made.iter().enumerate() {
            items += &format!("p{at},piece,{mass}\n");
            output += &format!("s,p{at},{amount},{method},{weight}\n");
            bom += &format!("p{at},nothing,1\n");
        }
        let model = model(&[
            ("bom.csv", bom),
            ("items.csv", items),
            ("output.csv", output),
            ("energy.csv", format!("site,carrier,from,to,amount\ns,gas,2024-01-01,2024-12-31,{bill}\n")),
            ("factors.csv", "id,unit,co2e\ngas,m3,2.5\nnothing,kg,0\n".to_owned()),
        ]);
        let mut borne = BigRational::zero();
        for (at, (amount, ..)) in made.iter().enumerate() {
            borne += value(model.footprint(&format!("p{at}")).unwrap().total()) * exact(amount);
        }
        close(&borne, &(exact(&bill) * exact("2.5")), "the bill")
    });
}

#[test]
fn packaging_is_what_would_not_be_there_without_it() {
    let model = model(&[
        (
            "bom.csv",
            "parent,child,quantity\nlamp,body,2\nlamp,box,1\nbox,board,0.3\nbox,film,1\nfilm,foil,0.01\n".into(),
        ),
        ("items.csv", "id,kind\nbox,packaging\nfilm,packaging\n".into()),
        ("transport.csv", "item,mode,distance_km,mass_kg\nbox,truck,100,0.5\n".into()),
        ("factors.csv", "id,unit,co2e\nbody,kg,3\nboard,kg,1.2\nfoil,kg,5\ntruck,tkm,0.1\n".into()),
    ]);
    let footprint = model.footprint("lamp").unwrap();
    assert_eq!(footprint.total().to_string(), "6.415");
    // 0.36 board, 0.05 film (once, though it is packaging inside packaging), 0.005 freight
    assert_eq!(footprint.packaging().to_string(), "0.415");
}

#[test]
fn what_is_left_out_is_counted_against_the_limits() {
    let study = |estimate: &str, profile: &str| {
        model(&[
            (
                "study.toml",
                format!(
                    "[rules]\nprofile = \"{profile}\"\n[[exclude]]\nwhat = \"grease\"\nreason = \"small\"\n\
                     estimate = \"{estimate}\"\n[[exclude]]\nwhat = \"freight to the shop\"\nreason = \"outside\"\n\
                     estimate = \"50\"\nstage = \"distribution\"\n"
                ),
            ),
            ("bom.csv", "parent,child,quantity\nthing,steel,10\n".into()),
            ("factors.csv", "id,unit,co2e\nsteel,kg,9.6\n".into()),
        ])
    };
    let warned = |model: &Model| {
        let footprint = model.footprint("thing").unwrap();
        footprint.warnings().iter().filter(|w| w.code() == "W216").count()
    };
    let footprint = study("4", "pact-3").footprint("thing").unwrap();
    // Nothing of the estimate is in the total, and a stage outside the boundary is no exclusion of it.
    assert_eq!(footprint.total().to_string(), "96");
    assert_eq!(footprint.excluded_share().unwrap().to_string(), "0.04");
    assert_eq!(footprint.exclusions().len(), 1);
    assert_eq!(warned(&study("4", "pact-3")), 0);
    assert_eq!(warned(&study("4", "catena-x-4")), 1);
    // One flow above 1 %; all together stay within 5 %.
    assert_eq!(warned(&study("4", "default")), 1);
    assert_eq!(warned(&study("6", "default")), 2);
    assert_eq!(warned(&study("0.9", "default")), 0);
}

#[test]
fn uptake_that_is_in_the_product_is_its_carbon() {
    let warned = |carbon: &str| {
        let model = model(&[
            ("bom.csv", "parent,child,quantity\nboard,wood,1\n".into()),
            ("items.csv", format!("id,unit,biogenic_carbon\nboard,kg,{carbon}\n")),
            ("factors.csv", "id,unit,fossil,biogenic_uptake,biogenic_co2\nwood,kg,0.2,-1.7,0.05\n".into()),
        ]);
        let footprint = model.footprint("board").unwrap();
        assert_eq!(footprint.carbon_content().unwrap().biogenic().unwrap().to_string(), carbon);
        footprint.warnings().iter().any(|w| w.code() == "W217")
    };
    // 0.45 x 44/12 = 1.65
    assert!(!warned("0.45"));
    assert!(warned("0.5"));
    assert!(warned("0.4"));
}

#[test]
fn co_products_of_a_program_are_those_of_its_files() {
    use product_footprint::{Allocation, CoProduct, Component, Factor, Item, Line, Unit};
    let number = |text: &str| text.parse::<product_footprint::Decimal>().unwrap();
    let kg: Unit = "kg".parse().unwrap();
    let output = |id: &str, quantity: &str, price: &str| {
        CoProduct::new("works", id, number(quantity), Allocation::Economic).unit(kg).price(number(price))
    };
    let study = Study::builder()
        .item(Item::new("oil").unit(kg))
        .item(Item::new("meal").unit(kg))
        .line(Line::new("works", "beans", number("1")))
        .co_product(output("oil", "0.6", "2.6"))
        .co_product(output("meal", "0.4", "1"))
        .factor(Factor::new("beans", kg).value(Component::Fossil, number("1")))
        .build();
    let model = Model::new(study, FactorLibrary::empty()).unwrap();
    // 1.56 of 1.96 for 0.6 kg
    let got = value(model.footprint("oil").unwrap().total());
    let want = exact("1.56") / exact("1.96") / exact("0.6");
    assert!((got - want).abs() < tenth(25));
    let twice = Study::builder().co_product(output("oil", "1", "1")).co_product(output("oil", "1", "1")).build();
    assert!(Model::new(twice, FactorLibrary::empty()).unwrap_err().diagnostics().iter().any(|d| d.code() == "E104"));
}

#[test]
fn a_contribution_names_the_item_that_takes_the_factor_in_that_stage() {
    let files = [
        (
            "bom.csv",
            "parent,child,quantity,stage\nlamp,shop,2,production\nlamp,socket,50,use\nlamp,refund,-1,beyond-boundary\n"
                .to_owned(),
        ),
        ("items.csv", "id,unit,factor\nshop,kWh,grid\nsocket,kWh,grid\nrefund,kWh,grid\n".to_owned()),
        ("factors.csv", "id,unit,co2e\ngrid,kWh,0.5\n".to_owned()),
    ];
    let footprint = model(&files).footprint("lamp").unwrap();
    let named = |list: &[product_footprint::Contribution]| -> Vec<(&'static str, String, usize)> {
        list.iter().map(|c| (c.stage().name(), c.item().to_owned(), c.item_count())).collect()
    };
    assert_eq!(named(footprint.contributions()), [("use", "socket".into(), 1), ("production", "shop".into(), 1)]);
    assert_eq!(named(footprint.credits()), [("beyond-boundary", "refund".into(), 1)]);
}

#[test]
fn rows_of_one_item_are_one_output_of_its_site() {
    let bom = ("bom.csv", "parent,child,quantity,unit\np,f,1,kg\nq,f,2,kg\n".to_owned());
    let factors = ("factors.csv", "id,unit,co2e\nf,kg,0\ng,kWh,0.5\n".to_owned());
    let study = ("study.toml", "[study]\nperiod = \"2024\"\n".to_owned());
    let energy = "site,carrier,from,to,amount,unit\ns,g,2024-01-01,2024-12-31,1200,kWh\n".to_owned();
    let totals = |output: &str| {
        let output = format!("site,item,amount,unit,allocation,weight\n{output}");
        let model = model(&[
            bom.clone(),
            factors.clone(),
            study.clone(),
            ("energy.csv", energy.clone()),
            ("output.csv", output),
        ]);
        let closure = model.closure().unwrap();
        let carrier = &closure.energy()[0];
        assert_eq!(carrier.handed_out(), carrier.metered());
        ["p", "q"].map(|id| value(model.footprint(id).unwrap().total()))
    };
    let whole = "s,p,100,piece,quantity,\ns,q,20,piece,quantity,\n";
    let monthly = "s,p,30,piece,quantity,\ns,q,5,piece,quantity,\ns,p,70,piece,quantity,\ns,q,15,piece,quantity,\n";
    // 1200 kWh over 120 pieces, 0.5 kg each.
    assert_eq!(totals(whole), [exact("5"), exact("5")]);
    assert_eq!(totals(monthly), totals(whole));
    // An hour a piece in one half year and three in the other, with as many made in each: two hours. 1200 kWh over
    // 100 x 2 + 20 x 10 hours.
    let hours = "s,p,50,piece,weight,1\ns,q,20,piece,weight,10\ns,p,50,piece,weight,3\n";
    assert_eq!(totals(hours), [exact("3"), exact("15")]);
}
