//! A whole study as the files of its folder, in many spellings: of each unit one of its names, of a number one of its
//! notations.

use std::fmt::Write as _;

use super::files::{Folder, number, quoted, stage, table};
use super::whole::{ALLOCATIONS, Formula, GASES, METHODS, ORIGINS, REFERENCES, SHARES, SITE_ALLOCATIONS, Whole};
use super::{COMPONENTS, Factor, Number};

/// Names of the units, from the table that the project was given.
const NAMES: [(&str, &[&str]); 14] = [
    ("piece", &["piece", "H87", "pcs", "件", "pc", "支"]),
    ("kg", &["kg", "KGM", "kilogram", "公斤", "千克", "KG"]),
    ("g", &["g", "GRM", "gram", "克", "gms"]),
    ("t", &["t", "TNE", "tonne", "吨", "公吨"]),
    ("lb", &["lb", "LBR", "lbs", "pound", "磅"]),
    ("m3", &["m3", "m³", "MTQ", "立方米", "cbm"]),
    ("L", &["L", "LTR", "litre", "升", "ltr"]),
    ("mL", &["mL", "MLT", "ml", "毫升"]),
    ("MJ", &["MJ", "megajoule", "兆焦"]),
    ("kWh", &["kWh", "KWH", "度", "千瓦时", "kilowatt hour"]),
    ("GJ", &["GJ", "GV", "gigajoule", "吉焦"]),
    ("m", &["m", "MTR", "metre", "米"]),
    ("t·km", &["t·km", "TKM", "tkm", "吨公里"]),
    ("kg·km", &["kg·km", "X-KGKM", "kgkm", "千克公里"]),
];

const SETS: [&str; 3] = ["AR4", "AR5", "AR6"];

/// Draws one spelling after the other.
struct Spelling(u64);

impl Spelling {
    fn draw(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(below).unwrap()).unwrap()
    }

    fn unit(&mut self, unit: Option<&str>) -> String {
        let Some(unit) = unit else { return String::new() };
        let names = NAMES.iter().find(|(symbol, _)| *symbol == unit).expect("a unit").1;
        names[self.draw(names.len())].to_owned()
    }

    fn number(&mut self, number: Number) -> String {
        match self.draw(5) {
            0 if number.places > 0 => format!("{number}0"),
            1 => format!("{}e-{}", number.digits, number.places),
            2 if number.digits > 0 => format!("+{number}"),
            3 => format!("={number}"),
            _ => number.to_string(),
        }
    }
}

fn reference(id: Option<&str>) -> String {
    id.map_or_else(String::new, quoted)
}

/// The files, by name.
pub(crate) fn texts(whole: &Whole) -> Vec<(String, String)> {
    let mut spell = Spelling(whole.spelling);
    let study = &whole.study;
    let mut files = vec![("study.toml".to_owned(), declared(whole))];
    let mut add = |name: &str, header: &str, rows: Vec<Vec<String>>| {
        if !rows.is_empty() {
            files.push((name.to_owned(), table(header, rows.into_iter())));
        }
    };
    let mut rows = Vec::new();
    for (at, line) in study.lines.iter().enumerate() {
        let quantity = match whole.formulas.get(&at) {
            Some(formula) => format!("={}", formula.text()),
            None => spell.number(line.quantity),
        };
        let optional = |n: Option<Number>, spell: &mut Spelling| n.map(|n| spell.number(n)).unwrap_or_default();
        rows.push(vec![
            quoted(&line.parent),
            quoted(&line.child),
            quantity,
            spell.unit(line.unit),
            optional(line.per, &mut spell),
            optional(line.scrap, &mut spell),
            optional(line.recovery, &mut spell),
            stage(line.stage),
            reference(line.factor.as_deref()),
        ]);
    }
    add("bom.csv", "parent,child,quantity,unit,per,scrap,yield,stage,factor", rows);
    let items = study.items.iter().map(|i| {
        let unit = spell.unit(i.unit);
        vec![quoted(&i.id), unit, number(i.mass), number(i.density), reference(i.factor.as_deref())]
    });
    add("items.csv", "id,unit,mass,density,factor", items.collect());
    let stated = study.factors.iter().filter(|f| whole.suppliers.iter().all(|(id, _)| *id != f.id));
    let factors = stated.map(|f| {
        let values = f.values.iter().map(ToString::to_string);
        [quoted(&f.id), spell.unit(Some(f.unit))].into_iter().chain(values).chain([stage(f.stage)]).collect()
    });
    add("factors.csv", &format!("id,unit,{},stage", COMPONENTS.join(",")), factors.collect());
    let legs = study.legs.iter().zip(1..).map(|(l, leg)| {
        let (item, mode) = (quoted(&l.item), quoted(&l.mode));
        vec![item, leg.to_string(), mode, number(l.distance_km), number(l.mass_kg), stage(l.stage)]
    });
    add("transport.csv", "item,leg,mode,distance_km,mass_kg,stage", legs.collect());
    let gases = whole.gases.iter().map(|g| {
        let origin = g.origin.map_or_else(String::new, |o| ORIGINS[o].to_owned());
        vec![quoted(&g.factor), GASES[g.gas].to_owned(), spell.number(g.kg), origin]
    });
    add("gases.csv", "factor,gas,kg,origin", gases.collect());
    let mut outputs = Vec::new();
    for run in &whole.runs {
        for output in &run.outputs {
            let mut row = vec![quoted(&run.process), quoted(&output.item), spell.number(output.quantity)];
            row.extend([spell.unit(output.unit), ALLOCATIONS[run.allocation].to_owned()]);
            for column in ["economic", "energy", "share"] {
                let asked = ALLOCATIONS[run.allocation] == column;
                row.push(if asked { spell.number(output.weight) } else { String::new() });
            }
            outputs.push(row);
        }
    }
    add("coproducts.csv", "process,output,quantity,unit,allocation,price,energy,share", outputs);
    let recycling = whole.recycling.iter().map(|r| {
        let references = r.references.iter().map(|id| reference(id.as_deref()));
        let shares = r.shares.iter().map(|n| number(*n));
        [quoted(&r.item), METHODS[r.method].to_owned()].into_iter().chain(references).chain(shares).collect()
    });
    let header = format!("item,method,{},{}", REFERENCES.join(","), SHARES.join(","));
    add("recycling.csv", &header, recycling.collect());
    if let Some(site) = &whole.site {
        let readings = site.readings.iter().zip(1..).map(|((carrier, amount, unit, inside), month)| {
            let year = if *inside { 2024 } else { 2023 };
            let days = [format!("{year}-{month:02}-01"), format!("{year}-{month:02}-28")];
            let (amount, unit) = (spell.number(*amount), spell.unit(Some(unit)));
            ["works".to_owned(), quoted(carrier)].into_iter().chain(days).chain([amount, unit]).collect()
        });
        add("energy.csv", "site,carrier,from,to,amount,unit", readings.collect());
        let made = site.outputs.iter().map(|(item, amount, unit, weight)| {
            let allocation = SITE_ALLOCATIONS[site.allocation];
            let weight = if allocation == "weight" { weight.to_string() } else { String::new() };
            let row = ["works".to_owned(), quoted(item), spell.number(*amount), spell.unit(*unit)];
            row.into_iter().chain([allocation.to_owned(), weight]).collect()
        });
        add("output.csv", "site,item,amount,unit,allocation,weight", made.collect());
    }
    if let Some(power) = &whole.power {
        let rows = power.instruments.iter().zip(1..).map(|((instrument, factor, kwh), id)| {
            let id = if *instrument == "certificate" { format!("C-{id}") } else { String::new() };
            vec![quoted(&power.item), (*instrument).to_owned(), quoted(factor), spell.number(*kwh), id]
        });
        add("electricity.csv", "item,instrument,factor,kwh,id", rows.collect());
    }
    for (id, amount) in &whole.suppliers {
        let factor = study.factors.iter().find(|f| f.id == *id).expect("a supplier's factor");
        files.push((format!("suppliers/{id}.json"), footprint(factor, *amount, SETS[whole.gwp])));
    }
    files
}

fn declared(whole: &Whole) -> String {
    let boundary = if whole.study.cradle_to_grave { "cradle-to-grave" } else { "cradle-to-gate" };
    let mut out = format!("[study]\nname = \"Random\"\nboundary = \"{boundary}\"\nperiod = \"2024\"\n");
    let _ = writeln!(out, "gwp = \"{}\"", SETS[whole.gwp]);
    if let Some(power) = &whole.power {
        let _ = writeln!(out, "electricity = \"{}\"", if power.market { "market" } else { "location" });
        if let Some(residual) = &power.residual {
            let _ = writeln!(out, "residual = {}", toml(residual));
        }
    }
    for (id, amount) in &whole.study.products {
        let _ = write!(out, "\n[[product]]\nid = {}\namount = \"{amount}\"\n", toml(id));
    }
    let written = |formula: &Formula| match formula {
        Formula::Number(n) => format!("\"{n}\""),
        formula => format!("\"={}\"", formula.text()),
    };
    let parameters = |rows: &[(String, Formula)]| {
        rows.iter().map(|(name, formula)| format!("\"{name}\" = {}\n", written(formula))).collect::<String>()
    };
    let _ = write!(out, "\n[parameters]\n{}", parameters(&whole.parameters));
    let _ = write!(out, "\n[scenario.other.parameters]\n{}", parameters(&whole.scenario.parameters));
    out += "\n[scenario.other.factors]\n";
    for (from, to) in &whole.scenario.swaps {
        let _ = writeln!(out, "{} = {}", toml(from), toml(to));
    }
    out
}

fn toml(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A supplier's footprint as PACT 3 has it: aircraft lies inside fossil, the total is the sum of its parts.
fn footprint(factor: &Factor, amount: Number, set: &str) -> String {
    let [fossil, aircraft, biogenic, change, management, removals, technical, _, uptake] = factor.values;
    let sum = |numbers: &[Number]| {
        let places = numbers.iter().map(|n| n.places).max().unwrap_or(0);
        let digits = numbers.iter().map(|n| n.digits * 10_i64.pow(places - n.places)).sum();
        Number::new(digits, places)
    };
    let fossil = sum(&[fossil, aircraft]);
    let total = sum(&[fossil, biogenic, change, management, removals, technical]);
    let with_uptake = sum(&[total, uptake]);
    let unit = match factor.unit {
        "kg" => "kilogram",
        "L" => "liter",
        "kWh" => "kilowatt hour",
        "MJ" => "megajoule",
        other => panic!("no declared unit for {other}"),
    };
    format!(
        r#"{{"id": "f4b1225a-bd44-4c8e-861d-079e4e1dfd69", "specVersion": "3.0.0", "created": "2025-02-01T10:00:00Z",
 "status": "Active", "companyName": "Works", "companyIds": ["urn:pact:company:works"], "productDescription": "",
 "productIds": ["urn:pact:works.example:product-id:{id}-made"], "productNameCompany": "Made by others",
 "pcf": {{"declaredUnitOfMeasurement": "{unit}", "declaredUnitAmount": "{amount}",
  "productMassPerDeclaredUnit": "{amount}", "referencePeriodStart": "2024-01-01T00:00:00Z",
  "referencePeriodEnd": "2025-01-01T00:00:00Z", "geographyRegionOrSubregion": "Eastern Asia",
  "pcfExcludingBiogenicUptake": "{total}", "pcfIncludingBiogenicUptake": "{with_uptake}", "fossilCarbonContent": "0",
  "fossilGhgEmissions": "{fossil}", "aircraftGhgEmissions": "{aircraft}", "biogenicNonCO2Emissions": "{biogenic}",
  "landUseChangeGhgEmissions": "{change}", "landManagementBiogenicCO2Emissions": "{management}",
  "landManagementBiogenicCO2Removals": "{removals}", "technologicalCO2Removals": "{technical}",
  "biogenicCO2Uptake": "{uptake}", "ipccCharacterizationFactors": ["{set}"],
  "crossSectoralStandards": ["ISO14067"], "exemptedEmissionsPercent": "0", "packagingEmissionsIncluded": true}}}}
"#,
        id = factor.id
    )
}

/// The study read back from files of its own.
pub(crate) fn open(whole: &Whole) -> product_footprint::Study {
    let folder = Folder::new();
    if !whole.suppliers.is_empty() {
        std::fs::create_dir(folder.path().join("suppliers")).unwrap();
    }
    for (name, text) in texts(whole) {
        folder.write(&name, &text);
    }
    product_footprint::Study::open(folder.path()).expect("there is a study")
}

/// Prints as the files that make it.
impl std::fmt::Debug for Whole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f)?;
        for (name, text) in texts(self) {
            write!(f, "-- {name}\n{text}")?;
        }
        Ok(())
    }
}
