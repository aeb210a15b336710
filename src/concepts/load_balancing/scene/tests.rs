//! Laws of the picture: inside its bounds at any size, bounded in shapes, the same for the same moment.

use super::super::model::{Action, Cluster};
use super::super::params::Params;
use super::super::recorder::Recorder;
use super::draw;
use super::layout::Frame;
use crate::concept::{Layout, View};
use crate::policies::balance::Kind;
use crate::scene::bounds::bounds;
use crate::scene::{Fill, Hit, Ink, Picture, Shape, Target, Type};
use crate::sim::timeline::Input;
use crate::sim::{Seed, Time, Timeline};
use proptest::prelude::*;

const LAYOUTS: [Layout; 4] = [Layout::Wide, Layout::Tall, Layout::Mini, Layout::Still];

fn params(servers: u32, change: impl FnOnce(&mut Params)) -> Params {
    let rate = 9.0 * f64::from(servers);
    let mut params = Params { servers, policy: Kind::PowerOfChoices, rate, mean: 0.1, net: 100.0, ..Params::default() };
    change(&mut params);
    params
}

fn view(layout: Layout, width: f32, height: f32) -> View {
    View::new(width, height, layout)
}

fn run(params: &Params, deeds: &[(f64, Action)], until: f64) -> Timeline<Cluster, Recorder> {
    let mut timeline = Timeline::new(params, Seed(5), Recorder::default());
    for &(at, deed) in deeds {
        timeline.advance(Time::from_secs(at), u64::MAX);
        timeline.input(Input::Act(deed));
    }
    timeline.advance(Time::from_secs(until), u64::MAX);
    timeline
}

fn drawn(timeline: &Timeline<Cluster, Recorder>, view: &View) -> Picture {
    let mut picture = Picture::default();
    draw(timeline.model(), timeline.recorder(), view, &mut picture);
    picture
}

/// The first thing that is wrong with a picture, if anything is.
fn fault(picture: &Picture) -> Option<String> {
    if picture.shapes.is_empty() {
        return Some("nothing is drawn".to_owned());
    }
    if picture.shapes.len() > 4_000 {
        return Some(format!("{} shapes", picture.shapes.len()));
    }
    let slack = 2.5; // bounds are generous by a stroke's width
    picture.shapes.iter().find_map(|shape| {
        // Handles of curves may lie outside; the curves do not. A punch paints nothing.
        if matches!(shape, Shape::Punch { .. }) {
            return None;
        }
        let area = bounds(picture, shape)?;
        let all = [area.min.x, area.min.y, area.max.x, area.max.y];
        let inside = area.min.x >= -slack
            && area.min.y >= -slack
            && area.max.x <= picture.width + slack
            && area.max.y <= picture.height + slack;
        let words = match shape {
            Shape::Text { first, len, .. } => picture.words(*first, *len),
            _ => "",
        };
        (!inside || all.iter().any(|x| !x.is_finite()))
            .then(|| format!("{shape:?} {words} of {} by {}", picture.width, picture.height))
    })
}

fn broken() -> Vec<(f64, Action)> {
    vec![
        (1.0, Action::Slow(0, 300_000)),
        (1.5, Action::Kill(1)),
        (2.0, Action::Hang(2)),
        (2.2, Action::Drain(3)),
        (2.9, Action::Kill(5)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn it_fits_at_any_size(
        w in 280.0f32..1600.0,
        h in 160.0f32..900.0,
        servers in 1u32..=64,
        layout in 0usize..4,
        load in 0.2f64..3.0,
        net in prop_oneof![Just(0.0), Just(100.0), Just(900.0)],
        speed in prop_oneof![Just(0.01), Just(1.0), Just(50.0)],
        scale in prop_oneof![Just(1.0f32), Just(1.78)],
    ) {
        let params = params(servers, |p| {
            p.rate *= load;
            p.net = net;
            p.timeout = 1.0;
            p.queue = vec![30.0, 5.0, 1e6];
            p.workers = vec![1.0, 3.0, 12.0];
        });
        let timeline = run(&params, &broken(), 3.0);
        let view = View { speed, scale, focus: Some(Target { kind: "server", id: 1 }), ..view(LAYOUTS[layout], w, h) };
        let picture = drawn(&timeline, &view);
        prop_assert_eq!(fault(&picture), None);
        prop_assert_eq!((picture.width, picture.height), (w, h));
        let servers_hit = picture.hits.iter().filter(|hit| hit.target.kind == "server").count();
        prop_assert_eq!(servers_hit, servers as usize);
    }
}

#[test]
fn the_shapes_are_bounded_with_thousands_in_flight() {
    for (servers, net) in [(6, 10_000.0), (64, 10_000.0), (6, 0.0), (64, 100.0)] {
        let params = params(servers, |p| {
            p.rate = 1_000.0;
            p.net = net;
        });
        let timeline = run(&params, &[(4.0, Action::Kill(1))], 12.0);
        assert!(timeline.model().requests().len() >= 3_000, "{}", timeline.model().requests().len());
        for layout in LAYOUTS {
            for (w, h) in [(1600.0, 900.0), (1040.0, 420.0), (390.0, 432.0)] {
                assert_eq!(fault(&drawn(&timeline, &view(layout, w, h))), None, "{layout:?} {servers} {w}");
            }
        }
    }
}

#[test]
fn the_same_moment_is_the_same_picture() {
    let params = params(6, |_| {});
    let mut timeline = run(&params, &broken(), 4.0);
    let pictures = |timeline: &Timeline<Cluster, Recorder>| {
        LAYOUTS.map(|layout| drawn(timeline, &View { speed: 0.1, ..view(layout, 1040.0, 420.0) }))
    };
    let first = pictures(&timeline);
    assert_eq!(first, pictures(&timeline));
    timeline.advance(Time::from_secs(9.0), u64::MAX);
    let later = pictures(&timeline);
    assert_ne!(first, later);
    timeline.seek(Time::from_secs(4.0));
    assert_eq!(first, pictures(&timeline));
    timeline.seek(Time::from_secs(9.0));
    assert_eq!(later, pictures(&timeline));
}

fn says(picture: &Picture, words: &str) -> bool {
    picture
        .shapes
        .iter()
        .any(|shape| matches!(*shape, Shape::Text { first, len, .. } if picture.words(first, len).contains(words)))
}

#[test]
fn a_death_is_drawn_at_once_and_the_cut_when_it_is_noticed() {
    let params = params(4, |p| {
        p.rate = 60.0;
        p.interval = 1.0;
        p.fall = 3;
    });
    let deeds = [(2.0, Action::Kill(1))];
    let wide = view(Layout::Wide, 1040.0, 364.0);
    let before = drawn(&run(&params, &deeds, 2.3), &wide);
    assert!(says(&before, "down") && says(&before, "not noticed yet"));
    let after = drawn(&run(&params, &deeds, 8.0), &wide);
    assert!(says(&after, "down") && says(&after, "noticed after"));
}

#[test]
fn nobody_up_says_how_many_are_turned_away() {
    let params = params(2, |p| p.health = super::super::params::Health::Instant);
    let timeline = run(&params, &[(1.0, Action::Kill(0)), (1.0, Action::Kill(1))], 5.0);
    for layout in [Layout::Wide, Layout::Tall] {
        assert!(says(&drawn(&timeline, &view(layout, 656.0, 420.0)), "18 /s turned away"), "{layout:?}");
    }
}

#[test]
fn a_bead_never_stands_on_the_line_it_will_join() {
    let params = params(3, |p| p.rate = 40.0);
    for at in [2.0, 2.5, 3.0, 3.3, 4.0] {
        let timeline = run(&params, &[], at);
        let picture = drawn(&timeline, &view(Layout::Wide, 1040.0, 364.0));
        let beads: Vec<&Hit> = picture.hits.iter().filter(|hit| hit.target.kind == "request").collect();
        let waits = |hit: &Hit| {
            let requests = timeline.model().requests();
            requests.iter().any(|r| r.k + 1 == hit.target.id && r.stage == super::super::model::Stage::Waiting)
        };
        for (at, one) in beads.iter().enumerate() {
            for other in &beads[..at] {
                let gap = libm::hypotf(one.c.x - other.c.x, one.c.y - other.c.y);
                assert!(waits(one) == waits(other) || gap >= one.r + other.r, "{one:?} {other:?}");
            }
        }
    }
}

#[test]
fn any_request_can_be_asked_why() {
    let timeline = run(&params(6, |_| {}), &[], 5.0);
    let latest = timeline.recorder().routes.newest_first().next().copied();
    let Some(routing) = latest else { panic!("nothing was routed in five seconds") };
    let focus = Some(Target { kind: "request", id: routing.k + 1 });
    let picture = drawn(&timeline, &View { focus, ..view(Layout::Wide, 1040.0, 364.0) });
    assert!(says(&picture, "Looked at"));
    let slow = View { speed: 0.1, ..view(Layout::Wide, 1040.0, 364.0) };
    assert!(says(&drawn(&timeline, &slow), "Looked at"));
    assert!(!says(&drawn(&timeline, &view(Layout::Wide, 1040.0, 364.0)), "Looked at"));
}

#[test]
fn the_sentence_stands_clear_of_the_wires() {
    let timeline = run(&params(6, |_| {}), &[], 5.0);
    let mut seen = 0;
    for w in (520..=1040).step_by(20) {
        let slow = View { speed: 0.1, ..view(Layout::Wide, w as f32, 364.0) };
        let picture = drawn(&timeline, &slow);
        let frame = Frame::new(Layout::Wide, w as f32, 364.0, &[0, 1, 2, 3, 4, 5], 1);
        for shape in picture.shapes.iter().filter(|shape| matches!(shape, Shape::Text { style: Type::Note, .. })) {
            let Some(area) = bounds(&picture, shape) else { continue };
            seen += 1;
            for rail in &frame.rails {
                let points = (0..).map(|n| n as f32).take_while(|&at| at < rail.bend_length());
                for point in points.map(|at| rail.point_after(at)) {
                    let beside = point.y >= area.min.y && point.y <= area.max.y;
                    assert!(!beside || point.x >= area.max.x + 4.0, "{w} px: {point:?} at {area:?}");
                }
            }
        }
    }
    assert!(seen > 40, "{seen} lines");
}

#[test]
fn a_kill_leaves_the_past_in_the_strips() {
    // One server with more than it can do: when it dies all that wait are lost at once.
    let params = params(1, |params| {
        params.rate = 40.0;
        params.policy = Kind::RoundRobin;
    });
    let strip = |deeds: &[(f64, Action)], until| {
        let picture = drawn(&run(&params, deeds, until), &view(Layout::Still, 1040.0, 360.0));
        let mut line = 0.0f32;
        for shape in &picture.shapes {
            if let Shape::Path { fill: Fill::Flat(Ink::Wait, _), .. } = shape {
                line = line.max(bounds(&picture, shape).map_or(0.0, |area| area.max.y - area.min.y));
            }
        }
        line
    };
    let before = strip(&[], 8.0);
    assert!(before > 10.0, "the line is {before} px high");
    let after = strip(&[(8.0, Action::Kill(0))], 8.1);
    assert!((after - before).abs() < 2.0, "{before} px before the kill, {after} px after it");
}
