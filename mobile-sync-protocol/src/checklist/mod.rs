//! Checklists (bảng kiểm): what an inspector is asked, when, with which photos, and which answers make a finding.
//!
//! A checklist is data that a district writes and versions; [`check`] says everything that is wrong with one,
//! [`rule`] answers its conditions, [`schema`] publishes its format.

pub mod check;
pub mod rule;
#[cfg(feature = "openapi")]
pub mod schema;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::rule::Condition;
use crate::{ids::Key, text::Text};

/// The format that this crate reads and writes.
pub const FORMAT: u32 = 1;

/// One version of one checklist. Immutable once published: records name the version that they answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// The format's version: 1.
    pub format: u32,
    /// The checklist's name, the same in all its versions.
    pub id: Key,
    /// Counts up from 1.
    pub version: u32,
    /// What people call it.
    pub title: Text,
    /// The kind of subject that it inspects.
    pub subject_kind: SubjectKind,
    /// Figures that its rules compare with: proposals of this version, which a district confirms.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<Key, Setting>,
    /// The sections in the order in which they are filled.
    pub sections: Vec<Section>,
}

/// The five kinds of subject (đối tượng kiểm tra).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// An infrastructure work (công trình hạ tầng).
    Work,
    /// A production-support model (mô hình hỗ trợ phát triển sản xuất).
    Model,
    /// A point where a model is copied (điểm nhân rộng mô hình giảm nghèo).
    ReplicationPoint,
    /// A beneficiary household (hộ thụ hưởng).
    Household,
    /// A commune's management, met in a working session.
    Session,
}

impl SubjectKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Work, Self::Model, Self::ReplicationPoint, Self::Household, Self::Session];

    /// The word on the wire and in imports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Model => "model",
            Self::ReplicationPoint => "replication_point",
            Self::Household => "household",
            Self::Session => "session",
        }
    }

    /// Reads [`Self::as_str`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A figure that rules compare with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// What it decides.
    pub title: Text,
    /// The figure.
    pub value: f64,
    /// Its unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
}

/// A unit of measure: what is stored, and what people read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = Measure))]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// The unit's name in data, such as `trieu_dong`.
    pub key: Key,
    /// The unit's name on screen, such as `triệu đồng`.
    pub label: Text,
}

/// A group of items that are filled together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The section's name in data.
    pub key: Key,
    /// The heading.
    pub title: Text,
    /// When the section is asked at all; always where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_if: Option<Condition>,
    /// The questions.
    pub items: Vec<Item>,
}

/// One question (tiêu chí kiểm tra).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The item's name in data, unique in the checklist.
    pub key: Key,
    /// The question as it is asked.
    pub question: Text,
    /// What to look at, in a smaller line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Text>,
    /// What kind of answer it takes.
    pub answer: ItemType,
    /// Whether a record without an answer is incomplete.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// When the item is asked; always where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_if: Option<Condition>,
    /// When the item needs a photo; never where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<PhotoNeed>,
    /// What must hold before a phone hands the record in. A record that arrives without it is incomplete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub must_hold: Option<MustHold>,
    /// Answers that propose a finding.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    /// Weight in the score, for pass/fail items; 1 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
}

/// What kind of answer an item takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ItemType {
    /// Đạt, không đạt or không áp dụng.
    PassFail,
    /// A number.
    Number {
        /// Its unit.
        unit: Unit,
        /// The least that can be entered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<f64>,
        /// The most that can be entered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<f64>,
        /// Digits after the point that the phone offers; 0 for counts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decimals: Option<u8>,
    },
    /// Exactly one of the choices.
    Choice {
        /// What can be chosen.
        choices: Vec<Choice>,
    },
    /// Any of the choices.
    MultipleChoice {
        /// What can be chosen.
        choices: Vec<Choice>,
    },
    /// Free text.
    Text {
        /// Longest text in characters; 4,000 where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_length: Option<u32>,
    },
    /// A calendar day.
    Date,
    /// One or more photos, and nothing else.
    Photo {
        /// The fewest photos; 1 where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<u32>,
        /// The most photos; no bound where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<u32>,
    },
    /// A position.
    Place {
        /// The accuracy in metres that the phone waits for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        accuracy_m: Option<f64>,
    },
}

/// One choice of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored.
    pub value: Key,
    /// What is read.
    pub label: Text,
}

/// When an item needs a photo.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PhotoNeed {
    /// Whenever the item is answered.
    Always,
    /// When the item's answer raises one of its flags, or is không đạt.
    IfFlagged,
    /// When the condition holds.
    RequiredIf(Condition),
}

/// A condition that stops a phone from handing a record in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MustHold {
    /// What must hold.
    pub condition: Condition,
    /// What the inspector is told while it does not.
    pub message: Text,
}

/// A rule that turns an answer into a proposed finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Flag {
    /// When it is raised.
    pub when: Condition,
    /// How grave it is.
    pub level: Level,
    /// What was found, as a sentence to start from.
    pub message: Text,
}

/// How grave a finding is. The circular knows no levels; these are the product's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ChecklistLevel))]
pub enum Level {
    /// Nhắc nhở: a reminder.
    F1,
    /// Tồn tại, hạn chế: a shortcoming, to be put right by a date.
    F2,
    /// Dấu hiệu sai phạm: a sign of wrongdoing, which goes to the team's head at once.
    F3,
}

impl Checklist {
    /// All items, with the section that holds each.
    pub fn items(&self) -> impl Iterator<Item = (&Section, &Item)> {
        self.sections.iter().flat_map(|section| section.items.iter().map(move |item| (section, item)))
    }

    /// The item named `key`.
    pub fn item(&self, key: &Key) -> Option<&Item> {
        self.items().map(|(_, item)| item).find(|item| item.key == *key)
    }
}

impl ItemType {
    /// The word that names this type.
    pub fn word(&self) -> &'static str {
        match self {
            Self::PassFail => "pass_fail",
            Self::Number { .. } => "number",
            Self::Choice { .. } => "choice",
            Self::MultipleChoice { .. } => "multiple_choice",
            Self::Text { .. } => "text",
            Self::Date => "date",
            Self::Photo { .. } => "photo",
            Self::Place { .. } => "place",
        }
    }

    /// What can be chosen, for the two types that have choices.
    pub fn choices(&self) -> Option<&[Choice]> {
        match self {
            Self::Choice { choices } | Self::MultipleChoice { choices } => Some(choices),
            _ => None,
        }
    }
}
