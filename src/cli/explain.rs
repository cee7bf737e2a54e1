//! `pcf explain`: the page of a code, from `docs/codes/`.

use clap::Args;

use super::{Context, Failure};
use crate::diagnostic::codes;
use crate::read::nearest::hint;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The code, for example E101; without one, the list
    code: Option<String>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let language = context.style.language;
    let Some(wanted) = &arguments.code else {
        let list: Vec<String> = codes::ALL.iter().map(|page| format!("{}\n", page.title(language))).collect();
        context.output.text(&list.concat())?;
        context.next("pcf explain E101");
        return Ok(());
    };
    let Some(page) = codes::page(wanted) else {
        let [near, near_zh] = hint(wanted, codes::ALL.iter().map(|page| page.code));
        return Err(Failure::Usage([
            format!("there is no code {wanted}{near}; `pcf explain` lists them"),
            format!("没有代码 {wanted}{near_zh}；pcf explain 列出全部代码"),
        ]));
    };
    context.output.text(page.text(language))?;
    context.next("pcf check STUDY");
    Ok(())
}
