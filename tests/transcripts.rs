//! What the terminal shows, byte for byte: every command, in both languages, right and wrong.
//!
//! A file of `tests/transcripts/` holds `console` blocks: `$ pcf …`, then what it prints; `! ` stands before lines of
//! standard error and `? ` before an exit status other than 0. `PCF_BLESS=1 cargo test --test transcripts` writes them
//! anew: read the difference before you keep it.

#![cfg(feature = "cli")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// What a command prints, in the form of a transcript.
fn run(command: &str) -> String {
    let words: Vec<&str> = command.split_whitespace().collect();
    let Some(("pcf", arguments)) = words.split_first().map(|(first, rest)| (*first, rest)) else {
        panic!("not a pcf command: {command}");
    };
    let output = Command::new(env!("CARGO_BIN_EXE_pcf"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .env("COLUMNS", "120")
        .output()
        .expect("pcf runs");
    let mut text = String::from_utf8(output.stdout).expect("UTF-8");
    for line in String::from_utf8(output.stderr).expect("UTF-8").lines() {
        let _ = writeln!(text, "! {line}");
    }
    match output.status.code() {
        Some(0) => {}
        status => {
            let _ = writeln!(text, "? {}", status.expect("pcf was not killed"));
        }
    }
    text
}

/// The transcript with every block replaced by what its command prints now.
fn renewed(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let _ = writeln!(out, "{line}");
        if line != "````console" {
            continue;
        }
        let command = lines.next().and_then(|l| l.strip_prefix("$ ")).expect("a block begins with its command");
        let _ = write!(out, "$ {command}\n{}", run(command));
        for old in lines.by_ref() {
            if old == "````" {
                break;
            }
        }
        out.push_str("````\n");
    }
    out
}

#[test]
fn transcripts_are_what_the_command_prints() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("the folder").map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    assert!(paths.len() >= 7, "only {} transcripts", paths.len());
    let mut changed = Vec::new();
    for path in paths {
        let before = std::fs::read_to_string(&path).expect("a transcript");
        let now = renewed(&before);
        if now == before {
            continue;
        }
        if std::env::var_os("PCF_BLESS").is_some() {
            std::fs::write(&path, now).expect("written");
            continue;
        }
        let first = before.lines().zip(now.lines()).position(|(a, b)| a != b).unwrap_or(0);
        let show = |text: &str| text.lines().skip(first).take(3).collect::<Vec<_>>().join("\n");
        changed.push(format!("{}:\n{}\nnow:\n{}", path.display(), show(&before), show(&now)));
    }
    assert!(changed.is_empty(), "{}", changed.join("\n\n"));
}

#[test]
fn init_makes_a_study_that_runs_and_touches_nothing_that_is_there() {
    let root = std::env::temp_dir().join(format!("pcf-init-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&root);
    std::fs::create_dir(&root).expect("a folder");
    for lang in ["en", "zh"] {
        let dir = root.join(lang);
        let pcf = |arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_pcf"));
            command.args(arguments).arg(&dir).args(["--lang", lang]).env_clear().output().expect("pcf runs")
        };
        assert!(pcf(&["init"]).status.success());
        let footprint = pcf(&["footprint"]);
        assert!(footprint.status.success());
        assert!(String::from_utf8_lossy(&footprint.stdout).contains("16.71 kg CO2e"));
        let before = std::fs::read(dir.join("bom.csv")).expect("bom.csv");
        assert_eq!(pcf(&["init"]).status.code(), Some(2));
        assert_eq!(std::fs::read(dir.join("bom.csv")).expect("bom.csv"), before);
        assert_eq!(std::fs::read_dir(&dir).expect("the folder").count(), 4);
    }
    let _ = std::fs::remove_dir_all(&root);
}

#[test]
fn an_output_file_is_whole_or_untouched() {
    let root = std::env::temp_dir().join(format!("pcf-output-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&root);
    std::fs::create_dir(&root).expect("a folder");
    let file = root.join("result.json");
    let pcf = |study: &str, to: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pcf"));
        command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["footprint", study, "-o"]).arg(to);
        command.env_clear().output().expect("pcf runs")
    };
    assert!(pcf("data/examples/first-study", &file).status.success());
    let whole = std::fs::read_to_string(&file).expect("a result");
    assert!(whole.starts_with("{\n  \"schema\": \"product-footprint/result/1\"") && whole.ends_with("}\n"));
    // A refused study leaves the file as it was, and nothing beside it.
    assert_eq!(pcf("tests/cases/X-E106-negative-quantity", &file).status.code(), Some(3));
    assert_eq!(std::fs::read_to_string(&file).expect("a result"), whole);
    assert_eq!(std::fs::read_dir(&root).expect("the folder").count(), 1);
    // A place that cannot be written is an error with its own status.
    assert_eq!(pcf("data/examples/first-study", &root.join("no/such/folder.json")).status.code(), Some(1));
    let _ = std::fs::remove_dir_all(&root);
}
