//! The words of findings about what a cell holds: units, numbers, formulas, dates, words.

use super::Text;

pub(crate) const UNIT_UNKNOWN: Text = Text {
    code: "E102",
    message: ["`{seen}` is not a known unit{near}", "“{seen}”不是已知单位{near_zh}"],
    wanted: ["a unit such as kg, kWh, piece, m3 or t·km", "单位，例如 kg、kWh、件、m3、t·km"],
    fix: ["write the unit by its symbol", "写出单位的符号"],
};

pub(crate) const UNIT_AMBIGUOUS: Text = Text {
    code: "E102",
    message: ["`{seen}` can mean several units: {candidates}", "“{seen}”可指多种单位：{candidates}"],
    wanted: ["one unit; {why}", "唯一的单位；{why_zh}"],
    fix: ["write the unit that is meant, for example {example}", "写明所指单位，例如{example}"],
};

pub(crate) const UNITS_DO_NOT_FIT: Text = Text {
    code: "E102",
    message: ["{seen} of `{child}` cannot be turned into {unit}", "“{child}”的{seen}无法换算为{unit}"],
    wanted: ["a unit of the same kind as {unit}, or {bridge}", "与{unit}同类的单位，或{bridge_zh}"],
    fix: ["{bridge_fix}", "{bridge_fix_zh}"],
};

pub(crate) const COAL_EQUIVALENT: Text = Text {
    code: "E102",
    message: [
        "{seen} needs a fuel, and `{child}` is none: coal equivalent has no one meaning for it",
        "{seen}（标准煤）只能用于燃料，而“{child}”不是燃料：折算没有唯一含义",
    ],
    wanted: [
        "a factor whose category begins with fuel, or a quantity in {unit}; for electricity the calorific and the equivalent value differ",
        "类别以 fuel 或“燃料”开头的因子，或以{unit}计的用量；电力的当量值与等价值不同",
    ],
    fix: ["give the quantity in {unit}, as the meter shows it", "按计量表的读数以{unit}给出用量"],
};

pub(crate) const QUANTITY_NEGATIVE: Text = Text {
    code: "E106",
    message: ["quantity {seen} is negative", "用量{seen}为负"],
    wanted: ["a quantity >= 0; a credit states the stage beyond-boundary", "不小于 0 的用量；抵扣须写明阶段“边界外”"],
    fix: [
        "state `beyond-boundary` in the column stage if it is a credit, or correct the sign",
        "若为抵扣，在 stage 列写 beyond-boundary；否则改正正负号",
    ],
};

pub(crate) const NUMBER: Text = Text {
    code: "E107",
    message: ["`{seen}` is not a number: {reason}", "“{seen}”不是数字：{reason_zh}"],
    wanted: [
        "digits with a decimal point, such as 1234.5, or a formula that starts with =",
        "带小数点的数字，例如 1234.5，或以 = 开头的公式",
    ],
    fix: ["{advice}", "{advice_zh}"],
};

pub(crate) const NUMBER_MISSING: Text = Text {
    code: "E107",
    message: ["the {column} is empty", "{column} 为空"],
    wanted: ["a number", "一个数字"],
    fix: ["write the number", "写上数字"],
};

pub(crate) const OUT_OF_RANGE: Text = Text {
    code: "E114",
    message: ["{column} is {seen}", "{column} 为 {seen}"],
    wanted: ["{range}", "{range_zh}"],
    fix: ["correct the value, or leave the cell empty for the default", "改正数值，或留空取默认值"],
};

pub(crate) const OVERFLOW: Text = Text {
    code: "E115",
    message: ["{what} cannot be held: {reason}", "{what_zh}无法表示：{reason_zh}"],
    wanted: ["a number below 7.9e28 that keeps its digits", "小于 7.9e28 且不丢失有效数字的数"],
    fix: [
        "check units and quantities; choose a declared unit of another size",
        "检查单位和用量；改用大小合适的声明单位",
    ],
};

pub(crate) const FORMULA: Text = Text {
    code: "E116",
    message: ["the formula `{seen}` cannot be read: {reason}", "公式“{seen}”无法读取：{reason_zh}"],
    wanted: ["= and then + - * / ( ) over numbers and parameters", "= 之后为数字与参数的 + - * / ( ) 运算"],
    fix: ["correct the formula", "改正公式"],
};

pub(crate) const PARAMETER_UNKNOWN: Text = Text {
    code: "E116",
    message: [
        "the formula `{seen}` names `{name}`, which is no parameter{near}",
        "公式“{seen}”用到“{name}”，它不是参数{near_zh}",
    ],
    wanted: ["a name under [parameters]", "[parameters] 下的名称"],
    fix: [
        "correct the name, or add it to study.toml: [parameters] {name} = \"…\"",
        "改正名称，或在 study.toml 加入：[parameters] {name} = \"…\"",
    ],
};

pub(crate) const PARAMETER_LOOP: Text = Text {
    code: "E116",
    message: ["parameter `{seen}` is made of itself: {path}", "参数“{seen}”由自身算得：{path}"],
    wanted: ["parameters made of other parameters", "由其他参数算得的参数"],
    fix: ["give one of them a number", "给其中一个以数字"],
};

pub(crate) const STAGE_UNKNOWN: Text = Text {
    code: "E117",
    message: ["`{seen}` is not a life-cycle stage{near}", "“{seen}”不是生命周期阶段{near_zh}"],
    wanted: [
        "design, raw-materials, inbound-transport, production, distribution, storage, use, end-of-life or beyond-boundary",
        "设计、原材料获取、进厂运输、生产、分销、储存、使用、生命末期或边界外",
    ],
    fix: ["write one of the stages", "写上述阶段之一"],
};

pub(crate) const CHOICE_UNKNOWN: Text = Text {
    code: "E117",
    message: ["`{seen}` is no {column}{near}", "“{seen}”不是有效的 {column}{near_zh}"],
    wanted: ["one of: {choices}", "下列之一：{choices}"],
    fix: ["write one of them", "写其中之一"],
};

pub(crate) const CELL_MISSING: Text = Text {
    code: "E120",
    message: ["the {column} is empty", "{column} 为空"],
    wanted: ["an id", "一个编码"],
    fix: [
        "fill the cell (of merged cells only the first holds the value), or delete the row",
        "填写该格（合并的单元格只有第一格有值），或删去该行",
    ],
};

pub(crate) const DATE: Text = Text {
    code: "E120",
    message: ["`{seen}` is not a date", "“{seen}”不是日期"],
    wanted: ["a year such as 2024, or a date such as 2024-12-31", "年份如 2024，或日期如 2024-12-31"],
    fix: ["write the date as year-month-day", "按 年-月-日 书写"],
};

pub(crate) const UNIT_ASSUMED: Text = Text {
    code: "W203",
    message: ["`{seen}` was read as {unit}: {why}", "“{seen}”按 {unit} 读取：{why_zh}"],
    wanted: ["an unambiguous unit", "明确的单位"],
    fix: ["write {example} if that is meant", "若为此意，请写 {example}"],
};
