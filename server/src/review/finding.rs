//! Findings (phát hiện): which step may follow which, what one must say, when one is overdue or carried over.

pub use mobile_sync_protocol::finding::State;
use mobile_sync_protocol::{
    checklist,
    ids::{DepartmentId, UnitId},
    problem::{Code, Violation},
    text::Text,
    time::{Date, Timestamp},
};
use serde::{Deserialize, Serialize};

/// A deadline is a day in Việt Nam.
const OFFSET_S: i32 = 7 * 3600;

/// Most characters of each text.
pub const TEXT_MAX: usize = 4_000;

/// Most photos of a finding, and of each answer to it.
pub const PHOTOS_MAX: usize = 30;

/// An enumeration whose members have a word in the store and on the wire, and one that people read.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident $word:literal $vi:literal;)+ }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The word in the store and on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// What people call it.
            pub fn vietnamese(self) -> &'static str {
                match self { $(Self::$variant => $vi,)+ }
            }

            /// Reads [`Self::as_str`] back.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}

pub(crate) use words;

words! {
    /// How grave a finding is.
    Level {
        /// A reminder.
        F1 "f1" "nhắc nhở";
        /// A shortcoming, to be put right by a day.
        F2 "f2" "tồn tại phải khắc phục";
        /// A sign of wrongdoing; the team's head hears of it at once.
        F3 "f3" "dấu hiệu sai phạm";
    }
}

words! {
    /// What a finding is about.
    Category {
        /// The quality of what was built or given.
        Quality "quality" "chất lượng";
        /// How much of it.
        Quantity "quantity" "khối lượng";
        /// How far it has got.
        Progress "progress" "tiến độ";
        /// Papers and procedure.
        Documents "documents" "hồ sơ, thủ tục";
        /// Whether it reached whom it is for.
        Eligibility "eligibility" "đúng đối tượng";
        /// Money, and its spending.
        Funds "funds" "kinh phí, giải ngân";
        /// Openness, and the people's say.
        Publicity "publicity" "công khai, dân chủ";
        /// Use and upkeep.
        Operation "operation" "vận hành, bảo trì";
        /// Danger to people.
        Safety "safety" "an toàn";
        /// Figures and evidence.
        Data "data" "số liệu, minh chứng";
        /// Anything else.
        Other "other" "khác";
    }
}

words! {
    /// What was done about a finding.
    Step {
        /// It was raised.
        Raised "raised" "nêu phát hiện";
        /// Its words, level, deadline or who is responsible were changed.
        Edited "edited" "sửa";
        /// Whoever is responsible said what was done.
        Answered "answered" "trả lời";
        /// It counts as put right.
        Resolved "resolved" "kết luận đã khắc phục";
        /// More has to be done.
        Reopened "reopened" "yêu cầu khắc phục tiếp";
        /// It is taken back.
        Withdrawn "withdrawn" "rút phát hiện";
    }
}

impl Step {
    /// The state that a finding in `state` is in after this step; `None` where it does not take it.
    pub fn from(self, state: State) -> Option<State> {
        match (state, self) {
            (State::Open | State::Reopened, Self::Edited) => Some(state),
            (State::Open | State::Reopened, Self::Answered) => Some(State::Answered),
            (State::Answered | State::Reopened, Self::Resolved) => Some(State::Resolved),
            // A follow-up check (phúc tra) may find that what was put right is wrong again.
            (State::Answered | State::Resolved, Self::Reopened) => Some(State::Reopened),
            (State::Open | State::Reopened | State::Answered, Self::Withdrawn) => Some(State::Withdrawn),
            _ => None,
        }
    }
}

impl Level {
    /// The same level as checklists and phones write it.
    pub fn of_checklists(self) -> checklist::Level {
        match self {
            Self::F1 => checklist::Level::F1,
            Self::F2 => checklist::Level::F2,
            Self::F3 => checklist::Level::F3,
        }
    }
}

/// Whether a finding is of an earlier year and still not put right.
pub fn is_carried_over(state: State, year: i64, today: Date) -> bool {
    !state.is_closed() && year < year_of(today)
}

/// The day of an instant, where findings are raised and put right.
pub fn day_of(at: Timestamp) -> Date {
    at.date_at(OFFSET_S)
}

/// The instant at which a day begins there.
pub fn begin_of(day: Date) -> Timestamp {
    Timestamp((i64::from(day.day_number()) * 86_400 - i64::from(OFFSET_S)) * 1_000)
}

/// The year of a day.
pub fn year_of(day: Date) -> i64 {
    i64::from(day.parts().0)
}

/// The number that people read: `2024-017`.
pub fn shown_number(year: i64, number: i64) -> String {
    format!("{year}-{number:03}")
}

/// What a finding says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// How grave it is.
    pub level: Level,
    /// What it is about.
    pub category: Category,
    /// What was found.
    pub what: String,
    /// Why it came to that.
    pub cause: Option<String>,
    /// What is recommended.
    pub recommendation: Option<String>,
    /// The unit that puts it right.
    pub unit: Option<UnitId>,
    /// The department that puts it right.
    pub department: Option<DepartmentId>,
    /// By which day.
    pub due_on: Option<Date>,
}

impl Words {
    /// The same with no blanks around texts, and no text that is blank.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        let text = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        self.what = self.what.trim().to_owned();
        self.cause = text(self.cause);
        self.recommendation = text(self.recommendation);
        self
    }

    /// What cannot be right; empty where nothing is.
    pub fn faults(&self) -> Vec<Violation> {
        let mut faults = Vec::new();
        if self.what.is_empty() {
            faults.push(fault("/what", "Cần ghi rõ phát hiện gì", "Say what was found"));
        }
        let texts = [
            ("/what", Some(&self.what)),
            ("/cause", self.cause.as_ref()),
            ("/recommendation", self.recommendation.as_ref()),
        ];
        for (path, text) in texts {
            faults.extend(text.and_then(|text| too_long(path, text)));
        }
        if self.unit.is_some() && self.department.is_some() {
            let (vi, en) = ("Chỉ một đơn vị hoặc một phòng chịu trách nhiệm", "One unit or one department, not both");
            faults.push(fault("/responsible", vi, en));
        }
        if self.level == Level::F2 && self.due_on.is_none() {
            faults.push(fault(
                "/due_on",
                "Mức F2 phải có thời hạn khắc phục",
                "Level f2 needs the day to put it right by",
            ));
        }
        faults
    }

    /// What is another in `new`, for whoever reads the history: by name, with what stood before.
    pub fn changes(&self, new: &Self) -> Vec<(&'static str, String)> {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let changed = [
            (self.level != new.level, "level", self.level.as_str().to_owned()),
            (self.category != new.category, "category", self.category.as_str().to_owned()),
            (self.what != new.what, "what", self.what.clone()),
            (self.cause != new.cause, "cause", self.cause.clone().unwrap_or_default()),
            (
                self.recommendation != new.recommendation,
                "recommendation",
                self.recommendation.clone().unwrap_or_default(),
            ),
            (
                (self.unit, self.department) != (new.unit, new.department),
                "responsible",
                self.unit
                    .map(|id| id.0)
                    .or(self.department.map(|id| id.0))
                    .map(|id| id.to_string())
                    .unwrap_or_default(),
            ),
            (self.due_on != new.due_on, "due_on", day(self.due_on)),
        ];
        changed.into_iter().filter(|(changed, ..)| *changed).map(|(_, name, before)| (name, before)).collect()
    }
}

/// What is wrong with the words that come with a step: an answer says what was done, and whoever asks for more or takes
/// a finding back says why.
pub fn words_faults(step: Step, words: &str) -> Vec<Violation> {
    let needed = matches!(step, Step::Answered | Step::Reopened | Step::Withdrawn);
    if needed && words.is_empty() {
        return vec![fault("/text", "Cần ghi rõ nội dung", "Say it in words")];
    }
    too_long("/text", words).into_iter().collect()
}

fn too_long(path: &str, text: &str) -> Option<Violation> {
    (text.chars().count() > TEXT_MAX).then(|| {
        let (vi, en) = (format!("Quá {TEXT_MAX} ký tự"), format!("More than {TEXT_MAX} characters"));
        Violation::new(path, Code::FindingField, Text::new(vi, en))
    })
}

/// Something that cannot be right, said in both languages.
pub fn fault(path: impl Into<String>, vi: &str, en: &str) -> Violation {
    Violation::new(path, Code::FindingField, Text::new(vi, en))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn every_step_from_every_state_leads_where_the_table_says() {
        use State::{Answered, Open, Reopened, Resolved, Withdrawn};
        let table = [
            (Open, [None, Some(Open), Some(Answered), None, None, Some(Withdrawn)]),
            (Answered, [None, None, None, Some(Resolved), Some(Reopened), Some(Withdrawn)]),
            (Resolved, [None, None, None, None, Some(Reopened), None]),
            (Reopened, [None, Some(Reopened), Some(Answered), Some(Resolved), None, Some(Withdrawn)]),
            (Withdrawn, [None; 6]),
        ];
        assert_eq!(table.map(|(state, _)| state), State::ALL);
        for (state, after) in table {
            for (step, expected) in Step::ALL.iter().zip(after) {
                assert_eq!(step.from(state), expected, "{state:?} {step:?}");
            }
        }
    }

    #[test]
    fn words_are_read_back() {
        for category in Category::ALL {
            assert_eq!(Category::from_word(category.as_str()), Some(*category));
            assert_eq!(serde_json::to_value(category).unwrap(), category.as_str());
        }
        assert_eq!(
            Level::ALL.iter().map(|level| serde_json::to_value(level).unwrap()).collect::<Vec<_>>(),
            ["f1", "f2", "f3"]
        );
        assert_eq!((Level::from_word("f4"), Step::from_word("")), (None, None));
    }

    #[test]
    fn a_finding_is_carried_over_into_the_next_year_until_it_is_closed() {
        for state in State::ALL {
            assert!(!is_carried_over(*state, 2024, day("2024-12-31")));
            assert_eq!(is_carried_over(*state, 2024, day("2025-01-01")), !state.is_closed(), "{state:?}");
        }
    }

    #[test]
    fn days_begin_at_midnight_in_viet_nam() {
        let day = day("2025-01-01");
        assert_eq!(begin_of(day).to_string(), "2024-12-31T17:00:00.000Z");
        assert_eq!((day_of(begin_of(day)), day_of(Timestamp(begin_of(day).0 - 1))), (day, day.plus_days(-1)));
    }

    fn shortcoming() -> Words {
        Words {
            level: Level::F2,
            category: Category::Quality,
            what: "Mặt đường nứt 12 m".to_owned(),
            cause: None,
            recommendation: Some("Vá lại".to_owned()),
            unit: None,
            department: None,
            due_on: Some(day("2024-06-01")),
        }
    }

    fn paths(words: &Words) -> Vec<String> {
        words.faults().into_iter().map(|fault| fault.path).collect()
    }

    #[test]
    fn a_shortcoming_needs_a_day_and_every_finding_its_words() {
        assert_eq!(paths(&shortcoming()), [""; 0]);
        assert_eq!(paths(&Words { due_on: None, ..shortcoming() }), ["/due_on"]);
        assert_eq!(paths(&Words { due_on: None, level: Level::F1, ..shortcoming() }), [""; 0]);
        assert_eq!(paths(&Words { what: "  ".to_owned(), ..shortcoming() }.trimmed()), ["/what"]);
        assert_eq!(paths(&Words { cause: Some("a".repeat(TEXT_MAX + 1)), ..shortcoming() }), ["/cause"]);
        let both = Words {
            unit: Some(UnitId(uuid::Uuid::nil())),
            department: Some(DepartmentId(uuid::Uuid::nil())),
            ..shortcoming()
        };
        assert_eq!(paths(&both), ["/responsible"]);
    }

    #[test]
    fn an_answer_and_a_refusal_need_words_and_a_resolution_none() {
        let needed = |step| !words_faults(step, "").is_empty();
        assert!(needed(Step::Answered) && needed(Step::Reopened) && needed(Step::Withdrawn));
        assert!(!needed(Step::Resolved));
        assert_eq!(words_faults(Step::Resolved, &"a".repeat(TEXT_MAX + 1)).len(), 1);
    }

    #[test]
    fn what_changed_is_named_with_what_stood_before() {
        let old = shortcoming();
        let new = Words { due_on: Some(day("2024-07-01")), cause: Some("Mưa".to_owned()), ..old.clone() };
        assert_eq!(old.changes(&new), [("cause", String::new()), ("due_on", "2024-06-01".to_owned())]);
        assert_eq!(old.changes(&old), []);
    }

    #[test]
    fn a_number_has_three_digits_and_more_where_it_must() {
        assert_eq!((shown_number(2024, 17), shown_number(2024, 1234)), ("2024-017".into(), "2024-1234".into()));
    }
}
