//! `pcf compare`: two studies, two versions or two scenarios, and what their difference is made of.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Failure, Format, StudyArguments, encoding};
use crate::diagnostic::{Diagnostic, Report, audit};
use crate::disclose::comparison::{self, Compared};
use crate::footprint::{Comparison, Model};
use crate::gas::GwpSet;
use crate::read::Encoding;
use crate::stage::Boundary;

/// Two studies, or two scenarios of one. Between two studies, one --scenario is used for both, two for one each. Of one
/// study, one --scenario is compared with the study as it is, two with each other.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The study before and the study after; or one study with --scenario
    #[arg(value_name = "STUDY", num_args = 1..=2, required = true)]
    studies: Vec<PathBuf>,
    /// Scenario before, scenario after
    #[arg(long, value_name = "NAME")]
    scenario: Vec<String>,
    /// Only this product; OLD=NEW where its id has changed; may be given several times
    #[arg(long, value_name = "ID")]
    product: Vec<String>,
    /// Encoding of the CSV files, instead of recognising it: utf-8, utf-16 or gb18030
    #[arg(long, value_parser = encoding)]
    encoding: Option<Encoding>,
    /// Numbers are written with a decimal comma
    #[arg(long)]
    decimal_comma: bool,
    /// The longest file that is read, in MiB [default: 1024]
    #[arg(long, value_name = "MIB", hide_short_help = true)]
    longest_file: Option<u32>,
    /// A file of factors that wins over the embedded library, for both; may be given several times
    #[arg(long, value_name = "FILE")]
    library: Vec<PathBuf>,
    /// GWP set for both, instead of the studies': AR4, AR5 or AR6
    #[arg(long, value_name = "SET")]
    gwp: Option<GwpSet>,
    /// System boundary for both, instead of the studies': cradle-to-gate or cradle-to-grave
    #[arg(long)]
    boundary: Option<Boundary>,
    /// Solve loops that make less than they take, with a warning, instead of refusing them
    #[arg(long)]
    allow_amplifying: bool,
}

impl Arguments {
    fn study(&self, at: usize) -> StudyArguments {
        StudyArguments {
            study: self.studies.get(at).cloned().unwrap_or_default(),
            encoding: self.encoding,
            decimal_comma: self.decimal_comma,
            longest_file: self.longest_file,
            scenario: Vec::new(),
            gwp: self.gwp,
            boundary: self.boundary,
            allow_amplifying: self.allow_amplifying,
            library: self.library.clone(),
            matches: None,
        }
    }

    fn models(&self, context: &Context) -> Result<[Model; 2], Failure> {
        let scenarios: Vec<&str> = self.scenario.iter().map(String::as_str).collect();
        let usage = |en: &str, zh: &str| Err(Failure::Usage([en.to_owned(), zh.to_owned()]));
        match (self.studies.len(), scenarios.as_slice()) {
            (1, []) => usage(
                "name a second study, or a scenario with --scenario",
                "请再指定一个研究，或用 --scenario 指定情景",
            ),
            (1, [one]) => {
                let before = self.study(0).model_of(context, None)?;
                let after = before.again(&self.study(0).settings(Some(one)))?;
                Ok([before, after])
            }
            (1, [one, two]) => {
                let before = self.study(0).model_of(context, Some(one))?;
                let after = before.again(&self.study(0).settings(Some(two)))?;
                Ok([before, after])
            }
            (_, []) => Ok([self.study(0).model_of(context, None)?, self.study(1).model_of(context, None)?]),
            (_, [both]) => {
                Ok([self.study(0).model_of(context, Some(both))?, self.study(1).model_of(context, Some(both))?])
            }
            (_, [one, two]) => {
                Ok([self.study(0).model_of(context, Some(one))?, self.study(1).model_of(context, Some(two))?])
            }
            _ => usage("at most two --scenario", "最多两个 --scenario"),
        }
    }

    /// The ids to compare, before and after; and what is only in one of the two.
    fn products(&self, before: &Model, after: &Model) -> Result<(Vec<[String; 2]>, Vec<Diagnostic>), Failure> {
        if !self.product.is_empty() {
            let named = self.product.iter().map(|text| {
                // An id may hold an equals sign of its own.
                let whole = [before, after].iter().any(|m| m.study().has_item(text));
                match text.split_once('=') {
                    Some((old, new)) if !whole => [old.to_owned(), new.to_owned()],
                    _ => [text.clone(), text.clone()],
                }
            });
            return Ok((named.collect(), Vec::new()));
        }
        let [old, new]: [Vec<&str>; 2] = [before.products().collect(), after.products().collect()];
        let both = old.iter().filter(|id| new.contains(id));
        let both: Vec<[String; 2]> = both.map(|id| [(*id).to_owned(), (*id).to_owned()]).collect();
        let mut report = Report::default();
        if both.is_empty() {
            let [seen, other] = [&old, &new].map(|ids| ids.iter().take(5).copied().collect::<Vec<_>>().join(", "));
            report.add(&audit::PRODUCT_IN_NEITHER, None, &[("seen", &seen), ("other", &other)]);
            return Err(Failure::Input(report.into_diagnostics()));
        }
        for (ids, others, side) in [(&old, &new, ["before", "之前"]), (&new, &old, ["after", "之后"])] {
            for id in ids.iter().filter(|id| !others.contains(id)) {
                let arguments = [("seen", *id), ("side", side[0]), ("side_zh", side[1])];
                report.add(&audit::PRODUCT_IN_ONE, None, &arguments);
            }
        }
        Ok((both, report.into_diagnostics()))
    }
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let [before, after] = arguments.models(context)?;
    let (ids, mut warnings) = arguments.products(&before, &after)?;
    let mut products = Vec::with_capacity(ids.len());
    let mut refused: Vec<Diagnostic> = Vec::new();
    for [old, new] in &ids {
        match Comparison::between((&before, old), (&after, new)) {
            Ok(comparison) => products.push(comparison),
            Err(error) => {
                refused.extend(error.diagnostics().iter().filter(|d| !refused.contains(d)).cloned().collect::<Vec<_>>())
            }
        }
    }
    if !refused.is_empty() {
        return Err(Failure::Input(refused));
    }
    // What belongs to either number belongs to their difference.
    let of_studies = before.warnings().iter().chain(after.warnings());
    for warning in products.iter().flat_map(|c| c.warnings()).chain(of_studies) {
        if !warnings.contains(warning) {
            warnings.push(warning.clone());
        }
    }
    context.warn(&warnings);
    let compared = Compared { before: &before, after: &after, products, warnings };
    match context.format {
        Format::Json => context.output.text(&comparison::document(&compared))?,
        Format::Csv => context.output.write(|out| comparison::rows(&compared, out))?,
        Format::Text => context.output.text(&comparison::page(&compared, context.style))?,
    }
    let after = arguments.studies.last().map(|p| p.display().to_string()).unwrap_or_default();
    context.next(&format!("pcf trace {after}"));
    Ok(())
}
