//! Pictures as values: plain shapes that any pen can draw.
//!
//! A concept draws its state at time *t* into a [`Picture`]; the canvas pen (in `web`), the SVG pen and the
//! description never ask the concept again. Units are CSS pixels; y grows downwards.

pub mod bounds;
pub mod chart;
pub mod glyph;
pub mod lines;
pub mod magnify;
pub mod picture;
pub mod png_text;
pub mod qr;
pub mod svg;
pub mod text;
pub mod theme;
mod touch;
pub mod trace;
mod widths;
pub mod wire;

pub use chart::Chart;
pub use lines::{add_lines, lines_of, sentences_of};
pub use picture::{
    Align, Dash, Fill, Handle, Hit, Ink, Join, Picture, Pt, Seg, Shape, Stroke, Target, Texture, Turn, Type, pt,
};
pub use svg::Svg;
pub use text::{Face, Family, face, said_width, text_width};
pub use theme::Theme;
pub use touch::{finger_height, finger_room};
pub use wire::{Flow, Wire};
