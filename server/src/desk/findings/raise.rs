//! Raising a finding: what it is about is taken from the record or the subject where there is one.

use mobile_sync_protocol::{
    checklist::SubjectKind,
    ids::{FindingId, Key, RecordId, RevisionId, Sha256, SubProjectId, SubjectId, UnitId},
    problem::Violation,
    registry::Subject,
    time::Date,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    FindingError, Responsible,
    act::{entries, searched},
    check::{unknown_photos, unknown_responsible},
};
use crate::{
    app::App,
    auth::{Caller, Permission},
    registry::Snapshot,
    review::finding::{Category, Level, State, Step, Words, day_of, fault, year_of},
    store::{Finding, FindingEvent, FindingLine, RecordRow, Session, StoreError},
    sync::earlier::fed,
};

/// A finding to raise.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFinding {
    /// Its id, made by whoever raises it, so that sending it twice raises one; the server makes one where it is absent.
    #[serde(default)]
    pub id: Option<FindingId>,
    /// How grave it is.
    pub level: Level,
    /// What it is about.
    pub category: Category,
    /// The record that shows it.
    #[serde(default)]
    pub record: Option<RecordId>,
    /// The snapshot that was looked at; the record's head where absent.
    #[serde(default)]
    pub revision: Option<RevisionId>,
    /// The item of the record's checklist.
    #[serde(default)]
    pub item: Option<Key>,
    /// What was inspected; the record's where there is one.
    #[serde(default)]
    pub subject: Option<SubjectId>,
    /// The sub-project; the record's or the subject's where absent.
    #[serde(default)]
    pub sub_project: Option<SubProjectId>,
    /// The commune; the record's or the subject's where absent.
    #[serde(default)]
    pub commune: Option<UnitId>,
    /// What was found.
    pub what: String,
    /// Why it came to that.
    #[serde(default)]
    pub cause: Option<String>,
    /// What is recommended.
    #[serde(default)]
    pub recommendation: Option<String>,
    /// Who puts it right; the commune where nobody is named.
    #[serde(default)]
    pub responsible: Responsible,
    /// By which day. Level f2 needs one.
    #[serde(default)]
    pub due_on: Option<Date>,
    /// Photos that show it.
    #[serde(default)]
    pub photos: Vec<Sha256>,
}

/// What a finding is about.
struct Place {
    record: Option<RecordRow>,
    revision: Option<RevisionId>,
    subject: Option<Subject>,
    sub_project: SubProjectId,
    commune: UnitId,
}

/// Raises a finding.
///
/// # Errors
/// [`FindingError`].
pub async fn raise(app: &App, caller: &Caller, new: NewFinding) -> Result<FindingLine, FindingError> {
    let registry = app.registry.refresh().await?;
    let mut writer = app.store.write().await?;
    let id = new.id.unwrap_or_else(|| FindingId(app.clock.id()));
    if let Some(known) = writer.finding(id).await? {
        let own = known.finding.raised_by == caller.person;
        let taken = || vec![fault("/id", "Mã này đã được dùng", "This id is taken")];
        return if own { Ok(known) } else { Err(FindingError::Fields(taken())) };
    }
    let place = place(&mut writer, &registry, &new, caller, day_of(app.clock.now())).await?;
    let responsible = new.responsible.or_commune(place.commune);
    let words = Words {
        level: new.level,
        category: new.category,
        what: new.what,
        cause: new.cause,
        recommendation: new.recommendation,
        unit: responsible.unit,
        department: responsible.department,
        due_on: new.due_on,
    }
    .trimmed();
    let mut faults = words.faults();
    faults.extend(unknown_responsible(&mut writer, &registry, &words).await?);
    faults.extend(unknown_photos(&mut writer, &new.photos, caller, &registry).await?);
    if !faults.is_empty() {
        return Err(FindingError::Fields(faults));
    }
    let now = app.clock.now();
    let year = year_of(day_of(now));
    let person = writer.person(caller.person).await?;
    let finding = Finding {
        id,
        year,
        number: writer.next_finding_number(year).await?,
        state: State::Open,
        record: place.record.as_ref().map(|record| record.id),
        revision: place.revision,
        item: new.item,
        subject: place.subject.as_ref().map(|subject| subject.id),
        sub_project: place.sub_project,
        commune: place.commune,
        photos: new.photos,
        raised_at: now,
        raised_by: caller.person,
        changed_at: now,
        words,
    };
    let photos = finding.photos.clone();
    let suspected = finding.words.level == Level::F3;
    let line = FindingLine {
        finding,
        raised_by_name: person.map(|stored| stored.person.full_name).unwrap_or_default(),
        subject_kind: place.subject.as_ref().map(|subject| subject.kind),
        subject_code: place.subject.as_ref().and_then(|subject| subject.code.clone()),
        subject_name: place.subject.map(|subject| subject.name),
    };
    let event = FindingEvent {
        finding: id,
        number: 1,
        at: now,
        person: caller.person,
        kind: Step::Raised,
        words: None,
        photos,
    };
    writer.put_finding(&line.finding, &searched(&line)).await?;
    writer.insert_finding_event(&event).await?;
    writer.publish(&[fed(&line.finding)]).await?;
    let entries = entries(&mut writer, now, caller, &line.finding, &event, suspected).await?;
    writer.commit(&entries).await?;
    Ok(line)
}

/// Finds what a finding is about, and whether the caller may raise one there.
async fn place(
    session: &mut Session,
    registry: &Snapshot,
    new: &NewFinding,
    caller: &Caller,
    today: Date,
) -> Result<Place, FindingError> {
    let mut faults = Vec::new();
    let record = match new.record {
        None => None,
        Some(id) => {
            let scope = caller.scope(Permission::ReadRecords, registry);
            let row = session.records_by_id(&[id]).await?.remove(&id);
            let row = row.filter(|row| scope.holds(row.commune, row.person));
            let unknown =
                || FindingError::Fields(vec![fault("/record", "Không có phiếu này", "There is no such record")]);
            Some(row.ok_or_else(unknown)?)
        }
    };
    let revision = of_record(session, registry, new, record.as_ref(), &mut faults).await?;
    let subject = match new.subject.or(record.as_ref().map(|record| record.subject)) {
        None => None,
        Some(id) => session.subjects_by_id(&[id]).await?.remove(&id),
    };
    if new.subject.is_some_and(|asked| record.as_ref().is_some_and(|record| record.subject != asked)) {
        faults.push(fault("/subject", "Phiếu về đối tượng khác", "The record is about another subject"));
    } else if new.subject.is_some() && subject.is_none() {
        faults.push(fault("/subject", "Không có đối tượng này", "There is no such subject"));
    }
    let sub_project = chosen(
        new.sub_project,
        record.as_ref().map(|record| record.sub_project),
        subject.as_ref().map(|subject| subject.sub_project),
    );
    let commune = chosen(
        new.commune,
        record.as_ref().map(|record| record.commune),
        subject.as_ref().map(|subject| subject.commune),
    );
    if !sub_project.is_some_and(|id| registry.sub_projects.contains_key(&id)) {
        faults.push(fault("/sub_project", "Cần ghi đúng tiểu dự án", "Name a sub-project that is known"));
    }
    let known = commune.and_then(|id| registry.units.get(id)).filter(|unit| unit.unit_type.is_commune_level());
    if known.is_none() {
        faults.push(fault("/commune", "Cần ghi đúng xã", "Name a commune that is known"));
    }
    let (Some(sub_project), Some(commune), []) = (sub_project, commune, &faults[..]) else {
        return Err(FindingError::Fields(faults));
    };
    let scope = caller.scope(Permission::RaiseFindings, registry);
    if !scope.communes.contains(&commune) {
        return Err(FindingError::OutOfScope);
    }
    let place = Place { record, revision, subject, sub_project, commune };
    let faults = contradictions(&place, registry, today, &scope.communes);
    if faults.is_empty() { Ok(place) } else { Err(FindingError::Fields(faults)) }
}

/// What is asked for, else what the record says, else what the subject says.
fn chosen<T>(asked: Option<T>, record: Option<T>, subject: Option<T>) -> Option<T> {
    asked.or(record).or(subject)
}

/// Where what was given does not go with the record or the subject.
fn contradictions(
    place: &Place,
    registry: &Snapshot,
    today: Date,
    scope: &std::collections::BTreeSet<UnitId>,
) -> Vec<Violation> {
    let mut faults = Vec::new();
    let now = |unit| registry.units.now(unit, today);
    let record = place.record.as_ref();
    if record.is_some_and(|record| record.commune != place.commune) {
        faults.push(fault("/commune", "Phiếu thuộc xã khác", "The record is of another commune"));
    }
    if record.is_some_and(|record| record.sub_project != place.sub_project) {
        faults.push(fault("/sub_project", "Phiếu thuộc tiểu dự án khác", "The record is of another sub-project"));
    }
    let Some(subject) = place.subject.as_ref().filter(|_| record.is_none()) else { return faults };
    // A commune may have been merged since: what matters is the ground.
    if now(subject.commune) != now(place.commune) || !scope.contains(&subject.commune) {
        faults.push(fault("/commune", "Đối tượng thuộc xã khác", "The subject is in another commune"));
    }
    let reached = subject.sub_project == place.sub_project || subject.also.contains(&place.sub_project);
    if !reached && subject.kind != SubjectKind::Session {
        faults.push(fault("/sub_project", "Đối tượng thuộc tiểu dự án khác", "The subject is of another sub-project"));
    }
    faults
}

/// The snapshot that was looked at; an item or a snapshot that is not the record's is a fault.
async fn of_record(
    session: &mut Session,
    registry: &Snapshot,
    new: &NewFinding,
    record: Option<&RecordRow>,
    faults: &mut Vec<Violation>,
) -> Result<Option<RevisionId>, StoreError> {
    if let Some(item) = &new.item {
        let checklist = record.and_then(|record| registry.checklist(&record.checklist));
        if checklist.is_none_or(|checklist| checklist.item(item).is_none()) {
            faults.push(fault("/item", "Phiếu không có tiêu chí này", "The record has no such item"));
        }
    }
    let Some(asked) = new.revision else { return Ok(record.and_then(|record| record.head)) };
    let known = session.revisions_by_id(&[asked]).await?;
    if !known.iter().any(|revision| Some(revision.record) == record.map(|record| record.id)) {
        faults.push(fault("/revision", "Phiếu không có bản này", "The record has no such snapshot"));
    }
    Ok(Some(asked))
}
