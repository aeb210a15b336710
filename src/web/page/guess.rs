//! The scale that a guess is dragged on, with the answer on the same scale.

use super::predict::{Guess, Phase};
use super::slider::Track;
use super::{ConceptPage, Msg, Page, words};
use crate::concept::predict::{self, Prediction, ScaleDecl};
use crate::param::Scale;
use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

impl Page {
    pub(super) fn scale(
        &self,
        ctx: &Context<ConceptPage>,
        decl: &'static Prediction,
        scale: &'static ScaleDecl,
        asking: bool,
    ) -> Html {
        let guess = self.guessing.guess.first().copied();
        let at = guess.map_or(0.5, |guess| scale.position(guess));
        let told = match &self.guessing.phase {
            Phase::Told(verdict) => {
                verdict.answer.first().map(|answer| (scale.position(*answer), verdict.measured.clone()))
            }
            _ => None,
        };
        let shown = guess.map(|guess| predict::in_words(decl, &*self.session.run, &[guess]));
        let label =
            shown.as_ref().map_or_else(|| "drag to your guess".to_owned(), |guess| format!("your guess: {guess}"));
        let track =
            Track { low: scale.low, high: scale.high, scale: scale.scale, step: scale.step, whole: scale.step == 1.0 };
        let from = guess.unwrap_or_else(|| scale.at(0.5));
        let input = ctx.link().batch_callback(move |event: InputEvent| {
            let place = event.target_dyn_into::<HtmlInputElement>()?.value_as_number();
            place.is_finite().then(|| Msg::Guess(Guess::To(scale.at(place))))
        });
        let keys = ctx
            .link()
            .batch_callback(move |event: KeyboardEvent| track.key(from, &event).map(|to| Msg::Guess(Guess::To(to))));
        html! {
            <div class="guess-scale">
                <svg class="rule-svg" width="100%" height="74" aria-hidden="true">
                    <line class="wire" x1="0" y1="46" x2="100%" y2="46" />
                    if guess.is_some() { <line class="guessed" x1="0" y1="46" x2={percent(at)} y2="46" /> }
                    { for ticks(scale).into_iter().map(|value| tick(scale, value)) }
                    if let Some((answer, _)) = &told {
                        <line class="distance" x1={percent(at)} y1="46" x2={percent(*answer)} y2="46" />
                        <line class="lead-down" x1={percent(*answer)} y1="33" x2={percent(*answer)} y2="46" />
                        <circle class="measured" cx={percent(*answer)} cy="46" r="5.5" />
                    }
                    <svg x={percent(at)} y="34" overflow="visible"><path class={if guess.is_some() { "guess" } else { "no-guess" }} d="M0 9.5l5.6 -9.5h-11.2z" /></svg>
                    {word(at, 11, "your-guess", &label)}
                    if let Some((answer, measured)) = &told { {word(*answer, 28, "was-measured", &format!("measured {measured}"))} }
                </svg>
                <input type="range" min="0" max="1" step="0.001" value={at.to_string()} disabled={!asking} data-keys="" data-testid="guess-scale"
                    aria-label="Your guess" aria-valuetext={shown.unwrap_or_else(|| "none yet".to_owned())} oninput={input} onkeydown={keys} />
            </div>
        }
    }
}

fn percent(at: f64) -> String {
    format!("{:.2}%", at * 100.0)
}

/// A word over its place on the scale, kept within the scale's ends.
fn word(at: f64, y: u32, class: &'static str, text: &str) -> Html {
    let anchor = match at {
        _ if at < 0.2 => "start",
        _ if at > 0.8 => "end",
        _ => "middle",
    };
    let (x, dx) = match anchor {
        "start" => (at, if at < 0.04 { "-6" } else { "-12" }),
        "end" => (at, if at > 0.96 { "6" } else { "12" }),
        _ => (at, "0"),
    };
    html! { <text {class} x={percent(x)} {dx} y={y.to_string()} text-anchor={anchor}>{text}</text> }
}

/// Labelled values: as many as a narrow scale has room for.
fn ticks(scale: &ScaleDecl) -> Vec<f64> {
    let ScaleDecl { low, high, .. } = *scale;
    if scale.scale == Scale::Log {
        let decade = |exponent: i32| libm::pow(10.0, f64::from(exponent));
        let within = |factors: &[f64]| {
            let all = (-4..7).flat_map(|exponent| factors.iter().map(move |factor| factor * decade(exponent)));
            all.filter(|value| (low * 0.999..=high * 1.001).contains(value)).collect::<Vec<f64>>()
        };
        let all = within(&[1.0, 2.0, 5.0]);
        return if all.len() > 8 { within(&[1.0]) } else { all };
    }
    let decade = libm::pow(10.0, libm::floor(libm::log10(high - low)));
    let steps = [0.1, 0.2, 0.25, 0.5, 1.0].map(|factor| factor * decade);
    let step = steps.into_iter().find(|step| (high - low) / step <= 5.0).unwrap_or(decade);
    (0..=5).map(|i| low + f64::from(i) * step).filter(|value| *value <= high * 1.000_001).collect()
}

fn tick(scale: &ScaleDecl, value: f64) -> Html {
    let at = scale.position(value);
    let text = words::real(value);
    let text = if value == scale.high && !scale.unit.is_empty() { format!("{text} {}", scale.unit) } else { text };
    let (anchor, dx) = match at {
        _ if at < 0.03 => ("start", "-7"),
        _ if at > 0.97 => ("end", "7"),
        _ => ("middle", "0"),
    };
    html! {
        <>
            <line class="major" x1={percent(at)} y1="46" x2={percent(at)} y2="53" />
            <text x={percent(at)} {dx} y="68" text-anchor={anchor}>{text}</text>
        </>
    }
}
