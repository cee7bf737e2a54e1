//! How good the data behind a footprint are: whole for programs, in a few lines for people.

use crate::decimal::Decimal;
use crate::footprint::{Affected, Footprint, Quality, Rating};

use super::rounding::{fixed, percent};
use super::terminal::{Style, Words};

#[derive(serde::Serialize)]
pub(super) struct QualityRow<'a> {
    weights: &'static str,
    primary_share: Option<Decimal>,
    suppliers_without_share: AffectedRow,
    ratings: Ratings<'a>,
    age: Age<'a>,
    coarser_region: AffectedRow,
    older_year: AffectedRow,
}

#[derive(serde::Serialize)]
struct Ratings<'a> {
    scheme: &'static str,
    technology: Option<RatingRow>,
    time: Option<RatingRow>,
    geography: Option<RatingRow>,
    coverage: Option<Decimal>,
    other_scales: Vec<OtherScale<'a>>,
}

#[derive(serde::Serialize)]
struct RatingRow {
    rating: Decimal,
    coverage: Decimal,
}

#[derive(serde::Serialize)]
struct OtherScale<'a> {
    scheme: &'a str,
    #[serde(flatten)]
    affected: AffectedRow,
}

#[derive(serde::Serialize)]
struct Age<'a> {
    reference_year: Option<i32>,
    mean: Option<Decimal>,
    oldest_year: Option<i32>,
    oldest_factor: Option<&'a str>,
    coverage: Option<Decimal>,
}

#[derive(serde::Serialize)]
struct AffectedRow {
    factors: usize,
    share: Option<Decimal>,
}

impl AffectedRow {
    fn of(affected: Affected) -> Self {
        Self { factors: affected.factors(), share: affected.share() }
    }
}

impl<'a> QualityRow<'a> {
    pub(super) fn of(q: &'a Quality) -> Self {
        let rating = |r: Option<Rating>| r.map(|r| RatingRow { rating: r.value(), coverage: r.coverage() });
        let other = |(scheme, affected)| OtherScale { scheme, affected: AffectedRow::of(affected) };
        Self {
            weights: "absolute contributions to the total within the boundary",
            primary_share: q.primary_share(),
            suppliers_without_share: AffectedRow::of(q.suppliers_without_share()),
            ratings: Ratings {
                scheme: Quality::SCHEME,
                technology: rating(q.technology()),
                time: rating(q.time()),
                geography: rating(q.geography()),
                coverage: q.coverage(),
                other_scales: q.other_scales().map(other).collect(),
            },
            age: Age {
                reference_year: q.reference_year(),
                mean: q.mean_age(),
                oldest_year: q.oldest().map(|(year, _)| year),
                oldest_factor: q.oldest().map(|(_, key)| key),
                coverage: q.dated(),
            },
            coarser_region: AffectedRow::of(q.coarser()),
            older_year: AffectedRow::of(q.older()),
        }
    }
}

/// The quality in a few lines.
pub(super) fn quality(f: &Footprint, style: Style) -> String {
    let q = f.quality();
    // Nothing contributes: nothing to speak of.
    if q.coverage().is_none() {
        return String::new();
    }
    let mut parts = Vec::new();
    let mut say = |en: String, zh: String| parts.push(style.language.pick([en, zh]));
    let primary = percent(q.primary_share());
    say(format!("primary data {primary}"), format!("初级数据占比 {primary}"));
    let without = q.suppliers_without_share();
    if without.factors() > 0 {
        let (count, share) = (without.factors(), percent(without.share()));
        say(
            format!("{count} supplier footprints without a share of their own ({share} of the total), counted as 0"),
            format!("{count} 份供应商足迹未写明占比（占总量 {share}），按 0 计"),
        );
    }
    let named: [(Words, Option<Rating>); 3] = [
        (["technology", "技术"], q.technology()),
        (["time", "时间"], q.time()),
        (["geography", "地域"], q.geography()),
    ];
    let ratings: Vec<String> = named
        .iter()
        .filter_map(|(name, rating)| {
            let rating = (*rating)?;
            let (value, share) = (fixed(rating.value(), 2), percent(Some(rating.coverage())));
            let name = style.say(*name);
            Some(style.language.pick([format!("{name} {value} ({share})"), format!("{name} {value}（{share}）")]))
        })
        .collect();
    if ratings.is_empty() {
        say("no ratings stated".to_owned(), "未写明数据质量评分".to_owned());
    } else {
        let scheme = Quality::SCHEME;
        say(
            format!("ratings by {scheme}, 1 best to 5, with the share rated: {}", ratings.join(", ")),
            format!("{scheme} 评分（1 最好，5 最差；括号内为已评分占比）：{}", ratings.join("，")),
        );
    }
    for (scheme, affected) in q.other_scales() {
        let (count, share) = (affected.factors(), percent(affected.share()));
        say(
            format!("{count} rated by {scheme} ({share}), not mixed in"),
            format!("{count} 个按 {scheme} 评分（{share}），未混入"),
        );
    }
    if let Some((year, key)) = q.oldest() {
        let dated = percent(q.dated());
        let mean = q.mean_age().map(|mean| fixed(mean, 1));
        let [en, zh] = match mean {
            Some(mean) => [format!("factors {mean} years old on average, "), format!("因子平均年龄 {mean} 年，")],
            None => [String::new(), String::new()],
        };
        say(
            format!("{en}the oldest of {year} ({key}); {dated} of the total is dated"),
            format!("{zh}最早为 {year} 年（{key}）；有年份的占 {dated}"),
        );
    }
    let steps = [
        (q.coarser(), ["a coarser region than wanted", "地区比所需更粗"]),
        (q.older(), ["an older year than wanted", "年份比所需更早"]),
    ];
    for (affected, what) in steps.into_iter().filter(|(affected, _)| affected.factors() > 0) {
        let (count, share) = (affected.factors(), percent(affected.share()));
        let factors = if count == 1 { "factor" } else { "factors" };
        say(format!("{count} {factors} of {} ({share})", what[0]), format!("{count} 个因子{}（{share}）", what[1]));
    }
    if q.has_negative() {
        say("negative contributions weigh by their absolute value".to_owned(), "负贡献按绝对值加权".to_owned());
    }
    let head = style.say(["Data quality, weighted by contribution:", "数据质量（按贡献加权）："]);
    let lines: Vec<String> = parts.into_iter().map(|part| format!("  {part}\n")).collect();
    format!("{head}\n{}", lines.concat())
}
