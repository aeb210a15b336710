//! Tests of what needs the whole.

mod golden;
mod registry;
mod theory;
mod tidy;
mod timeline;
