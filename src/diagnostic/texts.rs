//! The words of every finding, in English and Chinese. `{name}` is filled in where the finding is made.

/// The words of one kind of finding.
pub(crate) struct Text {
    /// The code under which `docs/codes/` explains it.
    pub(crate) code: &'static str,
    /// One sentence: what is the matter. English, Chinese.
    pub(crate) message: [&'static str; 2],
    /// What would have been right.
    pub(crate) wanted: [&'static str; 2],
    /// One way to mend it.
    pub(crate) fix: [&'static str; 2],
}

pub(crate) const FACTOR_NOT_FOUND: Text = Text {
    code: "E101",
    message: [
        "{role} `{seen}` is neither an item nor a factor{near}",
        "{role_zh}“{seen}”既不是物料也不是因子{near_zh}",
    ],
    wanted: [
        "an item of the study, or a factor of factors.csv or the library",
        "研究中的物料，或 factors.csv 与因子库中的因子",
    ],
    fix: ["correct the id, or add a row for it to factors.csv", "改正编码，或在 factors.csv 中为它加一行"],
};

pub(crate) const ITEM_WITHOUT_FACTOR: Text = Text {
    code: "E101",
    message: [
        "item `{seen}` has neither lines nor a factor, so nothing says what it emits{near}",
        "物料“{seen}”既没有下级行也没有因子，无从得知其排放{near_zh}",
    ],
    wanted: ["a bill of materials for it, or a factor", "该物料的清单行，或一个因子"],
    fix: [
        "write a factor reference in the `factor` column of items.csv, or lines for it in bom.csv",
        "在 items.csv 的 factor 列写因子引用，或在 bom.csv 中写它的清单行",
    ],
};

pub(crate) const FACTOR_NOT_IN_REGION: Text = Text {
    code: "E101",
    message: [
        "factor `{seen}` has no row for region {region}{near}",
        "因子“{seen}”没有适用于地区 {region} 的数据{near_zh}",
    ],
    wanted: [
        "a row for {region}, a coarser region, GLO, or without region; there are rows for {have}",
        "适用于 {region}、更大区域、GLO 或不限地区的数据；现有：{have}",
    ],
    fix: [
        "use a factor that fits (`{example}`), name a region that this one has, or state the study's region",
        "改用合适的因子（{example}），或写明该因子已有的地区，或写明研究的地区",
    ],
};

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

pub(crate) const PRESET_UNUSED: Text = Text {
    code: "E101",
    message: [
        "`{seen}` sets no parameter of the study: it would change nothing",
        "“{seen}”没有设定研究中的任何参数：什么也不会改变",
    ],
    wanted: ["one of its parameters under [parameters]: {parameters}", "[parameters] 下有其参数之一：{parameters}"],
    fix: [
        "declare the parameter with today's value in study.toml, and use it in a formula",
        "在 study.toml 中以现值声明该参数，并在公式中使用",
    ],
};

pub(crate) const SWAP_NOT_FOUND: Text = Text {
    code: "E101",
    message: [
        "scenario `{scenario}` swaps `{seen}`, which the study does not use{near}",
        "情景“{scenario}”要替换“{seen}”，但研究没有用到它{near_zh}",
    ],
    wanted: ["the id of an item or factor that the study uses", "研究所用物料或因子的编码"],
    fix: ["correct the id, or take the swap out", "改正编码，或删去该替换"],
};

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

pub(crate) const LOOP_UNPRODUCTIVE: Text = Text {
    code: "E103",
    message: [
        "the loop {seen} makes less than it takes: one unit of `{item}` needs {gain} of itself",
        "循环{seen}入不敷出：一单位“{item}”需要{gain}单位自身",
    ],
    wanted: ["loops that need less than one unit of themselves per unit", "每单位所需自身少于一单位的循环"],
    fix: ["check quantities, units and base quantities of these lines", "检查这些行的用量、单位和基准数量"],
};

pub(crate) const LOOP_SINGULAR: Text = Text {
    code: "E103",
    message: ["the loop {seen} has no solution that keeps 15 digits", "循环{seen}没有能保持15位数字的解"],
    wanted: ["a system of equations that is not singular", "非奇异的方程组"],
    fix: ["check quantities and units of these lines", "检查这些行的用量和单位"],
};

pub(crate) const LOOP_CREDIT: Text = Text {
    code: "E103",
    message: ["a beyond-boundary line lies on the loop {seen}", "边界外的行位于循环{seen}之中"],
    wanted: ["credits outside loops", "位于循环之外的抵扣"],
    fix: ["take the line out of the loop, or drop its stage", "把该行移出循环，或去掉其阶段"],
};

pub(crate) const PATHS_WITHOUT_END: Text = Text {
    code: "E103",
    message: [
        "the paths of `{seen}` have no sum: with negative lines, the absolute amounts of a loop grow without end",
        "“{seen}”的路径无法求和：含负用量行时，循环的绝对量无限增长",
    ],
    wanted: ["loops that make more than they take, all amounts counted as positive", "各量取绝对值后仍有产出的循环"],
    fix: [
        "ask for the lines instead (`pcf trace` without --paths), or look at the loop that `pcf check` names",
        "改看清单行（pcf trace 不带 --paths），或查看 pcf check 指出的循环",
    ],
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

pub(crate) const OUTPUT_TWICE: Text = Text {
    code: "E104",
    message: [
        "`{seen}` is an output for the second time; first in row {first}",
        "“{seen}”再次作为产出；首次在第{first}行",
    ],
    wanted: ["each output of one process, once", "每个产出只属于一个过程，且只出现一次"],
    fix: [
        "give one of them another id, and join both by lines of a third item",
        "给其中一个改用别的编码，再用第三个物料的清单行把两者合并",
    ],
};

pub(crate) const PROCESS_UNIT: Text = Text {
    code: "E102",
    message: [
        "`{seen}` is a process of coproducts.csv, but items.csv gives it the unit {unit}",
        "“{seen}”是 coproducts.csv 中的过程，而 items.csv 给它的单位是 {unit}",
    ],
    wanted: ["no unit: a process counts in runs", "不写单位：过程按“次运行”计"],
    fix: ["empty the unit, or give item and process different ids", "清空单位，或让物料与过程使用不同编码"],
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

pub(crate) const BOUND_TWICE: Text = Text {
    code: "E104",
    message: [
        "item `{item}` is bound to two factors: `{first}` and `{seen}`",
        "物料“{item}”绑定了两个因子：“{first}”与“{seen}”",
    ],
    wanted: ["one factor an item", "每个物料一个因子"],
    fix: ["keep one of them", "保留其中一个"],
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

pub(crate) const BASIS: Text = Text {
    code: "E108",
    message: [
        "factor `{seen}` is {what}: it may not enter a footprint of CO2e",
        "因子“{seen}”{what_zh}，不得计入二氧化碳当量足迹",
    ],
    wanted: ["a life-cycle factor in CO2e{instead}", "生命周期的二氧化碳当量因子{instead_zh}"],
    fix: ["use the life-cycle factor instead{instead}", "改用生命周期因子{instead_zh}"],
};

pub(crate) const GATE_TO_GATE: Text = Text {
    code: "E110",
    message: [
        "factor `{seen}` covers one process only (gate-to-gate), and `{item}` takes nothing else",
        "因子“{seen}”只含单个过程（门到门），而“{item}”没有其他投入",
    ],
    wanted: ["a life-cycle factor, or lines for what the process takes", "生命周期因子，或该过程的投入行"],
    fix: [
        "bind a life-cycle factor, or write the inputs of `{item}` in bom.csv",
        "绑定生命周期因子，或在 bom.csv 写出“{item}”的投入",
    ],
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

pub(crate) const MIXED_GWP: Text = Text {
    code: "E113",
    message: [
        "factor `{seen}` is characterised with {have}, the study with {want}",
        "因子“{seen}”用 {have} 特征化，而研究用 {want}",
    ],
    wanted: ["one GWP set in one result", "同一结果使用同一套 GWP"],
    fix: [
        "give the factor in gas masses (gases.csv), choose `gwp = \"{have}\"`, or allow it: [rules] mixed_gwp = true",
        "在 gases.csv 按气体质量给出该因子，或选择 gwp = \"{have}\"，或允许混用：[rules] mixed_gwp = true",
    ],
};

pub(crate) const GAS_UNKNOWN: Text = Text {
    code: "E113",
    message: ["gas `{seen}` has no value in the set {set}{near}", "气体“{seen}”在 {set} 中没有数值{near_zh}"],
    wanted: ["a gas of the GWP table", "GWP 表中的气体"],
    fix: ["write the gas by its formula, such as CO2, CH4, N2O, SF6", "按化学式写气体，例如 CO2、CH4、N2O、SF6"],
};

pub(crate) const OUT_OF_RANGE: Text = Text {
    code: "E114",
    message: ["{column} is {seen}", "{column} 为 {seen}"],
    wanted: ["{range}", "{range_zh}"],
    fix: ["correct the value, or leave the cell empty for the default", "改正数值，或留空取默认值"],
};

pub(crate) const PERIOD_STRADDLED: Text = Text {
    code: "E114",
    message: ["the reading {seen} lies partly outside the study's period", "读数 {seen} 部分位于研究周期之外"],
    wanted: ["readings that lie inside the period, or outside it", "整段在周期之内或之外的读数"],
    fix: ["split the reading at the period's ends", "在周期端点处拆分读数"],
};

pub(crate) const SITE_WITHOUT_OUTPUT: Text = Text {
    code: "E111",
    message: [
        "site `{seen}` has readings, but output.csv says of nothing that it was made there",
        "站点“{seen}”有能耗读数，但 output.csv 没有写明那里的产出",
    ],
    wanted: ["at least one row of output.csv for the site", "output.csv 中该站点的至少一行"],
    fix: ["add what the site made in the period", "补上该站点在周期内的产出"],
};

pub(crate) const SITE_ALLOCATION: Text = Text {
    code: "E111",
    message: [
        "site `{seen}` is shared out by two methods: {first} and {second}",
        "站点“{seen}”使用了两种分配方法：{first} 与 {second}",
    ],
    wanted: ["one allocation a site", "每个站点一种分配方法"],
    fix: ["write the same allocation in every row of the site", "该站点各行写同一种分配方法"],
};

pub(crate) const SITE_WEIGHT_ZERO: Text = Text {
    code: "E111",
    message: ["the weights of what site `{seen}` made add up to 0", "站点“{seen}”各产出的权重合计为 0"],
    wanted: ["weights above 0", "大于 0 的权重"],
    fix: ["correct amounts, masses or weights in output.csv", "改正 output.csv 中的产量、质量或权重"],
};

pub(crate) const ALLOCATION_MISSING: Text = Text {
    code: "E111",
    message: ["no row says how process `{seen}` is allocated", "没有任何一行写明过程“{seen}”的分配方法"],
    wanted: ["mass, economic, energy, quantity or share", "mass、economic、energy、quantity 或 share"],
    fix: ["write the method in the column allocation", "在 allocation 列写明方法"],
};

pub(crate) const ALLOCATION_TWICE: Text = Text {
    code: "E111",
    message: [
        "process `{seen}` is allocated by two methods: {first} and {second}",
        "过程“{seen}”使用了两种分配方法：{first} 与 {second}",
    ],
    wanted: ["one allocation a process", "每个过程一种分配方法"],
    fix: ["write the same allocation in every row of the process", "该过程各行写同一种分配方法"],
};

pub(crate) const SHARES_SUM: Text = Text {
    code: "E111",
    message: ["the shares of process `{seen}` add up to {sum}, not to 1", "过程“{seen}”的份额合计为 {sum}，而不是 1"],
    wanted: ["shares that add up to exactly 1", "合计恰为 1 的份额"],
    fix: [
        "correct the shares; a repeating fraction is a formula, such as =1/3",
        "改正份额；循环小数请写成公式，例如 =1/3",
    ],
};

pub(crate) const WEIGHTS_ZERO: Text = Text {
    code: "E111",
    message: ["the weights of what process `{seen}` makes add up to 0", "过程“{seen}”各产出的权重合计为 0"],
    wanted: ["at least one output with a weight above 0", "至少一个产出的权重大于 0"],
    fix: ["correct quantities, prices or energies in coproducts.csv", "改正 coproducts.csv 中的数量、价格或能量"],
};

pub(crate) const REFERENCE_MISSING: Text = Text {
    code: "E101",
    message: [
        "`{item}`: the cell {column} is empty, but its coefficient is {seen}",
        "“{item}”：{column} 为空，而其系数为 {seen}",
    ],
    wanted: ["an item or a factor", "一个物料或因子"],
    fix: [
        "name the item or factor in {column}, or set the rate that calls for it to 0",
        "在 {column} 写明物料或因子，或把用到它的比率设为 0",
    ],
};

pub(crate) const RATES_SUM: Text = Text {
    code: "E114",
    message: [
        "`{item}`: R2 + R3 is {seen}; no more than everything can be recycled or burnt",
        "“{item}”：R2 + R3 为 {seen}；回收与能量回收之和不能超过全部",
    ],
    wanted: ["R2 + R3 of at most 1", "R2 + R3 不大于 1"],
    fix: ["correct R2 or R3", "改正 R2 或 R3"],
};

pub(crate) const CERTIFICATE_TWICE: Text = Text {
    code: "E109",
    message: ["`{seen}` is used a second time; first in row {first}", "“{seen}”被重复使用；首次在第{first}行"],
    wanted: ["each certificate or contract number once", "每个证书或合同编号只用一次"],
    fix: ["delete one of the rows, or correct the id", "删去其中一行，或改正编号"],
};

pub(crate) const MORE_THAN_CONSUMED: Text = Text {
    code: "E109",
    message: [
        "`{item}`: {seen} kWh are claimed, but only {have} kWh are consumed",
        "“{item}”：声明了 {seen} kWh，而消耗只有 {have} kWh",
    ],
    wanted: ["contracts and certificates for at most what is consumed", "合同与证书不超过消耗量"],
    fix: ["lower kwh, or state what is consumed in energy.csv", "减少 kwh，或在 energy.csv 写明消耗量"],
};

pub(crate) const GENERATED_OUTSIDE: Text = Text {
    code: "E118",
    message: [
        "`{seen}` was generated {span}, outside the study's period {period}",
        "“{seen}”的发电期 {span} 在研究周期 {period} 之外",
    ],
    wanted: ["electricity generated within the period", "在研究周期内生产的电力"],
    fix: [
        "use certificates of the period, or correct generated_from and generated_to",
        "使用周期内的证书，或改正 generated_from 与 generated_to",
    ],
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

pub(crate) const FACTOR_LATER: Text = Text {
    code: "E118",
    message: [
        "factor `{seen}` begins in {have}; wanted was {want}",
        "因子“{seen}”自 {have} 年起有效；所需为 {want} 年",
    ],
    wanted: ["a row valid in {want}, or one that ended before", "{want} 年有效或更早的数据"],
    fix: [
        "name the year (`{example}`), change the period, or add an older row",
        "写明年份（{example}），改变周期，或加入更早的数据",
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

pub(crate) const CELL_MISSING: Text = Text {
    code: "E120",
    message: ["the {column} is empty", "{column} 为空"],
    wanted: ["an id", "一个编码"],
    fix: ["fill the cell, or delete the row", "填写该格，或删去该行"],
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

pub(crate) const DATE: Text = Text {
    code: "E120",
    message: ["`{seen}` is not a date", "“{seen}”不是日期"],
    wanted: ["a year such as 2024, or a date such as 2024-12-31", "年份如 2024，或日期如 2024-12-31"],
    fix: ["write the date as year-month-day", "按 年-月-日 书写"],
};

pub(crate) const REGION_COARSER: Text = Text {
    code: "W201",
    message: ["factor `{seen}`: wanted {want}, taken {have}", "因子“{seen}”：所需地区 {want}，采用 {have_zh}"],
    wanted: ["a row for {want}", "{want} 的数据"],
    fix: ["add a factor for {want} if you have one", "如有 {want} 的因子，请加入"],
};

pub(crate) const YEAR_OLDER: Text = Text {
    code: "W202",
    message: ["factor `{seen}`: wanted {want}, taken {have}", "因子“{seen}”：所需年份 {want}，采用 {have}"],
    wanted: ["a row valid in {want}", "{want} 年有效的数据"],
    fix: ["add a newer factor if there is one", "如有更新的因子，请加入"],
};

pub(crate) const UNIT_ASSUMED: Text = Text {
    code: "W203",
    message: ["`{seen}` was read as {unit}: {why}", "“{seen}”按 {unit} 读取：{why_zh}"],
    wanted: ["an unambiguous unit", "明确的单位"],
    fix: ["write {example} if that is meant", "若为此意，请写 {example}"],
};

pub(crate) const ENCODING_GUESSED: Text = Text {
    code: "W204",
    message: ["{seen} is not UTF-8 and was read as GB18030", "{seen} 不是 UTF-8，已按 GB18030 读取"],
    wanted: ["UTF-8, or an encoding that is named", "UTF-8，或写明的编码"],
    fix: ["name the encoding (--encoding gb18030) or save as UTF-8", "用 --encoding gb18030 写明编码，或另存为 UTF-8"],
};

pub(crate) const GWP_MIXED_ALLOWED: Text = Text {
    code: "W205",
    message: ["the result mixes GWP sets, as the study allows: {seen}", "按研究的许可，结果混用了 GWP：{seen}"],
    wanted: ["one GWP set", "同一套 GWP"],
    fix: ["replace the factors of other sets when you can", "可能时替换其他套的因子"],
};

pub(crate) const ENERGY_GAP: Text = Text {
    code: "W207",
    message: [
        "readings of `{seen}` at `{site}` cover {days} of the period's {of} days",
        "站点“{site}”的“{seen}”读数覆盖周期 {of} 天中的 {days} 天",
    ],
    wanted: ["readings for the whole period", "覆盖整个周期的读数"],
    fix: ["add the missing bills", "补上缺少的账单"],
};

pub(crate) const ENERGY_NONE: Text = Text {
    code: "W207",
    message: [
        "no reading of `{seen}` at `{site}` lies within the study's period of {of} days: it counts as 0",
        "站点“{site}”的“{seen}”没有一条读数在研究周期（{of} 天）之内：按 0 计",
    ],
    wanted: ["readings of the period", "周期内的读数"],
    fix: [
        "correct the dates or the period; where nothing was used, give a reading of 0 for the whole period",
        "改正日期或研究周期；若确实没有消耗，请为整个周期填一条 0 的读数",
    ],
};

pub(crate) const LOOP_AMPLIFIES: Text = Text {
    code: "W208",
    message: [
        "the loop {seen} amplifies: one unit of `{item}` needs {gain} of itself",
        "循环{seen}放大：一单位“{item}”需要{gain}单位自身",
    ],
    wanted: ["loops that need less than one unit of themselves", "每单位所需自身少于一单位的循环"],
    fix: ["check whether this loop is meant", "检查该循环是否确有其意"],
};

pub(crate) const OUTSIDE_PERIOD: Text = Text {
    code: "W209",
    message: [
        "the reading {seen} lies outside the study's period and was left out",
        "读数 {seen} 在研究周期之外，未计入",
    ],
    wanted: ["readings of the period", "周期内的读数"],
    fix: ["nothing, if that is meant", "若属本意，无需处理"],
};

pub(crate) const FACTOR_IN_TWO_FILES: Text = Text {
    code: "W211",
    message: [
        "factor `{seen}` was taken from {from}; {other} has another figure for it: `{rival}`",
        "因子“{seen}”取自 {from}；{other} 对它另有数值：{rival}",
    ],
    wanted: ["one library file for one factor", "一个因子只由一个因子库文件给出"],
    fix: [
        "take the row out of one of the files, or list the file that shall win first",
        "从其中一个文件删去该行，或把应优先的文件列在前面",
    ],
};

pub(crate) const FACTOR_PASSED_OVER: Text = Text {
    code: "W212",
    message: [
        "factor `{seen}` of {whose} {why} and was passed over; taken is `{have}` of {from}",
        "{whose_zh}的因子“{seen}”{why_zh}，未采用；采用的是{from_zh}的 {have}",
    ],
    wanted: ["a row of {whose} that holds where and when it is wanted", "{whose_zh}中在所需地区和年份有效的数据"],
    fix: [
        "widen `region`, `valid_from` or `valid_to` of your row if it shall count, or give it an id of its own",
        "若应采用自己的数据，请放宽其 region、valid_from 或 valid_to；否则给它单独的编码",
    ],
};

pub(crate) const ALLOCATION_RATIO: Text = Text {
    code: "W213",
    message: [
        "process `{seen}` is allocated by {method}, but the values of its outputs per kg differ {ratio}-fold",
        "过程“{seen}”按{method_zh}分配，而各产出每千克的价值相差 {ratio} 倍",
    ],
    wanted: [
        "economic allocation where values differ more than fivefold (PACT), a physical rule elsewhere",
        "价值相差五倍以上时用经济分配（PACT），否则用物理关系",
    ],
    fix: [
        "state why the method fits, or choose the other one in coproducts.csv",
        "说明所选方法的理由，或在 coproducts.csv 改用另一种",
    ],
};

pub(crate) const CERTIFICATE_FORM: Text = Text {
    code: "W214",
    message: ["`{seen}` does not look like a Chinese green certificate: {reason}", "“{seen}”不像一张绿证：{reason_zh}"],
    wanted: ["certificates of 1,000 kWh each, with a number of 32 characters each", "每张 1000 kWh、编号 32 位的证书"],
    fix: [
        "check number and amount; a row that stands for a lot of certificates is fine if the number is the lot's",
        "核对编号与电量；若一行代表一批证书且编号为批次号，则无妨",
    ],
};

pub(crate) const RESIDUAL_UNUSED: Text = Text {
    code: "W215",
    message: [
        "the study names the residual mix `{seen}`, but electricity.csv names no electricity item: the market-based result equals the location-based one",
        "研究写明了剩余电力组合“{seen}”，但 electricity.csv 没有写明电力物料：基于市场的结果等于基于位置的结果",
    ],
    wanted: ["a row of electricity.csv for the electricity item", "electricity.csv 中电力物料的一行"],
    fix: [
        "add a row with kwh 0 for the electricity item, or take `residual` out",
        "为电力物料加一行 kwh 为 0 的记录，或删去 residual",
    ],
};

pub(crate) const CUT_OFF_EXCEEDED: Text = Text {
    code: "W216",
    message: [
        "`{seen}`: what is cut off is {share} % of the footprint of `{product}`; {profile}: at most {limit} %",
        "“{seen}”：取舍部分占“{product}”足迹的 {share} %；{profile_zh}：不超过 {limit} %",
    ],
    wanted: ["cut-offs within the limit of the rules in force", "不超过所用规则取舍限值的排除项"],
    fix: ["include the largest of what is excluded", "把最大的排除项纳入计算"],
};

pub(crate) const CARBON_BALANCE: Text = Text {
    code: "W217",
    message: [
        "`{seen}` holds {carbon} kg of biogenic carbon, which is an uptake of {want} kg CO2; its net uptake up to the gate, without packaging, is {have} kg",
        "“{seen}”含生物碳 {carbon} kg，对应吸收 {want} kg CO2；而其到大门为止（不含包装）的净吸收量为 {have} kg",
    ],
    wanted: [
        "biogenic uptake and release that leave carbon content x 44/12 in the product",
        "生物成因吸收与排放之差等于产品含碳量 × 44/12",
    ],
    fix: [
        "correct biogenic_carbon in items.csv, or the biogenic components of the factors",
        "改正 items.csv 的 biogenic_carbon，或因子的生物成因分量",
    ],
};

pub(crate) const COUNTED_TWICE: Text = Text {
    code: "W218",
    message: [
        "`{item}` has lines of its own and the life-cycle factor `{seen}`: both count",
        "“{item}”既有自己的清单行，又绑定了生命周期因子“{seen}”：两者都计入",
    ],
    wanted: ["lines or a life-cycle factor, not both for the same thing", "清单行或生命周期因子，同一事物不要兼有"],
    fix: [
        "take the factor or the lines away, unless they stand for different things",
        "删去因子或清单行，除非两者代表不同的事物",
    ],
};

pub(crate) const NO_UPSTREAM: Text = Text {
    code: "W210",
    message: [
        "factor `{seen}` has no upstream: extraction, processing and transport of the fuel are missing from the result{lead}",
        "因子“{seen}”不含上游：结果缺少燃料的开采、加工和运输{lead_zh}",
    ],
    wanted: ["a factor that includes the upstream of the fuel", "包含燃料上游的因子"],
    fix: [
        "add an own factor to factors.csv that includes the upstream, or state in the report that it is left out",
        "在 factors.csv 中加入含上游的自有因子，或在报告中说明未计上游",
    ],
};
