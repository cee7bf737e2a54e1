//! The digest of a footprint: what a verification speaks of.
//!
//! It covers what all inputs say (however they are written), the settings, the version of the data, and the result. What
//! is said to readers outside is no part of it, or a verification could not be written down.

use std::fmt::Write as _;
use std::path::Path;

use crate::footprint::{Footprint, Model};
use crate::gas::Component;
use crate::read::{Contents, DISCLOSED, Inputs, bytes_beside, digest_of_all, hex, sha256};
use crate::stage::Stage;

/// A line for what the inputs say. A file that says nothing by itself, a supplier's footprint, counts by its bytes.
pub(super) fn inputs(inputs: &Inputs, contents: &Contents) -> Vec<String> {
    let mut lines = vec![format!("inputs {}", digest_of_all(contents, Some(DISCLOSED)))];
    for (name, bytes) in &inputs.files {
        let heard = contents.keys().any(|(file, _)| file.split('#').next() == Some(name.as_str()));
        if !heard && name != "study.toml" {
            lines.push(format!("file {name:?} sha256:{}", hex(&sha256(bytes))));
        }
    }
    lines
}

/// A line for a file beside the study; a file that cannot be read is reported by whoever reads it.
pub(super) fn file(path: &Path) -> Option<String> {
    bytes_beside(path).map(|bytes| format!("beside sha256:{}", hex(&sha256(&bytes))))
}

/// The digest of one product's footprint.
pub(super) fn digest(model: &Model, f: &Footprint, inputs: &[String]) -> String {
    let mut text = String::from("product-footprint/subject/1\n");
    for line in inputs {
        let _ = writeln!(text, "{line}");
    }
    let _ = writeln!(text, "data {}", crate::data::VERSION.trim());
    let _ = writeln!(text, "scenario {:?}", model.scenario());
    for set in model.set_values() {
        let _ = writeln!(text, "set {:?} {} {:?}", set.name(), set.value(), set.unit().map(crate::unit::Unit::symbol));
    }
    let _ = writeln!(text, "gwp {}", f.gwp.name());
    let _ = writeln!(text, "boundary {}", f.boundary().name());
    let _ = writeln!(text, "product {:?} {} {}", f.id(), f.amount(), f.unit().symbol());
    let _ = writeln!(text, "total {}", f.total());
    for component in Component::ALL {
        let _ = writeln!(text, "component {} {}", component.name(), f.component(component));
    }
    for stage in Stage::ALL {
        let _ = writeln!(text, "stage {} {}", stage.name(), f.stage(stage));
    }
    format!("sha256:{}", hex(&sha256(text.as_bytes())))
}
