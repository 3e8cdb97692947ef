//! Administrative units with their dates, successors and outlines.

use mobile_sync_protocol::{
    ids::UnitId,
    registry::{BoundaryQuality, Unit, UnitType},
    time::Date,
};
use serde_json::Value;
use sqlx::{FromRow, types::Json};
use uuid::Uuid;

use super::{
    error::{Result, StoreError},
    session::{Session, Writer, on_conn},
};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    code: String,
    name: String,
    unit_type: String,
    parent: Option<Uuid>,
    valid_from: Option<String>,
    valid_to: Option<String>,
    successor: Option<Uuid>,
    boundary_quality: Option<String>,
    boundary: Option<Json<Value>>,
}

pub(super) fn date(table: &'static str, id: impl std::fmt::Display, text: Option<String>) -> Result<Option<Date>> {
    text.map(|text| text.parse().map_err(|why| StoreError::inconsistent(table, id, why))).transpose()
}

impl Row {
    fn unit(self) -> Result<Unit> {
        let id = self.id;
        let quality = self.boundary_quality.map(|word| {
            BoundaryQuality::from_word(&word).ok_or_else(|| StoreError::inconsistent("unit", id, "boundary_quality"))
        });
        Ok(Unit {
            id: UnitId(id),
            code: self.code,
            name: self.name,
            unit_type: UnitType::from_word(&self.unit_type)
                .ok_or_else(|| StoreError::inconsistent("unit", id, "unit_type"))?,
            parent: self.parent.map(UnitId),
            valid_from: date("unit", id, self.valid_from)?,
            valid_to: date("unit", id, self.valid_to)?,
            successor: self.successor.map(UnitId),
            boundary_quality: quality.transpose()?,
            boundary: self.boundary.map(|Json(boundary)| boundary),
        })
    }
}

impl Session {
    /// All units, with their outlines, by code and date.
    pub async fn units(&mut self) -> Result<Vec<Unit>> {
        const SQL: &str = "SELECT id, code, name, unit_type, parent, valid_from, valid_to, successor, \
                           boundary_quality, boundary FROM unit ORDER BY code, coalesce(valid_from, '')";
        let rows: Vec<Row> = on_conn!(self, c => sqlx::query_as(SQL).fetch_all(c).await)?;
        rows.into_iter().map(Row::unit).collect()
    }
}

impl Writer {
    /// Writes a unit, new or changed; its parent and successor are set by [`Self::relate_unit`] once all are there,
    /// and an outline that it has stays.
    pub async fn put_unit(&mut self, unit: &Unit) -> Result<()> {
        const SQL: &str = "INSERT INTO unit (id, code, name, unit_type, valid_from, valid_to) \
                           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET code = excluded.code, \
                           name = excluded.name, unit_type = excluded.unit_type, valid_from = excluded.valid_from, \
                           valid_to = excluded.valid_to";
        let (from, to) = (unit.valid_from.map(|day| day.to_string()), unit.valid_to.map(|day| day.to_string()));
        on_conn!(self, c => sqlx::query(SQL)
            .bind(unit.id.0)
            .bind(&unit.code)
            .bind(&unit.name)
            .bind(unit.unit_type.as_str())
            .bind(from)
            .bind(to)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Says what a unit is part of and what took it over.
    pub async fn relate_unit(&mut self, unit: &Unit) -> Result<()> {
        const SQL: &str = "UPDATE unit SET parent = $2, successor = $3 WHERE id = $1";
        let (parent, successor) = (unit.parent.map(|id| id.0), unit.successor.map(|id| id.0));
        on_conn!(self, c => sqlx::query(SQL).bind(unit.id.0).bind(parent).bind(successor).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Gives a unit its outline.
    pub async fn set_boundary(&mut self, unit: UnitId, boundary: &Value, quality: BoundaryQuality) -> Result<()> {
        const SQL: &str = "UPDATE unit SET boundary = $2, boundary_quality = $3 WHERE id = $1";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(unit.0)
            .bind(Json(boundary))
            .bind(quality.as_str())
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }
}
