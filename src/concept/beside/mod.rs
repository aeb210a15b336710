//! What another run shows, laid beside this one: a future that was left stays as a ghost in the charts, in their tables
//! and in the scene.
//!
//! Charts leave their values in the picture ([`crate::scene::trace`]), and so do scenes that are drawn over time, as they
//! are for readers who asked for less motion. Where the other run's differ they are drawn on this run's axes, faint and
//! broken, with its name in words; the axes hold both.

use super::{Run, Sweep, Table, View};
use crate::scene::bounds::{Bounds, bounds};
use crate::scene::chart::{Axis, Chart, Frame, Look, Scale};
use crate::scene::trace::{Form, Trace};
use crate::scene::{Align, Dash, Fill, Ink, Picture, Pt, Shape, Stroke, Target, Type, pt, text_width};

/// The run beside this one, and what it is called.
#[derive(Clone, Copy)]
pub struct Beside<'a> {
    /// The other run, at the same moment.
    pub run: &'a dyn Run,
    /// Its name: "rate 32 to 40".
    pub name: &'a str,
}

/// A ghost's line.
const LINE: Stroke = Stroke::new(Ink::Wire, 1.5).dash(Dash::Broken);

/// Draws the chart at `index` of a run, and what stands beside it; returns what its head says on the right.
pub fn draw_panel(
    run: &dyn Run,
    beside: Option<Beside>,
    index: usize,
    view: &View,
    sweep: Option<&Sweep>,
    picture: &mut Picture,
) -> String {
    let Some(beside) = beside else {
        picture.traces = None;
        return run.draw_panel(index, view, sweep, picture);
    };
    let mut other = Picture::default();
    other.trace();
    picture.trace();
    let mut note = run.draw_panel(index, view, sweep, picture);
    beside.run.draw_panel(index, view, sweep, &mut other);
    if let Some(reach) = reach(picture, &other) {
        let view = View { reach, ..view.clone() };
        note = run.draw_panel(index, &view, sweep, picture);
        beside.run.draw_panel(index, &view, sweep, &mut other);
    }
    lay(picture, &other, beside.name);
    note
}

/// Draws the scene of a run, and what stands beside it: over time where the scene is drawn so, else as numbers.
pub fn draw_scene(run: &dyn Run, beside: Option<Beside>, view: &View, picture: &mut Picture) {
    picture.traces = None;
    let Some(beside) = beside else { return run.draw(view, picture) };
    picture.trace();
    run.draw(view, picture);
    if picture.traces.as_ref().is_some_and(|traces| !traces.is_empty()) {
        let mut other = Picture::default();
        other.trace();
        beside.run.draw(view, &mut other);
        if let Some(reach) = reach(picture, &other) {
            let view = View { reach, ..view.clone() };
            run.draw(&view, picture);
            beside.run.draw(&view, &mut other);
        }
        if lay(picture, &other, beside.name) {
            return;
        }
    }
    picture.traces = None;
    draw_counts(run, beside, picture);
}

/// The scale of an axis to seconds, by the unit that its name ends with.
fn unit(axis: &Axis) -> f64 {
    let unit = axis.name.rsplit(' ').next().unwrap_or_default();
    match unit {
        "ms" => 1e-3,
        "µs" => 1e-6,
        _ => 1.0,
    }
}

/// The trace of the same quantity: of the same form and ink, in the order in which they were drawn.
fn partner<'a>(mine: &'a [Trace], theirs: &[Trace], at: usize) -> Option<&'a Trace> {
    let wanted = &theirs[at];
    let alike = |trace: &&Trace| trace.form.same(wanted.form) && trace.ink == wanted.ink;
    let place = theirs[..at].iter().filter(alike).count();
    mine.iter().filter(alike).nth(place)
}

/// How far the axes must reach where those of the two pictures are not the same.
fn reach(mine: &Picture, other: &Picture) -> Option<(f64, f64)> {
    let (mine, theirs) = (mine.traces.as_deref()?, other.traces.as_deref()?);
    let mut out = None;
    for at in 0..theirs.len() {
        let Some((a, b)) = partner(mine, theirs, at).map(|mine| (mine, &theirs[at])) else { continue };
        if (&a.x, &a.y) == (&b.x, &b.y) {
            continue;
        }
        let end = |axis: &Axis| axis.ticks.high * unit(axis);
        let (x, y) = out.unwrap_or((0.0, 0.0));
        out = Some((end(&a.x).max(end(&b.x)).max(x), end(&a.y).max(end(&b.y)).max(y)));
    }
    out
}

/// Lays what `other` shows otherwise over `picture`; true if there was anything.
fn lay(picture: &mut Picture, other: &Picture, name: &str) -> bool {
    let mine = picture.traces.take().unwrap_or_default();
    let theirs = other.traces.as_deref().unwrap_or_default();
    let mut anchors = Vec::new();
    for (at, ghost) in theirs.iter().enumerate() {
        // What is drawn already, in whatever ink, is no other future.
        if mine.iter().any(|own| own.form.same(ghost.form) && own.points == ghost.points) || ghost.points.is_empty() {
            continue;
        }
        let same_axes = |own: &&Trace| own.x.name == ghost.x.name && own.y.name == ghost.y.name;
        let host = partner(&mine, theirs, at);
        let host = match ghost.form {
            Form::Line | Form::Bars(_) | Form::Here => host.or_else(|| mine.iter().find(same_axes)),
            Form::Row(..) | Form::Bar(..) | Form::LineOf(_) | Form::BarsOf(..) => host,
        };
        if let Some(host) = host {
            one(picture, host, ghost, &mut anchors);
        }
    }
    if !anchors.is_empty() {
        label(picture, &anchors, &format!("“{name}”"));
    }
    !anchors.is_empty()
}

/// Draws one trace on the axes of another; leaves places where its name may stand.
fn one(picture: &mut Picture, host: &Trace, ghost: &Trace, anchors: &mut Vec<Pt>) {
    let chart = Chart::new(host.frame, host.x.clone(), host.y.clone());
    let (x, y) = (unit(&ghost.x) / unit(&host.x), unit(&ghost.y) / unit(&host.y));
    let points: Vec<(f64, f64)> = ghost.points.iter().map(|point| (point.0 * x, point.1 * y)).collect();
    let frame = chart.frame();
    let inside = |p: &Pt| {
        (frame.left - 0.5..=frame.right + 0.5).contains(&p.x) && (frame.top - 0.5..=frame.bottom + 0.5).contains(&p.y)
    };
    match host.form {
        Form::Line | Form::LineOf(_) => {
            chart.line(picture, &points, Look::Left);
            anchors.extend(points.iter().rev().map(|(x, y)| chart.place(*x, *y)).filter(inside));
        }
        Form::Bars(_) | Form::BarsOf(..) => {
            let (Form::Bars(width) | Form::BarsOf(_, width)) = ghost.form else { return };
            let outline = outline(&points, width * x, chart.axis().1.ticks.low);
            chart.line(picture, &outline, Look::Left);
            let mut heads: Vec<Pt> = points.iter().map(|(left, y)| chart.place(left + width * x / 2.0, *y)).collect();
            heads.retain(inside);
            crate::sim::order::sort_by(&mut heads, |a, b| a.y.total_cmp(&b.y));
            anchors.extend(heads);
        }
        Form::Here => {
            for (x, y) in points {
                let place = chart.place(x, y);
                let c = pt(place.x, place.y.clamp(frame.top + 7.0, frame.bottom));
                picture.circle(c, 6.5, Fill::None, Some(LINE));
                anchors.push(c);
            }
        }
        Form::Row(_, row) => {
            for (x, _) in points {
                let c = pt(chart.place(x, 0.0).x, row);
                picture.circle(c, 5.5, Fill::None, Some(LINE));
                anchors.push(c);
            }
        }
        Form::Bar(_, row, tall) => {
            for (x, _) in points {
                let wide = (chart.place(x, 0.0).x.min(frame.right) - frame.left).max(1.0);
                picture.rect(pt(frame.left, row - tall / 2.0), wide, tall, 0.0, Fill::None, Some(LINE.flat()));
                anchors.push(pt(frame.left + wide, row));
            }
        }
    }
}

/// The outline of bars; down to the axis where two do not touch.
fn outline(bars: &[(f64, f64)], width: f64, low: f64) -> Vec<(f64, f64)> {
    let mut out: Vec<(f64, f64)> = Vec::with_capacity(bars.len() * 2 + 2);
    for &(x, y) in bars {
        match out.last().copied() {
            Some((end, _)) if (x - end).abs() <= width * 1e-6 => {}
            Some((end, _)) => out.extend([(end, low), (x, low)]),
            None => out.push((x, low)),
        }
        out.extend([(x, y.max(low)), (x + width, y.max(low))]);
    }
    out.extend(out.last().map(|last| (last.0, low)));
    out
}

/// Whether two rectangles share a place.
fn meet(a: Bounds, b: Bounds) -> bool {
    a.min.x < b.max.x && b.min.x < a.max.x && a.min.y < b.max.y && b.min.y < a.max.y
}

/// Sets a name beside one of these places, where it lies on no other words and on no dot.
fn label(picture: &mut Picture, anchors: &[Pt], words: &str) {
    let mut taken: Vec<Bounds> = texts(picture);
    let dots = picture.shapes.iter().filter(|shape| matches!(shape, Shape::Circle { .. }));
    taken.extend(dots.filter_map(|shape| bounds(picture, shape)));
    let width = text_width(Type::Axis, 0.0, words);
    let step = anchors.len().div_ceil(24).max(1);
    // Close by, then a line of words farther.
    let ways = [-6.0, 14.0, -22.0, 30.0].into_iter().flat_map(|dy| [(8.0, dy, Align::Start), (-8.0, dy, Align::End)]);
    let mut first = None;
    for anchor in anchors.iter().step_by(step) {
        for (dx, dy, align) in ways.clone() {
            let at = pt(anchor.x + dx, anchor.y + dy);
            let left = if align == Align::Start { at.x } else { at.x - width };
            let area = Bounds { min: pt(left - 2.0, at.y - 10.0), max: pt(left + width + 2.0, at.y + 4.0) };
            if area.min.x < 0.0 || area.max.x > picture.width || area.min.y < 0.0 || area.max.y > picture.height {
                continue;
            }
            first = first.or(Some((at, align)));
            if !taken.iter().any(|text| meet(*text, area)) {
                return ghostly(picture, at, align, words);
            }
        }
    }
    // Where everything is taken it stands on its halo.
    let (at, align) = first.unwrap_or((pt(picture.width - 2.0, 12.0), Align::End));
    ghostly(picture, at, align, words);
}

fn ghostly(picture: &mut Picture, at: Pt, align: Align, words: &str) {
    picture.text(at, Type::Axis, Ink::Ink3, align, words);
    picture.halo();
}

/// Where words stand.
fn texts(picture: &Picture) -> Vec<Bounds> {
    let texts = picture.shapes.iter().filter(|shape| matches!(shape, Shape::Text { .. }));
    texts.filter_map(|shape| bounds(picture, shape)).collect()
}

/// The table of a chart with the other run's numbers: a column after each in which one differs, and its rows that this run
/// does not have.
pub fn table(own: Table, other: &Table, name: &str) -> Table {
    if own.head != other.head {
        return appended(own, other, name);
    }
    let theirs = |row: &[String], column: usize| {
        other.rows.iter().find(|there| there.first() == row.first()).and_then(|there| there.get(column)).cloned()
    };
    let differs = |column: usize| {
        own.rows.iter().any(|row| theirs(row, column).is_some_and(|cell| Some(&cell) != row.get(column)))
    };
    let missing: Vec<&Vec<String>> =
        other.rows.iter().filter(|there| !own.rows.iter().any(|row| row.first() == there.first())).collect();
    let columns: Vec<bool> =
        (0..own.head.len()).map(|column| column > 0 && (differs(column) || !missing.is_empty())).collect();
    if !columns.contains(&true) {
        return own;
    }
    let mut head = Vec::new();
    for (column, cell) in own.head.iter().enumerate() {
        head.push(cell.clone());
        if columns[column] {
            head.push(format!("{cell}, “{name}”"));
        }
    }
    let mut rows = Vec::new();
    for row in &own.rows {
        let mut cells = Vec::new();
        for (column, other) in columns.iter().enumerate() {
            cells.push(row.get(column).cloned().unwrap_or_default());
            if *other {
                cells.push(theirs(row, column).unwrap_or_default());
            }
        }
        rows.push(cells);
    }
    for row in missing {
        let cells = columns.iter().enumerate().flat_map(|(column, other)| {
            let cell = row.get(column).cloned().unwrap_or_default();
            if *other { vec![String::new(), cell] } else { vec![cell] }
        });
        rows.push(cells.collect());
    }
    Table { head, rows, ..own }
}

/// The rows of a table of another shape, below.
fn appended(own: Table, other: &Table, name: &str) -> Table {
    let named = other.rows.iter().map(|row| {
        let mut row = row.clone();
        if let Some(first) = row.first_mut() {
            *first = format!("“{name}”: {first}");
        }
        row
    });
    let mut rows = own.rows;
    rows.extend(named);
    Table { rows, ..own }
}

/// The things of which the other run holds another number: what, here, there.
pub fn counts(run: &dyn Run, other: &dyn Run) -> Vec<(Target, u64, u64)> {
    let there = other.counts();
    let of = |(target, here): (Target, u64)| {
        let there = there.iter().find(|(other, _)| *other == target)?.1;
        (here != there).then_some((target, here, there))
    };
    run.counts().into_iter().filter_map(of).collect()
}

/// Draws into a scene, beside each thing, how many the other run holds there; the first one with its name.
fn draw_counts(run: &dyn Run, beside: Beside, picture: &mut Picture) {
    let all = counts(run, beside.run);
    let mut named = false;
    for (target, _, there) in all {
        let Some(hit) = picture.hits.iter().find(|hit| hit.target == target).copied() else { continue };
        let number = super::grouped(there);
        let words = if named { number } else { format!("{number} in “{}”", beside.name) };
        named |= count(picture, hit.c, (hit.half.x + hit.r, hit.half.y + hit.r), &words);
    }
}

/// A number in a broken outline beside a thing, where it lies on no other words; false where nothing is free.
fn count(picture: &mut Picture, c: Pt, (wide, tall): (f32, f32), words: &str) -> bool {
    const HIGH: f32 = 16.0;
    let width = text_width(Type::Axis, 0.0, words) + 10.0;
    let (wide, tall) = (wide.min(40.0), tall.min(40.0));
    let beside = wide + 6.0 + width / 2.0;
    let ways = [
        (0.0, tall + 4.0 + HIGH / 2.0),
        (0.0, -tall - 4.0 - HIGH / 2.0),
        (beside, 0.0),
        (-beside, 0.0),
        (beside, tall),
        (-beside, tall),
        (beside, -tall),
        (-beside, -tall),
    ];
    let taken = texts(picture);
    for (dx, dy) in ways {
        // Moved in where it would leave the picture at the side.
        let half = width / 2.0 + 1.0;
        let x = (c.x + dx).clamp(half, (picture.width - half).max(half));
        let at = pt(x, c.y + dy);
        let area =
            Bounds { min: pt(at.x - width / 2.0, at.y - HIGH / 2.0), max: pt(at.x + width / 2.0, at.y + HIGH / 2.0) };
        let outside = area.min.y < 0.0 || area.max.y > picture.height || area.max.x > picture.width;
        if outside || taken.iter().any(|text| meet(*text, area)) {
            continue;
        }
        picture.rect(area.min, width, HIGH, HIGH / 2.0, Fill::Flat(Ink::Paper, 0.8), Some(LINE));
        picture.text(pt(at.x, at.y + 4.0), Type::Axis, Ink::Ink3, Align::Middle, words);
        return true;
    }
    false
}

/// In words, for those who hear the scene: where the other run holds more or less.
pub fn said(run: &dyn Run, beside: Beside) -> String {
    const MOST: usize = 6;
    let all = counts(run, beside.run);
    let each = |(target, here, there): &(Target, u64, u64)| {
        format!("{}: {} here, {} there.", run.name(*target), super::grouped(*here), super::grouped(*there))
    };
    let said: Vec<String> = all.iter().take(MOST).map(each).collect();
    if said.is_empty() { String::new() } else { format!("Beside “{}”: {}", beside.name, said.join(" ")) }
}

/// Rows of a chart: the scale of things that have no axis of their own.
impl Chart {
    /// Leaves marks in the row of a thing, at `y` pixels, if somebody asks for them.
    pub fn leave_row(&self, picture: &mut Picture, id: u64, y: f32, xs: &[f64]) {
        if picture.traces.is_some() {
            let points: Vec<(f64, f64)> = xs.iter().map(|x| (*x, 0.0)).collect();
            self.leave(picture, Form::Row(id, y), Ink::Ink, &points);
        }
    }
}

/// A row that has no [`Chart`]: `id` is the thing it is of, `x` what its width covers and `high` what its height does.
pub fn leave_in_row(picture: &mut Picture, form: Form, frame: Frame, x: (f64, f64), high: f64, points: &[(f64, f64)]) {
    if picture.traces.is_some() {
        let axis = |low, high| Axis::exact(String::new(), Scale::Linear, low, high);
        Chart::new(frame, axis(x.0, x.1), axis(0.0, high)).leave(picture, form, Ink::Ink, points);
    }
}

#[cfg(test)]
mod tests;
