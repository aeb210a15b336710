//! What each policy keeps, as sections of slots, and the parts that are no lists: the dial, the hand, the target, the
//! sketch.

use super::super::words::label;
use super::Scene;
use super::cells::{Cell, Look, Mark, Measure, Section, flow};
use crate::policies::evict::{Clock, Key, Policy};
use crate::scene::{Align, Fill, Ink, Picture, Pt, Seg, Stroke, Type, glyph, pt, text_width};
use std::f32::consts::TAU;

fn plain(keys: impl Iterator<Item = Key>) -> Vec<Cell> {
    keys.map(|key| Cell { key, mark: Mark::None }).collect()
}
fn section(label: impl Into<String>, cells: Vec<Cell>) -> Section {
    Section { label: label.into(), brief: None, cells, names: false }
}
fn named(what: &str, keys: impl Iterator<Item = Key>) -> Section {
    let cells = plain(keys);
    let (label, brief) = match cells.len() {
        1 => (format!("{what}: 1 name, no data"), format!("{what}: 1 name")),
        n => (format!("{what}: {n} names, no data"), format!("{what}: {n} names")),
    };
    Section { label, brief: Some(brief), cells, names: true }
}
fn counted(label: &str, cells: Vec<Cell>) -> Section {
    section(format!("{label}, {}", cells.len()), cells)
}

/// What a policy keeps, in the order in which it keeps it.
pub fn sections(policy: &Policy) -> Vec<Section> {
    let number = |(key, n): (Key, u64)| Cell { key, mark: Mark::Number(n) };
    let bit = |(key, on): (Key, bool)| Cell { key, mark: Mark::Bit(on) };
    let two = |(key, count): (Key, u8)| Cell { key, mark: Mark::Count(count, 3) };
    match policy {
        Policy::Fifo(fifo) => vec![section("newest", plain(fifo.keys()))],
        Policy::Lifo(lifo) => vec![section("newest, next out", plain(lifo.keys()))],
        Policy::Lru(lru) => vec![section("newest", plain(lru.keys()))],
        Policy::Mru(mru) => vec![section("newest, next out", plain(mru.keys()))],
        Policy::Random(random) => vec![section("in no order", plain(random.keys().iter().copied()))],
        Policy::Lfu(lfu) => {
            let mut cells: Vec<Cell> = lfu.keys().map(|(key, count)| number((key, count.into()))).collect();
            cells.reverse();
            vec![section("asked for most", cells)]
        }
        Policy::LfuDa(lfu) => {
            let mut cells: Vec<Cell> = lfu.keys().into_iter().map(|(key, _, value)| number((key, value))).collect();
            cells.reverse();
            vec![section(format!("highest value; age {}", lfu.age()), cells)]
        }
        Policy::Clock(clock) => {
            let most = clock.ring().map(|(_, count)| count).max().unwrap_or(0).max(1);
            let cells = clock.ring().map(|(key, count)| Cell {
                key,
                mark: if most == 1 { Mark::Bit(count > 0) } else { Mark::Count(count, most) },
            });
            vec![section("in the order of the hand", cells.collect())]
        }
        Policy::SecondChance(clock) => vec![section("newest", clock.keys().map(bit).collect())],
        Policy::Sieve(sieve) => vec![section("newest", sieve.keys().map(bit).collect())],
        Policy::Slru(slru) => {
            vec![counted("probation", plain(slru.probation())), counted("protected", plain(slru.protected()))]
        }
        Policy::TwoQ(two) => {
            vec![counted("new", plain(two.a1in())), counted("came back", plain(two.am())), named("left", two.a1out())]
        }
        Policy::LruK(lru) => {
            let mut cells = plain(lru.keys().into_iter().map(|(key, ..)| key));
            cells.reverse();
            vec![section("safest", cells)]
        }
        Policy::ArcCache(arc) => vec![
            counted("once", plain(arc.once())),
            counted("again", plain(arc.again())),
            named("once", arc.once_names()),
            named("again", arc.again_names()),
        ],
        Policy::Lirs(lirs) => {
            // S in its order, most recent first: LIR keys filled, keys of Q framed, runs of names as one slot each.
            let mut stack: Vec<Cell> = Vec::new();
            for (key, lir, resident) in lirs.stack() {
                match stack.last_mut() {
                    Some(Cell { mark: Mark::Gone(n), .. }) if !resident => *n += 1,
                    _ if !resident => stack.push(Cell { key, mark: Mark::Gone(1) }),
                    _ => stack.push(Cell { key, mark: if lir { Mark::None } else { Mark::Queued } }),
                }
            }
            vec![section("stack S, newest; 2×: names", stack), counted("queue Q", plain(lirs.queue()))]
        }
        Policy::S3Fifo(s3) => vec![
            counted("small", s3.small().map(two).collect()),
            counted("main", s3.main().map(two).collect()),
            named("ghost", s3.ghost()),
        ],
        Policy::TinyLfu(tiny) => vec![section("newest", plain(tiny.keys()))],
        Policy::WTinyLfu(tiny) => vec![
            section("window", plain(tiny.window())),
            section("probation", plain(tiny.probation())),
            section("protected", plain(tiny.protected())),
        ],
        Policy::Hyperbolic(hyper) => {
            vec![section(
                "in no order; requests",
                hyper.keys().map(|(key, count, _)| number((key, count.into()))).collect(),
            )]
        }
        Policy::RedisLru(redis) => {
            vec![section("in no order; idle for", redis.keys().map(number).collect())]
        }
        Policy::RedisLfu(redis) => {
            vec![section("in no order; counters", redis.keys().map(|(key, n)| number((key, n.into()))).collect())]
        }
        Policy::Ttl(ttl) => vec![section("newest; left", ttl.keys().map(number).collect())],
        Policy::Belady(min) => vec![section("next asked for last", plain(min.keys().into_iter().map(|(key, _)| key)))],
    }
}

/// The slots of the keys that a policy holds.
pub fn held(policy: &Policy) -> impl Iterator<Item = Cell> {
    let keys = sections(policy).into_iter().filter(|s| !s.names).flat_map(|s| s.cells);
    keys.filter(|cell| cell.mark.held())
}

/// The foot of a list, where the next victim stands.
fn victim_end(policy: &Policy) -> Option<&'static str> {
    match policy {
        Policy::Fifo(_) | Policy::Lru(_) | Policy::Lfu(_) | Policy::LfuDa(_) | Policy::LruK(_) | Policy::TinyLfu(_) => {
            Some("next out")
        }
        _ => None,
    }
}

/// Places on a dial, at most.
const DIAL_MAX: u32 = 40;
/// Room for the hand below a row.
const HAND: f32 = 18.0;
/// Height of ARC's target with its words.
const TARGET: f32 = 30.0;
/// Height of a line that says how many names there are.
const LINE: f32 = 16.0;
/// Height of the sketch with its words.
const SKETCH: f32 = 52.0;

/// Height of the words at the foot of a list.
const FOOT: f32 = 20.0;

/// Draws what the cache at `lane` keeps, from `at` on in a column `width` wide and `height` high; returns where it ends.
/// Words at the foot of a list give way to `says`, the height of what will be said below it.
pub fn draw(
    scene: &Scene<'_>,
    lane: usize,
    at: Pt,
    (width, height): (f32, f32),
    says: f32,
    picture: &mut Picture,
) -> f32 {
    let one = &scene.model.lanes()[lane];
    let asked = scene.model.current().map(|(key, _)| key);
    let hit = one.last.is_some_and(|answer| answer.hit);
    let look = |key: Key, name: bool| Look {
        hot: scene.model.is_hot(key),
        name,
        ring: (Some(key) == asked && !name).then_some(Scene::outcome(hit)),
    };
    let size = scene.model.params().size;
    if let Policy::Clock(clock) = &one.policy
        && size <= DIAL_MAX
    {
        // Nothing stands above a dial, and its lowest place is narrow: it may be higher than rows.
        return dial(pt(at.x, at.y - 10.0), (width, height + 14.0), clock, size, &look, picture);
    }
    let mut sections = sections(&one.policy);
    for section in sections.iter_mut().filter(|section| text_width(Type::Axis, 0.0, &section.label) > width) {
        if let Some(brief) = section.brief.take() {
            section.label = brief;
        }
    }
    let marked = sections.iter().flat_map(|s| &s.cells).any(|cell| cell.mark != Mark::None && cell.mark.held());
    let held = |s: &Section| s.cells.iter().filter(|cell| cell.mark.held()).count();
    let keys: usize = sections.iter().filter(|s| !s.names).map(held).sum();
    let missing = (size as usize).saturating_sub(keys);
    // Where that does not cost the keys their numbers.
    let numbered =
        |sections: &[Section], room: f32| Measure::any(sections, missing, (width, room), marked).0.numbered();
    let sketch = matches!(&one.policy, Policy::WTinyLfu(_)) && (height > 150.0 || numbered(&sections, height - SKETCH));
    let below = match &one.policy {
        Policy::WTinyLfu(_) if sketch => SKETCH,
        Policy::ArcCache(_) => TARGET,
        _ => 0.0,
    };
    let room = height - below;
    // Names give way to the numbers of keys: a line says how many there are.
    let mut line = String::new();
    if !numbered(&sections, room) {
        let (names, keys): (Vec<Section>, Vec<Section>) = sections.iter().cloned().partition(|s| s.names);
        if numbered(&keys, room - LINE) {
            line = match &names[..] {
                [once, again] => format!("names: {} once, {} again", once.cells.len(), again.cells.len()),
                [ghost] => ghost.label.clone(),
                _ => line,
            };
            sections = keys;
        }
    }
    let room = if line.is_empty() { room } else { room - LINE };
    let any = Measure::any(&sections, missing, (width, room), marked);
    // A hand that walks under the rows needs room between them. Where that would cost the keys their numbers, or where
    // there is none, a ring stands for it.
    let walks = matches!(&one.policy, Policy::Sieve(_));
    let spread = walks.then(|| Measure::fitting(&sections, missing, (width, room), marked, HAND)).flatten();
    let spread = spread.filter(|(measure, _)| measure.numbered() || !any.0.numbered());
    let (measure, extent) = spread.unwrap_or(any);
    let per_row = measure.per_row(width);
    // Names give way to keys: what does not fit is left out; how many there are stands above them.
    let lists = sections.iter().filter(|s| s.names && !s.cells.is_empty()).count().max(1);
    let name_row = (measure.h * 0.62).min(17.0) + 2.5;
    let name_rows = 1 + ((room - extent).max(0.0) / name_row) as usize / lists;
    for section in sections.iter_mut().filter(|s| s.names) {
        section.cells.truncate(name_rows * per_row);
    }
    let (mut bottom, places) = flow(picture, at, width, &sections, measure, look);
    if !line.is_empty() {
        picture.text(pt(at.x, bottom + 12.0), Type::Axis, Ink::Ink3, Align::Start, line);
        bottom += LINE;
    }
    if let (Some(words), Some(&(_, last))) = (victim_end(&one.policy), places.last()) {
        let y = last.y + measure.h;
        let end = at.y + height;
        let says = if y + says <= end { says } else { 0.0 };
        if y + FOOT + says <= end + if says > 0.0 { 0.0 } else { 22.0 } {
            picture.line(pt(last.x, y + 2.5), pt(last.x, y + 6.0), Stroke::new(Ink::Ink3, 1.2));
            let align = if last.x < at.x + width / 2.0 { Align::Start } else { Align::End };
            let x = if align == Align::Start { last.x - measure.w / 2.0 } else { last.x + measure.w / 2.0 };
            picture.text(pt(x, y + 17.0), Type::Axis, Ink::Ink3, align, words);
            return y + FOOT;
        }
    }
    match &one.policy {
        Policy::Sieve(sieve) => {
            let Some(&(_, place)) = sieve.hand().and_then(|hand| places.iter().find(|place| place.0 == hand)) else {
                return bottom;
            };
            let y = place.y + measure.h;
            if spread.is_none() {
                let out = 2.0;
                let corner = pt(place.x - measure.w / 2.0 - out, place.y - out);
                let (w, h) = (measure.w + 2.0 * out, measure.h + 2.0 * out);
                picture.rect(corner, w, h, 2.5, Fill::None, Some(Stroke::new(Ink::Note, 2.0)));
                if bottom + 16.0 > at.y + height {
                    return bottom;
                }
                picture.rect(
                    pt(at.x + 1.0, bottom + 7.0),
                    7.0,
                    7.0,
                    2.0,
                    Fill::None,
                    Some(Stroke::new(Ink::Note, 2.0)),
                );
                picture.text(pt(at.x + 13.0, bottom + 14.5), Type::Axis, Ink::Ink2, Align::Start, "hand");
                return bottom + 18.0;
            }
            hand_arrow(picture, pt(place.x, y + 3.0));
            let right = place.x < at.x + width - 40.0;
            let (x, align) = if right { (place.x + 9.0, Align::Start) } else { (place.x - 9.0, Align::End) };
            picture.text(pt(x, y + 17.0), Type::Axis, Ink::Ink2, align, "hand");
            picture.halo();
            bottom.max(y + 20.0)
        }
        // Where even the smallest slots leave no room for it, the keys alone are shown.
        Policy::ArcCache(_) if bottom + TARGET > at.y + height + 10.0 => bottom,
        Policy::ArcCache(arc) => {
            let once = arc.once().count() as f32;
            target(picture, pt(at.x, bottom + 8.0), width, once, arc.target() as f32, size as f32)
        }
        Policy::WTinyLfu(tiny) if sketch => {
            let gone = one.last.and_then(|answer| answer.gone);
            super::sketch::draw(picture, tiny.frequency(), (asked, gone), pt(at.x, bottom + 6.0), width)
        }
        _ => bottom,
    }
}

fn hand_arrow(picture: &mut Picture, tip: Pt) {
    let arrow = [
        Seg::Move(pt(tip.x, tip.y + 16.0)),
        Seg::Line(tip),
        Seg::Move(pt(tip.x - 5.0, tip.y + 6.0)),
        Seg::Line(tip),
        Seg::Line(pt(tip.x + 5.0, tip.y + 6.0)),
    ];
    picture.path(arrow, Fill::None, Some(Stroke::new(Ink::Ink, 2.4)));
}

/// CLOCK's dial: places stay, the hand goes round.
fn dial(
    at: Pt,
    (width, height): (f32, f32),
    clock: &Clock,
    size: u32,
    look: &impl Fn(Key, bool) -> Look,
    picture: &mut Picture,
) -> f32 {
    let (places, hand): (Vec<(Key, u8)>, _) = (clock.ring().collect(), clock.hand());
    let reach = (width.min(height) / 2.0 - 1.0).min(94.0);
    let n = size.max(1) as f32;
    let r = (reach * 0.148).min(reach * 0.86 * TAU / n * 0.45).max(2.5);
    let ring = reach - r - 1.5;
    let c = pt(at.x + width / 2.0, at.y + reach);
    picture.circle(c, ring * 0.58, Fill::None, Some(Stroke::new(Ink::Wire, 1.0)));
    for place in 0..size as usize {
        let angle = place as f32 / n * TAU;
        let p = glyph::around(c, ring, angle);
        let inner = glyph::around(c, ring - r - r.min(9.0), angle);
        let Some(&(key, count)) = places.get(place) else {
            picture.circle(p, r, Fill::None, Some(Stroke::new(Ink::Rule, 1.0)));
            continue;
        };
        let look = look(key, false);
        let (fill, edge, ink) = if look.hot {
            (Fill::Flat(Ink::Ink, 1.0), Ink::Ink, Ink::Paper)
        } else {
            (Fill::Flat(Ink::Tint, 1.0), Ink::Wire, Ink::Ink2)
        };
        picture.circle(p, r, fill, Some(Stroke::new(edge, 1.1)));
        let number = label(key);
        if r >= 8.5 {
            let digits = if number < 100 { 12.0 } else { 10.4 };
            let style = if look.hot { Type::Tile } else { Type::Axis };
            let digits = (digits * (r / 12.6f32).min(1.0)).max(9.0);
            picture.text_sized(pt(p.x, p.y + digits * 0.36), style, digits, ink, Align::Middle, number);
        }
        if let Some(ink) = look.ring {
            picture.circle(p, r + 2.8, Fill::None, Some(Stroke::new(ink, 2.2)));
        }
        if count > 0 {
            picture.disc(inner, if count > 1 { 4.0 } else { 3.0 }, Ink::Ink);
        } else {
            picture.circle(inner, 2.2, Fill::Flat(Ink::Paper, 1.0), Some(Stroke::new(Ink::Wire, 1.0)));
        }
        picture.hit("key", u64::from(number), p, r);
    }
    if let Some(place) = hand.and_then(|hand| places.iter().position(|place| place.0 == hand)) {
        let angle = place as f32 / n * TAU;
        let tip = glyph::around(c, ring * 0.54, angle);
        let tail = glyph::around(c, -7.0, angle);
        picture.line(tail, tip, Stroke::new(Ink::Ink, 3.0));
    }
    picture.disc(c, 4.5, Ink::Ink);
    at.y + 2.0 * reach
}

/// ARC's border: what the keys seen once hold, and the target it moves towards.
fn target(picture: &mut Picture, at: Pt, width: f32, once: f32, p: f32, size: f32) -> f32 {
    let x = |value: f32| at.x + 1.0 + value / size * (width - 2.0);
    picture.line(pt(x(0.0), at.y), pt(x(size), at.y), Stroke::new(Ink::Wire, 1.5));
    picture.line(pt(x(0.0), at.y), pt(x(once.min(size)), at.y), Stroke::new(Ink::Ink, 3.0));
    hand_arrow(picture, pt(x(p), at.y + 4.0));
    let words = format!("target for once, {p:.1}");
    let right = x(p) < at.x + width / 2.0;
    let (tx, align) = if right { (x(p) + 9.0, Align::Start) } else { (x(p) - 9.0, Align::End) };
    picture.text(pt(tx, at.y + 18.0), Type::Axis, Ink::Ink2, align, words);
    at.y + 22.0
}

/// Tiles of a row of large ones.
const LARGE: usize = 8;

/// A part of what a cache keeps as one row of large tiles, around the hand if there is one, in the middle of `width`;
/// returns where the row ends and where the hand is, or the last tile.
pub fn large(scene: &Scene<'_>, lane: usize, at: Pt, (width, height): (f32, f32), picture: &mut Picture) -> (f32, f32) {
    let one = &scene.model.lanes()[lane];
    let asked = scene.model.current().map(|(key, _)| key);
    let hit = one.last.is_some_and(|answer| answer.hit);
    let cells: Vec<Cell> = held(&one.policy).collect();
    let hand = match &one.policy {
        Policy::Sieve(sieve) => sieve.hand().and_then(|hand| cells.iter().position(|cell| cell.key == hand)),
        _ => None,
    };
    let from = hand.map_or(0, |hand| (hand + 1).saturating_sub(LARGE - 2)).min(cells.len().saturating_sub(LARGE));
    let shown = &cells[from..(from + LARGE).min(cells.len())];
    let pitch = ((width - 12.0) / LARGE as f32).min(33.0).min(height * 0.6);
    let (w, h) = (pitch - 2.6, (pitch * 1.35).min(height * 0.55));
    let left = at.x + (width - pitch * LARGE as f32) / 2.0;
    let mut under = left + pitch * (shown.len().max(1) as f32 - 0.5);
    for (index, cell) in shown.iter().enumerate() {
        let corner = pt(left + pitch * index as f32, at.y);
        let ring = (Some(cell.key) == asked).then_some(Scene::outcome(hit));
        let look = Look { hot: scene.model.is_hot(cell.key), name: false, ring };
        super::cells::cell(picture, corner, w, h, cell, look);
        if Some(from + index) == hand {
            under = corner.x + w / 2.0;
        }
    }
    let end = at.y + h;
    if hand.is_some() && end + 22.0 < at.y + height {
        hand_arrow(picture, pt(under, end + 4.0));
    }
    (end, under)
}

/// The keys of a cache in as few rows as `height` has, without words: where there is little room.
pub fn compact(scene: &Scene<'_>, lane: usize, at: Pt, width: f32, height: f32, picture: &mut Picture) {
    let one = &scene.model.lanes()[lane];
    let asked = scene.model.current().map(|(key, _)| key);
    let hit = one.last.is_some_and(|answer| answer.hit);
    let size = (scene.model.params().size as usize).max(1);
    // As wide as they fit in one row, else as many rows as there is room for.
    let rows =
        (1..=12).find(|rows| width / size.div_ceil(*rows) as f32 >= (height / *rows as f32) * 0.62).unwrap_or(12);
    let pitch = (width / size.div_ceil(rows) as f32).min(26.0);
    let row = (height / rows as f32).min(pitch * 1.5);
    let (w, h) = ((pitch - (pitch * 0.1).max(0.8)).max(1.0), (row - (row * 0.12).max(1.0)).max(1.0));
    let per_row = size.div_ceil(rows);
    let cells = held(&one.policy);
    for (index, cell) in cells.enumerate() {
        let corner = pt(at.x + (index % per_row) as f32 * pitch, at.y + (index / per_row) as f32 * row);
        let ring = (Some(cell.key) == asked).then_some(Scene::outcome(hit));
        let look = Look { hot: scene.model.is_hot(cell.key), name: false, ring };
        super::cells::cell(picture, corner, w, h, &cell, look);
    }
}
