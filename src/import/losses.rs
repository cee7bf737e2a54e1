//! What the losses of a table mean: on top of the net quantity or a part of the gross one, percent or fractions.

use super::Table;
use super::columns::Concept;
use super::decisions::Decisions;
use super::layout::{Block, Cells};
use super::numbers::{self, Number};
use super::systems::Loss;
use crate::decimal::Decimal;
use crate::diagnostic::{Report, import as words};

/// How losses and yields of a table are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Losses {
    pub(crate) meaning: Loss,
    percent: bool,
    yield_percent: bool,
    /// A loss that is not zero stands in the table.
    pub(crate) any: bool,
}

/// The factors of a line: gross = net x (1 + scrap) / yield.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Factors {
    pub(crate) scrap: Decimal,
    pub(crate) yields: Decimal,
}

const LOSSES: [Concept; 3] = [Concept::Scrap, Concept::ParentScrap, Concept::ProcessLoss];

fn hundred() -> Decimal {
    Decimal::from(100_u8)
}

impl Losses {
    /// Looks at all losses of a table; asks where they can mean two things.
    pub(crate) fn of(table: &Table<'_>, blocks: &[Block], decisions: &Decisions, report: &mut Report) -> Option<Self> {
        let mut stated: Vec<(Concept, Number, u32)> = Vec::new();
        for block in blocks {
            let heads = std::iter::once(&block.head);
            for cells in heads.chain(block.lines.iter().map(|l| &l.cells)) {
                let numbers = LOSSES.into_iter().chain([Concept::Yield]);
                stated.extend(numbers.filter_map(|c| Some((c, table.number(cells, c)?, cells.row))));
            }
        }
        let losses: Vec<_> = stated.iter().filter(|(c, n, _)| *c != Concept::Yield && !n.is_zero()).collect();
        let yields: Vec<_> = stated.iter().filter(|(c, ..)| *c == Concept::Yield).collect();
        let system = table.plan.system;
        let above_one = |n: &Number| n.over == Decimal::ONE && n.value > Decimal::ONE;
        let in_words = |concept| table.plan.written(concept).contains(['%', '％', '‰']);
        let yield_percent = in_words(Concept::Yield) || yields.iter().any(|(_, n, _)| above_one(n) || n.unit == "%");
        let meaning = decisions.loss.unwrap_or(Loss::Added);
        let mut rule = Self { meaning, percent: true, yield_percent, any: !losses.is_empty() };
        let Some((concept, first, row)) = losses.first() else { return Some(rule) };
        let place = || Some(table.place(*row, *concept));
        let seen = first.value.to_string();
        // The loss of a process is by its name a part of what goes in.
        let process = losses.iter().all(|(c, ..)| *c == Concept::ProcessLoss).then_some(Loss::Divided);
        let meaning = decisions.loss.or(system.and_then(|s| s.loss)).or(process);
        let Some(meaning) = meaning else {
            report.add(&words::LOSS_ASKED, place(), &[("seen", &seen)]);
            return None;
        };
        rule.meaning = meaning;
        let shown = losses.iter().any(|(c, n, _)| n.unit == "%" || in_words(*c) || above_one(n));
        let percent = decisions.loss_in_percent.or(system.and_then(|s| s.loss_in_percent)).or(shown.then_some(true));
        match percent {
            Some(percent) => rule.percent = percent,
            None if meaning == Loss::Ignored => {}
            None => {
                report.add(&words::LOSS_SCALE_ASKED, place(), &[("seen", &seen)]);
                return None;
            }
        }
        Some(rule)
    }

    /// The factors of one line; `None`, with a finding, if they leave nothing over.
    pub(crate) fn factors(
        &self,
        table: &Table<'_>,
        head: &Cells,
        line: &Cells,
        report: &mut Report,
    ) -> Option<Factors> {
        let mut factors = Factors { scrap: Decimal::ZERO, yields: Decimal::ONE };
        let stated = |concept| {
            let of_line = table.number(line, concept).map(|n| (n, line));
            // What is said of a bill as a whole stands in its first row only.
            let whole = matches!(concept, Concept::ParentScrap | Concept::ProcessLoss);
            of_line.or_else(|| table.number(head, concept).filter(|_| whole).map(|n| (n, head)))
        };
        for concept in LOSSES {
            let Some((number, cells)) = stated(concept) else { continue };
            let wrong = |report: &mut Report| {
                let seen = cells.text(concept);
                report.add(&words::LOSS_RANGE, Some(table.place(cells.row, concept)), &[("seen", seen)]);
            };
            let percent = self.percent || number.unit == "%";
            let Some(share) = share(&number, percent).filter(|s| !s.is_negative()) else {
                wrong(report);
                return None;
            };
            let done = match self.meaning {
                Loss::Ignored => Some(()),
                // A loss on the components of a parent comes on top of their own.
                Loss::Added => (|| {
                    let [own, more] = [factors.scrap, share].map(|s| Decimal::ONE.checked_add(s).ok());
                    factors.scrap = own?.checked_mul(more?).ok()?.checked_sub(Decimal::ONE).ok()?;
                    Some(())
                })(),
                Loss::Divided => (|| {
                    let left = Decimal::ONE.checked_sub(share).ok().filter(|l| *l > Decimal::ZERO)?;
                    factors.yields = factors.yields.checked_mul(left).ok()?;
                    Some(())
                })(),
            };
            if done.is_none() {
                wrong(report);
                return None;
            }
        }
        if let Some((number, cells)) = stated(Concept::Yield) {
            let yields = share(&number, self.yield_percent).filter(|y| *y > Decimal::ZERO && *y <= Decimal::ONE);
            match yields.and_then(|y| factors.yields.checked_mul(y).ok()) {
                _ if self.meaning == Loss::Ignored => {}
                Some(yields) => factors.yields = yields,
                None => {
                    let place = Some(table.place(cells.row, Concept::Yield));
                    report.add(&words::LOSS_RANGE, place, &[("seen", cells.text(Concept::Yield))]);
                    return None;
                }
            }
        }
        Some(factors)
    }
}

/// A number as a share: 3 % and 0.03 alike.
fn share(number: &Number, percent: bool) -> Option<Decimal> {
    let over = if percent { number.over.checked_mul(hundred()).ok()? } else { number.over };
    numbers::exact_div(number.value, over)
}
