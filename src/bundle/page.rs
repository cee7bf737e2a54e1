//! What verifying found, for people and for programs.

use std::fmt::Write as _;
use std::io::Write;

use serde::Serialize;

use super::{Bundle, Difference, FileComparison, FileState, Verification};
use crate::diagnostic::{Language, Severity};
use crate::disclose::json::{self, Finding};
use crate::disclose::rows::{io, safe, writer};

/// A bundle, what verifying it found, and how it stands beside a study.
pub(crate) struct Verified<'a> {
    pub(crate) bundle: &'a Bundle,
    pub(crate) found: &'a Verification,
    pub(crate) files: Option<&'a [FileComparison]>,
}

impl Verified<'_> {
    /// Whether the bundle holds, and says what the study says.
    pub(crate) fn holds(&self) -> bool {
        let same = |f: &FileComparison| matches!(f.state, FileState::Same | FileState::Rewritten);
        self.found.holds() && self.files.is_none_or(|files| files.iter().all(same))
    }
}

/// How many differences and files a page for people shows.
const MOST: usize = 50;

/// `pcf verify`
pub(crate) fn page(name: &str, verified: &Verified<'_>, language: Language) -> String {
    let Verified { bundle, found, files } = verified;
    let say = |words: [String; 2]| language.pick(words);
    let mut page = String::new();
    let (generator, data) = bundle.made_by();
    let _ = writeln!(page, "{name}");
    let _ = writeln!(
        page,
        "{}",
        say([format!("  packed by  {generator}, data of {data}"), format!("  打包版本  {generator}，数据 {data}")])
    );
    let _ = writeln!(
        page,
        "{}",
        say([format!("  digest     {}", bundle.digest()), format!("  核验包摘要  {}", bundle.digest())])
    );
    let _ = writeln!(
        page,
        "{}",
        say([format!("  model      {}", bundle.model_digest()), format!("  模型摘要  {}", bundle.model_digest())])
    );
    page.push('\n');
    if found.holds() {
        let (inputs, results) = (found.inputs, found.results);
        page.push_str(&say([
            format!("✓ {inputs} inputs have the digests of the manifest\n✓ {results} parts, calculated and written anew from them, are the same byte by byte\n"),
            format!("✓ {inputs} 个输入文件与清单摘要一致\n✓ 由其重新计算并写出的 {results} 个部分逐字节一致\n"),
        ]));
    } else {
        page.push_str(&say([
            "✗ the bundle does not hold. First difference:\n".to_owned(),
            "✗ 核验不通过。第一处差异：\n".to_owned(),
        ]));
        for (at, difference) in found.differences.iter().take(MOST).enumerate() {
            if at == 1 {
                page.push_str(&say([
                    "\n  Further parts that differ:\n".to_owned(),
                    "\n  其他不一致的部分：\n".to_owned(),
                ]));
            }
            page.push_str(&shown(difference, language));
        }
        let more = found.differences.len().saturating_sub(MOST);
        if more > 0 {
            let _ = writeln!(page, "{}", say([format!("  … and {more} more"), format!("  ……另有 {more} 处")]));
        }
    }
    if let Some(files) = files {
        page.push_str(&say(["\nBeside the study:\n".to_owned(), "\n与研究比较：\n".to_owned()]));
        for file in files.iter().take(MOST) {
            let now = file.now.as_ref().map(|now| format!(" → {now}")).unwrap_or_default();
            let mark = if matches!(file.state, FileState::Same | FileState::Rewritten) { '✓' } else { '✗' };
            let _ = writeln!(page, "{mark} {}{now}  {}", file.name, language.pick(state_words(file.state)));
        }
        let more = files.len().saturating_sub(MOST);
        if more > 0 {
            let _ = writeln!(page, "{}", say([format!("… and {more} more"), format!("……另有 {more} 个")]));
        }
    }
    page
}

fn shown(difference: &Difference, language: Language) -> String {
    let mut text = format!("  {}", difference.part);
    if let Some(line) = difference.line {
        let _ = write!(text, ":{line}");
    }
    if !difference.key.is_empty() {
        let _ = write!(text, "  {}", difference.key);
    }
    let [expected, found] = language.pick([["expected", "found   "], ["应为", "实为"]]);
    let _ = write!(text, "\n    {expected}  {}\n    {found}  {}\n", difference.expected, difference.found);
    text
}

fn state_words(state: FileState) -> [&'static str; 2] {
    match state {
        FileState::Same => ["same bytes", "字节相同"],
        FileState::Rewritten => ["says the same, written otherwise", "内容相同，写法不同"],
        FileState::Changed => ["changed", "内容已改"],
        FileState::Gone => ["not in the study any more", "研究中已没有"],
        FileState::New => ["not in the bundle", "核验包中没有"],
    }
}

/// `pcf verify --format json`
pub(crate) fn document(verified: &Verified<'_>) -> String {
    #[derive(Serialize)]
    struct DifferenceRow<'a> {
        part: &'a str,
        line: Option<usize>,
        key: &'a str,
        expected: &'a str,
        found: &'a str,
    }
    #[derive(Serialize)]
    struct FileRow<'a> {
        name: &'a str,
        renamed_to: Option<&'a str>,
        state: &'static str,
    }
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        holds: bool,
        generator: &'a str,
        data: &'a str,
        digest: String,
        model: &'a str,
        inputs: usize,
        results: usize,
        differences: Vec<DifferenceRow<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        files: Option<Vec<FileRow<'a>>>,
        warnings: Vec<Finding<'a>>,
    }
    let Verified { bundle, found, files } = verified;
    let (generator, data) = bundle.made_by();
    let rows = found.differences.iter().map(|d| DifferenceRow {
        part: &d.part,
        line: d.line,
        key: &d.key,
        expected: &d.expected,
        found: &d.found,
    });
    json::text(&Document {
        schema: "product-footprint/verification/1",
        holds: verified.holds(),
        generator,
        data,
        digest: bundle.digest(),
        model: bundle.model_digest(),
        inputs: found.inputs,
        results: found.results,
        differences: rows.collect(),
        files: files.map(|files| {
            let rows = files.iter();
            rows.map(|f| FileRow { name: &f.name, renamed_to: f.renamed_to(), state: f.state.name() }).collect()
        }),
        warnings: json::findings(&found.warnings, Severity::Warning),
    })
}

/// `pcf verify --format csv`: differences, then files.
pub(crate) fn rows(verified: &Verified<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    let mut csv = writer(out);
    csv.write_record(["kind", "part", "line", "key", "expected", "found"]).map_err(io)?;
    for d in &verified.found.differences {
        let line = d.line.map(|line| line.to_string()).unwrap_or_default();
        let row = ["difference", &safe(&d.part), &line, &safe(&d.key), &safe(&d.expected), &safe(&d.found)];
        csv.write_record(row).map_err(io)?;
    }
    for f in verified.files.into_iter().flatten() {
        let now = f.now.as_deref().unwrap_or_default();
        csv.write_record(["file", &safe(&f.name), "", &safe(now), "", f.state.name()]).map_err(io)?;
    }
    csv.flush()
}
