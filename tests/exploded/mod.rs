//! Runs `pcf import` and explodes the written study through the public library: every item and every process gets a line
//! to a factor of its own, and what a product needs of that factor is how much of the item goes into it.

#![allow(dead_code, reason = "not every test uses all of it")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use product_footprint::{Decimal, FactorLibrary, Model, Study};

pub(crate) fn d(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// Quantities by item.
pub(crate) type Quantities = BTreeMap<String, Decimal>;

/// A folder that is gone when the test is.
pub(crate) struct Import {
    folder: PathBuf,
    pub(crate) output: Output,
}

impl Import {
    /// Runs the command on `files`, whatever comes of it.
    pub(crate) fn run(name: &str, files: impl Iterator<Item = PathBuf>, flags: &[&str]) -> Self {
        let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let folder = std::env::temp_dir().join(format!("pcf-imports-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_pcf"))
            .arg("import")
            .args(files)
            .arg("--out")
            .arg(folder.join("study"))
            .args(flags)
            .args(["--lang", "en"])
            .output()
            .unwrap();
        Self { folder, output }
    }

    /// Runs the command, which has to succeed.
    pub(crate) fn of(name: &str, files: impl Iterator<Item = PathBuf>, flags: &[&str]) -> Self {
        let import = Self::run(name, files, flags);
        assert!(import.output.status.success(), "{name}: {}", import.messages());
        import
    }

    pub(crate) fn messages(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.join("study")
    }

    pub(crate) fn report(&self) -> serde_json::Value {
        serde_json::from_str(&std::fs::read_to_string(self.folder().join("import.json")).unwrap()).unwrap()
    }

    pub(crate) fn study(&self) -> Exploding {
        Exploding::of(&self.folder(), self.report())
    }

    /// The rows of a written file, by header.
    pub(crate) fn rows(&self, file: &str) -> Vec<BTreeMap<String, String>> {
        rows(&self.folder().join(file))
    }
}

impl Drop for Import {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    if !path.exists() {
        return Vec::new();
    }
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// A written study with a factor under every item and process.
pub(crate) struct Exploding {
    model: Model,
    units: BTreeMap<String, String>,
    parents: Vec<String>,
    report: serde_json::Value,
}

/// What one of a product is made of.
pub(crate) struct Exploded {
    quantities: BTreeMap<&'static str, Quantities>,
}

impl Exploded {
    pub(crate) fn of(&self, kind: &str) -> Quantities {
        self.quantities.get(kind).cloned().unwrap_or_default()
    }
}

impl Exploding {
    fn of(folder: &Path, report: serde_json::Value) -> Self {
        let mut units: BTreeMap<String, String> = BTreeMap::new();
        for row in rows(&folder.join("items.csv")) {
            units.insert(row["id"].clone(), row["unit"].clone());
        }
        let outputs = rows(&folder.join("coproducts.csv"));
        let mut parents: Vec<String> = rows(&folder.join("bom.csv")).iter().map(|r| r["parent"].clone()).collect();
        parents.extend(outputs.iter().map(|r| r["output"].clone()));
        for row in &outputs {
            units.insert(row["process"].clone(), "run".to_owned());
        }
        let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let mut bom = std::fs::read_to_string(folder.join("bom.csv")).unwrap();
        let mut factors = "id,unit,co2e\n".to_owned();
        for (id, unit) in &units {
            bom.push_str(&format!("{},{},1,{unit},,,,\n", cell(id), cell(&format!("probe {id}"))));
            factors.push_str(&format!("{},{unit},1\n", cell(&format!("probe {id}"))));
        }
        std::fs::write(folder.join("bom.csv"), bom).unwrap();
        std::fs::write(folder.join("factors.csv"), factors).unwrap();
        let model = Study::open(folder).and_then(|study| Model::new(study, FactorLibrary::empty()));
        Self { model: model.unwrap_or_else(|e| panic!("{:#?}", e.diagnostics())), units, parents, report }
    }

    /// How much of everything one of `top` needs, in the units of the expected list.
    pub(crate) fn explode(&self, top: &str) -> Exploded {
        let footprint = self.model.footprint(top).unwrap();
        let mut needs: Quantities = BTreeMap::new();
        for c in footprint.contributions() {
            let id = c.factor().id().trim_start_matches("probe ").to_owned();
            let sum = needs.entry(id).or_insert(Decimal::ZERO);
            *sum = sum.checked_add(c.quantity()).unwrap();
        }
        let mut quantities: BTreeMap<&'static str, Quantities> = BTreeMap::new();
        for (id, amount) in &needs {
            if id == top || self.units[id] == "run" || amount.is_zero() {
                continue;
            }
            let kind = if self.parents.contains(id) { "made" } else { "leaf" };
            let amount = in_base(*amount, &self.units[id]);
            quantities.entry(kind).or_default().insert(id.clone(), amount);
        }
        for output in self.report["by_products"].as_array().unwrap() {
            let text = |key: &str| output[key].as_str().unwrap();
            let Some(runs) = needs.get(text("process")) else { continue };
            let amount = in_base(runs.checked_mul(d(text("quantity"))).unwrap(), text("unit"));
            let all = quantities.entry("byproduct").or_default();
            let sum = all.entry(text("item").to_owned()).or_insert(Decimal::ZERO);
            *sum = sum.checked_add(amount).unwrap();
        }
        Exploded { quantities }
    }
}

/// Grams as kilograms, millilitres as litres; everything else is stated as the expected list states it.
fn in_base(amount: Decimal, unit: &str) -> Decimal {
    match unit {
        "g" | "mL" | "mm" => amount.checked_mul(d("0.001")).unwrap(),
        "pc" | "kg" | "m" | "L" | "kWh" | "m³" => amount,
        other => panic!("{other} is no unit of the expected list"),
    }
}

/// The expected list: product, kind, item, quantity.
pub(crate) fn expected(path: &Path) -> Vec<(String, String, String, Decimal)> {
    let row = |r: &BTreeMap<String, String>| {
        assert!(matches!(r["unit"].as_str(), "pc" | "kg" | "m" | "m3" | "kWh" | "L"), "{}", r["unit"]);
        (r["top_item"].clone(), r["kind"].clone(), r["item"].clone(), d(&r["quantity_per_1_top"]))
    };
    rows(path).iter().map(row).collect()
}

pub(crate) fn of(expected: &[(String, String, String, Decimal)], top: &str, kind: &str) -> Quantities {
    let rows = expected.iter().filter(|(t, k, ..)| t == top && k == kind);
    rows.map(|(_, _, item, quantity)| (item.clone(), *quantity)).collect()
}
