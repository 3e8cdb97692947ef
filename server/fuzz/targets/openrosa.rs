//! Submissions and forms of any bytes: read or refused, and never a panic.
#![no_main]

use std::{collections::BTreeMap, sync::LazyLock};

use mobile_sync_protocol::{checklist::Checklist, ids::Sha256};
use thucdia_fuzz::openrosa::{
    check,
    submission::{self, Arrived},
};

static CHECKLIST: LazyLock<Checklist> = LazyLock::new(|| {
    serde_json::from_slice(include_bytes!("../../builtin/checklists/infrastructure_work.json")).unwrap()
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(instance) = submission::read(bytes) {
        let parts = instance.parts(&CHECKLIST, "2026-11-27T10:00:00+07:00".parse().unwrap());
        let nowhere = uuid::Uuid::nil();
        let made = parts.revision(nowhere.into(), nowhere.into(), &BTreeMap::new());
        assert_eq!(made.missing.is_empty(), made.revision.revision == parts.revision);
        // With all that it names.
        let arrived = |name: String| {
            let sha256 = Sha256::of(name.as_bytes());
            (name, Arrived { sha256, bytes: 10, media_type: "image/jpeg".to_owned() })
        };
        let all: BTreeMap<String, Arrived> = made.missing.into_iter().map(arrived).collect();
        let made = parts.revision(nowhere.into(), nowhere.into(), &all);
        assert_eq!((made.missing, made.revision.revision), (Vec::new(), parts.revision));
        // What was read can be written, signed and read again.
        let json = serde_json::to_vec(&made.revision).unwrap();
        mobile_sync_protocol::canonical::canonical_of(&made.revision).unwrap();
        let again: mobile_sync_protocol::record::Revision = serde_json::from_slice(&json).unwrap();
        assert_eq!(again, made.revision);
    }
    for flaw in check::form(bytes, &|_| None) {
        assert!(!flaw.text().vi.is_empty());
    }
});
