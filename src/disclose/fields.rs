//! What the keys of a study are called for people: where a document lacks one, it asks for it by name and key.

use crate::diagnostic::Language;

/// Key, then its English and Chinese name.
const NAMES: &[(&str, [&str; 2])] = &[
    ("producer", ["producer", "生产者名称"]),
    ("address", ["producer's address", "生产者地址"]),
    ("representative", ["legal representative", "法定代表人"]),
    ("contact", ["contact", "联系人"]),
    ("about", ["about the producer", "企业简介"]),
    ("company_ids", ["company identifiers", "企业标识"]),
    ("issuer", ["issued by", "出具机构"]),
    ("report_number", ["report number", "报告编号"]),
    ("issued", ["date of issue", "出具日期"]),
    ("goal", ["goal of the study", "研究目的"]),
    ("use", ["intended use", "预期用途"]),
    ("audience", ["audience", "目标受众"]),
    ("scheme", ["certification scheme", "认证制度"]),
    ("standards", ["standards", "依据标准"]),
    ("sector_rules", ["product category rules", "产品种类规则"]),
    ("allocation", ["reason for the allocation", "分配理由"]),
    ("assumptions", ["assumptions and limits", "假设与局限"]),
    ("boundary_description", ["description of the system boundary", "系统边界说明"]),
    ("valid_from", ["valid from", "有效期起始日"]),
    ("valid_until", ["valid until", "有效期截止日"]),
    ("threshold", ["threshold for recalculation", "重算阈值"]),
    ("model", ["model or specification", "规格型号"]),
    ("description", ["function and main parameters", "功能与主要参数"]),
    ("gtin", ["GTIN", "商品条码"]),
    ("ids", ["product identifiers", "产品标识"]),
    ("provider", ["verifier", "核验机构"]),
    ("accreditation", ["accreditation of the verifier", "核验机构资质"]),
    ("level", ["level of assurance", "保证水平"]),
    ("scope", ["scope of the verification", "核验范围"]),
    ("standard", ["verification standard", "核验标准"]),
    ("criteria", ["verification criteria", "核验准则"]),
    ("date", ["date of verification", "核验日期"]),
    ("digest", ["digest of the verified footprint", "核验对象摘要"]),
    ("opinion", ["opinion", "核验结论"]),
    ("certificate", ["certificate number", "证书编号"]),
    ("exclusions", ["what the verification excludes", "核验的除外内容"]),
    ("period", ["data period", "数据期"]),
    ("region", ["region", "地域"]),
    ("mass", ["mass", "质量"]),
    ("functional_unit", ["functional or declared unit", "功能单位或声明单位"]),
    ("name", ["product name", "产品名称"]),
    ("gsd", ["geometric standard deviations", "几何标准差"]),
    ("dqr", ["data quality ratings", "数据质量评分"]),
    ("scenario", ["scenarios", "情景"]),
    ("exclude", ["cut-offs with estimates", "取舍项及估计"]),
];

/// The name of a key for people; of an unknown one the key.
pub(crate) fn name(key: &str, language: Language) -> &str {
    NAMES.iter().find(|(known, _)| *known == key).map_or(key, |(_, names)| language.pick(*names))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::disclosure::{KEYS, PRODUCT_KEYS, VERIFICATION_KEYS};

    #[test]
    fn names_are_of_keys_that_exist() {
        let of_study = ["period", "region", "mass", "functional_unit", "name", "gsd", "dqr", "scenario", "exclude"];
        let known: Vec<&str> = KEYS.iter().chain(PRODUCT_KEYS).chain(VERIFICATION_KEYS).map(|(key, _)| *key).collect();
        for (key, names) in NAMES {
            assert!(known.contains(key) || of_study.contains(key), "{key}");
            assert!(names.iter().all(|name| !name.is_empty()), "{key}");
        }
    }
}
