//! Questions to a model that is built: one product, what if, where-used. Each is set against the roll-up of all items
//! or the full walk, measured in the same run.
//!
//! `cargo bench --bench query`; see `benches/README.md`.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::float_arithmetic, reason = "a bench measures")]
#![allow(clippy::print_stdout, reason = "its table is its result")]

mod support;

use product_footprint::{Decimal, FactorLibrary, Model, Settings, Study};
use support::{Folder, Sequence, median, seconds};

const CHANGES: u64 = 301;

/// Asks about a product, and says how many rows the answer has.
type Question = fn(&Model, &str) -> usize;

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
    one_product(&first, roll_up);
    what_if(&first, walk);
}

/// Footprint, every line, every derivative of products, against the roll-up.
fn one_product(model: &Model, roll_up: f64) {
    let products: Vec<String> = model.products().map(str::to_owned).collect();
    let step = (products.len() / 25).max(1);
    let questions: [(&str, Question); 3] = [
        ("one product: by factor and stage (footprint)", |m, id| m.footprint(id).unwrap().contributions().len()),
        ("one product: and by line (trace)", |m, id| m.trace(id).unwrap().1.len()),
        ("one product: all derivatives (sensitivity)", |m, id| m.sensitivity(id).unwrap().inputs().len()),
    ];
    for (name, ask) in questions {
        let mut times: Vec<(f64, usize)> = Vec::new();
        for id in products.iter().step_by(step) {
            times.push(seconds(|| ask(model, id)));
        }
        let largest = times.iter().copied().max_by(|a, b| a.1.cmp(&b.1)).unwrap();
        let middle = median(times.iter().map(|t| t.0).collect());
        println!(
            "  {name:<52} median 1/{:<8.1} largest ({} rows) 1/{:.1}",
            roll_up / middle,
            largest.1,
            roll_up / largest.0
        );
    }
}

/// Random lines and factors changed one after another, and where random items are used, against the full walk.
fn what_if(model: &Model, walk: f64) {
    let (open, mut what_if) = seconds(|| model.what_if());
    println!("  {:<52} {:.2} of the walk", "what if: a copy to change values in", open / walk);
    let mut random = Sequence(7);
    let sensitivity = |id: &str| model.sensitivity(id).unwrap();
    let products: Vec<String> = model.products().map(str::to_owned).collect();
    // Lines and factors as they are met below products that are drawn.
    let (mut lines, mut factors) = (Vec::new(), Vec::new());
    for _ in 0..40 {
        let id = &products[random.below(products.len() as u64) as usize];
        for input in sensitivity(id).inputs() {
            match input.name().split_once(" > ") {
                Some((parent, child)) => lines.push((parent.to_owned(), child.to_owned(), input.value())),
                None => factors.push((input.name(), input.value())),
            }
        }
    }
    let one: Decimal = "0.001".parse().unwrap();
    // The first change of a line copies the lines.
    let (parent, child, value) = &lines[0];
    let _ = what_if.set_quantity(parent, child, *value);
    let mut report = |name: &str, change: &mut dyn FnMut(u64) -> Option<usize>| {
        let (mut times, mut reached) = (Vec::new(), Vec::new());
        for _ in 0..CHANGES {
            let (time, count) = seconds(|| change(random.below(u64::MAX >> 33)));
            if let Some(count) = count {
                times.push(time);
                reached.push(count as f64);
            }
        }
        let (time, reached) = (median(times), median(reached));
        let each = time / reached.max(1.0) * 1e9;
        println!("  {name:<52} median 1/{:<8.0} items reached {reached}, {each:.0} ns each", walk / time);
    };
    report("what if: a line", &mut |at| {
        let (parent, child, value) = &lines[at as usize % lines.len()];
        what_if.set_quantity(parent, child, value.checked_add(one).ok()?).ok()
    });
    report("what if: a factor", &mut |at| {
        let (name, value) = &factors[at as usize % factors.len()];
        what_if.set_factor(name, value.checked_add(one).ok()?).ok()
    });
    report("where-used of an assembly", &mut |at| {
        model.where_used(&lines[at as usize % lines.len()].0).ok().map(|used| used.len())
    });
    report("where-used of a bought item", &mut |at| {
        model.where_used(&lines[at as usize % lines.len()].1).ok().map(|used| used.len())
    });
}
