//! What unit tests begin with: a store with a commune, an inspector and a phone, and records that the phone pushed.

use std::path::Path;

use bytes::Bytes;
use mobile_sync_protocol::{
    answer::{Answer, Value},
    canonical::canonical_of,
    checklist::{Checklist, SubjectKind},
    ids::{RecordId, RevisionId, Sha256, SubProjectId, SubjectId, UnitId},
    record::{ChecklistRef, NewSubject, Photo, Revision},
    signature::Signer,
    sync::{Outcome, PushResponse},
};
use serde_json::json;

use crate::{
    app::{App, Storages},
    auth::{Caller, Role},
    clock::Clock,
    config::{Config, Flags},
    desk::{
        devices,
        people::{self, NewPerson},
    },
    registry::{
        apply::{Source, What, import},
        builtin,
    },
    store::{Actor, Device, DeviceLogin, PersonRole, StoredPhoto},
};

const UNITS: &str = "code,name_vi,type,parent_code,valid_from,valid_to,successor_code\n\
                     04,Cao Bằng,province,,,,\n\
                     042,Bảo Lạc,district,04,,2025-06-30,\n\
                     01375,Cô Ba,commune,042,2020-01-01,2025-06-30,\n";

/// Settings for a store in `folder`.
pub fn config(folder: &Path) -> Config {
    let flags = Flags {
        data: Some(folder.to_owned()),
        database_url: Some(format!("sqlite:{}", folder.join("thucdia.sqlite").display())),
        blobs: Some(format!("dir:{}", folder.join("photos").display())),
        ..Flags::default()
    };
    Config::load(&flags).unwrap()
}

/// A server with a commune, an inspector and the inspector's phone.
pub struct Field {
    /// The server.
    pub app: App,
    /// The phone.
    pub device: Device,
    caller: Caller,
    signer: Signer,
    commune: UnitId,
    sub_project: SubProjectId,
    checklist: ChecklistRef,
    question: mobile_sync_protocol::ids::Key,
}

impl Field {
    /// Starts in `folder`.
    pub async fn start(folder: &Path) -> Self {
        let app = App::start(config(folder), Clock::system()).await.unwrap();
        builtin::seed(&app).await.unwrap();
        let source = Source { name: "units.csv".into(), bytes: Bytes::from_static(UNITS.as_bytes()), on: None };
        import(&app, What::Units, source, Actor::System, false).await.unwrap();
        let registry = app.registry.refresh().await.unwrap();
        let commune = registry.units.iter().find(|unit| unit.code == "01375").unwrap().id;
        let roles = vec![PersonRole { role: Role::Inspector, unit: commune }];
        let person = NewPerson {
            name: "nam".into(),
            full_name: "Nông Văn Nam".into(),
            password: None,
            phone: None,
            department: None,
            roles: roles.clone(),
        };
        let person = people::add(&app, person, Actor::System).await.unwrap();
        let invitation = devices::invite(&app, person.id, None).await.unwrap();
        let secret = [7; 32];
        let unnamed = Signer::from_secret(mobile_sync_protocol::ids::KeyId(app.clock.id()), secret);
        let enrolled = devices::enrol(&app, &invitation.code, unnamed.public_key(), "test").await.unwrap();
        let signer = Signer::from_secret(enrolled.device.key, secret);
        let caller = Caller::device(DeviceLogin { device: enrolled.device.clone(), person_active: true }, roles);
        let session: Checklist = registry
            .checklists()
            .into_iter()
            .find(|checklist| checklist.subject_kind == SubjectKind::Session)
            .unwrap()
            .as_ref()
            .clone();
        let sub_project = registry.sub_projects.values().find(|node| node.leaf).unwrap().id;
        Self {
            device: enrolled.device,
            caller,
            signer,
            commune,
            sub_project,
            checklist: ChecklistRef { id: session.id.clone(), version: session.version },
            question: "session_attendance".parse().unwrap(),
            app,
        }
    }

    /// The storages, for commands that serve nobody.
    pub fn storages(&self) -> Storages {
        Storages { store: self.app.store.clone(), blobs: self.app.blobs.clone() }
    }

    /// A first snapshot that names `photos`.
    pub fn revision(&self, photos: &[&[u8]]) -> Revision {
        let captured_at = "2024-05-06T09:15:00+07:00".parse().unwrap();
        Revision {
            record: RecordId(self.app.clock.id()),
            revision: RevisionId(self.app.clock.id()),
            base: None,
            checklist: self.checklist.clone(),
            visit: None,
            subject: None,
            new_subject: Some(NewSubject {
                id: SubjectId(self.app.clock.id()),
                kind: SubjectKind::Session,
                name: "Làm việc với xã Cô Ba".into(),
                village: None,
            }),
            sub_project: self.sub_project,
            commune: self.commune,
            captured_at,
            fix: None,
            answers: [(self.question.clone(), text("Đủ thành phần"))].into(),
            photos: photos
                .iter()
                .map(|bytes| Photo {
                    sha256: Sha256::of(bytes),
                    bytes: bytes.len() as u64,
                    media_type: "image/jpeg".into(),
                    item: None,
                    caption: None,
                    taken_at: captured_at,
                    fix: None,
                    signed_by: None,
                })
                .collect(),
            signature: None,
        }
    }

    /// A snapshot made from another one, with another answer.
    pub fn next(&self, base: &Revision, answer: &str) -> Revision {
        let mut next = base.clone();
        next.revision = RevisionId(self.app.clock.id());
        next.base = Some(base.revision);
        next.answers.insert(self.question.clone(), text(answer));
        next
    }

    /// Signs and pushes.
    pub async fn push(&self, revisions: &[&Revision]) -> Vec<Outcome> {
        let signed: Vec<Revision> = revisions
            .iter()
            .map(|revision| {
                let mut signed = (*revision).clone();
                signed.signature = None;
                signed.signature = Some(self.signer.sign(&canonical_of(&signed).unwrap()));
                signed
            })
            .collect();
        let body = Bytes::from(serde_json::to_vec(&json!({"revisions": signed})).unwrap());
        let PushResponse { outcomes } = self.app.push.take(&self.caller, &self.device, body).await.unwrap();
        outcomes
    }

    /// Stores a photo, as a finished upload does.
    pub async fn photo(&self, bytes: &'static [u8]) -> Sha256 {
        let stored = self.app.blobs.put(Bytes::from_static(bytes)).await.unwrap();
        let photo = StoredPhoto {
            sha256: stored.sha256,
            bytes: i64::try_from(stored.bytes).unwrap(),
            media_type: "image/jpeg".into(),
            device: Some(self.device.id),
            stored_at: self.app.clock.now(),
        };
        self.app.committer.photo(photo).await.unwrap();
        stored.sha256
    }
}

fn text(words: &str) -> Answer {
    Answer { value: Value::Text(words.into()), note: None }
}
