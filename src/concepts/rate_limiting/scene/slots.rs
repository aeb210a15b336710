//! Concurrency limits: slots, each with the request that holds it; an adaptive limit opens and closes slots.

use super::super::words::amount;
use super::Scene;
use super::parts::Reading;
use crate::scene::{Align, Dash, Fill, Flow, Ink, Picture, Stroke, Type, pt};

impl Scene<'_> {
    /// Draws the slots: as many as the limit may ever grow to, those beyond it dashed.
    pub(super) fn slots(&self, picture: &mut Picture, busy: u32, limit: f64, most: u32) {
        let (frame, room) = (&self.frame, self.frame.room);
        let mini = frame.is_mini();
        let open = limit.floor().max(1.0) as u32;
        let shown = most.max(open).max(busy).clamp(1, 120);
        let (mut columns, mut pitch);
        let (wide, high) = (
            if mini { room.wide() } else { (0.5 * room.wide()).min(232.0) },
            room.high() - if mini { 8.0 } else { 44.0 },
        );
        columns = (f64::from(shown).sqrt() * 1.4).ceil().max(1.0) as u32;
        columns = columns.min(shown);
        let rows = shown.div_ceil(columns);
        pitch = (wide / columns as f32).min(high / rows as f32);
        pitch = pitch.min(if mini { 14.0 } else { 40.0 });
        let middle = if frame.flow == Flow::Down { room.middle() + 16.0 } else { room.middle() };
        let (left, bottom) =
            (middle - pitch * (columns as f32 - 1.0) / 2.0, room.bottom - if mini { 8.0 } else { 20.0 });
        let c = |n: u32| pt(left + pitch * (n % columns) as f32, bottom - pitch * (n / columns) as f32);
        let r = 0.36 * pitch;
        let running = self.lane_state.running();
        for n in 0..shown {
            let c = c(n);
            if n < open {
                picture.circle(c, r, Fill::None, Some(Stroke::new(Ink::Ink, if mini { 1.0 } else { 1.5 })));
            } else {
                picture.circle(c, r, Fill::None, Some(Stroke::new(Ink::Wire, 1.0).dash(Dash::Past).flat()));
            }
            let Some(job) = running.get(n as usize).filter(|_| n < busy) else { continue };
            picture.disc(c, (0.42 * r).max(1.6), Ink::Work);
            let whole = job.ends.since(job.began).secs();
            let share = if whole > 0.0 { self.now.since(job.began).secs() / whole } else { 0.0 };
            let turn = std::f32::consts::TAU * (share as f32).clamp(0.0, 1.0);
            if turn > 0.02 {
                picture.arc(c, r, 0.0, turn, Stroke::new(Ink::Work, (0.28 * r).max(1.6)).flat());
            }
            picture.hit("request", job.k + 1, c, r);
        }
        if frame.flow == Flow::Down {
            self.chute(picture, pt(middle, room.bottom - 6.0));
        }
        if mini {
            return;
        }
        let top = bottom - pitch * rows.saturating_sub(1) as f32 - r;
        let reading = Reading {
            value: busy.to_string(),
            name: "in flight",
            below: format!("of {}", amount(limit)),
            ink: Ink::Ink,
        };
        self.reading(picture, &reading, pt(left - r - 8.0, f32::midpoint(top, bottom)));
        if shown < most {
            let words = format!("and {} more", most - shown);
            picture.text(pt(middle, top - 8.0), Type::Axis, Ink::Ink3, Align::Middle, words);
        }
        picture.hit("limiter", 1, pt(middle, f32::midpoint(top, bottom)), r);
    }
}
