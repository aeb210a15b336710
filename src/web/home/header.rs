//! The header: a wire across the page that bends like a line of waiting requests does.
//!
//! The load grows from nothing at the left edge to one half at the knee. A single server at load ρ holds
//! L = ρ / (1 − ρ) requests in the mean (M/M/1), so each bead on the level run has the room `ROOM / L`: beads thin out
//! away from the bend. One half is where M/M/1 has its knee, the load that maximises power, throughput over sojourn
//! time (Kleinrock 1979): there L is 1 and a bead has exactly `ROOM`. Past it they stand in line, as close as beads go.

use crate::scene::picture::{Fill, Ink, Picture, Pt, Seg, Stroke, pt};
use crate::scene::svg::{Ground, Svg};
use crate::scene::wire::Wire;
use gloo::events::EventListener;
use yew::prelude::*;

/// A drawing of the wire for one width of the page.
struct Plan {
    wire: Wire,
    /// Arc length from the upper end, off the page, to the knee.
    knee: f32,
    /// Bead radius.
    r: f32,
    /// The room of one bead at the knee.
    room: f32,
}

/// Height of the drawing in pixels, as `assets/home.css` reserves it.
const HEIGHT: f32 = 190.0;
/// Where the level run lies.
const LEVEL: f32 = 150.0;

impl Plan {
    /// The wire for a page of this width: the bend keeps its height and narrows with the page.
    fn new(width: f32) -> Self {
        let phone = width < 720.0;
        let (shrink, margin, r) = if phone { (0.62, 30.0, 6.5) } else { (1.0, 93.0, 8.0) };
        // Wider than the columns, the bend stays over the last column.
        let end = width - margin - ((width - 1440.0) / 2.0).max(0.0);
        let at = |from_end: f32, y: f32| pt(end - from_end * shrink, y);
        let (top, bend) = (at(0.0, -10.0), at(227.0, LEVEL));
        let wire = Wire::new(top, (at(25.0, 122.0), at(85.0, LEVEL)), bend, pt(0.0, LEVEL));
        let knee = wire.bend_length() - 104.5 * shrink;
        Self { wire, knee, r, room: 5.0 * r }
    }

    /// Arc lengths of the beads on the level run, from the knee outwards.
    fn moving(&self) -> Vec<f32> {
        let way = self.wire.length() - self.knee;
        let mut at = 0.4 * self.room;
        let mut out = Vec::new();
        while at < way - self.r {
            out.push(self.knee + at);
            let load = 0.5 * (1.0 - at / way);
            at += self.room * (1.0 - load) / load;
        }
        out
    }

    /// Arc lengths of the beads in line, from the knee to the upper end.
    fn waiting(&self) -> Vec<f32> {
        let pitch = 2.25 * self.r;
        let count = ((self.knee - 0.55 * pitch) / pitch) as u32;
        (0..=count).map(|k| self.knee - (0.5 + k as f32) * pitch).filter(|at| *at > 0.0).collect()
    }

    fn draw(&self, width: f32) -> Picture {
        let mut picture = Picture::new(width, HEIGHT);
        self.wire.draw(&mut picture, Stroke::new(Ink::Ink, 2.0));
        let r = self.r;
        for at in self.waiting() {
            let c = self.wire.point_after(at);
            picture.punch(c, 1.25 * r);
            let line = 0.36 * r;
            picture.circle(c, r - line / 2.0, Fill::Flat(Ink::Paper, 1.0), Some(Stroke::new(Ink::Wait, line)));
        }
        for at in self.moving() {
            let c = self.wire.point_after(at);
            picture.punch(c, 1.25 * r);
            picture.disc(c, r, Ink::Work);
        }
        let Pt { x, y } = self.wire.point_after(self.knee);
        let tip = pt(x, y + 1.8 * r);
        let sides =
            [Seg::Move(tip), Seg::Line(pt(x + 5.5, tip.y + 9.0)), Seg::Line(pt(x - 5.5, tip.y + 9.0)), Seg::Close];
        picture.path(sides, Fill::Flat(Ink::Note, 1.0), None);
        picture
    }
}

/// The wire of a page of this width as an SVG in the page's own colours.
fn drawing(width: f32) -> String {
    let pen = Svg { theme: None, ground: Ground::OnPaper, id: "head", ..Svg::default() };
    pen.write(&Plan::new(width).draw(width))
}

/// The width of the page without its scroll bar.
fn page_width() -> f32 {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
    root.map_or(1440, |root| root.client_width()).max(240) as f32
}

/// Wordmark, promise and wire.
#[component]
pub fn Header() -> Html {
    let width = use_state_eq(page_width);
    {
        let width = width.clone();
        use_effect_with((), move |()| {
            // A scroll bar may have come since the first rendering.
            width.set(page_width());
            let listener =
                web_sys::window().map(|window| EventListener::new(&window, "resize", move |_| width.set(page_width())));
            move || drop(listener)
        });
    }
    let wire = use_memo(*width, |width| drawing(*width));
    html! {
        <header>
            <div class="bend">{ Html::from_html_unchecked(AttrValue::from((*wire).clone())) }</div>
            <h1>{ "Kneepoint" }</h1>
            <p class="promise">{ "Push a system until it bends." }</p>
        </header>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beads_thin_out_before_the_knee_and_crowd_past_it() {
        for width in [320.0, 390.0, 768.0, 1440.0, 2560.0] {
            let plan = Plan::new(width);
            let moving = plan.moving();
            let gaps: Vec<f32> = moving.windows(2).map(|pair| pair[1] - pair[0]).collect();
            assert!(gaps.windows(2).all(|pair| pair[0] < pair[1]), "{width}: {gaps:?}");
            assert!(gaps.first().is_some_and(|gap| *gap > plan.room), "{width}");
            assert!(moving.last().is_some_and(|at| *at < plan.wire.length()));
            let waiting = plan.waiting();
            assert!(waiting.len() >= 6, "{width}: {}", waiting.len());
            assert!(waiting.windows(2).all(|pair| (pair[0] - pair[1] - 2.25 * plan.r).abs() < 1e-3));
        }
    }

    #[test]
    fn beads_do_not_overlap_at_the_knee() {
        let plan = Plan::new(1440.0);
        assert!(plan.moving()[0] - plan.waiting()[0] > 2.0 * plan.r);
    }
}
