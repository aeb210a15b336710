//! Recorded requests: read from many formats, keys made dense, packed into about two bytes a request.

mod intern;
mod packed;
mod read;

pub use intern::Interner;
pub use packed::{Packed, Unpack};
pub use read::{Broken, Columns, Format, Reader};
