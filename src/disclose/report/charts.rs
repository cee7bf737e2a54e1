//! Drawings of a report: one ink, patterns instead of colours, each with a title, a description that says every number,
//! and a table of the same numbers after it.

use std::fmt::Write as _;

use super::super::markup::escaped;
use super::html::Html;
use crate::decimal::Decimal;
use crate::stage::Stage;
use crate::statement::thousandths;

/// Width of a drawing in its own units.
const WIDTH: usize = 360;
/// That of the interval, which stands beside the number.
const WIDTH_OF_INTERVAL: usize = 200;

/// The patterns of the eight stages, defined once; everything else refers to them.
pub(super) fn patterns() -> Html {
    let tiles = [
        "<path d=\"M0 4V0M4 4V0\" stroke=\"#1a1a1a\" stroke-width=\".7\"/><path d=\"M0 2H4\" stroke=\"#1a1a1a\" stroke-width=\".7\"/>",
        "<path d=\"M-1 1L1 -1M0 4L4 0M3 5L5 3\" stroke=\"#1a1a1a\" stroke-width=\".9\"/>",
        "<rect width=\"4\" height=\"4\" fill=\"#1a1a1a\"/>",
        "<circle cx=\"2\" cy=\"2\" r=\".9\" fill=\"#1a1a1a\"/>",
        "<path d=\"M2 0V4\" stroke=\"#1a1a1a\" stroke-width=\"1.1\"/>",
        "<path d=\"M0 2H4\" stroke=\"#1a1a1a\" stroke-width=\"1.1\"/>",
        "<path d=\"M-1 3L1 5M0 0L4 4M3 -1L5 1\" stroke=\"#1a1a1a\" stroke-width=\".9\"/>",
        "<path d=\"M0 0L4 4M4 0L0 4\" stroke=\"#1a1a1a\" stroke-width=\".6\"/>",
    ];
    let mut out = String::from(
        "<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\" focusable=\"false\"><defs>\n",
    );
    for (at, tile) in tiles.iter().enumerate() {
        let _ = writeln!(
            out,
            "<pattern id=\"p{at}\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\"><rect width=\"4\" height=\"4\" \
             fill=\"#fff\"/>{tile}</pattern>"
        );
    }
    out.push_str("</defs></svg>\n");
    Html::ours(out)
}

/// The pattern of a stage in a small box, beside its name.
pub(super) fn swatch(stage: Stage) -> Html {
    Html::ours(format!(
        "<svg class=\"swatch\" viewBox=\"0 0 16 12\" aria-hidden=\"true\" focusable=\"false\"><rect x=\".5\" y=\".5\" \
         width=\"15\" height=\"11\" fill=\"url(#p{})\" stroke=\"#1a1a1a\"/></svg>",
        stage as usize
    ))
}

/// Title and description of a drawing, and its frame.
fn drawing(id: &str, [width, height]: [usize; 2], title: &str, description: &str, body: &str) -> Html {
    Html::ours(format!(
        "<svg role=\"img\" viewBox=\"0 0 {width} {height}\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{}</title>\
         <desc id=\"{id}-d\">{}</desc>\n{body}</svg>\n",
        escaped(title),
        escaped(description)
    ))
}

/// Where numbers lie on a line from the smallest, or 0, to the largest, or 0.
struct Scale {
    /// What one thousandth of is the whole width.
    span: Decimal,
    /// The width left of zero.
    zero: usize,
    width: usize,
}

impl Scale {
    /// `left` reaches below zero by so much, `right` above; both zero or more.
    fn of(left: Decimal, right: Decimal, width: usize) -> Self {
        let span = left.checked_add(right).unwrap_or(right);
        let mut scale = Self { span, zero: 0, width };
        scale.zero = scale.length(left);
        scale
    }

    /// The length of a number, whatever its sign.
    fn length(&self, value: Decimal) -> usize {
        thousandths(value, self.span).saturating_mul(self.width).saturating_add(500) / 1000
    }

    /// Where a number lies.
    fn at(&self, value: Decimal) -> usize {
        let length = self.length(value);
        if value.is_negative() { self.zero.saturating_sub(length) } else { self.zero.saturating_add(length) }
    }
}

/// A part of a bar: its stage, its number, and what is written into it.
pub(super) struct Part {
    pub(super) stage: Stage,
    pub(super) kg: Decimal,
    pub(super) percent: String,
}

/// The stages of a total in one bar: what emits to the right of zero, what takes away to the left.
pub(super) fn stage_bar(parts: &[Part], title: &str, description: &str) -> Html {
    let side = |negative: bool| {
        let chosen = parts.iter().filter(|p| p.kg.is_negative() == negative).map(|p| p.kg);
        let sum = crate::quantity::sum(chosen).unwrap_or_default();
        if negative { Decimal::ZERO.checked_sub(sum).unwrap_or_default() } else { sum }
    };
    let (left, right) = (side(true), side(false));
    let scale = Scale::of(left, right, WIDTH.saturating_sub(2));
    let (mut out, mut texts) = (String::new(), String::new());
    let (mut low, mut high) = (Decimal::ZERO, Decimal::ZERO);
    for part in parts.iter().filter(|p| !p.kg.is_zero()) {
        let end = if part.kg.is_negative() { &mut low } else { &mut high };
        let (a, b) = (scale.at(*end), scale.at(end.checked_add(part.kg).unwrap_or(*end)));
        *end = end.checked_add(part.kg).unwrap_or(*end);
        let (x, width) = (a.min(b).saturating_add(1), a.abs_diff(b));
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"1\" width=\"{width}\" height=\"24\" fill=\"url(#p{})\" stroke=\"#1a1a1a\" \
             stroke-width=\".8\"/>",
            part.stage as usize
        );
        // About 7 units a letter; a white ground keeps it readable on any pattern.
        let needed = part.percent.chars().count().saturating_mul(7).saturating_add(6);
        if width > needed.saturating_add(8) {
            let middle = x.saturating_add(width / 2);
            let _ = writeln!(
                texts,
                "<rect x=\"{}\" y=\"5\" width=\"{needed}\" height=\"16\" fill=\"#fff\"/><text x=\"{middle}\" y=\"17\" \
                 text-anchor=\"middle\">{}</text>",
                middle.saturating_sub(needed / 2),
                escaped(&part.percent)
            );
        }
    }
    if scale.zero > 0 {
        let zero = scale.zero.saturating_add(1);
        let _ = writeln!(out, "<path d=\"M{zero} 0V28\" stroke=\"#1a1a1a\" stroke-width=\"1.6\"/>");
    }
    drawing("stages", [WIDTH, 29], title, description, &(out + &texts))
}

/// The interval around a result, with its three numbers.
pub(super) fn interval(numbers: [Decimal; 3], texts: [&str; 3], title: &str, description: &str) -> Html {
    let [low, value, high] = numbers;
    let span = high.checked_sub(low).unwrap_or_default();
    let from_low = value.checked_sub(low).unwrap_or_default();
    let (left, right) = (26_usize, WIDTH_OF_INTERVAL.saturating_sub(26));
    let middle = left.saturating_add(thousandths(from_low, span).saturating_mul(right.saturating_sub(left)) / 1000);
    let mut out = format!(
        "<path d=\"M{left} 19H{right}M{left} 14V24M{right} 14V24\" stroke=\"#1a1a1a\" stroke-width=\"1.6\" fill=\"none\"/>\
         <path d=\"M{middle} 13l5 6l-5 6l-5 -6z\" fill=\"#1a1a1a\"/>\n"
    );
    // The value stands below the line, so that it meets neither end however lopsided the interval is.
    for (x, y, text) in [(left, 10, texts[0]), (middle, 38, texts[1]), (right, 10, texts[2])] {
        let _ = writeln!(out, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{}</text>", escaped(text));
    }
    drawing("interval", [WIDTH_OF_INTERVAL, 40], title, description, &out)
}

/// A step of a waterfall: a total that stands on zero, or a change that begins where the last step ended.
pub(super) struct Step {
    pub(super) name: String,
    pub(super) kg: Decimal,
    pub(super) text: String,
    pub(super) total: bool,
}

/// From one total to another, step by step.
pub(super) fn waterfall(steps: &[Step], title: &str, description: &str) -> Html {
    const NAMES: usize = 84;
    const NUMBERS: usize = 56;
    const ROW: usize = 15;
    let mut ends = Vec::with_capacity(steps.len());
    let mut at = Decimal::ZERO;
    for step in steps {
        let begin = if step.total { Decimal::ZERO } else { at };
        at = if step.total { step.kg } else { at.checked_add(step.kg).unwrap_or(at) };
        ends.push((begin, at));
    }
    let all = || ends.iter().flat_map(|(a, b)| [*a, *b]);
    let right = all().filter(|v| !v.is_negative()).fold(Decimal::ZERO, |m, v| if v > m { v } else { m });
    let left = all().filter(|v| v.is_negative()).fold(Decimal::ZERO, |m, v| if v < m { v } else { m });
    let left = Decimal::ZERO.checked_sub(left).unwrap_or_default();
    let scale = Scale::of(left, right, WIDTH.saturating_sub(NAMES).saturating_sub(NUMBERS));
    let mut out = String::new();
    for (number, (step, (begin, end))) in steps.iter().zip(&ends).enumerate() {
        let y = number.saturating_mul(ROW).saturating_add(1);
        let (a, b) = (scale.at(*begin), scale.at(*end));
        let (x, width) = (a.min(b).saturating_add(NAMES), a.abs_diff(b));
        let fill = match (step.total, step.kg.is_negative()) {
            (true, _) => "#555",
            (false, true) => "url(#p1)",
            (false, false) => "url(#p3)",
        };
        let base = y.saturating_add(10);
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{base}\" text-anchor=\"end\">{}</text><rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"11\" \
             fill=\"{fill}\" stroke=\"#1a1a1a\" stroke-width=\".8\"/><text x=\"{WIDTH}\" y=\"{base}\" \
             text-anchor=\"end\">{}</text>",
            NAMES.saturating_sub(6),
            escaped(&step.name),
            width.max(1),
            escaped(&step.text)
        );
    }
    let height = steps.len().saturating_mul(ROW);
    drawing("change", [WIDTH, height], title, description, &out)
}

/// A length beside a number in a table: how much of the largest it is.
pub(super) fn bar(kg: Decimal, largest: Decimal) -> Html {
    let thousandths = thousandths(kg, largest).min(1000);
    let minus = if kg.is_negative() { " minus" } else { "" };
    Html::ours(format!(
        "<span class=\"bar{minus}\" style=\"width:{}.{}%\" aria-hidden=\"true\"></span>",
        thousandths / 10,
        thousandths % 10
    ))
}
