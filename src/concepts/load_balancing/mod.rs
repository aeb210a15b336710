//! Load balancing: give each request to one server; keep the lines short.

pub mod model;
pub mod occurrence;
pub mod params;
pub mod recorder;
pub mod window;
