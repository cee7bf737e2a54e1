//! A map: decisions saved as TOML, so that next year is one command.

use toml::de::{DeTable, DeValue};

use super::decisions::{ByProducts, Decisions, Lot, MappedTable};
use super::report::Summary;
use super::systems::Loss;
use crate::decimal::Decimal;
use crate::diagnostic::{Place, Report, import as words};
use crate::read::Encoding;

/// Reads a map. What it says that is not known is a finding.
pub(crate) fn read(text: &str, file: &str, report: &mut Report) -> Decisions {
    let mut decisions = Decisions::default();
    let mut wrong = |reason: &str| {
        report.add(&words::MAP_MALFORMED, Some(Place::file(file)), &[("seen", file), ("reason", reason)]);
    };
    let table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            wrong(error.message());
            return decisions;
        }
    };
    for (key, value) in &table {
        let (key, value) = (key.get_ref().as_ref(), value.get_ref());
        let known = match key {
            "units" => pairs(value).map(|pairs| decisions.units.extend(pairs)),
            "bills" => pairs(value).map(|pairs| decisions.bills.extend(pairs)),
            "columns" => pairs(value).map(|pairs| {
                decisions.columns.extend(pairs.into_iter().map(|(header, name)| (super::columns::fold(&header), name)));
            }),
            "table" => tables(value).map(|tables| decisions.tables = tables),
            "keep" => strings(value).map(|list| decisions.keep = list),
            _ => value.as_str().and_then(|text| set(&mut decisions, key, text)),
        };
        if known.is_none() {
            wrong(key);
        }
    }
    decisions
}

/// Sets one decision by the name that its flag has; `None` if there is no such, or its value is none of its choices.
pub(crate) fn set(decisions: &mut Decisions, key: &str, value: &str) -> Option<()> {
    match key {
        "profile" => decisions.profile = Some(value.to_owned()),
        "encoding" => decisions.encoding = Some(Encoding::parse(value)?),
        "decimal" => {
            decisions.decimal =
                Some(*[("point", b'.'), ("comma", b',')].iter().find(|c| c.0 == value).map(|(_, sign)| sign)?)
        }
        "loss" => decisions.loss = Some(Loss::parse(value)?),
        "loss-scale" => decisions.loss_in_percent = Some(choice(value, "percent", "fraction")?),
        "blank-unit" => decisions.blank_unit = Some(value.to_owned()),
        "root" => decisions.root = Some(value.to_owned()),
        "base" => decisions.base = Some(positive(value)?),
        "lot" if value == "ignore" => decisions.lot = Some(Lot::Ignored),
        "lot" => decisions.lot = Some(Lot::Size(positive(value)?)),
        "quantities" => decisions.totals = Some(choice(value, "total", "per-parent")?),
        "period" => {
            let sound = (value.len() == 4 && value.parse::<u16>().is_ok())
                || super::dates::day(value).as_deref() == Some(value);
            decisions.period = sound.then(|| Some(value.to_owned()))?;
        }
        "alternates" => decisions.first_alternate = (value == "first").then_some(true)?,
        "by-products" => decisions.by_products = Some(ByProducts::parse(value)?),
        _ => return None,
    }
    Some(())
}

fn choice(value: &str, yes: &str, no: &str) -> Option<bool> {
    (value == yes || value == no).then_some(value == yes)
}

fn positive(value: &str) -> Option<Decimal> {
    value.parse().ok().filter(|d: &Decimal| *d > Decimal::ZERO)
}

fn strings(value: &DeValue<'_>) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|v| v.get_ref().as_str().map(str::to_owned)).collect()
}

fn pairs(value: &DeValue<'_>) -> Option<Vec<(String, String)>> {
    let pairs = value.as_table()?.iter();
    pairs.map(|(key, value)| Some((key.get_ref().to_string(), value.get_ref().as_str()?.to_owned()))).collect()
}

fn tables(value: &DeValue<'_>) -> Option<Vec<MappedTable>> {
    let table = |value: &DeValue<'_>| {
        let entries = value.as_table()?;
        let list = |name: &str| strings(entries.iter().find(|(key, _)| key.get_ref() == name)?.1.get_ref());
        Some(MappedTable { headers: list("headers")?, columns: list("columns")? })
    };
    value.as_array()?.iter().map(|v| table(v.get_ref())).collect()
}

/// The text of a map: what was decided, and what each column was taken for.
pub(crate) fn write(decisions: &Decisions, summary: &Summary) -> String {
    let mut text = "# Decisions of an import; `pcf import --map` reads them again.\n".to_owned();
    let mut line = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            text.push_str(&format!("{key} = {}\n", quoted(&value)));
        }
    };
    let either = |decided: Option<bool>, yes: &str, no: &str| decided.map(|d| if d { yes } else { no }.to_owned());
    line("profile", decisions.profile.clone());
    line("encoding", decisions.encoding.map(|e| e.name().to_owned()));
    line("decimal", either(decisions.decimal.map(|sign| sign == b','), "comma", "point"));
    line("loss", decisions.loss.map(|l| l.name().to_owned()));
    line("loss-scale", either(decisions.loss_in_percent, "percent", "fraction"));
    line("blank-unit", decisions.blank_unit.clone());
    line("root", decisions.root.clone());
    line("base", decisions.base.map(|d| d.to_string()));
    let lot = decisions.lot.map(|lot| match lot {
        Lot::Size(size) => size.to_string(),
        Lot::Ignored => "ignore".to_owned(),
    });
    line("lot", lot);
    line("quantities", either(decisions.totals, "total", "per-parent"));
    line("period", decisions.period.clone());
    line("alternates", decisions.first_alternate.then(|| "first".to_owned()));
    line("by-products", decisions.by_products.map(|b| b.name().to_owned()));
    if !decisions.keep.is_empty() {
        text.push_str(&format!("keep = {}\n", list(decisions.keep.iter().map(String::as_str))));
    }
    for (section, pairs) in [("units", &decisions.units), ("bills", &decisions.bills)] {
        if !pairs.is_empty() {
            text.push_str(&format!("\n[{section}]\n"));
            for (key, value) in pairs {
                text.push_str(&format!("{} = {}\n", quoted(key), quoted(value)));
            }
        }
    }
    for table in summary.tables.iter().filter(|t| !t.headers.is_empty()) {
        let concept = |at: usize| table.columns.iter().find(|c| c.at == at).and_then(|c| c.concept);
        let columns = (0..table.headers.len()).map(|at| concept(at).map_or("", super::columns::Concept::name));
        text.push_str(&format!("\n# {}\n[[table]]\n", table.file.replace(['\n', '\r'], " ")));
        text.push_str(&format!("headers = {}\n", list(table.headers.iter().map(String::as_str))));
        text.push_str(&format!("columns = {}\n", list(columns)));
    }
    text
}

fn list<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let all: Vec<String> = texts.map(quoted).collect();
    format!("[{}]", all.join(", "))
}

/// A TOML string.
pub(super) fn quoted(text: &str) -> String {
    let mut out = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_reads_back_what_it_wrote() {
        let mut decisions = Decisions::default();
        for (key, value) in [
            ("profile", "sap"),
            ("encoding", "gb18030"),
            ("decimal", "comma"),
            ("loss", "divided"),
            ("loss-scale", "fraction"),
            ("root", "FG \"1\""),
            ("base", "1000"),
            ("lot", "50"),
            ("quantities", "total"),
            ("period", "2025-06-30"),
            ("alternates", "first"),
            ("by-products", "mass"),
        ] {
            assert_eq!(set(&mut decisions, key, value), Some(()), "{key}");
        }
        decisions.units.insert("ton".into(), "t".into());
        decisions.keep.push("bulk".into());
        let text = write(&decisions, &Summary::default());
        let mut report = Report::default();
        let again = read(&text, "map.toml", &mut report);
        assert!(report.diagnostics().is_empty(), "{report:?}");
        assert_eq!(write(&again, &Summary::default()), text);
    }

    #[test]
    fn what_is_no_decision_is_said() {
        for text in ["colour = \"red\"", "loss = \"some\"", "period = \"spring\"", "base = \"0\"", "x"] {
            let mut report = Report::default();
            read(text, "map.toml", &mut report);
            assert!(report.has_errors(), "{text}");
        }
    }
}
