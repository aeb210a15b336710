//! The rule in words, the true count beside a limiter that has no axis, and what is chosen.

use super::super::words;
use super::Scene;
use super::stream::short;
use super::windows::Plot;
use crate::scene::{Align, Flow, Ink, Picture, Type, pt};

/// Where the true count begins beside a limiter without an axis, behind the gate.
pub(super) const COUNT_FROM: f32 = 210.0;

impl Scene<'_> {
    /// Three short sentences.
    pub(super) fn rule(&self, picture: &mut Picture) {
        if !self.frame.words || self.frame.flow == Flow::Down || picture.width < 860.0 {
            return;
        }
        let lines = words::rule(self.lane_state, self.model);
        let wide =
            lines.iter().map(|line| crate::scene::text_width(Type::Caption, 17.0, line)).fold(0.0, f32::max).max(180.0);
        // What counts in windows fills the right side: its rule stands on the left.
        let x = if self.on_axis() { 34.0 } else { picture.width - wide - 4.0 };
        picture.text(pt(x, 22.0), Type::Name, Ink::Ink, Align::Start, "The rule");
        picture.halo();
        for (row, line) in lines.iter().enumerate() {
            let y = 49.0 + 25.0 * row as f32;
            picture.text_sized(pt(x, y), Type::Caption, 17.0, Ink::Ink2, Align::Start, line);
            picture.halo();
        }
    }

    /// The true count of the trailing window, for limiters that do not show it themselves.
    pub(super) fn side_truth(&self, picture: &mut Picture) {
        if self.on_axis() || self.frame.is_mini() || self.frame.flow == Flow::Down {
            return;
        }
        let limit = self.model.window_limit();
        let plot = Plot { base: -84.0, unit: 22.0 / limit.max(1.0) as f32, reach: (COUNT_FROM, self.frame.behind()) };
        if plot.reach.1 - plot.reach.0 < 120.0 {
            return;
        }
        self.truth(picture, &plot, limit, self.model.window());
        let (from, to) = (self.frame.gate.x + plot.reach.0, self.frame.gate.x + plot.reach.1);
        let y = self.frame.gate.y + plot.base;
        let line = crate::scene::Stroke::new(Ink::Wire, 1.0).flat();
        picture.line(pt(from, y + 0.5), pt(to, y + 0.5), line);
        let top = y - plot.unit * limit as f32;
        picture.line(pt(from, top), pt(to, top), line.dash(crate::scene::Dash::Past));
        let count = self.lane_state.trailing(self.now, self.model.window());
        let words = format!("{count} passed in the last {}", short(self.model.window()));
        picture.text(pt(to, y + 15.0), Type::Axis, Ink::Ink3, Align::End, words);
        picture.halo();
    }

    /// A dashed ring round what has the focus and is no request.
    pub(super) fn selection(&self, picture: &mut Picture) {
        let Some(target) = self.focus.filter(|target| target.kind != "request") else { return };
        let Some(hit) = picture.hits.iter().rev().find(|hit| hit.target == target).copied() else { return };
        let stroke = crate::scene::Stroke::new(Ink::Ink, 1.5).dash(crate::scene::Dash::Broken).flat();
        picture.circle(hit.c, hit.r + 4.0, crate::scene::Fill::None, Some(stroke));
    }
}
