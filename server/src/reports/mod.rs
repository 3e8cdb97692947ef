//! Reports, minutes, notices and tables as files that officials open: bytes out of data.
//!
//! Nothing here reads a store, a network or a clock. Whoever writes a file hands in its rows, blocks and pictures one
//! after another, so that a file of any length takes the memory of its largest part:
//!
//! - [`document`] is a document by Decree 30/2020/NĐ-CP, whatever it is written as; [`docx`] and [`pdf`] write it.
//! - [`table`] is a table of rows; [`xlsx`], [`csv`], [`geojson`] and [`geopackage`] write it.
//! - [`odata`] says what a program that reads tables asks for, and answers it.

pub mod csv;
pub mod document;
pub mod docx;
mod fonts;
pub mod geojson;
pub mod geopackage;
mod grid;
mod jpeg;
pub mod odata;
mod page;
pub mod pdf;
pub mod sketch;
pub mod table;
#[cfg(test)]
mod tests;
mod text;
pub mod vietnamese;
pub mod xlsx;

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The place that it is written to, or where rows and pictures come from, failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The package of a document failed.
    #[error("the document's package: {0}")]
    Package(#[from] zip::result::ZipError),
    /// The workbook failed.
    #[error("the workbook: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The map layers failed.
    #[error("the map layers: {0}")]
    Layers(#[from] rusqlite::Error),
    /// The fonts in the binary cannot be read.
    #[error("the fonts in this program cannot be read: {0}")]
    Fonts(String),
    /// What was handed in makes no file.
    #[error("{0}")]
    Shape(String),
}
