//! Workbooks: read wherever a CSV file is, with the cell named in every finding; hostile ones refused, never fatal.

#![cfg(feature = "xlsx")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use product_footprint::{Diagnostic, FactorLibrary, Model, ReadOptions, Study};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

/// A folder that is gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pcf-workbooks-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn book(&self, name: &str, fill: impl FnOnce(&mut Workbook)) -> PathBuf {
        let mut book = Workbook::new();
        fill(&mut book);
        let path = self.0.join(name);
        book.save(&path).unwrap();
        path
    }

    fn file(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A sheet of texts; a cell that is a number is written as one.
fn sheet<'b>(book: &'b mut Workbook, name: &str, rows: &[&[&str]]) -> &'b mut Worksheet {
    let sheet = book.add_worksheet().set_name(name).unwrap();
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(*cells) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) if cell.is_empty() => continue,
                Err(_) => sheet.write_string(row, column, *cell).unwrap(),
            };
        }
    }
    sheet
}

const BOM: [&[&str]; 2] = [&["parent", "child", "quantity", "unit"], &["pan", "steel", "1.5", "kg"]];
const FACTORS: [&[&str]; 2] = [&["id", "unit", "co2e"], &["steel", "kg", "2"]];

fn place(d: &Diagnostic) -> String {
    format!("{} {}", d.code(), d.place().map(ToString::to_string).unwrap_or_default())
}

/// The total of the first product, or the findings.
fn total_with(path: &Path, options: &ReadOptions) -> Result<(String, Vec<String>), Vec<String>> {
    let places = |list: &[Diagnostic]| list.iter().map(place).collect::<Vec<_>>();
    let study = Study::open_with(path, options).map_err(|e| places(e.diagnostics()))?;
    let model = Model::new(study, FactorLibrary::embedded()).map_err(|e| places(e.diagnostics()))?;
    let product = model.products().next().unwrap().to_owned();
    let total = model.footprint(&product).map_err(|e| places(e.diagnostics()))?.total().to_string();
    Ok((total, places(model.warnings())))
}

fn total(path: &Path) -> Result<(String, Vec<String>), Vec<String>> {
    total_with(path, &ReadOptions::new())
}

#[test]
fn one_workbook_is_a_study() {
    let folder = Folder::new("study");
    let path = folder.book("book.xlsx", |book| {
        sheet(book, "study", &[&["key", "value"], &["region", "CN"], &["product.id", "pan"], &["product.amount", "2"]]);
        sheet(book, "BOM", &BOM);
        sheet(book, "排放因子", &FACTORS);
        sheet(book, "items", &[&["id", "unit"]]);
        sheet(book, "readme", &[&["how to fill this in"]]);
    });
    let findings = vec!["W201 book.xlsx#BOM:2 child".to_owned()];
    assert_eq!(total(&path), Ok(("6".into(), findings)));
}

#[test]
fn titles_totals_hidden_sheets_and_notes_beside_are_left_out_and_said() {
    let folder = Folder::new("titles");
    let path = folder.book("book.xlsx", |book| {
        let bom = sheet(
            book,
            "bom",
            &[
                &[],
                &["", "", "of 2024-03-01"],
                &["父项\nparent", "子项/child", "quantity", "unit"],
                &["pan", "steel", "1.5", "kg", "", "see drawing 12"],
                &[],
                &["pan", "steel", "0.5", "kg"],
                &["合计", "", "2"],
                &["Total:", "", "2"],
            ],
        );
        bom.merge_range(0, 0, 0, 3, "Bill of materials", &Format::new()).unwrap();
        sheet(book, "factors", &FACTORS);
        sheet(book, "prices", &[&["steel", "3"]]);
        sheet(book, "gases", &[&["factor", "gas", "kg"], &["steel", "CH4", "9"]]).set_hidden(true);
    });
    let (total, mut warnings) = total(&path).unwrap_or_else(|e| panic!("{e:?}"));
    warnings.sort();
    let expected = ["W226 book.xlsx#bom:7", "W226 book.xlsx#bom:8", "W227 book.xlsx#gases", "W227 book.xlsx#prices"];
    assert_eq!((total.as_str(), warnings), ("4", expected.map(String::from).to_vec()));
}

#[test]
fn a_second_header_row_in_another_language_is_no_row() {
    let folder = Folder::new("bilingual");
    let path = folder.book("book.xlsx", |book| {
        let rows: [&[&str]; 3] = [&["父项", "子项", "用量", "单位"], BOM[0], BOM[1]];
        sheet(book, "bom", &rows);
        sheet(book, "factors", &FACTORS);
    });
    assert_eq!(total(&path), Ok(("3".into(), vec![])));
}

#[test]
fn a_row_of_data_is_no_total_and_a_total_inside_is_refused() {
    let folder = Folder::new("total-id");
    let path = folder.book("book.xlsx", |book| {
        sheet(book, "bom", &[BOM[0], BOM[1], &["total", "pan", "2", "piece"]]);
        sheet(book, "factors", &FACTORS);
    });
    assert_eq!(total(&path), Ok(("6".into(), vec![])));
    let path = folder.book("inside.xlsx", |book| {
        sheet(book, "bom", &[BOM[0], &["小计", "", "2"], BOM[1]]);
        sheet(book, "factors", &FACTORS);
    });
    assert_eq!(total(&path), Err(vec!["E120 inside.xlsx#bom:2 child".into()]));
}

#[test]
fn numbers_dates_and_truth_values_read_as_they_show() {
    let folder = Folder::new("cells");
    let path = folder.book("book.xlsx", |book| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let bom = sheet(book, "bom", &[BOM[0], &["pan", "steel", "", "kg"], &["pan", "grip", "", "piece"]]);
        bom.write_number(1, 2, 0.1 + 0.2).unwrap();
        bom.write_formula(2, 2, Formula::new("=1/3").set_result("0.33333333333333331")).unwrap();
        sheet(book, "factors", &[FACTORS[0], FACTORS[1], &["grip", "piece", "3"]]);
        let energy = sheet(
            book,
            "energy",
            &[&["site", "carrier", "from", "to", "amount", "unit"], &["A", "grip", "", "", "4", "piece"]],
        );
        energy.write_datetime_with_format(1, 2, ExcelDateTime::from_ymd(2024, 1, 1).unwrap(), &day).unwrap();
        energy.write_datetime_with_format(1, 3, ExcelDateTime::from_ymd(2024, 12, 31).unwrap(), &day).unwrap();
        sheet(book, "output", &[&["site", "item", "amount", "allocation"], &["A", "pan", "8", "quantity"]]);
        let study = sheet(book, "study", &[&["key", "value"], &["period", "2024"], &["rules.mixed_gwp", ""]]);
        study.write_boolean(2, 1, true).unwrap();
    });
    // 0.3 x 2 + 0.333333333333333 x 3 + 4/8 x 3
    assert_eq!(total(&path), Ok(("3.099999999999999".into(), vec![])));
}

#[test]
fn errors_and_formulas_without_a_value_are_findings_at_their_cell() {
    let folder = Folder::new("errors");
    let path = folder.book("book.xlsx", |book| {
        let bom = sheet(book, "bom", &[BOM[0], BOM[1], BOM[1], BOM[1]]);
        bom.write_formula(2, 2, Formula::new("=#REF!*2").set_result("#REF!")).unwrap();
        bom.write_string(3, 3, "#N/A").unwrap();
        bom.write_string(3, 9, "#N/A").unwrap();
        sheet(book, "factors", &FACTORS);
    });
    let expected = ["E116 book.xlsx#bom:3 quantity", "E116 book.xlsx#bom:4 unit"];
    assert_eq!(total(&path), Err(expected.map(String::from).to_vec()));
    // A formula without a value, as programs write it that do not calculate.
    let bytes = changed(&std::fs::read(&path).unwrap(), "xl/worksheets/sheet1.xml", |xml| {
        let formula = xml.find("<f>").unwrap();
        let end = xml[formula..].find("</c>").unwrap() + formula;
        format!("{}<f>A1*2</f>{}", &xml[..formula], &xml[end..]).replace(" t=\"e\"", "")
    });
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(total(&path), Err(expected.map(String::from).to_vec()));
}

#[test]
fn codes_that_became_numbers_are_warned_of() {
    let folder = Folder::new("codes");
    let path = folder.book("book.xlsx", |book| {
        sheet(book, "bom", &[BOM[0], &["10023", "123", "1.5", "kg"], &["10023", "1E5", "1", "kg"]]);
        sheet(book, "factors", &[FACTORS[0], &["123", "kg", "2"], &["100000", "kg", "3"]]);
    });
    let (total, warnings) = total(&path).unwrap_or_else(|e| panic!("{e:?}"));
    assert_eq!(total, "6");
    let expected = ["W225 book.xlsx#factors:2 id", "W225 book.xlsx#bom:2 parent", "W225 book.xlsx#bom:2 child"];
    assert_eq!(warnings, expected);
    let study = Study::open(&path).unwrap();
    let words = study.diagnostics()[2].message(product_footprint::Language::En);
    assert_eq!(words, "codes in this column are numbers, 2 in all: the first reads 123");
}

#[test]
fn a_decimal_comma_is_for_texts_and_numbers_stay_numbers() {
    let folder = Folder::new("comma");
    let path = folder.book("book.xlsx", |book| {
        let bom = sheet(book, "bom", &[BOM[0], BOM[1], &["pan", "steel", "", "kg"]]);
        bom.write_string(2, 2, "0,25").unwrap();
        sheet(book, "factors", &FACTORS);
    });
    assert_eq!(total(&path), Err(vec!["E107 book.xlsx#bom:3 quantity".into()]));
    assert_eq!(total_with(&path, &ReadOptions::new().decimal_comma()), Ok(("3.5".into(), vec![])));
}

#[test]
fn a_folder_may_hold_a_table_as_a_workbook() {
    let folder = Folder::new("folder");
    folder.book("bom.xlsx", |book| {
        sheet(book, "Sheet1", &BOM);
    });
    folder.file("factors.csv", "id,unit,co2e\nsteel,kg,2\n");
    folder.file("study.toml", "[columns.\"bom.csv\"]\n\"child\" = \"child\"\n");
    assert_eq!(total(&folder.0), Ok(("3".into(), vec![])));
    folder.file("bom.csv", "parent,child,quantity\npan,steel,1\n");
    assert_eq!(total(&folder.0).unwrap_err()[0], "E104 bom.xlsx");
}

#[test]
fn what_is_declared_comes_from_the_sheet_or_the_file_beside() {
    let folder = Folder::new("declared");
    folder.file("study.toml", "[[product]]\nid = \"pan\"\namount = \"10\"\n");
    let fill = |book: &mut Workbook| {
        sheet(book, "bom", &BOM);
        sheet(book, "factors", &FACTORS);
    };
    assert_eq!(total(&folder.book("plain.xlsx", fill)), Ok(("30".into(), vec![])));
    let path = folder.book("both.xlsx", |book| {
        fill(book);
        sheet(book, "study", &[&["键", "值"], &["产品", "pan"], &["声明数量", "4"]]);
    });
    assert_eq!(total(&path), Ok(("12".into(), vec!["W227 study.toml".into()])));
    let path = folder.book("wrong.xlsx", |book| {
        fill(book);
        let keys: [&[&str]; 5] =
            [&["key", "value"], &["boundry", "x"], &["a..b", "1"], &["region", "CN"], &["study.region", "DE"]];
        sheet(book, "study", &keys);
    });
    let findings = total(&path).unwrap_err();
    assert_eq!(findings[..2], ["W227 study.toml", "E120 wrong.xlsx#study:3 key"]);
    // The same key twice.
    assert_eq!(findings[2], "E120 wrong.xlsx#study:5");
}

#[test]
fn sheets_that_cannot_be_told_apart_are_refused() {
    let folder = Folder::new("apart");
    let one = folder.book("one.xlsx", |book| {
        sheet(book, "Tabelle1", &[BOM[0], &["pan", "steel-pipe-welded@CN", "1", "kg"]]);
        sheet(book, "Tabelle2", &[]);
    });
    assert!(total(&one).is_ok());
    let two = folder.book("two.xlsx", |book| {
        sheet(book, "Tabelle1", &BOM);
        sheet(book, "Tabelle2", &FACTORS);
    });
    assert_eq!(total(&two), Err(vec!["E112 two.xlsx".into()]));
    let twice = folder.book("twice.xlsx", |book| {
        sheet(book, "bom", &BOM);
        sheet(book, "物料清单", &BOM);
        sheet(book, "factors", &FACTORS);
    });
    assert_eq!(total(&twice), Err(vec!["E104 twice.xlsx#物料清单".into()]));
}

#[test]
fn other_formats_give_the_same() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for name in ["pan.xls", "pan.ods"] {
        let (total, warnings) = total(&fixtures.join(name)).unwrap_or_else(|e| panic!("{e:?}"));
        // 0.1 kg x 2 + (0.1 + 0.2) x 1.5, under a title, above a total, beside a hidden sheet
        assert_eq!(total, "0.65", "{name}");
        assert_eq!(warnings, [format!("W227 {name}#old"), format!("W226 {name}#bom:6")]);
    }
}

#[test]
fn what_is_no_workbook_says_so() {
    let folder = Folder::new("none");
    let html = "<html><table><tr><td>parent</td></tr></table></html>";
    for (name, text) in [("page.xls", html), ("empty.xlsx", ""), ("zip.ods", "PK\u{3}\u{4}")] {
        folder.file(name, text);
        assert_eq!(total(&folder.0.join(name)), Err(vec![format!("E120 {name}")]));
    }
}

/// The parts of a zip file, one of them changed.
fn changed(bytes: &[u8], part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut text = Vec::new();
        file.read_to_end(&mut text).unwrap();
        if name == part {
            text = change(String::from_utf8(text).unwrap()).into_bytes();
        }
        out.start_file(name.as_str(), stored).unwrap();
        out.write_all(&text).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn cells_far_apart_cost_nothing() {
    let folder = Folder::new("far");
    let path = folder.book("book.xlsx", |book| {
        let bom = sheet(book, "bom", &BOM);
        bom.write_string(1_048_575, 16_383, "here").unwrap();
        sheet(book, "factors", &FACTORS);
    });
    // A note in the last corner: its row lacks everything that a row has.
    let findings = total(&path).unwrap_err();
    assert!(findings.iter().all(|f| f.starts_with("E120 book.xlsx#bom:1048576 ")), "{findings:?}");
}

/// How many findings a study has that may be nonsense.
fn findings(path: &Path) -> usize {
    let study = Study::open(path).unwrap();
    let read = study.diagnostics().len();
    read + Model::new(study, FactorLibrary::empty()).map_or_else(|e| e.diagnostics().len(), |_| 0)
}

/// A small generator of numbers, the same every time.
fn next(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

#[test]
fn damaged_workbooks_never_bring_the_program_down() {
    let folder = Folder::new("damaged");
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut seed = 0x5EED_u64;
    let xls = std::fs::read(fixtures.join("pan.xls")).unwrap();
    let mut refused = 0;
    for _ in 0..200 {
        let mut bytes = xls.clone();
        for _ in 0..=next(&mut seed) % 8 {
            let at = next(&mut seed) as usize % bytes.len();
            bytes[at] = next(&mut seed) as u8;
        }
        let path = folder.0.join("damaged.xls");
        std::fs::write(&path, bytes).unwrap();
        refused += usize::from(findings(&path) > 0);
    }
    assert!(refused > 0);
    let ods = std::fs::read(fixtures.join("pan.ods")).unwrap();
    let xlsx = folder.book("whole.xlsx", |book| {
        sheet(book, "bom", &BOM);
        sheet(book, "factors", &FACTORS);
    });
    let xlsx = std::fs::read(xlsx).unwrap();
    for (bytes, part, name) in
        [(&ods, "content.xml", "damaged.ods"), (&xlsx, "xl/worksheets/sheet1.xml", "damaged.xlsx")]
    {
        for _ in 0..100 {
            let at = next(&mut seed);
            let with = next(&mut seed);
            let bytes = changed(bytes, part, |xml| {
                let mut at = at as usize % xml.len();
                while !xml.is_char_boundary(at) {
                    at -= 1;
                }
                let (before, after) = xml.split_at(at);
                let words = ["9", "\"", "<", ">", "/", "-1", "99999999999", "A0", "r=\"\"", "\0", " t=\"s\""];
                format!("{before}{}{after}", words[with as usize % words.len()])
            });
            let path = folder.0.join(name);
            std::fs::write(&path, bytes).unwrap();
            findings(&path);
        }
    }
}

#[cfg(feature = "cli")]
mod template {
    use std::process::Command;

    use super::*;

    fn pcf(arguments: &[&str]) -> std::process::Output {
        Command::new(env!("CARGO_BIN_EXE_pcf")).args(arguments).env_clear().output().unwrap()
    }

    #[test]
    fn the_workbook_of_init_runs_as_written() {
        let folder = Folder::new("template");
        let path = folder.0.join("first.xlsx");
        let shown = path.to_str().unwrap();
        assert!(pcf(&["init", "--xlsx", shown]).status.success());
        let first = total(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data/examples/first-study")).unwrap();
        let (number, warnings) = total(&path).unwrap_or_else(|e| panic!("{e:?}"));
        assert_eq!(number, first.0);
        assert_eq!(warnings.len(), first.1.len());
        assert!(warnings.iter().all(|w| w.starts_with("W201 ")));
        let run = pcf(&["footprint", shown, "--scenario", "less-steel"]);
        assert!(String::from_utf8_lossy(&run.stdout).contains("15.59 kg CO2e"));
        // A second one is the same to the byte; what is there already stays.
        let again = folder.0.join("again.xlsx");
        assert!(pcf(&["init", "--xlsx", again.to_str().unwrap(), "--lang", "zh"]).status.success());
        assert_eq!(std::fs::read(&path).unwrap(), std::fs::read(&again).unwrap());
        assert_eq!(pcf(&["init", "--xlsx", shown]).status.code(), Some(2));
        assert_eq!(pcf(&["init", "--xlsx", "study"]).status.code(), Some(2));
    }

    #[test]
    fn a_spreadsheet_program_opens_and_saves_it() {
        let folder = Folder::new("round-trip");
        let path = folder.0.join("first.xlsx");
        assert!(pcf(&["init", "--xlsx", path.to_str().unwrap()]).status.success());
        let whole = total(&path).unwrap();
        let convert = |from: &Path, to: &str| {
            let home = format!("-env:UserInstallation=file://{}/profile", folder.0.display());
            let mut command = Command::new("soffice");
            command.args([home.as_str(), "--headless", "--convert-to", to, "--outdir"]);
            command.arg(folder.0.join(to)).arg(from).output().is_ok_and(|o| o.status.success())
        };
        if !convert(&path, "ods") {
            println!("skipped: soffice is not there");
            return;
        }
        let ods = folder.0.join("ods/first.ods");
        assert_eq!(total(&ods).unwrap().0, whole.0);
        assert!(convert(&ods, "xlsx"));
        assert_eq!(total(&folder.0.join("xlsx/first.xlsx")).unwrap().0, whole.0);
        assert!(convert(&path, "xls"));
        assert_eq!(total(&folder.0.join("xls/first.xls")).unwrap().0, whole.0);
    }
}
