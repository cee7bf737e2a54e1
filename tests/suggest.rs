//! `pcf suggest` and matches.csv: advice is written down, and only what a person confirmed counts.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// A folder that is gone when the test is.
struct Folder(PathBuf);

const BOM: &str = "parent,child,quantity,unit\nchair,tube,4.2,kg\nchair,seat,1,piece\nchair,pp-granulate,0.3,kg\nchair,phlogiston,1,kg\n";
const ITEMS: &str =
    "id,name,name_zh,unit,mass,factor\ntube,Steel tube 20x2,,kg,,\nseat,,胶合板座板,piece,1.2,\nphlogiston,,,kg,,\n";
const TOML: &str = "[study]\nregion = \"CN-ZJ\"\nperiod = \"2024\"\n";

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pcf-suggest-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join("chair")).unwrap();
        let folder = Self(path);
        for (name, text) in [("bom.csv", BOM), ("items.csv", ITEMS), ("study.toml", TOML)] {
            folder.file(name, text);
        }
        folder
    }

    fn file(&self, name: &str, text: &str) {
        std::fs::write(self.0.join("chair").join(name), text).unwrap();
    }

    /// Exit status, standard output and error.
    fn pcf(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_pcf")).args(arguments).current_dir(&self.0).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.pcf(&[arguments, &["--format", "json"]].concat()).1).unwrap()
    }

    /// Code and place of every error and warning of a check.
    fn check(&self, more: &[&str]) -> Vec<String> {
        let document = self.json(&[&["check", "chair"], more].concat());
        let all = ["errors", "warnings"].into_iter().filter_map(|key| document[key].as_array()).flatten();
        all.map(|d| format!("{} {}:{}", d["code"].as_str().unwrap(), d["file"].as_str().unwrap_or("-"), d["row"]))
            .collect()
    }

    fn total(&self, more: &[&str]) -> Option<String> {
        let document = self.json(&[&["footprint", "chair"], more].concat());
        Some(document["products"].as_array()?.first()?["total"].as_str()?.to_owned())
    }

    /// Confirms a suggestion of each item that has one: the one of this rank.
    fn confirm(&self, rank: &str) {
        let path = self.0.join("chair/matches.csv");
        let mut table = csv::Reader::from_path(&path).unwrap();
        let header = table.headers().unwrap().clone();
        let at = |name: &str| header.iter().position(|h| h == name).unwrap();
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(&header).unwrap();
        for row in table.records() {
            let row = row.unwrap();
            let yes = row[at("suggestion")] == *rank;
            let cells = row.iter().enumerate().map(|(i, cell)| if i == at("confirmed") && yes { "yes" } else { cell });
            out.write_record(cells).unwrap();
        }
        std::fs::write(path, out.into_inner().unwrap()).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn suggestions_rank_what_is_meant_in_both_languages() {
    let folder = Folder::new("ranks");
    folder.file(
        "items.csv",
        "id,name,name_zh,unit,factor\ntube,Steel tube 20x2,,kg,\nseat,,钢管,kg,\nphlogiston,,,kg,\n",
    );
    let document = folder.json(&["suggest", "chair"]);
    let of = |item: &str| {
        let all = document["unmatched"].as_array().unwrap();
        all.iter().find(|u| u["item"] == item).unwrap()["suggestions"].as_array().unwrap().clone()
    };
    for item in ["tube", "seat"] {
        let first = &of(item)[0];
        assert!(first["factor"].as_str().unwrap().starts_with("steel-pipe"), "{item}: {first}");
        assert_eq!((&first["unit"], &first["region"]), (&Value::from("kg"), &Value::from("CN")), "{item}");
        assert!(
            first["kg_co2e"].as_str().unwrap().parse::<f64>().unwrap() > 1.0
                && !first["source"].as_str().unwrap().is_empty()
        );
    }
    assert!(of("pp-granulate").iter().any(|s| s["factor"] == "polypropylene"));
    assert!(of("phlogiston").is_empty());
    assert_eq!(
        folder.json(&["suggest", "chair", "--most", "1"])["unmatched"][0]["suggestions"].as_array().unwrap().len(),
        1
    );
}

#[test]
fn nothing_is_matched_before_a_person_says_so() {
    let folder = Folder::new("unconfirmed");
    let before = folder.check(&[]);
    assert_eq!(before.iter().filter(|d| d.starts_with("E101")).count(), 4);
    assert_eq!(folder.pcf(&["suggest", "chair", "--out", "chair/matches.csv"]).0, 0);
    assert_eq!(folder.check(&[]), before);
    assert_eq!(folder.total(&[]), None);
    // A second run keeps the file; one whose confirmations it did not read it leaves alone.
    assert_eq!(folder.pcf(&["suggest", "chair", "--out", "chair/matches.csv"]).0, 0);
    std::fs::copy(folder.0.join("chair/matches.csv"), folder.0.join("other.csv")).unwrap();
    assert_eq!(folder.pcf(&["suggest", "chair", "--out", "other.csv"]).0, 2);
}

#[test]
fn what_is_confirmed_counts_as_if_it_were_written_into_the_study() {
    let folder = Folder::new("confirmed");
    folder.file("bom.csv", &BOM.replace("chair,phlogiston,1,kg\n", ""));
    folder.file(
        "items.csv",
        &ITEMS
            .replace("phlogiston,,,kg,,\n", "")
            .replace("seat,,胶合板座板,piece,1.2,", "seat,Plastic seat,,piece,1.2,"),
    );
    folder.pcf(&["suggest", "chair", "--out", "chair/matches.csv"]);
    folder.confirm("1");
    let document = folder.json(&["suggest", "chair"]);
    assert_eq!(document["unmatched"].as_array().unwrap().len(), 0);
    let total = folder.total(&[]).unwrap();
    // Once more, kept in a file of another name, then by hand.
    std::fs::rename(folder.0.join("chair/matches.csv"), folder.0.join("ours.csv")).unwrap();
    assert_eq!(folder.total(&[]), None);
    assert_eq!(folder.total(&["--matches", "ours.csv"]), Some(total.clone()));
    let mut confirmed = csv::Reader::from_path(folder.0.join("ours.csv")).unwrap();
    let factor = |item: &str, rows: &[csv::StringRecord]| rows.iter().find(|r| &r[0] == item).unwrap()[6].to_owned();
    let rows: Vec<_> = confirmed.records().map(|r| r.unwrap()).filter(|r| &r[14] == "yes").collect();
    let items =
        format!("id,unit,mass,factor\ntube,kg,,{}\nseat,piece,1.2,{}\n", factor("tube", &rows), factor("seat", &rows));
    folder.file("items.csv", &items);
    folder.file(
        "bom.csv",
        &BOM.replace("chair,phlogiston,1,kg\n", "").replace("pp-granulate", &factor("pp-granulate", &rows)),
    );
    assert_eq!(folder.total(&[]), Some(total));
    // A second run of suggest keeps what was confirmed.
    folder.pcf(&["suggest", "chair", "--matches", "ours.csv", "--out", "ours.csv"]);
    let text = std::fs::read_to_string(folder.0.join("ours.csv")).unwrap();
    assert_eq!(text.lines().filter(|line| line.contains(",yes,")).count(), 3);
}

#[test]
fn faults_of_the_file_are_named_and_no_factor_is_overridden() {
    let folder = Folder::new("faults");
    let rest = "tube,steel-pipe-welded,yes\nseat,polypropylene,是\npp-granulate,polypropylene,x\n";
    for (row, expected) in [
        ("phlogiston,polypropylene,perhaps", "E120 matches.csv:5"),
        ("phlogiston,,yes", "E120 matches.csv:5"),
        ("phlogiston,steel-tubing,yes", "E101 matches.csv:5"),
        ("phlogiston,steel,yes\nphlogiston,steel-bar,yes", "E104 matches.csv:6"),
        ("phlogiston,steel,no", "E101 items.csv:4"),
        ("phlogiston,steel,yes\nold-name,steel,yes", "W231 matches.csv:6"),
        ("phlogiston,steel,yes\nchair,steel,yes", "W231 matches.csv:6"),
        ("phlogiston,steel,yes\nphlogiston,steel,yes\nphlogiston,steel-bar,", ""),
    ] {
        folder.file("matches.csv", &format!("item,factor,confirmed\n{rest}{row}\n"));
        let found: Vec<String> =
            folder.check(&[]).into_iter().filter(|d| !d.starts_with("W201") && !d.starts_with("W202")).collect();
        match expected {
            "" => assert_eq!(found, Vec::<String>::new(), "{row}"),
            expected => assert!(found.contains(&expected.to_owned()), "{row}: {found:?}"),
        }
    }
    // The item's own factor wins over a match.
    folder.file("matches.csv", &format!("item,factor,confirmed\n{rest}phlogiston,steel,yes\n"));
    let matched = folder.total(&[]).unwrap();
    folder.file("items.csv", &ITEMS.replace("phlogiston,,,kg,,", "phlogiston,,,kg,,steel-eaf"));
    assert!(folder.check(&[]).contains(&"W231 matches.csv:5".to_owned()));
    assert_ne!(folder.total(&[]).unwrap(), matched);
    // And a scenario swaps what was confirmed.
    folder.file("items.csv", ITEMS);
    folder.file("study.toml", &format!("{TOML}[scenario.other.factors]\nsteel = \"steel-eaf\"\n"));
    assert_ne!(folder.total(&["--scenario", "other"]).unwrap(), matched);
}
