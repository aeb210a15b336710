//! Social cards: what a link looks like where it is pasted. A real run at its moment, drawn by the pen of
//! `kneepoint draw` and turned into pixels.

mod press;

pub use press::{Job, Press};

use crate::content::{MARK, NAME, escape};
use crate::poster::Poster;
use kneepoint::scene::{Theme, Type, picture::Ink, text_width};
use std::fmt::Write as _;

/// Width and height in pixels, as Open Graph and others ask for.
pub const SIDES: (u32, u32) = (1200, 630);

const MARGIN: f32 = 56.0;
/// The figure's box on the card, and how much larger than on a page it stands there: a card is looked at small.
const FIGURE: (f32, f32, f32, f32) = (MARGIN, 180.0, 1088.0, 432.0);
const ZOOM: f32 = 1.25;
/// The largest and the smallest title.
const TITLE: (f32, f32) = (58.0, 34.0);

/// What stands on a card.
pub struct Card<'a> {
    /// Behind the mark and the name, small: the concept.
    pub above: &'a str,
    /// Large: the concept's title, or the story's.
    pub title: &'a str,
    /// What is drawn.
    pub poster: &'a Poster,
}

impl Card<'_> {
    /// The card as SVG, in the light theme.
    pub fn svg(&self) -> String {
        let (paper, ink, ink2, rule) = (colour(Ink::Paper), colour(Ink::Ink), colour(Ink::Ink2), colour(Ink::Rule));
        let (w, h) = SIDES;
        let mark =
            MARK.replace("var(--ink)", ink).replace("var(--work)", colour(Ink::Work)).replace("var(--paper)", paper);
        let mark = mark
            .replace("width=\"24.3\" height=\"18\"", &format!("x=\"{MARGIN}\" y=\"46\" width=\"43.2\" height=\"32\""));
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" \
             font-family=\"'National Park'\"><rect width=\"{w}\" height=\"{h}\" fill=\"{paper}\"/>{mark}"
        );
        let start = MARGIN + 58.0;
        text(&mut out, (start, 75.0), (29.0, 600), ink, NAME);
        if !self.above.is_empty() {
            let line = start + text_width(Type::LabelBold, 29.0, NAME) + 20.0;
            let _ = write!(out, "<path d=\"M{line:.1} 50V80\" stroke=\"{rule}\" stroke-width=\"2\"/>");
            text(&mut out, (line + 20.0, 75.0), (27.0, 400), ink2, self.above);
        }
        let wide = text_width(Type::LabelBold, TITLE.0, self.title);
        let size = (TITLE.0 * (w as f32 - 2.0 * MARGIN) / wide).clamp(TITLE.1, TITLE.0);
        text(&mut out, (MARGIN - 2.0, 158.0), (size, 600), ink, self.title);
        let (x, y, width, height) = FIGURE;
        let (inner_w, inner_h) = (width / ZOOM, height / ZOOM);
        let figure = self.poster.card((inner_w, inner_h));
        let whole = format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"");
        out.push_str(&placed(&figure, &whole));
        out.push_str("</svg>");
        out
    }
}

/// The drawing with a place of its own in another one.
fn placed(svg: &str, place: &str) -> String {
    let Some((head, rest)) = svg.split_once(" viewBox=") else { return svg.to_owned() };
    let open = head.split_once(" width=").map_or(head, |(open, _)| open);
    format!("{open} {place} viewBox={rest}")
}

fn text(out: &mut String, (x, y): (f32, f32), (size, weight): (f32, u16), ink: &str, words: &str) {
    let words = escape(words);
    let _ = write!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size:.1}\" font-weight=\"{weight}\" letter-spacing=\"-.01em\" fill=\"{ink}\">{words}</text>"
    );
}

fn colour(ink: Ink) -> &'static str {
    Theme::Light.hex(ink)
}
