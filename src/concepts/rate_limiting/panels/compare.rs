//! Limiters compared: the rows of all lanes over the last windows.

use super::super::model::Limiting;
use super::super::params::Key;
use super::super::recorder::Recorder;
use super::super::scene::rows::{self, Sheet};
use super::super::scene::span_shown;
use super::super::words::{count, span_words};
use crate::concept::View;
use crate::scene::Picture;

/// Draws the rows; the head names the span and the requests in it.
pub fn draw(model: &Limiting, recorder: &Recorder, view: &View, picture: &mut Picture) -> String {
    let mut span = span_shown(model);
    let head = 30.0;
    let mut sheet = Sheet::new(view.width, (head + 2.0, view.height - 46.0), span);
    // Under the player the rows share its axis.
    if let Some(time) = view.time {
        span = (time.from, time.to);
        let names = time.left > 120.0;
        let columns = Sheet::columns(view.width, time.right, names);
        sheet = Sheet { axis: (time.left, time.right), span, names, columns, ..sheet };
        sheet.rows.1 = view.height - 22.0;
    } else {
        rows::axis(&sheet, view.height - 26.5, picture);
    }
    rows::heads(model, &sheet, head - 8.0, picture);
    // Where numbers stand over the rows they are not crossed.
    if view.time.is_some() && !sheet.names {
        rows::playhead(model, &sheet, picture);
    }
    rows::draw(model, recorder, &sheet, picture);
    if view.time.is_some() && sheet.names {
        rows::playhead(model, &sheet, picture);
    }
    let shown = recorder.lane(0).marks.newest_first().take_while(|mark| mark.at >= span.0).count() as u64;
    let whose = if model.params().key == Key::Client { " of client 1; all are counted" } else { "" };
    format!("{}, {}{whose}", count(shown, "request", "requests"), span_words(span.1.since(span.0)))
}
