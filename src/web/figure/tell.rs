//! What a figure tells the page around it: one function of the page, called with a word and a detail.

use crate::concept::Run;
use crate::sim::Time;
use js_sys::{Function, Object, Reflect};
use std::cell::RefCell;
use wasm_bindgen::JsValue;

/// More occurrences than this at once are not told: nobody can follow them.
const TOLD_MAX: usize = 32;

thread_local! {
    /// Who is to know when the program breaks.
    static ALL: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
}

/// Tells every figure's page that the program broke. Nothing of the program may be called afterwards.
pub fn broken(sentence: &str) {
    // Borrowed already only if it broke right here.
    let all = ALL.try_with(|all| all.try_borrow_mut().map(|mut all| std::mem::take(&mut *all)).unwrap_or_default());
    for tell in all.unwrap_or_default() {
        let _ = tell.call2(&JsValue::NULL, &"broken".into(), &sentence.into());
    }
}

/// The function, and what it was told last.
#[derive(Clone, PartialEq)]
pub struct Tell {
    function: Function,
    /// Up to where occurrences have been told.
    told: Time,
}

impl Tell {
    /// Tells this function.
    pub fn new(function: Function) -> Self {
        ALL.with_borrow_mut(|all| all.push(function.clone()));
        Self { function, told: Time::ZERO }
    }

    /// A word with the pairs of its detail.
    pub fn say(&self, word: &str, detail: &[(&str, JsValue)]) {
        let object = Object::new();
        for (key, value) in detail {
            // A plain object takes any property.
            let _ = Reflect::set(&object, &(*key).into(), value);
        }
        if let Err(error) = self.function.call2(&JsValue::NULL, &word.into(), &object) {
            // A mistake of the page's own listener is its own.
            web_sys::console::error_1(&error);
        }
    }

    /// A key of the link has another value.
    pub fn change(&self, key: &str, value: &str) {
        self.say("change", &[("key", key.into()), ("value", value.into())]);
    }

    /// The playhead went to another moment; what lay between is not told.
    pub fn again(&mut self, now: Time) {
        self.told = now;
    }

    /// Tells what has occurred since the last time, at most [`TOLD_MAX`] things.
    pub fn occurrences(&mut self, run: &dyn Run) {
        let (told, now) = (self.told, run.now());
        if told >= now {
            self.told = now;
            return;
        }
        self.told = now;
        for event in run.events_log(TOLD_MAX).iter().filter(|event| event.at > told && event.at <= now) {
            let target = event.target.map_or(String::new(), |target| format!("{}:{}", target.kind, target.id));
            let detail = [
                ("t", event.at.secs().into()),
                ("words", event.words.as_str().into()),
                ("target", target.as_str().into()),
            ];
            self.say("occurrence", &detail);
        }
    }

    /// It is told no more, not even when the program breaks.
    pub fn forget(&self) {
        ALL.with_borrow_mut(|all| all.retain(|other| *other != self.function));
    }
}
