//! The sheet of lines: from what a file states to the kg CO2e that each line contributes.

use rust_xlsxwriter::{Worksheet as Sheet, XlsxError};

use super::cells::{at, formula_of, number, put, row};
use super::{
    A_AMOUNT, Book, F_COMPONENTS, L_AMOUNT, L_CHILD, L_CLAIM, L_COMPONENTS, L_CONVERSION, L_EACH, L_FACTOR, L_FILE,
    L_NEEDED, L_PARENT, L_PER, L_QUANTITY, L_ROW, L_SCRAP, L_STAGE, L_UNIT, L_WRITTEN, L_YIELD, S_AMOUNT, S_PRODUCT,
    S_WEIGHT,
};
use crate::decimal::{Decimal, Wide};
use crate::footprint::{Basis, Target, WorkLine};
use crate::gas::Component;
use crate::study::RecyclingRow;

impl Book<'_> {
    pub(super) fn lines(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
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

    pub(super) fn line(&self, sheet: &mut Sheet, row_at: u32, line: &WorkLine) -> Result<(), XlsxError> {
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
    pub(super) fn derived(&self, basis: Basis) -> Option<String> {
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

    pub(super) fn emissions(&self, line: &WorkLine, component: Component) -> Wide {
        match line.target {
            Target::Factor(factor, _) => {
                let per_unit = self.work.factors.get(factor).map_or(Decimal::ZERO, |f| f.emissions.get(component));
                line.amount.mul(Wide::from(per_unit))
            }
            Target::Need(_) => Wide::ZERO,
        }
    }
}
