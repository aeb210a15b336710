//! The desk of the page for lectures before the program starts, as src/web/present/desk.rs builds it: with the first lesson
//! on it, which is what lies there unless the address or the last time says otherwise.

use crate::content::escape;
use crate::tongue;
use kneepoint::deck;
use kneepoint::lang::{self, say};
use std::fmt::Write as _;

/// Everything below the title.
pub fn early() -> String {
    let said = |text: &str| escape(&say(text));
    let deck = deck::first().and_then(|entry| tongue::with(lang::current(), Some(entry), || deck::of_lesson(entry)));
    let deck = deck.unwrap_or_default();
    let beats = said(&deck.beats_in_words());
    let grammar = deck::GRAMMAR.iter().fold(String::new(), |mut out, (line, does)| {
        let _ = write!(out, "<div><dt><code>{}</code></dt><dd>{}</dd></div>", escape(line), said(does));
        out
    });
    format!(
        "<div class=\"write\"><label for=\"deck\">{}</label>\
         <textarea id=\"deck\" readonly spellcheck=\"false\">\n{}</textarea><div><ul id=\"faults\"></ul></div></div>\
         <div class=\"deeds\"><button class=\"btn\">{}</button><p class=\"i2 num\">{beats}</p>\
         <label>{}<select><option>{}</option></select></label>\
         <label class=\"file\">{}</label><button class=\"btn o\">{}</button><button class=\"btn o\">{}</button>\
         <p class=\"i2\">{} <kbd>{}</kbd> {} <kbd>{}</kbd> {} <kbd>{}</kbd> {}</p><dl>{grammar}</dl></div>",
        said("Deck"),
        escape(&deck::write(&deck)),
        said("Present"),
        said("A lesson as a deck"),
        said("Choose"),
        said("Open a deck"),
        said("Save the deck"),
        said("Handout"),
        said("On the wall:"),
        said("PgDn"),
        said("next,"),
        said("N"),
        said("your notes in a second window,"),
        said("?"),
        said("every key."),
    )
}
