//! `study.toml`: what a study declares, and how it wants its tables read.

use std::ops::Range;
use std::sync::Arc;

use indexmap::IndexMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::cells::{CellProblem, parse_cell};
use super::contents;
use super::nearest::hint;
use super::table::{TableOptions, fold_header};
use super::text::Encoding;
use crate::diagnostic::texts::{self, Text};
use crate::diagnostic::{Place, Report};
use crate::formula::Cell;
use crate::rules::Profile;
use crate::stage::Stage;
use crate::study::{Date, ElectricityBasis, Exclusion, Parameter, Period, Product, Scenario, Study};

/// How the tables of the study are to be read.
#[derive(Clone, Debug, Default)]
pub(super) struct TableSettings {
    pub(super) options: TableOptions,
    pub(super) encoding: Option<Encoding>,
    /// `[columns."bom.csv"]`: mappings for one file.
    pub(super) of_file: IndexMap<String, IndexMap<String, String>>,
    /// The files of factors that the study names, and where it does.
    pub(super) libraries: Vec<(String, Place)>,
    /// What study.toml says; empty without one.
    pub(super) content: String,
    /// What study.toml says to readers outside; it changes no number.
    pub(super) disclosed: String,
}

impl TableSettings {
    /// How to read one file, named without `.csv`.
    pub(super) fn of(&self, file: &str) -> TableOptions {
        let mut options = self.options.clone();
        if let Some(own) = self.of_file.get(&file.to_lowercase()) {
            options.mapping.extend(own.clone());
        }
        options
    }
}

/// What a text is read from: a file line by line, or a sheet whose rows were made into lines.
pub(super) struct Source {
    file: Arc<str>,
    /// The row of each line; empty where line and row are one.
    rows: Vec<u32>,
}

impl Source {
    pub(super) fn file(name: &str) -> Self {
        Self { file: name.into(), rows: Vec::new() }
    }

    pub(super) fn sheet(file: Arc<str>, rows: Vec<u32>) -> Self {
        Self { file, rows }
    }

    fn row(&self, line: usize) -> u32 {
        let mapped = line.checked_sub(1).and_then(|at| self.rows.get(at)).copied();
        mapped.unwrap_or_else(|| u32::try_from(line).unwrap_or(u32::MAX))
    }
}

pub(super) struct Reader<'a> {
    /// Where the lines of the text end.
    ends: Vec<usize>,
    source: Source,
    pub(super) study: &'a mut Study,
    report: &'a mut Report,
}

/// A key and its value.
pub(super) type Entry<'a, 't> = (&'a Spanned<std::borrow::Cow<'t, str>>, &'a Spanned<DeValue<'t>>);

/// Reads study.toml into the study; what cannot be read is reported, and the rest is kept.
pub(super) fn read(text: &str, source: Source, study: &mut Study, report: &mut Report) -> TableSettings {
    let mut settings = TableSettings::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader { ends: line_ends(text), source, study, report };
    let table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            let file = Place::file(Arc::clone(&reader.source.file));
            let place = error.span().map_or(file, |s| reader.place(&s, ""));
            let reason = error.message().replace('\n', ", ");
            reader.report.add(&texts::MALFORMED_TOML, Some(place), &[("seen", ""), ("reason", &reason)]);
            return settings;
        }
    };
    const SECTIONS: [&str; 10] = [
        "study",
        "product",
        "parameters",
        "scenario",
        "columns",
        "csv",
        "rules",
        "disclosure",
        "verification",
        "exclude",
    ];
    settings.content = contents::declared(&table);
    settings.disclosed = contents::disclosed(&table);
    for entry @ (key, _) in &table {
        match key.get_ref().as_ref() {
            "study" => reader.declared(entry, &mut settings),
            "product" => reader.products(entry),
            "parameters" => {
                let parameters = reader.parameters(entry);
                reader.study.parameters = parameters;
            }
            "scenario" => reader.scenarios(entry),
            "columns" => reader.columns(entry, &mut settings),
            "csv" => reader.csv(entry, &mut settings),
            "rules" => reader.rules(entry),
            "exclude" => reader.exclusions(entry),
            "disclosure" => reader.disclosure(entry),
            "verification" => reader.verification(entry),
            _ => reader.unknown(key, &SECTIONS),
        }
    }
    settings
}

/// Where the lines of a text end.
fn line_ends(text: &str) -> Vec<usize> {
    text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect()
}

impl<'t> Reader<'_> {
    pub(super) fn place(&self, span: &Range<usize>, key: &str) -> Place {
        let line = self.ends.partition_point(|end| *end < span.start).saturating_add(1);
        let place = Place::file(Arc::clone(&self.source.file)).row(self.source.row(line));
        if key.is_empty() { place } else { place.column(key) }
    }

    pub(super) fn add(&mut self, text: &Text, entry: Entry<'_, 't>, arguments: &[(&str, &str)]) {
        let place = self.place(&entry.1.span(), entry.0.get_ref());
        self.report.add(text, Some(place), arguments);
    }

    pub(super) fn unknown(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, known: &[&str]) {
        let [near, near_zh] = hint(key.get_ref(), known.iter().copied());
        let place = self.place(&key.span(), key.get_ref());
        let arguments =
            [("seen", key.get_ref().as_ref()), ("columns", &known.join(", ")), ("near", &near), ("near_zh", &near_zh)];
        self.report.add(&texts::KEY_UNKNOWN, Some(place), &arguments);
    }

    pub(super) fn table<'v>(&mut self, entry: Entry<'v, 't>) -> Option<&'v DeTable<'t>> {
        let table = entry.1.get_ref().as_table();
        if table.is_none() {
            self.wrong_kind(entry, ["a table", "一个表"]);
        }
        table
    }

    fn wrong_kind(&mut self, entry: Entry<'_, 't>, [want, want_zh]: [&str; 2]) {
        let (column, seen) = (entry.0.get_ref().to_string(), entry.1.get_ref().type_str());
        let arguments = [("column", column.as_str()), ("seen", seen), ("want", want), ("want_zh", want_zh)];
        self.add(&texts::MALFORMED_VALUE, entry, &arguments);
    }

    /// The text of a value: a string, or a number, date or truth value as it is written.
    pub(super) fn text(&mut self, entry: Entry<'_, 't>) -> Option<String> {
        match entry.1.get_ref() {
            DeValue::String(text) => Some(text.trim().to_owned()),
            DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().to_owned()),
            DeValue::Float(number) => Some(number.as_str().to_owned()),
            DeValue::Datetime(date) => Some(date.to_string()),
            DeValue::Boolean(yes) => Some(yes.to_string()),
            _ => {
                self.wrong_kind(entry, ["a text or a number", "文本或数字"]);
                None
            }
        }
    }

    pub(super) fn parsed<T>(
        &mut self,
        entry: Entry<'_, 't>,
        choices: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(entry)?;
        let value = parse(&text);
        if value.is_none() {
            let column = entry.0.get_ref().to_string();
            let [near, near_zh] = hint(&text, choices.split(", "));
            let arguments = [
                ("seen", text.as_str()),
                ("column", &column),
                ("choices", choices),
                ("near", &near),
                ("near_zh", &near_zh),
            ];
            self.add(&texts::CHOICE_UNKNOWN, entry, &arguments);
        }
        value
    }

    fn cell(&mut self, entry: Entry<'_, 't>) -> Option<Cell> {
        let text = self.text(entry)?;
        match parse_cell(&text, b'.') {
            Ok(cell) => Some(cell),
            Err(problem) => {
                let place = self.place(&entry.1.span(), entry.0.get_ref());
                CellProblem::report(&problem, &text, Some(place), self.report);
                None
            }
        }
    }

    fn declared(&mut self, entry: Entry<'_, 't>, settings: &mut TableSettings) {
        const KEYS: [&str; 9] =
            ["name", "company", "boundary", "period", "region", "gwp", "electricity", "residual", "library"];
        let Some(table) = self.table(entry) else { return };
        for entry @ (key, _) in table {
            match key.get_ref().as_ref() {
                "name" => self.study.declared.name = self.text(entry).unwrap_or_default(),
                "company" => self.study.declared.company = self.text(entry).unwrap_or_default(),
                "boundary" => {
                    let boundary = self.parsed(entry, "cradle-to-gate, cradle-to-grave", |t| t.parse().ok());
                    self.study.declared.boundary = boundary.unwrap_or_default();
                }
                "period" => self.study.declared.period = self.period(entry),
                "region" => self.study.declared.region = self.text(entry).filter(|t| !t.is_empty()),
                "gwp" => {
                    let set = self.parsed(entry, "AR4, AR5, AR6", |t| t.parse().ok());
                    self.study.declared.gwp = set.unwrap_or_default();
                }
                "library" => self.libraries(entry, settings),
                "residual" => {
                    let place = Some(self.place(&entry.1.span(), "residual"));
                    self.study.declared.residual = self.text(entry).filter(|t| !t.is_empty()).map(|t| (t, place));
                }
                "electricity" => {
                    let basis = self.parsed(entry, "location, market", |t| match t {
                        "location" => Some(ElectricityBasis::Location),
                        "market" => Some(ElectricityBasis::Market),
                        _ => None,
                    });
                    self.study.declared.electricity = basis.unwrap_or_default();
                }
                _ => self.unknown(key, &KEYS),
            }
        }
    }

    /// `library = "mine.csv"`, or a list of such files.
    fn libraries(&mut self, entry: Entry<'_, 't>, settings: &mut TableSettings) {
        let one = [entry.1.clone()];
        let files = entry.1.get_ref().as_array().map_or(&one[..], |list| list);
        for value in files {
            let Some(name) = value.get_ref().as_str().map(str::trim).filter(|name| !name.is_empty()) else {
                self.wrong_kind((entry.0, value), ["library = [\"factors-of-ours.csv\"]"; 2]);
                continue;
            };
            let place = self.place(&value.span(), "library");
            settings.libraries.push((name.to_owned(), place));
        }
    }

    fn period(&mut self, entry: Entry<'_, 't>) -> Option<Period> {
        if let Some(table) = entry.1.get_ref().as_table() {
            let mut ends = [None, None];
            for entry @ (key, _) in table {
                match key.get_ref().as_ref() {
                    "from" => ends[0] = self.date(entry),
                    "to" => ends[1] = self.date(entry),
                    _ => self.unknown(key, &["from", "to"]),
                }
            }
            let [Some(from), Some(to)] = ends else {
                self.wrong_kind(entry, ["{ from = \"2024-01-01\", to = \"2024-12-31\" }"; 2]);
                return None;
            };
            if from > to {
                let seen = format!("{from} – {to}");
                let arguments = [
                    ("seen", seen.as_str()),
                    ("column", "period"),
                    ("range", "a period that ends after it begins"),
                    ("range_zh", "结束不早于开始的周期"),
                ];
                self.add(&texts::OUT_OF_RANGE, entry, &arguments);
                return None;
            }
            return Some(Period { from, to });
        }
        let text = self.text(entry)?;
        let year = text.parse().ok().filter(|y| text.len() == 4 && (1..=9999).contains(y));
        if year.is_none() {
            self.add(&texts::DATE, entry, &[("seen", &text)]);
        }
        year.map(Period::year)
    }

    pub(super) fn date(&mut self, entry: Entry<'_, 't>) -> Option<Date> {
        let text = self.text(entry)?;
        let date = Date::parse(&text);
        if date.is_none() {
            self.add(&texts::DATE, entry, &[("seen", &text)]);
        }
        date
    }

    fn products(&mut self, entry: Entry<'_, 't>) {
        let Some(list) = entry.1.get_ref().as_array() else {
            return self.wrong_kind(entry, ["[[product]]"; 2]);
        };
        for value in list.iter() {
            let entry = (entry.0, value);
            let Some(table) = self.table(entry) else { continue };
            let place = Some(self.place(&value.span(), "product"));
            let mut product = Product { id: String::new(), amount: None, functional_unit: String::new(), place };
            for entry @ (key, value) in table {
                match key.get_ref().as_ref() {
                    "id" => {
                        product.id = self.text(entry).unwrap_or_default();
                        product.place = Some(self.place(&value.span(), "id"));
                    }
                    "amount" => product.amount = self.cell(entry),
                    "functional_unit" => product.functional_unit = self.text(entry).unwrap_or_default(),
                    _ => self.unknown(key, &["id", "amount", "functional_unit"]),
                }
            }
            if product.id.is_empty() {
                self.add(&texts::CELL_MISSING, entry, &[("seen", ""), ("column", "id")]);
                continue;
            }
            if let Some(first) = self.study.products.iter().find(|p| p.id == product.id) {
                let first = first.place.as_ref().and_then(Place::row_number).unwrap_or(0).to_string();
                let arguments = [
                    ("what", "product"),
                    ("what_zh", "产品"),
                    ("seen", product.id.as_str()),
                    ("first", first.as_str()),
                ];
                self.add(&texts::ITEM_TWICE, entry, &arguments);
                continue;
            }
            self.study.products.push(product);
        }
    }

    fn parameters(&mut self, entry: Entry<'_, 't>) -> IndexMap<String, Parameter> {
        let mut parameters = IndexMap::new();
        let Some(table) = self.table(entry) else { return parameters };
        for entry @ (key, value) in table {
            let place = Some(self.place(&value.span(), key.get_ref()));
            if let Some(value) = self.cell(entry) {
                parameters.insert(key.get_ref().to_string(), Parameter { value, place });
            }
        }
        parameters
    }

    fn scenarios(&mut self, entry: Entry<'_, 't>) {
        let Some(table) = self.table(entry) else { return };
        for entry @ (name, _) in table {
            let mut scenario = Scenario::default();
            let Some(table) = self.table(entry) else { continue };
            for entry @ (key, _) in table {
                match key.get_ref().as_ref() {
                    "parameters" => scenario.parameters = self.parameters(entry),
                    "factors" => {
                        let Some(table) = self.table(entry) else { continue };
                        for entry @ (from, value) in table {
                            let place = Some(self.place(&value.span(), from.get_ref()));
                            if let Some(to) = self.text(entry) {
                                scenario.swaps.insert(from.get_ref().to_string(), (to, place));
                            }
                        }
                    }
                    _ => self.unknown(key, &["parameters", "factors"]),
                }
            }
            self.study.scenarios.insert(name.get_ref().to_string(), scenario);
        }
    }

    fn columns(&mut self, entry: Entry<'_, 't>, settings: &mut TableSettings) {
        let Some(table) = self.table(entry) else { return };
        for entry @ (key, value) in table {
            if let Some(of_file) = value.get_ref().as_table() {
                let name = key.get_ref().trim_end_matches(".csv").to_lowercase();
                let mut mapping = IndexMap::new();
                for entry @ (key, _) in of_file {
                    if let Some(column) = self.text(entry) {
                        mapping.insert(fold_header(key.get_ref()), column);
                    }
                }
                settings.of_file.insert(name, mapping);
            } else if let Some(column) = self.text(entry) {
                settings.options.mapping.insert(fold_header(key.get_ref()), column);
            }
        }
    }

    fn csv(&mut self, entry: Entry<'_, 't>, settings: &mut TableSettings) {
        let Some(table) = self.table(entry) else { return };
        for entry @ (key, _) in table {
            match key.get_ref().as_ref() {
                "decimal" => {
                    let point = self.parsed(entry, "., ,", |t| match t {
                        "." => Some(b'.'),
                        "," => Some(b','),
                        _ => None,
                    });
                    settings.options.point = point.unwrap_or(b'.');
                }
                "separator" => {
                    settings.options.separator = self.parsed(entry, ",, ;, tab", |t| match t {
                        "," => Some(b','),
                        ";" => Some(b';'),
                        "\t" | "tab" => Some(b'\t'),
                        _ => None,
                    });
                }
                "encoding" => settings.encoding = self.parsed(entry, "utf-8, utf-16, gb18030", Encoding::parse),
                _ => self.unknown(key, &["decimal", "separator", "encoding"]),
            }
        }
    }

    fn rules(&mut self, entry: Entry<'_, 't>) {
        const KEYS: [&str; 3] = ["profile", "negative_lines", "mixed_gwp"];
        let Some(table) = self.table(entry) else { return };
        for entry @ (key, value) in table {
            let name = key.get_ref().as_ref();
            if name == "profile" {
                let choices = Profile::ids().collect::<Vec<_>>().join(", ");
                self.study.declared.rules.profile = self.parsed(entry, &choices, Profile::find).map(|p| p.id);
                continue;
            }
            if !KEYS.contains(&name) {
                self.unknown(key, &KEYS);
                continue;
            }
            let Some(yes) = value.get_ref().as_bool() else {
                self.wrong_kind(entry, ["true or false", "true 或 false"]);
                continue;
            };
            match name {
                "negative_lines" => self.study.declared.rules.negative_lines = yes,
                _ => self.study.declared.rules.mixed_gwp = yes,
            }
        }
    }

    fn exclusions(&mut self, entry: Entry<'_, 't>) {
        const KEYS: [&str; 5] = ["what", "reason", "estimate", "product", "stage"];
        let Some(list) = entry.1.get_ref().as_array() else {
            return self.wrong_kind(entry, ["[[exclude]]"; 2]);
        };
        for value in list.iter() {
            let entry = (entry.0, value);
            let Some(table) = self.table(entry) else { continue };
            let [mut what, mut reason] = [String::new(), String::new()];
            let (mut estimate, mut product, mut stage) = (None, None, Stage::RawMaterials);
            for entry @ (key, _) in table {
                match key.get_ref().as_ref() {
                    "what" => what = self.text(entry).unwrap_or_default(),
                    "reason" => reason = self.text(entry).unwrap_or_default(),
                    "estimate" => estimate = self.cell(entry),
                    "product" => product = self.text(entry),
                    "stage" => {
                        let names = Stage::ALL.map(Stage::name).join(", ");
                        // What lies beyond the boundary is in no total, so leaving it out is no cut-off.
                        let counted = |t: &str| t.parse().ok().filter(|s| *s != Stage::BeyondBoundary);
                        stage = self.parsed(entry, &names, counted).unwrap_or(stage);
                    }
                    _ => self.unknown(key, &KEYS),
                }
            }
            for (column, missing) in
                [("what", what.is_empty()), ("reason", reason.is_empty()), ("estimate", estimate.is_none())]
            {
                if missing {
                    self.add(&texts::EXCLUSION_INCOMPLETE, entry, &[("seen", &what), ("column", column)]);
                }
            }
            let place = Some(self.place(&value.span(), "exclude"));
            if let Some(estimate) = estimate.filter(|_| !what.is_empty() && !reason.is_empty()) {
                self.study.exclusions.push(Exclusion { what, reason, estimate, product, stage, place });
            }
        }
    }
}
