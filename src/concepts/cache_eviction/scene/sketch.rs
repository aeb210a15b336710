//! TinyLFU's sketch: four rows of counters as bars, and the duel that they decide.

use super::super::occurrence::Gone;
use super::super::words::label;
use crate::policies::evict::{Frequency, Key, Why};
use crate::scene::{Align, Fill, Ink, Picture, Pt, Seg, Stroke, Type, pt, text_width};

/// The counters of a sketch as bars, row by row. Those of the key that is asked for stand out; after a duel those of the
/// two keys, with the estimates that the rule saw: the least of a key's four counters. Returns where it ends.
pub fn draw(
    picture: &mut Picture,
    frequency: &Frequency,
    (asked, gone): (Option<Key>, Option<Gone>),
    at: Pt,
    width: f32,
) -> f32 {
    const ROWS: usize = 4;
    const ROW: f32 = 9.0;
    let Frequency::Sketch(sketch) = frequency else { return at.y };
    let duel = gone.and_then(|gone| match gone.why {
        Why::LostDuel { own, rival, other } => Some([(gone.key, own, Ink::Lost), (rival, other, Ink::Ink)]),
        _ => None,
    });
    let marked: Vec<(Key, Ink)> = match duel {
        Some(duel) => duel.iter().map(|&(key, _, ink)| (key, ink)).collect(),
        None => asked.map(|key| (key, Ink::Ink)).into_iter().collect(),
    };
    if let Some(duel) = duel {
        let mut x = at.x;
        if width >= 200.0 {
            let words = "sketch, the least of four";
            picture.text(pt(x, at.y + 9.0), Type::Axis, Ink::Ink3, Align::Start, words);
            x += text_width(Type::Axis, 0.0, words) + 12.0;
        }
        for (key, count, ink) in duel {
            picture.rect(pt(x, at.y + 1.5), 6.0, 7.0, 0.0, Fill::Flat(ink, 1.0), None);
            let words = format!("{}: {count}", label(key));
            let ink = if ink == Ink::Lost { Ink::LostText } else { ink };
            picture.text(pt(x + 9.0, at.y + 9.0), Type::Axis, ink, Align::Start, &words);
            x += text_width(Type::Axis, 0.0, &words) + 19.0;
        }
    } else {
        let words = if width < 150.0 { "sketch" } else { "sketch: how often asked" };
        picture.text(pt(at.x, at.y + 9.0), Type::Axis, Ink::Ink3, Align::Start, words);
    }
    let top = at.y + 14.0;
    let (wide, high) = (width - 1.0, ROW * ROWS as f32);
    picture.rect(pt(at.x + 0.5, top), wide, high, 0.0, Fill::None, Some(Stroke::new(Ink::Wire, 1.0)));
    let columns = sketch.width().min(64);
    let fold = sketch.width() / columns;
    let step = (width - 4.0) / columns as f32;
    for row in 0..ROWS {
        let base = top + ROW * (row + 1) as f32 - 0.8;
        let bar = |x: f32, wide: f32, count: u8| {
            let h = f32::from(count) / 15.0 * (ROW - 1.8);
            let (low, high) = (base, base - h);
            [
                Seg::Move(pt(x, low)),
                Seg::Line(pt(x, high)),
                Seg::Line(pt(x + wide, high)),
                Seg::Line(pt(x + wide, low)),
                Seg::Close,
            ]
        };
        let left = |column: u64| at.x + 2.0 + step * column as f32;
        // The counters of the keys in question, each its own even where a bar stands for several.
        let mine: Vec<(u64, Key, Ink)> =
            marked.iter().map(|&(key, ink)| (sketch.counters_of(key)[row], key, ink)).collect();
        let of_others =
            (0..columns).filter(|&column| mine.iter().all(|mine| mine.0 / fold != column)).flat_map(|column| {
                let most = (column * fold..(column + 1) * fold).map(|at| sketch.counter(row, at)).max().unwrap_or(0);
                bar(left(column), step * 0.74, most)
            });
        picture.path(of_others, Fill::Flat(Ink::Ink3, 1.0), None);
        let together = mine.iter().all(|other| other.0 / fold == mine[0].0 / fold) && mine.len() > 1;
        for (place, &(counter, _, ink)) in mine.iter().enumerate() {
            // Two in one bar share it.
            let wide = if together { step * 0.37 } else { step * 0.74 };
            let x = left(counter / fold) + if together { wide * place as f32 } else { 0.0 };
            picture.path(bar(x, wide, sketch.counter(row, counter)), Fill::Flat(ink, 1.0), None);
            let middle = x + wide / 2.0;
            picture.line(pt(middle, base + 0.4), pt(middle, base - ROW + 1.4), Stroke::new(ink, 1.0));
        }
    }
    top + high
}
