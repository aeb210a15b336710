//! The Was / Now table and the charts, each with its table twin.

use super::words;
use super::{ConceptPage, Msg, Page};
use crate::concept::{Row, Table, WasNow};
use yew::prelude::*;

/// Was and now.
#[derive(Properties, Clone, PartialEq)]
pub struct WasNowProps {
    /// The two windows.
    pub data: WasNow,
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
        let title = if data.title.is_empty() { "Now" } else { &data.title };
        html! {
            <section class="panel was-now">
                <h2 class="ph"><b>{"b"}</b>{title}<span class="note num">{format!("{} requests", words::whole(data.count as f64))}</span></h2>
                <table class="wn num" data-testid="was-now">
                    <thead><tr>
                        <th><span class="sr">{"Quantity"}</span></th><th scope="col">{"Was"}</th><th scope="col">{"Now"}</th>
                        <th><span class="sr">{"Unit"}</span></th><th class="d" scope="col">{"Change"}</th>
                    </tr></thead>
                    <tbody>{ for data.rows.iter().map(row) }</tbody>
                </table>
            </section>
        }
    }
}

/// Charts beside the Was / Now table.
const FIRST: usize = 2;
/// Lines of the log.
const LOG_LINES: usize = 8;

/// The letter of a chart; a is the scene, b the table.
fn letter(index: usize) -> char {
    char::from(b'c' + index.min(23) as u8)
}

fn number(value: Option<f64>) -> String {
    value.map(words::digits).unwrap_or_default()
}

fn row(row: &Row) -> Html {
    html! {
        <tr key={row.label}>
            <th scope="row">{row.label}if !row.symbol.is_empty() { {" "}<i class="var i2">{row.symbol}</i> }</th>
            <td class="i2">{number(row.was)}</td>
            <td class="w6">{number(row.now)}</td>
            <td class="u i3">{row.unit}</td>
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

impl Page {
    pub(super) fn charts(&self, ctx: &Context<ConceptPage>) -> Html {
        html! {
            <div class="row2">
                <WasNowTable data={self.was_now.clone()} />
                { for self.entry.panels.iter().enumerate().take(FIRST).map(|(i, panel)| self.chart(ctx, i, panel.id, panel.title)) }
            </div>
        }
    }

    /// The charts that have no room beside the first ones, and the log.
    pub(super) fn more_charts(&self, ctx: &Context<ConceptPage>) -> Html {
        html! {
            <div class="row4">
                { for self.entry.panels.iter().enumerate().skip(FIRST).map(|(i, panel)| self.chart(ctx, i, panel.id, panel.title)) }
                {self.log()}
            </div>
        }
    }

    fn log(&self) -> Html {
        let letter = letter(self.entry.panels.len());
        let events = self.session.run.events_log(LOG_LINES);
        html! {
            <section class="panel log">
                <h2 class="ph"><b>{letter}</b>{"Event by event"}<span class="note">{"newest first"}</span></h2>
                <ol data-testid="events">
                    { for events.iter().rev().map(|event| html! {
                        <li><span class="num">{format!("{:.3} s", event.at.secs())}</span>{&event.words}</li>
                    }) }
                </ol>
            </section>
        }
    }

    fn chart(&self, ctx: &Context<ConceptPage>, index: usize, id: &'static str, title: &'static str) -> Html {
        let letter = letter(index);
        let twin = self.tables[index + 1];
        html! {
            <section class="panel" key={id}>
                <h2 class="ph">
                    <b>{letter}</b>{title}<span class="note num">{&self.notes[index]}</span>
                    <button class="twin-button" aria-pressed={if twin { "true" } else { "false" }} data-testid={format!("table-{id}")}
                        aria-label={format!("{title} as a table")} onclick={ctx.link().callback(move |_| Msg::Tables(Some(index + 1)))}>
                        {if twin { "Chart" } else { "Table" }}
                    </button>
                </h2>
                <div class="plot">
                    <canvas ref={self.panels[index].node.clone()} data-testid={format!("panel-{id}")} role="img"
                        aria-label={format!("{title}. {}. Press Table for the numbers.", self.notes[index])}></canvas>
                    if twin {
                        <div class="over" tabindex="0" role="region" aria-label={title}>
                            {table(&self.session.run.panel_table(index, self.sweep.as_deref()), "panel-table")}
                        </div>
                    }
                </div>
            </section>
        }
    }

    /// Three readings for the phone: utilisation, mean, p99, or whatever the first rows are.
    pub(super) fn readings(&self) -> Html {
        let rows = &self.was_now.rows;
        let find = |words: &[&str]| {
            rows.iter().find(|row| words.iter().any(|word| row.label.to_ascii_lowercase().starts_with(word)))
        };
        let wanted: [&[&str]; 3] = [&["utilisation"], &["mean"], &["p99"]];
        let mut chosen: Vec<&Row> = wanted.into_iter().filter_map(find).collect();
        for row in rows {
            if chosen.len() < 3 && !chosen.iter().any(|other| other.label == row.label) {
                chosen.push(row);
            }
        }
        html! {
            <div class="readings num">
                { for chosen.into_iter().map(|row| html! {
                    <div key={row.label}>
                        <b>{number(row.now)}if !row.unit.is_empty() { <small>{row.unit}</small> }</b>
                        <span>{lower(row.label)}if row.was.is_some() { {format!(", was {}", number(row.was))} }</span>
                    </div>
                }) }
            </div>
        }
    }
}

/// Small letters, except for a name such as p99.
fn lower(label: &str) -> String {
    let mut label = label.to_owned();
    if let Some(first) = label.get_mut(0..1) {
        first.make_ascii_lowercase();
    }
    label
}
