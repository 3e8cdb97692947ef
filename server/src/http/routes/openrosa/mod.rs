//! `/openrosa`: forms for the phones that teams have already, and what they fill. Every answer is XML, failures too: such
//! clients show its message.
//!
//! The same addresses stand below `/openrosa/key/{key}`, for a client that has a key in its server's address, and below
//! `/openrosa` itself, for one that shows a name and a password.

mod answer;
mod caller;
mod forms;
mod submission;

use axum::{
    Router,
    routing::{get, head},
};

use crate::app::App;

/// Where the addresses of those stand who show a name and a password.
const PLAIN: &str = "/openrosa";
/// Where the addresses of those stand who have a key; it comes next.
pub const KEYED: &str = "/openrosa/key";

/// The routes; OpenRosa's own documents describe them, so they stand in no API document.
pub fn routes() -> Router<App> {
    [PLAIN.to_owned(), format!("{KEYED}/{{key}}")].iter().fold(Router::new(), |router, base| {
        router
            .route(&format!("{base}/formList"), get(forms::list))
            .route(&format!("{base}/forms/{{id}}/{{version}}"), get(forms::form))
            .route(&format!("{base}/forms/{{id}}/{{version}}/manifest"), get(forms::manifest))
            .route(&format!("{base}/lists/{{list}}"), get(forms::file))
            .route(&format!("{base}/lists/{{list}}/deleted"), get(forms::deleted))
            .route(&format!("{base}/submission"), head(submission::ask).post(submission::create))
    })
}
