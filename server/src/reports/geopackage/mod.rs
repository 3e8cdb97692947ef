//! Tables with places as a `GeoPackage` (OGC 12-128r18, version 1.3): what QGIS and GDAL open as it is, with an index over
//! places and with the colours of each layer. Longitude and latitude of WGS 84 (EPSG:4326).

mod blob;
mod schema;
mod style;

use std::path::Path;

use mobile_sync_protocol::time::Timestamp;
use rusqlite::{Connection, ToSql, params_from_iter, types::Value};

pub use self::style::{Colours, Style};
use super::{
    ReportError, geojson,
    geojson::Geometry,
    table::{Cell, Kind, Row, Table},
    text,
};

/// What a layer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeometryKind {
    /// Places.
    Point,
    /// Areas.
    MultiPolygon,
}

impl GeometryKind {
    fn name(self) -> &'static str {
        match self {
            Self::Point => "POINT",
            Self::MultiPolygon => "MULTIPOLYGON",
        }
    }

    fn holds(self, geometry: &Geometry) -> bool {
        matches!((self, geometry), (Self::Point, Geometry::Point(_)) | (Self::MultiPolygon, Geometry::MultiPolygon(_)))
    }
}

/// A layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Its name and its columns. The keys become the names of columns.
    pub table: Table,
    /// What it holds.
    pub kind: GeometryKind,
    /// How QGIS draws it.
    pub style: Style,
}

/// Writes a file: [`Writer::layer`], its features, the next layer.
pub struct Writer {
    file: Connection,
    at: String,
    layer: Option<Open>,
    names: Vec<String>,
}

/// The layer that is being written.
struct Open {
    layer: Layer,
    name: String,
    insert: String,
    index: String,
    bounds: Option<blob::Bounds>,
}

impl Writer {
    /// Makes the file, which must not be there; `at` is when its content was current.
    pub fn create(path: &Path, at: Timestamp) -> Result<Self, ReportError> {
        drop(std::fs::OpenOptions::new().write(true).create_new(true).open(path)?);
        let file = Connection::open(path)?;
        // Nobody reads the file before it is whole, and whoever loses it writes it again.
        file.execute_batch(
            "PRAGMA application_id = 1196444487; PRAGMA user_version = 10300; PRAGMA page_size = 4096;
             PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;",
        )?;
        file.execute_batch(schema::TABLES)?;
        Ok(Self { file, at: at.to_string(), layer: None, names: Vec::new() })
    }

    /// Begins a layer.
    pub fn layer(&mut self, layer: Layer) -> Result<(), ReportError> {
        self.close()?;
        let name = schema::identifier(&layer.table.name);
        if self.names.contains(&name) || name.is_empty() {
            return Err(ReportError::Shape(format!("{name:?}: a layer needs a name of its own")));
        }
        let keys: Vec<String> = layer.table.columns.iter().map(|column| schema::identifier(&column.key)).collect();
        let taken = |key: &String| key.is_empty() || key == "fid" || key == "geom";
        if keys.iter().enumerate().any(|(at, key)| taken(key) || keys.iter().skip(at + 1).any(|other| other == key)) {
            return Err(ReportError::Shape(format!(
                "{name}: columns need names of their own, other than fid and geom"
            )));
        }
        let kinds: Vec<&str> = layer.table.columns.iter().map(|column| sql_type(column.kind)).collect();
        self.file.execute_batch(&schema::layer(&name, layer.kind.name(), &keys, &kinds))?;
        for (key, column) in keys.iter().zip(&layer.table.columns) {
            let title = text::line(&column.title);
            self.file.execute(schema::DATA_COLUMN, [name.as_str(), key.as_str(), title.as_str()])?;
        }
        let insert = schema::insert(&name, &keys);
        let index = schema::insert_index(&name);
        self.names.push(name.clone());
        self.layer = Some(Open { layer, name, insert, index, bounds: None });
        Ok(())
    }

    /// Writes a feature of the layer that was begun last.
    pub fn feature(&mut self, geometry: Option<&Geometry>, row: &Row) -> Result<(), ReportError> {
        let Some(open) = &mut self.layer else {
            return Err(ReportError::Shape("a feature comes before its layer".into()));
        };
        open.layer.table.check(row)?;
        if geometry.is_some_and(|geometry| !open.layer.kind.holds(geometry)) {
            return Err(ReportError::Shape(format!("{}: a feature is no {}", open.name, open.layer.kind.name())));
        }
        let blob = geometry.and_then(blob::encoded);
        let bounds = blob.as_ref().map(|(_, bounds)| *bounds);
        let place = blob.map_or(Value::Null, |(bytes, _)| Value::Blob(bytes));
        let columns = open.layer.table.columns.iter();
        let cells = row.cells.iter().zip(columns).map(|(cell, column)| value(cell, column.kind));
        let values: Vec<Value> = std::iter::once(place).chain(cells).collect();
        self.file.prepare_cached(&open.insert)?.execute(params_from_iter(values))?;
        if let Some(bounds) = bounds {
            let id = self.file.last_insert_rowid();
            let parameters: [&dyn ToSql; 5] = [&id, &bounds.west, &bounds.east, &bounds.south, &bounds.north];
            self.file.prepare_cached(&open.index)?.execute(parameters)?;
            open.bounds = Some(open.bounds.map_or(bounds, |all| all.with(bounds)));
        }
        Ok(())
    }

    /// Ends the file.
    pub fn finish(mut self) -> Result<(), ReportError> {
        self.close()?;
        self.file.execute_batch("COMMIT; PRAGMA optimize;")?;
        self.file.close().map_err(|(_, error)| ReportError::Layers(error))
    }

    /// Says where the layer lies and how it looks, and keeps its index true from now on.
    fn close(&mut self) -> Result<(), ReportError> {
        let Some(open) = self.layer.take() else { return Ok(()) };
        let title = if open.layer.table.title.is_empty() { &open.name } else { &open.layer.table.title };
        let title = text::line(title);
        let bounds = open.bounds.map(|bounds| [bounds.west, bounds.south, bounds.east, bounds.north]);
        let side = |at: usize| bounds.and_then(|bounds| bounds.get(at).copied());
        let parameters: [&dyn ToSql; 7] = [&open.name, &title, &self.at, &side(0), &side(1), &side(2), &side(3)];
        self.file.execute(schema::CONTENTS, parameters)?;
        self.file.execute(schema::GEOMETRY_COLUMN, [open.name.as_str(), open.layer.kind.name()])?;
        self.file.execute(schema::EXTENSION, [open.name.as_str()])?;
        let qml = style::qml(&open.layer.style, open.layer.kind);
        self.file.execute(schema::LAYER_STYLE, [open.name.as_str(), title.as_str(), qml.as_str(), self.at.as_str()])?;
        self.file.execute_batch(&schema::triggers(&open.name))?;
        Ok(())
    }
}

fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Link => "TEXT",
        Kind::Number { decimals: 0 } => "INTEGER",
        Kind::Number { .. } => "REAL",
        Kind::Date => "DATE",
        Kind::Time => "DATETIME",
    }
}

/// A cell in the column's type; a moment is UTC, as the standard has it.
fn value(cell: &Cell, kind: Kind) -> Value {
    match cell {
        Cell::Empty | Cell::ToFill => Value::Null,
        Cell::Text(words) => Value::Text(text::clean(words).into_owned()),
        Cell::Number(number) => match geojson::whole(*number) {
            _ if !number.is_finite() => Value::Null,
            Some(whole) if kind == (Kind::Number { decimals: 0 }) => Value::Integer(whole),
            _ => Value::Real(*number),
        },
        Cell::Date(date) => Value::Text(date.to_string()),
        Cell::Time(time) => Value::Text(time.at.to_string()),
        Cell::Link { url, .. } => Value::Text(url.clone()),
    }
}
