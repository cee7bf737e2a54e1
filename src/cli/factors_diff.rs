//! `pcf factors diff`: what is new in a library, and what that does to a study.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Context, Failure, Format};
use crate::diagnostic::Report;
use crate::disclose::comparison::Compared;
use crate::disclose::factor_diff::{self, Differences};
use crate::factor::FactorLibrary;
use crate::footprint::{Comparison, Model};
use crate::gas::GwpSet;
use crate::read::{Inputs, ReadOptions};
use crate::resolve::Settings;
use crate::study::Study;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The older library: a file of factors, or `embedded`
    old: PathBuf,
    /// The newer library: a file of factors, or `embedded`
    new: PathBuf,
    /// A study: its products with the older and with the newer library. A file that the study reads itself is read
    /// from NEW in its place, any other wins over the embedded library
    #[arg(long)]
    study: Option<PathBuf>,
    /// Only this product of the study; may be given several times
    #[arg(long, value_name = "ID", requires = "study")]
    product: Vec<String>,
    /// Calculate with this scenario of the study
    #[arg(long, value_name = "NAME", requires = "study")]
    scenario: Option<String>,
}

/// The library that an argument means. A file of that very name is meant before the word.
fn library(path: &Path, found: &mut Report) -> FactorLibrary {
    if is_embedded(path) { FactorLibrary::embedded() } else { FactorLibrary::read(path, &ReadOptions::new(), found) }
}

fn is_embedded(path: &Path) -> bool {
    path.as_os_str() == "embedded" && !path.exists()
}

impl Arguments {
    /// The study with the older and with the newer library.
    fn models(&self, study: &Path) -> Result<[Model; 2], Failure> {
        let mut settings = Settings::new();
        if let Some(name) = &self.scenario {
            settings = settings.scenario(name);
        }
        let model = |study: Study| Ok::<_, Failure>(Model::with(study, FactorLibrary::embedded(), &settings)?);
        let options = ReadOptions::new();
        let (mut inputs, heard) = Inputs::gather(study, &[], &options)?;
        let old = self.old.canonicalize().ok();
        let folder = if study.is_dir() { study } else { Path::new("") };
        let own =
            inputs.files.iter_mut().find(|(name, _)| old.is_some() && folder.join(name).canonicalize().ok() == old);
        if let Some((_, bytes)) = own {
            *bytes = crate::read::disk::named(&self.new, crate::read::disk::MAX_FILE).map_err(Failure::Io)?;
            return Ok([model(heard.study)?, model(inputs.read(&options).study)?]);
        }
        let beside = |path: &Path| {
            let mut found = Report::default();
            let library = if is_embedded(path) { FactorLibrary::empty() } else { library(path, &mut found) };
            model(inputs.read(&options).study.with_library(library, found))
        };
        Ok([beside(&self.old)?, beside(&self.new)?])
    }
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let mut found = Report::default();
    let [old, new] = [&arguments.old, &arguments.new].map(|path| library(path, &mut found));
    if found.has_errors() {
        return Err(Failure::Input(found.into_diagnostics()));
    }
    let models = arguments.study.as_ref().map(|study| arguments.models(study)).transpose()?;
    let study = match &models {
        None => None,
        Some([before, after]) => Some(compared(before, after, &arguments.product)?),
    };
    let gwp = models.as_ref().map_or(GwpSet::default(), |[_, after]| after.gwp());
    context.warn(study.as_ref().map_or(found.diagnostics(), |s| &s.warnings));
    let differences = Differences { rows: old.diff(&new), gwp, study };
    match context.format {
        Format::Json => context.output.text(&factor_diff::document(&differences))?,
        Format::Csv => context.output.write(|out| factor_diff::rows(&differences, out))?,
        Format::Text => context.output.text(&factor_diff::page(&differences, context.style))?,
    }
    Ok(())
}

/// Every product, or those that were asked for, with either library.
fn compared<'a>(before: &'a Model, after: &'a Model, wanted: &[String]) -> Result<Compared<'a>, Failure> {
    let all: Vec<String> = before.products().map(str::to_owned).collect();
    let ids = if wanted.is_empty() { &all } else { wanted };
    let products = ids.iter().map(|id| Comparison::of(before, after, id)).collect::<Result<Vec<_>, _>>()?;
    let mut warnings = before.warnings().to_vec();
    let of_products = products.iter().flat_map(|c| c.warnings());
    for warning in after.warnings().iter().chain(of_products) {
        if !warnings.contains(warning) {
            warnings.push(warning.clone());
        }
    }
    Ok(Compared { before, after, products, warnings })
}
