//! The fonts of the page, unpacked for the pen that draws pixels.

use resvg::usvg::fontdb::{Database, FaceInfo, ID, Language, Source, Stretch, Style, Weight};
use std::sync::Arc;

/// A font's name, its file, family and slant.
type Face = (&'static str, &'static [u8], &'static str, Style);

const SANS: &str = "National Park";
const SERIF: &str = "Source Serif 4";

/// The file of a font has its name.
macro_rules! face {
    ($name:literal, $family:expr, $style:ident) => {
        ($name, include_bytes!(concat!("../../assets/fonts/", $name, ".woff2")), $family, Style::$style)
    };
}

/// Names, files, families and slants, as assets/fonts.css declares them: the files themselves carry no names. Where two
/// have a family, the first that has a letter gives it.
const FACES: [Face; 7] = [
    face!("national-park", SANS, Normal),
    face!("source-serif-4", SERIF, Normal),
    face!("source-serif-4-italic", SERIF, Italic),
    face!("source-serif-4-italic-greek", SERIF, Italic),
    face!("national-park-more", SANS, Normal),
    face!("source-serif-4-more", SERIF, Normal),
    face!("source-serif-4-italic-more", SERIF, Italic),
];

/// Our fonts, and nothing of this machine: a picture has the same letters wherever it is drawn.
pub fn load() -> Result<Database, String> {
    let mut fonts = Database::new();
    for (name, file, family, style) in FACES {
        let font = wuff::decompress_woff2(file).map_err(|error| format!("{name} is no font ({error:?})"))?;
        fonts.push_face_info(FaceInfo {
            id: ID::dummy(),
            source: Source::Binary(Arc::new(font)),
            index: 0,
            families: vec![(family.to_owned(), Language::English_UnitedStates)],
            post_script_name: name.to_owned(),
            style,
            weight: Weight::NORMAL,
            stretch: Stretch::Normal,
            monospaced: false,
        });
    }
    Ok(fonts)
}
