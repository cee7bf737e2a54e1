//! The words of what sensitivity, break-even values and uncertainty find.

use super::texts::Text;

pub(crate) const CONTRACTS_HELD: Text = Text {
    code: "W233",
    message: [
        "the derivatives of `{seen}` hold the shares that contracts and certificates cover as they are: its electricity \
         is not metered, so another quantity would also move what is left for the residual mix",
        "“{seen}”的导数按合同与证书现有的覆盖份额计算：其用电没有计量，改变用量还会改变剩余电力的份额",
    ],
    wanted: [
        "readings of the electricity in energy.csv, or location-based electricity",
        "在 energy.csv 中写明电力读数，或采用基于位置的电力",
    ],
    fix: [
        "meter the electricity in energy.csv; or read the derivatives as those at fixed shares",
        "在 energy.csv 中计量电力；或将导数理解为份额不变时的导数",
    ],
};

pub(crate) const PEDIGREE: Text = Text {
    code: "E114",
    message: ["`{seen}` are no pedigree scores: {reason}", "“{seen}”不是系谱评分：{reason_zh}"],
    wanted: [
        "the table and its scores: v3:(2,1,3,1,2), or v2:(2,1,3,1,2,1), each from 1 to 5",
        "评分表与分值：v3:(2,1,3,1,2) 或 v2:(2,1,3,1,2,1)，各为 1 至 5",
    ],
    fix: [
        "write the scores for reliability, completeness, time, geography and technology, in quotes where commas separate \
         the columns",
        "按可靠性、完整性、时间、地理、技术的次序写分值；以逗号分列时加引号",
    ],
};

pub(crate) const SPREAD_TWICE: Text = Text {
    code: "E104",
    message: [
        "`{seen}` states both a gsd and pedigree scores, which are two figures for one spread",
        "“{seen}”既写了几何标准差又写了系谱评分：同一离散程度有两个数值",
    ],
    wanted: ["one of the columns gsd and pedigree", "gsd 与 pedigree 两列之一"],
    fix: [
        "delete one; a basic uncertainty can stand with the scores: v3:(2,1,3,1,2) basic 0.0006",
        "删去其一；基本不确定性可与评分写在一起：v3:(2,1,3,1,2) basic 0.0006",
    ],
};

pub(crate) const DRAWS_FAILED: Text = Text {
    code: "W234",
    message: [
        "in {failed} of {samples} draws of `{seen}` a loop takes as much as it makes, or more: they have no total and are \
         left out",
        "“{seen}”的 {samples} 次抽样中有 {failed} 次循环的投入不小于产出：没有总量，已剔除",
    ],
    wanted: ["a loop that stays productive over the spread of its lines", "在各行的离散范围内循环仍有净产出"],
    fix: [
        "look at the gsd of the lines of the loop; what is left out makes the figures too low",
        "检查循环中各行的几何标准差；剔除的部分使结果偏低",
    ],
};

pub(crate) const LOOP_NOT_DRAWN: Text = Text {
    code: "E103",
    message: [
        "`{seen}` needs a loop of {members} members with uncertain inputs: too large to be solved for each draw",
        "“{seen}”所需的循环有 {members} 个成员且含不确定输入：规模过大，无法逐次抽样求解",
    ],
    wanted: ["loops of at most 200 members below uncertain inputs", "含不确定输入的循环不超过 200 个成员"],
    fix: [
        "use `pcf uncertainty`, which is exact to first order for loops of any size",
        "改用 pcf uncertainty：任意规模的循环均可一阶传播",
    ],
};

pub(crate) const SAMPLES: Text = Text {
    code: "E114",
    message: ["{seen} draws are too few or too many", "抽样次数 {seen} 过少或过多"],
    wanted: ["from 100 to 10000000 draws", "100 至 10000000 次"],
    fix: ["write for example --samples 10000", "例如 --samples 10000"],
};

pub(crate) const INPUT_NOT_FOUND: Text = Text {
    code: "E101",
    message: [
        "there is no factor in use and no parameter called `{seen}`{near}",
        "没有名为“{seen}”的在用因子或参数{near_zh}",
    ],
    wanted: [
        "the id of a factor that the study uses, or a parameter of study.toml",
        "研究所用因子的 id，或 study.toml 中的参数",
    ],
    fix: ["name one that `pcf sensitivity` lists", "请使用 pcf sensitivity 所列的名称"],
};

pub(crate) const INPUT_TWICE: Text = Text {
    code: "E104",
    message: ["`{seen}` means more than one thing here: {list}", "“{seen}”在此有多种含义：{list}"],
    wanted: ["one factor or one parameter", "一个因子或一个参数"],
    fix: ["name the factor with its region, as in the list", "请按列表写明因子的地区"],
};

pub(crate) const TWO_VALUES: Text = Text {
    code: "E104",
    message: ["the two sides give `{seen}` different values: {list}", "两侧的“{seen}”取值不同：{list}"],
    wanted: ["a parameter that has one value on both sides", "两侧取值相同的参数"],
    fix: [
        "name a parameter or a factor that the two scenarios share, or hold the product against --target",
        "请使用两个情景共有的参数或因子，或改用 --target",
    ],
};

pub(crate) const NOT_ALIKE: Text = Text {
    code: "E110",
    message: [
        "the two totals follow different rules ({seen}): no value makes them comparable",
        "两个总量采用不同的规则（{seen}）：任何取值都不能使其可比",
    ],
    wanted: ["the same boundary, GWP set and rules on both sides", "两侧采用相同的边界、GWP 与规则"],
    fix: ["calculate both with the same --boundary and --gwp", "两侧使用相同的 --boundary 与 --gwp"],
};
