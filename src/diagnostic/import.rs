//! The words of what turning another program's export into a study finds and asks.

use super::texts::Text;

pub(crate) const NOT_RECOGNISED: Text = Text {
    code: "E112",
    message: [
        "no row of this table looks like headers of an export; it begins: {seen}",
        "该表没有像导出表头的一行；开头为：{seen}",
    ],
    wanted: [
        "a table with headers: components with quantities, items, units, by-products",
        "带表头的表：子项与用量、物料、单位、副产品",
    ],
    fix: [
        "say what a column holds: --column \"HEADER=child\"; or export as CSV or XLSX",
        "说明某列的含义：--column \"表头=child\"；或导出为 CSV 或 XLSX",
    ],
};

pub(crate) const EXPORT_UNREADABLE: Text = Text {
    code: "E112",
    message: ["{seen} cannot be read: {reason}", "无法读取 {seen}：{reason}"],
    wanted: ["a file", "一个文件"],
    fix: ["correct the name", "改正文件名"],
};

pub(crate) const NO_BILL: Text = Text {
    code: "E112",
    message: ["none of the exports is a bill of materials: {seen}", "所给导出中没有物料清单：{seen}"],
    wanted: ["at least one export that says what is made of what", "至少一个说明构成关系的导出"],
    fix: ["add the export of the bill of materials", "加上物料清单的导出"],
};

pub(crate) const COLUMN_WANTED: Text = Text {
    code: "E105",
    message: ["no column looks like the {what}; not recognised: {seen}", "没有像“{what_zh}”的列；未识别的列：{seen}"],
    wanted: ["a column with the {what}", "一列{what_zh}"],
    fix: ["name it: --column \"{first}={concept}\"", "指明该列：--column \"{first}={concept}\""],
};

pub(crate) const COLUMN_ASKED: Text = Text {
    code: "E105",
    message: ["several columns can be the {what}: {seen}", "有多列可能是“{what_zh}”：{seen}"],
    wanted: ["one of them", "其中之一"],
    fix: [
        "keep one and put the others aside: --column \"{first}=known\"",
        "保留一列，其余搁置：--column \"{first}=known\"",
    ],
};

pub(crate) const CONCEPT_UNKNOWN: Text = Text {
    code: "E105",
    message: ["`{seen}` is nothing that a column can hold{near}", "“{seen}”不是列可以表示的内容{near_zh}"],
    wanted: ["one of: {columns}", "以下之一：{columns}"],
    fix: ["correct the word behind the equals sign", "改正等号后的词"],
};

pub(crate) const DECIMAL_ASKED: Text = Text {
    code: "E107",
    message: [
        "`{seen}` can be a thousand and more or a number with three decimals, and no other number of the table decides",
        "“{seen}”可能带千位分隔，也可能是三位小数，表中没有其他数能判定",
    ],
    wanted: ["the decimal sign of this export", "该导出的小数点"],
    fix: ["say which: --decimal point, or --decimal comma", "指明：--decimal point 或 --decimal comma"],
};

pub(crate) const DECIMAL_MIXED: Text = Text {
    code: "E107",
    message: [
        "the numbers of this table have a decimal point in some cells and a decimal comma in others",
        "该表有的单元格用小数点，有的用小数逗号",
    ],
    wanted: ["one decimal sign", "统一的小数点"],
    fix: [
        "export again; or say which counts: --decimal point, or --decimal comma",
        "重新导出；或指明：--decimal point 或 --decimal comma",
    ],
};

pub(crate) const NUMBER_WRONG: Text = Text {
    code: "E107",
    message: ["the {what} `{seen}` is not a number", "{what_zh}“{seen}”不是数"],
    wanted: ["a number", "一个数"],
    fix: ["correct the cell, or leave the line out of the export", "改正该单元格，或从导出中去掉该行"],
};

pub(crate) const REFS_DIFFER: Text = Text {
    code: "E107",
    message: ["the quantity is {seen}, but {count} places of use are listed", "用量为 {seen}，但列出了 {count} 个位号"],
    wanted: ["as many places as pieces", "位号数与件数一致"],
    fix: ["export the list again", "重新导出清单"],
};

pub(crate) const UNIT_ASKED: Text = Text {
    code: "E102",
    message: ["`{seen}` ({count} cells) can mean {candidates}", "“{seen}”（{count} 处）可指 {candidates}"],
    wanted: ["one unit", "唯一的单位"],
    fix: ["say which is meant: --unit \"{seen}={example}\"", "指明所指单位：--unit \"{seen}={example}\""],
};

pub(crate) const UNIT_UNKNOWN: Text = Text {
    code: "E102",
    message: ["`{seen}` ({count} cells) is not a known unit{near}", "“{seen}”（{count} 处）不是已知单位{near_zh}"],
    wanted: ["a unit, or an export of the system's units", "一个单位，或该系统的单位导出"],
    fix: [
        "say what it is: --unit \"{seen}=kg\"; or add the export of units",
        "说明其含义：--unit \"{seen}=kg\"；或加上单位的导出",
    ],
};

pub(crate) const TOTAL_LEFT_OUT: Text = Text {
    code: "W226",
    message: ["the row `{seen}` was read as a total and left out", "“{seen}”行被视为合计，未计入"],
    wanted: ["rows of data", "数据行"],
    fix: ["nothing, if it is a total; else give it another id", "若确为合计则无需处理；否则改用其他编码"],
};

pub(crate) const UNIT_BLANK: Text = Text {
    code: "E102",
    message: [
        "the export states no unit for {count} items, the first: {seen}",
        "该导出没有给出 {count} 个物料的单位，第一个：{seen}",
    ],
    wanted: ["a column of units, or an export of items with their units", "单位列，或含单位的物料导出"],
    fix: [
        "add an export of items, or a table `code,unit` of your own; or say what all are counted in: --blank-unit piece",
        "加上物料导出，或自写一张 code,unit 表；或说明统一以何计量：--blank-unit piece",
    ],
};

pub(crate) const UNIT_OF_BASE: Text = Text {
    code: "E102",
    message: [
        "`{seen}` is made in {unit} here and counted in {other} elsewhere",
        "“{seen}”在此按{unit}制造，在别处按{other}计量",
    ],
    wanted: ["two units of one kind, or a mass of one {unit}", "同类的两个单位，或每{unit}的质量"],
    fix: ["export the bill in the item's own unit", "按物料自身的单位导出清单"],
};

pub(crate) const LOSS_ASKED: Text = Text {
    code: "E117",
    message: [
        "the losses of this table ({seen} and others) can be added to the net quantity or be a part of the gross one",
        "该表的损耗（{seen} 等）可能是在净用量上加，也可能是占毛用量的比例",
    ],
    wanted: ["gross = net x (1 + s), or gross = net / (1 - s)", "毛用量 = 净用量 ×（1 + s），或 净用量 /（1 - s）"],
    fix: [
        "say which: --loss added, --loss divided or --loss ignore; or name the system: --profile NAME",
        "指明：--loss added、--loss divided 或 --loss ignore；或指明系统：--profile 名称",
    ],
};

pub(crate) const LOSS_SCALE_ASKED: Text = Text {
    code: "E117",
    message: [
        "all losses of this table are at most 1 ({seen} and others): percent or fractions?",
        "该表的损耗都不超过 1（{seen} 等）：是百分数还是小数？",
    ],
    wanted: ["percent, or fractions", "百分数或小数"],
    fix: [
        "say which: --loss-scale percent, or --loss-scale fraction",
        "指明：--loss-scale percent 或 --loss-scale fraction",
    ],
};

pub(crate) const LOSS_RANGE: Text = Text {
    code: "E114",
    message: [
        "a loss or yield of `{seen}` leaves nothing over or is below 0",
        "损耗率或成品率“{seen}”使产出为零或为负",
    ],
    wanted: [
        "a loss from 0 up, below 100 % where it is a part of the gross quantity; a yield above 0 and up to 100 %",
        "损耗率不小于 0；占毛用量时小于 100 %；成品率大于 0 且不超过 100 %",
    ],
    fix: ["correct the cell", "改正该单元格"],
};

pub(crate) const LOT_ASKED: Text = Text {
    code: "E112",
    message: [
        "{count} lines have a quantity that is fixed per order, the first: {seen}",
        "{count} 行的用量按每单固定，第一个：{seen}",
    ],
    wanted: ["how many one order makes", "一单的产量"],
    fix: [
        "say it: --lot 500; or leave fixed quantities out: --lot ignore",
        "说明：--lot 500；或不计固定用量：--lot ignore",
    ],
};

pub(crate) const BASE_ASKED: Text = Text {
    code: "E112",
    message: [
        "the export does not say for how many of {seen} its quantities are",
        "该导出没有说明其用量对应多少 {seen}",
    ],
    wanted: [
        "the base quantity: a column, the export of outputs, or the quantity of the list's head",
        "基础数量：列、产出导出，或清单表头的数量",
    ],
    fix: ["add that export; or say it: --base 1", "加上该导出；或说明：--base 1"],
};

pub(crate) const TOTALS_ASKED: Text = Text {
    code: "E117",
    message: [
        "the quantities below `{seen}`, of which there is more than one, can be per parent or for the whole list",
        "“{seen}”的用量不是 1，其下级用量可能按每个父项，也可能按整张清单",
    ],
    wanted: ["what the quantities are for", "用量的基准"],
    fix: [
        "say which: --quantities per-parent, or --quantities total",
        "指明：--quantities per-parent 或 --quantities total",
    ],
};

pub(crate) const PERIOD_ASKED: Text = Text {
    code: "E118",
    message: [
        "lines of this table are valid for a time only, the first {seen}",
        "该表有的行只在一段时间内有效，第一个：{seen}",
    ],
    wanted: ["the period of the study: its last day decides", "研究的周期：以最后一天为准"],
    fix: ["say it: --period 2025, or --period 2025-06-30", "说明：--period 2025 或 --period 2025-06-30"],
};

pub(crate) const DATE_WRONG: Text = Text {
    code: "E118",
    message: ["`{seen}` is not a date", "“{seen}”不是日期"],
    wanted: ["a day such as 2025-12-31 or 31.12.2025", "日期，例如 2025-12-31 或 31.12.2025"],
    fix: ["correct the cell, or export dates in the form 2025-12-31", "改正该单元格，或以 2025-12-31 的形式导出日期"],
};

pub(crate) const ALTERNATES_ASKED: Text = Text {
    code: "E111",
    message: [
        "group `{group}` of alternates: {seen}; their probabilities sum to {sum} %",
        "替代组“{group}”：{seen}；其概率合计 {sum} %",
    ],
    wanted: ["one that counts, or probabilities that sum to 100 %", "只计其一，或概率合计 100 %"],
    fix: [
        "complete the probabilities, or count the first of each group: --alternates first",
        "补全概率，或每组只计第一个：--alternates first",
    ],
};

pub(crate) const LEVEL_WRONG: Text = Text {
    code: "E120",
    message: ["`{seen}` has no parent one level above", "“{seen}”没有上一级的父项"],
    wanted: ["levels that go down one at a time", "逐级向下的层级"],
    fix: ["export the whole list, sorted as the program shows it", "导出完整清单，按程序显示的顺序"],
};

pub(crate) const CODE_MISSING: Text = Text {
    code: "E107",
    message: ["the line has a quantity but no item code", "该行有用量但没有物料编码"],
    wanted: ["a code in column `{column}`", "“{column}”列有编码"],
    fix: ["give the item a code in the system and export again", "在系统中给该物料编码后重新导出"],
};

pub(crate) const CODES_DAMAGED: Text = Text {
    code: "E120",
    message: [
        "a spreadsheet has changed item codes: `{seen}` stands where `{was}` was; {count} codes in this column",
        "电子表格改动了物料编码：“{seen}”原为“{was}”；本列共 {count} 个",
    ],
    wanted: ["the file as the system wrote it", "系统原样导出的文件"],
    fix: [
        "export again and do not open the file in a spreadsheet, or import the column as text",
        "重新导出，不要用电子表格打开；或把该列按文本导入",
    ],
};

pub(crate) const CODES_SUSPECT: Text = Text {
    code: "E120",
    message: [
        "`{seen}` looks like an item code that a spreadsheet turned into a date or a number; {count} in this column",
        "“{seen}”像是被电子表格变成日期或数值的物料编码；本列共 {count} 个",
    ],
    wanted: ["the file as the system wrote it", "系统原样导出的文件"],
    fix: [
        "export again and do not open the file in a spreadsheet, or import the column as text",
        "重新导出，不要用电子表格打开；或把该列按文本导入",
    ],
};

pub(crate) const BILLS_DIFFER: Text = Text {
    code: "E104",
    message: [
        "`{seen}` has {count} different bills: {list}; {difference}",
        "“{seen}”有 {count} 个不同的清单：{list}；{difference_zh}",
    ],
    wanted: ["one bill for each item", "每个物料一个清单"],
    fix: [
        "say which counts: --bill \"{seen}={first}\"; or export the one in use",
        "指明采用哪个：--bill \"{seen}={first}\"；或只导出在用的清单",
    ],
};

pub(crate) const UNITS_OF_ITEM: Text = Text {
    code: "E102",
    message: [
        "item `{seen}` is stated in {unit} and in {other}, which do not convert",
        "物料“{seen}”以{unit}和{other}计量，两者不能换算",
    ],
    wanted: ["units of one kind, or the item's mass", "同类单位，或该物料的质量"],
    fix: ["add the export of items with units and masses", "加上含单位和质量的物料导出"],
};

pub(crate) const PROFILE_UNKNOWN: Text = Text {
    code: "E117",
    message: ["`{seen}` is no system that is known", "“{seen}”不是已知的系统"],
    wanted: ["one of: {choices}", "以下之一：{choices}"],
    fix: ["correct the name, or leave it out: the headers say it", "改正名称，或省略：由表头判断"],
};

pub(crate) const MAP_MALFORMED: Text = Text {
    code: "E120",
    message: ["{seen} is no map of an import: {reason}", "{seen} 不是导入映射文件：{reason}"],
    wanted: ["a file that `pcf import --map` has written", "由 pcf import --map 写出的文件"],
    fix: ["correct it, or delete it and decide again", "改正，或删除后重新决定"],
};

pub(crate) const LEFT_OUT: Text = Text {
    code: "W219",
    message: ["{count} lines left out, {reason}: {seen}", "略去 {count} 行（{reason_zh}）：{seen}"],
    wanted: ["lines that are always part of the product", "总是属于产品的行"],
    fix: ["nothing, if that is right; else count them: --keep {kind}", "若正确则无需处理；否则计入：--keep {kind}"],
};

pub(crate) const LEFT_OUT_ALWAYS: Text = Text {
    code: "W219",
    message: LEFT_OUT.message,
    wanted: LEFT_OUT.wanted,
    fix: ["nothing, if that is right; else correct them in the system", "若正确则无需处理；否则在系统中改正"],
};

pub(crate) const COMES_BACK: Text = Text {
    code: "W220",
    message: [
        "`{seen}` is a by-product of `{parent}` and an input of `{user}`{amounts}",
        "“{seen}”是“{parent}”的副产品，又是“{user}”的投入{amounts_zh}",
    ],
    wanted: [
        "a factor for what is bought; what comes back stands in coproducts.csv as `{returned}`",
        "外购部分的因子；返回的部分在 coproducts.csv 中记为“{returned}”",
    ],
    fix: [
        "give `{seen}` a factor, or let its line use `{returned}` for the part that comes back",
        "给“{seen}”一个因子，或让其用量中返回的部分改用“{returned}”",
    ],
};

pub(crate) const UNIT_ROUNDED: Text = Text {
    code: "W221",
    message: [
        "the system counts one {seen} as {stated} {reference}; exact is {exact}",
        "该系统把 1 {seen} 计为 {stated} {reference}；准确值为 {exact}",
    ],
    wanted: ["the exact factor, which is used", "准确的系数，已采用"],
    fix: ["nothing; the quantity was typed in {seen}, not in {reference}", "无需处理；用量是以 {seen} 录入的"],
};

pub(crate) const MASS_ZERO: Text = Text {
    code: "W222",
    message: ["{count} items have a mass of 0, read as unknown: {seen}", "{count} 个物料的质量为 0，视为未知：{seen}"],
    wanted: ["a mass in kg, with enough decimals", "以 kg 计、小数位足够的质量"],
    fix: [
        "write the masses into items.csv where a bridge or transport needs them",
        "需要换算或运输时把质量写进 items.csv",
    ],
};

pub(crate) const QUANTITY_ZERO: Text = Text {
    code: "W222",
    message: [
        "{count} lines have a quantity of 0, as a system that rounds leaves it: {seen}",
        "{count} 行的用量为 0，可能是系统舍入所致：{seen}",
    ],
    wanted: ["the quantity as it was entered, with all its decimals", "录入时的用量，保留全部小数"],
    fix: [
        "raise the number of decimals in the system and export again, or correct bom.csv",
        "在系统中增加小数位后重新导出，或改正 bom.csv",
    ],
};

pub(crate) const NOT_EXPLODED: Text = Text {
    code: "W223",
    message: [
        "{count} items are marked as made but have no components here: {seen}",
        "{count} 个物料标为自制，但此处没有子项：{seen}",
    ],
    wanted: ["their bills, or factors for them", "它们的清单或因子"],
    fix: ["export their bills too, or give them a factor if they are bought", "一并导出其清单；若为外购请给因子"],
};

pub(crate) const NOT_USED: Text = Text {
    code: "W224",
    message: ["{seen}: {what}", "{seen}：{what_zh}"],
    wanted: ["exports that belong together", "彼此相关的导出"],
    fix: ["nothing, if that is right", "若正确则无需处理"],
};
