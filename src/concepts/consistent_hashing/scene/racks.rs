//! Racks, each with its nodes: a press lets all of them die. And what stands beside the figure about the hot key.

use super::super::model::hot::hottest;
use super::super::model::letter;
use super::super::words;
use super::{Scene, say};
use crate::concept::Layout;
use crate::policies::place::NodeId;
use crate::scene::glyph::saltire;
use crate::scene::{Align, Dash, Fill, Ink, Picture, Pt, Stroke, Type, pt, text_width};

/// Height of a rack, and of its place.
const RACK: f32 = 20.0;
const PITCH: f32 = 25.0;

impl Scene<'_> {
    /// Room below the figure for what [`beside`](Self::beside) draws in a row.
    pub(super) fn row_of_racks(&self) -> f32 {
        if self.model.params().racks > 1 && self.layout != Layout::Mini { RACK + 6.0 } else { 0.0 }
    }

    /// The racks in a row at the foot of the picture.
    pub(super) fn racks_below(&self, picture: &mut Picture) {
        let racks = self.model.params().racks;
        if racks < 2 || self.layout == Layout::Mini {
            return;
        }
        let w = (self.w - 2.0 * self.edge()) / racks as f32;
        for rack in 0..racks {
            self.rack(picture, rack, pt(self.edge() + w * rack as f32, self.h - RACK - 2.0), w - 5.0);
        }
    }

    /// The racks one below the other, and the hot key; returns how high it all is.
    pub(super) fn racks_beside(&self, picture: &mut Picture, at: Pt, w: f32) -> f32 {
        let racks = self.model.params().racks;
        let mut y = at.y;
        if racks > 1 {
            for rack in 0..racks {
                self.rack(picture, rack, pt(at.x, y), w);
                y += PITCH;
            }
            y += 6.0;
        }
        for line in self.hot_words() {
            for part in say::lines(&line, Type::Label, w) {
                picture.said(pt(at.x, y + 11.0), Type::Label, 0.0, Ink::WaitText, Align::Start, &part);
                picture.halo();
                y += 16.0;
            }
        }
        y - at.y
    }

    fn rack(&self, picture: &mut Picture, rack: u32, at: Pt, w: f32) {
        let ids: Vec<NodeId> = self.model.rack(rack).collect();
        let dead = ids.is_empty();
        let edge = if dead { Stroke::new(Ink::Lost, 1.25).dash(Dash::Broken) } else { Stroke::new(Ink::Ink, 1.25) };
        picture.rect(at, w, RACK, 4.0, Fill::None, Some(edge));
        picture.hit_rect("rack", u64::from(rack) + 1, at, w, RACK);
        let letters = ids.iter().map(|id| letter(*id)).collect::<Vec<_>>().join(" ");
        let all = if dead {
            [format!("Rack {} is dead", rack + 1), format!("{} dead", rack + 1), (rack + 1).to_string()]
        } else {
            [format!("Rack {}: {letters}", rack + 1), format!("{}: {letters}", rack + 1), (rack + 1).to_string()]
        };
        let fits = |words: &&String| text_width(Type::Label, 0.0, words) < w - 10.0;
        let words = all.iter().find(fits).unwrap_or(&all[2]);
        let ink = if dead { Ink::LostText } else { Ink::Ink };
        picture.text(pt(at.x + 6.0, at.y + 14.2), Type::Label, ink, Align::Start, words);
    }

    /// The hot key in words: its share of the requests, and what is done about it.
    pub(super) fn hot_words(&self) -> Vec<String> {
        let (model, params) = (self.model, self.model.params());
        let Some(key) = hottest(params).filter(|key| *key < model.own().keys()) else { return Vec::new() };
        let mut lines = vec![format!("Hot key {key}: {} of the requests.", words::percent(model.asking().share(key)))];
        match model.spots() {
            [] => {}
            [spot] => {
                let names = |nodes: &[u16]| nodes.iter().map(|id| letter((*id).into())).collect::<Vec<_>>().join(", ");
                lines.push(match &spot.parts[..] {
                    [part] => format!("Copies on {}.", names(&part.nodes)),
                    parts => {
                        let owners: Vec<u16> = parts.iter().filter_map(|part| part.nodes.first().copied()).collect();
                        format!("{} sub-keys on {}.", parts.len(), names(&owners))
                    }
                });
            }
            spots => lines.push(format!("{} keys are treated.", spots.len())),
        }
        lines
    }

    /// True if the key lost every copy when nodes died.
    pub(super) fn lost(&self, key: u32) -> bool {
        self.model.gone().is_some_and(|gone| gone.lost(key))
    }
}

/// A key that is lost.
pub(super) fn lost_key(picture: &mut Picture, at: Pt, r: f32) {
    saltire(picture, at, 1.15 * r, Stroke::new(Ink::Lost, (0.5 * r).max(1.6)));
}
