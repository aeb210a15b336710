//! Starting a thread of this program: the page hands it its own compiled module, so nothing is fetched twice.

use gloo::events::EventListener;
use js_sys::{Object, Reflect};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Url, Worker, WorkerOptions, WorkerType};

#[wasm_bindgen]
extern "C" {
    /// The address of this program's JavaScript.
    #[wasm_bindgen(thread_local_v2, js_namespace = ["import", "meta"], js_name = url)]
    static GLUE: String;
}

/// The address of a file that lies beside this program.
pub fn beside(name: &str) -> Result<String, JsValue> {
    Ok(Url::new_with_base(name, &GLUE.with(Clone::clone))?.href())
}

/// What the names of this program's files begin with.
pub fn own_name() -> String {
    GLUE.with(|glue| glue.rsplit('/').next().unwrap_or_default().trim_end_matches(".js").to_owned())
}

/// A worker with what listens to it; dropping it ends the worker.
pub struct Thread {
    worker: Worker,
    _heard: [EventListener; 2],
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
        let glue = GLUE.with(Clone::clone);
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&beside("worker.js")?, &options)?;
        let fail = Rc::new(fail);
        let heard = [
            EventListener::new(&worker, "message", move |event| {
                if let Some(event) = event.dyn_ref::<MessageEvent>() {
                    hear(event.data());
                }
            }),
            EventListener::new(&worker, "error", move |event| {
                complain(event);
                let fail = fail.clone();
                wasm_bindgen_futures::spawn_local(async move { fail() });
            }),
        ];
        let thread = Self { worker, _heard: heard };
        let start = Object::new();
        Reflect::set(&start, &"js".into(), &glue.into())?;
        Reflect::set(&start, &"module".into(), &wasm_bindgen::module())?;
        thread.worker.post_message(&start)?;
        Ok(thread)
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
