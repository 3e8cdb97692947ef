//! Administrative units, a row each: those of all times, because records name the unit of their day.

use mobile_sync_protocol::registry::Unit;
use serde_json::{Value, json};

use super::{BLUE, Context, Page, Rows};
use crate::{
    exports::MakeError,
    reports::{
        geopackage::Style,
        table::{Cell, Column, Kind, Row},
    },
};

/// Administrative units, a row each.
#[derive(Debug)]
pub struct Units {
    context: Context,
    ended: bool,
}

impl Units {
    /// All of them.
    pub fn new(context: Context) -> Self {
        Self { context, ended: false }
    }

    fn row(&self, unit: &Unit) -> Row {
        let code = |id| self.context.registry.units.get(id).map(|unit| unit.code.clone());
        vec![
            Cell::text(unit.id.to_string()),
            Cell::text(unit.code.as_str()),
            Cell::text(unit.name.as_str()),
            Cell::text(unit.unit_type.vietnamese()),
            Cell::maybe(unit.parent.and_then(code)),
            unit.valid_from.map_or(Cell::Empty, Cell::Date),
            unit.valid_to.map_or(Cell::Empty, Cell::Date),
            Cell::maybe(unit.successor.and_then(code)),
        ]
        .into()
    }
}

impl Rows for Units {
    fn columns() -> Vec<Column> {
        Column::list([
            ("unit", "Mã hệ thống", Kind::Text, 38.0),
            ("code", "Mã đơn vị", Kind::Text, 10.0),
            ("name", "Tên", Kind::Text, 24.0),
            ("type", "Cấp", Kind::Text, 10.0),
            ("parent_code", "Thuộc đơn vị", Kind::Text, 10.0),
            ("valid_from", "Từ ngày", Kind::Date, 12.0),
            ("valid_to", "Đến ngày", Kind::Date, 12.0),
            ("successor_code", "Nhập vào đơn vị", Kind::Text, 10.0),
        ])
    }

    fn style(&self) -> Style {
        Style::One(BLUE)
    }

    async fn total(&mut self) -> Result<i64, MakeError> {
        Ok(i64::try_from(self.context.registry.units.iter().count()).unwrap_or(i64::MAX))
    }

    async fn next(&mut self) -> Result<Option<Page>, MakeError> {
        if std::mem::replace(&mut self.ended, true) {
            return Ok(None);
        }
        let mut units: Vec<&Unit> = self.context.registry.units.iter().collect();
        units.sort_by(|left, right| (&left.code, left.id).cmp(&(&right.code, right.id)));
        let things = i64::try_from(units.len()).unwrap_or(i64::MAX);
        Ok(Some(Page { rows: units.into_iter().map(|unit| (self.row(unit), None)).collect(), things }))
    }

    fn position(&self) -> Value {
        json!(self.ended)
    }

    fn go_on(&mut self, position: Value) -> Result<(), serde_json::Error> {
        self.ended = serde_json::from_value(position)?;
        Ok(())
    }
}
