//! Results for spreadsheets and databases: CSV, one row an answer, numbers unrounded.
//!
//! Text that came from outside never becomes a formula: a cell that starts with `=`, `+`, `-`, `@`, a tab or a line
//! break gets an apostrophe in front. Numbers are ours and stay as they are.

use std::io::Write;

use crate::decimal::Decimal;
use crate::diagnostic::Language;
use crate::footprint::{AuditLines, Footprint, RolledUp, TraceLine, UsedFactor};
use crate::gas::Component;
use crate::read::harmless;
use crate::resolve::SetValue;
use crate::stage::Stage;

/// The same, for rows that are collected.
pub(crate) fn safe(text: &str) -> String {
    harmless(text).into_owned()
}

pub(crate) fn writer(out: &mut dyn Write) -> csv::Writer<&mut dyn Write> {
    csv::Writer::from_writer(out)
}

/// Rows of a result. Where something was set instead of the study's own value, a last column `set` says so in each.
pub(super) struct Rows<'a> {
    csv: csv::Writer<&'a mut dyn Write>,
    set: String,
    header: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn new(out: &'a mut dyn Write, set: &[SetValue]) -> Self {
        Self {
            csv: csv::WriterBuilder::new().buffer_capacity(1 << 16).from_writer(out),
            set: set_cell(set),
            header: true,
        }
    }

    pub(super) fn write_record<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) -> csv::Result<()> {
        for cell in cells {
            self.csv.write_field(cell)?;
        }
        self.end()
    }

    /// Ends a row whose cells were written one by one.
    fn end(&mut self) -> csv::Result<()> {
        let header = std::mem::replace(&mut self.header, false);
        if !self.set.is_empty() {
            self.csv.write_field(if header { "set" } else { self.set.as_str() })?;
        }
        self.csv.write_record(None::<&[u8]>)
    }

    pub(super) fn flush(&mut self) -> std::io::Result<()> {
        self.csv.flush()
    }
}

/// What was set, in one cell.
fn set_cell(set: &[SetValue]) -> String {
    safe(&set.iter().map(SetValue::short).collect::<Vec<_>>().join("; "))
}

pub(crate) fn io(error: csv::Error) -> std::io::Error {
    error.into()
}

pub(super) fn number(value: Option<Decimal>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// The factors of a verifier's bundle: value by component, and where each figure stands.
pub(crate) fn used_factors(factors: &[UsedFactor], out: &mut dyn Write) -> std::io::Result<()> {
    let mut csv = writer(out);
    let about = ["factor", "name", "name_zh", "region", "years", "unit", "kg_co2e_per_unit"];
    let cited = ["source", "publisher", "year", "licence", "origin", "file", "row", "note"];
    csv.write_record(about.into_iter().chain(Component::ALL.map(Component::name)).chain(cited)).map_err(io)?;
    for UsedFactor { factor: f, emissions, note } in factors {
        let place = f.place();
        let mut row = vec![safe(&f.id), safe(&f.name), safe(&f.name_zh), safe(&f.region), f.years.clone()];
        row.extend([f.unit.to_string(), f.kg_co2e_per_unit.to_string()]);
        row.extend(Component::ALL.map(|c| emissions.get(c).to_string()));
        row.extend([
            safe(&f.source),
            safe(&f.publisher),
            safe(&f.year),
            safe(&f.licence),
            f.origin().name().to_owned(),
        ]);
        row.push(safe(place.map_or("", |p| p.file_name())));
        row.push(place.and_then(|p| p.row_number()).map(|r| r.to_string()).unwrap_or_default());
        row.push(safe(note));
        csv.write_record(&row).map_err(io)?;
    }
    csv.flush()
}

/// `pcf rollup --format csv`: per declared unit, over all eight stages. Rows are bytes, which several threads can make.
pub(crate) struct RollUpRows {
    set: String,
}

impl RollUpRows {
    pub(crate) fn new(set: &[SetValue]) -> Self {
        Self { set: set_cell(set) }
    }

    pub(crate) fn header(&self) -> Vec<u8> {
        let components = Component::ALL.map(Component::name);
        let names = ["id", "unit", "total"].into_iter().chain(components).chain(["beyond_boundary", "name"]);
        let names = names.chain(Some("set").filter(|_| !self.set.is_empty()));
        let mut line = names.collect::<Vec<_>>().join(",").into_bytes();
        line.push(b'\n');
        line
    }

    pub(crate) fn part(&self, rows: &mut dyn Iterator<Item = RolledUp<'_>>) -> Vec<u8> {
        let mut lines = Vec::with_capacity(1 << 19);
        for row in rows {
            cell(&harmless(row.id), &mut lines);
            lines.push(b',');
            cell(row.intensity.unit().label(Language::En), &mut lines);
            let components = Component::ALL.into_iter().map(|component| row.intensity.of_one().get(component));
            for number in std::iter::once(row.total).chain(components).chain([row.beyond_boundary]) {
                lines.push(b',');
                number.write_plain(&mut lines);
            }
            lines.push(b',');
            cell(&harmless(row.name), &mut lines);
            if !self.set.is_empty() {
                lines.push(b',');
                cell(&self.set, &mut lines);
            }
            lines.push(b'\n');
        }
        lines
    }
}

/// A cell as the csv crate writes it: in quotes where it has to be.
fn cell(text: &str, line: &mut Vec<u8>) {
    if !text.bytes().any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r')) {
        return line.extend_from_slice(text.as_bytes());
    }
    line.push(b'"');
    line.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    line.push(b'"');
}

/// `pcf footprint --format csv`: one row a product.
pub(crate) fn footprints(footprints: &[Footprint], out: &mut dyn Write) -> std::io::Result<()> {
    let mut csv = Rows::new(out, footprints.first().map_or(&[], Footprint::set_values));
    let header = ["id", "name", "amount", "unit", "boundary", "gwp", "total", "total_including_biogenic"]
        .into_iter()
        .chain(Stage::ALL.map(Stage::name))
        .chain(Component::ALL.map(Component::name))
        .chain(["beyond_boundary", "scenario"]);
    csv.write_record(header).map_err(io)?;
    for f in footprints {
        let mut row = vec![
            safe(&f.id),
            safe(&f.name),
            f.amount.to_string(),
            f.unit.to_string(),
            f.boundary.name().to_owned(),
            f.gwp.to_string(),
            f.total.to_string(),
            f.total_including_biogenic.to_string(),
        ];
        row.extend(Stage::ALL.into_iter().map(|s| f.stage(s).to_string()));
        row.extend(Component::ALL.into_iter().map(|c| f.component(c).to_string()));
        row.push(f.beyond_boundary().to_string());
        row.push(safe(f.scenario().unwrap_or_default()));
        csv.write_record(&row).map_err(io)?;
    }
    csv.flush()
}

/// A path in one cell. Of a very long one the two ends stand there, with a word about what is left out between them.
pub(crate) fn shown_path(line: &TraceLine, more: &str) -> String {
    let (mut ids, tail, left_out) = line.path_ends();
    let between = format!("… {left_out}{more} …");
    if left_out > 0 {
        ids.push(&between);
    }
    ids.extend(tail);
    ids.join(" > ")
}

/// `pcf trace --format csv`: one row a line.
pub(crate) fn trace(footprint: &Footprint, lines: &[TraceLine], out: &mut dyn Write) -> std::io::Result<()> {
    traced(footprint, lines.iter().map(|line| (line, None)), out)
}

/// `pcf trace --coverage … --format csv`: the lines to be seen, with a column that says why.
pub(crate) fn audit(footprint: &Footprint, audit: &AuditLines, out: &mut dyn Write) -> std::io::Result<()> {
    traced(footprint, audit.marked().map(|(line, mark)| (line, Some(mark))), out)
}

fn traced<'l>(
    footprint: &Footprint,
    lines: impl Iterator<Item = (&'l TraceLine, Option<&'static str>)>,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let mut lines = lines.peekable();
    let marked = lines.peek().is_some_and(|(_, mark)| mark.is_some());
    let mut csv = Rows::new(out, footprint.set_values());
    let header = [
        "path",
        "other_paths",
        "written",
        "quantity",
        "unit",
        "factor_quantity",
        "factor_unit",
        "factor",
        "region",
        "years",
        "stage",
        "kg_co2e",
        "share",
        "source",
        "file",
        "row",
    ];
    csv.write_record(header.into_iter().chain(marked.then_some("selected"))).map_err(io)?;
    for (l, mark) in lines {
        let place = l.place();
        let place = place.as_ref();
        let cells = [
            safe(&shown_path(l, "")),
            if l.has_other_paths() { "yes" } else { "no" }.to_owned(),
            safe(&l.written()),
            l.quantity.to_string(),
            l.unit.to_string(),
            l.factor_quantity.to_string(),
            l.factor.unit.to_string(),
            safe(&l.factor.id),
            safe(&l.factor.region),
            l.factor.years.clone(),
            l.stage.name().to_owned(),
            l.kg_co2e.to_string(),
            number(l.share),
            safe(&l.factor.source),
            place.map(|p| safe(p.file_name())).unwrap_or_default(),
            place.and_then(|p| p.row_number()).map(|r| r.to_string()).unwrap_or_default(),
        ];
        csv.write_record(cells.into_iter().chain(mark.map(str::to_owned))).map_err(io)?;
    }
    csv.flush()
}

/// A cell as it is written.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_as_the_csv_crate_does() {
        for text in ["a", "a b", "a,b", "say \"a\"", "a\nb", "a\rb", "", "'=1", "a;b", "#a", " a "] {
            let mut writer = csv::Writer::from_writer(Vec::new());
            let wanted = writer.write_record([text, "x"]).ok().and_then(|()| writer.into_inner().ok());
            let mut line = Vec::new();
            cell(text, &mut line);
            line.extend_from_slice(b",x\n");
            assert_eq!(Some(line), wanted, "{text:?}");
        }
    }

    #[test]
    fn text_from_outside_is_no_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert!(safe(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(safe("FG-DL100"), "FG-DL100");
    }
}
