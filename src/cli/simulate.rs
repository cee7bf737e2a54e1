//! `pcf simulate`: a product's total over seeded draws of its uncertain inputs, alone or beside another.

use std::num::NonZeroUsize;

use clap::Args;

use super::one_item::ItemArguments;
use super::watch::Step;
use super::{Context, Failure, Format};
use crate::diagnostic::Diagnostic;
use crate::disclose::sensitivity::Held;
use crate::disclose::{simulate, terminal};
use crate::footprint::{Simulated, Simulation};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    item: ItemArguments,
    /// How many draws, from 100 to 10000000
    #[arg(long, visible_alias = "draws", value_name = "COUNT", default_value = "10000")]
    samples: u32,
    /// The same seed gives the same draws
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    seed: u64,
    /// Side by side with the same product in this scenario, over the same draws
    #[arg(long, value_name = "SCENARIO")]
    against: Option<String>,
    /// Side by side with this product instead, in the scenario of --against if there is one
    #[arg(long, value_name = "ID")]
    against_product: Option<String>,
    /// How many threads [default: as many as the machine has]; the result does not depend on it
    #[arg(long, value_name = "COUNT")]
    threads: Option<NonZeroUsize>,
    /// How many inputs the table shows
    #[arg(long, value_name = "COUNT", default_value = "10")]
    top: usize,
}

/// The same draws, of so many sides; a bar shows how many are made.
fn heard(context: &Context, simulation: Simulation, samples: u32, sides: u64) -> Simulation {
    let watch = context.watch.clone();
    watch.parts(Step::Drawing, u64::from(samples).saturating_mul(sides));
    simulation.on_progress(move |draws| watch.done(draws))
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let simulation = Simulation::new(arguments.samples, arguments.seed)?;
    let simulation = match arguments.threads {
        Some(count) => simulation.threads(count),
        None => simulation,
    };
    let (model, product) = arguments.item.open(context)?;
    let head = terminal::what_if(&model, context.style);
    let warnings = |sides: &[&Simulated]| {
        let mut all: Vec<Diagnostic> = Vec::new();
        for warning in sides.iter().flat_map(|s| s.footprint().warnings().iter().chain(s.warnings())) {
            if !all.contains(warning) {
                all.push(warning.clone());
            }
        }
        all
    };
    if arguments.against.is_none() && arguments.against_product.is_none() {
        let found = model.simulate(&product, &heard(context, simulation, arguments.samples, 1))?;
        let warnings = warnings(&[&found]);
        context.warn(&warnings);
        match context.format {
            Format::Json => context.output.text(&simulate::document(&model, &found, &warnings))?,
            Format::Csv => {
                let list = [(product.as_str(), found.distribution())];
                context.output.write(|out| simulate::rows(&model, list, out))?;
            }
            Format::Text => context.output.text(&(head + &simulate::page(&found, arguments.top, context.style)))?,
        }
        context.next(&format!("pcf sensitivity {} --product {product}", arguments.item.study.shown()));
        return Ok(());
    }
    let scenario = arguments.against.as_deref();
    let again = scenario.map(|name| model.again(&arguments.item.settings(Some(name)))).transpose()?;
    let other = again.as_ref().unwrap_or(&model);
    let other_product = arguments.against_product.as_deref().unwrap_or(&product);
    let simulation = heard(context, simulation, arguments.samples, 2);
    let found = model.simulate_against(&product, (other, other_product), &simulation)?;
    let [first, second] = found.sides();
    let held = Held::products((&model, &product), (other, other_product));
    let warnings = warnings(&[first, second]);
    context.warn(&warnings);
    match context.format {
        Format::Json => context.output.text(&simulate::pair_document([&model, other], &found, &warnings))?,
        Format::Csv => {
            let sides = [(held.product.as_str(), first.distribution()), (&held.against[0], second.distribution())];
            let list = sides.into_iter().chain([("difference", found.difference())]);
            context.output.write(|out| simulate::rows(&model, list, out))?;
        }
        Format::Text => {
            context.output.text(&(head + &simulate::pair_page(&found, &held, arguments.top, context.style)))?
        }
    }
    context.next(&format!("pcf compare {} --product {product}", arguments.item.study.shown()));
    Ok(())
}
