//! Limiters compared: the rows of all lanes over the last windows.

use super::super::model::Limiting;
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
        sheet = Sheet { axis: (time.left, time.right), span, names: time.left > 120.0, ..sheet };
        sheet.rows.1 = view.height - 22.0;
        let room = view.width - time.right;
        sheet.columns = match room {
            r if r >= 150.0 => sheet.columns,
            r if r >= 96.0 => Some([time.right + 34.0, time.right + 66.0, view.width - 1.0]),
            _ => None,
        };
    } else {
        rows::axis(&sheet, view.height - 26.5, picture);
    }
    rows::heads(model, &sheet, head - 8.0, picture);
    rows::draw(model, recorder, &sheet, picture);
    if view.time.is_some() {
        rows::playhead(model, &sheet, picture);
    }
    let shown = recorder.lane(0).marks.newest_first().take_while(|mark| mark.at >= span.0).count() as u64;
    format!("{}, {}", count(shown, "request", "requests"), span_words(span.1.since(span.0)))
}
