//! All that the rules are told of a record, from the store.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use mobile_sync_protocol::{
    ids::{RecordId, RevisionId, Sha256},
    record::{Photo, Revision},
    registry::{Site, Visit},
    time::Timestamp,
};

use crate::{
    evidence::{
        case::{Case, PhotoCase, Signed, Stop, Twin},
        photo::Reading,
    },
    geo::link::{CommuneLink, Offered, OfferedBy, SubjectLink},
    registry::Snapshot,
    store::{DeviceKind, PhotoReading, RecordRow, RevisionContent, Session, StoreError},
    sync::prepare,
};

/// Records of a phone that are looked through on either side for one with a position.
const NEIGHBOURS: i64 = 10;
/// Most records whose photos are the same or look alike.
const TWINS: i64 = 200;
/// Most of them that one photo is shown with.
const TWINS_OF_ONE: usize = 20;

/// What [`Case`] borrows.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// The record as its row stands.
    pub row: RecordRow,
    /// Other records that the rules may judge otherwise now that this one is here.
    pub others: BTreeSet<RecordId>,
    revision: Revision,
    received_at: Timestamp,
    signature: Signed,
    visit: Option<Visit>,
    site: Option<Site>,
    commune: CommuneLink,
    subject: SubjectLink,
    photos: Vec<(Result<Reading, String>, Vec<Twin>)>,
    before: Option<Stop>,
    after: Option<Stop>,
}

impl Gathered {
    /// What the rules are told.
    pub fn case(&self) -> Case<'_> {
        let photos = self.revision.scenes().zip(&self.photos);
        let photos = photos.map(|(photo, (reading, twins))| PhotoCase {
            photo,
            reading: reading.as_ref().map_err(String::as_str),
            twins: twins.clone(),
        });
        Case {
            record: self.row.id,
            revision: &self.revision,
            received_at: self.received_at,
            signature: self.signature,
            visit: self.visit.as_ref(),
            commune: &self.commune,
            subject: &self.subject,
            site: self.site.as_ref(),
            omissions: &self.row.assessment.omissions,
            photos: photos.collect(),
            before: self.before,
            after: self.after,
        }
    }

    /// The snapshot that was looked at.
    pub fn revision(&self) -> RevisionId {
        self.revision.revision
    }
}

/// Gathers a record; `None` where it is not whole, or a photo of it is still to be read or compared.
///
/// # Errors
/// Where the store fails, or holds what cannot be read.
pub async fn gather(session: &mut Session, registry: &Snapshot, id: RecordId) -> Result<Option<Gathered>, StoreError> {
    let Some(row) = session.records_by_id(&[id]).await?.remove(&id) else { return Ok(None) };
    let (Some(head), 0) = (row.head, row.photos_missing) else { return Ok(None) };
    let contents = session.contents_of(&[id]).await?;
    let Some(content) = contents.iter().find(|content| content.summary.id == head) else {
        return Err(StoreError::inconsistent("record", id, "its head is no revision of it"));
    };
    let revision = parsed(content)?;
    let names: Vec<Sha256> = revision.scenes().map(|photo| photo.sha256).collect();
    let readings = session.readings(&names).await?;
    if names.iter().any(|name| readings.get(name).is_none_or(|reading| reading.compared_at.is_none())) {
        return Ok(None);
    }
    let twins = twins(session, id, &names).await?;
    let (before, after) = neighbours(session, &row).await?;
    let visit = match revision.visit {
        Some(visit) => session.visits(Some(&[visit])).await?.pop(),
        None => None,
    };
    let site = session.subjects_by_id(&[row.subject]).await?.remove(&row.subject).and_then(|subject| subject.site);
    let (commune, subject) = links(&revision, &row, &readings, registry);
    let others = twins.values().flatten().map(|twin| twin.record);
    let others = others.chain([before, after].into_iter().flatten().map(|stop| stop.record)).collect();
    let photos = names.iter().filter_map(|name| {
        let outcome = readings.get(name)?.outcome.clone();
        Some((outcome, twins.get(name).cloned().unwrap_or_default()))
    });
    Ok(Some(Gathered {
        others,
        received_at: content.summary.received_at,
        signature: signature(session, &contents, head).await?,
        visit,
        site,
        commune,
        subject,
        photos: photos.collect(),
        before,
        after,
        revision,
        row,
    }))
}

fn parsed(content: &RevisionContent) -> Result<Revision, StoreError> {
    serde_json::from_slice(&content.canonical)
        .map_err(|why| StoreError::inconsistent("revision", content.summary.id, why))
}

/// Links the record by the registry of now: by what the snapshot offers, or else by where its photos say they were.
fn links(
    revision: &Revision,
    row: &RecordRow,
    readings: &HashMap<Sha256, PhotoReading>,
    registry: &Snapshot,
) -> (CommuneLink, SubjectLink) {
    let mut points = prepare::offered(revision);
    if points.is_empty() {
        let read = readings.values().filter_map(|reading| reading.outcome.as_ref().ok()?.exif.as_ref());
        let mut places: Vec<Offered> = read
            .filter_map(|exif| {
                let (lat, lon) = exif.lat.zip(exif.lon)?;
                Some(Offered { by: OfferedBy::Photo, lat, lon, accuracy_m: exif.accuracy_m })
            })
            .collect();
        places.sort_by(|one, other| one.lat.total_cmp(&other.lat).then(one.lon.total_cmp(&other.lon)));
        points = places;
    }
    prepare::link_by(&points, revision, row.subject, registry)
}

/// The photos of other records that are the same as one of `names`, or look like it.
async fn twins(
    session: &mut Session,
    id: RecordId,
    names: &[Sha256],
) -> Result<HashMap<Sha256, Vec<Twin>>, StoreError> {
    let own: HashSet<Sha256> = names.iter().copied().collect();
    // By the other photo: which of the record's own it is like, and how. A photo is the same as itself.
    let mut like: HashMap<Sha256, BTreeMap<Sha256, Option<crate::evidence::likeness::Match>>> = HashMap::new();
    for name in &own {
        like.entry(*name).or_default().insert(*name, None);
    }
    for pair in session.alike(names).await? {
        for (mine, other) in [(pair.photo, pair.earlier), (pair.earlier, pair.photo)] {
            if own.contains(&mine) {
                like.entry(other).or_default().entry(mine).or_insert(Some(pair.found));
            }
        }
    }
    let asked: Vec<Sha256> = like.keys().copied().collect();
    let naming = session.heads_naming(&asked, id, TWINS).await?;
    let heads = heads(session, naming.iter().map(|(_, record)| *record)).await?;
    let mut found: HashMap<Sha256, Vec<Twin>> = HashMap::new();
    for (other, record) in naming {
        let Some((row, revision)) = heads.get(&record) else { continue };
        let Some(photo) = revision.scenes().find(|photo| photo.sha256 == other) else { continue };
        for (mine, likeness) in like.get(&other).into_iter().flatten() {
            found.entry(*mine).or_default().push(twin(photo, row, *likeness));
        }
    }
    for twins in found.values_mut() {
        // The same bytes first, then the likest.
        twins.sort_by_key(|twin| (twin.likeness.map(|found| found.bits), twin.record, twin.photo));
        twins.truncate(TWINS_OF_ONE);
    }
    Ok(found)
}

fn twin(photo: &Photo, row: &RecordRow, likeness: Option<crate::evidence::likeness::Match>) -> Twin {
    Twin {
        photo: photo.sha256,
        likeness,
        record: row.id,
        subject: row.subject,
        sub_project: row.sub_project,
        commune: row.commune,
        visit: row.visit,
        taken_at: photo.taken_at.at,
    }
}

/// Records with their heads; those that have none are left out.
async fn heads(
    session: &mut Session,
    records: impl Iterator<Item = RecordId>,
) -> Result<HashMap<RecordId, (RecordRow, Revision)>, StoreError> {
    let ids: Vec<RecordId> = records.collect::<BTreeSet<_>>().into_iter().collect();
    let mut rows = session.records_by_id(&ids).await?;
    let mut found = HashMap::with_capacity(rows.len());
    for content in session.contents_of(&ids).await? {
        let record = content.summary.record;
        if rows.get(&record).is_some_and(|row| row.head == Some(content.summary.id))
            && let Some(row) = rows.remove(&record)
        {
            found.insert(record, (row, parsed(&content)?));
        }
    }
    Ok(found)
}

/// Where the phone was at its records before and after this one, as far as they have a position.
async fn neighbours(session: &mut Session, row: &RecordRow) -> Result<(Option<Stop>, Option<Stop>), StoreError> {
    let (before, after) = session.neighbours(row.device, row.captured_at, row.id, NEIGHBOURS).await?;
    let heads = heads(session, before.iter().chain(&after).copied()).await?;
    let stop = |ids: &[RecordId]| {
        ids.iter().find_map(|id| {
            let fix = heads.get(id)?.1.fix?;
            let (at, lat, lon, accuracy_m) = (fix.at.at, fix.lat, fix.lon, fix.accuracy_m);
            Some(Stop { record: *id, at, lat, lon, accuracy_m })
        })
    };
    Ok((stop(&before), stop(&after)))
}

/// What became of the head's signature; of a head that the server joined, of the signatures of all that it came of.
async fn signature(
    session: &mut Session,
    contents: &[RevisionContent],
    head: RevisionId,
) -> Result<Signed, StoreError> {
    let by_id: HashMap<RevisionId, &RevisionContent> =
        contents.iter().map(|content| (content.summary.id, content)).collect();
    let (mut left, mut joined, mut broken, mut on_arrival) = (vec![head], false, false, false);
    let mut seen = HashSet::new();
    while let Some(id) = left.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(content) = by_id.get(&id) else {
            broken = true;
            continue;
        };
        match (content.summary.joined, content.summary.base) {
            (Some(other), base) if content.signature.is_none() => {
                joined = true;
                left.push(other);
                left.extend(base);
            }
            _ => match signed(session, content).await? {
                Signed::Valid => {}
                // Of two that were joined, what the server holds against each is that it matches.
                Signed::OnArrival => on_arrival = true,
                other if !joined => return Ok(other),
                _ => broken = true,
            },
        }
    }
    Ok(match (joined, broken) {
        (true, true) => Signed::JoinedBroken,
        (true, false) => Signed::Joined,
        (false, true) => Signed::Missing,
        (false, false) if on_arrival => Signed::OnArrival,
        (false, false) => Signed::Valid,
    })
}

/// What became of one snapshot's own signature.
async fn signed(session: &mut Session, content: &RevisionContent) -> Result<Signed, StoreError> {
    let Some(signature) = &content.signature else { return Ok(Signed::Missing) };
    let Some(device) = session.device_by_key(signature.key).await? else { return Ok(Signed::Missing) };
    let verified = device.public_key.verifier().and_then(|verifier| verifier.verify(&content.canonical, signature));
    Ok(match verified {
        Err(_) => Signed::Mismatch,
        Ok(()) if device.revoked_at.is_some_and(|at| at < content.summary.received_at) => Signed::Revoked,
        Ok(()) if device.kind == DeviceKind::FormClient => Signed::OnArrival,
        Ok(()) => Signed::Valid,
    })
}
