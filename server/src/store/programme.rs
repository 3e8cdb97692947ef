//! The programme's tree and the departments that lead its parts.

use mobile_sync_protocol::{
    ids::{DepartmentId, SubProjectId},
    registry::SubProject,
};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    error::Result,
    session::{Session, Writer, on_conn},
    units::date,
};

/// A department or other body that leads part of the programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Department {
    /// Its id.
    pub id: DepartmentId,
    /// Its short code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    parent: Option<Uuid>,
    code: String,
    name: String,
    name_en: String,
    department: Option<Uuid>,
    valid_from: Option<String>,
    valid_to: Option<String>,
    leaf: bool,
}

impl Session {
    /// The programme's nodes in the order of their import.
    pub async fn sub_projects(&mut self) -> Result<Vec<SubProject>> {
        const SQL: &str = "SELECT id, parent, code, name, name_en, department, valid_from, valid_to, \
                           NOT EXISTS (SELECT id FROM sub_project AS part WHERE part.parent = sub_project.id) AS leaf \
                           FROM sub_project ORDER BY position, code";
        let rows: Vec<Row> = on_conn!(self, c => sqlx::query_as(SQL).fetch_all(c).await)?;
        rows.into_iter()
            .map(|row| {
                Ok(SubProject {
                    id: SubProjectId(row.id),
                    parent: row.parent.map(SubProjectId),
                    code: row.code,
                    name: row.name,
                    name_en: row.name_en,
                    department: row.department.map(DepartmentId),
                    valid_from: date("sub_project", row.id, row.valid_from)?,
                    valid_to: date("sub_project", row.id, row.valid_to)?,
                    leaf: row.leaf,
                })
            })
            .collect()
    }

    /// The departments by code.
    pub async fn departments(&mut self) -> Result<Vec<Department>> {
        const SQL: &str = "SELECT id, code, name, name_en FROM department ORDER BY code";
        let rows: Vec<(Uuid, String, String, String)> = on_conn!(self, c => sqlx::query_as(SQL).fetch_all(c).await)?;
        Ok(rows
            .into_iter()
            .map(|(id, code, name, name_en)| Department { id: DepartmentId(id), code, name, name_en })
            .collect())
    }
}

impl Writer {
    /// Writes a department, new or changed.
    pub async fn put_department(&mut self, department: &Department) -> Result<()> {
        const SQL: &str = "INSERT INTO department (id, code, name, name_en) VALUES ($1, $2, $3, $4) \
                           ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, \
                           name_en = excluded.name_en";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(department.id.0)
            .bind(&department.code)
            .bind(&department.name)
            .bind(&department.name_en)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Writes a node, new or changed; its parent must be there.
    pub async fn put_sub_project(&mut self, node: &SubProject, position: i64) -> Result<()> {
        const SQL: &str = "INSERT INTO sub_project \
                           (id, parent, code, name, name_en, department, valid_from, valid_to, position) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO UPDATE SET \
                           parent = excluded.parent, code = excluded.code, name = excluded.name, \
                           name_en = excluded.name_en, department = excluded.department, \
                           valid_from = excluded.valid_from, valid_to = excluded.valid_to, position = excluded.position";
        let (from, to) = (node.valid_from.map(|day| day.to_string()), node.valid_to.map(|day| day.to_string()));
        on_conn!(self, c => sqlx::query(SQL)
            .bind(node.id.0)
            .bind(node.parent.map(|id| id.0))
            .bind(&node.code)
            .bind(&node.name)
            .bind(&node.name_en)
            .bind(node.department.map(|id| id.0))
            .bind(from)
            .bind(to)
            .bind(position)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }
}
