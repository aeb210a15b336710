//! Turning a rim: a press on it waits, whether it becomes a turn or stays a press.
//!
//! A finger turns the rim of what is chosen: there lies a place that does not scroll, as wide as a finger. Everywhere else a
//! finger scrolls the page.

use super::slider::Change;
use super::targets::{Surface, let_go, pointer};
use super::{ConceptPage, Page};
use crate::concept::{Press, Run};
use crate::scene::{Pt, Target, Turn, pt};
use web_sys::{HtmlElement, PointerEvent};
use yew::prelude::*;

/// How near the pointer must be to a rim.
pub const RIM: f32 = 8.0;
/// Pixels that a hand may shake without turning.
const SHAKE: f32 = 4.0;
/// So near to the centre a direction says nothing.
const CENTRE: f32 = 5.0;
/// Half the width of the place where a finger takes a rim.
pub const FINGER: f32 = 24.0;
/// The class of that place.
pub const HOLD: &str = "hold";

/// A press on a rim under way.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Turning {
    turn: Turn,
    from: Pt,
    /// Radians clockwise so far; more than half a turn is kept track of step by step.
    angle: f64,
    last: f32,
    turned: bool,
}

/// The angle of the way from `c` to `p`, radians clockwise from 12 o'clock.
fn angle(c: Pt, p: Pt) -> f32 {
    libm::atan2f(p.x - c.x, c.y - p.y)
}

impl Turning {
    /// A press at `at` on a rim.
    pub fn new(turn: Turn, at: Pt) -> Self {
        Self { turn, from: at, angle: 0.0, last: angle(turn.c, at), turned: false }
    }

    /// The rim.
    pub const fn turn(&self) -> Turn {
        self.turn
    }

    /// What was pressed, if it was no turn.
    pub fn pressed(&self) -> Option<Target> {
        (!self.turned).then_some(self.turn.target)
    }

    /// The pointer moved to `at`; the number it is turned to, once it is more than a shake.
    pub fn moved(&mut self, at: Pt) -> Option<f64> {
        use std::f32::consts::{PI, TAU};
        let now = angle(self.turn.c, at);
        let far = |p: Pt| libm::hypotf(p.x - self.turn.c.x, p.y - self.turn.c.y) >= CENTRE;
        if !far(at) {
            return None;
        }
        if !far(self.from) {
            // A finger that came down in the middle begins to turn where it leaves it.
            self.from = at;
            self.last = now;
        }
        let step = now - self.last;
        let step = if step > PI {
            step - TAU
        } else if step < -PI {
            step + TAU
        } else {
            step
        };
        self.angle += f64::from(step);
        self.last = now;
        self.turned |= libm::hypotf(at.x - self.from.x, at.y - self.from.y) > SHAKE;
        self.turned.then(|| self.turn.turned(self.angle))
    }
}

/// The place of a rim under the pointer, if it is one. Figures have it as well.
pub fn on_hold(event: &PointerEvent) -> Option<HtmlElement> {
    event.target_dyn_into::<HtmlElement>().filter(|place| place.class_name() == HOLD)
}

/// Where in the picture a pointer is, also over the place of a rim.
pub fn spot(event: &PointerEvent) -> Pt {
    let (left, top) = on_hold(event).map_or((0, 0), |place| (place.offset_left(), place.offset_top()));
    pt((left + event.offset_x()) as f32, (top + event.offset_y()) as f32)
}

/// What a pointer points at, if it tells about itself by that: only a mouse points without pressing.
pub fn told(run: &dyn Run, target: Option<Target>, event: &PointerEvent) -> Option<Target> {
    target.filter(|target| event.pointer_type() == "mouse" && matches!(run.press(*target), Press::Tell))
}

impl Page {
    /// The rim of what is chosen, unless a guess is awaited.
    fn held(&self) -> Option<Turn> {
        let chosen = self.focus.filter(|_| self.awaited().is_none())?;
        self.scene.picture.turns.iter().find(|turn| turn.target == chosen).copied()
    }
    /// The place where a finger takes the rim of what is chosen.
    pub(super) fn hold(&self, ctx: &Context<ConceptPage>) -> Html {
        let Some(turn) = self.held() else { return Html::default() };
        let style = format!("left:{:.0}px;top:{:.0}px", turn.c.x - FINGER, turn.c.y - FINGER);
        let point = |pressed| pointer(ctx, Surface::Scene, pressed);
        let free = let_go(ctx);
        html! { <i class={HOLD} {style} data-testid="hold" onpointermove={point(false)} onpointerdown={point(true)}
        onpointerup={free.clone()} onpointercancel={free}></i> }
    }
    /// Begins to turn the rim under the pointer, or the chosen one under the finger; false if there is none, or a finger
    /// pressed elsewhere, which scrolls.
    pub(super) fn take_rim(&mut self, event: &PointerEvent) -> bool {
        let at = spot(event);
        let held = self.held().filter(|_| on_hold(event).is_some());
        let turn = if event.pointer_type() == "touch" { held } else { self.scene.picture.turn_at(at, RIM) };
        let Some(turn) = turn else { return false };
        if let Some(canvas) = self.scene.node.cast::<HtmlElement>() {
            // Without capture a turn that leaves the canvas ends; that is all.
            let _ = canvas.set_pointer_capture(event.pointer_id());
            let _ = canvas.style().set_property("cursor", "grabbing");
        }
        self.turning = Some(Turning::new(turn, at));
        true
    }

    /// The pointer moved while a rim was held; false if none is.
    pub(super) fn turn_rim(&mut self, event: &PointerEvent) -> bool {
        let Some(turning) = &mut self.turning else { return false };
        let at = spot(event);
        let (to, turn) = (turning.moved(at), turning.turn);
        let index = self.entry.table.iter().position(|param| param.key == turn.key);
        if let Some((number, index)) = to.zip(index) {
            self.select(turn.target.kind, turn.target.id as u32);
            self.keep(Change::Item(index, turn.item, number));
        }
        true
    }

    /// The pointer was let go; what was pressed, if it was no turn.
    pub(super) fn leave_rim(&mut self) -> Option<Target> {
        self.turning.take()?.pressed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shake_is_a_press_and_a_round_is_a_turn() {
        let target = Target { kind: "server", id: 1 };
        let c = pt(0.0, 0.0);
        let turn = Turn { target, key: "speeds", item: 0, c, r: 20.0, value: 1.0, low: 0.1, high: 10.0 };
        let mut turning = Turning::new(turn, pt(0.0, -20.0));
        assert_eq!(turning.moved(pt(2.0, -20.0)), None);
        let mut last = None;
        for step in 1..=16 {
            let angle = step as f32 * std::f32::consts::TAU / 16.0;
            last = turning.moved(pt(20.0 * libm::sinf(angle), -20.0 * libm::cosf(angle)));
        }
        assert_eq!(last, Some(4.0));
    }

    #[test]
    fn a_finger_in_the_middle_turns_from_where_it_leaves_it() {
        let target = Target { kind: "node", id: 1 };
        let turn = Turn { target, key: "weights", item: 0, c: pt(0.0, 0.0), r: 12.5, value: 1.0, low: 0.1, high: 10.0 };
        let mut turning = Turning::new(turn, pt(1.0, 1.0));
        // Out of the middle to the left, then a quarter clockwise.
        assert_eq!(turning.moved(pt(-2.0, 0.0)), None);
        assert_eq!(turning.moved(pt(-20.0, 0.0)), None);
        assert_eq!(turning.moved(pt(0.0, -20.0)), Some(1.4));
    }
}
