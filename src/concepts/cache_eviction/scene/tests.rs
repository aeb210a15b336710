use super::super::model::{Action, Caches, EACH};
use super::super::params::{Params, Requests, Rule};
use super::super::recorder::Recorder;
use super::cells::{Cell, Look, Mark};
use super::*;
use crate::policies::evict::Eviction as _;
use crate::scene::{Shape, pt};
use crate::sim::{Seed, Time};

fn run(params: &Params, requests: u64) -> (Caches, Recorder) {
    let mut recorder = Recorder::default();
    let mut caches = Caches::new(params, Seed(4));
    caches.run_until(Time(requests * EACH.0), &mut recorder);
    (caches, recorder)
}

#[test]
fn every_policy_shows_the_keys_it_holds_at_every_size() {
    for &rule in Rule::ALL {
        for size in [2, 16, 41, 256] {
            let (caches, recorder) = run(&Params { policies: vec![rule], size, ..Params::default() }, 3000);
            let policy = &caches.lanes()[0].policy;
            let keys = held(policy);
            assert_eq!(keys.len() as u64, policy.used(), "{} of {size}", rule.name());
            assert!(keys.iter().all(|&key| policy.holds(key)));
            let mut picture = Picture::default();
            for (width, height, layout) in [
                (1040.0, 408.0, Layout::Wide),
                (764.0, 365.0, Layout::Still),
                (360.0, 432.0, Layout::Tall),
                (320.0, 180.0, Layout::Mini),
            ] {
                draw(&caches, &recorder, &View::new(width, height, layout), &mut picture);
                assert!(picture.shapes.len() > 10, "{} of {size}, {layout:?}", rule.name());
            }
        }
    }
}

#[test]
fn nothing_leaves_the_picture() {
    for policies in [
        vec![Rule::Lru, Rule::Clock, Rule::Sieve, Rule::S3Fifo, Rule::WTinyLfu],
        vec![Rule::Arc, Rule::Lirs, Rule::TwoQ, Rule::Slru, Rule::Lfu],
    ] {
        for size in [2, 9, 16, 24, 60, 256] {
            let (caches, recorder) = run(&Params { policies: policies.clone(), size, ..Params::default() }, 5000);
            for (width, height) in [(1040.0, 408.0), (800.0, 365.0)] {
                let mut picture = Picture::default();
                draw(&caches, &recorder, &View::new(width, height, Layout::Wide), &mut picture);
                for shape in &picture.shapes {
                    if let Shape::Rect { at, w, h, .. } = shape {
                        let inside =
                            at.x >= -4.0 && at.x + w <= width + 4.0 && at.y >= -4.0 && at.y + h <= height + 4.0;
                        assert!(inside, "{size} {width}: {shape:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn keys_move_on_between_requests_and_stand_still_at_high_speed() {
    let (mut caches, recorder) = run(&Params::default(), 100);
    let shapes = |caches: &Caches, speed: f64| {
        let mut picture = Picture::default();
        draw(caches, &recorder, &View { speed, ..View::new(1040.0, 408.0, Layout::Wide) }, &mut picture);
        picture.shapes
    };
    let (slow, fast) = (shapes(&caches, 0.002), shapes(&caches, 1.0));
    assert_eq!(slow, fast);
    caches.settle(Time(100 * EACH.0 + EACH.0 / 2));
    assert_ne!(shapes(&caches, 0.002), slow);
    assert_eq!(shapes(&caches, 1.0), fast);
}

#[test]
fn an_empty_cache_is_drawn_too() {
    let (mut caches, mut recorder) = run(&Params { requests: Requests::Loop, ..Params::default() }, 50);
    caches.act(&Action::Empty, &mut recorder);
    let mut picture = Picture::default();
    draw(&caches, &recorder, &View::new(1040.0, 408.0, Layout::Wide), &mut picture);
    assert!(picture.shapes.len() > 20);
}

#[test]
fn numbers_stay_inside_their_slots_however_low() {
    for h in 21..60 {
        for mark in [Mark::Bit(true), Mark::Count(1, 3)] {
            let mut picture = Picture::new(100.0, 100.0);
            let look = Look { hot: true, name: false, ring: None };
            cells::cell(&mut picture, pt(10.0, 10.0), 24.0, h as f32, &Cell { key: 7, mark }, look);
            let top = picture.shapes.iter().find_map(|shape| match shape {
                // Digits are 0.72 of their size high.
                Shape::Text { at, size, .. } => Some(at.y - 0.72 * size),
                _ => None,
            });
            assert!(top.is_some_and(|top| top >= 11.0), "{h} {mark:?}: {top:?}");
        }
    }
}
