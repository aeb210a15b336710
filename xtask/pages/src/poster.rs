//! The figure before the program starts: the concept's first preset at its moment, as SVG in the page's colours.
//!
//! Two drawings, for wide and for narrow screens; the style sheet shows one. It is also what stays without scripts.

use crate::content::escape;
use kneepoint::concept::{Entry, Layout, Run, View};
use kneepoint::link;
use kneepoint::scene::Picture;
use kneepoint::scene::svg::{Ground, Svg};

/// Width and height in CSS pixels of the scene on a desk and on a phone.
const WIDE: (f32, f32) = (1040.0, 400.0);
const TALL: (f32, f32) = (390.0, 432.0);

/// Both drawings with their caption.
pub fn of(entry: &'static Entry) -> Result<String, String> {
    let fragment = entry.presets.first().map_or("", |preset| preset.link);
    let id = entry.about.id;
    let opened = link::decode(fragment, entry);
    if let Some(complaint) = opened.complaints.first() {
        return Err(format!("The first preset of {id} does not open: {complaint}"));
    }
    let run = (entry.open)(&opened.state).map_err(|bad| format!("The first preset of {id} does not open: {bad}"))?;
    let words = run.describe();
    let title = entry.about.title;
    let draw = |class, layout, size, id| {
        let svg = Svg { theme: None, ground: Ground::OnPaper, title, desc: &words.whole, fonts: "", id };
        format!("<div class=\"poster-{class}\">{}</div>", svg.write(&picture(run.as_ref(), layout, size)))
    };
    let wide = draw("wide", Layout::Wide, WIDE, "pw");
    let tall = draw("tall", Layout::Tall, TALL, "pt");
    let caption = format!("<b>{}</b> {}", escape(&words.lead), escape(&words.caption));
    Ok(format!("<figure class=\"poster\">{wide}{tall}<figcaption>{caption}</figcaption></figure>"))
}

fn picture(run: &dyn Run, layout: Layout, (width, height): (f32, f32)) -> Picture {
    let mut picture = Picture::new(width, height);
    run.draw(&View::new(width, height, layout), &mut picture);
    picture
}

#[cfg(test)]
mod tests {
    use super::*;
    use kneepoint::concepts;

    #[test]
    fn every_concept_has_two_drawings_and_a_caption() {
        for entry in concepts::all() {
            let poster = of(entry).unwrap();
            assert_eq!(poster.matches("<svg").count(), 2);
            assert!(poster.contains("var(--") && !poster.contains("<figcaption><b></b> </figcaption>"));
        }
    }
}
