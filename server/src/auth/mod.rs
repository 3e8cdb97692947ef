//! Who may do what, and where. Every door asks here; the table below is the whole of the rules.

pub mod password;
pub mod recognise;
pub mod token;

use std::collections::BTreeSet;

use mobile_sync_protocol::{
    ids::{DeviceId, PersonId, UnitId},
    signature::Signer,
};
use serde::{Deserialize, Serialize};

use crate::{
    registry::Snapshot,
    store::{Actor, Device, DeviceLogin, PersonRole},
};

/// What somebody is, within a unit and all that belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Thành viên đoàn kiểm tra.
    Inspector,
    /// Cán bộ UBND xã.
    CommuneOfficer,
    /// Người rà soát, of a district department.
    Reviewer,
    /// Người đánh giá, of the programme's standing office.
    Evaluator,
    /// Quản trị.
    Administrator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] =
        [Self::Inspector, Self::CommuneOfficer, Self::Reviewer, Self::Evaluator, Self::Administrator];

    /// The word in the store and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inspector => "inspector",
            Self::CommuneOfficer => "commune_officer",
            Self::Reviewer => "reviewer",
            Self::Evaluator => "evaluator",
            Self::Administrator => "administrator",
        }
    }

    /// Reads [`Self::as_str`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// Something that a caller may or may not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Push, pull and upload: what an enrolled phone does.
    Sync,
    /// See units, programme, subjects, visits, checklists.
    ReadRegistry,
    /// Change them, by import.
    ManageRegistry,
    /// See records and photos.
    ReadRecords,
    /// See what waits, and what was refused.
    ReadIntake,
    /// Accept records, send them back, settle their conflicts.
    ReviewRecords,
    /// Take in what a phone could not send, as a file that it sealed.
    TakeIn,
    /// See findings.
    ReadFindings,
    /// Raise findings, and say whether they were put right.
    RaiseFindings,
    /// Say what was done about findings.
    AnswerFindings,
    /// See evaluations.
    ReadEvaluations,
    /// Write evaluations, attach findings, hand in, give back, take in.
    WriteEvaluations,
    /// Note that an evaluation was signed.
    SignEvaluations,
    /// Take registers, photos and bundles along as files.
    Export,
    /// See people and phones, invite and revoke.
    ManagePeople,
    /// See the log.
    ReadLog,
}

impl Permission {
    /// All permissions.
    pub const ALL: [Self; 16] = [
        Self::Sync,
        Self::ReadRegistry,
        Self::ManageRegistry,
        Self::ReadRecords,
        Self::ReadIntake,
        Self::ReviewRecords,
        Self::TakeIn,
        Self::ReadFindings,
        Self::RaiseFindings,
        Self::AnswerFindings,
        Self::ReadEvaluations,
        Self::WriteEvaluations,
        Self::SignEvaluations,
        Self::Export,
        Self::ManagePeople,
        Self::ReadLog,
    ];

    /// The word in the OpenAPI document.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sync => "sync",
            Self::ReadRegistry => "read_registry",
            Self::ManageRegistry => "manage_registry",
            Self::ReadRecords => "read_records",
            Self::ReadIntake => "read_intake",
            Self::ReviewRecords => "review_records",
            Self::TakeIn => "take_in",
            Self::ReadFindings => "read_findings",
            Self::RaiseFindings => "raise_findings",
            Self::AnswerFindings => "answer_findings",
            Self::ReadEvaluations => "read_evaluations",
            Self::WriteEvaluations => "write_evaluations",
            Self::SignEvaluations => "sign_evaluations",
            Self::Export => "export",
            Self::ManagePeople => "manage_people",
            Self::ReadLog => "read_log",
        }
    }

    /// The table of rights: which roles hold this permission.
    pub fn roles(self) -> &'static [Role] {
        use Role::{Administrator, CommuneOfficer, Evaluator, Inspector, Reviewer};
        match self {
            // A phone carries its holder's rights; see `Caller::allows`.
            Self::Sync => &[Inspector, CommuneOfficer],
            Self::ReadRegistry | Self::ReadRecords => &[Inspector, CommuneOfficer, Reviewer, Evaluator, Administrator],
            Self::ReadIntake | Self::ReadFindings | Self::ReadEvaluations | Self::Export => {
                &[CommuneOfficer, Reviewer, Evaluator, Administrator]
            }
            Self::ReviewRecords => &[Reviewer],
            Self::TakeIn => &[Reviewer, Administrator],
            Self::RaiseFindings => &[Reviewer, Evaluator],
            // Whose evaluations each of them writes stands in `desk::evaluations`.
            Self::WriteEvaluations => &[CommuneOfficer, Reviewer, Evaluator],
            Self::SignEvaluations => &[Evaluator],
            Self::AnswerFindings => &[CommuneOfficer],
            Self::ManageRegistry | Self::ManagePeople | Self::ReadLog => &[Administrator],
        }
    }
}

/// Somebody who was recognised: a person at the desk, or a person's phone.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The person.
    pub person: PersonId,
    /// The phone, where it is one.
    pub device: Option<Device>,
    /// The person's roles.
    pub roles: Vec<PersonRole>,
    /// True where the phone was revoked, or its holder may no longer act: what it pushes is kept aside.
    pub revoked: bool,
    /// Signs for the device, where that signs nothing itself and the server does when something comes.
    pub signer: Option<Signer>,
}

impl Caller {
    /// A person at the desk.
    pub fn person(person: PersonId, roles: Vec<PersonRole>) -> Self {
        Self { person, device: None, roles, revoked: false, signer: None }
    }

    /// A device of its person's, who has these roles and may or may not act.
    pub fn device(login: DeviceLogin, roles: Vec<PersonRole>) -> Self {
        let DeviceLogin { device, person_active } = login;
        let revoked = device.revoked_at.is_some() || !person_active;
        Self { person: device.person, device: Some(device), roles, revoked, signer: None }
    }

    /// Whether the caller holds `permission` at all. A phone may sync and read; it does no desk work.
    pub fn allows(&self, permission: Permission) -> bool {
        let by_way = match (&self.device, permission) {
            (Some(_), Permission::Sync | Permission::ReadRegistry | Permission::ReadRecords) => true,
            (Some(_), _) | (None, Permission::Sync) => false,
            (None, _) => true,
        };
        by_way && self.roles.iter().any(|held| permission.roles().contains(&held.role))
    }

    /// The units in which the caller holds `permission`.
    pub fn scope(&self, permission: Permission, registry: &Snapshot) -> Scope {
        let holders = self.roles.iter().filter(|held| permission.roles().contains(&held.role));
        let mut communes = BTreeSet::new();
        let mut own_only = true;
        for held in holders {
            own_only &= held.role == Role::Inspector;
            communes.extend(registry.units.responsibility(held.unit));
        }
        // An inspector reads what was captured by themselves; everybody else what lies in their units.
        let person = (own_only && permission == Permission::ReadRecords).then_some(self.person);
        Scope { communes, person }
    }

    /// The phone's id, where it is a phone.
    pub fn device_id(&self) -> Option<DeviceId> {
        self.device.as_ref().map(|device| device.id)
    }

    /// Who the log says acted.
    pub fn actor(&self) -> Actor {
        self.device_id().map_or(Actor::Person(self.person), Actor::Device)
    }
}

/// Where a permission holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The units, with all that belonged to them at any time.
    pub communes: BTreeSet<UnitId>,
    /// Only what this person captured.
    pub person: Option<PersonId>,
}

impl Scope {
    /// Whether something of `commune` captured by `person` lies within.
    pub fn holds(&self, commune: UnitId, person: PersonId) -> bool {
        self.communes.contains(&commune) && self.person.is_none_or(|own| own == person)
    }
}
