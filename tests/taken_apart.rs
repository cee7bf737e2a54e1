//! A footprint taken apart: from one side, by single paths, and as an explanation. The kettle below is small enough to be
//! worked out by hand, and every number of it stands here.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

mod support;

use product_footprint::trust::{Breakdown, Brings, ExplainedItem, ExplainedLine, Group, GroupBy, PathSearch};
use product_footprint::{Decimal, Error, FactorLibrary, Footprint, Model, Place, Stage, Study};
use support::Folder;

fn model(name: &str, files: &[(&str, &str)]) -> Model {
    let folder = Folder::new(&format!("taken-apart-{name}"));
    for (name, text) in files {
        folder.file(name, text);
    }
    let study = Study::open(&folder.0).unwrap();
    let _ = std::fs::remove_dir_all(&folder.0);
    Model::new(study, FactorLibrary::empty()).unwrap_or_else(|e| panic!("{:#?}", e.diagnostics()))
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// `part` of the kettle's 12.05 kg.
fn share(part: &str) -> Option<Decimal> {
    number(part).checked_div(number("12.05")).ok()
}

/// A screw carries 0.2 kg, a body 4.8 kg, a cord 1.2 kg; the kettle 9.6 + 1.2 + 2 - 0.75 = 12.05 kg. What is saved counts
/// beyond the boundary, what is idle brings nothing.
fn kettle(name: &str) -> Model {
    model(
        name,
        &[
            (
                "bom.csv",
                "parent,child,quantity,unit,stage\n\
                 kettle,body,2,piece,\n\
                 kettle,cord,1,piece,\n\
                 kettle,copper@CL,0.5,kg,\n\
                 kettle,scrap,-0.75,kg,\n\
                 kettle,saved,1,kg,beyond-boundary\n\
                 body,copper@CL,1,kg,\n\
                 body,screw,4,piece,\n\
                 cord,copper@CL,0.25,kg,\n\
                 cord,screw,1,piece,\n\
                 cord,idle,1,piece,\n\
                 idle,water@CN,1,kg,\n\
                 screw,steel@CN,0.1,kg,production\n",
            ),
            (
                "items.csv",
                "id,unit,name,supplier\n\
                 kettle,piece,Kettle,Us\nbody,piece,Body,Ace\ncord,piece,Cord,\nscrew,piece,Screw,Bolt\nidle,piece,Idle,\n",
            ),
            (
                "factors.csv",
                "id,unit,region,co2e\ncopper,kg,CL,4\nsteel,kg,CN,2\nscrap,kg,,1\nsaved,kg,,3\nwater,kg,CN,0\n",
            ),
            ("study.toml", "[rules]\nnegative_lines = true\n[[product]]\nid = \"kettle\"\n"),
        ],
    )
}

type Part = (String, String, Option<Decimal>, Option<String>);

fn parts(footprint: &Footprint, by: GroupBy) -> Vec<Part> {
    let side = footprint.contributions_by().iter().find(|side| side.by() == by).unwrap();
    let part = |g: &Group| {
        let carried = g.cumulative().map(|c| c.kg_co2e().to_string());
        (g.key().to_owned(), g.direct().kg_co2e().to_string(), g.share(), carried)
    };
    side.groups().iter().map(part).collect()
}

fn expected(rows: &[(&str, &str)]) -> Vec<Part> {
    rows.iter().map(|(key, kg)| ((*key).to_owned(), (*kg).to_owned(), share(kg), None)).collect()
}

#[test]
fn every_side_of_the_kettle_is_as_worked_out_by_hand() {
    let footprint = kettle("sides").footprint_by("kettle", &GroupBy::ALL).unwrap();
    assert_eq!(footprint.total_all_stages(), number("12.05"));
    let sides: Vec<GroupBy> = footprint.contributions_by().iter().map(Breakdown::by).collect();
    assert_eq!(sides, GroupBy::ALL);

    let by = |side| parts(&footprint, side);
    assert_eq!(by(GroupBy::Region), expected(&[("CL", "11"), ("CN", "1.8"), ("", "-0.75")]));
    assert_eq!(by(GroupBy::Origin), expected(&[("upstream", "10.8"), ("direct", "1.25")]));
    assert_eq!(by(GroupBy::Stage), expected(&[("raw-materials", "10.25"), ("production", "1.8")]));
    // The kettle's own supplier delivers nothing to it; the screws in a body are what Ace delivers, not what Bolt does.
    assert_eq!(by(GroupBy::Supplier), expected(&[("Ace", "9.6"), ("", "2.25"), ("Bolt", "0.2")]));
    let factors = by(GroupBy::Factor);
    assert_eq!(
        factors.iter().map(|(_, kg, of, _)| (kg.as_str(), *of)).collect::<Vec<_>>(),
        [("11", share("11")), ("1.8", share("1.8")), ("-0.75", share("-0.75")), ("0", share("0"))]
    );

    let items = [
        ("body", "8", "9.6"),
        ("screw", "1.8", "1.8"),
        ("kettle", "1.25", "12.05"),
        ("cord", "1", "1.2"),
        ("idle", "0", "0"),
    ];
    let items: Vec<Part> =
        items.map(|(id, kg, all)| (id.to_owned(), kg.to_owned(), share(kg), Some(all.to_owned()))).into();
    assert_eq!(by(GroupBy::Item), items);
}

/// Of a line that a stage claims, all that is below counts there, whoever delivers it.
#[test]
fn what_a_supplier_delivers_counts_in_the_stage_that_claims_it() {
    let lamp = model(
        "claimed",
        &[
            (
                "bom.csv",
                "parent,child,quantity,unit,stage\n\
                 lamp,bulb,3,piece,use\n\
                 lamp,old,2,piece,beyond-boundary\n\
                 lamp,glass,1,kg,\n\
                 bulb,glass,0.5,kg,\n\
                 bulb,spared,1,kg,beyond-boundary\n\
                 old,glass,1,kg,\n",
            ),
            ("items.csv", "id,unit,supplier\nbulb,piece,Ace\nold,piece,Bolt\n"),
            ("factors.csv", "id,unit,co2e\nglass,kg,2\nspared,kg,5\n"),
            ("study.toml", "[study]\nboundary = \"cradle-to-grave\"\n[[product]]\nid = \"lamp\"\namount = 2\n"),
        ],
    );
    let footprint = lamp.footprint_by("lamp", &GroupBy::ALL).unwrap();
    assert_eq!(footprint.total_all_stages(), number("10"));
    let of = |by| {
        let all = parts(&footprint, by);
        all.into_iter().map(|(key, kg, ..)| format!("{key} {kg}")).collect::<Vec<_>>()
    };
    assert_eq!(of(GroupBy::Supplier), ["Ace 6", " 4"]);
    assert_eq!(of(GroupBy::Stage), ["use 6", "raw-materials 4"]);
    assert_eq!(of(GroupBy::Origin), ["upstream 6", "direct 4"]);
}

/// y needs 0.4 x and 1 kg of 4, x needs 0.5 y: one y carries 4 / 0.8 = 5, one x 2.5.
const LOOP: [(&str, &str); 4] = [
    ("bom.csv", "parent,child,quantity,unit\np,x,1,piece\nx,y,0.5,piece\ny,x,0.4,piece\ny,copper,1,kg\n"),
    ("items.csv", "id,unit,supplier\np,piece,\ny,piece,Ace\n"),
    ("factors.csv", "id,unit,co2e\ncopper,kg,4\n"),
    ("study.toml", "[rules]\nnegative_lines = true\n[[product]]\nid = \"p\"\n"),
];

/// The same with other lines, of p and x alone.
fn of_p_and_x(bom: &'static str) -> [(&'static str, &'static str); 4] {
    let mut files = LOOP;
    files[0].1 = bom;
    files[1].1 = "id,unit\np,piece\nx,piece\n";
    files
}

#[test]
fn what_an_item_in_a_loop_carries_counts_each_kilogram_once() {
    let footprint = model("loop", &LOOP).footprint_by("p", &GroupBy::ALL).unwrap();
    let carried = parts(&footprint, GroupBy::Item);
    let rows: Vec<_> = carried.iter().map(|(id, kg, _, all)| (id.as_str(), kg.as_str(), all.as_deref())).collect();
    assert_eq!(rows, [("y", "2.5", Some("2.5")), ("p", "0", Some("2.5")), ("x", "0", Some("2.5"))]);
    let suppliers = parts(&footprint, GroupBy::Supplier);
    assert_eq!(suppliers.iter().map(|(key, kg, ..)| (key.as_str(), kg.as_str())).collect::<Vec<_>>(), [("Ace", "2.5")]);
    // An item that needs itself.
    let own = of_p_and_x("parent,child,quantity,unit\np,x,3,piece\nx,x,0.75,piece\nx,copper,1,kg\n");
    let footprint = model("self", &own).footprint_by("p", &[GroupBy::Item]).unwrap();
    let rows: Vec<_> = parts(&footprint, GroupBy::Item).into_iter().map(|(id, kg, _, all)| (id, kg, all)).collect();
    let all = || Some("48".to_owned());
    assert_eq!(rows, [("x".to_owned(), "48".to_owned(), all()), ("p".to_owned(), "0".to_owned(), all())]);
}

fn paths(model: &Model, id: &str, search: PathSearch) -> (Vec<(String, String)>, [String; 2]) {
    let (footprint, found) = model.structural_paths(id, &search).unwrap();
    assert!(!found.gave_up());
    let total = footprint.total_all_stages();
    let mut so_far = number("0");
    let mut rows = Vec::new();
    for path in found.paths() {
        so_far = so_far.checked_add(path.kg_co2e()).unwrap();
        assert_eq!(path.share(), path.kg_co2e().checked_div(total).ok());
        assert_eq!(path.cumulative_share(), so_far.checked_div(total).ok());
        rows.push((format!("{} {}", path.items().join(" "), path.factor().id()), path.kg_co2e().to_string()));
    }
    let rests = [found.rest_positive(), found.rest_negative()];
    let all = rests.iter().fold(so_far, |sum, rest| sum.checked_add(*rest).unwrap());
    assert_eq!(all, total);
    (rows, rests.map(|rest| rest.to_string()))
}

#[test]
fn the_paths_of_the_kettle_come_largest_first_with_what_is_left() {
    let kettle = kettle("paths");
    let all = [
        ("kettle body copper", "8"),
        ("kettle copper", "2"),
        ("kettle body screw steel", "1.6"),
        ("kettle cord copper", "1"),
        ("kettle scrap", "-0.75"),
        ("kettle cord screw steel", "0.2"),
    ];
    let owned = |count: usize| -> Vec<(String, String)> {
        all[..count].iter().map(|(path, kg)| ((*path).to_owned(), (*kg).to_owned())).collect()
    };
    let found = |search: PathSearch| paths(&kettle, "kettle", search);
    // Nine tenths of 13.55, the sum of all absolute amounts, are 12.195.
    assert_eq!(found(PathSearch::new()), (owned(4), ["0.2".to_owned(), "-0.75".to_owned()]));
    assert_eq!(found(PathSearch::new().share(Decimal::ONE)), (owned(6), ["0".to_owned(), "0".to_owned()]));
    assert_eq!(found(PathSearch::new().most(2)), (owned(2), ["2.8".to_owned(), "-0.75".to_owned()]));
    assert_eq!(found(PathSearch::new().share(number("0"))), (owned(1), ["4.8".to_owned(), "-0.75".to_owned()]));
    let five = PathSearch::new().share(Decimal::ONE).most(5);
    assert_eq!(found(five), (owned(5), ["0.2".to_owned(), "0".to_owned()]));

    let (_, listed) = kettle.structural_paths("kettle", &PathSearch::new()).unwrap();
    let seen: Vec<(Stage, String)> = listed.paths().iter().map(|p| (p.stage(), p.quantity().to_string())).collect();
    let raw = |kg: &str| (Stage::RawMaterials, kg.to_owned());
    assert_eq!(seen, [raw("2"), raw("0.5"), (Stage::Production, "0.8".to_owned()), raw("0.25")]);
}

#[test]
fn paths_through_a_loop_go_round_until_enough_is_explained() {
    let own = of_p_and_x("parent,child,quantity,unit\np,x,1,piece\nx,x,0.5,piece\nx,copper,1,kg\n");
    let found = paths(&model("round", &own), "p", PathSearch::new());
    let row = |items: &str, kg: &str| (format!("{items} copper"), kg.to_owned());
    let rows = vec![row("p x", "4"), row("p x x", "2"), row("p x x x", "1"), row("p x x x x", "0.5")];
    assert_eq!(found, (rows, ["0.5".to_owned(), "0".to_owned()]));
}

/// A factor that takes away is one whose components add up to less than zero.
#[test]
fn paths_to_a_factor_that_takes_away_are_bounded_by_its_absolute_amount() {
    let wood = model(
        "wood",
        &[
            ("bom.csv", "parent,child,quantity,unit\nstool,seat,2,piece\nseat,wood,1,kg\nseat,glue,0.1,kg\n"),
            ("items.csv", "id,unit\nstool,piece\nseat,piece\n"),
            ("factors.csv", "id,unit,fossil,land_removals\nwood,kg,0.2,-1.5\nglue,kg,3,\n"),
            ("study.toml", "[[product]]\nid = \"stool\"\n"),
        ],
    );
    let found = paths(&wood, "stool", PathSearch::new().share(Decimal::ONE));
    let rows =
        vec![("stool seat wood".to_owned(), "-2.6".to_owned()), ("stool seat glue".to_owned(), "0.6".to_owned())];
    assert_eq!(found, (rows, ["0".to_owned(), "0".to_owned()]));
}

/// Where the absolute amounts of a loop grow without end, there is no sum of the paths that are left.
#[test]
fn a_loop_whose_absolute_amounts_have_no_sum_has_no_paths() {
    let own = of_p_and_x("parent,child,quantity,unit\np,x,1,piece\nx,x,-1.5,piece\nx,copper,1,kg\n");
    let model = model("endless", &own);
    assert_eq!(model.footprint("p").unwrap().total_all_stages(), number("1.6"));
    let error: Error = model.structural_paths("p", &PathSearch::new()).unwrap_err();
    assert_eq!(error.diagnostics().iter().map(|d| d.code().to_string()).collect::<Vec<_>>(), ["E103"]);
}

fn line_texts(item: &ExplainedItem, items: &[ExplainedItem]) -> Vec<String> {
    let text = |line: &ExplainedLine| {
        let brings = match line.brings() {
            Brings::Item(at) => items[*at].id().to_owned(),
            Brings::Factor(factor) => factor.id().to_owned(),
        };
        let stage = line.stage().map_or("", Stage::name);
        let row = line.place().and_then(Place::row_number).unwrap_or_default();
        format!("{} {} {} {brings} {stage} {} row {row}", line.child(), line.quantity(), line.unit(), line.kg_co2e())
    };
    item.lines().iter().map(text).collect()
}

#[test]
fn the_explanation_of_the_kettle_has_every_line_and_folds_the_small_ones() {
    let kettle = kettle("explained");
    let (_, all) = kettle.explain("kettle", number("0")).unwrap();
    let items = all.items();
    let heads: Vec<String> =
        items.iter().map(|i| format!("{} {} {}", i.id(), i.per_unit().kg_co2e(), i.user_count())).collect();
    assert_eq!(heads, ["kettle 12.05 0", "body 4.8 1", "screw 0.2 2", "cord 1.2 1", "idle 0 1"]);
    assert!(items.iter().all(|item| item.folded() == (0, number("0"))));
    assert_eq!(
        line_texts(&items[0], items),
        [
            "body 2 piece body  9.6 row 2",
            "copper 0.5 kg copper  2 row 4",
            "cord 1 piece cord  1.2 row 3",
            "scrap -0.75 kg scrap  -0.75 row 5",
            "saved 1 kg saved beyond-boundary 0 row 6",
        ]
    );
    assert_eq!(line_texts(&items[2], items), ["steel 0.1 kg steel production 0.2 row 13"]);
    // Shares are of the whole kettle: nine screws are in it.
    let shares: Vec<Option<Decimal>> = items[1].lines().iter().chain(items[2].lines()).map(|l| l.share()).collect();
    assert_eq!(shares, [share("8"), share("1.6"), share("1.8")]);

    let (_, large) = kettle.explain("kettle", number("0.1")).unwrap();
    let items = large.items();
    let heads: Vec<String> = items.iter().map(|i| format!("{} {:?} {}", i.id(), i.folded().0, i.folded().1)).collect();
    assert_eq!(heads, ["kettle 3 0.45", "body 0 0", "screw 0 0"]);
    assert_eq!(items[2].user_count(), 1);
    // A line that has just the share is shown.
    let (_, bound) = kettle.explain("kettle", share("1.2").unwrap()).unwrap();
    assert_eq!(bound.items()[0].lines().len(), 3);
}

#[test]
fn shares_are_of_the_total_and_factors_say_whether_they_are_as_wanted() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/F-region-and-year");
    let model = Model::new(Study::open(folder).unwrap(), FactorLibrary::empty()).unwrap();
    let footprint = model.footprint("plant").unwrap();
    let total = footprint.total_all_stages();
    let mut seen = Vec::new();
    for contribution in footprint.contributions() {
        assert_eq!(contribution.share(), contribution.kg_co2e().checked_div(total).ok());
        let factor = contribution.factor();
        seen.push(format!("{} {} {}", factor.id(), factor.is_coarser(), factor.is_older()));
    }
    for line in model.trace("plant").unwrap().1 {
        assert_eq!(line.share(), line.kg_co2e().checked_div(total).ok());
    }
    seen.sort();
    // The site lies in CN-ZJ: of its own province is the grid alone, and 2023 was asked for by name.
    let grid = ["grid false false", "grid false false", "grid true false", "grid true false"];
    assert_eq!(seen[..4], grid);
    assert_eq!(seen[4..], ["heat true false", "paint true true", "steel true false"]);
}

/// Nine screws are in a kettle, four in a body; the other way round the cord's are in none but it and the kettle.
#[test]
fn where_used_is_printed_in_every_form() {
    let folder = Folder::new("taken-apart-used");
    folder.file("bom.csv", "parent,child,quantity,unit\nkettle,body,2,piece\nkettle,cord,1,piece\nbody,screw,4,piece\ncord,screw,1,piece\nscrew,steel,0.1,kg\n");
    folder.file("items.csv", "id,unit,name\nscrew,piece,Screw\nkettle,piece,\"Kettle, large\"\n");
    folder.file("factors.csv", "id,unit,co2e\nsteel,kg,2\n");
    let run = |format: &str| {
        let output = folder.pcf(&["where-used", ".", "--item", "screw", "--lang", "en", "--format", format]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let csv = "item,used_in,quantity,unit,per,top,name\n\
               screw,body,4,piece,piece,no,\nscrew,cord,1,piece,piece,no,\nscrew,kettle,9,piece,piece,yes,\"Kettle, large\"\n";
    assert_eq!(run("csv"), csv);
    let json: serde_json::Value = serde_json::from_str(&run("json")).unwrap();
    assert_eq!(json["item"], serde_json::json!({ "id": "screw", "name": "Screw", "unit": "piece" }));
    let rows: Vec<String> = json["used_in"]
        .as_array()
        .unwrap()
        .iter()
        .map(|u| format!("{} {} {}", u["id"], u["quantity"], u["top"]))
        .collect();
    assert_eq!(rows, ["\"body\" \"4\" false", "\"cord\" \"1\" false", "\"kettle\" \"9\" true"]);
    let text = run("text");
    assert!(text.starts_with("Screw (screw) is used in 3 items, 1 of which nothing uses in turn\n"), "{text}");
    let row = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert!(text.lines().any(|l| row(l)[..].starts_with(&["kettle".to_owned(), "9".to_owned()])), "{text}");
    let none = folder.pcf(&["where-used", ".", "--item", "kettle", "--lang", "en"]);
    assert_eq!(
        String::from_utf8(none.stdout).unwrap(),
        "Kettle, large (kettle) is used in 0 items, 0 of which nothing uses in turn\n"
    );
}
