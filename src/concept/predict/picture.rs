//! The chart that a curve is drawn in: empty axes, the drawing, and beside it what was measured.

use super::CurveDecl;
use crate::scene::chart::{Axis, Chart, Frame, Look};
use crate::scene::{Align, Ink, Picture, Stroke, Type, pt};

impl CurveDecl {
    /// The chart of this size; nothing is drawn yet.
    pub fn chart(&self, width: f32, height: f32) -> Chart {
        let scale = |scale| match scale {
            crate::param::Scale::Log => crate::scene::chart::Scale::Log,
            crate::param::Scale::Linear => crate::scene::chart::Scale::Linear,
        };
        let (low, high) = self.ends();
        let x = Axis::exact(self.x, scale(self.x_scale), low, high);
        let y = Axis::exact(self.y, scale(self.of.scale), self.of.low, self.of.high);
        let frame = Frame::fitting(width, height, &y);
        Chart::new(Frame { top: 26.0, right: frame.right - 6.0, ..frame }, x, y)
    }

    /// Draws the axes, a drawing, and what was measured.
    pub fn draw(&self, guess: Option<&[f64]>, answer: Option<&[f64]>, picture: &mut Picture) {
        let (width, height) = (picture.width, picture.height);
        picture.clear(width, height);
        let chart = self.chart(width, height);
        let frame = chart.frame();
        let points =
            |curve: &[f64]| -> Vec<(f64, f64)> { self.xs.iter().copied().zip(curve.iter().copied()).collect() };
        for x in self.xs {
            let foot = chart.place(*x, self.of.low);
            picture.line(pt(foot.x, frame.top), pt(foot.x, frame.bottom), Stroke::new(Ink::Rule, 1.0).flat());
        }
        if let Some(answer) = answer {
            let points = points(answer);
            chart.line(picture, &points, Look::Measured(Ink::Work));
            for (x, y) in &points {
                picture.disc(chart.place(*x, *y), 4.0, Ink::Work);
            }
        }
        if let Some(guess) = guess {
            let points = points(guess);
            chart.line(picture, &points, Look::Record(Ink::Ink));
            for (x, y) in &points {
                let c = chart.place(*x, *y);
                picture.punch(c, 4.5);
                picture.circle(c, 4.5, crate::scene::Fill::None, Some(Stroke::new(Ink::Ink, 1.5)));
            }
        }
        chart.axes(picture, true);
        // Each line is named where the other one is furthest away.
        let (Some(guess), Some(answer)) = (guess, answer) else { return };
        let apart = |at: &usize| chart.place(self.xs[*at], guess[*at]).y - chart.place(self.xs[*at], answer[*at]).y;
        let most = (0..self.xs.len().min(guess.len()).min(answer.len()))
            .max_by(|a, b| libm::fabsf(apart(a)).total_cmp(&libm::fabsf(apart(b))));
        let Some(most) = most else { return };
        let below = apart(&most) > 0.0;
        let align = if 2 * most >= self.xs.len() { Align::End } else { Align::Start };
        for (curve, words, ink, down) in [(guess, "you", Ink::Ink, below), (answer, "measured", Ink::WorkText, !below)]
        {
            let c = chart.place(self.xs[most], curve[most]);
            let dx = if align == Align::End { -8.0 } else { 8.0 };
            let y = (c.y + if down { 17.0 } else { -8.0 }).clamp(frame.top + 8.0, frame.bottom - 4.0);
            picture.text(pt(c.x + dx, y), Type::LabelBold, ink, align, words);
            picture.halo();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::concept::predict::Ask;
    use crate::concepts;
    use crate::scene::{Picture, pt};

    #[test]
    fn every_curve_has_a_chart_in_which_a_hand_finds_each_place() {
        let all = concepts::all().iter().flat_map(|entry| entry.predictions);
        let curves = all.filter_map(|decl| if let Ask::Curve(curve) = &decl.ask { Some(curve) } else { None });
        for curve in curves {
            let (width, height) = (290.0, 200.0);
            let mut picture = Picture::new(width, height);
            let level = vec![curve.of.at(0.5); curve.xs.len()];
            curve.draw(Some(&level), Some(&level), &mut picture);
            assert!(picture.shapes.len() > 10);
            let chart = curve.chart(width, height);
            for (at, x) in curve.xs.iter().enumerate() {
                let place = chart.place(*x, level[at]);
                let (x, y) = chart.values(pt(place.x, place.y)).unwrap();
                assert_eq!(curve.nearest(curve.across(x)), at);
                assert!((curve.of.position(y) - curve.of.position(level[at])).abs() < 0.02, "{}", curve.x);
            }
        }
    }
}
