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
