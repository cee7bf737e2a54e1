//! Large files are read in parts, by several threads. Neither may be seen: the same numbers, the same findings in the
//! same order, whether a file is read in parts or as a whole, by one thread or by several.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

const ITEMS: usize = 12_000;
const LINES: usize = 40_000;

/// How a study is written down; it says the same.
#[derive(Clone, Copy)]
struct Written {
    /// One quote in a file's header, and the file is read as a whole.
    quoted: bool,
    line_end: &'static str,
    /// With rows that something is wrong with, all over the files.
    broken: bool,
}

const PLAIN: Written = Written { quoted: false, line_end: "\n", broken: false };

fn write(written: Written, folder: &Path) {
    let Written { quoted, broken, .. } = written;
    std::fs::create_dir_all(folder).unwrap();
    let quote = |header: &str| {
        let (first, rest) = header.split_once(',').unwrap();
        if quoted { format!("\"{first}\",{rest}\n") } else { format!("{first},{rest}\n") }
    };
    let (mut items, mut factors) = (quote("id,name,unit,factor,mass"), quote("id,unit,co2e,gsd,name"));
    for item in 0..ITEMS {
        let own = if item >= ITEMS / 2 { format!("factor of {item}") } else { String::new() };
        let mass = if item.is_multiple_of(7) { "0.5" } else { "" };
        writeln!(items, "item-{item:05},a thing {item},{},{own},{mass}", ["kg", "pcs"][item % 2]).unwrap();
        if !own.is_empty() {
            writeln!(factors, "{own},{},{}.{:03},1.2,", ["kg", "pcs"][item % 2], item % 13, item % 1000).unwrap();
        }
        if broken && item % 1999 == 5 {
            writeln!(items, "item-{:05},again,furlong,nothing,x", item / 2).unwrap();
            writeln!(items, "odd-{item},,kg,,heavy").unwrap();
            writeln!(factors, "factor of {},kg,1,,", ITEMS - 1 - item % 3).unwrap();
            writeln!(factors, "new-{item},stone,1,,").unwrap();
        }
    }
    let mut bom = quote("parent,child,quantity,unit,scrap,note");
    for line in 0..LINES {
        let parent = line * (ITEMS / 2) / LINES;
        let child = parent + 1 + (line * 7919) % (ITEMS - parent - 1);
        let unit = if child.is_multiple_of(2) { ["kg", "g", "t"][line % 3] } else { "pcs" };
        let scrap = ["", "0", "0.05", "0.1"][line % 4];
        writeln!(bom, "item-{parent:05},item-{child:05},{}.{},{unit},{scrap},", line % 3, 1 + line % 97).unwrap();
        if line.is_multiple_of(5003) {
            bom.push('\n');
        }
        if broken && line % 3001 == 7 {
            // Each of these is compared with every id there is.
            if line.is_multiple_of(4) {
                writeln!(bom, "item-{parent:05},nowhere-{line},1,kg,,").unwrap();
            }
            writeln!(bom, "item-{parent:05},item-{child:05},one,{unit},-1,").unwrap();
            writeln!(bom, "item-{parent:05},item-{child:05},1,{unit},0,,,more").unwrap();
            writeln!(bom, "item-{parent:05},,1,{unit},0,").unwrap();
        }
    }
    for (name, text) in [("items.csv", items), ("factors.csv", factors), ("bom.csv", bom)] {
        std::fs::write(folder.join(name), text.replace('\n', written.line_end)).unwrap();
    }
}

struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a command says of a study, with so many threads.
fn said(verb: &[&str], written: Written, threads: usize) -> (String, String, Option<i32>) {
    let name = format!("pcf-parts-{}-{}-{threads}", std::process::id(), verb[0]);
    let scratch = Scratch(std::env::temp_dir().join(name));
    write(written, &scratch.0.join("study"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_pcf"));
    command.args(verb).arg("study").current_dir(&scratch.0).env("RAYON_NUM_THREADS", threads.to_string());
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

/// The first line in which two texts differ: a whole text of thousands of lines helps nobody.
fn same(wanted: &(String, String, Option<i32>), got: &(String, String, Option<i32>), how: &str) {
    assert_eq!(wanted.2, got.2, "{how}");
    for (wanted, got) in [(&wanted.0, &got.0), (&wanted.1, &got.1)] {
        let differs = wanted.lines().zip(got.lines()).find(|(a, b)| a != b);
        assert_eq!(differs, None, "{how}");
        assert_eq!(wanted.len(), got.len(), "{how}");
    }
}

fn compare(verb: &[&str], plain: Written) -> (String, String, Option<i32>) {
    let first = said(verb, plain, 1);
    same(&first, &said(verb, plain, 4), "four threads");
    same(&first, &said(verb, Written { quoted: true, ..plain }, 2), "as a whole");
    same(&first, &said(verb, Written { line_end: "\r\n", ..plain }, 3), "with carriage returns");
    first
}

#[test]
fn the_same_numbers() {
    let (rows, found, status) = compare(&["rollup", "--format", "csv"], PLAIN);
    assert_eq!(status, Some(0), "{}", found.lines().take(5).collect::<Vec<_>>().join("\n"));
    assert_eq!(rows.lines().count(), ITEMS + 1);
}

#[test]
fn the_same_findings_in_the_same_order() {
    let (_, found, status) = compare(&["check"], Written { broken: true, ..PLAIN });
    assert_eq!(status, Some(3));
    for code in ["E101", "E103", "E104", "E107", "E120"] {
        let rows = found.lines().filter(|line| line.contains(code)).count();
        assert!(
            rows >= 2,
            "{code} stands in {rows} lines of\n{}",
            found.lines().take(60).collect::<Vec<_>>().join("\n")
        );
    }
}
