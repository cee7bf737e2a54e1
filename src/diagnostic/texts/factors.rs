//! The words of findings about which factor counts: references, regions and years, bases, sets of warming potentials.

use super::Text;

pub(crate) const FACTOR_NOT_FOUND: Text = Text {
    code: "E101",
    message: [
        "{role} `{seen}` is neither an item nor a factor{near}",
        "{role_zh}“{seen}”既不是物料也不是因子{near_zh}",
    ],
    wanted: [
        "an item of the study, or a factor of factors.csv or the library",
        "研究中的物料，或 factors.csv 与因子库中的因子",
    ],
    fix: ["correct the id, or add a row for it to factors.csv", "改正编码，或在 factors.csv 中为它加一行"],
};

pub(crate) const ITEM_WITHOUT_FACTOR: Text = Text {
    code: "E101",
    message: [
        "item `{seen}` has neither lines nor a factor, so nothing says what it emits{near}",
        "物料“{seen}”既没有下级行也没有因子，无从得知其排放{near_zh}",
    ],
    wanted: ["a bill of materials for it, or a factor", "该物料的清单行，或一个因子"],
    fix: [
        "write a factor reference in the `factor` column of items.csv, or lines for it in bom.csv",
        "在 items.csv 的 factor 列写因子引用，或在 bom.csv 中写它的清单行",
    ],
};

pub(crate) const FACTOR_NOT_IN_REGION: Text = Text {
    code: "E101",
    message: [
        "factor `{seen}` has no row for region {region}{near}",
        "因子“{seen}”没有适用于地区 {region} 的数据{near_zh}",
    ],
    wanted: [
        "a row for {region}, a coarser region, GLO, or without region; there are rows for {have}",
        "适用于 {region}、更大区域、GLO 或不限地区的数据；现有：{have}",
    ],
    fix: [
        "use a factor that fits (`{example}`), name a region that this one has, or state the study's region",
        "改用合适的因子（{example}），或写明该因子已有的地区，或写明研究的地区",
    ],
};

pub(crate) const PRESET_UNUSED: Text = Text {
    code: "E101",
    message: [
        "`{seen}` sets no parameter of the study: it would change nothing",
        "“{seen}”没有设定研究中的任何参数：什么也不会改变",
    ],
    wanted: ["one of its parameters under [parameters]: {parameters}", "[parameters] 下有其参数之一：{parameters}"],
    fix: [
        "declare the parameter with today's value in study.toml, and use it in a formula",
        "在 study.toml 中以现值声明该参数，并在公式中使用",
    ],
};

pub(crate) const SWAP_NOT_FOUND: Text = Text {
    code: "E101",
    message: [
        "scenario `{scenario}` swaps `{seen}`, which the study does not use{near}",
        "情景“{scenario}”要替换“{seen}”，但研究没有用到它{near_zh}",
    ],
    wanted: ["the id of an item or factor that the study uses", "研究所用物料或因子的编码"],
    fix: ["correct the id, or take the swap out", "改正编码，或删去该替换"],
};

pub(crate) const BOUND_TWICE: Text = Text {
    code: "E104",
    message: [
        "item `{item}` is bound to two factors: `{first}` and `{seen}`",
        "物料“{item}”绑定了两个因子：“{first}”与“{seen}”",
    ],
    wanted: ["one factor an item", "每个物料一个因子"],
    fix: ["keep one of them", "保留其中一个"],
};

pub(crate) const BASIS: Text = Text {
    code: "E108",
    message: [
        "factor `{seen}` is {what}: it may not enter a footprint of CO2e",
        "因子“{seen}”{what_zh}，不得计入二氧化碳当量足迹",
    ],
    wanted: ["a life-cycle factor in CO2e{instead}", "生命周期的二氧化碳当量因子{instead_zh}"],
    fix: ["use the life-cycle factor instead{instead}", "改用生命周期因子{instead_zh}"],
};

pub(crate) const GATE_TO_GATE: Text = Text {
    code: "E110",
    message: [
        "factor `{seen}` covers one process only (gate-to-gate), and `{item}` takes nothing else",
        "因子“{seen}”只含单个过程（门到门），而“{item}”没有其他投入",
    ],
    wanted: ["a life-cycle factor, or lines for what the process takes", "生命周期因子，或该过程的投入行"],
    fix: [
        "bind a life-cycle factor, or write the inputs of `{item}` in bom.csv",
        "绑定生命周期因子，或在 bom.csv 写出“{item}”的投入",
    ],
};

pub(crate) const MIXED_GWP: Text = Text {
    code: "E113",
    message: [
        "factor `{seen}` is characterised with {have}, the study with {want}",
        "因子“{seen}”用 {have} 特征化，而研究用 {want}",
    ],
    wanted: ["one GWP set in one result", "同一结果使用同一套 GWP"],
    fix: [
        "give the factor in gas masses (gases.csv), choose `gwp = \"{have}\"`, or allow it: [rules] mixed_gwp = true",
        "在 gases.csv 按气体质量给出该因子，或选择 gwp = \"{have}\"，或允许混用：[rules] mixed_gwp = true",
    ],
};

pub(crate) const GAS_UNKNOWN: Text = Text {
    code: "E113",
    message: ["gas `{seen}` has no value in the set {set}{near}", "气体“{seen}”在 {set} 中没有数值{near_zh}"],
    wanted: ["a gas of the GWP table", "GWP 表中的气体"],
    fix: ["write the gas by its formula, such as CO2, CH4, N2O, SF6", "按化学式写气体，例如 CO2、CH4、N2O、SF6"],
};

pub(crate) const FACTOR_LATER: Text = Text {
    code: "E118",
    message: [
        "factor `{seen}` begins in {have}; wanted was {want}",
        "因子“{seen}”自 {have} 年起有效；所需为 {want} 年",
    ],
    wanted: ["a row valid in {want}, or one that ended before", "{want} 年有效或更早的数据"],
    fix: [
        "name the year (`{example}`), change the period, or add an older row",
        "写明年份（{example}），改变周期，或加入更早的数据",
    ],
};

pub(crate) const REGION_COARSER: Text = Text {
    code: "W201",
    message: ["factor `{seen}`: wanted {want}, taken {have}", "因子“{seen}”：所需地区 {want}，采用 {have_zh}"],
    wanted: ["a row for {want}", "{want} 的数据"],
    fix: ["add a factor for {want} if you have one", "如有 {want} 的因子，请加入"],
};

pub(crate) const YEAR_OLDER: Text = Text {
    code: "W202",
    message: ["factor `{seen}`: wanted {want}, taken {have}", "因子“{seen}”：所需年份 {want}，采用 {have}"],
    wanted: ["a row valid in {want}", "{want} 年有效的数据"],
    fix: ["add a newer factor if there is one", "如有更新的因子，请加入"],
};

pub(crate) const GWP_MIXED_ALLOWED: Text = Text {
    code: "W205",
    message: ["the result mixes GWP sets, as the study allows: {seen}", "按研究的许可，结果混用了 GWP：{seen}"],
    wanted: ["one GWP set", "同一套 GWP"],
    fix: ["replace the factors of other sets when you can", "可能时替换其他套的因子"],
};

pub(crate) const FACTOR_IN_TWO_FILES: Text = Text {
    code: "W211",
    message: [
        "factor `{seen}` was taken from {from}; {other} has another figure for it: `{rival}`",
        "因子“{seen}”取自 {from}；{other} 对它另有数值：{rival}",
    ],
    wanted: ["one library file for one factor", "一个因子只由一个因子库文件给出"],
    fix: [
        "take the row out of one of the files, or list the file that shall win first",
        "从其中一个文件删去该行，或把应优先的文件列在前面",
    ],
};

pub(crate) const FACTOR_PASSED_OVER: Text = Text {
    code: "W212",
    message: [
        "factor `{seen}` of {whose} {why} and was passed over; taken is `{have}` of {from}",
        "{whose_zh}的因子“{seen}”{why_zh}，未采用；采用的是{from_zh}的 {have}",
    ],
    wanted: ["a row of {whose} that holds where and when it is wanted", "{whose_zh}中在所需地区和年份有效的数据"],
    fix: [
        "widen `region`, `valid_from` or `valid_to` of your row if it shall count, or give it an id of its own",
        "若应采用自己的数据，请放宽其 region、valid_from 或 valid_to；否则给它单独的编码",
    ],
};

pub(crate) const NO_UPSTREAM: Text = Text {
    code: "W210",
    message: [
        "factor `{seen}` has no upstream: extraction, processing and transport of the fuel are missing from the result{lead}",
        "因子“{seen}”不含上游：结果缺少燃料的开采、加工和运输{lead_zh}",
    ],
    wanted: ["a factor that includes the upstream of the fuel", "包含燃料上游的因子"],
    fix: [
        "add an own factor to factors.csv that includes the upstream, or state in the report that it is left out",
        "在 factors.csv 中加入含上游的自有因子，或在报告中说明未计上游",
    ],
};
