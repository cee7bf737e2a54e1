//! What a user of the library can name, kept in `docs/public-api.txt`: a change there is a change of the promise, and is
//! seen in the review. `PCF_BLESS=1 cargo test --test public_api` writes it anew.
//!
//! The sources are read as rustfmt leaves them, so that the list needs no other tool, no other toolchain and no network:
//! types that `src/lib.rs` hands out, with their fields, variants, functions and traits. Of a macro's making is only
//! what it is called with.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The names behind `pub use`, each with the module that hands it out.
fn handed_out(lib: &str) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    let mut module = String::new();
    let mut statement = String::new();
    for line in lib.lines() {
        if let Some(name) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(" {")) {
            module = format!("{name}::");
        } else if line == "}" {
            module.clear();
        }
        if line.trim_start().starts_with("pub use ") || !statement.is_empty() {
            statement += line.trim();
            statement.push(' ');
            if line.ends_with(';') {
                let list = statement.rsplit("::").next().unwrap();
                let separators = [',', ' ', '{', '}', ';'];
                for name in list.split(separators).filter(|n| n.starts_with(char::is_uppercase)) {
                    names.insert(name.to_owned(), module.clone());
                }
                statement.clear();
            }
        }
    }
    names
}

/// The name of the type that an `impl` is about, and its trait.
fn subject(header: &str) -> (String, Option<String>) {
    let rest = header.trim_start_matches("impl").trim_end_matches('{').trim();
    // Parameters of the impl itself.
    let rest = if rest.starts_with('<') { rest.split_once("> ").map_or(rest, |(_, after)| after) } else { rest };
    let (of, subject) = rest.split_once(" for ").map_or((None, rest), |(t, s)| (Some(t.to_owned()), s));
    let name = subject.split(['<', ' ', '{']).next().unwrap().rsplit("::").next().unwrap();
    (name.to_owned(), of)
}

/// The public items of a source, each behind the name of its type.
fn items(text: &str, names: &BTreeMap<String, String>, out: &mut BTreeSet<String>) {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
    // The block at the left margin that the lines are in: what it is, and of which type.
    let mut inside: Option<(&str, String)> = None;
    let mut attributes: Vec<&str> = Vec::new();
    let mut lines = code.lines().filter(|l| !l.trim_start().starts_with("//"));
    while let Some(line) = lines.next() {
        let whole = |lines: &mut dyn Iterator<Item = &str>| {
            let mut text = line.trim().to_owned();
            while !text.ends_with(['{', ';', ',', '}']) || text.matches('(').count() > text.matches(')').count() {
                let Some(next) = lines.next() else { break };
                let next = next.trim();
                let glued = text.ends_with('(') || next.starts_with(')');
                text = format!(
                    "{}{}{next}",
                    text.trim_end_matches(','),
                    if glued {
                        ""
                    } else if text.ends_with(',') {
                        ", "
                    } else {
                        " "
                    }
                );
            }
            text.trim_end_matches([' ', '{', ';']).to_owned()
        };
        if line == "}" {
            inside = None;
        } else if line.starts_with("#[") {
            attributes.push(line);
        } else if line.starts_with("impl") {
            let header = whole(&mut lines);
            let (name, of) = subject(&header);
            if let (Some(module), Some(_)) = (names.get(&name), &of) {
                out.insert(format!("{module}{name}: {header}"));
            }
            let kind = if of.is_some() { "trait" } else { "impl" };
            inside = (names.contains_key(&name) && line.ends_with('{')).then_some((kind, name));
            attributes.clear();
        } else if line.starts_with("pub struct ") || line.starts_with("pub enum ") {
            let kind = if line.starts_with("pub enum") { "enum" } else { "struct" };
            let name: String = line.split(' ').nth(2).unwrap().chars().take_while(|c| c.is_alphanumeric()).collect();
            if let Some(module) = names.get(&name) {
                let promised = |a: &&&str| a.starts_with("#[derive") || a.contains("non_exhaustive");
                let marks: Vec<&str> = attributes.iter().filter(promised).copied().collect();
                let head = line.trim_end_matches([' ', '{']);
                // What is private in a tuple is not promised.
                let head = head.split("(").next().unwrap();
                out.insert(format!("{module}{name}: {head} {}", marks.join(" ")).trim_end().to_owned());
                inside = line.ends_with('{').then_some((kind, name));
            }
            attributes.clear();
        } else if let Some((kind, name)) = &inside {
            let module = &names[name];
            let at_margin = line.starts_with("    ") && !line.starts_with("     ") && !line.contains("#[");
            let public = line.starts_with("    pub ");
            let shown = match *kind {
                "enum" => at_margin && !line.trim().starts_with(['}', ')']),
                "struct" | "impl" => public,
                _ => false,
            };
            if shown {
                // Of a constant its type, not its value.
                let item = whole(&mut lines);
                let constant = item.starts_with("pub const ") && !item.contains("fn ");
                let item = if constant { item.split(" = ").next().unwrap() } else { &item };
                out.insert(format!("{module}{name}: {}", item.trim_end_matches(',')));
            }
        } else if line.starts_with("pub fn ") || line.starts_with("pub const ") || line.starts_with("pub trait ") {
            let item = whole(&mut lines);
            let name: String =
                item.split(' ').nth(2).unwrap().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if let Some(module) = names.get(&name) {
                out.insert(format!("{module}{item}"));
            }
            attributes.clear();
        } else if !line.starts_with(' ') {
            attributes.clear();
        }
    }
}

fn listing() -> String {
    let lib = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let names = handed_out(&lib);
    assert!(names.len() > 30, "the list of names was not found");
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    let mut out = BTreeSet::new();
    for file in files {
        items(&std::fs::read_to_string(file).unwrap(), &names, &mut out);
    }
    for line in lib.lines().filter(|l| l.starts_with("pub mod ")) {
        out.insert(line.trim_end_matches([' ', '{', ';']).to_owned());
    }
    let command = std::fs::read_to_string(root().join("src/cli/mod.rs")).unwrap();
    for line in command.lines().filter(|l| l.starts_with("pub fn ")) {
        out.insert(format!("cli::{}", line.trim_end_matches([' ', '{'])));
    }
    for name in names.keys() {
        assert!(out.iter().any(|l| l.contains(&format!("{name}: pub "))), "no declaration of {name} was found");
    }
    out.into_iter().map(|line| line + "\n").collect()
}

#[test]
fn the_public_items_are_those_on_record() {
    let path = root().join("docs/public-api.txt");
    let now = listing();
    if std::env::var_os("PCF_BLESS").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let (kept, now): (BTreeSet<&str>, BTreeSet<&str>) = (kept.lines().collect(), now.lines().collect());
    let gone: Vec<_> = kept.difference(&now).collect();
    let new: Vec<_> = now.difference(&kept).collect();
    assert!(
        gone.is_empty() && new.is_empty(),
        "docs/public-api.txt is not what the sources say.\ngone (a breaking change): {gone:#?}\nnew: {new:#?}\n\
         If it is meant: PCF_BLESS=1 cargo test --test public_api, and the version as docs/reliability.md says."
    );
}

/// Code that runs while the library is built could do anything; there is none of ours.
#[test]
fn nothing_of_ours_runs_while_it_is_built() {
    assert!(!root().join("build.rs").exists());
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    for word in ["build =", "build-dependencies", "proc-macro = true", "links =", "[patch", "git ="] {
        assert!(!manifest.lines().any(|l| l.starts_with(word)), "Cargo.toml: {word}");
    }
}

/// The lock file is kept, and every package in it comes from the one registry, with its checksum.
#[test]
fn every_package_is_locked_with_its_checksum() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let packages: Vec<&str> = lock.split("[[package]]").skip(1).collect();
    assert!(packages.len() > 20);
    for package in packages.iter().filter(|p| !p.contains("name = \"product-footprint\"")) {
        let name = package.lines().find(|l| l.starts_with("name")).unwrap();
        assert!(package.contains("registry+https://github.com/rust-lang/crates.io-index"), "{name}");
        assert!(package.contains("checksum = "), "{name}");
    }
}
