//! The scene: people in rows by tier, a wire from each to the count that he shares or has alone, and what passed and what
//! was refused behind it, at its distance in time. A pure function of the state, what was recorded, and the moment.

mod head;

use super::metrics::share;
use super::model::{ATTACKER, CLASSES, Crowd, KeyId, NAMES};
use super::recorder::{Mark, Recorder};
use super::words;
use crate::concept::{Layout, View};
use crate::scene::glyph::{allowed, client, rejected, wire_stroke};
use crate::scene::magnify::magnify;
use crate::scene::{Align, Fill, Flow, Ink, Picture, Pt, Stroke, Target, Type, Wire, pt};
use crate::sim::{Model as _, Span, Time};

/// Seconds of the watcher's time that a request takes to cross the picture.
const CROSSING_S: f64 = 4.0;

struct Scene<'a> {
    model: &'a Crowd,
    recorder: &'a Recorder,
    now: Time,
    speed: f64,
    focus: Option<Target>,
    tall: bool,
    mini: bool,
    w: f32,
    h: f32,
}

/// Room for the name of a count.
const WHOSE: f32 = 112.0;

/// Draws the people and their counts.
pub fn draw(model: &Crowd, recorder: &Recorder, view: &View, picture: &mut Picture) {
    let scale = if view.scale.is_finite() && view.scale > 0.0 { view.scale } else { 1.0 };
    let (width, height) = (view.width.max(1.0), view.height.max(1.0));
    let least = match view.layout {
        Layout::Wide | Layout::Still => (600.0, 320.0),
        Layout::Tall => (300.0, 380.0),
        Layout::Mini => (200.0, 110.0),
    };
    // On a phone the picture is as wide as the screen, and words need a margin.
    let margin = if view.layout == Layout::Tall { 16.0f32.min(0.05 * width) } else { 0.0 };
    let inner = width - 2.0 * margin;
    let by = scale.min(inner / least.0).min(height / least.1);
    let (w, h) = (inner / by, height / by);
    picture.clear(w, h);
    let scene = Scene {
        model,
        recorder,
        now: model.now(),
        speed: if view.speed.is_finite() { view.speed.abs().max(1e-6) } else { 1.0 },
        focus: view.focus,
        tall: view.layout == Layout::Tall,
        mini: view.layout == Layout::Mini,
        w,
        h,
    };
    scene.draw(picture);
    if by != 1.0 || margin > 0.0 {
        magnify(picture, by, pt(margin, 0.0), (width, height));
    }
}

/// A count in the picture.
struct Shelf {
    key: KeyId,
    cap: bool,
    y: f32,
    /// The smallest and the largest limit that it is held to.
    limits: (u32, u32),
    index: usize,
}

impl Scene<'_> {
    fn head(&self) -> f32 {
        if self.mini {
            4.0
        } else if self.tall {
            52.0
        } else {
            92.0
        }
    }
    fn foot(&self) -> f32 {
        if self.mini {
            4.0
        } else if self.tall {
            60.0
        } else {
            44.0
        }
    }
    /// The rows that are there, with their middle and half their height.
    fn rows(&self) -> Vec<(usize, f32, f32)> {
        let weight = |class: usize| {
            let n = self.model.people().iter().filter(|person| person.class == class).count();
            let there = n > 0 && (class != ATTACKER || self.model.params().attack > 0.0);
            let n = if class == ATTACKER { 3.0 } else { n as f32 };
            if there { n.clamp(2.0, 6.0) + 1.0 } else { 0.0 }
        };
        let weights: [f32; CLASSES] = std::array::from_fn(weight);
        let total: f32 = weights.iter().sum::<f32>().max(1.0);
        let unit = (self.h - self.head() - self.foot()) / total;
        let mut y = self.head();
        let mut rows = Vec::new();
        for (class, weight) in weights.into_iter().enumerate().filter(|(_, weight)| *weight > 0.0) {
            rows.push((class, y + weight * unit / 2.0, weight * unit / 2.0));
            y += weight * unit;
        }
        rows
    }
    fn people_x(&self) -> f32 {
        if self.mini {
            8.0
        } else if self.tall {
            92.0
        } else {
            118.0
        }
    }
    fn counts_x(&self) -> (f32, f32) {
        let wide = if self.mini {
            26.0
        } else if self.tall {
            44.0
        } else {
            92.0
        };
        let from = if self.tall { 0.42 * self.w } else { 0.30 * self.w };
        (from, wide)
    }
    fn lane_x(&self) -> (f32, f32) {
        let (from, wide) = self.counts_x();
        let right = if self.mini {
            4.0
        } else if self.tall {
            42.0
        } else {
            98.0
        };
        // Beside a count stands whose it is, where there is room for words.
        let gap = if self.mini || self.tall { 0.05 * self.w } else { WHOSE.max(0.05 * self.w) };
        (from + wide + gap, self.w - right)
    }
    /// Where each person stands.
    fn places(&self, rows: &[(usize, f32, f32)]) -> Vec<Option<f32>> {
        let people = self.model.people();
        let mut seen = [0usize; CLASSES];
        people
            .iter()
            .map(|person| {
                let (_, c, half) = rows.iter().find(|(class, ..)| *class == person.class)?;
                let n = people.iter().filter(|other| other.class == person.class).count();
                let i = seen[person.class];
                seen[person.class] += 1;
                let pitch = (2.0 * half * 0.8 / n as f32).min(20.0);
                Some(c + pitch * (i as f32 - (n as f32 - 1.0) / 2.0))
            })
            .collect()
    }
    /// The counts that somebody in the picture is held to, from top to bottom.
    fn shelves(&self, places: &[Option<f32>]) -> (Vec<Shelf>, Vec<(usize, usize)>) {
        let counts = self.model.counts();
        let mut wires = Vec::new();
        let mut sums = vec![(0.0f32, 0.0f32, u32::MAX, 0u32); counts.len()];
        for (person, y) in places.iter().enumerate() {
            let Some(y) = y else { continue };
            let keys = self.model.keys_of(person);
            let many = keys.len() as f32;
            let own = keys.iter().filter(|key| !key.1).map(|key| key.2).max().unwrap_or(0);
            for (i, (key, cap, limit)) in keys.into_iter().enumerate() {
                // A cap that one person alone cannot reach says nothing.
                if cap && matches!(key, KeyId::Home(_)) && own <= limit {
                    continue;
                }
                let Some(at) = counts.iter().position(|count| count.key == key && count.cap == cap) else { continue };
                // The attacker's many stand around him in their order.
                let lean = (i as f32 + 0.5) / many - 0.5;
                let sum = &mut sums[at];
                (sum.0, sum.1) = (sum.0 + y + lean, sum.1 + 1.0);
                (sum.2, sum.3) = (sum.2.min(limit), sum.3.max(limit));
                wires.push((person, at));
            }
        }
        let mut shelves: Vec<Shelf> = counts
            .iter()
            .zip(&sums)
            .enumerate()
            .filter(|(_, (_, sum))| sum.1 > 0.0)
            .map(|(index, (count, sum))| Shelf {
                key: count.key,
                cap: count.cap,
                // A cap stands below what it caps.
                y: sum.0 / sum.1 + if count.cap { 0.1 } else { 0.0 },
                limits: (sum.2, sum.3),
                index,
            })
            .collect();
        crate::sim::order::sort_by(&mut shelves, |a, b| a.y.total_cmp(&b.y));
        let (low, high) = (self.head() + 6.0, self.h - self.foot() - 6.0);
        let gap = ((high - low) / shelves.len().max(1) as f32).min(15.0);
        let wanted: Vec<f32> = shelves.iter().map(|shelf| shelf.y).collect();
        for (shelf, y) in shelves.iter_mut().zip(crate::scene::chart::spread(&wanted, gap, low, high)) {
            shelf.y = y;
        }
        (shelves, wires)
    }

    fn draw(&self, picture: &mut Picture) {
        let rows = self.rows();
        let places = self.places(&rows);
        let (shelves, wires) = self.shelves(&places);
        self.wires(picture, &places, &shelves, &wires);
        self.people(picture, &rows, &places);
        self.counts(picture, &shelves);
        self.lanes(picture, &rows);
        if !self.mini {
            self.top(picture);
            self.explain(picture, &rows);
        }
        if let Some(target) = self.focus.filter(|target| target.kind != "request")
            && let Some(hit) = picture.hits.iter().rev().find(|hit| hit.target == target).copied()
        {
            let stroke = Stroke::new(Ink::Ink, 1.5).dash(crate::scene::Dash::Broken).flat();
            picture.circle(hit.c, hit.r + 4.0, Fill::None, Some(stroke));
        }
    }

    fn wires(&self, picture: &mut Picture, places: &[Option<f32>], shelves: &[Shelf], wires: &[(usize, usize)]) {
        let from = self.people_x() + if self.mini { 3.0 } else { 10.0 };
        let (to, _) = self.counts_x();
        for (person, count) in wires {
            let (Some(y), Some(shelf)) = (places[*person], shelves.iter().find(|shelf| shelf.index == *count)) else {
                continue;
            };
            let (a, b) = (pt(from, y), pt(to - 3.0, shelf.y));
            let middle = f32::midpoint(a.x, b.x);
            let attacker = self.model.people()[*person].class == ATTACKER;
            let thin = if attacker && wires.len() > 40 { 0.75 } else { 1.25 };
            let stroke = if shelf.cap { Stroke::new(Ink::Rule, 1.25) } else { Stroke::new(Ink::Wire, thin) };
            Wire::new(a, (pt(middle, a.y), pt(middle, b.y)), b, b).draw(picture, stroke);
        }
    }

    fn people(&self, picture: &mut Picture, rows: &[(usize, f32, f32)], places: &[Option<f32>]) {
        let x = self.people_x();
        // As large as fits, without touching.
        let near =
            places.iter().flatten().zip(places.iter().flatten().skip(1)).map(|(a, b)| b - a).fold(13.0, f32::min);
        let r = (0.34 * near).clamp(2.0, 6.0);
        for (person, y) in self.model.people().iter().zip(places) {
            let Some(y) = y else { continue };
            if self.mini {
                let ink = if person.class == ATTACKER { Ink::Lost } else { Ink::Ink };
                picture.disc(pt(x, *y), 2.2, ink);
                continue;
            }
            client(picture, Flow::Right, pt(x, *y), r);
            if person.address == KeyId::Shared {
                // Behind one address: the same square bracket for each.
                let stroke = Stroke::new(Ink::Ink, 1.75).flat();
                picture.line(pt(x + 8.0, y - 1.1 * r), pt(x + 8.0, y + 1.1 * r), stroke);
            }
        }
        if self.mini {
            return;
        }
        let limits = self.model.params().limits();
        for (class, y, half) in rows {
            let name = NAMES[*class];
            let ink = if *class == ATTACKER { Ink::LostText } else { Ink::Ink };
            let at = if self.tall { pt(2.0, y - half + 12.0) } else { pt(2.0, *y) };
            picture.text(at, Type::Name, ink, Align::Start, name);
            picture.halo();
            let may = match *class {
                _ if self.tall => String::new(),
                ATTACKER => format!("{} /s", self.model.params().attack),
                class => format!("{} each", crate::scene::glyph::thousands(u64::from(limits[class]))),
            };
            picture.text(pt(at.x, at.y + 15.0), Type::Label, Ink::Ink3, Align::Start, may);
            picture.halo();
            picture.hit("class", *class as u64 + 1, pt(18.0, *y), 14.0);
        }
    }

    /// Each count is a glass that fills to its limit.
    fn counts(&self, picture: &mut Picture, shelves: &[Shelf]) {
        let (x, wide) = self.counts_x();
        let pitch = shelves.windows(2).map(|pair| pair[1].y - pair[0].y).fold(15.0, f32::min);
        let high = (0.62 * pitch).clamp(1.5, 9.0);
        for shelf in shelves {
            let stands = self.model.count(shelf.key, shelf.cap);
            let (least, most) = shelf.limits;
            let along = |n: u32| wide * (n as f32 / most.max(1) as f32).min(1.0);
            let top = shelf.y - high / 2.0;
            picture.rect(pt(x, top), wide, high, 0.0, Fill::Flat(Ink::Ink, 0.12), None);
            let full = stands >= least;
            let ink = if full { Ink::Wait } else { Ink::Done };
            picture.rect(pt(x, top), along(stands), high, 0.0, Fill::Flat(ink, 1.0), None);
            if least < most && !self.mini {
                // For the lowest tier that comes here it is full already at this line.
                picture.line(
                    pt(x + along(least), top - 1.5),
                    pt(x + along(least), top + high + 1.5),
                    Stroke::new(Ink::Ink, 1.25).flat(),
                );
            }
            if shelf.cap {
                let stroke = Stroke::new(Ink::Ink, 1.25).flat();
                picture.line(pt(x + wide, top - 1.5), pt(x + wide, top + high + 1.5), stroke);
            }
            picture.hit_rect("count", shelf.index as u64 + 1, pt(x, top - 2.0), wide, high + 4.0);
            if self.mini || self.tall || pitch < 11.0 {
                continue;
            }
            let name = match (shelf.key, shelf.cap) {
                (KeyId::Shared, true) => "cap, shared",
                (KeyId::Shared, _) => "shared address",
                (KeyId::Nobody, _) => "all who are nobody",
                (KeyId::Attacker(_), true) => "cap",
                _ => "",
            };
            if !name.is_empty() {
                picture.text(pt(x + wide + 5.0, shelf.y + 4.0), Type::Axis, Ink::Ink3, Align::Start, name);
                picture.halo();
            }
        }
        if !self.mini {
            let words = if self.tall { "counts" } else { "counts, this window" };
            let y = self.head() - if self.tall { 2.0 } else { 6.0 };
            picture.text(pt(x, y), Type::Axis, Ink::Ink3, Align::Start, words);
            picture.halo();
        }
    }

    fn past(&self) -> Span {
        let window = self.model.params().window;
        Span::from_secs((CROSSING_S * self.speed).clamp(1e-3, 4.0 * window.max(1.0)))
    }
    fn place(&self, mark: &Mark, rows: &[(usize, f32, f32)]) -> Option<Pt> {
        let (_, y, half) = rows.iter().find(|(class, ..)| *class == usize::from(mark.class))?;
        let (from, to) = self.lane_x();
        let share = self.now.since(mark.at).0 as f64 / self.past().0.max(1) as f64;
        let fall = if mark.allowed { 0.0 } else { (0.55 * half).min(20.0) };
        (share <= 1.0).then(|| pt(from + (to - from - 6.0) * share as f32, y + fall))
    }
    /// What was decided about each class, and how much of it was refused.
    fn lanes(&self, picture: &mut Picture, rows: &[(usize, f32, f32)]) {
        let (from, to) = self.lane_x();
        let r = if self.mini { 2.8 } else { 4.6 };
        for (_, y, _) in rows {
            picture.line(pt(from - 4.0, *y), pt(to, *y), wire_stroke());
        }
        // What would cover a newer one by more than half is left out.
        let mut last = [[f32::MIN; 2]; CLASSES];
        let recent = self.recorder.marks.newest_first().take_while(|mark| self.now.since(mark.at) <= self.past());
        for mark in recent {
            let Some(c) = self.place(mark, rows) else { continue };
            let before = &mut last[usize::from(mark.class)][usize::from(mark.allowed)];
            if (c.x - *before).abs() < r {
                continue;
            }
            *before = c.x;
            if mark.allowed && mark.slipped {
                picture.punch(c, 1.12 * r);
                picture.circle(c, 1.12 * r, Fill::None, Some(Stroke::new(Ink::Ink, 1.5)));
                picture.disc(c, 0.7 * r, Ink::Wait);
            } else if mark.allowed {
                allowed(picture, c, r);
            } else {
                rejected(picture, c, 0.9 * r, 1.0);
                if mark.unjust {
                    picture.circle(c, 1.5 * r, Fill::None, Some(Stroke::new(Ink::Lost, 1.25)));
                }
            }
            picture.hit("request", mark.k + 1, c, r);
        }
        if self.mini {
            return;
        }
        let (all, _) = self.model.since_cut();
        for (class, y, _) in rows {
            let sums = all.class[*class];
            let Some(refused) = share(sums.refused(), &sums) else { continue };
            let ink = if refused > 0.0 { Ink::LostText } else { Ink::Ink3 };
            picture.text(pt(self.w - 2.0, y - 2.0), Type::LabelBold, ink, Align::End, words::percent(refused));
            picture.halo();
            if !self.tall {
                let unjust = share(sums.unjust, &sums).unwrap_or(0.0);
                let words = if *class == ATTACKER {
                    "refused".to_owned()
                } else {
                    format!("{} unjustly", words::percent(unjust))
                };
                picture.text(pt(self.w - 2.0, y + 14.0), Type::Axis, Ink::Ink3, Align::End, words);
                picture.halo();
            }
        }
    }
}
