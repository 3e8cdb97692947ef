//! One act upon an evaluation: what was looked at is held against what stands, and what was done becomes durable with its
//! trace.

use std::sync::Arc;

use mobile_sync_protocol::{
    ids::{EvaluationId, FindingId, Key},
    time::Timestamp,
};
use serde_json::{Value, json};

use super::{EvaluationError, readable, who};
use crate::{
    app::App,
    auth::Caller,
    evaluation::{
        form::Form,
        parts::{self, Parts},
        state::{EvaluationAct, Standing},
    },
    registry::Snapshot,
    store::{Attachment, Entry, Evaluation, EvaluationEvent, Session, StoreError, Writer, WrittenSection},
};

/// An evaluation with all that it says, at work.
pub(super) struct AtWork {
    pub(super) evaluation: Evaluation,
    pub(super) sections: Vec<WrittenSection>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) figures: Option<Vec<u8>>,
    before: Parts,
}

/// One act, from what stands to its commit.
pub(super) struct Act<'a> {
    pub(super) app: &'a App,
    pub(super) caller: &'a Caller,
    pub(super) registry: Arc<Snapshot>,
    pub(super) writer: Writer,
    pub(super) it: AtWork,
    pub(super) form: Arc<Form>,
    pub(super) standing: Standing,
    pub(super) now: Timestamp,
}

/// What was done, for the history.
pub(super) struct Done {
    pub(super) kind: EvaluationAct,
    pub(super) section: Option<Key>,
    pub(super) words: Option<String>,
    pub(super) findings: Vec<FindingId>,
}

impl Done {
    pub(super) fn of(kind: EvaluationAct) -> Self {
        Self { kind, section: None, words: None, findings: Vec::new() }
    }
}

impl AtWork {
    pub(super) async fn load(session: &mut Session, evaluation: Evaluation) -> Result<Self, StoreError> {
        let sections = session.written_sections(evaluation.id).await?;
        let attachments = session.attachments(evaluation.id).await?;
        let figures = session.frozen_figures(evaluation.id).await?;
        let before = evaluation.parts(&sections, &attachments, figures.as_deref())?;
        Ok(Self { evaluation, sections, attachments, figures, before })
    }

    /// One that is new: every part of it is.
    pub(super) fn new(evaluation: Evaluation) -> Self {
        let (sections, attachments) = (Vec::new(), Vec::new());
        Self { evaluation, sections, attachments, figures: None, before: Parts::new() }
    }

    pub(super) fn parts(&self) -> Result<Parts, StoreError> {
        self.evaluation.parts(&self.sections, &self.attachments, self.figures.as_deref())
    }

    /// Writes what it became and notes what was done; the answer is for the log.
    pub(super) async fn note(
        &mut self,
        writer: &mut Writer,
        caller: &Caller,
        now: Timestamp,
        done: Done,
    ) -> Result<Entry, StoreError> {
        let it = &mut self.evaluation;
        // Whoever looked at it before must not be taken for having seen this, also where the clock stands still.
        it.changed_at = if self.before.is_empty() { now } else { later(now, it.changed_at) };
        let (number, _) = writer.newest_evaluation_event(it.id).await?;
        let event = EvaluationEvent {
            evaluation: it.id,
            number: number + 1,
            at: it.changed_at,
            person: caller.person,
            kind: done.kind,
            section: done.section,
            words: done.words,
            findings: done.findings,
        };
        writer.put_evaluation(it).await?;
        writer.insert_evaluation_event(&event).await?;
        let parts = self.parts()?;
        let mut detail = json!({
            "event": event.number, "sha256": event.sha256()?, "parts": parts::changed(&self.before, &parts),
        });
        if let (EvaluationAct::Signed, Some(digest), Value::Object(members)) =
            (event.kind, self.evaluation.digest, &mut detail)
        {
            members.insert("digest".to_owned(), json!(digest));
        }
        self.before = parts;
        let subject = format!("evaluation:{}", self.evaluation.id);
        Ok(Entry::new(now, caller.actor(), event.kind.logged(), subject).with(detail))
    }
}

/// An instant that is later than one before, whatever the clock says.
pub(super) fn later(now: Timestamp, before: Timestamp) -> Timestamp {
    Timestamp(now.0.max(before.0 + 1))
}

impl<'a> Act<'a> {
    /// Finds what the act is about.
    pub(super) async fn begin(app: &'a App, id: EvaluationId, caller: &'a Caller) -> Result<Self, EvaluationError> {
        let registry = app.registry.refresh().await?;
        let mut writer = app.store.write().await?;
        let evaluation = readable(&mut writer, id, caller, &registry).await?;
        let own = who::own_department(&mut writer, caller).await?;
        let standing = who::standing(&registry, caller, own, evaluation.unit, evaluation.department);
        let form = registry.form(&evaluation.form, evaluation.form_version).cloned();
        let form = form.ok_or_else(|| StoreError::inconsistent("evaluation", id, "its form is not there"))?;
        let it = AtWork::load(&mut writer, evaluation).await?;
        let now = app.clock.now();
        Ok(Self { app, caller, registry, writer, it, form, standing, now })
    }

    /// The same, if the caller may change what it says, and it may be changed.
    pub(super) async fn write(app: &'a App, id: EvaluationId, caller: &'a Caller) -> Result<Self, EvaluationError> {
        let act = Self::begin(app, id, caller).await?;
        if !act.standing.writes {
            return Err(EvaluationError::OutOfScope);
        }
        let state = act.it.evaluation.state;
        if !state.is_written() {
            return Err(EvaluationError::Transition { state, what: "write" });
        }
        Ok(act)
    }

    /// That the whole of it is what the caller looked at.
    pub(super) async fn seen(&mut self, seen: Timestamp) -> Result<(), EvaluationError> {
        let at = self.it.evaluation.changed_at;
        if at == seen {
            return Ok(());
        }
        let (_, person) = self.writer.newest_evaluation_event(self.it.evaluation.id).await?;
        let names = self.writer.names().await?;
        Err(EvaluationError::MovedOn { by: person.and_then(|id| names.get(&id).cloned()).unwrap_or_default(), at })
    }

    /// Writes what it became and what was done, and makes both durable.
    pub(super) async fn end(mut self, done: Done) -> Result<AtWork, EvaluationError> {
        let entry = self.it.note(&mut self.writer, self.caller, self.now, done).await?;
        self.writer.commit(&[entry]).await?;
        Ok(self.it)
    }
}
