//! The lesson beside the figure: a beat at a time, woven with the run, and what stands behind it.

use super::story::{self, Part};
use super::{ConceptPage, Msg, Page, words};
use crate::concept::lesson::{Beat, Paragraph, Span};
use crate::concept::measure::Scope;
use crate::concept::quantity;
use crate::lang::say;
use crate::web::dom;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What the lesson's words show of the run, as of the last time they were written.
#[derive(Default)]
pub struct Told {
    /// Live numbers by their formula and unit.
    live: Vec<(&'static str, String)>,
    /// Conditions that have held since the beat was opened.
    held: Vec<&'static str>,
}

impl Page {
    fn beats(&self) -> &'static [Beat] {
        self.entry.lesson.map_or(&[], |lesson| lesson.spoken().beats)
    }

    /// The beat that is told, if it is not a story.
    fn told_beat(&self) -> Option<(usize, &'static Beat)> {
        let index = self.beat?;
        self.beats().get(index).map(|beat| (index, beat))
    }

    /// The id of the beat that is told.
    pub(super) fn beat_id(&self) -> Option<&'static str> {
        self.told_beat().map(|(_, beat)| beat.id)
    }

    /// Reads from the run what the lesson's words show.
    pub(super) fn tell(&mut self) {
        let beat = self.told_beat().map_or(&[][..], |(_, beat)| beat.body);
        let sections = self.entry.lesson.map_or(&[][..], |lesson| lesson.spoken().sections);
        let paragraphs = beat.iter().chain(sections.iter().flat_map(|section| section.body));
        let mut live = Vec::new();
        let scope = Scope::new(&*self.session.run);
        let held = &mut self.told.held;
        let mut wait = |condition: &'static str| {
            if !condition.is_empty() && !held.contains(&condition) && scope.holds(condition) {
                held.push(condition);
            }
        };
        for paragraph in paragraphs {
            wait(paragraph.after);
            for span in paragraph.spans {
                match *span {
                    Span::Until(_, condition) => wait(condition),
                    Span::Live(formula, unit) => {
                        let value = scope.value(formula).ok().flatten();
                        live.push((
                            formula,
                            value.map_or_else(|| "–".to_owned(), |value| say(&quantity(value, unit)).into_owned()),
                        ));
                    }
                    _ => {}
                }
            }
        }
        drop(scope);
        self.told.live = live;
    }

    /// Opens a beat; its run if it has one, else it goes on with what is there.
    pub(super) fn open_beat(&mut self, index: usize) {
        let Some(beat) = self.beats().get(index) else { return };
        if !beat.run.is_empty() {
            let playing = !dom::reduced_motion();
            self.reopen(beat.run);
            self.session.playing &= playing;
        }
        self.beat = Some(index);
        self.told = Told::default();
        self.ask_of_beat();
        self.write_address(true);
    }

    /// Asks the question that belongs to the beat.
    pub(super) fn ask_of_beat(&mut self) {
        if let Some((_, beat)) = self.told_beat().filter(|(_, beat)| !beat.predict.is_empty()) {
            self.ask(beat.predict, beat.run);
        }
    }

    /// The beat so many further on, if there is one.
    pub(super) fn turn_beat(&mut self, by: isize) {
        let at = self.beat.map_or(0, |beat| beat.saturating_add_signed(by));
        if self.beat != Some(at) && at < self.beats().len() {
            self.open_beat(at);
        }
    }

    /// The row with the lesson's beat, or with a preset's story.
    pub(super) fn lesson(&self, ctx: &Context<ConceptPage>) -> Html {
        let label = if self.beat.is_some() { "Lesson" } else { "Story" };
        html! {
            <section class="less" aria-label={label}>
                <div class="st">
                    {self.step_name(ctx)}
                    {self.stories()}
                </div>
                {self.prose()}
                {self.next("next-phone")}
            </section>
        }
    }

    /// Which beat it is, and the way to others.
    fn step_name(&self, ctx: &Context<ConceptPage>) -> Html {
        let (beats, link) = (self.beats(), ctx.link());
        let Some((index, _)) = self.told_beat() else {
            let (stories, back) = (self.entry.presets.len(), link.callback(|_| Msg::Beat(0)));
            let count = match self.story {
                Some(story) => format!(" {} of {stories}", story + 1),
                None => format!(" one of {stories}"),
            };
            return html! {
                <>
                    <p><b>{"Story"}</b>{count}</p>
                    if !beats.is_empty() {
                        <button class="twin-button" data-testid="to-lesson" onclick={back}>{"To the lesson"}</button>
                    }
                </>
            };
        };
        let chosen = link.batch_callback(|event: Event| {
            let value = event.target_dyn_into::<HtmlSelectElement>()?.selected_index();
            usize::try_from(value).ok().map(Msg::Beat)
        });
        html! {
            <>
                <p data-testid="beat"><b>{"Lesson"}</b>{format!(" {} of {}", index + 1, beats.len())}</p>
                <label class="beats"><span class="sr">{"Choose a part of the lesson"}</span>
                    <select onchange={chosen} data-testid="beats">
                        { for beats.iter().enumerate().map(|(i, beat)| html! {
                            <option selected={i == index} key={beat.id}>{beat.title}</option>
                        }) }
                    </select>
                </label>
                if index > 0 {
                    <button class="twin-button" data-testid="beat-back" aria-keyshortcuts="p" onclick={link.callback(|_| Msg::Turn(-1))}>{"Back"}</button>
                }
            </>
        }
    }

    /// The choice of a story.
    fn stories(&self) -> Html {
        let presets = self.entry.presets;
        let call = self.calls.preset.clone();
        let chosen = Callback::from(move |event: Event| {
            if let Some(index) = event.target_dyn_into::<HtmlSelectElement>().and_then(|s| s.value().parse().ok()) {
                call.emit(index);
            }
        });
        html! {
            <label class="stories-choice"><span class="i3">{if self.beat.is_some() { "or a story" } else { "" }}</span>
                <span class="sr">{"Choose a story"}</span>
                <select onchange={chosen} data-testid="presets">
                    if self.story.is_none() { <option selected=true value="" disabled=true>{"Your own"}</option> }
                    { for presets.iter().enumerate().map(|(i, preset)| html! {
                        <option value={i.to_string()} selected={self.story == Some(i)} key={preset.id}>
                            {format!("{}. {}", i + 1, preset.title)}</option>
                    }) }
                </select>
            </label>
        }
    }

    fn prose(&self) -> Html {
        if let Some((_, beat)) = self.told_beat() {
            // Read aloud when it changes, but for the numbers that run.
            return html! {
                <div class="prose" key={beat.id} aria-live="polite" data-testid="lesson">
                    <h2 class="sr">{beat.title}</h2>
                    {self.body(beat.body)}
                </div>
            };
        }
        let preset = self.story.and_then(|story| self.entry.presets.get(story));
        html! {
            <div class="prose">
                if preset.is_none() {
                    <p>{"You set this up yourself. Choose a story, or break something and watch."}</p>
                }
                <p data-testid="story" translate="no">{ for preset.map(|preset| story::parts(&say(preset.story))).unwrap_or_default().into_iter().map(|part| self.part(part)) }</p>
                if let Some(preset) = preset.filter(|preset| !preset.source.is_empty()) {
                    <p class="source">{preset.source}</p>
                }
            </div>
        }
    }

    fn part(&self, part: Part) -> Html {
        match part {
            Part::Text(text) => words::rich(&text),
            Part::Chip(label, piece) => self.chip(&label, &piece),
        }
    }

    fn chip(&self, label: &str, piece: &str) -> Html {
        let on = story::holds(&self.session, &self.values, piece);
        let (call, piece) = (self.calls.chip.clone(), piece.to_owned());
        html! {
            <button class={classes!("chip", on.then_some("on"))} aria-pressed={if on { "true" } else { "false" }}
                onclick={move |_| call.emit(piece.clone())}>{words::rich(label)}</button>
        }
    }

    /// Paragraphs; items that follow each other are one list.
    fn body(&self, body: &'static [Paragraph]) -> Html {
        let mut out: Vec<Html> = Vec::new();
        let mut items: Vec<Html> = Vec::new();
        for paragraph in body.iter().filter(|paragraph| self.shown(paragraph)) {
            let spans = paragraph.spans.iter().map(|span| self.span(span)).collect::<Html>();
            if paragraph.item {
                items.push(html! { <li translate="no">{spans}</li> });
                continue;
            }
            close_list(&mut out, &mut items);
            out.push(html! { <p translate="no">{spans}</p> });
        }
        close_list(&mut out, &mut items);
        out.into_iter().collect()
    }

    fn shown(&self, paragraph: &Paragraph) -> bool {
        paragraph.after.is_empty() || self.told.held.contains(&paragraph.after)
    }

    fn span(&self, span: &Span) -> Html {
        match *span {
            Span::Text(text) => words::rich(text),
            Span::Em(text) => html! { <em>{words::rich(text)}</em> },
            Span::Code(text) => html! { <code>{text}</code> },
            Span::Link(label, to) => html! { <a href={to} rel="noopener">{words::rich(label)}</a> },
            Span::Chip(label, piece) => self.chip(label, piece),
            Span::Moment(label, link) => {
                let call = self.calls.moment.clone();
                html! { <button class="chip moment" onclick={move |_| call.emit(link)}>{words::rich(label)}</button> }
            }
            Span::Live(formula, _) => {
                let shown = self.told.live.iter().find(|(other, _)| *other == formula);
                html! { <b class="live num" aria-live="off">{shown.map(|(_, text)| text.clone()).unwrap_or_default()}</b> }
            }
            Span::Until(text, condition) => {
                let done = self.told.held.contains(&condition);
                html! { <span class={classes!("until", done.then_some("done"))}>{words::rich(text)}
                <span class="sr">{say(if done { " (it has)" } else { " (not yet)" }).into_owned()}</span></span> }
            }
        }
    }

    /// The way on: to the next beat, after the last one to the next story.
    pub(super) fn next(&self, testid: &'static str) -> Html {
        let presets = self.entry.presets;
        if let Some((index, _)) = self.told_beat()
            && let Some(beat) = self.beats().get(index + 1)
        {
            let (call, next) = (self.calls.beat.clone(), index + 1);
            return way_on(testid, next, beat.title, Callback::from(move |_| call.emit(next)));
        }
        if presets.is_empty() {
            return Html::default();
        }
        let next = self.story.map_or(0, |story| (story + 1) % presets.len());
        let call = self.calls.preset.clone();
        way_on(testid, next, presets[next].title, Callback::from(move |_| call.emit(next)))
    }

    /// What stands behind the lesson: the sections that every lesson has.
    pub(super) fn behind(&self) -> Html {
        let Some(lesson) = self.entry.lesson.map(crate::concept::Lesson::spoken) else { return Html::default() };
        html! {
            <div class="behind" data-testid="behind">
                { for lesson.sections.iter().map(|section| html! {
                    <section key={section.title}>
                        <h2>{section.title}</h2>
                        {self.body(section.body)}
                    </section>
                }) }
            </div>
        }
    }
}

fn close_list(out: &mut Vec<Html>, items: &mut Vec<Html>) {
    if !items.is_empty() {
        out.push(html! { <ul>{ for items.drain(..) }</ul> });
    }
}

fn way_on(testid: &'static str, place: usize, title: &'static str, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button class="nxt" data-testid={testid} aria-keyshortcuts="n" {onclick}>
            <span class="i3">{"Next"}</span><span>{format!("{}. {title}", place + 1)}</span>
            <svg width="18" height="12" viewBox="0 0 18 12" aria-hidden="true"><path d="M1 6H16M11 1.5L16 6L11 10.5" /></svg>
        </button>
    }
}
