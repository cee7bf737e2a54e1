//! The factor library against the tables that it was made of: nothing lost, nothing invented, no digit changed.
//!
//! The tables are in the folder that PCF_SHARED names; without it these tests print "skipped".

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a test may panic and print"
)]

mod factor_rows;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use factor_rows::{Potentials, Row, decimal, factors, number, root, short, table, value};
use num_rational::BigRational;
use num_traits::Signed;

/// The folder of the starter tables, if there is one.
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("PCF_SHARED").map(|f| PathBuf::from(f).join("factors"));
    if folder.is_none() {
        println!("skipped: PCF_SHARED is not set");
    }
    folder
}

const TABLES: [&str; 6] = ["electricity", "fuels", "process", "materials", "transport", "waste"];

fn may_ship(row: &Row) -> bool {
    ["PRIMARY", "CROSS", "SEEN-SINGLE"].contains(&row.get("confidence"))
}

#[test]
fn what_may_ship_ships_and_nothing_else() {
    let Some(folder) = shared() else { return };
    let rows = factors();
    let parameters = table(root().join("data/factors/parameters.csv"));
    let excluded = table(root().join("tools/factors/exclude.csv"));
    assert!(excluded.iter().all(|r| r.get("reason").len() > 10), "every exclusion has a reason");
    let mut shipped: BTreeMap<&str, &str> = BTreeMap::new();
    for row in rows.iter().chain(&parameters) {
        shipped.extend(row.parts().into_iter().map(|part| (part, row.get("name_zh"))));
    }
    let excluded: BTreeSet<&str> = excluded.iter().map(|r| r.get("row")).collect();
    let mut known = BTreeSet::new();
    for name in TABLES {
        for source in table(folder.join(format!("{name}.csv"))) {
            let id = source.get("id");
            known.insert(id.to_owned());
            match (may_ship(&source), shipped.get(id)) {
                (true, None) => {
                    assert!(excluded.contains(id), "{id} may ship, and is neither shipped nor excluded with a reason")
                }
                (true, Some(name_zh)) => {
                    assert!(!excluded.contains(id), "{id} is excluded, and shipped");
                    assert!(source.get("name_zh").is_empty() || !name_zh.is_empty(), "{id} has lost its Chinese name");
                }
                (false, found) => assert!(found.is_none(), "{id} is {}, and ships", source.get("confidence")),
            }
        }
    }
    let invented: Vec<_> = shipped.keys().filter(|id| !known.contains(**id)).collect();
    assert!(invented.is_empty(), "of no starter table: {invented:?}");
    assert!(excluded.iter().all(|id| known.contains(*id)), "{excluded:?}");
}

#[test]
fn gas_masses_add_up_to_what_is_printed() {
    let Some(folder) = shared() else { return };
    let rows = factors();
    let by_row: BTreeMap<&str, &Row> = rows.iter().map(|r| (r.get("row"), r)).collect();
    let potentials = Potentials::of("AR5");
    let mut compared = 0;
    for name in TABLES {
        for source in table(folder.join(format!("{name}.csv"))).iter().filter(|r| may_ship(r)) {
            let parts = ["co2", "ch4", "n2o"].map(|c| number(source.get(c)));
            let printed = decimal(source.get("value"));
            // The table has its values by AR5, 28 and 265, where it derived them; masses have ten decimals.
            let (sum, allowed) = if source.get("gas_basis") == "mass" {
                let [co2, ch4, n2o] = parts;
                let weighed = co2 + ch4 * decimal("28") + n2o * decimal("265");
                (weighed, decimal("0.000000015"))
            } else {
                // Printed shares of the gases, each rounded: the fifth decimal, or as many as the value has.
                let places = source.get("value").split_once('.').map_or(0, |(_, f)| f.len()).max(5);
                (parts.into_iter().sum(), decimal(&format!("2e-{places}")))
            };
            if source.get("co2").is_empty() && source.get("ch4").is_empty() && source.get("n2o").is_empty() {
                continue;
            }
            compared += 1;
            assert!(
                (&sum - &printed).abs() <= allowed,
                "{}: {} is not {}",
                source.get("id"),
                short(&sum),
                short(&printed)
            );
            let Some(row) = by_row.get(source.get("id")) else { continue };
            let shipped = value(row, &potentials);
            let methane_of_process = row.get("ch4_origin") == "fossil";
            if !methane_of_process {
                assert!((&shipped - &printed).abs() <= allowed, "{}: ships {}", source.get("id"), short(&shipped));
            }
        }
    }
    assert!(compared > 700, "only {compared} rows print their gases");
}

/// Rows that state one value ship it to the last digit.
#[test]
fn stated_values_are_those_of_the_tables() {
    let Some(folder) = shared() else { return };
    let rows = factors();
    let by_row: BTreeMap<&str, &Row> = rows.iter().map(|r| (r.get("row"), r)).collect();
    let potentials = Potentials::of("AR6");
    let mut compared = 0;
    for name in TABLES {
        for source in table(folder.join(format!("{name}.csv"))) {
            let Some(row) = by_row.get(source.get("id")).filter(|_| source.get("gas_basis") != "mass") else {
                continue;
            };
            assert_eq!(value(row, &potentials), decimal(source.get("value")), "{}", source.get("id"));
            assert_eq!(number(row.get("biogenic_co2")), number(source.get("biogenic_co2")), "{}", source.get("id"));
            compared += 1;
        }
    }
    assert!(compared > 1500, "only {compared}");
}

#[test]
fn warming_potentials_are_those_of_the_tables() {
    let Some(folder) = shared() else { return };
    let rows = table(root().join("data/gwp.csv"));
    let mut values: BTreeMap<(&str, &str), BTreeSet<BigRational>> = BTreeMap::new();
    for row in &rows {
        values.entry((row.get("set"), row.get("name"))).or_default().insert(decimal(row.get("value")));
    }
    let mut compared = 0;
    for source in table(folder.join("gwp.csv")).iter().filter(|r| may_ship(r)) {
        let set = match source.get("gwp_basis") {
            "AR4-GWP100" => "AR4",
            "AR5-GWP100" => "AR5",
            "AR6-GWP100" => "AR6",
            b if b.starts_with("as DESNZ") => "DESNZ-2025",
            other => other,
        };
        let found =
            values.get(&(set, source.get("name_en"))).is_some_and(|v| v.contains(&decimal(source.get("value"))));
        assert!(found, "{} {set} is not in data/gwp.csv", source.get("id"));
        compared += 1;
    }
    assert!(compared > 750, "only {compared}");
}
