//! The words about what is changed in a model that is built.

use super::texts::Text;

pub(crate) const LINE_UNKNOWN: Text = Text {
    code: "E101",
    message: ["no line of bom.csv brings `{seen}` into `{item}`", "bom.csv 中没有把“{seen}”用于“{item}”的行"],
    wanted: ["parent and child of a line", "某一行的上级与下级"],
    fix: [
        "take both ids from a line of bom.csv; swaps of a scenario count",
        "请取 bom.csv 同一行的两个编码（按情景替换之后的）",
    ],
};

pub(crate) const LINE_AMBIGUOUS: Text = Text {
    code: "E104",
    message: ["{count} lines of bom.csv bring `{seen}` into `{item}`", "bom.csv 中有 {count} 行把“{seen}”用于“{item}”"],
    wanted: ["one line with this parent and child", "该上级与下级只对应一行"],
    fix: ["make the quantity a formula of a parameter, and set that", "将用量写成参数的公式，再设定该参数"],
};
