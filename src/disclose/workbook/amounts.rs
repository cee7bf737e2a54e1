//! The sheets of amounts and of loops: how much of each item the product needs.

use rust_xlsxwriter::{Formula, Worksheet as Sheet, XlsxError};

use super::cells::{at, number, put, row};
use super::{A_AMOUNT, A_CHECK, Book, L_AMOUNT, L_EACH, MAX_SYSTEM};
use crate::decimal::Wide;

impl Book<'_> {
    pub(super) fn amounts(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
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
    pub(super) fn systems(&self) -> impl Iterator<Item = &std::ops::Range<usize>> {
        self.work.loops.iter().filter(|range| range.len() <= MAX_SYSTEM)
    }

    /// The row in which the equations of each loop begin; `None` for one that is too large.
    pub(super) fn systems_layout(&self) -> Vec<Option<u32>> {
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
    pub(super) fn systems_page(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
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
    pub(super) fn coefficient(
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
}
