//! Layouts of systems that cannot be run here, written by hand after their descriptions: what they must give was worked
//! out by hand, line by line.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod exploded;

use std::path::PathBuf;

use exploded::{Import, Quantities, d};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(name)
}

fn import(name: &str, file: &str, flags: &[&str]) -> Import {
    Import::of(name, [fixture(file)].into_iter(), flags)
}

fn quantities(list: &[(&str, &str)]) -> Quantities {
    list.iter().map(|(item, quantity)| ((*item).to_owned(), d(quantity))).collect()
}

/// What stops an import, with its code and the flag that decides.
fn asked(name: &str, file: &str, flags: &[&str], code: &str, flag: &str) {
    let import = Import::run(name, [fixture(file)].into_iter(), flags);
    let messages = import.messages();
    assert_eq!(import.output.status.code(), Some(3), "{name}: {messages}");
    assert!(messages.contains(&format!("error {code}")), "{name}: {messages}");
    assert!(messages.contains(flag), "{name}: {messages}");
    assert!(!import.folder().exists(), "{name}: nothing is written while anything is open");
}

fn left_out(import: &Import) -> Vec<(String, u64)> {
    let report = import.report();
    let list = report["left_out"].as_array().unwrap();
    list.iter().map(|l| (l["reason"].as_str().unwrap().to_owned(), l["count"].as_u64().unwrap())).collect()
}

fn is(list: &[(&str, u64)]) -> Vec<(String, u64)> {
    list.iter().map(|(reason, count)| ((*reason).to_owned(), *count)).collect()
}

#[test]
fn sap_lists_are_totals_for_their_head() {
    // 1000 pumps: 2000 rotors with 2000 shafts, of which 640 m of rod, and 500 spare ones with 160 m.
    let sap = import("sap en", "sap-cs12-en.utf16.xls", &[]);
    let pump = sap.study().explode("FG-PUMP");
    assert_eq!(pump.of("leaf"), quantities(&[("RM-GG25", "12.5"), ("RM-ROD", "0.8"), ("FX-SCREW", "14")]));
    assert_eq!(pump.of("made"), quantities(&[("0000100200", "1"), ("SA-ROTOR", "2.5"), ("SA-SHAFT", "2.5")]));
    assert_eq!(pump.of("byproduct"), quantities(&[("BP-CHIPS", "0.15")]));
    assert_eq!(left_out(&sap), is(&[("text", 1), ("bulk", 1)]));
    let kept = import("sap en kept", "sap-cs12-en.utf16.xls", &["--keep", "bulk"]).study().explode("FG-PUMP");
    assert_eq!(kept.of("leaf")["1E5"], d("2"), "a code that looks like a number stays a code");

    let german = import("sap de", "sap-cs12-de.cp1252.txt", &[]);
    let pump = german.study().explode("FG-PUMPE");
    // 640 m for 2000 rotors and 2.5 % on top, two rotors in a pump.
    assert_eq!(pump.of("leaf"), quantities(&[("RM-GG25", "12.5"), ("RM-ROD", "0.656"), ("FX-SCREW", "8")]));
    assert_eq!(pump.of("byproduct"), quantities(&[("BP-SPAN", "0.1505")]));
    let names = german.rows("items.csv");
    assert!(names.iter().any(|r| r["name"] == "Pumpengehäuse"), "{names:?}");
    let table = &german.report()["tables"][0];
    assert_eq!([&table["encoding"], &table["separator"], &table["decimal"]], ["windows-1252", "|", "comma"]);
}

#[test]
fn totals_that_a_system_rounds_are_one_bill() {
    let list = |last: &str| {
        format!(
            "Level,Component number,Comp. Qty (CUn),Component unit\n.1,A,3.000,PC\n..2,W,0.333,KG\n.1,B,1.000,PC\n..2,A,1.000,PC\n...3,W,{last},KG\n"
        )
    };
    let rounded = of_text("rounded", &[("sap.csv", &list("0.111"))], &["--root", "TOP", "--base", "1"]);
    assert_eq!(bom(&rounded), ["TOP A 3 pc", "TOP B 1 pc", "A W 0.333 kg 3", "B A 1 pc"]);
    refused("not rounded", &list("0.113"), &["--root", "TOP", "--base", "1"], "`A` has 2 different bills");
}

#[test]
fn a_gap_in_a_column_of_parents_is_no_continuation() {
    // Every row names its parent, as the first two show: the third lacks one, and whose line it is nobody can say.
    let gap = "parent,child,quantity,unit\npan,steel,1,kg\npan,tin,2,kg\n,lid,1,kg\nlid,steel,3,kg\n";
    refused("gap", gap, &[], "export.csv:4 parent");
    let continued = "parent,child,quantity,unit\npan,steel,1,kg\n,tin,2,kg\n,lid,1,kg\nlid,steel,3,kg\n";
    let import = of_text("continued", &[("bom.csv", continued)], &[]);
    assert_eq!(bom(&import), ["pan steel 1 kg", "pan tin 2 kg", "pan lid 1 kg", "lid steel 3 kg"]);
}

#[test]
fn kingdee_bills_have_numerators_denominators_and_losses() {
    asked("kingdee open", "kingdee.gbk.csv", &[], "E118", "--period");
    asked("kingdee lot", "kingdee.gbk.csv", &["--period", "2024"], "E112", "--lot");
    let kingdee = import("kingdee", "kingdee.gbk.csv", &["--period", "2024", "--lot", "500"]);
    let kettle = kingdee.study().explode("FG-KETTLE");
    // 1/20 x 1.03; 4 x 1.01 + 10/500; 80/1000 x 1.02; heater A ended in June.
    let wanted =
        [("RM-SS304", "0.0515"), ("EL-HEAT-B", "1"), ("0042", "4.06"), ("RM-PP", "0.0816"), ("RM-CORD", "0.75")];
    assert_eq!(kettle.of("leaf"), quantities(&wanted));
    assert_eq!(kettle.of("made"), quantities(&[("SA-BASE", "1")]));
    assert_eq!(kettle.of("byproduct"), quantities(&[("BP-SS", "0.015")]));
    assert_eq!(left_out(&kingdee), is(&[("not-valid", 1), ("alternates", 1)]));
    let before = import("kingdee before", "kingdee.gbk.csv", &["--period", "2023", "--lot", "ignore"]);
    let kettle = before.study().explode("FG-KETTLE").of("leaf");
    assert_eq!((kettle.get("EL-HEAT"), kettle.get("EL-HEAT-B")), (Some(&d("1")), None));
    assert_eq!(kettle["0042"], d("4.04"));

    let levels = import("kingdee levels", "kingdee-levels.csv", &[]).study().explode("FG-KETTLE");
    // Two lids of 30 g, one base of 80 g: the column of totals is not multiplied again.
    assert_eq!(levels.of("leaf"), quantities(&[("RM-PP", "0.14"), ("RM-SS304", "0.05")]));
    assert_eq!(levels.of("made"), quantities(&[("SA-BASE", "1"), ("SA-LID", "2")]));
}

#[test]
fn yonyou_reports_are_blocks_one_below_the_other() {
    let yonyou = import("yonyou", "yonyou-u8.gbk.csv", &["--lot", "1000"]);
    let tap = yonyou.study().explode("FG-TAP");
    // 1 % of taps are lost, on top of what is lost of each part: 1.02 x 1.01, and 2 x 1.005 x 1.01 through the phantom.
    let wanted = [
        ("PT-BODY", "1.0302"),
        ("PT-CERAMIC", "2.0301"),
        ("RM-POM", "0.0124836"),
        ("RM-GREASE", "0.000505"),
        ("PK-BOX", "0.606"),
        ("PK-BAG", "0.404"),
        ("RM-SETUP", "0.005"),
    ];
    assert_eq!(tap.of("leaf"), quantities(&wanted));
    assert_eq!(tap.of("made"), quantities(&[("SA-CART", "1.01")]));
    assert_eq!(tap.of("byproduct"), quantities(&[("BP-BRASS", "0.12")]));
    assert_eq!(left_out(&yonyou), is(&[("not-costed", 1), ("optional", 1)]));
}

#[test]
fn oracle_divides_by_the_yield_and_shares_out_lots() {
    asked("oracle open", "oracle.csv", &["--lot", "100"], "E118", "--period");
    let oracle = import("oracle", "oracle.csv", &["--period", "2024", "--lot", "100"]);
    let valve = oracle.study().explode("FG-VALVE");
    // 2 / 0.8; 12 / 100 / 0.96; bolts through the phantom kit; the old part ended, the tool is not rolled up.
    let wanted = [("FX-BOLT", "8"), ("PT-DISC", "2.5"), ("RM-SETUP", "0.125"), ("PT-NEW", "1")];
    assert_eq!(valve.of("leaf"), quantities(&wanted));
    assert_eq!(left_out(&oracle), is(&[("not-valid", 1), ("not-costed", 1)]));
}

#[test]
fn erpnext_divides_by_what_its_process_leaves() {
    let soap = import("erpnext", "erpnext.csv", &[]).study().explode("FG-SOAP");
    // 48 / 500 / 0.96 of the mix.
    assert_eq!(soap.of("made"), quantities(&[("MX-BASE", "0.1")]));
    let leaves = soap.of("leaf");
    assert_eq!((leaves["RM-OIL"], leaves["RM-LYE"]), (d("0.08"), d("0.0125")));
    assert_eq!(leaves["PK-WRAP"].round(12), d("1.041666666667"), "500 / 500 / 0.96");
}

#[test]
fn solidworks_lists_have_dotted_positions() {
    let cad = import("solidworks", "solidworks.csv", &["--root", "CART"]);
    let cart = cad.study().explode("CART");
    let wanted = [("TUBE-40", "4"), ("NUT-M8", "12"), ("BEARING-608", "8"), ("TYRE-80", "4")];
    assert_eq!(cart.of("leaf"), quantities(&wanted));
    assert_eq!(cart.of("made"), quantities(&[("FRAME-100", "1"), ("PLATE-8", "2"), ("WHEEL-80", "4")]));
    let rows = cad.rows("items.csv");
    let mass = |id: &str| rows.iter().find(|r| r["id"] == id).unwrap()["mass"].clone();
    assert_eq!((mass("TUBE-40").as_str(), mass("TYRE-80").as_str()), ("1.18", ""), "a mass of 0 is unknown");
    assert!(cad.messages().contains("W222"), "{}", cad.messages());
    let portuguese = import("solidworks pt", "solidworks-pt.cp1252.csv", &["--root", "CARRINHO"]);
    let cart = portuguese.study().explode("CARRINHO");
    assert_eq!(cart.of("leaf"), quantities(&[("TUBO-40", "4"), ("RODA-80", "4")]));
}

#[test]
fn what_is_ambiguous_is_asked_for() {
    // What is open about losses and about units is asked in one run.
    asked("both", "generic-loss.csv", &[], "E117", "--loss added");
    asked("both", "generic-loss.csv", &[], "E102", "--unit \"ton=t\"");
    asked("loss", "generic-loss.csv", &["--unit", "ton=t"], "E117", "--loss added");
    asked("ton", "generic-loss.csv", &["--loss", "added"], "E102", "--unit \"ton=t\"");
    asked("comma", "sap-cs12-ambiguous.csv", &["--base", "1"], "E107", "--decimal comma");
    asked("base", "sap-cs12-ambiguous.csv", &["--decimal", "comma"], "E112", "--base 1");
    let loss = |meaning: &str| {
        let flags = ["--unit", "ton=t", "--loss", meaning];
        import(meaning, "generic-loss.csv", &flags).rows("bom.csv").remove(0)
    };
    let [added, divided, ignored] = ["added", "divided", "ignore"].map(loss);
    assert_eq!((added["scrap"].as_str(), added["yield"].as_str()), ("0.03", ""));
    assert_eq!((divided["scrap"].as_str(), divided["yield"].as_str()), ("", "0.97"));
    assert_eq!((ignored["scrap"].as_str(), ignored["yield"].as_str()), ("", ""));
}

/// An import of tables given as text.
fn of_text(name: &str, tables: &[(&str, &str)], flags: &[&str]) -> Import {
    let folder = std::env::temp_dir().join(format!("pcf-import-text-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let paths: Vec<PathBuf> = tables.iter().map(|(file, _)| folder.join(file)).collect();
    for (path, (_, text)) in paths.iter().zip(tables) {
        std::fs::write(path, text).unwrap();
    }
    let import = Import::run(name, paths.into_iter(), flags);
    let _ = std::fs::remove_dir_all(&folder);
    import
}

fn refused(name: &str, text: &str, flags: &[&str], words: &str) {
    let import = of_text(name, &[("export.csv", text)], flags);
    assert_eq!(import.output.status.code(), Some(3), "{name}: {}", import.messages());
    assert!(import.messages().contains(words), "{name}: {}", import.messages());
}

fn bom(import: &Import) -> Vec<String> {
    assert!(import.output.status.success(), "{}", import.messages());
    let columns = ["parent", "child", "quantity", "unit", "per", "scrap", "yield"];
    import.rows("bom.csv").iter().map(|r| columns.map(|c| r[c].as_str()).join(" ").trim_end().to_owned()).collect()
}

#[test]
fn two_columns_for_one_thing_are_asked_for_or_told_apart_by_their_place() {
    refused("two units", "parent,child,quantity,unit,uom\na,b,1,kg,g\n", &[], "several columns can be the unit");
    let decided =
        of_text("decided", &[("a.csv", "parent,child,quantity,unit,uom\na,b,1,kg,g\n")], &["--column", "uom=known"]);
    assert_eq!(bom(&decided), ["a b 1 kg"]);
    let by_place = "parent,quantity,unit,child,quantity,unit\na,50,pc,b,3,kg\n";
    assert_eq!(bom(&of_text("by place", &[("a.csv", by_place)], &[])), ["a b 3 kg 50"]);
    refused("no quantity", "parent,child,unit,wieviel\na,b,kg,1\n", &[], "--column \"wieviel=quantity\"");
}

#[test]
fn repeated_assemblies_are_merged_only_where_they_say_the_same() {
    let head = "level,part number,qty,unit\n0,TOP,1,pc\n";
    let same = format!("{head}1,A,1,pc\n2,B,2,kg\n1,C,1,pc\n2,A,1,pc\n3,B,2,kg\n");
    assert_eq!(bom(&of_text("same", &[("a.csv", &same)], &[])), ["TOP A 1 pc", "TOP C 1 pc", "A B 2 kg", "C A 1 pc"]);
    let other = format!("{head}1,A,1,pc\n2,B,2,kg\n1,C,1,pc\n2,A,1,pc\n3,B,3,kg\n");
    refused("other", &other, &[], "`A` has 2 different bills");
    let short = format!("{head}1,A,1,pc\n2,B,2,kg\n1,C,1,pc\n2,A,1,pc\n");
    assert_eq!(bom(&of_text("not again", &[("a.csv", &short)], &[])).len(), 4, "a list need not explode twice");
    let two = "parent,bom version,child,quantity,unit\na,V1,b,1,kg\na,V2,b,2,kg\n";
    refused("versions", two, &[], "--bill \"a=V1\"");
    assert_eq!(bom(&of_text("chosen", &[("a.csv", two)], &["--bill", "a=V2"])), ["a b 2 kg"]);
}

#[test]
fn an_exploded_list_of_nobody_knows_which_system_is_asked_what_its_quantities_are_for() {
    let list = "level,part number,qty,unit\n0,TOP,1,pc\n1,A,3,pc\n2,B,6,kg\n";
    refused("whose", list, &[], "--quantities per-parent");
    let each = of_text("each", &[("a.csv", list)], &["--quantities", "per-parent"]);
    assert_eq!(bom(&each), ["TOP A 3 pc", "A B 6 kg"]);
    let total = of_text("total", &[("a.csv", list)], &["--quantities", "total", "--base", "1"]);
    assert_eq!(bom(&total), ["TOP A 3 pc", "A B 6 kg 3"]);
}

#[test]
fn one_alternate_counts_or_all_by_probabilities_that_sum_to_one() {
    let list = |p: [&str; 2]| {
        format!(
            "parent,child,quantity,unit,alternative group,usage probability\na,b,2,kg,1,{}\na,c,2,kg,1,{}\na,d,1,kg,,\n",
            p[0], p[1]
        )
    };
    let shares = of_text("shares", &[("a.csv", &list(["70", "30"]))], &[]);
    assert_eq!(bom(&shares), ["a b 1.4 kg", "a c 0.6 kg", "a d 1 kg"]);
    let one = of_text("one", &[("a.csv", &list(["100", "0"]))], &[]);
    assert_eq!(bom(&one), ["a b 2 kg", "a d 1 kg"]);
    refused("half", &list(["70", "20"]), &[], "--alternates first");
    let first = of_text("first", &[("a.csv", &list(["", ""]))], &["--alternates", "first"]);
    assert_eq!(bom(&first), ["a b 2 kg", "a d 1 kg"]);
    refused("open", &list(["", ""]), &[], "--alternates first");
}

#[test]
fn a_map_makes_next_year_one_command() {
    let folder = std::env::temp_dir().join(format!("pcf-import-map-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let map = folder.join("map.toml");
    let map_flag = map.to_str().unwrap();
    let table = |quantity: &str| format!("parent,child,Anz,uom,unit,loss %\na,b,{quantity},ton,?,3\n");
    let flags = ["--column", "Anz=quantity", "--column", "unit=known", "--unit", "ton=t", "--loss", "divided"];
    let first = of_text(
        "this year",
        &[("a.csv", &table("1,5").replace(',', ";").replace("1;5", "1,5"))],
        &[&flags[..], &["--map", map_flag]].concat(),
    );
    assert_eq!(bom(&first), ["a b 1.5 t   0.97"]);
    let next = of_text("next year", &[("b.csv", &table("7").replace(',', ";"))], &["--map", map_flag]);
    assert_eq!(bom(&next), ["a b 7 t   0.97"]);
    let over = of_text("over", &[("b.csv", &table("7").replace(',', ";"))], &["--map", map_flag, "--loss", "added"]);
    assert_eq!(bom(&over), ["a b 7 t  0.03"], "a flag wins over the map");
    std::fs::write(&map, "loss = \"sometimes\"\n").unwrap();
    let broken = of_text("broken", &[("b.csv", &table("7"))], &["--map", map_flag]);
    assert_eq!(broken.output.status.code(), Some(3), "{}", broken.messages());
    let _ = std::fs::remove_dir_all(&folder);
}

#[test]
fn units_of_a_system_are_those_it_defines() {
    let lines = "parent,child,quantity,unit\na,wire,2,Cone 5000 m\na,oil,3,oz\na,label,1,Box of 100\n";
    let units = "Unit Name,Contains,Reference Unit\nCone 5000 m,5000,m\nBox of 100,100,Units\noz,28.3495,g\n";
    let import = of_text("own units", &[("a.csv", lines), ("uom.csv", units)], &[]);
    assert_eq!(bom(&import), ["a wire 10000 m", "a oil 3 oz", "a label 100 pc"]);
    assert!(import.messages().contains("W221"), "the system rounds its ounce: {}", import.messages());
    refused("unknown unit", lines, &[], "`Cone 5000 m` (1 cells) is not a known unit");
}

#[test]
fn by_products_share_the_cost_where_that_is_decided() {
    let bills = "Parent BoM/Product/Internal Reference,Parent BoM/Quantity,Parent BoM/Unit,Component/Internal Reference,Quantity,Unit\nFG,100,Units,RM,412,kg\n";
    let outputs =
        "BoM/Product/Internal Reference,By-product/Internal Reference,Quantity,Unit,Cost Share (%)\nFG,BP,85,kg,2\n";
    let files = [("a.csv", bills), ("b.csv", outputs)];
    let shares = |import: &Import| import.rows("coproducts.csv").iter().map(|r| r["share"].clone()).collect::<Vec<_>>();
    assert_eq!(shares(&of_text("no credit", &files, &[])), ["1", "0"]);
    assert_eq!(shares(&of_text("cost", &files, &["--by-products", "cost-share"])), ["0.98", "0.02"]);
    let mass = of_text("mass", &files, &["--by-products", "mass"]);
    assert_eq!(mass.rows("coproducts.csv")[0]["allocation"], "mass");
}

#[test]
fn numeric_codes_of_a_workbook_are_warned_about() {
    // The workbook of tests/fixtures/import/numeric-codes.xlsx holds the code 42 as a number.
    let import = import("numeric", "numeric-codes.xlsx", &[]);
    assert!(import.messages().contains("W225"), "{}", import.messages());
    assert_eq!(bom(&import), ["FG-1 42 2 pc"]);
}

#[test]
fn lists_of_circuit_boards_say_the_same_grouped_and_ungrouped() {
    let head = "Refs,Value,Footprint,Qty,DNP\n";
    let grouped = format!("{head}\"C1,C3-C5\",1uF,lib:C_0603,4,\nR1,10k,lib:R_0402,1,\n");
    let single: String = ["C1", "C3", "C4", "C5"].map(|c| format!("{c},1uF,lib:C_0603,1,\n")).concat();
    let single = format!("{head}{single}R1,10k,lib:R_0402,1,\n");
    let leaves = |name: &str, text: &str| {
        of_text(name, &[("board.csv", text)], &["--root", "board"]).study().explode("board").of("leaf")
    };
    let wanted = quantities(&[("1uF C_0603", "4"), ("10k R_0402", "1")]);
    assert_eq!(leaves("grouped", &grouped), wanted);
    assert_eq!(leaves("single", &single), wanted);
    refused("refs", &grouped.replace(",4,", ",5,"), &[], "the quantity is 5, but 4 places of use are listed");
}

#[test]
fn tables_of_sap_have_base_quantities_and_component_scrap() {
    let table = "MATNR;WERKS;IDNRK;POSTP;MENGE;MEINS;BMENG;AUSCH;FMENG\n\
                 FG;1000;A;L;1,5;KG;10;2,00;\nFG;1000;B;L;3,000-;KG;10;0,00;\nFG;1000;C;L;7,000;KG;10;0,00;X\n";
    let import = of_text("stpo", &[("stpo.csv", table)], &["--lot", "200"]);
    assert_eq!(bom(&import), ["make FG A 1.5 kg  0.02", "make FG C 7 kg 20"]);
    let outputs = import.rows("coproducts.csv");
    assert_eq!((outputs[0]["quantity"].as_str(), outputs[1]["quantity"].as_str()), ("10", "3"));
    let fg = import.study().explode("FG");
    assert_eq!(fg.of("leaf"), quantities(&[("A", "0.153"), ("C", "0.035")]));
    assert_eq!(fg.of("byproduct"), quantities(&[("B", "0.3")]));
}

#[test]
fn a_blank_quantity_is_one_where_the_system_says_so() {
    let list =
        "level,bl_item_item_id,bl_rev_object_name,bl_quantity,bl_uom\n0,TOP,Top,,\n1,A,Arm,,each\n2,B,Bolt,4,each\n";
    assert_eq!(bom(&of_text("teamcenter", &[("plm.csv", list)], &[])), ["TOP A 1 pc", "A B 4 pc"]);
    refused("blank", "parent,child,quantity,unit\na,b,,kg\n", &[], "E107");
}

#[test]
fn french_and_japanese_headers_are_known() {
    let french = "Nomenclature parente/Produit/Référence interne;Nomenclature parente/Quantité;Nomenclature parente/Unité;Composant/Référence interne;Composant;Quantité;Unité\nFG;100,0;Unité(s);A;[A] Vis;102,5;kg\n";
    assert_eq!(bom(&of_text("french", &[("a.csv", french)], &[])), ["FG A 102.5 kg 100"]);
    let japanese = "親部品表/製品/内部参照,親部品表/数量,親部品表/単位,構成品/内部参照,構成品,数量,単位\nFG,10.0,個,A,[A] ねじ,2.5,個\n";
    assert_eq!(bom(&of_text("japanese", &[("a.csv", japanese)], &[])), ["FG A 2.5 pc 10"]);
}

#[test]
fn a_total_is_left_out_and_said_and_a_part_with_that_name_is_a_part() {
    let list = "Component,Parent,Qty,UoM\nM1,FG1,4,kg\nSum,FG1,3,kg\nTotal,,7,\nM2,FG1,1,kg\n";
    let import = of_text("totals", &[("list.csv", list)], &[]);
    assert_eq!(bom(&import), ["FG1 M1 4 kg", "FG1 Sum 3 kg", "FG1 M2 1 kg"]);
    let said = import.messages();
    assert!(said.contains("W226") && said.contains("list.csv:4") && said.contains("Total, 7"), "{said}");
}

#[test]
fn a_unit_that_is_stated_and_unclear_is_asked_about_once() {
    let list = "Parent,Component,Qty,UoM\nFG1,M1,2,kg\nFG1,M3,5,ton\n";
    let said = of_text("unclear", &[("export.csv", list)], &[]).messages();
    assert!(said.contains("--unit \"ton=t\"") && !said.contains("--blank-unit"), "{said}");
}
