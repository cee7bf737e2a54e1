//! Why `pcf ingest` does not accept a footprint: the words of its reasons.

use super::texts::Text;

pub(crate) const BOUNDARY: Text = Text {
    code: "B01",
    message: ["the boundary is {seen}", "系统边界为{seen_zh}"],
    wanted: ["cradle-to-gate", "摇篮到大门"],
    fix: ["ask for the cradle-to-gate figure", "请对方提供摇篮到大门的数值"],
};

pub(crate) const UNIT_UNKNOWN: Text = Text {
    code: "B02",
    message: ["the declared unit `{seen}` is no unit of the table", "声明单位“{seen}”不在单位表中"],
    wanted: ["a unit such as kilogram or piece", "单位，例如 kilogram、piece"],
    fix: ["ask for a footprint in another unit", "请对方提供其他单位的足迹"],
};

pub(crate) const UNIT_WITHOUT_MASS: Text = Text {
    code: "B02",
    message: ["{seen} cannot be turned into kilograms", "{seen} 不能换算为千克"],
    wanted: ["goods, which have a mass", "有质量的货物"],
    fix: [
        "with --allow B02 energy, freight and services are kept in their own unit",
        "使用 --allow B02 时，能源、运输和服务按其自身单位保留",
    ],
};

pub(crate) const MASS_MISSING: Text = Text {
    code: "B03",
    message: ["no mass is stated for {seen}", "没有写明 {seen} 的质量"],
    wanted: ["productMassPerDeclaredUnit above 0", "大于 0 的 productMassPerDeclaredUnit"],
    fix: ["ask for the mass of the declared unit", "请对方补充声明单位的质量"],
};

pub(crate) const PERIOD_OLD: Text = Text {
    code: "B04",
    message: [
        "the data end on {seen}, more than {years} years before {date}",
        "数据截止 {seen}，距 {date} 超过 {years} 年",
    ],
    wanted: ["data of the last {years} years", "最近 {years} 年的数据"],
    fix: ["ask for a newer footprint, or state --max-age", "请对方提供较新的足迹，或指定 --max-age"],
};

pub(crate) const EXPIRED: Text = Text {
    code: "B05",
    message: ["it was valid to {seen}, before {date}", "有效期至 {seen}，早于 {date}"],
    wanted: ["a footprint that is in force", "有效的足迹"],
    fix: ["ask for the current one", "请对方提供现行版本"],
};

pub(crate) const DEPRECATED: Text = Text {
    code: "B05",
    message: ["it is marked as deprecated", "已标为废止"],
    wanted: EXPIRED.wanted,
    fix: EXPIRED.fix,
};

pub(crate) const REPLACED: Text = Text {
    code: "B05",
    message: ["{seen} replaces it", "已被 {seen} 取代"],
    wanted: EXPIRED.wanted,
    fix: ["use the one that replaces it", "采用取代它的足迹"],
};

pub(crate) const GWP_OLD: Text = Text {
    code: "B06",
    message: ["it was characterised with {seen}", "采用 {seen} 特征化"],
    wanted: ["AR5 or AR6", "AR5 或 AR6"],
    fix: ["ask for a figure with AR6", "请对方提供采用 AR6 的数值"],
};

pub(crate) const SUM: Text = Text {
    code: "B07",
    message: [
        "the parts make {sum} kg CO2e, the total says {seen}: more than 0.5 % apart",
        "分项合计 {sum} kg CO2e，总数为 {seen}：相差超过 0.5 %",
    ],
    wanted: ["parts that add up to the stated total", "合计等于所述总数的分项"],
    fix: ["ask which of the two is right", "请对方核实以哪个为准"],
};

pub(crate) const SUM_BIOGENIC: Text = Text {
    code: "B07",
    message: [
        "the totals with and without biogenic carbon differ by {seen} kg CO2e, the uptake is {sum}",
        "含与不含生物碳的总数相差 {seen} kg CO2e，而吸收为 {sum}",
    ],
    wanted: ["totals that differ by the uptake", "两个总数之差等于吸收"],
    fix: SUM.fix,
};

pub(crate) const STAGE_SUM: Text = Text {
    code: "B08",
    message: ["the parts of the stage `{seen}` do not make its total", "阶段“{seen}”的分项与其合计不符"],
    wanted: ["parts that add up to the total of the stage", "合计等于阶段总数的分项"],
    fix: SUM.fix,
};

pub(crate) const NEGATIVE: Text = Text {
    code: "B09",
    message: ["the total is {seen} kg CO2e, and no removals are stated", "总数为 {seen} kg CO2e，而未写明清除"],
    wanted: ["a total >= 0, or the removals that make it negative", "不小于 0 的总数，或写明使其为负的清除"],
    fix: ["ask what was subtracted: credits are no part of a total", "请对方说明减去了什么：抵减不属于总数"],
};

pub(crate) const SHARE: Text = Text {
    code: "B10",
    message: ["the share of primary data is {seen}", "初级数据占比为 {seen}"],
    wanted: [
        "a percentage from 0 to 100; a figure up to 1 may also be a fraction",
        "0 到 100 的百分数；不大于 1 的数也可能是小数",
    ],
    fix: ["ask what is meant", "向对方核实"],
};

pub(crate) const SHARE_AMBIGUOUS: Text = Text {
    code: "B10",
    message: [
        "the share of primary data is {seen}: a percentage, or a fraction",
        "初级数据占比为 {seen}：可能是百分数，也可能是小数",
    ],
    wanted: SHARE.wanted,
    fix: SHARE.fix,
};

pub(crate) const EXEMPTED: Text = Text {
    code: "B11",
    message: ["{seen} % of the emissions are left out", "舍去的排放占 {seen} %"],
    wanted: ["at most 5 %", "不超过 5 %"],
    fix: ["ask for a figure with more in it", "请对方提供更完整的数值"],
};

pub(crate) const MARKET_BASED: Text = Text {
    code: "B12",
    message: [
        "its words say that electricity is market-based, and not by which contract or certificate: {seen}",
        "文字说明电力按市场法计算，但未写明合同或凭证：{seen}",
    ],
    wanted: ["the instrument: a contract, certificates, the residual mix", "所用凭证：合同、绿证、剩余电力组合"],
    fix: ["ask for it", "请对方补充"],
};

pub(crate) const OUTLIER: Text = Text {
    code: "B13",
    message: [
        "{seen} kg CO2e per kg is {times} times the median of {category}: {median} over {count} footprints",
        "每千克 {seen} kg CO2e，是 {category} 中位数的 {times} 倍：{count} 个足迹的中位数为 {median}",
    ],
    wanted: ["a figure of the size of its like", "与同类相近的数值"],
    fix: ["ask whether grams, kilograms and tonnes were mixed up", "请对方核实是否混淆了克、千克与吨"],
};

pub(crate) const DUPLICATE: Text = Text {
    code: "B14",
    message: [
        "{seen} has another figure for the same product, period and place",
        "{seen} 对同一产品、时期和地区给出了另一数值",
    ],
    wanted: ["one figure, or a footprint that says which one it replaces", "一个数值，或写明取代哪一个"],
    fix: ["ask which of them counts", "请对方核实以哪个为准"],
};

pub(crate) const OFFSETS: Text = Text {
    code: "B15",
    message: ["its words speak of offsets: {seen}", "文字提到抵消：{seen}"],
    wanted: ["a figure without offsets", "不含抵消的数值"],
    fix: ["ask whether any were subtracted", "请对方核实是否减去了抵消量"],
};

pub(crate) const VERIFICATION: Text = Text {
    code: "B16",
    message: ["it is said to be verified, without {seen}", "称已核查，但缺少{seen_zh}"],
    wanted: ["who verified it, and when", "由谁、何时核查"],
    fix: ["ask for the statement", "请对方提供核查声明"],
};

pub(crate) const CHANGED: Text = Text {
    code: "B17",
    message: ["{seen} has the same id and another content", "{seen} 的 id 相同而内容不同"],
    wanted: ["a new id for new content", "新的内容使用新的 id"],
    fix: ["ask which of them counts", "请对方核实以哪个为准"],
};

pub(crate) const ONE_DIGIT: Text = Text {
    code: "B18",
    message: ["the total is written with one digit: {seen}", "总数只有一位有效数字：{seen}"],
    wanted: ["at least two digits", "至少两位有效数字"],
    fix: ["ask for a figure that is not rounded", "请对方提供未舍入的数值"],
};

/// Every reason, with a short title for a list.
pub(crate) const REASONS: [(&str, [&str; 2]); 18] = [
    ("B01", ["boundary missing or other", "系统边界缺失或不符"]),
    ("B02", ["unit not convertible", "单位无法换算"]),
    ("B03", ["no mass for the declared unit", "声明单位没有质量"]),
    ("B04", ["data too old", "数据过旧"]),
    ("B05", ["expired, deprecated or replaced", "过期、废止或被取代"]),
    ("B06", ["GWP set older than AR5", "GWP 早于 AR5"]),
    ("B07", ["sums do not add", "分项与总数不符"]),
    ("B08", ["sums of a stage do not add", "阶段分项与其合计不符"]),
    ("B09", ["negative without removals", "无清除而为负"]),
    ("B10", ["share of primary data out of range", "初级数据占比超出范围"]),
    ("B11", ["more than 5 % left out", "舍去超过 5 %"]),
    ("B12", ["market-based electricity unexplained", "市场法电力未说明凭证"]),
    ("B13", ["thousandfold outlier", "相差千倍的离群值"]),
    ("B14", ["one product, several figures", "同一产品多个数值"]),
    ("B15", ["offsets", "含抵消"]),
    ("B16", ["verification without name or date", "核查缺少机构或日期"]),
    ("B17", ["same id, other content", "id 相同而内容不同"]),
    ("B18", ["rounded to one digit", "只有一位有效数字"]),
];
