//! The words of findings about input that is too much of something, or not what it looks like.

use super::texts::Text;

pub(crate) const CELL_TOO_LONG: Text = Text {
    code: "E120",
    message: ["a cell of this row holds {seen} bytes", "本行有一个单元格长达 {seen} 字节"],
    wanted: ["cells of at most {limit} bytes", "单元格不超过 {limit} 字节"],
    fix: [
        "shorten it; if it is not one cell, a quote opens in it that is closed far below",
        "缩短内容；如果它本不是一个单元格，则其中的引号在很远处才闭合",
    ],
};

pub(crate) const TOO_MANY_COLUMNS: Text = Text {
    code: "E120",
    message: ["the header has {seen} columns", "标题行有 {seen} 列"],
    wanted: ["at most {limit} columns", "不超过 {limit} 列"],
    fix: ["delete the empty columns", "删除空列"],
};

pub(crate) const TOO_MANY_FINDINGS: Text = Text {
    code: "W256",
    message: [
        "{seen} more findings are not listed: of errors and of warnings the first {limit} each are kept",
        "另有 {seen} 条问题未列出：错误和警告各只保留前 {limit} 条",
    ],
    wanted: ["fewer findings", "较少的问题"],
    fix: ["mend what is listed and run again", "改正已列出的问题后重新运行"],
};

pub(crate) const FORMULA_OUT_OF_REACH: Text = Text {
    code: "E115",
    message: [
        "the formula `{seen}` has a value or an intermediate result beyond 1e±1000",
        "公式“{seen}”的值或中间结果超出 1e±1000",
    ],
    wanted: ["numbers between 1e-1000 and 1e1000 on the way", "计算过程中的数在 1e-1000 与 1e1000 之间"],
    fix: ["check the formula, and the parameters that it names", "检查公式及其所用的参数"],
};

pub(crate) const FORMULA_TOO_BRANCHED: Text = Text {
    code: "E116",
    message: [
        "the parameters depend on each other in more than {limit} ways: at `{seen}` the derivatives are given up",
        "参数之间的依赖超过 {limit} 项：在“{seen}”处无法继续求导",
    ],
    wanted: ["fewer parameters that are made of others", "由其他参数算得的参数较少"],
    fix: ["give numbers to parameters in the middle of long chains", "给长链中间的参数直接赋值"],
};

pub(crate) const LOOK_ALIKE: Text = Text {
    code: "W257",
    message: [
        "`{seen}` and `{other}` look alike and are two ids: {how}",
        "“{seen}”与“{other}”看起来相同，却是两个编码：{how_zh}",
    ],
    wanted: ["one spelling for one thing", "同一对象只用一种写法"],
    fix: ["write both in the same characters, or give one of them another name", "用相同的字符书写，或给其中一个换名"],
};

pub(crate) const HIDDEN_CHARACTERS: Text = Text {
    code: "W258",
    message: ["the id `{seen}` holds characters that nobody sees: {how}", "编码“{seen}”含有不可见字符：{how}"],
    wanted: ["ids of visible characters, read in one direction", "只含可见字符、方向一致的编码"],
    fix: ["type the id anew", "重新键入该编码"],
};
