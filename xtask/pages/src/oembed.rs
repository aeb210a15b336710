//! oEmbed (oembed.com, version 1.0): what a site that takes our link shows in its place. A static file answers every
//! question alike, so `maxwidth` and `maxheight` are not heard; the frame fits whatever width it gets. Pages in another
//! language have files of their own, whose frame speaks it.

use crate::address::Address;
use crate::card::SIDES;
use crate::content::{NAME, escape};
use crate::tongue;
use kneepoint::concept::{About, Preset};
use kneepoint::lang::{self, Lang, say};
use serde_json::json;

/// Width and height of the frame, with room for the figure and its player.
const FRAME: (u32, u32) = (720, 404);
/// Seconds for which the answer may be kept: a day.
const KEPT_S: u32 = 86_400;

/// The answer for a concept, or for one of its stories, in the language that is spoken now; nothing without the site's
/// address.
pub fn answer(site: &Address, about: &About, preset: Option<&Preset>) -> Option<String> {
    let folder = folder(about, preset);
    let story = preset.map(|preset| format!("preset={}", preset.id));
    let spoken = Some(lang::current()).filter(|lang| *lang != Lang::English).map(|lang| format!("lang={}", lang.key()));
    let fragment = story.into_iter().chain(spoken).collect::<Vec<_>>().join("&");
    let fragment = if fragment.is_empty() { fragment } else { format!("#{fragment}") };
    let title = say(preset.map_or(about.title, |preset| preset.title));
    let frame = escape(&site.of(&format!("embed/{}/{fragment}", about.id))?);
    let (w, h) = FRAME;
    let whose = say(&format!("{}, a figure of {NAME}", about.title)).into_owned();
    let label = escape(&preset.map_or_else(|| whose.clone(), |_| format!("{title} · {whose}")));
    let html = format!(
        "<iframe src=\"{frame}\" title=\"{label}\" width=\"{w}\" height=\"{h}\" loading=\"lazy\" sandbox=\"allow-scripts allow-popups\" \
         style=\"border:0;width:100%;max-width:{w}px\"></iframe>"
    );
    let answer = json!({
        "version": "1.0",
        "type": "rich",
        "provider_name": NAME,
        "provider_url": site.of("")?,
        "title": title,
        "cache_age": KEPT_S,
        "thumbnail_url": site.of(&format!("{folder}/card.png"))?,
        "thumbnail_width": SIDES.0,
        "thumbnail_height": SIDES.1,
        "width": w,
        "height": h,
        "html": html,
    });
    Some(format!("{answer:#}\n"))
}

/// Where it lies, beside the page in the language that is spoken now: `load-balancing`, `de/load-balancing/the-slow-one`.
pub fn folder(about: &About, preset: Option<&Preset>) -> String {
    tongue::folder(lang::current(), &name(about, preset))
}

/// The same in English.
pub fn name(about: &About, preset: Option<&Preset>) -> String {
    preset.map_or_else(|| about.id.to_owned(), |preset| format!("{}/{}", about.id, preset.id))
}
