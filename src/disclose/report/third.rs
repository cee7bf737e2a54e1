//! By which rules, from which inputs, and how to make it again: elements 16 to 18.

use std::fmt::Write as _;

use super::super::markup::escaped;
use super::super::qr::{self, Qr};
use super::super::sentences;
use super::Report;
use super::html::{Html, grouped, pairs, points, short_pairs, text};
use crate::statement::{Share, Status};

/// The fixed sentences that are true of this footprint, in a language.
pub(super) fn fixed_sentences(report: &Report<'_>, language: crate::Language) -> Vec<String> {
    let f = report.footprint();
    let mut list: Vec<String> = Vec::new();
    list.extend(sentences::partial(f, language));
    list.extend(sentences::offset(f, language).map(str::to_owned));
    list.push(sentences::single(language).to_owned());
    list.push(sentences::compare(language).to_owned());
    list.extend(sentences::interval(&report.headline, language));
    list.push(sentences::rounded(language).to_owned());
    list.extend(sentences::valid(report.sheet.statement, language));
    list
}

/// The standards as the study names them: whether it may is a claim, and judged as one (C509).
pub(super) fn standards(report: &Report<'_>) -> Option<String> {
    let named = report.sheet.statement.texts("standards");
    (!named.is_empty()).then(|| report.sheet.outward(&named.join(report.say([", ", "、"]))))
}

/// 16
pub(super) fn method(report: &Report<'_>) -> Html {
    let f = report.footprint();
    let sets: Vec<&str> = f.gwp_sets.iter().map(|set| set.name()).collect();
    let rules = report.sheet.statement.texts("sector_rules").join(report.say(["; ", "；"]));
    let list = [
        (["Standards", "依据标准"], standards(report).map_or_else(|| report.missing("standards"), |s| text(&s))),
        (["Product rules", "产品规则"], report.user(&rules)),
        (["Characterisation", "特征化因子"], text(&format!("IPCC {}, GWP100", sets.join(" + ")))),
    ];
    let sentences = fixed_sentences(report, report.language);
    let content = format!(
        "{}{}",
        short_pairs(&list, report.language),
        points(sentences.iter().map(|s| text(s))).with_class("fixed")
    );
    report.section("16", ["Method", "方法"], &Html::ours(content))
}

/// What goes out with this document, in words.
pub(super) fn shared(report: &Report<'_>) -> Html {
    text(match report.sheet.share {
        Share::Summary => report.say([
            "summary: no bill of materials, no quantities, no ids of items, no names of suppliers, no prices",
            "摘要：不含物料清单、用量、物料编号、供应商名称和价格",
        ]),
        Share::Full => report.say([
            "full: every line of the study with its quantity, factor and place",
            "完整：研究的每一行，含用量、因子和位置",
        ]),
    })
}

/// The program and its data.
fn made_by() -> String {
    format!("pcf {}, {}", env!("CARGO_PKG_VERSION"), crate::data::VERSION.trim())
}

/// 17
pub(super) fn provenance(report: &Report<'_>) -> Html {
    report.section("17", ["Provenance", "追溯"], &provenance_pairs(report))
}

pub(super) fn provenance_pairs(report: &Report<'_>) -> Html {
    let statement = report.sheet.statement;
    let code = |content: &str| Html::ours(format!("<code>{}</code>", report.user(content)));
    let joined = |key: &str| {
        let list: Vec<String> = statement.texts(key).iter().map(|t| code(t).to_string()).collect();
        Html::ours(list.join("<br>"))
    };
    let issued = statement.date("issued").map(|d| text(&d.to_string())).unwrap_or_default();
    let record = match &statement.status {
        Status::SelfDeclared => Html::default(),
        Status::Verified(r) | Status::Certified(r) | Status::Stale(r) => {
            let parts = [&r.provider, &r.scope, &r.standard, &r.certificate, &r.exclusions].map(Option::as_deref);
            let until = r.valid_until.map(|d| report.say([format!("to {d}"), format!("有效至 {d}")]));
            let parts = parts.into_iter().flatten().map(str::to_owned).chain(until);
            report.user(&parts.collect::<Vec<_>>().join(report.say(["; ", "；"])))
        }
    };
    let study = report.sheet.model.study();
    let short = [
        (["Report", "报告编号"], report.stated("report_number")),
        (["Issued", "出具"], issued),
        (["Product ids", "产品标识"], joined("ids")),
        (["Versions before", "上一版标识"], joined("preceding")),
        (["Made by", "工具与数据版本"], text(&made_by())),
    ];
    let list = [
        (["Footprint digest", "足迹摘要"], grouped(&statement.digest)),
        (["Input digest", "输入摘要"], study.digest().map(grouped).unwrap_or_default()),
        (["Verification", "核验"], record),
        (["Made again by", "重现命令"], code(&report.command)),
        (["Shared", "披露范围"], shared(report)),
    ];
    Html::ours(format!("{}{}", pairs(&list, report.language), short_pairs(&short, report.language)))
}

/// 18: the code, and in words what it says.
pub(super) fn code(report: &Report<'_>) -> Html {
    let statement = report.sheet.statement;
    let content = qr::content(statement.text("url"), &statement.digest);
    let mut out = String::from("<div class=\"code\">\n");
    if let Some(code) = Qr::of(&content) {
        let _ = writeln!(
            out,
            "<svg viewBox=\"0 0 {0} {0}\" aria-hidden=\"true\" focusable=\"false\" shape-rendering=\"crispEdges\"><rect \
             width=\"{0}\" height=\"{0}\" fill=\"#fff\"/><path d=\"{1}\" fill=\"#000\"/></svg>",
            code.size, code.path
        );
    }
    // What a person reads: the address whole, of a digest its beginning, for it stands beside in full.
    let shown = match statement.text("url") {
        Some(url) => report.sheet.outward(url),
        None => format!("{}…", content.chars().take(19).collect::<String>()),
    };
    let _ = write!(out, "<p><code>{}</code></p>\n</div>\n", escaped(&shown));
    report.section("18", ["QR code", "二维码"], &Html::ours(out))
}
