//! A preset's story: prose with chips. A chip holds a piece of link and does what it says.

use super::session::Session;
use crate::concept::Entry;
use crate::link::{self, Change, changes};
use crate::param::Value;

/// A part of a story.
#[derive(Clone, PartialEq, Debug)]
pub enum Part {
    /// Prose.
    Text(String),
    /// A chip: its label and the piece of link it carries out.
    Chip(String, String),
}

/// Cuts a story into prose and chips: `Try [Round robin](policy=round-robin).`
pub fn parts(story: &str) -> Vec<Part> {
    let mut out = Vec::new();
    let mut rest = story;
    while let Some((before, label, piece, after)) = next_chip(rest) {
        if !before.is_empty() {
            out.push(Part::Text(before.to_owned()));
        }
        out.push(Part::Chip(label.to_owned(), piece.to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        out.push(Part::Text(rest.to_owned()));
    }
    out
}

fn next_chip(text: &str) -> Option<(&str, &str, &str, &str)> {
    let middle = text.find("](")?;
    let start = text[..middle].rfind('[')?;
    let end = middle + 2 + text[middle + 2..].find(')')?;
    Some((&text[..start], &text[start + 1..middle], &text[middle + 2..end], &text[end + 1..]))
}

/// True if the session is already as the piece would make it.
pub fn holds(session: &Session, values: &[Value], piece: &str) -> bool {
    let Ok(changes) = changes(session.entry(), piece) else { return false };
    !changes.is_empty()
        && changes.iter().all(|change| match change {
            Change::Set(index, value) => values.get(*index) == Some(value),
            Change::Act(act) => act.target.is_some_and(|target| session.last_act(target).as_ref() == Some(act)),
            Change::Preset(_) => false,
            Change::Speed(speed) => (session.speed - speed).abs() < 1e-9,
            Change::Seek(at) => session.run.now() == *at,
        })
}

/// The preset a fragment names or the state was made from.
pub fn preset_of(entry: &'static Entry, fragment: &str, state: &crate::concept::State) -> Option<usize> {
    let named = fragment.split('&').find_map(|pair| pair.strip_prefix("preset="));
    let by_name = |id: &str| entry.presets.iter().position(|preset| preset.id == id);
    named.and_then(by_name).or_else(|| {
        entry.presets.iter().position(|preset| {
            let origin = link::decode(preset.link, entry).state;
            origin.values == state.values && origin.seed == state.seed && state.deeds.starts_with(&origin.deeds)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_is_cut_into_prose_and_chips() {
        let story = "It runs at [half speed](slow=6x0.5). Try [Round robin](policy=round-robin), then wait.";
        let cut = parts(story);
        assert_eq!(cut.len(), 5);
        assert_eq!(cut[1], Part::Chip("half speed".into(), "slow=6x0.5".into()));
        assert_eq!(cut[4], Part::Text(", then wait.".into()));
        assert_eq!(parts("no chips [here"), vec![Part::Text("no chips [here".into())]);
    }
}
