//! The doors that fuzzers knock at: each takes bytes, and neither panics, nor hangs, nor gives a wrong sum. Part of the
//! tests and of the feature `fuzzing`, of no other build.

use std::sync::Arc;

use crate::decimal::Decimal;
use crate::factor::{Factor, FactorLibrary};
use crate::footprint::Model;
use crate::formula::Formula;
use crate::gas::Component;
use crate::import::{self, Export, decisions::Decisions};
use crate::read::{Inputs, ReadOptions, suppliers};
use crate::stage::Stage;
use crate::study::{Item, Line, Study};
use crate::unit::Unit;

/// A target: its name, as in `fuzz/corpus/`, and its door.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 11] = [
    ("table", table),
    ("files", files),
    ("toml", toml),
    ("unit", unit),
    ("decimal", decimal),
    ("formula", formula),
    ("workbook", workbook),
    ("supplier", supplier),
    ("erp", erp),
    ("reference", reference),
    ("walk", walk),
];

fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// Calculates all that can be asked of a study, and adds up what has to add up.
fn calculate(study: Study) {
    let Ok(model) = Model::new(study, FactorLibrary::embedded()) else { return };
    for footprint in model.footprints().unwrap_or_default() {
        let stages = Stage::ALL.iter().try_fold(Decimal::ZERO, |sum, stage| sum.checked_add(footprint.stage(*stage)));
        let lines = model.trace(footprint.id()).map(|(_, lines)| lines).unwrap_or_default();
        let lines: Vec<_> = lines.iter().filter(|line| line.stage() != Stage::BeyondBoundary).collect();
        let traced = lines.iter().try_fold(Decimal::ZERO, |sum, line| sum.checked_add(line.kg_co2e()));
        if let (Ok(stages), Ok(traced), false) = (stages, traced, lines.is_empty()) {
            assert_eq!(stages, traced, "the lines of {:?} are not its stages", footprint.id());
        }
        let _ = (model.sensitivity(footprint.id()), model.where_used(footprint.id()));
    }
    let _ = (model.roll_up(), model.closure());
}

fn study(name: &str, single: bool, files: &[(&str, &[u8])]) {
    let inputs = Inputs {
        name: name.to_owned(),
        single: single.then(|| name.to_owned()),
        files: files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect(),
        libraries: Vec::new(),
    };
    calculate(inputs.read(&ReadOptions::new()).study);
}

/// One CSV file, read as a bill of materials.
pub fn table(data: &[u8]) {
    study("bom.csv", true, &[("bom.csv", data)]);
}

/// A folder: the files of a study one after another, each behind a line `=== name`.
pub fn files(data: &[u8]) {
    let mut files: Vec<(&str, &[u8])> = Vec::new();
    let mut rest = data;
    while let Some((name, after)) = rest.strip_prefix(b"=== ").and_then(|r| {
        let end = r.iter().position(|b| *b == b'\n')?;
        Some((text(r.get(..end)?)?, r.get(end.saturating_add(1)..)?))
    }) {
        let end = after.windows(5).position(|w| w == b"\n=== ").map_or(after.len(), |at| at.saturating_add(1));
        let (bytes, next) = after.split_at(end.min(after.len()));
        files.push((name, bytes));
        rest = next;
    }
    study("study", false, &files);
}

/// A study.toml beside a bill of materials that uses parameters.
pub fn toml(data: &[u8]) {
    const BOM: &[u8] = b"parent,child,quantity,unit\nchair,electricity-grid@CN,=a*b,kWh\nchair,steel,1,kg\n";
    study("study", false, &[("bom.csv", BOM), ("study.toml", data)]);
}

/// A unit; what is printed reads as the same.
pub fn unit(data: &[u8]) {
    if let Some(Ok(unit)) = text(data).map(str::parse::<Unit>) {
        assert_eq!(unit.to_string().parse::<Unit>().ok(), Some(unit), "{}", unit.code());
    }
}

/// A number; what is printed reads as the same, and sums and products are checked.
pub fn decimal(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let (a, b) = text.split_once(' ').unwrap_or((text, "1"));
    let (Ok(a), Ok(b)) = (a.parse::<Decimal>(), b.parse::<Decimal>()) else { return };
    assert_eq!(a.to_string().parse(), Ok(a));
    let _ = (a.checked_add(b), a.checked_mul(b), a.checked_div(b), a.round_significant(4), format!("{a:.3}"));
    if let Ok(sum) = a.checked_sub(b) {
        assert_eq!(sum.is_zero(), a == b, "{a} - {b}");
    }
}

/// A formula of numbers.
pub fn formula(data: &[u8]) {
    let Some(text) = text(data) else { return };
    for point in [b'.', b','] {
        if let Ok(formula) = Formula::parse(text, point) {
            let one = crate::decimal::Dual::from(crate::decimal::Wide::ONE);
            let _ = formula.value(|name| (name != "none").then(|| one.clone())).map(|v| v.value.to_decimal());
        }
    }
}

/// A workbook, in whatever format its first bytes say.
pub fn workbook(data: &[u8]) {
    study("book.xlsx", true, &[("book.xlsx", data)]);
}

/// What a supplier sent, as JSON and as a table.
pub fn supplier(data: &[u8]) {
    for name in ["sent.json", "sent.csv"] {
        for incoming in suppliers::read_file(&Arc::from(name), data, b'.') {
            assert!(incoming.received.is_some() || incoming.report.has_errors(), "refused without a reason");
        }
    }
}

/// An export of another program; what is written is read.
pub fn erp(data: &[u8]) {
    let export = Export { name: "export.csv".to_owned(), bytes: data.to_vec() };
    let imported = import::import(&[export], &Decisions::default());
    if !imported.report.has_errors() {
        let files: Vec<(&str, &[u8])> = imported.files.iter().map(|(n, text)| (n.as_str(), text.as_bytes())).collect();
        study("study", false, &files);
    }
}

/// A reference to a factor of the library.
pub fn reference(data: &[u8]) {
    let (Some(text), Ok(one)) = (text(data), "1".parse::<Decimal>()) else { return };
    for unit in [Unit::piece(), Unit::kilogram()] {
        calculate(Study::builder().region("CN-ZJ").year(2024).line(Line::new("a", text, one).unit(unit)).build());
    }
}

/// A study made of bytes: four of them a line, with loops, co-products of nothing, and quantities great and small.
pub fn walk(data: &[u8]) {
    let quantities = [
        "0",
        "1",
        "0.5",
        "3",
        "1e-20",
        "1e20",
        "7e-28",
        "0.333333333333333333333333333",
        "1e28",
        "0.99",
        "0.01",
        "0.02",
        "0.05",
        "0.001",
    ];
    let stages = Stage::ALL_AND_BEYOND;
    let one = "1".parse::<Decimal>().unwrap_or_default();
    let made = Factor::new("made", Unit::kilogram()).value(Component::Fossil, one);
    let mut builder = Study::builder().region("CN").factor(made);
    // Each item takes something, so that none wants for a factor: what is refused is never walked.
    for number in 0..16_u8 {
        let id = format!("i{number}");
        builder = builder.item(Item::new(id.as_str()).unit(Unit::kilogram()));
        builder = builder.line(Line::new(id, "made", one).unit(Unit::kilogram()));
    }
    for line in data.chunks_exact(4).take(200) {
        let &[parent, child, quantity, stage] = line else { return };
        let at = usize::from(quantity).checked_rem(quantities.len()).unwrap_or(0);
        let quantity = quantities.get(at).and_then(|q| q.parse().ok()).unwrap_or_default();
        let child = if child < 200 { format!("i{}", child % 16) } else { "made".to_owned() };
        let mut added = Line::new(format!("i{}", parent % 16), child, quantity).unit(Unit::kilogram());
        if let Some(stage) = stages.get(usize::from(stage)) {
            added = added.stage(*stage);
        }
        builder = builder.line(added);
    }
    calculate(builder.build());
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_corpus_is_replayed() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
        // A package from the registry holds none.
        if !corpus.exists() {
            return;
        }
        for (name, target) in TARGETS {
            let mut files: Vec<_> = std::fs::read_dir(corpus.join(name)).unwrap().map(|e| e.unwrap().path()).collect();
            files.sort();
            assert!(!files.is_empty(), "no input of {name}");
            for file in files {
                let bytes = std::fs::read(&file).unwrap();
                let replayed = std::panic::catch_unwind(|| target(&bytes));
                assert!(replayed.is_ok(), "{} panics", file.display());
            }
        }
    }
}
