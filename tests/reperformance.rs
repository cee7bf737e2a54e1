//! The workbook that works a footprint out again: LibreOffice recalculates it to the same total; a text never becomes a
//! formula; nothing is hidden.
//!
//! Where LibreOffice is not installed its test prints "skipped".

#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic,
    clippy::print_stdout,
    reason = "a test may panic, print, and compare what a spreadsheet calculates"
)]

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use product_footprint::{FactorLibrary, Language, Model, Study};

type Parts = BTreeMap<String, Vec<u8>>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("reperformance").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn unzipped(bytes: &[u8]) -> Parts {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Parts::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut held = Vec::new();
        part.read_to_end(&mut held).unwrap();
        parts.insert(name, held);
    }
    parts
}

fn zipped(parts: &Parts) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn text(parts: &Parts, part: &str) -> String {
    String::from_utf8(parts[part].clone()).unwrap()
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(from)?;
    rest.split_once(to).map(|(inside, _)| inside)
}

/// Takes the value of every formula away, so that whoever shows one has calculated it.
fn without_values(sheet: &str) -> String {
    let mut out = String::new();
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("</f><v>") {
        out.push_str(before);
        out.push_str("</f>");
        rest = after.split_once("</v>").unwrap().1;
    }
    out.push_str(rest);
    out
}

/// The value of a cell of a sheet.
fn value(sheet: &str, cell: &str) -> Option<f64> {
    let inside = between(sheet, &format!("<c r=\"{cell}\""), "</c>")?;
    between(inside, "<v>", "</v>")?.parse().ok()
}

/// The cell that a name of the workbook means, on its first sheet.
fn named(book: &str, name: &str) -> String {
    let reference = between(book, &format!("name=\"{name}\""), "</definedName>").unwrap();
    reference.rsplit_once('!').unwrap().1.replace('$', "")
}

/// What is made of a study's product: the workbook, and what the program says.
struct Made {
    name: String,
    total: f64,
    bytes: Vec<u8>,
    has_loop: bool,
}

/// Which of those without loops are recalculated as they are as well: the others only with another amount.
fn is_plain(name: &str) -> bool {
    ["desk-lamp", "first-study", "plan-L3-", "plan-L18"].iter().any(|start| name.starts_with(start))
}

/// Every product of every example and case that has a result.
fn all() -> Vec<Made> {
    let mut studies: Vec<PathBuf> = Vec::new();
    for under in ["data/examples", "tests/cases"] {
        let entries = std::fs::read_dir(root().join(under)).unwrap();
        studies.extend(entries.map(|e| e.unwrap().path()).filter(|p| p.is_dir()));
    }
    studies.sort();
    let mut made = Vec::new();
    for study in studies {
        let Ok(read) = Study::open(&study) else { continue };
        let Ok(model) = Model::new(read, FactorLibrary::embedded()) else { continue };
        for (at, product) in model.products().enumerate() {
            let total = model.footprint(product).unwrap().total().to_string().parse().unwrap();
            let language = if at % 2 == 0 { Language::En } else { Language::Zh };
            let bytes = model.workbook(product, language).unwrap();
            assert_eq!(bytes, model.workbook(product, language).unwrap(), "the same bytes each time");
            let name = format!("{}-{at}", study.file_name().unwrap().to_string_lossy());
            made.push(Made { name, total, bytes, has_loop: model.loop_count() > 0 });
        }
    }
    made
}

/// LibreOffice, if it is installed.
fn soffice() -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths).map(|folder| folder.join("soffice")).find(|program| program.exists())
}

/// Lets LibreOffice open workbooks, calculate them and save them in `out`.
fn recalculate(program: &Path, files: &[PathBuf], here: &Path, out: &Path) {
    // A profile of its own, in which every workbook is calculated when it is opened.
    let profile = here.join("profile");
    std::fs::create_dir_all(profile.join("user")).unwrap();
    let always = "<item oor:path=\"/org.openoffice.Office.Calc/Formula/Load\"><prop oor:name=\"OOXMLRecalcMode\" \
                  oor:op=\"fuse\"><value>0</value></prop></item>";
    let settings = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<oor:items xmlns:oor=\"http://openoffice.org/2001/registry\" \
         xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">{always}\
         </oor:items>"
    );
    std::fs::write(profile.join("user/registrymodifications.xcu"), settings).unwrap();
    // It gives up after some 250 files, and says nothing.
    for some in files.chunks(50) {
        let done = Command::new(program)
            .arg(format!("-env:UserInstallation=file://{}", profile.display()))
            .args(["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"])
            .arg(out)
            .args(some)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
}

#[test]
fn libreoffice_recalculates_every_case_to_the_same_total() {
    let Some(program) = soffice() else {
        println!("skipped: soffice is not installed, so nobody but the program itself has calculated the workbooks");
        return;
    };
    let here = folder("recalculated");
    let (given, out) = (here.join("given"), here.join("out"));
    std::fs::create_dir_all(&given).unwrap();
    let mut files = Vec::new();
    let made = all();
    for Made { name, bytes, has_loop, .. } in &made {
        let mut parts = unzipped(bytes);
        for part in parts.keys().cloned().collect::<Vec<_>>() {
            if part.starts_with("xl/worksheets/sheet") {
                let sheet = without_values(&text(&parts, &part));
                parts.insert(part, sheet.into_bytes());
            }
        }
        if *has_loop || is_plain(name) {
            let file = given.join(format!("{name}.xlsx"));
            std::fs::write(&file, zipped(&parts)).unwrap();
            files.push(file);
        }
        // Three times the declared amount: what does not follow is not live.
        let lines = text(&parts, "xl/worksheets/sheet2.xml");
        let demand = value(&lines, "H2").unwrap();
        let (from, to) = (format!("<c r=\"H2\"><v>{demand}</v>"), format!("<c r=\"H2\"><v>{}</v>", demand * 3.0));
        assert!(lines.contains(&from), "{name}");
        parts.insert("xl/worksheets/sheet2.xml".to_owned(), lines.replacen(&from, &to, 1).into_bytes());
        let file = given.join(format!("{name}-times-3.xlsx"));
        std::fs::write(&file, zipped(&parts)).unwrap();
        files.push(file);
    }
    recalculate(&program, &files, &here, &out);
    let (mut worst, mut compared) = ((0.0, String::new()), 0);
    for Made { name, total, bytes, has_loop } in &made {
        let ours = unzipped(bytes);
        let cell = named(&text(&ours, "xl/workbook.xml"), "pcf_total_calculated");
        for (suffix, times) in [("", 1.0), ("-times-3", 3.0)] {
            if suffix.is_empty() && !*has_loop && !is_plain(name) {
                continue;
            }
            let theirs = unzipped(&std::fs::read(out.join(format!("{name}{suffix}.xlsx"))).unwrap());
            let sheet = text(&theirs, "xl/worksheets/sheet1.xml");
            let found = value(&sheet, &cell).unwrap_or_else(|| panic!("{name}{suffix}: {cell} has no value"));
            let want = total * times;
            let off = if want == 0.0 { found.abs() } else { ((found - want) / want).abs() };
            assert!(off <= 1e-12, "{name}{suffix}: {found} for {want}, off by {off}");
            if off > worst.0 {
                worst = (off, name.clone());
            }
            compared += 1;
        }
    }
    assert!(compared > 170, "{compared}");
    println!("{compared} workbooks recalculated; the furthest off is {} by {:e}", worst.1, worst.0);
}
