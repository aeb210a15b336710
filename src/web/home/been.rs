//! Where the reader has been, kept in this browser alone, and what comes next in the course.

use crate::concept::Entry;
use crate::concepts;
use crate::web::dom;

/// Where it is kept.
const KEPT: &str = "kneepoint-been";

/// The ids of the concepts that were opened.
pub fn read() -> Vec<String> {
    dom::kept(KEPT)
        .map(|text| text.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect())
        .unwrap_or_default()
}

/// A concept was opened.
pub fn note(id: &str) {
    let mut all = read();
    if all.iter().all(|other| other != id) {
        all.push(id.to_owned());
        dom::keep(KEPT, &all.join(","));
    }
}

/// The first concept that was not opened and whose prerequisites were.
pub fn next(been: &[String]) -> Option<&'static Entry> {
    let seen = |id: &str| been.iter().any(|other| other == id);
    let mut open = concepts::all().iter().copied().filter(|entry| !seen(entry.about.id));
    open.find(|entry| entry.about.needs.iter().all(|need| seen(need)))
}

/// The titles of what comes before a concept: "after Rate limiting"; empty if nothing does.
pub fn after(entry: &Entry) -> String {
    let titles = entry.about.needs.iter().filter_map(|id| concepts::find(id)).map(|entry| entry.about.title);
    let titles: Vec<_> = titles.collect();
    if titles.is_empty() { String::new() } else { format!("after {}", titles.join(" and ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_course_goes_through_everything_in_order() {
        let mut been: Vec<String> = Vec::new();
        while let Some(entry) = next(&been) {
            assert!(entry.about.needs.iter().all(|need| been.iter().any(|id| id == need)));
            been.push(entry.about.id.to_owned());
        }
        assert_eq!(been.len(), concepts::all().len());
    }
}
