//! Labels: read as SVG over many inputs. Nothing overlaps, all lies inside the frame, and nothing looks like a mark.
//!
//! The widths here are estimates; `tools/browser/labels.py` measures the same labels in a browser. It reads them from
//! the folder that `PCF_LABELS` names, where this test puts them.

#![cfg(feature = "cli")]
#![allow(clippy::float_arithmetic, clippy::arithmetic_side_effects, reason = "boxes on paper")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use quick_xml::events::Event;

/// A text of an SVG, and the box that it fills by a rough estimate.
#[derive(Debug)]
struct Text {
    words: String,
    size: f64,
    x: [f64; 2],
    y: [f64; 2],
}

#[derive(Debug, Default)]
struct Svg {
    texts: Vec<Text>,
    title: String,
    description: String,
    viewbox: [f64; 2],
    elements: Vec<String>,
    colours: Vec<String>,
}

/// Reads an SVG as XML: what is not well-formed does not get through.
fn read(svg: &str) -> Svg {
    let mut reader = quick_xml::Reader::from_str(svg);
    reader.config_mut().check_end_names = true;
    let mut out = Svg::default();
    let mut open: Vec<(String, Vec<(String, String)>)> = Vec::new();
    let mut words = String::new();
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("{error}: {svg}"));
        match event {
            Event::Start(ref start) | Event::Empty(ref start) => {
                let name = start.name().as_ref().to_owned();
                let attributes: Vec<(String, String)> = start
                    .attributes()
                    .map(|a| a.expect("an attribute"))
                    .map(|a| (a.key.as_ref().to_owned(), a.value.to_string()))
                    .collect();
                for (key, value) in &attributes {
                    assert!(!key.starts_with("on") && key != "href" && key != "xlink:href" && key != "style", "{key}");
                    if key == "fill" || key == "stroke" {
                        out.colours.push(value.clone());
                    }
                    if key == "viewBox" {
                        let numbers: Vec<f64> = value.split(' ').map(|n| n.parse().expect("a number")).collect();
                        out.viewbox = [numbers[2], numbers[3]];
                    }
                }
                out.elements.push(name.clone());
                if matches!(event, Event::Start(_)) {
                    open.push((name, attributes));
                    words.clear();
                }
            }
            Event::Text(text) => words.push_str(&text),
            Event::GeneralRef(name) => {
                words.push_str(match &*name {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "#39" => "'",
                    other => panic!("&{other};"),
                });
            }
            Event::End(_) => {
                let (name, attributes) = open.pop().expect("it was opened");
                let get = |key: &str| attributes.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
                match name.as_str() {
                    "title" => out.title = words.clone(),
                    "desc" => out.description = words.clone(),
                    "text" => {
                        let number = |key: &str| get(key).expect("an attribute").parse::<f64>().expect("a number");
                        let (x, y, size) = (number("x"), number("y"), number("font-size"));
                        // Figures have nothing below the line.
                        let below = if words.chars().all(|c| !c.is_alphabetic()) { 0.02 } else { 0.2 };
                        let width = words.chars().map(estimate).sum::<f64>() * size;
                        let x = if get("text-anchor") == Some("end") { [x - width, x] } else { [x, x + width] };
                        out.texts.push(Text { words: words.clone(), size, x, y: [y - 0.82 * size, y + below * size] });
                    }
                    _ => {}
                }
                words.clear();
            }
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(open.is_empty());
    out
}

fn estimate(c: char) -> f64 {
    match c {
        '\u{2e80}'..='\u{ffff}' => 1.0,
        _ => 0.5,
    }
}

/// No two texts overlap, and all lie inside the frame.
fn broken(svg: &Svg, name: &str) -> Vec<String> {
    let mut out = Vec::new();
    let [width, height] = svg.viewbox;
    for (at, one) in svg.texts.iter().enumerate() {
        let inside = one.x[0] >= 1.0 && one.x[1] <= width - 1.0 && one.y[0] >= 1.0 && one.y[1] <= height - 1.0;
        if !inside {
            out.push(format!("{name}: {one:?} leaves {width} x {height}"));
        }
        for other in &svg.texts[at + 1..] {
            let apart =
                one.x[1] <= other.x[0] || other.x[1] <= one.x[0] || one.y[1] <= other.y[0] || other.y[1] <= one.y[0];
            if !apart {
                out.push(format!("{name}: {one:?} lies over {other:?}"));
            }
        }
    }
    out
}

struct Study<'a> {
    name: &'a str,
    item: [&'a str; 2],
    /// kg CO2e per piece of each stage.
    stages: &'a [(&'a str, &'a str)],
    boundary: &'a str,
    product: &'a str,
    disclosure: &'a str,
    gsd: &'a str,
}

const PLAIN: Study<'static> = Study {
    name: "plain",
    item: ["Aluminium end cover EC-90", "铝合金端盖 EC-90"],
    stages: &[("raw-materials", "11.1535"), ("inbound-transport", "0.1573"), ("production", "4.30488")],
    boundary: "cradle-to-gate",
    product: "",
    disclosure: "",
    gsd: "1.06",
};

/// Studies at the edges of what people write.
fn studies() -> Vec<Study<'static>> {
    const EIGHT: &[(&str, &str)] = &[
        ("design", "0.1234"),
        ("raw-materials", "11.1535"),
        ("inbound-transport", "0.1573"),
        ("production", "4.30488"),
        ("distribution", "0.5"),
        ("storage", "0.01"),
        ("use", "123.4"),
        ("end-of-life", "2.2"),
    ];
    vec![
        PLAIN,
        Study {
            name: "long-names",
            item: [
                "Die-cast aluminium end cover with machined bearing seat, twelve tapped holes and a powder coating for motors of 90 mm",
                "带机加工轴承座、十二个螺纹孔和粉末涂层的压铸铝合金电机端盖（适用于机座号九十的三相异步电动机）型号九十",
            ],
            ..PLAIN
        },
        Study { name: "one-word", item: [&"W".repeat(300).leak()[..], &"端".repeat(300).leak()[..]], ..PLAIN },
        Study {
            name: "markup",
            item: ["<script>alert('1')</script> & \"quoted\" ]]>", "</text><image href='x'/>端盖 <b>&amp;</b>"],
            disclosure: "comment = \"<script>\"",
            ..PLAIN
        },
        Study {
            name: "other-scripts", item: ["غطاء ألومنيوم 🚗🚗 ﷽", "แฝาครอบ крышка Ωμέγα"], ..PLAIN
        },
        Study { name: "tiny", stages: &[("production", "0.0000000000000123456")], gsd: "", ..PLAIN },
        Study { name: "huge", stages: &[("production", "987654321987654321")], ..PLAIN },
        Study {
            name: "almost-a-thousand",
            stages: &[("production", "999.96"), ("raw-materials", "0.0000001")],
            ..PLAIN
        },
        Study { name: "unsure", gsd: "3", ..PLAIN },
        Study { name: "zero", stages: &[("production", "0")], ..PLAIN },
        Study { name: "negative", stages: &[("raw-materials", "-25.5"), ("production", "3.2")], ..PLAIN },
        Study { name: "partly-negative", stages: &[("raw-materials", "25.5"), ("production", "-3.2")], ..PLAIN },
        Study {
            name: "eight",
            stages: EIGHT,
            boundary: "cradle-to-grave",
            product: "functional_unit = \"one cover, ten years of use in a motor of 1.5 kW\"",
            ..PLAIN
        },
        Study {
            name: "everything",
            stages: EIGHT,
            boundary: "cradle-to-grave",
            item: [
                "Die-cast aluminium end cover with machined bearing seat and powder coating",
                "带机加工轴承座和粉末涂层的压铸铝合金电机端盖",
            ],
            product: "amount = \"1000\"\nfunctional_unit = \"one thousand covers that close motors of 1.5 kW for ten years of use in two shifts, maintained as the manual says\"",
            disclosure: "scheme = \"A Scheme With Rather A Long Name\"\nsector_rules = [\"Other: rules\"]",
            ..PLAIN
        },
        Study {
            name: "many-standards",
            disclosure: "standards = [\"GB/T 24067-2024\", \"ISO 14067:2018\", \"PACT Methodology 3.0\", \"Catena-X PCF Rulebook 4\", \"EN 15804:2012+A2:2019\", \"PAS 2050:2011\", \"T/CNIA 0094-2021\"]",
            ..PLAIN
        },
        Study {
            name: "address",
            disclosure: "url = \"https://example.com/pcf/EC-90?lot=2025-07&site=ningbo\"",
            ..PLAIN
        },
    ]
}

fn write(folder: &Path, study: &Study<'_>) -> PathBuf {
    let dir = folder.join(study.name);
    std::fs::create_dir_all(&dir).expect("a folder");
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let [name, zh] = study.item.map(cell);
    std::fs::write(dir.join("items.csv"), format!("id,name,name_zh,unit\nEC-90,{name},{zh},piece\n")).expect("items");
    let mut bom = "parent,child,quantity,unit,stage\n".to_owned();
    let mut factors = "id,unit,fossil,technical_removals,gsd\n".to_owned();
    for (stage, kg) in study.stages {
        let _ = writeln!(bom, "EC-90,f-{stage},1,piece,{stage}");
        let (fossil, removed) = if kg.starts_with('-') { ("", *kg) } else { (*kg, "") };
        let _ = writeln!(factors, "f-{stage},piece,{fossil},{removed},{}", study.gsd);
    }
    std::fs::write(dir.join("bom.csv"), bom).expect("bom");
    std::fs::write(dir.join("factors.csv"), factors).expect("factors");
    let standards = if study.disclosure.contains("standards") {
        ""
    } else {
        "standards = [\"GB/T 24067-2024\", \"ISO 14067:2018\"]"
    };
    let text = format!(
        "[study]\nname = \"s\"\nperiod = \"2025\"\nregion = \"CN\"\nboundary = \"{}\"\n[[product]]\nid = \"EC-90\"\n{}\n\
         [disclosure]\nproducer = \"Ningbo\"\ngoal = \"g\"\nuse = \"u\"\naudience = \"b2b\"\n{standards}\n{}\n",
        study.boundary, study.product, study.disclosure
    );
    std::fs::write(dir.join("study.toml"), text).expect("study.toml");
    dir
}

fn label(study: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pcf"));
    command.arg("label").arg(study).args(arguments).env_clear().output().expect("pcf runs")
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("pcf-label-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir(&folder).expect("a folder");
    folder
}

const END_COVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/examples/end-cover");

#[test]
fn labels_hold_over_many_inputs() {
    let root = folder("many");
    let kept = std::env::var_os("PCF_LABELS").map(PathBuf::from);
    if let Some(kept) = &kept {
        std::fs::create_dir_all(kept).expect("the folder of PCF_LABELS");
    }
    let mut all_broken = Vec::new();
    for study in studies() {
        let dir = write(&root, &study);
        for size in ["90x60", "60x40", "40x25"] {
            for lang in ["en", "zh"] {
                let words = if size == "90x60" {
                    &["--text", "Made in Ningbo, in the second shift of the foundry"][..]
                } else {
                    &[]
                };
                let output = label(&dir, &[&["--size", size, "--lang", lang], words].concat());
                let name = format!("{}-{size}-{lang}", study.name);
                assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
                let text = String::from_utf8(output.stdout).expect("UTF-8");
                let svg = read(&text);
                all_broken.extend(broken(&svg, &name));
                if size != "40x25" {
                    let all: String = svg.texts.iter().map(|t| t.words.clone() + "\n").collect();
                    let wanted = if lang == "en" {
                        ["Data of", "AR6 GWP100", "Primary", "Electricity"]
                    } else {
                        ["数据期", "AR6 GWP100", "初级数据", "电力"]
                    };
                    all_broken
                        .extend(wanted.iter().filter(|w| !all.contains(**w)).map(|w| format!("{name} lacks {w}")));
                }
                one_ink(&svg, &text, &name);
                let least = svg.texts.iter().map(|t| t.size).fold(f64::INFINITY, f64::min);
                // Capitals have about 0.72 of the type size; a unit is a quarter of a millimetre.
                assert!(size != "90x60" || least * 0.72 / 4.0 > 1.8, "{name}: {least}");
                if let Some(kept) = &kept {
                    std::fs::write(kept.join(format!("{name}.svg")), &text).expect("written");
                }
            }
        }
        let line = label(&dir, &["--size", "line", "--lang", "zh"]);
        assert_eq!(String::from_utf8(line.stdout).expect("UTF-8").lines().count(), 1, "{}", study.name);
    }
    assert!(all_broken.is_empty(), "{}", all_broken.join("\n"));
    let _ = std::fs::remove_dir_all(&root);
}

/// Black on white, no picture, no script, no reference to anything outside, no word of a mark.
fn one_ink(svg: &Svg, text: &str, name: &str) {
    for colour in &svg.colours {
        let own_pattern = colour.starts_with("url(#p");
        assert!(["#000", "#fff", "none"].contains(&colour.as_str()) || own_pattern, "{name}: {colour}");
    }
    for element in &svg.elements {
        let known = ["svg", "title", "desc", "defs", "pattern", "rect", "path", "circle", "text"];
        assert!(known.contains(&element.as_str()), "{name}: <{element}>");
    }
    for word in ["认证", "認證", "中国产品碳足迹标识", "标识", "🍃", "✓", "✔", "green"] {
        assert!(!text.contains(word), "{name}: {word}");
    }
    assert_eq!(text.matches("http").count(), 1 + text.matches("https://example.com").count(), "{name}");
    assert!(!svg.title.is_empty() && !svg.description.is_empty() && text.contains("aria-labelledby=\"t d\""), "{name}");
}

#[test]
fn the_end_cover_says_all_that_a_label_must() {
    let output = label(Path::new(END_COVER), &["--lang", "en"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let svg = read(&text);
    let all: String = svg.texts.iter().map(|t| t.words.clone() + "\n").collect();
    for wanted in [
        "Product carbon footprint\n",
        "Aluminium end cover EC-90\n",
        "15.6\n",
        "kg CO₂e / piece\n",
        "95 % interval 13.9–17.6\n",
        "Cradle-to-gate",
        "end of life",
        "Raw materials 71.4 %",
        "Inbound transport 1.0 %",
        "Production 27.6 %",
        "Data of 2025",
        "Valid to 2028-12-31",
        "GB/T 24067-2024, ISO 14067:2018",
        "AR6 GWP100",
        "Primary data ",
        "Electricity: grid average",
        "Functional unit: one machined end cover",
    ] {
        assert!(all.contains(wanted), "{wanted} in {all}");
    }
    assert!(svg.title.contains("15.6 kg CO₂e / piece; Cradle-to-gate"), "{}", svg.title);
    assert!(svg.description.contains("sha256:"), "{}", svg.description);
    // The same study, the same bytes; the language changes words only.
    assert_eq!(label(Path::new(END_COVER), &["--lang", "en"]).stdout, text.as_bytes());
    let zh = String::from_utf8(label(Path::new(END_COVER), &["--lang", "zh"]).stdout).expect("UTF-8");
    for wanted in ["产品碳足迹", "铝合金端盖 EC-90", "kg CO₂e / 件", "摇篮到大门（不含分销、储存、使用、生命末期）"]
    {
        assert!(zh.contains(wanted), "{wanted}");
    }
}

#[test]
fn a_wide_interval_takes_a_digit() {
    let root = folder("digits");
    let sure = label(&write(&root, &PLAIN), &["--size", "60x40"]);
    let unsure = label(&write(&root, &Study { name: "unsure", gsd: "3", ..PLAIN }), &["--size", "60x40"]);
    let number = |output: &Output| read(&String::from_utf8_lossy(&output.stdout)).texts[2].words.clone();
    assert_eq!([number(&sure), number(&unsure)], ["15.6", "16"]);
    let _ = std::fs::remove_dir_all(&root);
}

#[test]
fn a_label_without_its_needs_is_refused_with_a_list() {
    let root = folder("needs");
    let dir = write(&root, &PLAIN);
    let toml = std::fs::read_to_string(dir.join("study.toml")).expect("study.toml");
    let kept: Vec<&str> = toml.lines().filter(|l| !l.starts_with("period") && !l.starts_with("standards")).collect();
    std::fs::write(dir.join("study.toml"), kept.join("\n")).expect("written");
    let file = dir.join("label.svg");
    let output = label(&dir, &["-o", file.to_str().expect("UTF-8")]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(
        said.matches("E123").count() == 2
            && said.contains("`period` in [study]")
            && said.contains("`standards` in [disclosure]"),
        "{said}"
    );
    assert!(!file.exists());
    let _ = std::fs::remove_dir_all(&root);
}

#[test]
fn the_status_is_what_the_record_says_of_todays_digest() {
    let root = folder("status");
    let dir = write(&root, &PLAIN);
    let line = String::from_utf8(label(&dir, &["--size", "line"]).stdout).expect("UTF-8");
    let digest = line.trim().rsplit("pcf:").next().expect("a digest").to_owned();
    let toml = std::fs::read_to_string(dir.join("study.toml")).expect("study.toml");
    let with = |record: &str| {
        std::fs::write(dir.join("study.toml"), format!("{toml}\n[verification]\n{record}\n")).expect("written");
        let output = label(&dir, &["--size", "line", "--lang", "zh"]);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let whole =
        "provider = \"中国质量认证中心\"\ndate = \"2026-02-10\"\ncriteria = \"GB/T 24067-2024\"\nlevel = \"limited\"";
    // A verifier whose name holds a word that a label must not bear is named in the report.
    let (code, line, said) = with(&format!("status = \"verified\"\n{whole}\ndigest = \"{digest}\""));
    assert_eq!(code, Some(0), "{said}");
    assert!(line.contains("经 报告所列第三方 于 2026-02-10 核验（有限保证）"), "{line}");
    // Another digest: an earlier version was verified.
    let (code, line, said) = with(&format!("status = \"verified\"\n{whole}\ndigest = \"sha256:00\""));
    assert_eq!(code, Some(0), "{said}");
    assert!(line.contains("核验针对旧版本；本版未核验") && said.contains("W272"), "{line}{said}");
    // A record that lacks what makes it one.
    let (code, line, said) = with(&format!("status = \"verified\"\nprovider = \"X\"\ndigest = \"{digest}\""));
    assert_eq!((code, line.as_str()), (Some(5), ""), "{said}");
    assert!(said.contains("C503") && said.contains("date, criteria"), "{said}");
    let (code, _, said) = with(&format!("status = \"certified\"\n{whole}\ndigest = \"{digest}\""));
    assert_eq!(code, Some(5), "{said}");
    assert!(said.contains("certificate, valid_until"), "{said}");
    let _ = std::fs::remove_dir_all(&root);
}

#[test]
fn words_have_room_on_two_sizes() {
    let words = "Made in Ningbo";
    for (size, code) in [("90x60", 0), ("line", 0), ("60x40", 2), ("40x25", 2)] {
        let output = label(Path::new(END_COVER), &["--size", size, "--text", words]);
        assert_eq!(output.status.code(), Some(code), "{size}");
        assert_eq!(String::from_utf8_lossy(&output.stdout).contains(words), code == 0, "{size}");
    }
    // A label is of what there is, not of what might be.
    let output = label(Path::new(END_COVER), &["--scenario", "wind-power"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
}

#[test]
fn a_long_record_of_a_verification_keeps_its_date() {
    let root = folder("record");
    let dir = write(&root, &PLAIN);
    let line = String::from_utf8(label(&dir, &["--size", "line"]).stdout).expect("UTF-8");
    let digest = line.trim().rsplit("pcf:").next().expect("a digest").to_owned();
    let toml = std::fs::read_to_string(dir.join("study.toml")).expect("study.toml");
    let kept = std::env::var_os("PCF_LABELS").map(PathBuf::from);
    let providers = [
        "TÜV Example Süd Product Service International Certification Body for Greenhouse Gases GmbH & Co. KG",
        "示例检验检测集团股份有限公司温室气体与碳足迹核查中心（华东地区第二分中心）",
    ];
    let with = |provider: &str, certificate: &str, arguments: &[&str]| {
        let record = format!(
            "[verification]\nstatus = \"certified\"\nprovider = \"{provider}\"\ndate = \"2026-02-10\"\ncriteria = \"ISO 14067\"\n\
             level = \"limited\"\ncertificate = \"{certificate}\"\nvalid_until = \"2028-12-31\"\ndigest = \"{digest}\"\n"
        );
        std::fs::write(dir.join("study.toml"), format!("{toml}\n{record}")).expect("written");
        label(&dir, arguments)
    };
    for (at, provider) in providers.iter().enumerate() {
        for size in ["90x60", "60x40", "40x25"] {
            for (lang, assurance) in [("en", "limited assurance"), ("zh", "有限保证")] {
                let output = with(provider, "CFP-2026-0417", &["--size", size, "--lang", lang]);
                let name = format!("record-{at}-{size}-{lang}");
                assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
                let text = String::from_utf8(output.stdout).expect("UTF-8");
                let svg = read(&text);
                // Lines may break anywhere between words.
                let all: String = svg.texts.iter().map(|t| t.words.replace(' ', "")).collect();
                for wanted in ["2026-02-10", &assurance.replace(' ', ""), "CFP-2026-0417"] {
                    assert!(all.contains(wanted), "{name} lacks {wanted}: {all}");
                }
                let start: String = provider.chars().take(2).collect();
                assert!(all.contains(&start.replace(' ', "")), "{name}: {all}");
                assert!(text.contains(&provider.replace('&', "&amp;")), "{name}: the name in full in the description");
                let wrong = broken(&svg, &name);
                assert!(wrong.is_empty(), "{}", wrong.join("\n"));
                if let Some(kept) = &kept {
                    std::fs::create_dir_all(kept).expect("the folder of PCF_LABELS");
                    std::fs::write(kept.join(format!("{name}.svg")), &text).expect("written");
                }
            }
        }
    }
    // What has no room even so is refused where it would be cut.
    let number = "CFP-2026-".repeat(12);
    let output = with("Example", &number, &["--size", "40x25"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(with("Example", &number, &["--size", "line"]).status.success());
    let _ = std::fs::remove_dir_all(&root);
}
