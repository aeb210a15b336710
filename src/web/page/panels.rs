//! The Was / Now table and the charts, each with its table twin.

use super::export::ExportCard;
use super::intake::IntakeCard;
use super::targets::{Surface, pointer};
use super::words;
use super::{ConceptPage, Msg, Page};
use crate::concept::{Entry, PanelDecl, Place, Row, Table, WasNow, beside};
use yew::prelude::*;

/// Was and now.
#[derive(Properties, Clone, PartialEq)]
pub struct WasNowProps {
    /// The two windows.
    pub data: WasNow,
    /// Its letter.
    pub letter: char,
    /// True if a branch stands where the window before does otherwise.
    pub beside: bool,
}

/// The Was / Now table.
pub struct WasNowTable;

impl Component for WasNowTable {
    type Message = ();
    type Properties = WasNowProps;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let data = &ctx.props().data;
        let long = data.rows.iter().any(|row| row.unit.chars().count() > 2);
        let title = if data.title.is_empty() { "Now" } else { &data.title };
        html! {
            <section class="panel was-now">
                <h2 class="ph"><b>{ctx.props().letter}</b>{title}<span class="note num">{format!("{} requests", words::whole(data.count as f64))}</span></h2>
                <table class={classes!("wn", "num", long.then_some("long-units"))} data-testid="was-now">
                    <thead><tr>
                        <th><span class="sr">{"Quantity"}</span></th><th scope="col">{if ctx.props().beside { "Branch" } else { "Was" }}</th><th scope="col">{"Now"}</th>
                        <th><span class="sr">{"Unit"}</span></th><th class="d" scope="col">{"Change"}</th>
                    </tr></thead>
                    <tbody>{ for data.rows.iter().map(row) }</tbody>
                </table>
            </section>
        }
    }
}

/// Lines of the log.
const LOG_LINES: usize = 8;

fn number(value: Option<f64>) -> String {
    value.map(words::digits).unwrap_or_default()
}

fn row(row: &Row) -> Html {
    let known = |value: Option<f64>| value.is_some_and(|x| !x.is_nan());
    // What was not measured has no unit either.
    let (now, unit) = match (known(row.was), known(row.now)) {
        (_, true) => (number(row.now), row.unit),
        (true, false) => ("–".to_owned(), row.unit),
        (false, false) => ("–".to_owned(), ""),
    };
    html! {
        <tr key={row.label}>
            <th scope="row">{row.label}if !row.symbol.is_empty() { {" "}<i class="var i2">{row.symbol}</i> }</th>
            <td class="i2">{number(row.was)}</td>
            <td class="w6">{now}</td>
            <td class="u i3">{unit}</td>
            <td class="d">{words::change(row.was, row.now)}</td>
        </tr>
    }
}

/// A table of text.
pub fn table(table: &Table, testid: &'static str) -> Html {
    html! {
        <table class="twin num" data-testid={testid}>
            if !table.caption.is_empty() { <caption>{&table.caption}</caption> }
            <thead><tr>{ for table.head.iter().map(|cell| html! { <th scope="col">{cell}</th> }) }</tr></thead>
            <tbody>{ for table.rows.iter().map(|row| html! {
                <tr>{ for row.iter().enumerate().map(|(i, cell)| html! {
                    if i == 0 { <th scope="row">{cell}</th> } else { <td>{cell}</td> }
                }) }</tr>
            }) }</tbody>
        </table>
    }
}

/// A panel of text: fields under their headings, each with its value and a sentence.
fn fields(id: &'static str, title: &'static str, letter: char, said: &Table) -> Html {
    let row = |row: &Vec<String>| match &row[..] {
        [sentence] if sentence.ends_with('.') => html! { <p>{sentence}</p> },
        [heading] => html! { <h3>{heading}</h3> },
        [name, value, sentence] => html! {
            <dl><dt><code>{name}</code></dt><dd><code>{value}</code></dd><dd class="says">{sentence}</dd></dl>
        },
        _ => Html::default(),
    };
    html! {
        <section class="panel fields" key={id} data-testid={format!("panel-{id}")}>
            <h2 class="ph"><b>{letter}</b>{title}<span class="note num" key={said.caption.clone()}>{&said.caption}</span></h2>
            { for said.rows.iter().map(row) }
        </section>
    }
}

/// What stands in a numbered place of the page, in the order of its letters; a is the scene.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    WasNow,
    Panel(usize),
}

/// The parts in a place, in their order, with their letters.
fn parts(entry: &Entry, place: Place) -> Vec<(Part, char)> {
    let panels = |place: Place| {
        let all = entry.panels.iter().enumerate();
        all.filter(move |(_, panel)| panel.place == place).map(|(index, _)| Part::Panel(index))
    };
    let table = |place: Place| (entry.about.was_now == place).then_some(Part::WasNow);
    let order = [Place::Beside, Place::Under, Place::Row, Place::More];
    let all = order
        .into_iter()
        .flat_map(|place| table(place).into_iter().chain(panels(place)).map(move |part| (place, part)));
    let lettered = all.enumerate().map(|(i, (of, part))| (of, part, char::from(b'b' + i.min(24) as u8)));
    lettered.filter(|(of, ..)| *of == place).map(|(_, part, letter)| (part, letter)).collect()
}

/// The columns of a row: the table keeps its width, panels share the rest.
fn columns(entry: &Entry, parts: &[(Part, char)]) -> String {
    let column = |part: &Part| match part {
        Part::WasNow => "300px".to_owned(),
        Part::Panel(index) => format!("minmax(0, {}fr)", entry.panels[*index].share),
    };
    format!("--cols: {}", parts.iter().map(|(part, _)| column(part)).collect::<Vec<_>>().join(" "))
}

impl Page {
    /// The scene and what stands right of it.
    pub(super) fn stage(&self, ctx: &Context<ConceptPage>) -> Html {
        let beside = if self.stacked { Vec::new() } else { parts(self.entry, Place::Beside) };
        let width = |(part, _): &(Part, char)| match part {
            Part::WasNow => "300px".to_owned(),
            Part::Panel(index) => format!("{}px", self.entry.panels[*index].share),
        };
        let style = format!("--beside: {}", beside.iter().map(width).collect::<Vec<_>>().join(" "));
        html! {
            <div class={classes!("stage", (!beside.is_empty()).then_some("shared"))} {style}>
                if self.session.lanes.is_empty() {
                    {self.scene(ctx)}
                } else {
                    <div class={format!("lanes of-{}", self.session.lanes.len() + 1)}><p class="lane-name first"><b>{"A"}</b></p>{self.scene(ctx)}{self.lane_scenes()}</div>
                }
                { for beside.into_iter().map(|(part, letter)| self.part_of_page(ctx, part, letter)) }
            </div>
        }
    }

    /// What stands under the player and shares its axis.
    pub(super) fn under(&self, ctx: &Context<ConceptPage>) -> Html {
        let under = if self.stacked { Vec::new() } else { parts(self.entry, Place::Under) };
        html! {
            if !under.is_empty() {
                <div class="under">{ for under.into_iter().map(|(part, letter)| self.part_of_page(ctx, part, letter)) }</div>
            }
        }
    }

    /// The row of charts; on a phone what has no room around the scene comes first.
    pub(super) fn charts(&self, ctx: &Context<ConceptPage>) -> Html {
        let row = parts(self.entry, Place::Row);
        let style = columns(self.entry, &row);
        let first = if self.stacked {
            [Place::Beside, Place::Under].map(|place| parts(self.entry, place)).concat()
        } else {
            Vec::new()
        };
        let count = format!("of-{}", row.len());
        html! {
            <div class={classes!("row2", count)} {style}>
                { for first.into_iter().chain(row).map(|(part, letter)| self.part_of_page(ctx, part, letter)) }
            </div>
        }
    }

    /// The charts that stand further down, and the log.
    pub(super) fn more_charts(&self, ctx: &Context<ConceptPage>) -> Html {
        let more = parts(self.entry, Place::More);
        // The log stands beside a table that is alone, else below everything.
        let beside = matches!(more[..], [(Part::WasNow, _)]);
        // Three side by side: more would be too narrow for their words.
        let mut style = if more.is_empty() { String::new() } else { columns(self.entry, &more[..more.len().min(3)]) };
        if beside {
            style.push_str(" minmax(0, 1fr)");
        }
        // Without a chart the log and the configuration share the width.
        if more.is_empty() {
            "--export: minmax(0, 1fr)".clone_into(&mut style);
        }
        let with_export = !self.exports_beside() && !self.exports.is_empty();
        html! {
            <div class={classes!("row4", with_export.then_some("with-export"), beside.then_some("with-log"))} {style}>
                { for more.into_iter().map(|(part, letter)| self.part_of_page(ctx, part, letter)) }
                {self.export_card(!self.exports_beside())}
                {self.log()}
                if let Some(decl) = self.entry.about.intake {
                    <IntakeCard {decl} news={self.news.clone()} on_read={self.calls.read.clone()} on_end={self.calls.read_over.clone()}
                        on_set={self.calls.chip.clone()} />
                }
            </div>
        }
    }

    fn part_of_page(&self, ctx: &Context<ConceptPage>, part: Part, letter: char) -> Html {
        match part {
            Part::WasNow => {
                html! { <WasNowTable key="was-now" data={self.was_now.clone()} {letter} beside={self.beside} /> }
            }
            Part::Panel(index) => self.chart(ctx, index, letter),
        }
    }

    fn log(&self) -> Html {
        let letter = char::from(b'c' + self.entry.panels.len().min(23) as u8);
        let events = self.session.run.events_log(LOG_LINES);
        let clock = &self.entry.about.clock;
        let at = |at| if clock.is_time() { format!("{:.3} s", clock.units(at)) } else { clock.words(at, 1.0) };
        html! {
            <section class="panel log">
                <h2 class="ph"><b>{letter}</b>{"Event by event"}<span class="note">{"newest first"}</span></h2>
                <ol data-testid="events">
                    { for events.iter().rev().map(|event| html! {
                        <li title={event.words.clone()}><span class="num">{at(event.at)}</span><p>{&event.words}</p></li>
                    }) }
                </ol>
            </section>
        }
    }

    // The note at the head ends at the right. Another note is another element, so that nothing moves.
    fn chart(&self, ctx: &Context<ConceptPage>, index: usize, letter: char) -> Html {
        let PanelDecl { id, title, place, height, text, .. } = self.entry.panels[index];
        if text {
            return fields(id, title, letter, &self.session.run.panel_text(index, self.focus));
        }
        let twin = self.tables[index + 1];
        let own = self.session.run.panel_height(index);
        let height = if own > 0.0 { own } else { height };
        let link = ctx.link();
        let class = match place {
            Place::Beside => "beside",
            Place::Under => "under-panel",
            Place::Row | Place::More => "",
        };
        // On a phone its rows are as high as a finger needs.
        let finger = self.finger_height(index).filter(|_| self.stacked).unwrap_or_default();
        let plot = (height > 0.0).then(|| format!("--plot-h: {height}px; --finger-h: {finger}px"));
        let style = plot.or_else(|| (finger > 0.0).then(|| format!("--finger-h: {finger}px")));
        html! {
            <section class={classes!("panel", class)} key={id} {style}>
                <h2 class="ph">
                    <b>{letter}</b><span class="t">{title}</span><span class="note num" key={self.notes[index].clone()}>{&self.notes[index]}</span>
                    <button class="twin-button" aria-pressed={if twin { "true" } else { "false" }} data-testid={format!("table-{id}")}
                        aria-label={format!("{title} as a table")} onclick={link.callback(move |_| Msg::Tables(Some(index + 1)))}>
                        {if twin { "Chart" } else { "Table" }}
                    </button>
                </h2>
                <div class="plot">
                    <canvas ref={self.panels[index].node.clone()} data-testid={format!("panel-{id}")} role="img"
                        aria-label={format!("{title}. {}. Press Table for the numbers.", self.notes[index])}
                        onpointermove={pointer(ctx, Surface::Panel(index), false)}
                        onpointerdown={pointer(ctx, Surface::Panel(index), true)}></canvas>
                    {self.places(ctx, Surface::Panel(index))}
                    if twin {
                        <div class="over" tabindex="0" role="region" aria-label={title}>
                            {table(&self.panel_table(index), "panel-table")}
                        </div>
                    }
                </div>
                {self.remarked(index)}
            </section>
        }
    }

    /// The numbers of a chart, those of the future that was left beside them.
    fn panel_table(&self, index: usize) -> Table {
        let sweep = self.sweep.as_deref();
        let own = self.session.run.panel_table(index, sweep);
        match self.session.ghost() {
            Some(ghost) => beside::table(own, &ghost.run.panel_table(index, sweep), ghost.name),
            None => own,
        }
    }

    /// Whether what theory draws holds now, in words.
    fn remarked(&self, index: usize) -> Html {
        let remarks = self.remarks.get(index).map(Vec::as_slice).unwrap_or_default();
        if remarks.is_empty() {
            return Html::default();
        }
        html! {
            <ul class="remarks" data-testid={format!("remarks-{}", self.entry.panels[index].id)}>
                { for remarks.iter().map(|remark| html! {
                    <li key={remark.what.clone()} class={classes!(remark.holds.then_some("holds"))}>
                        <i>{words::rich(&remark.what)}{"."}</i>{" "}{&remark.why}
                    </li>
                }) }
            </ul>
        }
    }

    /// True where the side has room for the configuration: few actions, and something under the player beside it. Else it
    /// stands further down.
    pub(super) fn exports_beside(&self) -> bool {
        const ACTIONS_MOST: usize = 5;
        let tall = self.entry.panels.iter().any(|panel| panel.place == Place::Under);
        tall && self.entry.actions.len() <= ACTIONS_MOST
    }

    /// The card with the configuration of a real product, if it is to stand here.
    pub(super) fn export_card(&self, here: bool) -> Html {
        html! { if here && !self.exports.is_empty() { <ExportCard exports={self.exports.clone()} /> } }
    }

    /// Three readings for the phone: those the concept names, then whatever the first rows are.
    pub(super) fn readings(&self) -> Html {
        let rows = &self.was_now.rows;
        let named = |label: &str| rows.iter().find(|row| row.label == label);
        let mut chosen: Vec<&Row> = self.entry.about.readings.iter().filter_map(|label| named(label)).collect();
        for row in rows {
            if chosen.len() < 3 && !chosen.iter().any(|other| other.label == row.label) {
                chosen.push(row);
            }
        }
        html! {
            <div class="readings num">
                { for chosen.into_iter().map(|row| html! {
                    <div key={row.label}>
                        <b>if row.now.is_some() {
                            {number(row.now)}if !row.unit.is_empty() { <small>{row.unit}</small> }
                        } else { {"–"} }</b>
                        <span>{lower(row.label)}if row.was.is_some() { {format!(", was {}", number(row.was))} }</span>
                    </div>
                }) }
            </div>
        }
    }
}

/// Small letters, except for a name such as LRU, S3-FIFO or Redis LRU.
fn lower(label: &str) -> String {
    let mut label = label.to_owned();
    let name = label.chars().skip(1).any(char::is_uppercase);
    if let Some(first) = label.get_mut(0..1).filter(|_| !name) {
        first.make_ascii_lowercase();
    }
    label
}
