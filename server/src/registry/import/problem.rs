//! What is wrong with a file, where, and in words that its author can act on.

use std::fmt;

use mobile_sync_protocol::text::Text;
use serde::Serialize;
use utoipa::ToSchema;

/// One thing that is wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RowProblem {
    /// The sheet of a workbook; `features` for GeoJSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The line as a person counts it, the header being 1; the number of the feature in GeoJSON; 0 for the whole file.
    pub row: u32,
    /// The column or property.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What is wrong.
    pub message: Text,
}

impl fmt::Display for RowProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(sheet) = &self.sheet {
            write!(out, "trang {sheet}, ")?;
        }
        if self.row == 0 {
            write!(out, "tệp")?;
        } else {
            write!(out, "dòng {}", self.row)?;
        }
        if let Some(column) = &self.column {
            write!(out, ", cột {column}")?;
        }
        write!(out, ": {}", self.message.vi)
    }
}

/// The problems of a file as they are found.
#[derive(Debug, Default)]
pub(super) struct Problems {
    sheet: Option<String>,
    found: Vec<RowProblem>,
}

impl Problems {
    pub(super) fn in_sheet(sheet: Option<&str>) -> Self {
        Self { sheet: sheet.map(str::to_owned), found: Vec::new() }
    }

    /// Notes a problem, said in Vietnamese and in English.
    pub(super) fn add(&mut self, row: u32, column: Option<&str>, vi: impl Into<String>, en: impl Into<String>) {
        self.say(row, column, Text::new(vi, en));
    }

    pub(super) fn say(&mut self, row: u32, column: Option<&str>, message: Text) {
        let problem = RowProblem { sheet: self.sheet.clone(), row, column: column.map(str::to_owned), message };
        self.found.push(problem);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many there are so far; more later means that something between was wrong.
    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    /// The rows where nothing is wrong, else the problems from the top of the file down.
    pub(super) fn or<T>(mut self, rows: T) -> Result<T, Vec<RowProblem>> {
        if self.found.is_empty() {
            return Ok(rows);
        }
        self.found.sort_by_key(|problem| problem.row);
        Err(self.found)
    }
}

/// A problem of the whole file.
pub(super) fn whole_file(sheet: Option<&str>, vi: impl Into<String>, en: impl Into<String>) -> Vec<RowProblem> {
    vec![RowProblem { sheet: sheet.map(str::to_owned), row: 0, column: None, message: Text::new(vi, en) }]
}

/// What a cell holds, short enough to be repeated in a message.
pub(super) fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("“{short}”")
}
