//! The fonts of the page, unpacked for the pen that draws pixels.

use resvg::usvg::fontdb::{Database, FaceInfo, ID, Language, Source, Stretch, Style, Weight};
use std::sync::Arc;

/// A font's name, its file, family and slant.
type Face = (&'static str, &'static [u8], &'static str, Style);

/// Names, files, families and slants, as assets/fonts.css declares them: the files themselves carry no names. Where two
/// have a family, the first that has a letter gives it.
const FACES: [Face; 7] = [
    face("national-park", include_bytes!("../../assets/fonts/national-park.woff2"), SANS, Style::Normal),
    face("source-serif-4", include_bytes!("../../assets/fonts/source-serif-4.woff2"), SERIF, Style::Normal),
    face(
        "source-serif-4-italic",
        include_bytes!("../../assets/fonts/source-serif-4-italic.woff2"),
        SERIF,
        Style::Italic,
    ),
    face(
        "source-serif-4-italic-greek",
        include_bytes!("../../assets/fonts/source-serif-4-italic-greek.woff2"),
        SERIF,
        Style::Italic,
    ),
    face("national-park-more", include_bytes!("../../assets/fonts/national-park-more.woff2"), SANS, Style::Normal),
    face("source-serif-4-more", include_bytes!("../../assets/fonts/source-serif-4-more.woff2"), SERIF, Style::Normal),
    face(
        "source-serif-4-italic-more",
        include_bytes!("../../assets/fonts/source-serif-4-italic-more.woff2"),
        SERIF,
        Style::Italic,
    ),
];
const SANS: &str = "National Park";
const SERIF: &str = "Source Serif 4";

const fn face(name: &'static str, file: &'static [u8], family: &'static str, style: Style) -> Face {
    (name, file, family, style)
}

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
