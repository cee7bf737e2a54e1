//! The study report in the chapters of GB/T 24067, filled from the model. What the study does not say stands there as
//! 待补 with its name, and once more in a list at the end with its key.

use std::cell::RefCell;

use super::super::fields;
use super::super::sentences;
use super::html::{Html, pairs, paragraph, points, text};
use super::{Report, annex, charts, document, first, hotspots, second, sentence, third};
use crate::diagnostic::{Diagnostic, Language, Place, Report as Findings, export as texts};

/// Where a key is written.
fn place_of(key: &str, product: &str) -> (&'static str, [String; 2]) {
    let table = |name: &str| [format!("in [{name}]"), format!("[{name}]")];
    match key {
        "period" | "region" => ("study.toml", table("study")),
        "functional_unit" => ("study.toml", table("[product]")),
        "exclude" => ("study.toml", table("[exclude]")),
        "scenario" => ("study.toml", table("scenario.NAME")),
        "model" | "description" => ("study.toml", table(&format!("disclosure.product.\"{product}\""))),
        "mass" => {
            ("items.csv", [format!("in the row of `{product}` in items.csv"), format!(" items.csv “{product}”一行")])
        }
        "gsd" => (
            "bom.csv",
            ["in the column `gsd` of bom.csv or factors.csv".into(), " bom.csv 或 factors.csv 的 gsd 列".into()],
        ),
        "dqr" => ("factors.csv", ["in the columns `dqr_…` of factors.csv".into(), " factors.csv 的 dqr_… 列".into()]),
        _ => ("study.toml", table("disclosure")),
    }
}

/// The report while it is written: what was found open, in order.
struct Chapters<'r, 'a> {
    report: &'r Report<'a>,
    open: RefCell<Vec<&'static str>>,
}

impl Chapters<'_, '_> {
    fn open(&self, key: &'static str) -> Html {
        let mut open = self.open.borrow_mut();
        if !open.contains(&key) {
            open.push(key);
        }
        self.report.missing(key)
    }

    /// What a key says, or that it is open.
    fn key(&self, key: &'static str) -> ([&'static str; 2], Html) {
        let statement = self.report.sheet.statement;
        let list = statement.texts(key);
        let value = match (list.is_empty(), statement.date(key)) {
            (false, _) => self.report.user(&list.join(self.report.say(["; ", "；"]))),
            (true, Some(date)) => text(&date.to_string()),
            (true, None) => self.open(key),
        };
        (self.report.field(key), value)
    }

    fn producer(&self) -> ([&'static str; 2], Html) {
        let producer = self.report.sheet.statement.producer(self.report.language);
        (self.report.field("producer"), producer.map_or_else(|| self.open("producer"), |p| self.report.user(p)))
    }

    fn pairs(&self, list: &[([&str; 2], Html)]) -> Html {
        pairs(list, self.report.language)
    }

    fn heading(&self, level: u8, words: [&str; 2]) -> String {
        format!("<h{level}>{}</h{level}>\n", self.report.both(words))
    }

    fn cover(&self) -> Html {
        let report = self.report;
        let list = [
            (report.field("name"), report.user(&report.product_name())),
            self.key("model"),
            self.producer(),
            self.key("report_number"),
            self.key("issuer"),
            self.key("issued"),
        ];
        let title = report.both(["Product carbon footprint report", "产品碳足迹报告"]);
        let status = report.both(report.status_words());
        Html::ours(format!(
            "<section class=\"cover\">\n<h1>{title}</h1>\n<div class=\"status\"><strong>{status}</strong></div>\n{}</section>\n",
            self.pairs(&list)
        ))
    }

    /// 一、概况
    fn overview(&self) -> Html {
        let report = self.report;
        let producer =
            [self.producer(), self.key("address"), self.key("representative"), self.key("contact"), self.key("about")];
        let mass = match report.sheet.mass {
            Some(kg) => text(&format!("{kg} kg")),
            None => self.open("mass"),
        };
        let product = [
            (report.field("name"), report.user(&report.product_name())),
            self.key("description"),
            (report.field("mass"), mass),
        ];
        let method = [self.key("standards"), self.key("sector_rules")];
        Html::ours(format!(
            "<section>\n{}{}{}{}{}{}{}</section>\n",
            self.heading(2, ["1 Overview", "一、概况"]),
            self.heading(3, ["1.1 Producer", "1 生产者"]),
            self.pairs(&producer),
            self.heading(3, ["1.2 Product", "2 产品"]),
            self.pairs(&product),
            self.heading(3, ["1.3 Method of quantification", "3 量化方法"]),
            self.pairs(&method),
        ))
    }

    /// 二、量化目的
    fn goal(&self) -> Html {
        let report = self.report;
        let audience = match report.sheet.statement.text("audience") {
            Some("b2b") => text(report.say(["other companies; not for consumers", "企业间交流，不面向消费者"])),
            Some(_) => text(report.say(["consumers", "面向消费者"])),
            None => self.open("audience"),
        };
        let list = [self.key("goal"), self.key("use"), (report.field("audience"), audience)];
        Html::ours(format!(
            "<section>\n{}{}</section>\n",
            self.heading(2, ["2 Goal", "二、量化目的"]),
            self.pairs(&list)
        ))
    }

    /// 三、量化范围
    fn scope(&self) -> Html {
        let report = self.report;
        let f = report.footprint();
        let functional =
            if f.functional_unit.is_empty() { self.open("functional_unit") } else { report.user(&f.functional_unit) };
        let units = [
            (["Declared unit", "声明单位"], text(&format!("{} {}", f.amount(), f.unit().label(report.language)))),
            (["Functional unit, reference flow", "功能单位、基准流"], functional),
        ];
        let inside = crate::stage::Stage::ALL.into_iter().filter(|s| f.boundary().includes(*s));
        let inside: Vec<&str> = inside.map(|s| s.label(report.language)).collect();
        let outside = sentences::stages_left_out(f.boundary(), report.language);
        let none = report.say(["none", "无"]).to_owned();
        let boundary = [
            (["System boundary", "系统边界"], text(f.boundary().label(report.language))),
            (["Stages counted", "包含的阶段"], text(&inside.join(report.say([", ", "、"])))),
            (["Stages left out", "不含的阶段"], text(&if outside.is_empty() { none } else { outside })),
            self.key("boundary_description"),
        ];
        let cut_offs = if f.exclusions().is_empty() {
            Html::ours(format!("{}{}", second::cut_off_list(report), paragraph(&self.open("exclude"))))
        } else {
            second::cut_off_list(report)
        };
        let period = report.sheet.statement.period.map(sentences::period);
        let time = [
            (report.field("period"), period.map_or_else(|| self.open("period"), |p| text(&p))),
            (report.field("region"), f.region.as_deref().map_or_else(|| self.open("region"), |r| report.user(r))),
        ];
        Html::ours(format!(
            "<section>\n{}{}{}{}{}{}{}{}{}</section>\n",
            self.heading(2, ["3 Scope", "三、量化范围"]),
            self.heading(3, ["3.1 Functional or declared unit", "1 功能单位或声明单位"]),
            self.pairs(&units),
            self.heading(3, ["3.2 System boundary", "2 系统边界"]),
            self.pairs(&boundary),
            self.heading(3, ["3.3 Cut-off criteria", "3 取舍准则"]),
            cut_offs,
            self.heading(3, ["3.4 Time and place", "4 时间与地理范围"]),
            self.pairs(&time),
        ))
    }

    /// 四、清单分析
    fn inventory(&self) -> Html {
        let report = self.report;
        let shared = report.footprint().rules().iter().any(|r| r.kind() == "allocation");
        let reason = if shared && report.sheet.statement.text("allocation").is_none() {
            paragraph(&self.open("allocation"))
        } else {
            Html::default()
        };
        let results = if report.is_full() {
            annex::lines(report)
        } else {
            paragraph(&text(report.say([
                "This copy is a summary: the inputs and outputs of each process stay with the producer; --share full shows them.",
                "本文件为摘要：单元过程的输入输出不随本文件提供；--share full 可列出。",
            ])))
        };
        let rated = report.footprint().quality().coverage().is_some_and(|c| !c.is_zero());
        let open = if rated { Html::default() } else { paragraph(&self.open("dqr")) };
        Html::ours(format!(
            "<section>\n{}{}{}{}{}{reason}{}{results}{}{}{open}</section>\n",
            self.heading(2, ["4 Inventory", "四、清单分析"]),
            self.heading(3, ["4.1 Sources of data", "1 数据来源"]),
            annex::factors(report),
            self.heading(3, ["4.2 Allocation", "2 分配"]),
            second::allocation_list(report),
            self.heading(3, ["4.3 Results of the inventory", "3 清单结果"]),
            self.heading(3, ["4.4 Data quality", "4 数据质量评价"]),
            second::quality_pairs(report),
        ))
    }

    /// 五、影响评价
    fn impact(&self) -> Html {
        let report = self.report;
        let sets: Vec<&str> = report.footprint().gwp_sets.iter().map(|set| set.name()).collect();
        let factors = text(&report.say([
            format!("IPCC {}, GWP over 100 years, of the gases that each factor's source counts", sets.join(" + ")),
            format!("IPCC {}，100 年全球变暖潜势，气体范围以各因子来源为准", sets.join(" + ")),
        ]));
        let standards = third::standards(report);
        let declared =
            sentences::declaration(report.sheet.statement, &report.headline, standards.as_deref(), report.language);
        Html::ours(format!(
            "<section>\n{}{}{}{}{}{}{}{}</section>\n",
            self.heading(2, ["5 Impact assessment", "五、影响评价"]),
            self.heading(3, ["5.1 Characterisation factors", "1 特征化因子"]),
            paragraph(&factors),
            self.heading(3, ["5.2 Result", "2 结果"]),
            paragraph(&report.user(&declared)),
            first::stages(report),
            first::splits(report),
            paragraph(&text(sentences::rounded(report.language))),
        ))
    }

    /// 六、结果解释
    fn interpretation(&self) -> Html {
        let report = self.report;
        let language = report.language;
        let mut limits: Vec<Html> = vec![text(sentences::single(language)), text(sentences::compare(language))];
        limits.extend(sentences::partial(report.footprint(), language).map(|s| text(&s)));
        let assumptions = report.sheet.statement.texts("assumptions");
        limits.extend(assumptions.iter().map(|t| report.user(t)));
        if assumptions.is_empty() {
            limits.push(self.open("assumptions"));
        }
        let interval = match sentences::interval(&report.headline, language) {
            Some(interval) => text(&interval),
            None => self.open("gsd"),
        };
        let levers = if report.sheet.levers.is_empty() {
            Html::ours(format!("{}{}", second::lever_table(report), paragraph(&self.open("scenario"))))
        } else {
            second::lever_table(report)
        };
        Html::ours(format!(
            "<section>\n{}{}{}{}{}{}{}{}{}{levers}</section>\n",
            self.heading(2, ["6 Interpretation", "六、结果解释"]),
            self.heading(3, ["6.1 What the result shows", "1 结果说明"]),
            hotspots::table(report),
            self.heading(3, ["6.2 Assumptions and limits", "2 假设与局限"]),
            points(limits),
            self.heading(3, ["6.3 Sensitivity and uncertainty", "3 敏感性与不确定性"]),
            paragraph(&interval),
            second::electricity_table(report),
            self.heading(3, ["6.4 What could be improved", "4 改进建议"]),
        ))
    }

    /// 鉴定性评审与声明
    fn statements(&self) -> Html {
        let report = self.report;
        let statement = report.sheet.statement;
        let mut list = vec![report.user(&sentences::status(statement, report.language))];
        list.extend(sentences::offset(report.footprint(), report.language).map(text));
        list.extend(sentences::valid(statement, report.language).map(|s| text(&s)));
        Html::ours(format!(
            "<section>\n{}{}{}</section>\n",
            self.heading(2, ["7 Review and statements", "七、鉴定性评审与声明"]),
            points(list),
            third::provenance_pairs(report),
        ))
    }

    /// What is open, with its key.
    fn list(&self) -> Html {
        let report = self.report;
        let open = self.open.borrow();
        let content = if open.is_empty() {
            sentence(report.say(["Nothing is open.", "无待补项。"]))
        } else {
            points(open.iter().map(|key| {
                let (_, words) = place_of(key, report.footprint().id());
                let name = text(fields::name(key, report.language));
                let place = report.user(&report.say(words));
                Html::ours(format!("{name}: <code>{key}</code> {place}"))
            }))
        };
        Html::ours(format!(
            "<section id=\"open\">\n{}{content}</section>\n",
            self.heading(2, ["To be completed", "待补项"])
        ))
    }

    fn all(&self) -> [Html; 9] {
        [
            self.cover(),
            self.overview(),
            self.goal(),
            self.scope(),
            self.inventory(),
            self.impact(),
            self.interpretation(),
            self.statements(),
            self.list(),
        ]
    }
}

/// The keys that the study leaves open.
fn open_fields(report: &Report<'_>) -> Vec<&'static str> {
    let chapters = Chapters { report, open: RefCell::default() };
    let _ = chapters.all();
    chapters.open.into_inner()
}

/// The report, whatever is open.
pub(crate) fn page(report: &Report<'_>) -> String {
    let chapters = Chapters { report, open: RefCell::default() };
    let parts = chapters.all();
    let title = format!(
        "{} · {}",
        report.say(["Product carbon footprint report", "产品碳足迹报告"]),
        report.sheet.outward(&report.product_name())
    );
    let body: String = parts.iter().map(Html::as_str).collect();
    document(report.language, &title, &format!("{}<main class=\"study\">\n{body}</main>\n", charts::patterns()))
}

/// How a key is written; of a column and a table its name.
fn example(key: &str) -> String {
    match key {
        "issued" => "issued = \"2026-03-01\"".to_owned(),
        "period" => "period = \"2025\"".to_owned(),
        "audience" => "audience = \"b2b\"".to_owned(),
        "standards" | "sector_rules" | "assumptions" => format!("{key} = [\"…\"]"),
        "mass" | "gsd" | "dqr" | "exclude" | "scenario" => fields::name(key, Language::En).to_owned(),
        _ => format!("{key} = \"…\""),
    }
}

/// What is open, as findings: for those who want a report without gaps or none.
pub(crate) fn findings(report: &Report<'_>) -> Vec<Diagnostic> {
    let mut found = Findings::default();
    for key in open_fields(report) {
        let (file, [section, section_zh]) = place_of(key, report.footprint().id());
        let [what, what_zh] = [Language::En, Language::Zh].map(|language| fields::name(key, language));
        let arguments = [
            ("seen", key),
            ("format", "GB/T 24067"),
            ("format_zh", "GB/T 24067"),
            ("where", &section),
            ("where_zh", &section_zh),
            ("what", what),
            ("what_zh", what_zh),
            ("example", &example(key)),
        ];
        found.add(&texts::MISSING, Some(Place::file(file).column(key)), &arguments);
    }
    found.into_diagnostics()
}
