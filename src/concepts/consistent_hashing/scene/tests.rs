//! Laws of the picture: inside its bounds under every strategy and in every layout, bounded in shapes, the same for the
//! same moment, and the keys that moved stand where they belong.

use super::super::model::{Action, Cluster};
use super::super::occurrence::Step;
use super::super::panels::{PANELS, draw as draw_panel};
use super::super::params::Params;
use super::draw;
use crate::concept::{Layout, View};
use crate::policies::place::{Kind, NodeId};
use crate::scene::bounds::bounds;
use crate::scene::{Fill, Ink, Picture, Pt, Seg, Shape, Target};
use crate::sim::{Discard, Model as _, Seed, Time};

const LAYOUTS: [(Layout, f32, f32); 6] = [
    (Layout::Wide, 606.0, 440.0),
    (Layout::Wide, 1040.0, 420.0),
    (Layout::Tall, 360.0, 432.0),
    (Layout::Mini, 203.0, 150.0),
    (Layout::Still, 606.0, 440.0),
    (Layout::Still, 360.0, 432.0),
];

fn model(strategy: Kind, nodes: u32, deeds: &[Step], after: f64) -> Cluster {
    let params = Params { strategy, nodes, keys: 1000, ..Params::default() };
    let mut model = Cluster::new(&params, Seed(5));
    model.run_until(Time::from_secs(1.0), &mut Discard);
    for step in deeds {
        model.act(&Action::Nodes(*step), &mut Discard);
    }
    model.run_until(Time::from_secs(1.0 + after), &mut Discard);
    model
}

/// The first thing that is wrong with a picture, if anything is.
fn fault(picture: &Picture) -> Option<String> {
    if picture.shapes.len() < 5 || picture.shapes.len() > 4000 {
        return Some(format!("{} shapes", picture.shapes.len()));
    }
    let slack = 4.0;
    picture.shapes.iter().find_map(|shape| {
        let area = bounds(picture, shape)?;
        let inside = area.min.x >= -slack
            && area.min.y >= -slack
            && area.max.x <= picture.width + slack
            && area.max.y <= picture.height + slack;
        let words = match shape {
            Shape::Text { first, len, .. } => picture.words(*first, *len),
            _ => "",
        };
        (!inside).then(|| format!("{shape:?} {words} reaches out: {area:?}"))
    })
}

#[test]
fn everything_stays_inside() {
    let mut picture = Picture::default();
    for kind in Kind::ALL {
        for (nodes, deeds) in [
            (4, vec![Step::Join(1.0)]),
            (12, vec![Step::Die(3)]),
            (1, vec![Step::Leave(0)]),
            (32, vec![]),
            (3, vec![Step::Weigh(1, 4.0)]),
        ] {
            for after in [0.0, 0.3, 0.6, 2.0] {
                let model = model(*kind, nodes, &deeds, after);
                for (layout, width, height) in LAYOUTS {
                    let focus = Some(Target { kind: "key", id: 7 });
                    draw(&model, &View { focus, ..View::new(width, height, layout) }, &mut picture);
                    assert_eq!(fault(&picture), None, "{kind:?} {nodes} {deeds:?} {after} {layout:?} {width}");
                }
                for index in 0..PANELS.len() {
                    let (width, height) = if index == 0 { (400.0, 440.0) } else { (340.0, 240.0) };
                    picture.clear(width, height);
                    draw_panel(
                        index,
                        model.params(),
                        &model,
                        &View::new(width, height, Layout::Wide),
                        None,
                        &mut picture,
                    );
                    if nodes > 1 {
                        assert_eq!(fault(&picture), None, "{kind:?} {nodes} panel {index}");
                    }
                }
            }
        }
    }
}

#[test]
fn racks_hot_keys_and_what_is_lost_stay_inside() {
    use super::super::params::{Popularity, Treat};
    let mut picture = Picture::default();
    for kind in [Kind::Ring, Kind::Maglev, Kind::Range, Kind::Directory, Kind::Jump] {
        for (racks, salt, treat) in [(4, 1, Treat::Known), (8, 3, Treat::Known), (2, 1, Treat::Found)] {
            let params = Params {
                strategy: kind,
                nodes: 12,
                keys: 1000,
                racks,
                salt,
                treat,
                copies: 3,
                replicas: 1,
                popularity: Popularity::Celebrity,
                sketch: 200,
                rows: 8,
                window: 300,
                rate: 1000.0,
                weights: vec![10.0, 0.1, 1.0],
                outage: racks == 8,
                clients: 100,
                ..Params::default()
            };
            let mut model = Cluster::new(&params, Seed(5));
            model.run_until(Time::from_secs(1.0), &mut Discard);
            model.act(&Action::Rack(1), &mut Discard);
            assert!(model.gone().is_some_and(|gone| !gone.keys.is_empty()));
            model.run_until(Time::from_secs(3.0), &mut Discard);
            for (layout, width, height) in LAYOUTS {
                draw(&model, &View::new(width, height, layout), &mut picture);
                assert_eq!(fault(&picture), None, "{kind:?} {racks} {layout:?} {width}");
            }
            for index in 0..PANELS.len() {
                picture.clear(340.0, 240.0);
                let view = View::new(340.0, 240.0, Layout::Wide);
                draw_panel(index, model.params(), &model, &view, None, &mut picture);
                assert_eq!(fault(&picture), None, "{kind:?} {racks} panel {index}");
            }
        }
    }
}

#[test]
fn a_million_keys_are_few_shapes() {
    let params = Params { keys: 1_000_000, marks: 1000, compare: vec![], ..Params::default() };
    let model = Cluster::new(&params, Seed(1));
    let mut picture = Picture::default();
    draw(&model, &View::new(606.0, 440.0, Layout::Wide), &mut picture);
    assert_eq!(fault(&picture), None);
}

#[test]
fn keys_walk_from_inside_the_band_to_outside_it() {
    let blue = |after: f64| {
        let model = model(Kind::Ring, 4, &[Step::Join(1.0)], after);
        let mut picture = Picture::default();
        draw(&model, &View::new(606.0, 440.0, Layout::Wide), &mut picture);
        let centre = picture.shapes.iter().find_map(|shape| match shape {
            Shape::Circle { c, r, .. } if *r > 100.0 => Some(*c),
            _ => None,
        });
        let c = centre.expect("there is a band");
        let far = picture.shapes.iter().filter_map(|shape| match shape {
            Shape::Path { first, len: 5, fill: Fill::Flat(Ink::Work, _), .. } => {
                // A diamond is made of lines, an arc of the band is not.
                let [Seg::Move(at), Seg::Line(_)] = picture.segments(*first, 2) else { return None };
                Some(libm::hypotf(at.x - c.x, at.y - c.y))
            }
            _ => None,
        });
        far.collect::<Vec<_>>()
    };
    let (start, end) = (blue(0.1), blue(1.5));
    assert!(!start.is_empty() && start.len() == end.len());
    assert!(start.iter().zip(&end).all(|(was, is)| was < is), "{start:?} {end:?}");
}

#[test]
fn the_same_moment_is_the_same_picture() {
    let (mut one, mut two) = (Picture::default(), Picture::default());
    let model = model(Kind::Maglev, 4, &[Step::Join(1.0)], 0.7);
    let view = View::new(606.0, 440.0, Layout::Wide);
    draw(&model, &view, &mut one);
    draw(&model.clone(), &view, &mut two);
    assert_eq!(one, two);
}

#[test]
fn a_fleet_stays_inside_and_a_user_who_is_cut_flies_to_where_it_waits() {
    use super::super::params::{Find, Tier};
    let mut picture = Picture::default();
    for (kind, find, nodes) in
        [(Kind::Ring, Find::Placement, 10), (Kind::Modulo, Find::Presence, 32), (Kind::Jump, Find::Presence, 1)]
    {
        let params = Params { tier: Tier::Gateways, find, strategy: kind, nodes, keys: 5000, ..Params::default() };
        let params = Params { drain: 4.0, accepts: 50.0, ..params };
        let mut model = Cluster::new(&params, Seed(5));
        model.run_until(Time::from_secs(1.0), &mut Discard);
        for (after, step) in [(0.1, Step::Die(0)), (0.7, Step::Join(1.0)), (3.0, Step::Leave(1))] {
            model.act(&Action::Nodes(step), &mut Discard);
            model.run_until(model.now() + crate::sim::Span::from_secs(after), &mut Discard);
            model.set(&Params { outage: after > 2.0, ..params.clone() }, &mut Discard);
            for (layout, width, height) in LAYOUTS {
                let focus = Some(Target { kind: "key", id: 26 });
                draw(&model, &View { focus, ..View::new(width, height, layout) }, &mut picture);
                assert_eq!(fault(&picture), None, "{kind:?} {after} {layout:?} {width}");
            }
            for index in 0..PANELS.len() {
                picture.clear(340.0, 240.0);
                let view = View::new(340.0, 240.0, Layout::Wide);
                draw_panel(index, model.params(), &model, &view, None, &mut picture);
                // Without nodes most of them have little to say.
                if model.members().len() > 1 {
                    assert_eq!(fault(&picture), None, "{kind:?} {after} panel {index}");
                }
            }
        }
    }
    // Right after the death its users are where they were, a while later in the box of those who are away.
    let params = Params { tier: Tier::Gateways, backoff: 20.0, jitter: 0.0, keys: 200, ..Params::default() };
    let amber = |after: f64| {
        let mut model = Cluster::new(&params, Seed(5));
        model.run_until(Time::from_secs(1.0), &mut Discard);
        model.act(&Action::Nodes(Step::Die(1)), &mut Discard);
        model.run_until(Time::from_secs(1.0 + after), &mut Discard);
        let mut picture = Picture::default();
        draw(&model, &View::new(606.0, 440.0, Layout::Wide), &mut picture);
        let at = picture.shapes.iter().filter_map(|shape| match shape {
            Shape::Path { first, len: 5, fill: Fill::Flat(Ink::Wait, _), .. } => {
                let [Seg::Move(at), Seg::Line(_)] = picture.segments(*first, 2) else { return None };
                Some(at.x)
            }
            _ => None,
        });
        (model.fleet().unwrap().users().away() as usize, at.collect::<Vec<_>>())
    };
    let (away, start) = amber(0.0);
    let (_, end) = amber(1.0);
    assert!(away > 20 && start.len() == away && end.len() == away, "{away} {} {}", start.len(), end.len());
    assert!(start.iter().all(|x| *x > 240.0) && end.iter().all(|x| *x < 240.0), "{start:?} {end:?}");
}

/// All that a picture says.
fn words(picture: &Picture) -> Vec<&str> {
    let words = |shape: &Shape| match shape {
        Shape::Text { first, len, .. } => Some(picture.words(*first, *len)),
        _ => None,
    };
    picture.shapes.iter().filter_map(words).collect()
}

#[test]
fn every_node_of_a_table_is_named() {
    let mut picture = Picture::default();
    for kind in [Kind::Modulo, Kind::Rendezvous, Kind::Maglev, Kind::Slots] {
        let model = model(kind, 12, &[Step::Join(1.0)], 3.0);
        for (layout, width, height) in LAYOUTS.into_iter().filter(|(layout, ..)| *layout != Layout::Mini) {
            draw(&model, &View::new(width, height, layout), &mut picture);
            let words = words(&picture);
            for member in model.members().iter() {
                let letter = super::letter(member.id);
                assert!(words.contains(&&*letter), "{kind:?} {layout:?} {width}: {letter} of {words:?}");
            }
        }
    }
}

#[test]
fn what_moved_stands_beside_what_theory_and_modulo_say() {
    let mut picture = Picture::default();
    for kind in [Kind::Ring, Kind::Bounded, Kind::Ketama, Kind::MultiProbe, Kind::Jump, Kind::Range] {
        let model = model(kind, 4, &[Step::Join(1.0)], 3.0);
        for (layout, width, height) in [
            (Layout::Wide, 606.0, 350.0),
            (Layout::Wide, 720.0, 380.0),
            (Layout::Wide, 1040.0, 420.0),
            (Layout::Tall, 360.0, 318.0),
        ] {
            draw(&model, &View::new(width, height, layout), &mut picture);
            assert_eq!(fault(&picture), None, "{kind:?} {layout:?} {width}");
            let all = words(&picture);
            let says = |what: &str| all.iter().any(|words| words.contains(what));
            let theory = if kind == Kind::Range { "a split moves half" } else { "theory says 1/5 = 20.0 %" };
            assert!(says(theory) && says("mod N would move"), "{kind:?} {layout:?} {width}: {all:?}");
        }
    }
}

#[test]
fn a_key_that_is_pointed_at_shows_its_whole_way() {
    // Bounded loads without slack: most keys that come late pass nodes that are full.
    let params = Params { strategy: Kind::Bounded, nodes: 5, keys: 200, bound: 1.0, ..Params::default() };
    let model = Cluster::new(&params, Seed(5));
    let (own, mut passed) = (model.own(), 0);
    let (points, bits) = super::circle(&own.strategy).unwrap();
    for key in 0..200 {
        let way = super::way::Way::of(own, points, bits, key);
        let straight = points.owner(own.points[key as usize]) == Some(NodeId::from(own.owners[key as usize]));
        assert_eq!(way.stops.is_empty(), straight, "{key}");
        passed += u32::from(!straight);
    }
    assert!(passed > 20, "{passed}");
    // Under multi-probe every point is shown, and the way is the shortest of all.
    let model = Cluster::new(&Params { strategy: Kind::MultiProbe, ..params }, Seed(5));
    let (points, bits) = super::circle(&model.own().strategy).unwrap();
    let way = super::way::Way::of(model.own(), points, bits, 7);
    assert!(way.stops.len() == 21 && way.by < 0.5, "{}", way.by);
    let mut picture = Picture::default();
    let mut shapes = |focus| {
        draw(&model, &View { focus, ..View::new(606.0, 440.0, Layout::Wide) }, &mut picture);
        assert_eq!(fault(&picture), None);
        picture.shapes.len()
    };
    assert!(shapes(Some(Target { kind: "key", id: 8 })) > shapes(None) + 3);
}

#[test]
fn every_gateway_is_named_on_a_phone() {
    use super::super::params::{Find, Tier};
    let mut picture = Picture::default();
    for (nodes, find) in [(10, Find::Placement), (24, Find::Placement), (24, Find::Presence), (32, Find::Presence)] {
        let params = Params { tier: Tier::Gateways, find, nodes, keys: 5000, ..Params::default() };
        let model = Cluster::new(&params, Seed(5));
        draw(&model, &View::new(360.0, 318.0, Layout::Tall), &mut picture);
        assert_eq!(fault(&picture), None, "{nodes} {find:?}");
        let named = |letter: &str| {
            let mut places = picture.shapes.iter().filter_map(|shape| match shape {
                Shape::Text { at, first, len, .. } if picture.words(*first, *len) == letter => Some(*at),
                _ => None,
            });
            places.next().unwrap_or_else(|| panic!("{letter} of {nodes} with {find:?}"))
        };
        let all: Vec<Pt> = model.members().iter().map(|member| named(&super::letter(member.id))).collect();
        for (i, a) in all.iter().enumerate() {
            assert!(all[..i].iter().all(|b| (a.y - b.y).abs() > 8.0 || (a.x - b.x).abs() > 100.0), "{nodes} {all:?}");
        }
    }
}

#[test]
fn a_letter_gives_way_to_keys_as_far_as_its_arcs_go() {
    let letters =
        |arcs: &[(f32, f32, NodeId)], outside: &[f32]| super::letters::letters(arcs, (None, None), outside, (0.1, 0.1));
    // In the middle of its longest arc; beside it if keys stand there; at another arc if they stand all along it.
    let arcs = [(0.0, 1.0, 0), (2.0, 2.02, 0)];
    assert_eq!(letters(&arcs, &[]), [(0, 0.5)]);
    let (_, beside) = letters(&arcs, &[0.45, 0.5])[0];
    assert!((beside - 0.5).abs() > 0.1 && (0.0..1.0).contains(&beside), "{beside}");
    let all: Vec<f32> = (0..21).map(|k| k as f32 * 0.05).collect();
    assert_eq!(letters(&arcs, &all), [(0, 2.01)]);
    assert_eq!(letters(&arcs[..1], &all), [(0, 0.5)]);
}

#[test]
fn letters_of_a_ring_stand_apart_and_above_its_racks() {
    let params = Params { strategy: Kind::Ring, nodes: 12, keys: 1000, racks: 4, ..Params::default() };
    let mut model = Cluster::new(&params, Seed(5));
    model.run_until(Time::from_secs(1.0), &mut Discard);
    model.act(&Action::Nodes(Step::Die(3)), &mut Discard);
    model.run_until(Time::from_secs(4.0), &mut Discard);
    let mut picture = Picture::default();
    draw(&model, &View::new(360.0, 318.0, Layout::Tall), &mut picture);
    let places = |kind| picture.hits.iter().filter(move |hit| hit.target.kind == kind).collect::<Vec<_>>();
    let (nodes, racks) = (places("node"), places("rack"));
    assert_eq!((nodes.len(), racks.len()), (11, 4));
    let top = racks.iter().map(|rack| rack.c.y - rack.half.y).fold(f32::MAX, f32::min);
    for (i, a) in nodes.iter().enumerate() {
        assert!(a.c.y + super::weigh::RIM < top, "{a:?} over {top}");
        for b in &nodes[..i] {
            let apart = (a.c.x - b.c.x).hypot(a.c.y - b.c.y);
            assert!(apart > 2.0 * super::weigh::RIM, "{a:?} and {b:?} are {apart} apart");
        }
    }
}
