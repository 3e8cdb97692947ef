//! The OpenAPI document, put together from the handlers.

use utoipa::{
    Modify, OpenApi,
    openapi::{
        Components,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Thực Địa",
        description = "On-site inspections of a poverty-reduction programme: intake, evidence, review, evaluation. \
                       Every error is application/problem+json (RFC 9457) with a stable `type`."
    ),
    modifiers(&Security),
    tags(
        (name = "people", description = "Signing in, people, phones"),
        (name = "sync", description = "What phones push and pull"),
        (name = "photos", description = "Photos: status, tus 1.0.0 uploads, downloads"),
        (name = "records", description = "Records, what waits, what was refused"),
        (name = "evidence", description = "What photos and records are worth as evidence: rules, answers, figures"),
        (name = "findings", description = "Findings: raised, answered, decided on"),
        (name = "evaluations", description = "Half-year and yearly reports: written, findings attached, handed in, signed"),
        (name = "exports", description = "Files to take along: registers, photos, evidence bundles"),
        (name = "registry", description = "Units, programme, subjects, visits, checklists"),
        (name = "operation", description = "Health, metrics, the log"),
    )
)]
pub(super) struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_with(Components::new);
        let device = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("A phone's token.")).build();
        components.add_security_scheme("device", SecurityScheme::Http(device));
        let basic = HttpBuilder::new()
            .scheme(HttpAuthScheme::Basic)
            .description(Some("A person's name and password, with each request, for programs that know no cookies."));
        components.add_security_scheme("basic", SecurityScheme::Http(basic.build()));
        let session = ApiKey::Cookie(ApiKeyValue::with_description(
            super::extract::SESSION_COOKIE,
            "A desk session. The scopes name the permission.",
        ));
        components.add_security_scheme("session", SecurityScheme::ApiKey(session));
    }
}

/// The document, as `/api/openapi.json` serves it.
pub fn document() -> utoipa::openapi::OpenApi {
    named(super::router::documented().split_for_parts().1)
}

/// Names each operation by its method and address. Handlers of several addresses share a name, and a client that is
/// generated from the document needs one for each.
pub(super) fn named(mut document: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    for (path, item) in &mut document.paths.paths {
        let words = path.trim_start_matches("/api/v1").split('/').filter(|word| !word.is_empty());
        let address =
            words.map(|word| word.replace(['{', '}', '$'], "").replace(['-', '.'], "_")).collect::<Vec<_>>().join("_");
        for (method, operation) in [
            ("get", &mut item.get),
            ("put", &mut item.put),
            ("post", &mut item.post),
            ("delete", &mut item.delete),
            ("options", &mut item.options),
            ("head", &mut item.head),
            ("patch", &mut item.patch),
        ] {
            if let Some(operation) = operation {
                operation.operation_id = Some(format!("{method}_{address}"));
            }
        }
    }
    document
}
