use super::super::RateLimiting;
use super::*;
use crate::concept::{Concept as _, Layout, Sweep, View};
use crate::link;
use crate::scene::Picture;

#[test]
fn every_chart_is_drawn_and_told_as_a_table_at_any_size() {
    for preset in RateLimiting::PRESETS {
        let decoded = link::decode(preset.link, RateLimiting::entry());
        let run = (RateLimiting::entry().open)(&decoded.state).unwrap();
        let params = crate::param::ParamSet::from_values(&run.values());
        let sweep = Sweep::new(RateLimiting::sweep(&params));
        for (index, panel) in PANELS.iter().enumerate() {
            if panel.text {
                assert!(run.panel_text(index, None).rows.len() > 8, "{} {}", preset.id, panel.id);
                continue;
            }
            for (w, h) in [(1040.0, 270.0), (336.0, 230.0), (328.0, 300.0)] {
                let mut picture = Picture::new(w, h);
                let head = run.draw_panel(index, &View::new(w, h, Layout::Wide), Some(&sweep), &mut picture);
                assert!(!head.is_empty() && picture.shapes.len() > 2, "{} {}", preset.id, panel.id);
            }
            let table = run.panel_table(index, Some(&sweep));
            assert!(!table.head.is_empty() && !table.rows.is_empty(), "{} {}", preset.id, panel.id);
        }
    }
}
