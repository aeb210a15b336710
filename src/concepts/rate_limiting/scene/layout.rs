//! Where things stand: one wire in time, the gate on it, the limiter above it, the way of the refused below it.
//!
//! Time is the axis of the scene: what is going to arrive stands before the gate, what was decided behind it, each at
//! its distance from now. A wide scene runs to the right, a tall one runs down.

use crate::concept::Layout;
use crate::scene::{Flow, Pt, pt};
use crate::sim::{Span, Time};

/// A rectangle.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Room {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

impl Room {
    pub fn wide(&self) -> f32 {
        self.right - self.left
    }
    pub fn high(&self) -> f32 {
        self.bottom - self.top
    }
    pub fn middle(&self) -> f32 {
        f32::midpoint(self.left, self.right)
    }
}

/// The places of everything.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub flow: Flow,
    pub layout: Layout,
    /// Bead radius.
    pub r: f32,
    /// Where requests are decided.
    pub gate: Pt,
    /// Along the flow: where arrivals come in, where the decided leave.
    pub ends: (f32, f32),
    /// Pixels per nanosecond of the run.
    pub per_ns: f64,
    /// How far back the scene looks.
    pub past: Span,
    /// How far it looks ahead.
    pub ahead: Span,
    /// From the wire to the way of the refused, across the flow.
    pub fall: f32,
    /// Across the flow: where the time axis stands; none in a miniature.
    pub axis: Option<f32>,
    /// The room for a limiter that stands above the gate.
    pub room: Room,
    /// Whether there is room for words beside the picture.
    pub words: bool,
}

/// The smallest size each layout is drawn at; what is smaller is shrunk as a whole.
pub fn least_size(layout: Layout) -> (f32, f32) {
    match layout {
        Layout::Wide => (640.0, 300.0),
        Layout::Tall => (300.0, 360.0),
        Layout::Mini => (200.0, 110.0),
        Layout::Still => (280.0, 120.0),
    }
}

impl Frame {
    /// The frame for a picture of this size that looks back `past`.
    pub fn new(layout: Layout, w: f32, h: f32, past: Span) -> Self {
        match layout {
            Layout::Tall => Self::tall(w, h, past),
            Layout::Mini => Self::mini(w, h, past),
            Layout::Wide | Layout::Still => Self::wide(w, h, past),
        }
    }

    fn wide(w: f32, h: f32, past: Span) -> Self {
        let gate = pt(libm::roundf(0.4135 * w), libm::roundf(h - 96.0) + 0.5);
        let half = (0.24 * w).clamp(150.0, 250.0);
        let room = Room { left: gate.x - half, top: 8.0, right: gate.x + half, bottom: gate.y - 38.0 };
        Self {
            flow: Flow::Right,
            layout: Layout::Wide,
            r: 5.4,
            gate,
            ends: (0.0, w),
            fall: 44.0,
            axis: Some(h - 21.5),
            room,
            words: true,
            ..Self::timed(gate.x, (0.0, w), past)
        }
    }

    fn tall(w: f32, h: f32, past: Span) -> Self {
        let gate = pt(libm::roundf(0.68 * w) + 0.5, libm::roundf(0.5 * h));
        let room = Room { left: 34.0, top: 10.0, right: gate.x - 62.0, bottom: gate.y - 34.0 };
        Self {
            flow: Flow::Down,
            layout: Layout::Tall,
            r: 5.8,
            gate,
            ends: (0.0, h),
            fall: 38.0,
            axis: Some(w - 46.5),
            room,
            words: true,
            ..Self::timed(gate.y, (0.0, h), past)
        }
    }

    fn mini(w: f32, h: f32, past: Span) -> Self {
        let gate = pt(libm::roundf(0.42 * w), libm::roundf(0.78 * h) + 0.5);
        let half = (0.16 * w).min(0.45 * h);
        let room = Room { left: gate.x - half, top: 4.0, right: gate.x + half, bottom: gate.y - 18.0 };
        Self {
            flow: Flow::Right,
            layout: Layout::Mini,
            r: 5.0,
            gate,
            ends: (0.0, w),
            fall: (h - gate.y - 8.0).clamp(12.0, 30.0),
            axis: None,
            room,
            words: false,
            ..Self::timed(gate.x, (0.0, w), past)
        }
    }

    fn timed(gate: f32, ends: (f32, f32), past: Span) -> Self {
        let per_ns = f64::from(ends.1 - gate) / past.0.max(1) as f64;
        let ahead = Span((f64::from(gate - ends.0) / per_ns) as u64);
        let nowhere = Room { left: 0.0, top: 0.0, right: 0.0, bottom: 0.0 };
        Self {
            flow: Flow::Right,
            layout: Layout::Wide,
            r: 5.0,
            gate: pt(0.0, 0.0),
            ends,
            per_ns,
            past,
            ahead,
            fall: 0.0,
            axis: None,
            room: nowhere,
            words: false,
        }
    }

    /// How far behind the gate something of moment `at` stands; ahead of it if the moment is yet to come.
    pub fn along(&self, at: Time, now: Time) -> f32 {
        if at <= now {
            (now.since(at).0 as f64 * self.per_ns) as f32
        } else {
            -(at.since(now).0 as f64 * self.per_ns) as f32
        }
    }
    /// The length of the wire behind the gate.
    pub fn behind(&self) -> f32 {
        self.ends.1 - self.flow.along(self.gate)
    }
    /// The length of the wire before the gate.
    pub fn before(&self) -> f32 {
        self.flow.along(self.gate) - self.ends.0
    }
    /// The place of a refused request `along` behind the gate.
    pub fn fallen(&self, along: f32) -> Pt {
        self.flow.go(self.gate, along, self.fall_after(along))
    }
    /// How far the refused have fallen after `along`.
    fn fall_after(&self, along: f32) -> f32 {
        let reach = (1.75 * self.fall).max(8.0);
        let share = (along / reach).clamp(0.0, 1.0);
        // Smooth from the wire to the way below: no corner at either end.
        self.fall * share * share * (3.0 - 2.0 * share)
    }
    /// True in a miniature.
    pub fn is_mini(&self) -> bool {
        self.layout == Layout::Mini
    }
}

/// Spans of minutes and hours that read well, in minutes.
pub const MINUTES: [f64; 13] = [1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0];

/// The least of 1, 1.5, 2, 3, 5, 7.5 times a power of ten that is at least `seconds`.
pub fn nice_span(seconds: f64) -> Span {
    let seconds = seconds.clamp(1e-6, 1e6);
    if let Some(minutes) =
        MINUTES.into_iter().map(|minutes| 60.0 * minutes).find(|span| seconds > 50.0 && *span >= seconds)
    {
        return Span::from_secs(minutes);
    }
    let power = libm::exp10(libm::floor(libm::log10(seconds)));
    let steps = [1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 10.0];
    let nice = steps.into_iter().map(|step| step * power).find(|span| *span >= seconds * (1.0 - 1e-9));
    Span::from_secs(nice.unwrap_or(10.0 * power))
}
