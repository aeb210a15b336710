//! The rim around a node's letter: turned, it changes the node's weight. Its arc says the weight now, a whole turn for
//! four times as much; one of weight 1 has none. Of many nodes only the chosen one has a rim.

use super::super::model::change::weight;
use super::Scene;
use crate::concept::Layout;
use crate::policies::place::{NodeId, Weights};
use crate::scene::glyph::around;
use crate::scene::{Align, Fill, Ink, Picture, Pt, Stroke, Target, Turn, Type, pt};
use std::f32::consts::TAU;

/// Radius of the rim.
pub(super) const RIM: f32 = 12.5;
/// Above so many nodes there is no room for a rim for each.
pub(super) const MOST: usize = 16;

impl Scene<'_> {
    /// True if there are too many nodes for a rim for each: then the chosen one has it.
    pub(super) fn crowded(&self) -> bool {
        self.model.members().len() > MOST
    }
    /// The node that is chosen, if one is.
    pub(super) fn chosen(&self) -> Option<NodeId> {
        let focus = self.focus.filter(|focus| focus.kind == "node")?;
        Some(focus.id.wrapping_sub(1) as NodeId).filter(|id| self.model.members().get(*id).is_some())
    }
    /// Draws the rim around the letter of a node, and marks it as one that can be turned.
    pub(super) fn rim(&self, picture: &mut Picture, c: Pt, id: NodeId, fresh: bool) {
        let members = self.model.members();
        let weighs = self.model.own().kind.weights() != Weights::None;
        let Some(member) = members.get(id) else { return };
        picture.hit("node", u64::from(id) + 1, c, 9.0);
        if !weighs || self.layout == Layout::Still || self.crowded() && self.chosen() != Some(id) {
            return;
        }
        let ink = if fresh { Ink::Work } else { Ink::Ink };
        if self.crowded() {
            // It stands over its neighbours' letters.
            picture.punch(c, RIM + 2.0);
        }
        picture.circle(c, RIM, Fill::None, Some(Stroke::new(Ink::Wire, 1.25)));
        // As the hand turns it: clockwise from the top for more, the other way for less.
        let turn = libm::log2(member.node.weight.clamp(0.1, 10.0)) / 2.0 * f64::from(TAU);
        let shown = (turn as f32).clamp(-TAU, TAU);
        if shown != 0.0 {
            let (from, to) = if shown > 0.0 { (0.0, shown) } else { (TAU + shown, TAU) };
            picture.arc(c, RIM, from, to, Stroke::new(ink, 2.5).flat());
        }
        picture.disc(around(c, RIM, shown.rem_euclid(TAU)), 3.2, ink);
        if member.node.weight != 1.0 {
            // Above or below the rim, away from the circle.
            let words = format!("{}×", (member.node.weight * 100.0).round() / 100.0);
            let y = if c.y > self.h / 2.0 { c.y + RIM + 11.0 } else { c.y - RIM - 5.0 };
            picture.text(pt(c.x, y.clamp(10.0, self.h - 3.0)), Type::Axis, Ink::Ink2, Align::Middle, words);
            picture.halo();
        }
        picture.turn(Turn {
            target: Target { kind: "node", id: u64::from(id) + 1 },
            key: "weights",
            item: id as usize,
            c,
            r: RIM,
            value: weight(self.model.params(), id),
            low: 0.1,
            high: 10.0,
        });
    }
}
