//! `/api/v1/forms`: what evaluations are made by.

use axum::extract::State;
use mobile_sync_protocol::{
    ids::Key,
    problem::{Code, Problem},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::{
    error::Failure,
    extract::{Allowed, Path, ReadEvaluations},
};
use crate::{app::App, evaluation::form::Form};

/// Forms.
#[derive(Serialize, ToSchema)]
pub struct FormList {
    /// By id and version.
    forms: Vec<Form>,
}

/// All forms of evaluations in all versions.
#[utoipa::path(
    get,
    path = "/api/v1/forms",
    tag = "evaluations",
    security(("session" = ["read_evaluations"])),
    responses((status = 200, body = FormList))
)]
pub async fn list(State(app): State<App>, _allowed: Allowed<ReadEvaluations>) -> Result<axum::Json<FormList>, Failure> {
    let registry = app.registry.refresh().await?;
    Ok(axum::Json(FormList { forms: registry.forms().map(|form| (**form).clone()).collect() }))
}

/// One version of one form.
#[utoipa::path(
    get,
    path = "/api/v1/forms/{id}/{version}",
    tag = "evaluations",
    security(("session" = ["read_evaluations"])),
    params(("id" = String, Path), ("version" = u32, Path)),
    responses((status = 200, body = Form), (status = 404, body = Problem))
)]
pub async fn read(
    State(app): State<App>,
    _allowed: Allowed<ReadEvaluations>,
    Path((id, version)): Path<(Key, u32)>,
) -> Result<axum::Json<Form>, Failure> {
    let registry = app.registry.refresh().await?;
    let form = registry.form(&id, version).ok_or_else(|| Failure::of(Code::NotFound))?;
    Ok(axum::Json((**form).clone()))
}
