//! What a reader sees first: who, what, checked by whom, how much, of what, and of which stages. Elements 1 to 8.

use super::super::rounding::{fixed, percentages};
use super::super::sentences;
use super::Report;
use super::charts::{self, Part};
use super::html::{Html, column, numbers, pairs, row, table, text, total};
use crate::decimal::Decimal;
use crate::gas::Component;
use crate::stage::Stage;

/// Title, supplier, product, status: 1 to 3.
pub(super) fn head(report: &Report<'_>) -> Html {
    let f = report.footprint();
    let statement = report.sheet.statement;
    let producer = match statement.producer(report.language) {
        Some(producer) => report.user(producer),
        None => report.missing("producer"),
    };
    let mut product = vec![report.user(&report.product_name())];
    let detail =
        |words: [&str; 2], value: &str| Html::ours(format!("{} {}", text(report.say(words)), report.user(value)));
    if f.id() != report.product_name() {
        product.push(report.user(f.id()));
    }
    if let Some(model) = statement.text("model").filter(|model| *model != f.id()) {
        product.push(detail(["model", "型号"], model));
    }
    if let Some(gtin) = statement.text("gtin") {
        product.push(detail(["GTIN", "GTIN"], gtin));
    }
    if let Some(kg) = report.sheet.mass {
        product.push(text(&format!("{} {kg} kg", report.say(["mass", "质量"]))));
    }
    let product: Vec<String> = product.iter().map(ToString::to_string).collect();
    let title = report.both(["Product carbon footprint, one page", "产品碳足迹单页"]);
    let (supplier, of) = (report.both(["Supplier", "供应商"]), report.both(["Product", "产品"]));
    let status = report.both(report.status_words());
    let sentence = report.user(&sentences::status(statement, report.language));
    Html::ours(format!(
        "<header>\n<h1 data-element=\"1\">{title}</h1>\n<p data-element=\"2\">{supplier}: {producer}</p>\n</header>\n\
         <p class=\"note\"><strong>{of}: {}</strong></p>\n\
         <div class=\"status\" data-element=\"3\"><strong>{status}</strong>\n<span>{sentence}</span></div>\n",
        product.join(" · "),
    ))
}

/// The number, what it is the number of, its stages, and the splits that standards ask for: 4 to 8.
pub(super) fn top(report: &Report<'_>) -> Html {
    let parts = [result(report), stages(report), splits(report)];
    let parts: String = parts.iter().map(Html::as_str).collect();
    Html::ours(format!("<div class=\"top\">\n{parts}</div>\n"))
}

/// The number and what it is the number of: 4 and 5.
fn result(report: &Report<'_>) -> Html {
    let f = report.footprint();
    let per = sentences::per(f, report.language);
    let left = format!(
        "<section data-element=\"4\">\n<h2>{}</h2>\n<div class=\"result\">\n<p class=\"big\">{} <small>{} / {}</small></p>\n\
         {}</div>\n</section>\n",
        report.both(["Result", "结果"]),
        text(&report.headline.value),
        report.headline.unit.co2e(),
        text(&per),
        interval(report)
    );
    let outside = sentences::stages_left_out(f.boundary(), report.language);
    let mut boundary = text(f.boundary().label(report.language)).to_string();
    if !outside.is_empty() {
        let words = report.say(["without", "不含"]);
        boundary = format!("<strong>{boundary}</strong> ({} {})", text(words), text(&outside));
    }
    let period = report.sheet.statement.period.map(sentences::period);
    let unit = if f.functional_unit.is_empty() { Html::default() } else { report.user(&f.functional_unit) };
    let list = [
        (["Declared unit", "声明单位"], text(&format!("{} {}", f.amount(), f.unit().label(report.language)))),
        (["Functional unit", "功能单位"], unit),
        (["System boundary", "系统边界"], Html::ours(boundary)),
        (["Data period", "数据期"], period.map_or_else(|| report.missing("period"), |p| text(&p))),
        (["Region", "地域"], f.region.as_deref().map_or_else(|| report.missing("region"), |r| report.user(r))),
        (["Valid", "有效期"], validity(report)),
        (["Scenario", "情景"], f.scenario().map(|s| report.user(s)).unwrap_or_default()),
    ];
    let right = format!(
        "<section data-element=\"5\">\n<h2>{}</h2>\n{}</section>\n",
        report.both(["What it is the footprint of", "核算对象"]),
        pairs(&list, report.language)
    );
    Html::ours(left + &right)
}

fn validity(report: &Report<'_>) -> Html {
    report
        .sheet
        .statement
        .valid
        .map_or_else(|| report.missing("valid_until"), |valid| text(&format!("{} – {}", valid.from, valid.to)))
}

/// The interval as a line and as a table; where there is none, why.
fn interval(report: &Report<'_>) -> Html {
    let found = &report.sheet.uncertainty;
    let (Some([low, high]), Some([low_text, high_text])) = (found.interval(), &report.headline.interval) else {
        let why = found.reason(report.language).unwrap_or_default();
        let words = report.say(["No interval: ", "无区间："]);
        return Html::ours(format!("<p class=\"note\">{}{}</p>\n", text(words), text(why)));
    };
    let value = &report.headline.value;
    let title = report.say(["95 % interval of the result", "结果的 95 % 区间"]);
    let unit = report.headline.unit.co2e();
    let description = format!("{low_text} – {value} – {high_text} {unit}");
    let drawn =
        charts::interval([low, report.footprint().total(), high], [low_text, value, high_text], title, &description);
    let columns = [
        column(["95 % interval", "95 % 区间"]),
        numbers(["from", "下限"]),
        numbers(["result", "结果"]),
        numbers(["to", "上限"]),
    ];
    let cells = [text(unit), text(low_text), text(value), text(high_text)];
    let shown = table(&Html::default(), "", &columns, &[row(cells)], report.language);
    Html::ours(format!("<figure>\n{drawn}{shown}</figure>\n"))
}

/// Stage bar and table: 6 and 7.
pub(super) fn stages(report: &Report<'_>) -> Html {
    let f = report.footprint();
    let inside: Vec<Stage> = Stage::ALL.into_iter().filter(|s| f.boundary().includes(*s)).collect();
    let kg: Vec<Decimal> = inside.iter().map(|s| f.stage(*s)).collect();
    let shares = percentages(&kg, f.total());
    let unit = report.headline.unit.co2e();
    let mut rows = Vec::new();
    let (mut parts, mut said) = (Vec::new(), Vec::new());
    for ((stage, kg), percent) in inside.iter().zip(&kg).zip(&shares) {
        let name = stage.label(report.language);
        let swatch = charts::swatch(*stage);
        let words = text(name);
        rows.push(row([Html::ours(format!("{swatch}{words}")), report.kg_cell(*kg), text(percent)]));
        if !kg.is_zero() {
            said.push(format!("{name} {}", report.kg(*kg)));
            parts.push(Part { stage: *stage, kg: *kg, percent: format!("{percent} %") });
        }
    }
    let whole = if f.total().is_zero() { "–" } else { "100.0" };
    rows.push(total([report.words(["Total", "合计"]), report.kg_cell(f.total()), text(whole)]));
    for stage in Stage::ALL.into_iter().filter(|s| !f.boundary().includes(*s) && !f.stage(*s).is_zero()) {
        let words = text(stage.label(report.language));
        let beside = report.say(["beside the total", "不计入合计"]);
        let name = Html::ours(format!("{words} <small>({})</small>", text(beside)));
        rows.push(row([name, report.kg_cell(f.stage(stage)), text("")]));
    }
    if !f.beyond_boundary().is_zero() {
        let words = report.words(["Credits beyond the boundary, in no total", "边界外抵扣，不计入任何总量"]);
        rows.push(row([words, report.kg_cell(f.beyond_boundary()), text("")]));
    }
    let title = report.say(["Stages of the result", "各阶段占比"]);
    let description = format!("{}; {} {} {unit}", said.join(", "), report.say(["total", "合计"]), report.kg(f.total()));
    let bar = charts::stage_bar(&parts, title, &description);
    let unit = format!("{unit} / {}", sentences::per(f, report.language));
    let columns = [column(["Stage", "阶段"]), numbers([&unit; 2]), numbers(["%", "%"])];
    let table = table(&Html::default(), "", &columns, &rows, report.language);
    Html::ours(format!(
        "<section data-element=\"6\">\n<h2>{}</h2>\n<figure>\n{bar}<div data-element=\"7\">\n{table}</div>\n</figure>\n\
         </section>\n",
        report.both(["Stages", "阶段"])
    ))
}

/// The name of a component as standards have it.
fn component_words(component: Component) -> [&'static str; 2] {
    match component {
        Component::Fossil => ["fossil", "化石"],
        Component::Aircraft => ["aircraft", "航空运输"],
        Component::BiogenicNonCo2 => ["biogenic, without CO₂", "生物源（不含 CO₂）"],
        Component::LandUseChange => ["direct land-use change", "直接土地利用变化"],
        Component::LandManagement => ["land management", "土地管理"],
        Component::LandRemovals => ["removals by land", "土地清除"],
        Component::TechnicalRemovals => ["technical removals", "技术清除"],
        Component::BiogenicCo2 => ["biogenic CO₂ released, in no total", "生物源 CO₂ 排放（不计入）"],
        Component::BiogenicUptake => ["biogenic CO₂ taken up, in no total", "生物源 CO₂ 吸收（不计入）"],
    }
}

/// The splits that ISO 14067 and GB/T 24067 ask for. A component that no factor states was not assessed.
pub(super) fn splits(report: &Report<'_>) -> Html {
    let f = report.footprint();
    let mut rows = Vec::new();
    // What nobody looked at is named together, in one row: it is no row of zeros.
    let mut unknown: Vec<&str> = Vec::new();
    let mut split = |words: [&'static str; 2], value: Option<Html>| match value {
        Some(value) => rows.push(row([report.words(words), value])),
        None => unknown.push(report.say(words)),
    };
    for component in Component::ALL {
        let assessed = f.is_assessed(component, &report.sheet.stated);
        split(component_words(component), assessed.then(|| report.kg_cell(f.component(component))));
    }
    split(["of which packaging", "其中包装"], report.sheet.has_packaging.then(|| report.kg_cell(f.packaging())));
    if !f.boundary().includes(Stage::Distribution) {
        let outbound = Some(f.stage(Stage::Distribution)).filter(|kg| !kg.is_zero());
        split(["outbound transport, beside the total", "出厂运输（单列）"], outbound.map(|kg| report.kg_cell(kg)));
    }
    let carbon = f.carbon_content();
    let content = |value: Option<Decimal>| value.map(|kg| text(&format!("{} kg C", fixed(kg, report.places))));
    split(["fossil carbon in the product", "产品含化石碳"], content(carbon.and_then(|c| c.fossil())));
    split(["biogenic carbon in the product", "产品含生物碳"], content(carbon.and_then(|c| c.biogenic())));
    split(["offsets", "碳抵消"], Some(report.words(["none", "无"])));
    if !unknown.is_empty() {
        let list = unknown.join(report.say([", ", "、"]));
        let names = Html::ours(format!("<small>{}</small>", text(&list)));
        rows.push(row([names, report.not_assessed()]));
    }
    let columns = [column(["Split", "分列项"]), numbers(report.unit_words())];
    let table = table(&Html::default(), "", &columns, &rows, report.language);
    report.section("8", ["Required splits", "必列分项"], &table)
}
