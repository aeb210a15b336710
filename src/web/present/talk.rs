//! Two windows of one lecture talk: the wall that the hall sees and the notes that the speaker sees. Both are of this
//! site and in this browser; nothing leaves it.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

/// A line between the windows of one lecture.
pub struct Talk {
    channel: Option<BroadcastChannel>,
    _heard: Option<EventListener>,
}

impl Talk {
    /// The line of the lecture with this number; where a browser has none, nobody hears and nobody is heard.
    pub fn open(number: &str, heard: impl Fn(String) + 'static) -> Self {
        let channel = BroadcastChannel::new(&format!("kneepoint-lecture-{number}")).ok();
        let listener = channel.as_ref().map(|channel| {
            EventListener::new(channel, "message", move |event| {
                let data = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
                if let Some(text) = data {
                    heard(text);
                }
            })
        });
        Self { channel, _heard: listener }
    }

    /// Says something to the other windows.
    pub fn say(&self, text: &str) {
        if let Some(channel) = &self.channel {
            // A closed line is that of a window that is closing.
            let _ = channel.post_message(&JsValue::from_str(text));
        }
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.close();
        }
    }
}
