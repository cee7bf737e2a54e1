//! A study as a user hands it in: files in a folder, or calls of the builder.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use product_footprint as pf;

use super::{COMPONENTS, Factor, Item, Leg, Line, Number, STAGES, Study};

/// A folder of its own that goes away with the value.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("product-footprint-{}-{count}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The files of a study, by name.
pub(crate) fn texts(study: &Study) -> Vec<(&'static str, String)> {
    let items = study.items.iter().map(|i| {
        vec![
            quoted(&i.id),
            text(i.unit),
            number(i.mass),
            number(i.density),
            i.factor.as_deref().map_or_else(String::new, quoted),
        ]
    });
    let lines = study.lines.iter().map(|l| {
        vec![
            quoted(&l.parent),
            quoted(&l.child),
            l.quantity.to_string(),
            text(l.unit),
            number(l.per),
            number(l.scrap),
            number(l.recovery),
            stage(l.stage),
            l.factor.as_deref().map_or_else(String::new, quoted),
        ]
    });
    let legs = study.legs.iter().zip(1..).map(|(l, leg)| {
        let (item, mode) = (quoted(&l.item), quoted(&l.mode));
        vec![item, leg.to_string(), mode, number(l.distance_km), number(l.mass_kg), stage(l.stage)]
    });
    let mut files = vec![
        ("study.toml", declared(study)),
        ("bom.csv", table("parent,child,quantity,unit,per,scrap,yield,stage,factor", lines)),
    ];
    if !study.items.is_empty() {
        files.push(("items.csv", table("id,unit,mass,density,factor", items)));
    }
    if !study.factors.is_empty() {
        files.push(("factors.csv", factors(&study.factors)));
    }
    if !study.legs.is_empty() {
        files.push(("transport.csv", table("item,leg,mode,distance_km,mass_kg,stage", legs)));
    }
    files
}

fn declared(study: &Study) -> String {
    let boundary = if study.cradle_to_grave { "cradle-to-grave" } else { "cradle-to-gate" };
    let mut out = format!("[study]\nname = \"Random\"\nboundary = \"{boundary}\"\n");
    for (id, amount) in &study.products {
        let id = id.replace('\\', "\\\\").replace('"', "\\\"");
        let _ = write!(out, "\n[[product]]\nid = \"{id}\"\namount = \"{amount}\"\n");
    }
    out
}

/// With the short column where fossil emissions are all there is.
fn factors(factors: &[Factor]) -> String {
    let fossil_only = factors.iter().all(|f| f.values[1..].iter().all(|v| v.digits == 0));
    let shown = if fossil_only { 1 } else { 9 };
    let names = if fossil_only { "co2e".to_owned() } else { COMPONENTS.join(",") };
    let rows = factors.iter().map(|f| {
        let values = f.values[..shown].iter().map(ToString::to_string);
        [quoted(&f.id), f.unit.to_owned()].into_iter().chain(values).chain([stage(f.stage)]).collect()
    });
    table(&format!("id,unit,{names},stage"), rows)
}

pub(crate) fn table(header: &str, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = format!("{header}\n");
    for row in rows {
        let _ = writeln!(out, "{}", row.join(","));
    }
    out
}

pub(crate) fn quoted(id: &str) -> String {
    if id.contains([',', '"']) { format!("\"{}\"", id.replace('"', "\"\"")) } else { id.to_owned() }
}

fn text(unit: Option<&'static str>) -> String {
    unit.unwrap_or_default().to_owned()
}

pub(crate) fn number(number: Option<Number>) -> String {
    number.map(|n| n.to_string()).unwrap_or_default()
}

pub(crate) fn stage(stage: Option<usize>) -> String {
    stage.map(|s| STAGES[s].to_owned()).unwrap_or_default()
}

/// The study read back from files of its own.
pub(crate) fn open(study: &Study) -> pf::Study {
    let folder = Folder::new();
    for (name, text) in texts(study) {
        folder.write(name, &text);
    }
    pf::Study::open(folder.path()).expect("there is a study")
}

/// The same study built in code. Lines cannot bind factors there: the first line's binding moves to the item.
pub(crate) fn build(study: &Study) -> pf::Study {
    let boundary = if study.cradle_to_grave { pf::Boundary::CradleToGrave } else { pf::Boundary::CradleToGate };
    let mut builder = pf::Study::builder().name("Random").boundary(boundary);
    for (id, amount) in &study.products {
        builder = builder.product(id, decimal(*amount));
    }
    let mut items = study.items.clone();
    for line in &study.lines {
        let Some(factor) = &line.factor else { continue };
        match items.iter_mut().find(|i| i.id == line.child) {
            Some(item) => item.factor = Some(factor.clone()),
            None => items.push(Item {
                id: line.child.clone(),
                unit: None,
                mass: None,
                density: None,
                factor: Some(factor.clone()),
            }),
        }
    }
    for item in &items {
        builder = builder.item(built_item(item));
    }
    for line in &study.lines {
        builder = builder.line(built_line(line));
    }
    for leg in &study.legs {
        builder = builder.leg(built_leg(leg));
    }
    for factor in &study.factors {
        let mut built = pf::Factor::new(&factor.id, unit(factor.unit));
        for (component, value) in pf::Component::ALL.into_iter().zip(factor.values) {
            built = built.value(component, decimal(value));
        }
        builder = builder.factor(factor.stage.iter().fold(built, |f, s| f.stage(life_cycle_stage(*s))));
    }
    builder.build()
}

fn built_item(item: &Item) -> pf::Item {
    let built = pf::Item::new(&item.id);
    let built = item.unit.iter().fold(built, |b, u| b.unit(unit(u)));
    let built = item.mass.iter().fold(built, |b, n| b.mass(decimal(*n)));
    let built = item.density.iter().fold(built, |b, n| b.density(decimal(*n)));
    item.factor.iter().fold(built, |b, f| b.factor(f))
}

fn built_line(line: &Line) -> pf::Line {
    let built = pf::Line::new(&line.parent, &line.child, decimal(line.quantity));
    let built = line.unit.iter().fold(built, |b, u| b.unit(unit(u)));
    let built = line.per.iter().fold(built, |b, n| b.per(decimal(*n)));
    let built = line.scrap.iter().fold(built, |b, n| b.scrap(decimal(*n)));
    let built = line.recovery.iter().fold(built, |b, n| b.yielding(decimal(*n)));
    line.stage.iter().fold(built, |b, s| b.stage(life_cycle_stage(*s)))
}

fn built_leg(leg: &Leg) -> pf::Leg {
    let built = match leg.distance_km {
        Some(km) => pf::Leg::new(&leg.item, &leg.mode, decimal(km)),
        None => pf::Leg::hub(&leg.item, &leg.mode),
    };
    let built = leg.mass_kg.iter().fold(built, |b, n| b.mass(decimal(*n)));
    leg.stage.iter().fold(built, |b, s| b.stage(life_cycle_stage(*s)))
}

pub(crate) fn decimal(number: Number) -> pf::Decimal {
    number.to_string().parse().expect("a decimal")
}

pub(crate) fn unit(symbol: &str) -> pf::Unit {
    symbol.parse().expect("a unit")
}

pub(crate) fn life_cycle_stage(stage: usize) -> pf::Stage {
    STAGES[stage].parse().expect("a stage")
}
