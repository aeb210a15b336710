//! The figures before the program starts: a concept's first preset at its moment, as SVG in the page's colours.
//!
//! They stand in the boxes of the living ones and are drawn for the same sizes, so that the change is hardly seen. A
//! concept page has two, for wide and for narrow screens; the style sheet shows one. They are also what stays without
//! scripts.

use crate::content::escape;
use kneepoint::concept::{Description, Entry, Layout, Preset, Run, View};
use kneepoint::lang::say;
use kneepoint::link;
use kneepoint::scene::svg::{Ground, Svg};
use kneepoint::scene::{Picture, Pt, Seg, Shape, Theme, pt};

/// Width and height in CSS pixels of the scene on a window of 1440 × 900 and on a phone of 390 × 844.
const WIDE: (f32, f32) = (1040.0, 350.0);
const TALL: (f32, f32) = (390.0, 428.0);
/// The same in a figure that stands in another page, as assets/embed/figure.css has it.
const EMBED_WIDE: (f32, f32) = (800.0, 333.0);
const EMBED_TALL: (f32, f32) = (340.0, 420.0);
/// What a miniature runs at, as a share of its preset's own speed.
const PACE: f64 = 0.25;

/// A concept's first preset at its moment.
pub struct Poster {
    entry: &'static Entry,
    run: Box<dyn Run>,
    speed: f64,
}

impl Poster {
    /// Opens it.
    pub fn of(entry: &'static Entry) -> Result<Self, String> {
        Self::open(entry, entry.presets.first())
    }

    /// Opens a preset, or the concept with its defaults.
    pub fn open(entry: &'static Entry, preset: Option<&'static Preset>) -> Result<Self, String> {
        let (name, fragment) = preset.map_or(("", ""), |preset| (preset.id, preset.link));
        let fails = |why: &dyn std::fmt::Display| format!("{} {name} does not open: {why}", entry.about.id);
        let opened = link::decode(fragment, entry);
        if let Some(complaint) = opened.complaints.first() {
            return Err(fails(complaint));
        }
        let run = (entry.open)(&opened.state).map_err(|bad| fails(&bad))?;
        Ok(Self { entry, run, speed: opened.state.speed })
    }

    /// What is seen, in words.
    pub fn words(&self) -> Description {
        self.run.describe()
    }

    /// The figure for a social card: in the colours of print, its paper not painted.
    pub fn card(&self, (width, height): (f32, f32)) -> String {
        let mut picture = Picture::new(width, height);
        self.run.draw(&View { speed: self.speed, ..View::new(width, height, Layout::Wide) }, &mut picture);
        Svg { theme: Some(Theme::Light), ground: Ground::OnPaper, ..Svg::default() }.write(&picture)
    }

    /// The figure and the caption of the concept page, as the page itself has them.
    pub fn figure(&self) -> String {
        let (words, (wide, tall)) = (self.run.describe(), self.pair());
        let (lead, caption) = (escape(&say(&words.lead)), escape(&say(&words.caption)));
        format!(
            "<div class=\"fig poster\"><div class=\"poster-wide\">{wide}</div><div class=\"poster-tall\">{tall}</div></div>\
             <div class=\"cap\"><p><b class=\"num\">{lead}</b> {caption}</p></div>"
        )
    }

    /// The figure for wide windows and the one for phones.
    pub fn pair(&self) -> (String, String) {
        let words = self.run.describe();
        let draw = |layout, size, id| self.svg(&words, layout, size, self.speed, id);
        (draw(Layout::Wide, WIDE, "pw"), draw(Layout::Tall, TALL, "pt"))
    }

    /// What stands in a figure's page before its program does.
    pub fn embed(&self) -> String {
        let words = self.run.describe();
        let draw = |class, layout, size, id| {
            let svg = self.svg(&words, layout, size, self.speed, id);
            format!("<div class=\"poster-{class}\">{svg}</div>")
        };
        let (wide, tall) = (draw("wide", Layout::Wide, EMBED_WIDE, "pw"), draw("tall", Layout::Tall, EMBED_TALL, "pt"));
        format!("{wide}{tall}<p>{} {}</p>", escape(&words.lead), escape(&words.caption))
    }

    /// The figure of the home page for a box of this size.
    pub fn mini(&self, size: (f32, f32)) -> String {
        let words = Description::default();
        self.svg(&words, Layout::Mini, size, PACE * self.speed, self.entry.about.id)
    }

    fn svg(&self, words: &Description, layout: Layout, (width, height): (f32, f32), speed: f64, id: &str) -> String {
        let mut picture = Picture::new(width, height);
        self.run.draw(&View { speed, ..View::new(width, height, layout) }, &mut picture);
        coarsen(&mut picture);
        let title = if words.whole.is_empty() { "".into() } else { say(self.entry.about.title) };
        let desc = say(&words.whole);
        let svg = Svg { theme: None, ground: Ground::OnPaper, title: &title, desc: &desc, fonts: "", id };
        svg.write(&picture)
    }
}

/// Everything to a tenth of a pixel; the pen writes hundredths. Nobody sees the difference in what stands until the program
/// does, and pages are smaller.
fn coarsen(picture: &mut Picture) {
    picture.segs.iter_mut().for_each(|seg| *seg = tenths(*seg));
    for shape in &mut picture.shapes {
        let (points, lengths): ([Option<&mut Pt>; 2], [Option<&mut f32>; 2]) = match shape {
            Shape::Circle { c, r, .. } | Shape::Arc { c, r, .. } | Shape::Cap { c, r, .. } | Shape::Punch { c, r } => {
                ([Some(c), None], [Some(r), None])
            }
            Shape::Rect { at, w, h, .. } => ([Some(at), None], [Some(w), Some(h)]),
            Shape::Line { a, b, .. } => ([Some(a), Some(b)], [None, None]),
            Shape::Text { at, .. } => ([Some(at), None], [None, None]),
            Shape::Path { .. } => continue,
        };
        points.into_iter().flatten().for_each(|p| *p = to_tenths(*p));
        lengths.into_iter().flatten().for_each(|x| *x = tenth(*x));
    }
}

fn tenth(x: f32) -> f32 {
    (x * 10.0).round() / 10.0
}

fn to_tenths(p: Pt) -> Pt {
    pt(tenth(p.x), tenth(p.y))
}

fn tenths(seg: Seg) -> Seg {
    match seg {
        Seg::Move(p) => Seg::Move(to_tenths(p)),
        Seg::Line(p) => Seg::Line(to_tenths(p)),
        Seg::Cubic(a, b, p) => Seg::Cubic(to_tenths(a), to_tenths(b), to_tenths(p)),
        Seg::Close => Seg::Close,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kneepoint::concepts;

    #[test]
    fn paths_have_tenths() {
        let curve = Seg::Cubic(pt(1.25, -0.04), pt(99.96, 3.0), pt(7.0, 8.06));
        assert_eq!(tenths(curve), Seg::Cubic(pt(1.3, 0.0), pt(100.0, 3.0), pt(7.0, 8.1)));
        let entry = concepts::find("load-balancing").unwrap();
        let (wide, _) = Poster::of(entry).unwrap().pair();
        // The wires; dials are circles.
        let wires = wide.split("<path d=\"").filter_map(|part| part.split_once('"').map(|(path, _)| path));
        let curves: Vec<&str> = wires.filter(|path| path.contains('C') && !path.contains('A')).collect();
        let long =
            |path: &str| path.split(['M', 'L', 'C', ' ']).any(|n| n.split_once('.').is_some_and(|n| n.1.len() > 1));
        assert!(!curves.is_empty() && !curves.iter().any(|path| long(path)), "{curves:?}");
    }

    #[test]
    fn every_concept_has_two_drawings_and_a_caption() {
        for entry in concepts::all() {
            let poster = Poster::of(entry).unwrap();
            let figure = poster.figure();
            assert_eq!(figure.matches("<svg").count(), 2);
            assert!(figure.contains("var(--") && !figure.contains("<b class=\"num\"></b>"));
            assert!(poster.mini((320.0, 190.0)).contains("aria-hidden"));
        }
    }
}
