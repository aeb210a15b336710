//! From the address to a run: the state it names, the beat of the lesson beside it, and what could not be opened.

use super::deeds::sentences;
use super::session::Session;
use super::start::Opened;
use super::story;
use crate::concept::{Entry, State, lanes};
use crate::link;
use crate::param::Bad;
use crate::web::dom;

/// Opens what follows `#`, within `most_ms` as far as its moment; nothing means the lesson's first beat, or the first
/// preset. What cannot be opened is left out, and said so.
pub fn open(entry: &'static Entry, fragment: &str, most_ms: f64) -> Result<Opened, String> {
    let first = entry.presets.first().map(|preset| format!("preset={}", preset.id));
    let mut pairs = fragment.split('&');
    let of_the_run = pairs.clone().any(|pair| {
        !pair.is_empty() && !["theme=", "beat=", "v=", "stop=", "mark="].iter().any(|key| pair.starts_with(key))
    });
    let named = pairs.find_map(|pair| pair.strip_prefix("beat="));
    let lesson = entry.lesson;
    let beat = match named {
        Some(id) => lesson.and_then(|lesson| lesson.beat(id)),
        None => lesson.filter(|_| !of_the_run).map(|_| 0),
    };
    // A beat without a run of its own goes on from the last that has one.
    let run = beat.zip(lesson).map(|(beat, lesson)| {
        lesson.beats[..=beat].iter().rev().find(|beat| !beat.run.is_empty()).map_or("", |beat| beat.run).to_owned()
    });
    let fragment = if of_the_run { fragment.to_owned() } else { run.or(first).unwrap_or_default() };
    let decoded = link::decode(&fragment, entry);
    let mut complaints = decoded.complaints;
    let (mut session, state) = open_or_less(entry, decoded.state, most_ms, &mut complaints)?;
    let story = story::preset_of(entry, &fragment, &state);
    let stops = link::of_page(&fragment, "stop").unwrap_or_default();
    session.bookmarks = super::bookmarks::read(&link::of_page(&fragment, "mark").unwrap_or_default());
    let unknown = session.stops_of_link(&stops);
    let mut notice = sentences(&complaints);
    notice.extend(unknown);
    let (lanes, complaints) = lanes::read(entry, &link::of_page(&fragment, "lanes").unwrap_or_default());
    notice.extend(sentences(&complaints));
    notice.extend(session.open_lanes(lanes).err().map(|bad| format!("{bad}.")));
    Ok(Opened { session, story, beat, notice })
}

/// Opens the state; if it refuses, without what was done; if it still refuses, with every default.
fn open_or_less(
    entry: &'static Entry,
    state: State,
    most_ms: f64,
    complaints: &mut Vec<Bad>,
) -> Result<(Session, State), String> {
    let without_deeds = State { deeds: Vec::new(), ..state.clone() };
    for state in [state, without_deeds, entry.state()] {
        match Session::open(entry, &state, most_ms, dom::clock_ms) {
            Ok(session) => return Ok((session, state)),
            Err(bad) => complaints.push(bad),
        }
    }
    Err(sentences(complaints).join(" "))
}
