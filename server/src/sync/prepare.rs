//! From the text of one revision to something that can be decided on: read, verified and checked, with its links.
//!
//! Pure, and done before the writer is asked for, so that it can run on every core.

use std::{collections::BTreeSet, sync::Arc};

use bytes::Bytes;
use mobile_sync_protocol::{
    answer::Value,
    canonical::{Json, canonical_of},
    checklist::Checklist,
    ids::{KeyId, PersonId, Sha256, SubjectId, UnitId},
    problem::{Code, Violation},
    record::Revision,
    signature::{SignatureError, Signer, Verifier},
    text::Text,
    validate::refusals,
};

use crate::{
    geo::link::{CommuneLink, Offered, OfferedBy, SubjectLink, commune_link, subject_link},
    registry::Snapshot,
};

/// Where a revision came from.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The phone's holder.
    pub person: PersonId,
    /// The name of the phone's key.
    pub key: KeyId,
    /// The phone's key.
    pub verifier: Verifier,
    /// Where its holder may inspect.
    pub communes: Arc<BTreeSet<UnitId>>,
}

/// A revision that can be decided on.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What it says.
    pub revision: Arc<Revision>,
    /// The bytes that were signed.
    pub canonical: Bytes,
    /// Their SHA-256.
    pub sha256: Sha256,
    /// The checklist that it fills.
    pub checklist: Arc<Checklist>,
    /// How it is linked to its commune.
    pub commune_link: CommuneLink,
    /// How it is linked to its subject.
    pub subject_link: SubjectLink,
    /// The bytes as they came, for the quarantine.
    pub raw: Bytes,
}

/// Reads, verifies and checks one revision.
///
/// # Errors
/// Everything that is wrong with it, each with a path and a code.
pub fn prepare(raw: Bytes, sender: &Sender, registry: &Snapshot) -> Result<Prepared, Vec<Violation>> {
    let json = Json::parse(&raw).map_err(|why| vec![unreadable(&why)])?;
    let revision = typed(&raw)?;
    let canonical = json.without("signature").canonical();
    verify(&revision, &canonical, sender)?;
    checked(revision, canonical.into(), raw, &sender.communes, registry)
}

/// Signs a revision that this server made of a submission, for the device that signs nothing itself, and checks it.
///
/// # Errors
/// Its canonical form, to be kept aside, with everything that is wrong with it.
pub fn made(
    mut revision: Revision,
    signer: &Signer,
    communes: &BTreeSet<UnitId>,
    registry: &Snapshot,
) -> Result<Prepared, (Bytes, Vec<Violation>)> {
    let canonical = canonical_of(&revision).map_err(|why| (Bytes::new(), vec![unreadable(&why)]))?;
    revision.signature = Some(signer.sign(&canonical));
    let canonical = Bytes::from(canonical);
    checked(revision, canonical.clone(), canonical.clone(), communes, registry).map_err(|wrong| (canonical, wrong))
}

fn checked(
    revision: Revision,
    canonical: Bytes,
    raw: Bytes,
    communes: &BTreeSet<UnitId>,
    registry: &Snapshot,
) -> Result<Prepared, Vec<Violation>> {
    let Some(checklist) = registry.checklist(&revision.checklist) else {
        return Err(vec![Violation::plain("/checklist", Code::RecordUnknownChecklist)]);
    };
    let mut wrong = refusals(&revision, checklist);
    wrong.extend(check_links(&revision, communes, registry));
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let Some(subject) = revision.subject_id() else {
        return Err(vec![Violation::plain("/subject", Code::RecordSubject)]);
    };
    let (commune_link, subject_link) = link(&revision, subject, registry);
    Ok(Prepared {
        commune_link,
        subject_link,
        sha256: Sha256::of(&canonical),
        canonical,
        checklist: Arc::clone(checklist),
        revision: Arc::new(revision),
        raw,
    })
}

/// How a snapshot is linked to its commune and its subject.
pub fn link(revision: &Revision, subject: SubjectId, registry: &Snapshot) -> (CommuneLink, SubjectLink) {
    link_by(&offered(revision), revision, subject, registry)
}

/// The same by other points than the snapshot's own.
pub fn link_by(
    points: &[Offered],
    revision: &Revision,
    subject: SubjectId,
    registry: &Snapshot,
) -> (CommuneLink, SubjectLink) {
    let day = revision.captured_at.date();
    (
        commune_link(revision.commune, day, points, &registry.boundaries),
        subject_link(subject, points, registry.sited_in(revision.commune)),
    )
}

fn unreadable(why: &serde_json::Error) -> Violation {
    let message = why.to_string();
    let code = if message.starts_with("duplicate key") { Code::DuplicateKey } else { Code::JsonSyntax };
    Violation::new("", code, Text::new(format!("{}: {message}", code.title_vi()), message))
}

/// Reads the revision; only where that fails is it read again by a slower reader that knows the path.
fn typed(raw: &[u8]) -> Result<Revision, Vec<Violation>> {
    if let Ok(revision) = serde_json::from_slice(raw) {
        return Ok(revision);
    }
    let mut reader = serde_json::Deserializer::from_slice(raw);
    match serde_path_to_error::deserialize::<_, Revision>(&mut reader) {
        Ok(revision) => Ok(revision),
        Err(error) => Err(vec![crate::problem::shape_violation(&error)]),
    }
}

fn verify(revision: &Revision, canonical: &[u8], sender: &Sender) -> Result<(), Vec<Violation>> {
    let refuse = |vi: &str, en: &str| Err(vec![Violation::new("/signature", Code::RecordSignature, Text::new(vi, en))]);
    let Some(signature) = &revision.signature else {
        return refuse("Thiếu chữ ký của thiết bị", "The device's signature is missing");
    };
    if signature.key != sender.key {
        return refuse("Chữ ký bằng khóa của thiết bị khác", "Signed with another device's key");
    }
    match sender.verifier.verify(canonical, signature) {
        Ok(()) => Ok(()),
        Err(SignatureError::WrongAlgorithm | SignatureError::BadKey) => {
            refuse("Chữ ký không đúng thuật toán của khóa", "The signature's algorithm is not the key's")
        }
        Err(SignatureError::Mismatch) => refuse(
            "Chữ ký không khớp nội dung phiếu (dạng chuẩn RFC 8785, không gồm chữ ký)",
            "The signature does not match the canonical form (RFC 8785) of the revision without its signature",
        ),
    }
}

fn check_links(revision: &Revision, communes: &BTreeSet<UnitId>, registry: &Snapshot) -> Vec<Violation> {
    let mut wrong = Vec::new();
    if !registry.is_commune_on(revision.commune, revision.captured_at.date()) {
        wrong.push(Violation::plain("/commune", Code::RecordUnknownUnit));
    } else if !communes.contains(&revision.commune) {
        wrong.push(Violation::plain("/commune", Code::RecordOutOfScope));
    }
    if !registry.sub_projects.get(&revision.sub_project).is_some_and(|node| node.leaf) {
        wrong.push(Violation::plain("/sub_project", Code::RecordUnknownSubProject));
    }
    wrong
}

/// The points that a record offers as its place.
pub fn offered(revision: &Revision) -> Vec<Offered> {
    let own = revision.fix.iter().map(|fix| (OfferedBy::Record, fix));
    let answers = revision.answers.values().filter_map(|answer| match &answer.value {
        Value::Place(fix) => Some((OfferedBy::Answer, fix)),
        _ => None,
    });
    let photos = revision.scenes().filter_map(|photo| Some((OfferedBy::Photo, photo.fix.as_ref()?)));
    own.chain(answers)
        .chain(photos)
        .map(|(by, fix)| Offered { by, lat: fix.lat, lon: fix.lon, accuracy_m: Some(fix.accuracy_m) })
        .collect()
}
