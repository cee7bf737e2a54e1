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

pub(crate) const OVER: Text = Text {
    code: "E124",
    message: ["{what} ended on {seen}; on {bound} it is over", "{what_zh}已于 {seen} 到期，在 {bound} 不再有效"],
    wanted: ["a day up to {seen}", "不晚于 {seen} 的日期"],
    fix: ["{remedy}", "{remedy_zh}"],
};

pub(crate) const OVER_SOON: Text = Text {
    code: "W273",
    message: [
        "{what} ends on {seen}, {days} days after {bound}",
        "{what_zh}将于 {seen} 到期，距 {bound} 还有 {days} 天",
    ],
    wanted: ["more than {notice} days", "{notice} 天以上"],
    fix: ["{remedy}", "{remedy_zh}"],
};

pub(crate) const NOT_BEGUN: Text = Text {
    code: "W273",
    message: ["{what} begins on {seen}; on {bound} it has not begun", "{what_zh}自 {seen} 起，在 {bound} 尚未开始"],
    wanted: ["a day from {seen} on", "{seen} 及以后的日期"],
    fix: ["wait until {seen}, or correct `valid_from`", "等到 {seen}，或改正 valid_from"],
};

pub(crate) const VALIDITY_UNKNOWN: Text = Text {
    code: "E124",
    message: [
        "whether the footprint is valid on {seen} cannot be told: neither its data period nor its validity is stated",
        "无法判断碳足迹在 {seen} 是否有效：既没有数据期，也没有有效期",
    ],
    wanted: ["a period", "数据期"],
    fix: ["write `period = \"2025\"` in [study]", "在 [study] 中写 period = \"2025\""],
};
