//! Leaky buckets: the queue as a funnel of waiting requests that drip out at a constant pace, the meter as a vessel that
//! every request fills a little and that drains by itself.

use super::super::recorder::Outcome;
use super::super::words::{amount, rate_words};
use super::Scene;
use super::parts::{Reading, nice_unit};
use crate::scene::glyph::queued;
use crate::scene::{Align, Dash, Fill, Flow, Ink, Picture, Pt, Seg, Stroke, Type, pt};
use crate::sim::{Span, Time};

/// The walls of a funnel, and where its rows of beads are.
struct Funnel {
    middle: f32,
    /// Half of the opening, half of the spout.
    half: (f32, f32),
    top: f32,
    /// Where the slope ends and the spout begins.
    neck: f32,
    bottom: f32,
    r: f32,
}

impl Funnel {
    fn of(scene: &Scene<'_>, size: u32) -> Self {
        let (frame, room) = (&scene.frame, scene.frame.room);
        let mini = frame.is_mini();
        let middle = if frame.flow == Flow::Down { room.middle() + 12.0 } else { room.middle() };
        let half = match frame.flow {
            Flow::Down => (0.4 * room.wide()).clamp(44.0, 76.0),
            Flow::Right if mini => (0.9 * room.wide() / 2.0).clamp(18.0, 44.0),
            Flow::Right => 104.0,
        };
        let top = room.top + if mini { 6.0 } else { 34.0 };
        // Beads shrink until all that may wait fit.
        let mut r = if mini { 4.5 } else { 8.0 };
        loop {
            let spout = 1.45 * r;
            let funnel = Self { middle, half: (half, spout), top, neck: room.bottom - 2.6 * r, bottom: room.bottom, r };
            if funnel.places(size).is_some() || r < 2.2 {
                return funnel;
            }
            r *= 0.9;
        }
    }
    /// Half of the inner width at a height.
    fn half_at(&self, y: f32) -> f32 {
        if y >= self.neck {
            return self.half.1;
        }
        let share = ((self.neck - y) / (self.neck - self.top)).clamp(0.0, 1.0);
        self.half.1 + (self.half.0 - self.half.1) * share
    }
    /// The places of the first `n` in line, the next to leave first; `None` if they do not fit.
    fn places(&self, n: u32) -> Option<Vec<Pt>> {
        let pitch = 2.15 * self.r;
        let mut places = vec![];
        let mut y = self.bottom - 1.3 * self.r;
        while places.len() < n as usize {
            if y < self.top + self.r {
                return None;
            }
            let inner = self.half_at(y + 0.5 * self.r) - self.r - 1.5;
            let across = if inner < 0.5 * pitch { 1 } else { (2.0 * inner / pitch) as usize + 1 };
            let left = self.middle - pitch * (across - 1) as f32 / 2.0;
            places.extend((0..across).map(|at| pt(left + pitch * at as f32, y)));
            y -= 0.9 * pitch;
        }
        places.truncate(n as usize);
        Some(places)
    }
}

impl Scene<'_> {
    /// The leaky bucket as a queue.
    pub(super) fn funnel(&self, picture: &mut Picture, held: u32, size: u32, rate: f64, next: Option<Time>) {
        let funnel = Funnel::of(self, size.clamp(1, 400));
        let mini = self.frame.is_mini();
        let stroke = Stroke::new(Ink::Ink, if mini { 1.5 } else { 2.0 });
        for side in [-1.0, 1.0] {
            let x = |half: f32| funnel.middle + side * half;
            let lip = if mini { 4.0 } else { 9.0 };
            let wall = [
                Seg::Move(pt(x(funnel.half.0 + lip), funnel.top - 1.0)),
                Seg::Line(pt(x(funnel.half.0), funnel.top)),
                Seg::Line(pt(x(funnel.half.1), funnel.neck)),
                Seg::Line(pt(x(funnel.half.1), funnel.bottom)),
            ];
            picture.path(wall, Fill::None, Some(stroke));
        }
        if self.frame.flow == Flow::Down {
            self.chute(picture, pt(funnel.middle, funnel.bottom));
        }
        let shown = funnel.places(held.min(400)).unwrap_or_default();
        // Between two drips the line moves down one place, at a constant pace.
        let period = if rate > 0.0 { 1.0 / rate } else { f64::INFINITY };
        let sunk = next.map_or(0.0, |next| 1.0 - (next.since(self.now).secs() / period).clamp(0.0, 1.0)) as f32;
        let entering = self.at_gate().filter(|(mark, _)| mark.outcome == Outcome::Queued).map(|(_, share)| share);
        for (at, place) in shown.iter().enumerate() {
            let mut c = *place;
            let last = at + 1 == shown.len();
            if at == 0 {
                c.y += 0.9 * funnel.r * sunk;
            }
            if let Some(share) = entering.filter(|_| last) {
                let from = pt(self.frame.gate.x, self.frame.gate.y);
                let over = pt(c.x, funnel.top - 10.0);
                c = if share < 0.5 { between(from, over, share / 0.5) } else { between(over, c, (share - 0.5) / 0.5) };
            }
            queued(picture, c, funnel.r);
        }
        if mini {
            return;
        }
        Self::ticks_of_size(picture, &funnel, size);
        let y = shown.last().map_or(funnel.bottom - funnel.r, |c| c.y);
        let reading = Reading {
            value: held.to_string(),
            name: if held == 1 { "waits" } else { "wait" },
            below: if held > 0 && rate > 0.0 {
                format!("the last {}", super::stream::short(Span::from_secs(f64::from(held) / rate)))
            } else {
                String::new()
            },
            ink: if held > 0 { Ink::WaitText } else { Ink::Ink },
        };
        let tip = pt(funnel.middle - funnel.half_at(y) - 12.0, y);
        self.reading(picture, &reading, tip);
        let out = pt(funnel.middle + funnel.half.1 + 12.0, funnel.bottom + 1.0);
        if self.frame.flow == Flow::Right {
            picture.text(out, Type::Name, Ink::Ink, Align::Start, rate_words(rate));
            let wide = crate::scene::text_width(Type::Name, 0.0, &rate_words(rate));
            picture.text(pt(out.x + wide + 6.0, out.y), Type::Label, Ink::Ink3, Align::Start, "out");
        }
        picture.hit("limiter", 1, pt(funnel.middle, f32::midpoint(funnel.top, funnel.bottom)), 60.0);
    }

    /// Where the funnel is full.
    fn ticks_of_size(picture: &mut Picture, funnel: &Funnel, size: u32) {
        let Some(last) = funnel.places(size.clamp(1, 400)).and_then(|places| places.last().copied()) else { return };
        let y = last.y - funnel.r - 2.0;
        let half = funnel.half_at(y);
        let full = [Seg::Move(pt(funnel.middle + half - 9.0, y)), Seg::Line(pt(funnel.middle + half + 4.0, y))];
        picture.path(full, Fill::None, Some(Stroke::new(Ink::Ink, 1.2).flat()));
        picture.text(
            pt(funnel.middle + half + 9.0, y + 4.0),
            Type::Axis,
            Ink::Ink3,
            Align::Start,
            format!("full {size}"),
        );
    }

    /// The leaky bucket as a meter; `free` marks how far it may be filled without delay.
    pub(super) fn vessel(&self, picture: &mut Picture, level: f64, size: f64, rate: f64, free: f64) {
        let (frame, room) = (&self.frame, self.frame.room);
        let mini = frame.is_mini();
        let middle = if frame.flow == Flow::Down { room.middle() + 12.0 } else { room.middle() };
        let half =
            if mini { (0.5 * room.wide() / 2.0).clamp(12.0, 30.0) } else { (0.3 * room.wide()).clamp(44.0, 74.0) };
        let (top, floor) = (room.top + if mini { 8.0 } else { 30.0 }, room.bottom - if mini { 6.0 } else { 18.0 });
        let y = |units: f64| floor - (floor - top) * (units / size.max(1e-9)).clamp(0.0, 1.06) as f32;
        let surface = y(level);
        let (l, r) = (middle - half, middle + half);
        if level > 0.0 {
            picture.rect(
                pt(l + 1.0, surface),
                2.0 * half - 2.0,
                floor - surface,
                0.0,
                Fill::Flat(Ink::Wait, 0.28),
                None,
            );
            picture.line(pt(l + 1.0, surface), pt(r - 1.0, surface), Stroke::new(Ink::Wait, 2.25).flat());
        }
        let lip = if mini { 4.0 } else { 10.0 };
        let hole = if mini { 3.0 } else { 7.0 };
        let glass = [
            Seg::Move(pt(l - lip, top - lip)),
            Seg::Line(pt(l, top - 2.0)),
            Seg::Line(pt(l, floor)),
            Seg::Line(pt(r - 2.2 * hole, floor)),
            Seg::Move(pt(r - 0.6 * hole, floor)),
            Seg::Line(pt(r, floor)),
            Seg::Line(pt(r, top - 2.0)),
            Seg::Line(pt(r + lip, top - lip)),
        ];
        picture.path(glass, Fill::None, Some(Stroke::new(Ink::Ink, if mini { 1.5 } else { 2.0 })));
        // What leaks out, drop by drop.
        if level > 0.0 && rate > 0.0 {
            let phase = if rate * self.speed < 12.0 { (self.now.secs() * rate).fract() as f32 } else { 0.0 };
            let x = r - 1.4 * hole;
            for n in 0..2 {
                let drop = floor + 3.0 + 10.0 * (n as f32 + phase);
                let opacity = (0.9 - 0.4 * (n as f32 + phase)).max(0.1);
                picture.line(pt(x, drop), pt(x, drop + 4.0), Stroke::new(Ink::Wait, 2.2).opacity(opacity));
            }
        }
        if frame.flow == Flow::Down {
            self.chute(picture, pt(middle, floor + 2.0));
        } else if !mini {
            let stem = Stroke::new(Ink::Wire, 1.25).dash(Dash::Past);
            picture.line(pt(middle, floor + 4.0), pt(middle, frame.gate.y - 16.0), stem);
        }
        self.poured(picture, middle, surface);
        if mini {
            return;
        }
        let unit = nice_unit(size, 8.0);
        let mut n = 0.0;
        while n <= size + 1e-9 {
            let reach = if ((n / unit) as u64).is_multiple_of(2) { 7.0 } else { 4.5 };
            picture.line(pt(r, y(n)), pt(r - reach, y(n)), Stroke::new(Ink::Ink, 1.2).flat());
            if size - n > 0.5 * unit {
                picture.text(pt(r + 9.0, y(n) + 4.0), Type::Axis, Ink::Ink3, Align::Start, amount(n));
            }
            n += unit;
        }
        picture.line(pt(l, y(size)), pt(r, y(size)), Stroke::new(Ink::Ink, 1.25).dash(Dash::Broken).flat());
        picture.text(pt(r + 9.0, y(size) + 4.0), Type::Axis, Ink::Ink, Align::Start, format!("full {}", amount(size)));
        if free > 0.0 && free < size {
            picture.line(pt(l, y(free)), pt(r, y(free)), Stroke::new(Ink::Wait, 1.25).dash(Dash::Broken).flat());
            let words = format!("delay from {}", amount(free));
            picture.text(pt(r + 9.0, y(free) + 4.0), Type::Axis, Ink::WaitText, Align::Start, words);
            picture.halo();
        }
        let reading = Reading {
            value: amount(level),
            name: "filled",
            below: format!("drains {}", rate_words(rate)),
            ink: Ink::Ink,
        };
        self.reading(picture, &reading, pt(l - 6.0, surface.min(floor - 26.0)));
        picture.hit("limiter", 1, pt(middle, f32::midpoint(top, floor)), half);
    }

    /// The unit that the latest request poured in, on its way up.
    fn poured(&self, picture: &mut Picture, middle: f32, surface: f32) {
        let Some((mark, share)) = self.at_gate() else { return };
        if mark.outcome == Outcome::Refused || self.frame.is_mini() {
            return;
        }
        let from = self.frame.gate;
        let to = pt(middle, surface);
        let c = between(from, to, share);
        picture.circle(c, 3.4, Fill::Flat(Ink::Wait, 1.0 - 0.6 * share), None);
    }
}

pub(super) fn between(a: Pt, b: Pt, share: f32) -> Pt {
    let share = share.clamp(0.0, 1.0);
    pt(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)
}
