//! Words of findings about what is said to readers outside: validity, status, and what a document lacks.

use super::texts::Text;

pub(crate) const VALID_TOO_EARLY: Text = Text {
    code: "E118",
    message: [
        "the footprint is to be valid from {seen}, but its data period ends on {bound}",
        "碳足迹自 {seen} 起有效，但数据期到 {bound} 才结束",
    ],
    wanted: ["a validity that begins after the data period", "有效期在数据期结束后开始"],
    fix: ["leave `valid_from` out, or write a day after {bound}", "删去 valid_from，或写 {bound} 之后的日期"],
};

pub(crate) const VALID_TOO_LONG: Text = Text {
    code: "E118",
    message: [
        "the footprint is to be valid until {seen}, more than three years after its data period",
        "碳足迹有效至 {seen}，超过数据期结束后三年",
    ],
    wanted: ["a day up to {bound}", "不晚于 {bound}"],
    fix: ["leave `valid_until` out, or write a day up to {bound}", "删去 valid_until，或写不晚于 {bound} 的日期"],
};

pub(crate) const VALID_BACKWARDS: Text = Text {
    code: "E118",
    message: [
        "the footprint is to be valid until {seen}, before it begins on {bound}",
        "有效期 {seen} 早于开始日 {bound}",
    ],
    wanted: ["a validity that ends after it begins", "有效期的结束晚于开始"],
    fix: ["correct `valid_from` or `valid_until`", "改正 valid_from 或 valid_until"],
};
