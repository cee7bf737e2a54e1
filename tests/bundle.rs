//! The verifier's bundle: the same study gives the same bytes, what was packed verifies, what was touched is named.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use product_footprint::trust::{Bundle, FileState};
use product_footprint::{GwpSet, ReadOptions, Settings};

type Parts = BTreeMap<String, Vec<u8>>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn pack(study: &Path) -> Bundle {
    Bundle::pack(study, &[], &ReadOptions::new(), &Settings::new(), &[]).unwrap()
}

fn desk_lamp() -> PathBuf {
    root().join("data/examples/desk-lamp")
}

fn parts(bundle: &Bundle) -> Parts {
    bundle.parts().map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect()
}

/// Parts as a zip file, written by other code than the library's.
fn zipped<'p>(parts: impl IntoIterator<Item = (&'p String, &'p Vec<u8>)>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An empty folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bundle").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap().path();
        let target = to.join(entry.file_name().unwrap());
        if entry.is_dir() { copy(&entry, &target) } else { assert!(std::fs::copy(&entry, &target).is_ok()) }
    }
}

fn pcf(arguments: &[&str], here: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pcf")).args(arguments).current_dir(here).env("LC_ALL", "C").output().unwrap()
}

/// What verifying a bundle says first: part, line, key, expected, found.
type First = (String, Option<usize>, String, String, String);

fn first(parts: &Parts) -> Option<First> {
    let found = Bundle::from_bytes(&zipped(parts)).unwrap().verify();
    assert_eq!(found.holds(), found.differences().is_empty());
    let d = found.differences().first()?;
    let text = |s: &str| s.to_owned();
    Some((text(d.part()), d.line(), text(d.key()), text(d.expected()), text(d.found())))
}

fn change(parts: &mut Parts, part: &str, from: &str, to: &str) {
    let text = String::from_utf8(parts[part].clone()).unwrap();
    assert!(text.contains(from), "{part} does not hold {from}");
    parts.insert(part.to_owned(), text.replacen(from, to, 1).into_bytes());
}

#[test]
fn every_example_and_case_that_gives_a_result_verifies_from_its_own_bytes() {
    let mut studies: Vec<PathBuf> = Vec::new();
    for under in ["data/examples", "tests/cases"] {
        let entries = std::fs::read_dir(root().join(under)).unwrap();
        studies.extend(entries.map(|e| e.unwrap().path()).filter(|p| p.is_dir()));
    }
    studies.sort();
    let (mut verified, mut refused) = (0, 0);
    for study in studies {
        let Ok(bundle) = Bundle::pack(&study, &[], &ReadOptions::new(), &Settings::new(), &[]) else {
            refused += 1;
            continue;
        };
        let bytes = bundle.to_bytes().unwrap();
        assert_eq!(bytes, pack(&study).to_bytes().unwrap(), "{}", study.display());
        let read = Bundle::from_bytes(&bytes).unwrap();
        assert_eq!(read.digest(), bundle.digest());
        let found = read.verify();
        assert!(found.holds(), "{}: {:?}", study.display(), found.differences());
        assert!(found.warnings().is_empty(), "{}", study.display());
        let beside = read.compare_with(&study, &[]).unwrap();
        assert!(!beside.is_empty() && beside.iter().all(|f| f.state() == FileState::Same), "{}", study.display());
        verified += 1;
    }
    assert!(verified > 80 && refused > 5, "{verified} verified, {refused} refused");
}

#[test]
fn the_results_are_what_the_commands_print_and_nothing_else_is_read() {
    let here = folder("commands");
    copy(&desk_lamp(), &here.join("lamp"));
    let done = pcf(&["pack", "lamp", "--out", "lamp.zip", "--gwp", "AR5"], &here);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let bytes = std::fs::read(here.join("lamp.zip")).unwrap();
    let bundle = Bundle::from_bytes(&bytes).unwrap();
    let settings = Settings::new().gwp(GwpSet::Ar5);
    let same = Bundle::pack(here.join("lamp"), &[], &ReadOptions::new(), &settings, &[]).unwrap();
    assert_eq!(bytes, same.to_bytes().unwrap());
    let held = parts(&bundle);
    let printed = |verb: &str| pcf(&[verb, "lamp", "--gwp", "AR5", "--format", "json"], &here).stdout;
    assert_eq!(held["result.json"], printed("footprint"));
    assert_eq!(held["trace/1.json"], printed("trace"));
    // The study is gone: everything is in the bundle.
    std::fs::remove_dir_all(here.join("lamp")).unwrap();
    let done = pcf(&["verify", "lamp.zip"], &here);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stdout));
    let done = pcf(&["verify", "lamp.zip", "--format", "json"], &here);
    let document: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!((document["holds"].as_bool(), document["inputs"].as_u64()), (Some(true), Some(7)));
    assert_eq!(document["digest"].as_str(), Some(bundle.digest().as_str()));
}

#[test]
fn whatever_is_touched_is_named() {
    let sound = parts(&pack(&desk_lamp()));
    assert_eq!(first(&sound), None);
    let touched = |part: &str, from: &str, to: &str| {
        let mut parts = sound.clone();
        change(&mut parts, part, from, to);
        first(&parts).unwrap()
    };
    let result = String::from_utf8(sound["result.json"].clone()).unwrap();
    let line_of = |text: &str, what: &str| text.lines().position(|l| l.contains(what)).unwrap() + 1;
    let total = result.lines().find(|l| l.trim_start().starts_with("\"total\":")).unwrap().trim().to_owned();

    // A digit of the result.
    let digit = total.chars().find(char::is_ascii_digit).unwrap();
    let other = total.replacen(digit, if digit == '9' { "8" } else { "9" }, 1);
    let d = touched("result.json", &total, &other);
    let trim = |text: &str| text.trim_end_matches('\r').to_owned();
    assert_eq!(d.0, "result.json");
    assert_eq!(d.1, Some(line_of(&result, &total)));
    assert_eq!((d.2.as_str(), d.3, d.4), ("products[0].total", trim(&total), trim(&other)));

    // A value of a factor that was used, in the table of factors.
    let table = String::from_utf8(sound["factors.csv"].clone()).unwrap();
    assert!(table.lines().nth(1).unwrap().contains("0.001474"), "{}", table.lines().nth(1).unwrap());
    let d = touched("factors.csv", "0.001474", "0.001473");
    assert_eq!((d.0.as_str(), d.1, d.2.as_str()), ("factors.csv", Some(2), "kg_co2e_per_unit"));
    assert_eq!((d.3.as_str(), d.4.as_str()), ("0.001474", "0.001473"));

    // The trace.
    let trace = String::from_utf8(sound["trace/1.json"].clone()).unwrap();
    let written = trace.lines().find(|l| l.contains("\"factor_quantity\"")).unwrap().trim();
    let d = touched("trace/1.json", written, "\"factor_quantity\": \"1\",");
    assert_eq!((d.0.as_str(), d.2.as_str()), ("trace/1.json", "lines[0].factor_quantity"));

    // A quantity and a factor of the inputs.
    for (part, from, to) in [("inputs/bom.csv", "1", "2"), ("inputs/factors.csv", "0.0", "0.1")] {
        let d = touched(part, from, to);
        assert_eq!((d.0.as_str(), d.1, d.2.as_str()), (part, None, "sha256"));
    }
    // An input that was only saved anew.
    let mut parts = sound.clone();
    let items = String::from_utf8(parts["inputs/items.csv"].clone()).unwrap();
    parts.insert("inputs/items.csv".to_owned(), format!("\u{feff}{items}").into_bytes());
    let d = first(&parts).unwrap();
    assert_eq!((d.0.as_str(), d.2.as_str()), ("inputs/items.csv", "sha256, says the same"));
    // A setting.
    let d = touched("manifest.json", "\"gwp\": null", "\"gwp\": \"AR5\"");
    assert_eq!((d.0.as_str(), d.2.as_str()), ("result.json", "study.gwp"));
    let d = touched("manifest.json", "\"gwp\": null", "\"gwp\": \"AR7\"");
    assert_eq!((d.0.as_str(), d.2.as_str()), ("manifest.json", "settings"));

    // What is missing, and what nobody packed.
    for part in ["inputs/items.csv", "result.json", "trace/1.json", "factors.csv", "README.txt"] {
        let mut parts = sound.clone();
        parts.remove(part).unwrap();
        let d = first(&parts).unwrap();
        assert_eq!((d.0.as_str(), d.2.as_str(), d.4.as_str()), (part, "part", "nothing"));
    }
    let mut parts = sound.clone();
    change(&mut parts, "manifest.json", "inputs/energy.csv", "inputs/bom.csv");
    let found = Bundle::from_bytes(&zipped(&parts)).unwrap().verify();
    let said: Vec<(&str, &str)> = found.differences().iter().map(|d| (d.part(), d.found())).collect();
    assert_eq!((said[0].0, said.len()), ("inputs/bom.csv", 2));
    assert_eq!(said[1], ("inputs/energy.csv", "2647 bytes"));
    let mut parts = sound.clone();
    parts.insert("inputs/more.csv".to_owned(), b"a".to_vec());
    assert_eq!(first(&parts).unwrap().0, "inputs/more.csv");
}

#[test]
fn who_also_mends_the_digest_of_an_input_is_found_by_the_result() {
    let study = desk_lamp();
    let mut forged = parts(&pack(&study));
    let changed = folder("forged");
    copy(&study, &changed);
    let bom = std::fs::read_to_string(changed.join("bom.csv")).unwrap();
    let line = bom.lines().nth(1).unwrap();
    let doubled = format!("{line}\n{line}");
    std::fs::write(changed.join("bom.csv"), bom.replacen(line, &doubled, 1)).unwrap();
    let new = parts(&pack(&changed));
    // The input and the whole manifest of the changed study, with the results of the sound one.
    for part in ["inputs/bom.csv", "manifest.json"] {
        forged.insert(part.to_owned(), new[part].clone());
    }
    let d = first(&forged).unwrap();
    assert_eq!((d.0.as_str(), d.2.as_str()), ("result.json", "study.digest"));
    // And the manifest of the sound study with the new input: the input itself.
    forged.insert("manifest.json".to_owned(), parts(&pack(&study))["manifest.json"].clone());
    assert_eq!(first(&forged).unwrap().0, "inputs/bom.csv");
}

#[test]
fn another_version_is_said_and_numbers_are_still_compared() {
    let mut other = parts(&pack(&desk_lamp()));
    let ours = format!("product-footprint {}", env!("CARGO_PKG_VERSION"));
    for part in ["manifest.json", "result.json", "trace/1.json"] {
        change(&mut other, part, &ours, "product-footprint 99.0.0");
    }
    let said = |parts: &Parts| Bundle::from_bytes(&zipped(parts)).unwrap().verify();
    let found = said(&other);
    assert_eq!(found.warnings()[0].code(), "W245");
    // The digests in the manifest are those of the texts with the other version's name: here nobody renewed them.
    assert_eq!(found.differences().iter().map(|d| d.part()).collect::<Vec<_>>(), ["manifest.json"]);
    change(&mut other, "result.json", "\"total\": \"", "\"total\": \"9");
    assert_eq!(said(&other).differences()[0].key(), "products[0].total");
}

#[test]
fn what_was_set_is_part_of_the_bundle() {
    let settings = Settings::new().set("EN-EL-MV", "0.5".parse().unwrap());
    let settings = settings.set_per("freight-road", "0.1".parse().unwrap(), "t·km".parse().unwrap());
    let bundle = Bundle::pack(desk_lamp(), &[], &ReadOptions::new(), &settings, &[]).unwrap();
    let held = parts(&Bundle::from_bytes(&bundle.to_bytes().unwrap()).unwrap());
    assert_eq!(first(&held), None);
    assert_ne!(held["result.json"], parts(&pack(&desk_lamp()))["result.json"]);
    for (from, to) in [("\"0.5\"", "\"0.6\""), ("\"t·km\"", "\"kg·km\""), ("EN-EL-MV", "EN-EL-XX")] {
        let mut touched = held.clone();
        change(&mut touched, "manifest.json", from, to);
        assert!(first(&touched).is_some(), "{from}");
    }
}

/// The same table with semicolons, CRLF, in UTF-16, the last two columns changed over, rows turned round.
fn rewritten(text: &str) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(false).from_reader(text.as_bytes());
    let mut rows: Vec<Vec<String>> = reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
    rows[1..].reverse();
    for row in &mut rows {
        let last = row.len() - 1;
        row.swap(last - 1, last);
    }
    let mut out = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        out.write_record(row).unwrap();
    }
    let text = String::from_utf8(out.into_inner().unwrap()).unwrap();
    [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_file_that_was_saved_anew_is_told_from_one_that_was_changed() {
    let study = folder("saved");
    copy(&root().join("data/examples/first-study"), &study);
    let bundle = pack(&study);
    let states = |study: &Path| -> BTreeMap<String, FileState> {
        let files = bundle.compare_with(study, &[]).unwrap();
        files.into_iter().map(|f| (f.name().to_owned(), f.state())).collect()
    };
    let bom = std::fs::read_to_string(study.join("bom.csv")).unwrap();
    std::fs::write(study.join("bom.csv"), rewritten(&bom)).unwrap();
    let toml = std::fs::read_to_string(study.join("study.toml")).unwrap();
    std::fs::write(study.join("study.toml"), format!("# a remark\r\n{}", toml.replace('\n', "\r\n"))).unwrap();
    let now = states(&study);
    assert_eq!(now["bom.csv"], FileState::Rewritten);
    assert_eq!(now["study.toml"], FileState::Rewritten);
    assert_eq!(now["items.csv"], FileState::Same);
    let again = pack(&study);
    assert_eq!(again.model_digest(), bundle.model_digest());
    assert_ne!(again.digest(), bundle.digest());

    // One digit, one row gone, one more, a name: each changes it.
    for (from, to) in [("0.04", "0.05"), ("kg", "g")] {
        assert!(bom.contains(from));
        std::fs::write(study.join("bom.csv"), rewritten(&bom.replacen(from, to, 1))).unwrap();
        assert_eq!(states(&study)["bom.csv"], FileState::Changed, "{from}");
    }
    let last = bom.trim_end().lines().last().unwrap();
    std::fs::write(study.join("bom.csv"), format!("{}\n{last}\n", bom.trim_end())).unwrap();
    assert_eq!(states(&study)["bom.csv"], FileState::Changed);
    std::fs::write(study.join("bom.csv"), &bom).unwrap();
    std::fs::write(study.join("study.toml"), toml.replacen("2024", "2023", 1)).unwrap();
    assert_eq!(states(&study)["study.toml"], FileState::Changed);

    // Gone, and new.
    std::fs::remove_file(study.join("transport.csv")).unwrap();
    std::fs::write(study.join("gases.csv"), "factor,gas,kg\nx,CO2,1\n").unwrap();
    let now = states(&study);
    assert_eq!((now["transport.csv"], now["gases.csv"]), (FileState::Gone, FileState::New));
}

#[test]
fn spellings_of_numbers_units_and_headers_are_no_change() {
    let study = folder("spellings");
    let write = |name: &str, text: &str| std::fs::write(study.join(name), text).unwrap();
    write("bom.csv", "parent,child,quantity,unit,stage\npan,electricity-grid,1.50,kWh,production\n");
    write("study.toml", "[study]\nregion = \"CN\"\nperiod = \"2024\"\n");
    let bundle = pack(&study);
    let state = |bom: &str, toml: &str| {
        write("bom.csv", bom);
        write("study.toml", toml);
        let files = bundle.compare_with(&study, &[]).unwrap();
        [files[0].state(), files[1].state()]
    };
    let said = "[study]\nperiod = \"2024\"\nregion = \"CN\"\n[csv]\ndecimal = \",\"\n";
    let comma = "父项;子项;数量;单位;阶段\npan;electricity-grid;1,5;度;生产\n";
    assert_eq!(state(comma, said), [FileState::Rewritten, FileState::Rewritten]);
    assert_eq!(state(&comma.replace("1,5", "1,51"), said)[0], FileState::Changed);
    // An id is a text: 010 is not 10.
    write("bom.csv", "parent,child,quantity,unit\n010,electricity-grid,1,kWh\n");
    write("study.toml", "study.region = \"CN\"\n");
    let coded = pack(&study);
    write("bom.csv", "parent,child,quantity,unit\n10,electricity-grid,1,kWh\n");
    assert_eq!(coded.compare_with(&study, &[]).unwrap()[0].state(), FileState::Changed);
}

#[test]
fn a_table_that_moved_into_a_workbook_and_library_files_are_known_again() {
    let study = folder("library");
    let write = |name: &str, text: &str| std::fs::write(study.join(name), text).unwrap();
    write("bom.csv", "parent,child,quantity,unit\npan,our-steel,2,kg\n");
    write("own.csv", "id,unit,co2e\nour-steel,kg,2\n");
    let library = [study.join("own.csv")];
    let bundle = Bundle::pack(study.join("bom.csv"), &library, &ReadOptions::new(), &Settings::new(), &[]).unwrap();
    let held = parts(&bundle);
    assert_eq!(held["libraries/1/own.csv"], std::fs::read(&library[0]).unwrap());
    let manifest = String::from_utf8(held["manifest.json"].clone()).unwrap();
    assert!(!manifest.contains(&study.display().to_string()), "where files lie on a disk is left out");
    assert!(Bundle::from_bytes(&bundle.to_bytes().unwrap()).unwrap().verify().holds());
    std::fs::write(&library[0], "id;unit;co2e\r\nour-steel;kg;2\r\n").unwrap();
    let states = bundle.compare_with(study.join("bom.csv"), &library).unwrap();
    let states: Vec<FileState> = states.into_iter().map(|f| f.state()).collect();
    assert_eq!(states, [FileState::Same, FileState::Rewritten]);
    let mut touched = held.clone();
    change(&mut touched, "libraries/1/own.csv", "kg,2", "kg,1");
    assert_eq!(first(&touched).unwrap().0, "libraries/1/own.csv");
}

#[test]
fn a_workbook_and_footprints_of_suppliers_are_inputs_as_well() {
    let here = folder("workbook");
    assert!(pcf(&["init", "--xlsx", "chair.xlsx"], &here).status.success());
    let book = pack(&here.join("chair.xlsx"));
    assert!(Bundle::from_bytes(&book.to_bytes().unwrap()).unwrap().verify().holds());
    let held = parts(&book);
    assert!(held.contains_key("inputs/chair.xlsx"));
    let manifest: serde_json::Value = serde_json::from_slice(&held["manifest.json"]).unwrap();
    let says = manifest["inputs"][0]["says"].as_object().unwrap();
    assert_eq!(says.keys().collect::<Vec<_>>(), ["bom", "items", "study", "transport"]);
    // The same rows in a folder of CSV files say the same.
    let csv = parts(&pack(&root().join("data/examples/first-study")));
    let csv: serde_json::Value = serde_json::from_slice(&csv["manifest.json"]).unwrap();
    for input in csv["inputs"].as_array().unwrap() {
        for (table, said) in input["says"].as_object().unwrap() {
            assert!(table == "study" || said == &says[table], "{table}");
        }
    }

    let study = here.join("study");
    std::fs::create_dir_all(study.join("suppliers")).unwrap();
    std::fs::write(study.join("bom.csv"), "parent,child,quantity,unit\npan,catena-x-9,2,piece\n").unwrap();
    let sent = std::fs::read_to_string(root().join("tests/fixtures/catena-x-9.json")).unwrap();
    std::fs::write(study.join("suppliers/catena-x-9.json"), &sent).unwrap();
    let bundle = pack(&study);
    assert!(Bundle::from_bytes(&bundle.to_bytes().unwrap()).unwrap().verify().holds());
    let state = |text: &str| {
        std::fs::write(study.join("suppliers/catena-x-9.json"), text).unwrap();
        let files = bundle.compare_with(&study, &[]).unwrap();
        files.into_iter().find(|f| f.name().starts_with("suppliers/")).unwrap().state()
    };
    assert_eq!(state(&sent), FileState::Same);
    assert_eq!(state(&sent.replace('\n', "\r\n  ")), FileState::Rewritten);
    let digit = sent.replacen("1", "2", 1);
    assert_eq!(state(&digit), FileState::Changed);
}

#[test]
fn statuses_of_the_command() {
    let here = folder("statuses");
    let status = |arguments: &[&str]| pcf(arguments, &here).status.code();
    let lamp = desk_lamp();
    let lamp = lamp.to_str().unwrap();
    assert_eq!(status(&["pack", lamp]), Some(2), "no file is named");
    assert_eq!(status(&["pack", lamp, "-o", "b.zip"]), Some(0));
    assert_eq!(status(&["verify", "b.zip", lamp]), Some(0));
    assert_eq!(status(&["verify", "nowhere.zip"]), Some(3));
    assert_eq!(status(&["pack", "nowhere", "-o", "c.zip"]), Some(3));
    assert!(!here.join("c.zip").exists());
    let mut touched = parts(&Bundle::from_bytes(&std::fs::read(here.join("b.zip")).unwrap()).unwrap());
    change(&mut touched, "result.json", "\"total\": \"", "\"total\": \"1");
    std::fs::write(here.join("t.zip"), zipped(&touched)).unwrap();
    let done = pcf(&["verify", "t.zip"], &here);
    assert_eq!(done.status.code(), Some(4));
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(said.contains("products[0].total") && said.contains("expected") && said.contains("found"), "{said}");
    for format in ["json", "csv"] {
        assert_eq!(status(&["verify", "t.zip", "--format", format]), Some(4));
    }
    // A name that leads out of the folder, and what is no bundle.
    touched.insert("../evil".to_owned(), Vec::new());
    std::fs::write(here.join("t.zip"), zipped(&touched)).unwrap();
    let done = pcf(&["verify", "t.zip"], &here);
    assert_eq!(done.status.code(), Some(3));
    assert!(String::from_utf8(done.stderr).unwrap().contains("E119"));
    std::fs::write(here.join("t.zip"), b"PK\x03\x04 no zip").unwrap();
    assert_eq!(status(&["verify", "t.zip"]), Some(3));
    assert_eq!(status(&["verify", "t.zip", "b.zip"]), Some(3));
    // A zip file of something else, and a manifest of nonsense.
    for manifest in [None, Some("{}"), Some("[[[[["), Some("{\"schema\": \"x\"}")] {
        let parts: Parts = manifest.into_iter().map(|m| ("manifest.json".to_owned(), m.as_bytes().to_vec())).collect();
        std::fs::write(here.join("t.zip"), zipped(&parts)).unwrap();
        let done = pcf(&["verify", "t.zip"], &here);
        assert_eq!(done.status.code(), Some(3), "{manifest:?}");
        assert!(String::from_utf8(done.stderr).unwrap().contains("E112"), "{manifest:?}");
    }
    // Another study beside it.
    let other = root().join("data/examples/first-study");
    assert_eq!(status(&["verify", "b.zip", other.to_str().unwrap()]), Some(4));
    let mut text = String::new();
    std::fs::File::open(here.join("b.zip")).unwrap().take(2).read_to_string(&mut text).unwrap();
    assert_eq!(text, "PK");
}
