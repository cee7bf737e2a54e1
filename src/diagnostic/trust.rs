//! The words about what-if values, data quality, closure checks, sensitivity, break-even values and uncertainty.

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

pub(crate) const NO_DRAWS: Text = Text {
    code: "E103",
    message: [
        "hardly a draw of `{seen}` has a total: its loop takes as much as it makes, or more",
        "“{seen}”几乎没有一次抽样有总量：其循环的投入不小于产出",
    ],
    wanted: ["a loop that stays productive over the spread of its lines", "在各行的离散范围内循环仍有净产出"],
    fix: ["look at the gsd of the lines of the loop", "检查循环中各行的几何标准差"],
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

pub(crate) const MASS_SURPLUS: Text = Text {
    code: "W238",
    message: [
        "mass of `{seen}`: {in} kg go in (most of it {largest}), and {product} kg product, {by} kg by-products and {waste} \
         kg waste come out: {difference} kg too much, {share} %",
        "“{seen}”的质量：投入 {in} kg（以 {largest} 为主），产出产品 {product} kg、副产品 {by} kg、废物 {waste} kg：多出 \
         {difference} kg，{share} %",
    ],
    wanted: ["in = product + by-products + waste, within 5 %", "投入 = 产品 + 副产品 + 废物，偏差 5 % 以内"],
    fix: [
        "check units, base quantities (`per`) and masses; write loss as `scrap` or `yield`, waste and by-products as lines, \
         mark packaging with `kind`, and give fuels a category `fuel`",
        "核对单位、基准数量（per）与质量；损耗写入 scrap 或 yield，废物与副产品写成行，包装用 kind 标明，燃料的类别写 fuel",
    ],
};

pub(crate) const MASS_MISSING: Text = Text {
    code: "W238",
    message: [
        "mass of `{seen}`: {in} kg go in, and {product} kg product, {by} kg by-products and {waste} kg waste come out: \
         {difference} kg, {share} %: something is missing",
        "“{seen}”的质量：投入 {in} kg，产出产品 {product} kg、副产品 {by} kg、废物 {waste} kg：相差 {difference} kg，{share} \
         %：缺少投入",
    ],
    wanted: ["in = product + by-products + waste, within 5 %", "投入 = 产品 + 副产品 + 废物，偏差 5 % 以内"],
    fix: [
        "check units, base quantities (`per`) and masses, and add the material that is missing",
        "核对单位、基准数量（per）与质量，并补上缺少的物料",
    ],
};

pub(crate) const ENERGY_OFF: Text = Text {
    code: "W239",
    message: [
        "energy of site {site}: of {metered} {unit} `{seen}` metered, {handed} {unit} were handed out",
        "站点 {site} 的能耗：“{seen}”计量 {metered} {unit}，分摊 {handed} {unit}",
    ],
    wanted: ["all that was metered, handed out once", "计量的全部分摊一次"],
    fix: ["check what the site made in output.csv", "核对 output.csv 中该站点的产出"],
};

pub(crate) const ENERGY_TWICE: Text = Text {
    code: "W239",
    message: [
        "energy of site {site}: `{seen}` is metered there, {metered} {unit}, and lines of what it made need {lines} {unit} \
         more: counted twice if the meter counts it",
        "站点 {site} 的能耗：“{seen}”已计量 {metered} {unit}，而其产出的清单行另需 {lines} {unit}：若电表已含，则重复计算",
    ],
    wanted: ["each use of energy counted once", "每项能耗只计一次"],
    fix: ["take the lines out, or lower the reading by what they need", "删去这些行，或从读数中扣除其用量"],
};

pub(crate) const SITE_WITHOUT_READINGS: Text = Text {
    code: "W239",
    message: [
        "energy of site {seen}: output.csv says what it made, but energy.csv has no reading of it",
        "站点 {seen} 的能耗：output.csv 写有产出，而 energy.csv 没有读数",
    ],
    wanted: ["the readings of every site", "每个站点的读数"],
    fix: [
        "add its bills to energy.csv, or take its rows out of output.csv",
        "在 energy.csv 补上账单，或从 output.csv 删去其行",
    ],
};
