//! The factor library: that it is whole, cited, plausible and what it says it is. `data/factors/README.md` has the rules.
//!
//! The files are read here anew and calculated in fractions. `library_sources.rs` compares them with what they were made
//! of.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

mod factor_rows;

use std::collections::{BTreeMap, BTreeSet};

use factor_rows::{Band, Potentials, Row, decimal, factors, implausible, number, root, short, table, value};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use product_footprint::{Basis, FactorLibrary, GwpSet, Model, Settings, Stage, Study, Unit};

const NO_PROBLEM: [String; 0] = [];

fn thousand() -> BigRational {
    BigRational::from_integer(BigInt::from(1000))
}

/// What stands more than once.
fn repeated(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names.filter(|n| !seen.insert(n.clone())).collect()
}

#[test]
fn the_program_holds_what_the_files_hold() {
    let embedded: BTreeSet<String> = FactorLibrary::embedded().iter().map(product_footprint::Factor::key).collect();
    let rows = factors();
    let files: BTreeSet<String> = rows.iter().map(|r| r.name().split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(files.len(), rows.len());
    assert_eq!(embedded.symmetric_difference(&files).take(5).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(FactorLibrary::embedded().len(), rows.len());
}

#[test]
fn keys_are_unique() {
    let rows = factors();
    let key = |r: &Row| ["id", "region", "valid_from", "valid_to"].map(|c| r.get(c)).join(" ");
    assert_eq!(repeated(rows.iter().map(key)), NO_PROBLEM);
    // Of rows valid together the one that began last counts: there must be one.
    let start = |r: &Row| ["id", "region", "valid_from"].map(|c| r.get(c)).join(" ");
    assert_eq!(repeated(rows.iter().map(start)), NO_PROBLEM);
    for file in ["fuels-parameters.csv", "parameters.csv"] {
        let rows = table(root().join("data/factors").join(file));
        assert_eq!(repeated(rows.iter().map(|r| r.get("id").to_owned())), NO_PROBLEM, "{file}");
    }
    let key = |r: &Row| ["gas", "set", "origin"].map(|c| r.get(c)).join(" ");
    assert_eq!(repeated(table(root().join("data/gwp.csv")).iter().map(key)), NO_PROBLEM);
}

#[test]
fn ids_are_frozen() {
    let text = std::fs::read_to_string(root().join("data/factors/frozen-ids.txt")).unwrap();
    let frozen: Vec<&str> = text.lines().collect();
    assert!(frozen.is_sorted() && repeated(frozen.iter().map(|i| (*i).to_owned())).is_empty(), "sorted, each once");
    let rows = factors();
    let ids: BTreeSet<&str> = rows.iter().map(|r| r.get("id")).collect();
    let frozen: BTreeSet<&str> = frozen.into_iter().collect();
    let gone: Vec<_> = frozen.difference(&ids).collect();
    assert!(gone.is_empty(), "an id that people use was renamed or dropped: {gone:?}");
    let new: Vec<_> = ids.difference(&frozen).collect();
    assert!(new.is_empty(), "new ids are added on purpose, with generate.py --freeze: {new:?}");
    for id in ids {
        let plain =
            id.split('-').all(|p| !p.is_empty() && p.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
        assert!(plain, "{id} is not lower case with hyphens");
    }
}

#[test]
fn every_row_says_where_it_is_from_and_what_it_means() {
    let regions: BTreeSet<String> =
        table(root().join("data/regions.csv")).iter().map(|r| r.get("code").to_owned()).collect();
    let mut problems = Vec::new();
    for row in factors() {
        let mut wrong = |what: &str| problems.push(format!("{}: {what}", row.name()));
        for column in
            ["name", "name_zh", "category", "source", "publisher", "year", "page", "licence", "confidence", "row"]
        {
            if row.get(column).trim().is_empty() {
                wrong(&format!("no {column}"));
            }
        }
        if !["PRIMARY", "CROSS", "SEEN-SINGLE"].contains(&row.get("confidence")) {
            wrong("confidence");
        }
        if row.get("unit").parse::<Unit>().map(Unit::symbol).ok() != Some(row.get("unit")) && row.get("unit") != "pc" {
            wrong(&format!("unit {}", row.get("unit")));
        }
        if !regions.contains(row.get("region")) {
            wrong("region");
        }
        if row.get("stage").parse::<Stage>().is_err() {
            wrong("stage");
        }
        if !["", "AR4", "AR5", "AR6"].contains(&row.get("gwp")) {
            wrong("gwp");
        }
        if !["lifecycle", "no-upstream", "combustion", "upstream", "gate-to-gate"].contains(&row.get("basis")) {
            wrong("basis");
        }
        if !["CO2e", "CO2"].contains(&row.get("gas")) || (row.get("gas") == "CO2" && row.get("basis") == "lifecycle") {
            wrong("gas");
        }
        let [from, to] = ["valid_from", "valid_to"].map(|c| row.get(c).parse::<i32>().ok());
        if from.is_none_or(|f| !(1990..2100).contains(&f)) || to.is_some_and(|t| Some(t) < from) {
            wrong("validity");
        }
    }
    assert_eq!(problems, NO_PROBLEM);
}

#[test]
fn the_numbers_of_a_row_fit_together() {
    let mut problems = Vec::new();
    for row in factors() {
        let mut wrong = |what: &str| problems.push(format!("{}: {what}", row.name()));
        let masses = ["co2_kg", "ch4_kg", "n2o_kg"].map(|c| row.get(c));
        let numbers = ["co2e", "aircraft", "biogenic_non_co2", "land_use_change", "biogenic_co2"].map(|c| row.get(c));
        if numbers.iter().chain(&masses).any(|cell| number(cell).is_negative()) {
            wrong("a negative number");
        }
        let formula = numbers.iter().chain(&masses).any(|cell| cell.starts_with('='));
        let by_gas = masses.iter().any(|m| !m.is_empty());
        let stated = !row.get("co2e").is_empty();
        if row.is_composed() {
            if !by_gas || stated != (row.get("basis") == "lifecycle") || !row.get("gwp").is_empty() {
                wrong("composed: gas masses, and a stated part exactly where the upstream is known");
            }
        } else if formula || by_gas == stated || row.get("basis") == "no-upstream" {
            wrong("either gas masses or a stated value, as numbers");
        }
        if by_gas && !row.get("gwp").is_empty() {
            wrong("gas masses have no GWP set");
        }
        let methane = !number(row.get("ch4_kg")).is_zero();
        if methane && !["fossil", "combustion", "biogenic"].contains(&row.get("ch4_origin")) {
            wrong("methane without origin");
        }
    }
    assert_eq!(problems, NO_PROBLEM);
}

#[test]
fn an_id_means_one_thing() {
    let dimensions: BTreeMap<String, String> = table(root().join("data/units.csv"))
        .iter()
        .map(|r| (r.get("symbol").to_owned(), r.get("dimension").to_owned()))
        .collect();
    let mut kinds: BTreeMap<String, BTreeSet<(String, String, String)>> = BTreeMap::new();
    for row in factors() {
        // The supply of a fuel may be known in one country and not in another; it is the same fuel.
        let basis = if row.get("basis") == "no-upstream" { "lifecycle" } else { row.get("basis") };
        let kind = (dimensions[row.get("unit")].clone(), basis.to_owned(), row.get("gas").to_owned());
        kinds.entry(row.get("id").to_owned()).or_default().insert(kind);
    }
    let mixed: Vec<_> = kinds.iter().filter(|(_, k)| k.len() > 1).collect();
    assert!(mixed.is_empty(), "{mixed:?}");
}

#[test]
fn values_are_plausible() {
    let (bands, rows, potentials) = (Band::all(), factors(), Potentials::of("AR5"));
    let problems: Vec<String> =
        rows.iter().filter_map(|row| implausible(&bands, row, &value(row, &potentials))).collect();
    assert_eq!(problems, NO_PROBLEM);
    for (at, band) in bands.iter().enumerate() {
        let used = rows.iter().any(|row| bands.iter().position(|b| b.holds(row)) == Some(at));
        assert!(used, "no row needs the band {}", band.name());
    }
}

#[test]
fn a_slip_of_a_thousand_is_caught() {
    let (bands, potentials) = (Band::all(), Potentials::of("AR5"));
    let mut missed = Vec::new();
    for row in factors() {
        let right = value(&row, &potentials);
        for wrong in [&right * thousand(), &right / thousand()] {
            if !right.is_zero() && implausible(&bands, &row, &wrong).is_none() {
                missed.push(format!("{}: {} passes for {}", row.name(), short(&wrong), short(&right)));
            }
        }
    }
    assert_eq!(missed, NO_PROBLEM);
    // As it would come in: a value typed per tonne where the row is per kg.
    let steel = |co2e: &str| {
        let mut row = factors().into_iter().find(|r| r.get("id") == "steel-rebar" && r.get("region") == "CN").unwrap();
        row.set("co2e", co2e);
        implausible(&bands, &row, &value(&row, &potentials))
    };
    assert_eq!(steel("2.34"), None);
    assert!(steel("2340").is_some_and(|why| why.contains("steel-rebar@CN")));
}

/// What the guides and the common table print for ten fuels, to four decimals.
#[test]
fn the_ten_published_fuels_are_reproduced() {
    let parameters = table(root().join("data/factors/fuels-parameters.csv"));
    let published: Vec<&Row> = parameters.iter().filter(|p| !p.get("co2e_value").is_empty()).collect();
    assert_eq!(published.len(), 10);
    let rows = factors();
    for p in published {
        let product = combustion(p);
        let printed = decimal(p.get("co2e_value"));
        let half = BigRational::new(BigInt::from(1), BigInt::from(20_000));
        assert!((&product - &printed).abs() <= half, "{}: {} is not {}", p.get("id"), short(&product), short(&printed));
        // The factor in the library is the printed figure.
        let factor = rows.iter().find(|r| r.get("row") == p.get("row")).unwrap();
        assert_eq!(number(factor.get("co2_kg")), printed, "{}", p.get("id"));
    }
}

/// kg CO2 of one kg or Nm³: NCV x carbon x oxidation x 44/12.
fn combustion(parameters: &Row) -> BigRational {
    let [ncv, carbon, oxidation] = ["ncv", "carbon_kg_per_gj", "oxidation"].map(|c| decimal(parameters.get(c)));
    ncv / thousand() * carbon * oxidation * BigRational::new(BigInt::from(44), BigInt::from(12))
}

#[test]
fn composed_fuels_are_the_sum_of_their_parts() {
    let rows = factors();
    let parameters = table(root().join("data/factors/fuels-parameters.csv"));
    let kelvin = decimal("273.15") / decimal("293.15");
    let (mut composed, mut with_upstream) = (0, 0);
    for row in rows.iter().filter(|r| r.is_composed()) {
        composed += 1;
        let parts = row.parts();
        let p = parameters.iter().find(|p| p.get("row") == parts[0]).unwrap_or_else(|| panic!("{}", row.name()));
        let ipcc = rows.iter().find(|r| r.get("row") == parts[1]).unwrap();
        assert_eq!((ipcc.get("unit"), ipcc.get("region")), ("GJ", "GLO"), "{}", row.name());
        let ncv = decimal(p.get("ncv"));
        let per_guide_unit = match row.get("unit") {
            "GJ" => thousand() / &ncv,
            "m³" => kelvin.clone(),
            unit => {
                assert_eq!(unit, p.get("unit"), "{}", row.name());
                BigRational::from_integer(BigInt::from(1))
            }
        };
        assert_eq!(number(row.get("co2_kg")), combustion(p) * &per_guide_unit, "{}", row.name());
        for gas in ["ch4_kg", "n2o_kg"] {
            let want = &ncv / thousand() * number(ipcc.get(gas)) * &per_guide_unit;
            assert_eq!(number(row.get(gas)), want, "{} {gas}", row.name());
        }
        assert_eq!(row.get("ch4_origin"), "combustion");
        let Some(upstream) = parts.get(2) else {
            assert_eq!((row.get("co2e"), row.get("basis")), ("", "no-upstream"), "{}", row.name());
            continue;
        };
        with_upstream += 1;
        let upstream = rows.iter().find(|r| r.get("row") == *upstream).unwrap();
        assert_eq!(upstream.get("basis"), "upstream", "{}", row.name());
        assert!(["CN", "GLO"].contains(&upstream.get("region")), "{}", row.name());
        let per_guide_unit = match upstream.get("unit") {
            "m³" => per_guide_unit / &kelvin,
            _ => per_guide_unit,
        };
        assert_eq!(number(row.get("co2e")), number(upstream.get("co2e")) * per_guide_unit, "{}", row.name());
        for part in [p, ipcc, upstream] {
            for cited in ["source", "page"] {
                assert!(
                    row.get("source").contains(part.get(cited)),
                    "{} does not cite {}",
                    row.name(),
                    part.get(cited)
                );
            }
        }
    }
    assert!(composed > 100 && with_upstream > 20, "{composed} composed rows, {with_upstream} with upstream");
}

/// Where a fuel has an upstream row for China or the world, its composed row uses it.
#[test]
fn no_known_upstream_is_left_out() {
    let rows = factors();
    for row in rows.iter().filter(|r| r.get("basis") == "no-upstream") {
        let upstream = format!("{}-upstream", row.get("id"));
        let known = rows.iter().find(|r| r.get("id") == upstream && ["CN", "GLO"].contains(&r.get("region")));
        assert!(known.is_none(), "{} could use {}", row.name(), known.unwrap().name());
    }
}

/// Every row that may stand in a footprint, through the program, with each GWP set.
#[test]
fn the_program_makes_of_a_row_what_the_row_says() {
    let rows: Vec<Row> =
        factors().into_iter().filter(|r| ["lifecycle", "no-upstream"].contains(&r.get("basis"))).collect();
    let folder = std::env::temp_dir().join(format!("pcf-library-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let lines: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(at, r)| format!("p{at:05},{}@{}:{},1\n", r.get("id"), r.get("region"), r.get("valid_from")))
        .collect();
    std::fs::write(folder.join("bom.csv"), format!("parent,child,quantity\n{}", lines.concat())).unwrap();
    std::fs::write(folder.join("study.toml"), "[rules]\nmixed_gwp = true\n").unwrap();
    let study = std::sync::Arc::new(Study::open(&folder).unwrap());
    std::fs::remove_dir_all(&folder).unwrap();
    for set in GwpSet::ALL {
        let potentials = Potentials::of(set.name());
        let settings = Settings::new().gwp(set);
        let model = Model::with(std::sync::Arc::clone(&study), FactorLibrary::embedded(), &settings).unwrap();
        let found = model.roll_up().unwrap();
        assert_eq!(found.len(), rows.len());
        for (item, row) in found.iter().zip(&rows) {
            let (got, want) = (decimal(&item.total().to_string()), value(row, &potentials));
            let allowed = want.abs() / decimal("1e20");
            assert!((&got - &want).abs() <= allowed, "{} {set}: {got} is not {want}", row.name());
        }
        let missing = model.warnings().iter().filter(|w| w.code() == "W210").count();
        assert_eq!(
            missing,
            rows.iter().filter(|r| r.get("basis") == "no-upstream").count(),
            "each says that it lacks its upstream"
        );
    }
    assert_eq!(Basis::NoUpstream.name(), "no-upstream");
}

#[test]
fn warming_potentials_are_those_of_the_reports() {
    // CH4 by origin, then gases in the order AR4, AR5, AR6. IPCC AR4 WGI Table 2.14, AR5 WGI Table 8.A.1 (no feedback), AR6
    // WGI Table 7.SM.7 and, for methane, Table 7.15.
    let methane =
        [("fossil", ["25", "30", "29.8"]), ("combustion", ["25", "28", "27"]), ("biogenic", ["25", "28", "27"])];
    let gases = [
        ("CO2", ["1", "1", "1"]),
        ("N2O", ["298", "265", "273"]),
        ("SF6", ["22800", "23500", "25200"]),
        ("NF3", ["17200", "16100", "17400"]),
        ("HFC-23", ["14800", "12400", "14600"]),
        ("HFC-32", ["675", "677", "771"]),
        ("HFC-125", ["3500", "3170", "3740"]),
        ("HFC-134a", ["1430", "1300", "1530"]),
        ("HFC-143a", ["4470", "4800", "5810"]),
        ("HFC-152a", ["124", "138", "164"]),
        ("HFC-227ea", ["3220", "3350", "3600"]),
        ("HFC-236fa", ["9810", "8060", "8690"]),
        ("HFC-245fa", ["1030", "858", "962"]),
        ("HFC-365mfc", ["794", "804", "914"]),
        ("HFC-43-10mee", ["1640", "1650", "1600"]),
        ("PFC-14", ["7390", "6630", "7380"]),
        ("PFC-116", ["12200", "11100", "12400"]),
        ("PFC-218", ["8830", "8900", "9290"]),
        ("PFC-318", ["10300", "9540", "10200"]),
        ("PFC-31-10", ["8860", "9200", "10000"]),
        ("PFC-41-12", ["9160", "8550", "9220"]),
        ("PFC-51-14", ["9300", "7910", "8620"]),
        ("HCFC-22", ["1810", "1760", "1960"]),
        ("CFC-11", ["4750", "4660", "6230"]),
        ("CFC-12", ["10900", "10200", "12500"]),
    ];
    for (at, set) in ["AR4", "AR5", "AR6"].into_iter().enumerate() {
        let potentials = Potentials::of(set);
        for (origin, values) in methane {
            assert_eq!(potentials.get("CH4", origin), decimal(values[at]), "{set} CH4 {origin}");
        }
        for (gas, values) in gases {
            assert_eq!(potentials.get(gas, ""), decimal(values[at]), "{set} {gas}");
        }
    }
}

#[test]
fn a_warming_potential_with_two_figures_says_whose_it_is() {
    let rows = table(root().join("data/gwp.csv"));
    let of = |gas: &str, set: &str| {
        let row = rows.iter().find(|r| r.get("gas") == gas && r.get("set") == set).unwrap();
        (row.get("value").to_owned(), format!("{} {}", row.get("page"), row.get("note")))
    };
    for (gas, set, figure, whose) in [
        ("SF6", "AR6", "25200", "Table 7.SM.7"),
        ("SF6", "AR6-GHGP", "24300", "GHG Protocol"),
        ("HFC-134a", "AR6", "1530", "Table 7.SM.7"),
        ("HFC-134a", "AR6-7.15", "1526", "Table 7.15"),
    ] {
        let (value, words) = of(gas, set);
        assert_eq!(value, figure, "{gas} {set}");
        assert!(words.contains(whose), "{gas} {set}: {words}");
    }
    for row in &rows {
        let named = format!("{} {} {}", row.get("gas"), row.get("set"), row.get("origin"));
        for column in ["name", "value", "source", "publisher", "year", "page", "licence"] {
            assert!(!row.get(column).is_empty(), "{named}: no {column}");
        }
        assert!(decimal(row.get("value")).is_positive(), "{named}");
        let open = row.get("confidence") == "CONFLICT";
        assert!(["PRIMARY", "CROSS", "SEEN-SINGLE"].contains(&row.get("confidence")) || open, "{named}");
        assert_eq!(open, row.get("gas") == "SF6" && ["AR6", "AR6-GHGP"].contains(&row.get("set")), "{named}");
        let origins =
            if row.get("gas") == "CH4" { ["fossil", "combustion", "biogenic", "unsplit"].as_slice() } else { &[""] };
        assert!(origins.contains(&row.get("origin")), "{named}");
    }
}

/// The counts in the documents, and what they say is missing.
#[test]
fn the_documents_say_what_the_library_holds() {
    let rows = factors();
    let ids: BTreeSet<&str> = rows.iter().map(|r| r.get("id")).collect();
    let china = rows.iter().filter(|r| r.get("region") == "CN" || r.get("region").starts_with("CN-")).count();
    let whole = rows.iter().filter(|r| r.get("basis") == "lifecycle").count();
    let open = rows.iter().filter(|r| r.get("basis") == "no-upstream").count();
    let read = |path: &str| std::fs::read_to_string(root().join(path)).unwrap();
    let says = |path: &str, numbers: &[usize]| {
        let text = read(path);
        for n in numbers {
            let grouped = if *n < 1000 { n.to_string() } else { format!("{},{:03}", n / 1000, n % 1000) };
            assert!(text.contains(&grouped), "{path} does not say {grouped}");
        }
    };
    says("README.md", &[rows.len(), ids.len(), china, whole, open]);
    says("README.zh-CN.md", &[rows.len(), ids.len(), china, whole, open]);
    says("CHANGELOG.md", &[rows.len()]);
    for page in ["docs/factor-library.md", "docs/factor-library.zh-CN.md"] {
        says(page, &[rows.len(), whole, china]);
        let text = read(page);
        for publisher in rows.iter().filter(|r| !r.is_composed()).map(|r| r.get("publisher")) {
            assert!(text.contains(&format!("| {publisher} |")), "{page} does not name {publisher}");
        }
    }
    // What is listed as missing is missing: no usable row has it in its id.
    let usable = |r: &&Row| ["lifecycle", "no-upstream"].contains(&r.get("basis"));
    for word in [
        "nickel",
        "cobalt",
        "tungsten",
        "titanium",
        "molybdenum",
        "chromium",
        "neodymium",
        "magnet",
        "gold",
        "platinum",
        "brass",
        "bronze",
        "zinc",
        "graphite",
        "separator",
        "electrolyte",
        "polysilicon",
        "refractor",
        "abrasive",
        "bearing",
        "motor",
        "cable",
        "machining",
        "injection",
        "compressed-air",
        "warehous",
        "terminal",
        "courier",
        "pipeline",
        "leather",
        "wool",
    ] {
        let found = rows.iter().filter(usable).find(|r| r.get("id").split('-').any(|part| part.starts_with(word)));
        // Rock wool is none, and waste leather is no leather.
        let found = found.filter(|r| !r.get("id").starts_with("waste-") && !r.get("id").starts_with("rock-wool"));
        assert!(found.is_none(), "the documents say that {word} is missing: {}", found.unwrap().name());
    }
    let of_china = |r: &&Row| r.get("region").starts_with("CN") && usable(r);
    for category in ["waste/", "water"] {
        assert!(!rows.iter().filter(of_china).any(|r| r.get("category").starts_with(category)), "{category} in China");
    }
}

/// The files of a study in a document: a fenced block after a line that names its file.
fn study_in(text: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut lines = text.lines();
    let mut named: Option<String> = None;
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            let block: Vec<&str> = lines.by_ref().take_while(|l| *l != "```").collect();
            files.extend(named.take().map(|name| (name, block.join("\n") + "\n")));
        }
        named =
            line.strip_prefix('`').and_then(|l| l.trim_end_matches([':', '：']).strip_suffix('`')).map(str::to_owned);
    }
    files
}

#[test]
fn the_recipe_in_the_documents_gives_what_it_says() {
    for page in ["docs/modelling/fuels.md", "docs/modelling/fuels.zh-CN.md"] {
        let text = std::fs::read_to_string(root().join(page)).unwrap();
        let files = study_in(&text);
        assert_eq!(files.len(), 7, "{page}: {files:?}");
        let folder = std::env::temp_dir().join(format!("pcf-recipe-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for (name, content) in &files {
            std::fs::write(folder.join(name), content).unwrap();
        }
        let model = Model::new(Study::open(&folder).unwrap(), FactorLibrary::embedded()).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(model.warnings(), [], "{page}");
        let footprint = model.footprint("housing").unwrap();
        assert!(text.contains(&format!("**{}**", footprint.total())), "{page}: {}", footprint.total());
        for contribution in footprint.contributions() {
            let kg = contribution.kg_co2e().to_string();
            assert!(text.contains(&kg), "{page} does not say {kg} of {}", contribution.factor().id());
        }
    }
}
