//! `/api/v1/people`: who may act.

use axum::extract::State;
use http::StatusCode;
use mobile_sync_protocol::problem::{Code, Problem, Violation};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::{
    error::Failure,
    extract::{Allowed, Json, ManagePeople},
};
use crate::{
    app::App,
    desk::people::{self, NewPerson, PeopleError},
    store::Person,
};

/// People.
#[derive(Serialize, ToSchema)]
pub struct PeopleList {
    /// By name.
    people: Vec<Person>,
}

/// All people, by name.
#[utoipa::path(
    get,
    path = "/api/v1/people",
    tag = "people",
    security(("session" = ["manage_people"])),
    responses((status = 200, body = PeopleList))
)]
pub async fn list(State(app): State<App>, _allowed: Allowed<ManagePeople>) -> Result<axum::Json<PeopleList>, Failure> {
    Ok(axum::Json(PeopleList { people: app.store.read().await?.people().await? }))
}

/// Adds a person.
#[utoipa::path(
    post,
    path = "/api/v1/people",
    tag = "people",
    security(("session" = ["manage_people"])),
    request_body = NewPerson,
    responses((status = 201, body = Person), (status = 422, body = Problem))
)]
pub async fn create(
    State(app): State<App>,
    allowed: Allowed<ManagePeople>,
    Json(new): Json<NewPerson>,
) -> Result<(StatusCode, axum::Json<Person>), Failure> {
    let person = people::add(&app, new, allowed.caller.actor()).await.map_err(|error| {
        let path = match &error {
            PeopleError::Name | PeopleError::Taken => "/name",
            PeopleError::Password => "/password",
            PeopleError::Unit(_) => "/roles",
            PeopleError::Store(_) => "",
        };
        match error {
            PeopleError::Store(error) => error.into(),
            wrong => Failure::of(Code::JsonShape)
                .because(wrong.to_string())
                .at(vec![Violation::plain(path, Code::JsonShape)]),
        }
    })?;
    Ok((StatusCode::CREATED, axum::Json(person)))
}
