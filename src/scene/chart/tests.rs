use super::*;
use crate::scene::Shape;
use crate::scene::svg::Svg;
use crate::scene::theme::Theme;
use proptest::prelude::*;

fn labels(ticks: &Ticks) -> Vec<&str> {
    ticks.labelled().map(|(_, label)| label).collect()
}

#[test]
fn round_values_read_as_printed() {
    assert_eq!(labels(&Ticks::within(Scale::Linear, 0.0, 0.82)), ["0", "0.2", "0.4", "0.6", "0.8"]);
    assert_eq!(labels(&Ticks::within(Scale::Linear, 0.0, 3.0)), ["0", "1", "2", "3"]);
    assert_eq!(labels(&Ticks::around(Scale::Linear, 0.0, 33.0)), ["0", "10", "20", "30", "40"]);
    assert_eq!(labels(&Ticks::around(Scale::Log, 1.0, 20_000.0)), ["1", "10", "100", "1,000", "10,000", "100,000"]);
    assert_eq!(labels(&Ticks::within(Scale::Linear, -2.0, 2.0)), ["−2", "−1", "0", "1", "2"]);
    assert_eq!(number(1959.0, 0), "1,959");
    assert_eq!(number(-0.0004, 2), "0");
}

#[test]
fn ranges_without_sense_still_make_an_axis() {
    for (low, high) in [(0.0, 0.0), (5.0, 1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY), (-1.0, -1.0), (1e300, 2e300)] {
        for scale in [Scale::Linear, Scale::Log] {
            for ticks in [Ticks::within(scale, low, high), Ticks::around(scale, low, high)] {
                assert!(ticks.low < ticks.high && ticks.low.is_finite() && ticks.high.is_finite());
                assert!(!ticks.ticks.is_empty(), "{low} {high} {scale:?}");
            }
        }
    }
}

proptest! {
    #[test]
    fn ticks_are_few_and_cover(low in -1e6f64..1e6, span in 1e-6f64..1e7) {
        let high = low + span;
        for (ticks, nice) in [(Ticks::within(Scale::Linear, low, high), false), (Ticks::around(Scale::Linear, low, high), true)] {
            let count = ticks.labelled().count();
            prop_assert!(count <= 6, "{} labels", count);
            prop_assert!(count >= 2 || !nice);
            prop_assert!(ticks.low <= low && ticks.high >= high);
            prop_assert!(ticks.ticks.windows(2).all(|pair| pair[0].value < pair[1].value));
            let slack = span * 1e-6;
            prop_assert!(ticks.ticks.iter().all(|t| t.value >= ticks.low - slack && t.value <= ticks.high + slack));
        }
    }

    #[test]
    fn decades_are_few_and_cover(low in -9.0f64..6.0, decades in 0.2f64..12.0) {
        let (low, high) = (libm::exp10(low), libm::exp10((low + decades).min(14.0)));
        let ticks = Ticks::around(Scale::Log, low, high);
        prop_assert!((1..=6).contains(&ticks.labelled().count()), "{:?}", labels(&ticks));
        prop_assert!(ticks.low <= low * 1.000_001 && ticks.high >= high * 0.999_999);
        prop_assert!(Ticks::within(Scale::Log, low, high).labelled().count() <= 6);
    }

    #[test]
    fn spread_labels_keep_their_distance(mut wanted in prop::collection::vec(0.0f32..300.0, 0..12)) {
        wanted.sort_by(f32::total_cmp);
        let placed = spread(&wanted, 20.0, 10.0, 290.0);
        prop_assert_eq!(placed.len(), wanted.len());
        prop_assert!(placed.windows(2).all(|pair| pair[1] - pair[0] >= 20.0 - 1e-3));
        prop_assert!(placed.iter().all(|y| (10.0 - 1e-3..=290.0 + 1e-3).contains(y)));
    }

    #[test]
    fn places_and_values_agree(x in 0.0f64..1.0, y in 0.001f64..10.0) {
        let frame = Frame::inside(336.0, 206.0);
        let chart = Chart::new(frame, Axis::exact("x", Scale::Linear, 0.0, 1.0), Axis::exact("y", Scale::Log, 0.001, 10.0));
        let place = chart.place(x, y);
        prop_assert!(place.x >= frame.left - 0.1 && place.x <= frame.right + 0.1);
        let (back_x, back_y) = chart.values(pt(place.x.clamp(30.0, 329.9), place.y.clamp(12.1, 167.9))).expect("inside");
        prop_assert!((back_x - x).abs() < 0.01 && (libm::log10(back_y) - libm::log10(y)).abs() < 0.02);
        prop_assert!((chart.drag_x(place.x) - x).abs() < 0.01);
    }
}

#[test]
fn wide_numbers_get_their_room() {
    let narrow = Frame::fitting(336.0, 206.0, &Axis::nice("inside", Scale::Linear, 0.0, 9.0));
    assert_eq!(narrow, Frame::inside(336.0, 206.0));
    let axis = Axis::nice("inside", Scale::Linear, 0.0, 90_000.0);
    let frame = Frame::fitting(336.0, 206.0, &axis);
    let mut picture = Picture::new(336.0, 206.0);
    Chart::new(frame, Axis::exact("time, s", Scale::Linear, 0.0, 9.0), axis).axes(&mut picture, false);
    for shape in &picture.shapes {
        let area = crate::scene::bounds::bounds(&picture, shape).expect("everything paints");
        assert!(area.min.x >= -2.5 && area.max.x <= 338.5, "{shape:?}");
    }
}

#[test]
fn labels_that_do_not_crowd_stay() {
    assert_eq!(spread(&[10.0, 40.0, 90.0], 20.0, 0.0, 100.0), [10.0, 40.0, 90.0]);
    assert_eq!(spread(&[50.0, 50.0], 20.0, 0.0, 100.0), [40.0, 60.0]);
}

/// A knee like the one on the page: theory, a band, a measured line, marks.
fn knee_chart() -> Picture {
    let mut picture = Picture::new(336.0, 206.0);
    let rho = |at: u32| f64::from(at) / 50.0;
    let wait = |rho: f64| 0.11 / (1.0 - rho);
    let chart = Chart::new(
        Frame::inside(336.0, 206.0),
        Axis::exact("utilisation ρ", Scale::Linear, 0.0, 1.0),
        Axis::exact("mean latency, s", Scale::Linear, 0.0, 0.82),
    );
    let band: Vec<_> = (2..48).map(|at| (rho(at), 0.8 * wait(rho(at)), 1.4 * wait(rho(at)))).collect();
    chart.band(&mut picture, &band, Ink::Work);
    let theory: Vec<_> = (0..50).map(|at| (rho(at), 1.3 * wait(rho(at)))).collect();
    chart.line(&mut picture, &theory, Look::Theory2);
    let bound: Vec<_> = (0..50).map(|at| (rho(at), 0.5 * wait(rho(at)))).collect();
    chart.unreachable(&mut picture, &bound);
    chart.line(&mut picture, &bound, Look::Theory);
    let measured: Vec<_> = (2..45).map(|at| (rho(at), wait(rho(at)))).collect();
    chart.line(&mut picture, &measured, Look::Measured(Ink::Work));
    chart.axes(&mut picture, false);
    chart.knee(&mut picture, 0.69, "knee", None);
    glyph::was_dot(&mut picture, chart.place(0.5, wait(0.5)));
    chart.here(&mut picture, (0.8, wait(0.8)), "0.55 s");
    chart.here(&mut picture, (0.95, wait(0.95)), "2.2 s");
    picture
}

fn histogram() -> Picture {
    let mut picture = Picture::new(336.0, 206.0);
    let chart = Chart::new(
        Frame::inside(336.0, 206.0),
        Axis::exact("waiting + service, s", Scale::Linear, 0.0, 3.0),
        Axis::nice("% of requests, per 0.1 s", Scale::Linear, 0.0, 33.0),
    );
    let bins = |scale: f64| {
        (0..30).map(|at| (f64::from(at) / 10.0, scale * libm::exp(-f64::from(at) * scale / 90.0))).collect::<Vec<_>>()
    };
    chart.bars(&mut picture, &bins(19.0), 0.1);
    chart.past_outline(&mut picture, &bins(32.0), 0.1);
    chart.axes(&mut picture, false);
    let vertical = |x, name: &str, value: &str| Vertical { x, name: name.into(), value: value.into() };
    let all = [vertical(0.29, "p50", "0.29 s"), vertical(1.6, "p95", "1.60 s"), vertical(2.88, "p99", "2.88 s")];
    chart.verticals(&mut picture, &all);
    picture
}

fn futures() -> Picture {
    let mut picture = Picture::new(500.0, 206.0);
    let frame = Frame { right: 360.0, ..Frame::inside(500.0, 206.0) };
    let chart = Chart::new(
        frame,
        Axis::exact("time, s", Scale::Linear, 0.0, 60.0),
        Axis::nice("inside", Scale::Linear, 0.0, 90.0),
    );
    let inks = [("round robin", Ink::Work), ("two choices", Ink::Ink2), ("theory", Ink::Note)];
    let mut ends = Vec::new();
    for (at, (words, ink)) in inks.into_iter().enumerate() {
        let points: Vec<_> =
            (0..=60).map(|t| (f64::from(t), f64::from(t) + f64::from((t * 7 + at as u32 * 3) % 11))).collect();
        let look = if ink == Ink::Note { Look::Theory } else { Look::Record(ink) };
        chart.steps(&mut picture, &points, look);
        if at == 0 {
            chart.area(&mut picture, &points, ink);
        }
        let style = if ink == Ink::Note { Type::Note } else { Type::Label };
        ends.push(EndLabel { at: chart.place(60.0, points[60].1), words: words.into(), ink, style });
    }
    chart.past_full(&mut picture, 48.0);
    chart.axes(&mut picture, false);
    chart.moment(&mut picture, 20.0, 0.9);
    chart.end_labels(&mut picture, 374.0, &ends);
    picture
}

#[test]
fn charts_are_as_they_were() {
    for (name, picture) in [("knee", knee_chart()), ("histogram", histogram()), ("futures", futures())] {
        let svg = Svg { title: name, ..Svg::default() }.write(&picture);
        insta::assert_snapshot!(name, svg);
        if let Some(folder) = std::env::var_os("SHEET") {
            for theme in Theme::ALL {
                let svg = Svg { theme: Some(theme), ..Svg::default() }.write(&picture);
                let path = std::path::Path::new(&folder).join(format!("{name}-{}.svg", theme.name()));
                std::fs::write(path, svg).expect("the folder can be written");
            }
        }
    }
}

#[test]
fn series_stay_inside_the_frame() {
    let frame = Frame::inside(336.0, 206.0);
    let chart = Chart::new(frame, Axis::exact("x", Scale::Linear, 0.0, 1.0), Axis::exact("y", Scale::Linear, 0.0, 1.0));
    let wild: Vec<_> = (0..100).map(|at| (f64::from(at) / 40.0 - 0.5, 3.0 * libm::sin(f64::from(at)))).collect();
    let mut picture = Picture::new(336.0, 206.0);
    chart.line(&mut picture, &wild, Look::Measured(Ink::Work));
    chart.area(&mut picture, &wild, Ink::Work);
    chart.band(&mut picture, &wild.iter().map(|&(x, y)| (x, y - 1.0, y + 1.0)).collect::<Vec<_>>(), Ink::Work);
    chart.unreachable(&mut picture, &wild);
    assert!(picture.segs.len() > 20);
    for seg in &picture.segs {
        if let Seg::Move(p) | Seg::Line(p) = seg {
            assert!(p.x >= frame.left - 0.1 && p.x <= frame.right + 0.1, "{p:?}");
            assert!(p.y >= frame.top - 0.1 && p.y <= frame.bottom + 0.1, "{p:?}");
        }
    }
}

#[test]
fn numbers_below_a_short_axis_do_not_touch() {
    for right in [60.0, 75.0, 90.0, 120.0, 300.0] {
        let mut picture = Picture::new(right + 40.0, 200.0);
        let frame = Frame { left: 40.0, top: 10.0, right, bottom: 150.0 };
        let x = Axis::exact("seconds", Scale::Linear, -60.0, 0.0);
        Chart::new(frame, x, Axis::nice("y", Scale::Linear, 0.0, 1.0)).axes(&mut picture, true);
        let mut numbers: Vec<(f32, f32)> = Vec::new();
        for shape in &picture.shapes {
            if let Shape::Text { first, len, at, .. } = shape
                && at.y == 169.0
            {
                let half = text_width(Type::Axis, 0.0, picture.words(*first, *len)) / 2.0;
                numbers.push((at.x - half, at.x + half));
            }
        }
        numbers.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert!(numbers.windows(2).all(|pair| pair[0].1 < pair[1].0), "{right}: {numbers:?}");
        assert!(!numbers.is_empty() && (right < 300.0 || numbers.len() == 4), "{right}: {numbers:?}");
    }
}
