//! The words of what comparing and verifying find.

use super::texts::Text;

pub(crate) const AMOUNT_DIFFERS: Text = Text {
    code: "E102",
    message: [
        "the two footprints of `{product}` are not of the same amount: {seen} before, {other} after",
        "“{product}”的两个足迹不是同一数量：之前 {seen}，之后 {other}",
    ],
    wanted: ["the same declared unit and amount in both studies", "两个研究采用相同的声明单位和数量"],
    fix: [
        "declare the product with the same unit and amount in both, [[product]] amount in study.toml",
        "在两个研究中以相同的单位和数量声明该产品（study.toml 的 [[product]] amount）",
    ],
};

pub(crate) const FUNCTIONAL_UNIT_DIFFERS: Text = Text {
    code: "E110",
    message: [
        "the two footprints of `{product}` have different functional units: “{seen}” and “{other}”",
        "“{product}”的两个足迹功能单位不同：“{seen}”与“{other}”",
    ],
    wanted: ["the same functional unit in both studies", "两个研究采用相同的功能单位"],
    fix: [
        "if they mean the same, write them alike; if not, the products cannot be compared",
        "若含义相同，请写成一样；否则两者不可比较",
    ],
};

pub(crate) const PROFILE_DIFFERS: Text = Text {
    code: "E110",
    message: [
        "the two studies follow different rule sets: `{seen}` and `{other}`",
        "两个研究采用不同的规则：“{seen}”与“{other}”",
    ],
    wanted: ["the same [rules] profile in both studies", "两个研究采用相同的 [rules] profile"],
    fix: ["calculate one of them by the other's rules first", "先将其中一个按另一个的规则计算"],
};

pub(crate) const ALLOCATION_DIFFERS: Text = Text {
    code: "E111",
    message: [
        "`{subject}` is allocated by `{seen}` before and by `{other}` after: no calculation says what that is worth",
        "“{subject}”之前按“{seen}”分配，之后按“{other}”分配：无法算出其影响",
    ],
    wanted: ["the same allocation method in both studies", "两个研究采用相同的分配方法"],
    fix: [
        "calculate one of the studies with the other's allocation, and compare that",
        "将其中一个研究改用另一个的分配方法计算，再作比较",
    ],
};

pub(crate) const RECYCLING_DIFFERS: Text = Text {
    code: "E117",
    message: [
        "`{seen}` is recycled by another method before and after, and one of the studies mixes methods",
        "“{seen}”前后的回收方法不同，且其中一个研究混用了多种方法",
    ],
    wanted: [
        "one method for all rows of recycling.csv in each study, or the same methods in both",
        "各研究的 recycling.csv 全部采用一种方法，或两个研究方法相同",
    ],
    fix: ["state the same method for this item in both studies", "在两个研究中为该物料写明相同的方法"],
};

pub(crate) const GWP_NOT_EXCHANGEABLE: Text = Text {
    code: "E113",
    message: [
        "the two differ in method ({seen}), and `{name}` cannot be calculated by the other's: {reason}",
        "两者方法不同（{seen}），而“{name}”无法按对方的方法计算：{reason_zh}",
    ],
    wanted: [
        "factors in gas masses, or of no stated set, so that both sets can be used",
        "以气体质量给出或未注明 GWP 的因子，使两套均可使用",
    ],
    fix: [
        "calculate both with one set: --gwp AR6, or [study] gwp in both",
        "两者采用同一套：--gwp AR6，或在两个研究中写明 [study] gwp",
    ],
};

pub(crate) const METHOD_NOT_EXCHANGEABLE: Text = Text {
    code: "E117",
    message: [
        "the two differ in method ({seen}), and `{name}` cannot be calculated by the other's: {reason}",
        "两者方法不同（{seen}），而“{name}”无法按对方的方法计算：{reason_zh}",
    ],
    wanted: ["two studies that can be calculated by both methods", "两个研究均可按两种方法计算"],
    fix: ["use the same method in both studies", "两个研究采用相同的方法"],
};

pub(crate) const CUT_OFF_DIFFERS: Text = Text {
    code: "W240",
    message: [
        "what is left out of `{product}` is not the same: before {seen}; after {other}",
        "“{product}”的排除项前后不同：之前 {seen}；之后 {other}",
    ],
    wanted: ["the same exclusions in both studies", "两个研究的排除项相同"],
    fix: ["check whether a line that is gone was saved or only left out", "核对消失的清单行是真正减少，还是仅被排除"],
};

pub(crate) const PRODUCT_IN_ONE: Text = Text {
    code: "W241",
    message: [
        "product `{seen}` is only in the study {side}: it is not compared",
        "产品“{seen}”只在{side_zh}的研究中：未作比较",
    ],
    wanted: ["products with the same id in both studies", "两个研究中编码相同的产品"],
    fix: ["if it was renamed, say so: --product OLD=NEW", "若已改名，请写明：--product 旧编码=新编码"],
};

pub(crate) const PRODUCT_IN_NEITHER: Text = Text {
    code: "E101",
    message: [
        "no product has the same id in both studies: {seen} before, {other} after",
        "两个研究没有编码相同的产品：之前 {seen}，之后 {other}",
    ],
    wanted: ["a product with the same id in both studies", "两个研究中编码相同的产品"],
    fix: ["if it was renamed, say so: --product OLD=NEW", "若已改名，请写明：--product 旧编码=新编码"],
};
