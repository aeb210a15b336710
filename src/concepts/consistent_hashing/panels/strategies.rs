//! The table of strategies: on the same keys and the same change, what moved and how full the fullest node is; where the
//! nodes are gateways, who must connect again and the storm that this makes.

use super::super::model::lane::Lane;
use super::super::model::{COMPARED_KEYS, Cluster};
use super::super::whole;
use super::super::words::{percent, times};
use crate::concept::{Sweep, Table, View, grouped};
use crate::policies::place::Kind;
use crate::scene::{Align, Dash, Fill, Ink, Picture, Seg, Stroke, Type, pt, text_width};

/// What is told of a strategy.
struct Told {
    kind: Kind,
    moved: f64,
    fullest: f64,
    spread: f64,
    keys: u32,
    /// Where the nodes are gateways.
    storm: Option<Storm>,
}

/// What comes back under a strategy since the change.
#[derive(Clone, Copy)]
struct Storm {
    /// The most tries in a second, and the most of them at one gateway.
    peak: (u32, u32),
    /// Seconds until all are back.
    back: Option<f64>,
    away: u32,
}

/// What must connect again, as a share of all users, and the storm of it.
fn storm(model: &Cluster, kind: Kind) -> Option<(f64, Storm)> {
    let fleet = model.fleet_of(kind)?;
    let storm = fleet.storm();
    let back = storm.back.map(|back| (back - storm.at).secs());
    let must = f64::from(storm.must) / f64::from(fleet.users().count().max(1));
    Some((must, Storm { peak: (storm.peak, storm.peak_at.0), back, away: fleet.users().away() }))
}

/// What is told of each: of all keys where they have been counted, else of those the lane looks at.
fn told(model: &Cluster, sweep: Option<&Sweep>) -> Vec<Told> {
    let whole = sweep.map_or_else(Vec::new, |sweep| whole::read(model, sweep));
    let of = |lane: &Lane| {
        let (kind, keys) = (lane.kind, model.own().keys());
        if let Some((must, storm)) = storm(model, kind) {
            let (fullest, spread, keys) = (lane.fullest(), lane.spread(), lane.keys());
            return Told { kind, moved: must, fullest, spread, keys, storm: Some(storm) };
        }
        match whole.iter().find(|counts| counts.kind == kind).filter(|_| lane.keys() < keys) {
            Some(counts) => {
                let (moved, fullest, spread) = (counts.moved, counts.fullest, counts.spread);
                Told { kind, moved, fullest, spread, keys, storm: None }
            }
            None => Told {
                kind,
                moved: lane.moved_share(),
                fullest: lane.fullest(),
                spread: lane.spread(),
                keys: lane.keys(),
                storm: None,
            },
        }
    };
    lanes(model).into_iter().map(of).collect()
}

/// The lanes, the own one first if it is not among those compared.
fn lanes(model: &Cluster) -> Vec<&Lane> {
    let mut lanes: Vec<&Lane> = model.lanes().collect();
    if !lanes.iter().any(|lane| lane.kind == model.own().kind) {
        lanes.insert(0, model.own());
    }
    lanes
}

/// A row of the table and a mark in it: a line from the left end and a diamond or a disc at its end.
pub(super) fn draw(model: &Cluster, view: &View, sweep: Option<&Sweep>, picture: &mut Picture) -> String {
    let lanes = told(model, sweep);
    let (w, h) = (view.width, view.height);
    let top = 46.0;
    let foot = 34.0;
    let pitch = ((h - top - foot) / lanes.len().max(1) as f32).min(48.0);
    let bottom = top + pitch * lanes.len() as f32;
    // Columns: name, bar of what moved, its value, bar of the fullest, its value.
    let name = lanes.iter().map(|lane| text_width(Type::Name, 0.0, lane.kind.option().label)).fold(0.0, f32::max);
    let left = 22.0 + name + 16.0;
    let (value_a, value_b) = (56.0, if model.fleet().is_some() { 56.0 } else { 48.0 });
    let bar = ((w - left - value_a - value_b - 14.0) / 2.0).max(30.0);
    let a = (left, left + bar);
    let b = (a.1 + value_a + 14.0, a.1 + value_a + 14.0 + bar);
    let changed = model.change().is_some();
    let fleet = model.fleet().is_some();
    let reach = |of_a_fleet: bool| if fleet == of_a_fleet { view.reach.0 } else { 0.0 };
    let most = lanes.iter().map(|lane| lane.fullest).fold(1.5, f64::max).max(1.0 + reach(false));
    let high = if most <= 1.5 {
        1.5
    } else if most <= 2.0 {
        2.0
    } else {
        most.ceil()
    };
    let x_moved = |share: f64| a.0 + (a.1 - a.0) * share.clamp(0.0, 1.0) as f32;
    // Of a fleet the second column is the storm: the most tries in a second.
    let peak =
        nice(lanes.iter().filter_map(|lane| lane.storm).map(|storm| storm.peak.0).max().unwrap_or(0)).max(reach(true));
    let x_full = |lane: &Told| {
        let share = match lane.storm {
            Some(storm) => f64::from(storm.peak.0) / peak,
            None => (lane.fullest - 1.0) / (high - 1.0),
        };
        b.0 + (b.1 - b.0) * share.clamp(0.0, 1.0) as f32
    };
    let second = if fleet { "most tries /s" } else { "fullest, × mean" };
    // In a narrow picture it ends at the edge, and what stands before it says less.
    let at = b.0.min(w - 2.0 - text_width(Type::Label, 0.0, second));
    picture.text(pt(at, 14.0), Type::Label, Ink::Ink2, Align::Start, second);
    let fits = |words: &String| a.0 + text_width(Type::Label, 0.0, words) < at - 8.0;
    let first = Some(head(model)).filter(fits).unwrap_or_else(|| brief(fleet).to_owned());
    picture.text(pt(a.0, 14.0), Type::Label, Ink::Ink2, Align::Start, first);
    for (i, lane) in lanes.iter().enumerate() {
        let y = top + pitch * (i as f32 + 0.5);
        row(picture, model, lane, (w, y, pitch), (a, x_moved(lane.moved)), (b, x_full(lane)), changed);
        // For a run that stands beside this one; what moved of nothing is no value.
        let (id, tall) = (3 * lane.kind as u64, 16.0_f32.min(pitch - 4.0));
        if changed {
            picture.trace_bar(id, a, (y, tall), lane.moved.clamp(0.0, 1.0), 1.0);
        }
        match lane.storm {
            Some(storm) => picture.trace_bar(id + 2, b, (y, tall), f64::from(storm.peak.0), peak),
            None => picture.trace_bar(id + 1, b, (y, tall), lane.fullest - 1.0, high - 1.0),
        }
    }
    let theory = Stroke::new(Ink::Note, 1.75).dash(Dash::Theory);
    if changed {
        let x = x_moved(model.least());
        picture.line(pt(x, top - 6.0), pt(x, bottom), theory);
        picture.text(pt(x, top - 12.0), Type::Axis, Ink::NoteText, Align::Middle, percent(model.least()));
    }
    if !fleet && lanes.iter().any(|lane| lane.kind == Kind::Bounded) && model.params().bound <= high {
        let x = b.0 + (b.1 - b.0) * ((model.params().bound - 1.0) / (high - 1.0)) as f32;
        picture.line(pt(x, top - 6.0), pt(x, bottom), theory);
        let words = format!("cap {}", model.params().bound);
        picture.text(pt(x, top - 12.0), Type::Axis, Ink::NoteText, Align::Middle, words);
    }
    axis(picture, a, bottom + 8.0, &["0", "50", "100 %"]);
    if fleet {
        axis(picture, b, bottom + 8.0, &["0", &grouped((peak / 2.0) as u64), &grouped(peak as u64)]);
    } else {
        let middle = f64::midpoint(1.0, high);
        axis(picture, b, bottom + 8.0, &["1", &format!("{middle}"), &format!("{high}")]);
    }
    let keys = lanes.iter().map(|lane| lane.keys).min().unwrap_or(0);
    match model.own().keys() {
        _ if fleet => String::new(),
        all if keys < all => format!("{} of the keys, all are being counted", grouped(u64::from(keys))),
        all if all > COMPARED_KEYS => format!("all {} keys", grouped(u64::from(all))),
        _ => String::new(),
    }
}

/// The next of 10, 20, 40, 100, 200 … that holds it.
fn nice(most: u32) -> f64 {
    let ten = libm::pow(10.0, libm::floor(libm::log10(f64::from(most.max(10)))));
    let times = [1.0, 2.0, 4.0, 10.0].into_iter().find(|n| n * ten >= f64::from(most)).unwrap_or(10.0);
    times * ten
}

fn head(model: &Cluster) -> String {
    match model.change() {
        Some(change) if model.fleet().is_some() => {
            format!("cut off when {}", super::super::words::change(change))
        }
        Some(change) => format!("moved when {}", super::super::words::change(change)),
        None => brief(model.fleet().is_some()).to_owned(),
    }
}

const fn brief(fleet: bool) -> &'static str {
    if fleet { "cut off" } else { "moved" }
}

type Bar = ((f32, f32), f32);

fn row(
    picture: &mut Picture,
    model: &Cluster,
    lane: &Told,
    (w, y, pitch): (f32, f32, f32),
    (a, moved): Bar,
    (b, full): Bar,
    changed: bool,
) {
    let own = lane.kind == model.own().kind;
    let tall = (pitch - 4.0).min(38.0);
    if own {
        picture.rect(pt(0.0, y - tall / 2.0), w, tall, 5.0, Fill::Flat(Ink::Tint, 1.0), None);
    }
    let bullet = pt(10.0, y);
    if own {
        picture.disc(bullet, 5.0, Ink::Ink);
    } else {
        picture.circle(bullet, 4.5, Fill::None, Some(Stroke::new(Ink::Wire, 1.25)));
    }
    let (style, ink) = if own { (Type::Name, Ink::Ink) } else { (Type::Body, Ink::Ink) };
    picture.text(pt(22.0, y + 4.6), style, ink, Align::Start, lane.kind.option().label);
    let track = Stroke::new(Ink::Rule, 1.25);
    for (from, to) in [a, b] {
        picture.line(pt(from, y), pt(to, y), track);
    }
    let value = if own { Type::LabelBold } else { Type::Label };
    if changed {
        picture.line(pt(a.0, y), pt(moved, y), Stroke::new(Ink::Work, 3.0));
        let r = 5.6;
        let diamond = [
            Seg::Move(pt(moved, y - r)),
            Seg::Line(pt(moved + r, y)),
            Seg::Line(pt(moved, y + r)),
            Seg::Line(pt(moved - r, y)),
            Seg::Close,
        ];
        picture.path(diamond, Fill::Flat(Ink::Work, 1.0), None);
        picture.text(pt(a.1 + 54.0, y + 4.4), value, Ink::Ink, Align::End, percent(lane.moved));
    } else {
        picture.text(pt(a.1 + 54.0, y + 4.4), value, Ink::Ink3, Align::End, "none yet");
    }
    picture.line(pt(b.0, y), pt(full, y), Stroke::new(Ink::Ink, 3.0));
    picture.disc(pt(full, y), 4.8, Ink::Ink);
    let number = lane.storm.map_or_else(|| times(lane.fullest), |storm| grouped(storm.peak.0.into()));
    picture.text(pt(w - 2.0, y + 4.4), value, Ink::Ink, Align::End, number);
    picture.hit_rect("strategy", lane.kind as u64 + 1, pt(0.0, y - pitch / 2.0), w, pitch);
}

fn axis(picture: &mut Picture, (from, to): (f32, f32), y: f32, labels: &[&str; 3]) {
    let line = Stroke::new(Ink::Ink, 1.25).flat();
    picture.line(pt(from, y), pt(to, y), line);
    // Where all three have no room the middle one is left out.
    let [low, middle, high] = labels.map(|label| text_width(Type::Axis, 0.0, label));
    let room = (to - from) / 2.0 > f32::midpoint(low.max(high), middle) + 5.0;
    for (i, label) in labels.iter().enumerate() {
        let x = from + (to - from) * i as f32 / 2.0;
        picture.line(pt(x, y), pt(x, y + 5.0), Stroke::new(Ink::Ink, 1.0).flat());
        if i == 1 && !room {
            continue;
        }
        picture.text(pt(x, y + 18.0), Type::Axis, Ink::Ink3, Align::Middle, label);
    }
}

/// The same as a table.
pub(super) fn table(model: &Cluster, sweep: Option<&Sweep>) -> Table {
    let changed = model.change().is_some();
    if model.fleet().is_some() {
        return storms(model, sweep, changed);
    }
    let head = ["Strategy", "Moved", "Least possible", "Fullest, × mean", "Spread, × mean", "Keys"].map(str::to_owned);
    let row = |lane: &Told| {
        vec![
            lane.kind.option().label.to_owned(),
            if changed { percent(lane.moved) } else { String::new() },
            if changed { percent(model.least()) } else { String::new() },
            times(lane.fullest),
            times(lane.spread),
            grouped(u64::from(lane.keys)),
        ]
    };
    Table { caption: head_words(model), head: head.to_vec(), rows: told(model, sweep).iter().map(row).collect() }
}

/// The table of a fleet: what must connect again under each strategy, and the storm of it.
fn storms(model: &Cluster, sweep: Option<&Sweep>, changed: bool) -> Table {
    let head = ["Strategy", "Must connect again", "Most tries /s", "Most at one", "All back after", "Away"];
    let row = |lane: &Told| {
        let only = |words: String| if changed { words } else { String::new() };
        let storm = lane.storm;
        let number = |of: fn(Storm) -> u32| storm.map_or_else(String::new, |storm| grouped(of(storm).into()));
        vec![
            lane.kind.option().label.to_owned(),
            only(percent(lane.moved)),
            only(number(|storm| storm.peak.0)),
            only(number(|storm| storm.peak.1)),
            only(storm.and_then(|storm| storm.back).map_or_else(String::new, |back| format!("{back:.1} s"))),
            number(|storm| storm.away),
        ]
    };
    let rows = told(model, sweep).iter().map(row).collect();
    Table { caption: head_words(model), head: head.map(str::to_owned).to_vec(), rows }
}

fn head_words(model: &Cluster) -> String {
    match model.change() {
        Some(change) => format!("Strategies on the same change: {}", super::super::words::change(change)),
        None => "Strategies on the same keys".to_owned(),
    }
}
