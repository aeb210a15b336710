//! Reading a recording in a thread of its own: the page sends the file, the worker reads it piece by piece.
//!
//! Page to worker `{ intake: link, format, answers, data }`, where data is a `File` or text and answers are what was chosen
//! about it (a line each: key, tab, value); worker to page
//! `[bytes read, share of the work done, finished, report]` every now and then. Dropping the client ends the thread,
//! which is how a reading is cancelled. Nothing of the data leaves the browser.

use super::spawn::{Thread, complain};
use crate::concept::{Answers, Report, State};
use crate::{concepts, link};
use js_sys::{Array, Object, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// How a reading goes.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct News {
    /// Bytes read so far.
    pub bytes: f64,
    /// The share of the work after reading that is done.
    pub worked: f64,
    /// True when nothing more will come.
    pub finished: bool,
    /// What is known so far.
    pub report: Report,
    /// What went wrong, if something did.
    pub failed: Option<String>,
}

/// A reading under way; dropping it ends it.
pub struct IntakeClient {
    _thread: Rc<RefCell<Option<Thread>>>,
}

impl IntakeClient {
    /// Begins to read `data` (a `File`, a `Blob` or a string) for a state, with what was chosen about it. `None` where the
    /// browser has no workers.
    pub fn start(
        state: &State,
        (format, answers): (&str, &Answers),
        data: JsValue,
        news: impl Fn(News) + Clone + 'static,
    ) -> Option<Self> {
        let entry = concepts::find(state.concept)?;
        let link = format!("{}/#{}", entry.about.id, link::encode(state, entry));
        let start = Object::new();
        let answers: String = answers.iter().flat_map(|(key, value)| [key, "\t", value, "\n"]).collect();
        for (key, value) in
            [("intake", link.into()), ("format", format.into()), ("answers", answers.into()), ("data", data)]
        {
            Reflect::set(&start, &key.into(), &value).ok()?;
        }
        let thread: Rc<RefCell<Option<Thread>>> = Rc::default();
        let weak = Rc::downgrade(&thread);
        let fail = news.clone();
        let hear = move |message: JsValue| {
            if message.is_string() {
                // The program has started there.
                if let Some(thread) = weak.upgrade() {
                    thread.borrow().iter().for_each(|thread| thread.send(&start));
                }
            } else if let Some(told) = message.dyn_ref::<Array>().and_then(told) {
                news(told);
            }
        };
        let fail =
            move || fail(News { failed: Some("The reading broke off.".to_owned()), finished: true, ..News::default() });
        let started = Thread::start(hear, fail).inspect_err(complain).ok()?;
        *thread.borrow_mut() = Some(started);
        Some(Self { _thread: thread })
    }
}

fn told(message: &Array) -> Option<News> {
    let report = message.get(3).as_string()?;
    let (report, failed) = match report.strip_prefix('!') {
        Some(sentence) => (Report::default(), Some(sentence.to_owned())),
        None => (Report::decode(&report)?, None),
    };
    Some(News {
        bytes: message.get(0).as_f64()?,
        worked: message.get(1).as_f64()?,
        finished: message.get(2).as_bool()?,
        report,
        failed,
    })
}
