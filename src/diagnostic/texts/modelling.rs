//! The words of findings about what is modelled: loops, processes, sites, recycling, electricity, cut-offs.

use super::Text;

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

pub(crate) const ENERGY_GAP: Text = Text {
    code: "W207",
    message: [
        "readings of `{seen}` at `{site}` cover {days} of the period's {of} days",
        "站点“{site}”的“{seen}”读数覆盖周期 {of} 天中的 {days} 天",
    ],
    wanted: ["readings for the whole period", "覆盖整个周期的读数"],
    fix: ["add the missing bills", "补上缺少的账单"],
};

pub(crate) const READINGS_OVERLAP: Text = Text {
    code: "W274",
    message: [
        "readings of `{carrier}` at `{site}` overlap: {seen} and {first}; both count in full",
        "站点“{site}”的“{carrier}”读数重叠：{seen} 与 {first}；两者均全额计入",
    ],
    wanted: ["each day once for each meter", "每个计量表每天只计一次"],
    fix: [
        "take one of the two out; nothing, if they are of different meters",
        "删去其一；若属于不同的计量表则无需处理",
    ],
};

pub(crate) const SCRAP_LARGE: Text = Text {
    code: "W274",
    message: ["scrap is {seen}: more is lost than goes in", "损耗率为 {seen}：损耗超过用量"],
    wanted: ["a share, 0.05 for 5 %", "小数：5% 写 0.05"],
    fix: ["write {share} if {seen} % is meant; else nothing", "若指 {seen}%，请写 {share}；否则无需处理"],
};

pub(crate) const EMISSION_NEGATIVE: Text = Text {
    code: "W274",
    message: [
        "`{component}` of factor `{factor}` is {seen}: it takes off the footprint",
        "因子“{factor}”的 {component} 为 {seen}：会减少碳足迹",
    ],
    wanted: ["a number >= 0; removals and credits stand elsewhere", "不小于 0 的数；清除量和抵减另有位置"],
    fix: [
        "correct the sign, or write a removal in its own column, and a credit as a line of the stage beyond-boundary",
        "改正符号；清除量写入其专用列，抵减写成阶段为 beyond-boundary 的清单行",
    ],
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
