use super::*;
use crate::concept::Layout;
use crate::{concepts, link};

fn run(concept: &str, fragment: &str) -> Box<dyn Run> {
    let entry = concepts::find(concept).unwrap();
    let decoded = link::decode(fragment, entry);
    assert!(decoded.complaints.is_empty(), "{fragment}: {:?}", decoded.complaints);
    (entry.open)(&decoded.state).unwrap()
}

fn words(picture: &Picture) -> Vec<&str> {
    let text = |shape: &Shape| match *shape {
        Shape::Text { first, len, .. } => Some(picture.words(first, len)),
        _ => None,
    };
    picture.shapes.iter().filter_map(text).collect()
}

/// How many shapes have a ghost's line.
fn ghosts(picture: &Picture) -> usize {
    let broken = |stroke: Option<Stroke>| stroke.is_some_and(|s| s.dash == Dash::Broken && s.ink == Ink::Wire);
    let is = |shape: &&Shape| match **shape {
        Shape::Path { stroke, .. } | Shape::Rect { stroke, .. } | Shape::Circle { stroke, .. } => broken(stroke),
        Shape::Line { stroke, .. } => broken(Some(stroke)),
        _ => false,
    };
    picture.shapes.iter().filter(is).count()
}

#[test]
fn every_chart_that_shows_a_run_shows_the_other_one_too_and_is_otherwise_the_same() {
    // Concept, a run, the same run left for another, and charts that must differ.
    let cases = [
        ("load-balancing", "servers=5&rate=44&t=80", "servers=5&rate=30&t=80", &["latency", "servers"][..]),
        ("rate-limiting", "load=12&t=30", "load=12&do=20:load=30&t=30", &["flow"]),
        ("distributed-limiting", "load=60&t=20", "load=60&do=10:load=30&t=20", &["windows"]),
        ("cache-stampede", "t=40", "do=10:expire&t=40", &["answers"]),
        ("sharding", "t=20", "do=10:kill=1&t=20", &["times"]),
        ("consistent-hashing", "do=1:add&t=2", "do=1:leave=2&t=2", &["loads", "strategies"]),
        ("consistent-hashing", "popularity=zipf&t=2", "popularity=zipf&do=1:leave=2&t=2", &["hot"]),
        (
            "rate-limiting",
            "load=12&beside=fixed-window&t=9",
            "load=12&beside=fixed-window&do=6:load=30&t=9",
            &["compare"],
        ),
        ("distributed-limiting", "load=60&beside=sync&t=20", "load=60&beside=sync&do=10:load=30&t=20", &["beside"]),
    ];
    for (concept, here, there, ids) in cases {
        let (own, other) = (run(concept, here), run(concept, there));
        let beside = Beside { run: &*other, name: "the other" };
        for (index, panel) in own.entry().panels.iter().enumerate().filter(|(_, panel)| !panel.text) {
            let view = View::new(420.0, 260.0, Layout::Wide);
            let mut picture = Picture::default();
            draw_panel(&*own, Some(beside), index, &view, None, &mut picture);
            let expected = ids.contains(&panel.id);
            assert!(!expected || ghosts(&picture) > 0, "{concept}, {}", panel.id);
            assert_eq!(ghosts(&picture) > 0, words(&picture).contains(&"“the other”"), "{concept}, {}", panel.id);
            // A run beside itself is that run.
            let mut alone = Picture::default();
            own.draw_panel(index, &view, None, &mut alone);
            let twin = Beside { run: &*own, name: "the other" };
            draw_panel(&*own, Some(twin), index, &view, None, &mut picture);
            assert!(picture == alone, "{concept}, {}", panel.id);
        }
    }
}

#[test]
fn axes_hold_both_runs() {
    let (calm, busy) =
        (run("load-balancing", "rate=8&servers=4&t=30"), run("load-balancing", "rate=80&servers=4&t=30"));
    let view = View::new(420.0, 260.0, Layout::Wide);
    let mut picture = Picture::default();
    draw_panel(&*calm, Some(Beside { run: &*busy, name: "rate 80" }), 0, &view, None, &mut picture);
    let mut other = Picture::default();
    busy.draw_panel(0, &view, None, &mut other);
    let end = |picture: &Picture| words(picture).iter().filter_map(|word| word.parse::<f64>().ok()).fold(0.0, f64::max);
    assert!(end(&picture) >= end(&other), "{} {}", end(&picture), end(&other));
    assert!(ghosts(&picture) > 0);
}

#[test]
fn a_table_has_a_column_for_what_differs_and_the_rows_of_both() {
    let of = |rows: &[[&str; 3]]| Table {
        caption: "c".into(),
        head: ["Server", "Inside", "State"].map(str::to_owned).to_vec(),
        rows: rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect(),
    };
    let own = of(&[["S1", "3", "up"], ["S2", "4", "up"]]);
    assert_eq!(table(own.clone(), &own, "x"), own);
    let both = table(own.clone(), &of(&[["S1", "5", "up"], ["S2", "4", "up"]]), "x");
    assert_eq!(both.head, ["Server", "Inside", "Inside, “x”", "State"]);
    assert_eq!(both.rows, [["S1", "3", "5", "up"], ["S2", "4", "4", "up"]]);
    let both = table(own.clone(), &of(&[["S1", "3", "up"], ["S3", "9", "down"]]), "x");
    assert_eq!(both.head.len(), 5);
    assert_eq!(both.rows[1], ["S2", "4", "", "up", ""]);
    assert_eq!(both.rows[2], ["S3", "", "9", "", "down"]);
    let mut other = of(&[["S1", "1", "up"]]);
    other.head.pop();
    assert_eq!(table(own, &other, "x").rows[2][0], "“x”: S1");
}

#[test]
fn a_scene_over_time_has_the_line_of_the_other_run() {
    // Concept, a run, the same run left for another, the layouts that are drawn over time, and the sizes with room for it.
    let (still, sizes) = (&[Layout::Still][..], &[(1040.0, 364.0), (360.0, 432.0), (200.0, 120.0)][..]);
    let cases = [
        ("load-balancing", "servers=5&rate=44&t=80", "servers=5&rate=44&do=70:kill=1&t=80", still, sizes),
        ("load-balancing", "servers=4&rate=30&t=9", "servers=4&rate=30&do=1:rate=300&t=9", still, sizes),
        ("rate-limiting", "load=12&t=30", "load=12&do=20:load=30&t=30", still, sizes),
        ("cache-stampede", "t=40", "do=38:expire&t=40", &[Layout::Wide, Layout::Still], &sizes[..1]),
    ];
    for (concept, here, there, layouts, sizes) in cases {
        let (own, other) = (run(concept, here), run(concept, there));
        let beside = Beside { run: &*other, name: "the other" };
        for &(width, height) in sizes {
            for layout in layouts {
                let view = View::new(width, height, *layout);
                let mut picture = Picture::default();
                draw_scene(&*own, Some(beside), &view, &mut picture);
                assert!(ghosts(&picture) > 0, "{concept} {layout:?} {width}");
                assert!(words(&picture).contains(&"“the other”"), "{concept} {layout:?} {width}");
                // A ghost stays inside the scene, whatever it reaches.
                for shape in &picture.shapes {
                    let is = matches!(*shape, Shape::Path { stroke: Some(s), .. } if s.dash == Dash::Broken && s.ink == Ink::Wire);
                    if let Some(area) = bounds(&picture, shape).filter(|_| is) {
                        let inside = area.min.y >= -2.0 && area.max.y <= height + 2.0 && area.max.x <= width + 2.0;
                        assert!(inside, "{concept} {layout:?} {width}: {area:?}");
                    }
                }
                // A run beside itself is that run.
                let mut alone = Picture::default();
                own.draw(&view, &mut alone);
                draw_scene(&*own, Some(Beside { run: &*own, name: "itself" }), &view, &mut picture);
                assert!(picture == alone, "{concept} {layout:?}");
            }
        }
    }
}

#[test]
fn a_scene_says_how_many_the_other_run_holds_where_they_differ() {
    let fragment = "servers=5&rate=44&t=80";
    let (own, other) = (run("load-balancing", fragment), run("load-balancing", "servers=5&rate=30&t=80"));
    let beside = Beside { run: &*other, name: "rate 30" };
    let all = counts(&*own, &*other);
    assert!(!all.is_empty());
    for (target, here, there) in &all {
        let of = |run: &dyn Run| run.counts().iter().find(|(other, _)| other == target).map(|(_, n)| *n);
        assert_eq!((of(&*own), of(&*other)), (Some(*here), Some(*there)));
    }
    for (layout, width, height) in [(Layout::Wide, 1040.0, 364.0), (Layout::Tall, 360.0, 432.0)] {
        let mut picture = Picture::default();
        own.draw(&View::new(width, height, layout), &mut picture);
        let before = words(&picture).len();
        draw_counts(&*own, beside, &mut picture);
        assert!(words(&picture)[before].ends_with(" in “rate 30”"), "{:?}", words(&picture)[before]);
        assert!(ghosts(&picture) > all.len() / 2, "{} of {}", ghosts(&picture), all.len());
        // No number lies on another word.
        let places = texts(&picture);
        for (at, text) in places[before..].iter().enumerate() {
            assert!(!places[..before + at].iter().any(|other| meet(*other, *text)));
        }
    }
    let said = said(&*own, beside);
    assert!(said.starts_with("Beside “rate 30”: S") && said.contains(" here, "), "{said}");
    assert!(super::said(&*own, Beside { run: &*own, name: "itself" }).is_empty());
}
