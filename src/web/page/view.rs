//! The page as a tree of elements.

use super::start::Stage;
use super::targets::{Surface, let_go, pointer};
use super::{ConceptPage, Msg, Page, Tab, controls, keys, panels};
use crate::concept::Layout;
use yew::prelude::*;

impl Page {
    pub(super) fn view(&self, ctx: &Context<ConceptPage>) -> Html {
        let about = self.entry.about;
        let tab = match self.tab {
            Tab::Controls => "controls",
            Tab::Charts => "charts",
            Tab::Lesson => "lesson",
            Tab::Predict => "predict",
        };
        html! {
            <>
                {defs()}
                {self.top(ctx)}
                {self.notice(ctx)}
                <main class="wrap" data-tab={tab}>
                    <div class="figure">
                        <div class="ttl"><h1 style={format!("width:{:.2}em", about.title_width())}>{about.title}</h1><p class="lead">{about.lead}</p></div>
                        if self.stage >= Stage::Scene { {self.stage(ctx)} }
                        if self.stage >= Stage::Figure {
                            {self.caption(ctx)}
                            {self.readings()}
                            {self.player(ctx)}
                            {self.stops(ctx)}
                            if !self.stacked { {self.lane_table(ctx)} }
                            {self.under(ctx)}
                        }
                    </div>
                    <div class={classes!("sheet", self.sheet_up.then_some("up"))}>
                        if self.stage >= Stage::Figure { {self.tabs(ctx)} }
                        if self.stage >= Stage::Controls {
                            <aside class="side" aria-label="Controls">
                                <div class="controls">
                                    {self.controls()}
                                    <div class="phone-only">{self.speed("speed-phone")}{Self::small_player(ctx)}</div>
                                </div>
                                if self.stage >= Stage::Deeds {
                                    {self.actions(ctx)}
                                    {self.export_card(self.exports_beside())}
                                    {self.predict(ctx)}
                                }
                                // At the foot of the column, which the last charts make longer.
                                if self.stage == Stage::Whole {
                                    {self.next("next")}
                                }
                            </aside>
                        }
                        if self.stage >= Stage::Charts && self.opened(Tab::Charts) {
                            if self.stacked && !self.session.lanes.is_empty() {
                                <div class="row2">{self.lane_table(ctx)}</div>
                            }
                            {self.charts(ctx)}
                        }
                        if self.stage >= Stage::Lesson && self.opened(Tab::Lesson) {
                            {self.lesson(ctx)}
                        }
                        if self.stage >= Stage::Whole {
                            if self.opened(Tab::Lesson) { {self.behind()} }
                            if self.opened(Tab::Charts) { {self.more_charts(ctx)} }
                        }
                    </div>
                </main>
                if self.help { {self.keys(ctx)} }
                {self.share_dialog(ctx)}
            </>
        }
    }

    /// What stands behind these tabs is to be there from now on.
    pub(super) fn open_tabs(&mut self, tabs: &[Tab]) {
        for tab in tabs {
            if !self.tabs.contains(tab) {
                self.tabs.push(*tab);
            }
        }
    }
    /// Whether what stands behind a tab is to be there: on a phone from the first time that the tab is chosen.
    fn opened(&self, tab: Tab) -> bool {
        !self.stacked || self.tabs.contains(&tab)
    }

    fn controls(&self) -> Html {
        controls::controls(&controls::All {
            run: &*self.session.run,
            values: &self.values,
            chosen: &|kind| self.selected(kind),
            open: &self.groups,
            on_change: &self.calls.change,
            on_group: &self.calls.group,
        })
    }

    fn notice(&self, ctx: &Context<ConceptPage>) -> Html {
        html! {
            <div role="status" aria-live="polite">
                if !self.notice.is_empty() {
                    <div class="notice" data-testid="notice">
                        <p>{self.notice.join(" ")}</p>
                        <button onclick={ctx.link().callback(|_| Msg::Dismiss)}>{"Close"}</button>
                    </div>
                }
            </div>
        }
    }

    pub(super) fn scene(&self, ctx: &Context<ConceptPage>) -> Html {
        let (point, free) = (pointer(ctx, Surface::Scene, false), let_go(ctx));
        let layout = match self.layout {
            Layout::Tall => "tall",
            Layout::Still => "still",
            Layout::Wide | Layout::Mini => "wide",
        };
        let tables = self.tables[0];
        html! {
            <div class="fig" data-layout={layout}>
                <span class="pl" aria-hidden="true">{"a"}</span>
                <canvas ref={self.scene.node.clone()} data-testid="scene" role="img" aria-label={self.spoken.caption.clone()}
                    aria-describedby="whole"
                    onpointermove={point.clone()} onpointerleave={point} onpointerdown={pointer(ctx, Surface::Scene, true)}
                    onpointerup={free.clone()} onpointercancel={free}></canvas>
                if self.stage >= Stage::Places {
                    {self.places(ctx, Surface::Scene)}
                }
                if tables {
                    <div class="over" tabindex="0" role="region" aria-label="The scene as a table">
                        <p class="whole">{&self.said.whole}</p>
                        {panels::table(&self.session.table(), "scene-table")}
                    </div>
                } else {
                    <div class="sr">
                        <p id="whole">{&self.spoken.whole}</p>
                        if self.stage >= Stage::Places {
                            {panels::table(&self.spoken_table, "scene-table-hidden")}
                        }
                    </div>
                }
            </div>
        }
    }

    fn caption(&self, ctx: &Context<ConceptPage>) -> Html {
        html! {
            <div class="cap">
                <p data-testid="caption"><b class="num">{&self.said.lead}</b>{" "}{&self.said.caption}</p>
                if let Some(why) = &self.why {
                    <p class="why" data-testid="why" aria-live="polite">{&why.why}{" "}{&why.otherwise}</p>
                }
                if self.rescue.is_some() && !self.stacked {
                    {self.way_out(ctx)}
                } else if !self.hint.is_empty() {
                    <p class="hint">{&self.hint}</p>
                }
                <p class="sr" aria-live="polite">{&self.spoken.caption}</p>
            </div>
        }
    }

    /// The deed that ends what nothing else can: beside the caption, on a phone the first of the row under the player.
    pub(super) fn way_out(&self, ctx: &Context<ConceptPage>) -> Html {
        let Some((words, act)) = self.rescue.clone() else { return Html::default() };
        html! {
            <button class="btn rescue" data-testid="rescue" onclick={ctx.link().callback(move |_| Msg::Act(act.clone()))}>{words}</button>
        }
    }

    fn tabs(&self, ctx: &Context<ConceptPage>) -> Html {
        let tab = |tab: Tab, word: &'static str| {
            let on = self.tab == tab;
            html! {
                <button role="tab" aria-selected={if on { "true" } else { "false" }} class={classes!(on.then_some("on"))}
                    onclick={ctx.link().callback(move |_| Msg::Tab(tab))}>{word}</button>
            }
        };
        html! {
            <div class="handle">
                <button class="grab" aria-label={if self.sheet_up { "Lower the sheet" } else { "Raise the sheet" }}
                    onclick={ctx.link().callback(|_| Msg::Sheet)}>
                    <svg width="14" height="9" viewBox="0 0 14 9" aria-hidden="true"><path d="M1.5 7.5L7 2L12.5 7.5" /></svg>
                </button>
                <div class="tabs" role="tablist">
                    {tab(Tab::Controls, "Controls")}{tab(Tab::Charts, "Charts")}{tab(Tab::Lesson, if self.entry.lesson.is_some() { "Lesson" } else { "Story" })}
                    if !self.entry.predictions.is_empty() { {tab(Tab::Predict, "Predict")} }
                </div>
            </div>
        }
    }

    fn keys(&self, ctx: &Context<ConceptPage>) -> Html {
        let actions = self.entry.actions.iter().filter_map(|decl| {
            decl.key.map(|key| (key.to_ascii_uppercase(), format!("{}. {}", decl.label, decl.help)))
        });
        html! {
            <div class="veil" onclick={ctx.link().callback(|_| Msg::Help)}>
                <Dialog title="Keys to press" on_close={ctx.link().callback(|()| Msg::Help)}>
                    <dl class="keys">
                        { for keys::LIST.iter().map(|(key, words)| html! { <><dt><kbd>{*key}</kbd></dt><dd>{*words}</dd></> }) }
                        { for actions.map(|(key, words)| html! { <><dt><kbd>{key}</kbd></dt><dd>{words}</dd></> }) }
                    </dl>
                </Dialog>
            </div>
        }
    }
}

/// What drawings on the page share: the hatch past full.
fn defs() -> Html {
    html! {
        <svg class="defs" width="0" height="0" aria-hidden="true"><defs>
            <pattern id="hatch-full" width="5" height="8" patternUnits="userSpaceOnUse" patternTransform="translate(0 7)">
                <path d="M.5 7l5 -6M-4.5 7l5 -6" stroke="var(--lost)" stroke-width="1.25" stroke-linecap="round" />
            </pattern>
        </defs></svg>
    }
}

/// A dialog that takes the focus, keeps it, and gives it back.
#[derive(Properties, Clone, PartialEq)]
pub struct DialogProps {
    /// Title.
    pub title: AttrValue,
    /// Closed.
    pub on_close: Callback<()>,
    /// What it says.
    pub children: Html,
}

/// See [`DialogProps`].
pub struct Dialog {
    frame: NodeRef,
    node: NodeRef,
    before: Option<web_sys::HtmlElement>,
}

impl Component for Dialog {
    type Message = ();
    type Properties = DialogProps;

    fn create(_: &Context<Self>) -> Self {
        Self { frame: NodeRef::default(), node: NodeRef::default(), before: crate::web::dom::focused() }
    }

    fn rendered(&mut self, _: &Context<Self>, first: bool) {
        if let Some(button) = self.node.cast::<web_sys::HtmlElement>().filter(|_| first) {
            let _ = button.focus();
            // The button is at the end; on a phone the dialog would begin there.
            if let Some(frame) = self.frame.cast::<web_sys::Element>() {
                frame.set_scroll_top(0);
            }
        }
    }

    fn destroy(&mut self, _: &Context<Self>) {
        if let Some(before) = self.before.take() {
            let _ = before.focus();
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let close = props.on_close.clone();
        let node = self.frame.clone();
        let keep = Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Tab"
                && let Some(frame) = node.cast::<web_sys::Element>()
                && crate::web::dom::turn_focus(&frame, event.shift_key())
            {
                event.prevent_default();
            }
        });
        html! {
            <div class="dialog" ref={self.frame.clone()} role="dialog" aria-modal="true" aria-label={props.title.clone()} onkeydown={keep}
                onclick={Callback::from(|event: MouseEvent| event.stop_propagation())}>
                <h2>{&props.title}</h2>
                {props.children.clone()}
                <button class="btn" ref={self.node.clone()} onclick={move |_| close.emit(())}>{"Close"}</button>
            </div>
        }
    }
}
