//! The player's bar: back, play, step, the timeline, the speed.

use super::keys;
use super::session::STOPS;
use super::slider::Slider;
use super::words;
use super::{ConceptPage, Msg, Page, Scrub};
use crate::concept::{SliderView, Tick, TickKind};
use crate::param::Scale;
use web_sys::{KeyboardEvent, PointerEvent};
use yew::prelude::*;

/// The button that plays and pauses.
pub fn play_icon(playing: bool) -> Html {
    html! {
        <svg width="44" height="44" viewBox="64 12 44 44" aria-hidden="true">
            <circle cx="86" cy="34" r="22" fill="var(--ink)" />
            if playing {
                <path d="M80 25.5V42.5M92 25.5V42.5" stroke="var(--paper)" stroke-width="5.5" stroke-linecap="round" />
            } else {
                <path d="M79.5 24.5L95 34L79.5 43.5Z" fill="var(--paper)" stroke="var(--paper)" stroke-width="2" stroke-linejoin="round" />
            }
        </svg>
    }
}

fn step_icon(forward: bool) -> Html {
    let (triangle, bar) = if forward { ("M6 5L17 12L6 19Z", "M22 4V20") } else { ("M18 5L7 12L18 19Z", "M2 4V20") };
    html! {
        <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" stroke="var(--ink)" fill="var(--ink)"
            stroke-linejoin="round" stroke-linecap="round">
            <path d={triangle} stroke-width="1.6" /><path d={bar} stroke-width="2.2" />
        </svg>
    }
}

/// The speed's own slider: its stops are 1, 2, 5 of each decade.
fn speed_view() -> SliderView {
    let tick = |at: f64, label: &str, kind| Tick { at, label: label.to_owned(), kind };
    let mut ticks = vec![tick(0.0, "1/1000", TickKind::Label)];
    ticks.extend([3.0, 6.0, 12.0, 15.0].map(|at| tick(at, "", TickKind::Minor)));
    ticks.extend([tick(9.0, "1×", TickKind::Label), tick(18.0, "1000×", TickKind::Label)]);
    SliderView { low: 0.0, high: (STOPS.len() - 1) as f64, scale: Scale::Linear, ticks, consequence: String::new() }
}

impl Page {
    pub(super) fn player(&self, ctx: &Context<ConceptPage>) -> Html {
        let link = ctx.link();
        let playing = self.session.playing;
        let word = if playing { "Pause" } else { "Play" };
        html! {
            <div class="player">
                <div class="buttons">
                    <button class="step" data-testid="back" onclick={link.callback(|_| Msg::Back)} aria-label="back, one event">
                        {step_icon(false)}<span>{"back"}</span>
                    </button>
                    <span class="middle">
                        <button class="play" data-testid="play" onclick={link.callback(|_| Msg::Play)} aria-label={word}
                            aria-pressed={if playing { "true" } else { "false" }}>{play_icon(playing)}</button>
                        <button class="restart" data-testid="restart" onclick={link.callback(|_| Msg::Restart)}>{"restart"}</button>
                    </span>
                    <button class="step" data-testid="step" onclick={link.callback(|_| Msg::Step)} aria-label="step, one event forward">
                        {step_icon(true)}<span>{"step"}</span>
                    </button>
                </div>
                {self.timeline(ctx)}
                {self.speed("speed")}
            </div>
        }
    }

    fn timeline(&self, ctx: &Context<ConceptPage>) -> Html {
        let link = ctx.link();
        let (axis, width) = (self.axis(), self.timeline.width);
        let (clock, at) = (&self.entry.about.clock, self.session.run.now());
        let now = clock.units(at);
        let said = self.session.run.flag().unwrap_or_else(|| clock.words(at, self.session.speed));
        let down = link.batch_callback(move |event: PointerEvent| {
            if let Some(element) = keys::timeline_of(&event) {
                // Without capture a drag that leaves the element ends; that is all.
                let _ = element.set_pointer_capture(event.pointer_id());
            }
            keys::scrub(&event, axis, width)
        });
        let moved = link.batch_callback(move |event: PointerEvent| {
            (event.buttons() & 1 == 1).then(|| keys::scrub(&event, axis, width)).flatten()
        });
        let key = link.batch_callback(move |event: KeyboardEvent| Self::timeline_key(&event, now, axis));
        html! {
            <div class="timeline" role="slider" tabindex="0" aria-label={if clock.is_time() { "Time" } else { clock.many }} aria-valuemin={format!("{:.0}", axis.start)} data-testid="timeline" data-keys=""
                aria-valuemax={format!("{:.0}", axis.end)} aria-valuenow={format!("{now:.1}")}
                aria-valuetext={said} onpointerdown={down} onpointermove={moved}
                onpointerup={link.callback(|_| Msg::Scrub(Scrub::Free))}
                onpointercancel={link.callback(|_| Msg::Scrub(Scrub::Free))} onkeydown={key}>
                <canvas ref={self.timeline.node.clone()} aria-hidden="true"></canvas>
                <div class="head" ref={self.head.clone()} aria-hidden="true">
                    <i></i><b></b><span class="flag num" translate="no" data-testid="clock"></span>
                </div>
            </div>
        }
    }

    /// What the phone's bar has no room for.
    pub(super) fn small_player(ctx: &Context<ConceptPage>) -> Html {
        let link = ctx.link();
        html! {
            <div class="small-player">
                <button class="btn o" onclick={link.callback(|_| Msg::Back)}>{"Back"}</button>
                <button class="btn o" onclick={link.callback(|_| Msg::Step)}>{"Step"}</button>
                <button class="btn o" onclick={link.callback(|_| Msg::Restart)}>{"Restart"}</button>
            </div>
        }
    }

    pub(super) fn speed(&self, name: &'static str) -> Html {
        let asked = words::speed(self.session.speed);
        let (label, text) = match self.session.reached {
            Some(reached) => (format!("asked {asked}"), format!("reached {}", words::speed(reached))),
            None => ("Speed".to_owned(), asked),
        };
        let help = match self.entry.about.clock {
            clock if clock.is_time() => "Seconds of the run per second on your clock.".to_owned(),
            clock => {
                format!("At 1×, {} {} a second on your clock.", words::digits(1.0 / clock.each.secs()), clock.many)
            }
        };
        html! {
            <div class={classes!("speed", self.session.reached.map(|_| "late"))}>
                <Slider {name} {label} {text} value={self.session.speed_stop() as f64} view={speed_view()} whole=true centre={9.0}
                    {help} on_number={self.calls.speed.clone()}
                    on_reset={self.scope.callback(|()| Msg::Speed(9))} />
            </div>
        }
    }
}
