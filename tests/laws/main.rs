//! Tests of what needs the whole.

mod cache_exact;
mod course;
mod german;
mod golden;
mod java;
mod lessons;
mod limit;
mod links;
mod miniature;
mod page_german;
mod place;
mod products;
mod registry;
mod script_words;
mod sources;
mod stops;
mod theory;
mod tidy;
mod timeline;
mod walk;
