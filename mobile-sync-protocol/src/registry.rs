//! What a phone gets before it leaves: units, programme, subjects, visits.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    checklist::SubjectKind,
    ids::{DepartmentId, Key, PersonId, SubProjectId, SubjectId, UnitId, VisitId},
    time::Date,
};

/// An administrative unit as it stood between two dates. A code alone is not a key: codes were given to other
/// territory, even under another name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// The statistics office's code.
    pub code: String,
    /// The name without the type.
    pub name: String,
    /// Tỉnh, huyện, xã, phường, thị trấn.
    pub unit_type: UnitType,
    /// The unit that it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitId>,
    /// The first day on which it stood so; open where unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
    /// The last day on which it stood so; open where it still does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// The unit that took it over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<UnitId>,
    /// The quality of its outline; absent where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary_quality: Option<BoundaryQuality>,
    /// The outline as GeoJSON geometry (Polygon or `MultiPolygon`), where the caller works there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub boundary: Option<serde_json::Value>,
}

impl Unit {
    /// Its type and name, as people write it: `xã Điềm He`.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.unit_type.vietnamese(), self.name)
    }
}

/// The types of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UnitType {
    /// Tỉnh, thành phố trực thuộc trung ương.
    Province,
    /// Huyện, quận, thị xã: abolished on 1 July 2025.
    District,
    /// Xã.
    Commune,
    /// Phường.
    Ward,
    /// Thị trấn.
    Township,
    /// Đặc khu.
    SpecialZone,
}

impl UnitType {
    const WORDS: [(Self, &'static str, &'static str); 6] = [
        (Self::Province, "province", "tỉnh"),
        (Self::District, "district", "huyện"),
        (Self::Commune, "commune", "xã"),
        (Self::Ward, "ward", "phường"),
        (Self::Township, "township", "thị trấn"),
        (Self::SpecialZone, "special_zone", "đặc khu"),
    ];

    fn words(self) -> (&'static str, &'static str) {
        Self::WORDS
            .into_iter()
            .find_map(|(unit_type, key, vi)| (unit_type == self).then_some((key, vi)))
            .unwrap_or_default()
    }

    /// The word on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        self.words().0
    }

    /// The word before a name: `xã`.
    pub fn vietnamese(self) -> &'static str {
        self.words().1
    }

    /// Reads either word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().find_map(|(unit_type, key, vi)| (word == key || word == vi).then_some(unit_type))
    }

    /// Whether records name units of this type as their commune.
    pub fn is_commune_level(self) -> bool {
        !matches!(self, Self::Province | Self::District)
    }
}

/// How far an outline can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BoundaryQuality {
    /// Drawn without survey; can be wrong by a kilometre or more.
    Approximate,
    /// A published reference map, not the legal boundary; right to tens of metres.
    ReferenceMap,
    /// The boundary record of the law.
    Official,
}

impl BoundaryQuality {
    /// The word on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approximate => "approximate",
            Self::ReferenceMap => "reference-map",
            Self::Official => "official",
        }
    }

    /// Reads [`Self::as_str`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Approximate, Self::ReferenceMap, Self::Official].into_iter().find(|quality| quality.as_str() == word)
    }

    /// How far a line of this quality can be wrong, in metres: a kilometre for lines drawn by hand (the Văn Quan
    /// layers say so of themselves), 50 m for a reference map simplified to that, 10 m for the law's own survey.
    pub fn tolerance_m(self) -> f64 {
        match self {
            Self::Approximate => 1_000.0,
            Self::ReferenceMap => 50.0,
            Self::Official => 10.0,
        }
    }
}

/// A node of a programme's tree: the programme, a dự án, a tiểu dự án, or a policy beside them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SubProject {
    /// Its id.
    pub id: SubProjectId,
    /// The node that it is part of; absent for a programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<SubProjectId>,
    /// Its code, unique in its programme, such as `DA3.1`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its name in English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_en: String,
    /// The department that leads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    /// The first day on which it ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
    /// The last day on which it ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// Whether records may name it: true where nothing is below it.
    pub leaf: bool,
}

/// What is inspected (đối tượng kiểm tra).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Its id.
    pub id: SubjectId,
    /// Its kind.
    pub kind: SubjectKind,
    /// Its code in the district's lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What people call it.
    pub name: String,
    /// The sub-project that pays for it.
    pub sub_project: SubProjectId,
    /// Further sub-projects and policies that reach it; households only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<SubProjectId>,
    /// The commune that it is in.
    pub commune: UnitId,
    /// The village.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<String>,
    /// Where it is planned to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Site>,
    /// Planned figures, by the names that checklists use.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub planned: BTreeMap<Key, f64>,
    /// Met on site, on no list; a reviewer confirms it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unlisted: bool,
}

/// Where a subject is planned to be, and how well that is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// GeoJSON geometry: Point, `LineString` or Polygon.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub geometry: serde_json::Value,
    /// How well the place is known. Nearness to an unverified place proves nothing.
    pub quality: SiteQuality,
    /// Who gave it: a document, a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// How well a planned place is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SiteQuality {
    /// Put on a map by guess: the village, say.
    Guessed,
    /// From the project's documents, seen by nobody.
    Documented,
    /// Measured on site by a person who says so.
    Surveyed,
}

impl SiteQuality {
    /// The word on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Guessed => "guessed",
            Self::Documented => "documented",
            Self::Surveyed => "surveyed",
        }
    }

    /// Reads [`Self::as_str`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Guessed, Self::Documented, Self::Surveyed].into_iter().find(|quality| quality.as_str() == word)
    }
}

/// An inspection visit (đợt kiểm tra).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// Its id.
    pub id: VisitId,
    /// What people call it.
    pub title: String,
    /// Number and date of the plan or decision behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// Its first day.
    pub starts_on: Date,
    /// Its last day.
    pub ends_on: Date,
    /// The communes that it goes to.
    pub communes: Vec<UnitId>,
    /// What it looks at.
    pub subjects: Vec<SubjectId>,
    /// Who goes.
    pub team: Vec<TeamMember>,
}

/// One of a visit's team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TeamMember {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: TeamRole,
}

/// The roles in a team (đoàn kiểm tra).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TeamRole {
    /// Trưởng đoàn.
    Head,
    /// Thư ký.
    Secretary,
    /// Thành viên.
    Member,
}

impl TeamRole {
    /// The word on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Secretary => "secretary",
            Self::Member => "member",
        }
    }

    /// Reads [`Self::as_str`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Head, Self::Secretary, Self::Member].into_iter().find(|role| role.as_str() == word)
    }
}
