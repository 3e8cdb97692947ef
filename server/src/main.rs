//! `thucdia`: the command line.

fn main() {}
