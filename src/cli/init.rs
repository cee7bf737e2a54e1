//! `pcf init`: a small study that runs as it is, as a folder of CSV files or as one workbook.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Context, Failure};
use crate::disclose::template;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder to make; it must not exist yet, or be empty
    #[arg(required_unless_present = "xlsx")]
    dir: Option<PathBuf>,
    /// Write one workbook instead, with a sheet for each table, drop-downs and headers in two languages
    #[arg(long, value_name = "FILE", conflicts_with = "dir")]
    xlsx: Option<PathBuf>,
}

/// A file of a first study: its name and text.
type File = (&'static str, &'static str);

macro_rules! first_study {
    ($folder:literal: $($name:literal),*) => {
        [$(($name, include_str!(concat!("../../data/examples/", $folder, "/", $name)))),*]
    };
}
const EN: [File; 4] = first_study!("first-study": "study.toml", "bom.csv", "items.csv", "transport.csv");
const ZH: [File; 4] = first_study!("first-study-zh": "study.toml", "bom.csv", "items.csv", "transport.csv");

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    if let Some(file) = &arguments.xlsx {
        return workbook(context, file);
    }
    let Some(dir) = &arguments.dir else { return Ok(()) };
    must_be_free(dir)?;
    let files = context.say([EN, ZH]);
    context.output.folder(dir, &files)?;
    let shown = dir.display();
    context.output.text(
        &context.say([format!("{shown}: a first study, ready to run\n"), format!("{shown}：第一个研究，可直接运行\n")]),
    )?;
    context.next(&format!("pcf footprint {shown}"));
    Ok(())
}

/// Refuses a folder that holds anything.
pub(super) fn must_be_free(dir: &Path) -> Result<(), Failure> {
    let taken = std::fs::read_dir(dir).map_or(dir.exists(), |mut entries| entries.next().is_some());
    if taken {
        let shown = dir.display();
        return Err(Failure::Usage([
            format!("{shown} is there already and not an empty folder; name another one"),
            format!("{shown} 已存在且不是空文件夹；请换一个名字"),
        ]));
    }
    Ok(())
}

/// Writes the workbook; a file that is there already stays as it is.
fn workbook(context: &Context, file: &Path) -> Result<(), Failure> {
    let shown = file.display();
    if !file.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx")) {
        return Err(Failure::Usage([
            format!("{shown}: the name of a workbook ends with .xlsx"),
            format!("{shown}：工作簿的文件名应以 .xlsx 结尾"),
        ]));
    }
    if file.exists() {
        return Err(Failure::Usage([
            format!("{shown} is there already; name another file"),
            format!("{shown} 已存在；请换一个文件名"),
        ]));
    }
    let bytes = template::workbook(&crate::read::schemas()).map_err(std::io::Error::other)?;
    context.output.to(file.to_owned()).write(|out| out.write_all(&bytes))?;
    context.output.text(&context.say([
        format!("{shown}: a first study in one workbook, ready to run\n"),
        format!("{shown}：第一个研究（单个工作簿），可直接运行\n"),
    ]))?;
    context.next(&format!("pcf footprint {shown}"));
    Ok(())
}
