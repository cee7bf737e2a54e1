//! What the embedded library costs a command: commands that look a factor up, against `pcf --version`, which does not,
//! run in turn.
//!
//! `cargo bench --bench startup`; see `benches/README.md`.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::float_arithmetic, reason = "a bench measures")]
#![allow(clippy::print_stdout, reason = "its table is its result")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const ROUNDS: usize = 41;

/// Seconds from start to end of the command.
fn once(arguments: &[&str]) -> f64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pcf"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    assert!(command.status().unwrap().success(), "{arguments:?}");
    start.elapsed().as_secs_f64()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    let own = Path::new(env!("CARGO_TARGET_TMPDIR")).join("startup");
    std::fs::create_dir_all(&own).unwrap();
    let with = own.join("with.csv");
    std::fs::write(&with, "parent,child,quantity,unit\npan,steel@CN:2024,1,kg\n").unwrap();
    let commands: [(&str, Vec<&str>); 5] = [
        ("--version: no library", vec!["--version"]),
        ("footprint of one line, a factor of the library", vec!["footprint", with.to_str().unwrap()]),
        ("footprint of the desk lamp", vec!["footprint", "data/examples/desk-lamp"]),
        ("factors show electricity-grid@CN:2024", vec!["factors", "show", "electricity-grid@CN:2024"]),
        ("factors search steel: every row is read", vec!["factors", "search", "steel"]),
    ];
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); commands.len()];
    for _ in 0..ROUNDS {
        for ((_, arguments), times) in commands.iter().zip(&mut times) {
            times.push(once(arguments));
        }
    }
    let medians: Vec<f64> = times.into_iter().map(median).collect();
    println!("{:<50} {:>10} {:>16}", "command", "ratio", "more than that");
    for ((name, _), time) in commands.iter().zip(&medians) {
        let more = (time - medians[0]) * 1000.0;
        println!("{name:<50} {:>10.2} {more:>13.1} ms", time / medians[0]);
    }
}
