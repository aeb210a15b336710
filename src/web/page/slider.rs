//! A slider: a native range underneath for keyboard and screen readers, drawn as a slide rule on top.

use crate::concept::{SliderView, Tick, TickKind};
use crate::param::{Scale, at_position, position};
use crate::scene::{Type, text_width};
use crate::web::page::words;
use crate::web::tongue;
use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

/// What was done to a control. The first field is the parameter's index.
#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    /// A number was chosen; for a list it belongs to the server at the second index.
    Number(usize, f64),
    /// One number of a list was chosen: parameter, place in the list, number.
    Item(usize, usize, f64),
    /// An option was chosen.
    Option(usize, usize),
    /// An option of a set was put in or taken out.
    Member(usize, usize, bool),
    /// A switch was turned.
    Switch(usize, bool),
    /// Something was typed.
    Text(usize, String),
    /// Back to the default.
    Reset(usize),
}

/// What a slider shows.
#[derive(Properties, Clone, PartialEq)]
pub struct SliderProps {
    /// Stable key for tests and labels.
    pub name: AttrValue,
    /// Label.
    pub label: AttrValue,
    /// Symbol, or empty.
    #[prop_or_default]
    pub symbol: AttrValue,
    /// Unit, or empty.
    #[prop_or_default]
    pub unit: AttrValue,
    /// What it does.
    #[prop_or_default]
    pub help: AttrValue,
    /// Value.
    pub value: f64,
    /// The value in words.
    pub text: AttrValue,
    /// Ends, scale, ticks.
    pub view: SliderView,
    /// Smallest change; 0 lets the slider choose.
    #[prop_or_default]
    pub step: f64,
    /// Only whole numbers.
    #[prop_or_default]
    pub whole: bool,
    /// The covered part begins here rather than at the left end.
    #[prop_or_default]
    pub centre: Option<f64>,
    /// A number was chosen.
    pub on_number: Callback<f64>,
    /// A value was typed; without it the value cannot be typed.
    #[prop_or_default]
    pub on_text: Option<Callback<String>>,
    /// Back to the default.
    #[prop_or_default]
    pub on_reset: Option<Callback<()>>,
}

/// What happens inside a slider.
pub enum Msg {
    /// The native range moved.
    Input(f64),
    /// A key.
    Key(KeyboardEvent),
    /// The exact value is being typed.
    Typing(String),
    /// The exact value is ready.
    Typed,
    /// Escape, or the focus left without a change.
    Untype,
    /// Double click.
    Reset,
}

/// See the module.
pub struct Slider {
    typing: Option<String>,
}

/// Ends, scale and steps of a slider: what a value may be and where keys move it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Track {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Scale.
    pub scale: Scale,
    /// Smallest change; 0 lets the track choose.
    pub step: f64,
    /// Only whole numbers.
    pub whole: bool,
}

impl Track {
    fn step(&self) -> f64 {
        match (self.whole, self.step > 0.0) {
            (true, _) => 1.0,
            (false, true) => self.step,
            (false, false) => nice((self.high - self.low) / 200.0),
        }
    }
    /// One tick: what an arrow key adds.
    fn tick(&self) -> f64 {
        self.step().max(nice((self.high - self.low) / 100.0))
    }
    fn at(&self, value: f64) -> f64 {
        position(value, self.low, self.high, self.scale)
    }
    /// The nearest value that the slider stops at.
    pub fn tidy(&self, value: f64) -> f64 {
        let value = if self.whole {
            libm::round(value)
        } else if self.scale == Scale::Log {
            significant(value, 2)
        } else {
            let step = self.step();
            // Steps are decimal fractions; rounding the quotient alone would leave 0.30000000000000004.
            significant(libm::round(value / step) * step, 12)
        };
        value.clamp(self.low, self.high)
    }
    /// The value `ticks` ticks away; always another one, unless the end is reached.
    fn moved(&self, from: f64, ticks: f64) -> f64 {
        if self.scale == Scale::Linear {
            return self.tidy(from + ticks * self.tick());
        }
        let mut at = self.at(from);
        for _ in 0..20 {
            at += ticks * 0.02;
            let value = self.tidy(at_position(at, self.low, self.high, Scale::Log));
            if value != from {
                return value;
            }
        }
        from
    }
    /// Where a key moves the value, if it is a key of sliders; the event then goes no further.
    pub fn key(&self, from: f64, event: &KeyboardEvent) -> Option<f64> {
        let ticks = if event.shift_key() { 10.0 } else { 1.0 };
        let value = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => self.moved(from, ticks),
            "ArrowLeft" | "ArrowDown" => self.moved(from, -ticks),
            "PageUp" => self.moved(from, 10.0),
            "PageDown" => self.moved(from, -10.0),
            "Home" => self.low,
            "End" => self.high,
            _ => return None,
        };
        event.prevent_default();
        event.stop_propagation();
        Some(value)
    }
}

impl SliderProps {
    fn track(&self) -> Track {
        let SliderView { low, high, scale, .. } = self.view;
        Track { low, high, scale, step: self.step, whole: self.whole }
    }
    fn at(&self, value: f64) -> f64 {
        self.track().at(value)
    }
}

/// The nearest of 1, 2, 5 times a power of ten at or below `x`.
fn nice(x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let decade = libm::pow(10.0, libm::floor(libm::log10(x)));
    let factor = [5.0, 2.0].into_iter().find(|factor| x >= decade * factor * 0.999_999).unwrap_or(1.0);
    significant(decade * factor, 1)
}

/// `x` rounded to so many significant digits.
fn significant(x: f64, figures: usize) -> f64 {
    format!("{x:.*e}", figures.saturating_sub(1)).parse().unwrap_or(x)
}

/// The field an event came from. Read while the event is under way: once it has left a shadow tree it names no target.
fn field(event: &InputEvent) -> Option<HtmlInputElement> {
    event.target_dyn_into()
}

impl Component for Slider {
    type Message = Msg;
    type Properties = SliderProps;

    fn create(_: &Context<Self>) -> Self {
        Self { typing: None }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let props = ctx.props();
        match msg {
            Msg::Input(raw) => {
                let view = &props.view;
                let value = match view.scale {
                    Scale::Linear => raw,
                    Scale::Log => at_position(raw, view.low, view.high, Scale::Log),
                };
                if value.is_finite() {
                    props.on_number.emit(props.track().tidy(value));
                }
                false
            }
            Msg::Key(event) => {
                let Some(value) = props.track().key(props.value, &event) else { return false };
                props.on_number.emit(value);
                false
            }
            Msg::Typing(text) => {
                self.typing = Some(text);
                true
            }
            Msg::Typed => {
                if let (Some(text), Some(on_text)) = (self.typing.take(), &props.on_text) {
                    on_text.emit(tongue::typed(&text));
                }
                true
            }
            Msg::Untype => self.typing.take().is_some(),
            Msg::Reset => {
                if let Some(on_reset) = &props.on_reset {
                    on_reset.emit(());
                }
                false
            }
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let id = format!("s-{}", props.name);
        let help_id = format!("{id}-help");
        let (min, max, step, raw) = match props.view.scale {
            Scale::Linear => (props.view.low, props.view.high, props.track().step(), props.value),
            Scale::Log => (0.0, 1.0, 0.001, props.at(props.value)),
        };
        let link = ctx.link();
        html! {
            <div class="sl">
                <div class="slh">
                    <label for={id.clone()} title={props.help.clone()}>
                        {words::rich(&props.label)}
                        if !props.symbol.is_empty() {
                            {" "}<i class="var i2">{&props.symbol}</i>
                        }
                    </label>
                    {self.value(ctx)}
                </div>
                <div class="track" ondblclick={link.callback(|_| Msg::Reset)}>
                    {drawing(props)}
                    <input type="range" {id} data-testid={format!("slider-{}", props.name)}
                        min={min.to_string()} max={max.to_string()} step={step.to_string()} value={raw.to_string()}
                        aria-valuetext={format!("{} {}", props.text, props.unit)} aria-describedby={help_id.clone()}
                        oninput={link.batch_callback(|event| Some(Msg::Input(field(&event)?.value_as_number())))} onkeydown={link.callback(Msg::Key)} />
                </div>
                <span class="sr" id={help_id}>{&props.help}</span>
            </div>
        }
    }
}

impl Slider {
    fn value(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let link = ctx.link();
        let shown = self.typing.clone().unwrap_or_else(|| tongue::shown(&props.text));
        let width = format!("width:{}ch", shown.chars().count().clamp(1, 10));
        html! {
            <span class="slv num">
                if props.on_text.is_some() {
                    <input class="exact" type="text" inputmode="decimal" style={width} value={shown}
                        aria-label={format!("{}, exact value", props.label)} data-testid={format!("exact-{}", props.name)}
                        oninput={link.batch_callback(|event| Some(Msg::Typing(field(&event)?.value())))} onchange={link.callback(|_| Msg::Typed)}
                        onblur={link.callback(|_| Msg::Untype)}
                        onkeydown={link.batch_callback(|event: KeyboardEvent| {
                            event.stop_propagation();
                            (event.key() == "Escape").then_some(Msg::Untype)
                        })} />
                } else {
                    {shown}
                }
                if !props.unit.is_empty() {
                    <span class={classes!("slu", (props.unit == "×").then_some("tight"))}>{&props.unit}</span>
                }
                if !props.view.consequence.is_empty() {
                    <span class="slu far">{&props.view.consequence}</span>
                }
            </span>
        }
    }
}

fn percent(at: f64) -> String {
    format!("{:.3}%", at * 100.0)
}

fn drawing(props: &SliderProps) -> Html {
    let full = props.view.ticks.iter().find(|tick| tick.kind == TickKind::Full).map(|tick| props.at(tick.at));
    let thumb = props.at(props.value);
    let from = props.centre.map_or(0.0, |centre| props.at(centre));
    html! {
        <svg class="rule-svg" width="100%" height="38" aria-hidden="true">
            <line class="wire" x1="0" y1="11" x2={percent(full.unwrap_or(1.0))} y2="11" />
            if let Some(full) = full {
                <rect class="full" x={percent(full)} y="7" width={percent(1.0 - full)} height="8" />
            }
            <line class="covered" x1={percent(from)} y1="11" x2={percent(full.map_or(thumb, |full| thumb.min(full)))} y2="11" />
            {ticks(props)}
            <svg x={percent(thumb)} overflow="visible"><g class="thumb">
                <rect class="ring" x="-10.5" y="-3" width="21" height="28" rx="5" />
                <rect x="-6.5" y="1" width="13" height="20" rx="3" />
                <path d="M0 5.5v11" />
            </g></svg>
        </svg>
    }
}

/// The width that label collisions are reckoned with.
const TRACK_PX: f64 = 290.0;

fn ticks(props: &SliderProps) -> Html {
    let all = &props.view.ticks;
    let span = |tick: &Tick| {
        let half = f64::from(text_width(Type::Axis, 0.0, &tick.label)) / 2.0 / TRACK_PX;
        let at = props.at(tick.at);
        let at = at.clamp(half - 0.024, 1.024 - half);
        (at - half, at + half)
    };
    let loud = |tick: &&Tick| matches!(tick.kind, TickKind::Theory | TickKind::Full) && !tick.label.is_empty();
    let collide = |tick: &Tick, other: &Tick| {
        let ((a, b), (c, d)) = (span(tick), span(other));
        a < d + 0.02 && c < b + 0.02
    };
    let first = |kind: TickKind| all.iter().find(|tick| tick.kind == kind);
    let theory_meets_full = first(TickKind::Theory).zip(first(TickKind::Full)).is_some_and(|(a, b)| collide(a, b));
    // The ends keep their labels; between them those that do not run into one that stands already.
    let labels: Vec<&Tick> = all.iter().filter(|tick| tick.kind == TickKind::Label && !tick.label.is_empty()).collect();
    let mut kept: Vec<&Tick> = labels.first().into_iter().chain(labels.last()).copied().collect();
    for tick in labels {
        if !kept.iter().any(|other| std::ptr::eq(*other, tick) || collide(tick, other)) {
            kept.push(tick);
        }
    }
    all.iter()
        .map(|tick| {
            let quiet = tick.kind == TickKind::Label
                && (all.iter().filter(loud).any(|other| collide(tick, other))
                    || !kept.iter().any(|other| std::ptr::eq(*other, tick)));
            one_tick(props.at(tick.at), tick, quiet, theory_meets_full)
        })
        .collect()
}

fn one_tick(at: f64, tick: &Tick, quiet: bool, crowded: bool) -> Html {
    let x = percent(at);
    let (anchor, dx) = match (tick.kind, crowded) {
        (TickKind::Theory, true) => ("end", "5"),
        (TickKind::Full, true) if at < 0.85 => ("start", "-3"),
        _ if at < 0.03 => ("start", "-7"),
        _ if at > 0.93 => ("end", if at > 0.985 { "7" } else { "18" }),
        _ => ("middle", "0"),
    };
    let label = |class: &'static str| {
        html! { if !quiet { <text {class} x={x.clone()} y="34" {dx} text-anchor={anchor}>{&tick.label}</text> } }
    };
    match tick.kind {
        TickKind::Minor => html! { <line class="minor" x1={x.clone()} y1="17" x2={x} y2="20.5" /> },
        TickKind::Label => {
            html! { <><line class="major" x1={x.clone()} y1="17" x2={x.clone()} y2="23" />{label("")}</> }
        }
        TickKind::Theory => html! {
            <>
                <svg x={x.clone()} y="16" overflow="visible"><path class="theory" d="M0 0l3.6 6h-7.2z" /></svg>
                {label("note")}
            </>
        },
        TickKind::Full => html! {
            <><line class="limit" x1={x.clone()} y1="17" x2={x.clone()} y2="23" />{label("lostt")}</>
        },
    }
}
