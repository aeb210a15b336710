//! Why a request went where it went: a ring round its bead, feelers along the wires the rule looked at, the numbers it
//! saw, and its sentence.

use super::super::model::Stage;
use super::super::occurrence::Route;
use super::{SLOW_SPEED, Scene};
use crate::policies::balance::{LOOKS_MAX, Server, Why as Reason};
use crate::scene::glyph::{count, feeler, why_ring};
use crate::scene::wire::Flow;
use crate::scene::{Align, Fill, Ink, Picture, Pt, Stroke, Type, add_lines, pt, said_width};

/// Size and line height of the note.
const SIZE: f32 = 14.5;
const LINE: f32 = 19.0;
/// Between its end and a wire.
const CLEAR: f32 = 10.0;

/// A decision to explain.
pub struct Why {
    /// The request.
    pub k: u64,
    server: Server,
    route: Route,
}

impl Scene<'_> {
    /// The decision to explain: of the request that is chosen, or the latest one in slow motion.
    pub(super) fn explained(&self) -> Option<Why> {
        if !self.frame.words {
            return None;
        }
        let latest = || {
            let slow = self.speed <= SLOW_SPEED && !self.nobody_up();
            self.recorder.routes.newest_first().next().filter(|_| slow)
        };
        let routing = match self.focus {
            None => latest(),
            Some(target) if target.kind == "request" => {
                let alive = self.model.requests().with_routes().find(|(request, _)| request.k + 1 == target.id);
                let sent_on = alive.filter(|(r, _)| !matches!(r.stage, Stage::ToBalancer | Stage::AtBalancer));
                if let Some((request, &route)) = sent_on {
                    return Some(Why { k: request.k, server: request.server, route });
                }
                self.recorder.route_of(target.id.checked_sub(1)?)
            }
            Some(_) => None,
        }?;
        Some(Why { k: routing.k, server: routing.server, route: routing.route })
    }

    /// Feelers along the wires that were looked at.
    pub(super) fn feelers(&self, picture: &mut Picture, why: &Why) {
        // The chosen one lies on top of the others, which share its first pixels.
        for chosen in [false, true] {
            for (server, _) in looked_at(why).into_iter().flatten() {
                if (server == why.server) != chosen {
                    continue;
                }
                let Some(place) = self.frame.places.iter().find(|place| place.server == server as usize) else {
                    continue;
                };
                self.frame.rails[place.rail].draw_bend(picture, feeler(chosen));
            }
        }
    }

    /// The ring, the numbers and the sentence. `ringed` is where the bead travels, if it does.
    pub(super) fn explain(&self, picture: &mut Picture, why: &Why, ringed: Option<Pt>) {
        let frame = &self.frame;
        for (server, saw) in looked_at(why).into_iter().flatten() {
            let Some(place) = frame.places.iter().find(|place| place.server == server as usize) else { continue };
            if frame.grid.is_some() {
                let stroke = Stroke { ink: Ink::Note, ..feeler(server == why.server) };
                picture.circle(place.dial, frame.dial + 4.0, Fill::None, Some(stroke));
            } else if let Some(saw) = saw {
                let at = frame.flow.go(
                    frame.rails[place.rail].bend(),
                    if frame.flow == Flow::Right { 15.0 } else { 5.0 },
                    0.0,
                );
                count(picture, at, whole(saw));
            }
        }
        if let Some((c, r)) = ringed.map(|c| (c, frame.r)).or_else(|| self.at_server(why)) {
            why_ring(picture, c, r);
        }
        self.note(picture, &super::super::words::route(why.server, why.route));
    }

    /// Where the request is at its server: in the line, or in the dial.
    fn at_server(&self, why: &Why) -> Option<(Pt, f32)> {
        let frame = &self.frame;
        let place = frame.places.iter().find(|place| place.server == why.server as usize)?;
        let requests = self.model.requests();
        let server = self.server(place.server);
        let serving = server.serving.iter().any(|&slot| requests.get(slot).k == why.k)
            || server.sharing.iter().any(|std::cmp::Reverse((_, k, _))| *k == why.k);
        if serving {
            return Some((place.dial, 0.36 * frame.dial));
        }
        if frame.grid.is_some() || server.queue.len() as u32 > frame.fits(place) {
            return None;
        }
        let at = server.queue.iter().position(|&slot| requests.get(slot).k == why.k)?;
        Some((self.line_place(place, at as f32), frame.r))
    }

    /// The sentence: below the balancer, or to its right on a phone. Left out where it has no room.
    fn note(&self, picture: &mut Picture, words: &str) {
        let (frame, b) = (&self.frame, self.frame.balancer);
        let (w, h) = frame.size;
        let (at, align, lines) = match frame.flow {
            Flow::Right => {
                let room = if frame.cups { 184.0 } else { (2.0 * b.x - 8.0).min(190.0) };
                let lines = wrapped(words, room);
                let widths: Vec<f32> = lines.iter().map(|line| width(line)).collect();
                let widest = widths.iter().copied().fold(0.0, f32::max);
                let at = pt(b.x - if frame.cups { 8.0 } else { 0.0 }, b.y + frame.hub + 25.0);
                let middle = (at.x - self.in_the_way(at, &widths)).max(widest / 2.0 + 4.0);
                (pt(middle, at.y), Align::Middle, lines)
            }
            Flow::Down => {
                let x = b.x + frame.hub + 10.0;
                let lines = wrapped(words, w - x - 6.0);
                let over = lines.len().saturating_sub(2) as f32;
                (pt(x, (b.y - 2.0 - 0.7 * LINE * over).max(36.0)), Align::Start, lines)
            }
        };
        let foot = at.y + LINE * lines.len().saturating_sub(1) as f32 + 5.0;
        let fits = lines.iter().all(|line| match align {
            Align::Start => at.x + width(line) <= w,
            Align::Middle | Align::End => at.x + width(line) / 2.0 <= w,
        });
        if foot > h || !fits || lines.len() > 5 {
            return;
        }
        for (row, line) in lines.into_iter().enumerate() {
            let at = pt(at.x, at.y + LINE * row as f32);
            picture.said(at, Type::Note, SIZE, Ink::NoteText, align, &line);
            picture.halo();
        }
    }

    /// How far lines of these widths have to go to the left until the wire that falls most steeply passes their ends.
    fn in_the_way(&self, at: Pt, widths: &[f32]) -> f32 {
        let steepest = self.frame.rails.iter().max_by(|one, other| one.bend().y.total_cmp(&other.bend().y));
        let Some(steepest) = steepest else { return 0.0 };
        let mut over = 0.0f32;
        for step in 0..=(steepest.bend_length() / 4.0) as u32 {
            let point = steepest.point_after(4.0 * step as f32);
            let row = ((point.y - at.y + LINE - 6.0) / LINE).floor();
            if let Some(width) = (row >= 0.0).then(|| widths.get(row as usize)).flatten() {
                over = over.max(at.x + width / 2.0 + CLEAR - point.x);
            }
        }
        over
    }
}

fn width(words: &str) -> f32 {
    said_width(Type::Note, SIZE, words)
}

/// Lines that fit `room`; each sentence begins a line of its own, and one that is too long breaks after its colon.
fn wrapped(words: &str, room: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for sentence in crate::lang::say(words).split_inclusive(". ") {
        match sentence.split_once(": ") {
            Some((before, after)) if width(sentence) > room && width(before) < room - 4.0 && width(after) < room => {
                add_lines(&format!("{before}:"), Type::Note, SIZE, room, &mut lines);
                add_lines(after, Type::Note, SIZE, room, &mut lines);
            }
            _ => add_lines(sentence, Type::Note, SIZE, room, &mut lines),
        }
    }
    lines
}

fn whole(x: f64) -> String {
    if x == x.floor() { format!("{x:.0}") } else { super::super::words::digits(x) }
}

/// The servers a rule looked at one by one, with the numbers it saw; for other rules the chosen one alone.
fn looked_at(why: &Why) -> [Option<(Server, Option<f64>)>; LOOKS_MAX] {
    let mut list = [None; LOOKS_MAX];
    match why.route {
        Route::Policy(Reason::Sampled { looks }) => {
            for (entry, look) in list.iter_mut().zip(looks.iter()) {
                *entry = Some((look.server, Some(look.saw)));
            }
        }
        Route::Policy(reason) => list[0] = Some((why.server, number(reason))),
        Route::Connection | Route::Session | Route::Address => list[0] = Some((why.server, None)),
    }
    list
}

/// The number a rule saw at the server it chose, if it is one that fits a small circle.
fn number(reason: Reason) -> Option<f64> {
    match reason {
        Reason::FewestInFlight { count, .. }
        | Reason::FewestPerWeight { count, .. }
        | Reason::ShortestQueue { count, .. }
        | Reason::AllUnmeasured { count, .. } => Some(f64::from(count)),
        Reason::Turn { place, .. } => Some(f64::from(place)),
        Reason::Fastest { .. }
        | Reason::LeastCost { .. }
        | Reason::OnlyOne
        | Reason::Drawn { .. }
        | Reason::HighestWeight { .. }
        | Reason::Unmeasured { .. }
        | Reason::Sampled { .. }
        | Reason::Idle { .. }
        | Reason::NobodyIdle { .. }
        | Reason::HashModulo { .. }
        | Reason::HashRing { .. } => None,
    }
}
