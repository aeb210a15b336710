//! The run for the ear, off until it is asked for: a tick for each arrival, and a soft tone whose pitch is what the
//! player's record shows, such as how many are inside. One octave up is four times as many.

use super::Page;
use crate::web::dom;
use wasm_bindgen::JsValue;
use web_sys::{AudioContext, GainNode, OscillatorNode, OscillatorType};

/// The tone of one thing inside, in hertz.
const LOWEST_HZ: f64 = 110.0;
/// It does not go higher.
const HIGHEST_HZ: f64 = 1_760.0;
/// More ticks than this in a frame are one rattle.
const TICKS_MAX: u64 = 6;
/// A tick, in hertz and seconds.
const TICK_HZ: f32 = 2_400.0;
const TICK_S: f64 = 0.012;
/// How loud the tone and a tick are.
const TONE: f32 = 0.05;
const TICK: f32 = 0.12;
/// How fast pitch and loudness follow, in seconds.
const GLIDE_S: f64 = 0.03;
/// Within this time the ticks of a frame are spread, in seconds.
const FRAME_S: f64 = 0.016;

/// What sounds.
pub struct Sound {
    context: AudioContext,
    tone: OscillatorNode,
    loud: GainNode,
    /// Arrivals so far.
    counted: f64,
}

impl Drop for Sound {
    fn drop(&mut self) {
        let _ = self.context.close();
    }
}

impl Sound {
    fn new() -> Result<Self, JsValue> {
        let context = AudioContext::new()?;
        let (tone, loud) = (context.create_oscillator()?, context.create_gain()?);
        tone.set_type(OscillatorType::Triangle);
        loud.gain().set_value(0.0);
        tone.connect_with_audio_node(&loud)?;
        loud.connect_with_audio_node(&context.destination())?;
        tone.start()?;
        Ok(Self { context, tone, loud, counted: f64::NAN })
    }

    fn tick(&self, at: f64) -> Result<(), JsValue> {
        let (click, loud) = (self.context.create_oscillator()?, self.context.create_gain()?);
        click.set_type(OscillatorType::Square);
        click.frequency().set_value(TICK_HZ);
        loud.gain().set_value_at_time(TICK, at)?;
        loud.gain().linear_ramp_to_value_at_time(0.0, at + TICK_S)?;
        click.connect_with_audio_node(&loud)?;
        loud.connect_with_audio_node(&self.context.destination())?;
        click.start_with_when(at)?;
        click.stop_with_when(at + TICK_S)
    }

    /// Says how it is now: `value` inside, `counted` arrivals so far; silent while it stands still.
    fn say(&mut self, value: f64, counted: Option<f64>, moving: bool) -> Result<(), JsValue> {
        let now = self.context.current_time();
        let counted = counted.unwrap_or(self.counted);
        let come = if moving { (counted - self.counted).max(0.0) as u64 } else { 0 };
        self.counted = counted;
        for k in 0..come.min(TICKS_MAX) {
            self.tick(now + FRAME_S * k as f64 / TICKS_MAX as f64)?;
        }
        self.tone.frequency().set_target_at_time(pitch(value) as f32, now, GLIDE_S)?;
        let loud = if moving && value > 0.0 { TONE } else { 0.0 };
        self.loud.gain().set_target_at_time(loud, now, GLIDE_S)?;
        Ok(())
    }
}

/// The tone of a value.
fn pitch(value: f64) -> f64 {
    (LOWEST_HZ * libm::sqrt(value.max(1.0))).min(HIGHEST_HZ)
}

impl Page {
    /// Turns the sound on or off.
    pub(super) fn turn_sound(&mut self) {
        self.sound = if self.sound.is_some() { None } else { Sound::new().ok() };
        if self.sound.is_none() {
            self.frames.ask();
        }
    }

    /// Lets the run be heard, if somebody listens.
    pub(super) fn sound_out(&mut self) {
        let moving = self.session.playing && self.seen && !dom::hidden();
        let Some(sound) = &mut self.sound else { return };
        let run = &self.session.run;
        let now = run.now();
        let place = (now.0 / run.strip().every().0.max(1)) as usize;
        let samples = run.strip().samples();
        let value = samples.get(place).or(samples.last()).copied().unwrap_or(0.0);
        let ticks = self.entry.about.ticks;
        let counted = run.metrics().into_iter().find(|metric| metric.name == ticks).and_then(|metric| metric.value);
        // A device that is gone says nothing.
        let _ = sound.say(f64::from(value), counted, moving);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_times_as_many_are_an_octave() {
        assert!((pitch(40.0) / pitch(10.0) - 2.0).abs() < 1e-9);
        assert_eq!((pitch(0.0), pitch(1e9)), (LOWEST_HZ, HIGHEST_HZ));
    }
}
