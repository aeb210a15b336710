//! Labels that stand at what they name: verticals with a head, and line ends that keep their distance.

use super::Chart;
use crate::scene::picture::{Align, Fill, Ink, Picture, Pt, Seg, Stroke, Type, pt};
use crate::scene::text::text_width;
use crate::sim::order;

/// A vertical with a name and a value at its head: p50, p95, p99.
#[derive(Clone, PartialEq, Debug)]
pub struct Vertical {
    /// Where it stands.
    pub x: f64,
    /// "p95".
    pub name: String,
    /// "1.60 s".
    pub value: String,
}

/// A label for the end of a line.
#[derive(Clone, PartialEq, Debug)]
pub struct EndLabel {
    /// The line's end.
    pub at: Pt,
    /// What it says.
    pub words: String,
    /// The line's ink; its text version is used.
    pub ink: Ink,
    /// Theory is set in serif italic.
    pub style: Type,
}

impl Chart {
    /// Draws verticals, tallest first; labels stand right of their line, or left where the frame ends.
    pub fn verticals(&self, picture: &mut Picture, verticals: &[Vertical]) {
        let frame = self.frame();
        let height = frame.bottom - frame.top;
        let first = frame.top + 0.27 * height;
        let step = (0.6 * height / verticals.len().max(1) as f32).min(32.0);
        for (at, vertical) in verticals.iter().enumerate() {
            let foot = self.place(vertical.x, self.axis().1.ticks.low);
            if foot.x > frame.right + 0.5 || foot.x < frame.left - 0.5 {
                continue;
            }
            let head = pt(foot.x, first + step * at as f32);
            picture.line(foot, head, Stroke::new(Ink::Ink, 1.25).flat());
            let name = text_width(Type::LabelBold, 0.0, &vertical.name) + text_width(Type::Label, 0.0, " ");
            let all = name + text_width(Type::Label, 0.0, &vertical.value);
            let left = if head.x + 5.0 + all > frame.right + 6.0 { head.x - 5.0 - all } else { head.x + 5.0 };
            let baseline = head.y + 8.0;
            picture.text(pt(left, baseline), Type::LabelBold, Ink::Ink, Align::Start, &vertical.name);
            picture.halo();
            picture.text(pt(left + name, baseline), Type::Label, Ink::Ink, Align::Start, &vertical.value);
            picture.halo();
        }
    }

    /// Labels line ends in a column at `x`, 20 px apart at least, each joined to its line by a thin curve if it moved.
    pub fn end_labels(&self, picture: &mut Picture, x: f32, labels: &[EndLabel]) {
        self.end_labels_by(picture, x, labels, |at| Stroke::new(labels[at].ink, 1.0).opacity(0.6));
    }

    /// The same with thin curves as `join` draws that of each label.
    pub fn end_labels_by(&self, picture: &mut Picture, x: f32, labels: &[EndLabel], join: impl Fn(usize) -> Stroke) {
        let mut order: Vec<usize> = (0..labels.len()).collect();
        order::sort_by(&mut order, |&a, &b| labels[a].at.y.total_cmp(&labels[b].at.y));
        let wanted: Vec<f32> = order.iter().map(|&at| labels[at].at.y).collect();
        let frame = self.frame();
        for (y, &at) in spread(&wanted, 20.0, frame.top, frame.bottom).into_iter().zip(&order) {
            let label = &labels[at];
            if (y - label.at.y).abs() > 2.0 || x - label.at.x > 12.0 {
                let (from, to) = (pt(label.at.x + 3.0, label.at.y), pt(x - 4.0, y));
                let middle = f32::midpoint(from.x, to.x);
                let curve = [Seg::Move(from), Seg::Cubic(pt(middle, from.y), pt(middle, to.y), to)];
                picture.path(curve, Fill::None, Some(join(at)));
            }
            picture.text(pt(x, y + 4.0), label.style, label.ink.text(), Align::Start, &label.words);
            picture.halo();
        }
    }
}

/// Moves ascending places apart by at least `gap`, as little as possible in the sum of squares, inside `low` to `high`
/// while there is room. Pool adjacent violators (Ayer et al. 1955) on the places less their gaps.
pub fn spread(wanted: &[f32], gap: f32, low: f32, high: f32) -> Vec<f32> {
    // Pools of mean and size.
    let mut pools: Vec<(f32, usize)> = Vec::with_capacity(wanted.len());
    for (at, y) in wanted.iter().enumerate() {
        let mut pool = (y - gap * at as f32, 1_usize);
        while let Some(&(mean, size)) = pools.last() {
            if mean <= pool.0 {
                break;
            }
            pools.pop();
            let both = size + pool.1;
            pool = ((mean * size as f32 + pool.0 * pool.1 as f32) / both as f32, both);
        }
        pools.push(pool);
    }
    let highest = (high - gap * wanted.len().saturating_sub(1) as f32).max(low);
    let bases = pools.into_iter().flat_map(|(mean, size)| std::iter::repeat_n(mean.clamp(low, highest), size));
    bases.enumerate().map(|(at, base)| base + gap * at as f32).collect()
}
