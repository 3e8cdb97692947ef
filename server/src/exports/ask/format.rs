//! Kinds of files.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[schema(as = ExportFormat)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A table of text for any program: UTF-8 with a byte order mark, by which Excel knows it.
    Csv,
    /// A workbook for Excel.
    Xlsx,
    /// Places for maps, as text.
    Geojson,
    /// Places for maps, as a layer that QGIS opens with its colours.
    Gpkg,
    /// A document for Word.
    Docx,
    /// A document as printed pages.
    Pdf,
    /// A package of files, stored and not compressed.
    Zip,
}

impl Format {
    /// The ending of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Geojson => "geojson",
            Self::Gpkg => "gpkg",
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Zip => "zip",
        }
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Geojson => "application/geo+json",
            Self::Gpkg => "application/geopackage+sqlite3",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pdf => "application/pdf",
            Self::Zip => "application/zip",
        }
    }
}
