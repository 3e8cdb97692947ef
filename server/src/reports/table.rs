//! A table of rows, before it is known which kind of file it becomes.

use mobile_sync_protocol::time::{Date, OffsetTime};

use super::ReportError;

/// What a table is called and what its columns hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The name of the sheet, layer or file: short, without `: \ / ? * [ ]`.
    pub name: String,
    /// At the right above the title, such as `Biểu số 03`. Sheets alone show it.
    pub form: Option<String>,
    /// Who made it, at the left above the title, a line each. Sheets alone show it.
    pub issuer: Vec<String>,
    /// The title above the rows. Empty: the header stands in the first row, as programs like it.
    pub title: String,
    /// Below the title, in italics: the period, or the document that it belongs to.
    pub subtitle: Option<String>,
    /// At the right above the header, in italics: `Đơn vị tính: triệu đồng`.
    pub unit: Option<String>,
    /// From left to right.
    pub columns: Vec<Column>,
    /// Whether a row with (1), (2), … stands below the header, as statistical forms have it.
    pub numbered: bool,
    /// Whether a sheet offers filters over the columns.
    pub filter: bool,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name for programs: lower-case letters, digits and `_`.
    pub key: String,
    /// Its name for people.
    pub title: String,
    /// A title over this column and its neighbours of the same group: `Trong đó`.
    pub group: Option<String>,
    /// What its cells hold.
    pub kind: Kind,
    /// Its width in a sheet, in characters.
    pub width: f64,
}

impl Column {
    /// A column that belongs to no group.
    pub fn new(key: impl Into<String>, title: impl Into<String>, kind: Kind, width: f64) -> Self {
        Self { key: key.into(), title: title.into(), group: None, kind, width }
    }

    /// Columns that belong to no group: key, title, kind and width of each.
    pub fn list<const N: usize>(columns: [(&str, &str, Kind, f64); N]) -> Vec<Self> {
        columns.into_iter().map(|(key, title, kind, width)| Self::new(key, title, kind, width)).collect()
    }
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Numbers with so many decimals; none are whole numbers.
    Number {
        /// Decimals that people see.
        decimals: u8,
    },
    /// Days.
    Date,
    /// Moments.
    Time,
    /// Words that lead somewhere.
    Link,
}

/// A cell. One of another kind than its column is written as what it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Date(Date),
    /// A moment with the offset of where it was read.
    Time(OffsetTime),
    /// Words that lead somewhere.
    Link {
        /// The words.
        text: String,
        /// Where they lead.
        url: String,
    },
    /// To be filled in by a person, and marked so where a file can do so.
    ToFill,
}

impl Cell {
    /// Words, or nothing.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Words where there are some.
    pub fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }

    /// A whole number. Beyond 2⁵³ it is no longer exact.
    pub fn count(count: impl TryInto<i64>) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵³")]
        count.try_into().map_or(Self::Empty, |count: i64| Self::Number(count as f64))
    }
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// As many cells as the table has columns.
    pub cells: Vec<Cell>,
    /// In bold letters, as totals are.
    pub strong: bool,
}

impl From<Vec<Cell>> for Row {
    fn from(cells: Vec<Cell>) -> Self {
        Self { cells, strong: false }
    }
}

impl Table {
    /// Refuses a row that has more or fewer cells than there are columns: it would be read as another.
    pub(super) fn check(&self, row: &Row) -> Result<(), ReportError> {
        if row.cells.len() == self.columns.len() {
            return Ok(());
        }
        let (cells, columns) = (row.cells.len(), self.columns.len());
        Err(ReportError::Shape(format!("{}: a row has {cells} cells for {columns} columns", self.name)))
    }
}

/// A number for programs: a decimal point, the decimals of its column.
pub(super) fn plain_number(number: f64, kind: Kind) -> String {
    match kind {
        _ if !number.is_finite() => String::new(),
        Kind::Number { decimals } => format!("{number:.*}", usize::from(decimals)),
        _ => number.to_string(),
    }
}
