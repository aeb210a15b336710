//! Clients and balancer: cups or an edge, the switch arm, what waits at the balancer itself.

use super::Scene;
use super::servers::amount;
use super::traffic::Traffic;
use crate::scene::glyph::{Arm, LongQueue, angle_to, balancer, client, queued};
use crate::scene::wire::Flow;
use crate::scene::{Align, Ink, Picture, Type, pt, text_width};
use std::f32::consts::{PI, TAU};

impl Scene<'_> {
    /// Draws what stands before the servers.
    pub(super) fn front(&self, picture: &mut Picture, traffic: &Traffic) {
        let frame = &self.frame;
        for (group, wire) in frame.clients.iter().enumerate() {
            let mouth = wire.ends().0;
            if frame.cups {
                client(picture, frame.flow, mouth, frame.r.max(6.0));
            }
            picture.hit("client", group as u64, frame.flow.go(mouth, -8.0, 0.0), 12.0);
        }
        self.line_at_balancer(picture, traffic.at_balancer);
        balancer(picture, frame.balancer, frame.hub, self.arm());
        picture.hit("balancer", 0, frame.balancer, frame.hub);
        if frame.words {
            self.front_words(picture);
        }
    }

    /// True if no server is in rotation.
    pub(super) fn nobody_up(&self) -> bool {
        !self.model.servers().iter().any(super::ServerState::in_rotation)
    }

    /// The arm turns from the choice before to the last one in 90 ms of the watcher's time, the short way round.
    fn arm(&self) -> Arm {
        if self.nobody_up() {
            return Arm::Level;
        }
        let frame = &self.frame;
        let ahead = if frame.flow == Flow::Right { PI / 2.0 } else { PI };
        let toward = |server: u16| {
            let place = frame.places.iter().find(|place| place.server == server as usize)?;
            Some(angle_to(frame.balancer, frame.rails[place.rail].bend()))
        };
        let last = self.model.last_choice().and_then(|(at, server)| Some((at, toward(server)?)));
        let Some((at, to)) = last else {
            let only = frame.places.first().filter(|_| frame.places.len() == 1).map(|place| place.server as u16);
            return Arm::Toward(only.and_then(toward).unwrap_or(ahead));
        };
        let from = self.recorder.routes.newest_first().nth(1).and_then(|routing| toward(routing.server)).unwrap_or(to);
        let mut turn = to - from;
        if turn > PI {
            turn -= TAU;
        } else if turn < -PI {
            turn += TAU;
        }
        Arm::Toward(from + turn * self.progress(at, 0.09))
    }

    /// Requests that wait for the balancer, packed toward it on the middle wire.
    fn line_at_balancer(&self, picture: &mut Picture, n: u32) {
        let frame = &self.frame;
        let head = frame.flow.go(frame.balancer, -frame.hub - 5.0 - frame.r, 0.0);
        let start = frame.flow.along(frame.clients[0].ends().0);
        let fits = (((frame.flow.along(head) - start) / frame.step()) as u32).min(6);
        if n <= fits {
            for at in 0..n {
                queued(picture, frame.flow.go(head, -frame.step() * at as f32, 0.0), frame.r);
            }
        } else {
            let head = frame.flow.go(frame.balancer, -frame.hub - 5.0, 0.0);
            let room = frame.flow.along(head) - start;
            LongQueue { head, flow: frame.flow, n: u64::from(n), full: (0.6 * room).min(115.0) }.draw(picture);
        }
    }

    fn front_words(&self, picture: &mut Picture) {
        let frame = &self.frame;
        let params = &self.model.settings().params;
        let closed = self.model.settings().closed();
        let rate = self.model.rate_now().map(amount);
        let b = frame.balancer;
        if frame.cups {
            let (top, foot) = (frame.clients[0].ends().0.y, frame.clients[frame.clients.len() - 1].ends().0.y);
            let who = super::super::words::count(
                u64::from(self.model.clients().count()),
                if closed { "user" } else { "client" },
                if closed { "users" } else { "clients" },
            );
            picture.text(pt(3.0, top - 22.0), Type::Name, Ink::Ink, Align::Start, who);
            let what = match rate {
                Some(rate) => format!("{rate} requests /s"),
                None if closed => "each waits for its answer".to_owned(),
                None => "recorded times".to_owned(),
            };
            picture.text(pt(3.0, foot + 30.0), Type::Label, Ink::Ink2, Align::Start, what);
            picture.text(pt(b.x, b.y - frame.hub - 11.0), Type::Name, Ink::Ink, Align::Middle, "Balancer");
            return;
        }
        let what = match rate {
            Some(rate) => format!("{rate} /s"),
            None if closed => super::super::words::count(u64::from(params.users), "user", "users"),
            None => "recorded".to_owned(),
        };
        match frame.flow {
            Flow::Right => {
                let rate_end = 3.0 + text_width(Type::Name, 0.0, &what);
                picture.text(pt(3.0, b.y - frame.r - 12.0), Type::Name, Ink::Ink, Align::Start, what);
                let label = params.policy.option().label;
                let half = text_width(Type::Name, 0.0, label) / 2.0;
                let at = pt(b.x.max(half + 2.0), b.y - frame.hub - 11.0);
                // The rate stands before the name; where both have no room the name gives way.
                if at.x - half > rate_end + 6.0 || frame.hub > frame.r + 14.0 {
                    picture.text(at, Type::Name, Ink::Ink, Align::Middle, label);
                    picture.halo();
                }
            }
            Flow::Down => picture.text(pt(b.x + 62.0, 18.0), Type::Name, Ink::Ink, Align::Start, what),
        }
    }
}
