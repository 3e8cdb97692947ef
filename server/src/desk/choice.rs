//! Which records, findings and subjects are meant, in the words by which lists are narrowed, files are asked for and
//! figures lead to what lies behind them. Said once, so that a file holds just what the list shows.

use std::sync::Arc;

use mobile_sync_protocol::{
    checklist::{Checklist, SubjectKind},
    evidence::Answer,
    ids::{DepartmentId, EvaluationId, Key, PersonId, RecordId, SubProjectId, UnitId, VisitId},
    sync::RecordStatus,
    time::Date,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::evaluations::{self, Body, EvaluationError};
use crate::{
    app::App,
    auth::{Caller, Scope},
    review::finding::{Category, Level, State, day_of},
    search,
    store::{FindingFilter, Judged, RecordFilter, SubjectFilter},
    sync::assess::judged_items,
};

/// Most characters of words that are looked for.
const WORDS_MAX: usize = 200;

/// Why nothing is chosen so.
#[derive(Debug, thiserror::Error)]
pub enum ChoiceError {
    /// What is asked for lies outside what the caller may see.
    #[error("outside the caller's scope")]
    OutOfScope,
    /// Words that mean nothing without others.
    #[error("{0}")]
    Incomplete(&'static str),
    /// The evaluation cannot be read.
    #[error(transparent)]
    Evaluation(#[from] EvaluationError),
}

/// Who chooses, and within what.
#[derive(Clone, Debug)]
pub struct Chooser<'a> {
    /// The server.
    pub app: &'a App,
    /// Who.
    pub caller: &'a Caller,
    /// Where they may.
    pub scope: Scope,
}

impl Chooser<'_> {
    async fn body(&self, evaluation: Option<EvaluationId>) -> Result<Option<Body>, EvaluationError> {
        match evaluation {
            Some(id) => Ok(Some(evaluations::body_of(self.app, id, self.caller).await?)),
            None => Ok(None),
        }
    }

    /// The communes of the scope, within an evaluation's where one is asked for.
    fn communes(&self, body: Option<&Body>) -> Vec<UnitId> {
        let within = |unit: &UnitId| body.is_none_or(|body| body.communes.contains(unit));
        self.scope.communes.iter().copied().filter(within).collect()
    }
}

/// How an item is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JudgedAs {
    /// Đạt.
    Pass,
    /// Không đạt.
    Fail,
    /// Either of them.
    Judged,
}

/// Which records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
pub struct RecordChoice {
    /// Only this one, as lists show it: nothing is opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// Only those in one state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<RecordStatus>,
    /// Only those of one commune.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commune: Option<UnitId>,
    /// Only those of one sub-project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_project: Option<SubProjectId>,
    /// Only those about one kind of subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<SubjectKind>,
    /// Only those of one visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit: Option<VisitId>,
    /// Only those of one person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Only those captured on this day or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Only those captured on this day or earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Only those whose evidence comes to this answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Answer>,
    /// Only those at which this rule gives a reason to look, such as `place.commune`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// With `rule`: only those at which it gives exactly this answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_answer: Option<Answer>,
    /// Only those whose evidence was not checked.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unchecked: bool,
    /// Only those of the places, and of the part of the programme, that this evaluation is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluation: Option<EvaluationId>,
    /// Only those that wait for nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
    /// Only those whose subject is listed in this commune, whatever the record says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_commune: Option<UnitId>,
    /// Only those whose subject is paid for by this sub-project, whatever the record says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_sub_project: Option<SubProjectId>,
    /// With `from` and `to`: only those whose subject visits that begin within these days are to look at, or all others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planned: Option<bool>,
    /// Only those whose subject is on the list of their visit.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub of_visit: bool,
    /// Only those of this checklist, in any version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checklist: Option<Key>,
    /// With `checklist` and `outcome`: only those that judge this item so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<Key>,
    /// How the item is judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub outcome: Option<JudgedAs>,
    /// Only those with branches to settle.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub conflicts: bool,
    /// Words in the name, code or village of the subject, or in the inspector's name; with or without tone marks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
}

impl RecordChoice {
    /// The same as a filter.
    ///
    /// # Errors
    /// [`ChoiceError`].
    pub async fn filter(&self, chooser: &Chooser<'_>) -> Result<RecordFilter, ChoiceError> {
        let own = chooser.scope.person;
        if own.is_some_and(|own| self.person.is_some_and(|asked| asked != own)) {
            return Err(ChoiceError::OutOfScope);
        }
        let planned = match (self.planned, self.from, self.to) {
            (None, ..) => None,
            (Some(planned), Some(from), Some(to)) => Some((planned, from, to)),
            _ => return Err(ChoiceError::Incomplete("planned: say from and to as well")),
        };
        let judged = self.judged(chooser.app)?;
        let body = chooser.body(self.evaluation).await?;
        Ok(RecordFilter {
            communes: chooser.communes(body.as_ref()),
            record: self.record,
            person: own.or(self.person),
            status: self.status,
            commune: self.commune,
            sub_project: self.sub_project,
            kind: self.kind,
            visit: self.visit,
            from: self.from,
            to: self.to,
            evidence: self.evidence,
            rule: self.rule.clone(),
            rule_answer: self.rule_answer,
            unchecked: self.unchecked,
            sub_projects: body.and_then(|body| body.sub_projects),
            whole: self.whole,
            subject_commune: self.subject_commune,
            subject_sub_project: self.subject_sub_project,
            planned,
            of_visit: self.of_visit,
            checklist: self.checklist.clone(),
            judged,
            conflicts: self.conflicts,
            text: self.q.as_deref().map(search::key).filter(|key| !key.is_empty()),
        })
    }

    /// Where the item that is asked for stands, in each version of its checklist.
    fn judged(&self, app: &App) -> Result<Option<Judged>, ChoiceError> {
        let (checklist, item, outcome) = match (&self.checklist, &self.item, self.outcome) {
            (_, None, None) => return Ok(None),
            (Some(checklist), Some(item), Some(outcome)) => (checklist, item, outcome),
            (None, Some(_), Some(_)) => return Err(ChoiceError::Incomplete("item: say its checklist as well")),
            _ => return Err(ChoiceError::Incomplete("item and outcome go together")),
        };
        let registry = app.registry.current();
        let versions = registry.checklists().into_iter().filter(|known| known.id == *checklist);
        let place = |known: &Arc<Checklist>| {
            let at = judged_items(known).position(|judged| judged.key == *item)?;
            Some((known.version, at))
        };
        let letters = match outcome {
            JudgedAs::Pass => "p",
            JudgedAs::Fail => "f",
            JudgedAs::Judged => "pf",
        };
        Ok(Some(Judged { checklist: checklist.clone(), places: versions.filter_map(place).collect(), letters }))
    }
}

/// Which findings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
pub struct FindingChoice {
    /// Only those in one state.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub state: Option<State>,
    /// Only those of one level.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub level: Option<Level>,
    /// Only those about one thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub category: Option<Category>,
    /// Only those of one commune.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commune: Option<UnitId>,
    /// Only those of one sub-project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_project: Option<SubProjectId>,
    /// Only those of one record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// Only those that one department has to put right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    /// Only those that are overdue, or that are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overdue: Option<bool>,
    /// Only those of earlier years that are not put right, or all others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried_over: Option<bool>,
    /// Only those raised in one year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i64>,
    /// Only those of the places, and of the part of the programme, that this evaluation is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluation: Option<EvaluationId>,
    /// Only those raised on this day or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Only those raised on this day or earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Only those raised before this day and not put right before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_on: Option<Date>,
    /// Only those that were withdrawn, or that were not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<bool>,
    /// Only those put right no later than their day, or put right later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_time: Option<bool>,
    /// Only those that whoever is responsible has to do something about, or others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_do: Option<bool>,
    /// Words in what was found, in the subject's name or in the number, with or without tone marks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
}

impl FindingChoice {
    /// The same as a filter.
    ///
    /// # Errors
    /// [`ChoiceError`].
    pub async fn filter(&self, chooser: &Chooser<'_>) -> Result<FindingFilter, ChoiceError> {
        let body = chooser.body(self.evaluation).await?;
        let today = day_of(chooser.app.clock.now());
        Ok(FindingFilter {
            state: self.state,
            level: self.level,
            category: self.category,
            commune: self.commune,
            sub_project: self.sub_project,
            record: self.record,
            department: self.department,
            overdue: self.overdue,
            carried_over: self.carried_over,
            year: self.year,
            from: self.from,
            to: self.to,
            open_on: self.open_on,
            withdrawn: self.withdrawn,
            in_time: self.in_time,
            to_do: self.to_do,
            words: self.q.as_deref().unwrap_or_default().chars().take(WORDS_MAX).collect(),
            communes: chooser.communes(body.as_ref()),
            sub_projects: body.and_then(|body| body.sub_projects),
            ..FindingFilter::of(Vec::new(), today)
        })
    }
}

/// Which subjects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
pub struct SubjectChoice {
    /// Only those of one commune.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commune: Option<UnitId>,
    /// Only those paid for by one sub-project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_project: Option<SubProjectId>,
    /// Only those of one kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<SubjectKind>,
    /// Only those of the places, and of the part of the programme, that this evaluation is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluation: Option<EvaluationId>,
    /// With `evaluation`: only those that visits which begin within its days are to look at.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub planned: bool,
    /// Only those that a list gave, and that were not met on site.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub listed: bool,
}

impl SubjectChoice {
    /// The same as a filter.
    ///
    /// # Errors
    /// [`ChoiceError`].
    pub async fn filter(&self, chooser: &Chooser<'_>) -> Result<SubjectFilter, ChoiceError> {
        if self.commune.is_some_and(|commune| !chooser.scope.communes.contains(&commune)) {
            return Err(ChoiceError::OutOfScope);
        }
        let body = chooser.body(self.evaluation).await?;
        let mut communes = chooser.communes(body.as_ref());
        communes.retain(|commune| self.commune.is_none_or(|wanted| wanted == *commune));
        Ok(SubjectFilter {
            communes,
            sub_project: self.sub_project,
            kind: self.kind,
            planned: body.as_ref().filter(|_| self.planned).map(|body| (body.from, body.to)),
            sub_projects: body.and_then(|body| body.sub_projects),
            listed: self.listed,
        })
    }
}
