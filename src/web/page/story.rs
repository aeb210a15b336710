//! A preset's story: prose with chips. A chip holds a piece of link and does what it says.

use super::session::Session;
use crate::concept::{Act, Entry};
use crate::link;
use crate::param::{Bad, Value};

/// A part of a story.
#[derive(Clone, PartialEq, Debug)]
pub enum Part {
    /// Prose.
    Text(String),
    /// A chip: its label and the piece of link it carries out.
    Chip(String, String),
}

/// What one pair of a chip does.
#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    /// Sets a parameter.
    Set(usize, Value),
    /// An action.
    Act(Act),
    /// Opens a preset.
    Preset(String),
    /// Asks for a speed.
    Speed(f64),
    /// Moves the playhead.
    Seek(crate::sim::Time),
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

/// What a piece of link does, pair by pair.
pub fn changes(entry: &'static Entry, piece: &str) -> Result<Vec<Change>, Bad> {
    piece.trim_start_matches('#').split('&').filter(|pair| !pair.is_empty()).map(|pair| change(entry, pair)).collect()
}

fn change(entry: &'static Entry, pair: &str) -> Result<Change, Bad> {
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    let bad = |wrong: &str, allowed: &str| Bad {
        key: key.to_owned(),
        value: value.to_owned(),
        wrong: wrong.to_owned(),
        allowed: allowed.to_owned(),
    };
    match key {
        "preset" => Ok(Change::Preset(value.to_owned())),
        "speed" => crate::param::number(value, "×").map(Change::Speed).ok_or_else(|| bad("is not a speed", "a number")),
        "t" => link::moment(value).map(Change::Seek).ok_or_else(|| bad("is not a moment", "seconds")),
        _ => match entry.table.iter().position(|param| param.key == key) {
            Some(index) => entry.table[index].parse(value).map(|value| Change::Set(index, value)),
            None => link::parse_act(entry, pair).map(Change::Act),
        },
    }
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
