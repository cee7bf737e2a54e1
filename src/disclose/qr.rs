//! QR codes for print: what a reader scans to find a footprint again.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// Empty modules around the code that readers need.
const QUIET: usize = 4;

/// A QR code, drawn in squares of 1.
pub(crate) struct Qr {
    /// Width and height, with the empty border.
    pub(crate) size: usize,
    /// The `d` of an SVG path that draws all dark squares.
    pub(crate) path: String,
}

impl Qr {
    /// The code of a text; `None` where it is too long to be scanned from paper (more than version 10, about 210
    /// letters). 15 % of it may be damaged: level M.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok().filter(|code| code.version().value() <= 10)?;
        let side = code.size();
        let mut path = String::new();
        for y in 0..side {
            let mut x = 0;
            while x < side {
                let dark = (x..side).take_while(|x| code.get_module(*x, y)).count();
                if dark > 0 {
                    let (left, top) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
                    let (left, top) = (left.saturating_add(QUIET), top.saturating_add(QUIET));
                    let _ = write!(path, "M{left} {top}h{dark}v1h-{dark}z");
                }
                x = x.saturating_add(i32::try_from(dark.max(1)).ok()?);
            }
        }
        Some(Self { size: usize::try_from(side).ok()?.saturating_add(2 * QUIET), path })
    }
}

/// What the code of a footprint says: the address that the study gives, else its digest.
pub(crate) fn content(url: Option<&str>, digest: &str) -> String {
    url.map_or_else(|| format!("pcf:{digest}"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_becomes_squares() {
        let text = content(None, &format!("sha256:{}", "3f".repeat(32)));
        let qr = Qr::of(&text).expect("it fits");
        // Version 5 has 37 modules a side.
        assert_eq!(qr.size, 37 + 8);
        // The finder at the top left: seven dark, then its frame.
        assert!(qr.path.starts_with("M4 4h7v1h-7z"), "{}", &qr.path[..40]);
        assert!(Qr::of(&"long ".repeat(100)).is_none());
    }
}
