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
