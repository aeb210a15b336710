//! The chart that a curve is drawn in before it is measured: with a pen that moves over it, or place by place with keys.

use super::predict::{Guess, Phase};
use super::slider::Track;
use super::{ConceptPage, Msg, Page};
use crate::concept::predict::{CurveDecl, Verdict};
use crate::concept::quantity;
use crate::scene::svg::{Ground, Svg};
use crate::scene::{Picture, pt};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, KeyboardEvent, PointerEvent};
use yew::prelude::*;

/// The chart's own size; on the page it is as wide as there is room.
const SIZE: (f32, f32) = (300.0, 214.0);

/// The chart that an event happened on. The tree listens at its root, so the listener's own element is not it.
fn sheet(event: &PointerEvent) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(".guess-curve").ok().flatten()
}

/// Where the pen is: a place of the curve, and its height at a stop.
fn under(event: &PointerEvent, curve: &CurveDecl) -> Option<Msg> {
    let area = sheet(event)?.get_bounding_client_rect();
    let share = |at: i32, from: f64, long: f64| ((f64::from(at) - from) / long.max(1.0)) as f32;
    let x = share(event.client_x(), area.left(), area.width()) * SIZE.0;
    let y = share(event.client_y(), area.top(), area.height()) * SIZE.1;
    let chart = curve.chart(SIZE.0, SIZE.1);
    let frame = chart.frame();
    let at = pt(x.clamp(frame.left, frame.right), y.clamp(frame.top, frame.bottom));
    let (x, y) = chart.values(at)?;
    let value = curve.of.at(curve.of.position(y));
    Some(Msg::Guess(Guess::Draw(curve.nearest(curve.across(x)), value)))
}

impl Page {
    /// The pen is at a place of the curve: what it passed on the way lies on a straight line. The first touch is a level.
    pub(super) fn pen(&mut self, at: usize, value: f64) {
        let Some(curve) = self.curve_asked().filter(|_| matches!(self.guessing.phase, Phase::Asking)) else { return };
        let places = curve.xs.len();
        if self.guessing.guess.len() != places {
            self.guessing.guess = vec![value; places];
        }
        let (from, height) = self.guessing.pen.unwrap_or((at, value));
        let (a, b) = (curve.of.position(height), curve.of.position(value));
        for place in from.min(at)..=from.max(at) {
            let share = if at == from { 1.0 } else { (place.abs_diff(from)) as f64 / at.abs_diff(from) as f64 };
            if let Some(point) = self.guessing.guess.get_mut(place) {
                *point = if place == at { value } else { curve.of.at(a + (b - a) * share) };
            }
        }
        self.guessing.pen = self.guessing.pressed.then_some((at, value));
    }

    /// The chart, with a slider for each place.
    pub(super) fn curve(&self, ctx: &Context<ConceptPage>, curve: &'static CurveDecl, asking: bool) -> Html {
        let answer = match &self.guessing.phase {
            Phase::Told(verdict) => Some(verdict.answer.as_slice()),
            _ => None,
        };
        let guess = Some(self.guessing.guess.as_slice()).filter(|guess| guess.len() == curve.xs.len());
        let mut picture = Picture::new(SIZE.0, SIZE.1);
        curve.draw(guess, answer, &mut picture);
        let svg = Svg { theme: None, ground: Ground::OnPaper, id: "drawn", ..Svg::default() }.write(&picture);
        let link = ctx.link();
        let down = link.batch_callback(move |event: PointerEvent| {
            if !asking {
                return vec![];
            }
            if let Some(sheet) = sheet(&event) {
                // Without capture a drag that leaves the chart ends; that is all.
                let _ = sheet.set_pointer_capture(event.pointer_id());
            }
            under(&event, curve).into_iter().flat_map(|at| [Msg::Guess(Guess::Press), at]).collect()
        });
        let moved = link.batch_callback(move |event: PointerEvent| {
            (asking && event.buttons() & 1 == 1).then(|| under(&event, curve)).flatten()
        });
        let chart = curve.chart(SIZE.0, SIZE.1);
        let knot = |(at, x): (usize, &f64)| {
            let value = guess.and_then(|guess| guess.get(at)).copied();
            let from = value.unwrap_or_else(|| curve.of.at(0.5));
            let place = chart.place(*x, from);
            let of = &curve.of;
            let track = Track { low: of.low, high: of.high, scale: of.scale, step: of.step, whole: of.step == 1.0 };
            let key = link.batch_callback(move |event: KeyboardEvent| {
                track.key(from, &event).filter(|_| asking).map(|to| Msg::Guess(Guess::Draw(at, to)))
            });
            let style = format!("left: {:.2}%; top: {:.2}%", place.x / SIZE.0 * 100.0, place.y / SIZE.1 * 100.0);
            let said = value.map_or_else(|| "none yet".to_owned(), |value| quantity(value, of.unit));
            html! {
                <div class="knot" role="slider" tabindex={if asking { "0" } else { "-1" }} key={at} {style} data-keys="" data-testid={format!("knot-{at}")}
                    aria-label={format!("Your guess at {}", curve.place(at))} aria-valuemin={of.low.to_string()} aria-valuemax={of.high.to_string()}
                    aria-valuenow={from.to_string()} aria-valuetext={said} aria-disabled={(!asking).then_some("true")} onkeydown={key}></div>
            }
        };
        html! {
            <>
                <div class={classes!("guess-curve", asking.then_some("open"))} data-testid="guess-curve" role="group" aria-label="The curve you expect"
                    onpointerdown={down} onpointermove={moved}
                    onpointerup={link.callback(|_| Msg::Guess(Guess::Lift))} onpointercancel={link.callback(|_| Msg::Guess(Guess::Lift))}>
                    {Html::from_html_unchecked(AttrValue::from(svg))}
                    { for curve.xs.iter().enumerate().map(knot) }
                </div>
                if asking && guess.is_none() { <p class="i2">{"Draw the curve you expect. With keys: Tab to a place, arrows for its height."}</p> }
            </>
        }
    }

    /// What is said to a drawing: how far off and where, why, and the numbers.
    pub(super) fn verdict_of_curve(&self, verdict: &Verdict) -> Html {
        let Some(curve) = self.curve_asked() else { return Html::default() };
        let Verdict { right, off, because, reply, answer, .. } = verdict;
        let head = match (right, off.is_empty()) {
            (true, true) => "Just as you drew it.".to_owned(),
            (true, false) => format!("That is close: {off}."),
            (false, _) => format!("You are {off}."),
        };
        let row = |(at, (guess, answer)): (usize, (&f64, &f64))| {
            let said = |value: &f64| quantity(*value, curve.of.unit);
            html! { <tr key={at}><th scope="row">{curve.place(at)}</th><td>{said(guess)}</td><td>{said(answer)}</td></tr> }
        };
        html! {
            <div class="verdict">
                <p class="said num">{head}</p>
                if !reply.is_empty() { <p data-testid="reply">{reply}</p> }
                <p class="because">{because}</p>
                <table class="twin num" data-testid="drawn">
                    <thead><tr><th scope="col">{curve.x}</th><th scope="col">{"You drew"}</th><th scope="col">{"Measured"}</th></tr></thead>
                    <tbody>{ for self.guessing.guess.iter().zip(answer).enumerate().map(row) }</tbody>
                </table>
            </div>
        }
    }
}
