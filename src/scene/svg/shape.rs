//! One shape as one element.

use super::{Colour, Escaped, Ground, Num, Svg, number};
use crate::scene::picture::{Align, Fill, Ink, Join, Picture, Pt, Seg, Shape, Stroke, Texture};
use crate::scene::text::{Family, face};
use std::f32::consts::{PI, TAU};
use std::fmt::Write as _;

/// All textures, by number.
pub(super) const TEXTURES: [Texture; 7] = [
    Texture::Hatch,
    Texture::Dots,
    Texture::BackHatch,
    Texture::CrossHatch,
    Texture::Horizontal,
    Texture::Vertical,
    Texture::Sparse,
];

pub(super) fn write(pen: &Svg, picture: &Picture, shape: &Shape, out: &mut String) {
    match *shape {
        Shape::Circle { c, r, fill, stroke } => {
            let _ = write!(out, r#"<circle cx="{}" cy="{}" r="{}""#, Num(c.x), Num(c.y), Num(r));
            looks(pen, fill, stroke, out);
        }
        Shape::Arc { c, r, from, to, stroke } => arc(pen, c, r, (from, to), stroke, out),
        Shape::Cap { c, r, level, fill } => cap(pen, c, r, level, fill, out),
        Shape::Rect { at, w, h, radius, fill, stroke } => {
            let _ = write!(out, r#"<rect x="{}" y="{}" width="{}" height="{}""#, Num(at.x), Num(at.y), Num(w), Num(h));
            if radius > 0.0 {
                let _ = write!(out, r#" rx="{}""#, Num(radius));
            }
            looks(pen, fill, stroke, out);
        }
        Shape::Line { a, b, stroke } => {
            let _ = write!(out, r#"<path d="M{} {}L{} {}""#, Num(a.x), Num(a.y), Num(b.x), Num(b.y));
            looks(pen, Fill::None, Some(stroke), out);
        }
        Shape::Path { first, len, fill, stroke } => {
            out.push_str(r#"<path d=""#);
            for seg in picture.segments(first, len) {
                segment(*seg, out);
            }
            out.push('"');
            looks(pen, fill, stroke, out);
        }
        Shape::Text { .. } => text(pen, picture, shape, out),
        Shape::Punch { c, r } => {
            if pen.ground != Ground::Clear {
                let _ = write!(out, r#"<circle cx="{}" cy="{}" r="{}""#, Num(c.x), Num(c.y), Num(r));
                looks(pen, Fill::Flat(Ink::Paper, 1.0), None, out);
            }
        }
    }
}

pub(super) fn segment(seg: Seg, out: &mut String) {
    let _ = match seg {
        Seg::Move(p) => write!(out, "M{} {}", Num(p.x), Num(p.y)),
        Seg::Line(p) => write!(out, "L{} {}", Num(p.x), Num(p.y)),
        Seg::Cubic(a, b, p) => {
            write!(out, "C{} {} {} {} {} {}", Num(a.x), Num(a.y), Num(b.x), Num(b.y), Num(p.x), Num(p.y))
        }
        Seg::Close => write!(out, "Z"),
    };
}

/// Fill and stroke, and the end of the element.
fn looks(pen: &Svg, fill: Fill, stroke: Option<Stroke>, out: &mut String) {
    let _ = match fill {
        Fill::None => write!(out, r#" fill="none""#),
        Fill::Flat(ink, opacity) => write!(out, r#" fill="{}"{}"#, pen.colour(ink), Opacity("fill-opacity", opacity)),
        Fill::Textured(texture, ink, opacity) => {
            let (id, texture) = (pen.id, number(texture));
            write!(out, r#" fill="url(#{id}x{texture}{})"{}"#, ink.token(), Opacity("fill-opacity", opacity))
        }
    };
    if let Some(stroke) = stroke {
        let width = pen.width(stroke.width);
        let _ = write!(out, r#" stroke="{}" stroke-width="{}""#, pen.colour(stroke.ink), Num(width));
        let _ = write!(out, "{}", Opacity("stroke-opacity", stroke.opacity));
        let dashes = stroke.dash.pattern();
        if !dashes.is_empty() {
            out.push_str(r#" stroke-dasharray=""#);
            for (at, dash) in dashes.iter().enumerate() {
                let _ = write!(out, "{}{}", if at == 0 { "" } else { " " }, Num(*dash));
            }
            out.push('"');
        }
        if stroke.join == Join::Round {
            out.push_str(r#" stroke-linecap="round" stroke-linejoin="round""#);
        }
    }
    out.push_str("/>\n");
}

struct Opacity(&'static str, f32);

impl std::fmt::Display for Opacity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.1 < 0.999 { write!(f, r#" {}="{}""#, self.0, Num(self.1)) } else { Ok(()) }
    }
}

fn on_circle(c: Pt, r: f32, angle: f32) -> Pt {
    Pt { x: c.x + r * libm::sinf(angle), y: c.y - r * libm::cosf(angle) }
}

fn arc(pen: &Svg, c: Pt, r: f32, (from, to): (f32, f32), stroke: Stroke, out: &mut String) {
    let sweep = to - from;
    if sweep.abs() >= TAU - 1e-3 {
        let _ = write!(out, r#"<circle cx="{}" cy="{}" r="{}""#, Num(c.x), Num(c.y), Num(r));
    } else {
        let (a, b) = (on_circle(c, r, from), on_circle(c, r, to));
        let (large, turn) = (u8::from(sweep.abs() > PI), u8::from(sweep > 0.0));
        let r = Num(r);
        let _ =
            write!(out, r#"<path d="M{} {}A{r} {r} 0 {large} {turn} {} {}""#, Num(a.x), Num(a.y), Num(b.x), Num(b.y));
    }
    looks(pen, Fill::None, Some(stroke), out);
}

fn cap(pen: &Svg, c: Pt, r: f32, level: f32, fill: Fill, out: &mut String) {
    if level <= 0.0 {
        return;
    }
    let rise = r * (2.0 * level.min(1.0) - 1.0);
    if level >= 1.0 {
        let _ = write!(out, r#"<circle cx="{}" cy="{}" r="{}""#, Num(c.x), Num(c.y), Num(r));
    } else {
        let half = (r * r - rise * rise).max(0.0).sqrt();
        let (left, right, y) = (Num(c.x - half), Num(c.x + half), Num(c.y - rise));
        let large = u8::from(level > 0.5);
        let _ = write!(out, r#"<path d="M{left} {y}A{0} {0} 0 {large} 0 {right} {y}Z""#, Num(r));
    }
    looks(pen, fill, None, out);
}

fn text(pen: &Svg, picture: &Picture, shape: &Shape, out: &mut String) {
    let Shape::Text { first, len, at, style, size, ink, align, halo, opacity } = *shape else { return };
    let face = face(style);
    let size = if size > 0.0 { size } else { face.size };
    let _ = write!(out, r#"<text x="{}" y="{}" font-size="{}""#, Num(at.x), Num(at.y), Num(size));
    if face.weight != 400 {
        let _ = write!(out, r#" font-weight="{}""#, face.weight);
    }
    if face.family == Family::Serif {
        let _ = write!(out, r#" font-family="{}" font-kerning="normal""#, Family::Serif.css());
    }
    if face.italic {
        out.push_str(r#" font-style="italic""#);
    }
    out.push_str(match align {
        Align::Start => "",
        Align::Middle => r#" text-anchor="middle""#,
        Align::End => r#" text-anchor="end""#,
    });
    let _ = write!(out, r#" fill="{}"{}"#, pen.colour(ink), Opacity("opacity", opacity));
    if halo && pen.ground != Ground::Clear {
        let paper = pen.colour(Ink::Paper);
        let _ = write!(out, r#" paint-order="stroke" stroke="{paper}" stroke-width="4" stroke-linejoin="round""#);
    }
    let _ = writeln!(out, ">{}</text>", Escaped(picture.words(first, len)));
}

/// One texture in one ink as a repeating tile.
pub(super) fn pattern(pen: &Svg, texture: Texture, ink: Ink, out: &mut String) {
    let colour: Colour = pen.colour(ink);
    let (pitch, turn, line) = match texture {
        Texture::Hatch => (5.0, 45, 2.0),
        Texture::Dots => (4.6, 0, 0.0),
        Texture::BackHatch => (5.0, -45, 2.0),
        Texture::CrossHatch => (5.0, 45, 1.5),
        Texture::Horizontal => (5.0, 90, 2.0),
        Texture::Vertical => (5.0, 0, 2.0),
        Texture::Sparse => (9.0, 45, 1.25),
    };
    let (id, number, token, side) = (pen.id, number(texture), ink.token(), Num(pitch));
    let _ = write!(
        out,
        r#"<pattern id="{id}x{number}{token}" width="{side}" height="{side}" patternUnits="userSpaceOnUse""#
    );
    if turn != 0 {
        let _ = write!(out, r#" patternTransform="rotate({turn})""#);
    }
    out.push('>');
    let _ = match texture {
        Texture::Dots => write!(out, r#"<circle cx="2.3" cy="2.3" r="1.25" fill="{colour}"/>"#),
        Texture::CrossHatch => write!(
            out,
            r#"<rect width="{0}" height="{side}" fill="{colour}"/><rect width="{side}" height="{0}" fill="{colour}"/>"#,
            Num(line)
        ),
        _ => write!(out, r#"<rect width="{}" height="{side}" fill="{colour}"/>"#, Num(line)),
    };
    out.push_str("</pattern>");
}
