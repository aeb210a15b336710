//! Requests that came to nothing: crosses and clocks that drop and fade in the watcher's time.

use super::super::model::Illness;
use super::super::occurrence::{Occurrence, Refusal};
use super::super::params::SERVERS_MAX;
use super::Scene;
use super::layout::Place;
use super::servers::amount;
use crate::scene::wire::Flow;
use crate::scene::{Align, Ink, Picture, Pt, Type, pt};

/// How long a cross falls, in seconds of the watcher's time.
const FALL_S: f64 = 0.9;
/// How far a cross drops at a server.
const DROP: f32 = 24.0;
/// How far the crosses of requests that were turned away drop: a chute, as they are many.
const CHUTE: f32 = 76.0;
/// The most crosses that fall in one place; past that each stands for two, four, eight …
const CROSSES_MAX: u32 = 8;
/// Stands for the balancer among the servers.
const BALANCER: usize = SERVERS_MAX;

impl Scene<'_> {
    /// Draws what falls now.
    pub(super) fn fallen(&self, picture: &mut Picture) {
        let since = self.now.back(self.watched(FALL_S));
        let recent = || self.recorder.fallen.newest_first().take_while(move |(at, _)| *at > since);
        let mut counts = [0u32; SERVERS_MAX + 1];
        for (_, what) in recent() {
            if let Some((place, _)) = fall(what) {
                counts[place.min(BALANCER)] += 1;
            }
        }
        for (at, what) in recent() {
            let (Some((place, k)), age) = (fall(what), self.progress(*at, FALL_S)) else { continue };
            let each = u64::from(counts[place.min(BALANCER)].div_ceil(CROSSES_MAX).next_power_of_two());
            if !k.is_multiple_of(each) {
                continue;
            }
            if place == BALANCER {
                self.turned_away(picture, age);
            } else if let Some(place) = self.frame.places.iter().find(|known| known.server == place) {
                self.fall_at(picture, place, what, k, age);
            }
        }
        if self.nobody_up() && self.frame.words && counts[BALANCER] > 0 {
            self.all_turned_away(picture);
        }
    }

    fn turned_away(&self, picture: &mut Picture, age: f32) {
        let (b, hub) = (self.frame.balancer, self.frame.hub);
        let from = match self.frame.flow {
            Flow::Right => pt(b.x - 0.45 * hub - 17.0 * age, b.y + hub + 10.0),
            Flow::Down => pt(b.x - hub - 14.0 - 10.0 * age, b.y),
        };
        let depth = CHUTE.min(self.frame.size.1 - from.y - self.frame.r - 2.0).max(0.0);
        self.falling(picture, from, age, depth, false);
    }

    fn all_turned_away(&self, picture: &mut Picture) {
        let Some(rate) = self.model.rate_now() else { return };
        let (b, hub) = (self.frame.balancer, self.frame.hub);
        let words = format!("{} /s turned away", amount(rate));
        let width = crate::scene::text_width(Type::LabelBold, 0.0, &words);
        let below = b.y + hub + CHUTE + 28.0;
        let (at, align) = match self.frame.flow {
            Flow::Right if below < self.frame.size.1 - 4.0 => {
                (pt((b.x - 14.0 - width / 2.0).max(3.0), below), Align::Start)
            }
            Flow::Right => (pt(b.x + 2.0, b.y + hub + 24.0), Align::Start),
            Flow::Down => (pt(b.x + hub + 10.0, b.y + 4.5), Align::Start),
        };
        if at.x + width < self.frame.size.0 - 2.0 && at.y < self.frame.size.1 - 4.0 {
            picture.text(at, Type::LabelBold, Ink::LostText, align, words);
            picture.halo();
        }
    }

    fn fall_at(&self, picture: &mut Picture, place: &Place, what: &Occurrence, k: u64, age: f32) {
        let frame = &self.frame;
        let clock = matches!(what, Occurrence::TimedOut { .. });
        if clock && !self.in_service(place.server, k) {
            return; // in the line or on a wire the bead itself is a clock
        }
        let from: Pt = if frame.grid.is_some() || clock {
            let beside = if frame.flow == Flow::Right { 0.0 } else { frame.dial + frame.r };
            pt(place.dial.x + beside, place.dial.y)
        } else if let Occurrence::Refused { refusal: Refusal::Full { .. }, .. } = what {
            let tail = place.reach - frame.head() - self.line_length(place);
            frame.rails[place.rail].point_after(tail.max(0.0))
        } else {
            self.line_place(place, 0.0)
        };
        self.falling(picture, from, age, DROP, clock);
    }

    fn in_service(&self, server: usize, k: u64) -> bool {
        let (server, requests) = (self.server(server), self.model.requests());
        // A crowd that shares a server is not searched: its dial has no room for a clock each.
        let shared = server.sharing.iter().take(64).any(|std::cmp::Reverse((_, other, _))| *other == k);
        server.illness != Illness::Dead && (shared || server.serving.iter().any(|&slot| requests.get(slot).k == k))
    }
}

/// Where a request came to nothing, and its number. Requests lost with a server lie on its wire instead.
fn fall(what: &Occurrence) -> Option<(usize, u64)> {
    match *what {
        Occurrence::TurnedAway { k } => Some((BALANCER, k)),
        Occurrence::Refused { k, server, .. } | Occurrence::TimedOut { k, server: Some(server), .. } => {
            Some((server as usize, k))
        }
        _ => None,
    }
}
