//! Claims that may not go out: each rule with the study that breaks it and the one that keeps it, and what a refusal
//! leaves behind. The words themselves are tested beside the list, in `src/statement/claims/`.

#![cfg(feature = "cli")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("pcf-claims-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir(&folder).expect("a folder");
    folder
}

/// A study of one cover that may go out, with some keys said otherwise or besides.
struct Study {
    study: &'static str,
    product: &'static str,
    disclosure: &'static str,
    verification: &'static str,
    items: &'static str,
    factors: &'static str,
    bom: &'static str,
}

const HONEST: Study = Study {
    study: "",
    product: "",
    disclosure: "audience = \"b2b\"\nstandards = [\"ISO 14067:2018\"]\ngoal = \"Tell customers\"",
    verification: "",
    items: "EC-90,End cover,端盖,piece",
    factors: "metal,kg,15.6",
    bom: "EC-90,metal,1,kg,raw-materials",
};

fn write(dir: &Path, study: &Study) {
    std::fs::create_dir_all(dir).expect("a folder");
    let toml = format!(
        "[study]\nname = \"Covers\"\ncompany = \"Green Valley Castings Co., Ltd.\"\nperiod = \"2025\"\nregion = \"CN\"\n{}\n\
         [[product]]\nid = \"EC-90\"\n{}\n[disclosure]\nuse = \"Disclosure\"\n{}\n[verification]\n{}\n",
        study.study, study.product, study.disclosure, study.verification
    );
    std::fs::write(dir.join("study.toml"), toml).expect("study.toml");
    std::fs::write(dir.join("items.csv"), format!("id,name,name_zh,unit\n{}\n", study.items)).expect("items.csv");
    std::fs::write(dir.join("factors.csv"), format!("id,unit,co2e\n{}\n", study.factors)).expect("factors.csv");
    std::fs::write(dir.join("bom.csv"), format!("parent,child,quantity,unit,stage\n{}\n", study.bom)).expect("bom.csv");
}

fn pcf(arguments: &[&str], study: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pcf"));
    command.args(arguments).arg(study).env_clear().output().expect("pcf runs")
}

/// The codes of the errors and of the warnings in a JSON document.
fn codes(output: &Output, key: &str) -> Vec<String> {
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let list = document[key].as_array().expect("a list");
    list.iter().map(|d| d["code"].as_str().expect("a code").to_owned()).collect()
}

/// The codes of the errors that were said to a person.
fn said(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.lines()
        .filter_map(|line| line.strip_prefix("error "))
        .filter_map(|line| line.get(..4))
        .map(str::to_owned)
        .collect()
}

/// The codes that a label is refused with; none if it is written.
fn refused(root: &Path, study: &Study) -> Vec<String> {
    let dir = root.join("study");
    write(&dir, study);
    let file = root.join("label.svg");
    let _ = std::fs::remove_file(&file);
    let to = file.to_str().expect("UTF-8");
    let output = pcf(&["label", "--format", "json", "-o", to], &dir);
    let found = match output.status.code() {
        Some(0) => Vec::new(),
        Some(5) => codes(&output, "errors"),
        other => panic!("{other:?}: {}", String::from_utf8_lossy(&output.stdout)),
    };
    assert_eq!(file.exists(), found.is_empty(), "{found:?}");
    found
}

#[test]
fn each_rule_is_broken_and_kept() {
    let root = folder("rules");
    const GOAL: &str = "audience = \"b2b\"\nstandards = [\"ISO 14067:2018\"]\ngoal = \"g\"";
    let said = |text: &str| {
        let disclosure: &'static str = format!("{GOAL}\n{text}").leak();
        Study { disclosure, ..HONEST }
    };
    assert!(refused(&root, &HONEST).is_empty());
    for (code, bad, good) in [
        ("C501", "comment = \"A net-zero cover\"", "comment = \"Not a net-zero cover\""),
        ("C501", "legal = \"本产品已实现碳中和\"", "legal = \"本产品并未实现碳中和\""),
        ("C502", "about = \"We cast green covers for a sustainable world\"", "about = \"We cast green sand moulds\""),
        ("C502", "assumptions = [\"fine\", \"环保材料\"]", "assumptions = [\"fine\", \"低碳钢\"]"),
        ("C502", "comment = \"Green Valley is green\"", "comment = \"Made by Green Valley Castings Co., Ltd. itself\""),
        ("C503", "comment = \"certified footprint\"", "comment = \"an ISO 9001 certified supplier\""),
        ("C503", "comment = \"经第三方核验\"", "comment = \"未经第三方核验\""),
        ("C504", "comment = \"行业领先\"", "comment = \"被舍流低于 1 %\""),
        ("C505", "comment = \"碳足迹较上一版降低 5 %\"", "comment = \"识别热点，降低碳足迹\""),
        ("C508", "comment = \"Net of carbon credits\"", "comment = \"No carbon credits are included\""),
    ] {
        assert_eq!(refused(&root, &said(bad)), [code], "{bad}");
        assert_eq!(refused(&root, &said(good)), Vec::<String>::new(), "{good}");
    }
    let _ = std::fs::remove_dir_all(&root);
}

#[test]
fn names_of_products_exclusions_and_units_are_read_too() {
    let root = folder("places");
    assert_eq!(refused(&root, &Study { items: "EC-90,Eco end cover,端盖,piece", ..HONEST }), ["C502"]);
    assert_eq!(refused(&root, &Study { items: "EC-90,End cover,零碳端盖,piece", ..HONEST }), ["C501"]);
    assert_eq!(
        refused(&root, &Study { product: "functional_unit = \"one green cover a year\"", ..HONEST }),
        Vec::<String>::new()
    );
    assert_eq!(refused(&root, &Study { product: "functional_unit = \"a sustainable cover\"", ..HONEST }), ["C502"]);
    let exclusion = "[[exclude]]\nwhat = \"paint\"\nreason = \"low-carbon anyway\"\nestimate = \"0.01\"";
    assert_eq!(refused(&root, &Study { product: exclusion, ..HONEST }), ["C502"]);
    // A label has no room for the words of a management system, nor has a name.
    assert_eq!(refused(&root, &Study { items: "EC-90,End cover,身份认证端盖,piece", ..HONEST }).len(), 0);
    let zh = pcf(&["label", "--lang", "zh", "--format", "json"], &root.join("study"));
    assert_eq!((zh.status.code(), codes(&zh, "errors")), (Some(5), vec!["C503".to_owned()]));
    let _ = std::fs::remove_dir_all(&root);
}

#[test]
fn consumers_are_told_the_whole_and_by_a_scheme() {
    let root = folder("consumers");
    let to = |audience: &str, scheme: &str| -> &'static str {
        format!("standards = [\"House rule\"]\naudience = \"{audience}\"\nscheme = \"{scheme}\"").leak()
    };
    let grave = "boundary = \"cradle-to-grave\"";
    for (study, audience, scheme, wanted) in [
        ("", "b2b", "", &[] as &[&str]),
        ("", "b2c", "", &["C506"]),
        (grave, "b2c", "", &[]),
        (grave, "b2c-eu", "", &["C507"]),
        ("", "b2c-eu", "", &["C506", "C507"]),
        (grave, "b2c-eu", "EU Ecolabel", &[]),
    ] {
        let found = refused(&root, &Study { study, disclosure: to(audience, scheme), ..HONEST });
        assert_eq!(found, wanted, "{study} {audience} {scheme}");
    }
    let _ = std::fs::remove_dir_all(&root);
}

#[test]
fn offsets_in_the_total_are_refused_and_beside_it_are_not() {
    let root = folder("offsets");
    let factors = "metal,kg,15.6\ncarbon-credits-2025,kg,-1\nscrap-credit,kg,-1";
    let rules = "[rules]\nnegative_lines = true";
    let with = |child: &str, stage: &str| -> &'static str {
        format!("EC-90,metal,1,kg,raw-materials\nEC-90,{child},2,kg,{stage}").leak()
    };
    let study = |bom| Study { factors, product: rules, bom, ..HONEST };
    assert_eq!(refused(&root, &study(with("carbon-credits-2025", "production"))), ["C508"]);
    assert!(refused(&root, &study(with("carbon-credits-2025", "beyond-boundary"))).is_empty());
    assert!(refused(&root, &study(with("carbon-credits-2025", "distribution"))).is_empty());
    assert!(refused(&root, &study(with("scrap-credit", "production"))).is_empty());
    let _ = std::fs::remove_dir_all(&root);
}

#[test]
fn a_standard_is_named_when_all_it_demands_is_said() {
    let root = folder("standards");
    let study = |disclosure| Study { disclosure, ..HONEST };
    let named = "audience = \"b2b\"\nstandards = [\"GB/T24067-2024\"]";
    assert_eq!(refused(&root, &study(named)), ["C509"]);
    let output = pcf(&["label", "--lang", "zh"], &root.join("study"));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("量化目的 ([disclosure] goal)") && said.contains("部分参照"), "{said}");
    assert!(!said.contains("预期用途"), "{said}");
    for partly in ["standards = [\"部分参照 GB/T 24067-2024\"]", "standards = [\"partly following ISO 14067:2018\"]"]
    {
        assert!(refused(&root, &study(partly)).is_empty(), "{partly}");
    }
    // In a text as well, and for a whole life with its functional unit.
    let text = "standards = [\"House rule\"]\ncomment = \"Calculated to ISO14067.\"";
    assert_eq!(refused(&root, &study(text)), ["C509"]);
    let grave = Study { study: "boundary = \"cradle-to-grave\"", ..HONEST };
    assert_eq!(refused(&root, &grave), ["C509"]);
    assert!(refused(&root, &Study { product: "functional_unit = \"one cover, ten years\"", ..grave }).is_empty());
    let _ = std::fs::remove_dir_all(&root);
}

#[test]
fn a_record_of_todays_digest_allows_the_words() {
    let root = folder("record");
    let dir = root.join("study");
    write(&dir, &HONEST);
    let line = String::from_utf8(pcf(&["label", "--size", "line"], &dir).stdout).expect("UTF-8");
    let digest = line.trim().rsplit("pcf:").next().expect("a digest").to_owned();
    let report = |record: &str, text: &str| {
        let disclosure: &'static str = format!("{}\ncomment = \"{text}\"", HONEST.disclosure).leak();
        write(&dir, &Study { disclosure, verification: record.to_owned().leak(), ..HONEST });
        let output = pcf(&["report", "--lang", "en"], &dir);
        match output.status.code() {
            Some(0) => Vec::new(),
            Some(5) => said(&output),
            other => panic!("{other:?}: {}", String::from_utf8_lossy(&output.stderr)),
        }
    };
    let certificate = "status = \"certified\"\nprovider = \"B\"\ncertificate = \"7\"\ndate = \"2026-02-10\"\nvalid_until = \"2028-02-10\"";
    let today = format!("{certificate}\ndigest = \"{digest}\"");
    assert!(report(&today, "A certified footprint, third-party verified").is_empty());
    assert_eq!(report(&format!("{certificate}\ndigest = \"sha256:00\""), "A certified footprint"), ["C503"]);
    assert_eq!(report("", "A certified footprint"), ["C503"]);
    let verified = format!(
        "status = \"verified\"\nprovider = \"B\"\ndate = \"2026-02-10\"\ncriteria = \"c\"\ndigest = \"{digest}\""
    );
    assert!(report(&verified, "Third-party verified").is_empty());
    assert_eq!(report(&verified, "A certified footprint"), ["C503"]);
    let _ = std::fs::remove_dir_all(&root);
}

#[test]
fn a_reduction_is_said_where_its_split_is_shown_and_with_its_number() {
    let root = folder("reduction");
    let (dir, before) = (root.join("study"), root.join("before"));
    write(&before, &Study { factors: "metal,kg,20", ..HONEST });
    let earlier = before.to_str().expect("UTF-8").to_owned();
    let report = |study: &str, text: &str, against: &[&str]| {
        let disclosure: &'static str = format!("{}\ncomment = \"{text}\"", HONEST.disclosure).leak();
        write(&dir, &Study { study: study.to_owned().leak(), disclosure, ..HONEST });
        let output = pcf(&[&["report", "--lang", "en"], against].concat(), &dir);
        match output.status.code() {
            Some(0) => Vec::new(),
            Some(5) => said(&output),
            other => panic!("{other:?}: {}", String::from_utf8_lossy(&output.stderr)),
        }
    };
    let against: &[&str] = &["--against", &earlier];
    // 20 to 15.6 is a fall of 22 %.
    for (text, wanted) in [
        ("22 % lower footprint than the previous version", &[] as &[&str]),
        ("CO2e reduced by 22.0 % since the previous version", &[]),
        ("碳足迹较上一版降低 22 %", &[]),
        ("碳足迹较上一版降低 30 %", &["C505"]),
        ("30 % lower footprint than the previous version", &["C505"]),
    ] {
        assert_eq!(report("", text, against), wanted, "{text}");
        assert_eq!(report("", text, &[]), ["C505"], "{text}");
    }
    // By another rule it is not the same thing that fell.
    assert_eq!(report("gwp = \"AR5\"", "碳足迹较上一版降低 22 %", against), ["C505"]);
    let _ = std::fs::remove_dir_all(&root);
}

#[test]
fn a_check_says_beforehand_what_will_be_refused() {
    let root = folder("check");
    let dir = root.join("study");
    let disclosure = "comment = \"A carbon-neutral cover\"\naudience = \"b2c\"";
    write(&dir, &Study { disclosure, verification: "status = \"verified\"\nprovider = \"B\"", ..HONEST });
    let output = pcf(&["check", "--format", "json"], &dir);
    assert_eq!(output.status.code(), Some(0));
    let found = codes(&output, "warnings");
    assert_eq!(found.iter().filter(|c| *c == "W270").count(), 2, "{found:?}");
    assert_eq!(found.iter().filter(|c| *c == "W271").count(), 1, "{found:?}");
    let zh = pcf(&["check", "--lang", "zh"], &dir);
    let said = String::from_utf8_lossy(&zh.stderr).into_owned();
    for wanted in ["（C501）", "（C506）", "date, criteria, digest"] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    // It still calculates.
    assert_eq!(pcf(&["footprint"], &dir).status.code(), Some(0));
    write(&dir, &HONEST);
    let found = codes(&pcf(&["check", "--format", "json"], &dir), "warnings");
    assert!(!found.iter().any(|code| code.starts_with("W27")), "{found:?}");
    let _ = std::fs::remove_dir_all(&root);
}

#[test]
fn an_export_is_refused_too_and_leaves_no_file() {
    let root = folder("export");
    let dir = root.join("study");
    write(&dir, &Study { disclosure: "comment = \"Carbon neutral\"", ..HONEST });
    let file = root.join("out.csv");
    let output = pcf(&["export", "--to", "csv", "-o", file.to_str().expect("UTF-8"), "--lang", "en"], &dir);
    assert_eq!(output.status.code(), Some(5), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!file.exists());
    let said = pcf(&["export", "--to", "csv", "--format", "json"], &dir);
    let document: serde_json::Value = serde_json::from_slice(&said.stdout).expect("JSON");
    let first = &document["errors"][0];
    for key in ["wanted", "wanted_zh", "fix", "fix_zh", "message", "message_zh"] {
        assert!(!first[key].as_str().expect("a text").is_empty(), "{key}");
    }
    assert_eq!(first["column"], "comment");
    // An error of the study itself comes first.
    write(&dir, &Study { disclosure: "comment = \"Carbon neutral\"", bom: "EC-90,metall,1,kg,", ..HONEST });
    assert_eq!(pcf(&["label"], &dir).status.code(), Some(3));
    let _ = std::fs::remove_dir_all(&root);
}
