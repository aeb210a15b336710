//! The export dialog: the picture, a film of a stretch, numbers and the event log, and the picture in words.

use super::film::{FRAMES_MAX, Film, Kind, News, Plan, RATES, speed};
use super::{Shot, save};
use crate::concept::data;
use crate::concept::{Clock, Event, grouped};
use crate::sim::{Span, Time};
use crate::web::dom;
use crate::web::page::field::Field;
use crate::web::page::view::Dialog;
use gloo::timers::callback::Timeout;
use std::ops::ControlFlow;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlSelectElement};
use yew::prelude::*;

/// How long a button says that it has copied.
const COPIED_MS: u32 = 2500;
/// How long a film lasts if nothing else is said, in seconds.
const LASTS_S: f64 = 4.0;
/// Lines of the event log that are handed out at most.
const EVENTS_MAX: usize = 20_000;

/// What the dialog is about.
#[derive(Properties, Clone, PartialEq)]
pub struct DialogProps {
    /// The moment that was shared.
    pub shot: Rc<Shot>,
    /// It is to be closed.
    pub on_close: Callback<()>,
}

/// A field of the film.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Where it begins.
    From,
    /// Where it ends.
    To,
    /// How long it lasts.
    Lasts,
}

/// A thing that can be taken away.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// A PNG of so many pixels for each CSS pixel.
    Png(u32),
    /// The picture as SVG.
    Svg,
    /// Metrics.
    MetricsCsv,
    /// Metrics.
    MetricsJson,
    /// Metrics, to the clipboard.
    Markdown,
    /// What happened in the stretch.
    EventsCsv,
    /// What happened in the stretch.
    EventsJson,
    /// The picture in words, to the clipboard.
    Words,
    /// The same at length.
    Long,
}

/// What happens in the dialog.
pub enum Msg {
    /// A field was typed into.
    Type(Part, String),
    /// Another frame rate.
    Rate(u32),
    /// A film is asked for.
    Make(Kind),
    /// The thread said something.
    Heard(JsValue),
    /// The film is given up.
    Cancel,
    /// Something is taken away.
    Take(Take),
    /// It was copied, or could not be.
    Copied(Take, bool),
    /// That is a while ago.
    Over,
    /// The browser made no picture.
    Failed,
}

/// See [`DialogProps`].
pub struct ShareDialog {
    from: Time,
    to: Time,
    lasts_s: f64,
    rate: u32,
    film: Option<Film>,
    said: String,
    copied: Option<Take>,
    over: Option<Timeout>,
    words: String,
    long: String,
    words_node: NodeRef,
    webm: bool,
    /// Opened from a file: what packs films lies on the site.
    alone: bool,
}

impl Component for ShareDialog {
    type Message = Msg;
    type Properties = DialogProps;

    fn create(ctx: &Context<Self>) -> Self {
        let shot = &ctx.props().shot;
        let now = shot.run.now();
        let span = Span::from_secs(LASTS_S * shot.speed);
        // What led to this moment; at the start, what comes.
        let from = Time(now.0.saturating_sub(span.0));
        let to = if from == now { now + span } else { now };
        let encoder =
            dom::window().is_some_and(|window| js_sys::Reflect::has(&window, &"VideoEncoder".into()) == Ok(true));
        Self {
            from,
            to,
            lasts_s: to.since(from).secs() / shot.speed,
            rate: RATES[1],
            film: None,
            said: String::new(),
            copied: None,
            over: None,
            words: data::alt_text(&*shot.run),
            long: data::long_text(&*shot.run),
            words_node: NodeRef::default(),
            webm: encoder,
            alone: dom::address().starts_with("file:"),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let shot = ctx.props().shot.clone();
        match msg {
            Msg::Type(part, text) => self.said = self.typed(&shot, part, &text).err().unwrap_or_default(),
            Msg::Rate(rate) => self.rate = rate,
            Msg::Make(kind) => {
                let link = ctx.link().clone();
                match self.plan() {
                    Ok(plan) => {
                        self.film = Film::start(&shot, kind, plan, move |said| link.send_message(Msg::Heard(said)));
                        let said = if self.film.is_none() { "This browser cannot make films." } else { "" };
                        said.clone_into(&mut self.said);
                    }
                    Err(sentence) => self.said = sentence,
                }
            }
            Msg::Heard(said) => return self.heard(&shot, &said),
            Msg::Cancel => {
                self.film = None;
                "The film was given up.".clone_into(&mut self.said);
            }
            Msg::Take(take) => return self.take(ctx, &shot, take),
            Msg::Copied(take, copied) => {
                if copied {
                    self.copied = Some(take);
                    let link = ctx.link().clone();
                    self.over = Some(Timeout::new(COPIED_MS, move || link.send_message(Msg::Over)));
                } else if take == Take::Markdown {
                    // Where the clipboard refuses, a file holds the same.
                    save_text(&shot, "-metrics.md", &data::metrics_markdown(&*shot.run, &shot.link), "text/markdown");
                } else if let Some(words) = self.words_node.cast::<Element>() {
                    dom::select_all(&words);
                }
            }
            Msg::Over => self.copied = None,
            Msg::Failed => "This browser has no memory for a picture of this size.".clone_into(&mut self.said),
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let shot = &ctx.props().shot;
        html! {
            <div class="veil" data-testid="exporting">
                <Dialog title={format!("Export at {}", shot.moment())} on_close={ctx.props().on_close.clone()}>
                    <div class="taking">
                        {Self::pictures(ctx)}
                        {self.films(ctx)}
                        {self.numbers(ctx)}
                        <section>
                            <h3>{"In words"}</h3>
                            <div ref={self.words_node.clone()}>
                                <p class="alt" data-testid="alt" translate="no">{&self.words}</p>
                                <p class="alt long" tabindex="0" translate="no">{&self.long}</p>
                            </div>
                            <div class="takes">{self.copier(ctx, Take::Words, "Copy as alt text", "alt-copy")}{self.copier(ctx, Take::Long, "Copy at length", "long-copy")}</div>
                        </section>
                        <p role="status" class="said" data-testid="export-said">{&self.said}</p>
                    </div>
                </Dialog>
            </div>
        }
    }
}

impl ShareDialog {
    fn taker(ctx: &Context<Self>, take: Take, words: &'static str, id: &'static str, label: &'static str) -> Html {
        html! {
            <button class="chip" data-testid={id} aria-label={label} onclick={ctx.link().callback(move |_| Msg::Take(take))}>{words}</button>
        }
    }

    fn copier(&self, ctx: &Context<Self>, take: Take, words: &'static str, id: &'static str) -> Html {
        let copied = self.copied == Some(take);
        html! {
            <button class="chip" data-testid={id} onclick={ctx.link().callback(move |_| Msg::Take(take))}>
                {if copied { "Copied" } else { words }}<span class="sr" role="status">{copied.then_some("It is copied.")}</span>
            </button>
        }
    }

    fn pictures(ctx: &Context<Self>) -> Html {
        let shot = &ctx.props().shot;
        html! {
            <section>
                <h3>{"Picture"}<span class="note num">{format!("{} × {} px", shot.width, shot.height)}</span></h3>
                <div class="takes">
                    {Self::taker(ctx, Take::Png(1), "PNG", "export-png-1", "PNG, one time the size")}
                    {Self::taker(ctx, Take::Png(2), "PNG 2×", "export-png-2", "PNG, 2 times the size")}
                    {Self::taker(ctx, Take::Png(4), "PNG 4×", "export-png-4", "PNG, 4 times the size")}
                    {Self::taker(ctx, Take::Svg, "SVG", "export-svg", "SVG, with text as text")}
                </div>
            </section>
        }
    }

    fn films(&self, ctx: &Context<Self>) -> Html {
        let clock = &ctx.props().shot.run.entry().about.clock;
        let link = ctx.link();
        let field = |part: Part, words: &'static str, value: String, id: &'static str| {
            html! {
                <label>{words}<Field inputmode="decimal" {value} testid={id}
                    on_commit={link.callback(move |text| Msg::Type(part, text))} /></label>
            }
        };
        let rate = link.batch_callback(|event: web_sys::Event| {
            let index = event.target_dyn_into::<HtmlSelectElement>()?.selected_index();
            usize::try_from(index).ok().and_then(|index| RATES.get(index)).map(|rate| Msg::Rate(*rate))
        });
        html! {
            <section>
                <h3>{"Film"}<span class="note num">{self.size()}</span></h3>
                <div class="fields-row">
                    {field(Part::From, "From", brief(clock.units(self.from)), "film-from")}
                    {field(Part::To, "to", brief(clock.units(self.to)), "film-to")}
                    <span>{clock.many}{","}</span>
                    {field(Part::Lasts, "lasting", brief(self.lasts_s), "film-lasts")}
                    <span>{"s,"}</span>
                    <label><span class="pick"><select onchange={rate} data-testid="film-rate" aria-label="Frames a second">
                        { for RATES.iter().map(|rate| html! { <option selected={*rate == self.rate}>{rate.to_string()}</option> }) }
                    </select></span></label>
                    <span>{"frames/s"}</span>
                </div>
                if let Some(film) = &self.film {
                    <div class="progress">
                        <progress max={film.plan.count.to_string()} value={film.taken.to_string()} aria-label="Frames made"
                            data-testid="film-progress"></progress>
                        <span class="num">{format!("{} of {}", film.taken, film.plan.count)}</span>
                        <button class="chip" data-testid="film-cancel" onclick={link.callback(|_| Msg::Cancel)}>{"Cancel"}</button>
                    </div>
                } else if self.alone {
                    <p class="i2">{"A single file makes no films; the same page on the site does."}</p>
                } else {
                    <div class="takes">
                        <button class="chip" data-testid="film-gif" onclick={link.callback(|_| Msg::Make(Kind::Gif))}>{"GIF"}</button>
                        if self.webm {
                            <button class="chip" data-testid="film-webm" onclick={link.callback(|_| Msg::Make(Kind::Webm))}>{"WebM"}</button>
                        } else {
                            <span class="i2" data-testid="no-webm">{"This browser cannot make a WebM; a GIF shows the same."}</span>
                        }
                    </div>
                }
            </section>
        }
    }

    fn numbers(&self, ctx: &Context<Self>) -> Html {
        html! {
            <section>
                <h3>{"Numbers"}</h3>
                <div class="takes">
                    <span>{"Metrics since the start"}</span>
                    {Self::taker(ctx, Take::MetricsCsv, "CSV", "metrics-csv", "Metrics as CSV")}
                    {Self::taker(ctx, Take::MetricsJson, "JSON", "metrics-json", "Metrics as JSON")}
                    {self.copier(ctx, Take::Markdown, "Copy as Markdown", "metrics-markdown")}
                </div>
                <div class="takes">
                    <span>{"What happened in the film’s stretch"}</span>
                    {Self::taker(ctx, Take::EventsCsv, "CSV", "events-csv", "Events as CSV")}
                    {Self::taker(ctx, Take::EventsJson, "JSON", "events-json", "Events as JSON")}
                </div>
            </section>
        }
    }

    /// How the film will be, or why it cannot.
    fn size(&self) -> String {
        match self.plan() {
            Ok(plan) => {
                let frames = if plan.count == 1 { "frame" } else { "frames" };
                format!("{} {frames}, {}× speed", grouped(plan.count.into()), brief(speed(&plan)))
            }
            Err(sentence) => sentence,
        }
    }

    fn plan(&self) -> Result<Plan, String> {
        let frames = libm::round(self.lasts_s * f64::from(self.rate));
        if self.to <= self.from {
            return Err("The film ends before it begins.".to_owned());
        }
        if frames > f64::from(FRAMES_MAX) {
            let most = f64::from(FRAMES_MAX) / f64::from(self.rate);
            return Err(format!("At {} frames a second a film lasts at most {} s.", self.rate, brief(most)));
        }
        Ok(Plan { from: self.from, to: self.to, count: (frames as u32).max(1), rate: self.rate })
    }

    /// Takes what was typed; the sentence says what is wrong with it.
    fn typed(&mut self, shot: &Shot, part: Part, text: &str) -> Result<(), String> {
        let clock: &Clock = &shot.run.entry().about.clock;
        // Beyond the record the film shows what will come; how far is bounded, so that nobody waits for an hour.
        let latest = shot.run.end().max(shot.run.now()) + Span::from_secs(60.0 * shot.speed);
        let most = if part == Part::Lasts { 60.0 } else { clock.units(latest) };
        let allowed = || format!("\"{text}\" is not a number from 0 to {}.", brief(most));
        let typed = crate::param::number(text.trim(), "s").filter(|x| (0.0..=most).contains(x)).ok_or_else(allowed)?;
        let speed = self.to.since(self.from.min(self.to)).secs() / self.lasts_s;
        match part {
            Part::From => self.from = clock.at(typed),
            Part::To => self.to = clock.at(typed),
            Part::Lasts => {
                self.lasts_s = if typed > 0.0 { typed } else { return Err(allowed()) };
                return Ok(());
            }
        }
        // Another stretch is shown as fast as before.
        if self.to > self.from {
            let speed = if speed > 0.0 { speed } else { shot.speed };
            self.lasts_s = self.to.since(self.from).secs() / speed;
        }
        Ok(())
    }

    fn heard(&mut self, shot: &Shot, said: &JsValue) -> bool {
        let Some(film) = &mut self.film else { return false };
        match film.hear(said) {
            News::Frame => return true,
            News::Done(blob) => {
                let name = shot.file(film.kind.end());
                self.said = format!("{name} is saved: {} kB.", grouped(libm::ceil(blob.size() / 1000.0) as u64));
                dom::save_blob(&name, &blob);
            }
            News::Failed(sentence) => self.said = sentence,
        }
        self.film = None;
        true
    }

    fn take(&mut self, ctx: &Context<Self>, shot: &Shot, take: Take) -> bool {
        let link = ctx.link().clone();
        let copied = move |copied| link.send_message(Msg::Copied(take, copied));
        match take {
            Take::Png(scale) => {
                let link = ctx.link().clone();
                save::png(shot, scale, move || link.send_message(Msg::Failed));
            }
            Take::Svg => save::svg(shot),
            Take::MetricsCsv => save_text(shot, "-metrics.csv", &data::metrics_csv(&*shot.run), "text/csv"),
            Take::MetricsJson => save_text(shot, "-metrics.json", &data::metrics_json(&*shot.run), "application/json"),
            Take::Markdown => dom::copy(&data::metrics_markdown(&*shot.run, &shot.link), copied),
            Take::Words => dom::copy(&self.words, copied),
            Take::Long => dom::copy(&self.long, copied),
            Take::EventsCsv => {
                let events = self.events(shot);
                save_text(shot, "-events.csv", &data::events_csv(&events), "text/csv");
                return true;
            }
            Take::EventsJson => {
                let events = self.events(shot);
                save_text(shot, "-events.json", &data::events_json(&events), "application/json");
                return true;
            }
        }
        false
    }

    /// Everything that happened in the stretch, or its first part with a sentence about that.
    fn events(&mut self, shot: &Shot) -> Vec<Event> {
        let mut run = shot.run.fork();
        // From just before, so that what happens at the very moment is there.
        run.seek(Time(self.from.0.saturating_sub(1)));
        let mut events = Vec::new();
        let whole = data::every(&mut *run, self.to, |_, event| {
            events.push(event);
            if events.len() < EVENTS_MAX { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        self.said = if whole.is_continue() {
            format!("{} events are saved.", grouped(events.len() as u64))
        } else {
            format!(
                "The first {} events are saved; kneepoint replay LINK --all prints every one.",
                grouped(EVENTS_MAX as u64)
            )
        };
        events
    }
}

fn save_text(shot: &Shot, end: &str, text: &str, kind: &str) {
    dom::save_file(&shot.file(end), text, kind);
}

/// A number for a field: at most four digits behind the point.
fn brief(x: f64) -> String {
    let text = format!("{x:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
