//! The wall: one sentence, one figure, at most one pair of numbers and one question; no chrome.

use super::keys::Order;
use super::own::{about, kept};
use super::state;
use super::wall::Answer;
use super::{Msg, Presenter, keys};
use crate::concept::predict::Verdict;
use crate::deck::{Beat, Number, Question};
use crate::web::page::words;
use yew::prelude::*;

/// What the foot offers, by key and by hand.
const FOOT: &[(&str, &str, Order)] = &[
    ("PgDn", "next", Order::Next),
    ("PgUp", "back", Order::Back),
    (".", "blank", Order::Blank),
    ("Space", "freeze", Order::Freeze),
];
/// The names of answers.
const LETTERS: [&str; crate::deck::ANSWERS_MAX] = ["A", "B", "C", "D", "E"];
/// More beads than this stand too close on the wire of progress.
const BEADS_MAX: usize = 16;

impl Presenter {
    pub(super) fn show(&self, ctx: &Context<Self>) -> Html {
        let Some(beat) = self.deck.beats.get(self.standing.at) else { return Html::default() };
        let beside = beat.number.is_some() || beat.question.is_some();
        let class = classes!("wall", beside.then_some("beside"), self.dotted.then_some("dotted"));
        html! {
            <main {class} data-theme="projector" data-testid="wall" data-at={self.standing.at.to_string()}
                onpointermove={Self::pointer(ctx)}>
                <h1 aria-live="polite" data-testid="says" translate="no">{words::rich(&beat.says)}</h1>
                {self.progress()}
                <div class="scene"><canvas ref={self.wall.board.node.clone()} role="img" aria-label={self.wall.words()} data-testid="scene" /></div>
                if beside {
                    <div class="aside">
                        { beat.number.as_ref().map(|number| self.number(number)).unwrap_or_default() }
                        { beat.question.as_ref().map(|question| self.question(ctx, question)).unwrap_or_default() }
                    </div>
                }
                if !self.said.is_empty() {
                    <p class="said" role="alert">{self.said.join(" ")}</p>
                }
                if self.foot { {self.foot(ctx, beat)} }
                if self.help { {help(ctx)} }
                { self.dot.filter(|_| self.dotted).map(|(x, y)| html! {
                    <i class="dot" style={format!("transform:translate({x}px,{y}px)")} data-testid="dot" />
                }).unwrap_or_default() }
                if self.standing.blank { <button class="blank" data-testid="blank" aria-label="The wall is dark" onclick={order(ctx, Order::Blank)} onmousedown={unfocused()} /> }
            </main>
        }
    }

    /// A wire with a bead for each beat, bent at the end.
    fn progress(&self) -> Html {
        let (at, all) = (self.standing.at, self.deck.beats.len());
        let shown = all.min(BEADS_MAX);
        // With many beats a bead stands for several.
        let here = if all > 1 { at * (shown - 1) / (all - 1) } else { 0 };
        let gap = 62.0f64.min(400.0 / shown.max(1) as f64);
        let end = 22.0 + gap * (shown.saturating_sub(1)) as f64 + 20.0;
        let width = end + 160.0;
        let wire = format!("M0 80H{end}C{:.0} 80 {:.0} 62 {:.0} 8", end + 75.0, end + 118.0, end + 128.0);
        html! {
            <svg class="way" viewBox={format!("0 0 {width:.0} 100")} role="img" aria-label={format!("Beat {} of {all}", at + 1)}>
                <path d={wire} fill="none" stroke="var(--ink)" stroke-width="3" stroke-linecap="round" />
                { for (0..shown).map(|bead| {
                    let x = 22.0 + gap * bead as f64;
                    let (r, class) = match bead.cmp(&here) {
                        std::cmp::Ordering::Less => (10.0, "gone"),
                        std::cmp::Ordering::Equal => (17.0, "here"),
                        std::cmp::Ordering::Greater => (10.0, "to-come"),
                    };
                    html! { <circle key={bead} cx={x.to_string()} cy="80" r={r.to_string()} {class} /> }
                }) }
                <text x={(22.0 + gap * here as f64).to_string()} y="86.5" text-anchor="middle">{at + 1}</text>
            </svg>
        }
    }

    fn number(&self, number: &Number) -> Html {
        let (from, of) = &self.numbers;
        html! {
            <div class="pair" data-testid="number">
                <p class="num">
                    if !number.from.is_empty() {
                        <span class="from">{from.clone()}</span>
                        <svg viewBox="0 0 70 40" aria-hidden="true"><path d="M2 20H66M50 4L66 20L50 36" fill="none" stroke="var(--ink)" stroke-width="4" stroke-linecap="round" stroke-linejoin="round" /></svg>
                        <span class="sr">{" to "}</span>
                    }
                    <b>{of.clone()}</b><span class="unit" translate="no">{&number.unit}</span>
                </p>
                <p class="of" translate="no">{&number.words}</p>
            </div>
        }
    }

    fn question(&self, ctx: &Context<Self>, question: &Question) -> Html {
        let hands = &self.hands[self.standing.at];
        let all = hands.all().max(1);
        let told = match &self.wall.answer {
            Answer::Told(verdict) => Some(verdict),
            _ => None,
        };
        let (answers, written) = (question.hands(), question.written());
        // What was measured is said where no answer names it.
        let named = question.answers().is_empty();
        let right = told
            .filter(|_| !answers.is_empty())
            .map(|verdict| question.right(verdict.answer.first().copied().unwrap_or_default()));
        html! {
            <section class="hall" aria-label="Question" data-testid="hall">
                <h2 translate={kept(written)}>{words::rich(question.words())}</h2>
                <ul>
                    { for answers.iter().enumerate().map(|(place, answer)| {
                        let share = f64::from(hands.of(place)) / f64::from(all) * 100.0;
                        html! {
                            <li key={place} class={classes!((right == Some(place)).then_some("right"))}>
                                <button class="letter" translate="no" data-testid={format!("hand-{place}")} onmousedown={unfocused()}
                                    aria-label={about(|answer| format!("One hand more for {answer}"), answer, written)}
                                    onclick={order(ctx, Order::Hand(place, false))}>{LETTERS[place]}</button>
                                <span class="answer" translate={kept(written)}>{words::rich(answer)}</span>
                                <b class="num" data-testid={format!("hands-{place}")}>{hands.of(place)}</b>
                                <span class="bar"><i style={format!("width:{share:.1}%")} /></span>
                            </li>
                        }
                    }) }
                </ul>
                <div role="status" data-testid="told">{ match (&self.wall.answer, told) {
                    (_, Some(verdict)) => told_words(verdict, named),
                    (Answer::Coming { .. }, _) => html! { <p class="coming">{"The run decides."}</p> },
                    _ => Html::default(),
                } }</div>
            </section>
        }
    }

    fn foot(&self, ctx: &Context<Self>, beat: &Beat) -> Html {
        let answers = beat.question.as_ref().map_or(0, |question| question.hands().len());
        let next = self.deck.beats.get(self.standing.at + 1).map(|beat| beat.says.as_str());
        let asks = matches!((&beat.question, &self.wall.answer), (Some(Question::Predicted(_)), Answer::Asked));
        let next = if asks { Some("Run it") } else { next };
        html! {
            <footer>
                <p class="then">
                    if let Some(next) = next {
                        <svg viewBox="0 0 20 16" aria-hidden="true"><path d="M1 8H18M11 2L18 8L11 14" fill="none" stroke="var(--ink)" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" /></svg>
                        <span translate={kept(!asks)}>{words::rich(next)}</span>
                    } else { {"The end"} }
                </p>
                if self.clock { <p class="num clock" data-testid="clock">{state::clock(self.now_ms - self.standing.began)}</p> }
                <p class="keys">
                    { for FOOT.iter().map(|(key, does, asked)| html! {
                        <button key={*key} onclick={order(ctx, *asked)} onmousedown={unfocused()}><kbd>{*key}</kbd>{" "}<span>{*does}</span></button>
                    }) }
                    if answers > 0 {
                        <span class="count">{ for LETTERS.iter().take(answers).map(|letter| html! { <kbd key={*letter}>{*letter}</kbd> }) }{"count hands"}</span>
                    }
                    <button aria-label="Keys to press" aria-expanded={self.help.to_string()} onclick={order(ctx, Order::Help)}
                        onmousedown={unfocused()}><kbd>{"?"}</kbd></button>
                </p>
            </footer>
        }
    }
}

fn told_words(verdict: &Verdict, named: bool) -> Html {
    html! {
        <>
            if named { <p class="measured num">{&verdict.measured}</p> }
            <p class="because">{words::rich(&verdict.because)}</p>
        </>
    }
}

/// Does what a key does.
fn order(ctx: &Context<Presenter>, order: Order) -> Callback<MouseEvent> {
    ctx.link().callback(move |_: MouseEvent| Msg::Order(order))
}

/// A press that leaves the focus where it is, so that the keys go on to mean what they meant.
fn unfocused() -> Callback<MouseEvent> {
    Callback::from(|event: MouseEvent| event.prevent_default())
}

/// Every key; those that do one thing can be pressed here too, and close the list.
fn help(ctx: &Context<Presenter>) -> Html {
    let press =
        |order: Order| ctx.link().batch_callback(move |_: MouseEvent| vec![Msg::Order(Order::Help), Msg::Order(order)]);
    html! {
        <div class="help" role="dialog" aria-label="Keys to press" data-testid="help">
            <button class="btn o" onclick={order(ctx, Order::Help)}>{"Close"}</button>
            <ul>{ for keys::LIST.iter().map(|(key, does, order)| html! {
                <li key={*key}>{ match order {
                    Some(order) => html! { <button onclick={press(*order)}><b>{*key}</b>{" "}<span>{*does}</span></button> },
                    None => html! { <p><b>{*key}</b>{" "}<span>{*does}</span></p> },
                } }</li>
            }) }</ul>
        </div>
    }
}
