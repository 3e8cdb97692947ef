//! All that the rules are told of one record: gathered by the service, so that a rule needs to ask nobody.

use mobile_sync_protocol::{
    ids::{RecordId, Sha256, SubProjectId, SubjectId, UnitId, VisitId},
    problem::Violation,
    record::{Photo, Revision},
    registry::{Site, Visit},
    time::Timestamp,
};

use super::photo::Reading;
use crate::geo::link::{CommuneLink, SubjectLink};

/// One record as its head stands.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// The record.
    pub record: RecordId,
    /// Its head.
    pub revision: &'a Revision,
    /// When the head arrived.
    pub received_at: Timestamp,
    /// What became of the head's signature.
    pub signature: Signed,
    /// The visit that the head names.
    pub visit: Option<&'a Visit>,
    /// How it is linked to its commune, by the outlines of now.
    pub commune: &'a CommuneLink,
    /// How it is linked to its subject, by the plans of now.
    pub subject: &'a SubjectLink,
    /// The subject's planned place.
    pub site: Option<&'a Site>,
    /// What the head lacks, as intake worked it out.
    pub omissions: &'a [Violation],
    /// Its photos, in the order in which the head names them; drawn signatures are none.
    pub photos: Vec<PhotoCase<'a>>,
    /// The record of the same device before this one that has a position.
    pub before: Option<Stop>,
    /// The record of the same device after this one that has a position.
    pub after: Option<Stop>,
}

/// One photo of the record.
#[derive(Clone, Debug)]
pub struct PhotoCase<'a> {
    /// As the head names it.
    pub photo: &'a Photo,
    /// What was read from its bytes; or why nothing could be.
    pub reading: Result<&'a Reading, &'a str>,
    /// Photos of other records that are the same or look alike, the likest first.
    pub twins: Vec<Twin>,
}

/// A photo of another record that is the same, or looks alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Twin {
    /// The other photo.
    pub photo: Sha256,
    /// How alike: `None` where the bytes are the same.
    pub likeness: Option<super::likeness::Match>,
    /// The record that names it.
    pub record: RecordId,
    /// What that record is about.
    pub subject: SubjectId,
    /// The sub-project that it names.
    pub sub_project: SubProjectId,
    /// The commune that it names.
    pub commune: UnitId,
    /// The visit that it names.
    pub visit: Option<VisitId>,
    /// When that record says that the photo was taken.
    pub taken_at: Timestamp,
}

/// Where a device was at another record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// The record.
    pub record: RecordId,
    /// When the position was measured.
    pub at: Timestamp,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Metres within which the device believed itself to be.
    pub accuracy_m: f64,
}

/// What became of a head's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// It matches what was stored, by a key that is enrolled.
    Valid,
    /// The device was revoked before the record was captured.
    Revoked,
    /// It does not match what was stored.
    Mismatch,
    /// Its device signs nothing itself (ODK Collect); the server signed when it came, and that signature matches.
    OnArrival,
    /// There is none, and nothing explains why.
    Missing,
    /// The server joined two snapshots; both have valid signatures.
    Joined,
    /// The server joined two snapshots; one of them has no valid signature.
    JoinedBroken,
}
