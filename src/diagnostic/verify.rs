//! The words of what packing and verifying find.

use super::texts::Text;

pub(crate) const BUNDLE_MALFORMED: Text = Text {
    code: "E120",
    message: ["the bundle cannot be read: {reason}", "无法读取核验包：{reason_zh}"],
    wanted: ["a file that `pcf pack` wrote", "由 pcf pack 生成的文件"],
    fix: ["ask for the file again, as it was packed", "请对方重新提供原始打包文件"],
};

pub(crate) const BUNDLE_TOO_LARGE: Text = Text {
    code: "E114",
    message: ["the bundle is too large", "核验包过大"],
    wanted: [
        "at most {whole} MB, {size} MB unpacked, {count} parts",
        "不超过 {whole} MB，解压后 {size} MB，{count} 个部分",
    ],
    fix: ["pack fewer products into one bundle: --product ID", "减少每个核验包中的产品：--product 编码"],
};

pub(crate) const PART_OUTSIDE: Text = Text {
    code: "E119",
    message: [
        "the bundle has a part named `{seen}`: unpacked, it would not stay in its folder",
        "核验包中有名为“{seen}”的部分：解压后会落在文件夹之外",
    ],
    wanted: ["names inside the bundle, parts divided by /", "核验包内的名称，以 / 分隔"],
    fix: ["do not unpack it; ask for the file again", "不要解压；请对方重新提供文件"],
};

pub(crate) const PART_TWICE: Text = Text {
    code: "E104",
    message: ["the bundle has two parts named `{seen}`", "核验包中有两个名为“{seen}”的部分"],
    wanted: ["each name once", "每个名称只出现一次"],
    fix: [
        "ask for the file again, as it was packed: which of the two counts nobody can say",
        "请对方重新提供原始打包文件：无法判断以哪一个为准",
    ],
};

pub(crate) const BUNDLE_WITHOUT_MANIFEST: Text = Text {
    code: "E112",
    message: ["the bundle has no readable manifest.json: {reason}", "核验包没有可读的 manifest.json：{reason_zh}"],
    wanted: ["a file that `pcf pack` wrote", "由 pcf pack 生成的文件"],
    fix: ["ask for the file again, as it was packed", "请对方重新提供原始打包文件"],
};

pub(crate) const OTHER_VERSION: Text = Text {
    code: "W245",
    message: [
        "the bundle was packed by {seen}; this is {other}. Version names are taken as given, all else is compared",
        "核验包由 {seen} 生成，当前为 {other}。版本名称按其所写，其余逐一比较",
    ],
    wanted: ["the version that packed it, for a comparison byte by byte", "用打包时的版本，可逐字节比较"],
    fix: [
        "if numbers differ, verify once more with the version that the manifest names",
        "若数值不同，请用清单所列版本再核验一次",
    ],
};

pub(crate) const WORKBOOK_TOO_LONG: Text = Text {
    code: "E114",
    message: ["`{seen}` does not fit into a workbook: {reason} lines", "“{seen}”无法写入一个工作簿：{reason} 行"],
    wanted: ["at most {most} lines", "不超过 {most} 行"],
    fix: ["take `pcf trace --format csv`, which has no such limit", "改用 pcf trace --format csv，它没有此限制"],
};
