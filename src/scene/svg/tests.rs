use super::*;
use crate::scene::picture::{Align, Dash, Fill, Stroke, Type, pt};

fn sample() -> Picture {
    let mut picture = Picture::new(100.0, 40.0);
    picture.line(pt(0.0, 20.0), pt(100.0, 20.0), Stroke::new(Ink::Wire, 1.25));
    picture.line(pt(0.0, 2.0), pt(100.0, 2.0), Stroke::new(Ink::Wire, 1.25).dash(Dash::Theory));
    picture.punch(pt(50.0, 20.0), 6.0);
    picture.circle(pt(50.0, 20.0), 5.0, Fill::None, Some(Stroke::new(Ink::Wait, 2.0)));
    picture.rect(pt(70.0, 10.0), 8.0, 8.0, 0.0, Fill::Textured(Texture::Hatch, Ink::Ink, 1.0), None);
    picture.text(pt(4.0, 36.0), Type::Label, Ink::LostText, Align::Start, "2 < 3 & \"4\"");
    picture
}

#[test]
fn a_file_has_name_size_and_colours() {
    let svg = Svg { title: "A <wire>", desc: "One bead waits.", ..Svg::default() }.write(&sample());
    assert!(svg.starts_with(r#"<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40" viewBox="0 0 100 40""#));
    assert!(svg.contains("<title id=\"kt\">A &lt;wire&gt;</title><desc id=\"kd\">One bead waits.</desc>"));
    assert!(svg.contains("2 &lt; 3 &amp; &quot;4&quot;"));
    assert!(svg.contains(Theme::Light.hex(Ink::Wire)) && !svg.contains("var("));
    assert!(svg.contains(r#"stroke-dasharray="5 4""#));
    assert_eq!(svg.matches("<mask").count(), 0);
}

#[test]
fn a_piece_of_a_page_uses_its_colours_and_cuts_holes() {
    let svg = Svg { theme: None, ground: Ground::Clear, id: "a", ..Svg::default() }.write(&sample());
    assert!(svg.contains("var(--wire)") && !svg.contains(Theme::Light.hex(Ink::Wire)));
    assert!(svg.contains(r#"aria-hidden="true""#));
    // Only the wire under the bead is masked, and by one punch.
    assert_eq!(svg.matches("<mask").count(), 1);
    assert_eq!(svg.matches(r#"<g mask="url(#am0)">"#).count(), 1);
    assert!(!svg.contains("var(--paper)"), "nothing is painted in paper on an unknown ground");
}

#[test]
fn numbers_are_short_and_never_broken() {
    let written = |x: f32| Num(x).to_string();
    assert_eq!(written(1.0), "1");
    assert_eq!(written(-0.001), "0");
    assert_eq!(written(-1.5), "-1.5");
    assert_eq!(written(2.049), "2.05");
    assert_eq!(written(-0.05), "-0.05");
    assert_eq!(written(f32::NAN), "0");
    assert_eq!(written(f32::INFINITY), "0");
}

#[test]
fn projector_strokes_are_heavier() {
    let svg = Svg { theme: Some(Theme::Projector), ..Svg::default() }.write(&sample());
    assert!(svg.contains(r#"stroke-width="1.69""#), "{svg}");
}
