//! Pixels without a browser: what the SVG pen wrote as a PNG file, in the page's own fonts. The command draws with it, and
//! so does whoever writes the site (`xtask/pages`: social cards and icons).
//!
//! Feature `png`, which `cli` has. resvg draws; tiny-skia, which it brings along, rasters on the processor alone, so the
//! same drawing gives the same bytes on every machine of a kind.

mod fonts;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{FontResolver, Options, Tree, fontdb};
use std::sync::Arc;

/// The longest side of a picture, as browsers have it.
pub const SIDE_MAX: u32 = 16_384;
/// The most pixels of a picture: they take four bytes each while it is drawn.
pub const PIXELS_MAX: u64 = 1 << 26;
/// Of the pen itself: a newer one may draw the same otherwise.
pub const PEN: &str = "resvg 0.49, letters of one family";

/// A pen with the page's fonts. It may be shared by threads.
pub struct Pen {
    fonts: Arc<fontdb::Database>,
}

impl Pen {
    /// Unpacks the fonts, which takes some milliseconds.
    pub fn new() -> Result<Self, String> {
        Ok(Self { fonts: Arc::new(fonts::load()?) })
    }

    /// The fonts it has.
    pub fn fonts(&self) -> &fontdb::Database {
        &self.fonts
    }

    /// A drawing as a PNG file of so many pixels.
    pub fn draw(&self, svg: &str, (width, height): (u32, u32)) -> Result<Vec<u8>, String> {
        if width.max(height) > SIDE_MAX || u64::from(width) * u64::from(height) > PIXELS_MAX {
            return Err(format!("{width} × {height} pixels are too many"));
        }
        let font_resolver = FontResolver {
            select_fallback: Box::new(|_, used, fonts| fonts::fallback(used, fonts)),
            ..FontResolver::default()
        };
        let options = Options { fontdb: self.fonts.clone(), font_resolver, ..Options::default() };
        let tree = Tree::from_str(svg, &options).map_err(|error| format!("the drawing is no SVG ({error})"))?;
        let mut pixels = Pixmap::new(width, height).ok_or("a picture has at least one pixel")?;
        let size = tree.size();
        let scale = Transform::from_scale(width as f32 / size.width(), height as f32 / size.height());
        resvg::render(&tree, scale, &mut pixels.as_mut());
        pixels.encode_png().map_err(|error| format!("the pixels cannot be packed ({error})"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::picture::{Align, Ink, Picture, Type, pt};
    use crate::scene::{Svg, Theme};

    fn side(png: &[u8], at: usize) -> u32 {
        u32::from_be_bytes(png[at..at + 4].try_into().unwrap())
    }

    #[test]
    fn letters_are_drawn_in_our_fonts_alone() {
        let pen = Pen::new().unwrap();
        let drawn = |words: &str, style| {
            let mut picture = Picture::new(120.0, 40.0);
            picture.text_sized(pt(10.0, 28.0), style, 20.0, Ink::Ink, Align::Start, words);
            let svg = Svg { theme: Some(Theme::Light), ..Svg::default() }.write(&picture);
            pen.draw(&svg, (240, 80)).unwrap()
        };
        let (sans, serif, none) = (drawn("p99 λ", Type::Label), drawn("p99 λ", Type::Note), drawn("", Type::Label));
        assert!(sans.starts_with(b"\x89PNG") && (side(&sans, 16), side(&sans, 20)) == (240, 80));
        assert!(sans != serif && sans != none && serif != none);
    }

    #[test]
    fn what_cannot_be_drawn_is_said() {
        let pen = Pen::new().unwrap();
        for (svg, size) in
            [("no", (10, 10)), ("<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>", (16_385, 1))]
        {
            assert!(!pen.draw(svg, size).unwrap_err().is_empty());
        }
    }
}
