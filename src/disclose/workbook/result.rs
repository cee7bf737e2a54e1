//! The sheet of the result: what the footprint is, and whether the sheets give it.

use rust_xlsxwriter::{Worksheet as Sheet, XlsxError};

use super::cells::{at, float, letters, put, row};
use super::{A_CHECK, Book, L_COMPONENTS, L_STAGE};
use crate::stage::Stage;

impl Book<'_> {
    /// What it is about, the totals, and the comparison with the program's; the cells of the program's total and of
    /// the one calculated here.
    pub(super) fn result(&self, sheet: &mut Sheet) -> Result<[String; 2], XlsxError> {
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
}
