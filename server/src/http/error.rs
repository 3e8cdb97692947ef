//! The one way from a failure to an answer: `application/problem+json`, logged once where nobody else can act on it.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use mobile_sync_protocol::problem::{Code, Problem, Violation};

use crate::{
    blobs::BlobError,
    checks::CheckError,
    desk::{choice::ChoiceError, sign_in::SignInError},
    rescue::RescueError,
    store::StoreError,
    submissions::SubmissionError,
    sync::{commit::CommitError, push::PushError},
    uploads::UploadError,
};

/// What a handler answers where it cannot do what was asked.
#[derive(Debug)]
pub struct Failure {
    problem: Box<Problem>,
    headers: Vec<(header::HeaderName, HeaderValue)>,
}

impl Failure {
    /// A problem of the catalogue.
    pub fn of(code: Code) -> Self {
        Self { problem: Box::new(code.problem()), headers: Vec::new() }
    }

    /// The problem itself, for an answer that carries several.
    pub fn into_problem(self) -> Box<Problem> {
        self.problem
    }

    /// What it says to people.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Whether it is this problem.
    pub fn is(&self, code: Code) -> bool {
        self.problem.kind.strip_prefix("/problems/") == Some(code.as_str())
    }

    /// The same with what happened here.
    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Self {
        self.problem.detail = Some(detail.into());
        self
    }

    /// The same with the places in the request.
    #[must_use]
    pub fn at(mut self, errors: Vec<Violation>) -> Self {
        self.problem.errors = errors;
        self
    }

    /// The same with a header.
    #[must_use]
    pub fn with(mut self, name: header::HeaderName, value: impl Into<HeaderValue>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self { problem: Box::new(problem), headers: Vec::new() }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        for (name, value) in self.headers {
            headers.insert(name, value);
        }
        response
    }
}

/// Logs what nobody outside can act on, with its causes, and answers with the request's id alone.
fn internal(error: &dyn std::error::Error) -> Failure {
    tracing::error!(error = %chain(error), "a request failed");
    Failure::of(Code::Internal)
}

fn unavailable(error: &dyn std::error::Error) -> Failure {
    tracing::warn!(error = %chain(error), "a request was put off");
    Failure::of(Code::Unavailable)
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        if error.is_transient() { unavailable(&error) } else { internal(&error) }
    }
}

impl From<SignInError> for Failure {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong => Self::of(Code::WrongPassword),
            SignInError::Locked { seconds } => Self::of(Code::RateLimited).with(header::RETRY_AFTER, seconds),
            SignInError::Store(error) => error.into(),
        }
    }
}

impl From<ChoiceError> for Failure {
    fn from(error: ChoiceError) -> Self {
        match error {
            ChoiceError::OutOfScope => Self::of(Code::OutOfScope),
            ChoiceError::Incomplete(why) => Self::of(Code::BadParameter).because(why),
            ChoiceError::Evaluation(error) => error.into(),
        }
    }
}

impl From<CommitError> for Failure {
    fn from(error: CommitError) -> Self {
        match &error {
            CommitError::Closed => unavailable(&error),
            CommitError::Store(store) if store.is_transient() => unavailable(&error),
            CommitError::Store(_) => internal(&error),
        }
    }
}

impl From<BlobError> for Failure {
    fn from(error: BlobError) -> Self {
        match &error {
            BlobError::Missing(_) => Self::of(Code::NotFound),
            _ if error.is_retryable() => unavailable(&error),
            _ => internal(&error),
        }
    }
}

impl From<CheckError> for Failure {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Store(error) => error.into(),
            CheckError::Blobs(error) => error.into(),
            CheckError::Lost { .. } | CheckError::Heic(_) => unavailable(&error),
            CheckError::NoForm(_) => internal(&error),
        }
    }
}

impl From<PushError> for Failure {
    fn from(error: PushError) -> Self {
        match error {
            PushError::Request(problem) => (*problem).into(),
            PushError::Commit(error) => error.into(),
            PushError::Store(error) => error.into(),
        }
    }
}

impl From<RescueError> for Failure {
    fn from(error: RescueError) -> Self {
        match error {
            RescueError::Unreadable(why) => Self::of(Code::RescueUnreadable).because(why),
            RescueError::Damaged => Self::of(Code::RescueDamaged)
                .because("it ends within its header, or was altered there: nothing was taken"),
            RescueError::Device(_) => Self::of(Code::RescueDevice).because(error.to_string()),
            RescueError::OutOfScope => Self::of(Code::OutOfScope),
            RescueError::Push(error) => error.into(),
            RescueError::Upload(error) => error.into(),
            RescueError::Store(error) => error.into(),
        }
    }
}

impl From<UploadError> for Failure {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Unknown => Self::of(Code::UploadUnknown),
            UploadError::Offset(at) => Self::of(Code::UploadOffset)
                .because(format!("the upload stands at {at}"))
                .with(header::HeaderName::from_static("upload-offset"), at),
            UploadError::TooLarge(most) => Self::of(Code::UploadLength).because(format!("at most {most} bytes here")),
            UploadError::Checksum => Self::of(Code::UploadChecksum),
            UploadError::WrongHash { actual } => {
                Self::of(Code::UploadHash).because(format!("the bytes that came have the SHA-256 {actual}"))
            }
            UploadError::Broken => Self::of(Code::BodyUnreadable),
            UploadError::Blobs(error) => error.into(),
            UploadError::Store(error) => error.into(),
            UploadError::Commit(error) => error.into(),
        }
    }
}

impl From<SubmissionError> for Failure {
    fn from(error: SubmissionError) -> Self {
        match error {
            SubmissionError::Refused(_) => Self::of(Code::BodyUnreadable).because(error.to_string()),
            SubmissionError::UnknownForm(_) | SubmissionError::UnknownVersion { .. } => {
                Self::of(Code::NotFound).because(error.to_string())
            }
            SubmissionError::Store(error) => error.into(),
            SubmissionError::Commit(error) => error.into(),
        }
    }
}

impl From<tokio::task::JoinError> for Failure {
    fn from(error: tokio::task::JoinError) -> Self {
        internal(&error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        internal(&error)
    }
}
