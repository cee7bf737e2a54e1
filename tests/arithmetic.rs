//! Arithmetic at its edges: near overflow and underflow, parts that cancel, loops that nearly take what they make. At
//! each point the answer is right to the digits that the contract promises, or there is a word about it.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "fractions do not overflow, and a test may panic and say what it saw"
)]

mod oracle;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use product_footprint::{Error, FactorLibrary, Footprint, Model, Study};

use oracle::answers::{tenth, value};
use oracle::files::Folder;
use oracle::{approximately, exact};

const FACTORS: &str = "id,unit,co2e\nf,kg,1\n";

fn model(bom: &str, factors: &str, settings: &str) -> Result<Model, Error> {
    let folder = Folder::new();
    folder.write("bom.csv", &format!("parent,child,quantity,unit,per,stage\n{bom}"));
    folder.write("factors.csv", factors);
    folder.write("study.toml", &format!("[study]\nname = \"Edge\"\nboundary = \"cradle-to-grave\"\n{settings}"));
    Model::new(Study::open(folder.path()).unwrap(), FactorLibrary::empty())
}

fn codes(error: &Error) -> Vec<&'static str> {
    error.diagnostics().iter().map(product_footprint::Diagnostic::code).filter(|c| c.starts_with('E')).collect()
}

/// The footprint of `x`, or the codes of why there is none.
fn footprint(bom: &str, factors: &str, settings: &str) -> Result<(Footprint, Vec<&'static str>), Vec<&'static str>> {
    let model = model(bom, factors, settings).map_err(|e| codes(&e))?;
    let warnings = model.warnings().iter().map(product_footprint::Diagnostic::code).collect();
    model.footprint("x").map(|f| (f, warnings)).map_err(|e| codes(&e))
}

fn ten(exponent: i32) -> BigRational {
    let power = BigRational::from(BigInt::from(10).pow(exponent.unsigned_abs()));
    if exponent < 0 { power.recip() } else { power }
}

/// 1 - 10^-`k`, as it is written.
fn nearly_one(k: usize) -> String {
    format!("0.{}", "9".repeat(k))
}

fn relative(got: &BigRational, want: &BigRational) -> BigRational {
    ((got - want) / want).abs()
}

#[test]
fn one_loop_near_its_limit_is_right_or_refused_and_said_to_be_near() {
    for k in 1..=28 {
        let outcome = footprint(&format!("x,x,{},,,\nx,f,1,,,\n", nearly_one(k)), FACTORS, "[[product]]\nid = \"x\"\n");
        match outcome {
            Ok((footprint, warnings)) => {
                assert!(relative(&value(footprint.total()), &ten(k.try_into().unwrap())) <= tenth(15), "k = {k}");
                assert_eq!(warnings.contains(&"W260"), k >= 5, "k = {k}: {warnings:?}");
            }
            Err(codes) => assert!(codes == ["E103"] && k > 15, "k = {k}: {codes:?}"),
        }
    }
}

/// Two loops inside each other: `x` and `y` each nearly take what they make, and so does what they do together. The
/// determinant is 10^-(2k + m) while no pivot is below 10^-(k + m).
#[test]
fn loops_inside_loops_are_right_or_refused() {
    let (mut solved, mut refused, mut worst) = (0, 0, BigRational::zero());
    for k in 1..=12 {
        for m in 1..=16 {
            if k + m > 28 {
                continue;
            }
            let near = nearly_one(k);
            let small = format!("0.{}1", "0".repeat(k - 1));
            // 10^-k - 10^-(k + m)
            let smaller = format!("0.{}{}", "0".repeat(k), "9".repeat(m));
            // In sevenths, none of which ends: what they add up to is off in the last of 37 digits.
            let sevenths = |line: &str, quantity: &str| format!("{line},=({quantity})/7,,,\n").repeat(7);
            let bom = [("x,x", &near), ("x,y", &small), ("y,x", &smaller), ("y,y", &near)]
                .map(|(line, quantity)| sevenths(line, quantity))
                .concat()
                + "x,f,1,,,\ny,f,1,,,\n";
            let [own, q, r] = [BigRational::one() - exact(&near), exact(&small), exact(&smaller)];
            let want = (&own + &q) / (&own * &own - &q * &r);
            let settings = "[[product]]\nid = \"x\"\n";
            match footprint(&bom, FACTORS, settings) {
                Ok((footprint, warnings)) => {
                    let error = relative(&value(footprint.total()), &want);
                    assert!(error <= tenth(15), "k = {k}, m = {m}: {} off", approximately(&error));
                    worst = worst.max(error);
                    assert!(k + m < 6 || warnings.contains(&"W260"), "k = {k}, m = {m}: no word");
                    solved += 1;
                }
                Err(codes) => {
                    assert_eq!(codes, ["E103"], "k = {k}, m = {m}");
                    assert!(k + m > 12, "k = {k}, m = {m}: refused without need");
                    refused += 1;
                }
            }
        }
    }
    println!("loops in loops: {solved} solved, worst error {}, {refused} refused", approximately(&worst));
    assert!(solved > 50 && refused > 10, "{solved} solved, {refused} refused");
}

/// The same of an imported inventory, whose pivots may have any sign.
#[test]
fn mixed_signs_in_loops_are_right_or_refused() {
    for k in 1..=14 {
        // The first pivot is 10^-k, and the system is not singular at all: its determinant is near -1.
        let near = nearly_one(k);
        let bom = format!("x,x,{near},,,\nx,y,=-1/3*3,,,\ny,x,=-1,,,\ny,y,={near},,,\nx,f,=1/3,,,\ny,f,1,,,\n");
        let own = BigRational::one() - exact(&near);
        let determinant = &own * &own - BigRational::one();
        let want = (&own * exact("1") / BigRational::from(BigInt::from(3)) - BigRational::one()) / determinant;
        let outcome = footprint(&bom, FACTORS, "[[product]]\nid = \"x\"\n[rules]\nnegative_lines = true\n");
        match outcome {
            Ok((footprint, _)) => {
                let error = relative(&value(footprint.total()), &want);
                assert!(error <= tenth(15), "k = {k}: {} off", approximately(&error));
            }
            Err(codes) => assert!(codes == ["E103"] || codes == ["E115"], "k = {k}: {codes:?}"),
        }
    }
}

#[test]
fn parts_that_cancel_are_right_or_refused() {
    let (mut right, mut refused) = (0, 0);
    for power in 0..=26 {
        // A third of 10^power kg, credited and taken back in sevenths; beside it 1 kg that stays, and one that is left.
        let huge = format!("1{}", "0".repeat(power));
        let bom = format!(
            "x,f,1,kg,,\nx,big,={huge}/3,,,beyond-boundary\nx,big,=-{huge}*7/21,,,beyond-boundary\n\
             x,big,=1/3,,,beyond-boundary\nbig,f,=1/7,kg,,\n"
        );
        let items = "[[product]]\nid = \"x\"\n";
        match footprint(&bom, FACTORS, items) {
            Ok((footprint, _)) => {
                let off = (value(footprint.beyond_boundary()) - BigRational::new(1.into(), 21.into())).abs();
                assert!(off <= tenth(20), "power = {power}: {} off", approximately(&off));
                right += 1;
            }
            Err(codes) => {
                assert_eq!(codes, ["E115"], "power = {power}");
                assert!(power > 10, "power = {power}: refused without need");
                refused += 1;
            }
        }
    }
    println!("cancelling: {right} right, {refused} refused");
    assert!(right > 10 && refused > 5, "{right} right, {refused} refused");
}

#[test]
fn what_cancels_in_one_item_is_seen_in_the_roll_up_and_everything_above() {
    let bom = "x,part,1,,,\npart,f,1,kg,,\npart,big,=1e25/3,,,beyond-boundary\npart,big,=-1e25*7/21,,,beyond-boundary\n\
               big,f,=1/7,kg,,\nother,f,2,kg,,\n";
    let model = model(bom, FACTORS, "").unwrap();
    let error = model.roll_up().unwrap_err();
    assert_eq!(codes(&error), ["E115", "E115"], "part and x: {error}");
    assert_eq!(codes(&model.footprint("x").unwrap_err()), ["E115"]);
    assert_eq!(model.footprint("other").unwrap().total().to_string(), "2");
    let words = error.diagnostics()[0].to_string();
    assert!(words.contains("cancel"), "{words}");
}

/// The largest number that is held has 29 digits; one beyond it is refused.
#[test]
fn near_overflow_is_exact_or_refused() {
    let most = "79228162514264337593543950335";
    let total = |bom: &str| footprint(bom, FACTORS, "").map(|(f, _)| f.total().to_string());
    // The 28th digit is where cells end, and no step of the way rounds more than the contract.
    let held = value(footprint(&format!("x,f,{most},kg,,\n"), FACTORS, "").unwrap().0.total());
    assert!(relative(&held, &exact(most)) <= tenth(20));
    assert_eq!(total("x,f,9999999999999999999999999999,kg,,\n").as_deref(), Ok("9999999999999999999999999999"));
    assert_eq!(total(&format!("x,f,{most},t,,\n")), Err(vec!["E115"]));
    assert_eq!(total(&format!("x,y,{most},,,\ny,f,{most},kg,,\n")), Err(vec!["E115"]));
    // Through a product that is far larger than what is held.
    let through = "x,y,1e-28,,,\ny,z,1e28,,,\nz,w,1e28,,,\nw,f,1e-28,kg,,\n";
    assert_eq!(total(through).as_deref(), Ok("1"));
}

#[test]
fn near_underflow_is_exact_or_refused() {
    for power in 1..=56 {
        // 1/3 x 10^-power in two steps.
        let (first, second) = (power / 2, power - power / 2);
        let step = |n: usize| if n == 0 { "1".to_owned() } else { format!("0.{}1", "0".repeat(n - 1)) };
        let bom = format!("x,y,={}/3,,,\ny,f,{},kg,,\n", step(first), step(second));
        let want = ten(-i32::try_from(power).unwrap()) / BigRational::from(BigInt::from(3));
        match footprint(&bom, FACTORS, "") {
            // 1e-25 kg at most, as the contract has it.
            Ok((footprint, _)) => {
                let got = value(footprint.total());
                assert!((&got - &want).abs() <= tenth(25), "power = {power}");
                assert!(!got.is_zero(), "power = {power}: something became nothing");
            }
            Err(codes) => assert!(codes == ["E115"] && power > 24, "power = {power}: {codes:?}"),
        }
    }
}

#[test]
fn a_value_of_a_rule_that_no_decimal_holds_is_not_told_as_zero() {
    let folder = Folder::new();
    // 5e28 kWh for each of two products at 1e-6 kg: either is held, the kilowatt-hours of both are not.
    let many = "=10000000000000*5000000000000000";
    folder.write("bom.csv", &format!("parent,child,quantity,unit\nx,power,{many},kWh\ny,power,{many},kWh\n"));
    folder.write("items.csv", "id,unit,factor\npower,kWh,grid\n");
    folder.write("factors.csv", "id,unit,co2e\ngrid,kWh,0.000001\nwind,kWh,0\n");
    folder.write("electricity.csv", "item,instrument,factor,kwh\npower,contract,wind,5\n");
    folder.write("study.toml", "[study]\nperiod = \"2024\"\nelectricity = \"market\"\n");
    let model = Model::new(Study::open(folder.path()).unwrap(), FactorLibrary::empty()).unwrap();
    let footprint = model.footprint("x").unwrap();
    let rule = footprint.rules().iter().find(|rule| rule.kind() == "electricity").unwrap();
    let values: Vec<(&str, String)> = rule.values().map(|(name, value)| (name, value.to_string())).collect();
    assert_eq!(values, [("contract_kwh", "5".to_owned())]);
    let words = rule.statement(product_footprint::Language::En);
    assert!(words.contains("of … kWh"), "{words}");
}
