use super::super::model::{Action, Caches, EACH};
use super::super::params::{Params, Requests, Rule};
use super::super::recorder::Recorder;
use super::cells::{Cell, Look, Mark};
use super::*;
use crate::lang::{self, Lang};
use crate::policies::evict::Eviction as _;
use crate::scene::{Seg, Shape, pt};
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

/// Where words stand: their left and right end, and the line they stand on.
fn words(picture: &Picture) -> Vec<(String, f32, f32, f32)> {
    let said = picture.shapes.iter().filter_map(|shape| match shape {
        Shape::Text { first, len, at, style, size, align, .. } => {
            let words = picture.words(*first, *len);
            let width = crate::scene::text_width(*style, *size, words);
            let left = match align {
                crate::scene::Align::Start => at.x,
                crate::scene::Align::Middle => at.x - width / 2.0,
                crate::scene::Align::End => at.x - width,
            };
            Some((words.to_owned(), left, left + width, at.y))
        }
        _ => None,
    });
    said.collect()
}

#[test]
fn a_name_is_not_covered_by_hit_or_miss() {
    let policies = vec![Rule::Lru, Rule::Clock, Rule::Sieve, Rule::S3Fifo, Rule::WTinyLfu];
    let (caches, recorder) = run(&Params { policies, ..Params::default() }, 5000);
    for (width, worded) in [(1040.0, true), (704.0, false)] {
        let mut picture = Picture::default();
        draw(&caches, &recorder, &View::new(width, 350.0, Layout::Wide), &mut picture);
        let said = words(&picture);
        assert_eq!(said.iter().any(|(word, ..)| word == "hit" || word == "miss"), worded, "{width}");
        let (_, _, name, _) = said.iter().find(|(word, ..)| word == "W-TinyLFU").unwrap();
        // The rays of a hit and the arrow of a miss begin 14 to the left of their middle.
        let sign = if worded { width - 19.0 - 44.0 - 14.0 } else { width - 19.0 - 28.0 };
        assert!(*name < sign, "{width}: {name} {sign}");
    }
}

#[test]
fn what_stands_below_rows_covers_neither_keys_nor_the_last_requests() {
    for policies in [
        vec![Rule::Sieve, Rule::Arc],
        vec![Rule::Arc, Rule::Lirs, Rule::Sieve],
        vec![Rule::Lru, Rule::Clock, Rule::Sieve, Rule::Arc, Rule::WTinyLfu],
    ] {
        for size in [4, 16, 32, 60, 256] {
            let (caches, recorder) = run(&Params { policies: policies.clone(), size, ..Params::default() }, 5000);
            for (width, height) in [(1040.0, 350.0), (1040.0, 465.0), (704.0, 350.0)] {
                let mut picture = Picture::default();
                draw(&caches, &recorder, &View::new(width, height, Layout::Wide), &mut picture);
                for (word, left, right, y) in words(&picture) {
                    if word != "hand" && !word.starts_with("target") {
                        continue;
                    }
                    assert!(y < height - 76.0, "{word} of {size} in {width} by {height}: {y}");
                    let covers = picture.shapes.iter().any(|shape| match shape {
                        Shape::Rect { at, w, h, .. } => {
                            at.x < right && at.x + w > left && at.y < y - 1.0 && at.y + h > y - 8.0
                        }
                        _ => false,
                    });
                    assert!(!covers, "{word} of {size} in {width} by {height}");
                }
            }
        }
    }
}

#[test]
fn five_caches_of_sixteen_name_each_of_their_keys() {
    for &rule in Rule::ALL {
        let others = [Rule::Lru, Rule::Clock, Rule::Sieve, Rule::S3Fifo, Rule::Fifo].into_iter();
        let policies: Vec<Rule> = std::iter::once(rule).chain(others.filter(|other| *other != rule)).take(5).collect();
        for requests in [5000, 5037, 25_678] {
            let (caches, recorder) = run(&Params { policies: policies.clone(), ..Params::default() }, requests);
            let mut picture = Picture::default();
            draw(&caches, &recorder, &View::new(1040.0, 350.0, Layout::Wide), &mut picture);
            let said = words(&picture);
            let column = |left: f32| left < 180.0;
            for key in held(&caches.lanes()[0].policy) {
                let number = super::super::words::label(key).to_string();
                let named = said.iter().any(|(word, left, _, y)| *word == number && column(*left) && *y > 120.0);
                assert!(named, "{number} of {} at {requests}", rule.name());
            }
            // After a duel the two keys with their counts stand in place of the word.
            let count = |word: &str| word.split_once(": ").is_some_and(|(_, count)| count.parse::<u32>().is_ok());
            let sketched = |word: &str| word.starts_with("sketch") || count(word);
            let shown = said.iter().any(|(word, left, ..)| sketched(word) && column(*left));
            assert!(rule != Rule::WTinyLfu || shown, "{requests}");
        }
    }
}

#[test]
fn numbers_of_three_digits_are_never_smaller_than_nine() {
    for rule in [Rule::Clock, Rule::WTinyLfu, Rule::S3Fifo, Rule::Arc] {
        let policies = vec![rule, Rule::Lru, Rule::Fifo, Rule::Sieve, Rule::Lfu];
        let (caches, recorder) = run(&Params { policies, ..Params::default() }, 5000);
        let mut picture = Picture::default();
        draw(&caches, &recorder, &View::new(1040.0, 350.0, Layout::Wide), &mut picture);
        for shape in &picture.shapes {
            let Shape::Text { first, len, size, .. } = shape else { continue };
            let word = picture.words(*first, *len);
            let number = word.len() < 4 && word.bytes().all(|b| b.is_ascii_digit());
            assert!(!number || *size == 0.0 || *size >= 9.0, "{word} of {}: {size}", rule.name());
        }
    }
}

#[test]
fn words_of_the_strip_end_where_its_axis_does() {
    let policies = vec![Rule::WTinyLfu, Rule::S3Fifo];
    let (caches, recorder) = run(&Params { policies, ..Params::default() }, 5000);
    let at = |request: u64| Time(request * EACH.0);
    for (_, file) in lang::built_in::GERMAN.iter().filter(|(of, _)| of.is_empty() || *of == "cache_eviction") {
        lang::learn(lang::read(file).unwrap());
    }
    for (lang, right) in Lang::ALL.into_iter().flat_map(|lang| [320.0, 380.0, 460.0, 700.0].map(|right| (lang, right)))
    {
        let _tongue = lang::speaking(lang);
        let axis = crate::concept::TimeAxis { from: at(4700), to: at(5200), left: 6.0, right };
        let record = crate::concept::Record { axis, base: 48.0, rise: 28.0, end: at(5000) };
        let mut picture = Picture::default();
        assert!(record::draw(&caches, &recorder, &record, &mut picture));
        let said = words(&picture);
        assert!(said.iter().any(|(word, ..)| word == "S3-FIFO"), "{said:?}");
        assert!(said.is_sorted_by(|one, next| one.2 + 4.0 <= next.1), "{said:?} touch");
        for (word, _, end, _) in said {
            assert!(end <= right + 12.0, "{word} ends at {end} of {right}");
        }
    }
}

#[test]
fn what_stands_over_names_crosses_no_wire_to_the_origin() {
    let policies = vec![Rule::S3Fifo, Rule::Lru, Rule::Clock, Rule::Sieve, Rule::TwoQ];
    for width in [640.0, 704.0, 760.0] {
        let (caches, recorder) = run(&Params { policies: policies.clone(), ..Params::default() }, 5000);
        let mut picture = Picture::default();
        draw(&caches, &recorder, &View::new(width, 350.0, Layout::Wide), &mut picture);
        let points = picture.segs.iter().zip(picture.segs.iter().skip(1));
        let mut upright: Vec<f32> = points
            .filter_map(|pair| match pair {
                (Seg::Move(a) | Seg::Line(a), Seg::Line(b)) if a.x == b.x && (a.y - b.y).abs() > 90.0 => Some(a.x),
                _ => None,
            })
            .collect();
        upright.extend(picture.shapes.iter().filter_map(|shape| match shape {
            Shape::Line { a, b, .. } if a.x == b.x && (a.y - b.y).abs() > 90.0 => Some(a.x),
            _ => None,
        }));
        assert!(upright.len() >= 5, "{upright:?}");
        let said = words(&picture);
        let over: Vec<_> = said.iter().filter(|(word, ..)| word.contains(" names")).collect();
        assert!(!over.is_empty());
        for (word, left, right, _) in over {
            assert!(!upright.iter().any(|x| left < x && x < right), "{word}: {left} to {right}, {upright:?}");
        }
    }
}
