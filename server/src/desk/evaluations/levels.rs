//! The levels below an evaluation: which bodies owe one, where theirs stand, and what differs between them and one's own.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use mobile_sync_protocol::{
    ids::{DepartmentId, EvaluationId, FindingId, Key, UnitId},
    text::Text,
};

use super::{EvaluationError, figures, readable, unit_name};
use crate::{
    app::App,
    auth::Caller,
    evaluation::{
        differ::{self, FigureDifference, FindingsBetween, Piece},
        state::EvaluationState,
    },
    geo::units::stands,
    registry::Snapshot,
    store::{Evaluation, EvaluationFilter, FindingLine, Session, StoreError, WrittenSection},
};

/// A body of the level below.
#[derive(Clone, Debug)]
pub struct BodyAt {
    /// The unit, or whose department it is.
    pub unit: UnitId,
    /// What the unit is called.
    pub unit_name: String,
    /// The department.
    pub department: Option<DepartmentId>,
    /// What it is called.
    pub department_name: Option<String>,
    /// Its evaluation, where it has begun one.
    pub evaluation: Option<Evaluation>,
    /// How many findings that has attached.
    pub attachments: usize,
    /// How many of these the evaluation above has attached, too.
    pub taken: usize,
}

/// What a body of the level below says in one section.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its evaluation.
    pub evaluation: EvaluationId,
    /// What the body is called.
    pub name: String,
    /// Its words.
    pub words: String,
    /// Its words against one's own; only of the section that was asked for.
    pub difference: Option<Vec<Piece>>,
}

/// One section over two levels.
#[derive(Clone, Debug)]
pub struct SectionAt {
    /// The section.
    pub key: Key,
    /// The heading.
    pub title: Text,
    /// What the level below says there.
    pub sources: Vec<Source>,
    /// What became of findings.
    pub findings: FindingsBetween,
}

/// The levels below an evaluation.
#[derive(Clone, Debug)]
pub struct Levels {
    /// The bodies that owe one, and others that have one.
    pub bodies: Vec<BodyAt>,
    /// The sections.
    pub sections: Vec<SectionAt>,
    /// Where the sums of the level below differ from one's own numbers.
    pub figures: Vec<FigureDifference>,
    /// The findings that are named, by id.
    pub findings: HashMap<FindingId, FindingLine>,
}

/// What the level below has, and what differs. Words are compared in the section that is asked for alone.
///
/// # Errors
/// [`EvaluationError`].
pub async fn levels(
    app: &App,
    id: EvaluationId,
    caller: &Caller,
    asked: Option<&Key>,
) -> Result<Levels, EvaluationError> {
    let registry = app.registry.refresh().await?;
    let mut session = app.store.read().await?;
    let evaluation = readable(&mut session, id, caller, &registry).await?;
    let form = registry.form(&evaluation.form, evaluation.form_version).cloned();
    let form = form.ok_or_else(|| StoreError::inconsistent("evaluation", id, "its form is not there"))?;
    if asked.is_some_and(|key| form.section(key).is_none()) {
        return Err(EvaluationError::Unknown);
    }
    let mut bodies = bodies(&mut session, &registry, &evaluation).await?;
    let own = Said::read(&mut session, id).await?;
    let mut below: Vec<(String, EvaluationId, Said)> = Vec::new();
    let mut sums = Vec::new();
    for body in &mut bodies {
        let Some(theirs) = &body.evaluation else { continue };
        let said = Said::read(&mut session, theirs.id).await?;
        let all: BTreeSet<FindingId> = said.findings.values().flatten().copied().collect();
        (body.attachments, body.taken) = (all.len(), all.iter().filter(|id| own.has(**id)).count());
        // A draft is nobody's word yet.
        if theirs.state == EvaluationState::Draft {
            continue;
        }
        // Departments count their part of the same places once more, so only units add up.
        if body.department.is_none() {
            sums.push(figures::of(&mut session, &registry, theirs, app.clock.now()).await?.0.figures);
        }
        let name = body.department_name.clone().unwrap_or_else(|| body.unit_name.clone());
        below.push((name, theirs.id, said));
    }
    let own_figures = figures::of(&mut session, &registry, &evaluation, app.clock.now()).await?.0.figures;
    let sections: Vec<SectionAt> = form
        .sections
        .iter()
        .map(|section| {
            let key = &section.key;
            let compared = asked == Some(key);
            let source = |(name, id, said): &(String, EvaluationId, Said)| {
                let words = said.words.get(key).cloned().unwrap_or_default();
                let mine = own.words.get(key).map(String::as_str).unwrap_or_default();
                let difference = compared.then(|| differ::words(&words, mine));
                Source { evaluation: *id, name: name.clone(), words, difference }
            };
            let theirs = below.iter().flat_map(|(_, _, said)| said.at(key)).collect();
            let findings = differ::findings(&theirs, &own.at(key).collect());
            SectionAt {
                key: key.clone(),
                title: section.title.clone(),
                sources: below.iter().map(source).filter(|source| compared || !source.words.is_empty()).collect(),
                findings,
            }
        })
        .collect();
    let named = |section: &SectionAt| {
        let FindingsBetween { taken, dropped, added } = &section.findings;
        taken.iter().chain(dropped).chain(added).copied().collect::<Vec<_>>()
    };
    let named: BTreeSet<FindingId> = sections.iter().flat_map(named).collect();
    let lines = session.findings_by_id(&named.into_iter().collect::<Vec<_>>()).await?;
    let differences = if sums.is_empty() { Vec::new() } else { differ::figures(&own_figures, &sums) };
    Ok(Levels {
        bodies,
        sections,
        figures: differences,
        findings: lines.into_iter().map(|line| (line.finding.id, line)).collect(),
    })
}

/// What one evaluation says, as far as levels are compared.
struct Said {
    words: BTreeMap<Key, String>,
    findings: BTreeMap<Key, BTreeSet<FindingId>>,
}

impl Said {
    async fn read(session: &mut Session, id: EvaluationId) -> Result<Self, StoreError> {
        let written = session.written_sections(id).await?;
        let mut findings: BTreeMap<Key, BTreeSet<FindingId>> = BTreeMap::new();
        for attachment in session.attachments(id).await? {
            findings.entry(attachment.section).or_default().insert(attachment.finding);
        }
        let words = written.into_iter().map(|WrittenSection { key, words, .. }| (key, words)).collect();
        Ok(Self { words, findings })
    }

    fn has(&self, finding: FindingId) -> bool {
        self.findings.values().any(|section| section.contains(&finding))
    }

    fn at(&self, key: &Key) -> impl Iterator<Item = FindingId> + '_ {
        self.findings.get(key).into_iter().flatten().copied()
    }
}

/// The bodies of the level below: the parts of the unit that stood when the evaluation's days ended, the departments that
/// lead a part of the programme, and whichever else has an evaluation of the same form and period.
async fn bodies(
    session: &mut Session,
    registry: &Snapshot,
    evaluation: &Evaluation,
) -> Result<Vec<BodyAt>, EvaluationError> {
    if evaluation.department.is_some() {
        return Ok(Vec::new());
    }
    let parent = registry.units.get(evaluation.unit);
    let has_parts = parent.is_some_and(|unit| !unit.unit_type.is_commune_level());
    if !has_parts {
        return Ok(Vec::new());
    }
    let parts: Vec<_> = registry.units.iter().filter(|unit| unit.parent == Some(evaluation.unit)).collect();
    let filter = EvaluationFilter {
        units: parts.iter().map(|unit| unit.id).chain([evaluation.unit]).collect(),
        year: Some(evaluation.year),
        period: Some(evaluation.period),
        form: Some(evaluation.form.clone()),
        ..EvaluationFilter::default()
    };
    let found = session.evaluations(&filter).await?;
    let mut theirs: HashMap<(UnitId, Option<DepartmentId>), Evaluation> = found
        .into_iter()
        .filter(|one| one.id != evaluation.id && one.topic == evaluation.topic)
        .map(|one| ((one.unit, one.department), one))
        .collect();
    let mut bodies = Vec::new();
    let departments = session.departments().await?;
    let leads: BTreeSet<DepartmentId> = registry.sub_projects.values().filter_map(|node| node.department).collect();
    for department in departments {
        let own = theirs.remove(&(evaluation.unit, Some(department.id)));
        if own.is_some() || leads.contains(&department.id) {
            bodies.push(BodyAt {
                unit: evaluation.unit,
                unit_name: unit_name(registry, evaluation.unit),
                department: Some(department.id),
                department_name: Some(department.name),
                evaluation: own,
                attachments: 0,
                taken: 0,
            });
        }
    }
    let mut parts: Vec<_> = parts
        .into_iter()
        .map(|unit| (theirs.remove(&(unit.id, None)), unit))
        .filter(|(own, unit)| own.is_some() || stands(unit.valid_from, unit.valid_to, evaluation.to))
        .collect();
    parts.sort_by(|(_, one), (_, other)| (&one.code, one.valid_from).cmp(&(&other.code, other.valid_from)));
    bodies.extend(parts.into_iter().map(|(own, unit)| BodyAt {
        unit: unit.id,
        unit_name: unit_name(registry, unit.id),
        department: None,
        department_name: None,
        evaluation: own,
        attachments: 0,
        taken: 0,
    }));
    Ok(bodies)
}
