//! Exports of real installations become studies whose exploded quantities are exactly those of the records behind them.
//!
//! The exports are in the folder that PCF_SHARED names; without it those tests print "skipped". Layouts of systems that
//! cannot be run here are in `tests/fixtures/import/`, written by hand from their descriptions.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and says when it was skipped")]

mod exploded;

use std::path::PathBuf;

use exploded::{Import, d};

fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("PCF_SHARED").map(|f| PathBuf::from(f).join("erp"));
    let folder = folder.filter(|f| f.join("expected").is_dir());
    if folder.is_none() {
        println!("skipped: PCF_SHARED does not name a folder with erp/");
    }
    folder
}

/// Exports of all three products, and whether they say what by-products there are.
const WHOLE: &[(&str, &[&str], bool)] = &[
    ("odoo flat en", &["odoo19/mrp.bom.line.flat.en_US.csv"], false),
    ("odoo flat de", &["odoo19/mrp.bom.line.flat.de_DE.csv"], false),
    ("odoo flat zh xlsx", &["odoo19/mrp.bom.line.flat.zh_CN.xlsx"], false),
    ("odoo multirow en", &["odoo19/mrp.bom.multirow.en_US.csv"], false),
    ("odoo multirow en xlsx", &["odoo19/mrp.bom.multirow.en_US.xlsx"], false),
    ("odoo multirow zh", &["odoo19/mrp.bom.multirow.zh_CN.csv"], false),
    (
        "odoo with items, units, by-products",
        &[
            "odoo19/mrp.bom.line.flat.en_US.csv",
            "odoo19/product.template.en_US.csv",
            "odoo19/uom.uom.en_US.csv",
            "odoo19/mrp.bom.byproduct.en_US.csv",
        ],
        true,
    ),
    (
        "odoo, everything at once",
        &[
            "odoo19/mrp.bom.line.flat.de_DE.csv",
            "odoo19/mrp.bom.multirow.zh_CN.csv",
            "odoo19/product.template.en_US.xlsx",
            "odoo19/product.template.zh_CN.csv",
            "odoo19/uom.uom.en_US.csv",
            "odoo19/mrp.bom.byproduct.en_US.csv",
            "odoo19/mrp.routing.workcenter.en_US.csv",
            "odoo19/mrp.workcenter.en_US.csv",
            "odoo19/product.supplierinfo.en_US.csv",
            "odoo19/purchase.order.line.en_US.csv",
            "odoo19/res.partner.en_US.csv",
            "odoo19/stock.move.en_US.csv",
            "odoo19/stock.move.zh_CN.csv",
        ],
        true,
    ),
    ("tryton two lists", &["tryton8/production.bom.en.utf8.csv"], true),
    ("tryton en", &["tryton8/production.bom.input.en.utf8bom.csv", "tryton8/production.bom.output.en.utf8.csv"], true),
    (
        "tryton de cp1252",
        &[
            "tryton8/production.bom.input.de.cp1252.semicolon.csv",
            "tryton8/production.bom.output.de.cp1252.semicolon.csv",
        ],
        true,
    ),
    (
        "tryton de libreoffice tsv",
        &["tryton8/production.bom.input.de.libreoffice.decimalcomma.tsv", "tryton8/production.bom.output.en.utf8.csv"],
        true,
    ),
    (
        "tryton de libreoffice xls",
        &["tryton8/production.bom.input.de.libreoffice.xls", "tryton8/production.bom.output.de.cp1252.semicolon.csv"],
        true,
    ),
    (
        "tryton zh gb18030",
        &["tryton8/production.bom.input.zh_CN.gb18030.tsv", "tryton8/production.bom.output.en.utf8.csv"],
        true,
    ),
    (
        "tryton, everything at once",
        &[
            "tryton8/production.bom.en.utf8.csv",
            "tryton8/product.product.de.cp1252.semicolon.csv",
            "tryton8/product.uom.en.utf8.csv",
            "tryton8/product.product-production.bom.en.utf8.csv",
            "tryton8/stock.move.de.cp1252.semicolon.csv",
        ],
        true,
    ),
];

#[test]
fn exports_of_whole_bills_give_the_expected_quantities_exactly() {
    let Some(shared) = shared() else { return };
    let expected = exploded::expected(&shared.join("expected/exploded_leaves.csv"));
    for (name, files, with_by_products) in WHOLE {
        let import = Import::of(name, files.iter().map(|f| shared.join(f)), &[]);
        let study = import.study();
        for top in ["FG-DL100", "FG-GH20", "FG-CR40"] {
            let found = study.explode(top);
            for kind in ["leaf", "made"] {
                assert_eq!(found.of(kind), exploded::of(&expected, top, kind), "{name}: {kind} of {top}");
            }
            if *with_by_products {
                assert_eq!(found.of("byproduct"), exploded::of(&expected, top, "byproduct"), "{name}: {top}");
            } else {
                assert!(found.of("byproduct").is_empty(), "{name}: by-products are not invented");
            }
        }
    }
}

#[test]
fn inventree_lists_give_the_expected_quantities_exactly() {
    let Some(shared) = shared() else { return };
    let expected = exploded::expected(&shared.join("expected/exploded_leaves.csv"));
    let parts = shared.join("inventree15/own.parts.csv");
    for (file, top) in [
        ("own.FG-DL100.multilevel.csv", "FG-DL100"),
        ("own.FG-DL100.multilevel.zh.csv", "FG-DL100"),
        ("own.FG-GH20.multilevel.de.tsv", "FG-GH20"),
    ] {
        let files = [shared.join("inventree15").join(file), parts.clone()];
        let net = Import::of(file, files.clone().into_iter(), &["--loss", "ignore", "--lot", "ignore"]);
        let found = net.study().explode(top);
        for kind in ["leaf", "made"] {
            assert_eq!(found.of(kind), exploded::of(&expected, top, kind), "{file}: {kind}");
        }
        if top == "FG-DL100" {
            // Attrition of 1.5 % on four lines; half a kilogram of sheet once per order of a hundred.
            let gross = Import::of(file, files.into_iter(), &["--lot", "100"]).study().explode(top);
            let mut wanted = exploded::of(&expected, top, "leaf");
            for (item, quantity) in &mut wanted {
                match item.as_str() {
                    "RM-PCB-AL" | "EL-LED-2835" | "EL-CONN-2P" | "EL-PSU-12W" => {
                        *quantity = quantity.checked_mul(d("1.015")).unwrap();
                    }
                    "RM-AL-SHEET" => *quantity = quantity.checked_add(d("0.005")).unwrap(),
                    _ => {}
                }
            }
            assert_eq!(gross.of("leaf"), wanted, "{file} with losses");
        }
    }
    let files = [shared.join("inventree15/own.FG-CR40.single.csv"), parts];
    let single = Import::of("single", files.into_iter(), &[]).study().explode("FG-CR40");
    let mut wanted = exploded::of(&expected, "FG-CR40", "leaf");
    wanted.retain(|item, _| item == "PT-LABEL");
    wanted.insert("MX-PP15".to_owned(), d("2.1"));
    assert_eq!(single.of("leaf"), wanted, "one level only: the mix is not exploded");
}
