//! `/v1`: what scripts read that were written with `pyodk` for ODK Central: forms, submissions, attachments. Reading
//! alone, and of one project, which is this programme.

mod table;

use std::sync::Arc;

use axum::{
    Json as AxumJson, Router,
    extract::{FromRequestParts, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::{StatusCode, header, request::Parts};
use mobile_sync_protocol::{checklist::Checklist, ids::Key, problem::Code};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::{
    download::{Shown, serve, serve_held},
    error::Failure,
    extract::{Json, Path, bearer},
};
use crate::{
    app::App,
    auth::{Caller, Permission, Scope},
    desk::sign_in,
    openrosa::xform,
    store::{Submission, SubmissionPart},
    submissions::scripts,
};

/// The number of the one project.
const PROJECT: u32 = 1;

/// The routes; Central's own documentation describes them, so they stand in no API document.
pub fn routes() -> Router<App> {
    let form = "/v1/projects/{project}/forms/{form}";
    Router::new()
        .route("/v1/sessions", post(begin))
        .route("/v1/users/current", get(current))
        .route("/v1/projects", get(projects))
        .route("/v1/projects/{project}", get(project))
        .route("/v1/projects/{project}/forms", get(forms))
        .route(form, get(one_form))
        .route(&format!("{form}/Submissions"), get(table::rows))
        .route(&format!("{form}/submissions"), get(submissions))
        .route(&format!("{form}/submissions/{{instance}}"), get(submission))
        .route(&format!("{form}/submissions/{{instance}}/comments"), get(comments))
        .route(&format!("{form}/submissions/{{instance}}/attachments"), get(attachments))
        .route(&format!("{form}/submissions/{{instance}}/attachments/{{name}}"), get(attachment))
}

/// A failure as Central tells it.
struct Told(Failure);

impl<E: Into<Failure>> From<E> for Told {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Told {
    fn into_response(self) -> Response {
        let problem = self.0.into_problem();
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body =
            json!({"code": format!("{}.1", problem.status), "message": problem.title, "details": problem.detail});
        (status, AxumJson(body)).into_response()
    }
}

/// A script of somebody who may read records.
struct Script {
    caller: Arc<Caller>,
    scope: Scope,
}

impl FromRequestParts<App> for Script {
    type Rejection = Told;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Told> {
        let nobody = || Failure::of(Code::SignInNeeded);
        let caller = app.recogniser.person(bearer(parts).ok_or_else(nobody)?).await?.ok_or_else(nobody)?;
        if !caller.allows(Permission::ReadRecords) {
            return Err(Failure::of(Code::Forbidden).into());
        }
        let scope = caller.scope(Permission::ReadRecords, &app.registry.current());
        Ok(Self { caller, scope })
    }
}

/// A name and a password, as Central calls them.
#[derive(Deserialize)]
struct SignIn {
    email: String,
    password: String,
}

/// Where in the one project; a form's id may end in `.xml` or `.svc`.
#[derive(Deserialize)]
struct Place {
    project: u32,
    #[serde(default)]
    form: String,
    #[serde(default)]
    instance: String,
    #[serde(default)]
    name: String,
}

impl Place {
    fn checked(self) -> Result<Self, Failure> {
        if self.project == PROJECT { Ok(self) } else { Err(Failure::of(Code::NotFound)) }
    }
}

async fn begin(State(app): State<App>, Json(shown): Json<SignIn>) -> Result<AxumJson<Value>, Told> {
    let begun = sign_in::sign_in(&app, &shown.email, shown.password).await?;
    Ok(AxumJson(json!({"token": begun.token})))
}

async fn current(State(app): State<App>, script: Script) -> Result<AxumJson<Value>, Told> {
    let person = script.caller.person;
    let stored = app.store.read().await?.person(person).await?.ok_or_else(|| Failure::of(Code::NotFound))?.person;
    Ok(AxumJson(json!({"id": scripts::number_of(person), "email": stored.name, "displayName": stored.full_name})))
}

fn the_project() -> Value {
    json!({"id": PROJECT, "name": "Thực Địa", "createdAt": "2024-01-01T00:00:00.000Z", "description": null,
        "archived": null, "keyId": null, "updatedAt": null, "deletedAt": null})
}

async fn projects(_script: Script) -> Result<AxumJson<Value>, Told> {
    Ok(AxumJson(json!([the_project()])))
}

async fn project(_script: Script, Path(place): Path<Place>) -> Result<AxumJson<Value>, Told> {
    place.checked()?;
    Ok(AxumJson(the_project()))
}

fn form_row(checklist: &Checklist) -> Value {
    let form = xform::form(checklist);
    json!({"projectId": PROJECT, "xmlFormId": form.id, "name": form.title, "version": form.version,
        "hash": form.hash.trim_start_matches("md5:"), "state": "open", "enketoId": null, "keyId": null,
        "createdAt": "2024-01-01T00:00:00.000Z", "updatedAt": null, "publishedAt": null})
}

async fn forms(State(app): State<App>, _script: Script, Path(place): Path<Place>) -> Result<AxumJson<Value>, Told> {
    place.checked()?;
    let registry = app.registry.refresh().await?;
    let work = move || registry.newest_checklists().into_values().map(|one| form_row(one)).collect::<Vec<_>>();
    let rows = crate::jobs::compute(true, work).await;
    Ok(AxumJson(json!(rows)))
}

async fn one_form(State(app): State<App>, _script: Script, Path(place): Path<Place>) -> Result<Response, Told> {
    let asked = place.checked()?.form;
    let (id, as_xml) = asked.strip_suffix(".xml").map_or((asked.as_str(), false), |id| (id, true));
    let unknown = || Failure::of(Code::NotFound);
    let id = id.parse::<Key>().map_err(|_| unknown())?;
    let registry = app.registry.refresh().await?;
    let checklist = registry.newest_checklists().get(&id).map(|found| Arc::clone(found)).ok_or_else(unknown)?;
    if as_xml {
        let form = crate::jobs::compute(true, move || xform::form(&checklist)).await;
        return Ok(([(header::CONTENT_TYPE, "application/xml")], form.xml).into_response());
    }
    Ok(AxumJson(crate::jobs::compute(true, move || form_row(&checklist)).await).into_response())
}

fn submission_row(submission: &Submission) -> Value {
    json!({"instanceId": submission.instance, "submitterId": scripts::number_of(submission.person),
        "createdAt": submission.received_at, "deviceId": null, "reviewState": null, "userAgent": null,
        "instanceName": null, "updatedAt": null, "currentVersion": {"instanceId": submission.instance}})
}

async fn submissions(
    State(app): State<App>,
    script: Script,
    Path(place): Path<Place>,
) -> Result<AxumJson<Value>, Told> {
    let place = place.checked()?;
    let all = scripts::of_form(&app, &place.form, &script.scope).await?;
    Ok(AxumJson(all.iter().map(submission_row).collect()))
}

async fn found(app: &App, script: &Script, place: &Place) -> Result<(Submission, Vec<SubmissionPart>), Failure> {
    let found = scripts::one(app, &place.form, &place.instance, &script.caller, &script.scope).await?;
    found.ok_or_else(|| Failure::of(Code::NotFound))
}

/// A submission, or its XML where the id ends so.
async fn submission(State(app): State<App>, script: Script, Path(place): Path<Place>) -> Result<Response, Told> {
    let mut place = place.checked()?;
    let as_xml = place.instance.strip_suffix(".xml").map(str::to_owned);
    let Some(id) = as_xml else {
        let (submission, _) = found(&app, &script, &place).await?;
        return Ok(AxumJson(submission_row(&submission)).into_response());
    };
    place.instance = id;
    let (submission, _) = found(&app, &script, &place).await?;
    let xml = app.store.read().await?.submission_xml(&submission.instance, submission.sha256).await?;
    let xml = xml.ok_or_else(|| Failure::of(Code::NotFound))?;
    Ok(([(header::CONTENT_TYPE, "application/xml")], xml).into_response())
}

/// What people said of a submission in Central; what they say here is said of records.
async fn comments(State(app): State<App>, script: Script, Path(place): Path<Place>) -> Result<AxumJson<Value>, Told> {
    found(&app, &script, &place.checked()?).await?;
    Ok(AxumJson(json!([])))
}

async fn attachments(
    State(app): State<App>,
    script: Script,
    Path(place): Path<Place>,
) -> Result<AxumJson<Value>, Told> {
    let (submission, came) = found(&app, &script, &place.checked()?).await?;
    let files = scripts::files(&app, &submission, came).await?;
    Ok(AxumJson(files.into_iter().map(|(name, exists)| json!({"name": name, "exists": exists})).collect()))
}

async fn attachment(
    State(app): State<App>,
    script: Script,
    Path(place): Path<Place>,
    headers: http::HeaderMap,
) -> Result<Response, Told> {
    let place = place.checked()?;
    let (submission, came) = found(&app, &script, &place).await?;
    let part = came.into_iter().find(|part| part.name == place.name).ok_or_else(|| Failure::of(Code::NotFound))?;
    let mut session = app.store.read().await?;
    let content = session.submission_file(&submission.instance, submission.sha256, part.sha256).await?;
    drop(session);
    let length = u64::try_from(part.bytes).unwrap_or(0);
    let shown = Shown::new(format!("\"{}\"", part.sha256), part.media_type, length);
    let shown = Shown { file_name: Some(part.name), ..shown };
    if let Some(content) = content {
        return Ok(serve_held(shown, &headers, content.into()).await?);
    }
    Ok(serve(shown, &headers, async |range| Ok(app.blobs.read(part.sha256, range).await?)).await?)
}
