//! The marker of a guess about a moment: it stands on the player's timeline, where it can be placed as well.

use super::Page;
use super::predict::{Guess, Phase};
use crate::concept::predict::{Ask, ScaleDecl};
use crate::link;
use crate::sim::{Span, Time};

impl Page {
    /// The scale of the moment that is asked for, and the moment from which it counts.
    fn moment_asked(&self) -> Option<(&'static ScaleDecl, Time)> {
        let decl = self.question()?;
        let Ask::When { scale, .. } = &decl.ask else { return None };
        let from = match &self.guessing.phase {
            Phase::Running { trial, .. } => trial.from(),
            _ => link::decode(decl.from, self.entry).state.at,
        };
        Some((scale, from))
    }

    fn after(&self, from: Time, units: f64) -> Time {
        from + Span(self.entry.about.clock.at(units).0)
    }

    /// The end of the scale, while a moment is asked for in the state that the question is about.
    pub(super) fn scale_end(&self) -> Option<Time> {
        let (scale, from) = self.moment_asked().filter(|_| self.guessing.about_this())?;
        Some(self.after(from, scale.high))
    }

    /// Where the guess stands, and where it was measured.
    pub(super) fn placed(&self) -> [Option<Time>; 2] {
        let Some((_, from)) = self.moment_asked().filter(|_| self.guessing.about_this()) else { return [None; 2] };
        let at = |units: Option<&f64>| units.map(|units| self.after(from, *units));
        let told = match &self.guessing.phase {
            Phase::Told(verdict) => verdict.answer.first(),
            _ => None,
        };
        [at(self.guessing.guess.first()), at(told)]
    }

    /// Places the marker of a guess, if one is asked for in what stands on the screen; false leaves the hand to the
    /// playhead.
    pub(super) fn place_marker(&mut self, units: f64) -> bool {
        let asking = matches!(self.guessing.phase, Phase::Asking) && self.guessing.about_this();
        let Some((scale, from)) = self.moment_asked().filter(|_| asking) else { return false };
        let after = units - self.entry.about.clock.units(from);
        if after <= 0.0 || self.session.playing {
            return false;
        }
        self.guess(Guess::To(scale.at(scale.position(after))));
        true
    }
}
