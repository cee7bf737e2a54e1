//! Bad luck, really had: killed, disk full, pipe closed, folder read-only, a file that changes while it is read. What
//! was there is whole or what comes is; a message says what happened; the status says that it failed.

#![cfg(all(unix, feature = "cli"))]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

mod support;

use std::io::Read as _;
use std::os::unix::fs::FileTypeExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use support::{Folder, has_program, skipped};

/// A study whose answers are long enough to be interrupted.
fn study(folder: &Folder, lines: usize) {
    let mut bom = "parent,child,quantity,unit\n".to_owned();
    for n in 0..lines {
        bom.push_str(&format!("chair,part{n},1,kg\npart{n},electricity-grid@CN,0.{n}1,kWh\n"));
    }
    folder.file("s/bom.csv", bom);
    let items: String = (0..lines).map(|n| format!("part{n},kg\n")).collect();
    folder.file("s/items.csv", format!("id,unit\n{items}"));
}

fn no_panic(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr).into_owned();
    assert!(!text.contains("panicked"), "{text}");
    text
}

/// The files of a folder that are no drafts.
fn settled(folder: &Folder) -> Vec<String> {
    folder.listing().into_iter().filter(|name| !name.ends_with(".part")).collect()
}

#[test]
fn killed_at_any_moment_the_old_file_is_whole_or_the_new_one_is() {
    let folder = Folder::new("killed");
    study(&folder, 400);
    assert!(folder.pcf(&["rollup", "s", "-o", "new.csv"]).status.success());
    let new = std::fs::read(folder.path("new.csv")).unwrap();
    let old = b"what was there before".to_vec();
    let mut killed = 0;
    for wait in 0..24 {
        std::fs::write(folder.path("out.csv"), &old).unwrap();
        let mut child = folder.command(&["rollup", "s", "-o", "out.csv"]).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait * 8));
        child.kill().unwrap();
        let status = child.wait().unwrap();
        killed += usize::from(status.signal() == Some(9));
        let found = std::fs::read(folder.path("out.csv")).unwrap();
        assert!(found == new || (found == old && !status.success()), "after {wait}: {} bytes", found.len());
    }
    assert!(killed > 0, "nothing was killed in time");
    // What a killed run left behind is in nobody's way.
    assert!(folder.pcf(&["rollup", "s", "-o", "out.csv"]).status.success());
    assert_eq!(std::fs::read(folder.path("out.csv")).unwrap(), new);
}

#[test]
fn a_killed_import_leaves_no_half_study() {
    let folder = Folder::new("import");
    let rows: String = (0..3000).map(|n| format!("chair,part{n},1,kg\n")).collect();
    folder.file("export.csv", format!("parent,child,quantity,unit\n{rows}"));
    assert!(folder.pcf(&["import", "export.csv", "--out", "whole"]).status.success());
    let whole = std::fs::read_dir(folder.path("whole")).unwrap().count();
    for wait in 0..12 {
        let _ = std::fs::remove_dir_all(folder.path("out"));
        let mut command = folder.command(&["import", "export.csv", "--out", "out"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait * 30));
        child.kill().unwrap();
        child.wait().unwrap();
        if let Ok(entries) = std::fs::read_dir(folder.path("out")) {
            assert_eq!(entries.count(), whole, "after {wait}");
        }
    }
}

#[test]
fn a_full_disk_is_said_and_harms_nothing() {
    let folder = Folder::new("full");
    study(&folder, 400);
    // Standard output on a full device.
    for format in ["text", "csv", "json"] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = folder.command(&["rollup", "s", "--format", format]).stdout(full).output().unwrap();
        let said = no_panic(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("could not be written") && said.contains("No space left"), "{said}");
    }
    // Messages that nobody can read do no harm to the result.
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = folder.command(&["check", "s"]).stderr(full).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    // A file that outgrows what may be written: the limit of the shell, in blocks of 512 bytes.
    folder.file("out.csv", "old");
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" rollup s -o out.csv";
    let pcf = env!("CARGO_BIN_EXE_pcf");
    let output = Command::new("sh").args(["-c", script, pcf]).current_dir(&folder.0).output().unwrap();
    let said = no_panic(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("out.csv"), "{said}");
    assert_eq!(std::fs::read(folder.path("out.csv")).unwrap(), b"old");
    assert_eq!(settled(&folder), folder.listing(), "a draft was left");
}

#[test]
fn a_full_file_system_is_said_and_harms_nothing() {
    let folder = Folder::new("tmpfs");
    study(&folder, 400);
    let disk = folder.path("disk");
    std::fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=16k", "tmpfs"]).arg(&disk).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        return skipped("a file system of 16 kB (mounting needs root)");
    }
    std::fs::write(disk.join("out.csv"), "old").unwrap();
    let output = folder.pcf(&["rollup", "s", "-o", "disk/out.csv"]);
    let init = folder.pcf(&["import", "s/bom.csv", "--out", "disk/study"]);
    let found = std::fs::read(disk.join("out.csv"));
    let names: Vec<_> = std::fs::read_dir(&disk).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(Command::new("umount").arg(&disk).status().unwrap().success());
    let said = no_panic(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("disk/out.csv: No space left"), "{said}");
    assert_eq!(found.unwrap(), b"old");
    let said = no_panic(&init.stderr);
    assert_eq!(init.status.code(), Some(1), "{said}");
    assert!(said.contains("disk/study: No space left"), "{said}");
    assert_eq!(names, ["out.csv"]);
}

#[test]
fn a_closed_pipe_ends_the_run_without_a_panic() {
    let folder = Folder::new("pipe");
    study(&folder, 3000);
    for arguments in [&["rollup", "s"][..], &["rollup", "s", "--format", "csv"], &["trace", "s", "--product", "chair"]]
    {
        let mut child = folder.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 10];
        let mut pipe = child.stdout.take().unwrap();
        pipe.read_exact(&mut first).unwrap();
        drop(pipe);
        let output = child.wait_with_output().unwrap();
        let said = no_panic(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("Broken pipe"), "{said}");
    }
    // Nobody listens to the messages either.
    let mut child = folder.command(&["check", "nowhere"]).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(3));
}

#[test]
fn a_folder_that_cannot_be_written_is_said() {
    let folder = Folder::new("readonly");
    study(&folder, 3);
    let fixed = folder.path("fixed");
    std::fs::create_dir(&fixed).unwrap();
    std::fs::write(fixed.join("out.csv"), "old").unwrap();
    // A read-only mount holds for root as well; else a mode does.
    let mount =
        |arguments: &[&str]| Command::new("mount").args(arguments).arg(&fixed).output().unwrap().status.success();
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0);
    if is_root {
        if !(has_program("mount") && mount(&["--bind", fixed.to_str().unwrap()]) && mount(&["-o", "remount,ro,bind"])) {
            return skipped("a read-only folder (mounting is not allowed)");
        }
    } else {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o500);
        std::fs::set_permissions(&fixed, mode).unwrap();
    }
    let outputs = [
        folder.pcf(&["footprint", "s", "-o", "fixed/out.csv"]),
        folder.pcf(&["init", "fixed/study"]),
        folder.pcf(&["init", "--xlsx", "fixed/study.xlsx"]),
        folder.pcf(&["pack", "s", "--out", "fixed/s.pcf.zip"]),
    ];
    let found = std::fs::read(fixed.join("out.csv"));
    if is_root {
        assert!(Command::new("umount").arg(&fixed).status().unwrap().success());
    } else {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(&fixed, mode).unwrap();
    }
    for output in outputs {
        let said = no_panic(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("fixed/") && (said.contains("Read-only") || said.contains("denied")), "{said}");
    }
    assert_eq!(found.unwrap(), b"old");
}

#[test]
fn a_file_that_changes_while_it_is_read_is_refused() {
    let folder = Folder::new("changes");
    let row = "chair,electricity-grid@CN,1,kWh\n";
    let size = 60_000_000;
    folder.file("s/bom.csv", format!("parent,child,quantity,unit\n{}", row.repeat(size / row.len())));
    let path = folder.path("s/bom.csv");
    let mut refused = 0;
    for _ in 0..3 {
        let stop = std::sync::atomic::AtomicBool::new(false);
        let output = std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                let file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    std::io::Write::write_all(&mut &file, row.as_bytes()).unwrap();
                    std::thread::sleep(Duration::from_millis(1));
                }
            });
            // What is refused is refused at once; what is read in a moment of rest takes its time.
            let mut command = folder.command(&["check", "s", "--longest-file", "128"]);
            let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(1500));
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
            writer.join().unwrap();
            let _ = child.kill();
            child.wait_with_output().unwrap()
        });
        let said = no_panic(&output.stderr);
        if output.status.code() == Some(3) {
            assert!(said.contains("E112") && said.contains("changed while it was read"), "{said}");
            refused += 1;
        }
    }
    assert!(refused > 0, "it was never seen to change");
}

#[test]
fn devices_and_pipes_are_neither_replaced_nor_waited_for() {
    let folder = Folder::new("devices");
    study(&folder, 3);
    let fifo = folder.path("pipe");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let reader = Command::new("cat").arg(&fifo).stdout(Stdio::piped()).spawn().unwrap();
    let output = folder.pcf(&["rollup", "s", "-o", "pipe", "--format", "csv"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(std::fs::metadata(&fifo).unwrap().file_type().is_fifo(), "the pipe became a file");
    assert!(reader.wait_with_output().unwrap().stdout.starts_with(b"id,unit,total"));
    // A pipe in the folder of a study that nobody writes into.
    assert!(Command::new("mkfifo").arg(folder.path("s/energy.csv")).status().unwrap().success());
    let output = folder.pcf(&["check", "s"]);
    let said = no_panic(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("E112  energy.csv") && said.contains("it is no file"), "{said}");
    // A file that never ends is read up to the limit.
    let output = folder.pcf(&["check", "/dev/zero", "--longest-file", "1"]);
    let said = no_panic(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("longer than 1048576 bytes"), "{said}");
}

#[test]
fn what_a_killed_run_left_is_in_nobodys_way() {
    let folder = Folder::new("drafts");
    study(&folder, 3);
    // Every number that the next process may have.
    let next = std::process::id();
    for id in next..next + 200 {
        folder.file(&format!(".out.csv.{id}.0.part"), "left behind");
    }
    let output = folder.pcf(&["rollup", "s", "-o", "out.csv"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
