//! What comes with the product: the 2021-2025 programme's tree, the offices that lead it, six checklists, and three
//! forms of evaluations.

use bytes::Bytes;

use super::apply::{ApplyError, Imported, Source, What, import};
use crate::{app::App, store::Actor};

const DEPARTMENTS: &str = include_str!("../../builtin/departments.csv");
const PROGRAMME: &str = include_str!("../../builtin/programme.csv");

/// The six checklists, by file name.
pub const CHECKLISTS: [(&str, &str); 6] = [
    ("infrastructure_work.json", include_str!("../../builtin/checklists/infrastructure_work.json")),
    ("production_support_model.json", include_str!("../../builtin/checklists/production_support_model.json")),
    ("model_replication_point.json", include_str!("../../builtin/checklists/model_replication_point.json")),
    ("beneficiary_household.json", include_str!("../../builtin/checklists/beneficiary_household.json")),
    ("commune_working_session.json", include_str!("../../builtin/checklists/commune_working_session.json")),
    ("poor_household_review_check.json", include_str!("../../builtin/checklists/poor_household_review_check.json")),
];

/// The forms of evaluations, by file name.
pub const FORMS: [(&str, &str); 3] = [
    ("monitoring.json", include_str!("../../builtin/forms/monitoring.json")),
    ("annual.json", include_str!("../../builtin/forms/annual.json")),
    ("thematic.json", include_str!("../../builtin/forms/thematic.json")),
];

/// Imports what is built in, where it is not there yet. Safe to run at every start, and on every replica.
///
/// # Errors
/// Where the store fails.
pub async fn seed(app: &App) -> Result<Vec<Imported>, ApplyError> {
    let mut done = Vec::new();
    let mut session = app.store.read().await?;
    let (departments, nodes) = (session.departments().await?, session.sub_projects().await?);
    drop(session);
    if departments.is_empty() {
        done.push(take(app, What::Departments, "departments.csv", DEPARTMENTS).await?);
    }
    if nodes.is_empty() {
        done.push(take(app, What::Programme, "programme.csv", PROGRAMME).await?);
    }
    for (name, text) in CHECKLISTS {
        let id = name.trim_end_matches(".json");
        // A district's later versions stand beside the first, which stays as it was published.
        if !app.registry.current().checklists().iter().any(|known| known.id.as_str() == id && known.version == 1) {
            done.push(take(app, What::Checklists, name, text).await?);
        }
    }
    for (name, text) in FORMS {
        let id = name.trim_end_matches(".json");
        if !app.registry.current().forms().any(|known| known.id.as_str() == id && known.version == 1) {
            done.push(take(app, What::Forms, name, text).await?);
        }
    }
    Ok(done)
}

async fn take(app: &App, what: What, name: &str, text: &'static str) -> Result<Imported, ApplyError> {
    let source = Source { name: format!("builtin/{name}"), bytes: Bytes::from_static(text.as_bytes()), on: None };
    import(app, what, source, Actor::System, false).await
}
