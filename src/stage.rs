//! The stages of a life cycle, and the boundary that says which of them a total counts.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::Language;

/// A stage of the life cycle, in the order of time; credits beyond the boundary come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// 设计
    Design,
    /// 原材料获取
    RawMaterials,
    /// 进厂运输
    InboundTransport,
    /// 生产
    Production,
    /// 分销
    Distribution,
    /// 储存
    Storage,
    /// 使用
    Use,
    /// 生命末期
    EndOfLife,
    /// 边界外: credits, never part of a total.
    BeyondBoundary,
}

const NAMES: [&str; 9] = [
    "design",
    "raw-materials",
    "inbound-transport",
    "production",
    "distribution",
    "storage",
    "use",
    "end-of-life",
    "beyond-boundary",
];
/// The Chinese name first, then the other words in use.
const NAMES_ZH: [&[&str]; 9] = [
    &["设计", "产品设计"],
    &["原材料获取", "原料采购", "原材料采购", "原材料", "原材料获取阶段"],
    &["进厂运输", "入厂运输"],
    &["生产", "生产制造", "制造"],
    &["分销", "运输", "分销运输", "分销(运输)"],
    &["储存", "仓储"],
    &["使用", "使用阶段"],
    &["生命末期", "回收处理", "废弃处置"],
    &["边界外", "系统边界外"],
];

impl Stage {
    /// The eight stages of a life cycle, without [`Stage::BeyondBoundary`].
    pub const ALL: [Self; 8] = [
        Self::Design,
        Self::RawMaterials,
        Self::InboundTransport,
        Self::Production,
        Self::Distribution,
        Self::Storage,
        Self::Use,
        Self::EndOfLife,
    ];
    pub(crate) const ALL_AND_BEYOND: [Self; 9] = [
        Self::Design,
        Self::RawMaterials,
        Self::InboundTransport,
        Self::Production,
        Self::Distribution,
        Self::Storage,
        Self::Use,
        Self::EndOfLife,
        Self::BeyondBoundary,
    ];

    /// The name in files and JSON, for example `raw-materials`.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES[self as usize]
    }

    /// The name for people, as GB/T 24067 has it in Chinese.
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        language.pick([NAMES[self as usize], NAMES_ZH[self as usize][0]])
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A text that names no stage or boundary.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not known")]
pub struct ParseStageError(String);

impl FromStr for Stage {
    type Err = ParseStageError;

    /// Reads English and Chinese names, whatever the case; blanks, hyphens and underscores are alike.
    fn from_str(text: &str) -> Result<Self, ParseStageError> {
        let plain = |t: &str| t.trim().to_lowercase().replace([' ', '_'], "-").replace('（', "(").replace('）', ")");
        let wanted = plain(text);
        Self::ALL_AND_BEYOND
            .into_iter()
            .find(|s| s.name() == wanted || NAMES_ZH[*s as usize].contains(&wanted.as_str()))
            .ok_or_else(|| ParseStageError(text.to_owned()))
    }
}

/// Which stages the total of a footprint counts; the others are reported beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Boundary {
    /// The first four stages, up to the gate of the producer. 摇篮到大门
    #[default]
    CradleToGate,
    /// All eight stages. 摇篮到坟墓
    CradleToGrave,
}

impl Boundary {
    /// The name in files and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CradleToGate => "cradle-to-gate",
            Self::CradleToGrave => "cradle-to-grave",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        match self {
            Self::CradleToGate => language.pick(["cradle-to-gate", "摇篮到大门"]),
            Self::CradleToGrave => language.pick(["cradle-to-grave", "摇篮到坟墓"]),
        }
    }

    /// Whether the total counts `stage`.
    #[must_use]
    pub fn includes(self, stage: Stage) -> bool {
        match self {
            Self::CradleToGate => stage <= Stage::Production,
            Self::CradleToGrave => stage <= Stage::EndOfLife,
        }
    }
}

impl FromStr for Boundary {
    type Err = ParseStageError;

    fn from_str(text: &str) -> Result<Self, ParseStageError> {
        match text.trim().to_lowercase().replace([' ', '_'], "-").as_str() {
            "cradle-to-gate" | "摇篮到大门" => Ok(Self::CradleToGate),
            "cradle-to-grave" | "摇篮到坟墓" => Ok(Self::CradleToGrave),
            _ => Err(ParseStageError(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_read_in_both_languages() {
        for (text, stage) in [
            ("Raw Materials", Stage::RawMaterials),
            ("原料采购", Stage::RawMaterials),
            ("end_of_life", Stage::EndOfLife),
            ("回收处理", Stage::EndOfLife),
            ("运输", Stage::Distribution),
            ("边界外", Stage::BeyondBoundary),
        ] {
            assert_eq!(text.parse(), Ok(stage), "{text}");
        }
        assert!("marketing".parse::<Stage>().is_err());
        assert!("".parse::<Stage>().is_err());
    }

    #[test]
    fn credits_are_inside_no_boundary() {
        for boundary in [Boundary::CradleToGate, Boundary::CradleToGrave] {
            assert!(!boundary.includes(Stage::BeyondBoundary));
            assert_eq!(boundary.name().parse(), Ok(boundary));
        }
        assert_eq!(Stage::ALL.into_iter().filter(|s| Boundary::CradleToGate.includes(*s)).count(), 4);
    }
}
