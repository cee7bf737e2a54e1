//! Files that mean harm: each is refused or read with a clear finding, within the time and memory that it is given.
//!
//! The limits of time and address space are the system's (`ulimit`); a run that breaks them is killed and has no
//! status. Time is processor time of a debug build.

#![cfg(all(unix, feature = "cli"))]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

mod support;

use std::io::{Cursor, Write as _};

use support::{Folder, limited};
use zip::write::SimpleFileOptions;

const HEADER: &str = "parent,child,quantity,unit\n";
const LINE: &str = "chair,electricity-grid@CN,1,kWh\n";

/// A study of one table that is refused with a code, at a place, in so many words.
struct Case {
    name: &'static str,
    files: Vec<(&'static str, Vec<u8>)>,
    status: i32,
    wanted: Vec<&'static str>,
}

fn case(name: &'static str, bom: impl Into<Vec<u8>>, wanted: &[&'static str]) -> Case {
    Case { name, files: vec![("bom.csv", bom.into())], status: 3, wanted: wanted.to_vec() }
}

impl Case {
    fn with(mut self, name: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.push((name, bytes.into()));
        self
    }

    fn accepted(mut self) -> Self {
        self.status = 0;
        self
    }

    /// Runs `pcf footprint` with 30 s of processor time and 1.5 GiB of address space.
    fn check(&self) {
        let folder = Folder::new(&format!("hostile-{}", self.name));
        for (name, bytes) in &self.files {
            folder.file(&format!("s/{name}"), bytes);
        }
        let run = limited(&mut folder.command(&["footprint", "s"]), 30, 1536);
        let said: String = run.stderr.chars().take(3000).collect();
        assert_eq!(run.status, Some(self.status), "{}: {said}", self.name);
        assert!(!run.stderr.contains("panicked"), "{}: {said}", self.name);
        for word in &self.wanted {
            assert!(run.stderr.contains(word), "{}: no {word:?} in {said}", self.name);
        }
        assert!(run.stderr.len() < 100_000, "{}: {} bytes of messages", self.name, run.stderr.len());
    }
}

fn bom(rows: &str) -> String {
    format!("{HEADER}{rows}")
}

const MB: usize = 1_000_000;

#[test]
fn cells_of_a_hundred_megabytes_are_refused_where_they_stand() {
    let row = |cell: String| bom(&format!("{LINE}chair,electricity-grid@CN,{cell}\n{LINE}"));
    case("cell", bom(&format!("chair,{},1,kg\n", "a".repeat(100 * MB))), &["E120  bom.csv:2", "100000000 bytes"])
        .check();
    case("number", row("1".repeat(40 * MB) + ",kWh"), &["E120  bom.csv:3"]).check();
    case("unit", row("1,".to_owned() + &"k".repeat(40 * MB)), &["E120  bom.csv:3"]).check();
    case("formula", row("=".to_owned() + &"1+".repeat(20 * MB) + "1,kWh"), &["E120  bom.csv:3"]).check();
    case("header", "a".repeat(40 * MB) + ",parent,child,quantity\n", &["E120  bom.csv:1"]).check();
    // The longest that is read, and one byte more.
    case("longest", bom(&format!("{},electricity-grid@CN,1,kWh\n", "a".repeat(131_072))), &[]).accepted().check();
    case("longer", bom(&format!("{},electricity-grid@CN,1,kWh\n", "a".repeat(131_073))), &["E120  bom.csv:2"]).check();
}

#[test]
fn a_million_columns_are_refused_by_their_number() {
    case(
        "columns",
        format!("parent,child,quantity{}\n", ",x".repeat(1_000_000)),
        &["E120", "1000003 columns", "16384"],
    )
    .check();
    let unknown: String = (0..15_000).map(|n| format!(",x{n}")).collect();
    case("unknown", format!("parent,child,quantity{unknown}\na,b,1\n"), &["E105", "14950 more errors"]).check();
}

#[test]
fn a_quote_that_swallows_the_file_is_named_by_its_row() {
    let rows = LINE.repeat(200_000);
    case("quote", bom(&format!("{LINE}chair,\"electricity,1,kWh\n{rows}")), &["E120  bom.csv:3", "never closed"])
        .check();
    // Closed by the quote of another row far below: one cell of millions of bytes.
    case(
        "quotes",
        bom(&format!("{LINE}chair,\"a,1,kWh\n{rows}chair,b\",1,kWh\n")),
        &["E120  bom.csv:3", "a quote opens in it"],
    )
    .check();
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    case("nul", bom("chair,electricity\0grid,1,kWh\n"), &["E101", "\\u{0}"]).check();
    case("nuls", vec![0; 20 * MB], &["E1"]).check();
    let mut invalid = bom(LINE).into_bytes();
    invalid.extend(b"chair,\xff\xfe\xff,1,kg\n");
    case("utf8", invalid.clone(), &["E120", "not valid UTF-8"]).check();
    case("toml", bom(LINE), &["E120  study.toml"]).with("study.toml", invalid).check();
    case("surrogate", b"\xff\xfea\0\x00\xd8b\0".to_vec(), &["E120", "UTF-16"]).check();
}

#[test]
fn ids_that_deceive_the_eye_are_warned_of() {
    // Cyrillic о in the second; nothing but the warning would say that they are two.
    let twins = bom("chair,tube-о1,1,kg\nlid,tube-o1,1,kg\nchair,lid,1,piece\n");
    case("alphabet", twins, &["W257", "U+043E"])
        .with("items.csv", "id,unit,factor\ntube-о1,kg,electricity-grid@CN\n")
        .check();
    for (name, other, how) in [
        ("zero", "P0-1", "U+004F"),
        ("hidden", "P\u{200b}O-1", "U+200B"),
        ("turned", "\u{202e}PO-1", "U+202E"),
        ("wide", "ＰO-1", "U+FF30"),
        ("dash", "PO\u{2011}1", "U+2011"),
    ] {
        let rows = format!("chair,PO-1,1,kWh\nchair,{other},1,kWh\n");
        let items = format!("id,unit,factor\nPO-1,kWh,electricity-grid@CN\n{other},kWh,electricity-grid@CN\n");
        let case = case(name, bom(&rows), &["W257", how]).with("items.csv", items);
        let case = if name == "hidden" || name == "turned" {
            Case { wanted: vec!["W257", "W258  items.csv:3", how], ..case }
        } else {
            case
        };
        case.accepted().check();
    }
    // Two things that differ are two things.
    let items = "id,unit,factor\nsteel,kWh,electricity-grid@CN\nSteel,kWh,electricity-grid@CN\n";
    let folder = Folder::new("hostile-plain");
    folder.file("s/bom.csv", bom("chair,steel,1,kWh\nchair,Steel,1,kWh\n"));
    folder.file("s/items.csv", items);
    let output = folder.pcf(&["check", "s"]);
    assert!(!String::from_utf8_lossy(&output.stderr).contains("W257"));
}

#[test]
fn paths_that_climb_out_are_refused() {
    let folder = Folder::new("hostile-paths");
    folder.file("secret.csv", "id,unit,co2e\nsecret,kg,1\n");
    for (at, path) in support::PATHS.iter().chain(&["linked.csv", "folder/secret.csv", "/dev/zero"]).enumerate() {
        let study = format!("s{at}");
        folder.file(&format!("{study}/bom.csv"), bom(LINE));
        folder.file(&format!("{study}/study.toml"), format!("[study]\nlibrary = [{}]\n", toml_text(path)));
        std::os::unix::fs::symlink("../secret.csv", folder.path(&format!("{study}/linked.csv"))).unwrap();
        std::os::unix::fs::symlink("..", folder.path(&format!("{study}/folder"))).unwrap();
        let run = limited(&mut folder.command(&["check", &study]), 30, 1536);
        assert_eq!(run.status, Some(3), "{path}: {}", run.stderr);
        let inside = path.starts_with(['~', 'C']) || path.contains('\\');
        let code = if inside { "E112" } else { "E119" };
        assert!(run.stderr.contains(code), "{path}: {}", run.stderr);
    }
    // A table of the study that is a link.
    for (name, target) in [("items.csv", "/etc/passwd"), ("energy.csv", "/dev/zero"), ("suppliers", "..")] {
        let study = format!("l-{name}");
        folder.file(&format!("{study}/bom.csv"), bom(LINE));
        std::os::unix::fs::symlink(target, folder.path(&format!("{study}/{name}"))).unwrap();
        let run = limited(&mut folder.command(&["check", &study]), 30, 1536);
        assert_eq!(run.status, Some(3), "{name}: {}", run.stderr);
        assert!(run.stderr.contains("E119"), "{name}: {}", run.stderr);
        assert!(!run.stderr.contains("root:"), "{}", run.stderr);
    }
    // A link to itself ends as well.
    folder.file("loop/bom.csv", bom(LINE));
    std::os::unix::fs::symlink("items.csv", folder.path("loop/items.csv")).unwrap();
    assert_eq!(limited(&mut folder.command(&["check", "loop"]), 30, 1536).status, Some(3));
}

fn toml_text(text: &str) -> String {
    format!("'{text}'")
}

#[test]
fn formulas_come_to_an_end() {
    let toml = |parameters: String| format!("[study]\nregion = \"CN\"\n[parameters]\n{parameters}");
    let uses = |name: &str| bom(&format!("chair,electricity-grid,={name},kWh\n"));
    let chain: String = (0..100_000).map(|n| format!("p{n} = \"=p{}\"\n", n + 1)).collect();
    case("chain", uses("p0"), &[]).with("study.toml", toml(chain + "p100000 = \"1\"\n")).accepted().check();
    let names: Vec<String> = (1..15_000).map(|n| format!("p{n}")).collect();
    let wide: String = names.iter().map(|name| format!("{name} = \"1\"\n")).collect();
    let wide = format!("p0 = \"={}\"\n{wide}", names.join("+"));
    case("wide", uses("p0"), &[]).with("study.toml", toml(wide)).accepted().check();
    for (name, base) in [("squares", "3"), ("roots", "0.3")] {
        let squares: String = (0..2000).map(|n| format!("p{n} = \"=p{0}*p{0}\"\n", n + 1)).collect();
        let toml = toml(squares + &format!("p2000 = \"{base}\"\n"));
        case(name, uses("p0"), &["E115", "beyond 1e±1000"]).with("study.toml", toml).check();
    }
    let circle: String = (0..10_000).map(|n| format!("p{n} = \"=p{}\"\n", (n + 1) % 10_000)).collect();
    case("circle", uses("p0"), &["E116", "made of itself"]).with("study.toml", toml(circle)).check();
    let deep = format!("{}1{}", "(".repeat(60_000), ")".repeat(60_000));
    case("deep", bom(&format!("chair,electricity-grid@CN,={deep},kWh\n")), &[]).accepted().check();
    case("nested", bom(LINE), &["E120  study.toml"])
        .with("study.toml", "a=".to_owned() + &"[".repeat(1_000_000))
        .check();
    case("dotted", bom(LINE), &["E120  study.toml"])
        .with("study.toml", format!("[{}]", ["a"; 100_000].join(".")))
        .check();
}

#[test]
fn numbers_out_of_reach_are_refused_and_what_cancels_is_exact() {
    for number in ["1e400", "1e-400", "1e999999999999999999999", "-1e400", "1e+29", "NaN", "inf", "1e", "0x10"] {
        case("number", bom(&format!("chair,electricity-grid@CN,{number},kWh\n")), &["E107  bom.csv:2 quantity"])
            .check();
    }
    case("large", bom("chair,electricity-grid@CN,7e28,kWh\n").replace("kWh", "GWh"), &["E115"]).check();
    // 1e15 - (1e15 - 1) = 1, and not 0 or 1.0000001.
    let folder = Folder::new("hostile-cancel");
    folder.file("s/study.toml", "[parameters]\nlarge = \"1000000000000000000000\"\nless = \"=large-0.0000001\"\n");
    folder.file("s/bom.csv", bom("chair,thing,=large-less,kg\n"));
    folder.file("s/factors.csv", "id,unit,co2e\nthing,kg,3\n");
    let output = folder.pcf(&["footprint", "s", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["products"][0]["total"], "0.0000003");
}

#[test]
fn a_hundred_thousand_errors_are_said_in_time() {
    let rows: String = (0..100_000).map(|n| format!("chair,unknown{n},1,kg\n")).collect();
    case("misses", bom(&rows), &["E101", "99950 more errors"]).check();
    let rows: String = (0..100_000).map(|n| format!("chair,electricity-grid@CN,1,kgg{n}\n")).collect();
    case("units", bom(&rows), &["E102", "more errors"]).check();
    let rows: String = "chair,electricity-grid@CN,x,kWh\n".repeat(150_000);
    let folder = Folder::new("hostile-findings");
    folder.file("s/bom.csv", bom(&rows));
    let run = limited(&mut folder.command(&["check", "s", "--format", "json"]), 60, 1536);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["errors"].as_array().unwrap().len(), 100_000);
    assert_eq!(json["warnings"][0]["code"], "W256");
    // 150,000 in all, whatever parts the file was read in.
    assert_eq!(json["warnings"][0]["seen"], "50000");
}

#[test]
fn deep_json_and_bombs_of_footprints_are_refused() {
    let folder = Folder::new("hostile-json");
    folder.file("in/deep.json", "[".repeat(1_000_000));
    folder.file("in/objects.json", "{\"a\":".repeat(1_000_000));
    folder.file("in/closed.json", "[".repeat(1_000_000) + &"]".repeat(1_000_000));
    folder.file("in/text.json", format!("{{\"specVersion\":\"{}\"}}", "3".repeat(20 * MB)));
    folder.file("in/empty.json", "");
    folder.file("in/list.json", format!("[{}1]", "1,".repeat(20_000)));
    let run = limited(&mut folder.command(&["ingest", "in", "--format", "json"]), 60, 1536);
    assert_eq!(run.status, Some(0), "{}", &run.stderr.chars().take(1000).collect::<String>());
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((json["files"].as_u64(), json["accepted"].as_u64()), (Some(6), Some(0)));
    assert!(json["refused"].as_u64() >= Some(6), "{}", json["refused"]);
    let codes: Vec<_> = json["reasons"].as_array().unwrap().iter().map(|r| r["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"E120") && codes.contains(&"E112"), "{codes:?}");
}

mod workbooks {
    use super::*;

    const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="bom" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    const PARTS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;

    fn row(number: u64, cells: [&str; 4]) -> String {
        let cell = |(column, text): (char, &&str)| {
            format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        };
        format!("<row r=\"{number}\">{}</row>", ('A'..='D').zip(&cells).map(cell).collect::<String>())
    }

    fn sheet(before: &str, dimension: &str, rows: &str) -> String {
        let head =
            row(1, ["parent", "child", "quantity", "unit"]) + &row(2, ["chair", "electricity-grid@CN", "1", "kWh"]);
        format!(
            "<?xml version=\"1.0\"?>{before}<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"{dimension}\"/><sheetData>{head}{rows}</sheetData></worksheet>"
        )
    }

    /// A workbook whose sheet goes on with `filler`, repeated, and whose strings are given.
    fn book(sheet: &str, filler: (&[u8], usize), strings: &str) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_level(Some(1));
        for (name, text) in [
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", ROOT),
            ("xl/workbook.xml", BOOK),
            ("xl/_rels/workbook.xml.rels", PARTS),
            ("xl/sharedStrings.xml", strings),
            ("xl/worksheets/sheet1.xml", sheet),
        ] {
            zip.start_file(name, options).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        for _ in 0..filler.1 {
            zip.write_all(filler.0).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn plain(sheet: &str) -> Vec<u8> {
        book(sheet, (b"", 0), "<sst/>")
    }

    fn check(name: &str, bytes: &[u8], status: i32, wanted: &[&str]) {
        let folder = Folder::new(&format!("hostile-{name}"));
        folder.file("s.xlsx", bytes);
        let run = limited(&mut folder.command(&["footprint", "s.xlsx"]), 60, 1536);
        let said: String = run.stderr.chars().take(2000).collect();
        assert_eq!(run.status, Some(status), "{name}: {said}");
        assert!(!run.stderr.contains("panicked"), "{name}: {said}");
        for word in wanted {
            assert!(run.stderr.contains(word), "{name}: no {word:?} in {said}");
        }
    }

    #[test]
    fn claims_of_a_billion_rows_are_not_believed() {
        for dimension in ["A1:D2", "A1:XFD1048576", "A1:ZZZZZZ4294967295", "A1"] {
            check("claim", &plain(&sheet("", dimension, "")), 0, &[]);
        }
        for dimension in ["", "XFD1:A1", "1:2", "A0:D0"] {
            let folder = Folder::new("hostile-dimension");
            folder.file("s.xlsx", plain(&sheet("", dimension, "")));
            let run = limited(&mut folder.command(&["footprint", "s.xlsx"]), 60, 1536);
            assert!(
                matches!(run.status, Some(0 | 3)) && !run.stderr.contains("panicked"),
                "{dimension}: {}",
                run.stderr
            );
        }
        for cell in ["XFD4294967295", "FXSHRXW3", "A1048577", "XFE1"] {
            let row = format!("<row><c r=\"{cell}\"><v>1</v></c></row>");
            check("far", &plain(&sheet("", "A1:D2", &row)), 3, &["E120"]);
        }
        let row = "<row r=\"99999999999\"><c r=\"ZZZZZZZZZZ99999999999\"><v>1</v></c></row>";
        check("farther", &plain(&sheet("", "A1:D2", row)), 3, &["E120"]);
        let shared =
            "<row r=\"3\"><c r=\"F3\"><f t=\"shared\" ref=\"F3:XFD1048576\" si=\"0\">A1*2</f><v>1</v></c></row>";
        check("shared", &plain(&sheet("", "A1:D2", shared)), 3, &["E120  s.xlsx#bom:3"]);
        // A cell at the right edge of twenty thousand rows.
        let rows: String = (3..20_000).map(|n| format!("<row r=\"{n}\"><c r=\"XFD{n}\"><v>1</v></c></row>")).collect();
        check("edge", &plain(&sheet("", "A1:D2", &rows)), 3, &["E120  s.xlsx#bom:3"]);
    }

    #[test]
    fn bombs_are_refused_before_they_are_read() {
        let blanks = vec![b' '; 1 << 20];
        check("bomb", &book(&sheet("", "A1:D2", ""), (&blanks, 600), "<sst/>"), 3, &["E120", "256 MB unpacked"]);
        let cell = format!("<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>{}</t></is></c></row>", "a".repeat(5 * MB));
        check("cell", &plain(&sheet("", "A1:D3", &cell)), 3, &["E120"]);
        let strings = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(30_000));
        let rows: String =
            (3..60_000).map(|n| format!("<row r=\"{n}\"><c r=\"H{n}\" t=\"s\"><v>0</v></c></row>")).collect();
        check("repeated", &book(&sheet("", "A1:D2", &rows), (b"", 0), &strings), 3, &["E120"]);
        let missing = "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>99999999</v></c></row>";
        check("missing", &plain(&sheet("", "A1:D2", missing)), 3, &["E120"]);
        let mut cut = plain(&sheet("", "A1:D2", ""));
        cut.truncate(cut.len() / 2);
        check("cut", &cut, 3, &["E120"]);
    }

    #[test]
    fn entities_are_not_expanded() {
        let laughs: String =
            (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
        let laughs = format!("<!DOCTYPE l [<!ENTITY l0 \"lol\">{laughs}]>");
        let outside = "<!DOCTYPE a [<!ENTITY l9 SYSTEM \"file:///etc/passwd\">]>";
        for before in [laughs.as_str(), outside] {
            check("entity", &plain(&sheet(before, "A1:D3", &row(3, ["chair", "&l9;", "1", "kg"]))), 3, &["E120", "l9"]);
        }
        let deep = "<a>".repeat(300_000);
        check("nested", &plain(&sheet("", "A1:D2", &deep)), 0, &[]);
    }
}
