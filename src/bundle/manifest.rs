//! `manifest.json`: what a bundle holds, from what and with which settings, and the digests of it all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::container::{Parts, plain_name};
use crate::read::{Contents, Encoding, Inputs, ReadOptions, hex, sha256};
use crate::resolve::{Setting, Settings};

/// The name of the part.
pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const SCHEMA: &str = "product-footprint/bundle/1";
/// The program, as its results name it.
pub(super) const GENERATOR: &str = concat!("product-footprint ", env!("CARGO_PKG_VERSION"));

/// What a bundle says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) schema: String,
    pub(super) generator: String,
    pub(super) data: String,
    pub(super) study: StudyName,
    pub(super) settings: Stated,
    pub(super) inputs: Vec<InputPart>,
    /// Digest of what all inputs say, however they are written.
    pub(super) model: String,
    pub(super) results: Vec<ResultPart>,
}

/// What a study is called that states no name of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StudyName {
    pub(super) name: String,
    /// The file, where the study is one file.
    pub(super) file: Option<String>,
}

/// What was asked for, by the names of the command line. What is `null` is as the study declares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stated {
    pub(super) scenario: Option<String>,
    pub(super) gwp: Option<String>,
    pub(super) boundary: Option<String>,
    /// Absent where it was not asked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) allow_amplifying: bool,
    pub(super) set: Vec<StatedValue>,
    pub(super) products: Vec<String>,
    pub(super) encoding: Option<String>,
    pub(super) decimal_comma: bool,
}

/// A factor or parameter at another value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StatedValue {
    pub(super) name: String,
    pub(super) value: String,
    /// What a factor's value is per.
    pub(super) per: Option<String>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct InputPart {
    /// As the study, or the command line, names it.
    pub(super) name: String,
    pub(super) part: String,
    /// Whether it is a library file of the command line.
    pub(super) library: bool,
    pub(super) bytes: u64,
    /// Of the raw bytes.
    pub(super) sha256: String,
    /// By table: the digest of what it says, however it is written.
    pub(super) says: BTreeMap<String, String>,
}

/// A result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ResultPart {
    pub(super) part: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

pub(super) fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", hex(&sha256(bytes)))
}

impl Stated {
    pub(super) fn of(options: &ReadOptions, settings: &Settings, products: &[String]) -> Self {
        Self {
            scenario: settings.scenario.clone(),
            gwp: settings.gwp.map(|set| set.name().to_owned()),
            boundary: settings.boundary.map(|boundary| boundary.name().to_owned()),
            allow_amplifying: settings.amplifying,
            set: settings.set.iter().map(StatedValue::of).collect(),
            products: products.to_vec(),
            encoding: options.stated_encoding().map(|encoding| encoding.name().to_owned()),
            decimal_comma: options.has_decimal_comma(),
        }
    }

    /// What was asked for, as values; `None` if this version does not know a name.
    pub(super) fn read(&self) -> Option<(ReadOptions, Settings)> {
        let mut options = ReadOptions::new();
        if let Some(encoding) = &self.encoding {
            options = options.encoding(Encoding::parse(encoding)?);
        }
        if self.decimal_comma {
            options = options.decimal_comma();
        }
        let mut settings = Settings::new();
        if let Some(name) = &self.scenario {
            settings = settings.scenario(name);
        }
        if let Some(set) = &self.gwp {
            settings = settings.gwp(set.parse().ok()?);
        }
        if let Some(boundary) = &self.boundary {
            settings = settings.boundary(boundary.parse().ok()?);
        }
        if self.allow_amplifying {
            settings = settings.allow_amplifying();
        }
        for StatedValue { name, value, per } in &self.set {
            let value = value.parse().ok()?;
            settings = match per {
                Some(unit) => settings.set_per(name, value, unit.parse().ok()?),
                None => settings.set(name, value),
            };
        }
        Some((options, settings))
    }
}

impl StatedValue {
    fn of(set: &Setting) -> Self {
        let per = set.unit.map(|unit| unit.symbol().to_owned());
        Self { name: set.name.clone(), value: set.value.to_string(), per }
    }
}

/// Lists the inputs, and gives each the name of its part.
pub(super) fn input_parts(inputs: &Inputs, contents: &Contents) -> Vec<InputPart> {
    let mut taken: BTreeMap<String, ()> = BTreeMap::new();
    let mut part_of = |folder: &str, name: &str| {
        let plain = format!("{folder}/{}", plain_name(name));
        let mut part = plain.clone();
        let mut more = 2_usize;
        // Names that differ only in case are one file on some systems.
        while taken.insert(part.to_lowercase(), ()).is_some() {
            part = format!("{plain}.{more}");
            more = more.saturating_add(1);
        }
        part
    };
    let mut listed = Vec::new();
    for (name, bytes) in &inputs.files {
        let part = part_of("inputs", name);
        listed.push(listed_input(name, part, bytes, None, contents));
    }
    for (at, (name, bytes)) in (1_usize..).zip(&inputs.libraries) {
        // A folder of its own, by its file name: where it lay on the disk is nobody's business.
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let part = part_of(&format!("libraries/{at}"), file);
        listed.push(listed_input(name, part, bytes, Some(at), contents));
    }
    listed
}

fn listed_input(name: &str, part: String, bytes: &[u8], library: Option<usize>, contents: &Contents) -> InputPart {
    let says = contents.iter().filter(|((file, table), _)| {
        let of_file = file == name || file.strip_prefix(name).is_some_and(|rest| rest.starts_with('#'));
        let beside = library.map(crate::read::library_table);
        of_file && beside.map_or(!table.starts_with(crate::read::LIBRARY_BESIDE), |beside| *table == beside)
    });
    InputPart {
        name: name.to_owned(),
        part,
        library: library.is_some(),
        bytes: bytes.len() as u64,
        sha256: digest(bytes),
        says: says.map(|((_, table), said)| (table.clone(), format!("sha256:{}", hex(said)))).collect(),
    }
}

pub(super) fn result_parts(parts: &Parts) -> Vec<ResultPart> {
    let part = |(name, bytes): (&String, &Vec<u8>)| ResultPart {
        part: name.clone(),
        bytes: bytes.len() as u64,
        sha256: digest(bytes),
    };
    parts.iter().map(part).collect()
}
