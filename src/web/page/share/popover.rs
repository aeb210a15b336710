//! The popover under "Share": the link, its QR code, the picture at this moment, and the way to the rest.

use super::{Shot, save};
use crate::concept::grouped;
use crate::scene::qr::{self, Qr};
use crate::web::dom;
use crate::web::page::away;
use crate::web::page::view::Dialog;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

/// What the popover shows.
#[derive(Properties, Clone, PartialEq)]
pub struct PopoverProps {
    /// What is shared.
    pub shot: Rc<Shot>,
    /// Whether the clipboard took the link, once that is known.
    pub copied: Option<bool>,
    /// It is to be closed.
    pub on_close: Callback<()>,
    /// Films, numbers and words are asked for.
    pub on_export: Callback<()>,
}

/// What happens in it.
pub enum Msg {
    /// The QR code is made large, or small again.
    Large(bool),
    /// A PNG of so many pixels for each CSS pixel.
    Png(u32),
    /// An SVG.
    Svg,
    /// The browser made no picture.
    Failed,
    /// On to the rest.
    Export,
}

/// See [`PopoverProps`].
pub struct SharePopover {
    code: Option<Qr>,
    large: bool,
    failed: bool,
    field: NodeRef,
    /// What had the focus before, to give it back.
    before: Option<HtmlElement>,
}

impl Component for SharePopover {
    type Message = Msg;
    type Properties = PopoverProps;

    fn create(ctx: &Context<Self>) -> Self {
        Self {
            code: Qr::of(&ctx.props().shot.link),
            large: false,
            failed: false,
            field: NodeRef::default(),
            before: dom::focused(),
        }
    }

    fn rendered(&mut self, _: &Context<Self>, first: bool) {
        if let Some(field) = self.field.cast::<HtmlElement>().filter(|_| first) {
            let _ = field.focus();
        }
    }

    fn destroy(&mut self, _: &Context<Self>) {
        // Whoever has moved the focus elsewhere meanwhile keeps it.
        let inside = dom::focused().is_none_or(|focused| {
            focused.tag_name() == "BODY" || focused.closest(".sharing").is_ok_and(|found| found.is_some())
        });
        if let Some(before) = self.before.take().filter(|_| inside) {
            let _ = before.focus();
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let shot = &ctx.props().shot;
        match msg {
            Msg::Large(large) => self.large = large,
            Msg::Png(scale) => {
                let link = ctx.link().clone();
                save::png(shot, scale, move || link.send_message(Msg::Failed));
            }
            Msg::Svg => save::svg(shot),
            Msg::Failed => self.failed = true,
            Msg::Export => {
                // The dialog that comes gives the focus back to where it was before both.
                if let Some(before) = self.before.take() {
                    let _ = before.focus();
                }
                ctx.props().on_export.emit(());
                return false;
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let (props, link) = (ctx.props(), ctx.link());
        let select = Callback::from(|event: FocusEvent| {
            if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
                input.select();
                input.set_scroll_left(0);
            }
        });
        let close = props.on_close.clone();
        let png = |scale: u32, words: &'static str| {
            html! {
                <button class="chip" data-testid={format!("png-{scale}")} aria-label={format!("PNG, {scale} times the size")}
                    onclick={link.callback(move |_| Msg::Png(scale))}>{words}</button>
            }
        };
        html! {
            <div class="popover sharing" role="dialog" aria-label="Share" data-testid="sharing">
                <p role="status">{match props.copied {
                    Some(true) => "The link is copied. It opens this moment, with all that was done.",
                    Some(false) => "Copy this link. It opens this moment, with all that was done.",
                    None => "",
                }}</p>
                <input type="text" readonly=true ref={self.field.clone()} value={props.shot.link.clone()} onfocus={select}
                    aria-label="Link" data-testid="link" />
                if let Some(code) = &self.code {
                    <button class="qr" aria-label="QR code of the link; press to enlarge" data-testid="qr"
                        onclick={link.callback(|_| Msg::Large(true))}>{drawn(code)}</button>
                } else {
                    <p class="i2" data-testid="qr-none">{format!(
                        "For a QR code this link is too long: it has {} letters, and a code holds {}.",
                        grouped(props.shot.link.len() as u64), grouped(qr::BYTES_MAX as u64)
                    )}</p>
                }
                <div class="takes">
                    <span>{format!("Picture at {}", props.shot.moment())}</span>
                    {png(1, "PNG")}{png(2, "2×")}{png(4, "4×")}
                    <button class="chip" data-testid="svg" onclick={link.callback(|_| Msg::Svg)}>{"SVG"}</button>
                </div>
                {away::elsewhere(&props.shot.link)}
                if self.failed { <p role="status">{"This browser has no memory for a picture of this size."}</p> }
                <div class="ends">
                    <button class="btn" data-testid="export-open" onclick={link.callback(|_| Msg::Export)}>{"Film, numbers, words"}</button>
                    <button class="btn o" onclick={move |_| close.emit(())}>{"Close"}</button>
                </div>
                if let (true, Some(code)) = (self.large, &self.code) {
                    {Self::large(ctx, code)}
                }
            </div>
        }
    }
}

impl SharePopover {
    fn large(ctx: &Context<Self>, code: &Qr) -> Html {
        let link = ctx.link();
        let escape = link.batch_callback(|event: KeyboardEvent| {
            (event.key() == "Escape").then(|| {
                // The page would close everything.
                event.prevent_default();
                Msg::Large(false)
            })
        });
        html! {
            <div class="veil large-qr" data-testid="qr-large" onclick={link.callback(|_| Msg::Large(false))} onkeydown={escape}>
                <Dialog title="Scan to open this moment" on_close={link.callback(|()| Msg::Large(false))}>
                    <div class="qr">{drawn(code)}</div>
                </Dialog>
            </div>
        }
    }
}

fn drawn(code: &Qr) -> Html {
    html! {
        <svg viewBox={format!("0 0 {0} {0}", code.side)} shape-rendering="crispEdges" role="img" aria-label="QR code of the link">
            <path fill="#fff" d={format!("M0 0h{0}v{0}h-{0}z", code.side)} />
            <path fill="#000" d={code.path.clone()} />
        </svg>
    }
}
