//! The forms, and the lists that they look up.

use axum::{extract::State, response::Response};
use http::StatusCode;
use mobile_sync_protocol::{problem::Code, record::ChecklistRef};
use serde::Deserialize;

use super::{
    super::super::{
        error::Failure,
        extract::{Path, Pull, Query},
    },
    answer::{Told, bytes, xml},
    caller::FormClient,
};
use crate::{
    app::App,
    openrosa::{
        documents::{FormEntry, MediaFile, form_list, integrity, manifest as manifest_of},
        hash,
        lists::{ALL, FINDINGS},
        xform::{self, Form},
    },
    submissions::lists::Lists,
};

/// What a client may narrow the list of forms by (OpenRosa Form Discovery API).
#[derive(Deserialize)]
pub(super) struct ListQuery {
    #[serde(rename = "formID")]
    form: Option<String>,
    #[serde(rename = "listAllVersions", default)]
    all_versions: String,
}

/// A form in one version; the address holds a key beside where the client has one.
#[derive(Deserialize)]
pub(super) struct FormPath {
    id: String,
    version: String,
}

/// A list, by the name of its file.
#[derive(Deserialize)]
pub(super) struct ListPath {
    list: String,
}

/// Rows that a client has and a list lacks.
#[derive(Deserialize)]
pub(super) struct DeletedQuery {
    #[serde(default)]
    id: String,
}

/// The newest version of each checklist, or all versions where that is asked for.
pub(super) async fn list(
    State(app): State<App>,
    client: FormClient<Pull>,
    Query(query): Query<ListQuery>,
) -> Result<Response, Told> {
    let registry = app.registry.refresh().await?;
    let base = client.base;
    let work = move || {
        let mut asked = match query.all_versions.as_str() {
            "true" => registry.checklists(),
            _ => registry.newest_checklists().into_values().collect(),
        };
        asked.retain(|checklist| query.form.as_ref().is_none_or(|form| form == checklist.id.as_str()));
        let entries = asked.into_iter().map(|checklist| {
            let form = xform::form(checklist);
            let url = format!("{base}/forms/{}/{}", form.id, form.version);
            let manifest = format!("{url}/manifest");
            FormEntry::of(&form, url, manifest)
        });
        form_list(&entries.collect::<Vec<_>>())
    };
    Ok(xml(crate::jobs::compute(true, work).await))
}

/// One form.
pub(super) async fn form(
    State(app): State<App>,
    _client: FormClient<Pull>,
    Path(path): Path<FormPath>,
) -> Result<Response, Told> {
    Ok(xml(written(&app, path).await?.xml))
}

/// The files of one form: the caller's lists.
pub(super) async fn manifest(
    State(app): State<App>,
    client: FormClient<Pull>,
    Path(path): Path<FormPath>,
) -> Result<Response, Told> {
    written(&app, path).await?;
    let lists = Lists::of(&app, &client.caller).await?;
    let base = client.base;
    let work = move || {
        let file = |name: &str| {
            let url = format!("{base}/lists/{name}");
            let bytes = lists.file(name)?;
            Some(MediaFile {
                filename: format!("{name}.csv"),
                hash: hash(&bytes),
                integrity_url: Some(format!("{url}/deleted")),
                download_url: url,
            })
        };
        manifest_of(&ALL.into_iter().filter_map(file).collect::<Vec<_>>())
    };
    Ok(xml(crate::jobs::compute(true, work).await))
}

/// One list. Which findings about households it tells of is noted, as it is of a pull.
pub(super) async fn file(
    State(app): State<App>,
    client: FormClient<Pull>,
    Path(ListPath { list }): Path<ListPath>,
) -> Result<Response, Told> {
    let lists = Lists::of(&app, &client.caller).await?;
    if list == FINDINGS {
        lists.note(&app, &client.caller).await?;
    }
    let file = crate::jobs::compute(true, move || lists.file(&list)).await;
    let file = file.ok_or_else(|| Failure::of(Code::NotFound))?;
    Ok(bytes(StatusCode::OK, "text/csv; charset=utf-8", file))
}

/// Which rows of a list are there no longer.
pub(super) async fn deleted(
    State(app): State<App>,
    client: FormClient<Pull>,
    Path(ListPath { list }): Path<ListPath>,
    Query(query): Query<DeletedQuery>,
) -> Result<Response, Told> {
    let ids: Vec<String> = query.id.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let lists = Lists::of(&app, &client.caller).await?;
    let rows = lists.gone(&list, &ids).ok_or_else(|| Failure::of(Code::NotFound))?;
    Ok(xml(integrity(&rows)))
}

/// The form of one checklist.
async fn written(app: &App, path: FormPath) -> Result<Form, Failure> {
    let unknown = || Failure::of(Code::NotFound);
    let id = path.id.parse().map_err(|_| unknown())?;
    let version = path.version.parse().map_err(|_| unknown())?;
    let wanted = ChecklistRef { id, version };
    let checklist = app.registry.refresh().await?.checklist(&wanted).cloned().ok_or_else(unknown)?;
    Ok(crate::jobs::compute(true, move || xform::form(&checklist)).await)
}
