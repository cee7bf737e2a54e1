//! The sheets that lines refer to: shares of a site, recycling, factors; and the notes.

use rust_xlsxwriter::{Worksheet as Sheet, XlsxError};

use super::cells::{at, float, number, put, row};
use super::{Book, F_COMPONENTS, F_UNIT, LARGE_LOOP, MAX_SYSTEM, S_AMOUNT, S_PRODUCT, S_WEIGHT};
use crate::disclose::terminal::component_label;
use crate::study::RecyclingRow;

impl Book<'_> {
    /// How the bills of sites, and the runs of processes, are shared out to what they made.
    pub(super) fn shares(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
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
    pub(super) fn recycling(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
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

    pub(super) fn factors(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
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

    pub(super) fn notes(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        sheet.set_name(self.say(["notes", "说明"]))?.set_column_width(0, 120)?;
        let large = self.work.loops.iter().any(|range| range.len() > MAX_SYSTEM);
        let large = large.then_some(LARGE_LOOP);
        for (row, words) in (0_u32..).zip(NOTES.into_iter().chain(large)) {
            sheet.write_string(row, 0, self.say(words))?;
        }
        Ok(())
    }
}

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
