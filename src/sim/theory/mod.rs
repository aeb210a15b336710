//! Closed forms of queueing theory.
