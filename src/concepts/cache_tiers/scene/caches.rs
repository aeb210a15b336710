//! The caches: each with its copy of the most popular key and how full it is; the nodes with their ring.

use super::super::model::Tiers;
use super::super::model::op::Spot;
use super::super::params::{Place, Tier};
use super::super::words;
use super::map::Map;
use crate::scene::glyph::{Dial, Health, Tile};
use crate::scene::{Align, Dash, Fill, Ink, Picture, Pt, Stroke, Texture, Type, glyph, pt};
use crate::sim::Model as _;
use std::f32::consts::TAU;

/// How much room there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Size {
    /// Everything.
    Wide,
    /// A phone.
    Tall,
    /// The home page.
    Mini,
}

/// Draws all caches, and the programs that have none.
pub fn all(map: &Map, model: &Tiers, size: Size, picture: &mut Picture) {
    let mut number = 0;
    for column in &map.columns {
        for at in 0..column.count {
            let place = at as u8;
            let (spot, tier) = match column.rank {
                1 => (Spot::Edge(place), Tier::Edge),
                2 => (Spot::Shield, Tier::Shield),
                3 => (Spot::Program(place), Tier::Local),
                4 => (Spot::Node(place), Tier::Cluster),
                _ => continue,
            };
            let c = map.place(column, at);
            if !model.params().has(tier) {
                program(c, size, picture);
                continue;
            }
            cache(model, spot, c, size, picture);
            let (w, h) = if size == Size::Wide { (92.0, 34.0) } else { (44.0, 44.0) };
            if tier == Tier::Cluster {
                picture.hit_rect("node", u64::from(at) + 1, pt(c.x - w / 2.0, c.y - h / 2.0), w, h);
            } else {
                number += 1;
                picture.hit_rect("cache", number, pt(c.x - w / 2.0, c.y - h / 2.0), w, h);
            }
        }
    }
}

/// A program without a cache of its own.
fn program(c: Pt, size: Size, picture: &mut Picture) {
    let r = if size == Size::Wide { 11.0 } else { 7.0 };
    picture.punch(c, r);
    picture.circle(c, r, Fill::None, Some(Stroke::new(Ink::Ink, 1.5)));
    picture.disc(c, r * 0.3, Ink::Ink);
}

fn cache(model: &Tiers, spot: Spot, c: Pt, size: Size, picture: &mut Picture) {
    let Some(store) = model.cache(spot) else {
        let r = if size == Size::Mini { 8.0 } else { 13.0 };
        Dial { health: Health::Down, ..Dial::idle(c, r) }.draw(picture);
        return;
    };
    let wide = size == Size::Wide;
    let tile = if wide { pt(c.x - 26.0, c.y) } else { pt(c.x, c.y - if size == Size::Mini { 0.0 } else { 4.0 }) };
    let (w, h) = if size == Size::Mini { (13.0, 16.0) } else { (25.0, 25.0) };
    // The wires end at it.
    let (half, tall) =
        if wide { (45.0, 16.0) } else { (w / 2.0 + 2.0, h / 2.0 + if size == Size::Tall { 6.0 } else { 1.0 }) };
    picture.rect(pt(c.x - half, c.y - tall), 2.0 * half, 2.0 * tall, 3.0, Fill::Flat(Ink::Paper, 1.0), None);
    let copy = store.peek(0, model.now());
    match copy {
        None => glyph::tile(picture, tile, (w, h), Tile::Name, ""),
        Some(copy) if copy.version < model.truth(0) => {
            let edge = Stroke::new(Ink::Wait, 2.0).dash(Dash::Broken).flat();
            picture.rect(pt(tile.x - w / 2.0, tile.y - h / 2.0), w, h, 2.5, Fill::Flat(Ink::Paper, 1.0), Some(edge));
            version(copy.version, tile, size, Ink::WaitText, picture);
        }
        Some(copy) => {
            glyph::tile(picture, tile, (w, h), Tile::Hot, "");
            version(copy.version, tile, size, Ink::Paper, picture);
        }
    }
    if size == Size::Mini {
        return;
    }
    let (left, y, length) = if wide { (c.x - 8.0, c.y + 8.0, 50.0) } else { (c.x - 15.0, c.y + 16.0, 30.0) };
    let full = store.len() as f32 / store.room().max(1) as f32;
    picture.line(pt(left, y), pt(left + length, y), Stroke::new(Ink::Wire, 1.25));
    if full > 0.0 {
        picture.line(pt(left, y), pt(left + length * full.min(1.0), y), Stroke::new(Ink::Ink, 3.4).flat());
    }
    if wide {
        let hits =
            if store.asked > 0 { words::percent(store.hits as f64 / store.asked as f64) } else { "–".to_owned() };
        picture.text(pt(left, c.y + 1.0), Type::Axis, Ink::Ink2, Align::Start, hits);
    }
}

fn version(version: u32, c: Pt, size: Size, ink: Ink, picture: &mut Picture) {
    if size != Size::Mini {
        let text = if version < 1000 { format!("v{version}") } else { format!("…{:02}", version % 100) };
        picture.text(pt(c.x, c.y + 4.0), Type::Tile, ink, Align::Middle, text);
    }
}

/// Whose is which part of the circle.
pub fn ring(map: &Map, model: &Tiers, picture: &mut Picture) {
    let Some(column) = map.column(4) else { return };
    let c = pt(column.along, map.across.1 - 40.0);
    let up = (0..column.count as usize).filter(|&node| model.is_up(node)).count();
    if model.params().place == Place::Modulo {
        picture.text(c, Type::Label, Ink::Ink2, Align::Middle, format!("hash modulo {up}"));
        return;
    }
    let (inner, outer) = (19.0, 31.0);
    let arcs = model.arcs();
    let mut from = arcs.last().map_or(0.0, |last| last.0 - 1.0) as f32;
    for (at, &(end, node)) in arcs.iter().enumerate() {
        // Neighbours of one node are one arc.
        if arcs.get(at + 1).is_some_and(|next| next.1 == node) {
            continue;
        }
        glyph::band_arc(picture, c, (inner, outer), from * TAU, end as f32 * TAU, texture(node));
        from = end as f32;
    }
    glyph::band(picture, c, inner, outer);
    for at in 0..column.count {
        if !model.is_up(at as usize) || !model.reachable() {
            continue;
        }
        let p = map.place(column, at);
        picture.rect(pt(p.x + 48.0, p.y - 7.0), 14.0, 14.0, 0.0, texture(at as u8), Some(Stroke::new(Ink::Ink, 1.0)));
    }
}

const fn texture(node: u8) -> Fill {
    match node {
        0 => Fill::Flat(Ink::Ink, 1.0),
        1 => Fill::Textured(Texture::Hatch, Ink::Ink, 1.0),
        2 => Fill::Textured(Texture::Dots, Ink::Ink, 1.0),
        3 => Fill::None,
        4 => Fill::Textured(Texture::BackHatch, Ink::Ink, 1.0),
        _ => Fill::Textured(Texture::CrossHatch, Ink::Ink, 1.0),
    }
}
