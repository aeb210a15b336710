//! plotters' drawing backend onto a [`Picture`].
//!
//! plotters counts in whole pixels and paints in RGB. Here a pixel has [`GRID`] parts each way, so curves stay smooth, and
//! a colour's bytes carry an ink and a dash, so a series keeps its meaning in every theme: see [`paint`]. Text is
//! measured with the shipped fonts' widths. A lone pixel becomes a dot. Rotated text is set level.

use crate::scene::picture::{Align, Dash, Fill, Ink, Picture, Pt, Seg, Stroke, Type, pt};
use crate::scene::text::{text_extent, text_width};
use crate::scene::theme::INKS;
use plotters::style::RGBAColor;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontFamily, FontStyle,
};
use std::convert::Infallible;

/// Parts of a pixel.
pub const GRID: i32 = 16;

const DASHES: [Dash; 6] = [Dash::Solid, Dash::Theory, Dash::Theory2, Dash::Dots, Dash::Broken, Dash::Past];

/// An ink, a dash and an opacity as a colour that plotters can carry.
pub fn paint(ink: Ink, dash: Dash, opacity: f64) -> RGBAColor {
    let ink = INKS.iter().position(|known| *known == ink).unwrap_or(2) as u8;
    let dash = DASHES.iter().position(|known| *known == dash).unwrap_or(0) as u8;
    RGBAColor(ink, dash, 0, opacity)
}

fn ink_of(color: BackendColor) -> (Ink, Dash, f32) {
    let ink = INKS.get(usize::from(color.rgb.0)).copied().unwrap_or(Ink::Ink);
    let dash = DASHES.get(usize::from(color.rgb.1)).copied().unwrap_or(Dash::Solid);
    (ink, dash, color.alpha as f32)
}

/// A picture that plotters draws on.
pub struct Pen<'a> {
    picture: &'a mut Picture,
}

impl<'a> Pen<'a> {
    /// Draws on `picture`.
    pub fn new(picture: &'a mut Picture) -> Self {
        Self { picture }
    }
}

type Done = Result<(), DrawingErrorKind<Infallible>>;

fn point((x, y): BackendCoord) -> Pt {
    pt(x as f32 / GRID as f32, y as f32 / GRID as f32)
}

fn stroke<S: BackendStyle>(style: &S) -> Stroke {
    let (ink, dash, opacity) = ink_of(style.color());
    let line = Stroke::new(ink, style.stroke_width() as f32 / GRID as f32).dash(dash).opacity(opacity);
    match dash {
        Dash::Theory | Dash::Past => line.flat(),
        Dash::Solid | Dash::Theory2 | Dash::Dots | Dash::Broken => line,
    }
}

fn fill<S: BackendStyle>(style: &S) -> Fill {
    let (ink, _, opacity) = ink_of(style.color());
    Fill::Flat(ink, opacity)
}

fn through(points: impl IntoIterator<Item = BackendCoord>) -> impl Iterator<Item = Seg> {
    points.into_iter().enumerate().map(|(at, p)| if at == 0 { Seg::Move(point(p)) } else { Seg::Line(point(p)) })
}

/// The type style that stands for plotters' font.
fn type_of<S: BackendTextStyle>(style: &S) -> Type {
    let slanted = matches!(style.style(), FontStyle::Italic | FontStyle::Oblique);
    match (style.family(), slanted, style.style()) {
        (FontFamily::Serif, true, _) => Type::Note,
        (FontFamily::Serif, false, _) => Type::Caption,
        (_, _, FontStyle::Bold) => Type::LabelBold,
        _ => Type::Label,
    }
}

impl DrawingBackend for Pen<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        ((self.picture.width * GRID as f32) as u32, (self.picture.height * GRID as f32) as u32)
    }
    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }
    fn present(&mut self) -> Done {
        Ok(())
    }
    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Done {
        let (ink, _, opacity) = ink_of(color);
        self.picture.circle(point(at), 0.5, Fill::Flat(ink, opacity), None);
        Ok(())
    }
    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Done {
        self.picture.line(point(from), point(to), stroke(style));
        Ok(())
    }
    fn draw_rect<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, style: &S, filled: bool) -> Done {
        let (a, b) = (point(a), point(b));
        let at = pt(a.x.min(b.x), a.y.min(b.y));
        let (fill, stroke) = if filled { (fill(style), None) } else { (Fill::None, Some(stroke(style))) };
        self.picture.rect(at, (b.x - a.x).abs(), (b.y - a.y).abs(), 0.0, fill, stroke);
        Ok(())
    }
    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Done {
        self.picture.path(through(path), Fill::None, Some(stroke(style)));
        Ok(())
    }
    fn draw_circle<S: BackendStyle>(&mut self, c: BackendCoord, r: u32, style: &S, filled: bool) -> Done {
        let (fill, stroke) = if filled { (fill(style), None) } else { (Fill::None, Some(stroke(style))) };
        self.picture.circle(point(c), r as f32 / GRID as f32, fill, stroke);
        Ok(())
    }
    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, corners: I, style: &S) -> Done {
        self.picture.path(through(corners).chain([Seg::Close]), fill(style), None);
        Ok(())
    }
    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Done {
        let (ink, _, _) = ink_of(style.color());
        let (kind, size) = (type_of(style), style.size() as f32 / GRID as f32);
        let (up, down) = text_extent(kind, size);
        let at = point(at);
        let baseline = match style.anchor().v_pos {
            VPos::Top => at.y + up,
            VPos::Center => at.y + (up - down) / 2.0,
            VPos::Bottom => at.y - down,
        };
        let align = match style.anchor().h_pos {
            HPos::Left => Align::Start,
            HPos::Center => Align::Middle,
            HPos::Right => Align::End,
        };
        self.picture.text_sized(pt(at.x, baseline), kind, size, ink.text(), align, text);
        Ok(())
    }
    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let (kind, size) = (type_of(style), style.size() as f32 / GRID as f32);
        let (up, down) = text_extent(kind, size);
        let grid = |v: f32| libm::ceilf(v * GRID as f32) as u32;
        Ok((grid(text_width(kind, size, text)), grid(up + down)))
    }
    fn blit_bitmap(&mut self, _: BackendCoord, _: (u32, u32), _: &[u8]) -> Done {
        // A picture holds shapes only, and no series we draw uses a bitmap.
        Ok(())
    }
}
