//! What can be asked for: which things, as which kind of file, and whether households are named in it.

mod format;

use mobile_sync_protocol::ids::{EvaluationId, FindingId, RecordId, UnitId, VisitId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use self::format::Format;
use crate::desk::{
    choice::{ChoiceError, Chooser, FindingChoice, RecordChoice, SubjectChoice},
    evaluations,
};

/// What is asked for. Households are masked as lists mask them, and what is sensitive as a whole is left out, unless
/// `open_households` says that they are opened, which is noted in the log for each of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
pub enum Ask {
    /// Records, a row each.
    Records {
        /// The kind of file.
        format: Format,
        /// Which.
        #[serde(default)]
        filter: RecordChoice,
        /// Whether households are named.
        #[serde(default)]
        open_households: bool,
    },
    /// Answers of records' heads, a row each. Those of households are left out unless they are opened.
    Answers {
        /// The kind of file.
        format: Format,
        /// Of which records.
        #[serde(default)]
        filter: RecordChoice,
        /// Whether households' are there.
        #[serde(default)]
        open_households: bool,
    },
    /// Photos of records' heads: a table with a row each, or their bytes in a package. Those of households are left out
    /// unless they are opened.
    Photos {
        /// The kind of file.
        format: Format,
        /// Of which records.
        #[serde(default)]
        filter: RecordChoice,
        /// In a package: photos as they came, with what cameras wrote into them. Otherwise images within 1,280 pixels,
        /// upright and with no metadata.
        #[serde(default)]
        originals: bool,
        /// Whether households' are there.
        #[serde(default)]
        open_households: bool,
    },
    /// Findings, a row each.
    Findings {
        /// The kind of file.
        format: Format,
        /// Which.
        #[serde(default)]
        filter: FindingChoice,
        /// Whether households are named.
        #[serde(default)]
        open_households: bool,
    },
    /// Subjects, a row each.
    Subjects {
        /// The kind of file.
        format: Format,
        /// Which.
        #[serde(default)]
        filter: SubjectChoice,
        /// Whether households are named.
        #[serde(default)]
        open_households: bool,
    },
    /// Records and findings with photos, signatures, receipts, checks and the part of the log that vouches for them, to
    /// be verified elsewhere. Records of households are left out unless they are opened.
    Bundle {
        /// Which records, with the findings about them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        filter: Option<RecordChoice>,
        /// Which findings besides, with the records that show them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        findings: Vec<FindingId>,
        /// Whether households' are there.
        #[serde(default)]
        open_households: bool,
        /// Whether the log is there whole from the first entry about them on, whatever it speaks of; for whoever may
        /// read the log.
        #[serde(default)]
        whole_log: bool,
    },
    /// Minutes of a visit in a commune, or of one record. What a household answered is there where it is opened.
    Minutes {
        /// The kind of file.
        format: Format,
        /// The visit, with a commune.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        visit: Option<VisitId>,
        /// The commune, with a visit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        commune: Option<UnitId>,
        /// The record, in their place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        record: Option<RecordId>,
        /// Whether households are named.
        #[serde(default)]
        open_households: bool,
    },
    /// The notice of what a visit found in a commune.
    Notice {
        /// The kind of file.
        format: Format,
        /// The visit.
        visit: VisitId,
        /// The commune.
        commune: UnitId,
    },
    /// An evaluation: as the document that is signed, its tables as a workbook, or a bundle of all that bears it out.
    Evaluation {
        /// The kind of file.
        format: Format,
        /// Which.
        evaluation: EvaluationId,
        /// Whether photos of households are printed, and their records in a bundle.
        #[serde(default)]
        open_households: bool,
    },
    /// The report on what was put right of some findings.
    FollowUp {
        /// The kind of file.
        format: Format,
        /// Which.
        #[serde(default)]
        filter: FindingChoice,
    },
}

impl Ask {
    /// The kind of file.
    pub fn format(&self) -> Format {
        match self {
            Self::Records { format, .. }
            | Self::Answers { format, .. }
            | Self::Photos { format, .. }
            | Self::Findings { format, .. }
            | Self::Subjects { format, .. }
            | Self::Minutes { format, .. }
            | Self::Notice { format, .. }
            | Self::Evaluation { format, .. }
            | Self::FollowUp { format, .. } => *format,
            Self::Bundle { .. } => Format::Zip,
        }
    }

    /// The kinds of file that this can be.
    pub fn formats(&self) -> &'static [Format] {
        match self {
            Self::Photos { .. } => &[Format::Csv, Format::Xlsx, Format::Geojson, Format::Gpkg, Format::Zip],
            Self::Bundle { .. } => &[Format::Zip],
            Self::Evaluation { .. } => &[Format::Docx, Format::Pdf, Format::Xlsx, Format::Zip],
            Self::Minutes { .. } | Self::Notice { .. } | Self::FollowUp { .. } => &[Format::Docx, Format::Pdf],
            Self::Answers { .. } => &[Format::Csv, Format::Xlsx],
            Self::Records { .. } | Self::Findings { .. } | Self::Subjects { .. } => {
                &[Format::Csv, Format::Xlsx, Format::Geojson, Format::Gpkg]
            }
        }
    }

    /// Whether households are named.
    pub fn opens_households(&self) -> bool {
        match self {
            Self::Records { open_households, .. }
            | Self::Answers { open_households, .. }
            | Self::Photos { open_households, .. }
            | Self::Findings { open_households, .. }
            | Self::Subjects { open_households, .. }
            | Self::Bundle { open_households, .. }
            | Self::Evaluation { open_households, .. }
            | Self::Minutes { open_households, .. } => *open_households,
            Self::Notice { .. } | Self::FollowUp { .. } => false,
        }
    }

    /// The commune that is asked about, where it is one.
    pub fn commune(&self) -> Option<UnitId> {
        match self {
            Self::Records { filter, .. } | Self::Answers { filter, .. } | Self::Photos { filter, .. } => filter.commune,
            Self::Findings { filter, .. } | Self::FollowUp { filter, .. } => filter.commune,
            Self::Subjects { filter, .. } => filter.commune,
            Self::Bundle { filter, .. } => filter.as_ref().and_then(|filter| filter.commune),
            Self::Minutes { commune, .. } => *commune,
            Self::Notice { commune, .. } => Some(*commune),
            Self::Evaluation { .. } => None,
        }
    }

    /// Whether what is asked for can be chosen so: said at once, and not by an export that fails later.
    ///
    /// # Errors
    /// [`ChoiceError`].
    pub async fn check(&self, chooser: &Chooser<'_>) -> Result<(), ChoiceError> {
        match self {
            Self::Records { filter, .. } | Self::Answers { filter, .. } | Self::Photos { filter, .. } => {
                filter.filter(chooser).await.map(drop)
            }
            Self::Bundle { filter: Some(filter), .. } => filter.filter(chooser).await.map(drop),
            Self::Findings { filter, .. } | Self::FollowUp { filter, .. } => filter.filter(chooser).await.map(drop),
            Self::Subjects { filter, .. } => filter.filter(chooser).await.map(drop),
            Self::Evaluation { evaluation, .. } => {
                let known = evaluations::body_of(chooser.app, *evaluation, chooser.caller).await;
                Ok(known.map(drop)?)
            }
            Self::Bundle { filter: None, .. } | Self::Minutes { .. } | Self::Notice { .. } => Ok(()),
        }
    }

    /// A short name for a sheet or a layer.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Records { .. } => "phieu_kiem_tra",
            Self::Answers { .. } => "tra_loi",
            Self::Photos { .. } => "anh",
            Self::Findings { .. } => "phat_hien",
            Self::Subjects { .. } => "doi_tuong",
            Self::Bundle { .. } => "minh_chung",
            Self::Minutes { .. } => "bien_ban",
            Self::Notice { .. } => "thong_bao",
            Self::Evaluation { .. } => "bao_cao",
            Self::FollowUp { .. } => "khac_phuc",
        }
    }
}
