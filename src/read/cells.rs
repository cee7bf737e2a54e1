//! What the cells of a table hold: numbers and formulas, units, stages, words; and what is wrong with those that hold
//! none.

use super::nearest::hint;
use super::table::Table;
use crate::decimal::{Decimal, ParseDecimalError};
use crate::diagnostic::{Place, Report, limits, texts, trust};
use crate::factor::{ParsePedigreeError, Pedigree};
use crate::formula::{Cell, Formula, FormulaError};
use crate::stage::Stage;
use crate::unit::{ParseUnitError, Unit, half_width};

impl Table<'_> {
    /// A text that must be there.
    pub(crate) fn required(&self, column: usize, report: &mut Report) -> Option<&str> {
        let text = self.text(column);
        if text.is_empty() {
            let name = self.name(column);
            report.add(&texts::CELL_MISSING, Some(self.place(name)), &[("seen", ""), ("column", name)]);
            return None;
        }
        Some(text)
    }

    /// A number or formula; `None` where the cell is empty or, with a finding, is neither.
    pub(crate) fn cell(&self, column: usize, report: &mut Report) -> Option<Cell> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        match parse_cell(text, self.point) {
            Ok(cell) => Some(cell),
            Err(problem) => {
                problem.report(text, Some(self.place(self.name(column))), report);
                None
            }
        }
    }

    /// A number or formula that must be there.
    pub(crate) fn required_cell(&self, column: usize, report: &mut Report) -> Option<Cell> {
        if self.text(column).is_empty() {
            let name = self.name(column);
            report.add(&texts::NUMBER_MISSING, Some(self.place(name)), &[("seen", ""), ("column", name)]);
            return None;
        }
        self.cell(column, report)
    }

    /// A unit; `None` where the cell is empty or, with a finding, is no unit.
    pub(crate) fn unit(&self, column: usize, report: &mut Report) -> Option<Unit> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let place = || Some(self.place(self.name(column)));
        match Unit::read(text) {
            Ok((unit, None)) => Some(unit),
            Ok((unit, Some(ambiguity))) => {
                report.add(
                    &texts::UNIT_ASSUMED,
                    place(),
                    &[
                        ("seen", text),
                        ("unit", unit.symbol()),
                        ("why", &ambiguity.why[0]),
                        ("why_zh", &ambiguity.why[1]),
                        ("example", &ambiguity.example),
                    ],
                );
                Some(unit)
            }
            Err(ParseUnitError::Ambiguous { candidates, .. }) => {
                let ambiguity = Unit::ambiguity(text);
                let example = ambiguity.map_or("", |a| a.example.as_str());
                let (why, why_zh) = ambiguity.map_or(("", ""), |a| (a.why[0].as_str(), a.why[1].as_str()));
                report.add(
                    &texts::UNIT_AMBIGUOUS,
                    place(),
                    &[
                        ("seen", text),
                        ("candidates", &candidates),
                        ("why", why),
                        ("why_zh", why_zh),
                        ("example", example),
                    ],
                );
                None
            }
            Err(ParseUnitError::Unknown(_)) => {
                let [near, near_zh] = hint_in(report, text, Unit::spellings());
                report.add(&texts::UNIT_UNKNOWN, place(), &[("seen", text), ("near", &near), ("near_zh", &near_zh)]);
                None
            }
        }
    }

    /// Pedigree scores; `None` where the cell is empty or, with a finding, holds none.
    pub(crate) fn pedigree(&self, column: usize, report: &mut Report) -> Option<Pedigree> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let place = || Some(self.place(self.name(column)));
        text.parse().map_err(|error| report_pedigree(text, error, place(), report)).ok()
    }

    /// A stage; `None` where the cell is empty or, with a finding, is no stage.
    pub(crate) fn stage(&self, column: usize, report: &mut Report) -> Option<Stage> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let stage = text.parse().ok();
        if stage.is_none() {
            let [near, near_zh] = hint_in(report, text, Stage::ALL_AND_BEYOND.iter().map(|s| s.name()));
            let place = Some(self.place(self.name(column)));
            report.add(&texts::STAGE_UNKNOWN, place, &[("seen", text), ("near", &near), ("near_zh", &near_zh)]);
        }
        stage
    }

    /// One of a few words, read by `parse`; `None` where the cell is empty or, with a finding, is none of `choices`.
    pub(crate) fn choice<T>(
        &self,
        column: usize,
        choices: &[&str],
        parse: impl Fn(&str) -> Option<T>,
        report: &mut Report,
    ) -> Option<T> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let choice = parse(text);
        if choice.is_none() {
            let name = self.name(column);
            let [near, near_zh] = hint_in(report, text, choices.iter().copied());
            report.add(
                &texts::CHOICE_UNKNOWN,
                Some(self.place(name)),
                &[
                    ("seen", text),
                    ("column", name),
                    ("choices", &choices.join(", ")),
                    ("near", &near),
                    ("near_zh", &near_zh),
                ],
            );
        }
        choice
    }
}

/// The nearest spelling, unless there is so much wrong already that nobody reads it.
pub(super) fn hint_in<'a>(report: &Report, wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> [String; 2] {
    if report.is_long() { [String::new(), String::new()] } else { hint(wanted, candidates) }
}

/// Why a cell is no number.
pub(crate) enum CellProblem {
    Number(ParseDecimalError),
    Formula(FormulaError),
}

/// A number, or a formula that starts with `=`.
pub(crate) fn parse_cell(text: &str, point: u8) -> Result<Cell, CellProblem> {
    if text.starts_with('=') {
        return Formula::parse(text, point).map(|f| Cell::Formula(Box::new(f))).map_err(CellProblem::Formula);
    }
    Decimal::parse_with_point(text, point).map(Cell::Number).map_err(CellProblem::Number)
}

impl CellProblem {
    /// Says what is wrong with `text`, and what to write instead where that is clear.
    pub(crate) fn report(&self, text: &str, place: Option<Place>, report: &mut Report) {
        let problem = match self {
            Self::Formula(error) => return report_formula(error, text, place, report),
            Self::Number(problem) => problem,
        };
        let (reason, reason_zh) = match problem {
            ParseDecimalError::Character(',') => {
                ("a comma is no decimal point".to_owned(), "逗号不是小数点".to_owned())
            }
            ParseDecimalError::Character(c) => (format!("{c:?} does not belong there"), format!("不应有 {c:?}")),
            ParseDecimalError::TooLong => ("it needs more than 28 digits".into(), "超过28位数字".into()),
            ParseDecimalError::Empty | ParseDecimalError::NoDigit => ("it has no digit".into(), "没有数字".into()),
        };
        let (advice, advice_zh) = match problem {
            _ if text.trim_end().ends_with(['%', '％']) => match of_percent(text) {
                Some(share) => (format!("write the share, {share}"), format!("写成小数：{share}")),
                None => ("write the share: 0.03 for 3 %".to_owned(), "写成小数：3% 写 0.03".to_owned()),
            },
            ParseDecimalError::Character(',') => (
                format!(
                    "write {}, or ask for the decimal comma: [csv] decimal = \",\" in study.toml, or --decimal-comma",
                    text.replace(',', ".")
                ),
                format!(
                    "写成 {}，或声明小数逗号：study.toml 中 [csv] decimal = \",\"，或 --decimal-comma",
                    text.replace(',', ".")
                ),
            ),
            ParseDecimalError::Character(' ' | '\u{a0}' | '\'' | '_') => {
                ("write it without thousands separators".to_owned(), "去掉千位分隔符".to_owned())
            }
            ParseDecimalError::Character(c) if half_width(&c.to_string()) != c.to_string() => (
                format!("write it in half-width digits: {}", half_width(text)),
                format!("改用半角数字：{}", half_width(text)),
            ),
            _ => ("write a plain number".to_owned(), "写成普通数字".to_owned()),
        };
        report.add(
            &texts::NUMBER,
            place,
            &[
                ("seen", text),
                ("reason", &reason),
                ("reason_zh", &reason_zh),
                ("advice", &advice),
                ("advice_zh", &advice_zh),
            ],
        );
    }
}

/// Says why a text holds no pedigree scores.
fn report_pedigree(text: &str, error: ParsePedigreeError, place: Option<Place>, report: &mut Report) {
    let reason_zh = match error {
        ParsePedigreeError::Table => "未写明评分表 v2: 或 v3:",
        ParsePedigreeError::Scores => "需要五个 1 至 5 的分值（v2 为五或六个）",
        ParsePedigreeError::Basic => "basic 之后需要一个数：v2 不小于 1，v3 不小于 0",
    };
    let reason = error.to_string();
    report.add(&trust::PEDIGREE, place, &[("seen", text), ("reason", &reason), ("reason_zh", reason_zh)]);
}

/// Says why a formula cannot be read or has no value.
pub(crate) fn report_formula(error: &FormulaError, text: &str, place: Option<Place>, report: &mut Report) {
    let (reason, reason_zh) = match error {
        FormulaError::Unreadable([en, zh]) => (en.as_str(), zh.as_str()),
        FormulaError::DivisionByZero => ("it divides by zero", "除数为零"),
        FormulaError::UnknownParameter(name) => (name.as_str(), name.as_str()),
        FormulaError::OutOfReach => {
            report.add(&limits::FORMULA_OUT_OF_REACH, place, &[("seen", text)]);
            return;
        }
    };
    report.add(&texts::FORMULA, place, &[("seen", text), ("reason", reason), ("reason_zh", reason_zh)]);
}
/// The share that a percentage means.
fn of_percent(text: &str) -> Option<Decimal> {
    let number: Decimal = half_width(text).trim_end_matches('%').trim_end().parse().ok()?;
    number.checked_mul("0.01".parse().ok()?).ok()
}
