//! The SVG pen: a [`Picture`] as a standalone file for one theme, or as a piece of a page in the page's own colours.
//!
//! Output is plain text with at most two decimals, so it is the same everywhere and reads well in a snapshot.
//! Left out: hits (an SVG file does not answer) and text halos on grounds that are not paper.

mod mask;
mod shape;

use super::picture::{Ink, Picture, Shape, Texture};
use super::text::Family;
use super::theme::Theme;
use crate::sim::order;
use mask::Masks;
use std::fmt::Write as _;

/// What lies behind the picture.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Ground {
    /// The theme's paper, painted. Holes are painted in paper.
    #[default]
    Paper,
    /// Something that is known to be paper; it is not painted, holes are.
    OnPaper,
    /// Unknown: nothing is painted and holes are cut with masks.
    Clear,
}

/// How to write a picture as SVG.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Svg<'a> {
    /// Fixed colours of a theme, or `None` for the page's custom properties (`var(--ink)`).
    pub theme: Option<Theme>,
    /// What lies behind.
    pub ground: Ground,
    /// The accessible name; empty marks the picture as decoration.
    pub title: &'a str,
    /// The accessible description; may be empty.
    pub desc: &'a str,
    /// `@font-face` rules to carry along in a standalone file; may be empty.
    pub fonts: &'a str,
    /// A prefix for ids, so that two pictures can share a page.
    pub id: &'a str,
}

impl Default for Svg<'_> {
    fn default() -> Self {
        Self { theme: Some(Theme::Light), ground: Ground::Paper, title: "", desc: "", fonts: "", id: "k" }
    }
}

impl Svg<'_> {
    /// Writes the picture.
    pub fn write(&self, picture: &Picture) -> String {
        let mut out = String::with_capacity(256 + picture.shapes.len() * 96);
        self.head(picture, &mut out);
        let masks = match self.ground {
            Ground::Clear => Masks::of(picture),
            Ground::Paper | Ground::OnPaper => Masks::none(),
        };
        self.defs(picture, &masks, &mut out);
        if self.ground == Ground::Paper {
            let _ = writeln!(out, r#"<rect width="100%" height="100%" fill="{}"/>"#, self.colour(Ink::Paper));
        }
        let mut open = None;
        for (at, shape) in picture.shapes.iter().enumerate() {
            let wanted = masks.mask(at);
            if wanted != open {
                if open.is_some() {
                    out.push_str("</g>\n");
                }
                if let Some(mask) = wanted {
                    let _ = writeln!(out, r#"<g mask="url(#{}m{mask})">"#, self.id);
                }
                open = wanted;
            }
            shape::write(self, picture, shape, &mut out);
        }
        if open.is_some() {
            out.push_str("</g>\n");
        }
        out.push_str("</svg>\n");
        out
    }

    /// The colour of an ink: a hex value, or a custom property.
    fn colour(&self, ink: Ink) -> Colour {
        self.theme.map_or(Colour::Token(ink.token()), |theme| Colour::Hex(theme.hex(ink)))
    }

    fn width(&self, width: f32) -> f32 {
        self.theme.map_or(width, |theme| theme.stroke(width))
    }

    fn head(&self, picture: &Picture, out: &mut String) {
        let (w, h) = (Num(picture.width), Num(picture.height));
        let _ =
            write!(out, r#"<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}""#);
        let _ = write!(out, r#" font-family="{}" font-kerning="none""#, Family::Sans.css());
        if self.title.is_empty() {
            out.push_str(r#" aria-hidden="true">"#);
        } else {
            let id = self.id;
            let described = if self.desc.is_empty() { String::new() } else { format!(r#" aria-describedby="{id}d""#) };
            let _ = write!(out, r#" role="img" aria-labelledby="{id}t"{described}>"#);
            let _ = write!(out, "<title id=\"{id}t\">{}</title>", Escaped(self.title));
            if !self.desc.is_empty() {
                let _ = write!(out, "<desc id=\"{id}d\">{}</desc>", Escaped(self.desc));
            }
        }
        if !self.fonts.is_empty() {
            let _ = write!(out, "<style>{}</style>", Escaped(self.fonts));
        }
        out.push('\n');
    }

    fn defs(&self, picture: &Picture, masks: &Masks, out: &mut String) {
        let mut textures: Vec<(u8, Ink)> = picture.shapes.iter().filter_map(texture_of).collect();
        order::sort(&mut textures);
        textures.dedup();
        if textures.is_empty() && masks.is_empty() {
            return;
        }
        out.push_str("<defs>");
        for (texture, ink) in textures {
            shape::pattern(self, shape::TEXTURES[texture as usize], ink, out);
        }
        masks.write(self.id, picture, out);
        out.push_str("</defs>\n");
    }
}

fn texture_of(shape: &Shape) -> Option<(u8, Ink)> {
    use super::picture::Fill;
    let (Shape::Circle { fill, .. } | Shape::Cap { fill, .. } | Shape::Rect { fill, .. } | Shape::Path { fill, .. }) =
        *shape
    else {
        return None;
    };
    match fill {
        Fill::Textured(texture, ink, _) => Some((number(texture), ink)),
        Fill::None | Fill::Flat(..) => None,
    }
}

/// A texture's place in [`shape::TEXTURES`].
const fn number(texture: Texture) -> u8 {
    match texture {
        Texture::Hatch => 0,
        Texture::Dots => 1,
        Texture::BackHatch => 2,
        Texture::CrossHatch => 3,
        Texture::Horizontal => 4,
        Texture::Vertical => 5,
        Texture::Sparse => 6,
    }
}

/// A colour as an attribute's value.
#[derive(Clone, Copy)]
enum Colour {
    Hex(&'static str),
    Token(&'static str),
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Hex(hex) => f.write_str(hex),
            Self::Token(token) => write!(f, "var(--{token})"),
        }
    }
}

/// A number with at most two decimals and no useless zero. What is not finite is written as 0, so a file stays valid.
#[derive(Clone, Copy)]
pub struct Num(pub f32);

impl std::fmt::Display for Num {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.0.is_finite() {
            return f.write_str("0");
        }
        let hundredths = libm::round(f64::from(self.0) * 100.0) as i64;
        let sign = if hundredths < 0 { "-" } else { "" };
        let (whole, part) = (hundredths.abs() / 100, hundredths.abs() % 100);
        match part {
            0 => write!(f, "{sign}{whole}"),
            _ if part % 10 == 0 => write!(f, "{sign}{whole}.{}", part / 10),
            _ => write!(f, "{sign}{whole}.{part:02}"),
        }
    }
}

/// Text that may stand in an element or an attribute.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                // Control characters may not stand in XML at all.
                c if c.is_control() && c != '\n' => f.write_str(" ")?,
                c => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
