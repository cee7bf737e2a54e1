//! What the terminal shows, byte for byte: every command, in both languages, right and wrong.
//!
//! `TRYCMD=overwrite cargo test --test transcripts` writes them anew; read the difference before you keep it.

#[test]
fn transcripts_are_what_the_command_prints() {
    trycmd::TestCases::new()
        .env("COLUMNS", "120")
        .env("LC_ALL", "C")
        .case("tests/transcripts/*.md");
}
