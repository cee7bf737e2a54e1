//! The one place where input is read from the disk: whole, up to a limit, and the same from its first byte to its last.

use std::fs::{File, Metadata};
use std::io::{Error, ErrorKind, Read, Result};
use std::path::Path;

/// Bytes of a file that are read where nobody says otherwise: 1 GiB.
pub(crate) const MAX_FILE: u64 = 1 << 30;

/// The bytes of a file that the user named: a file, or a pipe that ends.
///
/// A file that is longer than `most`, or that is another at the end of reading than it was at the beginning, is an
/// error: half of one and half of another is nobody's file.
pub(crate) fn named(path: &Path, most: u64) -> Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let before = file.metadata()?;
    if before.is_file() && before.len() > most {
        return Err(too_long(most));
    }
    let mut bytes = Vec::new();
    if before.is_file() {
        bytes.try_reserve_exact(usize::try_from(before.len()).unwrap_or(usize::MAX)).map_err(|_| too_long(most))?;
    }
    (&mut file).take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    let read = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if read > most {
        return Err(too_long(most));
    }
    let stays = |after: &Metadata| after.len() == read && after.modified().ok() == before.modified().ok();
    if before.is_file() && !file.metadata().as_ref().is_ok_and(stays) {
        return Err(Error::other("it changed while it was read; run again when it is written"));
    }
    Ok(bytes)
}

/// The bytes of a file that was found in a folder: a pipe or a device there is no input, and might never end.
pub(crate) fn found(path: &Path, most: u64) -> Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(Error::new(ErrorKind::InvalidInput, "it is no file"));
    }
    named(path, most)
}

fn too_long(most: u64) -> Error {
    Error::new(ErrorKind::FileTooLarge, format!("it is longer than {most} bytes, the most that is read"))
}
