//! A film of a stretch of the run: frame after frame is drawn off the screen at its exact moment and handed to a thread
//! that packs them (`assets/film.js`). Nothing depends on how fast that goes: the same stretch gives the same frames.

use super::{Shot, save};
use crate::concept::{Run, View};
use crate::scene::theme::INKS;
use crate::scene::{Picture, Theme};
use crate::sim::Time;
use crate::web::worker::{beside, complain};
use gloo::events::EventListener;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, CanvasRenderingContext2d, MessageEvent, Worker, WorkerOptions, WorkerType};

/// Frames that may be under way to the thread.
const AHEAD: u32 = 3;
/// The most frames of a film.
pub const FRAMES_MAX: u32 = 1500;
/// Frame rates whose distances are whole in a GIF's hundredths of a second and in a WebM's milliseconds.
pub const RATES: [u32; 4] = [10, 20, 25, 50];

/// What is packed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Plays everywhere, loops.
    Gif,
    /// Smaller; plays in browsers and slides.
    Webm,
}

impl Kind {
    /// The end of its files.
    pub const fn end(self) -> &'static str {
        match self {
            Self::Gif => ".gif",
            Self::Webm => ".webm",
        }
    }
    const fn mime(self) -> &'static str {
        match self {
            Self::Gif => "image/gif",
            Self::Webm => "video/webm",
        }
    }
}

/// Which frames.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Plan {
    /// The first frame's moment.
    pub from: Time,
    /// Where the film ends; the last frame stands one frame before.
    pub to: Time,
    /// Frames.
    pub count: u32,
    /// Frames a second.
    pub rate: u32,
}

impl Plan {
    /// The moment of a frame.
    pub fn at(&self, frame: u32) -> Time {
        let span = u128::from(self.to.0.saturating_sub(self.from.0));
        let share = span * u128::from(frame) / u128::from(self.count.max(1));
        Time(self.from.0 + share as u64)
    }
}

/// What the thread said.
pub enum News {
    /// It has taken another frame.
    Frame,
    /// The file.
    Done(Blob),
    /// Why there is none.
    Failed(String),
}

/// A film that is being made; dropping it ends the work.
pub struct Film {
    worker: Worker,
    _heard: [EventListener; 2],
    run: Box<dyn Run>,
    view: View,
    theme: Theme,
    picture: Picture,
    pen: CanvasRenderingContext2d,
    /// What is made.
    pub kind: Kind,
    /// Which frames.
    pub plan: Plan,
    sent: u32,
    /// Frames that are packed.
    pub taken: u32,
}

impl Drop for Film {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Film {
    /// Begins; `hear` gets what the thread says, for [`Film::hear`].
    pub fn start(shot: &Shot, kind: Kind, plan: Plan, hear: impl Fn(JsValue) + Clone + 'static) -> Option<Self> {
        let view = shot.film_view();
        // Video is coded in squares of colour of two by two.
        let even = |side: f32| ((side as u32) & !1).max(2) as f32;
        let view = View { width: even(view.width), height: even(view.height), speed: speed(&plan), ..view };
        let (_, pen) = save::canvas(view.width.into(), view.height.into())?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&beside("film.js").ok()?, &options).ok()?;
        let broken = hear.clone();
        let heard = [
            EventListener::new(&worker, "message", move |event| {
                if let Some(event) = event.dyn_ref::<MessageEvent>() {
                    hear(event.data());
                }
            }),
            EventListener::new(&worker, "error", move |event| {
                complain(event);
                broken("The film could not be made: its program did not load.".into());
            }),
        ];
        let mut run = shot.run.fork();
        run.seek(plan.from);
        let picture = Picture::new(view.width, view.height);
        let film =
            Self { worker, _heard: heard, run, view, theme: shot.theme, picture, pen, kind, plan, sent: 0, taken: 0 };
        film.begin().ok()?;
        Some(film)
    }

    fn begin(&self) -> Result<(), JsValue> {
        let begin = Object::new();
        let set = |key: &str, value: JsValue| Reflect::set(&begin, &key.into(), &value);
        set("kind", self.kind.end()[1..].into())?;
        set("width", self.view.width.into())?;
        set("height", self.view.height.into())?;
        set("rate", self.plan.rate.into())?;
        let ink = |ink| {
            let hex = u32::from_str_radix(&self.theme.hex(ink)[1..], 16).unwrap_or(0);
            [hex >> 16, hex >> 8 & 255, hex & 255].into_iter().map(JsValue::from).collect::<Array>()
        };
        set("inks", INKS.into_iter().map(ink).collect::<Array>().into())?;
        let message = Object::new();
        Reflect::set(&message, &"begin".into(), &begin)?;
        self.worker.post_message(&message)
    }

    /// Takes in what the thread said and sends it what comes next.
    pub fn hear(&mut self, said: &JsValue) -> News {
        if let Some(taken) = said.as_f64() {
            self.taken = taken as u32;
            while self.sent < self.plan.count && self.sent < self.taken + AHEAD {
                if let Err(error) = self.send() {
                    complain(&error);
                    return News::Failed("The film could not be made: a frame could not be read.".to_owned());
                }
            }
            if self.taken == self.plan.count && self.worker.post_message(&"end".into()).is_err() {
                return News::Failed("The film could not be made.".to_owned());
            }
            return News::Frame;
        }
        match said.dyn_ref::<Uint8Array>().and_then(|bytes| blob(bytes, self.kind.mime())) {
            Some(blob) => News::Done(blob),
            None => News::Failed(said.as_string().unwrap_or_else(|| "The film could not be made.".to_owned())),
        }
    }

    /// Draws the next frame and sends its pixels.
    fn send(&mut self) -> Result<(), JsValue> {
        self.run.advance(self.plan.at(self.sent), u64::MAX);
        self.run.draw(&self.view, &mut self.picture);
        save::paint(&self.pen, &self.picture, self.theme, 1.0);
        let (width, height) = (f64::from(self.view.width), f64::from(self.view.height));
        // Read through reflection, the pixels are not copied into the program's memory on their way.
        let pixels = Reflect::get(&self.pen.get_image_data(0.0, 0.0, width, height)?.into(), &"data".into())?;
        let buffer = Reflect::get(&pixels, &"buffer".into())?;
        self.worker.post_message_with_transfer(&buffer, &Array::of1(&buffer))?;
        self.sent += 1;
        Ok(())
    }
}

/// Seconds of the run per second of the film.
pub fn speed(plan: &Plan) -> f64 {
    plan.to.since(plan.from).secs() * f64::from(plan.rate) / f64::from(plan.count.max(1))
}

fn blob(bytes: &Uint8Array, mime: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    Blob::new_with_u8_array_sequence_and_options(&Array::of1(bytes), &options).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_stand_at_equal_distances_and_end_before_the_end() {
        let plan = Plan { from: Time(1_000_000_000), to: Time(2_000_000_000), count: 30, rate: 10 };
        let at: Vec<u64> = (0..30).map(|frame| plan.at(frame).0).collect();
        assert_eq!((at[0], at[15], at[29]), (1_000_000_000, 1_500_000_000, 1_966_666_666));
        assert!((speed(&plan) - 1.0 / 3.0).abs() < 1e-12);
    }
}
