//! Registers: records, answers, photos, findings and subjects as rows, a page at a time, whatever kind of file they
//! become.

mod answers;
mod context;
mod findings;
mod pages;
mod photos;
mod records;
mod subjects;
mod units;
pub(super) mod words;

use serde_json::Value;

pub use self::{
    answers::Answers, context::Context, findings::Findings, pages::RecordPages, photos::Photos, records::Records,
    subjects::Subjects, units::Units,
};
pub(super) use self::{
    pages::PagedRecord,
    photos::{ending, photo_path, photos},
    subjects::centre,
};
use super::MakeError;
use crate::reports::{
    geopackage::Style,
    sketch::Position,
    table::{Column, Row},
};

/// The offset at which moments are shown where nobody noted one: Việt Nam's.
pub(super) const OFFSET_S: i32 = 7 * 3600;

/// Colours of maps that most people who see colours otherwise tell apart (Okabe and Ito).
const GREEN: (u8, u8, u8) = (0, 158, 115);
const AMBER: (u8, u8, u8) = (230, 159, 0);
const RED: (u8, u8, u8) = (213, 94, 0);
const BLUE: (u8, u8, u8) = (0, 114, 178);

/// Rows of one register, in an order in which they can be gone on with.
pub trait Rows: Send {
    /// The columns, from left to right.
    fn columns() -> Vec<Column>;

    /// How a map shows the rows: by which column, in which colours.
    fn style(&self) -> Style;

    /// How many things there are, as rows are counted by [`Page::things`].
    fn total(&mut self) -> impl Future<Output = Result<i64, MakeError>> + Send;

    /// The next rows; `None` after the last.
    fn next(&mut self) -> impl Future<Output = Result<Option<Page>, MakeError>> + Send;

    /// Where the next page begins.
    fn position(&self) -> Value;

    /// Goes on from a position.
    ///
    /// # Errors
    /// Where it is none of this register's.
    fn go_on(&mut self, position: Value) -> Result<(), serde_json::Error>;
}

/// Some rows.
#[derive(Debug, Default)]
pub struct Page {
    /// Each with where it is on a map, where that is known.
    pub rows: Vec<(Row, Option<Position>)>,
    /// How many records, findings or subjects they are of.
    pub things: i64,
}
