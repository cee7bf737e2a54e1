//! What people write about a footprint, where no property asks for it: offsets, market-based electricity.
//!
//! A hint, no proof: words are found, and what denies them in the same clause is heeded.

/// The clause that says that offsets are in the figure.
pub(super) fn offsets(words: &[String]) -> Option<String> {
    const SAID: [&str; 10] = [
        "carbon neutral",
        "carbon-neutral",
        "climate neutral",
        "climate-neutral",
        "carbon credit",
        "carbon-credit",
        "碳中和",
        "碳信用",
        "碳汇",
        "碳抵消",
    ];
    // Tubes are printed in offset, and figures set off: only what is set off against emissions is meant.
    const AGAINST: [&str; 9] = ["carbon", "co2", "emission", "ghg", "climate", "compensat", "credit", "碳", "排放"];
    let said = |clause: &str| has(clause, &SAID) || (has(clause, &["offset", "抵消", "抵销"]) && has(clause, &AGAINST));
    clauses(words).find(|clause| said(clause) && !is_denied(clause))
}

/// The clause that says that electricity is market-based, if no word names what covers it.
pub(super) fn market_based(words: &[String]) -> Option<String> {
    const SAID: [&str; 6] = ["market-based", "market based", "green electricity", "市场法", "基于市场", "绿色电力"];
    const INSTRUMENTS: [&str; 16] = [
        "certificate",
        "guarantee of origin",
        "guarantees of origin",
        "i-rec",
        "irec",
        "recs",
        "gec",
        "ppa",
        "power purchase",
        "contract",
        "residual",
        "绿证",
        "合同",
        "协议",
        "凭证",
        "剩余",
    ];
    if clauses(words).any(|clause| has(&clause, &INSTRUMENTS)) {
        return None;
    }
    clauses(words).find(|clause| has(clause, &SAID) && !is_denied(clause))
}

fn has(clause: &str, said: &[&str]) -> bool {
    let lower = clause.to_lowercase();
    said.iter().any(|word| lower.contains(word))
}

fn is_denied(clause: &str) -> bool {
    const WORDS: [&str; 10] = ["no", "not", "without", "never", "none", "neither", "nor", "free", "zero", "excl"];
    const PARTS: [&str; 9] = ["exclud", "不", "未", "无", "没有", "除外", "n't", "prohibit", "禁止"];
    let lower = clause.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word)) || has(&lower, &PARTS)
}

fn clauses(words: &[String]) -> impl Iterator<Item = String> + '_ {
    let ends = [';', '!', '?', '\n', '。', '；', '！', '？', '，'];
    let sentences = words.iter().flat_map(move |text| text.split(ends)).flat_map(|text| text.split(". "));
    sentences.map(|clause| clause.trim().to_owned()).filter(|clause| !clause.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        vec![text.to_owned()]
    }

    #[test]
    fn offsets_are_heard_and_their_denial_too() {
        for text in [
            "Includes carbon offsets of 2 kg.",
            "A carbon-neutral product",
            "已用碳信用抵消。",
            "Good. CO2 offset bought",
        ] {
            assert!(offsets(&of(text)).is_some(), "{text}");
        }
        for text in ["offset-printed tube", "Squeezable tube, 50% recycled PE, offset-printed", "offset lithography"] {
            assert!(offsets(&of(text)).is_none(), "{text}");
        }
        for text in ["No offsets are included", "Offsets excluded", "without carbon credits", "不含抵消", "", "steel"]
        {
            assert!(offsets(&of(text)).is_none(), "{text}");
        }
    }

    #[test]
    fn market_based_electricity_needs_its_instrument() {
        assert!(market_based(&of("Electricity: market-based.")).is_some());
        assert!(market_based(&of("电力采用市场法")).is_some());
        assert!(market_based(&of("Electricity: market-based, with guarantees of origin")).is_none());
        assert!(market_based(&[of("market-based"), of("PPA with a wind park")].concat()).is_none());
        assert!(market_based(&of("location-based, not market-based")).is_none());
        assert!(market_based(&of("grid mix")).is_none());
    }
}
