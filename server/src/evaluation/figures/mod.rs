//! The figures that inspections can support. Each number comes with what it is out of, how it was counted, and the
//! question to a list that shows exactly what is behind it. What cannot be counted from records and findings is no
//! figure: it is a field of the form, to be filled by hand.
//!
//! Here counts become tables; counting is the store's.

mod findings;
mod records;

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    evidence::Answer,
    ids::{EvaluationId, Key, SubProjectId, UnitId, VisitId},
    text::Text,
    time::Date,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::review::finding::{Category, Level, State, words};

words! {
    /// The figures that there are.
    FigureKey {
        /// Subjects planned and inspected, by sub-project.
        InspectedBySubProject "inspected_by_sub_project" "Đối tượng kiểm tra theo tiểu dự án";
        /// Subjects planned and inspected, by commune.
        InspectedByCommune "inspected_by_commune" "Đối tượng kiểm tra theo xã, thị trấn";
        /// How many records meet each item of the checklists.
        PassingByItem "passing_by_item" "Kết quả đánh giá theo tiêu chí của bảng kiểm";
        /// Records by what their evidence comes to.
        EvidenceQuality "evidence_quality" "Chất lượng minh chứng của phiếu kiểm tra";
        /// Records at which each rule of evidence gives a reason to look.
        EvidenceRules "evidence_rules" "Điểm cần xem lại của minh chứng";
        /// Findings by what they are about.
        FindingsByCategory "findings_by_category" "Phát hiện theo loại";
        /// Findings by how grave they are.
        FindingsByLevel "findings_by_level" "Phát hiện theo mức độ";
        /// Findings by sub-project.
        FindingsBySubProject "findings_by_sub_project" "Phát hiện theo tiểu dự án";
        /// Findings by commune.
        FindingsByCommune "findings_by_commune" "Phát hiện theo xã, thị trấn";
        /// What became of findings of earlier times.
        CarriedOver "carried_over" "Phát hiện từ kỳ trước chuyển sang";
        /// Measures that were asked for and carried out.
        Measures "measures" "Thực hiện kiến nghị sau kiểm tra";
        /// Visits, and whom they met.
        Visits "visits" "Các đợt kiểm tra";
    }
}

/// A number with what it is out of and what is behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Amount {
    /// How many.
    pub value: i64,
    /// Out of how many, where it is a part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<i64>,
    /// The question below `/api/v1/` that lists what is behind it; absent where no list shows that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
}

impl Amount {
    fn new(value: i64, query: impl Into<Option<String>>) -> Self {
        Self { value, of: None, query: query.into() }
    }

    fn of(value: i64, of: i64, query: impl Into<Option<String>>) -> Self {
        Self { of: Some(of), ..Self::new(value, query) }
    }
}

/// One column of a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FigureColumn {
    /// Its name in data.
    pub key: String,
    /// The heading.
    pub title: Text,
}

/// The cells of one row, by column.
pub type Amounts = BTreeMap<String, Amount>;

/// One row of a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FigureRow {
    /// Its name in data: a code, an id, a word.
    pub key: String,
    /// What it is about.
    pub title: Text,
    /// What rows of several kinds are grouped by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Text>,
    /// Its numbers.
    pub cells: Amounts,
}

/// A figure: a table of numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Figure {
    /// Which one.
    pub key: FigureKey,
    /// The heading.
    pub title: Text,
    /// How it was counted.
    pub how: Text,
    /// What is counted.
    pub unit: Text,
    /// The columns in order.
    pub columns: Vec<FigureColumn>,
    /// The rows in order.
    pub rows: Vec<FigureRow>,
    /// The sums, where rows add up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Amounts>,
}

/// The figures of an evaluation at one time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Figures {
    /// The day on which they were counted.
    pub as_of: Date,
    /// What is counted began on this day.
    pub from: Date,
    /// And ended on this one.
    pub to: Date,
    /// The tables.
    pub figures: Vec<Figure>,
}

/// Subjects of one commune and sub-project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SubjectTally {
    /// On the lists.
    pub listed: i64,
    /// On those of a visit that begins within the days.
    pub planned: i64,
    /// Among the planned, with a whole record of those days.
    pub inspected: i64,
    /// Beside the planned, with a whole record of those days.
    pub beyond: i64,
}

/// Findings that have these in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FindingTally {
    /// The commune.
    pub commune: UnitId,
    /// The sub-project.
    pub sub_project: SubProjectId,
    /// How grave.
    pub level: Level,
    /// About what.
    pub category: Category,
    /// Where they stand.
    pub state: State,
    /// The year of their number.
    pub year: i64,
    /// Raised before the evaluation's days.
    pub earlier: bool,
    /// To be put right by this day.
    pub due_on: Option<Date>,
    /// Put right on this day.
    pub resolved_on: Option<Date>,
    /// How many.
    pub findings: i64,
}

/// How whole records of one checklist judge one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemTally {
    /// The checklist.
    pub checklist: Key,
    /// Its title.
    pub checklist_title: Text,
    /// The item.
    pub item: Key,
    /// The question.
    pub question: Text,
    /// Records that judge it đạt.
    pub passed: i64,
    /// Records that judge it không đạt.
    pub failed: i64,
}

/// What one visit did, within an evaluation's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitTally {
    /// The visit.
    pub visit: VisitId,
    /// What people call it.
    pub title: String,
    /// Communes that it goes to.
    pub communes: i64,
    /// Subjects that it is to look at.
    pub planned: i64,
    /// Those among them with a whole record of it.
    pub inspected: i64,
    /// Whole records of it.
    pub records: i64,
    /// Those of them that are about a commune's management.
    pub sessions: i64,
    /// Those that are about a household.
    pub households: i64,
}

/// Records at which a rule gives a reason to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleTally {
    /// The rule.
    pub rule: String,
    /// What it is called.
    pub title: Text,
    /// Records at which it warns.
    pub warned: i64,
    /// Records at which it fails.
    pub failed: i64,
}

/// All that was counted for an evaluation. A figure reads its own part.
#[derive(Clone, Debug, Default)]
pub struct Tallies {
    /// Subjects by place.
    pub subjects: BTreeMap<(UnitId, SubProjectId), SubjectTally>,
    /// Items.
    pub items: Vec<ItemTally>,
    /// Whole records by what their evidence comes to.
    pub evidence: Vec<(Option<Answer>, i64)>,
    /// Rules of evidence.
    pub rules: Vec<RuleTally>,
    /// Findings that were not withdrawn.
    pub findings: Vec<FindingTally>,
    /// Visits in order.
    pub visits: Vec<VisitTally>,
}

impl Tallies {
    /// Whether something was counted in a commune.
    pub fn is_about(&self, commune: UnitId) -> bool {
        self.subjects.keys().any(|(of, _)| *of == commune) || self.findings.iter().any(|tally| tally.commune == commune)
    }
}

/// What figures call things, in the order in which their rows stand.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The communes.
    pub communes: Vec<(UnitId, String)>,
    /// The sub-projects, each with its code.
    pub sub_projects: Vec<(SubProjectId, String, Text)>,
}

/// Of which evaluation, and when.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The evaluation.
    pub evaluation: EvaluationId,
    /// Its first day.
    pub from: Date,
    /// Its last.
    pub to: Date,
    /// The day on which it is counted.
    pub today: Date,
}

impl Asked {
    /// A question to a list, within the evaluation's body.
    fn query(&self, list: &str, parameters: &str) -> String {
        format!("{list}?evaluation={}{parameters}", self.evaluation)
    }

    /// Whole records of the days.
    fn records(&self, parameters: &str) -> String {
        let Self { from, to, .. } = self;
        self.query("records", &format!("&from={from}&to={to}&whole=true{parameters}"))
    }

    /// Findings of the days, that were not withdrawn.
    fn raised(&self, parameters: &str) -> String {
        let Self { from, to, .. } = self;
        self.query("findings", &format!("&from={from}&to={to}&withdrawn=false{parameters}"))
    }

    /// Findings from before the days that were open when they began, and were not withdrawn since.
    fn carried(&self, parameters: &str) -> String {
        self.query("findings", &format!("&open_on={}&withdrawn=false{parameters}", self.from))
    }
}

/// Makes one figure of what was counted.
pub fn figure(key: FigureKey, tallies: &Tallies, names: &Names, asked: &Asked) -> Figure {
    match key {
        FigureKey::InspectedBySubProject => records::by_sub_project(tallies, names, asked),
        FigureKey::InspectedByCommune => records::by_commune(tallies, names, asked),
        FigureKey::PassingByItem => records::by_item(tallies, asked),
        FigureKey::EvidenceQuality => records::evidence(tallies, asked),
        FigureKey::EvidenceRules => records::rules(tallies, asked),
        FigureKey::Visits => records::visits(tallies, asked),
        FigureKey::FindingsByCategory => findings::by_category(tallies, asked),
        FigureKey::FindingsByLevel => findings::by_level(tallies, asked),
        FigureKey::FindingsBySubProject => findings::by_sub_project(tallies, names, asked),
        FigureKey::FindingsByCommune => findings::by_commune(tallies, names, asked),
        FigureKey::CarriedOver => findings::carried_over(tallies, asked),
        FigureKey::Measures => findings::measures(tallies, asked),
    }
}

fn columns(columns: &[(&str, &str, &str)]) -> Vec<FigureColumn> {
    let column =
        |(key, vi, en): &(&str, &str, &str)| FigureColumn { key: (*key).to_owned(), title: Text::new(*vi, *en) };
    columns.iter().map(column).collect()
}

fn cells<const N: usize>(cells: [(&str, Amount); N]) -> Amounts {
    cells.into_iter().map(|(key, amount)| (key.to_owned(), amount)).collect()
}

fn row(key: impl Into<String>, title: Text, cells: Amounts) -> FigureRow {
    FigureRow { key: key.into(), title, group: None, cells }
}

impl FigureKey {
    /// The heading in English.
    fn english(self) -> &'static str {
        match self {
            Self::InspectedBySubProject => "Subjects inspected, by sub-project",
            Self::InspectedByCommune => "Subjects inspected, by commune",
            Self::PassingByItem => "How items of the checklists were judged",
            Self::EvidenceQuality => "What the evidence of records is worth",
            Self::EvidenceRules => "Reasons to look at evidence again",
            Self::FindingsByCategory => "Findings by category",
            Self::FindingsByLevel => "Findings by level",
            Self::FindingsBySubProject => "Findings by sub-project",
            Self::FindingsByCommune => "Findings by commune",
            Self::CarriedOver => "Findings carried over",
            Self::Measures => "Measures carried out",
            Self::Visits => "Visits",
        }
    }

    fn table(self, how: Text, unit: Text, columns: Vec<FigureColumn>, rows: Vec<FigureRow>) -> Figure {
        let title = Text::new(self.vietnamese(), self.english());
        Figure { key: self, title, how, unit, columns, rows, total: None }
    }
}

#[cfg(test)]
mod tests;
