//! The words of findings about what others made: workbooks and received footprints.

use super::texts::Text;

pub(crate) const CELL_ERROR: Text = Text {
    code: "E116",
    message: ["the cell holds {seen}", "单元格的内容是 {seen}"],
    wanted: [
        "a value: formulas of a workbook are read by their last result",
        "一个值：工作簿中的公式按其最近一次的结果读取",
    ],
    fix: [
        "mend the formula, calculate and save the workbook in a spreadsheet program",
        "在电子表格软件中改正公式，重新计算并保存工作簿",
    ],
};

pub(crate) const CELL_UNCALCULATED: Text = Text {
    code: "E116",
    message: ["the formula in this cell was never calculated: {seen}", "该单元格的公式从未计算过：{seen}"],
    wanted: CELL_ERROR.wanted,
    fix: ["open the workbook in a spreadsheet program and save it", "用电子表格软件打开并保存该工作簿"],
};

pub(crate) const WORKBOOK_MALFORMED: Text = Text {
    code: "E120",
    message: ["{seen} cannot be read as a workbook: {reason}", "{seen} 不能作为工作簿读取：{reason}"],
    wanted: [
        "a workbook that a spreadsheet program can open, without password",
        "电子表格软件可以打开、未设密码的工作簿",
    ],
    fix: ["open it and save it again as .xlsx", "打开后另存为 .xlsx"],
};

pub(crate) const WORKBOOK_TOO_LARGE: Text = Text {
    code: "E120",
    message: ["{seen} is too large: {what}", "{seen} 过大：{what_zh}"],
    wanted: ["at most {limit}", "不超过 {limit_zh}"],
    fix: [
        "delete empty formatted rows and columns, or split the workbook; CSV files have no such limit",
        "删除带格式的空行空列，或拆分工作簿；CSV 文件没有此限制",
    ],
};

pub(crate) const SHEET_MISSING: Text = Text {
    code: "E112",
    message: ["{seen} has no sheet `{what}`; it has: {sheets}", "{seen} 中没有 {what} 工作表；现有：{sheets}"],
    wanted: ["a sheet named {what}, or one sheet alone", "名为 {what} 的工作表，或只有一张工作表"],
    fix: [
        "name the sheet that is meant `{what}`; `pcf init --xlsx FILE` writes a workbook to fill in",
        "把所指的工作表命名为 {what}；pcf init --xlsx 文件 可生成待填写的工作簿",
    ],
};

pub(crate) const SHEET_TWICE: Text = Text {
    code: "E104",
    message: ["`{seen}` and `{first}` both hold {what}", "“{seen}”与“{first}”都是 {what}"],
    wanted: ["one table each", "每种表各一张"],
    fix: ["merge them, or rename one", "合并两者，或给其中一个改名"],
};

pub(crate) const NUMERIC_CODE: Text = Text {
    code: "W225",
    message: [
        "codes in this column are numbers, {count} in all: the first reads {seen}",
        "本列的编码是数值，共 {count} 个：第一个读作 {seen}",
    ],
    wanted: [
        "codes as text: a spreadsheet turns 00123 into 123, 1E5 into 100000, and keeps 15 digits of a longer one",
        "文本格式的编码：电子表格会把 00123 变成 123，把 1E5 变成 100000，超长编码只保留 15 位",
    ],
    fix: [
        "format the column as text and enter the codes again; nothing to do if they are right as they read",
        "把该列设为文本格式并重新录入编码；若读数无误则无需处理",
    ],
};

pub(crate) const TOTALS_LEFT_OUT: Text = Text {
    code: "W226",
    message: ["the row `{seen}` at the end was read as a total and left out", "末尾的“{seen}”行被视为合计，未计入"],
    wanted: ["rows of data", "数据行"],
    fix: ["nothing, if it is a total; else give it another id", "若确为合计则无需处理；否则改用其他编码"],
};

pub(crate) const SHEET_IGNORED: Text = Text {
    code: "W227",
    message: ["sheet `{seen}` was not read: {reason}", "未读取工作表“{seen}”：{reason_zh}"],
    wanted: ["visible sheets named {names}", "可见且以下列名称命名的工作表：{names}"],
    fix: ["unhide or rename it if it belongs to the study; else nothing", "若属于研究请取消隐藏或改名；否则无需处理"],
};

pub(crate) const DECLARED_TWICE: Text = Text {
    code: "W227",
    message: [
        "{seen} beside the workbook was not read: the sheet `study` of {file} says what is declared",
        "未读取工作簿旁的 {seen}：声明内容以 {file} 的 study 工作表为准",
    ],
    wanted: ["one of the two", "两者择一"],
    fix: ["keep what you mean: the sheet or the file", "保留所需的一个：工作表或文件"],
};

pub(crate) const KEY_MALFORMED: Text = Text {
    code: "E120",
    message: ["`{seen}` is not a key", "“{seen}”不是有效的键"],
    wanted: [
        "a key of study.toml with points between its parts, such as period, product.id or parameters.wall",
        "study.toml 的键，各部分以点分隔，例如 period、product.id、parameters.wall",
    ],
    fix: ["correct the key; put a name that contains a point into quotes", "改正该键；含点的名称请加引号"],
};

pub(crate) const PROPERTY_MISSING: Text = Text {
    code: "E120",
    message: ["`{seen}` is missing", "缺少 {seen}"],
    wanted: ["a footprint with all that its format demands", "包含其格式要求的全部内容的足迹"],
    fix: ["ask the supplier for a complete file", "请供应商提供完整的文件"],
};

pub(crate) const PROPERTY_KIND: Text = Text {
    code: "E120",
    message: ["`{column}` is {seen}", "{column} 是{seen_zh}"],
    wanted: ["{want}", "{want_zh}"],
    fix: ["ask the supplier for a corrected file", "请供应商提供改正后的文件"],
};

pub(crate) const JSON_MALFORMED: Text = Text {
    code: "E120",
    message: ["the file is no JSON that can be read: {seen}", "文件不是可读取的 JSON：{seen}"],
    wanted: [
        "JSON: one footprint, a list of them, or an object with a list `data`",
        "JSON：一个足迹、足迹列表，或含 data 列表的对象",
    ],
    fix: ["ask the supplier for the file as their program wrote it", "请供应商提供其程序原样导出的文件"],
};

pub(crate) const FOOTPRINT_UNKNOWN: Text = Text {
    code: "E112",
    message: ["this is no footprint in a format that is read: {seen}", "这不是可读取格式的足迹：{seen_zh}"],
    wanted: [
        "PACT 2 or 3, Catena-X 7 to 10, or a table with the names of PACT or of the Catena-X calculation tools",
        "PACT 2 或 3、Catena-X 7 至 10，或以 PACT 或 Catena-X 计算工具字段名为表头的表格",
    ],
    fix: [
        "ask the supplier for one of these, or write its figure as a row of factors.csv",
        "请供应商提供上述格式之一，或把其数值写成 factors.csv 的一行",
    ],
};

pub(crate) const CONFIRMATION: Text = Text {
    code: "E120",
    message: ["`{seen}` says neither yes nor no", "“{seen}”既不是“是”也不是“否”"],
    wanted: ["yes, x or 1 in the row that is right; nothing in the others", "在正确的一行写“是”、x 或 1，其余留空"],
    fix: ["write yes, or leave the cell empty", "写“是”，或留空"],
};

pub(crate) const MATCH_UNUSED: Text = Text {
    code: "W231",
    message: [
        "the match of `{seen}` with `{factor}` was not used: {why}",
        "“{seen}”与“{factor}”的匹配未使用：{why_zh}",
    ],
    wanted: ["matches for what has no factor", "为没有因子的物料所作的匹配"],
    fix: ["take the row out of the file", "从文件中删去该行"],
};

#[cfg(feature = "cli")]
pub(crate) const FOLDER_EMPTY: Text = Text {
    code: "E112",
    message: ["{seen} holds no file of footprints", "{seen} 中没有足迹文件"],
    wanted: [
        "files that end in .json, .csv, .xlsx, .xls or .ods, in the folder or below it",
        "文件夹及其子文件夹中以 .json、.csv、.xlsx、.xls 或 .ods 结尾的文件",
    ],
    fix: ["name the folder in which the suppliers' files lie", "写明供应商文件所在的文件夹"],
};

#[cfg(not(feature = "json"))]
pub(crate) const SUPPLIERS_UNSUPPORTED: Text = Text {
    code: "E112",
    message: [
        "{seen} holds received footprints, which this build cannot read: it lacks the feature `json`",
        "{seen} 中有收到的足迹，本程序未启用 json 功能，无法读取",
    ],
    wanted: ["a study without it: nothing is left out silently", "不含该文件夹的研究：绝不悄悄略过"],
    fix: ["write the figures as rows of factors.csv", "把数值写成 factors.csv 的行"],
};

pub(crate) const RECEIVED_UNIT: Text = Text {
    code: "E102",
    message: ["the declared unit `{seen}` is no unit of the table", "声明单位“{seen}”不在单位表中"],
    wanted: ["a unit such as kilogram, piece or kilowatt hour", "单位，例如 kilogram、piece、kilowatt hour"],
    fix: ["ask the supplier for a footprint in another unit", "请供应商提供其他单位的足迹"],
};

pub(crate) const RECEIVED_BOUNDARY: Text = Text {
    code: "E110",
    message: ["the footprint of `{name}` is {seen}", "“{name}”的足迹为{seen_zh}"],
    wanted: [
        "cradle-to-gate: what comes before you buy it, and nothing after",
        "摇篮到大门：购入之前的全部，且不含其后",
    ],
    fix: ["ask the supplier for the cradle-to-gate figure", "请供应商提供摇篮到大门的数值"],
};

pub(crate) const RECEIVED_TWICE: Text = Text {
    code: "E104",
    message: ["`{seen}` means several received footprints: {list}", "“{seen}”对应多个收到的足迹：{list}"],
    wanted: ["one footprint a name", "每个名称对应一个足迹"],
    fix: [
        "refer to the one that is meant by its id, or take the others away",
        "用其 id 引用所指的一个，或移走其他文件",
    ],
};

pub(crate) const RECEIVED_OVERFLOW: Text = Text {
    code: "E115",
    message: ["the figures of `{name}` cannot be held: {seen}", "“{name}”的数值无法表示：{seen}"],
    wanted: ["numbers below 7.9e28 that keep their digits", "小于 7.9e28 且不丢失有效数字的数"],
    fix: ["ask the supplier for a corrected file", "请供应商提供改正后的文件"],
};

pub(crate) const SUM_BROKEN: Text = Text {
    code: "W228",
    message: [
        "the parts of `{name}` make {sum} kg CO2e, its total says {seen}: the rest of {rest} was kept as an entry of its own",
        "“{name}”各分项合计 {sum} kg CO2e，而总数为 {seen}：差额 {rest} 作为单独一项保留",
    ],
    wanted: ["parts that add up to the stated total", "合计等于所述总数的分项"],
    fix: [
        "ask the supplier for the missing part; the stated total counts until then",
        "请供应商补充缺少的分项；在此之前以所述总数为准",
    ],
};

pub(crate) const PARTS_UNSTATED: Text = Text {
    code: "W228",
    message: [
        "`{name}` does not say what its total of {seen} kg CO2e is made of: all of it was taken as fossil",
        "“{name}”没有写明总数 {seen} kg CO2e 的构成：全部视为化石排放",
    ],
    wanted: SUM_BROKEN.wanted,
    fix: [
        "ask the supplier for the parts; the stated total counts until then",
        "请供应商提供各分项；在此之前以所述总数为准",
    ],
};

pub(crate) const BIOGENIC_BROKEN: Text = Text {
    code: "W228",
    message: [
        "the totals of `{name}` with and without biogenic carbon differ by {seen} kg CO2e, its uptake is {sum}: the rest of {rest} was kept as an entry of its own",
        "“{name}”含与不含生物碳的总数相差 {seen} kg CO2e，而其吸收为 {sum}：差额 {rest} 作为单独一项保留",
    ],
    wanted: ["totals that differ by the uptake", "两个总数之差等于吸收"],
    fix: SUM_BROKEN.fix,
};

pub(crate) const ASSUMED: Text = Text {
    code: "W229",
    message: ["`{column}`, {seen}: it {what}", "{column} 为 {seen}：{what_zh}"],
    wanted: ["a value with one reading", "只有一种读法的值"],
    fix: ["ask the supplier what is meant", "向供应商核实"],
};

pub(crate) const RECEIVED_OLD: Text = Text {
    code: "W230",
    message: ["the footprint of `{name}` is {seen}", "“{name}”的足迹{seen_zh}"],
    wanted: ["a footprint that is in force", "有效的足迹"],
    fix: ["ask the supplier for the current one", "请供应商提供现行版本"],
};
