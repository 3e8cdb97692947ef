//! Lists from the offices, read and checked as a whole before anything changes.
//!
//! Every reader takes the bytes of a file and answers either all its rows or all its problems: somebody who typed two
//! hundred lines wants to hear of all the slips at once. Nothing is written here, and no row is half resolved: where
//! the caller passes what is [`known`], codes become ids or problems. Things that are created by the same file have no
//! id yet and are named by their place in the answer.
//!
//! [`table`] turns CSV and XLSX into one shape; one file for each subject says what its columns mean.

pub mod boundaries;
pub mod departments;
pub mod known;
pub mod people;
pub mod problem;
pub mod programme;
mod row;
pub mod subjects;
pub mod table;
pub mod units;
pub mod visits;
mod workbook;
pub mod xlsform;

pub use known::Known;
pub use problem::RowProblem;

/// A thing that a row names: one that is there already, or another row of the same file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Named<Id> {
    /// One that is there.
    Known(Id),
    /// The row at this place in the answer, counted from 0.
    Row(usize),
}

#[cfg(test)]
mod tests;
