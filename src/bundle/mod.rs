//! Everything that a verifier needs in one file: inputs, settings, factors, results and the digests of them all. What
//! was packed can be calculated anew from the file alone, and compared byte by byte.
//!
//! Packing and verifying are one way: a bundle is verified by packing its inputs again.

mod container;
mod difference;
mod manifest;
pub(crate) mod page;
mod study;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Place, Report, verify};
use crate::disclose::{json, rows};
use crate::error::Error;
use crate::factor::FactorLibrary;
use crate::footprint::{Footprint, Model};
use crate::read::{Heard, Inputs, ReadOptions, digest_of_all};
use crate::resolve::Settings;
use container::{MAX_EXPANDED, Parts, too_large};
pub use difference::Difference;
use manifest::{GENERATOR, MANIFEST, Manifest, SCHEMA, Stated, StudyName, digest};
pub use study::{FileComparison, FileState};

/// The parts that hold results, in the order in which they are looked at; traces come after them.
const RESULT: &str = "result.json";
const FACTORS: &str = "factors.csv";
const README: &str = "README.txt";
/// Follows the key of an input whose bytes differ although it says the same.
const REWRITTEN: &str = ", says the same";
const README_TEXT: &str = include_str!("readme.txt");

/// A verifier's bundle: the inputs of a study, its results, and what they were calculated with.
#[derive(Clone, Debug)]
pub struct Bundle {
    manifest: Manifest,
    parts: Parts,
}

/// What verifying a bundle found.
#[derive(Clone, Debug)]
pub struct Verification {
    pub(crate) differences: Vec<Difference>,
    pub(crate) warnings: Vec<Diagnostic>,
    pub(crate) inputs: usize,
    pub(crate) results: usize,
}

impl Verification {
    /// Whether every digest holds and everything calculated anew is the same, byte by byte.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.differences.is_empty()
    }

    /// Where the bundle is not what its inputs give: at most one entry a part, inputs first.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// What a reader of the answer should know.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

impl Bundle {
    /// Reads a study, calculates it, and keeps everything. Without `products` all of the study's are calculated. The
    /// first of the `libraries` wins over the others, and all over those that the study names.
    ///
    /// # Errors
    ///
    /// As [`Study::open_with`](crate::Study::open_with) and [`Model::footprint`]; or the bundle would be too large
    /// (E114).
    pub fn pack(
        study: impl AsRef<Path>,
        libraries: &[PathBuf],
        options: &ReadOptions,
        settings: &Settings,
        products: &[String],
    ) -> Result<Self, Error> {
        let (inputs, heard) = Inputs::gather(study.as_ref(), libraries, options)?;
        Self::make(&inputs, heard, &Stated::of(options, settings, products), settings)
    }

    fn make(inputs: &Inputs, heard: Heard, stated: &Stated, settings: &Settings) -> Result<Self, Error> {
        let Heard { study, contents } = heard;
        let model = Model::with(study, FactorLibrary::embedded(), settings)?;
        let footprints = if stated.products.is_empty() {
            model.footprints()?
        } else {
            stated.products.iter().map(|id| model.footprint(id)).collect::<Result<_, _>>()?
        };
        let mut parts = results(&model, &footprints)?;
        let manifest = Manifest {
            schema: SCHEMA.to_owned(),
            generator: GENERATOR.to_owned(),
            data: crate::data::VERSION.trim().to_owned(),
            study: StudyName { name: inputs.name.clone(), file: inputs.single.clone() },
            settings: stated.clone(),
            inputs: manifest::input_parts(inputs, &contents),
            model: digest_of_all(&contents, None),
            results: manifest::result_parts(&parts),
        };
        let bytes = inputs.files.values().chain(inputs.libraries.iter().map(|(_, bytes)| bytes));
        for (listed, bytes) in manifest.inputs.iter().zip(bytes) {
            parts.insert(listed.part.clone(), bytes.clone());
        }
        parts.insert(MANIFEST.to_owned(), json::text(&manifest).into_bytes());
        Ok(Self { manifest, parts })
    }

    /// The bundle as a zip file. The same study and settings give the same bytes.
    ///
    /// # Errors
    ///
    /// It would be larger than [`Bundle::from_bytes`] reads (E114).
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        container::write(&self.parts)
    }

    /// Reads a bundle. Nothing in it is believed yet: ask [`Bundle::verify`].
    ///
    /// # Errors
    ///
    /// It is no zip file (E120), is larger than a bundle may be, packed or unpacked (E114), names a part twice (E104)
    /// or outside its folder (E119), or has no manifest (E112).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let parts = container::read(bytes)?;
        let without = |reason: &str, reason_zh: &str| {
            let mut report = Report::default();
            let arguments = [("seen", MANIFEST), ("reason", reason), ("reason_zh", reason_zh)];
            report.add(&verify::BUNDLE_WITHOUT_MANIFEST, Some(Place::file(MANIFEST)), &arguments);
            Error::input(report)
        };
        let text = parts.get(MANIFEST).ok_or_else(|| without("there is none", "没有该部分"))?;
        let manifest: Manifest = serde_json::from_slice(text).map_err(|e| without(&e.to_string(), &e.to_string()))?;
        if manifest.schema != SCHEMA {
            return Err(without("it is of another schema", "其 schema 不同"));
        }
        Ok(Self { manifest, parts })
    }

    /// `sha256:…` of the manifest, which holds the digests of everything else: what a verification statement names.
    #[must_use]
    pub fn digest(&self) -> String {
        digest(self.parts.get(MANIFEST).map_or(&[][..], Vec::as_slice))
    }

    /// `sha256:…` of what the inputs say, however they are written: other encodings, separators, line ends, spellings
    /// of headers and units, and another order of rows or columns leave it as it is.
    #[must_use]
    pub fn model_digest(&self) -> &str {
        &self.manifest.model
    }

    /// The program and the data that packed it, by their versions.
    #[must_use]
    pub fn made_by(&self) -> (&str, &str) {
        (&self.manifest.generator, &self.manifest.data)
    }

    /// The name and bytes of each part, in order of the names.
    pub fn parts(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// Calculates everything anew from the inputs in the bundle, without touching a disk, and compares.
    #[must_use]
    pub fn verify(&self) -> Verification {
        let mut found = Verification {
            differences: Vec::new(),
            warnings: Vec::new(),
            inputs: self.manifest.inputs.len(),
            results: self.manifest.results.len(),
        };
        let inputs = self.inputs(&mut found.differences);
        let listed = self.manifest.inputs.iter().map(|p| &p.part).chain(self.manifest.results.iter().map(|p| &p.part));
        let listed: BTreeSet<&String> = listed.collect();
        for (name, bytes) in &self.parts {
            if name != MANIFEST && !listed.contains(name) {
                let size = format!("{} bytes", bytes.len());
                found.differences.push(Difference::whole(name, "part", "no such part in the manifest", &size));
            }
        }
        if let Some(inputs) = inputs {
            self.compare(&inputs, &mut found);
        }
        found
    }

    /// The inputs, their digests compared with the manifest; `None` if one is not there.
    fn inputs(&self, differences: &mut Vec<Difference>) -> Option<Inputs> {
        let Manifest { study, inputs: listed, .. } = &self.manifest;
        let mut inputs = Inputs { name: study.name.clone(), single: study.file.clone(), ..Inputs::default() };
        let mut whole = true;
        let mut met: BTreeSet<&String> = BTreeSet::new();
        for input in listed {
            // What is listed a million times is not held a million times.
            if !met.insert(&input.part) {
                differences.push(Difference::whole(&input.part, "part", "listed once", "listed twice"));
                return None;
            }
            let Some(bytes) = self.parts.get(&input.part) else {
                let size = format!("{} bytes", input.bytes);
                differences.push(Difference::whole(&input.part, "part", &size, "nothing"));
                whole = false;
                continue;
            };
            if digest(bytes) != input.sha256 {
                differences.push(Difference::whole(&input.part, "sha256", &input.sha256, &digest(bytes)));
            }
            if input.library {
                inputs.libraries.push((input.name.clone(), bytes.clone()));
            } else {
                inputs.files.insert(input.name.clone(), bytes.clone());
            }
        }
        whole.then_some(inputs)
    }

    fn compare(&self, inputs: &Inputs, found: &mut Verification) {
        let stated = &self.manifest.settings;
        let anew = match stated.read() {
            Some((options, settings)) => Self::make(inputs, inputs.read(&options), stated, &settings),
            None => {
                let settings = json::text(stated);
                found.differences.push(Difference::whole(MANIFEST, "settings", "known names", &settings));
                return;
            }
        };
        let mut anew = match anew {
            Ok(anew) => anew,
            Err(error) => {
                let refused = format!("a result; the inputs give none: {error}");
                found.differences.push(Difference::whole(RESULT, "part", "no result", &refused));
                return;
            }
        };
        if self.made_by() != anew.made_by() {
            let said = |(generator, data): (&str, &str)| format!("{generator} / {data}");
            let (seen, other) = (said(self.made_by()), said(anew.made_by()));
            let mut report = Report::default();
            report.add(&verify::OTHER_VERSION, None, &[("seen", &seen), ("other", &other)]);
            found.warnings.extend(report.into_diagnostics());
            anew.rename_versions(&self.manifest);
        }
        // An input with other bytes may still say what the packed one said.
        for (stated, now) in self.manifest.inputs.iter().zip(&anew.manifest.inputs) {
            let rewritten = stated.sha256 != now.sha256 && !now.says.is_empty() && stated.says == now.says;
            let mut of_input = found.differences.iter_mut().filter(|d| rewritten && d.part == stated.part);
            if let Some(difference) = of_input.next() {
                difference.key.push_str(REWRITTEN);
            }
        }
        let traces = anew.parts.keys().filter(|name| name.starts_with("trace/"));
        let mut traces: Vec<&str> = traces.map(String::as_str).collect();
        traces.sort_by_key(|name| (name.len(), *name));
        for part in [RESULT, FACTORS].into_iter().chain(traces).chain([README, MANIFEST]) {
            let Some(expected) = anew.parts.get(part) else { continue };
            let difference = match self.parts.get(part) {
                Some(held) => Difference::between(part, expected, held),
                None => Some(Difference::whole(part, "part", &format!("{} bytes", expected.len()), "nothing")),
            };
            found.differences.extend(difference);
        }
        for part in &self.manifest.results {
            if !anew.parts.contains_key(&part.part) {
                let size = format!("{} bytes", part.bytes);
                found.differences.push(Difference::whole(&part.part, "part", "nothing", &size));
            }
        }
    }

    /// Puts the versions of another manifest in the place of ours, in every document that states them.
    fn rename_versions(&mut self, other: &Manifest) {
        let line = |key: &str, value: &str| format!("\"{key}\": {}", serde_json::Value::from(value));
        let ours = [line("generator", &self.manifest.generator), line("data", &self.manifest.data)];
        let theirs = [line("generator", &other.generator), line("data", &other.data)];
        for (_, bytes) in self.parts.iter_mut().filter(|(name, _)| *name == RESULT || name.starts_with("trace/")) {
            let mut text = String::from_utf8_lossy(bytes).into_owned();
            for (ours, theirs) in ours.iter().zip(&theirs) {
                text = text.replacen(ours, theirs, 1);
            }
            *bytes = text.into_bytes();
        }
        let results = self.manifest.results.iter().filter_map(|part| self.parts.get_key_value(&part.part));
        self.manifest.results = manifest::result_parts(&results.map(|(n, b)| (n.clone(), b.clone())).collect());
        self.manifest.generator.clone_from(&other.generator);
        self.manifest.data.clone_from(&other.data);
        self.parts.insert(MANIFEST.to_owned(), json::text(&self.manifest).into_bytes());
    }
}

/// The parts that are calculated.
fn results(model: &Model, footprints: &[Footprint]) -> Result<Parts, Error> {
    let mut parts = Parts::new();
    let mut left = MAX_EXPANDED;
    let mut add = |name: String, bytes: Vec<u8>| {
        left = left.checked_sub(bytes.len() as u64).ok_or_else(too_large)?;
        parts.insert(name, bytes);
        Ok::<(), Error>(())
    };
    add(README.to_owned(), README_TEXT.as_bytes().to_vec())?;
    add(RESULT.to_owned(), json::footprints(model, footprints).into_bytes())?;
    let ids: Vec<&str> = footprints.iter().map(Footprint::id).collect();
    let mut table = Vec::new();
    // Writing to memory does not fail.
    let _ = rows::used_factors(&model.used_factors(&ids)?, &mut table);
    add(FACTORS.to_owned(), table)?;
    for (at, id) in (1_usize..).zip(ids) {
        let (footprint, lines) = model.trace(id)?;
        add(format!("trace/{at}.json"), json::trace(model, &footprint, &lines).into_bytes())?;
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_of_another_version_holds_if_only_the_names_differ() {
        let study = concat!(env!("CARGO_MANIFEST_DIR"), "/data/examples/first-study");
        let mut bundle = Bundle::pack(study, &[], &ReadOptions::new(), &Settings::new(), &[]).unwrap();
        let other =
            Manifest { generator: "product-footprint 99 \"x\"".into(), data: "2099".into(), ..Manifest::default() };
        bundle.rename_versions(&other);
        let found = bundle.verify();
        assert_eq!(found.differences(), []);
        assert_eq!(found.warnings().iter().map(Diagnostic::code).collect::<Vec<_>>(), ["W245"]);
    }
}
