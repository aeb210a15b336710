//! Servers in rows: the line before each, its dial, its label, and the strip of what it finished.

use super::super::model::{Illness, Request, SPEED_ONE, ServerState};
use super::Scene;
use super::layout::Place;
use crate::scene::glyph::{Dial, Health, LongQueue, queued, saltire, thousands, timed_out};
use crate::scene::wire::Flow;
use crate::scene::{Align, Dash, Fill, Ink, Picture, Pt, Seg, Shape, Stroke, Target, Turn, Type, pt, text_width};
use crate::sim::Span;
use std::f32::consts::TAU;

/// The most parts a rim is divided into; beyond, it shows the share of workers that are busy.
const PARTS_MAX: usize = 6;

/// How a server stands, for labels: what is wrong with it, in a word.
pub fn state_word(server: &ServerState) -> Option<(&'static str, Ink)> {
    match server.illness {
        Illness::Dead => Some(("down", Ink::LostText)),
        Illness::Hung => Some(("hung", Ink::WaitText)),
        Illness::Well if server.leaving => Some(("leaving", Ink::Ink2)),
        Illness::Well if server.draining => Some(("draining", Ink::Ink2)),
        Illness::Well if !server.watch.healthy => Some(("taken out", Ink::LostText)),
        Illness::Well => None,
    }
}

/// A rate or another amount in two or three digits.
pub fn amount(x: f64) -> String {
    let near = (x - x.round()).abs() < 0.05;
    match x {
        x if x >= 99.5 || (x >= 1.0 && near) => thousands(x.round() as u64),
        x if x >= 10.0 => format!("{x:.1}"),
        x if x >= 0.995 => format!("{x:.1}"),
        x if x <= 0.0 => "0".to_owned(),
        x => {
            let words = format!("{x:.2}");
            let short = words.trim_end_matches('0').trim_end_matches('.').to_owned();
            if short == "0" { format!("{x:.1e}") } else { short }
        }
    }
}

/// A span on an axis or in a head: no more digits than it needs.
pub fn span_words(span: Span) -> String {
    match span.secs() {
        s if s < 1.0 => format!("{} ms", amount(s * 1e3)),
        s if s < 100.0 => format!("{} s", amount(s)),
        s if s < 6000.0 => format!("{} min", amount(s / 60.0)),
        s => format!("{} h", amount(s / 3600.0)),
    }
}

impl Scene<'_> {
    /// The share of its service that a request in service has behind it.
    fn served(&self, request: &Request, server: &ServerState) -> f32 {
        let speed = server.speed();
        let store = self.model.settings().store.0 as f64 * server.speed_when_well() as f64 / SPEED_ONE as f64;
        let whole = request.work.0 as f64 + store;
        let since = (self.now - request.since).0 as f64 * speed as f64 / SPEED_ONE as f64;
        let left = (request.left as f64 - since).max(0.0);
        if whole > 0.0 { (1.0 - left / whole).clamp(0.0, 1.0) as f32 } else { 1.0 }
    }

    /// Calls `part` with each part of the rim: from where to where, in turns.
    fn rim_parts(&self, server: &ServerState, mut part: impl FnMut(f32, f32)) {
        let n = server.serving.len() + server.sharing.len();
        let parts = if server.sharing.is_empty() { n.max(server.set.workers as usize) } else { n };
        if parts > PARTS_MAX {
            part(0.0, (f64::from(server.busy()) / f64::from(server.set.workers.max(1))).min(1.0) as f32);
            return;
        }
        let slot = 1.0 / parts.max(1) as f32;
        let gap = if parts > 1 { 0.12 * slot } else { 0.0 };
        let mut one = |at: usize, share: f32| {
            let from = slot * at as f32 + gap / 2.0;
            part(from, from + (slot - gap) * share);
        };
        for (at, &place) in server.serving.iter().enumerate() {
            one(at, self.served(self.model.requests().get(place), server));
        }
        let clock = server.shared_clock_at(self.now);
        let mut sharing = [(0u64, 0.0f32); PARTS_MAX];
        let mut count = 0;
        for std::cmp::Reverse((bits, k, slot)) in server.sharing.iter().take(PARTS_MAX) {
            let whole = self.model.requests().get(*slot).left as f64;
            let left = (f64::from_bits(*bits) - clock).max(0.0);
            // A heap keeps no order; the oldest request comes first.
            let at = sharing[..count].partition_point(|(other, _)| other < k);
            sharing.copy_within(at..count, at + 1);
            sharing[at] = (*k, if whole > 0.0 { (1.0 - left / whole).clamp(0.0, 1.0) as f32 } else { 1.0 });
            count += 1;
        }
        for (at, &(_, share)) in sharing[..count].iter().enumerate() {
            one(at, share);
        }
    }

    /// A dial of radius `r`, whatever its server's state.
    pub(super) fn dial(&self, picture: &mut Picture, index: usize, c: Pt, r: f32) {
        let server = self.server(index);
        let c = self.shaken(index, c);
        let health = match server.illness {
            Illness::Dead => Health::Down,
            Illness::Well if server.draining || server.leaving => Health::Draining,
            Illness::Well | Illness::Hung => Health::Up,
        };
        let busy = server.busy() > 0 && health != Health::Down;
        let lost_speed = 1.0 - (server.slow as f32 / SPEED_ONE as f32).min(1.0);
        if r < 11.0 {
            small_dial(picture, c, r, health, busy, lost_speed);
        } else if server.illness == Illness::Hung {
            picture.punch(c, r);
            picture.circle(c, r, Fill::None, Some(Stroke::new(Ink::Wait, 1.75).dash(Dash::Broken).flat()));
        } else {
            Dial { c, r, health, busy: busy.then_some(0.0), lost_speed, flow: self.frame.flow }.draw(picture);
        }
        if !busy {
            return;
        }
        let hung = server.illness == Illness::Hung;
        let ink = if hung { Ink::Wait } else { Ink::Work };
        self.rim_parts(server, |from, to| {
            if to > from {
                picture.arc(c, r, from * TAU, to * TAU, Stroke::new(ink, Dial::rim(r).min(0.35 * r)).flat());
            }
        });
        if hung {
            // What stands still is hollow.
            picture.circle(c, 0.3 * r, Fill::None, Some(Stroke::new(Ink::Wait, 0.12 * r)));
        }
    }

    /// A dial shakes once when its server is killed.
    fn shaken(&self, index: usize, c: Pt) -> Pt {
        let Some(strike) = self.recorder.strike(index as u16) else { return c };
        let age = self.progress(strike.at, 0.16);
        if age >= 1.0 || self.speed > super::FLOW_SPEED {
            return c;
        }
        pt(c.x + 4.0 * (1.0 - age) * libm::sinf(age * TAU), c.y)
    }

    /// How far the line is still one place back because its first has just left it: 1 to 0 in 120 ms, slowing down.
    fn step_back(&self, server: &ServerState) -> f32 {
        let started = server
            .serving
            .iter()
            .map(|&slot| self.model.requests().get(slot))
            .filter(|request| request.started > request.reached)
            .map(|request| request.started)
            .max();
        let left = 1.0 - started.map_or(1.0, |at| self.progress(at, 0.12));
        left * left
    }

    fn bar(&self, place: &Place, waiting: u32) -> LongQueue {
        let frame = &self.frame;
        let straight = place.reach - frame.rails[place.rail].bend_length();
        let room = (straight - 14.0).max(20.0);
        // Labels of the decades need the row below to be far.
        let full = if frame.pitch < 50.0 || !frame.words { room.min(118.0) } else { room.min(228.0) };
        let back = place.reach - Dial::rim(frame.dial) / 2.0 - 2.0;
        LongQueue { head: frame.rails[place.rail].point_after(back), flow: frame.flow, n: u64::from(waiting), full }
    }

    /// Pixels of the wire that the line before a server takes, from the first place on.
    pub(super) fn line_length(&self, place: &Place) -> f32 {
        let server = self.server(place.server);
        let (frame, waiting) = (&self.frame, server.queue.len() as u32);
        if waiting > frame.fits(place) {
            let bar = self.bar(place, waiting);
            return bar.length() + 10.0 + Dial::rim(frame.dial) / 2.0 + frame.r - frame.head();
        }
        (waiting as f32 + self.step_back(server)) * frame.step_of(place, waiting)
    }

    /// The lines before the servers, and the crosses of what was lost with one.
    pub(super) fn lines(&self, picture: &mut Picture) {
        let frame = &self.frame;
        for place in &frame.places {
            let server = self.server(place.server);
            if server.illness == Illness::Dead {
                self.lost_line(picture, place);
            }
            let waiting = server.queue.len() as u32;
            if waiting > frame.fits(place) {
                let bar = self.bar(place, waiting);
                if frame.words {
                    bar.draw(picture);
                } else {
                    wordless(picture, &bar);
                }
                continue;
            }
            let back = self.step_back(server);
            for (at, &slot) in server.queue.iter().enumerate() {
                let c = self.line_place(place, at as f32 + back);
                let request = self.model.requests().get(slot);
                if request.abandoned {
                    picture.punch(c, frame.r);
                    timed_out(picture, c, frame.r, 1.0);
                } else {
                    queued(picture, c, frame.r);
                }
                picture.hit("request", request.k + 1, c, frame.r);
            }
        }
    }

    /// The place number `at` in the line of a server.
    pub(super) fn line_place(&self, place: &Place, at: f32) -> Pt {
        let waiting = self.server(place.server).queue.len() as u32;
        let pixels = place.reach - self.frame.head() - at * self.frame.step_of(place, waiting);
        self.frame.rails[place.rail].point_after(pixels.max(0.0))
    }

    /// What a dead server held stays as crosses on its wire until it is revived.
    fn lost_line(&self, picture: &mut Picture, place: &Place) {
        let frame = &self.frame;
        let held = self.recorder.strike(place.server as u16).map_or(0, |strike| strike.held);
        let shown = held.min(frame.fits(place).min(if frame.flow == Flow::Down { 4 } else { 6 }));
        let pitch = if frame.flow == Flow::Down { 16.0 } else { 20.0 };
        let from = frame.head() - 1.0;
        let at = |n: u32| frame.rails[place.rail].point_after(place.reach - from - pitch * n as f32);
        for n in 0..shown {
            picture.punch(at(n), 0.6 * frame.r);
            saltire(picture, at(n), 0.53 * frame.r, Stroke::new(Ink::Lost, 2.0));
        }
        if held > 0 && frame.words && frame.flow == Flow::Right {
            let at = at(shown);
            let words = format!("{} lost", thousands(u64::from(held)));
            if place.reach - from - pitch * shown as f32 > frame.rails[place.rail].bend_length() + 70.0 {
                picture.text(pt(at.x + 4.0, at.y + 4.4), Type::LabelBold, Ink::LostText, Align::End, words);
                picture.halo();
            }
        }
    }

    /// Dials, their labels and the heads of the columns.
    pub(super) fn dials(&self, picture: &mut Picture) {
        let frame = &self.frame;
        for place in &frame.places {
            self.dial(picture, place.server, place.dial, frame.dial);
            picture.hit("server", place.server as u64 + 1, place.dial, frame.dial);
            self.rim(picture, place);
        }
        if frame.words {
            // All of one font, then all of the other: a canvas takes long to change its font.
            for place in &frame.places {
                self.label(picture, place);
            }
            for place in &frame.places {
                self.second_label(picture, place);
            }
        }
        let (Some(y), Some(place)) = (frame.heads, frame.places.first()) else { return };
        let head = self.line_place(place, 0.0).x + frame.r;
        let serving = place.dial.x - text_width(Type::Axis, 0.0, "serving") / 2.0;
        picture.text(pt(head.min(serving - 6.0), y), Type::Axis, Ink::Ink3, Align::End, "waiting");
        picture.text(pt(place.dial.x, y), Type::Axis, Ink::Ink3, Align::Middle, "serving");
    }

    /// The rim of a server that is well: turned, it changes the server's speed.
    fn rim(&self, picture: &mut Picture, place: &Place) {
        let server = self.server(place.server);
        if self.frame.words && server.illness != Illness::Dead {
            picture.turn(Turn {
                target: Target { kind: "server", id: place.server as u64 + 1 },
                key: "speeds",
                item: place.server,
                c: place.dial,
                r: self.frame.dial,
                value: server.set.speed as f64 / SPEED_ONE as f64,
                low: 0.1,
                high: 10.0,
            });
        }
    }

    fn label(&self, picture: &mut Picture, place: &Place) {
        let frame = &self.frame;
        let server = self.server(place.server);
        let name_ink = if server.illness == Illness::Dead { Ink::LostText } else { Ink::Ink };
        let name = super::super::words::name(place.server as u16);
        let (at, align) = frame.beside(place, -2.0, 37.0);
        picture.text(at, Type::Name, name_ink, align, name);
    }

    fn second_label(&self, picture: &mut Picture, place: &Place) {
        let (words, ink) = self.second_line(self.server(place.server), self.frame.label_room);
        let (at, align) = self.frame.beside(place, 13.0, 53.0);
        picture.text(at, Type::Axis, ink, align, words);
    }

    /// What stands below a server's name: what is wrong, or how fast it serves; the longest wording that fits.
    fn second_line(&self, server: &ServerState, room: f32) -> (String, Ink) {
        if let Some((word, ink)) = state_word(server) {
            return (word.to_owned(), ink);
        }
        let mean = self.model.settings().demand.mean_s();
        let rate = |speed: u64| amount(f64::from(server.set.workers) * speed as f64 / SPEED_ONE as f64 / mean);
        let rated = rate(server.set.speed);
        let fits = |words: &String| text_width(Type::Axis, 0.0, words) <= room;
        if server.slow != SPEED_ONE {
            let now = rate(server.speed_when_well());
            let forms = [format!("{now} of {rated} /s"), format!("{now} of {rated}"), format!("{now} /s"), now];
            return (forms.into_iter().find(fits).unwrap_or_default(), Ink::WaitText);
        }
        let n = server.serving.len() + server.sharing.len();
        let busy = match n {
            _ if !server.sharing.is_empty() && n > PARTS_MAX => format!("{} share it", thousands(n as u64)),
            _ if server.set.workers as usize > PARTS_MAX => {
                format!("{} of {} busy", server.busy(), server.set.workers)
            }
            _ => String::new(),
        };
        let forms = [busy, format!("{rated} /s"), rated];
        (forms.into_iter().filter(|words| !words.is_empty()).find(fits).unwrap_or_default(), Ink::Ink3)
    }

    /// The strips of what was finished in the last seconds, all in one path.
    pub(super) fn strips(&self, picture: &mut Picture) {
        let frame = &self.frame;
        let Some((x0, x1)) = frame.strip else { return };
        let span = self.strip_span();
        let mut rows = [(0.0f32, f32::NAN); super::super::params::SERVERS_MAX];
        for place in &frame.places {
            let dead = self.server(place.server).illness == Illness::Dead;
            if dead {
                self.epitaph(picture, place, x0);
            } else {
                let y = place.dial.y;
                picture.line(pt(x0, y + 0.5), pt(x1, y + 0.5), Stroke::new(Ink::Rule, 1.0).flat());
                rows[place.server] = (y, f32::INFINITY);
            }
        }
        let from = self.now.back(span);
        let recent = self.recorder.done.newest_first().take_while(|done| done.at > from);
        let ticks = recent.filter_map(|done| {
            let (y, last) = rows.get_mut(done.server as usize)?;
            let x = x1 - (x1 - x0) * ((self.now - done.at).0 as f64 / span.0.max(1) as f64) as f32;
            // Ticks that would touch are one; rows without a strip have no last tick and fail the comparison.
            (x < *last - 0.75).then(|| {
                *last = x;
                [Seg::Move(pt(x, *y - 6.0)), Seg::Line(pt(x, *y + 6.0))]
            })
        });
        picture.path(ticks.flatten(), Fill::None, Some(Stroke::new(Ink::Done, 1.5)));
        if let Some(y) = frame.heads {
            let words = format!("done, last {}", span_words(span));
            picture.text(pt(x0, y), Type::Axis, Ink::Ink3, Align::Start, words);
        }
    }

    /// How long the strips reach back: a quarter of the window, less where the memory is shorter.
    fn strip_span(&self) -> Span {
        let mut span = Span(self.model.window().0 / 4);
        let done = &self.recorder.done;
        if let Some(oldest) = done.oldest().filter(|_| done.is_full()) {
            let known = self.now - oldest.at;
            // 5, 2.5, 1.25 … of what the window asks for.
            while span > known && span.0 > 1_000 {
                span = Span(span.0 / 2);
            }
        }
        span
    }

    /// In place of a dead server's strip: when it was killed, and whether the balancer knows.
    fn epitaph(&self, picture: &mut Picture, place: &Place, x: f32) {
        let Some(strike) = self.recorder.strike(place.server as u16) else { return };
        let y = place.dial.y;
        let when = format!("killed at {:.1} s", strike.at.secs());
        picture.text(pt(x, y - 2.0), Type::Label, Ink::Ink2, Align::Start, &when);
        let wide = text_width(Type::Label, 0.0, &when);
        let quiet = strike.noticed == Some(strike.at);
        // Beside the moment, or below it where that line is free.
        let revive = if quiet { pt(x, y + 13.0) } else { pt(x + wide + 12.0, y - 2.0) };
        Self::revive(picture, place, revive);
        let (words, ink) = match strike.noticed {
            None if self.server(place.server).watch.healthy => ("not noticed yet".to_owned(), Ink::LostText),
            None => return,
            Some(at) if at == strike.at => return,
            Some(at) => (format!("noticed after {:.1} s", (at - strike.at).secs()), Ink::Ink3),
        };
        picture.text(pt(x, y + 13.0), Type::Axis, ink, Align::Start, words);
    }

    /// The way back for a killed server.
    fn revive(picture: &mut Picture, place: &Place, at: Pt) {
        const WORD: &str = "Revive";
        let wide = text_width(Type::Label, 0.0, WORD);
        picture.text(at, Type::Label, Ink::Ink, Align::Start, WORD);
        picture.line(pt(at.x, at.y + 2.5), pt(at.x + wide, at.y + 2.5), Stroke::new(Ink::Ink, 1.0).flat());
        picture.hit_rect("revive", place.server as u64 + 1, pt(at.x - 4.0, at.y - 14.0), wide + 8.0, 22.0);
    }

    /// A thin ring round the server that is chosen.
    pub(super) fn selection(&self, picture: &mut Picture) {
        let Some(target) = self.focus.filter(|target| target.kind == "server") else { return };
        let place = self.frame.places.iter().find(|place| place.server as u64 + 1 == target.id);
        if let Some(place) = place {
            let r = self.frame.dial + Dial::rim(self.frame.dial) / 2.0 + 2.0;
            picture.circle(place.dial, r, Fill::None, Some(Stroke::new(Ink::Ink, 1.25)));
        }
    }
}

/// A long line in a miniature: the bar without its number.
fn wordless(picture: &mut Picture, bar: &LongQueue) {
    let length = bar.length();
    let (flow, head) = (bar.flow, bar.head);
    let at = |along: f32, across: f32| flow.go(head, along, across);
    let corners = [
        Seg::Move(at(-length, -5.0)),
        Seg::Line(at(0.0, -5.0)),
        Seg::Line(at(0.0, 5.0)),
        Seg::Line(at(-length, 5.0)),
        Seg::Line(at(-length - 3.0, 2.5)),
        Seg::Line(at(-length, 0.0)),
        Seg::Line(at(-length - 3.0, -2.5)),
        Seg::Close,
    ];
    picture.path(corners, Fill::Flat(Ink::Wait, 1.0), None);
}

/// A dial too small for ticks.
fn small_dial(picture: &mut Picture, c: Pt, r: f32, health: Health, busy: bool, lost_speed: f32) {
    picture.punch(c, r);
    if health == Health::Down {
        picture.circle(c, r, Fill::None, Some(Stroke::new(Ink::Lost, 1.25).dash(Dash::Past).flat()));
        saltire(picture, c, 0.4 * r, Stroke::new(Ink::Lost, 1.8));
        return;
    }
    picture.circle(c, r, Fill::None, Some(Stroke::new(Ink::Ink, 1.25)));
    if lost_speed > 0.0 {
        let fill = Fill::Textured(crate::scene::Texture::Hatch, Ink::Wait, 1.0);
        picture.shapes.push(Shape::Cap { c, r: r - 0.75, level: 0.632 * lost_speed, fill });
    }
    if busy {
        picture.disc(c, 0.4 * r, Ink::Work);
    }
    if health == Health::Draining {
        picture.line(pt(c.x - r, c.y - r - 2.0), pt(c.x + r, c.y - r - 2.0), Stroke::new(Ink::Ink, 2.0));
    }
}
