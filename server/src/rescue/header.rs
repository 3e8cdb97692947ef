//! What a sealed file says of itself: whose it is, what was recorded, and which photos follow.

use bytes::Bytes;
use mobile_sync_protocol::{
    ids::{DeviceId, RecordId, RevisionId, Sha256},
    time::OffsetTime,
};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The format that this version reads.
const FORMAT: u32 = 1;
/// Most bytes of a header: what a phone records in years, without its photos.
pub(super) const HEADER_MAX: usize = 64 * 1024 * 1024;
/// Most revisions that are handed in at once.
const BATCH: usize = 50;
/// From how many bytes on a batch takes no further revision.
const BATCH_BYTES: usize = 1024 * 1024;

/// The header of a sealed file.
#[derive(Debug)]
pub(super) struct Header {
    /// The phone that sealed it.
    pub device: DeviceId,
    /// When, by its clock.
    pub made_at: OffsetTime,
    /// What was recorded, each as the text that was signed.
    pub revisions: Vec<Bytes>,
    /// The photos whose bytes follow, in their order.
    pub photos: Vec<PhotoHead>,
}

/// A photo whose bytes follow.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct PhotoHead {
    pub sha256: Sha256,
    pub bytes: u64,
    pub media_type: String,
}

#[derive(Deserialize)]
struct Written<'a> {
    format: u32,
    device: DeviceId,
    made_at: OffsetTime,
    #[serde(borrow)]
    revisions: Vec<&'a RawValue>,
    photos: Vec<PhotoHead>,
}

/// The names that a revision gives itself, as far as it has any.
#[derive(Default, Deserialize)]
pub(super) struct Names {
    #[serde(default)]
    pub record: Option<RecordId>,
    #[serde(default)]
    pub revision: Option<RevisionId>,
}

impl Header {
    /// Reads a header; the error says what about it cannot be read.
    pub(super) fn read(bytes: &Bytes) -> Result<Self, String> {
        let written: Written<'_> = serde_json::from_slice(bytes).map_err(|why| why.to_string())?;
        if written.format != FORMAT {
            return Err(format!("format {} is none that this server reads", written.format));
        }
        let revisions = written.revisions.iter().map(|raw| bytes.slice_ref(raw.get().as_bytes())).collect();
        Ok(Self { device: written.device, made_at: written.made_at, revisions, photos: written.photos })
    }

    /// The revisions as bodies of pushes, none of them much larger than a phone's own.
    pub(super) fn pushes(&self) -> Vec<Bytes> {
        let mut pushes = Vec::new();
        let mut batch: Vec<&[u8]> = Vec::new();
        let mut bytes = 0;
        for revision in &self.revisions {
            if batch.len() == BATCH || (bytes + revision.len() > BATCH_BYTES && !batch.is_empty()) {
                pushes.push(body(&batch));
                batch.clear();
                bytes = 0;
            }
            bytes += revision.len();
            batch.push(revision);
        }
        if !batch.is_empty() {
            pushes.push(body(&batch));
        }
        pushes
    }
}

fn body(revisions: &[&[u8]]) -> Bytes {
    [b"{\"revisions\":[".as_slice(), &revisions.join(&b','), b"]}"].concat().into()
}

impl Names {
    pub(super) fn of(revision: &[u8]) -> Self {
        serde_json::from_slice(revision).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(format: u32, revisions: &str) -> Bytes {
        let device = "018f4b6a-2a80-7e75-80fe-7118b28fbf36";
        let made_at = "2024-05-06T17:00:00.000+07:00";
        format!(
            r#"{{"format":{format},"device":"{device}","made_at":"{made_at}","revisions":[{revisions}],"photos":[]}}"#
        )
        .into()
    }

    #[test]
    fn revisions_stay_as_they_were_written_and_go_in_batches() {
        let written: Vec<String> = (0..120).map(|number| format!(r#"{{ "b": {number}.0, "a":1 }}"#)).collect();
        let header = Header::read(&header(1, &written.join(","))).unwrap();
        let pushes = header.pushes();
        assert_eq!(pushes.len(), 3);
        assert_eq!(pushes[2], format!("{{\"revisions\":[{}]}}", written[100..].join(",")));
        let large = format!(r#"{{"x":"{}"}}"#, "y".repeat(BATCH_BYTES));
        let header = Header::read(&super::tests::header(1, &[large.as_str(); 3].join(","))).unwrap();
        assert_eq!(header.pushes().len(), 3, "each large one by itself");
    }

    #[test]
    fn another_format_and_what_is_no_header_are_named() {
        assert!(Header::read(&header(2, "")).unwrap_err().contains("format 2"));
        assert!(Header::read(&Bytes::from_static(b"{}")).unwrap_err().contains("format"));
        assert!(Header::read(&header(1, "{")).is_err());
    }

    #[test]
    fn a_revision_that_says_not_which_it_is_has_no_names() {
        assert!(Names::of(b"[]").revision.is_none());
        assert!(Names::of(br#"{"record":"x"}"#).record.is_none());
        let id = "018f4b6a-2a80-7e75-80fe-7118b28fbf36";
        let names = Names::of(format!(r#"{{"revision":"{id}","answers":{{}}}}"#).as_bytes());
        assert_eq!(names.revision.unwrap().to_string(), id);
    }
}
