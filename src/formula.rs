//! Formulas in cells: `=` and then + - * / and parentheses over exact decimals and parameters.
//!
//! A formula is read once into postfix steps; neither reading nor evaluating recurses, so that no depth of
//! parentheses can exhaust the stack.

use crate::decimal::{Decimal, Dual, Wide};

/// A numeric cell: a number, or a formula of parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Cell {
    Number(Decimal),
    Formula(Box<Formula>),
}

impl From<Decimal> for Cell {
    fn from(value: Decimal) -> Self {
        Self::Number(value)
    }
}

/// A formula as written, and its steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Formula {
    text: Box<str>,
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    Number(Decimal),
    Parameter(Box<str>),
    Operator(Operator),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Negate,
    /// Only on the stack of the reader.
    Open,
}

impl Operator {
    fn binds(self) -> u8 {
        match self {
            Self::Open => 0,
            Self::Add | Self::Subtract => 1,
            Self::Multiply | Self::Divide => 2,
            Self::Negate => 3,
        }
    }
}

/// Why a formula cannot be read or has no value; English and Chinese.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FormulaError {
    Unreadable([String; 2]),
    UnknownParameter(String),
    DivisionByZero,
    /// A result on the way is beyond 10^1000 or not zero and below 10^-1000: a number that no study needs, and that
    /// repeated squaring makes in a few lines.
    OutOfReach,
}

/// The largest exponent of a value of a formula, either way.
const REACH: u64 = 1000;

fn unreadable(en: impl Into<String>, zh: impl Into<String>) -> FormulaError {
    FormulaError::Unreadable([en.into(), zh.into()])
}

impl Formula {
    /// Reads what follows the `=`. `point` is the decimal sign.
    pub(crate) fn parse(text: &str, point: u8) -> Result<Self, FormulaError> {
        let body = text.strip_prefix('=').unwrap_or(text);
        let mut steps = Vec::new();
        let mut waiting: Vec<Operator> = Vec::new();
        let mut operand_next = true;
        let mut chars = body.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            if c.is_whitespace() {
                continue;
            }
            let is_number = c.is_ascii_digit() || c == char::from(point);
            if is_number || is_word(c) {
                if !operand_next {
                    return Err(unreadable(
                        format!("an operator is missing before {c:?}"),
                        format!("{c:?} 之前缺少运算符"),
                    ));
                }
                let mut end = at.saturating_add(c.len_utf8());
                while let Some((i, d)) = chars.peek().copied() {
                    if !(is_word(d) || (is_number && d == char::from(point))) {
                        break;
                    }
                    end = i.saturating_add(d.len_utf8());
                    chars.next();
                }
                let word = body.get(at..end).unwrap_or_default();
                steps.push(if is_number {
                    let number = Decimal::parse_with_point(word, point)
                        .map_err(|e| unreadable(format!("`{word}`: {e}"), format!("“{word}”不是数字")))?;
                    Step::Number(number)
                } else {
                    Step::Parameter(word.into())
                });
                operand_next = false;
                continue;
            }
            let operator = match c {
                '(' if operand_next => {
                    waiting.push(Operator::Open);
                    continue;
                }
                ')' if !operand_next => {
                    loop {
                        match waiting.pop() {
                            Some(Operator::Open) => break,
                            Some(operator) => steps.push(Step::Operator(operator)),
                            None => return Err(unreadable("a parenthesis closes that was not opened", "多余的右括号")),
                        }
                    }
                    continue;
                }
                '-' if operand_next => Operator::Negate,
                '+' if operand_next => continue,
                '+' => Operator::Add,
                '-' => Operator::Subtract,
                '*' | '×' => Operator::Multiply,
                '/' | '÷' => Operator::Divide,
                _ => return Err(unreadable(format!("{c:?} does not belong here"), format!("此处不应有 {c:?}"))),
            };
            if operator != Operator::Negate {
                if operand_next {
                    return Err(unreadable(format!("a number is missing before {c:?}"), format!("{c:?} 之前缺少数字")));
                }
                while let Some(top) = waiting.last().copied().filter(|top| top.binds() >= operator.binds()) {
                    steps.push(Step::Operator(top));
                    waiting.pop();
                }
            }
            waiting.push(operator);
            operand_next = true;
        }
        if operand_next {
            return Err(unreadable("it ends where a number is wanted", "结尾缺少数字"));
        }
        while let Some(operator) = waiting.pop() {
            if operator == Operator::Open {
                return Err(unreadable("a parenthesis is not closed", "缺少右括号"));
            }
            steps.push(Step::Operator(operator));
        }
        Ok(Self { text: text.into(), steps })
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The parameters that it names, in order.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter_map(|s| match s {
            Step::Parameter(name) => Some(&**name),
            _ => None,
        })
    }

    /// Its value, with the parameters' values from `lookup`, and with the derivatives that these bring along.
    pub(crate) fn value(&self, lookup: impl Fn(&str) -> Option<Dual>) -> Result<Dual, FormulaError> {
        let mut stack: Vec<Dual> = Vec::new();
        // Reading made sure that every operator finds its operands.
        let operand = |stack: &mut Vec<Dual>| stack.pop().unwrap_or(Dual::ZERO);
        for step in &self.steps {
            let value = match step {
                Step::Number(n) => Dual::from(Wide::from(*n)),
                Step::Parameter(name) => {
                    lookup(name).ok_or_else(|| FormulaError::UnknownParameter(name.to_string()))?
                }
                Step::Operator(Operator::Negate) => operand(&mut stack).neg(),
                Step::Operator(operator) => {
                    let right = operand(&mut stack);
                    let left = operand(&mut stack);
                    match operator {
                        Operator::Add => left.add(&right),
                        Operator::Subtract => left.sub(&right),
                        Operator::Multiply => left.mul(&right),
                        _ => left.div(&right).ok_or(FormulaError::DivisionByZero)?,
                    }
                }
            };
            if value.value.magnitude().unsigned_abs() > REACH {
                return Err(FormulaError::OutOfReach);
            }
            stack.push(value);
        }
        Ok(operand(&mut stack))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Result<String, FormulaError> {
        let formula = Formula::parse(text, b'.')?;
        let value = formula.value(|name| {
            let number = match name {
                "fibre" => "2.5",
                "占比" => "0.2",
                "zero" => "0",
                _ => return None,
            };
            number.parse::<Decimal>().ok().map(|n| Dual::from(Wide::from(n)))
        })?;
        Ok(value.value.to_decimal().map(|d| d.to_string()).unwrap_or_default())
    }

    #[test]
    fn formulas_follow_the_rules_of_school() {
        for (text, expected) in [
            ("=1+2*3", "7"),
            ("=(1+2)*3", "9"),
            ("=10-4-3", "3"),
            ("=24/4/2", "3"),
            ("=-2*-3", "6"),
            ("=-(1+1)", "-2"),
            ("=2*-fibre", "-5"),
            ("= fibre / 2 ", "1.25"),
            ("=占比×10", "2"),
            ("=44/12", "3.6666666666666666666666666667"),
            ("=+.5", "0.5"),
            ("=-2+3", "1"),
        ] {
            assert_eq!(value(text), Ok(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_formula_is_refused() {
        for text in ["=", "=1+", "=(1", "=1)", "=1 2", "=*2", "=1,5", "=2^3", "=a b", "=()", "=1..2", "=sum(1)"] {
            assert!(matches!(value(text), Err(FormulaError::Unreadable(_))), "{text}");
        }
        assert_eq!(value("=nobody"), Err(FormulaError::UnknownParameter("nobody".into())));
        assert_eq!(value("=1/zero"), Err(FormulaError::DivisionByZero));
    }

    #[test]
    fn a_value_out_of_reach_is_refused() {
        let squares = |base: &str, times: usize| format!("={base}{}", format!("*{base}").repeat(times));
        assert!(value(&squares("1e28", 34)) != Err(FormulaError::OutOfReach));
        assert_eq!(value(&squares("1e28", 35)), Err(FormulaError::OutOfReach));
        assert_eq!(value(&squares("0.0000000000000000000000000001", 36)), Err(FormulaError::OutOfReach));
    }

    #[test]
    fn depth_is_no_danger() {
        let deep = format!("={}1{}", "(".repeat(200_000), ")".repeat(200_000));
        assert_eq!(value(&deep), Ok("1".into()));
        let negated = format!("={}1", "-".repeat(200_000));
        assert_eq!(value(&negated), Ok("1".into()));
    }
}
