//! The token bucket: a measuring glass with coins, a tap above, a neck below, the spill at its lip.

use super::super::recorder::Outcome;
use super::super::words::{amount, rate_words};
use super::Scene;
use super::parts::{Reading, nice_unit};
use super::rule::COUNT_FROM;
use crate::scene::glyph::{token, token_minting};
use crate::scene::{Align, Dash, Fill, Flow, Ink, Picture, Pt, Seg, Stroke, Type, lines_of, pt};
use crate::sim::Model as _;

/// The glass and its scale.
struct Glass {
    middle: f32,
    half: f32,
    floor: f32,
    lip: f32,
    /// Pixels per coin.
    pitch: f32,
    /// Tokens per coin.
    unit: f64,
    /// Coins in a full glass.
    coins: f64,
}

impl Glass {
    fn of(scene: &Scene<'_>, size: f64) -> Self {
        let (frame, room) = (&scene.frame, scene.frame.room);
        let mini = frame.is_mini();
        let top = room.top + if mini { 10.0 } else { 36.0 };
        let floor = room.bottom - if mini { 6.0 } else { 20.0 };
        let high = (floor - top).max(20.0);
        let least = if mini { 4.0 } else { 5.5 };
        let unit = nice_unit(size, f64::from(high / least));
        let coins = (size / unit).max(1.0);
        let pitch = (high / coins as f32).min(if mini { 9.0 } else { 26.0 });
        let half = match frame.flow {
            Flow::Down => (0.25 * room.wide()).clamp(30.0, 48.0),
            Flow::Right if mini => (0.3 * room.wide()).clamp(14.0, 30.0),
            Flow::Right => 56.0,
        };
        let middle = if frame.flow == Flow::Down { room.middle() + 12.0 } else { room.middle() };
        Self { middle, half, floor, lip: floor - pitch * coins as f32 - 14.0, pitch, unit, coins }
    }
    /// The height of a number of tokens.
    fn y(&self, tokens: f64) -> f32 {
        self.floor - self.pitch * (tokens / self.unit) as f32
    }
    fn coin(&self) -> (f32, f32) {
        (2.0 * self.half - 14.0, (0.867 * self.pitch).min(self.pitch - 1.0).max(1.5))
    }
    /// Where the neck ends.
    fn mouth(&self, bottom: f32) -> Pt {
        pt(self.middle, bottom)
    }
}

impl Scene<'_> {
    /// Draws the glass.
    pub(super) fn glass(&self, picture: &mut Picture, level: f64, size: f64, rate: f64) {
        let glass = Glass::of(self, size);
        let mini = self.frame.is_mini();
        Self::coins(picture, &glass, level.max(0.0));
        self.outline(picture, &glass);
        self.tap(picture, &glass, rate, level >= size);
        if !mini {
            Self::graduation(picture, &glass, size);
            self.spill(picture, &glass, level >= size);
            let ink = if level < 0.0 { Ink::WaitText } else { Ink::Ink };
            let y = glass.y(level.clamp(0.0, size));
            let reading = Reading {
                value: amount(level.abs()),
                name: if level < 0.0 { "tokens owed" } else { "tokens" },
                below: if glass.unit > 1.0 { format!("a coin is {}", amount(glass.unit)) } else { String::new() },
                ink,
            };
            self.reading(picture, &reading, pt(glass.middle - glass.half - 6.0, y));
        }
        self.falling(picture, &glass);
        picture.hit("limiter", 1, pt(glass.middle, f32::midpoint(glass.lip, glass.floor)), glass.half);
    }

    fn coins(picture: &mut Picture, glass: &Glass, level: f64) {
        let (w, h) = glass.coin();
        let coins = (level / glass.unit).min(glass.coins);
        let whole = coins.floor();
        let at = |n: f64| pt(glass.middle, glass.floor - glass.pitch * (n as f32 + 0.5));
        for n in 0..whole as u32 {
            token(picture, at(f64::from(n)), w, h);
        }
        let part = (coins - whole) as f32;
        if part > 0.01 && whole < glass.coins {
            token_minting(picture, at(whole), w, h, part);
        }
    }

    fn outline(&self, picture: &mut Picture, glass: &Glass) {
        let bottom = self.frame.room.bottom;
        let l = glass.middle - glass.half;
        let (foot, lip) = (glass.floor + 4.0, glass.lip);
        let width = if self.frame.is_mini() { 1.5 } else { 2.0 };
        let (c, neck) = if self.frame.is_mini() { (5.0, 4.0) } else { (9.0, 12.0) };
        let m = glass.middle;
        let left = [
            Seg::Move(pt(l - c, lip - c)),
            Seg::Cubic(pt(l - 3.0, lip - c + 1.0), pt(l, lip - c + 4.0), pt(l, lip + 1.0)),
            Seg::Line(pt(l, foot - c)),
            Seg::Cubic(pt(l, foot - 3.0), pt(l + 3.0, foot), pt(l + c, foot)),
            Seg::Line(pt(m - neck, foot)),
            Seg::Line(pt(m - neck, bottom)),
        ];
        let right = left.map(|seg| mirror(seg, m));
        let stroke = Some(Stroke::new(Ink::Ink, width));
        picture.path(left, Fill::None, stroke);
        picture.path(right, Fill::None, stroke);
        if self.frame.flow == Flow::Down {
            self.chute(picture, glass.mouth(bottom));
        }
    }

    fn graduation(picture: &mut Picture, glass: &Glass, size: f64) {
        let right = glass.middle + glass.half;
        // Every coin where there is room, else every fifth or so.
        let step = nice_unit(size, f64::from((glass.floor - glass.y(size)) / 6.0)).max(glass.unit);
        let labelled = nice_unit(size, f64::from((glass.floor - glass.y(size)) / 60.0).max(2.0)).max(step);
        let mut n = 0.0;
        while n <= size + 1e-9 {
            let y = glass.y(n);
            let long = (n / labelled).fract().abs() < 1e-9 || n == 0.0;
            let reach = if long { 7.0 } else { 4.5 };
            picture.line(pt(right, y), pt(right - reach, y), Stroke::new(Ink::Ink, 1.2).flat());
            if long && (n == 0.0 || size - n > 0.4 * labelled || size - n < 1e-9) {
                picture.text(pt(right + 9.0, y + 4.0), Type::Axis, Ink::Ink3, Align::Start, amount(n));
            }
            n += step;
        }
        if (size / labelled).fract() > 1e-9 {
            let y = glass.y(size);
            picture.line(pt(right, y), pt(right - 7.0, y), Stroke::new(Ink::Ink, 1.2).flat());
            picture.text(pt(right + 9.0, y + 4.0), Type::Axis, Ink::Ink3, Align::Start, amount(size));
        }
    }

    fn tap(&self, picture: &mut Picture, glass: &Glass, rate: f64, full: bool) {
        let mini = self.frame.is_mini();
        let (half, y) = if mini { (7.0, glass.lip - 9.0) } else { (16.0, glass.lip - 18.0) };
        let y = y.max(2.0);
        let m = glass.middle;
        let tap = [
            Seg::Move(pt(m - half, y)),
            Seg::Line(pt(m + half, y)),
            Seg::Move(pt(m, y)),
            Seg::Line(pt(m, y + if mini { 4.0 } else { 9.0 })),
        ];
        picture.path(tap, Fill::None, Some(Stroke::new(Ink::Ink, if mini { 1.5 } else { 2.0 })));
        if rate <= 0.0 {
            return;
        }
        // One drop a token; where they would blur, they stand still.
        let phase = if rate * self.speed < 12.0 { (self.now.secs() * rate).fract() as f32 } else { 0.0 };
        let (from, pitch) = (y + if mini { 6.0 } else { 14.0 }, if mini { 7.0 } else { 15.0 });
        let top = glass.y(self.face.gauge(self.now).clamp(0.0, glass.coins * glass.unit));
        for n in 0..4 {
            let drop = from + pitch * (n as f32 + phase);
            let length = if mini { 3.0 } else { 5.0 };
            if drop + length > top - 2.0 || full && n > 1 {
                break;
            }
            let opacity = (0.95 - 0.22 * (n as f32 + phase)).max(0.15);
            let stroke = Stroke::new(Ink::Ink, if mini { 1.6 } else { 2.4 }).opacity(opacity);
            picture.line(pt(m, drop), pt(m, drop + length), stroke);
        }
        if !mini {
            picture.text(pt(m + 26.0, y + 5.0), Type::Name, Ink::Ink, Align::Start, rate_words(rate));
            let wide = crate::scene::text_width(Type::Name, 0.0, &rate_words(rate));
            let ends = m + 38.0 + wide + crate::scene::text_width(Type::Label, 0.0, "refill");
            if self.frame.flow == Flow::Right || ends < self.frame.gate.x - 6.0 {
                picture.text(pt(m + 32.0 + wide, y + 5.0), Type::Label, Ink::Ink3, Align::Start, "refill");
            }
        }
    }

    /// What ran over the lip.
    fn spill(&self, picture: &mut Picture, glass: &Glass, now: bool) {
        let spilled = self.lane_state.spilled(self.model.now());
        if spilled < 0.05 {
            return;
        }
        let (x, y) = (glass.middle + glass.half + 12.0, glass.lip - 4.0);
        let ink = if now { Ink::Ink } else { Ink::Wire };
        let arc =
            [Seg::Move(pt(x, y)), Seg::Cubic(pt(x + 20.0, y - 1.5), pt(x + 32.0, y + 9.0), pt(x + 34.0, y + 26.0))];
        picture.path(arc, Fill::None, Some(Stroke::new(ink, 1.25).dash(Dash::Dots)));
        if self.frame.flow == Flow::Right {
            // Beside the true count of a limiter that stands low there is room for a short line only.
            let words = format!("{} spilled when full", amount(spilled));
            let room = self.frame.gate.x + COUNT_FROM - 8.0 - (x + 42.0);
            for (row, line) in lines_of(&crate::lang::say(&words), Type::Label, 0.0, room).iter().enumerate() {
                let at = pt(x + 42.0, y + 20.0 + 14.0 * row as f32);
                picture.said(at, Type::Label, 0.0, Ink::Ink2, Align::Start, line);
                picture.halo();
            }
        }
    }

    /// The coin on its way from the neck to the request that took it.
    fn falling(&self, picture: &mut Picture, glass: &Glass) {
        let bottom = self.frame.room.bottom;
        let (w, h) = if self.frame.is_mini() { (9.0, 3.5) } else { (26.0, 8.0) };
        let taken = self.at_gate().filter(|(mark, _)| mark.outcome == Outcome::Passed);
        if let Some((_, share)) = taken.filter(|(_, share)| *share <= 0.55) {
            let c = self.chute_at(glass.mouth(bottom), share / 0.55);
            token(picture, c, w * (1.0 - 0.45 * share), h);
        } else if self.face.gauge(self.now) >= glass.unit.min(1.0) && !self.frame.is_mini() {
            // The next one waits in the neck.
            token(picture, pt(glass.middle, bottom - 5.0), 20.0, 7.0);
        }
    }
}

fn mirror(seg: Seg, middle: f32) -> Seg {
    let go = |p: Pt| pt(2.0 * middle - p.x, p.y);
    match seg {
        Seg::Move(p) => Seg::Move(go(p)),
        Seg::Line(p) => Seg::Line(go(p)),
        Seg::Cubic(a, b, p) => Seg::Cubic(go(a), go(b), go(p)),
        Seg::Close => Seg::Close,
    }
}
