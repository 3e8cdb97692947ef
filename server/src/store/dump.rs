//! The whole store as lines of JSON that either database can read back: ids and bytes as text, one object a row.
//!
//! Rows leave in pages, in the order of their keys, all within one reading session and so of one instant. They come back
//! in the order of [`TABLES`]; what names a row of the same table is filled in when all of its rows are there.

use std::{collections::BTreeMap, fmt::Write as _};

use data_encoding::BASE64;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;
use sqlx::{QueryBuilder, Row as _, query_builder::Separated, types::Json};
use uuid::Uuid;

pub use super::tables::{Column, Kind, LEFT_OUT, TABLES, Table};
use super::{
    error::{Result, StoreError},
    session::{Session, Writer, on_conn},
};

/// One value of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Of a [`Kind::Id`].
    Id(Option<Uuid>),
    /// Of a [`Kind::Text`].
    Text(Option<String>),
    /// Of a [`Kind::Json`], as text.
    Json(Option<String>),
    /// Of a [`Kind::Integer`].
    Integer(Option<i64>),
    /// Of a [`Kind::Bool`].
    Bool(Option<bool>),
    /// Of a [`Kind::Bytes`].
    Bytes(Option<Vec<u8>>),
}

/// One row of one table.
#[derive(Clone, Debug)]
pub struct DumpRow {
    table: &'static Table,
    cells: Vec<Cell>,
}

/// A line that is no row of its table.
#[derive(Debug, thiserror::Error)]
#[error("{table}: {why}")]
pub struct NotARow {
    table: &'static str,
    why: String,
}

impl DumpRow {
    /// The row as one line of JSON, without its end.
    ///
    /// # Errors
    /// Where a column of JSON holds none.
    pub fn line(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|why| {
            StoreError::inconsistent(self.table.name, self.key(), format!("holds unreadable JSON: {why}"))
        })
    }

    /// Reads [`Self::line`] back.
    ///
    /// # Errors
    /// [`NotARow`] where a column is missing, unknown or of another kind.
    pub fn from_line(table: &'static Table, line: &str) -> std::result::Result<Self, NotARow> {
        let wrong = |why: String| NotARow { table: table.name, why };
        let mut members: BTreeMap<String, &RawValue> =
            serde_json::from_str(line).map_err(|why| wrong(why.to_string()))?;
        let mut cells = Vec::with_capacity(table.columns.len());
        for column in table.columns {
            let value = members.remove(column.name).ok_or_else(|| wrong(format!("{} is missing", column.name)))?;
            let cell = Cell::read(column.kind, value.get());
            cells.push(cell.ok_or_else(|| wrong(format!("{} is not of its kind", column.name)))?);
        }
        match members.into_keys().next() {
            Some(name) => Err(wrong(format!("{name} is unknown"))),
            None => Ok(Self { table, cells }),
        }
    }

    /// The values of the primary key, for people.
    pub fn key(&self) -> String {
        let mut text = String::new();
        for cell in self.cells.iter().take(self.table.key) {
            let separator = if text.is_empty() { "" } else { "/" };
            let _infallible = write!(text, "{separator}{cell}");
        }
        text
    }

    fn cell(&self, column: &str) -> Option<&Cell> {
        self.cells.get(self.table.position(column)?)
    }

    /// The value of a column of ids; `None` too where there is no such column.
    pub fn id(&self, column: &str) -> Option<Uuid> {
        if let Some(Cell::Id(id)) = self.cell(column) { *id } else { None }
    }

    /// The value of a column of text.
    pub fn text(&self, column: &str) -> Option<&str> {
        if let Some(Cell::Text(text) | Cell::Json(text)) = self.cell(column) { text.as_deref() } else { None }
    }

    /// The value of a column of whole numbers.
    pub fn integer(&self, column: &str) -> Option<i64> {
        if let Some(Cell::Integer(number)) = self.cell(column) { *number } else { None }
    }

    /// The value of a column of bytes.
    pub fn bytes(&self, column: &str) -> Option<&[u8]> {
        if let Some(Cell::Bytes(bytes)) = self.cell(column) { bytes.as_deref() } else { None }
    }
}

impl Serialize for DumpRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.cells.len()))?;
        for (column, cell) in self.table.columns.iter().zip(&self.cells) {
            map.serialize_key(column.name)?;
            match cell {
                Cell::Id(id) => map.serialize_value(id)?,
                Cell::Text(text) => map.serialize_value(text)?,
                Cell::Integer(number) => map.serialize_value(number)?,
                Cell::Bool(yes) => map.serialize_value(yes)?,
                Cell::Bytes(bytes) => map.serialize_value(&bytes.as_ref().map(|bytes| BASE64.encode(bytes)))?,
                // A line has no line ends; in JSON they are space between values and nothing else.
                Cell::Json(json) => match json.as_ref().map(|json| json.replace(['\n', '\r'], " ")) {
                    None => map.serialize_value(&())?,
                    Some(json) => {
                        let raw = RawValue::from_string(json).map_err(serde::ser::Error::custom)?;
                        map.serialize_value(&raw)?;
                    }
                },
            }
        }
        map.end()
    }
}

impl Cell {
    fn read(kind: Kind, json: &str) -> Option<Self> {
        Some(match kind {
            Kind::Id => Self::Id(serde_json::from_str(json).ok()?),
            Kind::Text => Self::Text(serde_json::from_str(json).ok()?),
            Kind::Json => Self::Json((json != "null").then(|| json.to_owned())),
            Kind::Integer => Self::Integer(serde_json::from_str(json).ok()?),
            Kind::Bool => Self::Bool(serde_json::from_str(json).ok()?),
            Kind::Bytes => {
                let text: Option<String> = serde_json::from_str(json).ok()?;
                Self::Bytes(match text {
                    None => None,
                    Some(text) => Some(BASE64.decode(text.as_bytes()).ok()?),
                })
            }
        })
    }

    fn nothing(kind: Kind) -> Self {
        match kind {
            Kind::Id => Self::Id(None),
            Kind::Text => Self::Text(None),
            Kind::Json => Self::Json(None),
            Kind::Integer => Self::Integer(None),
            Kind::Bool => Self::Bool(None),
            Kind::Bytes => Self::Bytes(None),
        }
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(Some(id)) => write!(out, "{id}"),
            Self::Text(Some(text)) | Self::Json(Some(text)) => out.write_str(text),
            Self::Integer(Some(number)) => write!(out, "{number}"),
            Self::Bool(Some(yes)) => write!(out, "{yes}"),
            Self::Bytes(Some(bytes)) => out.write_str(&data_encoding::HEXLOWER.encode(bytes)),
            _ => out.write_str("nothing"),
        }
    }
}

/// Binds one cell, typed even where it is empty: PostgreSQL wants to know.
macro_rules! bind {
    ($values:expr, $cell:expr) => {
        match $cell {
            Cell::Id(value) => $values.push_bind(*value),
            Cell::Text(value) => $values.push_bind(value.as_deref()),
            Cell::Json(value) => $values.push_bind(raw(value.as_deref())),
            Cell::Integer(value) => $values.push_bind(*value),
            Cell::Bool(value) => $values.push_bind(*value),
            Cell::Bytes(value) => $values.push_bind(value.as_deref()),
        }
    };
}

/// JSON text as the databases take it. The text was read as JSON before; were it none, it would be refused.
fn raw(text: Option<&str>) -> Option<Json<Box<RawValue>>> {
    text.and_then(|text| RawValue::from_string(text.to_owned()).ok()).map(Json)
}

fn push_names<DB: sqlx::Database>(list: &mut Separated<'_, DB, &'static str>, columns: &[Column]) {
    for column in columns {
        list.push(column.name);
    }
}

impl Session {
    /// One page of a table after `after`, in the order of its key; empty at the end.
    pub async fn dump_page(&mut self, table: &'static Table, after: Option<&DumpRow>) -> Result<Vec<DumpRow>> {
        let rows = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new("SELECT ");
            let mut list = sql.separated(", ");
            for column in table.columns {
                match column.kind {
                    Kind::Json => list.push(format_args!("CAST({} AS TEXT)", column.name)),
                    _ => list.push(column.name),
                };
            }
            sql.push(" FROM ").push(table.name);
            if let Some(after) = after {
                sql.push(" WHERE (");
                push_names(&mut sql.separated(", "), table.key_columns());
                sql.push(") > (");
                let mut values = sql.separated(", ");
                for cell in after.cells.iter().take(table.key) {
                    bind!(values, cell);
                }
                sql.push(")");
            }
            sql.push(" ORDER BY ");
            push_names(&mut sql.separated(", "), table.key_columns());
            sql.push(" LIMIT ").push(table.page);
            let mut rows = Vec::with_capacity(table.page);
            for row in sql.build().fetch_all(c).await? {
                let mut cells = Vec::with_capacity(table.columns.len());
                for (at, column) in table.columns.iter().enumerate() {
                    let cell = match column.kind {
                        Kind::Id => row.try_get(at).map(Cell::Id),
                        Kind::Text => row.try_get(at).map(Cell::Text),
                        Kind::Json => row.try_get(at).map(Cell::Json),
                        Kind::Integer => row.try_get(at).map(Cell::Integer),
                        Kind::Bool => row.try_get(at).map(Cell::Bool),
                        Kind::Bytes => row.try_get(at).map(Cell::Bytes),
                    };
                    let key: Vec<String> = cells.iter().take(table.key).map(Cell::to_string).collect();
                    cells.push(cell.map_err(|why| StoreError::inconsistent(table.name, key.join("/"), why))?);
                }
                rows.push(DumpRow { table, cells });
            }
            rows
        });
        Ok(rows)
    }

    /// The number of the newest migration.
    pub async fn migration(&mut self) -> Result<i64> {
        const SQL: &str = "SELECT CAST(coalesce(max(version), 0) AS BIGINT) FROM _sqlx_migrations";
        Ok(on_conn!(self, c => sqlx::query_scalar(SQL).fetch_one(c).await)?)
    }

    /// The first table with rows that a fresh store does not have; `None` where nobody ever used it.
    pub async fn first_used_table(&mut self) -> Result<Option<&'static str>> {
        for table in TABLES.iter().filter(|table| table.name != "counter") {
            if !self.dump_page(table, None).await?.is_empty() {
                return Ok(Some(table.name));
            }
        }
        Ok(None)
    }
}

impl Writer {
    /// Makes room for the rows that a fresh store has of its own.
    pub async fn clear_counters(&mut self) -> Result<()> {
        const SQL: &str = "DELETE FROM counter";
        on_conn!(self, c => sqlx::query(SQL).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Writes rows of one table, at most a page, without what [`Table::later`] names.
    pub async fn restore_rows(&mut self, table: &'static Table, rows: &[DumpRow]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new("INSERT INTO ");
            sql.push(table.name).push(" (");
            push_names(&mut sql.separated(", "), table.columns);
            sql.push(") ");
            sql.push_values(rows, |mut values, row| {
                for (column, cell) in table.columns.iter().zip(&row.cells) {
                    if table.later.contains(&column.name) {
                        bind!(values, &Cell::nothing(column.kind));
                    } else {
                        bind!(values, cell);
                    }
                }
            });
            sql.build().execute(c).await.map(drop)
        })?;
        Ok(())
    }

    /// Fills in what [`Table::later`] names, once all rows of the table are there.
    pub async fn restore_later(&mut self, table: &'static Table, row: &DumpRow) -> Result<()> {
        on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new("UPDATE ");
            sql.push(table.name).push(" SET ");
            let mut list = sql.separated(", ");
            for name in table.later {
                if let Some(cell) = row.cell(name) {
                    list.push(*name).push_unseparated(" = ");
                    // The value belongs to the name before it.
                    match cell {
                        Cell::Id(id) => list.push_bind_unseparated(*id),
                        _ => list.push_unseparated("NULL"),
                    };
                }
            }
            sql.push(" WHERE (");
            push_names(&mut sql.separated(", "), table.key_columns());
            sql.push(") = (");
            let mut values = sql.separated(", ");
            for cell in row.cells.iter().take(table.key) {
                bind!(values, cell);
            }
            sql.push(")");
            sql.build().execute(c).await.map(drop)
        })?;
        Ok(())
    }
}

impl DumpRow {
    /// Whether there is something to fill in later.
    pub fn has_later(&self) -> bool {
        self.table.later.iter().any(|name| self.id(name).is_some())
    }

    /// The row with its key and what is filled in later, and nothing else: an outline of a unit takes megabytes.
    #[must_use]
    pub fn only_later(mut self) -> Self {
        let table = self.table;
        for (at, (column, cell)) in table.columns.iter().zip(&mut self.cells).enumerate() {
            if at >= table.key && !table.later.contains(&column.name) {
                *cell = Cell::nothing(column.kind);
            }
        }
        self
    }
}

#[cfg(test)]
impl super::Store {
    /// Changes what must never be changed, past everything that keeps it from being changed.
    pub(crate) async fn tamper(&self, sql: &'static str) {
        let mut writer = self.write_apart().await.unwrap();
        let done = on_conn!(writer, c => sqlx::query(sql).execute(c).await.map(|done| done.rows_affected())).unwrap();
        assert!(done > 0, "{sql}");
        writer.commit_untraced().await.unwrap();
    }
}
