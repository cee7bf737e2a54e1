//! What a reader sees first: who, what, checked by whom, how much, of what, and of which stages. Elements 1 to 8.

use super::super::rounding::{fixed, percentages};
use super::super::sentences;
use super::Report;
use super::charts::{self, Part};
use super::html::{Html, both, column, numbers, other, pairs, row, table, tag, text, total};
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
    let second = other(report.language);
    let status = report.status_words();
    let (words, sentence) = (both(status, report.language), sentences::status(statement, report.language));
    let in_other = sentences::status(statement, second);
    Html::ours(format!(
        "<header>\n<h1 data-element=\"1\">{title}</h1>\n<p data-element=\"2\">{supplier}: {producer}</p>\n</header>\n\
         <p class=\"note\"><strong>{of}: {}</strong></p>\n\
         <div class=\"status\" data-element=\"3\"><strong>{words}</strong>\n<span>{}</span>\n\
         <span class=\"o\" lang=\"{}\">{}</span></div>\n",
        product.join(" · "),
        report.user(&sentence),
        tag(second),
        report.user(&in_other)
    ))
}

/// The number and what it is the number of: 4 and 5.
pub(super) fn result(report: &Report<'_>) -> Html {
    let f = report.footprint();
    let per = sentences::per(f, report.language);
    let left = format!(
        "<section data-element=\"4\">\n<h2>{}</h2>\n<p class=\"big\">{} <small>{} / {}</small></p>\n{}</section>\n",
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
    Html::ours(format!("<div class=\"two\">\n{left}{right}</div>\n"))
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

/// Stage bar and table, and the splits that standards ask for: 6 to 8.
pub(super) fn stages_and_splits(report: &Report<'_>) -> Html {
    Html::ours(format!("<div class=\"two\">\n{}{}</div>\n", stages(report), splits(report)))
}

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
        let words = report.both([stage.label(crate::Language::En), stage.label(crate::Language::Zh)]);
        rows.push(row([Html::ours(format!("{swatch}{words}")), report.kg_cell(*kg), text(percent)]));
        if !kg.is_zero() {
            said.push(format!("{name} {}", report.kg(*kg)));
            parts.push(Part { stage: *stage, kg: *kg, percent: format!("{percent} %") });
        }
    }
    let whole = if f.total().is_zero() { "–" } else { "100.0" };
    rows.push(total([report.both(["Total", "合计"]), report.kg_cell(f.total()), text(whole)]));
    for stage in Stage::ALL.into_iter().filter(|s| !f.boundary().includes(*s) && !f.stage(*s).is_zero()) {
        let words = [stage.label(crate::Language::En), stage.label(crate::Language::Zh)];
        let beside = report.say(["beside the total", "不计入合计"]);
        let name = Html::ours(format!("{} <small>({})</small>", report.both(words), text(beside)));
        rows.push(row([name, report.kg_cell(f.stage(stage)), text("")]));
    }
    if !f.beyond_boundary().is_zero() {
        let words = report.both(["Credits beyond the boundary, in no total", "边界外抵扣，不计入任何总量"]);
        rows.push(row([words, report.kg_cell(f.beyond_boundary()), text("")]));
    }
    let title = report.say(["Stages of the result", "各阶段占比"]);
    let description = format!("{}; {} {} {unit}", said.join(", "), report.say(["total", "合计"]), report.kg(f.total()));
    let bar = charts::stage_bar(&parts, title, &description);
    let columns = [column(["Stage", "阶段"]), numbers(report.unit_words()), numbers(["%", "%"])];
    let caption = text(&format!("{unit} / {}", sentences::per(f, report.language)));
    let table = table(&caption, "", &columns, &rows, report.language);
    Html::ours(format!(
        "<section data-element=\"6\">\n<h2>{}</h2>\n<figure>\n{bar}<div data-element=\"7\">\n{table}</div>\n</figure>\n\
         </section>\n",
        report.both(["Stages", "阶段"])
    ))
}

/// The name of a component as standards have it.
fn component_words(component: Component) -> [&'static str; 2] {
    match component {
        Component::Fossil => ["Fossil", "化石"],
        Component::Aircraft => ["Aircraft", "航空运输"],
        Component::BiogenicNonCo2 => ["Biogenic, without CO₂", "生物源（不含 CO₂）"],
        Component::LandUseChange => ["Direct land-use change", "直接土地利用变化"],
        Component::LandManagement => ["Land management", "土地管理"],
        Component::LandRemovals => ["Removals by land", "土地清除"],
        Component::TechnicalRemovals => ["Technical removals", "技术清除"],
        Component::BiogenicCo2 => ["Biogenic CO₂ released, in no total", "生物源 CO₂ 排放（不计入）"],
        Component::BiogenicUptake => ["Biogenic CO₂ taken up, in no total", "生物源 CO₂ 吸收（不计入）"],
    }
}

/// The splits that ISO 14067 and GB/T 24067 ask for. A component that no factor states was not assessed.
pub(super) fn splits(report: &Report<'_>) -> Html {
    let f = report.footprint();
    let mut rows = Vec::new();
    for component in Component::ALL {
        let value = if f.is_assessed(component, &report.sheet.stated) {
            report.kg_cell(f.component(component))
        } else {
            report.not_assessed()
        };
        rows.push(row([report.both(component_words(component)), value]));
    }
    let packaging = if report.sheet.has_packaging { report.kg_cell(f.packaging()) } else { report.not_assessed() };
    rows.push(row([report.both(["of which packaging", "其中包装"]), packaging]));
    if !f.boundary().includes(Stage::Distribution) {
        let outbound = f.stage(Stage::Distribution);
        let outbound = if outbound.is_zero() { report.not_assessed() } else { report.kg_cell(outbound) };
        rows.push(row([report.both(["Outbound transport, beside the total", "出厂运输（单列）"]), outbound]));
    }
    let carbon = f.carbon_content();
    let content = |value: Option<Decimal>| {
        value.map_or_else(|| report.not_assessed(), |kg| text(&format!("{} kg C", fixed(kg, report.places))))
    };
    let [fossil, biogenic] = [carbon.and_then(|c| c.fossil()), carbon.and_then(|c| c.biogenic())].map(content);
    rows.push(row([report.both(["Fossil carbon in the product", "产品含化石碳"]), fossil]));
    rows.push(row([report.both(["Biogenic carbon in the product", "产品含生物碳"]), biogenic]));
    rows.push(row([report.both(["Offsets", "碳抵消"]), text(report.say(["none", "无"]))]));
    let columns = [column(["Split", "分列项"]), numbers(report.unit_words())];
    let table = table(&Html::default(), "", &columns, &rows, report.language);
    report.section("8", ["Required splits", "必列分项"], &table)
}
