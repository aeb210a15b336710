//! Lanes on the page: scenes below each other under one clock, what each has of its own, what each measures, and whether
//! the differences are larger than chance.

use super::field::Field;
use super::{ConceptPage, Msg, Page, words};
use crate::concept::lanes::LANES_MAX;
use crate::concept::paired::{SEEDS, Verdict};
use crate::concept::{Row, State};
use crate::link;
use crate::param::{Kind, Value};
use crate::web::worker::{Found, PairsClient};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What a hand does about lanes.
pub enum Lanes {
    /// One more.
    Add,
    /// One less.
    Drop(usize),
    /// A parameter becomes a lane's own; it begins with the run's value, or the next option.
    Unlink(usize, usize),
    /// It is the run's again.
    Link(usize, usize),
    /// A lane's own value, as typed or chosen.
    Own(usize, usize, String),
    /// Whether the differences are larger than chance is to be worked out.
    Weigh,
    /// What is known of that.
    Weighed(Vec<Found>),
}

/// The comparison over many seeds.
#[derive(Default)]
pub struct Weighing {
    client: Option<PairsClient>,
    found: Vec<Found>,
    /// The links it is of; another state makes it void.
    of: String,
    /// The moment, in words.
    at: String,
}

/// The letter of a lane beside the run.
fn letter(lane: usize) -> char {
    char::from(b'B' + lane.min(24) as u8)
}

impl Page {
    /// Does what a hand wants about lanes.
    pub(super) fn compare(&mut self, ctx: &Context<ConceptPage>, what: Lanes) {
        let done = match what {
            Lanes::Add => self.session.add_lane(),
            Lanes::Drop(lane) => {
                self.session.drop_lane(lane);
                Ok(())
            }
            Lanes::Unlink(lane, index) => self.session.own(lane, index, Some(self.another(index))),
            Lanes::Link(lane, index) => self.session.own(lane, index, None),
            Lanes::Own(lane, index, text) => match self.entry.table[index].parse_clamped(&text) {
                Ok((value, complaint)) => {
                    self.notice = complaint.iter().map(|bad| format!("{bad}.")).collect();
                    self.session.own(lane, index, Some(value))
                }
                Err(bad) => Err(bad),
            },
            Lanes::Weigh => {
                self.weigh(ctx);
                Ok(())
            }
            Lanes::Weighed(found) => {
                self.weighing.found = found;
                Ok(())
            }
        };
        if let Err(bad) = done {
            self.notice = vec![format!("{bad}.")];
        }
        if self.weighing.of != self.lanes_links().join("\n") {
            self.weighing = Weighing::default();
        }
    }

    /// A first value for a lane's own parameter: another option than the run's, else the same number.
    fn another(&self, index: usize) -> Value {
        let value = self.session.run.state().values[index].clone();
        match (self.entry.table[index].kind, value) {
            (Kind::Choice { options, .. }, Value::Choice(chosen)) => Value::Choice((chosen + 1) % options.len()),
            (_, Value::Switch(on)) => Value::Switch(!on),
            (_, value) => value,
        }
    }

    /// A link for each lane at this moment, without what the page adds.
    fn lanes_links(&self) -> Vec<String> {
        let lanes = self.session.lanes.iter().map(|beside| beside.lane.run.state());
        let states = std::iter::once(self.session.run.state()).chain(lanes);
        // The moment is the one at which the question was asked.
        let bare = |state: State| State { at: crate::sim::Time::ZERO, short: 0, ..state };
        states.map(|state| format!("{}/#{}", self.entry.about.id, link::encode(&bare(state), self.entry))).collect()
    }

    fn weigh(&mut self, ctx: &Context<ConceptPage>) {
        let now = self.session.run.now();
        let at = link::seconds(now);
        let links = self.lanes_links();
        let timed: Vec<String> = links.iter().map(|link| format!("{link}&t={at}")).collect();
        let scope = ctx.link().clone();
        let client = PairsClient::start(&timed, move |found| scope.send_message(Msg::Lanes(Lanes::Weighed(found))));
        if client.is_none() {
            self.notice = vec!["This browser cannot run seeds in a thread of its own.".to_owned()];
        }
        let at = self.entry.about.clock.words(now, 1.0);
        self.weighing = Weighing { client, found: Vec::new(), of: links.join("\n"), at };
    }

    /// Draws every lane.
    pub(super) fn draw_lanes(&mut self) {
        for (beside, board) in self.session.lanes.iter().zip(&mut self.lane_boards) {
            if board.shown() {
                let speed = self.session.reached.unwrap_or(self.session.speed);
                let view =
                    crate::concept::View { speed, ..crate::concept::View::new(board.width, board.height, self.layout) };
                beside.lane.run.draw(&view, &mut board.picture);
                board.paint(self.theme);
            }
        }
    }

    /// The scenes of the lanes, below the run's own.
    pub(super) fn lane_scenes(&self) -> Html {
        let scene = |(lane, beside): (usize, &super::lanes::Beside)| {
            let said = beside.lane.run.describe();
            let name = beside.lane.words();
            html! {
                <div class="fig lane" key={lane}>
                    <p class="lane-name"><b>{letter(lane)}</b>{" "}{name}</p>
                    <canvas ref={self.lane_boards[lane].node.clone()} data-testid={format!("lane-{lane}")} role="img"
                        aria-label={said.caption.clone()}></canvas>
                    <p class="sr">{said.whole}</p>
                </div>
            }
        };
        self.session.lanes.iter().enumerate().map(scene).collect()
    }

    /// The panel under the player: what each lane has of its own, and what it measures.
    pub(super) fn lane_table(&self, ctx: &Context<ConceptPage>) -> Html {
        let lanes = &self.session.lanes;
        if lanes.is_empty() {
            return Html::default();
        }
        let link = ctx.link();
        let readings = self.session.readings();
        let (first, others) = readings.split_at(1);
        // Of another state they would be false.
        let current = self.weighing.of == self.lanes_links().join("\n");
        let busy = current && self.weighing.client.is_some();
        let found: &[Found] = if current { &self.weighing.found } else { &[] };
        let seeds = found.iter().map(|(.., verdict)| verdict.count).max().unwrap_or(0);
        let button = if busy {
            format!("{seeds} of {SEEDS} seeds, at {}", self.weighing.at)
        } else {
            format!("Larger than chance? Run {SEEDS} seeds")
        };
        html! {
            <section class="panel compare" data-testid="compare-panel" aria-label="Lanes side by side">
                <h2 class="ph"><span class="t">{"Side by side"}</span>
                    <span class="note">{"One clock, one random input."}</span></h2>
                <ul class="lane-list">
                    { for lanes.iter().enumerate().map(|(lane, beside)| self.lane_own(ctx, lane, beside)) }
                </ul>
                <div class="lane-buttons">
                    if lanes.len() < LANES_MAX {
                        <button class="btn o" data-testid="add-lane" onclick={link.callback(|_| Msg::Lanes(Lanes::Add))}>{"One more lane"}</button>
                    }
                    <button class="btn o" data-testid="weigh" disabled={busy && u64::from(seeds) < SEEDS} onclick={link.callback(|_| Msg::Lanes(Lanes::Weigh))}>{button}</button>
                </div>
                <div class="lane-scroll" tabindex="0" role="region" aria-label="What each lane measures">
                <table class="wn num" data-testid="lane-table">
                    <thead><tr>
                        <th><span class="sr">{"Quantity"}</span></th><th scope="col">{"A"}</th>
                        { for (0..lanes.len()).map(|lane| html! { <><th scope="col">{letter(lane)}</th><th scope="col">{format!("{} − A", letter(lane))}</th></> }) }
                    </tr></thead>
                    <tbody>
                        { for first[0].rows.iter().map(|row| html! {
                            <tr key={row.label}>
                                <th scope="row">{row.label}{" "}<span class="i3">{row.unit}</span></th>
                                <td class="w6">{number(row.now)}</td>
                                { for others.iter().enumerate().map(|(lane, other)| lane_cells(lane, row, &other.rows, found)) }
                            </tr>
                        }) }
                    </tbody>
                </table>
                </div>
                { for lanes.iter().enumerate().map(|(lane, beside)| self.difference(lane, beside)) }
            </section>
        }
    }

    /// A lane's own parameters, and the way to more of them.
    fn lane_own(&self, ctx: &Context<ConceptPage>, lane: usize, beside: &super::lanes::Beside) -> Html {
        let link = ctx.link();
        let unlink = link.batch_callback(move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>()?;
            let index = select.value().parse().ok();
            select.set_value("");
            index.map(|index| Msg::Lanes(Lanes::Unlink(lane, index)))
        });
        let linked = self.entry.table.iter().enumerate().filter(|(index, _)| beside.lane.linked(*index));
        html! {
            <li key={lane}>
                <b>{letter(lane)}</b>
                { for beside.lane.own.iter().map(|(index, value)| self.own_field(ctx, lane, *index, value)) }
                <label><span class="sr">{format!("Something of its own for lane {}", letter(lane))}</span>
                    <select data-testid={format!("unlink-{lane}")} onchange={unlink}>
                        <option value="" selected=true>{if beside.lane.own.is_empty() { "as A; choose what differs" } else { "also …" }}</option>
                        { for linked.map(|(index, param)| html! { <option value={index.to_string()} key={param.key}>{param.label}</option> }) }
                    </select>
                </label>
                <button class="chip" data-testid={format!("drop-lane-{lane}")} aria-label={format!("Take lane {} away", letter(lane))}
                    onclick={link.callback(move |_| Msg::Lanes(Lanes::Drop(lane)))}>{"×"}</button>
            </li>
        }
    }

    fn own_field(&self, ctx: &Context<ConceptPage>, lane: usize, index: usize, value: &Value) -> Html {
        let (link, param) = (ctx.link(), &self.entry.table[index]);
        let text = param.format(value);
        let typed = link.callback(move |text| Msg::Lanes(Lanes::Own(lane, index, text)));
        let options: Vec<(&str, &str)> = match param.kind {
            Kind::Choice { options, .. } => options.iter().map(|option| (option.key, option.label)).collect(),
            Kind::Switch { .. } => vec![("on", "on"), ("off", "off")],
            _ => Vec::new(),
        };
        let chosen = link.batch_callback(move |event: Event| {
            let value = event.target_dyn_into::<HtmlSelectElement>()?.value();
            Some(Msg::Lanes(Lanes::Own(lane, index, value)))
        });
        html! {
            <span class="own" key={param.key}>
                <label><span>{param.label}</span>
                    if options.is_empty() {
                        <Field value={text} testid={format!("own-{lane}-{}", param.key)} on_commit={typed} /><span class="i3">{param.unit}</span>
                    } else {
                        <select data-testid={format!("own-{lane}-{}", param.key)} onchange={chosen}>
                            { for options.into_iter().map(|(key, label)| html! { <option value={key} selected={key == text} {key}>{label}</option> }) }
                        </select>
                    }
                </label>
                <button class="chip" aria-label={format!("{} as in A again", param.label)} onclick={link.callback(move |_| Msg::Lanes(Lanes::Link(lane, index)))}>{"as A"}</button>
            </span>
        }
    }

    /// Where a lane first did otherwise, and why.
    fn difference(&self, lane: usize, beside: &super::lanes::Beside) -> Html {
        let clock = &self.entry.about.clock;
        let letter = letter(lane);
        let Some(found) = beside.difference() else {
            return html! { <p class="first-difference" data-testid={format!("difference-{lane}")}>{format!("Up to {} A and {letter} have done the same.", clock.words(self.session.run.now(), 1.0))}</p> };
        };
        let at = clock.words(found.at, 0.01);
        let side = |name: char, words: &str, why: &str| {
            if words.is_empty() { format!("{name}: nothing.") } else { format!("{name}: {words} {why}") }
        };
        html! {
            <p class="first-difference" data-testid={format!("difference-{lane}")}>
                <b>{format!("A and {letter} first differ at {at}. ")}</b>
                {side('A', &found.words[0], &found.why[0])}{" "}{side(letter, &found.words[1], &found.why[1])}
            </p>
        }
    }
}

/// What a lane measures of a quantity, how far that is from the run's, and what many seeds say of it.
fn lane_cells(lane: usize, row: &Row, others: &[Row], found: &[Found]) -> Html {
    let other = others.iter().find(|other| other.label == row.label).and_then(|other| other.now);
    let apart = row.now.zip(other).map(|(first, other)| other - first);
    let weighed = found.iter().find(|(of, label, _)| *of == lane && label == row.label);
    html! {
        <>
            <td>{number(other)}</td>
            <td class="d">{signed(apart)}
                if let Some((.., verdict)) = weighed {
                    <span class={classes!("verdict", verdict.larger_than_chance().then_some("sure"))}>{said(verdict)}</span>
                }
            </td>
        </>
    }
}

fn number(value: Option<f64>) -> String {
    value.map(words::digits).unwrap_or_default()
}

fn signed(value: Option<f64>) -> String {
    match value {
        Some(value) if value > 0.0 => format!("+{}", words::digits(value)),
        Some(value) => words::digits(value),
        None => String::new(),
    }
}

/// What many seeds say of a difference.
fn said(verdict: &Verdict) -> String {
    let mean = format!("{} ± {}", signed(Some(verdict.mean)), words::digits(verdict.half));
    if verdict.larger_than_chance() { format!("{mean}, more than chance") } else { format!("{mean}, may be chance") }
}
