//! Words of findings about documents that leave the house: what they need, and what a format cannot say.

use super::texts::Text;

pub(crate) const MISSING: Text = Text {
    code: "E123",
    message: [
        "{format} needs what the study does not say: `{seen}` {where}",
        "{format_zh} 需要研究中没有写的内容：{where_zh} 中的 {seen}",
    ],
    wanted: ["{what}", "{what_zh}"],
    fix: ["write {example} {where}", "在 {where_zh} 中写 {example}"],
};

pub(crate) const OUT_OF_RANGE: Text = Text {
    code: "E114",
    message: [
        "`{product}`: {what} is {seen}, and {format} wants {range}",
        "“{product}”：{what_zh} 为 {seen}，而 {format_zh} 要求 {range_zh}",
    ],
    wanted: ["{range}", "{range_zh}"],
    fix: [
        "look at what makes it so: `pcf trace STUDY --product {product}`",
        "查看其由来：pcf trace 研究 --product {product}",
    ],
};

pub(crate) const UNIT: Text = Text {
    code: "E102",
    message: [
        "`{product}` is declared in {seen}, and {format} knows {choices} alone",
        "“{product}”的声明单位是 {seen}，而 {format_zh} 只认 {choices}",
    ],
    wanted: ["an amount in one of these units, without remainder", "可无余数换算为上述单位之一的数量"],
    fix: [
        "write the unit of `{product}` in items.csv as piece or kg, with its mass",
        "在 items.csv 中把“{product}”的单位写成 piece（件）或 kg，并写质量",
    ],
};

pub(crate) const NOT_FOR_THE_BORDER: Text = Text {
    code: "E110",
    message: [
        "`{product}`: the total counts {seen}, which specific embedded emissions (CBAM) do not",
        "“{product}”：总量包含{seen_zh}，而隐含排放（CBAM）不计这些",
    ],
    wanted: [
        "raw materials and production alone: a carbon footprint is no figure for the border",
        "只含原材料与生产：产品碳足迹不是边境申报值",
    ],
    fix: [
        "export from a study of the good that has no such legs, packaging or lines",
        "用一个不含这些运输、包装或清单行的研究导出",
    ],
};

pub(crate) const SOURCE_UNNAMED: Text = Text {
    code: "W263",
    message: [
        "`{product}`: factors of secondary data that name no source or no year, and are not listed: {seen}",
        "“{product}”：没有来源或年份、未列入来源清单的次级数据因子：{seen} 个",
    ],
    wanted: ["a publisher or source and a year for every factor", "每个因子都有发布者或来源，以及年份"],
    fix: [
        "fill the columns publisher, source and year of factors.csv",
        "填写 factors.csv 的 publisher、source、year 列",
    ],
};

pub(crate) const VERIFICATION_STALE: Text = Text {
    code: "W272",
    message: [
        "`{product}`: the verification refers to an earlier version, and the document does not mention it",
        "“{product}”：核查针对较早版本，文件中不提及",
    ],
    wanted: ["a verification whose digest is {seen}", "摘要为 {seen} 的核查"],
    fix: [
        "have today's footprint verified, and write its digest in [verification]",
        "对当前碳足迹重新核查，并把其摘要写入 [verification]",
    ],
};

pub(crate) const UNTOLD: Text = Text {
    code: "W265",
    message: ["`{product}`: {format} has no place for {seen}", "“{product}”：{format_zh} 没有位置写 {seen_zh}"],
    wanted: ["a format that says it", "能表达它的格式"],
    fix: ["tell the receiver, or send PACT 3 beside it", "另行告知接收方，或同时提供 PACT 3 文件"],
};

pub(crate) const SOURCE_WITHHELD: Text = Text {
    code: "W266",
    message: [
        "`{product}`: sources of factors that name a supplier, withheld from a summary: {seen}",
        "“{product}”：含有供应商名称、摘要中不写的因子来源：{seen} 个",
    ],
    wanted: ["a list of sources that the receiver may read", "可以给接收方看的来源清单"],
    fix: [
        "name published sources in factors.csv, or share in full with --share full",
        "在 factors.csv 写公开来源，或用 --share full 完整提供",
    ],
};
