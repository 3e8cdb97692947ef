//! What an evaluation counts: as frozen when it was handed in, else as things stand now.

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    evidence::Answer,
    ids::{EvaluationId, UnitId},
    record::ChecklistRef,
    text::Text,
    time::Timestamp,
};

use super::{Body, EvaluationError, readable, unit_name};
use crate::{
    app::App,
    auth::Caller,
    evaluation::figures::{Asked, Figures, ItemTally, Names, RuleTally, Tallies, VisitTally, figure},
    evidence::rules::{self, Rule},
    registry::Snapshot,
    review::finding::day_of,
    store::{Counted, Evaluation, Session, StoreError},
    sync::assess::judged_items,
};

/// The figures of an evaluation, and whether they are frozen.
///
/// # Errors
/// [`EvaluationError`].
pub async fn figures(app: &App, id: EvaluationId, caller: &Caller) -> Result<(Figures, bool), EvaluationError> {
    let registry = app.registry.refresh().await?;
    let mut session = app.store.read().await?;
    let evaluation = readable(&mut session, id, caller, &registry).await?;
    of(&mut session, &registry, &evaluation, app.clock.now()).await
}

/// The same, of an evaluation at hand.
pub(super) async fn of(
    session: &mut Session,
    registry: &Snapshot,
    evaluation: &Evaluation,
    now: Timestamp,
) -> Result<(Figures, bool), EvaluationError> {
    if let Some(bytes) = session.frozen_figures(evaluation.id).await? {
        let frozen = serde_json::from_slice(&bytes);
        return Ok((frozen.map_err(|why| StoreError::inconsistent("evaluation", evaluation.id, why))?, true));
    }
    Ok((count(session, registry, evaluation, now).await?, false))
}

/// Counts all figures of an evaluation's form.
pub(super) async fn count(
    session: &mut Session,
    registry: &Snapshot,
    evaluation: &Evaluation,
    now: Timestamp,
) -> Result<Figures, StoreError> {
    let body = Body::of(registry, evaluation);
    let counted = Counted {
        communes: body.communes.iter().copied().collect(),
        sub_projects: body.sub_projects,
        from: body.from,
        to: body.to,
    };
    let mut tallies = Tallies {
        subjects: session.subject_tallies(&counted).await?,
        items: items(session, registry, &counted).await?,
        evidence: session.evidence_counts(&counted).await?,
        rules: rules_of(session, &counted).await?,
        findings: session.finding_tallies(&counted).await?,
        visits: Vec::new(),
    };
    tallies.visits = visits(session, &counted).await?;
    let names = names(session, registry, &counted, &tallies).await?;
    let asked = Asked { evaluation: evaluation.id, from: counted.from, to: counted.to, today: day_of(now) };
    let form = registry.form(&evaluation.form, evaluation.form_version);
    let keys = form.map(|form| form.figures()).unwrap_or_default();
    Ok(Figures {
        as_of: asked.today,
        from: asked.from,
        to: asked.to,
        figures: keys.into_iter().map(|key| figure(key, &tallies, &names, &asked)).collect(),
    })
}

async fn names(
    session: &mut Session,
    registry: &Snapshot,
    counted: &Counted,
    tallies: &Tallies,
) -> Result<Names, StoreError> {
    let mut units: Vec<_> = counted.communes.iter().filter_map(|id| registry.units.get(*id)).collect();
    units.sort_by(|one, other| (&one.code, one.valid_from).cmp(&(&other.code, other.valid_from)));
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for unit in units.iter().filter(|unit| tallies.is_about(unit.id)) {
        *seen.entry(unit_name(registry, unit.id)).or_default() += 1;
    }
    let named = |id: UnitId| {
        let name = unit_name(registry, id);
        let from = registry.units.get(id).and_then(|unit| unit.valid_from);
        match (seen.get(&name), from.map(mobile_sync_protocol::time::Date::parts)) {
            // A commune that took others in keeps its name; where figures are of both, the day tells them apart.
            (Some(2..), Some((year, month, day))) => format!("{name} (từ {day:02}/{month:02}/{year})"),
            _ => name,
        }
    };
    let nodes = session.sub_projects().await?;
    Ok(Names {
        communes: units.iter().map(|unit| (unit.id, named(unit.id))).collect(),
        sub_projects: nodes.into_iter().map(|node| (node.id, node.code, Text::new(node.name, node.name_en))).collect(),
    })
}

/// The items of all checklists, over their versions.
async fn items(session: &mut Session, registry: &Snapshot, counted: &Counted) -> Result<Vec<ItemTally>, StoreError> {
    let mut tallies: Vec<ItemTally> = Vec::new();
    for checklist in registry.checklists() {
        let judged: Vec<_> = judged_items(checklist).collect();
        let wanted = ChecklistRef { id: checklist.id.clone(), version: checklist.version };
        let counts = session.outcome_counts(counted, &wanted, judged.len()).await?;
        for (item, (passed, failed)) in judged.into_iter().zip(counts) {
            let same = |known: &&mut ItemTally| known.checklist == checklist.id && known.item == item.key;
            if let Some(known) = tallies.iter_mut().find(same) {
                known.passed += passed;
                known.failed += failed;
                // The newest version's words stand for all.
                known.question = item.question.clone();
                continue;
            }
            tallies.push(ItemTally {
                checklist: checklist.id.clone(),
                checklist_title: checklist.title.clone(),
                item: item.key.clone(),
                question: item.question.clone(),
                passed,
                failed,
            });
        }
    }
    Ok(tallies)
}

async fn rules_of(session: &mut Session, counted: &Counted) -> Result<Vec<RuleTally>, StoreError> {
    let mut tallies: Vec<RuleTally> = Vec::new();
    for (rule, answer, records) in session.rule_counts(counted).await? {
        if tallies.last().is_none_or(|last| last.rule != rule) {
            let known = rules::ALL.iter().find(|known| known.code == rule);
            let title = known.map_or_else(|| Text::new(&rule, ""), Rule::title);
            tallies.push(RuleTally { rule, title, warned: 0, failed: 0 });
        }
        if let Some(last) = tallies.last_mut() {
            match answer {
                Answer::Fail => last.failed += records,
                _ => last.warned += records,
            }
        }
    }
    tallies.sort_by_key(|tally| std::cmp::Reverse(tally.warned + tally.failed));
    Ok(tallies)
}

/// The visits that begin within the days and go to these communes.
async fn visits(session: &mut Session, counted: &Counted) -> Result<Vec<VisitTally>, StoreError> {
    let mut visits = session.visits(None).await?;
    let within = |commune: &UnitId| counted.communes.contains(commune);
    visits.retain(|visit| {
        counted.from <= visit.starts_on && visit.starts_on <= counted.to && visit.communes.iter().any(within)
    });
    visits.sort_by(|one, other| (one.starts_on, &one.title).cmp(&(other.starts_on, &other.title)));
    let ids: Vec<_> = visits.iter().map(|visit| visit.id).collect();
    let counts = session.visit_counts(counted, &ids).await?;
    let tally = |visit: mobile_sync_protocol::registry::Visit| {
        let count = counts.get(&visit.id).copied().unwrap_or_default();
        VisitTally {
            visit: visit.id,
            communes: i64::try_from(visit.communes.iter().filter(|commune| within(commune)).count()).unwrap_or(0),
            title: visit.title,
            planned: count.planned,
            inspected: count.inspected,
            records: count.records,
            sessions: count.sessions,
            households: count.households,
        }
    };
    Ok(visits.into_iter().map(tally).collect())
}
