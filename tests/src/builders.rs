//! The district that the tests work in, and the revisions that its inspectors write.

use std::{collections::BTreeMap, path::PathBuf};

use bytes::Bytes;
use mobile_sync_protocol::{
    answer::{Answer, Outcome, Value},
    ids::{PersonId, RecordId, RevisionId, Sha256, SubProjectId, SubjectId, UnitId},
    place::{Fix, FixSource},
    record::{ChecklistRef, Photo, Revision, SignedBy},
    time::{Date, OffsetTime},
};
use thucdia::{
    app::App,
    registry::{
        apply::{Imported, Source, What, import},
        builtin,
    },
    store::Actor,
};
use uuid::Uuid;

/// People of the district: an administrator; two inspectors, a reviewer and an evaluator of the district Văn Quan; an
/// officer of the commune Điềm He in it; an inspector and an officer of Bình Trung in the district beside it.
pub const PEOPLE: &str = "\
name,full_name,role,unit_code
quantri,Quản Trị,administrator,
an,Hoàng Văn An,inspector,184
binh,Lương Thị Bình,inspector,184
dung,Nông Thị Dung,reviewer,184
em,Vi Văn Em,evaluator,184
chi,Triệu Văn Chi,commune_officer,06280
la,Lý Văn Là,inspector,06217
lam,Lý Thị Lam,commune_officer,06217
";

/// What is inspected: works, a model and a household in Điềm He, a work in An Sơn, one in Tân Đoàn, one in Bình Trung.
pub const SUBJECTS: &str = "\
code,kind,name,sub_project_code,commune_code,village,lat,lon,site_quality
CT-01,work,Đường Bản Làn,DA1.1,06280,Bản Làn,21.9038,106.5931,documented
CT-02,work,Nhà văn hóa Khòn Coọng,DA1.1,06283,Khòn Coọng,,,
CT-03,work,Kênh Nà Bung,DA1.1,06307,Nà Bung,,,
CT-04,work,Đường Pò Lạn,DA1.1,06217,Pò Lạn,,,
MH-01,model,Nuôi trâu sinh sản,DA3.1,06280,Bản Làn,,,
HO-01,household,Hộ bà Hoàng Thị Mai,DA3.1,06280,Bản Làn,,,
";

/// A file of the administrative data, which lies beside the checkout or where `THUCDIA_SHARED` says.
pub fn shared(name: &str) -> Bytes {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let path = std::env::var_os("THUCDIA_SHARED").map_or_else(beside, PathBuf::from).join("data").join(name);
    match std::fs::read(&path) {
        Ok(bytes) => bytes.into(),
        Err(error) => panic!("{}: {error}; THUCDIA_SHARED names the folder that holds `data`", path.display()),
    }
}

/// Imports units, outlines, what is built in, people and subjects.
pub async fn fill(app: &App) {
    take(app, What::Units, shared("van-quan-units.csv")).await;
    for outlines in ["van-quan-communes.geojson", "van-quan-communes-2024-12.geojson", "van-quan-communes-2025.geojson"]
    {
        take(app, What::Boundaries, shared(outlines)).await;
    }
    builtin::seed(app).await.unwrap();
    take(app, What::People, Bytes::from_static(PEOPLE.as_bytes())).await;
    take(app, What::Subjects, Bytes::from_static(SUBJECTS.as_bytes())).await;
}

/// Imports a file as the operator does.
pub async fn take(app: &App, what: What, bytes: Bytes) -> Imported {
    let source = Source { name: what.as_str().to_owned(), bytes, on: Some(day("2024-05-06")) };
    match import(app, what, source, Actor::System, false).await {
        Ok(imported) => imported,
        Err(error) => panic!("{}: {error}: {error:?}", what.as_str()),
    }
}

/// The unit that had `code` on 6 May 2024.
pub fn unit(app: &App, code: &str) -> UnitId {
    unit_on(app, code, "2024-05-06")
}

/// The unit that had `code` on a day.
pub fn unit_on(app: &App, code: &str, on: &str) -> UnitId {
    app.registry.current().units.at(code, day(on)).unwrap().id
}

/// The sub-project with this code.
pub fn sub_project(app: &App, code: &str) -> SubProjectId {
    let registry = app.registry.current();
    registry.sub_projects.values().find(|node| node.code == code).unwrap().id
}

/// The subject with this code.
pub async fn subject(app: &App, code: &str) -> SubjectId {
    app.store.read().await.unwrap().subject_codes().await.unwrap()[code]
}

/// The person with this name.
pub async fn person(app: &App, name: &str) -> PersonId {
    app.store.read().await.unwrap().person_by_name(name).await.unwrap().unwrap().person.id
}

/// A new id.
pub fn id<T: From<Uuid>>() -> T {
    Uuid::now_v7().into()
}

/// A time.
pub fn time(text: &str) -> OffsetTime {
    text.parse().unwrap()
}

/// A day.
pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Where a phone stands.
pub fn fix(lat: f64, lon: f64) -> Fix {
    let at = time("2024-05-06T09:15:00+07:00");
    Fix { lat, lon, accuracy_m: 8.0, altitude_m: None, at, source: FixSource::Gnss, mocked: None }
}

/// A record's first snapshot: the work `code`, inspected on 6 May 2024, unsigned.
pub async fn inspection(app: &App, code: &str) -> Revision {
    let subject = subject(app, code).await;
    let known = app.store.read().await.unwrap().subjects_by_id(&[subject]).await.unwrap().remove(&subject).unwrap();
    let checklist = match code.split_once('-').map(|(kind, _)| kind) {
        Some("MH") => "production_support_model",
        Some("HO") => "beneficiary_household",
        _ => "infrastructure_work",
    };
    Revision {
        record: id::<RecordId>(),
        revision: id(),
        base: None,
        checklist: ChecklistRef { id: checklist.parse().unwrap(), version: 1 },
        visit: None,
        subject: Some(subject),
        new_subject: None,
        sub_project: known.sub_project,
        commune: known.commune,
        captured_at: time("2024-05-06T09:15:00+07:00"),
        fix: Some(fix(21.9040, 106.5933)),
        answers: BTreeMap::new(),
        photos: Vec::new(),
        signature: None,
    }
}

/// Changes to a snapshot on its way to the next.
pub trait Edit: Sized {
    /// A snapshot of the same record, made from this one.
    #[must_use]
    fn next(&self) -> Self;
    /// The same with an item judged.
    #[must_use]
    fn judged(self, item: &str, outcome: Outcome) -> Self;
    /// The same with an item's answer.
    #[must_use]
    fn answered(self, item: &str, value: Value) -> Self;
    /// The same with a photo of these bytes.
    #[must_use]
    fn with_photo(self, bytes: &[u8]) -> Self;
    /// The same with a signature that `name` drew, these bytes.
    #[must_use]
    fn signed_by(self, name: &str, bytes: &[u8]) -> Self;
}

impl Edit for Revision {
    fn next(&self) -> Self {
        Self { base: Some(self.revision), revision: id::<RevisionId>(), signature: None, ..self.clone() }
    }

    fn judged(self, item: &str, outcome: Outcome) -> Self {
        self.answered(item, Value::Outcome(outcome))
    }

    fn answered(mut self, item: &str, value: Value) -> Self {
        self.answers.insert(item.parse().unwrap(), Answer { value, note: None });
        self
    }

    fn with_photo(mut self, bytes: &[u8]) -> Self {
        self.photos.push(Photo {
            sha256: Sha256::of(bytes),
            bytes: bytes.len() as u64,
            media_type: "image/jpeg".to_owned(),
            item: None,
            caption: None,
            taken_at: self.captured_at,
            fix: None,
            signed_by: None,
        });
        self
    }

    fn signed_by(self, name: &str, bytes: &[u8]) -> Self {
        let mut signed = self.with_photo(bytes);
        if let Some(photo) = signed.photos.last_mut() {
            "image/png".clone_into(&mut photo.media_type);
            photo.signed_by = Some(SignedBy { name: name.to_owned(), position: None });
        }
        signed
    }
}

/// The bytes of a photo that no other number has: noise, because the server keeps bytes and reads none.
pub fn photo(number: u64, length: usize) -> Vec<u8> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    while bytes.len() < length {
        // xorshift64
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}
