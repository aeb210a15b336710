//! From the address to a run: the state it names, the beat of the lesson beside it, and what could not be opened.

use super::deeds::sentences;
use super::session::Session;
use super::start::Opened;
use super::story;
use crate::concept::{Entry, State, lanes};
use crate::link;
use crate::param::Bad;

/// Opens what follows `#`, within `most_ms` as far as its moment; nothing means the lesson's first beat, or the first
/// preset. What cannot be opened is left out, and said so.
pub fn open(entry: &'static Entry, fragment: &str, most_ms: f64, clock: impl Fn() -> f64) -> Result<Opened, String> {
    let first = entry.presets.first().map(|preset| format!("preset={}", preset.id));
    let of_the_run = of_the_run(fragment);
    let named = fragment.split('&').find_map(|pair| pair.strip_prefix("beat="));
    let lesson = entry.lesson;
    let beat = match named {
        Some(id) => lesson.and_then(|lesson| lesson.beat(id)),
        None => lesson.filter(|_| !of_the_run).map(|_| 0),
    };
    let run = beat.zip(lesson).map(|(beat, lesson)| lesson.run_of(beat).to_owned());
    // What belongs to the page stays, whatever it opens.
    let asked = fragment;
    let fragment = if of_the_run { fragment.to_owned() } else { run.or(first).unwrap_or_default() };
    let decoded = link::decode(&fragment, entry);
    let mut complaints = decoded.complaints;
    let (mut session, state) = open_or_less(entry, decoded.state, most_ms, &clock, &mut complaints)?;
    let story = story::preset_of(entry, &fragment, &state);
    let stops = link::of_page(asked, "stop").or_else(|| link::of_page(&fragment, "stop")).unwrap_or_default();
    session.bookmarks = super::bookmarks::read(&link::of_page(asked, "mark").unwrap_or_default());
    let unknown = session.stops_of_link(&stops);
    let mut notice = sentences(&complaints);
    notice.extend(unknown);
    let (lanes, complaints) = lanes::read(entry, &link::of_page(asked, "lanes").unwrap_or_default());
    notice.extend(sentences(&complaints));
    notice.extend(session.open_lanes(lanes).err().map(|bad| format!("{bad}.")));
    Ok(Opened { session, story, beat, notice })
}

/// Whether a link says anything of the run, and not of the page around it alone.
fn of_the_run(fragment: &str) -> bool {
    const OF_THE_PAGE: [&str; 6] = ["theme=", "lang=", "beat=", "v=", "stop=", "mark="];
    fragment.split('&').any(|pair| !pair.is_empty() && !OF_THE_PAGE.iter().any(|key| pair.starts_with(key)))
}

/// Opens the state; if it refuses, without what was done; if it still refuses, with every default.
fn open_or_less(
    entry: &'static Entry,
    state: State,
    most_ms: f64,
    clock: &impl Fn() -> f64,
    complaints: &mut Vec<Bad>,
) -> Result<(Session, State), String> {
    let without_deeds = State { deeds: Vec::new(), ..state.clone() };
    for state in [state, without_deeds, entry.state()] {
        match Session::open(entry, &state, most_ms, clock) {
            Ok(session) => return Ok((session, state)),
            Err(bad) => complaints.push(bad),
        }
    }
    Err(sentences(complaints).join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concepts;

    fn opened(fragment: &str) -> Opened {
        open(concepts::all()[0], fragment, f64::MAX, || 0.0).unwrap()
    }

    #[test]
    fn what_belongs_to_the_page_opens_what_nothing_opens() {
        let bare = opened("");
        for fragment in ["lang=de", "theme=dark&lang=de", "stop=refusal", "mark=4~knee"] {
            let other = opened(fragment);
            assert_eq!((other.beat, other.session.link()), (bare.beat, bare.session.link()), "{fragment}");
            assert_eq!(other.notice, Vec::<String>::new(), "{fragment}");
        }
    }

    #[test]
    fn stops_and_bookmarks_of_a_link_are_kept_whatever_it_opens() {
        let stops = "fault,refusal,in_queue.now > 30";
        let beat = concepts::all()[0].lesson.unwrap().beats[1].id;
        for run in ["", "&rate=40", "&preset=the-slow-one", &format!("&beat={beat}")] {
            let link = format!("stop={}&mark=4~knee{run}", link::escape(stops));
            let session = opened(&link).session;
            // In the order in which they are declared.
            assert_eq!(session.stops_in_link(), "refusal,fault,in_queue.now > 30", "{link}");
            assert_eq!(session.bookmarks.len(), 1, "{link}");
        }
    }

    #[test]
    fn every_declared_stop_is_carried_by_a_link() {
        for entry in concepts::all() {
            let ids: Vec<_> = entry.stops.iter().map(|stop| stop.id).collect();
            let link = format!("stop={}", link::escape(&ids.join(",")));
            let Opened { session, notice, .. } = open(entry, &link, f64::MAX, || 0.0).unwrap();
            assert_eq!((session.stops_in_link(), notice), (ids.join(","), Vec::new()), "{}", entry.about.id);
        }
    }
}
