//! The words of findings about files and what they are made of: columns, keys, ids, encodings.

use super::Text;

pub(crate) const PRODUCT_NOT_FOUND: Text = Text {
    code: "E101",
    message: ["product `{seen}` is not an item of the study{near}", "产品“{seen}”不是研究中的物料{near_zh}"],
    wanted: ["the id of an item", "一个物料的编码"],
    fix: ["correct the id", "改正编码"],
};

pub(crate) const SCENARIO_NOT_FOUND: Text = Text {
    code: "E101",
    message: ["the study has no scenario `{seen}`{near}", "研究中没有情景“{seen}”{near_zh}"],
    wanted: [
        "a scenario of study.toml: [scenario.NAME], or a preset",
        "study.toml 中的情景：[scenario.名称]，或预设情景",
    ],
    fix: ["correct the name, or leave it out for the study as it is", "改正名称，或不指定情景"],
};

pub(crate) const ITEM_TWICE: Text = Text {
    code: "E104",
    message: [
        "{what} `{seen}` stands here a second time; first in row {first}",
        "{what_zh}“{seen}”重复出现；首次在第{first}行",
    ],
    wanted: ["one row each", "各一行"],
    fix: ["merge the rows, or rename one", "合并两行，或给其中一个改名"],
};

pub(crate) const COLUMN_TWICE: Text = Text {
    code: "E104",
    message: [
        "two columns are both read as `{column}`: `{first}` and `{seen}`",
        "两列都被读作 {column}：“{first}”与“{seen}”",
    ],
    wanted: ["one column each", "各一列"],
    fix: [
        "map one of them in study.toml: [columns] \"{seen}\" = \"ignore\"",
        "在 study.toml 中映射其一：[columns] \"{seen}\" = \"ignore\"",
    ],
};

pub(crate) const COLUMN_UNKNOWN: Text = Text {
    code: "E105",
    message: ["no column of {file} is called `{seen}`{near}", "{file} 没有名为“{seen}”的列{near_zh}"],
    wanted: ["one of: {columns}", "下列之一：{columns}"],
    fix: [
        "rename it, or map it in study.toml: [columns] \"{seen}\" = \"…\" (or \"ignore\")",
        "改列名，或在 study.toml 中映射：[columns] \"{seen}\" = \"…\"（或 \"ignore\"）",
    ],
};

pub(crate) const COLUMN_MISSING: Text = Text {
    code: "E105",
    message: ["{file} has no column `{seen}`", "{file} 缺少 {seen} 列"],
    wanted: ["a header row with: {columns}", "表头包含：{columns}"],
    fix: [
        "add the column, or map yours to it in study.toml under [columns]",
        "补上该列，或在 study.toml 的 [columns] 中把自己的列映射到它",
    ],
};

pub(crate) const KEY_UNKNOWN: Text = Text {
    code: "E105",
    message: ["study.toml has no key `{seen}` here{near}", "study.toml 此处没有键“{seen}”{near_zh}"],
    wanted: ["one of: {columns}", "下列之一：{columns}"],
    fix: ["correct the key, or take it out", "改正键名，或删去"],
};

pub(crate) const STUDY_MISSING: Text = Text {
    code: "E112",
    message: ["there is no study at `{seen}`", "“{seen}”处没有研究"],
    wanted: ["a folder with bom.csv, a workbook, or a CSV file", "含 bom.csv 的文件夹、工作簿或一个 CSV 文件"],
    fix: ["check the path, or make a first study with `pcf init DIR`", "检查路径，或用 pcf init 目录 新建一个研究"],
};

pub(crate) const FILE_MISSING: Text = Text {
    code: "E112",
    message: ["the study has no {seen}", "研究中没有 {seen}"],
    wanted: ["a bill of materials with the columns parent, child, quantity", "含 parent、child、quantity 列的物料清单"],
    fix: ["add {seen} to the folder", "在文件夹中加入 {seen}"],
};

pub(crate) const LIBRARY_MISSING: Text = Text {
    code: "E112",
    message: [
        "study.toml names the library `{seen}`, which is not there",
        "study.toml 写明了因子库“{seen}”，但该文件不存在",
    ],
    wanted: ["a file of factors inside the study's folder", "研究文件夹内的因子文件"],
    fix: ["add the file to the folder, or correct its name", "把该文件放进文件夹，或改正文件名"],
};

pub(crate) const FILE_EMPTY: Text = Text {
    code: "E112",
    message: ["{seen} holds no rows", "{seen} 没有数据行"],
    wanted: ["a header row and at least one row", "表头和至少一行数据"],
    fix: ["fill the file, or take it away if it is not needed", "填写该文件；不需要则删去"],
};

pub(crate) const FILE_UNREADABLE: Text = Text {
    code: "E112",
    message: ["{seen} cannot be read: {reason}", "无法读取 {seen}：{reason}"],
    wanted: ["a file that this user may read", "当前用户可读的文件"],
    fix: ["check that it is a file and its permissions", "检查其是否为文件及其权限"],
};

#[cfg(not(feature = "xlsx"))]
pub(crate) const WORKBOOK_UNSUPPORTED: Text = Text {
    code: "E112",
    message: [
        "{seen} is a workbook, which this build cannot read: it lacks the feature `xlsx`",
        "{seen} 是工作簿，本程序未启用 xlsx 功能，无法读取",
    ],
    wanted: ["a folder of CSV files, or one CSV file", "由 CSV 文件组成的文件夹，或一个 CSV 文件"],
    fix: [
        "save each sheet as CSV (UTF-8) under its own name: bom.csv, items.csv",
        "把每张工作表另存为 CSV（UTF-8），以其名命名：bom.csv、items.csv",
    ],
};

pub(crate) const PRODUCT_NONE: Text = Text {
    code: "E112",
    message: ["the study has no product: something consumes every item", "研究没有产品：每个物料都被消耗"],
    wanted: ["a product: an item that nothing consumes, or one that is declared", "产品：不被消耗的物料，或声明的物料"],
    fix: [
        "declare one in study.toml: [[product]] id = \"…\", or ask with --product",
        "在 study.toml 声明：[[product]] id = \"…\"，或用 --product 指定",
    ],
};

pub(crate) const PATH_OUTSIDE: Text = Text {
    code: "E119",
    message: ["`{seen}` leads outside the study", "“{seen}”指向研究之外"],
    wanted: ["files inside the study's folder", "研究文件夹内的文件"],
    fix: ["put the file into the folder", "把文件放进该文件夹"],
};

pub(crate) const MALFORMED_TOML: Text = Text {
    code: "E120",
    message: ["study.toml cannot be read: {reason}", "study.toml 无法读取：{reason}"],
    wanted: ["TOML: [table] and key = \"value\"", "TOML 格式：[表] 与 键 = \"值\""],
    fix: ["correct the line", "改正该行"],
};

pub(crate) const MALFORMED_VALUE: Text = Text {
    code: "E120",
    message: ["{column} is {seen}", "{column} 为 {seen}"],
    wanted: ["{want}", "{want_zh}"],
    fix: ["write it so", "按此书写"],
};

pub(crate) const UNCLOSED_QUOTE: Text = Text {
    code: "E120",
    message: ["a quote that opens in this row is never closed", "本行的引号没有闭合"],
    wanted: ["quotes in pairs", "成对的引号"],
    fix: ["close the quote, or double it inside a quoted cell", "闭合引号；单元格内的引号写两个"],
};

pub(crate) const ROW_TOO_LONG: Text = Text {
    code: "E120",
    message: ["the row has {seen} cells, the header {columns}", "本行有 {seen} 格，表头有 {columns} 格"],
    wanted: ["as many cells as the header has", "与表头同样多的格"],
    fix: [
        "quote cells that contain the separator (`{separator}`), or ask for a decimal comma if numbers use one",
        "含分隔符（{separator}）的单元格请加引号；数字用逗号作小数点时请声明",
    ],
};

pub(crate) const EXCLUSION_INCOMPLETE: Text = Text {
    code: "E120",
    message: ["the exclusion `{seen}` does not state {column}", "排除项“{seen}”没有写明 {column}"],
    wanted: ["what is left out, why, and an estimate in kg CO2e", "排除了什么、原因，以及以 kg CO2e 计的估算值"],
    fix: [
        "write `{column} = \"…\"` under [[exclude]]; nothing is left out without a number",
        "在 [[exclude]] 下写 {column} = \"…\"；没有估算值的排除不被接受",
    ],
};

pub(crate) const ENCODING: Text = Text {
    code: "E120",
    message: ["the text is not valid {seen}", "文本不是有效的 {seen}"],
    wanted: ["UTF-8, UTF-16 with byte-order mark, or GB18030", "UTF-8、带字节序标记的 UTF-16 或 GB18030"],
    fix: ["save the file as UTF-8, or name its encoding with --encoding", "另存为 UTF-8，或用 --encoding 指明编码"],
};

pub(crate) const ENCODING_GUESSED: Text = Text {
    code: "W204",
    message: ["{seen} is not UTF-8 and was read as GB18030", "{seen} 不是 UTF-8，已按 GB18030 读取"],
    wanted: ["UTF-8, or an encoding that is named", "UTF-8，或写明的编码"],
    fix: ["name the encoding (--encoding gb18030) or save as UTF-8", "用 --encoding gb18030 写明编码，或另存为 UTF-8"],
};
