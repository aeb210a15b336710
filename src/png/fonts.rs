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

/// The font that gives a letter which those `used` so far lack: one of the same family and slant, then of the family, then
/// any. resvg's own choice takes the first that has the letter, so that an umlaut in italics came from the sans.
pub fn fallback(used: &[ID], fonts: &Database) -> Option<ID> {
    let base = fonts.face(*used.first()?)?;
    let left = fonts.faces().filter(|face| !used.contains(&face.id));
    left.min_by_key(|face| (face.families != base.families, face.style != base.style)).map(|face| face.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_beyond_english_come_from_the_same_family_and_slant() {
        let fonts = load().unwrap();
        let name = |id: ID| fonts.face(id).unwrap().post_script_name.clone();
        let after = |first: &str| {
            let id = fonts.faces().find(|face| face.post_script_name == first).unwrap().id;
            let mut used = vec![id];
            while let Some(next) = fallback(&used, &fonts) {
                used.push(next);
            }
            assert_eq!(used.len(), FACES.len(), "each is asked once");
            used.into_iter().skip(1).map(name).collect::<Vec<_>>()
        };
        let italic = after("source-serif-4-italic");
        assert_eq!(italic[..3], ["source-serif-4-italic-greek", "source-serif-4-italic-more", "source-serif-4"]);
        assert_eq!(after("national-park")[0], "national-park-more");
        assert_eq!(after("source-serif-4")[0], "source-serif-4-more");
    }
}
