//! A gateway: what it let in as a ring, and what it knows beside it.

use super::super::params::Scheme;
use super::Scene;
use crate::scene::{Align, Fill, Flow, Ink, Picture, Stroke, Type, pt, text_width};

/// Rows nearer to one another than this have their words on the wire: above it those of one would lie on what the row
/// above it refused.
const NEAR: f32 = 46.0;
/// Between a gateway, its name, what it knows, and the first request.
pub(super) const GAP: f32 = 6.0;

impl Scene<'_> {
    /// How far behind the middle of a gateway its decisions begin.
    pub(super) fn lead(&self) -> f32 {
        if self.flow == Flow::Down || self.mini || self.pitch() >= NEAR {
            return self.r();
        }
        let p = self.model.params();
        // As wide as they may become, so that nothing moves as they count.
        let most = u64::from(p.limit) * self.n() as u64;
        let knows = match p.scheme {
            Scheme::Split => format!("of {most}"),
            Scheme::Sync | Scheme::Gossip => format!("knows {most}"),
            Scheme::Lease => format!("{} left", p.limit),
            Scheme::Central | Scheme::Local => String::new(),
        };
        let skewed = (0..self.n()).any(|index| self.model.shown(index).ahead != 0);
        let knows = if skewed { beside(&knows, "clock −888 ms") } else { knows };
        let name = text_width(Type::Name, 0.0, &format!("G{}", self.n()));
        self.r() + GAP + name + GAP + text_width(Type::Label, 0.0, &knows) + 2.0 * GAP
    }

    pub(super) fn draw_gateway(&self, picture: &mut Picture, index: usize) {
        let (c, r) = (self.gateway(index), self.r());
        let gateway = self.model.shown(index);
        let p = self.model.params();
        picture.punch(c, r);
        picture.circle(c, r, Fill::None, Some(Stroke::new(Ink::Ink, if self.mini { 1.25 } else { 2.0 })));
        let of = match p.scheme {
            Scheme::Split => self.model.share(index),
            _ => p.limit,
        };
        let share = (gateway.own as f32 / of.max(1) as f32).min(1.0);
        if share > 0.0 {
            let stroke = Stroke::new(Ink::Done, (0.24 * r).max(2.0)).flat();
            picture.arc(c, r - 0.2 * r, 0.0, std::f32::consts::TAU * share, stroke);
        }
        picture.hit("gateway", index as u64 + 1, c, r);
        self.line(picture, index);
        if self.mini {
            return;
        }
        if r >= 10.0 {
            picture.text(pt(c.x, c.y + 4.5), Type::LabelBold, Ink::Ink, Align::Middle, gateway.own);
        }
        let knows = match p.scheme {
            Scheme::Split => format!("of {of}"),
            Scheme::Sync => format!("knows {}", gateway.estimate()),
            Scheme::Gossip => format!("knows {}", gateway.rumoured()),
            Scheme::Lease => format!("{} left", gateway.leased),
            Scheme::Central | Scheme::Local => String::new(),
        };
        let name = format!("G{}", index + 1);
        match self.flow {
            Flow::Right => {
                let y = if self.pitch() < NEAR { c.y + 4.5 } else { c.y - 11.0 };
                picture.text(pt(c.x + r + GAP, y), Type::Name, Ink::Ink, Align::Start, &name);
                picture.halo();
                let mut rest = knows;
                if gateway.ahead != 0 {
                    let ahead = format!("clock {:+.0} ms", gateway.ahead as f64 / 1e6).replace('-', "−");
                    rest = beside(&rest, &ahead);
                }
                let x = c.x + r + 2.0 * GAP + text_width(Type::Name, 0.0, &name);
                picture.text(pt(x, y), Type::Label, Ink::Ink3, Align::Start, rest);
                picture.halo();
            }
            Flow::Down => {
                picture.text(pt(c.x, c.y - r - 8.0), Type::Name, Ink::Ink, Align::Middle, &name);
                picture.halo();
                if self.pitch() > 60.0 {
                    picture.text(pt(c.x, c.y - r - 22.0), Type::Axis, Ink::Ink3, Align::Middle, knows);
                    picture.halo();
                }
            }
        }
    }
}

fn beside(words: &str, more: &str) -> String {
    if words.is_empty() { more.to_owned() } else { format!("{words}, {more}") }
}
