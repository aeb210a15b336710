//! oEmbed (oembed.com, version 1.0): what a site that takes our link shows in its place. A static file answers every
//! question alike, so `maxwidth` and `maxheight` are not heard; the frame fits whatever width it gets.

use crate::address::Address;
use crate::card::SIDES;
use crate::content::{NAME, escape};
use kneepoint::concept::{About, Preset};
use serde_json::json;

/// Width and height of the frame, with room for the figure and its player.
const FRAME: (u32, u32) = (720, 404);
/// Seconds for which the answer may be kept: a day.
const KEPT_S: u32 = 86_400;

/// The answer for a concept, or for one of its stories; nothing without the site's address.
pub fn answer(site: &Address, about: &About, preset: Option<&Preset>) -> Option<String> {
    let folder = folder(about, preset);
    let fragment = preset.map_or(String::new(), |preset| format!("#preset={}", preset.id));
    let title = preset.map_or(about.title, |preset| preset.title);
    let frame = escape(&site.of(&format!("embed/{}/{fragment}", about.id))?);
    let (w, h) = FRAME;
    let label = escape(&format!("{title}, a figure of {NAME}"));
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

/// `load-balancing`, `load-balancing/the-slow-one`.
pub fn folder(about: &About, preset: Option<&Preset>) -> String {
    preset.map_or_else(|| about.id.to_owned(), |preset| format!("{}/{}", about.id, preset.id))
}
