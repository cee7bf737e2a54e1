//! What a document needs and the study does not say: asked for by key, all of it at once.

use crate::decimal::Decimal;
use crate::diagnostic::{Place, Report, export as texts};

/// Where a key is written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum At<'a> {
    /// `[disclosure]` of study.toml.
    Disclosure,
    /// `[disclosure.product."ID"]`.
    Product(&'a str),
    /// `[study]`.
    Study,
    /// `[verification]`.
    Verification,
    /// The row of an item in items.csv.
    Item(&'a str),
    /// The row of a factor in factors.csv.
    Factor(&'a str),
}

impl At<'_> {
    fn words(self) -> [String; 2] {
        let table = |name: &str| [format!("in [{name}]"), format!("[{name}]")];
        match self {
            Self::Disclosure => table("disclosure"),
            Self::Product(id) => table(&format!("disclosure.product.\"{id}\"")),
            Self::Study => table("study"),
            Self::Verification => table("verification"),
            Self::Item(id) => [format!("in the row of `{id}` in items.csv"), format!("items.csv “{id}”一行")],
            Self::Factor(id) => [format!("in the row of `{id}` in factors.csv"), format!("factors.csv “{id}”一行")],
        }
    }

    fn place(self, key: &str) -> Place {
        let file = match self {
            Self::Item(_) => "items.csv",
            Self::Factor(_) => "factors.csv",
            _ => "study.toml",
        };
        Place::file(file).column(key)
    }
}

/// A key that a document may ask for: what it holds, English and Chinese, and an example.
struct Wanted(&'static str, [&'static str; 2], &'static str);

const WANTED: &[Wanted] = &[
    Wanted("producer", ["who answers for the number", "对数值负责的企业"], "producer = \"Ningbo Casting Co.\""),
    Wanted(
        "company_ids",
        ["one URN of the company, or several", "企业的 URN，一个或多个"],
        "company_ids = [\"urn:pact:example.com:supplier-id:4711\"]",
    ),
    Wanted(
        "company_ids (BPNL)",
        ["the business partner number among the company's URNs", "企业 URN 中的业务伙伴编号（BPNL）"],
        "company_ids = [\"urn:BPNL000000000DWF\"]",
    ),
    Wanted(
        "ids",
        ["URNs of the product; or a gtin, or the domain of the company", "产品的 URN；或 gtin，或企业域名 domain"],
        "ids = [\"urn:gtin:4712345060507\"]",
    ),
    Wanted(
        "issued",
        ["the day of the document: there is no clock", "文件日期：程序不读时钟"],
        "issued = \"2026-03-01\"",
    ),
    Wanted("period", ["the time that the data are of", "数据所属时段"], "period = \"2025\""),
    Wanted(
        "region",
        [
            "the country where it is made, or a part of it; GLO if all over the world",
            "生产所在国家或其行政区；遍布全球写 GLO",
        ],
        "region = \"CN-ZJ\"",
    ),
    Wanted("standards", ["the standards that were followed", "所遵循的标准"], "standards = [\"ISO 14067:2018\"]"),
    Wanted("mass", ["kg of one declared unit, without packaging", "一个声明单位的质量（kg，不含包装）"], "mass: 4.2"),
    Wanted("fossil_carbon", ["kg of fossil carbon in it; 0 if none", "含化石碳（kg），没有则写 0"], "fossil_carbon: 0"),
    Wanted(
        "removals",
        [
            "whether technical removals are removals from the air, or capture at the source",
            "技术清除是大气清除还是源头捕集",
        ],
        "removals = \"removal\"",
    ),
    Wanted("capture_origin", ["where the CO2 comes from", "CO2 的来源"], "capture_origin = \"air\""),
    Wanted(
        "waste_incineration",
        ["how the burden of burnt waste is shared out", "废物焚烧负荷的分配方法"],
        "waste_incineration = \"polluter pays principle\"",
    ),
    Wanted(
        "mass_balance",
        ["the certificate scheme of mass balancing, or none", "质量平衡认证体系，没有则写 none"],
        "mass_balance = \"none\"",
    ),
    Wanted(
        "free_attribution",
        ["whether mass balancing attributes freely", "质量平衡是否自由分配"],
        "free_attribution = \"no\"",
    ),
    Wanted("outlook", ["what a scenario looks ahead to", "情景所预测的对象"], "outlook = \"future-production\""),
    Wanted("gtin", ["the trade item number", "贸易项目代码"], "gtin = \"4712345060507\""),
    Wanted("target_market", ["the country it was calculated for", "计算所针对的国家"], "target_market = \"276\""),
    Wanted("cn_code", ["the good's code of the Combined Nomenclature", "商品的 CN 编码"], "cn_code = \"76169990\""),
    Wanted("installation", ["the installation that makes it", "生产设施"], "installation = \"Ningbo foundry 2\""),
    Wanted("unlocode", ["the installation's place as UN/LOCODE", "生产设施的 UN/LOCODE"], "unlocode = \"CNNGB\""),
    Wanted("production_route", ["the production route", "生产工艺路线"], "production_route = \"die casting\""),
    Wanted(
        "category",
        ["whether this energy is electricity, a fuel or heat", "该能源是电力、燃料还是热力"],
        "category: electricity",
    ),
    Wanted("provider", ["who verified", "核查机构"], "provider = \"…\""),
    Wanted("standard", ["the standard of the verification", "核查所依据的标准"], "standard = \"ISO 14064-3\""),
    Wanted("criteria", ["the rules that were verified against", "核查准则"], "criteria = \"ISO 14067:2018\""),
    Wanted("certificate", ["the number of the statement", "核查声明编号"], "certificate = \"…\""),
];

/// What one document asks for, refuses, and remarks.
#[derive(Debug)]
pub(crate) struct Asked {
    /// The format, as people call it, in English and Chinese.
    format: [&'static str; 2],
    found: Report,
}

impl Asked {
    pub(crate) fn new(format: [&'static str; 2]) -> Self {
        Self { format, found: Report::default() }
    }

    /// Everything that was found, each thing once.
    pub(crate) fn into_report(self) -> Report {
        self.found
    }

    fn say(&mut self, text: &crate::diagnostic::texts::Text, place: Option<Place>, arguments: &[(&str, &str)]) {
        let mut one = Report::default();
        one.add(text, place, arguments);
        self.found.extend_new(one);
    }

    /// Asks for a key.
    pub(crate) fn missing(&mut self, key: &str, at: At<'_>) {
        let Wanted(_, [what, what_zh], example) =
            WANTED.iter().find(|w| w.0 == key).unwrap_or(&Wanted("", [""; 2], ""));
        let key = key.split(' ').next().unwrap_or(key);
        let [section, section_zh] = at.words();
        let arguments = [
            ("seen", key),
            ("format", self.format[0]),
            ("format_zh", self.format[1]),
            ("where", &section),
            ("where_zh", &section_zh),
            ("what", what),
            ("what_zh", what_zh),
            ("example", example),
        ];
        self.say(&texts::MISSING, Some(at.place(key)), &arguments);
    }

    /// A value that must be there: nothing in its place after asking for it.
    pub(crate) fn needed<T: Default>(&mut self, value: Option<T>, key: &str, at: At<'_>) -> T {
        if value.is_none() {
            self.missing(key, at);
        }
        value.unwrap_or_default()
    }

    /// Refuses a number that a format cannot hold.
    pub(crate) fn not_in_range(
        &mut self,
        product: &str,
        [what, what_zh]: [&str; 2],
        seen: Decimal,
        [range, range_zh]: [&str; 2],
    ) {
        let seen = seen.to_string();
        let arguments = [
            ("product", product),
            ("what", what),
            ("what_zh", what_zh),
            ("seen", seen.as_str()),
            ("format", self.format[0]),
            ("format_zh", self.format[1]),
            ("range", range),
            ("range_zh", range_zh),
        ];
        self.say(&texts::OUT_OF_RANGE, None, &arguments);
    }

    /// A number that may not be negative.
    pub(crate) fn at_least_zero(&mut self, product: &str, what: [&str; 2], value: Decimal) -> Decimal {
        if value.is_negative() {
            self.not_in_range(product, what, value, ["0 or more", "不小于 0"]);
        }
        value
    }

    /// A number that may not be positive.
    pub(crate) fn at_most_zero(&mut self, product: &str, what: [&str; 2], value: Decimal) -> Decimal {
        if value > Decimal::ZERO {
            self.not_in_range(product, what, value, ["0 or less", "不大于 0"]);
        }
        value
    }

    pub(crate) fn unit(&mut self, product: &str, unit: &str, known: &str) {
        let arguments = [
            ("product", product),
            ("seen", unit),
            ("format", self.format[0]),
            ("format_zh", self.format[1]),
            ("choices", known),
        ];
        self.say(&texts::UNIT, Some(At::Item(product).place("unit")), &arguments);
    }

    /// Refuses a total that counts what the border does not.
    pub(crate) fn foreign(&mut self, product: &str, [seen, seen_zh]: [&str; 2]) {
        self.say(&texts::NOT_FOR_THE_BORDER, None, &[("product", product), ("seen", seen), ("seen_zh", seen_zh)]);
    }

    /// Remarks that the format cannot say something.
    pub(crate) fn untold(&mut self, product: &str, [seen, seen_zh]: [&str; 2]) {
        let arguments = [
            ("product", product),
            ("format", self.format[0]),
            ("format_zh", self.format[1]),
            ("seen", seen),
            ("seen_zh", seen_zh),
        ];
        self.say(&texts::UNTOLD, None, &arguments);
    }

    pub(crate) fn sources_unnamed(&mut self, product: &str, count: usize) {
        self.say(&texts::SOURCE_UNNAMED, None, &[("product", product), ("seen", &count.to_string())]);
    }

    pub(crate) fn sources_withheld(&mut self, product: &str, count: usize) {
        self.say(&texts::SOURCE_WITHHELD, None, &[("product", product), ("seen", &count.to_string())]);
    }

    pub(crate) fn verification_stale(&mut self, product: &str, digest: &str) {
        self.say(&texts::VERIFICATION_STALE, None, &[("product", product), ("seen", digest)]);
    }
}
