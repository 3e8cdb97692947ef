//! `/api/v1/rescues`: what a phone could not send, as a file that it sealed.

use axum::extract::{Request, State};
use mobile_sync_protocol::problem::Problem;

use super::super::{
    error::Failure,
    extract::{Allowed, TakeIn},
    leftover::drain,
};
use crate::{
    app::App,
    rescue::{self, RescueOutcome},
};

/// How much of a file that was not taken is read all the same, in bytes.
const DRAINED: u64 = 64 * 1024 * 1024;

/// Takes in a file that a phone sealed to this server. Its revisions and photos go the way that the phone's own go, so
/// sending it twice is the same as once. Of a file that is damaged, what was whole before the damage stays.
#[utoipa::path(
    post,
    path = "/api/v1/rescues",
    tag = "sync",
    security(("session" = ["take_in"])),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, body = RescueOutcome),
        (status = 403, description = "The phone is of other units", body = Problem),
        (status = 422, description = "Nothing of it was taken", body = Problem),
        (status = 503, description = "Send it again", body = Problem),
    )
)]
pub async fn create(
    State(app): State<App>,
    allowed: Allowed<TakeIn>,
    request: Request,
) -> Result<axum::Json<RescueOutcome>, Failure> {
    let mut body = request.into_body().into_data_stream();
    let work = async move {
        let taken = rescue::take_in(&app, &mut body, Some(&allowed.caller)).await;
        if taken.is_err() {
            drain(&mut body, DRAINED).await;
        }
        taken
    };
    Ok(axum::Json(crate::jobs::finish(work).await??))
}
