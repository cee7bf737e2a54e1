//! Where everything stands on a label. A unit of the drawing is a quarter of a millimetre; lengths here are hundredths of
//! one. What does not fit is set smaller, wrapped or cut with an ellipsis; nothing is left to the program that draws it.

#![allow(clippy::arithmetic_side_effects, reason = "lengths on paper: far inside i64")]

use std::fmt::Write as _;

use super::Unfit;
use super::content::{Content, Slice};
use super::widths::Type;
use crate::decimal::Decimal;
use crate::disclose::markup::escaped;
use crate::disclose::qr::Qr;
use crate::stage::Stage;

/// What a size of label has room for, and where.
pub(super) struct Sheet {
    /// Millimetres.
    millimetres: [i64; 2],
    margin: i64,
    /// Title, its baseline and the rule below it; without one the number stands on top.
    title: Option<(Type, i64)>,
    product: Option<(Type, i64)>,
    /// Largest size of the number, and its baseline.
    number: (i64, i64),
    unit: Type,
    /// Left, top and side of the code.
    qr: [i64; 3],
    /// All else.
    small: Type,
    /// Baseline of the first line of the boundary, and how many it may have.
    boundary: (i64, usize),
    /// Whether stages, facts, interval and words have room.
    bar: Option<i64>,
    is_full: bool,
}

pub(super) const FULL: Sheet = Sheet {
    millimetres: [90, 60],
    margin: 1200,
    title: Some((Type::bold(1500), 2300)),
    product: Some((Type::bold(1150), 4250)),
    number: (3700, 7700),
    unit: Type::plain(1350),
    qr: [28_800, 3300, 6000],
    small: Type::plain(1020),
    boundary: (9050, 2),
    bar: Some(900),
    is_full: true,
};

pub(super) const MIDDLE: Sheet = Sheet {
    millimetres: [60, 40],
    margin: 800,
    title: Some((Type::bold(1050), 1500)),
    product: Some((Type::bold(800), 2850)),
    number: (2500, 5150),
    unit: Type::plain(950),
    qr: [18_400, 2150, 4800],
    small: Type::plain(670),
    boundary: (6150, 2),
    bar: Some(550),
    is_full: false,
};

pub(super) const SMALL: Sheet = Sheet {
    millimetres: [40, 25],
    margin: 600,
    title: None,
    product: None,
    number: (2500, 2400),
    unit: Type::plain(900),
    qr: [10_000, 500, 5500],
    small: Type::plain(660),
    boundary: (4750, 4),
    bar: None,
    is_full: false,
};

/// Least distance of two lines, in hundredths of their type size: Chinese characters fill 100, accents reach further.
const CLOSE: i64 = 114;
const LOOSE: i64 = 132;

/// A drawing as it grows.
struct Drawing<'a> {
    sheet: &'a Sheet,
    content: &'a Content,
    /// What is left of the height, to be shared out between the lines above the bar.
    spread: i64,
    has_lost_words: bool,
    has_lost_status: bool,
    out: String,
}

/// The label as an SVG.
pub(super) fn draw(sheet: &Sheet, content: &Content) -> Result<String, Unfit> {
    let qr = Qr::of(&content.qr).ok_or(Unfit::Address)?;
    let mut drawing =
        Drawing { sheet, content, spread: 0, has_lost_words: false, has_lost_status: false, out: String::new() };
    // Once to see how much room is left, and once with it.
    let left = drawing.all(&qr);
    drawing = Drawing { spread: left.clamp(0, sheet.small.size), out: String::new(), ..drawing };
    drawing.all(&qr);
    let lost = content.words.as_deref().filter(|_| sheet.is_full && drawing.has_lost_words);
    if drawing.has_lost_status {
        return Err(Unfit::Status);
    }
    drawing.out.push_str("</svg>\n");
    if lost.is_some() { Err(Unfit::Words) } else { Ok(drawing.out) }
}

impl Drawing<'_> {
    /// Draws everything; returns what is left of the height.
    fn all(&mut self, qr: &Qr) -> i64 {
        self.open();
        self.head();
        self.number();
        let boundary_end = self.boundary();
        let code_end = self.code(qr);
        let top_of_box = self.status();
        match self.sheet.bar {
            Some(bar) => self.rest(bar, boundary_end.max(code_end), top_of_box),
            None => top_of_box - boundary_end - self.sheet.small.size / 2,
        }
    }

    fn width(&self) -> i64 {
        self.sheet.millimetres[0] * 400
    }

    fn height(&self) -> i64 {
        self.sheet.millimetres[1] * 400
    }

    /// The width between the margins.
    fn inner(&self) -> i64 {
        self.width() - 2 * self.sheet.margin
    }

    /// The width left of the code.
    fn left(&self) -> i64 {
        self.sheet.qr[0] - 2 * self.sheet.margin
    }

    fn open(&mut self) {
        let [width, height] = self.sheet.millimetres;
        let lang = self.content.language.pick(["en", "zh-CN"]);
        let _ = write!(
            self.out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" width=\"{width}mm\" height=\"{height}mm\" \
             role=\"img\" aria-labelledby=\"t d\" lang=\"{lang}\" font-family=\"'Noto Sans SC','Noto Sans CJK SC','Source \
             Han Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',Arial,sans-serif\" fill=\"#000\">\n\
             <title id=\"t\">{}</title>\n<desc id=\"d\">{}</desc>\n",
            width * 4,
            height * 4,
            escaped(&self.content.sentence()),
            escaped(&self.content.details()),
        );
        if self.sheet.bar.is_some() {
            self.out.push_str("<defs>");
            for slice in &self.content.stages {
                self.out.push_str(pattern(slice.stage));
            }
            self.out.push_str("</defs>\n");
        }
        let edge = 75;
        self.rect([edge, edge, self.width() - 2 * edge, self.height() - 2 * edge], "#fff", 150);
    }

    fn rect(&mut self, [x, y, width, height]: [i64; 4], fill: &str, stroke: i64) {
        let _ = writeln!(
            self.out,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\" stroke=\"#000\" stroke-width=\"{}\"/>",
            shown(x),
            shown(y),
            shown(width),
            shown(height),
            shown(stroke)
        );
    }

    /// Text from `x` on, or up to it from the left.
    fn text(&mut self, words: &str, (x, y): (i64, i64), set: Type, ends_here: bool) {
        let weight = if set.bold { " font-weight=\"700\"" } else { "" };
        let anchor = if ends_here { " text-anchor=\"end\"" } else { "" };
        let (x, y, size) = (shown(x), shown(y), shown(set.size));
        let _ = writeln!(
            self.out,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{weight}{anchor}>{}</text>",
            escaped(words)
        );
    }

    fn head(&mut self) {
        let margin = self.sheet.margin;
        if let Some((set, y)) = self.sheet.title {
            self.text(self.content.title, (margin, y), set, false);
            let rule = shown(y + set.size * 46 / 100);
            let (from, to) = (shown(margin), shown(self.width() - margin));
            let _ = writeln!(self.out, "<path d=\"M{from} {rule}H{to}\" stroke=\"#000\" stroke-width=\".8\"/>");
        }
        if let Some((set, y)) = self.sheet.product {
            let product = set.shortened(&self.content.product, self.left());
            self.text(&product, (margin, y + self.spread / 5), set, false);
        }
    }

    /// The number with its unit.
    fn number(&mut self) {
        let (margin, content) = (self.sheet.margin, self.content);
        let (largest, y) = self.sheet.number;
        let y = y + self.spread / 2;
        let number = content.headline.value.replace('-', "−");
        let interval = content.interval.as_deref().filter(|_| self.sheet.is_full);
        // Beside the number, or on the smallest label below it.
        if self.sheet.bar.is_none() {
            let set = fitted(Type::bold(largest), &number, self.left(), self.sheet.small.size);
            self.text(&number, (margin, y), set, false);
            let unit = fitted(self.sheet.unit, &content.unit, self.left(), 500);
            let unit_line = unit.shortened(&content.unit, self.left());
            self.text(&unit_line, (margin, y + 1400), unit, false);
            return;
        }
        let gap = self.sheet.unit.size * 55 / 100;
        let unit = fitted(self.sheet.unit, &content.unit, self.left() * 6 / 10, self.sheet.small.size);
        let unit_line = unit.shortened(&content.unit, self.left() * 6 / 10);
        let beside = interval.map_or(0, |interval| self.sheet.small.width(interval)).max(unit.width(&unit_line));
        let set = fitted(Type::bold(largest), &number, self.left() - gap - beside, self.sheet.small.size);
        let number = set.shortened(&number, self.left() - gap - beside);
        self.text(&number, (margin, y), set, false);
        let x = margin + set.width(&number) + gap;
        match interval {
            Some(interval) => {
                let up = self.sheet.small.size * 130 / 100;
                self.text(&unit_line, (x, y - up), unit, false);
                self.text(interval, (x, y), self.sheet.small, false);
            }
            None => self.text(&unit_line, (x, y), unit, false),
        }
    }

    /// The boundary; returns the baseline of its last line.
    fn boundary(&mut self) -> i64 {
        let (mut y, lines) = self.sheet.boundary;
        y += self.spread;
        let set = Type { bold: true, ..self.sheet.small };
        let step = set.size * 118 / 100;
        let mut last = y;
        for line in set.wrapped(&self.content.boundary, self.left(), lines) {
            self.text(&line, (self.sheet.margin, y), set, false);
            last = y;
            y += step;
        }
        last
    }

    /// The code and the short digest below it; returns that one's baseline.
    fn code(&mut self, qr: &Qr) -> i64 {
        let [x, y, side] = self.sheet.qr;
        let y = y + self.spread / 3;
        let modules = i64::try_from(qr.size).unwrap_or(1).max(1);
        // Ten-thousandths of a unit for each module.
        let scale = side * 100 / modules;
        let _ = writeln!(
            self.out,
            "<path transform=\"translate({} {}) scale({}.{:04})\" d=\"{}\"/>",
            shown(x),
            shown(y),
            scale / 10_000,
            scale % 10_000,
            qr.path
        );
        let set = self.sheet.small;
        let digest = &self.content.digest_short;
        let baseline = y + side + set.size * 75 / 100;
        self.text(digest, (x + (side + set.width(digest)) / 2, baseline), set, true);
        baseline
    }

    /// The status in its box; returns the box's top.
    fn status(&mut self) -> i64 {
        let set = Type { bold: true, ..self.sheet.small };
        let pad = set.size * 55 / 100;
        let room = self.inner() - 2 * pad;
        let Content { status, status_short, .. } = self.content;
        let is_small = self.sheet.bar.is_none() && set.width(&status.whole()) > room;
        let words = match status_short.filter(|_| is_small) {
            Some(few) => Some((*few).to_owned()),
            None => status.that(|words| set.is_whole(words, room, 2)),
        };
        self.has_lost_status = words.is_none();
        let lines = set.wrapped(&words.unwrap_or_default(), room, 2);
        let step = set.size * 118 / 100;
        let count = i64::try_from(lines.len()).unwrap_or(1);
        let height = step * count + set.size * 62 / 100;
        let margin = self.sheet.margin;
        let top = self.height() - margin * 60 / 100 - height;
        self.rect([margin, top, self.inner(), height], "none", 120);
        let mut y = top + set.size * 132 / 100;
        for line in lines {
            self.text(&line, (margin + pad, y), set, false);
            y += step;
        }
        top
    }

    /// Stages and facts, between what stands above and the status; returns what is left of the height.
    fn rest(&mut self, bar: i64, above: i64, below: i64) -> i64 {
        let (set, margin, inner) = (self.sheet.small, self.sheet.margin, self.inner());
        let bar_top = above + set.size * 45 / 100;
        let mark = set.size * 72 / 100;
        let captions = self.captions(mark);
        let mut lines = set.packed(&self.content.facts, " | ", inner);
        let facts = lines.len();
        let [words, unit] = [&self.content.words, &self.content.functional_unit];
        let further = [words, unit].into_iter().filter_map(|line| line.as_deref()).filter(|_| self.sheet.is_full);
        lines.extend(further.map(|line| set.shortened(line, inner)));
        let first = bar_top + bar + set.size * 115 / 100;
        let last = below - set.size * 45 / 100;
        let rows = i64::try_from(captions.len() + lines.len()).unwrap_or(1);
        let step = ((last - first) / (rows - 1).max(1)).clamp(set.size * CLOSE / 100, set.size * LOOSE / 100);
        self.bar([margin, bar_top, inner, bar]);
        let mut y = first;
        for row in captions {
            for (x, stage, caption) in row {
                self.rect([x, y - mark, mark, mark], fill(stage), 60);
                self.text(&caption, (x + mark + set.size * 28 / 100, y), set, false);
            }
            y += step;
        }
        // What is asked for by name comes first. Where there is room for no more, a long functional unit stands in the
        // description alone.
        for (at, line) in lines.iter().enumerate() {
            if y > last {
                self.has_lost_words = at <= facts;
                break;
            }
            self.text(line, (margin, y), set, false);
            y += step;
        }
        last - (y - step)
    }

    /// The legend in rows: left edge, stage and words of each entry.
    fn captions(&self, mark: i64) -> Vec<Vec<(i64, Stage, String)>> {
        let (set, margin, inner) = (self.sheet.small, self.sheet.margin, self.inner());
        let gap = set.size * 28 / 100;
        let mut rows: Vec<Vec<(i64, Stage, String)>> = Vec::new();
        let mut x = margin;
        for Slice { stage, caption, .. } in &self.content.stages {
            let caption = set.shortened(caption, inner - mark - gap);
            let needs = mark + gap + set.width(&caption);
            if x == margin || x + needs > margin + inner {
                rows.push(Vec::new());
                x = margin;
            }
            if let Some(row) = rows.last_mut() {
                row.push((x, *stage, caption));
            }
            x += needs + set.size * 70 / 100;
        }
        rows
    }

    /// The stages side by side, in their order; what takes away stands left of the zero line.
    fn bar(&mut self, [x, y, width, height]: [i64; 4]) {
        let sum = |negative: bool| {
            let parts = self.content.stages.iter().filter(|slice| slice.kg.is_negative() == negative);
            parts.fold(Decimal::ZERO, |sum, slice| sum.checked_add(size(slice.kg)).unwrap_or(sum))
        };
        let (taken, given) = (sum(true), sum(false));
        let Some(all) = taken.checked_add(given).ok().filter(|all| !all.is_zero()) else { return };
        let zero = x + part(taken, all, width);
        let (mut left, mut right) = (Decimal::ZERO, Decimal::ZERO);
        for Slice { stage, kg, .. } in &self.content.stages {
            let end = if kg.is_negative() { &mut left } else { &mut right };
            let from = part(*end, all, width);
            *end = end.checked_add(size(*kg)).unwrap_or(*end);
            let to = part(*end, all, width);
            let at = if kg.is_negative() { zero - to } else { zero + from };
            self.rect([at, y, to - from, height], fill(*stage), 80);
        }
        if !taken.is_zero() {
            let (at, from, to) = (shown(zero), shown(y - height / 4), shown(y + height + height / 4));
            let _ = writeln!(self.out, "<path d=\"M{at} {from}V{to}\" stroke=\"#000\" stroke-width=\"1.6\"/>");
        }
    }
}

/// The largest size, from that of `set` down to `least`, at which a text is at most so wide.
fn fitted(set: Type, text: &str, most: i64, least: i64) -> Type {
    let mut set = set;
    while set.width(text) > most && set.size > least {
        set.size -= 50;
    }
    set
}

fn size(kg: Decimal) -> Decimal {
    if kg.is_negative() { Decimal::ZERO.checked_sub(kg).unwrap_or(Decimal::ZERO) } else { kg }
}

/// A share of a width.
fn part(value: Decimal, all: Decimal, width: i64) -> i64 {
    let share = value.over(all).and_then(|share| share.checked_mul(Decimal::from(width)).ok());
    share.and_then(|length| length.round(0).to_string().parse().ok()).unwrap_or(0).clamp(0, width)
}

/// Hundredths as they stand in an attribute.
fn shown(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, part) = (hundredths.abs() / 100, hundredths.abs() % 100);
    if part == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part:02}") }
}

/// How a stage is filled: patterns that hold in one ink.
fn fill(stage: Stage) -> &'static str {
    match stage {
        Stage::Design => "url(#p1)",
        Stage::RawMaterials => "url(#p2)",
        Stage::InboundTransport => "#fff",
        Stage::Production => "url(#p3)",
        Stage::Distribution => "url(#p4)",
        Stage::Storage => "url(#p5)",
        Stage::Use => "url(#p6)",
        Stage::EndOfLife | Stage::BeyondBoundary => "#000",
    }
}

/// The pattern of a stage; white and black need none.
fn pattern(stage: Stage) -> &'static str {
    match stage {
        Stage::Design => {
            "<pattern id=\"p1\" width=\"3\" height=\"3\" patternUnits=\"userSpaceOnUse\"><rect width=\"3\" height=\"3\" \
             fill=\"#fff\"/><path d=\"M0 1.5H3\" stroke=\"#000\" stroke-width=\".8\"/></pattern>"
        }
        Stage::RawMaterials => {
            "<pattern id=\"p2\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\"><rect width=\"4\" height=\"4\" \
             fill=\"#fff\"/><path d=\"M-1 1L1 -1M0 4L4 0M3 5L5 3\" stroke=\"#000\" stroke-width=\".9\"/></pattern>"
        }
        Stage::Production => {
            "<pattern id=\"p3\" width=\"3\" height=\"3\" patternUnits=\"userSpaceOnUse\"><rect width=\"3\" height=\"3\" \
             fill=\"#fff\"/><circle cx=\"1.5\" cy=\"1.5\" r=\".8\"/></pattern>"
        }
        Stage::Distribution => {
            "<pattern id=\"p4\" width=\"3\" height=\"3\" patternUnits=\"userSpaceOnUse\"><rect width=\"3\" height=\"3\" \
             fill=\"#fff\"/><path d=\"M1.5 0V3\" stroke=\"#000\" stroke-width=\".8\"/></pattern>"
        }
        Stage::Storage => {
            "<pattern id=\"p5\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\"><rect width=\"4\" height=\"4\" \
             fill=\"#fff\"/><path d=\"M0 2H4M2 0V4\" stroke=\"#000\" stroke-width=\".7\"/></pattern>"
        }
        Stage::Use => {
            "<pattern id=\"p6\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\"><rect width=\"4\" height=\"4\" \
             fill=\"#fff\"/><path d=\"M-1 3L1 5M0 0L4 4M3 -1L5 1\" stroke=\"#000\" stroke-width=\".9\"/></pattern>"
        }
        Stage::InboundTransport | Stage::EndOfLife | Stage::BeyondBoundary => "",
    }
}
