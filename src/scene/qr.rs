//! A QR code as one path, with its quiet zone. It is drawn dark on light in every theme: many readers know nothing else.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// The most bytes that the largest code holds (version 40, low correction).
pub const BYTES_MAX: usize = 2953;
/// Empty modules around it, which readers need.
const QUIET: i32 = 4;

/// A code, in modules.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Qr {
    /// Modules on each side, the quiet zone included.
    pub side: i32,
    /// The dark modules as the `d` of an SVG path.
    pub path: String,
}

impl Qr {
    /// The code of a text, as bytes, which any link needs; `None` if it is longer than [`BYTES_MAX`]. Of the corrections that fit the size it has the
    /// strongest.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::encode_binary(text.as_bytes(), QrCodeEcc::Low).ok()?;
        let mut path = String::new();
        for y in 0..code.size() {
            let mut x = 0;
            while x < code.size() {
                let from = x;
                while code.get_module(x, y) {
                    x += 1;
                }
                if x > from {
                    let run = x - from;
                    // Writing to a String cannot fail.
                    let _ = write!(path, "M{} {}h{run}v1h-{run}z", from + QUIET, y + QUIET);
                }
                x += 1;
            }
        }
        Some(Self { side: code.size() + 2 * QUIET, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_eyes_and_its_quiet_zone() {
        let qr = Qr::of("https://example.org/load-balancing/#rate=40&v=1").unwrap();
        assert_eq!((qr.side - 17 - 2 * QUIET) % 4, 0, "a side of a QR code");
        let far = qr.side - QUIET - 7;
        for (x, y) in [(QUIET, QUIET), (far, QUIET), (QUIET, far)] {
            assert!(qr.path.contains(&format!("M{x} {y}h7v1h-7z")), "an eye at {x}, {y}");
        }
    }

    #[test]
    fn what_is_too_long_has_none() {
        assert!(Qr::of(&"&".repeat(BYTES_MAX)).is_some());
        assert_eq!(Qr::of(&"&".repeat(BYTES_MAX + 1)), None);
    }
}
