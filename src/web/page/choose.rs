//! Controls for one of several and some of several: beads, lists, checkboxes.

use super::controls::ControlProps;
use super::slider::Change;
use crate::param::{Choice, Kind, Param};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// More options than this are a list rather than a wall of beads.
const BEADS_MAX: usize = 14;
/// More options than this fold away; what is chosen stays in sight.
const BOXES_MAX: usize = 12;

/// One of several, for the top of the controls: beads, or a list if there are many.
pub fn one(param: &'static Param, options: &'static [Choice], chosen: usize, choose: &Callback<usize>) -> Html {
    if options.len() > BEADS_MAX {
        return select(param, chosen, choose, "pick long");
    }
    // Two in a row have room for so many letters.
    let long = options.iter().any(|option| option.label.len() > 20);
    html! {
        <>
        <fieldset class="beads">
            <legend title={param.help}>{param.label}</legend>
            <div class={classes!("pol", long.then_some("long"))}>
            { for options.iter().enumerate().map(|(i, option)| {
                let choose = choose.clone();
                html! {
                    <label class={classes!((i == chosen).then_some("on"))} title={option.help} key={option.key}>
                        <input type="radio" name={param.key} checked={i == chosen} aria-label={option.label}
                            data-testid={format!("choice-{}-{}", param.key, option.key)}
                            onchange={move |_| choose.emit(i)} />
                        <svg width="13" height="13" aria-hidden="true"><circle cx="6.5" cy="6.5" r="4.4" /></svg>
                        <span>{option.label}</span>
                    </label>
                }
            }) }
            </div>
        </fieldset>
        {select(param, chosen, choose, "pk")}
        </>
    }
}

/// One of several as a list; families have their headings.
pub fn select(param: &'static Param, chosen: usize, choose: &Callback<usize>, class: &'static str) -> Html {
    let Kind::Choice { options, .. } = param.kind else { return Html::default() };
    let choose = choose.clone();
    let onchange = Callback::from(move |event: Event| {
        if let Some(index) = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.selected_index()) {
            choose.emit(usize::try_from(index).unwrap_or_default());
        }
    });
    let testid = (class != "pk").then(|| format!("choice-{}", param.key));
    let option = |i: usize| {
        html! { <option selected={i == chosen} key={options[i].key}>{options[i].label}</option> }
    };
    html! {
        <label {class} title={options.get(chosen).map_or(param.help, |option| option.help)}>
            <span>{param.label}</span>
            <select {onchange} data-testid={testid}>
                { for param.option_families().into_iter().map(|(heading, range)| if heading.is_empty() {
                    range.map(option).collect::<Html>()
                } else {
                    html! { <optgroup label={heading} key={heading}>{ for range.map(option) }</optgroup> }
                }) }
            </select>
            <svg width="12" height="18" viewBox="0 0 12 18" aria-hidden="true">
                <path d="M2 6.5L6 2.5L10 6.5M2 11.5L6 15.5L10 11.5" />
            </svg>
        </label>
    }
}

/// Some of several: checkboxes. What may not be put in or taken out any more is greyed, and the label says the bound.
pub fn some(props: &ControlProps, chosen: &[usize]) -> Html {
    let param = props.param;
    let Kind::Set { options, least, most, .. } = param.kind else { return Html::default() };
    let (full, bare) = (chosen.len() >= most, chosen.len() <= least);
    let one = |i: usize| {
        let on = chosen.contains(&i);
        let stuck = if on { bare } else { full };
        let (emit, index, option) = (props.on_change.clone(), props.index, &options[i]);
        let title = match (stuck, on) {
            (false, _) => option.help.to_owned(),
            (true, true) => format!("{} At least {} must stay.", option.help, number(least)),
            (true, false) => format!("{} {} are in view: take one out first.", option.help, capital(&number(most))),
        };
        html! {
            <label class={classes!("tick", on.then_some("on"), stuck.then_some("stuck"))} {title} key={option.key}>
                <input type="checkbox" checked={on} disabled={stuck} aria-label={option.label}
                    data-testid={format!("set-{}-{}", param.key, option.key)}
                    onchange={move |_| emit.emit(Change::Member(index, i, !on))} />
                <span class="box" aria-hidden="true"></span>
                <span>{option.label}</span>
            </label>
        }
    };
    let families = param.option_families();
    let boxes = html! {
        { for families.iter().map(|(heading, range)| html! {
            <div key={*heading} role="group" aria-label={(!heading.is_empty()).then_some(*heading)}>
                if !heading.is_empty() { <p class="family">{*heading}</p> }
                <div class="ticks">{ for range.clone().map(one) }</div>
            </div>
        }) }
    };
    let bound = bound(param.label, options.len(), most);
    html! {
        <fieldset class="some">
            <legend title={param.help}>{param.label}<span class="i3">{bound}</span></legend>
            if options.len() > BOXES_MAX {
                <details class="unfold">
                    <summary data-testid={format!("set-{}", param.key)}>
                        { for chosen.iter().filter_map(|i| options.get(*i)).map(|option| html! {
                            <span class="chip on" key={option.key}>{option.label}</span>
                        }) }
                        if chosen.is_empty() { <span class="i3">{"none"}</span> }
                    </summary>
                    {boxes}
                </details>
            } else {
                {boxes}
            }
        </fieldset>
    }
}

/// ", five at most", where the label does not say so and it is not all of them.
fn bound(label: &str, options: usize, most: usize) -> String {
    if most >= options || label.contains("at most") { String::new() } else { format!(", {} at most", number(most)) }
}

fn number(n: usize) -> String {
    const WORDS: [&str; 9] = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

fn capital(word: &str) -> String {
    let mut word = word.to_owned();
    if let Some(first) = word.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_is_said_once() {
        assert_eq!(bound("Policies in view", 20, 5), ", five at most");
        assert_eq!(bound("Policies, five at most", 20, 5), "");
        assert_eq!(bound("Lanes", 4, 4), "");
        assert_eq!(capital(&number(5)), "Five");
    }
}
