//! The workbook that works a footprint out again: every line with live formulas, from what the files state to the
//! total, without macros and without a cell that is hidden.
//!
//! A formula is written with the value that the program has for it, for whoever opens the file without calculating. A
//! text of the study never becomes a formula: it is written as a text, into a cell that is formatted as one.

use std::borrow::Cow;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Workbook, Worksheet as Sheet, XlsxError,
};

use super::terminal::component_label;
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Language, Report, verify};
use crate::error::Error;
use crate::footprint::{Basis, Model, Shared, Target, WorkLine, Worksheet};
use crate::gas::Component;
use crate::stage::Stage;
use crate::study::RecyclingRow;

/// Lines that a sheet takes, below its header.
const MAX_LINES: usize = 1_000_000;
/// Unknowns of a loop that a spreadsheet still inverts: what is larger is shown as solved, and checked.
const MAX_SYSTEM: usize = 100;
/// Characters of a text; a cell takes 32,767.
const MAX_TEXT: usize = 32_000;

// Columns of the sheet of lines.
const L_PARENT: u16 = 1;
const L_CHILD: u16 = 2;
const L_CLAIM: u16 = 3;
const L_FILE: u16 = 4;
const L_ROW: u16 = 5;
const L_WRITTEN: u16 = 6;
const L_QUANTITY: u16 = 7;
const L_CONVERSION: u16 = 8;
const L_SCRAP: u16 = 9;
const L_PER: u16 = 10;
const L_YIELD: u16 = 11;
const L_EACH: u16 = 12;
const L_NEEDED: u16 = 13;
const L_AMOUNT: u16 = 14;
const L_UNIT: u16 = 15;
const L_FACTOR: u16 = 16;
const L_STAGE: u16 = 17;
/// The first of the components; the total comes after the last.
const L_COMPONENTS: u16 = 18;

const A_AMOUNT: u16 = 5;
const A_CHECK: u16 = 6;

const S_AMOUNT: u16 = 1;
const S_WEIGHT: u16 = 2;
const S_PRODUCT: u16 = 3;

const F_UNIT: u16 = 5;
const F_COMPONENTS: u16 = 6;

impl Model {
    /// The footprint of an item as a workbook (.xlsx) with live formulas: each line of the walk from the product down
    /// to its factors, and the totals by stage and component as sums over them. Loops are systems of equations.
    ///
    /// Spreadsheets calculate in binary floating point: they meet the total within about 1e-12 of it.
    ///
    /// # Errors
    ///
    /// As [`Model::footprint`]; or there are more lines than a sheet has rows (E114).
    pub fn workbook(&self, id: &str, language: Language) -> Result<Vec<u8>, Error> {
        let worksheet = self.worksheet(id)?;
        let refused = |reason: &str| {
            let mut report = Report::default();
            let most = MAX_LINES.to_string();
            let arguments = [("seen", id), ("reason", reason), ("most", &most)];
            report.add(&verify::WORKBOOK_TOO_LONG, None, &arguments);
            Error::input(report)
        };
        if worksheet.lines.len() > MAX_LINES {
            return Err(refused(&worksheet.lines.len().to_string()));
        }
        write(self, &worksheet, language).map_err(|e| refused(&e.to_string()))
    }
}

/// For each site and process the row of the first thing made, and of the first total.
fn shares_layout(shared: &[Shared]) -> Vec<(u32, u32)> {
    let mut next = 0_u32;
    let place = |shared: &Shared| {
        let rows = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let first = next.saturating_add(2);
        let totals = first.saturating_add(rows(shared.made.len())).saturating_add(1);
        next = totals.saturating_add(rows(shared.totals.len())).saturating_add(1);
        (first, totals)
    };
    shared.iter().map(place).collect()
}

struct Book<'a> {
    model: &'a Model,
    work: &'a Worksheet,
    language: Language,
    shares_layout: Vec<(u32, u32)>,
    title: Format,
    header: Format,
    text: Format,
    bold: Format,
}

/// `A` for 0, `AA` for 26.
fn letters(column: u16) -> String {
    let letter = |n: u16| char::from(b'A'.saturating_add(u8::try_from(n % 26).unwrap_or(0)));
    match column.checked_div(26) {
        Some(0) | None => letter(column).to_string(),
        Some(more) => format!("{}{}", letter(more.saturating_sub(1)), letter(column)),
    }
}

/// A cell of the same sheet; rows count from 0 here and from 1 in the spreadsheet.
fn at(column: u16, row: u32) -> String {
    format!("{}{}", letters(column), row.saturating_add(1))
}

/// The row below a header for the record at a place.
fn row(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1)
}

/// A workbook holds binary floating point and nothing else: its first sheet says so, and what is cached here is worked
/// out again when it opens. What cannot be held becomes an error value, never another number.
fn number(value: Wide) -> f64 {
    value.scientific().parse().unwrap_or(f64::NAN)
}

fn float(value: Decimal) -> f64 {
    number(Wide::from(value))
}

fn text_of(text: &str) -> Cow<'_, str> {
    if text.len() <= MAX_TEXT && !text.contains(char::is_control) {
        return text.into();
    }
    let mut short: String = text.chars().take(MAX_TEXT / 4).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if short.len() < text.len() && text.len() > MAX_TEXT {
        short.push('…');
    }
    short.into()
}

fn write(model: &Model, work: &Worksheet, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2024, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title("pcf workbook").set_creation_datetime(&made));
    let pages = Book {
        model,
        work,
        language,
        shares_layout: shares_layout(&work.shared),
        title: Format::new().set_bold().set_font_size(14),
        header: Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_background_color(Color::RGB(0xEE_EE_EE)),
        text: Format::new().set_num_format("@"),
        bold: Format::new().set_bold(),
    };
    let [stated, calculated] = pages.result(book.add_worksheet())?;
    pages.lines(book.add_worksheet())?;
    pages.amounts(book.add_worksheet())?;
    if pages.systems().next().is_some() {
        pages.systems_page(book.add_worksheet())?;
    }
    if !work.shared.is_empty() {
        pages.shares(book.add_worksheet())?;
    }
    if !work.recycled.is_empty() {
        pages.recycling(book.add_worksheet())?;
    }
    pages.factors(book.add_worksheet())?;
    pages.notes(book.add_worksheet())?;
    book.define_name("pcf_total_stated", &stated)?;
    book.define_name("pcf_total_calculated", &calculated)?;
    book.save_to_buffer()
}

impl Book<'_> {
    fn say<T>(&self, words: [T; 2]) -> T {
        self.language.pick(words)
    }

    fn lines_name(&self) -> &'static str {
        self.say(["lines", "清单行"])
    }

    fn amounts_name(&self) -> &'static str {
        self.say(["amounts", "需要量"])
    }

    fn systems_name(&self) -> &'static str {
        self.say(["loops", "循环"])
    }

    fn shares_name(&self) -> &'static str {
        self.say(["shares", "分配"])
    }

    fn recycling_name(&self) -> &'static str {
        self.say(["recycling", "回收"])
    }

    fn factors_name(&self) -> &'static str {
        self.say(["factors", "因子"])
    }

    fn text(&self, sheet: &mut Sheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        if !text.is_empty() {
            sheet.write_string_with_format(row, column, text_of(text), &self.text)?;
        }
        Ok(())
    }

    fn head(&self, sheet: &mut Sheet, row: u32, headers: &[[String; 2]]) -> Result<(), XlsxError> {
        for (column, words) in (0_u16..).zip(headers) {
            sheet.write_string_with_format(row, column, self.say([&words[0], &words[1]]), &self.header)?;
        }
        Ok(())
    }

    /// The components in use; those of the total first.
    fn components(&self) -> &[Component] {
        &self.work.components
    }

    fn total_column(&self) -> u16 {
        L_COMPONENTS.saturating_add(u16::try_from(self.components().len()).unwrap_or(0))
    }

    fn component_headers(&self) -> Vec<[String; 2]> {
        let head = |c: &Component| component_label(*c).map(|name| format!("{name}\nkg CO2e"));
        self.components().iter().map(head).collect()
    }

    /// A range of the lines' sheet from top to bottom of one column.
    fn all_lines(&self, column: u16) -> String {
        let letters = letters(column);
        format!("'{}'!${letters}$2:${letters}${}", self.lines_name(), self.work.lines.len().saturating_add(1))
    }

    /// A range of lines in one column.
    fn some_lines(&self, column: u16, lines: &std::ops::Range<usize>) -> String {
        let (first, last) = (at(column, row(lines.start)), at(column, row(lines.end.saturating_sub(1))));
        format!("'{}'!{first}:{last}", self.lines_name())
    }

    fn emissions(&self, line: &WorkLine, component: Component) -> Wide {
        match line.target {
            Target::Factor(factor, _) => {
                let per_unit = self.work.factors.get(factor).map_or(Decimal::ZERO, |f| f.emissions.get(component));
                line.amount.mul(Wide::from(per_unit))
            }
            Target::Need(_) => Wide::ZERO,
        }
    }

    /// What it is about, the totals, and the comparison with the program's; the cells of the program's total and of
    /// the one calculated here.
    fn result(&self, sheet: &mut Sheet) -> Result<[String; 2], XlsxError> {
        let name = self.say(["result", "结果"]);
        sheet.set_name(name)?.set_column_width(0, 34)?.set_column_width(1, 22)?;
        let f = &self.work.footprint;
        let title = self.say(["Product carbon footprint, worked out again", "产品碳足迹：逐行复算"]);
        sheet.write_string_with_format(0, 0, title, &self.title)?;
        let study = self.model.study();
        let amount = format!("{} {}", f.amount, f.unit.label(self.language));
        let versions = format!("product-footprint {} / {}", env!("CARGO_PKG_VERSION"), crate::data::VERSION.trim());
        let about: [([&str; 2], &str); 11] = [
            (["study", "研究"], study.name()),
            (["product", "产品"], &f.id),
            (["name", "名称"], self.say([&f.name, &f.name_zh])),
            (["declared amount", "声明数量"], &amount),
            (["functional unit", "功能单位"], &f.functional_unit),
            (["system boundary", "系统边界"], f.boundary.name()),
            (["GWP", "特征化因子（GWP）"], f.gwp.name()),
            (["region", "地区"], f.region.as_deref().unwrap_or_default()),
            (["period", "时间范围"], f.period.as_deref().unwrap_or_default()),
            (["scenario", "情景"], f.scenario.as_deref().unwrap_or_default()),
            (["program and data", "程序与数据版本"], &versions),
        ];
        let mut line = 2_u32;
        for (words, value) in
            about.into_iter().chain([(["digest of the files", "文件摘要"], study.digest().unwrap_or_default())])
        {
            sheet.write_string(line, 0, self.say(words))?;
            self.text(sheet, line, 1, value)?;
            line = line.saturating_add(1);
        }
        for set in self.model.set_values() {
            sheet.write_string(line, 0, self.say(["set: what if", "设定值（假设）"]))?;
            self.text(sheet, line, 1, &set.to_string())?;
            line = line.saturating_add(1);
        }
        line = line.saturating_add(1);
        let mut headers = vec![
            ["stage".to_owned(), "阶段".to_owned()],
            ["inside the boundary: 1".to_owned(), "在系统边界内：1".to_owned()],
        ];
        headers.extend(self.component_headers());
        headers.push(["total\nkg CO2e".to_owned(), "合计\nkg CO2e".to_owned()]);
        headers.push(["total of pcf".to_owned(), "pcf 的合计".to_owned()]);
        self.head(sheet, line, &headers)?;
        let first = line.saturating_add(1);
        let (inside, total) = (1_u16, self.total_column().saturating_sub(L_COMPONENTS).saturating_add(2));
        for stage in Stage::ALL_AND_BEYOND {
            line = line.saturating_add(1);
            sheet.write_string(line, 0, stage.label(self.language))?;
            let counts = if f.boundary.includes(stage) { 1.0 } else { 0.0 };
            sheet.write_number(line, inside, counts)?;
            let column_of = |column: u16| {
                let (sums, stages) = (self.all_lines(column), self.all_lines(L_STAGE));
                format!("=SUMIFS({sums},{stages},$A{})", line.saturating_add(1))
            };
            for (place, component) in (0_u16..).zip(self.components()) {
                let value = f.stages[stage as usize].get(*component);
                let formula = column_of(L_COMPONENTS.saturating_add(place));
                put(sheet, line, place.saturating_add(2), formula, float(value), None)?;
            }
            let value = float(f.stage(stage));
            put(sheet, line, total, column_of(self.total_column()), value, None)?;
            sheet.write_number(line, total.saturating_add(1), value)?;
        }
        let last = line;
        line = line.saturating_add(1);
        sheet.write_string_with_format(line, 0, self.say(["within the boundary", "系统边界内"]), &self.bold)?;
        for (place, column) in (0_usize..).zip(2..=total) {
            let letters = letters(column);
            let range =
                |column: &str| format!("{column}{}:{column}{}", first.saturating_add(1), last.saturating_add(1));
            let formula = format!("=SUMIFS({},{},1)", range(&letters), range("B"));
            let value = self.components().get(place).map_or(f.total, |c| f.components.get(*c));
            put(sheet, line, column, formula, float(value), Some(&self.bold))?;
        }
        let calculated = at(total, line);
        let stated = at(total.saturating_add(1), line);
        sheet.write_number_with_format(line, total.saturating_add(1), float(f.total), &self.bold)?;
        line = line.saturating_add(2);
        sheet.write_string(line, 0, self.say(["total of pcf, all digits", "pcf 的合计（全部数位）"]))?;
        self.text(sheet, line, 1, &f.total.to_string())?;
        line = line.saturating_add(1);
        sheet.write_string(line, 0, self.say(["relative difference", "相对差异"]))?;
        let difference = format!("=IF({stated}=0,ABS({calculated}),ABS({calculated}-{stated})/ABS({stated}))");
        put(sheet, line, 1, difference, 0.0, None)?;
        let compared = at(1, line);
        line = line.saturating_add(1);
        sheet.write_string(line, 0, self.say(["1: agrees within 1e-12", "1：在 1e-12 以内一致"]))?;
        put(sheet, line, 1, format!("=IF({compared}<=1E-12,1,0)"), 1.0, Some(&self.bold))?;
        if !self.work.loops.is_empty() {
            line = line.saturating_add(1);
            let words = ["loops: largest relative residual", "循环：最大相对残差"];
            sheet.write_string(line, 0, self.say(words))?;
            let last = row(self.work.needs.len().saturating_sub(1));
            let range = format!("'{}'!{}:{}", self.amounts_name(), at(A_CHECK, 1), at(A_CHECK, last));
            put(sheet, line, 1, format!("=MAX({range})"), 0.0, None)?;
        }
        let absolute = |column: u16, cell: &str| {
            let row = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic());
            format!("='{name}'!${}${row}", letters(column))
        };
        Ok([absolute(total.saturating_add(1), &stated), absolute(total, &calculated)])
    }

    fn lines(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        sheet.set_name(self.lines_name())?.set_freeze_panes(1, 3)?;
        let words = |[en, zh]: [&str; 2]| [en.to_owned(), zh.to_owned()];
        let mut headers: Vec<[String; 2]> = [
            ["no.", "序号"],
            ["parent", "父项"],
            ["child", "子项"],
            ["stage that the line states", "该行写明的阶段"],
            ["file", "文件"],
            ["row", "行"],
            ["as written", "原文"],
            ["quantity", "数量"],
            ["× conversion into the child's unit", "× 换算为子项单位"],
            ["scrap", "损耗率"],
            ["per", "每"],
            ["yield", "成品率"],
            ["of the child per unit of the parent", "每单位父项所需子项"],
            ["parent needed", "父项需要量"],
            ["amount", "用量"],
            ["unit", "单位"],
            ["factor", "因子"],
            ["stage", "阶段"],
        ]
        .into_iter()
        .map(words)
        .collect();
        headers.extend(self.component_headers());
        headers.push(words(["total\nkg CO2e", "合计\nkg CO2e"]));
        self.head(sheet, 0, &headers)?;
        for column in [L_PARENT, L_CHILD, L_FILE, L_WRITTEN, L_FACTOR, L_STAGE] {
            sheet.set_column_width(column, 20)?;
        }
        for (place, line) in self.work.lines.iter().enumerate() {
            self.line(sheet, row(place), line)?;
        }
        sheet.autofilter(0, 0, row(self.work.lines.len()).saturating_sub(1), self.total_column())?;
        Ok(())
    }

    fn line(&self, sheet: &mut Sheet, row_at: u32, line: &WorkLine) -> Result<(), XlsxError> {
        let here = |column: u16| at(column, row_at);
        sheet.write_number(row_at, 0, f64::from(row_at))?;
        let need = |place: usize| self.work.needs.get(place);
        let parent = match line.parent {
            Some(parent) => need(parent).map(|n| n.id.as_str()).unwrap_or_default(),
            None => self.say(["(declared amount)", "（声明数量）"]),
        };
        self.text(sheet, row_at, L_PARENT, parent)?;
        self.text(sheet, row_at, L_CLAIM, line.claim.map_or("", |stage| stage.label(self.language)))?;
        if let Some(place) = &line.place {
            self.text(sheet, row_at, L_FILE, place.file_name())?;
            if let Some(row) = place.row_number() {
                sheet.write_number(row_at, L_ROW, f64::from(row))?;
            }
        }
        self.text(sheet, row_at, L_WRITTEN, &line.written)?;
        let terms = &line.terms;
        let stated = [terms.quantity, terms.conversion, terms.scrap, terms.per, terms.recovery];
        for (column, value) in (L_QUANTITY..).zip(stated) {
            sheet.write_number(row_at, column, number(value))?;
        }
        if let Some(formula) = self.derived(line.basis) {
            put(sheet, row_at, L_QUANTITY, formula, number(terms.quantity), None)?;
        }
        let [quantity, conversion, scrap, per, recovery] =
            [L_QUANTITY, L_CONVERSION, L_SCRAP, L_PER, L_YIELD].map(here);
        let each = format!("={quantity}*{conversion}*(1+{scrap})/({per}*{recovery})");
        put(sheet, row_at, L_EACH, each, number(line.per_unit), None)?;
        match line.parent.and_then(|place| Some((place, need(place)?))) {
            Some((place, parent)) => {
                let amount = format!("='{}'!{}", self.amounts_name(), at(A_AMOUNT, row(place)));
                put(sheet, row_at, L_NEEDED, amount, number(parent.amount), None)?;
            }
            None => {
                sheet.write_number(row_at, L_NEEDED, 1.0)?;
            }
        }
        let amount = format!("={}*{}", here(L_EACH), here(L_NEEDED));
        put(sheet, row_at, L_AMOUNT, amount, number(line.amount), None)?;
        let (factor, stage) = match line.target {
            Target::Need(child) => {
                if let Some(child) = need(child) {
                    self.text(sheet, row_at, L_CHILD, &child.id)?;
                    self.text(sheet, row_at, L_UNIT, child.unit.label(self.language))?;
                }
                return Ok(());
            }
            Target::Factor(factor, stage) => (factor, stage),
        };
        let Some(used) = self.work.factors.get(factor) else { return Ok(()) };
        self.text(sheet, row_at, L_CHILD, &used.factor.id)?;
        self.text(sheet, row_at, L_UNIT, used.factor.unit.label(self.language))?;
        let key = [used.factor.region.as_str(), used.factor.years.as_str()];
        let key = key.iter().filter(|part| !part.is_empty()).fold(used.factor.id.clone(), |key, part| key + " " + part);
        self.text(sheet, row_at, L_FACTOR, &key)?;
        sheet.write_string(row_at, L_STAGE, stage.label(self.language))?;
        let mut counted: Option<[u16; 2]> = None;
        let mut total = Wide::ZERO;
        for (place, component) in (0_u16..).zip(self.components()) {
            let column = L_COMPONENTS.saturating_add(place);
            let value = format!("'{}'!{}", self.factors_name(), at(F_COMPONENTS.saturating_add(place), row(factor)));
            let emissions = self.emissions(line, *component);
            put(sheet, row_at, column, format!("={}*{value}", here(L_AMOUNT)), number(emissions), None)?;
            if component.in_total() {
                total = total.add(emissions);
                counted = Some([counted.map_or(column, |[first, _]| first), column]);
            }
        }
        match counted {
            Some([first, last]) => {
                let sum = format!("=SUM({}:{})", here(first), here(last));
                put(sheet, row_at, self.total_column(), sum, number(total), None)
            }
            None => sheet.write_number(row_at, self.total_column(), 0.0).map(|_| ()),
        }
    }

    /// The formula of a quantity that no row states.
    fn derived(&self, basis: Basis) -> Option<String> {
        match basis {
            Basis::Stated => None,
            Basis::Share { table, made, total } => {
                let name = self.shares_name();
                let count = self.work.shared.get(table)?.made.len();
                let (first, totals) = *self.shares_layout.get(table)?;
                let below = |start: u32, by: usize| start.saturating_add(u32::try_from(by).unwrap_or(u32::MAX));
                let weight = at(S_WEIGHT, below(first, made));
                let last = below(first, count.saturating_sub(1));
                let sum = format!("SUM('{name}'!{}:{})", at(S_PRODUCT, first), at(S_PRODUCT, last));
                let whole = total.map(|total| format!("'{name}'!{}*", at(S_AMOUNT, below(totals, total))));
                Some(format!("={}'{name}'!{weight}/{sum}", whole.unwrap_or_default()))
            }
            Basis::Coefficient { row: place, letters } => {
                let cell = |name: &str| {
                    let column = RecyclingRow::NUMBERS.iter().position(|c| *c == name)?;
                    let column = u16::try_from(column).ok()?.saturating_add(1);
                    Some(format!("'{}'!{}", self.recycling_name(), at(column, row(place))))
                };
                Some(format!("={}", formula_of(letters, cell)))
            }
        }
    }

    /// How the bills of sites, and the runs of processes, are shared out to what they made.
    fn shares(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        sheet.set_name(self.shares_name())?.set_column_width(0, 28)?;
        let words = |words: [&str; 2]| words.map(str::to_owned);
        for (shared, (first, totals)) in self.work.shared.iter().zip(self.shares_layout.iter().copied()) {
            self.text(sheet, first.saturating_sub(2), 0, &shared.name)?;
            let heads =
                [["made", "产出"], ["n: amount", "n：数量"], ["w: weight of one", "w：单位权重"], ["n × w", "n × w"]];
            self.head(sheet, first.saturating_sub(1), &heads.map(words))?;
            for (line, (id, amount, weight)) in (first..).zip(&shared.made) {
                self.text(sheet, line, 0, id)?;
                sheet.write_number(line, S_AMOUNT, number(*amount))?;
                sheet.write_number(line, S_WEIGHT, number(*weight))?;
                let product = format!("={}*{}", at(S_AMOUNT, line), at(S_WEIGHT, line));
                put(sheet, line, S_PRODUCT, product, number(amount.mul(*weight)), None)?;
            }
            if !shared.totals.is_empty() {
                let heads = [["bills", "账单"], ["sum within the period", "期间内合计"]];
                self.head(sheet, totals.saturating_sub(1), &heads.map(words))?;
            }
            for (line, (id, total)) in (totals..).zip(&shared.totals) {
                self.text(sheet, line, 0, id)?;
                sheet.write_number(line, S_AMOUNT, number(*total))?;
            }
        }
        Ok(())
    }

    /// The numbers of the recycling formula, row by row.
    fn recycling(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        sheet.set_name(self.recycling_name())?.set_column_width(0, 28)?;
        let mut headers = vec![["item".to_owned(), "物料".to_owned()]];
        headers.extend(RecyclingRow::NUMBERS.map(|name| [name.to_owned(), name.to_owned()]));
        self.head(sheet, 0, &headers)?;
        for (place, recycled) in self.work.recycled.iter().enumerate() {
            self.text(sheet, row(place), 0, &recycled.id)?;
            for (column, value) in (1_u16..).zip(recycled.numbers) {
                sheet.write_number(row(place), column, number(value))?;
            }
        }
        Ok(())
    }

    fn amounts(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        sheet.set_name(self.amounts_name())?.set_freeze_panes(1, 1)?;
        let headers = [
            ["item", "物料"],
            ["name", "名称"],
            ["unit", "单位"],
            ["claimed by stage", "归入的阶段"],
            ["loop no.", "循环序号"],
            ["needed", "需要量"],
            ["loop: relative residual", "循环：相对残差"],
        ];
        self.head(sheet, 0, &headers.map(|words| words.map(str::to_owned)))?;
        for column in [0, 1, 3] {
            sheet.set_column_width(column, 24)?;
        }
        let mut starts = self.systems_layout().into_iter();
        let mut loops = self.work.loops.iter().enumerate().peekable();
        let mut system: Option<(usize, &std::ops::Range<usize>, Option<u32>)> = None;
        for (place, need) in self.work.needs.iter().enumerate() {
            let row_at = row(place);
            self.text(sheet, row_at, 0, &need.id)?;
            self.text(sheet, row_at, 1, self.say([&need.name[0], &need.name[1]]))?;
            self.text(sheet, row_at, 2, need.unit.label(self.language))?;
            self.text(sheet, row_at, 3, need.claimed.map_or("", |stage| stage.label(self.language)))?;
            if let Some((number, range)) = loops.next_if(|(_, range)| range.start == place) {
                system = Some((number, range, starts.next().flatten()));
            }
            system = system.filter(|(_, range, _)| range.contains(&place));
            let Some((loop_number, range, start)) = system else {
                let sum = format!("=SUM({})", self.some_lines(L_AMOUNT, &need.outer));
                put(sheet, row_at, A_AMOUNT, sum, number(need.amount), None)?;
                continue;
            };
            sheet.write_number(row_at, 4, f64::from(row(loop_number)))?;
            match start {
                Some(start) => {
                    let inside = u32::try_from(place.saturating_sub(range.start)).unwrap_or(u32::MAX);
                    let size = u16::try_from(range.len()).unwrap_or(u16::MAX);
                    let solved = at(size.saturating_add(3), start.saturating_add(inside));
                    let formula = format!("='{}'!{solved}", self.systems_name());
                    put(sheet, row_at, A_AMOUNT, formula, number(need.amount), None)?;
                }
                None => {
                    sheet.write_number(row_at, A_AMOUNT, number(need.amount))?;
                }
            }
            let lines = need.outer.start..need.inner.end;
            let here = at(A_AMOUNT, row_at);
            let sum =
                if lines.is_empty() { "0".to_owned() } else { format!("SUM({})", self.some_lines(L_AMOUNT, &lines)) };
            let residual = format!("=IF({here}=0,ABS({sum}),ABS({here}-{sum})/ABS({here}))");
            put(sheet, row_at, A_CHECK, residual, 0.0, None)?;
        }
        Ok(())
    }

    /// The loops that the spreadsheet solves.
    fn systems(&self) -> impl Iterator<Item = &std::ops::Range<usize>> {
        self.work.loops.iter().filter(|range| range.len() <= MAX_SYSTEM)
    }

    /// The row in which the equations of each loop begin; `None` for one that is too large.
    fn systems_layout(&self) -> Vec<Option<u32>> {
        let mut next = 2_u32;
        let start = |range: &std::ops::Range<usize>| {
            let size = u32::try_from(range.len()).ok().filter(|_| range.len() <= MAX_SYSTEM)?;
            let start = next;
            next = next.saturating_add(size).saturating_add(3);
            Some(start)
        };
        self.work.loops.iter().map(start).collect()
    }

    /// `(I - A) x = b` of each loop, solved by the spreadsheet's own inverse.
    fn systems_page(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        sheet.set_name(self.systems_name())?.set_column_width(0, 24)?;
        for (loop_number, (range, start)) in self.work.loops.iter().zip(self.systems_layout()).enumerate() {
            let Some(start) = start else { continue };
            let size = u16::try_from(range.len()).unwrap_or(u16::MAX);
            let (wanted, solved) = (size.saturating_add(2), size.saturating_add(3));
            let title = self.say([
                format!("loop {}: (I − A) x = b", loop_number.saturating_add(1)),
                format!("循环 {}：(I − A) x = b", loop_number.saturating_add(1)),
            ]);
            sheet.write_string_with_format(start.saturating_sub(2), 0, title, &self.bold)?;
            let ids = self.work.needs.get(range.clone()).unwrap_or_default();
            for (column, need) in (1_u16..).zip(ids) {
                self.text(sheet, start.saturating_sub(1), column, &need.id)?;
            }
            let heads = [(wanted, ["b: from outside", "b：来自循环之外"]), (solved, ["x: needed", "x：需要量"])];
            for (column, words) in heads {
                sheet.write_string(start.saturating_sub(1), column, self.say(words))?;
            }
            for (line, (place, need)) in (start..).zip(range.clone().zip(ids)) {
                self.text(sheet, line, 0, &need.id)?;
                for (column, parent) in (1_u16..).zip(range.clone()) {
                    self.coefficient(sheet, (line, column), need, parent, parent == place)?;
                }
                if need.outer.is_empty() {
                    sheet.write_number(line, wanted, 0.0)?;
                } else {
                    let lines = self.work.lines.get(need.outer.clone()).unwrap_or_default();
                    let value = lines.iter().fold(Wide::ZERO, |sum, line| sum.add(line.amount));
                    let sum = format!("=SUM({})", self.some_lines(L_AMOUNT, &need.outer));
                    put(sheet, line, wanted, sum, number(value), None)?;
                }
            }
            let end = start.saturating_add(u32::from(size)).saturating_sub(1);
            let matrix = format!("{}:{}", at(1, start), at(size, end));
            let right = format!("{}:{}", at(wanted, start), at(wanted, end));
            let formula = Formula::new(format!("{{=MMULT(MINVERSE({matrix}),{right})}}"));
            let first = ids.first().map_or(Wide::ZERO, |need| need.amount);
            let formula = formula.set_result(number(first).to_string());
            sheet.write_array_formula(start, solved, end, solved, formula)?;
            // The values of the array's other cells.
            for (line, need) in (start..).zip(ids).skip(1) {
                sheet.write_number(line, solved, number(need.amount))?;
            }
        }
        Ok(())
    }

    /// One cell of `I - A`: less what one unit of `parent` takes of the item by the lines inside the loop.
    fn coefficient(
        &self,
        sheet: &mut Sheet,
        (line, column): (u32, u16),
        need: &crate::footprint::Need,
        parent: usize,
        diagonal: bool,
    ) -> Result<(), XlsxError> {
        let lines = self.work.lines.get(need.inner.clone()).unwrap_or_default();
        let from = lines.partition_point(|l| l.parent < Some(parent));
        let to = lines.partition_point(|l| l.parent <= Some(parent));
        let own = if diagonal { Wide::ONE } else { Wide::ZERO };
        if from == to {
            return sheet.write_number(line, column, number(own)).map(|_| ());
        }
        let taken = lines.get(from..to).unwrap_or_default();
        let value = taken.iter().fold(own, |sum, line| sum.sub(line.per_unit));
        let range = need.inner.start.saturating_add(from)..need.inner.start.saturating_add(to);
        let one = if diagonal { "1" } else { "" };
        let formula = format!("={one}-SUM({})", self.some_lines(L_EACH, &range));
        put(sheet, line, column, formula, number(value), None)
    }

    fn factors(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        sheet.set_name(self.factors_name())?.set_freeze_panes(1, 1)?;
        let words = |[en, zh]: [&str; 2]| [en.to_owned(), zh.to_owned()];
        let about = [
            ["factor", "因子"],
            ["name", "名称"],
            ["region", "地区"],
            ["years", "年份"],
            ["origin", "出处"],
            ["unit", "单位"],
        ];
        let cited = [
            ["source", "来源"],
            ["publisher", "发布者"],
            ["year", "发布年份"],
            ["licence", "许可"],
            ["file", "文件"],
            ["row", "行"],
            ["note", "备注"],
        ];
        let mut headers: Vec<[String; 2]> = about.map(words).into();
        headers.extend(
            self.components().iter().map(|c| component_label(*c).map(|name| format!("{name}\nkg CO2e / unit"))),
        );
        headers.extend(cited.map(words));
        self.head(sheet, 0, &headers)?;
        for (place, used) in self.work.factors.iter().enumerate() {
            let (row_at, f) = (row(place), &used.factor);
            let name = self.say([&f.name, if f.name_zh.is_empty() { &f.name } else { &f.name_zh }]);
            let texts = [f.id.as_str(), name, &f.region, &f.years, f.origin().name(), f.unit.label(self.language)];
            for (column, text) in (0_u16..=F_UNIT).zip(texts) {
                self.text(sheet, row_at, column, text)?;
            }
            let mut column = F_COMPONENTS;
            for component in self.components() {
                sheet.write_number(row_at, column, float(used.emissions.get(*component)))?;
                column = column.saturating_add(1);
            }
            let file = f.place().map_or("", |p| p.file_name());
            let row_number = f.place().and_then(|p| p.row_number()).map(|r| r.to_string()).unwrap_or_default();
            let texts = [&f.source, &f.publisher, &f.year, &f.licence, file, &row_number, &used.note];
            for (column, text) in (column..).zip(texts) {
                self.text(sheet, row_at, column, text)?;
            }
        }
        for (column, width) in [(0, 26), (1, 30)] {
            sheet.set_column_width(column, width)?;
        }
        Ok(())
    }

    fn notes(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        sheet.set_name(self.say(["notes", "说明"]))?.set_column_width(0, 120)?;
        let large = self.work.loops.iter().any(|range| range.len() > MAX_SYSTEM);
        let large = large.then_some(LARGE_LOOP);
        for (row, words) in (0_u32..).zip(NOTES.into_iter().chain(large)) {
            sheet.write_string(row, 0, self.say(words))?;
        }
        Ok(())
    }
}

/// A formula in a spreadsheet's spelling: letters as `cell` names them, products with their sign.
fn formula_of(letters: &str, cell: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = letters;
    // Whether what comes next would be multiplied by what came before.
    let mut factor_before = false;
    while let Some(c) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len()).max(c.len_utf8());
        let (token, after) = rest.split_at(word);
        rest = after;
        let named = c.is_ascii_alphanumeric();
        if c.is_whitespace() {
            continue;
        }
        if factor_before && (named || c == '(') {
            out.push('*');
        }
        match cell(token).filter(|_| named) {
            Some(cell) => out.push_str(&cell),
            None => out.push_str(token),
        }
        factor_before = named || c == ')';
    }
    out
}

/// Writes a formula with its value.
fn put(
    sheet: &mut Sheet,
    row: u32,
    column: u16,
    formula: String,
    value: f64,
    format: Option<&Format>,
) -> Result<(), XlsxError> {
    let formula = Formula::new(formula).set_result(value.to_string());
    match format {
        Some(format) => sheet.write_formula_with_format(row, column, formula, format)?,
        None => sheet.write_formula(row, column, formula)?,
    };
    Ok(())
}

const LARGE_LOOP: [&str; 2] = [
    "A loop here has more unknowns than a spreadsheet inverts well: its amounts stand as solved by pcf, and the residual \
     beside each shows that they solve the lines. Change one of its lines, and the residual is no longer 0.",
    "本表中有循环的未知数过多，不宜由电子表格求逆：其需要量为 pcf 的解，旁边的残差说明它满足各行方程。\
     改动其中一行，残差便不再为 0。",
];

const NOTES: [[&str; 2]; 9] = [
    [
        "lines: quantity × conversion × (1 + scrap) / (per × yield) = how much of the child one unit of the parent takes; \
         times what is needed of the parent = amount; times the factor = kg CO2e.",
        "清单行：数量 × 换算 × (1 + 损耗率) / (每 × 成品率) = 每单位父项所需子项；乘以父项需要量 = 用量；乘以因子 = kg CO2e。",
    ],
    [
        "amounts: what is needed of an item is the sum of the lines that lead to it. They stand side by side in the sheet \
         of lines. An item that several stages claim has a row for each.",
        "需要量：某物料的需要量等于指向它的各行用量之和，这些行在清单行表中相邻。被多个阶段归入的物料每个阶段一行。",
    ],
    [
        "result: SUMIFS over all lines, by stage and component. Credits beyond the boundary are never part of the total.",
        "结果：按阶段和组成对全部行作 SUMIFS。系统边界外的减排不计入总量。",
    ],
    [
        "loops: each is a system of equations over its own lines, solved by MMULT(MINVERSE()). The residual checks it.",
        "循环：每个循环是其自身各行的方程组，由 MMULT(MINVERSE()) 求解，并以残差检验。",
    ],
    [
        "conversion: units, the mass or density of an item, the kilometres of a leg. shares: the bills of a site are shared \
         out by total × w / Σ (n × w), a process by w / Σ w. recycling: the numbers of the formula; `as written` has its \
         letters. Lines of contracts and certificates state their quantity as pcf derived it.",
        "换算：单位、物料的质量或密度、运输里程。分配：厂区账单按 合计 × w / Σ (n × w) 分配，工序按 w / Σ w 分配。\
         回收：公式的各个数值，公式字母见“原文”列。合同与证书各行的数量由 pcf 推得。",
    ],
    [
        "Formulas of parameters are written as their values; pcf trace and the study's files show the formula.",
        "含参数的公式写为其数值；公式见 pcf trace 和研究文件。",
    ],
    [
        "Values are not rounded. A spreadsheet calculates in binary floating point and keeps 15 to 17 digits; pcf calculates \
         in decimals of 37 digits. Where a number has more than 15 digits, the cell holds the nearest that it can.",
        "数值均未修约。电子表格以二进制浮点计算，保留 15 至 17 位；pcf 以 37 位十进制计算。超过 15 位的数，单元格取其能表示的最近值。",
    ],
    [
        "ROUND of a spreadsheet goes half away from zero: ROUND(2.25,1) is 2.3. GB/T 8170 goes half to even: 2.2.",
        "电子表格的 ROUND 为四舍五入：ROUND(2.25,1) 得 2.3；GB/T 8170 为四舍六入五成双：2.2。",
    ],
    [
        "There are no macros, no hidden sheets, no links to other files. Texts from the study are texts, never formulas.",
        "没有宏、隐藏工作表或外部链接。来自研究的文本始终是文本，不会成为公式。",
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_become_cells_and_products_get_their_sign() {
        let of = |letters: &str| formula_of(letters, |name| (name != "1").then(|| format!("<{name}>")));
        assert_eq!(of("(1 - R1) + R1 (1 - A) Qs_in"), "(1-<R1>)+<R1>*(1-<A>)*<Qs_in>");
        assert_eq!(of("-(1 - B) R3 LHV X_heat"), "-(1-<B>)*<R3>*<LHV>*<X_heat>");
        assert_eq!(of("1 - R2 - R3"), "1-<R2>-<R3>");
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 51, 52].map(letters), ["A", "Z", "AA", "AZ", "BA"]);
        assert_eq!(at(27, 0), "AB1");
    }
}
