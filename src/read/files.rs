//! Where the files of a study come from: a folder on the disk, or memory. Every name is one inside the study.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{disk, sheets};
use crate::diagnostic::{Place, Report, texts};
use crate::parallel;

/// Files held in memory, by their name inside the study, with `/` between its parts.
pub(crate) type Held = BTreeMap<String, Vec<u8>>;

/// The files of a study, and which of them were read.
pub(super) struct Files<'a> {
    origin: Origin<'a>,
    /// The name of the folder, or of the one file without what follows its point.
    pub(super) name: String,
    /// The file, where a study is one file and no folder.
    pub(super) single: Option<String>,
    /// Name and SHA-256 of each file that was read.
    seen: Vec<(String, [u8; 32])>,
    /// Bytes that a file may have.
    most: u64,
    /// The bytes of each file that was read, for whoever asks for them.
    kept: Option<Held>,
}

enum Origin<'a> {
    Disk {
        folder: PathBuf,
        /// The folder without links: what lies outside is refused.
        root: PathBuf,
    },
    Held(&'a Held),
}

/// A file that was read.
pub(super) struct Seen {
    name: String,
    digest: [u8; 32],
    bytes: Vec<u8>,
}

impl Seen {
    /// Reads a large file: `read` gets its bytes while their digest is made.
    pub(super) fn beside(name: String, bytes: Vec<u8>, read: impl FnOnce(&[u8]) + Send) -> Self {
        let (digest, ()) = parallel::join(|| sha256(&bytes), || read(&bytes));
        Self { name, digest, bytes }
    }
}

impl<'a> Files<'a> {
    /// Those of a folder, or of the folder that a file stands in; `None` if nothing is there.
    pub(super) fn at(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        let full = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let name = full.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let parent = |path: &Path| path.parent().map(Path::to_owned).unwrap_or_default();
        let (folder, root, single) = if metadata.is_dir() {
            (path.to_owned(), full, None)
        } else {
            let single = path.file_name().map_or("bom.csv".into(), |n| n.to_string_lossy().into_owned());
            let folder = Some(parent(path)).filter(|p| !p.as_os_str().is_empty());
            (folder.unwrap_or_else(|| PathBuf::from(".")), parent(&full), Some(single))
        };
        Some(Self {
            origin: Origin::Disk { folder, root },
            name,
            single,
            seen: Vec::new(),
            most: disk::MAX_FILE,
            kept: None,
        })
    }

    /// Refuses longer files than that.
    pub(super) fn up_to(mut self, most: u64) -> Self {
        self.most = most;
        self
    }

    /// Those held in memory; nothing beside them is read.
    #[cfg(feature = "cli")]
    pub(super) fn held(files: &'a Held, name: String, single: Option<String>) -> Self {
        Self { origin: Origin::Held(files), name, single, seen: Vec::new(), most: disk::MAX_FILE, kept: None }
    }

    /// Keeps the bytes of what is read.
    #[cfg(feature = "cli")]
    pub(super) fn keeping(mut self) -> Self {
        self.kept = Some(Held::new());
        self
    }

    /// What was kept.
    #[cfg(feature = "cli")]
    pub(super) fn into_kept(self) -> Held {
        self.kept.unwrap_or_default()
    }

    /// Whether something of that name is there. A link that leads nowhere is, and is reported when it is read.
    pub(super) fn has(&self, name: &str) -> bool {
        match &self.origin {
            Origin::Disk { folder, .. } => folder.join(name).symlink_metadata().is_ok(),
            Origin::Held(files) => files.contains_key(name),
        }
    }

    /// Whether there is a folder of that name.
    #[cfg(not(feature = "json"))]
    pub(super) fn has_folder(&self, name: &str) -> bool {
        match &self.origin {
            Origin::Disk { folder, .. } => folder.join(name).exists(),
            Origin::Held(_) => !self.names_in(name).is_empty(),
        }
    }

    /// The names in a folder, in order.
    pub(super) fn names_in(&self, name: &str) -> Vec<String> {
        let mut names: Vec<String> = match &self.origin {
            Origin::Disk { folder, .. } => {
                let entries = std::fs::read_dir(folder.join(name)).into_iter().flatten().flatten();
                entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect()
            }
            Origin::Held(files) => {
                let inside = files.keys().filter_map(|file| file.strip_prefix(name)?.strip_prefix('/'));
                inside.filter(|rest| !rest.contains('/')).map(str::to_owned).collect()
            }
        };
        names.sort();
        names
    }

    /// Under which names a table of the study is there: its CSV file, and workbooks of the same name.
    pub(super) fn present(&self, name: &str) -> Vec<String> {
        let stem = name.trim_end_matches(".csv");
        let workbooks = sheets::EXTENSIONS.iter().map(|extension| format!("{stem}.{extension}"));
        std::iter::once(name.to_owned()).chain(workbooks).filter(|name| self.has(name)).collect()
    }

    /// Whether a name leads out of the study's folder by a link.
    pub(super) fn leads_outside(&self, name: &str) -> bool {
        match &self.origin {
            Origin::Disk { folder, root } => folder.join(name).canonicalize().is_ok_and(|full| !full.starts_with(root)),
            Origin::Held(_) => false,
        }
    }

    /// The bytes of a file, if it is there.
    pub(super) fn optional(&mut self, name: &str, report: &mut Report) -> Option<Vec<u8>> {
        self.has(name).then(|| self.bytes(name, report)).flatten()
    }

    /// The bytes of a file, unless a link leads out of the study's folder.
    pub(super) fn bytes(&mut self, name: &str, report: &mut Report) -> Option<Vec<u8>> {
        let bytes = self.unseen(name, report)?;
        self.seen.push((name.to_owned(), sha256(&bytes)));
        if let Some(kept) = &mut self.kept {
            kept.insert(name.to_owned(), bytes.clone());
        }
        Some(bytes)
    }

    /// Notes that a file was read.
    pub(super) fn note(&mut self, Seen { name, digest, bytes }: Seen) {
        if let Some(kept) = &mut self.kept {
            kept.insert(name.clone(), bytes);
        }
        self.seen.push((name, digest));
    }

    /// The bytes of a file that [`Seen::beside`] will take.
    pub(super) fn unseen(&self, name: &str, report: &mut Report) -> Option<Vec<u8>> {
        let place = || Some(Place::file(name));
        if self.leads_outside(name) {
            report.add(&texts::PATH_OUTSIDE, place(), &[("seen", name)]);
            return None;
        }
        let read = match &self.origin {
            Origin::Disk { folder, .. } if self.single.as_deref() == Some(name) => {
                disk::named(&folder.join(name), self.most)
            }
            Origin::Disk { folder, .. } => disk::found(&folder.join(name), self.most),
            Origin::Held(files) => files.get(name).cloned().ok_or_else(|| std::io::ErrorKind::NotFound.into()),
        };
        match read {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                report.add(&texts::FILE_UNREADABLE, place(), &[("seen", name), ("reason", &error.to_string())]);
                None
            }
        }
    }

    /// SHA-256 over the names and digests of the files, in order of their names.
    #[cfg(feature = "json")]
    pub(super) fn digest(&mut self) -> Option<String> {
        self.seen.sort();
        let listed: Vec<u8> =
            self.seen.iter().flat_map(|(name, digest)| [name.as_bytes(), b"\0", digest]).flatten().copied().collect();
        Some(format!("sha256:{}", hex(&sha256(&listed))))
    }

    #[cfg(not(feature = "json"))]
    pub(super) fn digest(&mut self) -> Option<String> {
        None
    }
}

/// A digest as people write it.
#[cfg(feature = "json")]
pub(crate) fn hex(digest: &[u8; 32]) -> String {
    use std::fmt::Write as _;
    digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(feature = "json")]
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}

#[cfg(not(feature = "json"))]
pub(crate) fn sha256(_bytes: &[u8]) -> [u8; 32] {
    [0; 32]
}
