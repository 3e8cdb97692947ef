//! Reads what a phone submits: the XML of one filled form, into the parts of a revision.
//!
//! It is done in two steps, because the checklist is known only once the form's id and version are. [`read`] takes the
//! XML apart, whatever form it is of; [`Instance::parts`] finds the answers in it. What has no place in a revision is
//! put [`Aside`] with its path and the reason, so that it is seen: nothing that a phone sent is dropped silently.

mod answers;
pub mod kind;
mod parts;
mod path;
mod photos;
mod value;

#[cfg(test)]
mod tests;

use mobile_sync_protocol::text::Text;
use sha2::Digest;
use uuid::Uuid;

pub use self::parts::{Arrived, Aside, Assembled, Filled, NamedPhoto, Parts, Why};
use super::{
    names,
    tree::{self, Element, Limits, NotXml},
};

/// Most bytes of a submission's XML. A form of 300 items with a full remark on each stays below.
pub const XML_BYTES_MAX: usize = 4 << 20;
/// Most elements inside each other. Forms of ours have 6.
pub const DEPTH_MAX: usize = 32;
/// Most elements. Forms of ours have a few hundred.
pub const ELEMENTS_MAX: usize = 20_000;
/// Longest instance id in characters (OpenRosa metadata schema).
pub const ID_MAX: usize = 249;

const LIMITS: Limits = Limits { bytes: XML_BYTES_MAX, depth: DEPTH_MAX, elements: ELEMENTS_MAX };

/// The id that a phone gives a submission: `uuid:` and a UUID, in practice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceId(String);

/// A submission, taken apart but not yet understood.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The form's id.
    pub form: String,
    /// The form's version; empty where the submission names none.
    pub version: String,
    /// The submission's id.
    pub id: InstanceId,
    /// The submission that this one edits.
    pub deprecated: Option<InstanceId>,
    root: Element,
}

/// Why a submission cannot be taken. All are the client's to mend (status 400).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The XML cannot be read.
    #[error("The submission's XML cannot be read: {0}")]
    Xml(#[from] NotXml),
    /// The root names no form.
    #[error("<{0}> is no submission: its root names no form")]
    NotASubmission(String),
    /// It has no id, or one that is too long.
    #[error("The submission has no usable instanceID")]
    NoInstanceId,
    /// It is encrypted, and the key is elsewhere.
    #[error("Encrypted submissions are not taken: switch encryption off in the form's settings")]
    Encrypted,
}

impl Refusal {
    /// The HTTP status: sent again as it is, it would be refused again.
    pub const STATUS: u16 = 400;

    /// The same in both languages, with what to do.
    pub fn text(&self) -> Text {
        let vi = match self {
            Self::Xml(why) => format!("Không đọc được nội dung phiếu: {}", why.text().vi),
            Self::NotASubmission(root) => format!("<{root}> không phải phiếu: không nêu biểu mẫu"),
            Self::NoInstanceId => "Phiếu không có mã instanceID hợp lệ".to_owned(),
            Self::Encrypted => "Không nhận phiếu mã hóa: hãy tắt mã hóa trong biểu mẫu".to_owned(),
        };
        Text::new(vi, self.to_string())
    }
}

impl InstanceId {
    /// The id as the phone wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A UUID for it, always the same and never that of another: its own where it is `uuid:` and one in its usual form,
    /// else one made of its hash (version 8, RFC 9562).
    pub fn uuid(&self) -> Uuid {
        let own = self.0.strip_prefix("uuid:").and_then(|text| Uuid::parse_str(text).ok());
        let is_usual = |own: &Uuid| self.0.strip_prefix("uuid:") == Some(own.hyphenated().to_string().as_str());
        own.filter(is_usual).unwrap_or_else(|| derived("instance", &self.0))
    }

    fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty() && text.chars().count() <= ID_MAX).then(|| Self(text.to_owned()))
    }
}

/// A UUID that `what` and `of` always give.
pub(super) fn derived(what: &str, of: &str) -> Uuid {
    let digest: [u8; 32] = sha2::Sha256::digest(format!("openrosa/{what}/{of}")).into();
    let mut bytes = [0; 16];
    for (byte, from) in bytes.iter_mut().zip(digest) {
        *byte = from;
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The name of a file as it is compared: composed (NFC), whichever way the client's system writes it. `None` where there
/// is none.
pub fn file_name(raw: &str) -> Option<String> {
    value::text(raw)
}

/// Takes a submission's XML apart.
///
/// # Errors
/// A [`Refusal`] that says to the phone what is wrong.
pub fn read(xml: &[u8]) -> Result<Instance, Refusal> {
    let root = tree::read(xml, LIMITS)?;
    let Some(form) = root.written("id").map(str::trim).filter(|id| !id.is_empty()) else {
        return Err(Refusal::NotASubmission(root.name.chars().take(60).collect()));
    };
    if root.attribute("encrypted") == Some("yes") {
        return Err(Refusal::Encrypted);
    }
    let meta = |name: &str| {
        let meta = root.children.iter().filter(|child| child.local() == names::META);
        meta.flat_map(|meta| &meta.children).find(|child| child.local() == name).map(|child| child.text.as_str())
    };
    let id = meta(names::INSTANCE_ID).or_else(|| root.attribute(names::INSTANCE_ID));
    let id = id.and_then(InstanceId::new).ok_or(Refusal::NoInstanceId)?;
    // What names itself as what it edits is a first submission.
    let deprecated = meta(names::DEPRECATED_ID).and_then(InstanceId::new).filter(|deprecated| *deprecated != id);
    let version = root.attribute("version").unwrap_or_default().trim().to_owned();
    Ok(Instance { form: form.to_owned(), version, id, deprecated, root })
}
