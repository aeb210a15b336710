//! Schemes side by side on the same requests: what passed in each window, over the limit in amber, and the numbers of each.
//! A line through all rows marks the first request that they decided differently.

use super::super::model::{Account, Many, Shared};
use crate::concept::beside::leave_in_row;
use crate::concept::{Table, View};
use crate::scene::chart::Frame;
use crate::scene::glyph::thousands;
use crate::scene::trace::Form;
use crate::scene::{Align, Dash, Fill, Ink, Picture, Stroke, Type, pt, text_width};
use crate::sim::{Model as _, Span, Time};

/// A row's height, and what stands above the rows and below them.
const ROW: f32 = 56.0;
const HEAD: f32 = 6.0;
const FOOT: f32 = 22.0;
/// Windows shown where no time is given.
const SHOWN: f64 = 24.0;

/// How high the panel is with so many schemes.
pub fn height(schemes: usize) -> f32 {
    HEAD + FOOT + ROW * schemes as f32 + 20.0
}

/// The numbers of a scheme in words: over the limit, worst window, share of refusals that are false, latency,
/// messages.
fn numbers(model: &Shared, account: &Account) -> [String; 5] {
    let Account { sums, span } = account;
    let limit = f64::from(model.params().limit);
    let over = |a: f64, b: f64| (b > 0.0).then(|| a / b);
    let or = |value: Option<f64>, words: &dyn Fn(f64) -> String| value.map_or("–".to_owned(), words);
    let decided = (sums.passed + sums.refused) as f64;
    [
        or(over(sums.in_windows as f64, sums.windows as f64 * limit), &|x| format!("{x:.2} ×")),
        thousands(u64::from(sums.worst)),
        or(over(100.0 * sums.falsely as f64, sums.refused as f64), &|x| format!("{x:.0} %")),
        or(over(sums.waited_ns as f64 / 1e6, decided), &|x| format!("{x:.0} ms")),
        or(over(sums.messages as f64, span.secs()), &|x| format!("{x:.0} /s")),
    ]
}

/// What the numbers are, in their order.
const WHAT: [&str; 5] = ["the limit", "in the worst window", "of refusals false", "added", "messages"];

/// Draws the rows; returns what the head says.
pub fn draw(model: &Many, view: &View, picture: &mut Picture) -> String {
    let p = model.params();
    let now = model.now();
    let (from, to) = view.time.map_or_else(
        || (Time(now.0.saturating_sub(Span::from_secs(p.window * SHOWN).0)), now),
        |axis| (axis.from, axis.to),
    );
    let (left, right) = view.time.map_or((0.0, view.width), |axis| (axis.left, axis.right));
    let names = left > 120.0;
    let whole = (to.0.saturating_sub(from.0)).max(1) as f64;
    let x = |at: f64| left + (right - left) * ((at - from.0 as f64) / whole).clamp(0.0, 1.0) as f32;
    let window = Span::from_secs(p.window).0.max(1_000_000) as f64;
    let most = model.schemes().flat_map(Shared::past).map(|(_, n)| *n).max().unwrap_or(0);
    let top = f64::from(most.max(model.schemes().map(|one| one.truth().0).max().unwrap_or(0)))
        .max(1.5 * f64::from(p.limit))
        .max(view.reach.1);
    let rows = model.beside_count() + 1;
    for (row, (one, account)) in model.accounts().enumerate() {
        let y = HEAD + ROW * row as f32;
        let (roof, floor) = (y + 20.0, y + ROW - 6.0);
        let high = |n: f64| floor - (floor - roof) * (n / top).min(1.0) as f32;
        let mut bars: Vec<(f64, f64)> = Vec::new();
        let ends = one.past().map(|(end, n)| (end.0 as f64, *n));
        let (total, start) = one.truth();
        for (end, n) in ends.chain([(start.0 as f64 + window, total)]) {
            if end < from.0 as f64 || end - window > to.0 as f64 || n == 0 {
                continue;
            }
            let (a, b) = (x(end - window), x(end.min(now.0 as f64)));
            let (a, wide) = (a + 0.6, (b - a - 1.2).max(0.8));
            let n = f64::from(n);
            bars.push(((end - window) / 1e9, n));
            let within = n.min(f64::from(p.limit));
            picture.rect(pt(a, high(within)), wide, floor - high(within), 0.0, Fill::Flat(Ink::Work, 0.85), None);
            if n > within {
                picture.rect(pt(a, high(n)), wide, high(within) - high(n), 0.0, Fill::Flat(Ink::Wait, 1.0), None);
            }
        }
        picture.line(pt(left, floor), pt(right, floor), Stroke::new(Ink::Wire, 1.0));
        let (frame, span) =
            (Frame { left, top: roof, right, bottom: floor }, (from.secs(), to.secs().max(from.secs() + 1e-6)));
        let form = Form::BarsOf(one.params().scheme as u64, window / 1e9);
        leave_in_row(picture, form, frame, span, top, &bars);
        let limit = high(f64::from(p.limit));
        picture.line(pt(left, limit), pt(right, limit), Stroke::new(Ink::Ink, 1.0).dash(Dash::Past));
        let label = one.params().scheme.option().label;
        let style = if row == 0 { Type::LabelBold } else { Type::Label };
        let mut at = left;
        if names {
            picture.text(pt(0.0, f32::midpoint(roof, floor) + 4.0), style, Ink::Ink, Align::Start, label);
        } else {
            picture.text(pt(at, y + 13.0), style, Ink::Ink, Align::Start, label);
            at += text_width(style, 0.0, label) + 14.0;
        }
        for (value, what) in numbers(one, &account).iter().zip(WHAT) {
            let words = format!("{value} {what}");
            let wide = text_width(Type::Axis, 0.0, &words);
            if at + wide > view.width {
                break;
            }
            picture.text(pt(at, y + 13.0), Type::Axis, Ink::Ink2, Align::Start, words);
            at += wide + 16.0;
        }
    }
    let foot = HEAD + ROW * rows as f32;
    if let Some((k, at)) = model.first_difference().filter(|(_, at)| *at >= from && *at <= to) {
        let x = x(at.0 as f64);
        // In pieces, so that it crosses no number.
        for row in 0..rows {
            let y = HEAD + ROW * row as f32;
            picture.line(pt(x, y + 18.0), pt(x, y + ROW), Stroke::new(Ink::Note, 1.5).dash(Dash::Past));
        }
        let align = if x > f32::midpoint(left, right) { Align::End } else { Align::Start };
        picture.text(
            pt(x, foot + 12.0),
            Type::Note,
            Ink::NoteText,
            align,
            format!("first difference: request {}", k + 1),
        );
    }
    match (rows, model.first_difference()) {
        (1, _) => "choose others to compare with".to_owned(),
        (_, None) => "no difference yet".to_owned(),
        (_, Some((k, _))) => format!("request {} is the first they differ about", thousands(k + 1)),
    }
}

/// The same as a table.
pub fn table(model: &Many) -> Table {
    let rows = model.accounts().map(|(one, account)| {
        let [over, worst, falsely, latency, messages] = numbers(one, &account);
        let (passed, refused) = (thousands(account.sums.passed), thousands(account.sums.refused));
        vec![one.params().scheme.option().label.to_owned(), passed, refused, over, worst, falsely, latency, messages]
    });
    let since = model.accounts().next().map_or(0.0, |(_, account)| account.span.secs());
    let differ = match model.first_difference() {
        Some((k, _)) => format!(" Request {} is the first that they decided differently.", thousands(k + 1)),
        None => String::new(),
    };
    Table {
        caption: format!("The same requests through each scheme, for {since:.1} s.{differ}"),
        head: [
            "Scheme",
            "Passed",
            "Refused",
            "Over the limit",
            "Worst window",
            "Refusals that are false",
            "Latency",
            "Messages",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: rows.collect(),
    }
}
