//! The simulation core: virtual time, random streams, the event queue, the timeline, statistics and closed forms.
//!
//! Nothing here knows a concept, a picture or a browser. Rules that hold throughout:
//! - time is an integer count of nanoseconds ([`Time`], [`Span`]);
//! - events are ordered by (time, sequence number) ([`Calendar`]);
//! - every purpose draws from a random stream of its own ([`Seed`], [`Stream`]), so that two policies under
//!   comparison see the same arrivals and the same demand for request *k*;
//! - transcendental functions come from `libm`.

pub mod arrivals;
pub mod calendar;
pub mod demand;
pub mod digest;
pub mod logs;
pub mod model;
pub mod order;
pub mod rng;
pub mod stats;
pub mod theory;
pub mod time;
pub mod timeline;
pub mod traffic;
pub mod wide;

pub use calendar::Calendar;
pub use digest::Digest;
pub use model::{Discard, Model, Sink};
pub use rng::{Dice, Keyed, Seed, Stream};
pub use time::{Span, Time};
pub use timeline::{Advance, Input, Timeline};
pub use wide::{product, product_of_half};
