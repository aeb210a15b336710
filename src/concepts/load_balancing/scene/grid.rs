//! Servers in a grid: small dials beside a few trunks, lines as numbers.

use super::super::model::Illness;
use super::Scene;
use super::layout::Place;
use super::servers::state_word;
use crate::scene::glyph::{thousands, wire_stroke};
use crate::scene::wire::Flow;
use crate::scene::{Align, Ink, Picture, Pt, Stroke, Type, pt, text_width};

impl Scene<'_> {
    /// Dials with the stubs that lead to them, and what fits of their words.
    pub(super) fn cells(&self, picture: &mut Picture) {
        let frame = &self.frame;
        let labels = frame.grid.is_some_and(|grid| grid.labels);
        for place in &frame.places {
            self.stub(picture, place);
            self.dial(picture, place.server, place.dial, frame.dial);
            picture.hit("server", place.server as u64 + 1, place.dial, frame.dial);
        }
        if labels {
            // All of one font, then all of the other: a canvas takes long to change its font.
            for place in &frame.places {
                self.cell_name(picture, place);
            }
            for place in &frame.places {
                self.cell_state(picture, place);
            }
        }
    }

    /// From the trunk to the dial; gone when the server is out of rotation.
    fn stub(&self, picture: &mut Picture, place: &Place) {
        let frame = &self.frame;
        let from = frame.rails[place.rail].point_after(place.reach);
        let across = |by: f32| match frame.flow {
            Flow::Right => pt(from.x, from.y + by),
            Flow::Down => pt(from.x + by, from.y),
        };
        if self.server(place.server).watch.healthy {
            picture.line(from, across(frame.r + 3.0), wire_stroke());
        } else {
            let (a, b) = (frame.flow.go(across(2.5), -4.0, 0.0), frame.flow.go(across(2.5), 4.0, 0.0));
            picture.line(a, b, Stroke::new(Ink::Lost, 1.75));
        }
    }

    /// Where a name begins, and how far below it the state stands.
    fn cell_words(&self, place: &Place) -> (Pt, f32) {
        let frame = &self.frame;
        match frame.flow {
            Flow::Right => (pt(place.dial.x + frame.dial + 5.0, place.dial.y - 1.5), 12.5),
            // Beside the trunk, which runs on past the words.
            Flow::Down => {
                let trunk = place.dial.x - frame.dial - frame.r - 3.0;
                (pt(trunk + 5.0, place.dial.y + frame.dial + 13.0), 13.0)
            }
        }
    }

    fn cell_name(&self, picture: &mut Picture, place: &Place) {
        let dead = self.server(place.server).illness == Illness::Dead;
        let ink = if dead { Ink::LostText } else { Ink::Ink };
        let name = super::super::words::name(place.server as u16);
        picture.text_sized(self.cell_words(place).0, Type::LabelBold, 11.5, ink, Align::Start, name);
    }

    fn cell_state(&self, picture: &mut Picture, place: &Place) {
        let (frame, server) = (&self.frame, self.server(place.server));
        let waiting = u64::from(server.waiting());
        let fits = |words: &String| text_width(Type::Axis, 0.0, words) <= frame.label_room;
        let counted = || {
            let n = thousands(waiting);
            let kilo = format!("{}k", waiting / 1000);
            [format!("{n} wait"), n, kilo].into_iter().find(fits).unwrap_or_default()
        };
        let (words, ink) = match state_word(server) {
            Some((word, ink)) if waiting == 0 || server.illness == Illness::Dead => (word.to_owned(), ink),
            _ if waiting > 0 => (counted(), Ink::WaitText),
            _ => (String::new(), Ink::Ink3),
        };
        if fits(&words) && !words.is_empty() {
            let (at, below) = self.cell_words(place);
            picture.text(pt(at.x, at.y + below), Type::Axis, ink, Align::Start, words);
        }
    }
}
