//! Bookmarks: moments of a run with names. They stand on the player's bar, and in the link while they are short.

use super::field::Field;
use super::{ConceptPage, Msg, Page};
use crate::concept::Clock;
use crate::link;
use crate::sim::Time;
use yew::prelude::*;

/// So many are kept.
const MOST: usize = 12;
/// A name may have so many letters.
const LETTERS: usize = 40;
/// Longer than this they are not put into the link.
const LINK_MAX: usize = 300;

/// A moment with its name; the name may be empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bookmark {
    /// When.
    pub at: Time,
    /// What it is called.
    pub name: String,
}

/// What a hand does about bookmarks.
pub enum Book {
    /// This moment is kept, or if it is, forgotten.
    Here,
    /// To this one.
    Go(usize),
    /// It is called so.
    Name(usize, String),
    /// It is forgotten.
    Forget(usize),
}

/// Bookmarks as a link holds them: `12.5~the knee,30`.
pub fn text(all: &[Bookmark]) -> String {
    let one = |mark: &Bookmark| {
        let at = link::seconds(mark.at);
        if mark.name.is_empty() { at } else { format!("{at}~{}", mark.name) }
    };
    all.iter().map(one).collect::<Vec<_>>().join(",")
}

/// The same for a link; nothing if that is long.
pub fn write(all: &[Bookmark]) -> String {
    let text = text(all);
    if link::escape(&text).len() > LINK_MAX { String::new() } else { text }
}

/// Bookmarks from a link; what is no moment is left out.
pub fn read(text: &str) -> Vec<Bookmark> {
    let one = |part: &str| {
        let (at, name) = part.split_once('~').unwrap_or((part, ""));
        let at = link::moment(at).filter(|at| at.secs() <= link::T_MAX_S)?;
        Some(Bookmark { at, name: clean(name) })
    };
    let mut all: Vec<Bookmark> = text.split(',').filter(|part| !part.is_empty()).filter_map(one).take(MOST).collect();
    crate::sim::order::sort_by(&mut all, |a, b| a.at.cmp(&b.at));
    all
}

/// A name without what the link's list is made of.
fn clean(name: &str) -> String {
    name.trim().replace([',', '~'], " ").chars().take(LETTERS).collect()
}

/// What a bookmark is called where it has no name.
pub fn called(mark: &Bookmark, clock: &Clock) -> String {
    if mark.name.is_empty() { clock.words(mark.at, 1.0) } else { mark.name.clone() }
}

impl Page {
    /// Does what a hand wants about bookmarks.
    pub(super) fn book(&mut self, book: Book) {
        let (now, marks) = (self.session.run.now(), &mut self.session.bookmarks);
        match book {
            Book::Here => {
                let before = marks.len();
                marks.retain(|mark| mark.at != now);
                if marks.len() == before && before < MOST {
                    marks.push(Bookmark { at: now, name: String::new() });
                    crate::sim::order::sort_by(marks, |a, b| a.at.cmp(&b.at));
                } else if before == MOST && marks.len() == before {
                    self.notice = vec![format!("There is room for {MOST} bookmarks; forget one first.")];
                }
            }
            Book::Go(index) => {
                if let Some(at) = marks.get(index).map(|mark| mark.at) {
                    self.session.seek(at, crate::web::dom::clock_ms);
                }
            }
            Book::Name(index, name) => {
                if let Some(mark) = marks.get_mut(index) {
                    mark.name = clean(&name);
                }
            }
            Book::Forget(index) => {
                if index < marks.len() {
                    marks.remove(index);
                }
            }
        }
    }

    /// The button and the list.
    pub(super) fn bookmarks(&self, ctx: &Context<ConceptPage>) -> Html {
        let (link, marks, clock) = (ctx.link(), &self.session.bookmarks, &self.entry.about.clock);
        html! {
            <>
                <button class="btn o" data-testid="bookmark" aria-keyshortcuts="v" onclick={link.callback(|_| Msg::Book(Book::Here))}>{"Bookmark"}</button>
                if !marks.is_empty() {
                    <details class="pop stop-when">
                        <summary class="btn o" data-testid="bookmarks">{format!("Bookmarks ({})", marks.len())}</summary>
                        <div class="popover" role="group" aria-label="Bookmarks">
                            { for marks.iter().enumerate().map(|(i, mark)| html! {
                                <div class="bookmark" key={mark.at.0}>
                                    <button class="chip num" data-testid={format!("bookmark-{i}")} onclick={link.callback(move |_| Msg::Book(Book::Go(i)))}>{clock.words(mark.at, 1.0)}</button>
                                    <Field value={mark.name.clone()} label="Its name" testid={format!("bookmark-name-{i}")} on_commit={link.callback(move |name| Msg::Book(Book::Name(i, name)))} />
                                    <button class="chip" aria-label={format!("Forget {}", called(mark, clock))} onclick={link.callback(move |_| Msg::Book(Book::Forget(i)))}>{"×"}</button>
                                </div>
                            }) }
                            if write(marks).is_empty() { <p class="i3">{"These are too long for the link, so they end with this page."}</p> }
                        </div>
                    </details>
                }
            </>
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bookmarks_survive_the_link_and_long_ones_stay_out() {
        let marks = read("30,12.5~the knee,nonsense,1e9,4~a~b");
        let text: Vec<_> = marks.iter().map(|mark| (mark.at, &*mark.name)).collect();
        let at = Time::from_secs;
        assert_eq!(text, [(at(4.0), "a b"), (at(12.5), "the knee"), (at(30.0), "")]);
        assert_eq!(read(&write(&marks)), marks);
        let long: Vec<Bookmark> = (0..12).map(|n| Bookmark { at: at(f64::from(n)), name: "é".repeat(30) }).collect();
        assert_eq!(write(&long), "");
    }
}
