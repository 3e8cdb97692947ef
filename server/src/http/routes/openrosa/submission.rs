//! `submission`: records that were filled elsewhere, in one post or several.

use axum::{
    body::BodyDataStream,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, stream};
use http::{StatusCode, header};
use mobile_sync_protocol::{ids::DeviceId, problem::Code, text::Text};

use super::{
    super::super::{
        error::Failure,
        extract::HandIn,
        leftover::drain,
        multipart::{Multipart, MultipartError, boundary},
    },
    answer::{Told, mark, message},
    caller::FormClient,
};
use crate::{
    app::App,
    auth::Caller,
    openrosa::{
        documents::{Message, Nature},
        submission::{Refusal, XML_BYTES_MAX},
    },
    submissions::{self, Form, Post, Sender, SubmissionError, Taken},
    uploads::UploadError,
};

/// The name of the part that holds the XML.
const XML: &str = "xml_submission_file";
/// The name of the part by which Collect says that another post comes. What is missing is seen from the XML.
const INCOMPLETE: &str = "*isIncomplete*";
/// Most files of one post; Collect sends a hundred.
const FILES_MAX: usize = 500;
/// How much of a post that is refused is read all the same, in bytes, so that its sender reads the answer.
const DRAINED: u64 = 64 << 20;

/// Whether this is where to submit, and how much at once.
pub(super) async fn ask(_client: FormClient<HandIn>) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    mark(response.headers_mut());
    response
}

/// Takes a post, all of it or nothing: of one that breaks off no submission stays, and it can be sent again.
pub(super) async fn create(
    State(app): State<App>,
    client: FormClient<HandIn>,
    request: Request,
) -> Result<Response, Told> {
    let (parts, body) = request.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let boundary =
        kind.and_then(boundary).ok_or_else(|| Failure::of(Code::MediaType).because("multipart/form-data"))?;
    let work = async move {
        let mut body = body.into_data_stream();
        let answer = receive(&app, &client.caller, &mut body, &boundary).await;
        if answer.is_err() {
            drain(&mut body, DRAINED).await;
        }
        answer
    };
    match crate::jobs::finish(work).await? {
        Ok(taken) => Ok(told(&taken)),
        Err(Refused::Submission(SubmissionError::Refused(why))) => {
            Ok(message(Refusal::STATUS, Nature::Refused, &why.text()))
        }
        Err(Refused::Submission(SubmissionError::UnknownForm(form))) => Ok(say(Message::UnknownForm(&form))),
        Err(Refused::Submission(SubmissionError::UnknownVersion { form, version })) => {
            Ok(say(Message::UnknownVersion(&form, &version)))
        }
        Err(Refused::Submission(other)) => Err(other.into()),
        Err(Refused::Upload(error)) => Err(error.into()),
        Err(Refused::Body(text)) => Ok(message(400, Nature::Refused, &text)),
    }
}

fn told(taken: &Taken) -> Response {
    say(match taken {
        Taken::Whole => Message::Whole,
        Taken::Waiting(files) => Message::Waiting(*files),
        Taken::Known => Message::Known,
        Taken::Conflict => Message::Conflict,
        Taken::KeptAside(why) => Message::KeptAside(why),
    })
}

fn say(said: Message<'_>) -> Response {
    message(said.status(), said.nature(), &said.text())
}

/// Why a post was not taken.
enum Refused {
    /// What it says.
    Submission(SubmissionError),
    /// A file of it.
    Upload(UploadError),
    /// How it was sent.
    Body(Text),
}

impl From<SubmissionError> for Refused {
    fn from(error: SubmissionError) -> Self {
        Self::Submission(error)
    }
}

impl From<UploadError> for Refused {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Broken => MultipartError::Broken.into(),
            other => Self::Upload(other),
        }
    }
}

impl From<MultipartError> for Refused {
    fn from(error: MultipartError) -> Self {
        let vi = match error {
            MultipartError::Broken => "Đường truyền bị ngắt giữa chừng, hãy gửi lại",
            MultipartError::Malformed(_) => "Không đọc được nội dung gửi lên",
        };
        Self::Body(Text::new(vi, error.to_string()))
    }
}

/// Reads a post to its end, keeps its files as they come, and hands it on.
async fn receive(app: &App, caller: &Caller, body: &mut BodyDataStream, boundary: &str) -> Result<Taken, Refused> {
    let Some(sender) = Sender::of(caller) else {
        return Err(Refused::Body(Text::new("Thiết bị không xác định", "no device")));
    };
    let mut post = Post::default();
    let form = parts(app, sender.device(), Multipart::new(body, boundary), &mut post).await?;
    let Some(form) = form else {
        let why = "Thiếu phần xml_submission_file";
        return Err(Refused::Body(Text::new(why, "the part xml_submission_file is missing")));
    };
    Ok(submissions::take(app, sender, &form, post).await?)
}

/// Reads the parts of a post into `post`. Its form is known before its photos are stored, where the XML comes first.
async fn parts<S, E>(
    app: &App,
    device: DeviceId,
    mut body: Multipart<S>,
    post: &mut Post,
) -> Result<Option<Form>, Refused>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    E: Send,
{
    let (mut form, mut files) = (None, 0);
    while let Some(head) = body.next().await? {
        if head.name == XML && form.is_none() {
            let mut xml = BytesMut::new();
            while let Some(chunk) = body.chunk().await? {
                xml.extend_from_slice(&chunk);
                if xml.len() > XML_BYTES_MAX {
                    break;
                }
            }
            form = Some(submissions::recognise(app, &xml).await?);
            post.xml = xml.freeze();
        } else if head.file_name.is_some() || head.name != INCOMPLETE {
            files += 1;
            if files > FILES_MAX {
                let (vi, en) = (format!("Nhiều hơn {FILES_MAX} tệp"), format!("more than {FILES_MAX} files"));
                return Err(Refused::Body(Text::new(vi, en)));
            }
            let name = head.file_name.unwrap_or(head.name);
            let pieces = stream::try_unfold(&mut body, |body| async move {
                Ok::<_, MultipartError>(body.chunk().await?.map(|chunk| (chunk, body)))
            });
            post.keep(app, device, &name, Box::pin(pieces)).await?;
        }
    }
    Ok(form)
}
