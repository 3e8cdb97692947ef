//! Writing a section: its words, and the fields that are filled by hand.

use std::collections::{BTreeMap, BTreeSet};

use mobile_sync_protocol::{
    ids::{EvaluationId, Key},
    problem::Code,
    time::Timestamp,
};

use super::{
    EvaluationError,
    act::{Act, Done, later},
    rows_of,
};
use crate::{
    app::App,
    auth::Caller,
    evaluation::{
        form::{FieldValue, FieldValues, fault},
        state::EvaluationAct,
    },
    store::WrittenSection,
};

/// Most characters of a section's words.
pub const WORDS_MAX: usize = 60_000;
/// Words that their own author replaces within this time are not kept: saving while writing is no history.
const OWN_MS: i64 = 15 * 60_000;

/// What to write in a section.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// When what was looked at was written; `None` where nothing was.
    pub seen: Option<Timestamp>,
    /// The words.
    pub words: String,
    /// Fields that were filled, or cleared; what is absent stays.
    pub fields: BTreeMap<Key, Option<FieldValue>>,
}

/// Writes a section.
///
/// # Errors
/// [`EvaluationError`].
pub async fn write(
    app: &App,
    id: EvaluationId,
    caller: &Caller,
    key: &Key,
    wanted: Written,
) -> Result<(), EvaluationError> {
    let mut act = Act::write(app, id, caller).await?;
    let form = act.form.clone();
    let section = form.section(key).ok_or(EvaluationError::Unknown)?;
    let at = act.it.sections.iter().position(|known| known.key == *key);
    let before = at.and_then(|at| act.it.sections.get(at)).cloned();
    if before.as_ref().map(|before| before.changed_at) != wanted.seen {
        let Some(before) = before else {
            return Err(EvaluationError::MovedOn { by: String::new(), at: act.it.evaluation.changed_at });
        };
        let by = act.writer.names().await?.get(&before.changed_by).cloned().unwrap_or_default();
        return Err(EvaluationError::MovedOn { by, at: before.changed_at });
    }
    let rows = rows_of(&mut act.writer, &act.registry, &act.it.evaluation).await?;
    let codes: BTreeSet<String> = rows.into_iter().map(|(code, _)| code).collect();
    let mut faults = Vec::new();
    if wanted.words.chars().count() > WORDS_MAX {
        faults.push(fault(Code::EvaluationField, "/words", "Quá 60000 ký tự", "More than 60000 characters"));
    }
    let mut fields: FieldValues = before.as_ref().map(|before| before.fields.clone()).unwrap_or_default();
    for (name, value) in wanted.fields {
        let path = format!("/fields/{name}");
        match (section.fields.iter().find(|field| field.key == name), value) {
            (None, _) => faults.push(fault(Code::EvaluationField, path, "Không có ô này", "There is no such field")),
            (Some(_), None) => drop(fields.remove(&name)),
            (Some(field), Some(value)) => {
                faults.extend(field.faults(&value, &codes, &path));
                fields.insert(name, value);
            }
        }
    }
    if !faults.is_empty() {
        return Err(EvaluationError::Fields(faults));
    }
    let same = |before: &WrittenSection| before.words == wanted.words && before.fields == fields;
    if before.as_ref().is_some_and(same) {
        return Ok(());
    }
    let changed_at = before.as_ref().map_or(act.now, |before| later(act.now, before.changed_at));
    let own =
        |before: &WrittenSection| before.changed_by == caller.person && changed_at.since(before.changed_at) < OWN_MS;
    let kept = before.as_ref().filter(|before| !own(before) && before.words != wanted.words);
    let words = kept.map(|before| before.words.clone()).filter(|words| !words.is_empty());
    let new = WrittenSection { key: key.clone(), words: wanted.words, fields, changed_at, changed_by: caller.person };
    act.writer.put_section(id, &new).await?;
    match at.and_then(|at| act.it.sections.get_mut(at)) {
        Some(place) => *place = new,
        None => act.it.sections.push(new),
    }
    act.end(Done { section: Some(key.clone()), words, ..Done::of(EvaluationAct::Written) }).await?;
    Ok(())
}
