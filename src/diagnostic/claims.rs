//! Words of claims that may not be made (C501 to C509), each with its rule and its remedy, and of what is foreseen.

use super::texts::Text;

pub(crate) const NEUTRAL: Text = Text {
    code: "C501",
    message: [
        "`{seen}` claims that the product has no footprint, in: {text}",
        "“{seen}”宣称产品没有碳足迹，原文：{text}",
    ],
    wanted: [
        "no claim of neutrality: a footprint is gross, and ISO 14067 and GB/T 24067 leave offsets out",
        "不宣称中和：碳足迹为总量，ISO 14067 与 GB/T 24067 均不含抵消",
    ],
    fix: [
        "report the gross footprint: {plain}; list credits in a section of their own",
        "报告总量：{plain_zh}；减排信用另设一节列出",
    ],
};

pub(crate) const GENERIC: Text = Text {
    code: "C502",
    message: ["`{seen}` praises the product in general, in: {text}", "“{seen}”是对产品的笼统环保宣称，原文：{text}"],
    wanted: [
        "a claim that says what it is about (Directive (EU) 2024/825: no generic environmental claims)",
        "写明所指的内容（欧盟指令 2024/825 禁止笼统的环保宣称）",
    ],
    fix: ["say {plain}; of a colour, say `colour: green`", "写 {plain_zh}；若指颜色，写“颜色：绿色”"],
};

pub(crate) const CERTIFIED: Text = Text {
    code: "C503",
    message: [
        "`{seen}` speaks of a certificate, and the study holds none for this footprint, in: {text}",
        "“{seen}”提及认证或标识，但研究中没有本版碳足迹的证书记录，原文：{text}",
    ],
    wanted: [
        "a record of the certificate: [verification] status = \"certified\" with provider, certificate, date, valid_until and today's digest",
        "证书记录：[verification] status = \"certified\"，并有 provider、certificate、date、valid_until 与当前摘要",
    ],
    fix: ["fill the record, or strike the word", "补全记录，或删去该词"],
};

pub(crate) const CERTIFIED_ON_LABEL: Text = Text {
    code: "C503",
    message: ["`{seen}` may not stand on a label of ours, in: {text}", "“{seen}”不得出现在本标签上，原文：{text}"],
    wanted: [
        "no word that hints at the national mark or another: the label is a data sheet and no seal",
        "标签是数据单，不是标志：不用任何让人联想到国家标识或其他标识的词",
    ],
    fix: ["strike the word; a certificate with its number stands in the report", "删去该词；证书及其编号写在报告中"],
};

pub(crate) const VERIFIED: Text = Text {
    code: "C503",
    message: [
        "`{seen}` says that a third party has verified the footprint, and the study holds no whole record of it, in: {text}",
        "“{seen}”称碳足迹已经第三方核验，但研究中没有完整的记录，原文：{text}",
    ],
    wanted: [
        "[verification] status with provider, date, criteria and today's digest",
        "[verification] status，并有 provider、date、criteria 与当前摘要",
    ],
    fix: ["fill the record, or strike the words", "补全记录，或删去这些词"],
};

pub(crate) const RECORD_INCOMPLETE: Text = Text {
    code: "C503",
    message: [
        "the footprint is called {seen}, and its record lacks: {choices}",
        "碳足迹标为 {seen}，但记录缺少：{choices}",
    ],
    wanted: ["a record that names who, when and against what", "写明由谁、何时、依据什么的记录"],
    fix: [
        "fill these keys of [verification], or say status = \"self-declared\"",
        "补全 [verification] 的这些键，或写 status = \"self-declared\"",
    ],
};

pub(crate) const BETTER: Text = Text {
    code: "C504",
    message: ["`{seen}` compares with other products, in: {text}", "“{seen}”与其他产品比较，原文：{text}"],
    wanted: [
        "no comparison with products of others: their unit, boundary, data and rules are not known to be equal (ISO 14026, ISO 14067 annex B)",
        "不与他人产品比较：功能单位、边界、数据和规则是否一致无从得知（ISO 14026、ISO 14067 附录 B）",
    ],
    fix: [
        "say {plain}; compare only with your own earlier version, of the same unit, boundary and rules",
        "写 {plain_zh}；只与自己的旧版本比较，且单位、边界、规则相同",
    ],
};

pub(crate) const EARLIER_UNSHOWN: Text = Text {
    code: "C505",
    message: [
        "`{seen}` claims a reduction, and the document does not show where it comes from, in: {text}",
        "“{seen}”宣称降低，但文件没有列出其来源，原文：{text}",
    ],
    wanted: [
        "the change split into factors, activity and method, of two versions of the same unit, boundary and rules",
        "两个版本单位、边界、规则相同，且变化拆分为因子、活动、方法",
    ],
    fix: [
        "strike the words; `pcf compare` splits a change, and a report that prints the split may say it",
        "删去这些词；pcf compare 可拆分变化，列出拆分的报告才可这样写",
    ],
};

pub(crate) const EARLIER_METHOD: Text = Text {
    code: "C505",
    message: [
        "`{seen}` claims a reduction, and the two versions differ in {number}, in: {text}",
        "“{seen}”宣称降低，但两个版本的规则不同（{number}），原文：{text}",
    ],
    wanted: ["the same unit, boundary and rules in both versions", "两个版本的单位、边界、规则相同"],
    fix: ["calculate the earlier version by today's rules and compare again", "按现在的规则重算旧版本，再作比较"],
};

pub(crate) const EARLIER_NUMBER: Text = Text {
    code: "C505",
    message: [
        "`{seen}` claims a reduction, and the comparison gives {number} %, in: {text}",
        "“{seen}”宣称降低，但比较结果为降低 {number} %，原文：{text}",
    ],
    wanted: ["the number that the comparison gives", "与比较结果一致的数字"],
    fix: ["write {number} %, or strike the words", "写 {number} %，或删去这些词"],
};

pub(crate) const PART_TO_CONSUMERS: Text = Text {
    code: "C506",
    message: [
        "a footprint from cradle to gate is not for consumers (audience `{seen}`)",
        "摇篮到大门的碳足迹不得面向消费者（audience 为“{seen}”）",
    ],
    wanted: ["the whole life of the product", "产品的整个生命周期"],
    fix: [
        "calculate cradle-to-grave, or give it to businesses only: audience = \"b2b\"",
        "按摇篮到坟墓计算，或只提供给企业：audience = \"b2b\"",
    ],
};

pub(crate) const NO_SCHEME: Text = Text {
    code: "C507",
    message: [
        "a label for consumers in the European Union needs a certification scheme, and none is named (audience `{seen}`)",
        "面向欧盟消费者的标签须有认证方案，但没有写明（audience 为“{seen}”）",
    ],
    wanted: [
        "[disclosure] scheme: the scheme or public authority behind the label (Directive (EU) 2024/825, from 2026-09-27)",
        "[disclosure] scheme：标签所依据的方案或公共机构（欧盟指令 2024/825，自 2026-09-27 起）",
    ],
    fix: [
        "name the scheme, or give it to businesses only: audience = \"b2b\"",
        "写明方案，或只提供给企业：audience = \"b2b\"",
    ],
};

pub(crate) const OFFSETS_SAID: Text = Text {
    code: "C508",
    message: [
        "`{seen}`: offsets and avoided emissions are no part of a footprint, in: {text}",
        "“{seen}”：抵消和避免的排放不属于碳足迹，原文：{text}",
    ],
    wanted: ["a footprint without offsets, avoided emissions and credits", "不含抵消、避免排放和减排信用的碳足迹"],
    fix: [
        "say {plain}; if they are to be mentioned, say that they are not included, or listed separately",
        "写 {plain_zh}；如需提及，写明“不计入”或“另列”",
    ],
};

pub(crate) const OFFSETS_COUNTED: Text = Text {
    code: "C508",
    message: [
        "the total contains {kg} kg CO2e of `{seen}`, which looks like an offset or avoided emissions",
        "总量中含“{seen}”{kg} kg CO2e，形似抵消或避免的排放",
    ],
    wanted: ["a total without offsets and avoided emissions", "总量不含抵消和避免的排放"],
    fix: [
        "take it out, or give its line the stage beyond-boundary: it is then shown beside the total",
        "将其移除，或将该行的阶段写为 beyond-boundary（边界外），在总量之外单列",
    ],
};

pub(crate) const STANDARD_INCOMPLETE: Text = Text {
    code: "C509",
    message: [
        "{standard} is named, and these items are empty: {choices}",
        "写明依据 {standard}，但下列必备项为空：{columns}",
    ],
    wanted: ["every item that the standard demands", "标准要求的各项齐全"],
    fix: ["fill them, or write `partly following {standard}`", "补全，或写“部分参照 {standard}”"],
};

pub(crate) const FORESEEN: Text = Text {
    code: "W270",
    message: [
        "report, label and export will refuse this ({code}): {message}",
        "报告、标签和导出将拒绝此处（{code}）：{message_zh}",
    ],
    wanted: ["words that may go out", "可以对外使用的文字"],
    fix: ["`pcf explain {code}` says what may be said", "pcf explain {code} 说明可以怎样写"],
};

pub(crate) const RECORD_WANTING: Text = Text {
    code: "W271",
    message: ["[verification] says {seen}, and lacks: {choices}", "[verification] 标为 {seen}，但缺少：{choices}"],
    wanted: [
        "a record that names who, when, against what and which footprint",
        "写明由谁、何时、依据什么、针对哪个碳足迹的记录",
    ],
    fix: [
        "fill these keys; reports and labels refuse or drop the status without them",
        "补全这些键；否则报告和标签拒绝或不采用该状态",
    ],
};

pub(crate) const RECORD_STALE: Text = Text {
    code: "W272",
    message: [
        "`{id}` is shown as not verified: the record ({status}) names {seen}, and today's footprint is {digest}",
        "“{id}”按未核验列出：记录（{status}）针对 {seen}，而本版碳足迹为 {digest}",
    ],
    wanted: ["a record that names today's digest", "针对当前摘要的记录"],
    fix: [
        "have today's version verified, and write its digest to [verification] digest",
        "对本版进行核验，并将其摘要写入 [verification] digest",
    ],
};
