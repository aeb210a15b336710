//! Keys times bytes of a key: what the limiters of many keys take, and what that product leaves out.

use super::super::model::Limiting;
use super::super::params::Params;
use super::super::words::bytes;
use crate::concept::{Remark, Table, View};
use crate::policies::limit::sizing::{self, EXAMPLE_BYTES, EXAMPLE_KEYS, LEFT_OUT};
use crate::scene::chart::{Axis, Chart, EndLabel, Frame, Look, Scale};
use crate::scene::glyph::{self, thousands};
use crate::scene::{Align, Fill, Handle, Ink, Picture, Stroke, Type, pt, text_width};

/// The ends of the axis of keys.
const KEYS: (f64, f64) = (1e3, 1e9);
/// Points of a curve.
const POINTS: usize = 180;
/// Bytes in a unit of the axis.
const MB: f64 = 1e6;

/// Draws the curves, the worked example, and the number of keys as a cursor on the axis.
pub fn draw(params: &Params, model: &Limiting, view: &View, picture: &mut Picture) -> String {
    let keys = u64::from(params.keys);
    let most = model.lanes().iter().map(|lane| sizing::size(lane.rule(), KEYS.1 as u64).table).max().unwrap_or(1);
    let y = Axis::nice("MB", Scale::Log, 0.01, (most as f64 / MB).max(52_000.0));
    let x = Axis::exact("million keys", Scale::Log, KEYS.0 / 1e6, KEYS.1 / 1e6);
    let mut frame = Frame::fitting(view.width, view.height, &y);
    let list = 166.0f32.min(0.48 * view.width);
    frame.right -= list;
    let chart = Chart::new(frame, x, y);
    let at = |i: usize| {
        let share = i as f64 / (POINTS - 1) as f64;
        libm::exp(libm::log(KEYS.0) + share * (libm::log(KEYS.1) - libm::log(KEYS.0)))
    };
    let curve = |of: &dyn Fn(u64) -> u64| -> Vec<(f64, f64)> {
        (0..POINTS).map(|i| (at(i) / 1e6, of(at(i) as u64) as f64 / MB)).collect()
    };
    let mut labels = Vec::new();
    let mut label = |line: &[(f64, f64)], words: String, ink: Ink, style: Type| {
        if let Some(&(x, y)) = line.last() {
            let end = chart.place(x, y);
            let end = pt(end.x, end.y.max(chart.frame().top));
            labels.push(EndLabel { at: end, words, ink, style });
        }
    };
    let example = curve(&|keys| sizing::product(keys, EXAMPLE_BYTES));
    chart.line(picture, &example, Look::Theory);
    label(
        &example,
        format!("{EXAMPLE_BYTES} B, {}", bytes(sizing::product(keys, EXAMPLE_BYTES))),
        Ink::Note,
        Type::Note,
    );
    for (index, lane) in model.lanes().iter().enumerate().rev() {
        let size = |keys: u64| sizing::size(lane.rule(), keys);
        let product = curve(&|keys| size(keys).product);
        let (ink, look) =
            if index == 0 { (Ink::Work, Look::Measured(Ink::Work)) } else { (Ink::Ink2, Look::Record(Ink::Ink2)) };
        if index == 0 {
            let table = curve(&|keys| size(keys).table);
            chart.line(picture, &table, Look::Record(Ink::Work));
            label(&table, format!("with free slots, {}", bytes(size(keys).table)), Ink::Work, Type::Label);
        }
        chart.line(picture, &product, look);
        let name = short(lane.kind().option().label);
        label(&product, format!("{name}, {}", bytes(size(keys).product)), ink, Type::Label);
    }
    chart.axes(picture, false);
    let here = chart.place((keys as f64).clamp(KEYS.0, KEYS.1) / 1e6, 0.01).x;
    let frame = chart.frame();
    picture.line(pt(here, frame.top), pt(here, frame.bottom), Stroke::new(Ink::Ink, 1.25).flat());
    let dot = chart.place(EXAMPLE_KEYS as f64 / 1e6, sizing::product(EXAMPLE_KEYS, EXAMPLE_BYTES) as f64 / MB);
    picture.circle(dot, 4.0, Fill::Flat(Ink::Paper, 1.0), Some(Stroke::new(Ink::Note, 1.75)));
    let words = format!("{} × {EXAMPLE_BYTES} B", million(EXAMPLE_KEYS));
    if dot.x - 8.0 - text_width(Type::Note, 0.0, &words) > frame.left + 2.0 {
        picture.text(pt(dot.x - 8.0, dot.y - 7.0), Type::Note, Ink::NoteText, Align::End, words);
    } else {
        picture.text(pt(dot.x + 8.0, dot.y + 17.0), Type::Note, Ink::NoteText, Align::Start, words);
    }
    picture.halo();
    chart.end_labels(picture, frame.right + 14.0, &labels);
    glyph::thumb(picture, pt(here, frame.bottom));
    let (a, b) = (pt(frame.left, frame.bottom), pt(frame.right, frame.bottom));
    picture.handle(Handle { key: "keys", a, b, low: KEYS.0, high: KEYS.1, log: true, ..Handle::default() });
    format!("{} keys", thousands(keys))
}

/// "2 million", "500,000".
fn million(n: u64) -> String {
    if n.is_multiple_of(1_000_000) { format!("{} million", n / 1_000_000) } else { thousands(n) }
}

/// A name without what it adds after a comma.
fn short(label: &str) -> &str {
    label.split(',').next().unwrap_or(label)
}

/// The worked example, and what the product leaves out.
pub fn remarks() -> Vec<Remark> {
    let example = Remark {
        what: "the usual estimate".to_owned(),
        why:
            "4 bytes of tokens, 8 of a time and about 40 for Redis: 2 million keys × 52 bytes = 104 MB. It leaves out:"
                .to_owned(),
        holds: true,
    };
    let left_out = LEFT_OUT.map(|(what, why)| Remark { what: what.to_owned(), why: why.to_owned(), holds: true });
    std::iter::once(example).chain(left_out).collect()
}

/// The bytes of every limiter on the screen.
pub fn table(params: &Params, model: &Limiting) -> Table {
    let keys = u64::from(params.keys);
    let mut rows: Vec<Vec<String>> = model
        .lanes()
        .iter()
        .map(|lane| {
            let one = sizing::size(lane.rule(), 1);
            let all = sizing::size(lane.rule(), keys);
            vec![
                lane.kind().option().label.to_owned(),
                format!("{} B", thousands(one.product)),
                bytes(all.product),
                bytes(all.table),
            ]
        })
        .collect();
    rows.push(vec![
        "The usual estimate".to_owned(),
        format!("{EXAMPLE_BYTES} B"),
        bytes(sizing::product(keys, EXAMPLE_BYTES)),
        "–".to_owned(),
    ]);
    let what = LEFT_OUT.map(|(what, _)| what).join(", ");
    Table {
        caption: format!("Memory for {} keys. The product leaves out: {what}.", thousands(keys)),
        head: ["Limiter", "A key, at most", "Keys × bytes", "With number and free slots"].map(str::to_owned).to_vec(),
        rows,
    }
}
