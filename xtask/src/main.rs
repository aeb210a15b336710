//! Set-up, serve, test and dist.

fn main() {}
