//! `pcf trace`: every kilogram's line, factor and cell; or the paths that carry most, or the whole derivation.

use clap::Args;

use super::one_item::ItemArguments;
use super::{Context, Failure, Format};
use crate::decimal::Decimal;
use crate::disclose::{json, rows, terminal, why};
use crate::footprint::{AuditSample, PathSearch};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    item: ItemArguments,
    /// The single paths from the product to factors that carry most, largest first
    #[arg(long)]
    paths: bool,
    /// With --paths: end where the paths together have this share of the total
    #[arg(long, value_name = "SHARE", default_value = "0.9", value_parser = share, requires = "paths")]
    share: Decimal,
    /// With --paths: end after so many paths
    #[arg(long, value_name = "COUNT", default_value = "100", requires = "paths")]
    most: usize,
    /// The derivation: each item with its lines, per declared unit, explained once
    #[arg(long, conflicts_with = "paths")]
    tree: bool,
    /// With --tree: fold lines that add less than this share of the total
    #[arg(long, value_name = "SHARE", default_value = "0.001", value_parser = share, requires = "tree")]
    least: Decimal,
    /// The lines that a verifier must see: the largest, until they cover this share of the total in per cent, and some
    /// of the rest drawn at random
    #[arg(long, value_name = "PERCENT", value_parser = per_cent, requires = "seed", conflicts_with_all = ["paths", "tree"])]
    coverage: Option<Decimal>,
    /// With --coverage: a whole number; the same seed draws the same lines
    #[arg(long, value_name = "SEED", requires = "coverage")]
    seed: Option<u64>,
    /// With --coverage: how many of the rest are drawn [default: the square root of their number]
    #[arg(long, value_name = "COUNT", requires = "coverage")]
    sample: Option<usize>,
}

fn per_cent(text: &str) -> Result<Decimal, String> {
    let number = text.trim().trim_end_matches('%').trim_end().parse::<Decimal>().ok();
    let share = number.and_then(|n| n.checked_div(Decimal::from(100)).ok());
    share.filter(|s| !s.is_negative() && *s <= Decimal::ONE).ok_or_else(|| "a number from 0 to 100".to_owned())
}

fn share(text: &str) -> Result<Decimal, String> {
    let share = text.parse::<Decimal>().ok().filter(|s| !s.is_negative() && *s <= Decimal::ONE);
    share.ok_or_else(|| "a number from 0 to 1".to_owned())
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let (model, product) = arguments.item.open(context)?;
    let head = terminal::what_if(&model, context.style);
    if arguments.paths {
        let search = PathSearch::new().share(arguments.share).most(arguments.most);
        let (footprint, found) = model.structural_paths(&product, &search)?;
        context.warn(model.warnings());
        match context.format {
            Format::Json => context.output.text(&why::paths_json(&model, &footprint, &found))?,
            Format::Csv => context.output.write(|out| why::paths_rows(&footprint, &found, out))?,
            Format::Text => context.output.text(&(head + &why::paths(&footprint, &found, context.style)))?,
        }
        context.next(&format!("pcf trace {} --product {product} --tree", arguments.item.study.shown()));
        return Ok(());
    }
    if arguments.tree {
        let (footprint, explanation) = model.explain(&product, arguments.least)?;
        context.warn(model.warnings());
        match context.format {
            Format::Json => context.output.text(&why::explanation_json(&model, &footprint, &explanation))?,
            Format::Csv => context.output.write(|out| why::explanation_rows(&footprint, &explanation, out))?,
            Format::Text => {
                context.output.text(&(head + &why::explanation(&footprint, &explanation, context.style)))?;
            }
        }
        context.next(&format!("pcf sensitivity {} --product {product}", arguments.item.study.shown()));
        return Ok(());
    }
    if let (Some(coverage), Some(seed)) = (arguments.coverage, arguments.seed) {
        let asked = AuditSample::new(coverage, seed);
        let asked = arguments.sample.map_or(asked, |count| asked.size(count));
        let (footprint, audit) = model.audit_lines(&product, &asked)?;
        context.warn(model.warnings());
        match context.format {
            Format::Json => context.output.text(&json::audit(&model, &footprint, &audit))?,
            Format::Csv => context.output.write(|out| rows::audit(&footprint, &audit, out))?,
            Format::Text => context.output.text(&(head + &terminal::audit(&footprint, &audit, context.style)))?,
        }
        context.next(&format!("pcf check {}", arguments.item.study.shown()));
        return Ok(());
    }
    let (footprint, lines) = model.trace(&product)?;
    context.warn(model.warnings());
    match context.format {
        Format::Json => context.output.text(&json::trace(&model, &footprint, &lines))?,
        Format::Csv => context.output.write(|out| rows::trace(&footprint, &lines, out))?,
        Format::Text => context.output.text(&(head + &terminal::trace(&footprint, &lines, context.style)))?,
    }
    context.next(&format!("pcf factors show {}", lines.first().map_or("electricity-grid", |l| l.factor().id())));
    Ok(())
}
