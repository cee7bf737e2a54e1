//! Documents that are no JSON themselves, under `--format json`: beside a file, standard output says what was written.

use super::output::to_stderr;
use super::{Context, Format};
use crate::Severity;
use crate::diagnostic::Diagnostic;
use crate::disclose::{json, terminal};

impl Context {
    /// Says what belongs to a document of one product. In JSON and beside a file that is
    /// `product-footprint/document/1` on standard output; else findings on standard error, for standard output may be
    /// the document itself.
    pub(super) fn beside(
        &self,
        document: &str,
        product: &str,
        file: Option<&str>,
        warnings: &[Diagnostic],
    ) -> std::io::Result<()> {
        #[derive(serde::Serialize)]
        struct Document<'a> {
            schema: &'static str,
            document: &'a str,
            product: &'a str,
            file: &'a str,
            warnings: Vec<json::Finding<'a>>,
        }
        let Some(file) = file.filter(|_| self.format == Format::Json) else {
            self.watch.aside(|| to_stderr(&terminal::findings(warnings, self.style.language)));
            return Ok(());
        };
        let warnings = json::findings(warnings, Severity::Warning);
        let schema = "product-footprint/document/1";
        self.output.to_stdout(&json::text(&Document { schema, document, product, file, warnings }))
    }

    /// The file that a document goes to, as it was named.
    pub(super) fn named_file(&self) -> Option<String> {
        self.output.is_file().then(|| self.output.shown())
    }
}
