//! `pcf footprint`: the main job, for the study as it is, for one scenario, or for several side by side.

use clap::Args;

use super::{Context, Failure, Format, StudyArguments, WhatIf};
use crate::diagnostic::Diagnostic;
use crate::disclose::{json, rows, terminal, why};
use crate::footprint::{Footprint, GroupBy, Model, all_warnings};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    study: StudyArguments,
    #[command(flatten)]
    what_if: WhatIf,
    /// Only this item, product or not; may be given several times
    #[arg(long, value_name = "ID")]
    product: Vec<String>,
    /// The study as it is and every scenario that it states, side by side; --scenario may also be given several times
    #[arg(long, conflicts_with = "scenario")]
    all_scenarios: bool,
    /// Take the footprint apart: factor, item, supplier, stage, region or origin; may be given several times
    #[arg(long, value_name = "SIDE", value_parser = side, conflicts_with = "all_scenarios")]
    by: Vec<GroupBy>,
}

fn side(text: &str) -> Result<GroupBy, String> {
    GroupBy::parse(text).ok_or_else(|| format!("one of {}", GroupBy::NAMES.join(", ")))
}

impl Arguments {
    fn footprints(&self, model: &Model) -> Result<Vec<Footprint>, Failure> {
        Ok(if self.product.is_empty() && (self.by.is_empty() || model.products().next().is_none()) {
            model.footprints()?
        } else if self.product.is_empty() {
            model.products().map(|id| model.footprint_by(id, &self.by)).collect::<Result<_, _>>()?
        } else {
            self.product.iter().map(|id| model.footprint_by(id, &self.by)).collect::<Result<_, _>>()?
        })
    }
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    if arguments.all_scenarios || arguments.study.scenario.len() > 1 {
        if !arguments.by.is_empty() {
            return Err(Failure::Usage([
                "--by takes one scenario apart; leave it out to compare several".to_owned(),
                "--by 用于拆分单个情景；比较多个情景时请去掉它".to_owned(),
            ]));
        }
        return side_by_side(context, arguments);
    }
    let model = arguments.study.model_if(context, &arguments.what_if)?;
    let footprints = arguments.footprints(&model)?;
    let warnings: Vec<Diagnostic> = all_warnings(&model, &footprints).into_iter().cloned().collect();
    context.warn(&warnings);
    match context.format {
        Format::Json => context.output.text(&json::footprints(&model, &footprints))?,
        Format::Csv if !arguments.by.is_empty() => context.output.write(|out| why::breakdown_rows(&footprints, out))?,
        Format::Csv => context.output.write(|out| rows::footprints(&footprints, out))?,
        Format::Text => {
            let pages: Vec<String> = footprints.iter().map(|f| terminal::footprint(&model, f, context.style)).collect();
            context.output.text(&(terminal::what_if(&model, context.style) + &pages.join("\n")))?;
        }
    }
    if let Some(first) = footprints.first() {
        context.next(&format!("pcf trace {} --product {}", arguments.study.shown(), first.id()));
    }
    Ok(())
}

/// Says which of several scenarios the errors that follow belong to.
fn name_scenario(context: &Context, name: Option<&str>) {
    if let Some(name) = name.filter(|_| context.format != Format::Json) {
        context.output_note(&[format!("scenario {name}:"), format!("情景 {name}：")]);
    }
}

/// Several scenarios of a study that is read once.
fn side_by_side(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let first = arguments.study.scenario.first().map(String::as_str);
    let first = arguments
        .study
        .model_of_if(context, first, &arguments.what_if)
        .inspect_err(|_| name_scenario(context, first))?;
    let others: Vec<String> = if arguments.all_scenarios {
        first.study().scenario_names().map(str::to_owned).collect()
    } else {
        arguments.study.scenario.iter().skip(1).cloned().collect()
    };
    let mut models = vec![first];
    for name in &others {
        let next = models[0].again(&arguments.study.settings_if(Some(name), &arguments.what_if));
        let next = next.inspect_err(|_| name_scenario(context, Some(name)))?;
        models.push(next);
    }
    let mut runs = Vec::with_capacity(models.len());
    for model in models {
        let footprints = arguments.footprints(&model)?;
        runs.push((model, footprints));
    }
    let mut warnings: Vec<Diagnostic> = Vec::new();
    for (model, footprints) in &runs {
        for warning in all_warnings(model, footprints) {
            if !warnings.contains(warning) {
                warnings.push(warning.clone());
            }
        }
    }
    context.warn(&warnings);
    match context.format {
        Format::Json => context.output.text(&json::scenarios(&runs))?,
        Format::Csv => {
            let all: Vec<Footprint> = runs.iter().flat_map(|(_, footprints)| footprints.clone()).collect();
            context.output.write(|out| rows::footprints(&all, out))?;
        }
        Format::Text => {
            let head = runs.first().map(|(model, _)| terminal::what_if(model, context.style)).unwrap_or_default();
            context.output.text(&(head + &terminal::scenarios(&runs, context.style)))?;
        }
    }
    context.next(&format!("pcf footprint {} --scenario {}", arguments.study.shown(), others.join(" ")));
    Ok(())
}
