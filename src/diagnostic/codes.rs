//! The pages of `docs/codes/`: what each code means and how to mend it, in two languages.

use super::Language;

/// The page of one code.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) code: &'static str,
    texts: [&'static str; 2],
}

impl Page {
    pub(crate) fn text(&self, language: Language) -> &'static str {
        language.pick(self.texts)
    }

    /// The first line, without its hash: `E101: factor not found`.
    pub(crate) fn title(&self, language: Language) -> &'static str {
        let first = self.text(language).lines().next().unwrap_or_default();
        first.trim_start_matches('#').trim()
    }
}

/// The page of a code; the reasons of `pcf ingest` share one.
pub(crate) fn page(code: &str) -> Option<&'static Page> {
    let code = code.trim().to_uppercase();
    let shared = super::intake::REASONS.iter().any(|(known, _)| *known == code);
    ALL.iter().find(|page| page.code == if shared { "B" } else { code.as_str() })
}

macro_rules! pages {
    ($($code:literal)*) => {
        /// Every code that this version knows, in order.
        pub(crate) const ALL: &[Page] = &[$(Page {
            code: $code,
            texts: [
                include_str!(concat!("../../docs/codes/en/", $code, ".md")),
                include_str!(concat!("../../docs/codes/zh/", $code, ".md")),
            ],
        }),*];
    };
}

pages! {
    "E101" "E102" "E103" "E104" "E105" "E106" "E107" "E108" "E109" "E110" "E111" "E112"
    "E113" "E114" "E115" "E116" "E117" "E118" "E119" "E120" "E123" "E124"
    "C501" "C502" "C503" "C504" "C505" "C506" "C507" "C508" "C509"
    "W201" "W202" "W203" "W204" "W205" "W207" "W208" "W209" "W210" "W211" "W212" "W213"
    "W214" "W215" "W216" "W217" "W218" "W219" "W220" "W221" "W222" "W223" "W224" "W225"
    "W226" "W227" "W228" "W229" "W230" "W231" "W233" "W234" "W237" "W238" "W239" "W240"
    "W241" "W245" "W256" "W257" "W258" "W260" "W263" "W265" "W266" "W270" "W271" "W272"
    "W273" "W274"
    "B"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page_and_every_page_a_code() {
        let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/diagnostic"));
        let files = [folder.to_owned(), folder.join("texts")]
            .into_iter()
            .flat_map(|folder| std::fs::read_dir(folder).expect("the folder"))
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.is_file());
        let words: String = files.map(|path| std::fs::read_to_string(path).expect("a text")).collect();
        assert!(words.contains("code: \"E101\"") && words.contains("code: \"W256\""), "not all words were read");
        for page in ALL {
            for language in [Language::En, Language::Zh] {
                assert!(page.title(language).starts_with(page.code), "{}", page.title(language));
                assert!(page.text(language).lines().count() > 10, "{} is too short", page.code);
            }
        }
        for quoted in words.split("code: \"").skip(1) {
            let code = quoted.split('"').next().unwrap_or_default();
            // The reasons of an intake (B01 …) are no findings: they have one page together.
            if !code.starts_with(['E', 'W', 'C']) {
                continue;
            }
            assert!(page(code).is_some(), "{code} has no page");
        }
    }
}
