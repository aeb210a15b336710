//! The row under the player: on to the next moment of interest, and where the player stops by itself.

use super::compare::Lanes;
use super::field::Field;
use super::{ConceptPage, Msg, Page};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What a hand does about stops.
pub enum Stop {
    /// On to the next moment of interest; on the way to it, no further.
    Next,
    /// A stop of the concept is turned on or off.
    At(usize, bool),
    /// A formula of one's own.
    Own(String),
}

impl Page {
    /// Does what a hand wants about stops.
    pub(super) fn stop(&mut self, stop: Stop) {
        match stop {
            Stop::Next => {
                self.session.hunt();
                self.last_frame = None;
            }
            Stop::At(index, on) => self.session.choose_stop(index, on),
            Stop::Own(formula) => {
                if let Err(sentence) = self.session.own_stop(&formula) {
                    self.notice = vec![sentence];
                }
            }
        }
    }

    /// True if the player has just stopped by itself; what it happened to is pointed at.
    pub(super) fn halted(&mut self) -> bool {
        let Some(stopped) = self.session.halts.take_news() else { return false };
        self.focus = stopped.target.filter(|target| self.session.run.explain(*target).is_some());
        true
    }

    /// The row.
    pub(super) fn stops(&self, ctx: &Context<ConceptPage>) -> Html {
        let (link, halts) = (ctx.link(), &self.session.halts);
        let on = halts.chosen.len() + usize::from(!halts.own.is_empty());
        let word = if halts.hunting() { "On the way: stop here" } else { "Next moment" };
        let summary = if on == 0 { "Stop when …".to_owned() } else { format!("Stop when … ({on})") };
        html! {
            <div class="stops">
                if self.stacked {
                    {self.way_out(ctx)}
                }
                <button class="btn o" data-testid="next-moment" aria-keyshortcuts="m" onclick={link.callback(|_| Msg::Stop(Stop::Next))}>{word}</button>
                <details class="pop stop-when">
                    <summary class="btn o" data-testid="stop-when">{summary}</summary>
                    <fieldset class="popover">
                        <legend class="sr">{"The player stops when"}</legend>
                        { for self.entry.stops.iter().enumerate().map(|(index, stop)| self.stop_tick(ctx, index, stop.label)) }
                        <label>{"or when, in a formula over the metrics"}
                            <Field value={halts.own.clone()} testid="stop-own" on_commit={link.callback(|text| Msg::Stop(Stop::Own(text)))} />
                        </label>
                        if let Some(metric) = self.entry.metrics.first() {
                            <p class="i3">{format!("For example: {} > 10, now:…, @{}.", metric.name, self.entry.table.first().map_or("", |param| param.key))}</p>
                        }
                    </fieldset>
                </details>
                if self.session.lanes.is_empty() {
                    <button class="btn o" data-testid="compare" onclick={link.callback(|_| Msg::Lanes(Lanes::Add))}>{"Compare"}</button>
                }
                {self.bookmarks(ctx)}
                {self.branches(ctx)}
                <button class="btn o sound" data-testid="sound" aria-pressed={self.sound.is_some().to_string()} title="A tick for each arrival; the pitch is what the bar shows."
                    onclick={link.callback(|_| Msg::Sound)}>{if self.sound.is_some() { "Sound on" } else { "Sound" }}</button>
                <p role="status" aria-live="polite" data-testid="stopped" title={halts.said.clone()}>{&halts.said}</p>
            </div>
        }
    }

    /// The way back to what was left.
    fn branches(&self, ctx: &Context<ConceptPage>) -> Html {
        let link = ctx.link();
        let branch = |(i, branch): (usize, &super::fork::Branch)| {
            html! {
                <span class="branch" key={i}>
                    <button class="btn o" data-testid={format!("branch-{i}")} title={format!("Back to the run with: {}", branch.name)}
                        onclick={link.callback(move |_| Msg::Branch(i))}>{"Back to: "}{&branch.name}</button>
                    <button class="btn o" data-testid={format!("drop-branch-{i}")} aria-label={format!("Forget the branch {}", branch.name)}
                        onclick={link.callback(move |_| Msg::DropBranch(i))}>{"×"}</button>
                </span>
            }
        };
        self.session.branches.kept.iter().enumerate().map(branch).collect()
    }

    fn stop_tick(&self, ctx: &Context<ConceptPage>, index: usize, label: &'static str) -> Html {
        let on = self.session.halts.chosen.contains(&index);
        let change = ctx.link().batch_callback(move |event: Event| {
            let on = event.target_dyn_into::<HtmlInputElement>()?.checked();
            Some(Msg::Stop(Stop::At(index, on)))
        });
        html! {
            <label class={classes!("tick", on.then_some("on"))} key={self.entry.stops[index].id}>
                <input type="checkbox" checked={on} data-testid={format!("stop-{}", self.entry.stops[index].id)} onchange={change} />
                <span class="box" aria-hidden="true"></span>
                {label}
            </label>
        }
    }
}
