//! Nothing of what a study says leaves the machine, and nothing is written but what the user named: no crate of the
//! default build can reach a network, no run opens a socket, no file is written elsewhere.

#![cfg(all(unix, feature = "cli"))]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use support::{Folder, has_program, skipped};

/// What speaks to networks, or to programs that do, by their names on crates.io.
const NETWORK: [&str; 38] = [
    "async-std",
    "attohttpc",
    "awc",
    "curl",
    "curl-sys",
    "dbus",
    "fastly",
    "gix-transport",
    "h2",
    "h3",
    "hickory-resolver",
    "hyper",
    "isahc",
    "libp2p",
    "libssh2-sys",
    "mio",
    "native-tls",
    "net2",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "rustls",
    "rusoto_core",
    "self_update",
    "sentry",
    "smol",
    "socket2",
    "ssh2",
    "surf",
    "tiny_http",
    "tokio",
    "tonic",
    "trust-dns-resolver",
    "tungstenite",
    "ureq",
    "webbrowser",
    "zbus",
];

/// The doors of the standard library to networks and to other programs' sockets; an address alone opens nothing.
const SOCKETS: [&str; 7] =
    ["TcpStream", "TcpListener", "UdpSocket", "UnixStream", "UnixDatagram", "UnixListener", "ToSocketAddrs"];

/// What is built for a platform; nothing if its packages are not here.
fn metadata(platform: &str) -> Option<Value> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let arguments = ["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", platform];
    let output = Command::new(cargo).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    output.status.success().then(|| serde_json::from_slice(&output.stdout).unwrap())
}

/// The packages that end up in the program, on any platform: normal dependencies only, from the root on.
fn built(metadata: &Value) -> BTreeMap<String, PathBuf> {
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let mut open = vec![metadata["resolve"]["root"].as_str().unwrap().to_owned()];
    let mut reached = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !reached.insert(id.clone()) {
            continue;
        }
        let node = nodes.iter().find(|node| node["id"] == id.as_str()).unwrap();
        for dependency in node["deps"].as_array().unwrap() {
            if dependency["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"].is_null()) {
                open.push(dependency["pkg"].as_str().unwrap().to_owned());
            }
        }
    }
    let packages = metadata["packages"].as_array().unwrap().iter();
    let packages = packages.filter(|package| reached.contains(package["id"].as_str().unwrap()));
    packages
        .map(|package| {
            let folder = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap().to_owned();
            (package["name"].as_str().unwrap().to_owned(), folder)
        })
        .collect()
}

/// The lines of code in a folder that name a socket of the standard library, comments left out.
fn names_a_network(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.join("src")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                let code = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
                let named = |line: &&str| SOCKETS.iter().any(|name| line.contains(name));
                found.extend(code.filter(named).map(|line| format!("{}: {line}", path.display())));
            }
        }
    }
    found
}

#[test]
fn no_crate_of_the_program_reaches_a_network() {
    let mut seen = 0;
    for platform in ["x86_64-unknown-linux-gnu", "aarch64-apple-darwin", "x86_64-pc-windows-msvc"] {
        let Some(metadata) = metadata(platform) else {
            skipped(&format!("the crates of {platform} (not all are downloaded)"));
            continue;
        };
        seen += 1;
        let built = built(&metadata);
        assert!(built.len() > 30 && built.contains_key("clap"), "{} crates", built.len());
        for name in built.keys() {
            assert!(!NETWORK.contains(&name.as_str()), "{name} can reach a network");
        }
        // The whole programming interface of Windows is declared in crates that call nothing of it themselves.
        let calling = built.iter().filter(|(name, _)| !name.starts_with("windows"));
        let found: Vec<String> = calling.flat_map(|(_, folder)| names_a_network(folder)).collect();
        assert_eq!(found, Vec::<String>::new(), "{platform}");
    }
    assert!(seen > 0, "no platform was looked at");
}

/// Every command that reads a study, and what it is told to write.
const RUNS: [&[&str]; 14] = [
    &["check", "s"],
    &["footprint", "s", "--format", "json"],
    &["footprint", "s", "-o", "out/f.csv"],
    &["rollup", "s", "-o", "out/r.json"],
    &["trace", "s", "--product", "chair"],
    &["report", "s", "--product", "chair", "-o", "out/page.html"],
    &["label", "s", "--product", "chair"],
    &["workbook", "s", "--product", "chair", "-o", "out/book.xlsx"],
    &["pack", "s", "--out", "out/s.pcf.zip"],
    &["simulate", "s", "--product", "chair", "--samples", "200", "--seed", "1"],
    &["suggest", "s"],
    &["import", "s/bom.csv", "--out", "out/imported"],
    &["init", "out/first"],
    &["factors", "search", "steel"],
];

#[test]
fn no_run_opens_a_socket_or_writes_what_was_not_named() {
    if !has_program("strace") {
        return skipped("the system calls of a run (strace is not installed)");
    }
    let folder = Folder::new("privacy");
    let home = folder.path("home");
    std::fs::create_dir_all(folder.path("out")).unwrap();
    std::fs::create_dir_all(&home).unwrap();
    assert!(folder.pcf(&["init", "s"]).status.success());
    let mut opened = 0;
    for arguments in RUNS {
        let log = folder.path("log");
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-y", "-e", "trace=%network,%file,%process", "-o"]).arg(&log);
        command.arg(env!("CARGO_BIN_EXE_pcf")).args(arguments).current_dir(&folder.0);
        command.env("HOME", &home).env("LC_ALL", "C");
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        if said.contains("ptrace") || said.contains("PTRACE") {
            return skipped("the system calls of a run (tracing is not allowed)");
        }
        let calls = std::fs::read_to_string(&log).unwrap();
        std::fs::remove_file(&log).unwrap();
        assert!(calls.lines().count() > 10, "{arguments:?}: {calls}");
        for call in calls.lines() {
            let name =
                call.split_once(' ').map_or("", |(_, rest)| rest.trim_start()).split('(').next().unwrap_or_default();
            let sockets = ["socket", "connect", "sendto", "sendmsg", "bind", "listen", "accept", "socketpair"];
            assert!(!sockets.contains(&name), "{arguments:?}: {call}");
            // The program itself is started; nothing else is.
            assert!(!name.starts_with("exec") || call.contains(env!("CARGO_BIN_EXE_pcf")), "{arguments:?}: {call}");
            let writes = ["O_WRONLY", "O_RDWR", "O_CREAT"].iter().any(|flag| call.contains(flag));
            let changes = ["rename", "mkdir", "unlink", "link", "symlink", "chmod", "truncate"]
                .iter()
                .any(|n| name.starts_with(n));
            if (writes || changes) && name != "readlink" {
                opened += usize::from(writes);
                let named = arguments.iter().filter(|a| a.starts_with("out/"));
                let written = call.split('"').nth(1).unwrap_or_default();
                let stem = |path: &str| Path::new(path).file_name().unwrap().to_string_lossy().into_owned();
                let inside = named.clone().any(|a| written.starts_with("out/") && written.contains(&stem(a)));
                // The folder in which a named file is to be.
                let above = written == "out" && name.starts_with("mkdir");
                assert!(inside || above || written == "/dev/null", "{arguments:?}: {call}");
            }
        }
    }
    assert!(opened > 5, "{opened} files were seen to be written");
    assert_eq!(std::fs::read_dir(&home).unwrap().count(), 0, "something was written into the home folder");
    let names: Vec<String> = folder.listing().into_iter().filter(|n| !n.contains('/')).collect();
    assert_eq!(names, ["home", "out", "s"]);
}
