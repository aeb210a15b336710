//! Recorded requests: read from many formats, keys made dense, packed into about two bytes a request.

mod intern;
mod line;
mod packed;
mod profile;
mod read;

pub use intern::Interner;
pub use packed::{Chunk, Decoder, Packed, Unpack};
pub use profile::{Profile, Zipf, working_set};
pub use read::{Broken, Columns, Format, LeftOut, Reader};
