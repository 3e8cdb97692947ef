//! From a checked file to the registry: all rows in one durable commit, or none.

use std::collections::BTreeMap;

use bytes::Bytes;
use mobile_sync_protocol::{
    checklist::{self, Checklist},
    ids::{DepartmentId, PersonId, SubProjectId, SubjectId, UnitId, VisitId},
    problem::Violation,
    registry::{BoundaryQuality, SubProject, Subject, Unit, Visit},
    sync::Kind,
    text::Text,
    time::{Date, Timestamp},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::import::{
    Known, Named, RowProblem, boundaries::Unsaid, boundaries::boundaries, departments::departments, people::people,
    programme::programme, subjects::subjects, units::units, visits::visits, xlsform::xlsform,
};
use crate::{
    app::App,
    auth::password,
    evaluation::form::Form,
    geo::units::UnitTree,
    store::{Actor, Audience, Department, Entry, FeedEntry, Person, PersonRole, Session, StoreError, Writer},
};

/// Hours east of UTC where the programme works.
const OFFSET_S: i32 = 7 * 3600;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Units: CSV or XLSX.
    Units,
    /// Outlines of units: GeoJSON, also gzipped.
    Boundaries,
    /// Departments: CSV or XLSX.
    Departments,
    /// The programme's tree: CSV or XLSX.
    Programme,
    /// Subjects: CSV, XLSX or GeoJSON.
    Subjects,
    /// People: CSV or XLSX.
    People,
    /// Visits: CSV or XLSX.
    Visits,
    /// One checklist: JSON.
    Checklists,
    /// One checklist as the field writes it in Excel (XLSForm): XLSX.
    Xlsform,
    /// One form of evaluations: JSON.
    Forms,
}

impl What {
    /// The word in addresses and the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Boundaries => "boundaries",
            Self::Departments => "departments",
            Self::Programme => "programme",
            Self::Subjects => "subjects",
            Self::People => "people",
            Self::Visits => "visits",
            Self::Checklists => "checklists",
            Self::Xlsform => "xlsform",
            Self::Forms => "forms",
        }
    }
}

/// A file to import.
#[derive(Clone, Debug)]
pub struct Source {
    /// What it is called, for the log.
    pub name: String,
    /// What it holds.
    pub bytes: Bytes,
    /// The day whose units its codes name; today where none is said.
    pub on: Option<Date>,
}

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Imported {
    /// What the file holds.
    pub what: What,
    /// Rows that were checked.
    pub rows: usize,
    /// Things that were added.
    pub added: usize,
    /// Things that were there and were written again.
    pub updated: usize,
    /// True where nothing was changed because only a check was asked for.
    pub checked_only: bool,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The file is wrong in these places.
    #[error("{} problems in the file", .0.len())]
    Rows(Vec<RowProblem>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Vec<RowProblem>> for ApplyError {
    fn from(rows: Vec<RowProblem>) -> Self {
        Self::Rows(rows)
    }
}

/// The things that a file describes, ready to be written.
#[derive(Default)]
struct Plan {
    rows: usize,
    added: usize,
    updated: usize,
    registry: bool,
    units: Vec<Unit>,
    outlines: Vec<(UnitId, serde_json::Value, BoundaryQuality)>,
    departments: Vec<Department>,
    nodes: Vec<(SubProject, i64)>,
    subjects: Vec<Subject>,
    people: Vec<(Person, Option<String>)>,
    visits: Vec<Visit>,
    checklists: Vec<Checklist>,
    forms: Vec<Form>,
    feed: Vec<FeedEntry>,
}

impl Plan {
    fn count(&mut self, existing: bool) {
        self.rows += 1;
        if existing {
            self.updated += 1;
        } else {
            self.added += 1;
        }
    }
}

/// Imports a file after checking all of it.
///
/// # Errors
/// [`ApplyError`]; nothing was changed.
pub async fn import(
    app: &App,
    what: What,
    source: Source,
    by: Actor,
    check_only: bool,
) -> Result<Imported, ApplyError> {
    let now = app.clock.now();
    let on = source.on.unwrap_or_else(|| now.date_at(OFFSET_S));
    // The writer's session from the first look on: what the file was checked against is what it is written to.
    let mut writer = app.store.write().await?;
    let mut plan = Planner { app, session: &mut writer, on }.plan(what, &source.bytes).await?;
    hash_passwords(app, &mut plan).await?;
    let imported =
        Imported { what, rows: plan.rows, added: plan.added, updated: plan.updated, checked_only: check_only };
    if check_only {
        return Ok(imported);
    }
    write(&mut writer, &plan, now).await?;
    let detail = json!({
        "file": source.name, "rows": plan.rows, "added": plan.added, "updated": plan.updated,
        "sha256": mobile_sync_protocol::ids::Sha256::of(&source.bytes),
    });
    let subject = format_args!("registry:{}", what.as_str()).to_string();
    writer.commit(&[Entry::new(now, by, "registry.imported", subject).with(detail)]).await?;
    app.registry.refresh().await?;
    app.recogniser.forget_all();
    Ok(imported)
}

async fn hash_passwords(app: &App, plan: &mut Plan) -> Result<(), ApplyError> {
    for (person, secret) in &mut plan.people {
        if let Some(plain) = secret.take() {
            let clock = app.clock.clone();
            let hash = crate::jobs::compute(true, move || password::hash(&plain, &clock)).await;
            *secret = Some(hash.map_err(|why| StoreError::inconsistent("person", &person.name, why))?);
        }
    }
    Ok(())
}

async fn write(writer: &mut Writer, plan: &Plan, now: Timestamp) -> Result<(), StoreError> {
    for unit in &plan.units {
        writer.put_unit(unit).await?;
    }
    for unit in &plan.units {
        writer.relate_unit(unit).await?;
    }
    for (unit, outline, quality) in &plan.outlines {
        writer.set_boundary(*unit, outline, *quality).await?;
    }
    for department in &plan.departments {
        writer.put_department(department).await?;
    }
    for (node, position) in &plan.nodes {
        writer.put_sub_project(node, *position).await?;
    }
    writer.put_subjects(&plan.subjects, now).await?;
    for (person, hash) in &plan.people {
        writer.put_person(person, hash.as_deref(), now).await?;
    }
    for visit in &plan.visits {
        writer.put_visit(visit).await?;
    }
    for checklist in &plan.checklists {
        writer.insert_checklist(checklist, now).await?;
    }
    for form in &plan.forms {
        writer.insert_form(form, now).await?;
    }
    if plan.registry {
        writer.registry_changed().await?;
    }
    writer.publish(&plan.feed).await
}

struct Planner<'a> {
    app: &'a App,
    session: &'a mut Session,
    on: Date,
}

impl Planner<'_> {
    async fn plan(mut self, what: What, bytes: &[u8]) -> Result<Plan, ApplyError> {
        match what {
            What::Units => self.units(bytes).await,
            What::Boundaries => self.boundaries(bytes).await,
            What::Departments => self.departments(bytes).await,
            What::Programme => self.programme(bytes).await,
            What::Subjects => self.subjects(bytes).await,
            What::People => self.people(bytes).await,
            What::Visits => self.visits(bytes).await,
            What::Checklists => self.checklist(bytes).await,
            What::Xlsform => self.publish(xlsform(bytes)?).await,
            What::Forms => self.form(bytes).await,
        }
    }

    fn id(&self) -> Uuid {
        self.app.clock.id()
    }

    async fn known(&mut self) -> Result<Known, StoreError> {
        let units = self.session.units().await?;
        let nodes = self.session.sub_projects().await?;
        let departments = self.session.departments().await?;
        let codes = self.session.subject_codes().await?;
        let people = self.session.people().await?;
        Ok(Known::default()
            .with_units(units)
            .with_sub_projects(&nodes)
            .with_departments(departments.into_iter().map(|department| (department.code, department.id)))
            .with_subjects(codes)
            .with_people(people.into_iter().map(|person| (person.name, person.id))))
    }

    async fn units(&mut self, bytes: &[u8]) -> Result<Plan, ApplyError> {
        let known = self.session.units().await?;
        let rows = units(bytes, None, &known)?;
        let by_id: BTreeMap<UnitId, Unit> = known.into_iter().map(|unit| (unit.id, unit)).collect();
        let ids: Vec<UnitId> = rows.iter().map(|row| row.existing.unwrap_or_else(|| UnitId(self.id()))).collect();
        let resolve = |named: Option<Named<UnitId>>| match named? {
            Named::Known(id) => Some(id),
            Named::Row(at) => ids.get(at).copied(),
        };
        let mut plan = Plan { registry: true, ..Plan::default() };
        for (row, id) in rows.into_iter().zip(&ids) {
            plan.count(row.existing.is_some());
            let before = by_id.get(id);
            plan.units.push(Unit {
                id: *id,
                code: row.code,
                name: row.name,
                unit_type: row.unit_type,
                parent: resolve(row.parent),
                valid_from: row.valid_from,
                valid_to: row.valid_to,
                successor: resolve(row.successor),
                boundary_quality: before.and_then(|unit| unit.boundary_quality),
                boundary: before.and_then(|unit| unit.boundary.clone()),
            });
            plan.feed.push(FeedEntry::put(Audience::Everybody, Kind::Unit, id));
        }
        Ok(plan)
    }

    async fn boundaries(&mut self, bytes: &[u8]) -> Result<Plan, ApplyError> {
        let tree = UnitTree::new(self.session.units().await?);
        let unsaid = Unsaid { quality: BoundaryQuality::ReferenceMap, valid_from: None, valid_to: None };
        let mut plan = Plan { registry: true, ..Plan::default() };
        for row in boundaries(bytes, unsaid, Some(&tree))? {
            let Some(unit) = row.unit else { continue };
            plan.count(tree.get(unit).is_some_and(|unit| unit.boundary.is_some()));
            plan.outlines.push((unit, row.geometry, row.quality));
            plan.feed.push(FeedEntry::put(Audience::Everybody, Kind::Unit, unit));
        }
        Ok(plan)
    }

    async fn departments(&mut self, bytes: &[u8]) -> Result<Plan, ApplyError> {
        let known = self.known().await?;
        let mut plan = Plan { registry: true, ..Plan::default() };
        for row in departments(bytes, None, &known)? {
            plan.count(row.existing.is_some());
            let id = row.existing.unwrap_or_else(|| DepartmentId(self.id()));
            plan.departments.push(Department { id, code: row.code, name: row.name, name_en: row.name_en });
        }
        Ok(plan)
    }

    async fn programme(&mut self, bytes: &[u8]) -> Result<Plan, ApplyError> {
        let known = self.known().await?;
        let nodes = self.session.sub_projects().await?;
        let rows = programme(bytes, None, &known, &nodes)?;
        let ids: Vec<SubProjectId> =
            rows.iter().map(|row| row.existing.unwrap_or_else(|| SubProjectId(self.id()))).collect();
        let mut plan = Plan { registry: true, ..Plan::default() };
        let mut waiting = Vec::new();
        for ((row, id), position) in rows.into_iter().zip(&ids).zip(0_i64..) {
            plan.count(row.existing.is_some());
            let parent = row.parent.and_then(|named| match named {
                Named::Known(id) => Some(id),
                Named::Row(at) => ids.get(at).copied(),
            });
            plan.feed.push(FeedEntry::put(Audience::Everybody, Kind::SubProject, id));
            let node = SubProject {
                id: *id,
                parent,
                code: row.code,
                name: row.name,
                name_en: row.name_en,
                department: row.department,
                valid_from: row.valid_from,
                valid_to: row.valid_to,
                leaf: row.leaf,
            };
            waiting.push((node, position));
        }
        plan.nodes = parents_first(waiting);
        Ok(plan)
    }

    async fn subjects(&mut self, bytes: &[u8]) -> Result<Plan, ApplyError> {
        let known = self.known().await?;
        let rows = subjects(bytes, None, &known, self.on)?;
        let existing: Vec<SubjectId> = rows.iter().filter_map(|row| row.existing).collect();
        let before = self.session.subjects_by_id(&existing).await?;
        // The sites of subjects are part of what intake links with.
        let mut plan = Plan { registry: true, ..Plan::default() };
        for row in rows {
            plan.count(row.existing.is_some());
            let id = row.existing.unwrap_or_else(|| SubjectId(self.id()));
            if let Some(old) = before.get(&id).filter(|old| old.commune != row.commune) {
                plan.feed.push(FeedEntry::remove(Audience::Commune(old.commune), Kind::Subject, id));
            }
            plan.feed.push(FeedEntry::put(Audience::Commune(row.commune), Kind::Subject, id));
            plan.subjects.push(Subject {
                id,
                kind: row.kind,
                code: Some(row.code),
                name: row.name,
                sub_project: row.sub_project,
                also: row.also,
                commune: row.commune,
                village: row.village,
                site: row.site,
                planned: row.planned,
                unlisted: false,
            });
        }
        Ok(plan)
    }

    async fn people(&mut self, bytes: &[u8]) -> Result<Plan, ApplyError> {
        let known = self.known().await?;
        let everywhere: Vec<UnitId> =
            self.session.units().await?.iter().filter(|unit| unit.parent.is_none()).map(|unit| unit.id).collect();
        let mut plan = Plan::default();
        for row in people(bytes, None, &known, self.on)? {
            plan.count(row.existing.is_some());
            let roles = row.roles.iter().flat_map(|held| {
                let units = held.unit.map_or_else(|| everywhere.clone(), |unit| vec![unit]);
                let role = held.role;
                units.into_iter().map(move |unit| PersonRole { role, unit })
            });
            let person = Person {
                id: row.existing.unwrap_or_else(|| PersonId(self.id())),
                name: row.login,
                full_name: row.full_name,
                phone: row.phone,
                department: row.department,
                active: true,
                roles: roles.collect(),
            };
            plan.people.push((person, row.password.map(|secret| secret.0)));
        }
        Ok(plan)
    }

    async fn visits(&mut self, bytes: &[u8]) -> Result<Plan, ApplyError> {
        let known = self.known().await?;
        let there = self.session.visits(None).await?;
        let mut plan = Plan::default();
        for row in visits(bytes, None, &known)? {
            // A visit has no code: its title and first day tell it apart.
            let before = there.iter().find(|visit| visit.title == row.title && visit.starts_on == row.starts_on);
            plan.count(before.is_some());
            let id = before.map_or_else(|| VisitId(self.id()), |visit| visit.id);
            for member in before.iter().flat_map(|visit| &visit.team) {
                if !row.team.iter().any(|new| new.person == member.person) {
                    plan.feed.push(FeedEntry::remove(Audience::Person(member.person), Kind::Visit, id));
                }
            }
            for member in &row.team {
                plan.feed.push(FeedEntry::put(Audience::Person(member.person), Kind::Visit, id));
            }
            plan.visits.push(Visit {
                id,
                title: row.title,
                plan: row.plan,
                starts_on: row.starts_on,
                ends_on: row.ends_on,
                communes: row.communes,
                subjects: row.subjects,
                team: row.team,
            });
        }
        Ok(plan)
    }

    async fn checklist(&mut self, bytes: &[u8]) -> Result<Plan, ApplyError> {
        self.publish(read_checklist(bytes)?).await
    }

    async fn publish(&mut self, checklist: Checklist) -> Result<Plan, ApplyError> {
        let mut plan = Plan { registry: true, ..Plan::default() };
        let wanted =
            mobile_sync_protocol::record::ChecklistRef { id: checklist.id.clone(), version: checklist.version };
        match self.session.checklist(&wanted).await? {
            Some(published) if published == checklist => plan.count(true),
            Some(_) => return Err(vec![published_otherwise()].into()),
            None => {
                let wrong = crate::openrosa::check::checklist(&checklist);
                if !wrong.is_empty() {
                    return Err(wrong.into_iter().map(at_place).collect::<Vec<_>>().into());
                }
                plan.count(false);
                let id = format!("{}/{}", checklist.id, checklist.version);
                plan.feed.push(FeedEntry::put(Audience::Everybody, Kind::Checklist, id));
                plan.checklists.push(checklist);
            }
        }
        Ok(plan)
    }

    async fn form(&mut self, bytes: &[u8]) -> Result<Plan, ApplyError> {
        let form = read_form(bytes)?;
        let mut plan = Plan { registry: true, ..Plan::default() };
        match self.session.form(&form.id, form.version).await? {
            Some(published) if published == form => plan.count(true),
            Some(_) => return Err(vec![published_otherwise()].into()),
            None => {
                plan.count(false);
                plan.forms.push(form);
            }
        }
        Ok(plan)
    }
}

/// A version that is published already, and says something else.
fn published_otherwise() -> RowProblem {
    let message = Text::new(
        "phiên bản này đã ban hành với nội dung khác, hãy tăng số phiên bản",
        "this version is published with other content: give it the next number",
    );
    whole_file(Some("version"), message)
}

/// Reads a form and says everything that is wrong with it.
///
/// # Errors
/// Each problem, with its JSON Pointer as the column.
pub fn read_form(bytes: &[u8]) -> Result<Form, Vec<RowProblem>> {
    let form: Form = read_json(bytes)?;
    let wrong = form.faults();
    if wrong.is_empty() { Ok(form) } else { Err(wrong.into_iter().map(at_place).collect()) }
}

/// Reads a checklist and says everything that is wrong with it.
///
/// # Errors
/// Each problem, with its JSON Pointer as the column.
pub fn read_checklist(bytes: &[u8]) -> Result<Checklist, Vec<RowProblem>> {
    let checklist: Checklist = read_json(bytes)?;
    let wrong = checklist::check::check(&checklist);
    if wrong.is_empty() { Ok(checklist) } else { Err(wrong.into_iter().map(at_place).collect()) }
}

/// Reads a file of JSON, in which no object has a key twice.
fn read_json<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Vec<RowProblem>> {
    if let Err(why) = mobile_sync_protocol::canonical::Json::parse(bytes) {
        return Err(vec![whole_file(None, Text::new(format!("không phải JSON hợp lệ: {why}"), why.to_string()))]);
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| vec![at_place(crate::problem::shape_violation(&error))])
}

fn at_place(violation: Violation) -> RowProblem {
    let place = Some(violation.path.as_str()).filter(|path| !path.is_empty());
    whole_file(place, Text::new(violation.message_vi, violation.message))
}

fn whole_file(column: Option<&str>, message: Text) -> RowProblem {
    RowProblem { sheet: None, row: 0, column: column.map(str::to_owned), message }
}

/// Orders nodes so that each stands after its parent, which the database checks.
fn parents_first(mut waiting: Vec<(SubProject, i64)>) -> Vec<(SubProject, i64)> {
    let mut ordered: Vec<(SubProject, i64)> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let pending: std::collections::HashSet<SubProjectId> = waiting.iter().map(|(node, _)| node.id).collect();
        let (ready, rest): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|(node, _)| node.parent.is_none_or(|parent| !pending.contains(&parent)));
        if ready.is_empty() {
            ordered.extend(rest);
            break;
        }
        ordered.extend(ready);
        waiting = rest;
    }
    ordered
}
