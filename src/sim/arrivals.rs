//! arrivals.
