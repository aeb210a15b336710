//! The scene: the circle with its arcs, marks and keys, or the table of keys or slots where a strategy has no circle;
//! ranges are a number line, a directory is the look-up.
//!
//! A pure function of the state and the moment: marks of a node that joins rise for 240 ms of the watcher's time, then
//! the keys that move walk over, all at once. They stay lit until the next change.

mod directory;
mod fleet;
mod grid;
mod letters;
mod line;
mod racks;
mod ring;
mod say;
mod stands;
#[cfg(test)]
mod tests;
mod way;
mod weigh;

pub(super) use say::lines;

use super::model::{Cluster, letter};
use super::occurrence::Step;
use super::words;
use crate::concept::{Layout, View, grouped};
use crate::policies::place::{Kind, NodeId, Points, Strategy, Weights};
use crate::scene::glyph::key;
use crate::scene::magnify::magnify;
use crate::scene::{Align, Fill, Ink, Picture, Pt, Target, Texture, Type, pt};
use crate::sim::Model as _;

/// How many keys are drawn one by one.
pub const DRAWN: u32 = 200;
/// Seconds of the watcher's time that marks take to rise.
const RISE: f64 = 0.24;
/// And keys to walk over.
const WALK: f64 = 0.6;

/// What every part of the scene looks at.
struct Scene<'a> {
    model: &'a Cluster,
    layout: Layout,
    w: f32,
    h: f32,
    /// Seconds of the watcher's time since the last change; none without a change.
    since: Option<f64>,
    /// Seconds of the run in one of the watcher's.
    speed: f64,
    focus: Option<Target>,
}

/// The area of a part of the scene.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Area {
    at: Pt,
    w: f32,
    h: f32,
}

/// True if nodes on a circle are so many that only the chosen one has a rim that turns its weight.
pub fn rim_of_chosen(model: &Cluster) -> bool {
    let own = model.own();
    model.members().len() > weigh::MOST && circle(&own.strategy).is_some() && own.kind.weights() != Weights::None
}

/// Draws the cluster.
pub fn draw(model: &Cluster, view: &View, picture: &mut Picture) {
    let scale = if view.scale.is_finite() && view.scale > 0.0 { view.scale } else { 1.0 };
    let (width, height) = (view.width.max(1.0), view.height.max(1.0));
    // What is smaller than the smallest layout is that layout, shrunk as a whole.
    let (least_w, least_h) = if view.layout == Layout::Mini { (150.0, 110.0) } else { (320.0, 260.0) };
    let by = scale.min(width / least_w).min(height / least_h);
    let (w, h) = (width / by, height / by);
    picture.clear(w, h);
    let speed = if view.speed.is_finite() { view.speed.abs().max(1e-6) } else { 1.0 };
    let since = model.change().map(|change| (model.now() - change.at).secs() / speed);
    let scene = Scene { model, layout: view.layout, w, h, since, speed, focus: view.focus };
    scene.draw(picture);
    if by != 1.0 {
        magnify(picture, by, pt(0.0, 0.0), (width, height));
    }
}

impl Scene<'_> {
    /// Where what is not a ring is drawn: between the head and the foot of the figure, `least` pixels high at least.
    fn body(&self, least: f32) -> Area {
        let (head, foot) = match self.layout {
            Layout::Mini => (4.0, 0.0),
            Layout::Wide => (24.0, 112.0),
            Layout::Tall | Layout::Still => (24.0, 92.0),
        };
        let edge = self.edge();
        Area { at: pt(edge, head), w: self.w - 2.0 * edge, h: (self.h - head - foot).max(least) }
    }
    /// How far words and tables stay from the sides: a phone shows a figure from side to side, and its page's words begin
    /// further in.
    fn edge(&self) -> f32 {
        let phone = self.layout == Layout::Tall || self.layout == Layout::Still && self.w < 480.0;
        if phone { 14.0 } else { 2.0 }
    }
    /// Where the title begins: the letter of the panel stands in the corner of a wide scene.
    fn indent(&self) -> f32 {
        if self.layout == Layout::Wide { 20.0 } else { self.edge() }
    }
    fn draw(&self, picture: &mut Picture) {
        if let Some(fleet) = self.model.fleet() {
            self.fleet(picture, fleet);
        } else if self.model.members().is_empty() {
            self.nobody(picture);
        } else if circle(&self.model.own().strategy).is_some() {
            self.ring(picture);
        } else {
            self.racks_below(picture);
            match self.model.own().kind {
                Kind::Range => self.line(picture),
                Kind::Directory => self.directory(picture),
                _ => self.grid(picture),
            }
        }
    }

    fn nobody(&self, picture: &mut Picture) {
        let c = pt(self.w / 2.0, self.h / 2.0);
        let r = (self.h / 2.0 - 24.0).min(self.w / 2.0 - 24.0).max(20.0);
        crate::scene::glyph::band(picture, c, r - 22.0, r);
        for i in 0..24u32 {
            let angle = i as f32 / 24.0 * std::f32::consts::TAU;
            key(picture, crate::scene::glyph::around(c, r - 38.0, angle), 3.0);
        }
        if self.layout != Layout::Mini {
            picture.text(pt(c.x, c.y + 4.0), Type::Caption, Ink::LostText, Align::Middle, "No node is there.");
        }
    }

    /// How far the marks of the newcomer have risen, 0 to 1.
    fn risen(&self) -> f32 {
        self.since.map_or(1.0, |since| (since / RISE).clamp(0.0, 1.0)) as f32
    }
    /// How far the keys have walked, 0 to 1; the way is eased at its end, as the eye expects of a walk.
    fn walked(&self) -> f32 {
        self.since.map_or(1.0, |since| eased((since - RISE) / WALK))
    }
    /// The same for the keys that moved when the change was last gone on with: a weight that is turned further.
    fn walked_on(&self) -> f32 {
        let Some(change) = self.model.change().filter(|change| change.touched > change.at) else {
            return self.walked();
        };
        eased((self.model.now() - change.touched).secs() / self.speed / WALK)
    }
    /// The node that joined or changed its weight last: the one in solid blue.
    fn fresh(&self) -> Option<NodeId> {
        let change = self.model.change()?;
        let grown = matches!(change.steps.last(), Some(Step::Join(_) | Step::Weigh(..)));
        Some(change.node).filter(|id| grown && self.model.members().get(*id).is_some())
    }
    /// What hash modulo N would make of the same change, if it is compared and not the own strategy.
    fn modulo_words(&self) -> Option<String> {
        let (model, kind) = (self.model, Kind::Modulo);
        if model.change().is_none() || model.own().kind == kind {
            return None;
        }
        if model.fleet().is_some() {
            let fleet = model.fleet_of(kind)?;
            let must = f64::from(fleet.storm().must) / f64::from(fleet.users().count().max(1));
            return Some(format!("mod N would cut off {}", words::percent(must)));
        }
        Some(format!("mod N would move {}", words::percent(model.lane(kind)?.moved_share())))
    }
    /// The big number and what it counts; empty without a change.
    fn counted(&self) -> Counted {
        if let Some(fleet) = self.model.fleet() {
            return self.counted_users(fleet);
        }
        let own = self.model.own();
        let keys = u64::from(own.keys());
        match self.model.change() {
            Some(change) => Counted {
                lost: self.model.gone().map(lost_words),
                over: format!("{} of {}", grouped(u64::from(own.moved)), grouped(keys)),
                number: words::percent(own.moved_share()),
                under: "of the keys moved".to_owned(),
                theory: theory(self.model, change.steps.len()),
            },
            None => Counted {
                lost: None,
                over: String::new(),
                number: grouped(keys),
                under: format!("keys on {}", words::count(self.model.members().len() as u64, "node", "nodes")),
                theory: String::new(),
            },
        }
    }
}

fn eased(t: f64) -> f32 {
    let t = t.clamp(0.0, 1.0) as f32;
    1.0 - (1.0 - t) * (1.0 - t)
}

/// What nodes that died at once took with them, in a few words.
fn lost_words(gone: &super::risk::Gone) -> String {
    if gone.keys.is_empty() {
        "no key is lost".to_owned()
    } else {
        format!("{} lost every copy", words::percent(gone.share()))
    }
}

/// The one number in the figure.
struct Counted {
    over: String,
    number: String,
    under: String,
    theory: String,
    /// What nodes that died at once took with them.
    lost: Option<String>,
}

impl Counted {
    /// The line below: what was lost, or else what theory says.
    fn last(&self) -> (Type, Ink, &str) {
        match &self.lost {
            Some(lost) => (Type::Label, Ink::LostText, lost),
            None => (Type::Note, Ink::NoteText, &self.theory),
        }
    }
}

/// What must move at least, in words.
fn theory(model: &Cluster, steps: usize) -> String {
    let least = words::percent(model.least());
    let even = model.members().even() && model.change().is_some_and(|change| change.before.even());
    let joined = model.change().is_some_and(|change| matches!(change.steps.last(), Some(Step::Join(_))));
    let n = model.members().len() + usize::from(!joined);
    if model.own().kind == Kind::Range && joined && steps == 1 {
        return "a split moves half of the fullest range".to_owned();
    }
    if even && steps == 1 { format!("theory says 1/{n} = {least}") } else { format!("theory says {least}") }
}

/// The marks of a strategy that has a circle, and its width in bits.
fn circle(strategy: &Strategy) -> Option<(&Points, u32)> {
    match strategy {
        Strategy::Ring(ring) => Some((ring.points(), 64)),
        Strategy::RingEnvoy(ring) => Some((ring.points(), 64)),
        Strategy::Ketama(ring) => Some((ring.points(), 32)),
        Strategy::Bounded(ring) => Some((ring.points(), 64)),
        Strategy::MultiProbe(ring) => Some((ring.points(), 64)),
        _ => None,
    }
}

/// What the area of a node is filled with: a texture of its own, or solid blue for the fresh one.
pub(super) fn fill(id: NodeId, fresh: Option<NodeId>) -> Fill {
    if fresh == Some(id) {
        return Fill::Flat(Ink::Work, 1.0);
    }
    let texture = |texture| Fill::Textured(texture, Ink::Ink, 1.0);
    match id % 8 {
        0 => Fill::Flat(Ink::Ink, 1.0),
        1 => texture(Texture::Hatch),
        2 => texture(Texture::Dots),
        3 => Fill::None,
        4 => texture(Texture::BackHatch),
        5 => texture(Texture::CrossHatch),
        6 => texture(Texture::Horizontal),
        _ => texture(Texture::Vertical),
    }
}

/// A node's letter.
fn label(picture: &mut Picture, at: Pt, id: NodeId, fresh: bool) {
    let ink = if fresh { Ink::WorkText } else { Ink::Ink };
    picture.text(pt(at.x, at.y + 4.6), Type::Name, ink, Align::Middle, letter(id));
    picture.halo();
}
