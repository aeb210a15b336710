//! The fonts of the site, unpacked for the pen that draws pixels.

use resvg::usvg::fontdb::{Database, FaceInfo, ID, Language, Source, Stretch, Style, Weight};
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Files, families and slants, as assets/fonts.css declares them: the files themselves carry no names. Where two have a
/// family, the first that has a letter gives it.
const FACES: [(&str, &str, Style); 7] = [
    ("national-park", "National Park", Style::Normal),
    ("source-serif-4", "Source Serif 4", Style::Normal),
    ("source-serif-4-italic", "Source Serif 4", Style::Italic),
    ("source-serif-4-italic-greek", "Source Serif 4", Style::Italic),
    ("national-park-more", "National Park", Style::Normal),
    ("source-serif-4-more", "Source Serif 4", Style::Normal),
    ("source-serif-4-italic-more", "Source Serif 4", Style::Italic),
];

/// The fonts in `folder`, and nothing of this machine: a card has the same letters wherever it is drawn.
pub fn load(folder: &Path) -> Result<Database, String> {
    let mut fonts = Database::new();
    for (file, family, style) in FACES {
        let path = folder.join(format!("{file}.woff2"));
        let packed = fs::read(&path).map_err(|error| format!("{} cannot be read ({error}).", path.display()))?;
        let font =
            wuff::decompress_woff2(&packed).map_err(|error| format!("{} is no font ({error:?}).", path.display()))?;
        fonts.push_face_info(FaceInfo {
            id: ID::dummy(),
            source: Source::Binary(Arc::new(font)),
            index: 0,
            families: vec![(family.to_owned(), Language::English_UnitedStates)],
            post_script_name: file.to_owned(),
            style,
            weight: Weight::NORMAL,
            stretch: Stretch::Normal,
            monospaced: false,
        });
    }
    Ok(fonts)
}
