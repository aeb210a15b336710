//! One pattern: its name, the three nodes, the messages between them, and its last answers.

use super::super::model::lane::{Kind, Op};
use super::super::occurrence::{Node, Said};
use super::super::params::Pattern;
use super::super::recorder::Mark;
use super::super::words;
use super::Scene;
use crate::scene::wire::Flow;
use crate::scene::{Align, Dash, Fill, Ink, Picture, Pt, Seg, Stroke, Type, glyph, pt, text_width};

/// How far the way there lies above the way back.
const APART: f32 = 8.0;
/// How far the wire between program and database lies above those over the cache.
const ARCH: f32 = 40.0;
/// The same in radii of a node, where those are small.
pub const ARCHED: f32 = 1.9;
/// Radius of a message.
const R: f32 = 5.6;
/// Messages with words beside them, at most.
const NAMED: usize = 5;

/// Where the parts of a row stand.
pub struct Place {
    /// Middle of the program.
    pub app: f32,
    /// Middle of the cache.
    pub cache: f32,
    /// Middle of the database.
    pub database: f32,
    /// Radius of the nodes.
    pub r: f32,
}

/// A row of a wide picture.
pub fn wide(scene: &Scene<'_>, at: usize, top: f32, height: f32, place: &Place, picture: &mut Picture) {
    let lane = scene.lane(at);
    let t = &lane.tally;
    picture.text(pt(2.0, top + 20.0), Type::Panel, Ink::Ink, Align::Start, lane.pattern.name());
    picture.hit_rect("pattern", at as u64 + 1, pt(2.0, top + 4.0), 180.0, 22.0);
    let or = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
    picture.text(pt(2.0, top + 46.0), Type::Value, Ink::Ink, Align::Start, or(t.old_share().map(words::percent)));
    let mut y = top + 63.0;
    let mut line = |words: String, picture: &mut Picture| {
        if y < top + height - 4.0 {
            picture.text(pt(2.0, y), Type::Label, Ink::Ink2, Align::Start, words);
        }
        y += 17.0;
    };
    line(
        format!(
            "of the answers were old{}",
            t.old_mean_s().map_or_else(String::new, |s| format!(", by {}", words::seconds(s)))
        ),
        picture,
    );
    line(
        format!(
            "read {}, write {}",
            or(t.read_time.mean_s().map(words::seconds)),
            or(t.write_time.mean_s().map(words::seconds))
        ),
        picture,
    );
    if t.lost_writes > 0 {
        line(format!("{} lost", words::count(t.lost_writes, "write", "writes")), picture);
    } else if lane.pattern == Pattern::Behind {
        line(format!("{} not yet written", words::grouped(lane.dirty() as u64)), picture);
    } else if t.raced > 0 {
        line(format!("{} set too late", words::count(t.raced, "old value", "old values")), picture);
    }
    path(scene, at, top + height * 0.56, place, true, picture);
    marks(scene, at, (place.database + 56.0, picture.width - 2.0), top + height * 0.56, picture);
}

/// A row of a phone's picture.
pub fn tall(scene: &Scene<'_>, at: usize, top: f32, height: f32, margin: f32, picture: &mut Picture) {
    let lane = scene.lane(at);
    let width = picture.width;
    picture.text(pt(margin, top + 15.0), Type::Name, Ink::Ink, Align::Start, lane.pattern.name());
    picture.hit_rect("pattern", at as u64 + 1, pt(margin, top), 180.0, 20.0);
    let old = lane.tally.old_share().map_or("–".to_owned(), words::percent);
    picture.text(pt(width - margin, top + 15.0), Type::Label, Ink::Ink2, Align::End, format!("{old} old"));
    let r = 15.0;
    let place =
        Place { app: margin + r, cache: margin + (width - 2.0 * margin) * 0.42, database: width - margin - r, r };
    path(scene, at, top + (height * 0.55).max(52.0).min(height - 34.0), &place, true, picture);
    if height > 120.0 {
        marks(scene, at, (margin, width - margin), top + height - 14.0, picture);
    }
}

/// The nodes, the wires and the messages on them.
pub fn path(scene: &Scene<'_>, at: usize, y: f32, place: &Place, words_too: bool, picture: &mut Picture) {
    let lane = scene.lane(at);
    let (app, cache, database) = (pt(place.app, y), pt(place.cache, y), pt(place.database, y));
    let r = place.r;
    let arch = ARCH.min(r * ARCHED);
    let aside =
        lane.pattern.aside() || lane.pattern.local() || matches!(lane.pattern, Pattern::ReadThrough | Pattern::Ahead);
    let through = !(lane.pattern.aside() || lane.pattern.local());
    let wire = Stroke::new(Ink::Wire, 1.25);
    for side in [-APART, APART] {
        picture.line(pt(app.x, y + side), pt(cache.x - r, y + side), wire);
        if through {
            picture.line(pt(cache.x + r, y + side), pt(database.x - r, y + side), wire);
        }
    }
    if aside {
        let top = y - arch;
        let over = [
            Seg::Move(pt(app.x, y - r)),
            Seg::Cubic(pt(app.x, top), pt(app.x, top), pt(app.x + arch, top)),
            Seg::Line(pt(database.x - arch, top)),
            Seg::Cubic(pt(database.x, top), pt(database.x, top), pt(database.x, y - r)),
        ];
        picture.path(over, Fill::None, Some(wire));
    }
    nodes(scene, at, (app, cache, database), r, words_too, picture);
    if scene.still {
        return;
    }
    let mut named: Vec<(Pt, f32)> = Vec::new();
    for op in lane.messages().filter(|op| op.sent <= scene.now) {
        let whole = op.arrives.since(op.sent).0.max(1) as f64;
        let share = (scene.now.since(op.sent).0 as f64 / whole).min(1.0) as f32;
        let spot = |node: Node| match node {
            Node::App => app.x,
            Node::Cache => cache.x,
            Node::Database => database.x,
        };
        let (from, to) = (spot(op.from), spot(op.to));
        let right = to >= from;
        let over = matches!((op.from, op.to), (Node::App, Node::Database) | (Node::Database, Node::App));
        let inset = if over { 0.0 } else { r + R };
        let (a, b) = if right { (from + inset, to - inset) } else { (from - inset, to + inset) };
        let x = a + (b - a) * share;
        let height =
            if over { y - arch + if right { -4.0 } else { 4.0 } } else { y + if right { -APART } else { APART } };
        let c = pt(x.clamp(R, (picture.width - R).max(R)), height);
        draw(op, c, right, picture);
        if scene.words && words_too && named.len() < NAMED {
            let below = !over && !right;
            let at = pt(c.x, if below { c.y + 19.0 } else { c.y - 10.0 });
            let words = words::message(op);
            let half = text_width(Type::Axis, 0.0, &words) / 2.0 + 2.0;
            // Two messages that pass each other: the words of one.
            let taken =
                |&(other, width): &(Pt, f32)| (other.x - at.x).abs() < half + width && (other.y - at.y).abs() < 12.0;
            if !named.iter().any(taken) {
                named.push((at, half));
                picture.text(at, Type::Axis, ink_of(op).1, Align::Middle, words);
                picture.halo();
            }
        }
    }
}

/// The ink of a message and of its words.
fn ink_of(op: &Op) -> (Ink, Ink) {
    match (op.kind, op.said) {
        (_, Said::Missed) => (Ink::Wait, Ink::WaitText),
        (_, Said::Delete | Said::Tell) => (Ink::Lost, Ink::LostText),
        (Kind::Write, _) | (_, Said::Flush(_)) => (Ink::Ink, Ink::Ink),
        _ => (Ink::Work, Ink::WorkText),
    }
}

/// A message: an arrow for what is asked, hollow for what is answered.
fn draw(op: &Op, c: Pt, right: bool, picture: &mut Picture) {
    let answer = matches!(op.said, Said::Found(_) | Said::Missed | Said::Done(_) | Said::Named(_));
    let (ink, _) = ink_of(op);
    let d = if right { R } else { -R };
    let arrow = [
        Seg::Move(pt(c.x + d, c.y)),
        Seg::Line(pt(c.x - d, c.y - R * 0.9)),
        Seg::Line(pt(c.x - d * 0.45, c.y)),
        Seg::Line(pt(c.x - d, c.y + R * 0.9)),
        Seg::Close,
    ];
    let fill = if answer { Fill::Flat(Ink::Paper, 1.0) } else { Fill::Flat(ink, 1.0) };
    picture.path(arrow, fill, Some(Stroke::new(ink, 1.5)));
}

fn nodes(
    scene: &Scene<'_>,
    at: usize,
    (app, cache, database): (Pt, Pt, Pt),
    r: f32,
    words_too: bool,
    picture: &mut Picture,
) {
    let lane = scene.lane(at);
    glyph::client(picture, Flow::Right, pt(app.x - r * 0.3, app.y), r * 0.62);
    let edge = Stroke::new(Ink::Ink, 1.5);
    let side = 1.7 * r;
    // Each process has a cache of its own: one behind the other.
    for behind in (1..lane.nodes().min(4)).rev() {
        let off = 4.0 * behind as f32;
        picture.rect(
            pt(cache.x - side / 2.0 + off, cache.y - side / 2.0 - off),
            side,
            side,
            4.0,
            Fill::Flat(Ink::Paper, 1.0),
            Some(Stroke::new(Ink::Wire, 1.25)),
        );
    }
    picture.rect(
        pt(cache.x - side / 2.0, cache.y - side / 2.0),
        side,
        side,
        4.0,
        Fill::Flat(Ink::Tint, 1.0),
        Some(edge),
    );
    picture.circle(database, r, Fill::Flat(Ink::Tint, 1.0), Some(edge));
    picture.hit("pattern", at as u64 + 1, cache, r);
    picture.hit("pattern", at as u64 + 1, database, r);
    if !words_too {
        return;
    }
    version(database, r, lane.database(0), Ink::Ink, picture);
    match lane.slot(0, 0, scene.now) {
        None => picture.text(pt(cache.x, cache.y + 5.0), Type::Name, Ink::Ink3, Align::Middle, "–"),
        Some(slot) => {
            let ink = match slot.version < lane.truth(0) {
                true => Ink::WaitText,
                false if slot.dirty => Ink::WorkText,
                false => Ink::Ink,
            };
            version(cache, side / 2.0, slot.version, ink, picture);
        }
    }
    let wrong = lane.wrong(scene.now);
    let (words, ink) = match (wrong, lane.dirty()) {
        (0, 0) => (String::new(), Ink::Ink3),
        (0, dirty) => (format!("{} not written", words::grouped(dirty as u64)), Ink::WorkText),
        (n, _) => (format!("{} old", words::grouped(n as u64)), Ink::WaitText),
    };
    if !words.is_empty() {
        picture.text(pt(cache.x, cache.y + r + 18.0), Type::Axis, ink, Align::Middle, words);
        picture.halo();
    }
    if let Some(slot) = lane.slot(0, 0, scene.now).filter(|slot| slot.version < lane.truth(0)) {
        let _ = slot;
        let out = 3.0;
        let dash = Stroke::new(Ink::Wait, 2.0).dash(Dash::Broken).flat();
        picture.rect(
            pt(cache.x - side / 2.0 - out, cache.y - side / 2.0 - out),
            side + 2.0 * out,
            side + 2.0 * out,
            6.0,
            Fill::None,
            Some(dash),
        );
    }
}

/// The number of a version, small enough to stand free of the edge of a node of radius `r`; of a long one the end.
fn version(c: Pt, r: f32, version: u32, ink: Ink, picture: &mut Picture) {
    const SIZE: f32 = 13.5;
    const LEAST: f32 = 9.0;
    let room = 2.0 * r - 7.0;
    let fitting = |words: &str| SIZE.min(SIZE * room / text_width(Type::Name, SIZE, words));
    let whole = format!("v{version}");
    let words = if fitting(&whole) < LEAST { format!("…{:02}", version % 100) } else { whole };
    let size = fitting(&words);
    picture.text_sized(pt(c.x, c.y + 0.36 * size), Type::Name, size, ink, Align::Middle, words);
}

/// The last answers: right ones up, old ones down, writes as a longer mark in ink.
pub fn marks(scene: &Scene<'_>, at: usize, (left, right): (f32, f32), y: f32, picture: &mut Picture) {
    const PITCH: f32 = 3.05;
    let n = ((right - left) / PITCH).max(0.0) as usize;
    picture.line(pt(left, y), pt(right, y), Stroke::new(Ink::Wire, 1.0));
    for (kind, ink, from, to) in [
        (Mark::Hit, Ink::Done, -2.0, -11.0),
        (Mark::Miss, Ink::Ink3, -2.0, -11.0),
        (Mark::Old, Ink::Wait, 2.0, 12.0),
        (Mark::Written, Ink::Ink, -5.0, 5.0),
    ] {
        let marks = scene.recorder.marks[at].newest_first().take(n).enumerate().filter(|(_, mark)| mark.1 == kind);
        let ticks = marks.flat_map(|(back, _)| {
            let x = right - 1.0 - back as f32 * PITCH;
            [Seg::Move(pt(x, y + from)), Seg::Line(pt(x, y + to))]
        });
        picture.path(ticks, Fill::None, Some(Stroke::new(ink, 1.6).flat()));
    }
}
