//! One shard: its line, its dial, its rows in a vessel, and its numbers.

use super::super::model::Work;
use super::super::model::shard::{LINE_MAX, Shard};
use super::super::words;
use super::{Column, Scene};
use crate::scene::glyph::{Dial, Health, LongQueue, PITCH_GAP, head_gap, key, queue, saltire};
use crate::scene::wire::Flow;
use crate::scene::{Align, Fill, Ink, Picture, Pt, Seg, Stroke, Texture, Type, pt};
use crate::sim::Span;

/// How a line is drawn.
enum Waiting {
    Nobody,
    /// Beads of this radius.
    Beads(f32),
    /// A bar on a log scale with its ticks.
    Long,
    /// A plain bar, so long.
    Bar(f32),
}

/// How far from the bottom of a vessel rows on the move are drawn in it.
const ON_THE_MOVE: f32 = 23.0;

/// Smaller dials are discs.
const SMALL: f32 = 7.0;

impl Scene<'_> {
    pub(super) fn shard(&self, picture: &mut Picture, column: &Column) {
        let shard = &self.model.shards()[column.at];
        let c = pt(column.x, self.ys[1]);
        self.line(picture, column, shard, c);
        self.dial(picture, shard, c);
        self.vessel(picture, column, shard);
        let id = column.at as u64 + 1;
        picture.hit("shard", id, c, self.dial);
        if !self.mini() {
            self.numbers(picture, column, shard);
        }
    }

    /// How the line of a shard is drawn, and how far it reaches up its wire.
    fn shape(&self, n: usize) -> (Waiting, f32) {
        let r = self.bead();
        let gap = head_gap(self.dial, r) - self.dial;
        let room = self.ys[1] - self.dial - gap - self.ys[0];
        if n == 0 {
            return (Waiting::Nobody, 0.0);
        }
        if self.dial >= SMALL {
            // Smaller beads before there are none.
            for small in [r, 0.75 * r, 0.55 * r] {
                let long = n as f32 * (2.0 * small + PITCH_GAP);
                if long <= room {
                    return (Waiting::Beads(small), long + gap);
                }
            }
            if self.pitch >= 44.0 && !self.mini() {
                return (Waiting::Long, 0.8 * room);
            }
        }
        let full = libm::log1p(LINE_MAX as f64);
        let long = room * (libm::log1p(n as f64) / full) as f32;
        (Waiting::Bar(long), long + gap)
    }
    /// Pixels of the wire that the line covers.
    pub(super) fn tail(&self, column: &Column) -> f32 {
        self.shape(self.model.shards()[column.at].line.len()).1
    }

    /// Who waits: beads while there is room, then a bar.
    fn line(&self, picture: &mut Picture, column: &Column, shard: &Shard, c: Pt) {
        let n = shard.line.len();
        let head = pt(c.x, c.y - head_gap(self.dial, self.bead()));
        match self.shape(n).0 {
            Waiting::Nobody => {}
            Waiting::Beads(r) => queue(picture, Flow::Down, head, r, n as u32),
            Waiting::Long => {
                let full = (head.y - self.ys[0] + 20.0).max(30.0);
                LongQueue { head, flow: Flow::Down, n: n as u64, full }.draw(picture);
            }
            Waiting::Bar(long) => {
                let wide = (1.1 * self.dial).max(1.5);
                let top = head.y - long;
                picture.rect(pt(c.x - wide / 2.0, top), wide, long, 0.0, Fill::Flat(Ink::Wait, 1.0), None);
                if n >= 10 && !self.mini() && (self.pitch >= 22.0 || self.is_hot(column.at)) {
                    let words = words::grouped(n as u64);
                    picture.text(pt(c.x, top - 4.0), Type::LabelBold, Ink::WaitText, Align::Middle, words);
                    picture.halo();
                }
            }
        }
    }

    fn dial(&self, picture: &mut Picture, shard: &Shard, c: Pt) {
        let r = self.dial;
        let busy = shard.serving.map(|serving| {
            let whole = serving.until.since(serving.began).0.max(1) as f64;
            (self.now.since(serving.began).0 as f64 / whole) as f32
        });
        let batch = shard.serving.is_some_and(|serving| {
            self.model.job(serving.job).is_some_and(|job| matches!(job.work, Work::Batch { .. }))
        });
        if r < SMALL {
            picture.punch(c, r);
            match (shard.dead, busy) {
                (true, _) => saltire(picture, c, r, Stroke::new(Ink::Lost, 1.5)),
                (_, Some(_)) => picture.disc(c, r, Ink::Work),
                (_, None) => picture.circle(c, r - 0.5, Fill::None, Some(Stroke::new(Ink::Ink, 1.0))),
            }
            return;
        }
        let health = if shard.dead {
            Health::Down
        } else if shard.leaving {
            Health::Draining
        } else {
            Health::Up
        };
        Dial { health, busy, flow: Flow::Down, ..Dial::idle(c, r) }.draw(picture);
        if batch {
            picture.punch(c, 0.37 * r);
            key(picture, c, 0.42 * r);
        }
    }

    /// The y of a number of rows in a vessel, whose middle is the mean.
    fn surface(&self, rows: f64) -> f32 {
        let n = self.model.count().max(1) as f64;
        let full = (2.0 * self.model.keys().rows() as f64 / n).max(1.0);
        self.ys[3] - (self.ys[3] - self.ys[2]) * (rows / full).min(1.0) as f32
    }

    fn vessel(&self, picture: &mut Picture, column: &Column, shard: &Shard) {
        let wide = (0.66 * self.pitch).clamp(2.0, 70.0);
        let [_, _, top, bottom] = self.ys;
        let (left, right) = (column.x - wide / 2.0, column.x + wide / 2.0);
        let level = self.surface(shard.rows as f64);
        let ink = if shard.dead { Ink::Lost } else { Ink::Ink };
        picture.rect(pt(left, level), wide, bottom - level, 0.0, Fill::Flat(ink, 0.24), None);
        if shard.rows > 0 && wide > 4.0 {
            picture.line(pt(left, level), pt(right, level), Stroke::new(ink, 1.5).flat());
        }
        let above = self.surface(shard.rows as f64 + shard.copies as f64);
        if shard.copies > 0 && above < level {
            let fill = Fill::Textured(Texture::Hatch, Ink::Work, 1.0);
            picture.rect(pt(left, above), wide, level - above, 0.0, fill, None);
        }
        let glass = [pt(left, top), pt(left, bottom), pt(right, bottom), pt(right, top)];
        let segs = glass.iter().enumerate().map(|(at, p)| if at == 0 { Seg::Move(*p) } else { Seg::Line(*p) });
        let thin = if wide > 10.0 { 1.5 } else { 0.75 };
        picture.path(segs.collect::<Vec<_>>(), Fill::None, Some(Stroke::new(ink, thin)));
        picture.hit_rect("shard", column.at as u64 + 1, pt(left, top), wide, bottom - top);
        let total = self.model.keys().rows().max(1) as f64;
        if wide >= 34.0 && !self.mini() {
            let share = format!("{:.0} %", 100.0 * shard.rows as f64 / total);
            // Above the rows that leave and arrive at the bottom, and outside those that lie there where they would cover it.
            let y = bottom - ON_THE_MOVE;
            let y = if level > y - 14.0 { y.min(level - 5.0) } else { y };
            picture.text(pt(column.x, y), Type::Axis, Ink::Ink2, Align::Middle, share);
        }
    }

    /// Clearly more is asked of it than of the others.
    pub(super) fn is_hot(&self, at: usize) -> bool {
        let Some((hot, load)) = words::hottest(self.model) else { return false };
        let rate = |at: usize| self.model.rate_of(&self.model.shards()[at]);
        let sum: f64 = self.columns.iter().map(|column| rate(column.at)).sum();
        let mean = sum / self.columns.len().max(1) as f64 / self.model.params().each;
        hot == at && load > 0.8 && load > 1.3 * mean && self.now.since(crate::sim::Time::ZERO) > Span::from_secs(0.5)
    }

    fn numbers(&self, picture: &mut Picture, column: &Column, shard: &Shard) {
        let y = self.ys[3];
        let load = self.model.rate_of(shard) / self.model.params().each;
        let hot = self.is_hot(column.at);
        let (ink, word) = if shard.dead {
            (Ink::LostText, "dead".to_owned())
        } else if load > 1.0 {
            (Ink::LostText, words::percents(load))
        } else if load > 0.85 {
            (Ink::WaitText, words::percents(load))
        } else {
            (Ink::Ink2, words::percents(load))
        };
        let roomy = self.pitch >= 44.0;
        let name = if roomy { words::shard(column.at) } else { (column.at + 1).to_string() };
        let named = self.pitch >= 15.0 || hot || (self.pitch < 15.0 && column.at.is_multiple_of(8));
        let name_ink = if hot || shard.dead { ink } else { Ink::Ink };
        // A belt for rows on the move lies between vessels and names.
        let y = y + 26.0;
        if named {
            let style = if roomy { Type::Name } else { Type::Axis };
            picture.text(pt(column.x, y), style, name_ink, Align::Middle, name);
            picture.halo();
        }
        if self.pitch >= 34.0 || hot {
            let style = if hot { Type::LabelBold } else { Type::Axis };
            let word = if hot && !roomy { format!("{word} hot") } else { word };
            let x = column.x.clamp(24.0f32.min(self.w / 2.0), self.w - 24.0f32.min(self.w / 2.0));
            let below = if self.pitch >= 92.0 && !shard.dead {
                format!("{word} of {}", words::rate(self.model.params().each))
            } else {
                word
            };
            picture.text(pt(x, y + 16.0), style, ink, Align::Middle, below);
            picture.halo();
        }
    }
}
