//! The player's record: how many of the last 30 requests the first two caches missed, and when there was a scan.

use super::super::ABOUT;
use super::super::model::{Caches, EACH};
use super::super::panels::STRIP;
use super::super::recorder::{Hits, Recorder};
use crate::concept::Record;
use crate::scene::{Align, Fill, Ink, Picture, Seg, Stroke, Type, pt, text_width};
use crate::sim::{Model as _, Time};

/// Caches that have a line: more could not be told apart.
const LINES: usize = 2;
const INKS: [(Ink, Ink); LINES] = [(Ink::Ink2, Ink::Ink2), (Ink::Work, Ink::WorkText)];

/// Draws the record; false while there is nothing to draw.
pub fn draw(model: &Caches, recorder: &Recorder, record: &Record, picture: &mut Picture) -> bool {
    let count = recorder.hits.len();
    if count == 0 {
        return false;
    }
    let first = model.requests().saturating_sub(count as u64) + 1;
    let moment = |at: usize| Time((first + at as u64) * EACH.0);
    let y = |share: f32| record.base - share * record.rise;
    let shown = |at: usize| (record.axis.from..=record.axis.to).contains(&moment(at));
    scans(recorder, |at| record.axis.x(moment(at).clamp(record.axis.from, record.axis.to)), record, picture);
    for (lane, (ink, _)) in INKS.iter().enumerate().take(model.lanes().len()) {
        let missed = |hits: &Hits| u32::from(hits.bits >> lane & 1 == 0);
        let mut sum = 0;
        let mut line = Vec::new();
        for (at, hits) in recorder.hits.iter().enumerate() {
            sum += missed(hits);
            if let Some(old) = at.checked_sub(STRIP as usize) {
                sum -= missed(&recorder.hits[old]);
            }
            if shown(at) {
                let to = pt(record.axis.x(moment(at)), y(sum as f32 / (at as f32 + 1.0).min(STRIP as f32)));
                line.push(if line.is_empty() { Seg::Move(to) } else { Seg::Line(to) });
            }
        }
        picture.path(line, Fill::None, Some(Stroke::new(*ink, 1.5)));
    }
    // What it shows, and which line is whose: ahead of the playhead, where nothing is recorded unless somebody went back.
    if record.base > 40.0 {
        let names = model.lanes().iter().zip(INKS).map(|(lane, (_, ink))| (lane.rule.name(), ink));
        let wide = |words: &str| text_width(Type::Axis, 0.0, words) + 8.0;
        let ahead = record.axis.x(model.now()) + 14.0;
        let mut words: Vec<(&str, Ink)> = std::iter::once((ABOUT.strip, Ink::Ink3)).chain(names).collect();
        let sum = |words: &[(&str, Ink)]| words.iter().map(|(words, _)| wide(words)).sum::<f32>();
        // Where there is no room for all, the names are what cannot be seen otherwise.
        if ahead + sum(&words) > record.axis.right + 12.0 {
            words.remove(0);
        }
        let clear = record.clear_of_lines(picture, ahead, sum(&words));
        let mut at = clear.unwrap_or(pt(ahead, record.base - Record::ABOVE));
        for (words, ink) in words {
            picture.text(at, Type::Axis, ink, Align::Start, words);
            picture.halo();
            at.x += wide(words);
        }
    }
    true
}

/// Requests of a scan as a shaded stretch.
fn scans(recorder: &Recorder, x: impl Fn(usize) -> f32, record: &Record, picture: &mut Picture) {
    let mut from = None;
    for at in 0..=recorder.hits.len() {
        let scanned = recorder.hits.get(at).is_some_and(|hits| hits.scanned);
        match (from, scanned) {
            (None, true) => from = Some(at),
            (Some(start), false) => {
                let (left, right) = (x(start), x(at));
                if right > left {
                    let top = pt(left, record.base - record.rise);
                    picture.rect(top, right - left, record.rise, 0.0, Fill::Flat(Ink::Wait, 0.2), None);
                }
                from = None;
            }
            _ => {}
        }
    }
}
