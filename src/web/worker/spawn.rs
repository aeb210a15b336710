//! Starting a thread: the page hands it a compiled program, so nothing is fetched twice.
//!
//! That is the page's own program until the one that is made for threads has come, where the page names one in
//! `<meta name="kneepoint-thread">`. A thread of the first kind fetches the other at a quiet moment and hands it to the page,
//! compiled; threads that start after that run it. What they compute is the same, bit by bit. Where it cannot be had, or
//! breaks, it stays as it was.

use crate::web::dom;
use gloo::events::EventListener;
use js_sys::WebAssembly::Module;
use js_sys::{Object, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Url, Worker, WorkerOptions, WorkerType};

#[wasm_bindgen]
extern "C" {
    /// The address of this program's JavaScript.
    #[wasm_bindgen(thread_local_v2, js_namespace = ["import", "meta"], js_name = url)]
    static GLUE: String;
}

thread_local! {
    /// The program made for threads, once it has come.
    static QUICK: RefCell<Option<Module>> = const { RefCell::new(None) };
    /// It did not work: nobody asks for it again.
    static BROKEN: Cell<bool> = const { Cell::new(false) };
}

/// The address of a file that lies beside this program.
pub fn beside(name: &str) -> Result<String, JsValue> {
    Ok(Url::new_with_base(name, &GLUE.with(Clone::clone))?.href())
}

/// What the names of this program's files begin with.
pub fn own_name() -> String {
    GLUE.with(|glue| glue.rsplit('/').next().unwrap_or_default().trim_end_matches(".js").to_owned())
}

/// The address of the JavaScript of the program made for threads, where there is one.
fn quick_glue() -> Option<String> {
    let name = dom::meta("kneepoint-thread").filter(|_| !BROKEN.get())?;
    beside(&name).ok()
}

/// A worker with what listens to it; dropping it ends the worker.
pub struct Thread {
    worker: Worker,
    _heard: [EventListener; 2],
    /// It runs the program made for threads.
    quick: bool,
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Thread {
    /// Starts a worker. `hear` gets what it sends, first of all `"ready"`; `fail` is called when it breaks, not from
    /// within its own listener, so that the thread may be dropped there.
    pub fn start(hear: impl Fn(JsValue) + 'static, fail: impl Fn() + 'static) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&beside("worker.js")?, &options)?;
        let fail = Rc::new(fail);
        let (glue, quick) = (quick_glue(), QUICK.with_borrow(Clone::clone));
        let is_quick = quick.is_some();
        let heard = [
            EventListener::new(&worker, "message", move |event| {
                let Some(data) = event.dyn_ref::<MessageEvent>().map(MessageEvent::data) else { return };
                match data.dyn_into::<Module>() {
                    Ok(module) => QUICK.set(Some(module)),
                    Err(data) => hear(data),
                }
            }),
            EventListener::new(&worker, "error", move |event| {
                complain(event);
                if is_quick {
                    QUICK.take();
                    BROKEN.set(true);
                }
                let fail = fail.clone();
                wasm_bindgen_futures::spawn_local(async move { fail() });
            }),
        ];
        let thread = Self { worker, _heard: heard, quick: is_quick };
        // Its own JavaScript and module, and where the quicker ones are to be had.
        let (js, module, quicker) = match (quick, glue) {
            (Some(module), Some(glue)) => (glue, module.into(), None),
            (_, glue) => (GLUE.with(Clone::clone), wasm_bindgen::module(), glue),
        };
        let start = Object::new();
        Reflect::set(&start, &"js".into(), &js.into())?;
        Reflect::set(&start, &"module".into(), &module)?;
        Reflect::set(&start, &"quick".into(), &quicker.into())?;
        thread.worker.post_message(&start)?;
        Ok(thread)
    }

    /// Whether one that starts now would be quicker.
    pub fn is_outdone(&self) -> bool {
        !self.quick && QUICK.with_borrow(Option::is_some)
    }

    /// Sends it something.
    pub fn send(&self, message: &JsValue) {
        if let Err(error) = self.worker.post_message(message) {
            complain(&error);
        }
    }
}

/// What goes wrong in a thread goes to the console; the page says it in its own words.
pub fn complain(error: &JsValue) {
    web_sys::console::warn_2(&"The worker could not run:".into(), error);
}
