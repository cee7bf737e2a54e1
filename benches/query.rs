//! Questions to a model that is built: one product, what if, where-used, draws. Each is set against the roll-up of all items
//! or the full walk, measured in the same run.
//!
//! `cargo bench --bench query`; see `benches/README.md`.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::float_arithmetic, reason = "a bench measures")]
#![allow(clippy::print_stdout, reason = "its table is its result")]

mod support;

use std::path::Path;

use product_footprint::trust::Simulation;
use product_footprint::{Decimal, FactorLibrary, Model, Settings, Study};
use support::{Folder, Sequence, median, seconds};

const CHANGES: u64 = 1001;

/// Asks about a product, and says how many rows the answer has.
type Question<'q> = &'q dyn Fn(&str) -> usize;

fn main() {
    let folder = Folder::of_environment(1_000_000);
    let study = Study::open(&folder.path).unwrap();
    let lines = study.line_count();
    let first = Model::new(study, FactorLibrary::empty()).unwrap();
    // The walk is kept once it is done: a fresh model for each round; what the second roll-up takes less is the walk.
    let (mut roll_ups, mut walks) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let model = first.again(&Settings::new()).unwrap();
        let (whole, ()) = seconds(|| model.roll_up_each(|_| ()).unwrap());
        let (rows, ()) = seconds(|| model.roll_up_each(|_| ()).unwrap());
        roll_ups.push(whole);
        walks.push(whole - rows);
    }
    let (roll_up, walk) = (median(roll_ups), median(walks));
    println!("{lines} lines; the roll-up of all items is {roll_up:.4} s in this run, {walk:.4} s of it the walk");
    first.roll_up_each(|_| ()).unwrap();
    what_if(&first, walk, &folder.path);
    one_product(&first, roll_up);
    uncertain_quantities(&folder.path, roll_up);
}

/// Random lines of bom.csv and random factors changed one after another, and where random items are used, against the
/// full walk.
fn what_if(model: &Model, walk: f64, folder: &Path) {
    let (open, mut what_if) = seconds(|| model.what_if());
    println!("  {:<46} {:.2} of the walk", "what if: a copy to change values in", open / walk);
    let lines = drawn(&folder.join("bom.csv"), ["parent", "child"]);
    let factors = drawn(&folder.join("factors.csv"), ["id", "id"]);
    // The first change of a line copies the lines.
    let (copy, _) = seconds(|| what_if.set_quantity(&lines[0][0], &lines[0][1], Decimal::ONE));
    println!("  {:<46} {:.2} of the walk", "what if: the first change of a line", copy / walk);
    let report = |name: &str, ask: &mut dyn FnMut(&[String; 2], Decimal) -> usize, over: &[[String; 2]]| {
        let mut times: Vec<(f64, usize)> = Vec::new();
        for (row, digits) in over.iter().zip(1_u32..) {
            let value = Decimal::from(digits).checked_mul("0.001".parse().unwrap()).unwrap();
            times.push(seconds(|| ask(row, value)));
        }
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (time, reached) = times[times.len() / 2];
        println!("  {name:<46} median 1/{:<8.0} {reached} items reached, {:.1} us", walk / time, time * 1e6);
    };
    report("what if: a line", &mut |[parent, child], q| what_if.set_quantity(parent, child, q).unwrap(), &lines);
    report("what if: a factor", &mut |[id, _], kg| what_if.set_factor(id, kg).unwrap(), &factors);
    report("where-used of the parent of a line", &mut |[p, _], _| model.where_used(p).unwrap().len(), &lines);
    report("where-used of the child of a line", &mut |[_, c], _| model.where_used(c).unwrap().len(), &lines);
}

/// Rows of a file, drawn evenly.
fn drawn(file: &Path, columns: [&str; 2]) -> Vec<[String; 2]> {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let header = reader.headers().unwrap().clone();
    let at = columns.map(|column| header.iter().position(|name| name == column).unwrap());
    let all: Vec<[String; 2]> = reader.records().map(|row| at.map(|at| row.as_ref().unwrap()[at].to_owned())).collect();
    let mut random = Sequence(7);
    (0..CHANGES).map(|_| all[random.below(all.len() as u64) as usize].clone()).collect()
}

/// How many products are asked for.
const PRODUCTS: usize = 51;

/// The draws of products where every fifth line states an uncertainty too.
fn uncertain_quantities(folder: &Path, roll_up: f64) {
    let other = Folder::own("uncertain");
    for name in ["items.csv", "factors.csv"] {
        std::fs::copy(folder.join(name), other.path.join(name)).unwrap();
    }
    let bom = std::fs::read_to_string(folder.join("bom.csv")).unwrap();
    let mut text = String::with_capacity(bom.len() * 2);
    for (at, line) in bom.lines().enumerate() {
        text.push_str(line);
        text.push_str(if at == 0 { ",gsd" } else { [",1.2", ",", ",", ",", ","][at % 5] });
        text.push('\n');
    }
    std::fs::write(other.path.join("bom.csv"), text).unwrap();
    let model = Model::new(Study::open(&other.path).unwrap(), FactorLibrary::empty()).unwrap();
    model.roll_up_each(|_| ()).unwrap();
    let draws = Simulation::new(1000, 42).unwrap();
    let ask = |id: &str| model.distribution(id, &draws).unwrap().percentiles().len();
    ask_of_products(&model, "one product: 1000 draws, quantities too", &ask, roll_up);
}

/// Footprint, every line, every derivative of products, against the roll-up.
fn one_product(model: &Model, roll_up: f64) {
    let draws = Simulation::new(1000, 42).unwrap();
    let questions: [(&str, Question); 4] = [
        ("one product: by factor and stage", &|id| model.footprint(id).unwrap().contributions().len()),
        ("one product: and by line", &|id| model.trace(id).unwrap().1.len()),
        ("one product: all derivatives", &|id| model.sensitivity(id).unwrap().inputs().len()),
        ("one product: 1000 draws of its factors", &|id| model.distribution(id, &draws).unwrap().percentiles().len()),
    ];
    for (name, ask) in questions {
        ask_of_products(model, name, ask, roll_up);
    }
}

fn ask_of_products(model: &Model, name: &str, ask: Question, roll_up: f64) {
    let products: Vec<String> = model.products().map(str::to_owned).collect();
    let step = (products.len() / PRODUCTS).max(1);
    let mut times: Vec<(f64, usize)> = Vec::new();
    for id in products.iter().step_by(step).take(PRODUCTS) {
        times.push(seconds(|| ask(id)));
    }
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let shown = |(time, rows): (f64, usize)| {
        let ratio = if time < roll_up { format!("1/{:.1}", roll_up / time) } else { format!("{:.1}", time / roll_up) };
        format!("{ratio} ({rows} rows, {:.1} ms)", time * 1e3)
    };
    println!("  {name:<46} median {:<36} most {}", shown(times[times.len() / 2]), shown(times[times.len() - 1]));
}
