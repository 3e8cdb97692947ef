//! Beginning an evaluation, saying what it is, and throwing a draft away.

use mobile_sync_protocol::{
    ids::{DepartmentId, EvaluationId, Key, UnitId},
    problem::{Code, Violation},
    time::{Date, Timestamp},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    EvaluationError,
    act::{Act, AtWork, Done},
    who,
};
use crate::{
    app::App,
    auth::{Caller, Permission},
    evaluation::{
        form::{EvaluationKind, Period, fault},
        head::Head,
        state::{EvaluationAct, EvaluationState},
    },
    registry::Snapshot,
    search,
    store::{Entry, Evaluation, EvaluationFilter},
};

/// Longest title, in characters.
const TITLE_MAX: usize = 300;

/// An evaluation to begin.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEvaluation {
    /// Its id, made by whoever begins it, so that sending it twice begins one; the server makes one where it is absent.
    #[serde(default)]
    pub id: Option<EvaluationId>,
    /// The form.
    pub form: Key,
    /// Its version; the newest where absent.
    #[serde(default)]
    pub version: Option<u32>,
    /// The year that it is about.
    pub year: i64,
    /// The part of it.
    pub period: Period,
    /// The unit that it is of, or whose department it is of.
    pub unit: UnitId,
    /// The department.
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// What people call it; the form's subject line where absent.
    #[serde(default)]
    pub title: Option<String>,
    /// The first day of what it counts; that of the period where absent.
    #[serde(default)]
    pub from: Option<Date>,
    /// The last day.
    #[serde(default)]
    pub to: Option<Date>,
}

/// What of an evaluation is to be said otherwise; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Described {
    /// What people call it.
    pub title: Option<String>,
    /// The first day of what it counts.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// The whole head.
    pub head: Option<Head>,
}

fn wrong(path: &str, vi: &str, en: &str) -> Violation {
    fault(Code::EvaluationField, path, vi, en)
}

/// What is wrong with a title and the days.
fn faults(title: &str, from: Date, to: Date, year: i64) -> Vec<Violation> {
    let mut faults = Vec::new();
    if title.is_empty() || title.chars().count() > TITLE_MAX {
        faults.push(wrong("/title", "Tên báo cáo từ 1 đến 300 ký tự", "A title has 1 to 300 characters"));
    }
    if from > to {
        faults.push(wrong("/to", "Ngày cuối trước ngày đầu", "The last day is before the first"));
    }
    // A report may count from the end of the one before, in the year before, and never into the next.
    let own = |day: Date| i64::from(day.parts().0);
    if own(to) != year || own(from) < year - 1 {
        faults.push(wrong("/from", "Khoảng ngày không thuộc năm báo cáo", "The days are not of that year"));
    }
    faults
}

fn topic(kind: EvaluationKind, title: &str) -> String {
    if kind == EvaluationKind::Thematic { search::key(title) } else { String::new() }
}

/// Begins an evaluation.
///
/// # Errors
/// [`EvaluationError`].
pub async fn create(app: &App, caller: &Caller, new: NewEvaluation) -> Result<EvaluationId, EvaluationError> {
    let registry = app.registry.refresh().await?;
    let mut writer = app.store.write().await?;
    let id = new.id.unwrap_or_else(|| EvaluationId(app.clock.id()));
    if let Some(known) = writer.evaluation(id).await? {
        let taken = || vec![wrong("/id", "Mã này đã được dùng", "This id is taken")];
        return if known.created_by == caller.person { Ok(id) } else { Err(EvaluationError::Fields(taken())) };
    }
    let departments = writer.departments().await?;
    let department_known = |asked: DepartmentId| departments.iter().any(|known| known.id == asked);
    let now = app.clock.now();
    let mut evaluation = described(&registry, &new, id, caller, now)?;
    if new.department.is_some_and(|asked| !department_known(asked)) {
        let fault = wrong("/department", "Không có phòng này", "There is no such department");
        return Err(EvaluationError::Fields(vec![fault]));
    }
    let own = who::own_department(&mut writer, caller).await?;
    let reads = caller.scope(Permission::ReadEvaluations, &registry).communes.contains(&new.unit);
    if !reads || !who::standing(&registry, caller, own, new.unit, new.department).writes {
        return Err(EvaluationError::OutOfScope);
    }
    if let Some(known) = writer.evaluation_like(&evaluation).await? {
        return Err(EvaluationError::Exists(known.id));
    }
    evaluation.head = head(&registry, &evaluation);
    let mut it = AtWork::new(evaluation);
    let entry = it.note(&mut writer, caller, now, Done::of(EvaluationAct::Created)).await?;
    writer.commit(&[entry]).await?;
    Ok(id)
}

/// The evaluation that somebody wants to begin, or what is wrong with that.
fn described(
    registry: &Snapshot,
    new: &NewEvaluation,
    id: EvaluationId,
    caller: &Caller,
    now: Timestamp,
) -> Result<Evaluation, EvaluationError> {
    let form = match new.version {
        Some(version) => registry.form(&new.form, version),
        None => registry.newest_form(&new.form),
    };
    let unknown = |path, vi, en| EvaluationError::Fields(vec![wrong(path, vi, en)]);
    let form = form.ok_or_else(|| unknown("/form", "Không có mẫu này", "There is no such form"))?;
    let unit = registry.units.get(new.unit);
    let unit = unit.ok_or_else(|| unknown("/unit", "Không có đơn vị này", "There is no such unit"))?;
    let Some((first, last)) = new.period.days(new.year) else {
        return Err(unknown("/year", "Năm không hợp lệ", "The year is out of range"));
    };
    let title = new.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    let title = title.map_or_else(|| form.subject(new.period, new.year), str::to_owned);
    let (from, to) = (new.from.unwrap_or(first), new.to.unwrap_or(last));
    let mut faults = faults(&title, from, to, new.year);
    if !form.periods.contains(&new.period) {
        faults.push(wrong("/period", "Mẫu này không dùng cho kỳ đó", "The form is not made for that period"));
    }
    if new.department.is_some() && unit.unit_type.is_commune_level() {
        faults.push(wrong("/department", "Xã không có phòng ban", "A commune has no departments"));
    }
    if !faults.is_empty() {
        return Err(EvaluationError::Fields(faults));
    }
    Ok(Evaluation {
        id,
        form: form.id.clone(),
        form_version: form.version,
        kind: form.kind,
        year: new.year,
        period: new.period,
        from,
        to,
        topic: topic(form.kind, &title),
        title,
        unit: new.unit,
        department: new.department,
        parent: None,
        state: EvaluationState::Draft,
        head: Head::default(),
        created_at: now,
        created_by: caller.person,
        changed_at: now,
        submitted: None,
        signed: None,
        digest: None,
    })
}

/// A head to start from: whoever issues it, by the decree on documents; number, date and signatory are for people.
fn head(registry: &Snapshot, evaluation: &Evaluation) -> Head {
    let unit = registry.units.get(evaluation.unit);
    let form = registry.form(&evaluation.form, evaluation.form_version);
    let (Some(unit), Some(form)) = (unit, form) else { return Head::default() };
    let shown = |unit: &mobile_sync_protocol::registry::Unit| unit.full_name().to_uppercase();
    let committee = "ỦY BAN NHÂN DÂN";
    let above = unit.parent.and_then(|parent| registry.units.get(parent));
    let symbol = |letters: &str| Some(format!("{}-{letters}", form.document.symbol));
    Head {
        superior: match evaluation.department {
            Some(_) => Some(format!("{committee} {}", shown(unit))),
            None => above.map(|above| format!("{committee} {}", shown(above))),
        },
        issuer: match evaluation.department {
            Some(_) => Vec::new(),
            None => vec![committee.to_owned(), shown(unit)],
        },
        symbol: if evaluation.department.is_some() { None } else { symbol("UBND") },
        place: Some(unit.name.clone()),
        ..Head::default()
    }
}

/// Says otherwise what an evaluation is called, which days it counts, and what stands around its words.
///
/// # Errors
/// [`EvaluationError`].
pub async fn describe(
    app: &App,
    id: EvaluationId,
    caller: &Caller,
    seen: Timestamp,
    wanted: Described,
) -> Result<(), EvaluationError> {
    let mut act = Act::write(app, id, caller).await?;
    act.seen(seen).await?;
    let before = act.it.evaluation.clone();
    let it = &mut act.it.evaluation;
    it.title = wanted.title.map_or_else(|| it.title.clone(), |title| title.trim().to_owned());
    it.from = wanted.from.unwrap_or(it.from);
    it.to = wanted.to.unwrap_or(it.to);
    it.topic = topic(it.kind, &it.title);
    it.head = wanted.head.map_or_else(|| it.head.clone(), Head::trimmed);
    let mut faults = faults(&it.title, it.from, it.to, it.year);
    faults.extend(it.head.faults("/head"));
    if !faults.is_empty() {
        return Err(EvaluationError::Fields(faults));
    }
    if *it == before {
        return Ok(());
    }
    let it = act.it.evaluation.clone();
    if let Some(other) = act.writer.evaluation_like(&it).await?.filter(|other| other.id != id) {
        return Err(EvaluationError::Exists(other.id));
    }
    let days = |of: &Evaluation| format!("{} – {}", of.from, of.to);
    let mut told = Vec::new();
    if it.title != before.title {
        told.push(format!("Tên (trước đó: {})", before.title));
    }
    if days(&it) != days(&before) {
        told.push(format!("Khoảng ngày (trước đó: {})", days(&before)));
    }
    if it.head != before.head {
        told.push("Thể thức văn bản".to_owned());
    }
    let words = Some(told.join("\n"));
    act.end(Done { words, ..Done::of(EvaluationAct::Described) }).await?;
    Ok(())
}

/// Throws a draft away with all that is in it. That it was there stays in the log.
///
/// # Errors
/// [`EvaluationError`].
pub async fn delete(app: &App, id: EvaluationId, caller: &Caller, seen: Timestamp) -> Result<(), EvaluationError> {
    let mut act = Act::write(app, id, caller).await?;
    act.seen(seen).await?;
    let below = EvaluationFilter {
        units: act.registry.units.responsibility(act.it.evaluation.unit).into_iter().collect(),
        parent: Some(id),
        ..EvaluationFilter::default()
    };
    if !act.writer.evaluations(&below).await?.is_empty() {
        let state = act.it.evaluation.state;
        return Err(EvaluationError::Transition { state, what: "others were taken into it: give them back first" });
    }
    act.writer.delete_evaluation(id).await?;
    let entry = Entry::new(act.now, caller.actor(), "evaluation.deleted", format!("evaluation:{id}"));
    act.writer.commit(&[entry]).await?;
    Ok(())
}
