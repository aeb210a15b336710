//! The keys in a bounded memory: a tile for each place, who stands there, and what the bound has cost.

use super::super::model::Limiting;
use super::super::model::store::{Slot, Toll};
use super::super::params::WhenFull;
use super::super::words::{count, span_words};
use crate::concept::{Table, View};
use crate::policies::limit::Limiter as _;
use crate::scene::glyph::thousands;
use crate::scene::{Align, Dash, Fill, Ink, Picture, Stroke, Type, pt, text_width};
use crate::sim::{Model as _, Span, Time};

/// Sizes of a tile, the largest that fits is taken.
const TILES: [(f32, f32); 6] = [(44.0, 30.0), (36.0, 25.0), (29.0, 21.0), (20.0, 15.0), (11.0, 10.0), (6.0, 6.0)];
/// Between two tiles.
const GAP: f32 = 4.0;
/// Room for words below the tiles.
const FOOT: f32 = 76.0;
/// Seconds of the watcher's time in which a change of keys is shown.
const SHOWN_S: f64 = 1.5;
/// The most rows of the table.
const ROWS: usize = 100;

/// Places of the memory: as many as there is room for, or as there are clients.
fn places(model: &Limiting) -> usize {
    let settings = model.settings();
    if settings.one_key() { 1 } else { settings.room().map_or(model.params().clients, |room| room.most) as usize }
}

/// Draws the tiles and what the bound has done.
pub fn draw(model: &Limiting, view: &View, picture: &mut Picture) -> String {
    let (w, h) = (view.width, view.height);
    let places = places(model);
    let fits = |&&(tile, high): &&(f32, f32)| {
        let columns = ((w + GAP) / (tile + GAP)).max(1.0) as usize;
        places.div_ceil(columns) as f32 * (high + GAP) <= h - FOOT
    };
    let (tile, high) = *TILES.iter().find(fits).unwrap_or(&TILES[5]);
    let columns = ((w + GAP) / (tile + GAP)).max(1.0) as usize;
    let place = |at: usize| pt((at % columns) as f32 * (tile + GAP) + 0.5, (at / columns) as f32 * (high + GAP) + 0.5);
    let store = model.focus().store();
    let mut shown = 0;
    for at in 0..places {
        let corner = place(at);
        if corner.y + high > h - FOOT + 12.0 {
            break;
        }
        shown += 1;
        if let Some(slot) = store.slot(at) {
            one(model, slot, view.speed, corner, (tile, high), picture);
        } else {
            let empty = Stroke::new(Ink::Wire, 1.0).dash(Dash::Past);
            picture.rect(corner, tile, high, 2.5, Fill::None, Some(empty));
        }
    }
    let mut legend = "A tile is a key, filled as far as its limit is used up.".to_owned();
    if shown < places {
        legend = format!("The first {} places. {legend}", thousands(shown as u64));
    }
    picture.text(pt(0.0, h - FOOT + 22.0), Type::Axis, Ink::Ink3, Align::Start, legend);
    for (line, words) in said(model).into_iter().enumerate() {
        let mut x = 0.0;
        for (words, ink) in words {
            let y = h - FOOT + 43.0 + 19.0 * line as f32;
            picture.text(pt(x, y), Type::Label, ink, Align::Start, words.clone());
            x += text_width(Type::Label, 0.0, &words) + 12.0;
        }
    }
    format!("{} of {}", thousands(store.keys() as u64), count(places as u64, "place", "places"))
}

/// A key in its place: filled by how much of its limit is used; hollow is as good as forgotten.
fn one(model: &Limiting, slot: &Slot, speed: f64, at: crate::scene::Pt, (w, h): (f32, f32), picture: &mut Picture) {
    let now = model.now();
    let used = model.focus().face_of(slot, now).used(now) as f32;
    if used > 0.0 {
        let full = (h * used).max(1.0);
        picture.rect(pt(at.x, at.y + h - full), w, full, 0.0, Fill::Flat(Ink::Work, 0.3), None);
    }
    let lately = |at: Time| now.since(at).secs() < SHOWN_S * speed.abs().max(1e-6);
    let stroke = match slot.before {
        Some(gone) if lately(gone.at) && !gone.idle_in.is_zero() => Stroke::new(Ink::Lost, 2.0),
        Some(gone) if lately(gone.at) => Stroke::new(Ink::Ink, 1.75),
        _ if slot.key == 0 => Stroke::new(Ink::Ink, 1.25),
        _ => Stroke::new(Ink::Wire, 1.0),
    };
    picture.rect(at, w, h, 2.5, Fill::None, Some(stroke));
    if w >= 20.0 {
        let style = if slot.key == 0 { Type::LabelBold } else { Type::Axis };
        let words = (slot.key + 1).to_string();
        picture.text(pt(at.x + w / 2.0, at.y + h / 2.0 + 4.0), style, Ink::Ink, Align::Middle, words);
        picture.halo();
    }
}

/// Two lines below the tiles.
fn said(model: &Limiting) -> Vec<Vec<(String, Ink)>> {
    let Toll { unnoticed, early, no_room, shared, too_many, too_few, unknown } = model.focus().store().toll;
    let Some(room) = model.settings().room() else {
        let words = if model.settings().one_key() {
            "One limiter for everybody is one key."
        } else {
            "There is room for every client. Lower the keys remembered."
        };
        return vec![vec![(words.to_owned(), Ink::Ink2)]];
    };
    let n = |n: u64, words: &str| format!("{} {words}", thousands(n));
    let first = match room.when_full {
        WhenFull::Idle | WhenFull::Unseen => vec![
            (n(unnoticed, "forgotten unnoticed"), Ink::Ink2),
            (n(early, "forgotten too early"), if early > 0 { Ink::LostText } else { Ink::Ink2 }),
        ],
        WhenFull::Refuse => vec![(n(no_room, "refused for want of room"), Ink::LostText)],
        WhenFull::Share => vec![(n(shared, "decided by the shared limiter"), Ink::Ink2)],
    };
    let least = if unknown > 0 { "or more " } else { "" };
    let second = vec![
        (n(too_many, &format!("{least}let in too many")), if too_many > 0 { Ink::WaitText } else { Ink::Ink2 }),
        (n(too_few, &format!("{least}refused wrongly")), if too_few > 0 { Ink::LostText } else { Ink::Ink2 }),
    ];
    vec![first, second]
}

/// The keys as a table.
pub fn table(model: &Limiting) -> Table {
    let lane = model.focus();
    let now = model.now();
    let rows = lane.store().slots().take(ROWS).map(|slot| {
        let idle_in = lane.rule().idle_in(slot.state(), now);
        vec![
            format!("Client {}", slot.key + 1),
            format!("{:.0} %", 100.0 * lane.face_of(slot, now).used(now)),
            span_words(now.since(slot.seen)),
            match idle_in {
                Span::MAX => "nobody knows".to_owned(),
                Span(0) => "now".to_owned(),
                idle_in => span_words(idle_in),
            },
        ]
    });
    let said: Vec<String> = said(model).into_iter().flatten().map(|(words, _)| words).collect();
    Table {
        caption: format!(
            "{} remembered, room for {}: {}.",
            count(lane.keys() as u64, "key", "keys"),
            thousands(places(model) as u64),
            said.join(", ").trim_end_matches('.')
        ),
        head: ["Key", "Used up", "Seen before", "As good as fresh in"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}
