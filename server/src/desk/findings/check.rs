//! Whether what a finding names is there, and is the caller's to name.

use mobile_sync_protocol::{
    ids::{RecordId, Sha256},
    problem::Violation,
};

use crate::{
    auth::{Caller, Permission},
    registry::Snapshot,
    review::finding::{PHOTOS_MAX, Words, fault},
    store::{Session, StoreError},
};

/// What is wrong with who is named as responsible.
pub(super) async fn unknown_responsible(
    session: &mut Session,
    registry: &Snapshot,
    words: &Words,
) -> Result<Option<Violation>, StoreError> {
    if words.unit.is_some_and(|unit| registry.units.get(unit).is_none()) {
        return Ok(Some(fault("/responsible/unit", "Không có đơn vị này", "There is no such unit")));
    }
    let Some(department) = words.department else { return Ok(None) };
    let known = session.departments().await?.into_iter().any(|known| known.id == department);
    Ok((!known).then(|| fault("/responsible/department", "Không có phòng này", "There is no such department")))
}

pub(super) async fn responsible_name(
    session: &mut Session,
    registry: &Snapshot,
    words: &Words,
) -> Result<String, StoreError> {
    if let Some(unit) = words.unit.and_then(|unit| registry.units.get(unit)) {
        return Ok(unit.name.clone());
    }
    let mut departments = session.departments().await?.into_iter();
    Ok(departments.find(|known| Some(known.id) == words.department).map(|known| known.name).unwrap_or_default())
}

/// What is wrong with the photos that are named: each must be stored, and what records or findings name must be the
/// caller's to see, so that naming a photo opens none.
pub(super) async fn unknown_photos(
    session: &mut Session,
    photos: &[Sha256],
    caller: &Caller,
    registry: &Snapshot,
) -> Result<Vec<Violation>, StoreError> {
    if photos.len() > PHOTOS_MAX {
        let (vi, en) = (format!("Tối đa {PHOTOS_MAX} ảnh"), format!("At most {PHOTOS_MAX} photos"));
        return Ok(vec![fault("/photos", &vi, &en)]);
    }
    let stored = session.photos(photos).await?;
    let (records, findings) =
        (caller.scope(Permission::ReadRecords, registry), caller.scope(Permission::ReadFindings, registry));
    let mut faults = Vec::new();
    for (at, name) in photos.iter().enumerate() {
        let naming: Vec<RecordId> = session.records_naming(&[*name]).await?.into_iter().collect();
        let mut seen = session.records_by_id(&naming).await?.into_values();
        let raised = session.findings_naming(*name).await?;
        let unnamed = naming.is_empty() && raised.is_empty();
        let may_see = unnamed
            || seen.any(|record| records.holds(record.commune, record.person))
            || raised.iter().any(|line| findings.communes.contains(&line.finding.commune));
        let twice = photos.iter().take(at).any(|before| before == name);
        if !stored.contains_key(name) || !may_see || twice {
            faults.push(fault(format!("/photos/{at}"), "Không có ảnh này", "There is no such photo"));
        }
    }
    Ok(faults)
}
