//! Same input, same bytes; and the order of rows is no input.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use product_footprint::{Component, Error, FactorLibrary, Model, Stage, Study};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All worked cases and examples that give a number.
fn studies() -> Vec<PathBuf> {
    let folders = ["tests/cases", "data/examples"].map(|folder| std::fs::read_dir(root().join(folder)).unwrap());
    let mut studies: Vec<PathBuf> = folders.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    studies.retain(|path| path.join("bom.csv").exists());
    studies.sort();
    studies
}

fn bytes_of(arguments: &[&str]) -> (Vec<u8>, Vec<u8>, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_pcf")).args(arguments).current_dir(root()).output().unwrap();
    (output.stdout, output.stderr, output.status.code())
}

#[test]
fn every_run_gives_the_same_bytes() {
    let lamp = "data/examples/desk-lamp";
    let commands: [&[&str]; 6] = [
        &["footprint", lamp, "--format", "json"],
        &["footprint", lamp, "--lang", "zh"],
        &["rollup", lamp, "--format", "csv"],
        &["trace", lamp, "--format", "json"],
        &["footprint", "tests/cases/X-E101-factor-not-found"],
        &["factors", "search", "steel", "--format", "json"],
    ];
    for command in commands {
        let first = bytes_of(command);
        let others = thread::scope(|scope| {
            let runs: Vec<_> = (0..3).map(|_| scope.spawn(|| bytes_of(command))).collect();
            runs.into_iter().map(|run| run.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(!first.0.is_empty() || !first.1.is_empty(), "{command:?} prints nothing");
        assert!(others.iter().all(|other| *other == first), "{command:?}");
    }
}

#[test]
fn threads_share_a_model_and_read_the_same_digits() {
    let study = Study::open(root().join("data/examples/desk-lamp")).unwrap();
    let model = Model::new(study, FactorLibrary::embedded()).unwrap();
    let texts = thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| figures(&model).unwrap())).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(texts.iter().all(|text| *text == texts[0]));
}

/// Every number of every product, with all its digits.
fn figures(model: &Model) -> Result<Vec<String>, Error> {
    let mut lines = Vec::new();
    for footprint in model.footprints()? {
        let id = footprint.id();
        for stage in Stage::ALL {
            lines.push(format!("{id} {} {}", stage.name(), footprint.stage(stage)));
        }
        for component in Component::ALL {
            lines.push(format!("{id} {} {}", component.name(), footprint.component(component)));
        }
        for c in footprint.contributions() {
            lines.push(format!("{id} {} {} {}", c.factor().id(), c.quantity(), c.kg_co2e()));
        }
    }
    for item in model.roll_up()? {
        lines.push(format!("{} {}", item.id(), item.total()));
    }
    lines.sort();
    Ok(lines)
}

/// A copy of a study with the rows of its tables in another order.
fn reordered(study: &Path, copy: &Path, order: &dyn Fn(Vec<csv::StringRecord>) -> Vec<csv::StringRecord>) {
    std::fs::create_dir_all(copy).unwrap();
    for entry in std::fs::read_dir(study).unwrap() {
        let path = entry.unwrap().path();
        let target = copy.join(path.file_name().unwrap());
        let is_table = ["bom.csv", "items.csv", "factors.csv"].iter().any(|name| path.ends_with(name));
        // What is in another encoding or has another separator stays as it is: the reader's tests have those.
        let text = std::fs::read_to_string(&path).ok().filter(|text| is_table && !text.contains(';'));
        let Some(text) = text else {
            if path.is_dir() {
                reordered(&path, &target, order);
            } else {
                std::fs::copy(&path, target).unwrap();
            }
            continue;
        };
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
        let mut records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let rows = records.split_off(1);
        let mut writer = csv::WriterBuilder::new().flexible(true).from_path(target).unwrap();
        records.extend(order(rows));
        records.iter().for_each(|record| writer.write_record(record).unwrap());
        writer.flush().unwrap();
    }
}

#[test]
fn the_order_of_rows_changes_no_digit() {
    let library = FactorLibrary::embedded();
    let scratch = std::env::temp_dir().join(format!("pcf-order-{}", std::process::id()));
    let mut compared = 0;
    for study in studies() {
        let of = |folder: &Path| {
            let model = Model::new(Study::open(folder)?, library.clone())?;
            figures(&model)
        };
        let Ok(before) = of(&study) else { continue };
        for turn in 0..2 {
            let _ = std::fs::remove_dir_all(&scratch);
            reordered(&study, &scratch, &|mut rows| {
                if turn == 0 {
                    rows.reverse();
                } else {
                    let middle = rows.len() / 2;
                    rows.rotate_left(middle);
                }
                rows
            });
            let after = of(&scratch).unwrap_or_else(|e| panic!("{}: {:?}", study.display(), e.diagnostics()));
            assert_eq!(before, after, "{}, order {turn}", study.display());
        }
        compared += 1;
    }
    let _ = std::fs::remove_dir_all(&scratch);
    assert!(compared >= 90, "only {compared} studies");
}
