//! The words about what-if values, data quality and closure checks.

use super::texts::Text;

pub(crate) const SET: Text = Text {
    code: "W237",
    message: ["what if {statement}: the result is not the study's own", "假设 {statement_zh}：结果不是研究本身的结果"],
    wanted: ["a result of what the study states", "按研究所写内容得出的结果"],
    fix: [
        "leave out --set for the study's own result; if the value is right, write it into the study with its source",
        "去掉 --set 得到研究本身的结果；若该数值正确，请连同来源写入研究",
    ],
};

pub(crate) const SET_UNKNOWN: Text = Text {
    code: "E101",
    message: [
        "`{seen}` is to be set, but it is neither a parameter nor a factor{near}",
        "要设定“{seen}”，但它既不是参数也不是因子{near_zh}",
    ],
    wanted: ["the name of a parameter, a factor or an item with a factor", "参数、因子或绑定了因子的物料的名称"],
    fix: ["correct the name before the `=`", "改正“=”之前的名称"],
};

pub(crate) const SET_UNUSED: Text = Text {
    code: "E101",
    message: [
        "`{seen}` is to be set, but the study uses no such factor, so nothing would change{near}",
        "要设定“{seen}”，但研究没有用到这个因子，结果不会改变{near_zh}",
    ],
    wanted: ["a factor that the study uses", "研究用到的因子"],
    fix: [
        "name a factor that `pcf trace` lists, with its region if it has one",
        "写 `pcf trace` 所列的因子，有地区的请带上地区",
    ],
};

pub(crate) const SET_MADE: Text = Text {
    code: "E101",
    message: [
        "`{seen}` is to be set, but it is an item made of its lines: it has no value of its own",
        "要设定“{seen}”，但它是由下级行构成的物料，自身没有数值",
    ],
    wanted: ["a parameter, a factor, or an item that is bought", "参数、因子，或外购物料"],
    fix: [
        "set a factor below it, or a parameter that its quantities are formulas of",
        "设定其下的因子，或其用量公式所用的参数",
    ],
};

pub(crate) const SET_AMBIGUOUS: Text = Text {
    code: "E104",
    message: [
        "`{seen}` is to be set, but it names both {first} and {second}",
        "要设定“{seen}”，但它既是{first_zh}又是{second_zh}",
    ],
    wanted: ["a name with one meaning", "只有一个含义的名称"],
    fix: [
        "name the factor with its region (`{seen}@REGION`), or rename one of the two in the study",
        "写明因子的地区（{seen}@地区），或在研究中为其中之一改名",
    ],
};

pub(crate) const SET_TWICE: Text = Text {
    code: "E104",
    message: ["`{seen}` is set twice", "“{seen}”被设定了两次"],
    wanted: ["one value for each name", "每个名称一个值"],
    fix: ["leave out one of the two --set", "去掉其中一个 --set"],
};

pub(crate) const SET_UNIT: Text = Text {
    code: "E102",
    message: ["`{seen}` is set per {unit}, but {what}", "“{seen}”按每 {unit} 设定，但{what_zh}"],
    wanted: ["a unit that the factor's own converts into", "可与因子单位换算的单位"],
    fix: ["leave the unit out, or give one of the factor's kind", "去掉单位，或写与因子同类的单位"],
};
