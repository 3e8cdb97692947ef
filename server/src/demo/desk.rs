//! The offices at their desks: records accepted, findings raised, answered and decided on, reports written, handed in and
//! signed. Everything goes through the desk's own services, in the names of the demo's people.
//!
//! Where filling was broken off it goes on: findings and evaluations have the same ids each time, and what was done
//! already is not done again.

use std::collections::HashMap;

use anyhow::{Context, ensure};
use mobile_sync_protocol::{
    checklist::SubjectKind,
    ids::{EvaluationId, FindingId, RecordId, Sha256},
    record::Revision,
    sync::RecordStatus,
    time::Timestamp,
};

use super::{
    SEED,
    story::{Act, Begin, Deed, Raise},
};
use crate::{
    app::App,
    auth::{Caller, Permission},
    desk::{
        evaluations::{self, Described, NewEvaluation, Stepped, Written},
        findings::{self, NewFinding, Responsible},
        review::{self, Wanted},
    },
    evaluation::{
        head::Head,
        state::{EvaluationState, EvaluationStep},
    },
    jobs,
    review::{finding::Step, record::Action},
    simulate::rng::Dice,
    store::FindingEvent,
};

/// Photos that a finding names.
const PHOTOS: usize = 2;

/// The desks.
#[derive(Debug)]
pub(super) struct Desks<'a> {
    app: &'a App,
    people: HashMap<String, Caller>,
    /// How many steps of each finding the story has told.
    told: HashMap<String, usize>,
}

impl<'a> Desks<'a> {
    pub(super) async fn new(app: &'a App) -> anyhow::Result<Self> {
        let people = app.store.read().await?.people().await?.into_iter();
        let people = people
            .map(|person| {
                let caller = Caller::person(person.id, person.roles);
                (person.name, caller)
            })
            .collect();
        Ok(Self { app, people, told: HashMap::new() })
    }

    /// Does what somebody did, at the time at which they did it.
    pub(super) async fn play(&mut self, act: &Act, records: &HashMap<String, RecordId>) -> anyhow::Result<()> {
        let (app, now) = (self.app, self.app.clock.now().0);
        app.clock.advance((act.at.at.0 - now).max(1));
        let caller = self.people.get(&act.by).with_context(|| format!("there is nobody called {}", act.by))?.clone();
        let record = |key: &String| {
            records.get(key).copied().with_context(|| format!("record {key} is not there at {}", act.at))
        };
        match &act.deed {
            Deed::Accept { records } => {
                for key in records {
                    self.accept(&caller, record(key)?).await.with_context(|| format!("accepting {key}"))?;
                }
                Ok(())
            }
            Deed::Raise(raise) => {
                let about = raise.record.as_ref().map(record).transpose()?;
                self.raise(&caller, raise, about, act.at.at).await
            }
            Deed::Answer { finding, words } => self.finding(&caller, finding, Step::Answered, words).await,
            Deed::Resolve { finding, words } => self.finding(&caller, finding, Step::Resolved, words).await,
            Deed::Reopen { finding, words } => self.finding(&caller, finding, Step::Reopened, words).await,
            Deed::Begin(begin) => self.begin(&caller, begin).await,
            Deed::Write { evaluation, section, words, fields } => {
                let id = evaluation_id(evaluation);
                let view = evaluations::find(app, id, &caller).await?;
                if !view.line.is_writable() {
                    return Ok(());
                }
                let seen = view.sections.iter().find(|(known, _)| known.key == *section);
                let fields = fields.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect();
                let seen = seen.map(|(known, _)| known.changed_at);
                let written = Written { seen, words: words.join("\n"), fields };
                Ok(evaluations::write(app, id, &caller, section, written).await?)
            }
            Deed::Attach { evaluation, section, findings } => {
                let id = evaluation_id(evaluation);
                if !evaluations::find(app, id, &caller).await?.line.is_writable() {
                    return Ok(());
                }
                let findings: Vec<FindingId> = findings.iter().map(|name| finding_id(name)).collect();
                evaluations::attach(app, id, &caller, section, &findings, None).await?;
                Ok(())
            }
            Deed::Submit { evaluation } => self.step(&caller, evaluation, EvaluationStep::Submit, None).await,
            Deed::Consolidate { evaluation } => self.step(&caller, evaluation, EvaluationStep::Consolidate, None).await,
            Deed::Sign { evaluation, head } => {
                self.step(&caller, evaluation, EvaluationStep::Sign, Some(head.clone())).await
            }
        }
    }

    async fn accept(&self, caller: &Caller, id: RecordId) -> anyhow::Result<()> {
        let row = self.app.store.read().await?.records_by_id(&[id]).await?.remove(&id).context("it is not there")?;
        if row.status == RecordStatus::Accepted {
            return Ok(());
        }
        let scope = caller.scope(Permission::ReviewRecords, &self.app.registry.current());
        let head = row.head.context("it has no head")?;
        let wanted = Wanted { record: id, action: Action::Accept, head, comments: Vec::new() };
        Ok(review::decide(self.app, caller, &scope, &wanted).await?)
    }

    async fn raise(
        &mut self,
        caller: &Caller,
        raise: &Raise,
        record: Option<RecordId>,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        // What a snapshot is to bear out is looked at before anything is raised.
        jobs::work_off(self.app).await?;
        let subject = match &raise.subject {
            None => None,
            Some(code) => {
                let codes = self.app.store.read().await?.subject_codes().await?;
                Some(codes.get(code).copied().with_context(|| format!("there is no subject {code}"))?)
            }
        };
        let photos = match record {
            Some(record) => self.photos(record, raise).await?,
            None => Vec::new(),
        };
        let new = NewFinding {
            id: Some(finding_id(&raise.finding)),
            level: raise.level,
            category: raise.category,
            record,
            revision: None,
            item: raise.item.clone(),
            subject,
            sub_project: None,
            commune: None,
            what: raise.what.clone(),
            cause: raise.cause.clone(),
            recommendation: raise.recommendation.clone(),
            responsible: Responsible::default(),
            due_on: raise.due_on,
            photos,
        };
        let raised = findings::raise(self.app, caller, new).await.with_context(|| format!("raising at {at}"))?;
        ensure!(raised.finding.words.what == raise.what, "{} says something else already", raise.finding);
        self.told.insert(raise.finding.clone(), 1);
        Ok(())
    }

    /// The photos of a record at the item that a finding is about; of a household none are named twice.
    async fn photos(&self, record: RecordId, raise: &Raise) -> anyhow::Result<Vec<Sha256>> {
        let mut session = self.app.store.read().await?;
        let row = session.records_by_id(&[record]).await?.remove(&record).context("there is no such record")?;
        if row.kind == Some(SubjectKind::Household) {
            return Ok(Vec::new());
        }
        let Some(head) = row.head else { return Ok(Vec::new()) };
        let content = session.content(head).await?.context("the head is not there")?;
        let revision: Revision = serde_json::from_slice(&content.canonical)?;
        let named: Vec<Sha256> = revision.photos.iter().map(|photo| photo.sha256).collect();
        let stored = session.photos(&named).await?;
        let at_item = revision.photos.iter().filter(|photo| photo.item == raise.item);
        let mut photos: Vec<Sha256> =
            at_item.map(|photo| photo.sha256).filter(|name| stored.contains_key(name)).collect();
        photos.dedup();
        photos.truncate(PHOTOS);
        Ok(photos)
    }

    /// Takes a step with a finding, where it was not taken before filling broke off.
    async fn finding(&mut self, caller: &Caller, name: &str, step: Step, words: &str) -> anyhow::Result<()> {
        let id = finding_id(name);
        let (line, events): (_, Vec<(FindingEvent, String)>) = findings::find(self.app, id, caller).await?;
        let told = self.told.entry(name.to_owned()).or_insert(1);
        *told += 1;
        if events.len() >= *told {
            return Ok(());
        }
        let seen = line.finding.changed_at;
        let done = match step {
            Step::Answered => findings::answer(self.app, id, caller, seen, words, Vec::new()).await,
            _ => findings::decide(self.app, id, caller, seen, step, words).await,
        };
        done.with_context(|| format!("{} {name}", step.as_str()))?;
        Ok(())
    }

    async fn begin(&self, caller: &Caller, begin: &Begin) -> anyhow::Result<()> {
        let id = evaluation_id(&begin.evaluation);
        let (_, last) = begin.period.days(begin.year).context("the year is out of range")?;
        let registry = self.app.registry.current();
        let unit = registry.units.at(&begin.unit, last).with_context(|| format!("there is no unit {}", begin.unit))?.id;
        let departments = self.app.store.read().await?.departments().await?;
        let department = begin.department.as_ref().map(|code| {
            let known = departments.iter().find(|known| known.code == *code).map(|known| known.id);
            known.with_context(|| format!("there is no department {code}"))
        });
        let new = NewEvaluation {
            id: Some(id),
            form: begin.form.clone(),
            version: Some(1),
            year: begin.year,
            period: begin.period,
            unit,
            department: department.transpose()?,
            title: None,
            from: None,
            to: None,
        };
        evaluations::create(self.app, caller, new).await.with_context(|| format!("beginning {}", begin.evaluation))?;
        let view = evaluations::find(self.app, id, caller).await?;
        if let Some(head) = begin.head.clone().filter(|head| *head != view.line.evaluation.head)
            && view.line.is_writable()
        {
            let seen = view.line.evaluation.changed_at;
            let wanted = Described { head: Some(head), ..Described::default() };
            evaluations::describe(self.app, id, caller, seen, wanted).await?;
        }
        Ok(())
    }

    async fn step(&self, caller: &Caller, name: &str, step: EvaluationStep, head: Option<Head>) -> anyhow::Result<()> {
        let id = evaluation_id(name);
        let evaluation = evaluations::find(self.app, id, caller).await?.line.evaluation;
        let from = match step {
            EvaluationStep::Submit => EvaluationState::Draft,
            _ => EvaluationState::Submitted,
        };
        if evaluation.state != from {
            return Ok(());
        }
        let stepped = Stepped { step, seen: evaluation.changed_at, words: String::new(), head };
        evaluations::step(self.app, id, caller, stepped).await.with_context(|| format!("{} {name}", step.as_str()))
    }
}

/// The id of something that the story has a name for: the same each time.
fn named(stream: &str, name: &str) -> uuid::Uuid {
    let seed = Sha256::of(name.as_bytes()).0.iter().take(8).fold(0_u64, |seed, byte| (seed << 8) | u64::from(*byte));
    Dice::new(SEED, stream, seed).id(super::BEGINS)
}

fn finding_id(name: &str) -> FindingId {
    FindingId(named("demo finding", name))
}

fn evaluation_id(name: &str) -> EvaluationId {
    EvaluationId(named("demo evaluation", name))
}
