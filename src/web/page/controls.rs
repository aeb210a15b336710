//! The controls of a concept, derived from its table of parameters: beads, sliders, switches, lists.

use super::choose;
use super::field::Field;
use super::slider::{Change, Slider};
use super::words;
use crate::concept::{Run, SliderView};
use crate::param::{Kind, Param, Scale, Value};
use crate::scene::Target;
use yew::prelude::*;

/// One parameter's control.
#[derive(Properties, Clone, PartialEq)]
pub struct ControlProps {
    /// Index into the table.
    pub index: usize,
    /// Its declaration.
    pub param: &'static Param,
    /// Its value.
    pub value: Value,
    /// How its slider looks.
    pub view: SliderView,
    /// For lists with one number for each thing: the place of the one whose number the slider moves, counted from 1, and
    /// its name.
    #[prop_or_default]
    pub chosen: (usize, AttrValue),
    /// Shown in full at the top, rather than small in a group.
    #[prop_or_default]
    pub main: bool,
    /// Nothing can be typed, and of a list only the chosen number is set: in a figure.
    #[prop_or_default]
    pub plain: bool,
    /// What was done.
    pub on_change: Callback<Change>,
}

/// See [`ControlProps`].
pub struct Control {
    number: Callback<f64>,
    text: Callback<String>,
    reset: Callback<()>,
}

impl Control {
    fn callbacks(ctx: &Context<Self>) -> Self {
        let ControlProps { index, on_change, chosen, param, .. } = ctx.props().clone();
        let emit = on_change.clone();
        let is_list = matches!(param.kind, Kind::List { .. });
        let number = Callback::from(move |number| {
            emit.emit(if is_list {
                Change::Item(index, chosen.0.saturating_sub(1), number)
            } else {
                Change::Number(index, number)
            });
        });
        let emit = on_change.clone();
        let text = Callback::from(move |text| emit.emit(Change::Text(index, text)));
        let reset = Callback::from(move |()| on_change.emit(Change::Reset(index)));
        Self { number, text, reset }
    }
}

impl Component for Control {
    type Message = ();
    type Properties = ControlProps;

    fn create(ctx: &Context<Self>) -> Self {
        Self::callbacks(ctx)
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &ControlProps) -> bool {
        let props = ctx.props();
        if (props.index, props.chosen.0, &props.on_change) != (old.index, old.chosen.0, &old.on_change) {
            *self = Self::callbacks(ctx);
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        match (props.param.kind, &props.value) {
            (Kind::Choice { options, .. }, Value::Choice(chosen)) => {
                let (index, emit) = (props.index, props.on_change.clone());
                let choose = Callback::from(move |option| emit.emit(Change::Option(index, option)));
                if props.main {
                    choose::one(props.param, options, *chosen, &choose)
                } else {
                    choose::select(props.param, *chosen, &choose, "pick")
                }
            }
            (Kind::Switch { .. }, Value::Switch(on)) => switch(props, *on),
            (Kind::Set { .. }, Value::Set(chosen)) => choose::some(props, chosen),
            (Kind::List { .. }, Value::List(list)) => self.list(props, list),
            (_, value) => self.number(props, value),
        }
    }
}

impl Control {
    fn number(&self, props: &ControlProps, value: &Value) -> Html {
        let param = props.param;
        let (step, whole) = match param.kind {
            Kind::Real { step, .. } => (step, false),
            _ => (1.0, true),
        };
        html! {
            <Slider name={param.key} label={param.label} symbol={param.symbol} unit={param.unit} help={param.help}
                value={value.number().unwrap_or_default()} text={words::value(param, value)} view={props.view.clone()}
                {step} {whole} centre={centre(param, &props.view)} on_number={self.number.clone()}
                on_text={(!props.plain).then(|| self.text.clone())} on_reset={self.reset.clone()} />
        }
    }

    fn list(&self, props: &ControlProps, list: &[f64]) -> Html {
        let param = props.param;
        let place = props.chosen.0.max(1);
        // The last number of a list holds for the rest.
        let value = list.get(place - 1).or(list.last()).copied().unwrap_or(1.0);
        let (emit, index) = (props.on_change.clone(), props.index);
        let typed = Callback::from(move |text| emit.emit(Change::Text(index, text)));
        let shown = list.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        html! {
            <div class="list">
                if !param.per.is_empty() {
                <Slider name={param.key} label={format!("{} {}", props.chosen.1, one(param.label))} unit={param.unit} help={param.help}
                    {value} text={words::real(value)} view={props.view.clone()} centre={centre(param, &props.view)}
                    on_number={self.number.clone()} on_reset={self.reset.clone()} />
                }
                if !props.plain {
                <label class="all">
                    <span>{if param.per.is_empty() { param.label } else { "All" }}</span>
                    <Field value={shown} on_commit={typed} testid={format!("list-{}", param.key)}
                        label={if param.per.is_empty() { param.label.to_owned() } else { format!("{}, one number for each {}", param.label, param.per) }} />
                </label>
                }
            </div>
        }
    }
}

/// The list with another number for the server at `place` of `count`; the others keep theirs.
pub fn with_item(list: &[f64], place: usize, count: usize, number: f64) -> Vec<f64> {
    let of = |i: usize| list.get(i).or(list.last()).copied().unwrap_or(1.0);
    let mut out: Vec<f64> = (0..count.max(place + 1).max(list.len())).map(of).collect();
    out[place] = number;
    while out.len() > 1 && out[out.len() - 1] == out[out.len() - 2] {
        out.pop();
    }
    out
}

/// "speed" for "Speeds".
fn one(label: &str) -> String {
    let label = crate::param::within_sentence(label);
    label.strip_suffix('s').map_or(label.clone(), ToOwned::to_owned)
}

/// Ratios are measured from 1.
fn centre(param: &Param, view: &SliderView) -> Option<f64> {
    (param.unit == "×" && view.low < 1.0 && view.high > 1.0 && view.scale == Scale::Log).then_some(1.0)
}

fn switch(props: &ControlProps, on: bool) -> Html {
    let (emit, index) = (props.on_change.clone(), props.index);
    html! {
        <label class="switch" title={props.param.help}>
            <input type="checkbox" checked={on} data-testid={format!("switch-{}", props.param.key)}
                onchange={move |_| emit.emit(Change::Switch(index, !on))} />
            <span class="box" aria-hidden="true"></span>
            {props.param.label}
        </label>
    }
}

/// The groups of parameters that act now, in the order of the table.
fn groups(run: &dyn Run) -> Vec<(&'static str, Vec<usize>)> {
    let mut groups: Vec<(&'static str, Vec<usize>)> = Vec::new();
    for (index, param) in run.entry().table.iter().enumerate().filter(|(index, _)| run.active(*index)) {
        match groups.iter_mut().find(|(name, _)| *name == param.group) {
            Some((_, members)) => members.push(index),
            None => groups.push((param.group, vec![index])),
        }
    }
    groups
}

/// What all controls need to know.
pub struct All<'a> {
    /// The run.
    pub run: &'a dyn Run,
    /// Its values.
    pub values: &'a [Value],
    /// Names the thing of a kind that is chosen for the actions.
    pub chosen: &'a dyn Fn(&str) -> u32,
    /// The groups that are open. What is in the others is not made.
    pub open: &'a [&'static str],
    /// A control was used.
    pub on_change: &'a Callback<Change>,
    /// A group was opened or closed.
    pub on_group: &'a Callback<(&'static str, bool)>,
}

/// All controls.
pub fn controls(all: &All) -> Html {
    let All { run, values, chosen, open, on_change, on_group } = *all;
    let table = run.entry().table;
    let control = |index: usize, main: bool| {
        let (param, value) = (&table[index], &values[index]);
        let view = match param.kind {
            Kind::Real { .. } | Kind::Whole { .. } | Kind::List { .. } => run.slider(index),
            Kind::Choice { .. } | Kind::Switch { .. } | Kind::Set { .. } => SliderView::plain(param),
        };
        let target = |kind| Target { kind, id: chosen(kind).into() };
        let chosen = match param.per {
            "" => (0, AttrValue::default()),
            kind => (chosen(kind) as usize, run.name(target(kind)).into()),
        };
        html! {
            <Control key={param.key} {index} {param} value={value.clone()} {view} {chosen} {main} on_change={on_change.clone()} />
        }
    };
    let (main, rest): (Vec<_>, Vec<_>) = groups(run).into_iter().partition(|(name, _)| is_main(name));
    html! {
        <>
            <div class="main-controls">
                { for main.iter().flat_map(|(_, members)| members).map(|index| control(*index, true)) }
                { for (0..room_left(run)).map(|i| html! { <div class="sl" key={format!("room-{i}")} aria-hidden="true"></div> }) }
            </div>
            <div class="more-controls">
            { for rest.iter().map(|(name, members)| html! {
                <details class="more" key={*name} ontoggle={turned(name, on_group)}>
                    <summary><span>{capital(name)}</span>{differs(table, values, members)}</summary>
                    if open.contains(name) {
                        <div class="body">{ for members.iter().map(|index| control(*index, false)) }</div>
                    }
                </details>
            }) }
            </div>
        </>
    }
}

/// How many sliders the main controls keep room for beside those shown, so that nothing jumps when another option
/// brings others: for each parameter that conditions are about, the most that any of its options brings at once, less
/// what the present one does.
fn room_left(run: &dyn Run) -> usize {
    let table = run.entry().table;
    let conditional = |index: usize| {
        let param = &table[index];
        let slider = matches!(param.kind, Kind::Real { .. } | Kind::Whole { .. });
        param.when.filter(|_| is_main(param.group) && slider).map(|(key, options)| (index, key, options))
    };
    let conditional: Vec<_> = (0..table.len()).filter_map(conditional).collect();
    let governs = |key: &str| table.iter().find(|param| param.key == key);
    let mut keys: Vec<&str> = conditional.iter().map(|(_, key, _)| *key).collect();
    keys.dedup();
    let room = |key: &str| {
        // What is governed from a folded group may jump: the hand is elsewhere.
        let Some(Kind::Choice { options, .. }) =
            governs(key).filter(|param| is_main(param.group)).map(|param| param.kind)
        else {
            return 0;
        };
        let members = || conditional.iter().filter(|(_, other, _)| *other == key);
        let brings = |option: &str| members().filter(|(_, _, options)| options.contains(&option)).count();
        let most = options.iter().map(|option| brings(option.key)).max().unwrap_or(0);
        most.saturating_sub(members().filter(|(index, _, _)| run.active(*index)).count())
    };
    keys.into_iter().map(room).sum()
}

/// Tells when a group is opened or closed.
fn turned(name: &'static str, on_group: &Callback<(&'static str, bool)>) -> Callback<Event> {
    let emit = on_group.clone();
    Callback::from(move |event: Event| {
        if let Some(details) = event.target_dyn_into::<web_sys::Element>() {
            emit.emit((name, details.has_attribute("open")));
        }
    })
}

/// The group whose parameters are always in sight.
pub fn is_main(group: &str) -> bool {
    group.eq_ignore_ascii_case("main")
}

fn capital(name: &str) -> String {
    let mut name = name.to_owned();
    if let Some(first) = name.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    name
}

/// "every 30 s, fall 3": the members that do not have their default. It is said here, piece by piece, because pieces that
/// are joined have no message.
fn differs(table: &[Param], values: &[Value], members: &[usize]) -> Html {
    let changed = members.iter().filter(|index| values[**index] != table[**index].default_value());
    let say = |index: &usize| {
        let (param, value) = (&table[*index], &values[*index]);
        let (label, shown) = (words::within(param.label), words::said(param, value));
        match value {
            Value::Switch(true) => label,
            Value::Switch(false) => crate::lang::say(&format!("no {label}")).into_owned(),
            Value::Choice(_) => shown,
            _ => format!("{label} {shown} {}", crate::lang::say(param.unit)).trim_end().to_owned(),
        }
    };
    let words = changed.map(say).collect::<Vec<_>>().join(", ");
    html! { <span class="differs" translate="no" title={words.clone()}>{words}</span> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_of_a_list_changes_and_the_others_stay() {
        assert_eq!(with_item(&[1.0], 5, 6, 0.5), vec![1.0, 1.0, 1.0, 1.0, 1.0, 0.5]);
        assert_eq!(with_item(&[1.0], 1, 6, 0.5), vec![1.0, 0.5, 1.0]);
        assert_eq!(with_item(&[1.0, 0.5, 1.0], 1, 6, 1.0), vec![1.0]);
        assert_eq!(with_item(&[], 0, 0, 2.0), vec![2.0]);
    }
}
