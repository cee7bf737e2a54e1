//! The recipes of `docs/modelling/`: what they show of files is in the files, and what they say that a command prints
//! is what it prints.
//!
//! The study of a block is the last folder of the repository that the page has linked to. A block under the name of a
//! file shows lines of it; a block of commands shows lines of their output, both in order, `…` where some are left out.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A fenced block, the line of the page before which it opens, and the paragraph above it.
struct Block {
    at: usize,
    above: String,
    lines: Vec<String>,
    study: Option<String>,
}

/// The blocks of a page.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let (mut study, mut above, mut open) = (None, String::new(), None);
    for (at, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            match open.take() {
                Some(block) => blocks.push(block),
                None => {
                    open = Some(Block {
                        at: at.saturating_add(1),
                        above: above.clone(),
                        lines: Vec::new(),
                        study: study.clone(),
                    });
                }
            }
        } else if let Some(block) = &mut open {
            block.lines.push(line.to_owned());
        } else {
            for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let folder = target.strip_prefix("../../").map(|t| t.trim_end_matches('/'));
                if let Some(folder) = folder.filter(|f| root().join(f).join("bom.csv").exists()) {
                    study = Some(folder.to_owned());
                }
            }
            if !line.trim().is_empty() {
                above = line.to_owned();
            }
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

/// The name in backquotes in which the paragraph above a block ends.
fn file_name(above: &str) -> Option<&str> {
    let name = above.trim_end_matches([':', '：']).strip_suffix('`')?.rsplit('`').next()?;
    [".csv", ".toml"].iter().any(|end| name.ends_with(end)).then_some(name)
}

/// The first of `shown` that does not follow in `lines`.
fn missing<'a>(shown: &'a [String], lines: &str) -> Option<&'a str> {
    let mut lines = lines.lines().map(str::trim_end);
    let shown = shown.iter().map(|l| l.trim_end()).filter(|l| *l != "…" && !l.is_empty());
    shown.into_iter().find(|wanted| !lines.any(|line| line == *wanted))
}

/// What a command prints: standard output, then standard error.
fn run(command: &str, folder: &Path) -> String {
    let words: Vec<&str> = command.split_whitespace().collect();
    let Some(("pcf", arguments)) = words.split_first().map(|(first, rest)| (*first, rest)) else {
        panic!("not a pcf command: {command}");
    };
    let mut pcf = Command::new(env!("CARGO_BIN_EXE_pcf"));
    let output = pcf.args(arguments).current_dir(folder).env_clear().env("COLUMNS", "120").output().unwrap();
    [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat()
}

/// What is wrong with a block.
fn check(page: &str, block: &Block) -> Vec<String> {
    let wrong = |words: String| format!("{page}:{}: {words}", block.at);
    let Some(study) = &block.study else { return vec![wrong("no link to a study stands above the block".into())] };
    let folder = root().join(study);
    if block.lines.first().is_some_and(|l| l.starts_with("$ ")) {
        let mut found = Vec::new();
        for part in block.lines.join("\n").split("$ ").skip(1) {
            let (command, shown) = part.split_once('\n').unwrap_or((part, ""));
            let shown: Vec<String> = shown.lines().map(str::to_owned).collect();
            if shown.iter().all(|l| l.trim().is_empty() || l == "…") {
                found.push(wrong(format!("nothing is shown of `{command}`")));
            }
            let printed = run(command, &folder);
            if let Some(line) = missing(&shown, &printed) {
                found.push(wrong(format!("`{command}` does not print\n{line}\nbut\n{printed}")));
            }
        }
        return found;
    }
    let Some(name) = file_name(&block.above) else { return vec![wrong("neither commands nor a file's lines".into())] };
    let Ok(text) = std::fs::read_to_string(folder.join(name)) else {
        return vec![wrong(format!("{study} has no {name}"))];
    };
    missing(&block.lines, &text)
        .map(|line| wrong(format!("{name} of {study} has no line\n{line}")))
        .into_iter()
        .collect()
}

/// A page that leads to no study is a text about modelling and no recipe.
fn is_recipe(text: &str) -> bool {
    blocks(text).iter().any(|block| block.study.is_some())
}

/// The pages of a language, by name, without the index.
fn pages(chinese: bool) -> Vec<(String, String)> {
    let folder = root().join("docs/modelling");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let page = |path: PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let stem = name.strip_suffix(".zh-CN.md").filter(|_| chinese);
        let stem = stem.or_else(|| name.strip_suffix(".md").filter(|s| !chinese && !s.ends_with(".zh-CN")));
        stem.map(|s| (s.to_owned(), std::fs::read_to_string(&path).unwrap()))
    };
    paths.into_iter().filter_map(page).filter(|(name, _)| name != "README").collect()
}

#[test]
fn recipes_show_what_is_there() {
    let mut wrong = Vec::new();
    for (chinese, suffix) in [(false, ".md"), (true, ".zh-CN.md")] {
        let pages: Vec<_> = pages(chinese).into_iter().filter(|(_, text)| is_recipe(text)).collect();
        assert!(pages.len() >= 40, "only {} recipes", pages.len());
        for (name, text) in pages {
            let page = format!("docs/modelling/{name}{suffix}");
            let blocks = blocks(&text);
            if !blocks.iter().any(|b| b.lines.first().is_some_and(|l| l.starts_with("$ pcf "))) {
                wrong.push(format!("{page}: no command"));
            }
            wrong.extend(blocks.iter().flat_map(|block| check(&page, block)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn both_languages_show_the_same_studies_and_commands() {
    let shape = |text: &str| -> Vec<String> {
        let commands = |b: &Block| b.lines.iter().filter(|l| l.starts_with("$ ")).cloned().collect::<Vec<_>>();
        let of = |b: &Block| {
            let what = commands(b).join("; ").replace(" --lang zh", "");
            format!("{:?} {what} {:?}", b.study, file_name(&b.above))
        };
        blocks(text).iter().map(of).collect()
    };
    let (english, chinese) = (pages(false), pages(true));
    let names = |pages: &[(String, String)]| pages.iter().map(|(n, _)| n.clone()).collect::<Vec<_>>();
    assert_eq!(names(&english), names(&chinese));
    for ((name, en), (_, zh)) in english.iter().zip(&chinese) {
        assert_eq!(shape(en), shape(zh), "{name}");
    }
}

#[test]
fn the_index_lists_every_recipe_and_the_recipes_use_every_case_of_the_plan() {
    let index = |name: &str| std::fs::read_to_string(root().join("docs/modelling").join(name)).unwrap();
    let (english, chinese) = (index("README.md"), index("README.zh-CN.md"));
    let mut used: BTreeSet<String> = BTreeSet::new();
    for (name, text) in pages(false) {
        assert!(english.contains(&format!("]({name}.md)")), "README.md does not list {name}");
        assert!(chinese.contains(&format!("]({name}.zh-CN.md)")), "README.zh-CN.md does not list {name}");
        let links = text.split("](../../tests/cases/").skip(1);
        used.extend(links.filter_map(|rest| Some(rest.split(')').next()?.to_owned())));
    }
    for entry in std::fs::read_dir(root().join("tests/cases")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(!name.starts_with("plan-") || used.contains(&name), "no recipe links to {name}");
    }
}
