//! The words of what arithmetic cannot do well.

use super::texts::Text;

pub(crate) const LOOP_ILL_CONDITIONED: Text = Text {
    code: "W260",
    message: [
        "the loop {seen} takes nearly all that it makes: an error in its quantities is about {gain} times as large in the \
         result",
        "循环{seen}几乎消耗其全部产出：其用量的误差在结果中约放大为 {gain} 倍",
    ],
    wanted: ["loops that make clearly more than they take", "产出明显大于自耗的循环"],
    fix: [
        "check quantities and units of these lines: this result needs them to many digits",
        "检查这些行的用量和单位：此结果要求它们精确到许多位",
    ],
};

pub(crate) const CANCELLED: Text = Text {
    code: "E115",
    message: [
        "the footprint of `{seen}` is what is left of parts that cancel: too few of its digits can be trusted",
        "“{seen}”的足迹是巨大正负项相抵后的余数：可信的位数过少",
    ],
    wanted: ["parts of at most about 1e13 times the result", "各部分不超过结果的约 1e13 倍"],
    fix: ["check the quantities of its largest lines and credits", "检查其最大的行和抵扣的用量"],
};
