//! What commands about one item of a study begin with.

use clap::Args;

use super::{Context, Failure, StudyArguments, WhatIf};
use crate::footprint::Model;
use crate::resolve::Settings;

/// A study, what is set in it, and one of its items.
#[derive(Debug, Args)]
pub(super) struct ItemArguments {
    #[command(flatten)]
    pub(super) study: StudyArguments,
    #[command(flatten)]
    what_if: WhatIf,
    /// The item [default: the study's only product]
    #[arg(long, value_name = "ID")]
    product: Option<String>,
}

impl ItemArguments {
    /// The model with what is set, and the item.
    pub(super) fn open(&self, context: &Context) -> Result<(Model, String), Failure> {
        let model = self.study.model_if(context, &self.what_if)?;
        let product = one_product(&model, self.product.as_deref())?;
        Ok((model, product))
    }

    /// The same settings in a scenario.
    pub(super) fn settings(&self, scenario: Option<&str>) -> Settings {
        self.study.settings_if(scenario, &self.what_if)
    }
}

/// The item that is named, else the study's only product.
pub(super) fn one_product(model: &Model, named: Option<&str>) -> Result<String, Failure> {
    if let Some(id) = named {
        return Ok(id.to_owned());
    }
    let products: Vec<&str> = model.products().collect();
    let [only] = products.as_slice() else {
        let listed = products.iter().take(10).copied().collect::<Vec<_>>().join(", ");
        return Err(Failure::Usage([
            format!("the study has {} products; name one with --product: {listed}", products.len()),
            format!("研究有 {} 个产品；请用 --product 指定：{listed}", products.len()),
        ]));
    };
    Ok((*only).to_owned())
}
