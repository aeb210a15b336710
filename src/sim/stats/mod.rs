//! Statistics of a run: exact where integers suffice, never smoothed, in constant memory.
//!
//! Each of them is a plain value: it travels with a checkpoint, and a run that is stepped back shows the numbers of
//! that moment. A warm-up is cut by clearing them at its end ([`Histogram::clear`], [`TimeAverage::restart`], ...).

mod batch_means;
mod histogram;
mod moments;
mod time_average;
mod windowed_rate;

pub use batch_means::{BatchMeans, student_t_975};
pub use histogram::Histogram;
pub use moments::Moments;
pub use time_average::TimeAverage;
pub use windowed_rate::WindowedRate;
