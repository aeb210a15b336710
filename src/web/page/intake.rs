//! Your own data: a card that takes a file or what is pasted, tells how the reading goes, and shows what came out. The
//! reading itself runs in a worker; nothing leaves the page.

use super::words;
use crate::concept::{Choice, IntakeDecl, Plot, Report, Table};
use crate::scene::svg::{Ground, Svg};
use crate::web::dom;
use crate::web::worker::News;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{DragEvent, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// Size of a chart, laid out once and scaled to its room.
const PLOT: (f32, f32) = (640.0, 240.0);

/// What is to be read.
#[derive(Clone)]
pub struct Recording {
    /// A file or a text.
    pub data: JsValue,
    /// Its format.
    pub format: &'static str,
    /// What was chosen about it: keys and values.
    pub answers: Vec<(String, String)>,
}

/// What the card shows.
#[derive(Properties, Clone, PartialEq)]
pub struct IntakeProps {
    /// What the concept takes.
    pub decl: &'static IntakeDecl,
    /// How the reading goes, once one has begun.
    pub news: Option<Rc<News>>,
    /// Reads this.
    pub on_read: Callback<Recording>,
    /// Ends the reading, or takes what came out away.
    pub on_end: Callback<()>,
    /// Carries out a piece of link.
    pub on_set: Callback<String>,
}

/// What happens in the card.
pub enum Msg {
    /// Another format.
    Format(usize),
    /// Something is held over the card, or no longer.
    Over(bool),
    /// A file was chosen or dropped.
    File(JsValue, f64),
    /// The field for pasting is shown or hidden.
    Paste,
    /// What stands in the field is to be read.
    Read,
    /// Something is chosen about what is being read: its key and its value.
    Choose(String, String),
    /// A table is to be copied: its index, and whether as Markdown.
    Copy(usize, bool),
    /// It was copied.
    Copied(usize, bool, bool),
}

/// The card.
#[derive(Default)]
pub struct IntakeCard {
    format: usize,
    over: bool,
    pasting: bool,
    /// What is being read, and its bytes.
    data: Option<JsValue>,
    size: f64,
    /// What was chosen about it.
    answers: Vec<(String, String)>,
    /// What could be chosen when a report last said so: after a refusal there is none.
    offered: Vec<Choice>,
    refused: Option<String>,
    copied: Option<(usize, bool)>,
    field: NodeRef,
}

impl Component for IntakeCard {
    type Message = Msg;
    type Properties = IntakeProps;

    fn create(_: &Context<Self>) -> Self {
        Self::default()
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Format(index) => {
                self.format = index;
                self.forget_columns();
            }
            Msg::Over(over) => self.over = over,
            Msg::File(data, size) => {
                self.over = false;
                self.forget_columns();
                self.read(ctx, data, size);
            }
            Msg::Choose(key, value) => {
                self.answers.retain(|(known, _)| *known != key);
                self.answers.push((key, value));
                if let Some(data) = self.data.clone() {
                    self.read(ctx, data, self.size);
                }
            }
            Msg::Paste => self.pasting = !self.pasting,
            Msg::Read => {
                let text = self.field.cast::<HtmlTextAreaElement>().map(|field| field.value()).unwrap_or_default();
                if text.trim().is_empty() {
                    self.refused = Some("Nothing stands in the field.".to_owned());
                } else {
                    let size = text.len() as f64;
                    self.forget_columns();
                    self.read(ctx, text.into(), size);
                }
            }
            Msg::Copy(index, markdown) => {
                let table = ctx.props().news.as_ref().and_then(|news| news.report.tables.get(index));
                let Some(text) = table.map(|table| if markdown { table.markdown() } else { table.csv() }) else {
                    return false;
                };
                let link = ctx.link().clone();
                dom::copy(&text, move |copied| link.send_message(Msg::Copied(index, markdown, copied)));
                return false;
            }
            Msg::Copied(index, markdown, copied) => self.copied = copied.then_some((index, markdown)),
        }
        true
    }

    fn changed(&mut self, ctx: &Context<Self>, _: &Self::Properties) -> bool {
        // Until a new reading says what can be chosen, what the last one said stays, so that a refusal can be mended.
        let told = |news: &&Rc<News>| news.failed.is_none() && (news.finished || !news.report.choices.is_empty());
        if let Some(news) = ctx.props().news.as_ref().filter(told) {
            self.offered.clone_from(&news.report.choices);
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let (props, link) = (ctx.props(), ctx.link());
        let over = link.callback(|event: DragEvent| {
            event.prevent_default();
            Msg::Over(true)
        });
        let dropped = link.batch_callback(|event: DragEvent| {
            event.prevent_default();
            let transfer = event.data_transfer()?;
            let Some(file) = transfer.files().and_then(|files| files.get(0)) else { return Some(Msg::Over(false)) };
            Some(Msg::File(file.clone().into(), file.size()))
        });
        html! {
            <section class={classes!("panel", "intake", self.over.then_some("over-it"))} data-testid="intake" ondragover={over}
                ondragleave={link.callback(|_| Msg::Over(false))} ondrop={dropped}>
                <h2 class="ph">{props.decl.title}<span class="note">{"Nothing leaves this page."}</span></h2>
                <p class="help">{props.decl.help}</p>
                {self.door(ctx)}
                <p role="status" class="refused">{self.refused.as_deref().or(props.news.as_ref().and_then(|news| news.failed.as_deref())).unwrap_or_default()}</p>
                if props.news.is_some() {
                    {self.choices(ctx)}
                }
                if let Some(news) = props.news.as_ref().filter(|news| news.failed.is_none()) {
                    {self.progress(ctx, news)}
                    {self.report(ctx, &news.report)}
                }
            </section>
        }
    }
}

impl IntakeCard {
    fn read(&mut self, ctx: &Context<Self>, data: JsValue, size: f64) {
        let IntakeProps { decl, on_read, .. } = ctx.props();
        if size > decl.most as f64 {
            let (size, most) = (mega(size), mega(decl.most as f64));
            self.refused = Some(format!("The file has {size}; {most} are read at most."));
            return;
        }
        self.refused = None;
        self.copied = None;
        self.size = size;
        self.data = Some(data.clone());
        if let Some(format) = decl.formats.get(self.format) {
            on_read.emit(Recording { data, format: format.key, answers: self.answers.clone() });
        }
    }

    /// Other data has other columns; a number that was chosen stays.
    fn forget_columns(&mut self) {
        let listed = |key: &str| self.offered.iter().any(|choice| choice.key == key && !choice.options.is_empty());
        self.answers.retain(|(key, _)| !listed(key));
        self.offered.retain(|choice| choice.options.is_empty());
    }

    /// What can be chosen about the recording: a column of those it has, or a number.
    fn choices(&self, ctx: &Context<Self>) -> Html {
        let one = |choice: &Choice| {
            let key = choice.key.clone();
            let id = format!("intake-choice-{key}");
            if choice.options.is_empty() {
                let typed = ctx.link().batch_callback(move |event: Event| {
                    let value = event.target_dyn_into::<HtmlInputElement>()?.value();
                    Some(Msg::Choose(key.clone(), value))
                });
                return html! {
                    <label class="pick number" key={id.clone()}><span>{&choice.label}</span>
                        <input type="text" inputmode="decimal" class="num" value={choice.value.clone()} onchange={typed} data-testid={id} data-keys="" />
                        <span class="i3">{&choice.unit}</span>
                    </label>
                };
            }
            let options = choice.options.clone();
            let chosen = ctx.link().batch_callback(move |event: Event| {
                let index = event.target_dyn_into::<HtmlSelectElement>()?.selected_index();
                let (value, _) = options.get(usize::try_from(index).ok()?)?;
                Some(Msg::Choose(key.clone(), value.clone()))
            });
            html! {
                <label class="pick" key={id.clone()}><span>{&choice.label}</span>
                    <select onchange={chosen} data-testid={id}>
                        { for choice.options.iter().map(|(value, words)| html! {
                            <option selected={*value == choice.value} key={value.clone()}>{words}</option>
                        }) }
                    </select>
                    <svg width="12" height="18" viewBox="0 0 12 18" aria-hidden="true"><path d="M2 6.5L6 2.5L10 6.5M2 11.5L6 15.5L10 11.5" /></svg>
                </label>
            }
        };
        if self.offered.is_empty() {
            return Html::default();
        }
        html! { <div class="door chosen" data-testid="intake-choices">{ for self.offered.iter().map(one) }</div> }
    }

    /// Where data comes in.
    fn door(&self, ctx: &Context<Self>) -> Html {
        let (props, link) = (ctx.props(), ctx.link());
        let formats = props.decl.formats;
        let choose = link.batch_callback(|event: Event| {
            let index = event.target_dyn_into::<HtmlSelectElement>()?.selected_index();
            usize::try_from(index).ok().map(Msg::Format)
        });
        let picked = link.batch_callback(|event: Event| {
            let input = event.target_dyn_into::<HtmlInputElement>()?;
            let file = input.files()?.get(0)?;
            // So that the same file can be chosen again.
            input.set_value("");
            Some(Msg::File(file.clone().into(), file.size()))
        });
        let example = formats.get(self.format).map_or("", |format| format.example);
        html! {
            <>
                <div class="door">
                    <label class="btn o file">{"Choose a file"}<input type="file" onchange={picked} data-testid="intake-file" /></label>
                    <span class="i3 wide-only">{"or drop one here, or "}</span>
                    <button class="btn o" aria-expanded={if self.pasting { "true" } else { "false" }} data-testid="intake-paste"
                        onclick={link.callback(|_| Msg::Paste)}>{"Paste"}</button>
                    <label class="pick"><span>{"Format"}</span>
                        <select onchange={choose} data-testid="intake-format">
                            { for formats.iter().enumerate().map(|(i, format)| html! {
                                <option selected={i == self.format} key={format.key}>{format.label}</option>
                            }) }
                        </select>
                        <svg width="12" height="18" viewBox="0 0 12 18" aria-hidden="true"><path d="M2 6.5L6 2.5L10 6.5M2 11.5L6 15.5L10 11.5" /></svg>
                    </label>
                    if !example.is_empty() { <code class="example" title="How a line of it looks">{example}</code> }
                </div>
                if self.pasting {
                    <div class="pasting">
                        <textarea ref={self.field.clone()} rows="6" spellcheck="false" data-keys="" placeholder={example}
                            aria-label={format!("{}, pasted", props.decl.title)} data-testid="intake-text" />
                        <button class="btn" data-testid="intake-read" onclick={link.callback(|_| Msg::Read)}>{"Read it"}</button>
                    </div>
                }
            </>
        }
    }

    fn progress(&self, ctx: &Context<Self>, news: &News) -> Html {
        let end = ctx.props().on_end.clone();
        let lines = words::whole(news.report.lines as f64);
        let (share, doing) = if news.bytes < self.size {
            (
                news.bytes / self.size.max(1.0),
                format!("{} of {} read, {lines} lines", mega(news.bytes), mega(self.size)),
            )
        } else {
            (news.worked, format!("{lines} lines read, working it out"))
        };
        html! {
            <div class="progress" data-testid="intake-progress">
                if news.finished {
                    <p class="num">{format!("{lines} lines read.")}</p>
                    <button class="twin-button" onclick={move |_| end.emit(())}>{"Take it away"}</button>
                } else {
                    <progress max="1" value={format!("{share:.3}")} aria-label={doing.clone()}></progress>
                    <p class="num">{doing}</p>
                    <button class="btn o" data-testid="intake-cancel" onclick={move |_| end.emit(())}>{"Cancel"}</button>
                }
            </div>
        }
    }

    fn report(&self, ctx: &Context<Self>, report: &Report) -> Html {
        let set = ctx.props().on_set.clone();
        let (piece, words_) = report.setting.clone();
        html! {
            <>
                {bad_lines(report)}
                if !report.facts.is_empty() {
                    <dl class="facts num">
                        { for report.facts.iter().map(|(label, value)| html! { <div><dt>{label}</dt><dd>{value}</dd></div> }) }
                    </dl>
                }
                if !piece.is_empty() {
                    <button class="btn" onclick={move |_| set.emit(piece.clone())}>{words_}</button>
                }
                { for report.plots.iter().enumerate().map(|(i, plot)| drawn(plot, i)) }
                { for report.tables.iter().enumerate().map(|(i, table)| self.table(ctx, table, i)) }
            </>
        }
    }

    fn table(&self, ctx: &Context<Self>, table: &Table, index: usize) -> Html {
        let copy = |markdown: bool, word: &'static str| {
            let said = if self.copied == Some((index, markdown)) { "Copied" } else { word };
            html! {
                <button class="twin-button" onclick={ctx.link().callback(move |_| Msg::Copy(index, markdown))}>{said}</button>
            }
        };
        html! {
            <div class="outcome">
                <p class="copies">{copy(false, "Copy as CSV")}{copy(true, "Copy as Markdown")}</p>
                <div class="scroll" tabindex="0" role="region" aria-label={table.caption.clone()}>
                    {super::panels::table(table, "intake-table")}
                </div>
            </div>
        }
    }
}

/// "2 of 1,000 lines could not be read", with the first of them.
fn bad_lines(report: &Report) -> Html {
    if report.bad == 0 {
        return Html::default();
    }
    let (bad, lines) = (words::whole(report.bad as f64), words::whole(report.lines as f64));
    let are = if report.bad == 1 { "could not be read and is" } else { "could not be read and are" };
    let noun = if report.lines == 1 { "line" } else { "lines" };
    html! {
        <details class="bad" data-testid="intake-bad">
            <summary>{format!("{bad} of {lines} {noun} {are} left out.")}</summary>
            <ol>
                { for report.bad_lines.iter().map(|bad| html! {
                    <li>{format!("Line {} {}: ", bad.line, bad.wrong)}<code>{&bad.text}</code></li>
                }) }
                if (report.bad_lines.len() as u64) < report.bad { <li>{"…"}</li> }
            </ol>
        </details>
    }
}

fn drawn(plot: &Plot, index: usize) -> Html {
    let mut picture = crate::scene::Picture::default();
    // As wide as a phone, so that letters keep their size there.
    plot.draw(if super::Page::phone() { 340.0 } else { PLOT.0 }, PLOT.1, &mut picture);
    let id = format!("plot{index}");
    let svg =
        Svg { theme: None, ground: Ground::OnPaper, title: &plot.title, desc: "", fonts: "", id: &id }.write(&picture);
    html! {
        <figure class="plot-figure">
            <figcaption class="ph">{&plot.title}</figcaption>
            {Html::from_html_unchecked(AttrValue::from(svg))}
        </figure>
    }
}

/// Bytes in kB or MB.
fn mega(bytes: f64) -> String {
    if bytes < 1e6 {
        format!("{} kB", words::digits(bytes / 1e3))
    } else {
        format!("{} MB", words::digits(bytes / 1e6))
    }
}
