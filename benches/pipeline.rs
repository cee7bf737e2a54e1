//! Read, build, walk up, walk down: how long each takes, as a ratio to what the `csv` crate alone needs to read the
//! same files record by record, measured in turn in one run; the walk up also as a ratio to one pass of binary
//! floating point over arrays of the same size.
//!
//! `cargo bench` generates a study of 100,000 lines; `PCF_BENCH_LINES=1000000 cargo bench` another size;
//! `PCF_BENCH_STUDY=DIR cargo bench` takes a study that is there; `PCF_BENCH_ONLY=records` prints the seconds of the
//! yardstick alone. See `benches/README.md`.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::float_arithmetic, reason = "a bench measures")]
#![allow(clippy::print_stdout, reason = "its table is its result")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use product_footprint::{FactorLibrary, Model, Study};

const ROUNDS: usize = 5;
const FILES: [&str; 3] = ["items.csv", "factors.csv", "bom.csv"];

/// Numbers that are the same on every machine.
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// A layered bill of materials with shared parts: a quarter as many items as lines, 16 levels, scrap on some lines,
/// grams on others, every bought item with a factor of its own.
fn generate(lines: u64, folder: &Path) {
    let items = (lines / 4).max(64);
    let made = items / 2;
    let mut sequence = Sequence(20_261_124);
    let (mut bom, mut list, mut factors) = (
        "parent,child,quantity,unit,scrap\n".to_owned(),
        "id,name,unit,factor\n".to_owned(),
        "id,unit,co2e\n".to_owned(),
    );
    for item in 0..items {
        if item < made {
            writeln!(list, "M{item:07},assembly {item},pcs,").unwrap();
        } else {
            writeln!(list, "M{item:07},material {item},kg,EF-M{item:07}").unwrap();
            writeln!(factors, "EF-M{item:07},kg,{}.{:03}", sequence.below(20), sequence.below(1000)).unwrap();
        }
    }
    let level = (made / 16).max(1);
    for line in 0..lines {
        let parent = line % made;
        // Deeper assemblies half of the time, materials otherwise; never upwards, so there is no loop.
        let next = (parent / level + 1) * level;
        let child = if next < made && sequence.below(2) == 0 {
            next + sequence.below(made - next)
        } else {
            made + sequence.below(items - made)
        };
        let scrap = ["0", "0", "0.02", "0.05", "0.1"][sequence.below(5) as usize];
        if child < made {
            writeln!(bom, "M{parent:07},M{child:07},{},pcs,{scrap}", 1 + sequence.below(4)).unwrap();
        } else if sequence.below(5) == 0 {
            writeln!(bom, "M{parent:07},M{child:07},{},g,{scrap}", 1 + sequence.below(900)).unwrap();
        } else {
            writeln!(bom, "M{parent:07},M{child:07},0.{:03},kg,{scrap}", 1 + sequence.below(999)).unwrap();
        }
    }
    for (name, text) in FILES.iter().zip([list, factors, bom]) {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

/// What the csv crate needs for the same files: every record, every field, nothing done with them.
fn read_records(folder: &Path) -> u64 {
    let mut fields = 0;
    for name in FILES {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).unwrap() {
            fields += record.len() as u64;
        }
    }
    fields
}

/// Arrays as the walk up has them: for each line its child and quantity, in the order of the parents, and a number for
/// each node.
struct Arrays {
    children: Vec<u32>,
    quantities: Vec<f64>,
    values: Vec<f64>,
}

impl Arrays {
    fn new(lines: usize) -> Self {
        let nodes = lines * 2 / 5;
        let mut sequence = Sequence(7);
        let children = (0..lines).map(|_| u32::try_from(sequence.below(nodes as u64)).unwrap()).collect();
        let quantities = (0..lines).map(|at| 0.001 * (1 + at % 4000) as f64).collect();
        Self { children, quantities, values: (0..nodes).map(|at| 0.01 * at as f64).collect() }
    }

    /// One pass: each quantity and each child read in turn, one multiplication and addition a line.
    fn stream(&self) -> f64 {
        let each = self.quantities.iter().zip(&self.children);
        let sum = each.fold(0.0, |sum, (quantity, child)| quantity.mul_add(f64::from(*child), sum));
        sum + self.values.iter().sum::<f64>()
    }

    /// The same with the child's number looked up: what no walk over this graph can do without.
    fn gather(&self) -> f64 {
        let each = self.quantities.iter().zip(&self.children);
        each.fold(0.0, |sum, (quantity, child)| quantity.mul_add(self.values[*child as usize], sum))
    }
}

fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let done = black_box(work());
    (start.elapsed().as_secs_f64(), done)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    let given = std::env::var_os("PCF_BENCH_STUDY").map(PathBuf::from);
    let lines: u64 = std::env::var("PCF_BENCH_LINES").map_or(100_000, |n| n.parse().unwrap());
    let folder =
        given.clone().unwrap_or_else(|| std::env::temp_dir().join(format!("pcf-bench-{}", std::process::id())));
    if given.is_none() {
        std::fs::create_dir_all(&folder).unwrap();
        generate(lines, &folder);
    }
    if std::env::var("PCF_BENCH_ONLY").is_ok_and(|only| only == "records") {
        let times = (0..ROUNDS).map(|_| seconds(|| read_records(&folder)).0).collect();
        println!("{:.6}", median(times));
        return;
    }
    let mut times: [Vec<f64>; 5] = Default::default();
    let mut walks: [Vec<f64>; 3] = Default::default();
    let mut lines = 0;
    for _ in 0..ROUNDS {
        times[0].push(seconds(|| read_records(&folder)).0);
        let (time, study) = seconds(|| Study::open(&folder).unwrap());
        times[1].push(time);
        lines = study.line_count();
        let (time, model) = seconds(|| Model::new(study, FactorLibrary::empty()).unwrap());
        times[2].push(time);
        let with_rows = seconds(|| model.roll_up_each(drop).unwrap()).0;
        times[3].push(with_rows);
        // The walk is kept: the second time only its numbers are rounded.
        walks[0].push(with_rows - seconds(|| model.roll_up_each(drop).unwrap()).0);
        let arrays = Arrays::new(lines);
        walks[1].push(seconds(|| arrays.stream()).0);
        walks[2].push(seconds(|| arrays.gather()).0);
        let product = model.products().next().unwrap().to_owned();
        times[4].push(seconds(|| model.footprint(&product).unwrap()).0);
    }
    let [records, stages @ ..] = times.map(median);
    println!("{lines} lines, median of {ROUNDS} rounds; ratio to the csv crate reading the same files");
    println!("  {:<34} {:>8}", "csv crate, records only", "1.00");
    let names = [
        "read (Study::open)",
        "build (Model::new)",
        "walk up, all items (roll_up)",
        "walk down, one product (footprint)",
    ];
    for (name, time) in names.iter().zip(stages) {
        println!("  {name:<34} {:>8.2}", time / records);
    }
    println!("  {:<34} {:>8.2}", "files to all footprints", (stages[0] + stages[1] + stages[2]) / records);
    let [walk, stream, gather] = walks.map(median);
    println!("the walk up alone, all items");
    println!("  {:<34} {:>8.2}", "to one pass of f64 multiply-adds", walk / stream);
    println!("  {:<34} {:>8.2}", "to the same with children looked up", walk / gather);
    if given.is_none() {
        let _ = std::fs::remove_dir_all(&folder);
    }
}
