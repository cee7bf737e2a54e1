//! What `pcf report` writes: well-formed, alone, equal to its tables, and no more than may go out.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const COVER: &str = "data/examples/end-cover";
const BEFORE: &str = "data/examples/end-cover-2024";

fn pcf(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pcf"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).env_clear().output().unwrap()
}

fn report(arguments: &[&str]) -> String {
    let output = pcf(&[&["report"], arguments].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A piece of a document: an opening tag with its attributes, a closing tag, or text.
#[derive(Clone, Debug)]
enum Piece {
    Open(String, Vec<(String, String)>),
    Close,
    Text(String),
}

const VOID: [&str; 3] = ["meta", "br", "!DOCTYPE"];

/// Takes a document apart, and fails where tags are not nested, attributes not quoted, or a character of markup is loose.
fn pieces(html: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut stack: Vec<String> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        assert!(!before.contains('>') || stack.last().is_some_and(|s| s == "style"), "loose > in {before:?}");
        pieces.push(Piece::Text(before.to_owned()));
        let end = tag.find('>').expect("a tag ends");
        let (inner, after) = (&tag[1..end], &tag[end + 1..]);
        rest = after;
        if let Some(name) = inner.strip_prefix('/') {
            assert_eq!(stack.pop().as_deref(), Some(name), "after {:?}", &before[before.len().saturating_sub(60)..]);
            pieces.push(Piece::Close);
            continue;
        }
        let (inner, closed) = inner.strip_suffix('/').map_or((inner, false), |inner| (inner, true));
        let (name, mut left) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        let mut attributes = Vec::new();
        while name != "!DOCTYPE" && !left.trim().is_empty() {
            let (key, value) =
                left.trim_start().split_once("=\"").unwrap_or_else(|| panic!("an attribute in {left:?}"));
            let (value, next) = value.split_once('"').expect("a quoted value");
            if key == "id" {
                assert!(ids.insert(value.to_owned()), "the id {value} twice");
            }
            attributes.push((key.to_owned(), value.to_owned()));
            left = next;
        }
        pieces.push(Piece::Open(name.to_owned(), attributes));
        if closed || VOID.contains(&name) {
            pieces.push(Piece::Close);
        } else {
            stack.push(name.to_owned());
        }
    }
    assert!(stack.is_empty(), "open: {stack:?}");
    pieces
}

fn attribute<'p>(attributes: &'p [(String, String)], key: &str) -> Option<&'p str> {
    attributes.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
}

/// The text from an opening piece to the end of its element.
fn content(pieces: &[Piece]) -> String {
    let mut depth = 0;
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Open(..) => depth += 1,
            Piece::Close => depth -= 1,
            Piece::Text(text) => {
                out.push_str(text);
                out.push(' ');
            }
        }
        if depth == 0 {
            break;
        }
    }
    out
}

/// The numbers in a text.
fn numbers(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !(c.is_ascii_digit() || ".-+<>".contains(c)));
    parts.map(|p| p.trim_matches('.').to_owned()).filter(|p| p.contains(|c: char| c.is_ascii_digit())).collect()
}

/// Whatever must hold of every document: nothing is loaded, every drawing is said and has its table.
fn holds(html: &str) -> Vec<Piece> {
    let pieces = pieces(html);
    assert!(html.contains("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\""));
    for word in ["<script", "javascript:", "@import", "<link", "<iframe", "<img", "<object", " src="] {
        assert!(!html.contains(word), "{word}");
    }
    for (at, _) in html.match_indices("url(") {
        assert!(html[at..].starts_with("url(#"), "{}", &html[at..at + 40]);
    }
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Open(name, attributes) = piece else { continue };
        for (key, value) in attributes {
            assert!(!key.starts_with("on"), "{key}");
            assert!(key != "href" || value.starts_with('#'), "{value}");
        }
        if name == "svg" && attribute(attributes, "role") == Some("img") {
            let first = pieces[at + 1..].iter().find(|p| !matches!(p, Piece::Text(t) if t.trim().is_empty()));
            assert!(matches!(first, Some(Piece::Open(name, _)) if name == "title"), "{first:?}");
            let find = |wanted: &str| {
                pieces[at..].iter().position(|p| matches!(p, Piece::Open(name, _) if name == wanted)).map(|d| at + d)
            };
            let said = numbers(&content(&pieces[find("desc").unwrap()..]));
            let table = content(&pieces[find("table").expect("a table after a drawing")..]);
            let table = numbers(&table);
            assert!(!said.is_empty());
            for number in said {
                assert!(table.contains(&number), "{number} is drawn, and the table has {table:?}");
            }
        }
    }
    pieces
}

/// A copy of an example that may be changed.
struct Copy(PathBuf);

impl Copy {
    fn of(name: &str, from: &str) -> Self {
        let root = std::env::temp_dir().join(format!("pcf-report-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&root);
        std::fs::create_dir_all(&root).unwrap();
        for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(from)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::copy(&path, root.join(path.file_name().unwrap())).unwrap();
            }
        }
        Self(root)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    fn edit(&self, file: &str, change: impl Fn(String) -> String) {
        let path = self.0.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        let changed = change(text.clone());
        assert_ne!(text, changed, "{file} is as it was");
        std::fs::write(path, changed).unwrap();
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn every_document_is_well_formed_and_alone() {
    let studies = [
        "data/examples/end-cover",
        "data/examples/desk-lamp",
        "data/examples/water-bottle",
        "data/examples/first-study-zh",
    ];
    for study in studies {
        for lang in ["en", "zh"] {
            for arguments in
                [&["--share", "summary"][..], &["--share", "full"], &["--template", "gb24067"], &["--list"]]
            {
                holds(&report(&[&[study, "--lang", lang], arguments].concat()));
            }
        }
    }
}

#[test]
fn the_end_cover_of_the_specification() {
    let html = report(&[COVER, "--against", BEFORE, "--lang", "en", "--share", "full"]);
    let pieces = holds(&html);
    let order: Vec<&str> = pieces
        .iter()
        .filter_map(|p| match p {
            Piece::Open(_, attributes) => attribute(attributes, "data-element"),
            _ => None,
        })
        .collect();
    let wanted: Vec<String> = (1..=18).map(|n| n.to_string()).chain(["A".to_owned()]).collect();
    assert_eq!(order, wanted);
    for shown in [
        "15.6",
        "13.9",
        "17.6",
        "11.15",
        "0.16",
        "4.30",
        "15.62",
        "71.4",
        "27.6",
        "100.0",
        "0.07",
        "7.9 %",
        "20.02",
        "-0.24",
        "-4.16",
        "-4.40",
        "-22.0 %",
        "14.73",
        "-1.54",
        "-9.8 %",
        "bom.csv:7",
        "electricity-grid",
    ] {
        assert!(
            html.contains(&format!("{shown}<")) || html.contains(&format!(">{shown} ")) || html.contains(shown),
            "{shown}"
        );
    }
    // Unrounded, from the same result.
    let list = report(&["--list", COVER, "--base", BEFORE, "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let product = &list["products"][0];
    for (value, exact) in [
        (&product["total"], "15.61568"),
        (&product["electricity_market"], "14.734238"),
        (&product["change"]["base_total"], "20.0162"),
        (&product["change"]["change"], "-4.40052"),
        (&product["change"]["factor"], "-0.23968"),
        (&product["change"]["activity"], "-4.16084"),
        (&product["change"]["method"], "0"),
    ] {
        assert_eq!(value, exact);
    }
    assert!(product["primary_share"].as_str().unwrap().starts_with("0.0789"));
    // The record of the example names the digest of today's footprint.
    assert_eq!(product["status"], "verified", "write digest = {} into {COVER}/study.toml", product["digest"]);
}

#[test]
fn the_same_study_gives_the_same_bytes() {
    for arguments in [&[COVER, "--share", "full"][..], &[COVER, "--template", "gb24067"], &["--list", COVER]] {
        assert_eq!(report(arguments), report(arguments));
    }
}

#[test]
fn what_people_write_stays_text() {
    let copy = Copy::of("payload", COVER);
    let payload = "<script>alert('x')</script>&\"<b>";
    copy.edit("items.csv", |t| {
        t.replace("Aluminium end cover EC-90", &format!("\"{}\"", payload.replace('"', "\"\"")))
    });
    copy.edit("study.toml", |t| {
        t.replace("Example Castings (invented)\"\nproducer_zh", "'\"><svg onload=x>\"\nproducer_zh")
            .replace("producer = \"'\"><svg onload=x>\"", "producer = '\"><svg onload=x>'")
    });
    for arguments in [&["--share", "full"][..], &["--share", "summary"], &["--template", "gb24067"], &["--list"]] {
        let html = report(&[&[copy.path(), "--lang", "en"], arguments].concat());
        holds(&html);
        assert!(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;&lt;b&gt;"));
        assert!(html.contains("&quot;&gt;&lt;svg onload=x&gt;"));
    }
}

#[test]
fn a_summary_keeps_the_bill_of_materials_and_suppliers_in_the_house() {
    let copy = Copy::of("summary", COVER);
    // A name that a supplier's factor gives away in its source.
    copy.edit("factors.csv", |t| {
        t.replace("DEMO: footprint SUP-7731 of the supplier", "footprint of REMELTER Example (invented)")
    });
    let secrets = [
        "AL-PRIM",
        "AL-REC",
        "RELEASE",
        "CARTON",
        "DROSS",
        "SUP-7731",
        "al-primary",
        "bom.csv:",
        "0.6 kg",
        "1.45",
        "5.4 kWh",
        "648000",
        "16.2",
        "Smelter Example",
        "emelter Example",
        "REMELTER",
        "Chemicals Example",
        "Packaging Example",
    ];
    for lang in ["en", "zh"] {
        for arguments in [&["--against", BEFORE][..], &["--template", "gb24067"], &["--list"]] {
            let html = report(&[&[copy.path(), "--lang", lang], arguments].concat());
            let html = html.split_once("</style>").unwrap().1;
            for secret in secrets {
                assert!(!html.contains(secret), "{arguments:?} {lang}: {secret}");
            }
        }
    }
    let full = report(&[copy.path(), "--share", "full", "--lang", "en"]);
    for shown in ["SUP-7731", "bom.csv:3", "1.45 kg", "=2.05 - primary", "REMELTER Example (invented)"] {
        assert!(full.contains(shown), "{shown}");
    }
    // What goes out is said in either.
    assert!(report(&[copy.path(), "--lang", "en"]).contains("summary: no bill of materials"));
    assert!(full.contains("full: every line of the study"));
}

#[test]
fn the_study_can_ask_for_full() {
    let copy = Copy::of("share", COVER);
    copy.edit("study.toml", |t| t.replace("share = \"summary\"", "share = \"full\""));
    assert!(report(&[copy.path(), "--lang", "en"]).contains("bom.csv:2"));
    assert!(!report(&[copy.path(), "--lang", "en", "--share", "summary"]).contains("bom.csv:2"));
}

#[test]
fn sentences_are_printed_where_they_are_true() {
    let html = report(&[COVER, "--lang", "en"]);
    assert!(html.contains("The result contains no offsets"));
    assert!(html.contains("Verified by Example Verification"));
    assert!(html.contains("No life-cycle residual mix is published"));
    // A changed input: the record speaks of an earlier version.
    let copy = Copy::of("stale", COVER);
    copy.edit("bom.csv", |t| t.replace("0.12", "0.13"));
    let html = report(&[copy.path(), "--lang", "en"]);
    assert!(html.contains("Verification refers to an earlier version (digest sha256:"));
    assert!(!html.contains("Verified by"));
    // Recycling that credits: no sentence that says it does not, and what the other methods would give.
    let credited = Copy::of("credit", COVER);
    credited.edit("items.csv", |t| t.replace("EC-90,Alu", "SCRAP,Scrap,废铝,kg,,SUP-7731,,\nEC-90,Alu"));
    std::fs::write(
        credited.0.join("recycling.csv"),
        "item,method,virgin,recycled,recycling_eol,disposal,R1,R2\nAL-PRIM,substitution,al-primary,SUP-7731,SUP-7731,dross-treatment,0,0.5\n",
    )
    .unwrap();
    credited.edit("items.csv", |t| {
        t.replace(",kg,,al-primary,", ",kg,,,").replace("SCRAP,Scrap,废铝,kg,,SUP-7731,,\n", "")
    });
    let html = report(&[credited.path(), "--lang", "en"]);
    assert!(!html.contains("contains no offsets"), "a credit is in the result");
    assert!(html.contains("Recycling and end of life follow"));
    // Nothing stated: the interval is missing, and why is said.
    assert!(report(&["data/examples/desk-lamp", "--lang", "en"]).contains("No interval: "));
}

#[test]
fn what_takes_away_lies_left_of_zero() {
    // No contract: nothing is left to cover.
    let copy = Copy::of("negative", COVER);
    std::fs::remove_file(copy.0.join("electricity.csv")).unwrap();
    copy.edit("bom.csv", |t| t.replace("EC-90,DROSS,0.03,", "EC-90,DROSS,-2,"));
    copy.edit("study.toml", |t| t.replace("[parameters]", "[rules]\nnegative_lines = true\n\n[parameters]"));
    copy.edit("bom.csv", |t| t.replace("EC-90,ELEC,648000", "EC-90,ELEC,0").replace("EC-90,GAS,0.42", "EC-90,GAS,0"));
    for share in ["summary", "full"] {
        let html = report(&[copy.path(), "--lang", "en", "--share", share]);
        holds(&html);
        // Production takes 0.9 kg away: 11.1535 + 0.1573 - 0.9.
        assert!(html.contains(">-0.90<") && html.contains(">-8.6<") && html.contains(">107.1<"), "{share}");
        assert!(html.contains("class=\"bar minus\""));
        assert!(!html.contains("contains no offsets"));
    }
}

#[test]
fn what_cannot_be_compared_says_why() {
    let copy = Copy::of("unit", BEFORE);
    copy.edit("study.toml", |t| t.replace("one machined end cover of 1.85 kg", "two covers"));
    let html = report(&[COVER, "--against", copy.path(), "--lang", "en"]);
    assert!(html.contains("Not compared:") && !html.contains("id=\"change-t\""));
    let list = report(&["--list", COVER, "--base", copy.path(), "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    assert_eq!(list["products"][0]["not_compared"], serde_json::json!(["E110"]));
    // A scenario as the version before.
    let html = report(&[COVER, "--against-scenario", "more-recycled", "--lang", "en"]);
    assert!(html.contains("+1.54"));
}

#[test]
fn the_study_report_has_its_chapters_and_names_what_is_open() {
    let html = report(&[COVER, "--template", "gb24067", "--lang", "zh"]);
    let chapters = [
        "一、概况",
        "1 生产者",
        "2 产品",
        "3 量化方法",
        "二、量化目的",
        "三、量化范围",
        "1 功能单位或声明单位",
        "2 系统边界",
        "3 取舍准则",
        "4 时间与地理范围",
        "四、清单分析",
        "1 数据来源",
        "2 分配",
        "3 清单结果",
        "4 数据质量评价",
        "五、影响评价",
        "1 特征化因子",
        "2 结果",
        "六、结果解释",
        "1 结果说明",
        "2 假设与局限",
        "3 敏感性与不确定性",
        "4 改进建议",
        "七、鉴定性评审与声明",
        "待补项",
    ];
    let mut from = html.find("<main").unwrap();
    for chapter in chapters {
        let heading = format!(">{chapter} <span");
        from += html[from..].find(&heading).unwrap_or_else(|| panic!("{chapter}")) + 1;
    }
    assert!(!html.contains("待补："), "the example says everything");
    assert!(html.contains("示例铸造有限公司（虚构） 声明：铝合金端盖 EC-90 每件摇篮到大门的碳足迹为 15.6 kg CO₂e"));
    assert_eq!(pcf(&["report", COVER, "--template", "gb24067", "--strict"]).status.code(), Some(0));

    let lamp = "data/examples/desk-lamp";
    let html = report(&[lamp, "--template", "gb24067", "--lang", "zh"]);
    let open = html[html.find("id=\"open\"").unwrap()..].matches("<li>").count();
    assert!(open > 10 && html.contains("待补：报告编号") && html.contains("<code>report_number</code>"));
    let marks: BTreeSet<&str> = html.split("<mark>").skip(1).filter_map(|t| t.split("</mark>").next()).collect();
    assert_eq!(marks.len(), open, "{marks:?}");
    // A standard is not named while something that it demands is open.
    let copy = Copy::of("partly", COVER);
    copy.edit("study.toml", |t| t.replace("goal = ", "# goal = "));
    assert_eq!(pcf(&["report", copy.path()]).status.code(), Some(5));

    let refused = pcf(&["report", lamp, "--template", "gb24067", "--strict", "--lang", "en"]);
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(3), 0));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("E123") && said.contains("`report_number`") && said.contains("GB/T 24067"), "{said}");
}

#[test]
fn percentages_of_every_table_add_up() {
    for study in [COVER, "data/examples/desk-lamp", "data/examples/water-bottle"] {
        let html = report(&[study, "--share", "full", "--lang", "en"]);
        let stages = &html[html.find("data-element=\"7\"").unwrap()..];
        let stages = &stages[..stages.find("</table>").unwrap()];
        let mut tenths = 0;
        for row in stages.split("<tr").skip(2).filter(|row| !row.contains("total")) {
            let last = row.rsplit("</td>").nth(1).unwrap().rsplit('>').next().unwrap();
            let digits = last.replace(['<', '>'], "");
            if digits == last && !last.is_empty() {
                tenths += if last == "0" { 0 } else { last.replace('.', "").parse::<i64>().unwrap() };
            }
        }
        assert_eq!(tenths, 1000, "{study}");
    }
}

#[test]
fn the_list_is_for_people_and_programs() {
    let lamp = "data/examples/desk-lamp";
    let csv = report(&["--list", COVER, lamp, "--base", BEFORE, "--format", "csv"]);
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let header = rows.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let cell = |row: usize, name: &str| rows[row][header.iter().position(|h| h == name).unwrap()].to_owned();
    assert_eq!(rows.len(), 2);
    assert_eq!(cell(0, "kg_co2e"), "15.61568");
    assert_eq!(
        (cell(0, "factor"), cell(0, "activity"), cell(0, "method")),
        ("-0.23968".into(), "-4.16084".into(), "0".into())
    );
    assert_eq!((cell(1, "base_kg_co2e"), cell(1, "status")), (String::new(), "self-declared".into()));
    let html = report(&["--list", COVER, lamp, "--base", BEFORE, "--lang", "zh"]);
    assert!(html.contains("碳减排成效") && html.contains("-22.0 %") && html.contains("无基准"));
    for wrong in [
        &["report", COVER, lamp][..],
        &["report", COVER, "--format", "csv"],
        &["report", COVER, "-o", "page.json"],
        &["report", COVER, "--list", "--product", "EC-90"],
    ] {
        assert_eq!(pcf(wrong).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn documents_speak_json_of_themselves_and_of_refusals() {
    let json = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
    let good = Copy::of("json", COVER);
    let broken = Copy::of("json-broken", COVER);
    broken.edit("bom.csv", |bom| bom.replace("RELEASE,0.03", "RELEASE,three"));
    let file = std::env::temp_dir().join(format!("pcf-report-json-{}.out", std::process::id()));
    let xlsx = file.with_extension("xlsx");
    for (verb, more, document, at) in [
        ("report", &[][..], "report", &file),
        ("report", &["--template", "gb24067"], "gb24067", &file),
        ("label", &[], "label", &file),
        ("workbook", &[], "workbook", &xlsx),
    ] {
        let at = at.to_str().unwrap();
        let run = |study: &str| pcf(&[&[verb, study, "--format", "json", "-o", at], more].concat());
        let said = run(broken.path());
        assert_eq!(said.status.code(), Some(3), "{verb}");
        let refused = json(&said.stdout);
        assert_eq!(refused["errors"][0]["code"], "E107", "{verb}: {refused}");
        assert!(!std::path::Path::new(at).exists(), "{verb}");
        let said = run(good.path());
        let beside = json(&said.stdout);
        assert_eq!(said.status.code(), Some(0), "{verb}");
        assert_eq!(beside["schema"], "product-footprint/document/1");
        let wanted = (document.into(), "EC-90".into(), at.into());
        assert_eq!((&beside["document"], &beside["product"], &beside["file"]), (&wanted.0, &wanted.1, &wanted.2));
        // The grid factor is of the year before.
        let codes: Vec<_> = beside["warnings"].as_array().unwrap().iter().map(|w| w["code"].clone()).collect();
        assert!(codes.contains(&"W202".into()), "{verb}: {codes:?}");
        assert!(said.stderr.is_empty(), "{verb}");
        std::fs::remove_file(at).unwrap();
        if verb != "workbook" {
            let said = pcf(&[&[verb, good.path(), "--format", "json"], more].concat());
            assert!(said.stdout.starts_with(b"<"), "{verb}: the document itself");
            assert!(String::from_utf8_lossy(&said.stderr).contains("W202"), "{verb}: no warning is lost");
        }
    }
}
