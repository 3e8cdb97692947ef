//! What does not come to an end by itself: a submission whose files never come becomes a record without them, and one
//! that was refused is tried again, since what it lacked may be there by now.

use mobile_sync_protocol::time::Timestamp;

use super::{
    Form, Sender, SubmissionError,
    arrive::{Arrival, Known, Step},
};
use crate::{
    app::App,
    registry::Snapshot,
    store::Submission,
    sync::commit::{Decided, Landed},
};

/// Most submissions of one round.
const AT_ONCE: i64 = 200;

/// Looks at the submissions that nothing has happened to since `since`; says how many became part of a record.
///
/// # Errors
/// Where the store fails; what was done stays done.
pub async fn round(app: &App, since: Timestamp) -> Result<usize, SubmissionError> {
    let still = app.store.read().await?.submissions_still(since, AT_ONCE).await?;
    if still.is_empty() {
        return Ok(0);
    }
    let registry = app.registry.refresh().await?;
    let mut settled = 0;
    for submission in still {
        // One that cannot be read keeps nothing else from its end: neither the next one, nor what the sweep does after.
        match settle(app, &registry, &submission).await {
            Ok(is_settled) => settled += usize::from(is_settled),
            Err(error) => tracing::warn!(instance = submission.instance, %error, "a submission was not settled"),
        }
    }
    Ok(settled)
}

async fn settle(app: &App, registry: &Snapshot, submission: &Submission) -> Result<bool, SubmissionError> {
    let Submission { instance, sha256, .. } = submission;
    let mut session = app.store.read().await?;
    let xml = session.submission_xml(instance, *sha256).await?.unwrap_or_default();
    drop(session);
    let Some(caller) = app.recogniser.phone(submission.device).await? else { return Ok(false) };
    let Some(sender) = Sender::of(&caller) else { return Ok(false) };
    let form = Form::of_stored(registry, submission, &xml)?;
    let arrival =
        Arrival { form: &form, xml: xml.into(), sha256: *sha256, parts: Vec::new(), photos: Vec::new(), anyway: true };
    let known = Known::read(app, &form, *sha256).await?;
    let Step::Commit(arriving, _) = arrival.work_out(app, sender, &known).await? else { return Ok(false) };
    // Where something came meanwhile, the next round looks again.
    let landed = app.committer.submission(*arriving).await?;
    Ok(matches!(landed, Landed::Kept(Some(Decided::Kept { .. }))))
}
