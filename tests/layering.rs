//! Data flows one way: a module may use only modules above it in this list. The sources are read, not trusted.

use std::path::{Path, PathBuf};

/// From what knows nothing to what knows all.
const LAYERS: &[&str] = &[
    "parallel",
    "progress",
    "decimal",
    "diagnostic",
    "error",
    "data",
    "unit",
    "gas",
    "quantity",
    "stage",
    "formula",
    "rules",
    "factor",
    "study",
    "read",
    "import",
    "ingest",
    "resolve",
    "lower",
    "graph",
    "walk",
    "footprint",
    "statement",
    "disclose",
    "bundle",
    "cli",
    "fuzzing",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The modules of the crate that a source names, tests and comments left out.
fn used(text: &str) -> Vec<&'static str> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: String = lines.collect::<Vec<_>>().join("\n");
    let named =
        |layer: &&&str| code.contains(&format!("crate::{layer}::")) || code.contains(&format!("crate::{layer};"));
    let braces = |layer: &&&str| {
        let grouped = code.split("use crate::{").skip(1).filter_map(|rest| rest.split(';').next());
        grouped.flat_map(|group| group.split([',', ' ', '}'])).any(|word| word.split("::").next() == Some(**layer))
    };
    LAYERS.iter().filter(|layer| named(layer) || braces(layer)).copied().collect()
}

#[test]
fn no_module_uses_one_below_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut checked = 0;
    for file in files {
        let relative = file.strip_prefix(&root).expect("inside src");
        let first = relative.iter().next().expect("a name").to_string_lossy();
        let module = first.trim_end_matches(".rs");
        if matches!(module, "lib" | "main") {
            continue;
        }
        let own = LAYERS.iter().position(|l| *l == module).unwrap_or_else(|| panic!("{module} has no layer"));
        let text = std::fs::read_to_string(&file).expect("a source");
        for other in used(&text) {
            let at = LAYERS.iter().position(|l| *l == other).expect("a layer");
            assert!(at <= own, "{} uses {other}, which lies below {module}", relative.display());
        }
        checked += 1;
    }
    assert!(checked > 40, "only {checked} sources were found");
}

#[test]
fn petgraph_and_files_stay_in_their_rooms() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for file in files {
        let relative = file.strip_prefix(&root).expect("inside src").display().to_string().replace('\\', "/");
        let text = std::fs::read_to_string(&file).expect("a source");
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code: String = text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        assert!(relative.starts_with("graph/") || !code.contains("petgraph::"), "{relative} names petgraph");
        let may_touch_files = relative.starts_with("read/") || relative.starts_with("cli/");
        assert!(may_touch_files || !code.contains("std::fs"), "{relative} touches files");
        assert!(!code.contains("SystemTime") && !code.contains("Instant::now"), "{relative} reads the clock");
        assert!(!code.contains("std::net"), "{relative} reaches for the network");
    }
}
