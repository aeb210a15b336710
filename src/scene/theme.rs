//! The three palettes: what each [`Ink`] looks like in print, in the dark and on a projector.
//!
//! Contrast is the WCAG 2 ratio: glyphs keep 3:1 and text 4.5:1 on the ground and on the lifted ground in every theme.
//! `assets/tokens.css` holds the same tables as CSS custom properties; a test keeps the two equal.

use super::picture::Ink;
use std::fmt::Write as _;

/// How the page is printed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Theme {
    /// Ink on paper.
    Light,
    /// A cyanotype: pale ink on Prussian blue.
    Dark,
    /// A lecture: black on white, heavier strokes.
    Projector,
}

/// Every ink, in the order of the tables and of the style sheet.
pub const INKS: [Ink; 17] = [
    Ink::Paper,
    Ink::Tint,
    Ink::Ink,
    Ink::Ink2,
    Ink::Ink3,
    Ink::Wire,
    Ink::Rule,
    Ink::Work,
    Ink::WorkText,
    Ink::Wait,
    Ink::WaitText,
    Ink::Done,
    Ink::DoneText,
    Ink::Lost,
    Ink::LostText,
    Ink::Note,
    Ink::NoteText,
];

#[rustfmt::skip]
const LIGHT: [&str; 17] = [
    "#F4F4EE", "#EAEAE2", "#13233F", "#46556E", "#5D6A80", "#7A8596", "#D0D3D1", "#1A6FE3", "#1459BD",
    "#B47A00", "#8A5A00", "#12695B", "#12695B", "#A61B06", "#A61B06", "#D0299F", "#AD1280",
];
#[rustfmt::skip]
const DARK: [&str; 17] = [
    "#0C1A2D", "#13253D", "#EAF0F2", "#B3C0CD", "#8FA0B3", "#657B94", "#253A54", "#559FFA", "#6DB0FF",
    "#F8CC4C", "#F8CC4C", "#66E0B0", "#66E0B0", "#FF5A3C", "#FF7358", "#F58AC0", "#F58AC0",
];
#[rustfmt::skip]
const PROJECTOR: [&str; 17] = [
    "#FFFFFF", "#F0F1F3", "#0A1222", "#2B3648", "#445064", "#5A6576", "#B4BAC4", "#0A3FB5", "#0A3FB5",
    "#9C6300", "#8A5600", "#00785F", "#006B54", "#981A08", "#981A08", "#CE1E98", "#AE0E80",
];

const fn row(ink: Ink) -> usize {
    match ink {
        Ink::Paper => 0,
        Ink::Tint => 1,
        Ink::Ink => 2,
        Ink::Ink2 => 3,
        Ink::Ink3 => 4,
        Ink::Wire => 5,
        Ink::Rule => 6,
        Ink::Work => 7,
        Ink::WorkText => 8,
        Ink::Wait => 9,
        Ink::WaitText => 10,
        Ink::Done => 11,
        Ink::DoneText => 12,
        Ink::Lost => 13,
        Ink::LostText => 14,
        Ink::Note => 15,
        Ink::NoteText => 16,
    }
}

impl Ink {
    /// The ink's name in the style sheet, without the two dashes: `work-t` for [`Ink::WorkText`].
    pub const fn token(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Tint => "tint",
            Self::Ink => "ink",
            Self::Ink2 => "ink2",
            Self::Ink3 => "ink3",
            Self::Wire => "wire",
            Self::Rule => "rule",
            Self::Work => "work",
            Self::WorkText => "work-t",
            Self::Wait => "wait",
            Self::WaitText => "wait-t",
            Self::Done => "done",
            Self::DoneText => "done-t",
            Self::Lost => "lost",
            Self::LostText => "lost-t",
            Self::Note => "note",
            Self::NoteText => "note-t",
        }
    }
    /// The version of this ink that words and numbers are set in.
    pub const fn text(self) -> Self {
        match self {
            Self::Work => Self::WorkText,
            Self::Wait => Self::WaitText,
            Self::Done => Self::DoneText,
            Self::Lost => Self::LostText,
            Self::Note => Self::NoteText,
            Self::Wire | Self::Rule => Self::Ink3,
            other => other,
        }
    }
}

impl Theme {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::Projector];

    /// The theme's name in the style sheet and in links.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Projector => "projector",
        }
    }
    /// The theme of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }
    /// An ink's colour as `#RRGGBB`.
    pub const fn hex(self, ink: Ink) -> &'static str {
        match self {
            Self::Light => LIGHT[row(ink)],
            Self::Dark => DARK[row(ink)],
            Self::Projector => PROJECTOR[row(ink)],
        }
    }
    /// A stroke's width in this theme. A projector eats thin lines, so they gain a third and thick ones nothing.
    pub const fn stroke(self, width: f32) -> f32 {
        let gain = match self {
            Self::Projector if width <= 1.25 => 1.35,
            Self::Projector if width <= 1.75 => 1.12,
            Self::Projector if width < 2.25 => 1.05,
            Self::Light | Self::Dark | Self::Projector => 1.0,
        };
        width * gain
    }
}

/// The style sheet of tokens, as `assets/tokens.css` holds it.
pub fn css() -> String {
    let mut out = String::from("/* The palettes. Written by the tests of src/scene/theme.rs; change them there. */\n");
    let block = |selector: &str, theme: Theme, indent: &str| {
        let scheme = if theme == Theme::Dark { "dark" } else { "light" };
        let mut out = format!("{indent}{selector} {{\n{indent}  color-scheme: {scheme};\n");
        for ink in INKS {
            let _ = writeln!(out, "{indent}  --{}: {};", ink.token(), theme.hex(ink));
        }
        out + indent + "}\n"
    };
    out += &block(":root, [data-theme]", Theme::Light, "");
    // Paper is white whatever the screen is: light letters on it could not be read.
    out += "@media print {\n  :root, [data-theme] { --paper: #FFFFFF; }\n}\n@media screen {\n";
    out += &block("[data-theme=dark]", Theme::Dark, "  ");
    out += &block("[data-theme=projector]", Theme::Projector, "  ");
    out += "}\n@media screen and (prefers-color-scheme: dark) {\n";
    out += &block(":root:not([data-theme]), [data-theme=auto]", Theme::Dark, "  ");
    out += "}\n";
    out
}

/// The WCAG 2 contrast ratio of two `#RRGGBB` colours, from 1 to 21. Anything else counts as black.
pub fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(hex: &str) -> f64 {
    let channel = |at: usize| {
        let byte = hex.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok()).unwrap_or(0);
        let c = f64::from(byte) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published ratios on paper and on the tint, in the order of [`INKS`] without the two grounds.
    #[rustfmt::skip]
    const PUBLISHED: [[(f64, f64); 15]; 3] = [
        [(14.20, 12.96), (6.83, 6.24), (4.96, 4.52), (3.38, 3.09), (1.37, 1.25), (4.30, 3.92), (5.96, 5.44), (3.32, 3.03),
         (5.37, 4.90), (5.95, 5.43), (5.95, 5.43), (6.84, 6.24), (6.84, 6.24), (4.23, 3.86), (5.99, 5.47)],
        [(15.19, 13.42), (9.44, 8.34), (6.53, 5.77), (4.01, 3.54), (1.51, 1.33), (6.43, 5.68), (7.75, 6.84), (11.43, 10.10),
         (11.43, 10.10), (10.70, 9.45), (10.70, 9.45), (5.64, 4.99), (6.53, 5.77), (7.72, 6.82), (7.72, 6.82)],
        [(18.71, 16.55), (12.18, 10.78), (8.15, 7.21), (5.90, 5.22), (1.95, 1.73), (8.78, 7.77), (8.78, 7.77), (5.00, 4.43),
         (6.16, 5.45), (5.45, 4.82), (6.50, 5.75), (8.45, 7.47), (8.45, 7.47), (4.93, 4.36), (6.62, 5.85)],
    ];

    fn floor(ink: Ink) -> f64 {
        match ink {
            Ink::Rule | Ink::Paper | Ink::Tint => 1.0,
            Ink::Wire | Ink::Work | Ink::Wait | Ink::Done | Ink::Lost | Ink::Note => 3.0,
            _ => 4.5,
        }
    }

    #[test]
    fn every_ink_keeps_its_contrast_and_the_published_ratio() {
        for (theme, published) in Theme::ALL.into_iter().zip(PUBLISHED) {
            for (ink, (on_paper, on_tint)) in INKS[2..].iter().copied().zip(published) {
                for (ground, wanted) in [(Ink::Paper, on_paper), (Ink::Tint, on_tint)] {
                    let ratio = contrast(theme.hex(ink), theme.hex(ground));
                    assert!(ratio >= floor(ink), "{theme:?} {ink:?} on {ground:?}: {ratio:.2}");
                    assert!(
                        (ratio - wanted).abs() <= 0.011,
                        "{theme:?} {ink:?} on {ground:?}: {ratio:.3} not {wanted}"
                    );
                }
            }
        }
    }

    #[test]
    fn rows_follow_the_list_and_tokens_differ() {
        for (at, ink) in INKS.into_iter().enumerate() {
            assert_eq!(row(ink), at);
            assert_eq!(INKS.iter().filter(|other| other.token() == ink.token()).count(), 1);
            assert!(floor(ink.text()) >= 4.5 || matches!(ink, Ink::Paper | Ink::Tint), "{ink:?}");
        }
    }

    #[test]
    fn the_style_sheet_is_the_tables() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/tokens.css");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, css()).expect("assets can be written");
        }
        let kept = std::fs::read_to_string(path).expect("assets/tokens.css is there");
        assert_eq!(kept, css(), "run the tests once with UPDATE=1");
    }

    #[test]
    fn themes_are_found_by_name() {
        for theme in Theme::ALL {
            assert_eq!(Theme::named(theme.name()), Some(theme));
        }
        assert_eq!(Theme::named("sepia"), None);
    }
}
