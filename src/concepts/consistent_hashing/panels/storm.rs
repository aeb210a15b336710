//! The storm of users who come back: tries in each tenth of a second since the change, taken and refused, and the most that all gateways
//! together can take.

use super::super::model::Cluster;
use super::super::model::fleet::{SLICE, Slice, Storm};
use super::super::model::letter;
use super::super::words::count;
use crate::concept::{Table, View, grouped};
use crate::scene::{Align, Dash, Fill, Ink, Picture, Seg, Stroke, Type, pt};

/// Slices that are shown at least.
const LEAST: usize = 30;

/// Draws the storm.
pub(super) fn draw(model: &Cluster, view: &View, picture: &mut Picture) -> String {
    let Some(fleet) = model.fleet() else {
        for y in [90.0, 130.0, 170.0] {
            picture.line(pt(0.0, y), pt(view.width, y), Stroke::new(Ink::Rule, 1.0).flat());
        }
        picture.text(pt(0.0, 40.0), Type::Caption, Ink::Ink2, Align::Start, "The nodes are caches.");
        let words = "Make them gateways to see users come back.";
        picture.text(pt(0.0, 62.0), Type::Caption, Ink::Ink2, Align::Start, words);
        return String::new();
    };
    let storm = fleet.storm();
    let (left, right, top, bottom) = (46.0, view.width - 8.0, 26.0, view.height - 30.0);
    let room = model.params().accepts * model.members().len() as f64 * SLICE.secs();
    let shown = slices(storm);
    let tries = |slice: &Slice| f64::from(slice.taken + slice.refused);
    let most = shown.iter().map(tries).fold(room, f64::max) * 1.08;
    let x = |at: f32| left + (right - left) * at / shown.len() as f32;
    let y = |rate: f64| bottom - (bottom - top) * (rate / most.max(1e-9)) as f32;
    let axis = Stroke::new(Ink::Ink, 1.25).flat();
    picture.line(pt(left, bottom), pt(right, bottom), axis);
    let seconds = shown.len() as f64 * SLICE.secs();
    for i in 0..=3u8 {
        let share = f32::from(i) / 3.0;
        let label = format!("{}", (10.0 * seconds * f64::from(share)).round() / 10.0);
        let unit = if i == 3 { " s" } else { "" };
        let align = if i == 3 { Align::End } else { Align::Middle };
        let at = pt(left + (right - left) * share, bottom + 18.0);
        picture.text(at, Type::Axis, Ink::Ink3, align, format!("{label}{unit}"));
    }
    let tick = round(most / 2.2);
    for n in (1..=4u8).map(|i| tick * f64::from(i)).filter(|n| *n <= most) {
        picture.text(pt(left - 6.0, y(n) + 4.0), Type::Axis, Ink::Ink3, Align::End, grouped(n as u64));
    }
    let bars = |of: &dyn Fn(&Slice) -> (f64, f64)| {
        let bar = |(i, slice): (usize, &Slice)| {
            let (from, to) = of(slice);
            let (a, b) = (x(i as f32), (x(i as f32 + 1.0) - 0.5).max(x(i as f32) + 0.5));
            let (low, high) = (y(from), y(to));
            (to > from).then(|| {
                [
                    Seg::Move(pt(a, low)),
                    Seg::Line(pt(a, high)),
                    Seg::Line(pt(b, high)),
                    Seg::Line(pt(b, low)),
                    Seg::Close,
                ]
            })
        };
        shown.iter().enumerate().filter_map(bar).flatten().collect::<Vec<_>>()
    };
    let taken = bars(&|slice| (0.0, f64::from(slice.taken)));
    let refused = bars(&|slice| (f64::from(slice.taken), tries(slice)));
    picture.path(taken, Fill::Flat(Ink::Work, 1.0), None);
    picture.path(refused, Fill::Flat(Ink::Lost, 1.0), None);
    let theory = Stroke::new(Ink::Note, 1.75).dash(Dash::Theory);
    picture.line(pt(left, y(room)), pt(right, y(room)), theory);
    let words = format!("all gateways: {}", grouped(room as u64));
    picture.text(pt(right, y(room) - 6.0), Type::Axis, Ink::NoteText, Align::End, words);
    picture.halo();
    picture.text(pt(left, 12.0), Type::Axis, Ink::WorkText, Align::Start, "taken in 0.1 s");
    picture.text(pt(left + 86.0, 12.0), Type::Axis, Ink::LostText, Align::Start, "refused");
    if storm.peak == 0 {
        return if model.change().is_some() { "nobody came back yet" } else { "no change yet" }.to_owned();
    }
    let (here, id) = storm.peak_at;
    format!("peak {} /s, {} at {}", grouped(storm.peak.into()), grouped(here.into()), letter(id))
}

/// The next lower of 1, 2, 5, 10, 20 …; at least 1.
fn round(x: f64) -> f64 {
    let ten = libm::pow(10.0, libm::floor(libm::log10(x.max(1.0))));
    let times = [5.0, 2.0, 1.0].into_iter().find(|n| n * ten <= x).unwrap_or(1.0);
    times * ten
}

/// What is shown: from the change to the last try, and a little more.
fn slices(storm: &Storm) -> Vec<Slice> {
    let mut slices = storm.slices.clone();
    let end = (slices.len() + slices.len() / 10 + 1).max(LEAST);
    slices.resize(end, Slice::default());
    slices
}

/// The same as a table, by half seconds.
pub(super) fn table(model: &Cluster) -> Table {
    let head = ["After", "Taken", "Refused", "Connected"].map(str::to_owned).to_vec();
    let Some(fleet) = model.fleet() else {
        return Table { caption: "The nodes are caches.".to_owned(), head, rows: Vec::new() };
    };
    let row = |(i, part): (usize, &[Slice])| {
        let sum = |of: fn(&Slice) -> u32| grouped(part.iter().map(of).map(u64::from).sum());
        let until = (i + 1) as f64 * 5.0 * SLICE.secs();
        vec![format!("{until:.1} s"), sum(|s| s.taken), sum(|s| s.refused), sum(|s| s.opened)]
    };
    let rows = fleet.storm().slices.chunks(5).enumerate().map(row).collect();
    let must = count(fleet.storm().must.into(), "user", "users");
    Table { caption: format!("{must} must connect again: tries since the change"), head, rows }
}
