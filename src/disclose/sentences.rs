//! The sentences that documents may say of a footprint: written once in both languages, filled, never put together from
//! fragments. Each is printed only where it is true.

use super::fields;
use super::rounding::Headline;
use crate::diagnostic::Language;
use crate::footprint::{Footprint, Model};
use crate::gas::Component;
use crate::stage::{Boundary, Stage};
use crate::statement::{Record, Statement, Status};
use crate::study::{ElectricityBasis, Period, RecyclingMethod};

/// A sentence in English and Chinese with `{places}` to fill.
type Sentence = [&'static str; 2];

const SELF: Sentence = [
    "Calculated by {producer} under its own responsibility; not verified by a third party.",
    "本产品碳足迹由 {producer} 自行核算并对其负责，未经第三方核验。",
];
const DECLARATION: Sentence = [
    "{producer} declares: the carbon footprint of {product} per {unit}, {boundary}, is {value} for {period}, calculated \
     to {standards}; evidence {id}.",
    "{producer} 声明：{product} 每{unit}{boundary}的碳足迹为 {value}，数据期 {period}，依据 {standards} 核算；支持文件见 {id}。",
];
const VERIFIED: Sentence = [
    "Verified by {provider} ({accreditation}) on {date} against {criteria}, {level} assurance; subject digest {digest}; \
     opinion: {opinion}.",
    "经 {provider}（{accreditation}）于 {date} 依据 {criteria} 按{level}保证水平核验；核验对象摘要 {digest}；结论：{opinion}。",
];
const CERTIFIED: Sentence = [
    "Certified by {provider} ({accreditation}) on {date} against {criteria}, certificate {certificate}, {level} \
     assurance; subject digest {digest}; opinion: {opinion}.",
    "经 {provider}（{accreditation}）于 {date} 依据 {criteria} 按{level}保证水平核验并发证，证书 {certificate}；核验对象摘要 \
     {digest}；结论：{opinion}。",
];
const STALE: Sentence = [
    "Verification refers to an earlier version (digest {old}); this version is not verified.",
    "核验针对旧版本（摘要 {old}）；本版未核验。",
];
const SINGLE: Sentence = [
    "The result covers climate change only and is not a statement of overall environmental performance.",
    "结果仅反映气候变化一项影响，不代表产品整体环境绩效。",
];
const COMPARE: Sentence = [
    "Results of different products are comparable only with identical function, boundary, allocation, data quality and \
     product rules.",
    "仅当功能单位、系统边界、分配、数据质量和产品规则一致时，不同产品的结果才可比较。",
];
const OFFSET: Sentence =
    ["The result contains no offsets, avoided emissions or credits.", "结果不含碳抵消、避免排放和减排信用。"];
const ELECTRICITY: Sentence = [
    "Electricity is {basis}-based; the other basis gives {other}. {residual}",
    "电力按{basis}核算；另一口径的结果为 {other}。{residual}",
];
const RESIDUAL: Sentence = [
    "No life-cycle residual mix is published; the uncovered share uses the grid average.",
    "未发布生命周期口径的剩余电力因子，未被绿证覆盖的部分采用电网平均。",
];
const RECYCLING: Sentence = [
    "Recycling and end of life follow \"{rule}\"; \"{alt}\" would give {value_alt}.",
    "再生与末端处理采用“{rule}”；改用“{alt}”时结果为 {value_alt}。",
];
const PARTIAL: Sentence =
    ["This is a partial carbon footprint; excluded: {excluded}.", "本结果为产品部分碳足迹，不含：{excluded}。"];
const ROUNDED: Sentence = [
    "Values rounded once per GB/T 8170; items may not add to the total.",
    "数值按 GB/T 8170 一次修约；分项与合计之差源于修约。",
];
const INTERVAL: Sentence = [
    "95 % interval {lo}–{hi} by {method}; excludes uncertainty of method choice and model.",
    "95 % 区间 {lo}–{hi}，方法：{method}；不含方法选择和模型的不确定性。",
];
const FIRST_ORDER: Sentence =
    ["first-order propagation of the stated geometric standard deviations", "所写明几何标准差的一阶传播"];
const VALID: Sentence = [
    "Valid to {date}; recomputed earlier if process, supplier, energy or factors change the result by more than {x} %.",
    "有效至 {date}；工艺、供应商、能源或因子变化超过 {x} % 时重算。",
];
const VALID_ONLY: Sentence = ["Valid to {date}.", "有效至 {date}。"];
const MISSING: Sentence = ["To be completed: {field}", "待补：{field}"];

/// A sentence with its places filled.
fn fill(sentence: Sentence, language: Language, values: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = language.pick(sentence);
    while let Some((before, (name, after))) = rest.split_once('{').and_then(|(b, a)| Some((b, a.split_once('}')?))) {
        out.push_str(before);
        let value = values.iter().find(|(n, _)| *n == name);
        debug_assert!(value.is_some(), "nothing fills {{{name}}}");
        out.push_str(value.map_or("", |(_, value)| value));
        rest = after;
    }
    out.push_str(rest);
    out.trim_end().to_owned()
}

/// `missing`: what stands where the study says nothing of a key.
pub(crate) fn missing(key: &str, language: Language) -> String {
    fill(MISSING, language, &[("field", fields::name(key, language))])
}

/// What a key says, or that it is missing.
fn or_missing(value: Option<&str>, key: &str, language: Language) -> String {
    value.map_or_else(|| missing(key, language), str::to_owned)
}

/// `self`, `verified`, `stale`: who has checked the footprint.
pub(crate) fn status(statement: &Statement, language: Language) -> String {
    match &statement.status {
        Status::SelfDeclared => {
            let producer = or_missing(statement.producer(language), "producer", language);
            fill(SELF, language, &[("producer", &producer)])
        }
        Status::Verified(record) => verified(VERIFIED, record, statement, language),
        Status::Certified(record) => verified(CERTIFIED, record, statement, language),
        Status::Stale(record) => {
            let old = or_missing(record.digests.first().map(String::as_str), "digest", language);
            fill(STALE, language, &[("old", &old)])
        }
    }
}

fn verified(sentence: Sentence, record: &Record, statement: &Statement, language: Language) -> String {
    let text = |value: &Option<String>, key: &str| or_missing(value.as_deref(), key, language);
    let date = record.date.map(|d| d.to_string());
    let level = record.level.as_deref().map(|level| assurance(level, language).to_owned());
    let values = [
        ("provider", text(&record.provider, "provider")),
        ("accreditation", text(&record.accreditation, "accreditation")),
        ("date", text(&date, "date")),
        ("criteria", text(&record.criteria, "criteria")),
        ("level", text(&level, "level")),
        ("digest", statement.digest.clone()),
        ("opinion", text(&record.opinion, "opinion")),
        ("certificate", text(&record.certificate, "certificate")),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fill(sentence, language, &values)
}

/// A level of assurance for people.
pub(crate) fn assurance(level: &str, language: Language) -> &str {
    match level {
        "limited" => language.pick(["limited", "有限"]),
        "reasonable" => language.pick(["reasonable", "合理"]),
        other => other,
    }
}

/// `decl`: the declaration of the producer. The standards are named by whoever may name them.
pub(crate) fn declaration(
    statement: &Statement,
    headline: &Headline,
    standards: Option<&str>,
    language: Language,
) -> String {
    let f = &statement.footprint;
    let unit = per(f, language);
    let id = statement.text("report_number").map_or_else(|| statement.digest.clone(), str::to_owned);
    fill(
        DECLARATION,
        language,
        &[
            ("producer", &or_missing(statement.producer(language), "producer", language)),
            ("product", product(f, language)),
            ("unit", &unit),
            ("boundary", f.boundary().label(language)),
            ("value", &headline.with_unit()),
            ("period", &statement.period.map_or_else(|| missing("period", language), period)),
            ("standards", &or_missing(standards, "standards", language)),
            ("id", &id),
        ],
    )
}

/// What a product is called, in the reader's language where it has such a name.
pub(crate) fn product(f: &Footprint, language: Language) -> &str {
    let order = language.pick([[&f.name, &f.name_zh], [&f.name_zh, &f.name]]);
    order.into_iter().find(|name| !name.is_empty()).map_or(f.id.as_str(), String::as_str)
}

/// What a number is per: `piece`, or `1000 kg`.
pub(crate) fn per(f: &Footprint, language: Language) -> String {
    let unit = f.unit.label(language);
    if f.amount == crate::decimal::Decimal::ONE { unit.to_owned() } else { format!("{} {unit}", f.amount) }
}

/// A period for people: `2025-01-01/2025-12-31`.
pub(crate) fn period(period: Period) -> String {
    format!("{}/{}", period.from, period.to)
}

/// `single`
pub(crate) fn single(language: Language) -> &'static str {
    language.pick(SINGLE)
}

/// `compare`
pub(crate) fn compare(language: Language) -> &'static str {
    language.pick(COMPARE)
}

/// `round`
pub(crate) fn rounded(language: Language) -> &'static str {
    language.pick(ROUNDED)
}

/// `offset`, where it is true: no recycling method that credits, and nothing taken away but removals.
pub(crate) fn offset(f: &Footprint, language: Language) -> Option<&'static str> {
    let cut_off = RecyclingMethod::CutOff.names()[0];
    let credits = f.rules().iter().any(|rule| rule.kind() == "recycling" && rule.method() != cut_off);
    let counted = f.contributions().iter().filter(|c| f.boundary().includes(c.stage()));
    let emitted = |c: &Component| !matches!(c, Component::LandRemovals | Component::TechnicalRemovals);
    let emitted: Vec<Component> = Component::ALL.into_iter().filter(|c| c.in_total()).filter(emitted).collect();
    let avoided = counted.flat_map(|c| emitted.iter().map(|e| c.emissions().get(*e))).any(|kg| kg.is_negative());
    (!credits && !avoided).then(|| language.pick(OFFSET))
}

/// `elec`, with `residual` where no residual mix is named and contracts leave something uncovered.
pub(crate) fn electricity(model: &Model, f: &Footprint, headline: &Headline, language: Language) -> String {
    let declared = &model.study().declared;
    let totals = f.electricity();
    let (basis, other) = match declared.electricity {
        ElectricityBasis::Location => (["location", "基于位置的方法"], totals.market()),
        ElectricityBasis::Market => (["market", "基于市场的方法"], totals.location()),
    };
    let has_contracts = f.rules().iter().any(|rule| rule.kind() == "electricity");
    let residual = if has_contracts && declared.residual.is_none() { language.pick(RESIDUAL) } else { "" };
    let other = headline.other_with_unit(other);
    fill(ELECTRICITY, language, &[("basis", language.pick(basis)), ("other", &other), ("residual", residual)])
}

/// `recycle`, one for each other method that has a result; none where nothing is recycled.
pub(crate) fn recycling(f: &Footprint, headline: &Headline, language: Language) -> Vec<String> {
    let mut rules: Vec<&str> = f.rules().iter().filter(|r| r.kind() == "recycling").map(|r| r.method()).collect();
    rules.dedup();
    let name =
        |method: &str| RecyclingMethod::parse(method).map_or_else(String::new, |m| language.pick(m.names()).into());
    let rule: Vec<String> = rules.iter().map(|method| name(method)).collect();
    let rule = rule.join(language.pick([", ", "、"]));
    let others = f.recycling_alternatives().filter(|(method, _)| rules != [*method]);
    let sentence = |(method, total)| {
        let (alt, value) = (name(method), headline.other_with_unit(total));
        fill(RECYCLING, language, &[("rule", &rule), ("alt", &alt), ("value_alt", &value)])
    };
    others.map(sentence).collect()
}

/// The stages that a result leaves out, in words; empty for a whole life.
pub(crate) fn stages_left_out(boundary: Boundary, language: Language) -> String {
    let outside = Stage::ALL.into_iter().filter(|stage| !boundary.includes(*stage));
    outside.map(|stage| stage.label(language)).collect::<Vec<_>>().join(language.pick([", ", "、"]))
}

/// `part`, for a result that is not of the whole life.
pub(crate) fn partial(f: &Footprint, language: Language) -> Option<String> {
    let excluded = stages_left_out(f.boundary(), language);
    (!excluded.is_empty()).then(|| fill(PARTIAL, language, &[("excluded", &excluded)]))
}

/// `interval`, where there is one.
pub(crate) fn interval(headline: &Headline, language: Language) -> Option<String> {
    let [low, high] = headline.interval.as_ref()?;
    Some(fill(INTERVAL, language, &[("lo", low), ("hi", high), ("method", language.pick(FIRST_ORDER))]))
}

/// `valid`; without a threshold of the study only until when.
pub(crate) fn valid(statement: &Statement, language: Language) -> Option<String> {
    let date = statement.valid?.to.to_string();
    Some(match statement.number("threshold") {
        Some(x) => fill(VALID, language, &[("date", &date), ("x", &x.to_string())]),
        None => fill(VALID_ONLY, language, &[("date", &date)]),
    })
}

/// The method of a rule for people.
pub(crate) fn method_name(method: &str, language: Language) -> &str {
    let recycling = RecyclingMethod::parse(method).map(RecyclingMethod::names);
    let words = match method {
        "mass" => ["mass", "按质量"],
        "economic" => ["economic value", "按经济价值"],
        "energy" => ["energy", "按能量"],
        "quantity" => ["quantity", "按数量"],
        "share" => ["stated shares", "按写明比例"],
        "weight" => ["weight", "按权重"],
        "market-based" => ["market-based", "基于市场"],
        "tonne-kilometres" => ["tonne-kilometres", "按吨公里"],
        _ => return recycling.map_or(method, |names| language.pick(names)),
    };
    language.pick(words)
}

/// What covers electricity, for people.
pub(crate) fn instrument(kind: &str, language: Language) -> &str {
    match kind {
        "contract" => language.pick(["contracts", "合同"]),
        "certificate" => language.pick(["certificates", "绿证"]),
        "on-site" => language.pick(["on-site generation", "自发自用"]),
        other => other,
    }
}
