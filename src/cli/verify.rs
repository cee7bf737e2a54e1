//! `pcf verify`: a bundle calculated anew and compared; and, if a study is named, the bundle beside it.

use std::io::Read;
use std::path::PathBuf;

use clap::Args;

use super::{Context, Failure, Format};
use crate::bundle::Bundle;
use crate::bundle::page::{self, Verified};
use crate::diagnostic::{Place, Report, texts};

/// More than any bundle may have; what is longer is refused by its length.
const MOST: u64 = (256 << 20) + 1;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The bundle that `pcf pack` wrote
    bundle: PathBuf,
    /// Compare the bundle with this study as well: which file is the same, says the same, or was changed
    study: Option<PathBuf>,
    /// A library file of that study, in the order in which it was packed; may be given several times
    #[arg(long, value_name = "FILE", requires = "study")]
    library: Vec<PathBuf>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    let read = std::fs::File::open(&arguments.bundle).and_then(|file| file.take(MOST).read_to_end(&mut bytes));
    if let Err(error) = read {
        let name = arguments.bundle.display().to_string();
        let mut report = Report::default();
        let arguments = [("seen", name.as_str()), ("reason", &error.to_string())];
        report.add(&texts::FILE_UNREADABLE, Some(Place::file(name.as_str())), &arguments);
        return Err(Failure::Input(report.into_diagnostics()));
    }
    let bundle = Bundle::from_bytes(&bytes)?;
    drop(bytes);
    let found = bundle.verify();
    let files = match &arguments.study {
        Some(study) => Some(bundle.compare_with(study, &arguments.library)?),
        None => None,
    };
    context.warn(found.warnings());
    let shown = arguments.bundle.display().to_string();
    let verified = Verified { bundle: &bundle, found: &found, files: files.as_deref() };
    match context.format {
        Format::Json => context.output.text(&page::document(&verified))?,
        Format::Csv => context.output.write(|out| page::rows(&verified, out))?,
        Format::Text => context.output.text(&page::page(&shown, &verified, context.style.language))?,
    }
    if !verified.holds() {
        return Err(Failure::Mismatch);
    }
    if arguments.study.is_none() {
        context.next(&format!("pcf verify {shown} STUDY"));
    }
    Ok(())
}
