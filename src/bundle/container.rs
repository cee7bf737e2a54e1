//! Parts to one zip file and back. The same parts give the same bytes; a file from outside is counted, not believed.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::diagnostic::verify;
use crate::diagnostic::{Place, Report};
use crate::error::Error;

/// The parts of a bundle by their names, with `/` between folders.
pub(super) type Parts = BTreeMap<String, Vec<u8>>;

/// Bytes that all parts may expand to.
pub(super) const MAX_EXPANDED: u64 = 512 << 20;
/// Parts that a bundle may have.
pub(super) const MAX_PARTS: usize = 50_000;
/// Bytes that a bundle may have.
pub(super) const MAX_BYTES: u64 = 256 << 20;

fn refused(text: &crate::diagnostic::texts::Text, arguments: &[(&str, &str)]) -> Error {
    let mut report = Report::default();
    report.add(text, Some(Place::file("bundle")), arguments);
    Error::input(report)
}

fn malformed(reason: &dyn std::fmt::Display) -> Error {
    let reason = reason.to_string();
    refused(&verify::BUNDLE_MALFORMED, &[("seen", &reason), ("reason", &reason), ("reason_zh", &reason)])
}

pub(super) fn too_large() -> Error {
    let (size, whole) = ((MAX_EXPANDED >> 20).to_string(), (MAX_BYTES >> 20).to_string());
    let count = MAX_PARTS.to_string();
    refused(&verify::BUNDLE_TOO_LARGE, &[("seen", ""), ("size", &size), ("whole", &whole), ("count", &count)])
}

/// Writes the parts in order of their names, all of one date.
pub(super) fn write(parts: &Parts) -> Result<Vec<u8>, Error> {
    let size = parts.values().fold(0_u64, |sum, bytes| sum.saturating_add(bytes.len() as u64));
    if size > MAX_EXPANDED || parts.len() > MAX_PARTS {
        return Err(too_large());
    }
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), options).map_err(|e| malformed(&e))?;
        zip.write_all(bytes).map_err(|e| malformed(&e))?;
    }
    let bytes = zip.finish().map_err(|e| malformed(&e))?.into_inner();
    if bytes.len() as u64 > MAX_BYTES { Err(too_large()) } else { Ok(bytes) }
}

/// Reads the parts, and refuses what no bundle holds: names that lead elsewhere or come twice, more than the limits.
pub(super) fn read(bytes: &[u8]) -> Result<Parts, Error> {
    read_up_to(bytes, MAX_EXPANDED)
}

fn read_up_to(bytes: &[u8], most: u64) -> Result<Parts, Error> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large());
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| malformed(&e))?;
    if archive.len() > MAX_PARTS {
        return Err(too_large());
    }
    for name in names(bytes, archive.central_directory_start())? {
        // Other programs list folders as well, with a stroke at the end.
        if !is_plain(name.strip_suffix('/').unwrap_or(&name)) {
            return Err(refused(&verify::PART_OUTSIDE, &[("seen", &name)]));
        }
    }
    let mut parts = Parts::new();
    let mut left = most;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|e| malformed(&e))?;
        let name = part.name().map_err(|e| malformed(&e))?.into_owned();
        let folder = name.ends_with('/');
        if !is_plain(name.strip_suffix('/').unwrap_or(&name)) {
            return Err(refused(&verify::PART_OUTSIDE, &[("seen", &name)]));
        }
        // What a part claims to hold is not what it holds: count.
        let mut held = Vec::new();
        let read = part.take(left.saturating_add(1)).read_to_end(&mut held).map_err(|e| malformed(&e))?;
        left = left.checked_sub(read as u64).ok_or_else(too_large)?;
        match (folder, held.is_empty()) {
            (false, _) => drop(parts.insert(name, held)),
            (true, true) => {}
            (true, false) => return Err(malformed(&format_args!("the folder {name} holds bytes"))),
        }
    }
    Ok(parts)
}

/// The names of the directory as it is written: a reader that keeps them by name would lose the first of two.
fn names(bytes: &[u8], start: u64) -> Result<Vec<String>, Error> {
    let mut rest = usize::try_from(start).ok().and_then(|start| bytes.get(start..)).unwrap_or_default();
    let mut names: BTreeMap<String, ()> = BTreeMap::new();
    while let Some((head, after)) = rest.split_at_checked(46).filter(|(head, _)| head.starts_with(b"PK\x01\x02")) {
        let length = |at: usize| match head.get(at..at.saturating_add(2)) {
            Some([low, high]) => usize::from(u16::from_le_bytes([*low, *high])),
            _ => 0,
        };
        let (name, further) = after.split_at_checked(length(28)).ok_or_else(|| malformed(&"it is cut off"))?;
        let name = String::from_utf8_lossy(name).into_owned();
        if names.len() >= MAX_PARTS {
            return Err(too_large());
        }
        if names.insert(name.clone(), ()).is_some() {
            return Err(refused(&verify::PART_TWICE, &[("seen", &name)]));
        }
        rest = further.get(length(30).saturating_add(length(32))..).unwrap_or_default();
    }
    Ok(names.into_keys().collect())
}

/// Whether a name stays where the bundle is unpacked, on every system.
fn is_plain(name: &str) -> bool {
    let sound = |part: &str| !part.is_empty() && part != "." && part != "..";
    let foreign = |c: char| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    !name.contains(foreign) && name.split('/').all(sound)
}

/// A name for a part that stays where the bundle is unpacked: of a file's name, what does not is replaced.
pub(super) fn plain_name(name: &str) -> String {
    let parts = name.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".");
    let parts = parts.map(|part| if part == ".." { "_".to_owned() } else { part.replace(|c| !is_kept(c), "_") });
    parts.collect::<Vec<_>>().join("/")
}

fn is_kept(c: char) -> bool {
    is_plain(c.encode_utf8(&mut [0; 4])) || c == '.'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn code(bytes: &[u8]) -> &'static str {
        read(bytes).map_or_else(|e| e.diagnostics()[0].code(), |_| "")
    }

    #[test]
    fn parts_come_back_and_names_that_lead_elsewhere_do_not() {
        let parts: Parts = [("b/ä.csv", "2"), ("a.csv", "")].map(|(n, t)| (n.to_owned(), t.as_bytes().to_vec())).into();
        let bytes = write(&parts).unwrap();
        assert_eq!(bytes, write(&parts).unwrap());
        assert_eq!(read(&bytes).unwrap(), parts);
        for name in ["../a", "a/../b", "/etc/passwd", "C:/a", "a\\..\\b", "a//b", "./a", "a\u{1}b", "a//", "../"] {
            assert_eq!(code(&zipped(&[(name, b"")])), "E119", "{name}");
            let plain = plain_name(name);
            assert!(plain.is_empty() || is_plain(&plain), "{name}: {plain}");
        }
        assert_eq!(read(&zipped(&[("a/", b""), ("a/b", b"1")])).unwrap().len(), 1);
        assert_eq!(code(&zipped(&[("a/", b"1"), ("a/b", b"1")])), "E120");
    }

    #[test]
    fn a_name_that_comes_twice_is_refused() {
        // Two names of one length; then the second is overwritten by the first, in both headers.
        let mut bytes = zipped(&[("a.csv", b"1"), ("b.csv", b"2")]);
        let places: Vec<usize> = (0..bytes.len() - 5).filter(|at| bytes[*at..].starts_with(b"b.csv")).collect();
        assert_eq!(places.len(), 2);
        for at in places {
            bytes[at] = b'a';
        }
        assert_eq!(code(&bytes), "E104");
    }

    #[test]
    fn what_is_no_bundle_is_refused() {
        assert_eq!(code(b""), "E120");
        assert_eq!(code(b"PK\x05\x06"), "E120");
        let sound = zipped(&[("a.csv", &[b'a'; 1000])]);
        for cut in 0..sound.len() {
            assert_eq!(code(&sound[..cut]), "E120", "cut at {cut}");
        }
        // Every byte of the file, turned: read or refused, never a panic.
        for at in 0..sound.len() {
            let mut turned = sound.clone();
            turned[at] ^= 0xFF;
            let _ = read(&turned);
        }
    }

    #[test]
    fn what_expands_too_far_is_refused() {
        let zeros = vec![0_u8; 1 << 20];
        let bomb = zipped(&[("a", &zeros), ("b", &zeros)]);
        assert!(bomb.len() < 10_000);
        let read = |most: u64| read_up_to(&bomb, most).map_err(|e| e.diagnostics()[0].code()).map(|parts| parts.len());
        assert_eq!(read(2 << 20), Ok(2));
        assert_eq!(read((2 << 20) - 1), Err("E114"));
        // Both headers of a part say that it holds 10 bytes; it holds a megabyte.
        let mut lying = bomb.clone();
        let truth = (1_u32 << 20).to_le_bytes();
        let places: Vec<usize> = (0..lying.len() - 4).filter(|at| lying[*at..*at + 4] == truth).collect();
        assert!(!places.is_empty());
        for at in places {
            lying[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
        }
        assert!(read_up_to(&lying, 1 << 10).is_err());
    }
}
