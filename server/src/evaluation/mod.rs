//! Evaluations (báo cáo giám sát, đánh giá): pure rules. What a form asks, where an evaluation stands and who may move
//! it, a finding as it stood when it was attached, what differs between two levels, and the figures that inspections
//! can support. Nothing here reads a store or a clock.

pub mod attach;
pub mod differ;
pub mod figures;
pub mod form;
pub mod head;
pub mod parts;
pub mod state;
pub mod table;
