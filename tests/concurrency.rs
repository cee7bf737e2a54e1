//! A model is built once and asked by any number of threads: it can be shared, it needs no lock, and every thread gets
//! the same bytes.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a test may panic and say what it saw"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Barrier;

use product_footprint::{
    Decimal, Diagnostic, Error, Factor, FactorLibrary, Footprint, Model, RollUp, Settings, Study, TraceLine, Unit,
};

/// Compiles only while all of these can be shared between threads and handed from one to another.
const fn shared<T: Send + Sync + 'static>() {}
const _: () = {
    shared::<Model>();
    shared::<Study>();
    shared::<FactorLibrary>();
    shared::<Footprint>();
    shared::<TraceLine>();
    shared::<RollUp>();
    shared::<Settings>();
    shared::<Factor>();
    shared::<Diagnostic>();
    shared::<Error>();
    shared::<Decimal>();
    shared::<Unit>();
};

const EXAMPLES: [&str; 2] = ["data/examples/desk-lamp", "data/examples/water-bottle"];

fn model(folder: &str) -> Model {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let study = Study::open(&folder).unwrap();
    Model::new(study, FactorLibrary::embedded()).unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
}

/// All that a model can be asked, in an order that `turn` decides, put down in one fixed order.
///
/// What a model works out only when it is asked is thus asked for by different threads first.
fn everything(model: &Model, turn: usize) -> String {
    let mut parts = [const { String::new() }; 4];
    for step in 0..parts.len() {
        let at = (step + turn) % parts.len();
        let out = &mut parts[at];
        match at {
            0 => model.footprints().unwrap().iter().for_each(|f| write!(out, "{f:?}").unwrap()),
            1 => model.roll_up().unwrap().iter().for_each(|row| write!(out, "{row:?}").unwrap()),
            2 => model.products().for_each(|id| write!(out, "{:?}", model.trace(id).unwrap()).unwrap()),
            _ => {
                for footprint in model.footprints().unwrap() {
                    write!(out, "{:?}", footprint.recycling_alternatives().collect::<Vec<_>>()).unwrap();
                    write!(out, "{} {:?}", footprint.packaging(), footprint.quality()).unwrap();
                }
            }
        }
    }
    parts.concat()
}

#[test]
fn many_threads_asking_at_once_get_the_same_bytes() {
    for folder in EXAMPLES {
        let alone = everything(&model(folder), 0);
        assert!(alone.len() > 1000, "{folder}: nothing was asked");
        for round in 0..12 {
            // A fresh model each time: the first questions meet while nothing is worked out yet.
            let asked = model(folder);
            let threads = 16;
            let start = Barrier::new(threads);
            std::thread::scope(|scope| {
                let ask = |turn: usize| {
                    let (asked, start) = (&asked, &start);
                    scope.spawn(move || {
                        start.wait();
                        everything(asked, turn)
                    })
                };
                let answers: Vec<_> = (0..threads).map(|thread| ask(thread + round)).collect();
                for answer in answers {
                    assert!(answer.join().unwrap() == alone, "{folder}: another answer in round {round}");
                }
            });
        }
    }
}

#[test]
fn models_of_one_study_stand_beside_each_other() {
    let first = model(EXAMPLES[0]);
    let alone = everything(&first, 0);
    std::thread::scope(|scope| {
        let answers: Vec<_> = (0..8)
            .map(|turn| {
                let first = &first;
                scope.spawn(move || everything(&first.again(&Settings::new()).unwrap(), turn))
            })
            .collect();
        assert!(answers.into_iter().all(|answer| answer.join().unwrap() == alone));
    });
}

#[test]
fn there_is_no_lock_and_no_state_that_changes() {
    fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() > 100, "the sources were not found");
    // What is worked out once (OnceLock, LazyLock) never changes after. A type with a Cell or RefCell inside is not
    // Sync: the assertion above sees to those.
    let forbidden = ["Mutex", "RwLock", "Condvar", "Atomic", "thread_local", "static mut"];
    let manifest = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""), "the compiler sees to `unsafe`");
    // The command's list of drafts is shared with the thread that hears Ctrl-C.
    let with_lock = |path: &str| Path::new(path).ends_with("src/cli/watch.rs");
    for (path, text) in &found {
        for word in forbidden.into_iter().filter(|word| !(with_lock(path) && *word == "Mutex")) {
            let hit = text.lines().find(|line| {
                let code = line.split("//").next().unwrap_or_default();
                let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
                code.match_indices(word).any(|(at, _)| !code[..at].ends_with(part_of_name))
            });
            assert!(hit.is_none(), "{path}: {word} in {:?}", hit.unwrap_or_default());
        }
    }
    let once = found.iter().filter(|(_, text)| text.contains("OnceLock") || text.contains("LazyLock")).count();
    println!("{} files, none with a lock, {once} with something worked out once", found.len());
}
