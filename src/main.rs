//! The command `pcf`: parse, run, print, exit status. Everything else is the library's.

use std::process::ExitCode;

fn main() -> ExitCode {
    product_footprint::cli::main()
}
