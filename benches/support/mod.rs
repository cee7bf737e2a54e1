//! What the benches share: a generated study, time, medians.

#![allow(dead_code, reason = "each bench uses its own part")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Numbers that are the same on every machine.
pub(crate) struct Sequence(pub(crate) u64);

impl Sequence {
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

pub(crate) fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let done = black_box(work());
    (start.elapsed().as_secs_f64(), done)
}

pub(crate) fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The study to measure: `PCF_BENCH_STUDY`, else one that is generated with `PCF_BENCH_LINES` lines into a folder that
/// goes away with the value.
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    own: bool,
}

impl Folder {
    pub(crate) fn of_environment(lines: u64) -> Self {
        if let Some(path) = std::env::var_os("PCF_BENCH_STUDY") {
            return Self { path: path.into(), own: false };
        }
        let lines = std::env::var("PCF_BENCH_LINES").map_or(lines, |n| n.parse().unwrap());
        let path = std::env::temp_dir().join(format!("pcf-query-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        generate(lines, &path);
        Self { path, own: true }
    }
}

impl Folder {
    /// An empty one that goes away with the value.
    pub(crate) fn own(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pcf-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self { path, own: true }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.own {
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

/// A layered bill of materials with shared parts: a quarter as many items as lines, 45 % of them assemblies on sixteen
/// levels, a third of the lines to assemblies of the next level or the one after, scrap on some lines, every bought
/// item with a factor of its own that states a geometric standard deviation.
fn generate(lines: u64, folder: &Path) {
    let items = (lines / 4).max(64);
    let made = items * 45 / 100;
    let level = (made / 16).max(1);
    let mut s = Sequence(20_261_125);
    let mut bom = "parent,child,quantity,unit,scrap\n".to_owned();
    let (mut list, mut factors) = ("id,unit,factor\n".to_owned(), "id,unit,co2e,gsd\n".to_owned());
    for item in 0..items {
        if item < made {
            writeln!(list, "M{item:07},pcs,").unwrap();
        } else {
            writeln!(list, "M{item:07},kg,EF-M{item:07}").unwrap();
            let (whole, part, spread) = (s.below(20), s.below(1000), 105 + s.below(95));
            writeln!(factors, "EF-M{item:07},kg,{whole}.{part:03},{}.{:02}", spread / 100, spread % 100).unwrap();
        }
    }
    for line in 0..lines {
        let parent = line % made;
        let next = (parent / level + 1 + u64::from(s.below(4) == 0)) * level;
        let scrap = ["0", "0", "0.02", "0.05", "0.1"][s.below(5) as usize];
        if next < made && s.below(100) < 35 {
            let child = next + s.below(level.min(made - next));
            writeln!(bom, "M{parent:07},M{child:07},{},pcs,{scrap}", 1 + s.below(10) / 9).unwrap();
        } else {
            let child = made + s.below(items - made);
            writeln!(bom, "M{parent:07},M{child:07},0.{:03},kg,{scrap}", 1 + s.below(499)).unwrap();
        }
    }
    for (name, text) in [("items.csv", list), ("factors.csv", factors), ("bom.csv", bom)] {
        std::fs::write(folder.join(name), text).unwrap();
    }
}
