//! Keys per node: a bar in the texture of the node, the outline of what it had, the mean and the cap; and beside it the
//! track along which its weight is dragged.

use super::super::model::change::weight;
use super::super::model::keys::Asking;
use super::super::model::{Cluster, letter};
use super::super::occurrence::Step;
use super::super::scene::fill;
use super::super::words;
use crate::concept::{Layout, View, grouped};
use crate::policies::place::{Kind, Weights};
use crate::scene::{Align, Dash, Fill, Handle, Ink, Picture, Pt, Stroke, Type, pt, text_width};

/// Length of the track along which a node's weight is dragged.
const TRACK: f32 = 56.0;

/// The track of a node's weight, from a tenth to ten times, and its cursor where it stands.
fn track(picture: &mut Picture, model: &Cluster, id: u32, at: Pt, reach: f32) {
    let to = pt(at.x + TRACK, at.y);
    picture.line(at, to, Stroke::new(Ink::Wire, 1.5));
    let now = model.members().get(id).map_or(1.0, |member| member.node.weight);
    let x = at.x + TRACK * (0.5 + 0.5 * libm::log10(now.clamp(0.1, 10.0))) as f32;
    let middle = pt(at.x + TRACK / 2.0, at.y);
    picture.line(middle, pt(x, at.y), Stroke::new(Ink::Ink, 3.0));
    picture.line(pt(middle.x, at.y - 3.5), pt(middle.x, at.y + 3.5), Stroke::new(Ink::Wire, 1.25));
    picture.rect(pt(x - 4.0, at.y - 6.5), 8.0, 13.0, 2.0, Fill::Flat(Ink::Ink, 1.0), None);
    picture.line(pt(x, at.y - 4.0), pt(x, at.y + 4.0), Stroke::new(Ink::Paper, 1.0).flat());
    let handle = Handle { key: "weights", a: at, b: to, low: 0.1, high: 10.0, log: true, ..Handle::default() };
    picture.handle(Handle { item: Some(id as usize), reach, ..handle });
}

/// Draws the bars.
pub(super) fn draw(model: &Cluster, view: &View, picture: &mut Picture) -> String {
    let own = model.own();
    let members = model.members();
    if members.is_empty() {
        picture.text(pt(0.0, 40.0), Type::Caption, Ink::LostText, Align::Start, "No node is there.");
        return String::new();
    }
    let top = 30.0;
    let n = members.len();
    let columns = n.div_ceil(((view.height - top) / 15.0).max(1.0) as usize).max(1);
    let rows = n.div_ceil(columns);
    let pitch = ((view.height - top - 4.0) / rows as f32).min(if view.layout == Layout::Tall { 44.0 } else { 32.0 });
    let tall = (0.62 * pitch).clamp(5.0, 20.0);
    let wide = view.width / columns as f32;
    // Where there is room each node has its weight at hand.
    let weighs = own.kind.weights() != Weights::None && columns == 1 && pitch >= 15.0 && view.width >= 260.0;
    let set = members.iter().any(|member| member.node.weight != 1.0 || weight(model.params(), member.id) != 1.0);
    let beside = if weighs { TRACK + if set { 52.0 } else { 20.0 } } else { 0.0 };
    let (left, right) = (26.0 + beside, wide - 64.0);
    let mean = f64::from(own.keys()) / n as f64;
    let bounded = own.kind == Kind::Bounded;
    // Where keys are not asked for alike, a tick says how many keys' worth of requests a node gets.
    let even = matches!(model.asking(), Asking::Even(_));
    let demand: Vec<f64> =
        if even { Vec::new() } else { model.demand().iter().map(|share| share * f64::from(own.keys())).collect() };
    let plain: Vec<f64> = if even || !model.remedied() {
        Vec::new()
    } else {
        model.plain_demand().iter().map(|share| share * f64::from(own.keys())).collect()
    };
    let most = members
        .iter()
        .map(|member| own.load(member.id).max(own.load_before(member.id)))
        .max()
        .map_or(1.0, f64::from)
        .max(mean * if bounded { model.params().bound } else { 1.0 })
        .max(demand.iter().chain(&plain).copied().fold(1.0, f64::max))
        .max(view.reach.0);
    let x = |keys: f64| left + (right - left) * (keys / most) as f32;
    let fresh =
        model.change().filter(|c| matches!(c.steps.last(), Some(Step::Join(_) | Step::Weigh(..)))).map(|c| c.node);
    for (i, member) in members.iter().enumerate() {
        let (column, row) = (i / rows, i % rows);
        let dx = column as f32 * wide;
        let y = top + pitch * (row as f32 + 0.5);
        let (load, was) = (f64::from(own.load(member.id)), f64::from(own.load_before(member.id)));
        let is_fresh = fresh == Some(member.id);
        picture.text(
            pt(dx, y + 4.6),
            Type::Name,
            if is_fresh { Ink::WorkText } else { Ink::Ink },
            Align::Start,
            letter(member.id),
        );
        if weighs {
            track(picture, model, member.id, pt(dx + 30.0, y), (pitch / 2.0).min(20.0));
            if member.node.weight != 1.0 {
                let words = format!("{}×", (member.node.weight * 100.0).round() / 100.0);
                picture.text(pt(dx + 30.0 + TRACK + 8.0, y + 4.0), Type::Axis, Ink::Ink2, Align::Start, words);
            }
        }
        let stroke = Some(Stroke::new(Ink::Ink, 1.0).flat());
        let at = pt(dx + left, y - tall / 2.0);
        picture.rect(at, (x(load) - left).max(1.0), tall, 0.0, fill(member.id, fresh), stroke);
        picture.trace_bar(u64::from(member.id), (dx + left, dx + right), (y, tall + 5.0), load, most);
        if model.change().is_some() && was != load && was > 0.0 {
            let past = Some(Stroke::new(Ink::Wire, 1.25).dash(Dash::Past).flat());
            picture.rect(at, x(was) - left, tall, 0.0, Fill::None, past);
        }
        if let Some(asked) = demand.get(i) {
            let half = 0.5 * tall + 3.0;
            if let Some(plain) = plain.get(i) {
                let x = dx + x(*plain);
                picture.line(pt(x, y - half), pt(x, y + half), Stroke::new(Ink::Wait, 1.5).dash(Dash::Past).flat());
            }
            let x = dx + x(*asked);
            picture.line(pt(x, y - half), pt(x, y + half), Stroke::new(Ink::Wait, 3.0).flat());
        }
        let relative = words::relative(model, member.id);
        let (style, ink) = if relative > 1.25 { (Type::LabelBold, Ink::WaitText) } else { (Type::Label, Ink::Ink) };
        picture.text(pt(dx + wide - 10.0, y + 4.6), style, ink, Align::End, grouped(load as u64));
        let bar = pt(dx + left, y - pitch / 2.0);
        picture.hit_rect("node", u64::from(member.id) + 1, bar, wide - 8.0 - left, pitch);
    }
    if members.even() {
        for column in 0..columns {
            let dx = column as f32 * wide;
            let line = x(mean) + dx;
            picture.line(pt(line, top - 8.0), pt(line, top + pitch * rows as f32), Stroke::new(Ink::Ink, 1.5).flat());
            if column == 0 {
                let align = if bounded { Align::End } else { Align::Middle };
                let words = format!("mean {}", grouped((mean + 0.5) as u64));
                let left = if bounded { (line + 4.0).max(text_width(Type::Label, 0.0, &words) + 2.0) } else { line };
                picture.text(pt(left, top - 14.0), Type::Label, Ink::Ink2, align, words);
            }
            if bounded {
                let cap = mean * model.params().bound;
                let line = x(cap) + dx;
                let theory = Stroke::new(Ink::Note, 1.75).dash(Dash::Theory);
                picture.line(pt(line, top - 8.0), pt(line, top + pitch * rows as f32), theory);
                if column == 0 {
                    let words = format!("cap {}", grouped(cap.ceil() as u64));
                    picture.text(pt(line + 2.0, top - 14.0), Type::Label, Ink::NoteText, Align::Start, words);
                }
            }
        }
    }
    let mut head = format!("fullest {}", words::times(own.fullest()));
    // What does not fit would take the title's room.
    head.push_str(match (even, plain.is_empty(), model.change().is_some()) {
        (true, _, false) => "",
        (true, _, true) => ", outline: before",
        (false, true, _) => ", amber: requests",
        (false, false, _) => ", amber: requests now",
    });
    head
}
