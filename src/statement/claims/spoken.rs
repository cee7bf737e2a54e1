//! What one text says: the claims in it, without those that it denies and those that only look like one.

use std::ops::Range;

use super::words::{Lexicon, Token, contains, original, positions, sentences, tokens};

/// A claim that a text makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) claim: Claim,
    /// The words, as written.
    pub(super) words: String,
}

/// What kind of claim it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// A word of the list, by code: C501, C502, C503, C504, C508.
    Word(String),
    /// That a third party has verified it.
    Verified,
    /// That it is better than another's.
    Better,
    /// That it is better than one's own earlier version; the percentage, if one is said.
    Earlier(Option<String>),
}

/// How a text is read.
pub(super) struct Reading<'a> {
    pub(super) lexicon: &'a Lexicon,
    /// Names of bodies: what is in them is no claim.
    pub(super) names: Vec<&'a str>,
    /// On a label, where nothing stands around a word that would explain it.
    pub(super) label: bool,
}

impl Reading<'_> {
    /// The claims of a text, each code once.
    pub(super) fn claims(&self, text: &str) -> Vec<Said> {
        let mut all: Vec<Said> = Vec::new();
        let mut tokens = tokens(text);
        for name in &self.names {
            for span in positions(&tokens, name).collect::<Vec<_>>() {
                tokens.get_mut(span).into_iter().flatten().for_each(Token::hide);
            }
        }
        for sentence in sentences(&tokens) {
            let masked = self.masked(sentence);
            let found = self.words(sentence, &masked).into_iter().chain(self.comparisons(sentence, &masked));
            for (claim, span) in found {
                if !all.iter().any(|said| said.claim == claim) {
                    let words = original(text, sentence.get(span).unwrap_or_default()).to_owned();
                    all.push(Said { claim, words });
                }
            }
        }
        all
    }

    /// The standards of a list that a text names, without those that it follows in part.
    pub(super) fn names_standard(&self, text: &str, spelling: &str) -> bool {
        let tokens = tokens(text);
        sentences(&tokens).any(|s| contains(s, spelling) && !self.lexicon.has("partly", s))
    }

    /// Whether a text is the name of a body.
    pub(super) fn is_body(&self, text: &str) -> bool {
        self.lexicon.has("legal", &tokens(text))
    }

    /// Which tokens belong to set terms.
    fn masked(&self, sentence: &[Token]) -> Vec<bool> {
        let mut masked = vec![false; sentence.len()];
        let mut mask = |span: Range<usize>| {
            if let Some(part) = masked.get_mut(span) {
                part.fill(true);
            }
        };
        let kinds: &[&str] = if self.label { &["allowed"] } else { &["allowed", "title"] };
        for kind in kinds {
            self.lexicon.all(kind, sentence).into_iter().for_each(|(span, _)| mask(span));
        }
        masked
    }

    fn words(&self, sentence: &[Token], masked: &[bool]) -> Vec<(Claim, Range<usize>)> {
        let mut out = Vec::new();
        // The end of the last claim that was denied, for lists: no offsets, credits or avoided emissions.
        let mut denied_to: Option<usize> = None;
        let mut found = self.lexicon.all("claim", sentence);
        let mut checked = self.lexicon.all("checked", sentence);
        if self.label {
            checked.extend(self.lexicon.all("verified", sentence));
        }
        let first_checked = checked.iter().map(|(span, _)| span.start).collect::<Vec<_>>();
        found.extend(checked);
        found.sort_by_key(|(span, phrase)| (span.start, std::cmp::Reverse(phrase.len())));
        let mut last_end = 0;
        for (span, phrase) in found {
            let hidden = masked.get(span.clone()).is_some_and(|part| part.contains(&true));
            if hidden || span.start < last_end {
                continue;
            }
            last_end = span.end;
            let listed = denied_to.is_some_and(|end| self.is_list(sentence.get(end..span.start).unwrap_or_default()));
            if listed || self.is_denied(sentence, &span) {
                denied_to = Some(span.end);
                continue;
            }
            let of_a_system = phrase.code == "C503" && !self.label && self.lexicon.has("system", sentence);
            let colour =
                ["green", "绿色", "綠色"].iter().any(|green| phrase.is(green)) && self.is_colour(sentence, &span);
            if of_a_system || colour {
                continue;
            }
            let claim =
                if first_checked.contains(&span.start) { Claim::Verified } else { Claim::Word(phrase.code.clone()) };
            out.push((claim, span));
        }
        out
    }

    /// Whether a word is said to be a colour, or stands before a part that may be green.
    fn is_colour(&self, sentence: &[Token], green: &Range<usize>) -> bool {
        let mut after = sentence.get(green.end..).unwrap_or_default();
        if let Some((first, rest)) = after.split_first()
            && first.text == "的"
        {
            after = rest;
        }
        self.lexicon.has("colour", sentence) || self.lexicon.begins("part", after).is_some()
    }

    /// Whether nothing but commas and conjunctions stands between.
    fn is_list(&self, between: &[Token]) -> bool {
        let mut rest = between;
        while let Some((first, others)) = rest.split_first() {
            rest = match self.lexicon.begins("and", rest) {
                Some(phrase) => rest.get(phrase.len()..).unwrap_or_default(),
                None if first.text == "," => others,
                None => return false,
            };
        }
        true
    }

    fn is_denied(&self, sentence: &[Token], claim: &Range<usize>) -> bool {
        let stops = |between: &[Token]| {
            between.iter().any(|token| matches!(token.text.as_str(), "," | "and" | "but" | "then" | "而" | "但"))
        };
        let reaches = |from: usize, to: usize, within: usize| {
            sentence.get(from..to).is_some_and(|between| between.len() <= within && !stops(between))
        };
        let mocks = self.lexicon.all("nodenial", sentence);
        let before = self.lexicon.all("denial", sentence);
        let mut before = before.iter().filter(|(span, _)| !mocks.iter().any(|(mock, _)| mock.start == span.start));
        let after = self.lexicon.all("denied", sentence);
        before.any(|(span, phrase)| span.end <= claim.start && reaches(span.end, claim.start, phrase.within))
            || after
                .iter()
                .any(|(span, phrase)| span.start >= claim.end && reaches(claim.end, span.start, phrase.within))
    }

    /// Comparisons with others and with earlier versions.
    fn comparisons(&self, sentence: &[Token], masked: &[bool]) -> Option<(Claim, Range<usize>)> {
        let has = |kind| self.lexicon.has(kind, sentence);
        let (carbon, earlier, rival) = (has("carbon"), has("earlier"), has("rival"));
        let free = |span: &Range<usize>| {
            masked.get(span.clone()).is_some_and(|part| !part.contains(&true)) && !self.is_denied(sentence, span)
        };
        let threshold = |end: usize| sentence.get(end).is_some_and(Token::is_number);
        let mut than = self.lexicon.all("than", sentence).into_iter().map(|(span, _)| span);
        let than = than.find(|span| free(span) && !threshold(span.end));
        let percent =
            (0..sentence.len()).find_map(|at| self.percent_change(sentence, at)).filter(|(_, span)| free(span));
        let mut changes = self.lexicon.all("change", sentence).into_iter().map(|(span, _)| span);
        let changed = changes.find(|span| free(span) && !threshold(span.end) && (earlier || rival));
        let (number, span, stated) = match (than, percent, changed) {
            (_, Some((number, span)), _) => (Some(number), span, true),
            (Some(span), _, _) => (None, span, true),
            (_, _, Some(span)) => (None, span, false),
            _ => return None,
        };
        if rival && (stated || carbon) {
            return Some((Claim::Better, span));
        }
        // What else may be lower or less is no footprint: scrap, mass, price.
        let bare = number.is_some() && self.is_bare(sentence, &span);
        if !carbon && !bare {
            return None;
        }
        match earlier {
            true => Some((Claim::Earlier(number), span)),
            false => stated.then_some((Claim::Better, span)),
        }
    }

    /// Whether a change is said of nothing: then it is one of the footprint that stands beside it.
    fn is_bare(&self, sentence: &[Token], change: &Range<usize>) -> bool {
        let earlier = self.lexicon.all("earlier", sentence);
        let rest = (0..sentence.len())
            .filter(|at| !change.contains(at) && !earlier.iter().any(|(span, _)| span.contains(at)))
            .filter_map(|at| sentence.get(at));
        rest.filter(|token| !token.is_number()).all(|token| {
            matches!(token.text.as_str(), "," | "vs" | "versus" | "since" | "against" | "than" | "比" | "较" | "年")
        })
    }

    /// A percentage beside a word of change: `30 % lower`, `reduced by 30 %`, `降低30%`, `-30 %`.
    fn percent_change(&self, sentence: &[Token], at: usize) -> Option<(String, Range<usize>)> {
        let number = sentence.get(at).filter(|token| token.is_number())?;
        let next = sentence.get(at.checked_add(1)?)?;
        let end = match next.text.as_str() {
            "%" | "percent" => at.checked_add(2)?,
            "per" if sentence.get(at.checked_add(2)?).is_some_and(|token| token.text == "cent") => at.checked_add(3)?,
            _ => return None,
        };
        let mut from = at;
        while from > 0
            && sentence
                .get(from.saturating_sub(1))
                .is_some_and(|t| matches!(t.text.as_str(), "by" | "of" | "了" | "约"))
        {
            from = from.saturating_sub(1);
        }
        if from == at && at > 0 && sentence.get(at.saturating_sub(1)).is_some_and(|token| token.text == "-") {
            return Some((number.text.clone(), at.saturating_sub(1)..end));
        }
        let ends = |span: &Range<usize>| span.end == from;
        let changes = self.lexicon.all("change", sentence);
        if let Some((span, _)) = changes.iter().find(|(span, _)| ends(span)) {
            return Some((number.text.clone(), span.start..end));
        }
        let begins = |span: &Range<usize>| span.start == end;
        let (span, _) = changes.iter().find(|(span, _)| begins(span))?;
        Some((number.text.clone(), at..span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes that a text would be refused with, in order, where no record stands behind it.
    fn codes(text: &str, label: bool) -> Vec<String> {
        let lexicon = Lexicon::embedded();
        let reading =
            Reading {
                lexicon: &lexicon, names: vec!["Green Valley Metals Co., Ltd.", "中国质量认证中心"], label
            };
        let code = |said: Said| match said.claim {
            Claim::Word(code) => code,
            Claim::Verified => "C503".to_owned(),
            Claim::Better => "C504".to_owned(),
            Claim::Earlier(_) => "C505".to_owned(),
        };
        reading.claims(text).into_iter().map(code).collect()
    }

    #[test]
    fn claims_are_found() {
        for (code, texts) in [
            (
                "C501",
                &[
                    "A carbon-neutral product",
                    "Carbon‑neutral",
                    "CO₂ neutral since 2024",
                    "net zero steel",
                    "zero emissions",
                    "not only carbon neutral",
                    "100 % recycled and carbon neutral",
                    "Not expensive, carbon neutral",
                    "本产品已实现碳中和",
                    "零 碳 产品",
                    "非常零碳",
                    "ｎｅｔ　ｚｅｒｏ",
                    "car\u{200b}bon neutral",
                ] as &[&str],
            ),
            (
                "C502",
                &[
                    "our green chair",
                    "Eco-friendly cover",
                    "environmentally friendly",
                    "a sustainable choice",
                    "Low-carbon aluminium",
                    "no other chair is as green",
                    "green steel",
                    "绿色产品",
                    "低碳铝合金端盖",
                    "环保材料",
                    "无铅环保焊锡",
                    "未来低碳之选",
                    "可持续的选择",
                ],
            ),
            (
                "C503",
                &[
                    "certified footprint",
                    "TÜV certified",
                    "通过产品碳足迹认证",
                    "中国产品碳足迹标识",
                    "third-party verified",
                    "经第三方核验",
                ],
            ),
            (
                "C504",
                &[
                    "lower than competing covers",
                    "30 % less CO2e than conventional chairs",
                    "best in class",
                    "industry-leading footprint",
                    "20% lower carbon footprint",
                    "-20 % CO2e",
                    "-20 %",
                    "降低20%",
                    "碳足迹比同类低20%",
                    "比同类低",
                    "行业领先",
                    "优于行业平均",
                    "碳排放降低 30 %",
                ],
            ),
            (
                "C505",
                &[
                    "22 % lower footprint than the previous version",
                    "CO2e reduced by 21.98 % since last year",
                    "碳足迹较上年降低22%",
                    "较上一版碳足迹下降",
                ],
            ),
            (
                "C508",
                &["Includes carbon offsets of 2 kg", "2 kg of avoided emissions", "已用碳信用抵消", "扣除碳汇后的结果"],
            ),
        ] {
            let missed = texts.iter().filter(|text| !codes(text, false).iter().any(|c| c == code));
            assert_eq!(missed.collect::<Vec<_>>(), Vec::<&&str>::new(), "{code}");
        }
    }

    #[test]
    fn what_only_looks_like_a_claim_is_none() {
        let honest = [
            "15.6 kg CO2e per piece, cradle-to-gate",
            "The carbon footprint of EC-90 is 15.6 kg CO2e per piece, cradle-to-gate, for 2025, calculated to ISO 14067:2018.",
            "每件从摇篮到大门的碳足迹为 15.6 kg CO2e",
            "宁波某某公司声明：端盖每件从摇篮到大门的碳足迹为 15.6 kg CO₂e，数据期 2025 年。",
            "not carbon neutral",
            "This product is not carbon neutral and no claim of it is made",
            "We do not claim that the product is climate neutral",
            "not certified",
            "未经认证",
            "不含抵消",
            "不含碳抵消、避免排放和减排信用。",
            "The result contains no offsets, avoided emissions or credits.",
            "Offsets are not included",
            "offsets: none",
            "碳信用另列，不计入总量",
            "本结果不代表低碳产品",
            "low-carbon steel wire 2 mm",
            "低碳钢盘条",
            "低碳锰铁",
            "识别热点，降低碳足迹",
            "降低碳排放的措施",
            "electricity by green certificates (绿证)",
            "绿色电力证书 30 %",
            "certificate of conformity",
            "ISO 9001 certified supplier",
            "通过 ISO 14001 环境管理体系认证",
            "Green Valley Metals Co., Ltd. made the cover",
            "由中国质量认证中心出具",
            "Office chair, colour: green",
            "green cover of a switch",
            "绿色外壳",
            "端盖（颜色：绿色）",
            "Housing green RAL 6018",
            "green sand casting",
            "国家级绿色工厂",
            "生态环境部 2024 factor",
            "excluded flows are less than 1 % of the footprint",
            "被舍流占比低于 1 %",
            "best available data",
            "leading to higher losses",
            "scrap fell by 3 % in the foundry of the supplier",
            "mass lower than the steel part",
            "economy of materials from ecoinvent 3.10",
            "Lead-free solder",
            "身份认证终端",
            "净零件重量 3 kg",
            "reviewed internally, not third-party verified",
            "企业自行核算，未经第三方核验",
            "-20 °C to 60 °C",
            "超低排放改造",
            "identify hot spots and reduce emissions",
            "Weight reduced by 15 %",
            "能耗降低15%",
            "Aluminium cover, green anodised",
            "data verified by weighing",
            "https://example.com/green/certified",
            "",
        ];
        let refused: Vec<_> =
            honest.iter().map(|t| (t, codes(t, false))).filter(|(_, codes)| !codes.is_empty()).collect();
        assert!(refused.is_empty(), "{refused:?}");
    }

    #[test]
    fn a_label_has_no_room_for_explanations() {
        for text in ["ISO 9001 certified supplier", "国家级绿色工厂", "通过 ISO 14001 环境管理体系认证"]
        {
            assert!(codes(text, false).is_empty() && !codes(text, true).is_empty(), "{text}");
        }
    }
}
