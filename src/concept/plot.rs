//! A chart as data, drawn: measured curves, theory dashed, names at the ends of the lines.

use super::{Curve, Look, Plot};
use crate::scene::chart::{Axis, Chart, EndLabel, Frame, Look as Line, Scale, told};
use crate::scene::{Ink, Picture, Stroke, Type, text_width};

/// Between a line's end and its name: room to see how the line is broken.
const GAP: f32 = 34.0;

impl Plot {
    /// Draws it into a picture of this size.
    pub fn draw(&self, width: f32, height: f32, picture: &mut Picture) {
        picture.clear(width, height);
        let points =
            || self.curves.iter().flat_map(|curve| &curve.points).filter(|(x, y)| x.is_finite() && y.is_finite());
        let (low, high) = points().fold((f64::MAX, f64::MIN), |(low, high), (x, _)| (low.min(*x), high.max(*x)));
        let top = points().map(|(_, y)| *y).fold(0.0, f64::max);
        if low >= high {
            return;
        }
        let log = self.x_log && low > 0.0;
        let scale = if log { Scale::Log } else { Scale::Linear };
        let x = Axis::exact(self.x.clone(), scale, low, high);
        let y = Axis::nice(self.y.clone(), Scale::Linear, 0.0, if top > 0.0 { top } else { 1.0 });
        let names = self.curves.iter().map(|curve| text_width(style(curve), 0.0, &curve.label)).fold(0.0, f32::max);
        let frame = Frame::fitting(width, height, &y);
        let frame = Frame { top: frame.top + 12.0, right: frame.right - names - GAP, ..frame };
        let chart = Chart::new(frame, x, y);
        let (mut labels, mut joins, mut nth) = (Vec::new(), Vec::new(), 0);
        let thin = |ink| Stroke::new(ink, 1.0).opacity(0.6);
        for curve in &self.curves {
            let (line, join) = match curve.look {
                Look::Work => {
                    let ((dash, width), line) = (told(nth), Line::Nth(Ink::Work, nth));
                    nth += 1;
                    (line, Stroke::new(Ink::Work, width).dash(dash))
                }
                Look::Quiet => (Line::Record(Ink::Ink2), thin(Ink::Ink2)),
                Look::Theory => (Line::Theory, thin(Ink::Note)),
            };
            let ink = join.ink;
            chart.line(picture, &curve.points, line);
            if let Some((x, y)) = curve.points.iter().rev().find(|(x, y)| x.is_finite() && y.is_finite()) {
                labels.push(EndLabel { at: chart.place(*x, *y), words: curve.label.clone(), ink, style: style(curve) });
                joins.push(join);
            }
        }
        chart.axes(picture, true);
        chart.end_labels_by(picture, chart.frame().right + GAP, &labels, |at| joins[at]);
    }
}

fn style(curve: &Curve) -> Type {
    if curve.look == Look::Theory { Type::Note } else { Type::Label }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_curve_is_drawn_and_named_and_nothing_makes_it_fail() {
        let curve =
            |label: &str, look, points: &[(f64, f64)]| Curve { label: label.into(), look, points: points.to_vec() };
        let mut plot = Plot { title: "t".into(), x: "size".into(), y: "%".into(), x_log: true, curves: vec![] };
        let mut picture = Picture::default();
        plot.draw(500.0, 220.0, &mut picture);
        assert!(picture.shapes.is_empty());
        plot.curves = vec![
            curve("LRU", Look::Quiet, &[(1.0, 80.0), (10.0, 40.0), (100.0, 20.0)]),
            curve("MIN", Look::Theory, &[(1.0, 70.0), (100.0, f64::NAN)]),
            curve("none", Look::Work, &[]),
        ];
        for width in [900.0, 320.0, 40.0] {
            plot.draw(width, 220.0, &mut picture);
            let words: Vec<&str> = picture
                .shapes
                .iter()
                .filter_map(|shape| match shape {
                    crate::scene::Shape::Text { first, len, .. } => Some(picture.words(*first, *len)),
                    _ => None,
                })
                .collect();
            assert!(words.contains(&"LRU") && words.contains(&"MIN") && words.contains(&"size"), "{words:?}");
        }
    }

    #[test]
    fn six_curves_of_a_family_are_drawn_and_named_by_six_kinds_of_lines() {
        let curve = |n: usize| Curve {
            label: format!("policy {n}"),
            look: Look::Work,
            // They end where all of them meet.
            points: vec![(1.0, 80.0 - n as f64), (10.0, 40.0), (100.0, 9.0)],
        };
        let curves = (0..6).map(curve).collect();
        let plot = Plot { title: "t".into(), x: "size".into(), y: "%".into(), x_log: true, curves };
        let mut picture = Picture::default();
        plot.draw(640.0, 220.0, &mut picture);
        let strokes = picture.shapes.iter().filter_map(|shape| match shape {
            crate::scene::Shape::Path { stroke: Some(stroke), .. } if stroke.ink == Ink::Work => Some(stroke),
            _ => None,
        });
        let mut kinds: Vec<String> = strokes.map(|stroke| format!("{:?} {}", stroke.dash, stroke.width)).collect();
        assert_eq!(kinds.len(), 12, "a line and the curve to its name for each: {kinds:?}");
        kinds.sort();
        let each: Vec<usize> = kinds.chunk_by(|a, b| a == b).map(<[String]>::len).collect();
        assert_eq!(each, [2; 6], "{kinds:?}");
    }
}
