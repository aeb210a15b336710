//! From the caches to a picture: the prompt, and a row for each cache with what it knew, what it did, and what became of
//! the last prompts.

use super::model::{Prompts, text};
use super::occurrence::{Answer, How};
use super::params::{Cache, LANES_MAX};
use super::recorder::Recorder;
use super::words;
use crate::concept::{Layout, View};
use crate::scene::{Align, Fill, Ink, Picture, Pt, Seg, Stroke, Type, glyph, lines_of, pt, said_width, text_width};

/// Width from which on there is room for everything in one row.
const WIDE: f32 = 640.0;
/// Height of the prompt above the rows.
const HEAD: f32 = 46.0;
/// From one prompt to the next in a strip.
const STEP: f32 = 9.0;

/// Draws the scene.
pub fn draw(model: &Prompts, recorder: &Recorder, view: &View, picture: &mut Picture) {
    picture.clear(view.width.max(1.0), view.height.max(1.0));
    let (width, height) = (picture.width, picture.height);
    let rows = model.lanes().len().min(LANES_MAX);
    if view.layout == Layout::Mini {
        let each = height / rows.max(1) as f32;
        for at in 0..rows.min(3) {
            let y = each * (at as f32 + 0.5);
            picture.hit_rect("cache", at as u64 + 1, pt(0.0, y - each * 0.5), width, each);
            ends(width, y, picture);
            likeness(model, at, pt(8.0, y), width * 0.42, false, picture);
            strip(recorder, at, (width * 0.52, width - 6.0), y, picture);
        }
        return;
    }
    let wide = view.width >= WIDE && view.layout != Layout::Tall;
    prompt(model, width, wide, picture);
    let each = (height - HEAD) / rows.max(1) as f32;
    for at in 0..rows {
        let top = HEAD + each * at as f32;
        if wide {
            self::wide(model, recorder, at, top, each, picture);
        } else {
            tall(model, recorder, at, top, each, picture);
        }
    }
}

/// Ticks at the ends of a miniature's row, so that rows without a hit have a scale, too.
fn ends(width: f32, y: f32, picture: &mut Picture) {
    for x in [6.0, width * 0.46, width * 0.52, width - 6.0] {
        picture.line(pt(x, y - 14.0), pt(x, y + 14.0), Stroke::new(Ink::Rule, 1.0));
    }
}

/// As much of a sentence as there is room for.
fn fitted(words: &str, style: Type, room: f32) -> String {
    let words = crate::lang::say(words);
    if said_width(style, 0.0, &words) <= room {
        return words.into_owned();
    }
    let mut cut: String = words.into_owned();
    while !cut.is_empty() && said_width(style, 0.0, &cut) + 12.0 > room {
        cut.pop();
    }
    format!("{}…", cut.trim_end())
}

fn prompt(model: &Prompts, width: f32, wide: bool, picture: &mut Picture) {
    let margin = if wide { 2.0 } else { 10.0 };
    // Beside the letter of the figure.
    let left = if wide { 24.0 } else { margin };
    let Some(prompt) = model.last else {
        picture.text(pt(left, 24.0), Type::Label, Ink::Ink3, Align::Start, "No prompt has come yet.");
        return;
    };
    let style = if wide { Type::Panel } else { Type::Name };
    let words = fitted(&format!("“{}”", text(&prompt)), style, width - left - margin - if wide { 110.0 } else { 0.0 });
    picture.said(pt(left, 22.0), style, 0.0, Ink::Ink, Align::Start, &words);
    if wide {
        let of = format!("from program {}", prompt.app + 1);
        picture.text(pt(width - margin, 22.0), Type::Label, Ink::Ink2, Align::End, of);
    }
}

fn readings(model: &Prompts, at: usize) -> (String, String, String) {
    let t = &model.lanes()[at].tally;
    let share = |value: Option<f64>| value.map_or("–".to_owned(), words::percent);
    let mean = t.latency.mean_s().map_or("–".to_owned(), words::seconds);
    (share(t.hit_ratio()), share(t.wrong_share()), mean)
}

fn wide(model: &Prompts, recorder: &Recorder, at: usize, top: f32, height: f32, picture: &mut Picture) {
    let lane = &model.lanes()[at];
    let width = picture.width;
    let (hits, wrong, mean) = readings(model, at);
    picture.text(pt(2.0, top + 18.0), Type::Panel, Ink::Ink, Align::Start, lane.cache.name());
    picture.hit_rect("cache", at as u64 + 1, pt(2.0, top), 170.0, height.min(90.0));
    picture.text(pt(2.0, top + 42.0), Type::Value, Ink::Ink, Align::Start, &hits);
    let x = 2.0 + text_width(Type::Value, 0.0, &hits) + 5.0;
    picture.text(pt(x, top + 42.0), Type::Label, Ink::Ink2, Align::Start, "hits");
    if lane.cache.semantic() {
        // The word may be longer in another language.
        let x = x + (text_width(Type::Label, 0.0, "hits") + 13.0).max(34.0);
        picture.text(pt(x, top + 42.0), Type::LabelBold, Ink::LostText, Align::Start, format!("{wrong} wrong"));
    }
    picture.text(pt(2.0, top + 60.0), Type::Label, Ink::Ink2, Align::Start, format!("mean answer {mean}"));
    let middle = top + height.min(110.0) * 0.42;
    likeness(model, at, pt(196.0, middle), 300.0, true, picture);
    let did = lane.last.as_ref().map_or(String::new(), |(_, answer)| words::did(answer));
    let (left, right) = (524.0, width - 8.0);
    let said = crate::lang::say(&format!("last prompts; this one: {did}")).into_owned();
    for (up, line) in lines_of(&said, Type::Axis, 0.0, right - left).iter().rev().enumerate() {
        let y = middle - 12.0 - 14.0 * up as f32;
        picture.said(pt(left, y), Type::Axis, 0.0, Ink::Ink2, Align::Start, line);
    }
    strip(recorder, at, (left, right), middle + 8.0, picture);
}

fn tall(model: &Prompts, recorder: &Recorder, at: usize, top: f32, height: f32, picture: &mut Picture) {
    let lane = &model.lanes()[at];
    let width = picture.width;
    let (hits, wrong, _) = readings(model, at);
    picture.text(pt(10.0, top + 14.0), Type::Name, Ink::Ink, Align::Start, lane.cache.name());
    picture.hit_rect("cache", at as u64 + 1, pt(10.0, top), width - 20.0, 20.0);
    let said = if lane.cache.semantic() { format!("{hits} hits, {wrong} wrong") } else { format!("{hits} hits") };
    picture.text(pt(width - 10.0, top + 14.0), Type::Label, Ink::Ink2, Align::End, said);
    if height > 54.0 {
        likeness(model, at, pt(10.0, top + 42.0), width - 20.0, false, picture);
    }
    strip(recorder, at, (10.0, width - 10.0), top + if height > 90.0 { 72.0 } else { 34.0 }, picture);
}

/// What a cache knew of the prompt: tokens that were there, or how near the nearest prompt is.
fn likeness(model: &Prompts, at: usize, left: Pt, length: f32, with_words: bool, picture: &mut Picture) {
    let lane = &model.lanes()[at];
    let Some((_, answer)) = &lane.last else { return };
    let y = left.y;
    if lane.cache.semantic() {
        near(model, answer, left, length, with_words, picture);
    } else if lane.cache.prefix() && answer.how != How::Exact {
        tokens(model, answer, left, length, with_words, picture);
    } else {
        let hit = answer.how == How::Exact;
        let c = pt(left.x + 10.0, y);
        if hit {
            glyph::hit(picture, c, 9.0, 1.0);
        } else {
            glyph::miss(picture, pt(c.x, c.y - 3.0), 9.0);
        }
        if with_words {
            let said = match (hit, lane.cache) {
                (true, _) => "the very same letters",
                (false, Cache::None) => "nothing is kept",
                (false, _) => "no such letters",
            };
            picture.text(pt(left.x + 28.0, y + 4.5), Type::Label, Ink::Ink2, Align::Start, said);
        }
    }
}

fn tokens(model: &Prompts, answer: &Answer, left: Pt, length: f32, with_words: bool, picture: &mut Picture) {
    let params = model.params();
    let How::Computed { kept } = answer.how else { return };
    let tokens = params.system + super::model::lane::QUESTION_TOKENS;
    // The instructions may have become shorter since.
    let kept = kept.min(tokens);
    let whole = tokens as f32;
    let there = length * kept as f32 / whole;
    picture.rect(
        pt(left.x, left.y - 6.0),
        there,
        12.0,
        0.0,
        Fill::Flat(Ink::Ink, 0.12),
        Some(Stroke::new(Ink::Ink, 1.0)),
    );
    picture.rect(pt(left.x + there, left.y - 6.0), length - there, 12.0, 0.0, Fill::Flat(Ink::Work, 0.85), None);
    if with_words {
        let said = format!(
            "{} tokens there, {} computed",
            words::grouped(kept.into()),
            words::grouped(u64::from(tokens - kept))
        );
        picture.text(pt(left.x, left.y + 21.0), Type::Axis, Ink::Ink2, Align::Start, said);
    }
}

fn near(model: &Prompts, answer: &Answer, left: Pt, length: f32, with_words: bool, picture: &mut Picture) {
    let x = |cosine: f64| left.x + (cosine.clamp(0.0, 1.0) as f32) * length;
    picture.line(left, pt(left.x + length, left.y), Stroke::new(Ink::Wire, 1.25));
    let threshold = model.params().threshold;
    let at = x(threshold);
    picture.line(pt(at, left.y - 9.0), pt(at, left.y + 9.0), Stroke::new(Ink::Ink, 2.25).flat());
    picture.line(pt(at, left.y), pt(left.x + length, left.y), Stroke::new(Ink::Ink, 3.0).flat());
    if answer.how == How::Exact {
        glyph::hit(picture, pt(x(1.0) - 6.0, left.y), 9.0, 1.0);
        if with_words {
            picture.text(pt(left.x, left.y + 24.0), Type::Axis, Ink::Ink2, Align::Start, "the very same letters");
        }
        return;
    }
    let Some((of, cosine)) = answer.nearest else {
        if with_words {
            picture.text(pt(left.x, left.y + 24.0), Type::Axis, Ink::Ink2, Align::Start, "it knows nothing yet");
        }
        return;
    };
    let c = pt(x(f64::from(cosine)).min(left.x + length - 5.0), left.y);
    match answer.how {
        How::Near { right: true, .. } => glyph::hit(picture, c, 9.0, 1.0),
        How::Near { right: false, .. } => {
            picture.punch(c, 7.0);
            glyph::rejected(picture, c, 9.0, 1.0);
        }
        _ => picture.circle(c, 5.0, Fill::Flat(Ink::Paper, 1.0), Some(Stroke::new(Ink::Wait, 2.0))),
    }
    if with_words {
        let said = format!("{cosine:.2}  “{}”", text(&of));
        let said = fitted(&said, Type::Axis, length + 20.0);
        picture.said(pt(left.x, left.y + 24.0), Type::Axis, 0.0, Ink::Ink2, Align::Start, &said);
        picture.text(pt(at, left.y - 13.0), Type::Axis, Ink::Ink3, Align::Middle, words::digits(threshold));
    }
}

/// The last prompts, newest at the right: a hit stands above the line, a computed one below it, a wrong one is crossed out.
fn strip(recorder: &Recorder, lane: usize, (left, right): (f32, f32), y: f32, picture: &mut Picture) {
    picture.line(pt(left, y), pt(right, y), Stroke::new(Ink::Wire, 1.0));
    let most = ((right - left) / STEP).max(0.0) as usize;
    let (mut hits, mut misses) = (Vec::new(), Vec::new());
    for (at, (_, _, answers)) in recorder.asked.newest_first().take(most).enumerate() {
        let Some(answer) = answers.get(lane).copied().flatten() else { continue };
        let x = right - STEP * (at as f32 + 0.5);
        match answer.how {
            How::Exact | How::Near { right: true, .. } => {
                hits.extend([Seg::Move(pt(x, y - 2.0)), Seg::Line(pt(x, y - 12.0))]);
            }
            How::Near { .. } => glyph::saltire(picture, pt(x, y - 8.0), 4.2, Stroke::new(Ink::Lost, 2.4)),
            How::Computed { .. } => misses.extend([Seg::Move(pt(x, y + 2.0)), Seg::Line(pt(x, y + 10.0))]),
        }
    }
    picture.path(hits, Fill::None, Some(Stroke::new(Ink::Done, 3.0).flat()));
    picture.path(misses, Fill::None, Some(Stroke::new(Ink::Wait, 3.0).flat()));
}

#[cfg(test)]
mod tests {
    use super::super::params::{Cache, Params};
    use super::*;
    use crate::scene::Shape;
    use crate::sim::{Model as _, Seed, Time};

    #[test]
    fn nothing_leaves_the_picture_and_each_wrong_answer_is_crossed_out() {
        for caches in Cache::ALL.chunks(3) {
            for threshold in [0.2, 0.7, 1.0] {
                let params = Params { caches: caches.to_vec(), threshold, personal: 20.0, ..Params::default() };
                let (mut model, mut recorder) = (Prompts::new(&params, Seed(4)), Recorder::default());
                for seconds in [0.0, 3.0, 60.0] {
                    model.run_until(Time::from_secs(seconds), &mut recorder);
                    for (width, height, layout) in [
                        (1040.0, 408.0, Layout::Wide),
                        (764.0, 365.0, Layout::Still),
                        (360.0, 432.0, Layout::Tall),
                        (320.0, 180.0, Layout::Mini),
                    ] {
                        let mut picture = Picture::default();
                        draw(&model, &recorder, &View::new(width, height, layout), &mut picture);
                        assert!(picture.shapes.len() > 1, "{layout:?}");
                        for shape in &picture.shapes {
                            if let Shape::Circle { c, r, .. } = shape {
                                assert!(
                                    c.x - r >= -1.0 && c.x + r <= width + 1.0 && c.y + r <= height + 1.0,
                                    "{layout:?}: {shape:?}"
                                );
                            }
                        }
                    }
                }
            }
        }
    }
}
