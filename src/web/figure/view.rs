//! A figure as a tree of elements. No `style` attribute is written: a strict page around it would not apply it.

use super::{Figure, Msg};
use crate::concept::{Press, SliderView};
use crate::lang::Lang;
use crate::link::embed::{Control as Wanted, Player};
use crate::param::Kind;
use crate::scene::{Hit, Target, finger_room, pt};
use crate::web::page::FINGERS;
use crate::web::page::controls::Control;
use crate::web::page::play_icon;
use crate::web::page::turning::HOLD;
use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};
use yew::prelude::*;

/// A number below the picture.
#[derive(Clone, PartialEq, Debug)]
pub struct Number {
    label: String,
    value: Option<f64>,
    unit: &'static str,
}

impl Figure {
    pub(super) fn tree(&self, ctx: &Context<Self>) -> Html {
        let player = match self.embed.player {
            Player::Full => self.player(ctx),
            Player::Mini => self.small_player(ctx),
            Player::None => Html::default(),
        };
        html! {
            <div class={classes!("kf", self.embed.transparent.then_some("clear"))} ref={self.frame.clone()}
                data-theme={self.theme.name()} data-testid="figure">
                {defs()}
                {self.scene(ctx)}
                if self.embed.metrics.is_some() { {self.numbers()} }
                if !self.embed.readonly && !self.embed.controls.is_empty() { {self.controls(ctx)} }
                {player}
                {self.mark()}
            </div>
        }
    }

    fn scene(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        let point = |pressed| link.callback(move |event: PointerEvent| Msg::Pointer(event, pressed));
        let free = link.callback(|_: PointerEvent| Msg::LetGo);
        html! {
            <div class="scene">
                <div class="ink"><canvas ref={self.scene.node.clone()} data-testid="scene" role="img" aria-label={self.said.caption.clone()}
                    onpointermove={point(false)} onpointerleave={point(false)} onpointerdown={point(true)}
                    onpointerup={free.clone()} onpointercancel={free.clone()}></canvas></div>
                <div class="places">
                    <>{ for self.hits().map(|hit| self.place_of(ctx, hit)) }</>
                    if self.rim().is_some() {
                        <i class={HOLD} ref={self.hold.clone()} data-testid="hold" onpointermove={point(false)} onpointerdown={point(true)}
                            onpointerup={free.clone()} onpointercancel={free}></i>
                    }
                </div>
                if !self.why.is_empty() { <p class="why" role="status" data-testid="why">{&self.why}</p> }
                <p class="sr">{&self.said.whole}</p>
            </div>
        }
    }

    /// What the keyboard reaches in the picture: each thing once.
    fn hits(&self) -> impl Iterator<Item = &Hit> {
        let all = &self.scene.picture.hits;
        let is_thing = |target: Target| self.entry.about.things.iter().any(|thing| thing.kind == target.kind);
        all.iter()
            .enumerate()
            .filter(|(i, hit)| !all[..*i].iter().any(|other| other.target == hit.target))
            .map(|(_, hit)| hit)
            .filter(move |hit| is_thing(hit.target))
    }

    fn place_of(&self, ctx: &Context<Self>, hit: &Hit) -> Html {
        let target = hit.target;
        let verb = match self.session.run.press(target) {
            Press::Act(act) if !self.embed.readonly => self.entry.action(act.id).map_or("Why", |action| action.label),
            Press::Set(..) if !self.embed.readonly => "Choose",
            _ => "Why",
        };
        html! {
            <button key={format!("{}-{}", target.kind, target.id)} class={classes!((hit.half.x > 0.0).then_some("square"))}
                data-testid={format!("place-{}-{}", target.kind, target.id)}
                aria-label={format!("{}: {verb}", self.session.run.name(target))}
                onclick={ctx.link().callback(move |_| Msg::Press(target))}></button>
        }
    }

    /// Puts the buttons over what they stand for.
    pub(super) fn lay_places(&mut self) {
        self.lay_hold();
        let hits: Vec<&Hit> = self.hits().collect();
        let finger = crate::web::dom::matches(FINGERS);
        let box_of = |(i, hit): (usize, &&Hit)| {
            let r = if hit.half.x > 0.0 { 0.0 } else { hit.r.max(12.0) };
            let room = if finger { finger_room(&hits, i) } else { pt(hit.half.x + r, hit.half.y + r) };
            let (w, h) = (room.x, room.y);
            [hit.c.x - w, hit.c.y - h, 2.0 * w, 2.0 * h].map(|side| (side * self.zoom).round() as i32)
        };
        let boxes: Vec<[i32; 4]> = hits.iter().enumerate().map(box_of).collect();
        if boxes == self.places {
            return;
        }
        let buttons = self.frame.cast::<web_sys::Element>().and_then(|f| f.query_selector_all(".places button").ok());
        let Some(buttons) = buttons.filter(|buttons| buttons.length() as usize == boxes.len()) else { return };
        use wasm_bindgen::JsCast as _;
        for (i, sides) in boxes.iter().enumerate() {
            let Some(button) = buttons.get(i as u32).and_then(|node| node.dyn_into::<HtmlElement>().ok()) else {
                continue;
            };
            for (name, side) in ["left", "top", "width", "height"].into_iter().zip(sides) {
                let _ = button.style().set_property(name, &format!("{side}px"));
            }
        }
        self.places = boxes;
    }

    fn numbers(&self) -> Html {
        html! {
            <dl class="numbers num">
                { for self.numbers.iter().map(|number| html! {
                    <div key={number.label.clone()}>
                        <dt>{&number.label}</dt>
                        // One piece of text: a unit of its own would move whenever a digit comes or goes.
                        <dd>{number.value.map_or("–".to_owned(), |value| crate::concept::quantity(value, number.unit))}</dd>
                    </div>
                }) }
            </dl>
        }
    }

    fn controls(&self, ctx: &Context<Self>) -> Html {
        let one = |wanted: &Wanted| match wanted {
            Wanted::Param(index, place) => self.control(*index, *place),
            Wanted::Act(act) => {
                let Some(decl) = self.entry.action(act.id) else { return Html::default() };
                let name = act.target.zip(decl.target).map_or(String::new(), |(id, kind)| {
                    format!(" {}", self.session.run.name(Target { kind, id: id.into() }))
                });
                let act = act.clone();
                html! {
                    <div class="act" key={act.to_string()}>
                        <button class="btn" title={decl.help} data-testid={format!("act-{act}")}
                            onclick={ctx.link().callback(move |_| Msg::Act(act.clone()))}>{format!("{}{name}", decl.label)}</button>
                    </div>
                }
            }
        };
        html! { <div class="set">{ for self.embed.controls.iter().map(one) }</div> }
    }

    fn control(&self, index: usize, place: Option<usize>) -> Html {
        let (param, run) = (&self.entry.table[index], &self.session.run);
        let Some(value) = self.values.get(index) else { return Html::default() };
        let view = match param.kind {
            Kind::Real { .. } | Kind::Whole { .. } | Kind::List { .. } => run.slider(index),
            Kind::Choice { .. } | Kind::Switch { .. } | Kind::Set { .. } => SliderView::plain(param),
        };
        // Of a list, the place that was asked for, else the thing that is chosen in the picture, else the first.
        let chosen = self.focus.filter(|focus| focus.kind == param.per).map(|focus| focus.id as usize);
        let place = place.or(chosen).unwrap_or(1);
        let chosen = match param.per {
            "" => (0, AttrValue::default()),
            kind => (place, run.name(Target { kind, id: place as u64 }).into()),
        };
        html! {
            <Control key={format!("{}-{place}", param.key)} {index} {param} value={value.clone()} {view} {chosen} plain=true
                on_change={self.change.clone()} />
        }
    }

    fn play_button(&self, ctx: &Context<Self>) -> Html {
        let playing = self.session.playing;
        html! {
            <button class="play" data-testid="play" onclick={ctx.link().callback(|_| Msg::Play(None))}
                aria-label={if playing { "Pause" } else { "Play" }}>{play_icon(playing)}</button>
        }
    }

    fn player(&self, ctx: &Context<Self>) -> Html {
        let (axis, width, clock) = (self.axis(), self.timeline.width, &self.entry.about.clock);
        let now = clock.units(self.session.run.now());
        let scrub = Self::scrub(ctx, axis, width);
        let free = ctx.link().callback(|_: PointerEvent| Msg::Hold(false));
        let key = ctx.link().batch_callback(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowRight" | "ArrowUp" => now + axis.minor,
                "ArrowLeft" | "ArrowDown" => (now - axis.minor).max(0.0),
                "Home" => axis.start,
                "End" => axis.end,
                _ => return None,
            };
            event.prevent_default();
            event.stop_propagation();
            Some(Msg::Seek(to))
        });
        html! {
            <div class="player">
                {self.play_button(ctx)}
                <div class="timeline" role="slider" tabindex="0" aria-label={if clock.is_time() { "Time" } else { clock.many }}
                    aria-valuemin={format!("{:.0}", axis.start)} aria-valuemax={format!("{:.0}", axis.end)}
                    aria-valuenow={format!("{now:.1}")} aria-valuetext={self.moment()} data-testid="timeline"
                    onpointerdown={scrub.clone()} onpointermove={scrub} onpointerup={free.clone()} onpointercancel={free}
                    onkeydown={key}>
                    <div class="ink"><canvas ref={self.timeline.node.clone()} aria-hidden="true"></canvas></div>
                    <div class="head" ref={self.head.clone()} aria-hidden="true"><i></i><b></b><span class="num" data-testid="clock"></span></div>
                </div>
            </div>
        }
    }

    fn small_player(&self, ctx: &Context<Self>) -> Html {
        html! {
            <div class="player mini">
                {self.play_button(ctx)}
                <span ref={self.head.clone()}><span class="num" data-testid="clock"></span></span>
            </div>
        }
    }

    /// The way to the whole page, with the state that is shown.
    fn mark(&self) -> Html {
        let lang = match self.embed.lang {
            Lang::English => "",
            Lang::German => "&lang=de",
        };
        let href = format!("{}{}/#{}{lang}", self.root, self.entry.about.id, self.session.link());
        html! {
            <a class="mark" {href} target="_blank" rel="noopener" data-testid="mark" title={format!("{} in Kneepoint", self.entry.about.title)}>
                <svg width="17.6" height="13" viewBox="0 0 27 20" aria-hidden="true">
                    <path d="M1.2 17H13.5C20.5 17 24.2 13 24.8 1.5" fill="none" stroke="var(--ink)" stroke-width="2" stroke-linecap="round" />
                    <circle cx="16.4" cy="16.5" r="3.6" fill="var(--work)" />
                </svg>{"Kneepoint"}
            </a>
        }
    }

    /// Reads from the run what the words show.
    pub(super) fn refresh_words(&mut self) {
        let run = &self.session.run;
        self.values = run.values();
        self.said = run.describe();
        let why = self.focus.and_then(|target| run.explain(target));
        let why = why.map(|why| format!("{} {}", why.why, why.otherwise).trim_end().to_owned());
        // Why it stopped by itself stands there until it goes on.
        let stopped = (!self.session.playing).then(|| self.session.halts.said.clone());
        let all = [stopped, why].into_iter().flatten().filter(|words| !words.is_empty()).collect::<Vec<_>>();
        self.why = all.join(" ");
        self.numbers = match &self.embed.metrics {
            None => Vec::new(),
            Some(wanted) if wanted.is_empty() => {
                let rows = run.was_now().rows;
                let named = |label: &str| rows.iter().find(|row| row.label == label);
                let of =
                    |row: &crate::concept::Row| Number { label: row.label.to_owned(), value: row.now, unit: row.unit };
                self.entry.about.readings.iter().filter_map(|label| named(label)).map(of).collect()
            }
            Some(wanted) => {
                let all = run.metrics();
                let value = |name: &str| all.iter().find(|metric| metric.name == name).and_then(|metric| metric.value);
                let number = |one: &crate::link::embed::Shown| {
                    let which = one.name.split('.').find(|part| part.parse::<u32>().is_ok());
                    let label = which.map_or(one.decl.label.to_owned(), |n| format!("{} {n}", one.decl.label));
                    Number { label, value: value(&one.name), unit: one.decl.unit }
                };
                wanted.iter().map(number).collect()
            }
        };
    }
}

/// What drawings of the controls share: the hatch past full.
fn defs() -> Html {
    html! {
        <svg class="defs" width="0" height="0" aria-hidden="true"><defs>
            <pattern id="hatch-full" width="5" height="8" patternUnits="userSpaceOnUse" patternTransform="translate(0 7)">
                <path d="M.5 7l5 -6M-4.5 7l5 -6" stroke="var(--lost)" stroke-width="1.25" stroke-linecap="round" />
            </pattern>
        </defs></svg>
    }
}
