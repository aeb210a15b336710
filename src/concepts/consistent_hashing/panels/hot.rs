//! Requests per node: what each node reads and writes for each request, with the part of the hot key, and the outline of
//! what it would be without remedies.

use super::super::model::hot::hottest;
use super::super::model::{Cluster, letter};
use super::super::scene::fill;
use super::super::words::{percent, times};
use crate::concept::{Layout, Table, View};
use crate::scene::{Align, Dash, Fill, Ink, Picture, Stroke, Type, pt};

/// Of the hot key alone: each node's reads and writes for a request, in the order of joining; without remedies and with.
fn hot_part(model: &Cluster) -> Option<(Vec<f64>, Vec<f64>)> {
    let key = hottest(model.params()).filter(|key| *key < model.own().keys())?;
    let share = model.asking().share(key);
    let owner = model.own().owners[key as usize];
    let writes = model.params().writes;
    let plain = |id: u32| if id == u32::from(owner) { share } else { 0.0 };
    let with = |id: u32| {
        let Some(spot) = model.spots().iter().find(|spot| spot.key == key) else { return plain(id) };
        let parts = spot.parts.len() as f64;
        let of = |nodes: &[u16]| {
            let copies = nodes.len().max(1) as f64;
            let here = nodes.iter().any(|node| u32::from(*node) == id);
            if here { share * ((1.0 - writes) / copies + writes / parts) } else { 0.0 }
        };
        spot.parts.iter().map(|part| of(&part.nodes)).sum()
    };
    let each = |of: &dyn Fn(u32) -> f64| model.members().iter().map(|member| of(member.id)).collect();
    Some((each(&plain), each(&with)))
}

fn busiest(model: &Cluster, demand: &[f64]) -> f64 {
    let due = |id| model.members().due(id).max(1e-12);
    model.members().iter().zip(demand).map(|(member, share)| share / due(member.id)).fold(0.0, f64::max)
}

/// Draws the bars.
pub(super) fn draw(model: &Cluster, view: &View, picture: &mut Picture) -> String {
    let members = model.members();
    if members.is_empty() {
        picture.text(pt(0.0, 40.0), Type::Caption, Ink::LostText, Align::Start, "No node is there.");
        return String::new();
    }
    let (plain, now) = (model.plain_demand(), model.demand());
    let hot = hot_part(model);
    let counted = model.demand_is_counted();
    let n = members.len();
    let (top, foot) = (26.0, 36.0);
    let columns = n.div_ceil(((view.height - top - foot) / 15.0).max(1.0) as usize).max(1);
    let rows = n.div_ceil(columns);
    let pitch = ((view.height - top - foot) / rows as f32).min(if view.layout == Layout::Tall { 44.0 } else { 30.0 });
    let tall = (0.62 * pitch).clamp(5.0, 18.0);
    let wide = view.width / columns as f32;
    let (left, right) = (26.0, wide - 70.0);
    let most = plain.iter().chain(&now).copied().fold(1e-9, f64::max).max(view.reach.0);
    let x = |share: f64| left + (right - left) * (share / most) as f32;
    for (i, member) in members.iter().enumerate() {
        let (column, row) = (i / rows, i % rows);
        let dx = column as f32 * wide;
        let y = top + pitch * (row as f32 + 0.5);
        picture.text(pt(dx, y + 4.6), Type::Name, Ink::Ink, Align::Start, letter(member.id));
        let at = pt(dx + left, y - tall / 2.0);
        let edge = Some(Stroke::new(Ink::Ink, 1.0).flat());
        // The hot key's part lies at the end of the bar, where it can be told from the rest.
        let part = hot.as_ref().filter(|_| !counted).map_or(0.0, |(_, with)| with[i]);
        let (rest, end) = (x(now[i] - part), x(now[i]));
        picture.rect(at, (rest - left).max(1.0), tall, 0.0, fill(member.id, None), edge);
        if part > 0.0 {
            picture.rect(pt(dx + rest, at.y), (end - rest).max(1.0), tall, 0.0, Fill::Flat(Ink::Wait, 1.0), edge);
        }
        if model.remedied() {
            let past = Some(Stroke::new(Ink::Wire, 1.25).dash(Dash::Past).flat());
            picture.rect(at, (x(plain[i]) - left).max(1.0), tall, 0.0, Fill::None, past);
        }
        picture.trace_bar(u64::from(member.id), (dx + left, dx + right), (y, tall + 5.0), now[i], most);
        let over = now[i] > 1.25 * members.due(member.id);
        let (style, ink) = if over { (Type::LabelBold, Ink::WaitText) } else { (Type::Label, Ink::Ink) };
        picture.text(pt(dx + wide - 10.0, y + 4.6), style, ink, Align::End, percent(now[i]));
        picture.hit_rect("node", u64::from(member.id) + 1, pt(dx, y - pitch / 2.0), wide - 8.0, pitch);
    }
    if members.even() {
        for column in 0..columns {
            let line = x(1.0 / n as f64) + column as f32 * wide;
            picture.line(pt(line, top - 6.0), pt(line, top + pitch * rows as f32), Stroke::new(Ink::Ink, 1.5).flat());
        }
        picture.text(pt(x(1.0 / n as f64), top - 10.0), Type::Label, Ink::Ink2, Align::Middle, "due");
    }
    let mut words = Vec::new();
    if hot.is_some() && !counted {
        words.push("amber: the hot key".to_owned());
    }
    if model.remedied() {
        words.push("dashed: without remedies".to_owned());
    }
    if let Some(ops) = model.ops() {
        words.push(format!("{ops:.2} reads and writes a request"));
    }
    let lines = super::super::scene::lines(&words.join(", "), Type::Axis, view.width);
    for (i, line) in lines.iter().take(2).enumerate() {
        picture.said(pt(0.0, view.height - 19.0 + 15.0 * i as f32), Type::Axis, 0.0, Ink::Ink3, Align::Start, line);
    }
    let (before, after) = (busiest(model, plain), busiest(model, &now));
    if model.remedied() {
        format!("busiest {} to {}", times(before), times(after))
    } else {
        format!("busiest {}", times(after))
    }
}

/// The same as a table.
pub(super) fn table(model: &Cluster) -> Table {
    let head = ["Node", "Requests", "Without remedies", "Of it the hot key", "× due"].map(str::to_owned).to_vec();
    let (plain, now) = (model.plain_demand(), model.demand());
    let hot = hot_part(model);
    let rows = model.members().iter().enumerate().map(|(i, member)| {
        vec![
            letter(member.id),
            percent(now[i]),
            percent(plain[i]),
            hot.as_ref().map_or_else(String::new, |(_, with)| percent(with[i])),
            times(now[i] / model.members().due(member.id).max(1e-12)),
        ]
    });
    let how = if model.demand_is_counted() { "counted since the last change" } else { "computed" };
    Table { caption: format!("Reads and writes of nodes for each request, {how}"), head, rows: rows.collect() }
}
