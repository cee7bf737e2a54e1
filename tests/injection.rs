//! Text from files stays text: no formula in CSV and XLSX, no markup in HTML and SVG, no control code on a terminal.
//! Seen with the eyes of LibreOffice and of a browser, where they are installed.

#![cfg(all(unix, feature = "cli"))]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

mod support;

use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use product_footprint::{FactorLibrary, Model, Study};
use support::{CONTROLS, FORMULAS, Folder, MARKUP, PATHS, has_program, skipped};

/// A cell of a CSV file.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A study whose ids, names, notes and factors are the texts given, and what a supplier sent.
fn study(folder: &Folder, texts: &[&str]) {
    let mut files = [
        "parent,child,quantity,unit,note\n".to_owned(),
        "id,name,name_zh,unit,factor,note\n".to_owned(),
        "id,name,unit,co2e,source,publisher,region,note,gsd\n".to_owned(),
    ];
    files[1].push_str(&format!("chair,{0},{0},piece,,{0}\n", quoted(texts[0])));
    for (n, text) in texts.iter().enumerate() {
        let (text, unseen) = (quoted(text), quoted(&format!("{text} {n}")));
        files[0].push_str(&format!("chair,{unseen},1.5,kg,{text}\n"));
        files[1].push_str(&format!("{unseen},{text},{text},kg,{},{text}\n", quoted(&format!("factor {n}"))));
        files[2].push_str(&format!("factor {n},{text},kg,2,{text},{text},,{text},1.2\n"));
    }
    for (name, text) in ["bom.csv", "items.csv", "factors.csv"].into_iter().zip(&files) {
        folder.file(&format!("s/{name}"), text);
    }
    let name = texts[0].chars().filter(|c| !c.is_control() && *c != '\'').collect::<String>();
    folder.file("s/study.toml", format!("[study]\nname = '{name}'\ncompany = '{name}'\nperiod = \"2024\"\nregion = \"CN\"\n[[product]]\nid = \"chair\"\nfunctional_unit = '{name}'\n[disclosure]\nproducer = '{name}'\ngoal = '{name}'\nuse = '{name}'\naudience = \"b2b\"\nstandards = [\"ISO 14067:2018\"]\n"));
}

/// Columns of a study that hold numbers, or formulas of our own kind.
const OURS: [&str; 9] =
    ["co2e", "co2_kg", "ch4_kg", "n2o_kg", "fossil", "biogenic_co2", "biogenic_uptake", "quantity", "land_use_change"];

/// The cells of a CSV text that are no numbers and in no column of them.
fn texts_of(csv: &[u8]) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(csv);
    let header = reader.headers().unwrap().clone();
    let mut texts: Vec<String> = header.iter().map(str::to_owned).collect();
    for record in reader.records() {
        for (at, cell) in record.unwrap().iter().enumerate() {
            if cell.parse::<f64>().is_err() && !header.get(at).is_some_and(|h| OURS.contains(&h)) {
                texts.push(cell.to_owned());
            }
        }
    }
    texts
}

fn begins_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

const TABLES: [&[&str]; 7] = [
    &["footprint", "s"],
    &["rollup", "s"],
    &["trace", "s", "--product", "chair"],
    &["uncertainty", "s", "--product", "chair"],
    &["sensitivity", "s", "--product", "chair"],
    &["factors", "list", "--library", "s/factors.csv"],
    &["compare", "s", "t"],
];

#[test]
fn no_cell_of_a_table_begins_a_formula_and_all_read_as_they_were() {
    let folder = Folder::new("injection-csv");
    study(&folder, &FORMULAS);
    std::fs::rename(folder.path("s"), folder.path("t")).unwrap();
    study(&folder, &FORMULAS);
    let mut harmless = 0;
    for arguments in TABLES {
        let output = folder.pcf(&[arguments, &["--format", "csv"]].concat());
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        for cell in texts_of(&output.stdout) {
            assert!(!begins_formula(&cell), "{arguments:?}: {cell:?}");
            harmless += usize::from(cell.starts_with('\''));
        }
    }
    assert!(harmless > 50, "{harmless} cells were made harmless");
    // What is written as a library is read as it was.
    let output = folder.pcf(&["factors", "list", "--library", "s/factors.csv", "--format", "csv"]);
    folder.file("again.csv", &output.stdout);
    let names = |library: &str| {
        let output = folder.pcf(&["factors", "list", "--library", library, "--format", "json"]);
        let found = strings(&serde_json::from_slice(&output.stdout).unwrap());
        FORMULAS.map(|text| found.iter().filter(|t| t.as_str() == text.trim()).count())
    };
    assert!(names("s/factors.csv").iter().all(|count| *count > 0));
    assert_eq!(names("again.csv"), names("s/factors.csv"));
}

/// All texts of a JSON document.
fn strings(json: &serde_json::Value) -> Vec<String> {
    match json {
        serde_json::Value::String(text) => vec![text.clone()],
        serde_json::Value::Array(list) => list.iter().flat_map(strings).collect(),
        serde_json::Value::Object(members) => members.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn an_imported_study_holds_no_formula_but_its_own() {
    let folder = Folder::new("injection-import");
    let rows: String = FORMULAS.iter().map(|t| format!("chair,{0},{0},1,kg\n", quoted(t.trim()))).collect();
    folder.file("export.csv", format!("parent,child,child name,quantity,unit\n{rows}"));
    let output = folder.pcf(&["import", "export.csv", "--out", "out", "--column", "child name=child-name"]);
    let output = if output.status.success() { output } else { folder.pcf(&["import", "export.csv", "--out", "out"]) };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for table in ["bom.csv", "items.csv"] {
        for cell in texts_of(&std::fs::read(folder.path(&format!("out/{table}"))).unwrap()) {
            assert!(!begins_formula(&cell), "{table}: {cell:?}");
        }
    }
    let output = folder.pcf(&["suggest", "out", "--format", "json"]);
    let items = strings(&serde_json::from_slice(&output.stdout).unwrap());
    for text in FORMULAS.iter().map(|t| t.trim()) {
        assert!(items.iter().any(|item| item == text), "{text} is not among {items:?}");
    }
}

/// The parts of a zip file whose name ends with `.xml`.
fn parts(path: &Path) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        if name.ends_with(".xml") && part.read_to_string(&mut text).is_ok() {
            parts.push((name, text));
        }
    }
    parts
}

/// What stands between `<f` … `>` and `</f>` in the sheets of a workbook.
fn formulas(path: &Path) -> Vec<String> {
    let sheets = parts(path).into_iter().filter(|(name, _)| name.starts_with("xl/worksheets/"));
    let mut found = Vec::new();
    for (_, text) in sheets {
        for part in text.split("<f").skip(1).filter(|p| p.starts_with(['>', ' '])) {
            let inside = part.split_once('>').map_or("", |(_, rest)| rest);
            found.push(inside.split("</f>").next().unwrap_or_default().to_owned());
        }
    }
    found
}

fn office(folder: &Folder, arguments: &[&str]) -> bool {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.0.display());
    let mut command = Command::new("soffice");
    command.args([&profile, "--headless"]).args(arguments).current_dir(&folder.0);
    command.output().unwrap().status.success()
}

#[test]
fn a_workbook_has_our_formulas_only() {
    let folder = Folder::new("injection-xlsx");
    study(&folder, &FORMULAS);
    let output = folder.pcf(&["workbook", "s", "--product", "chair", "-o", "book.xlsx"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let ours = formulas(&folder.path("book.xlsx"));
    assert!(ours.len() > 20, "{ours:?}");
    let harm = ["cmd", "HYPERLINK", "WEBSERVICE", "DDE", "1+1", "http"];
    let harmful = |formula: &&String| harm.iter().any(|word| formula.contains(word));
    assert_eq!(ours.iter().find(harmful), None);
    let external: Vec<String> = parts(&folder.path("book.xlsx")).into_iter().map(|(name, _)| name).collect();
    assert!(!external.iter().any(|name| name.contains("externalLinks") || name.contains("vba")), "{external:?}");
}

#[test]
fn libreoffice_sees_text_where_text_is() {
    if !has_program("soffice") {
        return skipped("formulas in LibreOffice (soffice is not installed)");
    }
    let folder = Folder::new("injection-office");
    study(&folder, &FORMULAS);
    let output = folder.pcf(&["trace", "s", "--product", "chair", "--format", "csv", "-o", "trace.csv"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let output = folder.pcf(&["workbook", "s", "--product", "chair", "-o", "book.xlsx"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder.file("control.csv", "a,b\n=1+1,@SUM(1+1)\n");
    // The last token asks for formulas to be evaluated, as a double click does.
    let filter = "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,0,true";
    for name in ["control", "trace"] {
        assert!(
            office(&folder, &[filter, "--convert-to", "xlsx:Calc MS Excel 2007 XML", &format!("{name}.csv")]),
            "{name}"
        );
    }
    assert!(!formulas(&folder.path("control.xlsx")).is_empty(), "LibreOffice reads no formula at all");
    assert_eq!(formulas(&folder.path("trace.xlsx")), Vec::<String>::new());
    assert!(office(&folder, &["--convert-to", "fods", "book.xlsx"]));
    let book = std::fs::read_to_string(folder.path("book.fods")).unwrap();
    for part in book.split("table:formula=\"").skip(1) {
        let formula = part.split('"').next().unwrap_or_default();
        for word in ["cmd", "HYPERLINK", "WEBSERVICE", "DDE", "1+1"] {
            assert!(!formula.contains(word), "{formula}");
        }
    }
}

/// What steers a terminal, or the eye.
fn steers(text: &str) -> Option<char> {
    let steering = |c: &char| {
        (c.is_control() && *c != '\n' && *c != '\t')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().find(steering)
}

#[test]
fn nothing_from_a_file_steers_a_terminal() {
    let folder = Folder::new("injection-terminal");
    study(&folder, &CONTROLS);
    std::fs::rename(folder.path("s"), folder.path("t")).unwrap();
    study(&folder, &CONTROLS);
    let evil = "\u{1b}[31mevil\u{9b}2J.csv";
    folder.file(evil, "parent,child,quantity\n\u{1b}[1m,\u{9b}31m,\u{7}\n");
    folder.file("in/\u{1b}[31m.json", "{\"\u{1b}[1m\": 1}");
    folder.file("toml/bom.csv", "parent,child,quantity\na,b,1\n");
    folder.file("toml/study.toml", "\"\\u001b[31mkey\" = 1\n[parameters]\n\"\\u009b\" = \"\\u001b[2J\"\n");
    let more: [&[&str]; 8] = [
        &["check", "s"],
        &["check", evil],
        &["check", "\u{1b}]0;no such thing\u{7}"],
        &["ingest", "in"],
        &["check", "toml"],
        &["import", evil, "--out", "out"],
        &["factors", "search", "\u{1b}[31m"],
        &["report", "s", "--list"],
    ];
    for arguments in TABLES.iter().chain(&more) {
        for lang in ["en", "zh"] {
            let output = folder.pcf(&[arguments, &["--lang", lang][..]].concat());
            for text in [&output.stdout, &output.stderr] {
                let text = std::str::from_utf8(text).unwrap();
                assert_eq!(steers(text), None, "{arguments:?}: {text:?}");
            }
            assert_ne!(output.status.code(), Some(101), "{arguments:?}");
        }
    }
    // JSON says the same in escapes, wherever it goes.
    let output = folder.pcf(&["rollup", "s", "--format", "json"]);
    assert_eq!(steers(std::str::from_utf8(&output.stdout).unwrap()), None);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(json.to_string().contains("\u{202e}gnp.exe"));
}

#[test]
fn a_terminal_gets_tables_of_programs_without_their_control_codes() {
    if !has_program("script") {
        return skipped("a real terminal (script is not installed)");
    }
    let folder = Folder::new("injection-tty");
    study(&folder, &CONTROLS);
    let command = format!("{} rollup s --format csv 2>/dev/null", env!("CARGO_BIN_EXE_pcf"));
    let output = Command::new("script").args(["-qec", &command, "/dev/null"]).current_dir(&folder.0).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n");
    assert!(text.contains("id,unit,total") && text.contains("\\u001b[31mred"), "{text:?}");
    assert_eq!(steers(&text), None, "{text:?}");
}

#[test]
fn markup_stays_text_in_a_page_and_a_label() {
    let folder = Folder::new("injection-markup");
    study(&folder, &MARKUP);
    for arguments in [
        &["report", "s", "--product", "chair", "-o", "page.html"][..],
        &["label", "s", "--product", "chair", "-o", "label.svg"],
    ] {
        let output = folder.pcf(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    for name in ["page.html", "label.svg"] {
        let text = std::fs::read_to_string(folder.path(name)).unwrap();
        let low = text.to_lowercase();
        for harm in [
            "<script>document",
            "<img src=x",
            "<svg onload",
            "<iframe",
            "href=\"javascript",
            "src=\"http",
            "href=\"http",
        ] {
            assert!(!low.contains(harm), "{name} holds {harm}");
        }
    }
    let Some(browser) = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|b| has_program(b)) else {
        return skipped("markup in a browser (chromium is not installed)");
    };
    folder.file(
        "control.html",
        "<!DOCTYPE html><html><body><img src=x onerror=document.documentElement.id=1></body></html>",
    );
    let dom = |name: &str| {
        let page = format!("file://{}/{name}", folder.0.display());
        let profile = format!("--user-data-dir={}/profile", folder.0.display());
        let fixed = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000", "--dump-dom"];
        let output = Command::new(browser).args(fixed).args([&profile, &page]).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let harmed = |dom: &str| {
        let root = dom.find("<html").or_else(|| dom.find("<svg")).and_then(|at| dom.get(at..)).unwrap_or_default();
        root.split('>').next().unwrap_or_default().contains("id=\"1\"")
    };
    let control = dom("control.html");
    if !control.contains("<html") {
        return skipped("markup in a browser (it does not start here)");
    }
    assert!(harmed(&control), "the browser runs no script: {control}");
    for name in ["page.html", "label.svg"] {
        let dom = dom(name);
        assert!(dom.len() > 500, "{name}: {dom}");
        assert!(!harmed(&dom), "{name} was harmed");
    }
}

#[test]
fn no_text_of_a_file_becomes_a_path() {
    let folder = Folder::new("injection-paths");
    let outer = folder.path("a/b");
    std::fs::create_dir_all(&outer).unwrap();
    let inner = Folder(outer.join("c"));
    std::fs::create_dir_all(&inner.0).unwrap();
    study(&inner, &PATHS);
    folder.file("a/b/c/in/x.json", "{\"id\": \"../../outside\", \"specVersion\": \"3.0.0\"}");
    let before = folder.listing();
    for arguments in [
        &["pack", "s", "--out", "s.pcf.zip"][..],
        &["report", "s", "--product", "chair", "-o", "r.html"],
        &["label", "s", "--product", "chair", "-o", "l.svg"],
        &["workbook", "s", "--product", "chair", "-o", "w.xlsx"],
        &["suggest", "s", "--out", "m.csv"],
        &["ingest", "in", "--out", "taken"],
        &["import", "s/bom.csv", "--out", "imported"],
    ] {
        let output = inner.pcf(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let named = ["s.pcf.zip", "r.html", "l.svg", "w.xlsx", "m.csv", "taken", "imported"];
    for name in folder.listing().iter().filter(|name| !before.contains(name)) {
        let inside = name.strip_prefix("a/b/c/").unwrap_or_else(|| panic!("{name} was written"));
        assert!(named.iter().any(|n| inside.split('/').next() == Some(n)), "{name} was written");
    }
    // A bundle that is made by others holds no part that leads out of a folder.
    let mut zip = zip::ZipArchive::new(std::fs::File::open(inner.path("s.pcf.zip")).unwrap()).unwrap();
    for at in 0..zip.len() {
        let name = zip.by_index(at).unwrap().name().unwrap().into_owned();
        assert!(!name.starts_with('/') && !name.contains("..") && !name.contains('\\'), "{name}");
    }
    let output = inner.pcf(&["verify", "s.pcf.zip"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::mem::forget(inner);
    let model = Model::new(Study::open(folder.path("a/b/c/s")).unwrap(), FactorLibrary::embedded()).unwrap();
    assert!(model.footprint("chair").is_ok());
}
