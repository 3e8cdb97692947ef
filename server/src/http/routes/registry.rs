//! Units, programme, subjects, visits and checklists; and their import.

use axum::{extract::State, response::IntoResponse};
use http::header;
use mobile_sync_protocol::{
    checklist::{Checklist, SubjectKind},
    ids::{Key, SubjectId, UnitId},
    problem::{Code, Problem, Violation},
    record::ChecklistRef,
    registry::{BoundaryQuality, SubProject, Subject, TeamMember, Unit, Visit},
    time::Date,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::super::{
    error::Failure,
    extract::{Allowed, Body, Chosen, ManageRegistry, Path, Query, ReadRegistry},
};
use crate::{
    app::App,
    auth::Role,
    desk::choice::SubjectChoice,
    registry::apply::{self, ApplyError, Imported, Source, What},
    store::Department,
};

/// Which units.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnitQuery {
    /// Only those that stood on this day.
    on: Option<Date>,
    /// With their outlines.
    #[serde(default)]
    boundaries: bool,
}

/// Units.
#[derive(Serialize, ToSchema)]
pub struct UnitList {
    /// By code and date.
    units: Vec<Unit>,
}

/// Units with their dates and successors.
#[utoipa::path(
    get,
    path = "/api/v1/units",
    tag = "registry",
    security(("session" = ["read_registry"]), ("device" = ["read_registry"])),
    params(UnitQuery),
    responses((status = 200, body = UnitList))
)]
pub async fn units(
    State(app): State<App>,
    _allowed: Allowed<ReadRegistry>,
    Query(query): Query<UnitQuery>,
) -> Result<axum::Json<UnitList>, Failure> {
    let registry = app.registry.refresh().await?;
    let stands = |unit: &&Unit| {
        query.on.is_none_or(|day| {
            unit.valid_from.is_none_or(|from| from <= day) && unit.valid_to.is_none_or(|to| day <= to)
        })
    };
    let mut units: Vec<Unit> = registry.units.iter().filter(stands).cloned().collect();
    if !query.boundaries {
        for unit in &mut units {
            unit.boundary = None;
        }
    }
    units.sort_by(|left, right| (&left.code, left.valid_from).cmp(&(&right.code, right.valid_from)));
    Ok(axum::Json(UnitList { units }))
}

/// A place and a day.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LocateQuery {
    /// Latitude in degrees.
    lat: f64,
    /// Longitude in degrees.
    lon: f64,
    /// The day.
    on: Date,
}

/// The commune of a place.
#[derive(Serialize, ToSchema)]
pub struct Located {
    /// The unit that holds the place, or the nearest; absent where none is within 200 km.
    unit: Option<UnitId>,
    /// Metres from the place to the unit; 0 inside.
    distance_m: Option<f64>,
    /// How far the outline can be trusted.
    quality: Option<BoundaryQuality>,
    /// Other units whose outlines hold the place too.
    also: Vec<UnitId>,
}

/// Which commune a place is in on a day.
#[utoipa::path(
    get,
    path = "/api/v1/units/locate",
    tag = "registry",
    security(("session" = ["read_registry"]), ("device" = ["read_registry"])),
    params(LocateQuery),
    responses((status = 200, body = Located), (status = 400, body = Problem))
)]
pub async fn locate(
    State(app): State<App>,
    _allowed: Allowed<ReadRegistry>,
    Query(query): Query<LocateQuery>,
) -> Result<axum::Json<Located>, Failure> {
    mobile_sync_protocol::place::check_coordinates(query.lat, query.lon)
        .map_err(|why| Failure::of(Code::BadParameter).because(why.to_string()))?;
    let registry = app.registry.refresh().await?;
    let found = registry.boundaries.locate(query.lat, query.lon, query.on);
    Ok(axum::Json(match found {
        None => Located { unit: None, distance_m: None, quality: None, also: Vec::new() },
        Some(found) => Located {
            unit: Some(found.unit),
            distance_m: Some(found.distance_m),
            quality: Some(found.quality),
            also: found.also,
        },
    }))
}

/// The programme's nodes.
#[derive(Serialize, ToSchema)]
pub struct SubProjectList {
    /// In the order of their import.
    sub_projects: Vec<SubProject>,
}

/// The programme's tree.
#[utoipa::path(
    get,
    path = "/api/v1/sub-projects",
    tag = "registry",
    security(("session" = ["read_registry"]), ("device" = ["read_registry"])),
    responses((status = 200, body = SubProjectList))
)]
pub async fn sub_projects(
    State(app): State<App>,
    _allowed: Allowed<ReadRegistry>,
) -> Result<axum::Json<SubProjectList>, Failure> {
    Ok(axum::Json(SubProjectList { sub_projects: app.store.read().await?.sub_projects().await? }))
}

/// Departments.
#[derive(Serialize, ToSchema)]
pub struct DepartmentList {
    /// By code.
    departments: Vec<Department>,
}

/// Departments, by code.
#[utoipa::path(
    get,
    path = "/api/v1/departments",
    tag = "registry",
    security(("session" = ["read_registry"]), ("device" = ["read_registry"])),
    responses((status = 200, body = DepartmentList))
)]
pub async fn departments(
    State(app): State<App>,
    _allowed: Allowed<ReadRegistry>,
) -> Result<axum::Json<DepartmentList>, Failure> {
    Ok(axum::Json(DepartmentList { departments: app.store.read().await?.departments().await? }))
}

/// Where in a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SubjectPaging {
    /// Where the page before ended.
    after: Option<SubjectId>,
    /// Most subjects in the page; 200 where absent, at most 500.
    limit: Option<i64>,
}

/// A page of subjects.
#[derive(Serialize, ToSchema)]
pub struct SubjectPage {
    /// In the order of their ids.
    subjects: Vec<Subject>,
    /// Where to go on; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<SubjectId>,
}

/// What is inspected, in the caller's communes.
#[utoipa::path(
    get,
    path = "/api/v1/subjects",
    tag = "registry",
    security(("session" = ["read_registry"]), ("device" = ["read_registry"])),
    params(SubjectChoice, SubjectPaging),
    responses((status = 200, body = SubjectPage))
)]
pub async fn subjects(
    State(app): State<App>,
    allowed: Allowed<ReadRegistry>,
    Chosen(choice): Chosen<SubjectChoice>,
    Query(paging): Query<SubjectPaging>,
) -> Result<axum::Json<SubjectPage>, Failure> {
    let limit = paging.limit.unwrap_or(200).clamp(1, 500);
    let filter = choice.filter(&allowed.chooser(&app)).await?;
    let after = paging.after.map_or(Uuid::nil(), |after| after.0);
    let mut subjects = app.store.read().await?.subjects_in(&filter, after, limit).await?;
    if allowed.caller.device.is_none() {
        subjects.iter_mut().for_each(mask);
    }
    let full = i64::try_from(subjects.len()).is_ok_and(|count| count == limit);
    let next = subjects.last().filter(|_| full).map(|subject| subject.id);
    Ok(axum::Json(SubjectPage { subjects, next }))
}

/// Leaves a household's name out of what the desk lists: it is told where its record is opened, which is noted. Phones
/// get it, since their holders go there.
fn mask(subject: &mut Subject) {
    if subject.kind == SubjectKind::Household {
        subject.name = subject.code.clone().unwrap_or_default();
    }
}

/// One subject.
#[utoipa::path(
    get,
    path = "/api/v1/subjects/{id}",
    tag = "registry",
    security(("session" = ["read_registry"]), ("device" = ["read_registry"])),
    params(("id" = SubjectId, Path)),
    responses((status = 200, body = Subject), (status = 404, body = Problem))
)]
pub async fn subject(
    State(app): State<App>,
    allowed: Allowed<ReadRegistry>,
    Path(id): Path<SubjectId>,
) -> Result<axum::Json<Subject>, Failure> {
    let found = app.store.read().await?.subjects_by_id(&[id]).await?.remove(&id);
    let found = found.filter(|subject| allowed.scope(&app).communes.contains(&subject.commune));
    let mut subject = found.ok_or_else(|| Failure::of(Code::NotFound))?;
    if allowed.caller.device.is_none() {
        mask(&mut subject);
    }
    Ok(axum::Json(subject))
}

/// Visits.
#[derive(Serialize, ToSchema)]
pub struct VisitList {
    /// In the order of their making.
    visits: Vec<VisitBody>,
}

/// A visit, with what its people are called.
#[derive(Serialize, ToSchema)]
pub struct VisitBody {
    /// The visit.
    #[serde(flatten)]
    visit: Visit,
    /// Who goes, as what, and what they are called.
    members: Vec<NamedMember>,
}

/// One of a visit's team.
#[derive(Serialize, ToSchema)]
pub struct NamedMember {
    /// Who, as what.
    #[serde(flatten)]
    member: TeamMember,
    /// What they are called.
    name: String,
}

/// Inspection visits that touch the caller's communes; an inspector sees those they are on.
#[utoipa::path(
    get,
    path = "/api/v1/visits",
    tag = "registry",
    security(("session" = ["read_registry"]), ("device" = ["read_registry"])),
    responses((status = 200, body = VisitList))
)]
pub async fn visits(State(app): State<App>, allowed: Allowed<ReadRegistry>) -> Result<axum::Json<VisitList>, Failure> {
    let scope = allowed.scope(&app);
    let caller = &allowed.caller;
    let inspector_only = caller.roles.iter().all(|held| held.role == Role::Inspector);
    let mut session = app.store.read().await?;
    let mut visits = session.visits(None).await?;
    visits.retain(|visit| {
        let member = visit.team.iter().any(|member| member.person == caller.person);
        member || (!inspector_only && visit.communes.iter().any(|commune| scope.communes.contains(commune)))
    });
    let known = session.names().await?;
    let named = |visit: Visit| {
        let name = |member: &TeamMember| NamedMember {
            name: known.get(&member.person).cloned().unwrap_or_default(),
            member: member.clone(),
        };
        VisitBody { members: visit.team.iter().map(name).collect(), visit }
    };
    Ok(axum::Json(VisitList { visits: visits.into_iter().map(named).collect() }))
}

/// Checklists.
#[derive(Serialize, ToSchema)]
pub struct ChecklistList {
    /// By id and version.
    checklists: Vec<Checklist>,
}

/// All checklists in all versions.
#[utoipa::path(
    get,
    path = "/api/v1/checklists",
    tag = "registry",
    security(("session" = ["read_registry"]), ("device" = ["read_registry"])),
    responses((status = 200, body = ChecklistList))
)]
pub async fn checklists(
    State(app): State<App>,
    _allowed: Allowed<ReadRegistry>,
) -> Result<axum::Json<ChecklistList>, Failure> {
    let registry = app.registry.refresh().await?;
    let checklists = registry.checklists().into_iter().map(|checklist| (**checklist).clone()).collect();
    Ok(axum::Json(ChecklistList { checklists }))
}

/// The format of checklists, as JSON Schema: what a district writes its own by.
#[utoipa::path(
    get,
    path = "/api/v1/checklists/schema",
    tag = "registry",
    responses((status = 200, content_type = "application/schema+json"))
)]
pub async fn checklist_schema() -> Result<impl IntoResponse, Failure> {
    let schema = mobile_sync_protocol::checklist::schema::checklist_schema()?;
    Ok(([(header::CONTENT_TYPE, "application/schema+json")], schema.to_string()))
}

/// One version of one checklist.
#[utoipa::path(
    get,
    path = "/api/v1/checklists/{id}/{version}",
    tag = "registry",
    security(("session" = ["read_registry"]), ("device" = ["read_registry"])),
    params(("id" = Key, Path), ("version" = u32, Path)),
    responses((status = 200, body = Checklist), (status = 404, body = Problem))
)]
pub async fn checklist(
    State(app): State<App>,
    _allowed: Allowed<ReadRegistry>,
    Path((id, version)): Path<(Key, u32)>,
) -> Result<axum::Json<Checklist>, Failure> {
    let registry = app.registry.refresh().await?;
    let found = registry.checklist(&ChecklistRef { id, version });
    found.map(|checklist| axum::Json((**checklist).clone())).ok_or_else(|| Failure::of(Code::NotFound))
}

/// How to read what is imported.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// The file's name: its ending tells the format.
    file: String,
    /// The day whose units its codes name; today where absent.
    on: Option<Date>,
    /// Only check; change nothing.
    #[serde(default)]
    check: bool,
}

/// Imports a file after checking all of it. One bad row, and nothing is changed; every bad row is named.
#[utoipa::path(
    post,
    path = "/api/v1/import/{what}",
    tag = "registry",
    security(("session" = ["manage_registry"])),
    params(("what" = What, Path), ImportQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Imported), (status = 422, description = "Every bad row", body = Problem))
)]
pub async fn import(
    State(app): State<App>,
    allowed: Allowed<ManageRegistry>,
    Path(what): Path<What>,
    Query(query): Query<ImportQuery>,
    Body(bytes): Body,
) -> Result<axum::Json<Imported>, Failure> {
    let source = Source { name: query.file, bytes, on: query.on };
    match apply::import(&app, what, source, allowed.caller.actor(), query.check).await {
        Ok(imported) => Ok(axum::Json(imported)),
        Err(ApplyError::Store(error)) => Err(error.into()),
        Err(ApplyError::Rows(rows)) => {
            let count = rows.len();
            let errors = rows.into_iter().take(1_000).map(|row| {
                let sheet = row.sheet.iter().map(|sheet| format!("/sheets/{sheet}"));
                let column = row.column.iter().map(|column| format!("/{column}"));
                let path = sheet.chain([format!("/rows/{}", row.row)]).chain(column).collect::<String>();
                Violation::new(path, Code::ImportRow, row.message)
            });
            Err(Failure::of(Code::ImportRow).because(format!("{count} problems")).at(errors.collect()))
        }
    }
}
