//! Inspection visits: plan, dates, communes, subjects and team.

use std::collections::{BTreeMap, HashSet};

use mobile_sync_protocol::{
    ids::{PersonId, SubjectId, UnitId, VisitId},
    registry::{TeamMember, TeamRole, Visit},
};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::{
    error::{Result, StoreError},
    session::{ROWS, Session, Writer, on_conn, push_list},
};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    title: String,
    plan: Option<String>,
    starts_on: String,
    ends_on: String,
}

impl Row {
    fn visit(self) -> Result<Visit> {
        let day = |text: &str| text.parse().map_err(|why| StoreError::inconsistent("visit", self.id, why));
        Ok(Visit {
            id: VisitId(self.id),
            title: self.title.clone(),
            plan: self.plan.clone(),
            starts_on: day(&self.starts_on)?,
            ends_on: day(&self.ends_on)?,
            communes: Vec::new(),
            subjects: Vec::new(),
            team: Vec::new(),
        })
    }
}

impl Session {
    /// The visits among `ids`; all where `ids` is `None`.
    pub async fn visits(&mut self, ids: Option<&[VisitId]>) -> Result<Vec<Visit>> {
        let all = [VisitId(Uuid::nil())];
        let mut visits = BTreeMap::new();
        for ids in ids.unwrap_or(&all).chunks(ROWS) {
            let every = ids == all;
            macro_rules! rows {
                ($select:literal, $key:literal, $order:literal) => {
                    on_conn!(self, c, Db => {
                        let mut sql = QueryBuilder::<Db>::new($select);
                        if !every {
                            sql.push(concat!(" WHERE ", $key, " IN "));
                            push_list(&mut sql, ids.iter().map(|id| id.0));
                        }
                        sql.push($order);
                        sql.build_query_as().fetch_all(c).await
                    })?
                };
            }
            let rows: Vec<Row> = rows!("SELECT id, title, plan, starts_on, ends_on FROM visit", "id", "");
            for row in rows {
                visits.insert(row.id, row.visit()?);
            }
            let communes: Vec<(Uuid, Uuid)> =
                rows!("SELECT visit, commune FROM visit_commune", "visit", " ORDER BY visit, position");
            for (visit, commune) in communes {
                visits.entry(visit).and_modify(|visit| visit.communes.push(UnitId(commune)));
            }
            let subjects: Vec<(Uuid, Uuid)> =
                rows!("SELECT visit, subject FROM visit_subject", "visit", " ORDER BY visit, position");
            for (visit, subject) in subjects {
                visits.entry(visit).and_modify(|visit| visit.subjects.push(SubjectId(subject)));
            }
            let team: Vec<(Uuid, Uuid, String)> =
                rows!("SELECT visit, person, role FROM visit_member", "visit", " ORDER BY visit, position");
            for (visit, person, role) in team {
                let role = TeamRole::from_word(&role)
                    .ok_or_else(|| StoreError::inconsistent("visit_member", visit, "role"))?;
                let member = TeamMember { person: PersonId(person), role };
                visits.entry(visit).and_modify(|visit| visit.team.push(member));
            }
        }
        Ok(visits.into_values().collect())
    }

    /// Which of `ids` are known.
    pub async fn known_visits(&mut self, ids: &[VisitId]) -> Result<HashSet<VisitId>> {
        let mut known = HashSet::new();
        for ids in ids.chunks(ROWS) {
            let rows: Vec<Uuid> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new("SELECT id FROM visit WHERE id IN ");
                push_list(&mut sql, ids.iter().map(|id| id.0));
                sql.build_query_scalar().fetch_all(c).await
            })?;
            known.extend(rows.into_iter().map(VisitId));
        }
        Ok(known)
    }
}

impl Writer {
    /// Writes a visit, new or changed, with its communes, subjects and team.
    pub async fn put_visit(&mut self, visit: &Visit) -> Result<()> {
        const SQL: &str = "INSERT INTO visit (id, title, plan, starts_on, ends_on) VALUES ($1, $2, $3, $4, $5) \
                           ON CONFLICT (id) DO UPDATE SET title = excluded.title, plan = excluded.plan, \
                           starts_on = excluded.starts_on, ends_on = excluded.ends_on";
        const CLEAR: [&str; 3] = [
            "DELETE FROM visit_commune WHERE visit = $1",
            "DELETE FROM visit_subject WHERE visit = $1",
            "DELETE FROM visit_member WHERE visit = $1",
        ];
        const COMMUNE: &str = "INSERT INTO visit_commune (visit, commune, position) VALUES ($1, $2, $3)";
        const SUBJECT: &str = "INSERT INTO visit_subject (visit, subject, position) VALUES ($1, $2, $3)";
        const MEMBER: &str = "INSERT INTO visit_member (visit, person, role, position) VALUES ($1, $2, $3, $4)";
        let id = visit.id.0;
        let (starts, ends) = (visit.starts_on.to_string(), visit.ends_on.to_string());
        on_conn!(self, c => sqlx::query(SQL)
            .bind(id)
            .bind(&visit.title)
            .bind(visit.plan.as_deref())
            .bind(starts)
            .bind(ends)
            .execute(c)
            .await
            .map(drop))?;
        for sql in CLEAR {
            on_conn!(self, c => sqlx::query(sql).bind(id).execute(c).await.map(drop))?;
        }
        for (at, commune) in (0_i64..).zip(&visit.communes) {
            on_conn!(self, c => sqlx::query(COMMUNE).bind(id).bind(commune.0).bind(at).execute(c).await.map(drop))?;
        }
        for (at, subject) in (0_i64..).zip(&visit.subjects) {
            on_conn!(self, c => sqlx::query(SUBJECT).bind(id).bind(subject.0).bind(at).execute(c).await.map(drop))?;
        }
        for (at, member) in (0_i64..).zip(&visit.team) {
            let role = member.role.as_str();
            on_conn!(self, c => sqlx::query(MEMBER)
                .bind(id)
                .bind(member.person.0)
                .bind(role)
                .bind(at)
                .execute(c)
                .await
                .map(drop))?;
        }
        Ok(())
    }
}
