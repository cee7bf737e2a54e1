//! `pcf factors`: what is found, what is refused, what a library written out gives when it is read again.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::{Path, PathBuf};
use std::process::Command;

use product_footprint::{FactorLibrary, Model, Study};
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

struct Run {
    out: String,
    err: String,
    status: Option<i32>,
}

fn pcf(arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pcf"));
    let output = command.args(arguments).current_dir(root()).env("LC_ALL", "C").output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { out: text(output.stdout), err: text(output.stderr), status: output.status.code() }
}

fn json(arguments: &[&str]) -> Value {
    let run = pcf(&[arguments, &["--format", "json"]].concat());
    assert_eq!(run.status, Some(0), "{}", run.err);
    serde_json::from_str(&run.out).unwrap()
}

/// A folder that is gone when the test is.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pcf-factors-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn ids(document: &Value) -> Vec<&str> {
    document["factors"].as_array().unwrap().iter().map(|f| f["id"].as_str().unwrap()).collect()
}

#[test]
fn both_languages_find_and_rank_the_same_thing() {
    for words in ["steel", "钢"] {
        let found = json(&["factors", "search", words]);
        assert_eq!(ids(&found)[0], "steel", "{words}");
        assert!(ids(&found).len() > 50);
    }
    // The newest row of China stands before older ones and before those of other countries.
    let grid = json(&["factors", "search", "electricity-grid"]);
    let first = &grid["factors"][0];
    assert_eq!((first["region"].as_str(), first["years"].as_str()), (Some("CN"), Some("2024")));
    // What may not enter a footprint stands behind what may.
    let whole = |f: &Value| f["gas"] == "CO2e" && (f["basis"] == "lifecycle" || f["basis"] == "no-upstream");
    let partial: Vec<bool> = grid["factors"].as_array().unwrap().iter().map(|f| !whole(f)).collect();
    assert!(partial.windows(2).all(|pair| pair[0] <= pair[1]));
}

#[test]
fn filters_keep_what_they_say() {
    let all =
        json(&["factors", "list", "--category", "material", "--region", "CN", "--year", "2024", "--source", "CPCD"]);
    let rows = all["factors"].as_array().unwrap();
    for row in rows {
        assert!(row["category"].as_str().unwrap().starts_with("material/"));
        assert_eq!(row["region"], "CN");
        let cited = format!("{} {}", row["source"], row["publisher"]).to_lowercase();
        assert!(cited.contains("cpcd"), "{cited}");
    }
    let everything = json(&["factors", "list"]);
    let counted = everything["factors"].as_array().unwrap().len();
    assert_eq!(counted, FactorLibrary::embedded().len());
    assert!(!rows.is_empty() && rows.len() < counted);
}

#[test]
fn a_filter_that_no_row_has_is_refused_with_what_there_is() {
    let run = pcf(&["factors", "list", "--category", "materials"]);
    assert_eq!(run.status, Some(2));
    assert!(run.err.contains("`materials`") && run.err.contains("material,"), "{}", run.err);
    let run = pcf(&["factors", "list", "--region", "CN-ZX", "--lang", "zh"]);
    assert_eq!(run.status, Some(2));
    assert!(run.err.contains("CN-ZX"), "{}", run.err);
}

#[test]
fn words_that_no_row_has_lead_to_the_nearest_in_meaning() {
    let run = pcf(&["factors", "search", "不锈钢螺丝"]);
    assert_eq!((run.status, run.out.as_str()), (Some(0), ""));
    assert!(run.err.contains("stainless"), "{}", run.err);
}

#[test]
fn show_prints_the_whole_provenance() {
    let run = pcf(&["factors", "show", "electricity-grid@CN:2024"]);
    for part in ["0.5777 / kWh", "lifecycle", "2024", "表1", "生态环境部", "PRIMARY", "licence"] {
        assert!(run.out.contains(part), "{part} is not in\n{}", run.out);
    }
    let run = pcf(&["factors", "show", "electricity-gird"]);
    assert_eq!(run.status, Some(2));
    assert!(run.err.contains("electricity-grid"), "{}", run.err);
}

#[test]
fn ones_own_rows_come_first() {
    let scratch = Scratch::new("own");
    let own = scratch.file("own.csv", "id,unit,co2e,region\nsteel,kg,1.5,CN\nphlogiston,kg,9,\n");
    let shown = json(&["factors", "show", "steel@CN", "--library", &own]);
    assert_eq!(shown["factors"][0]["values"][0][1], "1.5");
    assert_eq!(ids(&json(&["factors", "search", "phlogiston", "--library", &own])), ["phlogiston"]);
}

#[test]
fn a_library_written_out_is_the_same_library() {
    let scratch = Scratch::new("written");
    let copy = scratch.0.join("all.csv");
    let run = pcf(&["factors", "list", "--format", "csv", "-o", &copy.display().to_string()]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let (embedded, read) = (FactorLibrary::embedded(), FactorLibrary::open(&copy).unwrap());
    assert_eq!(read.warnings(), []);
    let diff = embedded.diff(&read);
    assert_eq!(diff.same, embedded.len());
    assert!(diff.added.is_empty() && diff.removed.is_empty() && diff.changed.is_empty() && diff.reworded.is_empty());
}

#[test]
fn every_column_of_a_library_of_ones_own_is_written_out_again() {
    let scratch = Scratch::new("columns");
    let own = scratch.file(
        "own.csv",
        "id,unit,co2e,aircraft,biogenic_co2,region,valid_from,valid_to,gwp,basis,stage,data,primary_share,dqr_technology,\
         dqr_time,dqr_geography,gsd,pedigree,source\n\
         fully-stated,kg,=1/3,0.5,0.2,CN,2020,2024,AR6,no-upstream,production,primary,0.4,1,2,3.5,1.2,,here\n\
         scored,kWh,0.4,,,,,,,,,,,,,,,\"v3:(2,1,3,1,2)\",there\n",
    );
    let list = ["factors", "list", "--library", &own, "--format", "csv"];
    let copy = scratch.file("copy.csv", &pcf(&list).out);
    let [own, copy] = [own, copy].map(|path| FactorLibrary::open(path).unwrap());
    for factor in own.iter() {
        let written = copy.find(&factor.key())[0];
        // All but the place in the file.
        let text = |f: &product_footprint::Factor| format!("{f:?}").split(", place:").next().unwrap().to_owned();
        assert_eq!(text(factor).replace("place: Some", ""), text(written).replace("place: Some", ""));
    }
}

#[test]
fn a_difference_says_which_rows_and_what_it_does_to_a_study() {
    let scratch = Scratch::new("diff");
    let header = "id,unit,co2e,region,source\n";
    let old =
        scratch.file("old.csv", &format!("{header}steel,kg,2,CN,a\nglue,kg,5,CN,a\npaint,kg,4,CN,a\ntape,m,1,CN,a\n"));
    let new = scratch
        .file("new.csv", &format!("{header}steel,kg,1.5,CN,a\nglue,kg,5,CN,b\nfoil,kg,7,CN,a\ntape,m,1.0,CN,a\n"));
    let study = scratch.file("pan.csv", "parent,child,quantity,unit\npan,steel@CN,3,kg\npan,glue@CN,0.1,kg\n");
    let document = json(&["factors", "diff", &old, &new, "--study", &study]);
    let states: Vec<(&str, &str)> = document["factors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["state"].as_str().unwrap(), f["factor"].as_str().unwrap()))
        .collect();
    let expected = [("changed", "steel@CN"), ("added", "foil@CN"), ("removed", "paint@CN"), ("reworded", "glue@CN")];
    assert_eq!(states, expected);
    assert_eq!(document["same"], 1);
    let product = &document["study"]["products"][0];
    assert_eq!((product["change"].as_str(), product["factor"].as_str()), (Some("-1.5"), Some("-1.5")));
    // The same from the library: the study with either.
    let total = |library: &str| {
        let library = FactorLibrary::open(library).unwrap();
        Model::new(Study::open(&study).unwrap(), library).unwrap().footprint("pan").unwrap().total()
    };
    assert_eq!(total(&new).checked_sub(total(&old)).unwrap().to_string(), "-1.5");
    let page = pcf(&["factors", "diff", &old, &new, "--study", &study]);
    assert!(page.out.contains("-25.0 %") && page.out.contains("-1.500"), "{}", page.out);
    let rows = pcf(&["factors", "diff", &old, &new, "--format", "csv"]);
    assert_eq!(rows.out.lines().count(), 5);
}

#[test]
fn a_file_of_the_study_itself_is_read_anew_in_its_place() {
    let scratch = Scratch::new("instead");
    scratch.file("bom.csv", "parent,child,quantity,unit\npan,steel,3,kg\n");
    let old = scratch.file("factors.csv", "id,unit,co2e\nsteel,kg,2\n");
    std::fs::create_dir(scratch.0.join("new")).unwrap();
    let new = scratch.file("new/factors.csv", "id,unit,co2e\nsteel,kg,2.5\n");
    let document = json(&["factors", "diff", &old, &new, "--study", &scratch.0.display().to_string()]);
    assert_eq!(document["study"]["products"][0]["change"], "1.5");
}
