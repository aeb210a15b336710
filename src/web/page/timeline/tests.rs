use super::*;

#[test]
fn the_axis_grows_in_whole_steps_and_always_has_room_ahead() {
    let mut t = 0.0;
    while t < 20_000.0 {
        let axis = Axis::of(&Clock::SECONDS, t, t, 716.0);
        assert!(axis.end >= t && axis.end >= 10.0);
        assert!(axis.end <= (t * 1.6).max(12.0), "{t}: {axis:?}");
        assert!((axis.end / axis.major) < 10.5, "{t}: {axis:?}");
        assert!((axis.at(axis.x(t, 716.0), 716.0) - t).abs() < 1e-3 * axis.end);
        t += 0.37 + t * 0.01;
    }
}

/// Words over lines can be read badly: what the record shows stands where no line is.
#[test]
fn what_the_record_shows_is_not_crossed_by_it() {
    let mut crossed = Vec::new();
    for entry in crate::concepts::all() {
        let clock = &entry.about.clock;
        for preset in entry.presets {
            let state = crate::link::decode(preset.link, entry).state;
            let Ok(mut run) = (entry.open)(&state) else { continue };
            for ahead in [0, 3, 20] {
                run.advance(Time(state.at.0 + ahead * 1_000_000_000), u64::MAX);
                let now = clock.units(run.now());
                let mut picture = Picture::new(716.0, 90.0);
                let axis = Axis::of(clock, now, clock.units(run.end().max(run.now())), 716.0);
                draw(&*run, &WasNow::default(), axis, false, &Left::default(), &mut picture);
                let label = picture.shapes.iter().find_map(|shape| match shape {
                    crate::scene::Shape::Text { first, len, at, .. } => {
                        let words = picture.words(*first, *len);
                        (words == run.strip_label()).then(|| (*at, text_width(Type::Axis, 0.0, words)))
                    }
                    _ => None,
                });
                let (at, width) = label.unwrap_or_else(|| panic!("{}: no label", preset.id));
                assert!(at.x >= PAD && at.x + width <= 716.0, "{}: {at:?}", preset.id);
                let inside = |p: &Pt| p.x > at.x && p.x < at.x + width && p.y > at.y - 9.0 && p.y < at.y + 1.0;
                let over = picture.shapes.iter().any(|shape| match shape {
                    crate::scene::Shape::Path { first, len, stroke: Some(_), .. } => {
                        picture.segs[*first as usize..(*first + *len) as usize].iter().any(|seg| match seg {
                            Seg::Move(p) | Seg::Line(p) => inside(p),
                            _ => false,
                        })
                    }
                    _ => false,
                });
                if over {
                    crossed.push(format!("{} {} at {now}", entry.about.id, preset.id));
                }
            }
        }
    }
    assert!(crossed.is_empty(), "{crossed:?}");
}

#[test]
fn no_flag_covers_what_was_done() {
    let mut said = [0; 2];
    for entry in crate::concepts::all() {
        let clock = &entry.about.clock;
        for preset in entry.presets {
            let state = crate::link::decode(preset.link, entry).state;
            let Ok(mut run) = (entry.open)(&state) else { continue };
            for step in 0..12 {
                run.advance(Time(state.at.0 + step * 400_000_000), u64::MAX);
                let now = clock.units(run.now());
                let axis = Axis::of(clock, now, clock.units(run.end().max(run.now())), 376.0);
                let mut picture = Picture::new(376.0, 90.0);
                draw(&*run, &WasNow::default(), axis, false, &Left::default(), &mut picture);
                let head = axis.x(now, 376.0);
                let marks = run.marks();
                let words = picture.shapes.iter().filter(|shape| match shape {
                    crate::scene::Shape::Text { first, len, .. } => {
                        marks.iter().any(|mark| mark.words == picture.words(*first, *len))
                    }
                    _ => false,
                });
                let mut shown = 0;
                for area in words.filter_map(|shape| crate::scene::bounds::bounds(&picture, shape)) {
                    // The flag is 24 px wide on either side at least (assets/style.css).
                    let clear = area.max.x < head - 24.0 || area.min.x > head + 24.0;
                    assert!(clear, "{} at {now}: {area:?} and the flag at {head}", preset.id);
                    shown += 1;
                }
                said[0] += shown;
                said[1] += marks.len().saturating_sub(shown);
            }
        }
    }
    assert!(said.iter().all(|n| *n > 10), "{said:?}");
}

#[test]
fn a_window_follows_the_playhead_and_a_count_has_no_halves() {
    let clock = Clock::count("request", "requests", crate::sim::Span(1_000_000)).window(500);
    for now in [0.0, 3.0, 299.0, 40_142.0] {
        let axis = Axis::of(&clock, now, 50_000.0, 716.0);
        assert!(axis.shows(now) && axis.end - axis.start == 500.0, "{now}: {axis:?}");
        assert!((axis.at(axis.x(now, 716.0), 716.0) - now).abs() < 0.1);
    }
    let steps = Axis::of(&Clock::count("step", "steps", crate::sim::Span(1)).least(4), 0.0, 0.0, 716.0);
    assert!(steps.major >= 1.0 && steps.end >= 4.0);
}
