//! Three real life-cycle inventories, each a graph with large loops and negative lines: every process solved, and the
//! solution put back into its equations in exact fractions.
//!
//! The inventories are others' and stay outside the project: the environment variable `PCF_SHARED` says where they
//! are. Without it nothing is tested here, and that is said.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "fractions do not overflow, and a test may panic and say what it saw"
)]

mod oracle;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use product_footprint::{FactorLibrary, Model, Study};

use oracle::answers::{tenth, value};
use oracle::exact;
use oracle::files::Folder;

type Row = BTreeMap<String, String>;

fn rows(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// What one unit of a process takes: of other processes, and of kg CO2e.
struct Process {
    inputs: Vec<(String, BigRational)>,
    direct: BigRational,
}

struct Inventory {
    processes: BTreeMap<String, Process>,
    bom: String,
}

fn inventory(folder: &Path) -> Inventory {
    let number = |row: &Row, column: &str| exact(&row[column]);
    let units: BTreeMap<String, (String, BigRational)> = rows(&folder.join("units.csv"))
        .iter()
        .map(|r| (r["unit"].clone(), (r["base"].clone(), number(r, "factor"))))
        .collect();
    let gwp: BTreeMap<String, BigRational> =
        rows(&folder.join("gwp100.csv")).iter().map(|r| (r["gas"].clone(), number(r, "kgco2e_per_kg"))).collect();
    let factor = |unit: &str| units.get(unit).map_or_else(BigRational::one, |(_, factor)| factor.clone());
    let mut processes = BTreeMap::new();
    // Per unit of exchange: share / amount; and the unit that the process's product counts in.
    let mut scale: BTreeMap<String, (BigRational, String)> = BTreeMap::new();
    for r in rows(&folder.join("processes.csv")) {
        scale.insert(r["process"].clone(), (number(&r, "share") / number(&r, "amount"), r["unit"].clone()));
        processes.insert(r["process"].clone(), Process { inputs: Vec::new(), direct: BigRational::zero() });
    }
    let mut bom = "parent,child,quantity\n".to_owned();
    for r in rows(&folder.join("technosphere.csv")) {
        let (process, input) = (&r["process"], &r["input"]);
        let converted = factor(&r["unit"]) / factor(&scale[input].1);
        let quantity = &scale[process].0 * number(&r, "amount") * converted;
        bom += &format!("{process},{input},={}\n", plain_fraction(&quantity));
        processes.get_mut(process).unwrap().inputs.push((input.clone(), quantity));
    }
    for r in rows(&folder.join("emissions.csv")) {
        let process = &r["process"];
        let Some(gwp) = gwp.get(&r["gas"]) else { continue };
        let kg = &scale[process].0 * number(&r, "amount") * factor(&r["unit"]) * gwp;
        bom += &format!("{process},co2e,={}\n", plain_fraction(&kg));
        processes.get_mut(process).unwrap().direct += kg;
    }
    for (id, process) in &processes {
        if process.inputs.is_empty() && process.direct.is_zero() {
            bom += &format!("{id},co2e,0\n");
        }
    }
    Inventory { processes, bom }
}

/// A fraction as a formula of numbers that a decimal holds: digits in groups, so that none is too long.
fn plain_fraction(number: &BigRational) -> String {
    let group = |whole: &num_bigint::BigInt| {
        let digits = whole.abs().to_string();
        let mut text = String::new();
        for chunk in digits.as_bytes().rchunks(20).rev() {
            let chunk = std::str::from_utf8(chunk).unwrap();
            text = if text.is_empty() { chunk.to_owned() } else { format!("({text}*100000000000000000000+{chunk})") };
        }
        text
    };
    let sign = if number.is_negative() { "-" } else { "" };
    format!("{sign}{}/{}", group(number.numer()), group(number.denom()))
}

fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("PCF_SHARED").map(PathBuf::from)?.join("lci");
    folder.is_dir().then_some(folder)
}

#[test]
fn solutions_of_real_inventories_hold_in_their_equations() {
    let Some(shared) = shared() else {
        println!("skipped: PCF_SHARED does not name a folder with lci/");
        return;
    };
    for name in ["useeio-388", "uslci-2017", "tiangong-2024"] {
        let Inventory { processes, bom } = inventory(&shared.join(name));
        let folder = Folder::new();
        folder.write("bom.csv", &bom);
        folder.write("factors.csv", "id,unit,co2e\nco2e,kg,1\n");
        folder.write("study.toml", "[rules]\nnegative_lines = true\n");
        let model = Model::new(Study::open(folder.path()).unwrap(), FactorLibrary::empty())
            .unwrap_or_else(|e| panic!("{name}: {:#?}", &e.diagnostics()[..3.min(e.diagnostics().len())]));
        let scores: BTreeMap<String, BigRational> =
            model.roll_up().unwrap().iter().map(|row| (row.id().to_owned(), value(row.total()))).collect();
        assert_eq!(scores.len(), processes.len(), "{name}");
        let mut worst = BigRational::zero();
        for (id, process) in &processes {
            let terms = process.inputs.iter().map(|(input, quantity)| quantity * &scores[input]);
            let (mut sum, mut scale) = (process.direct.clone(), process.direct.abs() + scores[id].abs());
            for term in terms {
                scale += term.abs();
                sum += term;
            }
            // A score is rounded to 27 digits of its own, or to 1e-28.
            let residual = ((&scores[id] - sum).abs() - tenth(25)).max(BigRational::zero());
            if !scale.is_zero() {
                worst = worst.max(residual / scale);
            }
        }
        let amplifying = model.warnings().iter().filter(|w| w.code() == "W208").count();
        let size = oracle::approximately(&worst);
        println!(
            "{name}: {} processes, {} loops, largest residual {size}, {amplifying} loops amplify",
            processes.len(),
            model.loop_count()
        );
        assert!(worst < tenth(18), "{name}: residual {size}");
        // The dirty one is said to be dirty; the others are clean.
        assert_eq!(amplifying > 0, name == "tiangong-2024", "{name}");
    }
}
