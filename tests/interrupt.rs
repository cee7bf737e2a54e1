//! Ctrl-C while a result is being written: what was there stays, and nothing half-written is left beside it.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]
#![cfg(unix)]

mod oracle;

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use oracle::files::Folder;

#[test]
fn ctrl_c_leaves_what_was_there_and_no_draft() {
    let study = Folder::new();
    let mut bom = "parent,child,quantity,unit\n".to_owned();
    for item in 0..40_000 {
        writeln!(bom, "i{item},steel,0.{item:05},kg\ni{item},i{},1,", item + 1).unwrap();
    }
    bom += "i40000,steel,1,kg\n";
    study.write("bom.csv", &bom);
    study.write("factors.csv", "id,unit,co2e\nsteel,kg,2\n");
    let out = Folder::new();
    out.write("rows.csv", "before");
    let names = || {
        let entries = std::fs::read_dir(out.path()).unwrap();
        entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>()
    };
    let mut interrupted = 0;
    for _ in 0..5 {
        let mut run = Command::new(env!("CARGO_BIN_EXE_pcf"))
            .args(["rollup", "--format", "csv", "-o"])
            .arg(out.path().join("rows.csv"))
            .arg(study.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let start = Instant::now();
        while !names().iter().any(|name| name.ends_with(".part"))
            && run.try_wait().unwrap().is_none()
            && start.elapsed() < Duration::from_secs(300)
        {
            std::thread::sleep(Duration::from_millis(1));
        }
        assert!(Command::new("kill").args(["-INT", &run.id().to_string()]).status().is_ok());
        let status = run.wait().unwrap();
        assert_eq!(names(), ["rows.csv"], "{status}");
        let text = std::fs::read_to_string(out.path().join("rows.csv")).unwrap();
        if status.code() == Some(130) {
            interrupted += 1;
            assert_eq!(text, "before");
        } else {
            // It was done before the signal came.
            assert!(status.success() && text.lines().count() == 40_002, "{status}");
            out.write("rows.csv", "before");
        }
    }
    assert!(interrupted > 0, "every run was done before the signal came");
}

/// Ctrl-C as soon as `dir` holds a name that ends with `.part`; the status of the run.
fn interrupted(dir: &std::path::Path, arguments: &[&str]) -> Option<i32> {
    fn has_draft(dir: &std::path::Path) -> bool {
        std::fs::read_dir(dir).is_ok_and(|entries| {
            entries.flatten().any(|entry| {
                entry.file_name().to_string_lossy().ends_with(".part")
                    || entry.path().is_dir() && has_draft(&entry.path())
            })
        })
    }
    let mut run = Command::new(env!("CARGO_BIN_EXE_pcf"))
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while !has_draft(dir) && run.try_wait().unwrap().is_none() && start.elapsed() < Duration::from_secs(300) {
        std::thread::sleep(Duration::from_micros(200));
    }
    assert!(Command::new("kill").args(["-INT", &run.id().to_string()]).status().is_ok());
    run.wait().unwrap().code()
}

#[test]
fn ctrl_c_leaves_no_half_written_study() {
    let from = Folder::new();
    let mut bom = "Parent,Component,Quantity,Unit\n".to_owned();
    for item in 0..8_000 {
        writeln!(bom, "assembly-{item},part-{item},0.{item:05},kg").unwrap();
    }
    from.write("bom.csv", &bom);
    let export = from.path().join("bom.csv");
    let mut caught = 0;
    for _ in 0..5 {
        let out = Folder::new();
        let study = out.path().join("study");
        let arguments = ["import", export.to_str().unwrap(), "--out", study.to_str().unwrap()];
        let code = interrupted(out.path(), &arguments);
        let names: Vec<_> = std::fs::read_dir(out.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        match code {
            Some(130) => {
                caught += 1;
                // The signal may come when all is written.
                assert!(names.is_empty() || names == ["study"] && study.join("import.txt").exists(), "{names:?}");
            }
            code => assert!(code == Some(0) && names == ["study"], "{code:?} {names:?}"),
        }
    }
    assert!(caught > 0, "every run was done before the signal came");
}

#[test]
fn ctrl_c_leaves_all_tables_of_an_intake_or_none() {
    let table = |count: usize| {
        let mut rows = "id,unit,co2e\n".to_owned();
        (0..count).for_each(|n| writeln!(rows, "f{n},kg,1").unwrap());
        rows
    };
    let from = Folder::new();
    let footprint = |n: usize| {
        format!(
            r#"{{"id":"f1b5c1a0-0000-4000-8000-{n:012}","specVersion":"3.0.0","created":"2026-01-01T00:00:00Z","status":"Active","companyName":"S","companyIds":["urn:x:s"],"productDescription":"","productIds":["urn:x:p{n}"],"productNameCompany":"P","pcf":{{"declaredUnitOfMeasurement":"kilogram","declaredUnitAmount":"1","productMassPerDeclaredUnit":"1","referencePeriodStart":"2025-01-01T00:00:00Z","referencePeriodEnd":"2026-01-01T00:00:00Z","pcfExcludingBiogenicUptake":"1","pcfIncludingBiogenicUptake":"1","fossilCarbonContent":"0","fossilGhgEmissions":"1","packagingEmissionsIncluded":true,"ipccCharacterizationFactors":["AR6"],"crossSectoralStandards":["ISO14067"],"exemptedEmissionsPercent":"0"}}}}"#
        )
    };
    let all: Vec<String> = (0..4_000).map(footprint).collect();
    from.write("all.json", &format!("[{}]", all.join(",")));
    let mut caught = 0;
    for is_new in [true, false, true, false, true] {
        let out = Folder::new();
        let intake = out.path().join("intake");
        if !is_new {
            std::fs::create_dir(&intake).unwrap();
            std::fs::write(intake.join("factors.csv"), table(3)).unwrap();
        }
        let arguments = ["ingest", from.path().to_str().unwrap(), "--out", intake.to_str().unwrap()];
        let code = interrupted(out.path(), &arguments);
        let names: std::collections::BTreeSet<String> = std::fs::read_dir(&intake)
            .map(|entries| entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect())
            .unwrap_or_default();
        let whole = ["factors.csv", "table.csv", "table.json"].map(str::to_owned);
        caught += i32::from(code == Some(130));
        if names.len() == 3 {
            assert!(names.iter().eq(&whole), "{names:?}");
        } else {
            assert_eq!(code, Some(130), "{names:?}");
            assert_eq!(names.len(), usize::from(!is_new), "{names:?}");
            assert_eq!(intake.exists(), !is_new);
        }
    }
    assert!(caught > 0, "every run was done before the signal came");
}
