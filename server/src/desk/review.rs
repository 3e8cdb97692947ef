//! Reviewing records: decisions on them, conflicts settled, and the reviewers' word on the rules of evidence.

use std::collections::BTreeSet;

use mobile_sync_protocol::{
    ids::{Key, PersonId, RecordId, RevisionId, Sha256},
    problem::{Code, Violation},
    sync::{Kind, ReviewComment},
    time::Timestamp,
};
use serde_json::json;

use crate::{
    app::App,
    auth::{Caller, Scope},
    review::record::{self, Action, Refused},
    store::{Audience, DecisionRow, Entry, FeedEntry, MarkRow, RecordRow, Session, StoreError},
    sync::commit::{CommitError, Settled, Settlement},
};

/// A decision that somebody wants to take.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The record.
    pub record: RecordId,
    /// What to decide.
    pub action: Action,
    /// The snapshot that was looked at.
    pub head: RevisionId,
    /// With which words.
    pub comments: Vec<ReviewComment>,
}

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// There is no such record in the caller's scope.
    #[error("there is no such record")]
    Unknown,
    /// The record does not take the decision.
    #[error("{why}")]
    Refused {
        /// Why.
        why: Refused,
        /// The newest decision, where there is one: who took it, and when.
        last: Option<(String, Timestamp)>,
    },
    /// A comment names what the record does not have.
    #[error("a comment names what the record does not have")]
    Comments(Vec<Violation>),
    /// There is nothing to settle.
    #[error("this branch is no conflict of the record")]
    NoConflict,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The writer failed.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

/// Takes a decision on a record. Of two that were taken on the same snapshot at once, one is told that the other was
/// first.
///
/// # Errors
/// [`ReviewError`]; then nothing was decided.
pub async fn decide(app: &App, caller: &Caller, scope: &Scope, wanted: &Wanted) -> Result<(), ReviewError> {
    let mut writer = app.store.write().await?;
    let mut row = in_scope(&mut writer, wanted.record, scope).await?;
    let before = writer.decisions_of(&[wanted.record]).await?.remove(&wanted.record).unwrap_or_default();
    let decided = match record::decide(&row.standing(), wanted.action, wanted.head, &wanted.comments) {
        Ok(decided) => decided,
        Err(why) => {
            let last = match before.last() {
                Some(last) => Some((name_of(&mut writer, last.person).await?, last.at)),
                None => None,
            };
            return Err(ReviewError::Refused { why, last });
        }
    };
    let wrong = foreign(app, &mut writer, &row, &wanted.comments).await?;
    if !wrong.is_empty() {
        return Err(ReviewError::Comments(wrong));
    }
    let now = app.clock.now();
    let decision = DecisionRow {
        record: wanted.record,
        number: before.last().map_or(1, |last| last.number + 1),
        action: wanted.action,
        at: now,
        person: caller.person,
        head: wanted.head,
        comments: wanted.comments.clone(),
    };
    row.decided = Some(decided);
    row.status = row.standing().status();
    row.changed_at = now;
    writer.insert_decisions(std::slice::from_ref(&decision)).await?;
    writer.put_records(std::slice::from_ref(&row)).await?;
    writer.publish(&[FeedEntry::put(Audience::Person(row.person), Kind::Record, row.id)]).await?;
    let entry = Entry::new(now, caller.actor(), wanted.action.logged(), format_args!("record:{}", row.id))
        .with(json!({"number": decision.number, "head": decision.head, "words": decision.words()?}));
    writer.commit(&[entry]).await?;
    Ok(())
}

/// The record, where it lies within the scope.
async fn in_scope(session: &mut Session, id: RecordId, scope: &Scope) -> Result<RecordRow, ReviewError> {
    let row = session.records_by_id(&[id]).await?.remove(&id);
    row.filter(|row| scope.holds(row.commune, row.person)).ok_or(ReviewError::Unknown)
}

async fn name_of(session: &mut Session, person: PersonId) -> Result<String, StoreError> {
    let stored = session.person(person).await?;
    Ok(stored.map_or_else(|| person.to_string(), |stored| stored.person.full_name))
}

/// The comments that name an item or a photo which the record does not have.
async fn foreign(
    app: &App,
    session: &mut Session,
    row: &RecordRow,
    comments: &[ReviewComment],
) -> Result<Vec<Violation>, StoreError> {
    let mut wrong = Vec::new();
    let registry = app.registry.current();
    let checklist = registry.checklist(&row.checklist);
    let photos: BTreeSet<Sha256> = if comments.iter().any(|comment| comment.photo.is_some()) {
        session.head_photos(row.id).await?.into_iter().collect()
    } else {
        BTreeSet::new()
    };
    for (at, comment) in comments.iter().enumerate() {
        if comment.item.as_ref().is_some_and(|item| checklist.is_some_and(|list| list.item(item).is_none())) {
            wrong.push(Violation::plain(format!("/comments/{at}/item"), Code::RecordUnknownItem));
        }
        if comment.photo.is_some_and(|photo| !photos.contains(&photo)) {
            wrong.push(Violation::plain(format!("/comments/{at}/photo"), Code::RecordPhoto));
        }
    }
    Ok(wrong)
}

/// How a conflict is to be settled.
#[derive(Clone, Debug)]
pub struct WantedSettlement {
    /// The record.
    pub record: RecordId,
    /// The head that was looked at.
    pub head: RevisionId,
    /// The branch that disagrees with it.
    pub branch: RevisionId,
    /// The items that are taken from the branch, with their photos.
    pub take: BTreeSet<Key>,
    /// Whether the branch's photos of the whole are added.
    pub take_photos: bool,
}

/// Settles a conflict: makes a new head of the head's content and, of the branch's, what is taken. Both sides stay as
/// they were signed.
///
/// # Errors
/// [`ReviewError`]; then nothing was settled.
pub async fn settle(app: &App, caller: &Caller, scope: &Scope, wanted: WantedSettlement) -> Result<(), ReviewError> {
    in_scope(&mut app.store.read().await?, wanted.record, scope).await?;
    let settlement = Settlement {
        record: wanted.record,
        head: wanted.head,
        branch: wanted.branch,
        take: wanted.take,
        take_photos: wanted.take_photos,
        by: caller.actor(),
    };
    match app.committer.settle_conflict(settlement).await? {
        Settled::Joined(_) => Ok(()),
        Settled::MovedOn => Err(ReviewError::Refused { why: Refused::MovedOn, last: None }),
        Settled::NoConflict => Err(ReviewError::NoConflict),
    }
}

/// Keeps a reviewer's word on whether a rule was right about a record.
///
/// # Errors
/// [`ReviewError`].
pub async fn mark(
    app: &App,
    caller: &Caller,
    scope: &Scope,
    (record, rule, photo): (RecordId, String, Option<Sha256>),
    correct: bool,
) -> Result<(), ReviewError> {
    let mut writer = app.store.write().await?;
    in_scope(&mut writer, record, scope).await?;
    let at = app.clock.now();
    let mark = MarkRow { record, rule, photo, correct, person: caller.person, at };
    writer.put_mark(&mark).await?;
    let entry = Entry::new(at, caller.actor(), "evidence.marked", format_args!("record:{record}"))
        .with(json!({"rule": mark.rule, "photo": mark.photo, "right": correct}));
    writer.commit(&[entry]).await?;
    Ok(())
}
