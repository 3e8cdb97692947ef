//! The table of a form's submissions, as Central's `OData` feed has it: `$top`, `$skip`, `$count`, and `$filter` by what
//! the server says of a submission. Groups stand in their rows, and no repeat has a table of its own.

use axum::{
    Json as AxumJson,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use mobile_sync_protocol::problem::Code;
use serde_json::{Value, json};

use super::{
    super::super::{
        error::Failure,
        extract::{Path, Query},
    },
    PROJECT, Place, Script, Told,
};
use crate::{
    app::App,
    reports::odata::{self, EntitySet, Property, PropertyKind, Refusal},
    store::Submission,
    submissions::scripts,
};

/// Rows of a page where a script does not say.
const PAGE: usize = 250;
/// Most rows of a page.
const PAGE_MAX: usize = 1_000;

const fn property(name: &'static str, kind: PropertyKind) -> Property {
    Property { name, kind, nullable: true, filterable: true }
}

/// What `$filter` may name.
const SUBMISSIONS: EntitySet = EntitySet {
    name: "Submissions",
    entity: "Submission",
    key: "__id",
    properties: &[
        property("__id", PropertyKind::Text),
        property("__system/submissionDate", PropertyKind::Time),
        property("__system/updatedAt", PropertyKind::Time),
        property("__system/submitterId", PropertyKind::Whole),
        property("__system/reviewState", PropertyKind::Text),
    ],
};

/// The values of [`SUBMISSIONS`]; what is null here is null in the rows.
fn values(submission: &Submission) -> [Value; 5] {
    let submitter = scripts::number_of(submission.person);
    [json!(submission.instance), json!(submission.received_at), Value::Null, json!(submitter), Value::Null]
}

/// What is asked for. Repeats are expanded as they are, and places are written as Central does unless it is told
/// otherwise; an option that would change the rows and is not offered is refused, not passed over.
fn read(pairs: &[(String, String)]) -> Result<odata::Query, Refusal> {
    let mut options = Vec::new();
    for (name, value) in pairs {
        // Python writes its own words for true and false.
        let value = match value.as_str() {
            "True" => "true",
            "False" => "false",
            other => other,
        };
        match (name.as_str(), value) {
            ("$expand", "*") | ("$wkt", "false") => {}
            ("$wkt" | "$select", _) => return Err(Refusal::NotOffered(format!("{name} is not offered here"))),
            // Where a name begins may be said.
            ("$filter", text) => options.push((name, text.replace("$root/Submissions/", ""))),
            _ => options.push((name, value.to_owned())),
        }
    }
    odata::Query::parse(&SUBMISSIONS, options)
}

/// The rows of a form's submissions.
pub(super) async fn rows(
    State(app): State<App>,
    script: Script,
    Path(place): Path<Place>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Told> {
    let place = place.checked()?;
    let form = place.form.strip_suffix(".svc").ok_or_else(|| Failure::of(Code::NotFound))?;
    let query = match read(&pairs) {
        Ok(query) => query,
        Err(refusal) => return Ok(refused(&refusal)),
    };
    let mut all = scripts::of_form(&app, form, &script.scope).await?;
    if let Some(filter) = &query.filter {
        all.retain(|submission| filter.holds(&values(submission)));
    }
    let names = app.store.read().await?.names().await?;
    let whole = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let top = query.top.map_or(PAGE, whole).min(PAGE_MAX);
    let skip = query.skip.map_or(0, whole);
    let mut value = Vec::new();
    for submission in all.iter().skip(skip).take(top) {
        // Opened one by one, so that each household's is noted.
        let opened = scripts::one(&app, form, &submission.instance, &script.caller, &script.scope).await?;
        let Some((submission, came)) = opened else { continue };
        let name = names.get(&submission.person).map_or("", String::as_str);
        value.push(scripts::row(&app, &submission, came, name).await?);
    }
    let base = format!("{}/v1/projects/{PROJECT}/forms/{form}.svc", app.config.public_url());
    let mut page = json!({"value": value, "@odata.context": format!("{base}/$metadata#Submissions")});
    let next = skip.saturating_add(top);
    if let Value::Object(page) = &mut page {
        if next < all.len() && top > 0 {
            page.insert("@odata.nextLink".to_owned(), json!(next_page(&base, &pairs, top, next)));
        }
        if query.count {
            page.insert("@odata.count".to_owned(), json!(all.len()));
        }
    }
    Ok(AxumJson(page).into_response())
}

/// Where the page after this one is: the same options, further on.
fn next_page(base: &str, pairs: &[(String, String)], top: usize, next: usize) -> String {
    let further = pairs.iter().filter(|(name, _)| name != "$top" && name != "$skip");
    further.fold(format!("{base}/Submissions?$top={top}&$skip={next}"), |link, (name, value)| {
        format!("{link}&{}={}", odata::encoded(name), odata::encoded(value))
    })
}

fn refused(refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let body = json!({"code": format!("{}.1", refusal.status()), "message": refusal.to_string()});
    (status, AxumJson(body)).into_response()
}
