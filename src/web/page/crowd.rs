//! Crowds: of many things of one kind in a picture, or of some that stand close, one is a stop of the Tab key, and the
//! arrows go on from there to the others. Whoever tabs through the page does not pass three hundred dots on the way. The pattern is the roving tab stop of
//! the ARIA Authoring Practices Guide, with Up and Down alone: Left and Right step through the events of the run.

use super::targets::CHIPS_MAX;
use crate::scene::{Hit, Pt, Target, Turn};
use crate::web::dom;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Half of what a stop must at least be in width and height (WCAG 2.2, 2.5.8).
pub const LEAST: f32 = 12.0;

/// What a thing is in its crowd.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rank {
    /// Where the Tab key stops.
    Stop,
    /// Where the arrows lead.
    Rest,
}

/// The crowds of a picture, each with its stop.
#[derive(Debug, PartialEq, Eq)]
pub struct Crowds(Vec<Target>);

impl Crowds {
    /// Of what can be pressed: kinds of which there are many, or of which two leave each other less room than a stop needs,
    /// except those whose rims the arrows turn. The stop is what is chosen, else the first.
    pub fn of(hits: &[&Hit], turns: &[Turn], chosen: Option<Target>) -> Self {
        let mut kinds: Vec<(Target, usize, bool)> = Vec::new();
        for (i, hit) in hits.iter().enumerate() {
            let kind = hit.target.kind;
            match kinds.iter_mut().find(|(first, ..)| first.kind == kind) {
                Some((_, count, close)) => {
                    *count += 1;
                    // Of many it does not matter any more.
                    *close |= *count <= CHIPS_MAX
                        && hits[..i].iter().any(|other| other.target.kind == kind && is_close(hit.c, other.c));
                }
                None => kinds.push((hit.target, 1, false)),
            }
        }
        kinds.retain(|(first, count, close)| {
            (*close || *count > CHIPS_MAX) && !turns.iter().any(|turn| turn.target.kind == first.kind)
        });
        let there = |kind: &str| {
            let chosen = chosen.filter(|chosen| chosen.kind == kind)?;
            hits.iter().any(|hit| hit.target == chosen).then_some(chosen)
        };
        Self(kinds.into_iter().map(|(first, ..)| there(first.kind).unwrap_or(first)).collect())
    }
    /// The kinds that stand in crowds.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.iter().map(|stop| stop.kind)
    }
    /// What a thing is, if it stands in a crowd.
    pub fn rank(&self, target: Target) -> Option<Rank> {
        let stop = self.0.iter().find(|stop| stop.kind == target.kind)?;
        Some(if *stop == target { Rank::Stop } else { Rank::Rest })
    }
}

/// Whether two that stand here are nearer to each other than a stop is wide.
fn is_close(a: Pt, b: Pt) -> bool {
    (a.x - b.x).abs().max((a.y - b.y).abs()) < 2.0 * LEAST
}

/// An arrow goes on to the next of the crowd, or back.
pub fn step(event: &KeyboardEvent) {
    let forward = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let Some(here) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let (Some(kind), Ok(Some(places))) = (here.get_attribute("data-crowd"), here.closest(".places")) else { return };
    event.prevent_default();
    event.stop_propagation();
    let Ok(all) = places.query_selector_all(&format!("[data-crowd=\"{kind}\"]")) else { return };
    let all: Vec<HtmlElement> = (0..all.length()).filter_map(|i| all.get(i)?.dyn_into().ok()).collect();
    let Some(at) = dom::focused().and_then(|focused| all.iter().position(|one| *one == focused)) else { return };
    let to = (at + if forward { 1 } else { all.len() - 1 }) % all.len();
    // Refused only for an element that is gone.
    let _ = all[to].focus();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::pt;

    fn hit(kind: &'static str, id: u64) -> Hit {
        Hit { target: Target { kind, id }, c: pt(30.0 * id as f32, 0.0), r: 4.0, half: Pt::default() }
    }

    #[test]
    fn many_of_a_kind_are_one_stop_and_few_are_each_their_own() {
        let all: Vec<Hit> = (0..20).map(|id| hit("dot", id)).chain((0..3).map(|id| hit("server", id))).collect();
        let hits: Vec<&Hit> = all.iter().collect();
        let dot = |id| Target { kind: "dot", id };
        let crowds = Crowds::of(&hits, &[], None);
        assert_eq!(crowds.rank(dot(0)), Some(Rank::Stop));
        assert_eq!(crowds.rank(dot(7)), Some(Rank::Rest));
        assert_eq!(crowds.rank(Target { kind: "server", id: 0 }), None);
        // Some that have no room beside each other are a crowd too.
        let rows: Vec<Hit> = (0..3).map(|id| Hit { c: pt(50.0, 14.0 * id as f32), ..hit("row", id) }).collect();
        let close = Crowds::of(&rows.iter().collect::<Vec<_>>(), &[], None);
        assert_eq!(close.rank(Target { kind: "row", id: 2 }), Some(Rank::Rest));
        // What is chosen is where Tab comes back to; what is gone is not.
        assert_eq!(Crowds::of(&hits, &[], Some(dot(7))).rank(dot(7)), Some(Rank::Stop));
        assert_eq!(Crowds::of(&hits, &[], Some(dot(99))).rank(dot(0)), Some(Rank::Stop));
    }
}
