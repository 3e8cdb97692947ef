//! One question of a survey.

use mobile_sync_protocol::{
    checklist::{Flag, Item, ItemType, Level, PhotoNeed, Unit, rule::Condition},
    ids::Key,
    text::Text,
};
use unicode_normalization::UnicodeNormalization;

use super::{
    choices, placeholder,
    survey::{Draft, Reader},
};

/// How a client shows a question changes nothing of what is asked, so these are passed over.
const APPEARANCES: [&str; 12] = [
    "minimal",
    "autocomplete",
    "quick",
    "quickcompact",
    "compact",
    "multiline",
    "field-list",
    "horizontal",
    "horizontal-compact",
    "columns",
    "columns-pack",
    "new",
];

impl<'s> Reader<'s, '_> {
    pub(super) fn question(&mut self, line: u32, row: &'s [String], kind: &str) -> Option<Draft<'s>> {
        let answer = self.answer(line, row, kind)?;
        let key = self.key(line, row);
        let question = self.columns.text(row, "label");
        if question.vi.is_empty() {
            self.say(line, "label", "Thiếu câu hỏi", "The question is missing");
        }
        self.appearance(line, row);
        let required = match self.columns.cell(row, "required").to_lowercase().as_str() {
            "" | "no" | "false" | "false()" => false,
            "yes" | "true" | "true()" => true,
            _ => {
                self.say(line, "required", "Chỉ nhận yes hoặc no", "Only yes and no are taken");
                false
            }
        };
        let photo = match self.columns.cell(row, "photo").to_lowercase().as_str() {
            "" | "no" => None,
            _ if matches!(answer, ItemType::Photo { .. }) => {
                self.say(line, "photo", "Câu hỏi ảnh đã là ảnh", "An image question is a photo already");
                None
            }
            "yes" => Some(PhotoNeed::Always),
            "if_fail" => Some(PhotoNeed::IfFlagged),
            _ => {
                self.say(line, "photo", "Chỉ nhận yes, if_fail, no", "Only yes, if_fail and no are taken");
                None
            }
        };
        let flags = self.finding(line, row, &key, &answer, &question);
        let hint = self.columns.optional_text(row, "hint");
        let item =
            Item { key, question, hint, answer, required, shown_if: None, photo, must_hold: None, flags, weight: None };
        Some(Draft { line, row, item })
    }

    fn finding(&mut self, line: u32, row: &[String], key: &Key, answer: &ItemType, question: &Text) -> Vec<Flag> {
        let level = match self.columns.cell(row, "finding").to_uppercase().as_str() {
            "" => return Vec::new(),
            "F1" => Level::F1,
            "F2" => Level::F2,
            "F3" => Level::F3,
            _ => {
                self.say(line, "finding", "Chỉ nhận F1, F2, F3", "Only F1, F2 and F3 are taken");
                return Vec::new();
            }
        };
        if *answer != ItemType::PassFail {
            let (vi, en) =
                ("Chỉ câu đạt/không đạt mới có phát hiện ở đây", "Only pass/fail questions take a finding here");
            self.say(line, "finding", vi, en);
            return Vec::new();
        }
        let Ok(fail) = "fail".parse() else { return Vec::new() };
        let message = Text::new(format!("Không đạt: {}", question.vi), format!("Not met: {}", question.english()));
        vec![Flag { when: Condition::Is { item: key.clone(), any_of: vec![fail] }, level, message }]
    }

    fn answer(&mut self, line: u32, row: &[String], kind: &str) -> Option<ItemType> {
        let (word, list) = kind.split_once(' ').unwrap_or((kind, ""));
        let number = |decimals| ItemType::Number {
            unit: unit_of(self.columns.text(row, "unit")),
            min: None,
            max: None,
            decimals,
        };
        let mut answer = match (word, list) {
            ("select_one" | "select_multiple", list) if !list.is_empty() && !list.contains(' ') => {
                let Some(choices) = self.lists.get(list) else {
                    let (vi, en) = (
                        format!("Trang choices không có danh sách {list:?}"),
                        format!("The sheet choices has no list {list:?}"),
                    );
                    self.say(line, "type", vi, en);
                    return None;
                };
                if word == "select_one" {
                    choices::one_of(choices)
                } else {
                    ItemType::MultipleChoice { choices: choices.clone() }
                }
            }
            ("integer" | "int", "") => number(Some(0)),
            ("decimal", "") => number(None),
            ("text" | "string", "") => ItemType::Text { max_length: None },
            ("date", "") => ItemType::Date,
            ("geopoint", "") => ItemType::Place { accuracy_m: None },
            ("image" | "photo", "") => ItemType::Photo { min: None, max: Some(1) },
            _ => {
                let (vi, en) = match word {
                    "note" => (
                        "note không phải câu hỏi: hãy viết vào hint của câu hỏi sau nó".to_owned(),
                        "a note is no question: write it as the hint of the one behind it".to_owned(),
                    ),
                    "calculate" => (
                        "calculate không được nhận: máy chủ tự tính từ câu trả lời".to_owned(),
                        "calculate is not taken: the server computes from the answers".to_owned(),
                    ),
                    _ => (
                        format!("Kiểu {kind:?} nằm ngoài phần được hỗ trợ"),
                        format!("The type {kind:?} is outside of what is taken"),
                    ),
                };
                self.say(line, "type", vi, en);
                return None;
            }
        };
        if !matches!(answer, ItemType::Number { .. }) {
            self.refuse_filled(line, row, &["unit"]);
        }
        self.parameters(line, row, &mut answer);
        Some(answer)
    }

    fn parameters(&mut self, line: u32, row: &[String], answer: &mut ItemType) {
        let text = self.columns.cell(row, "parameters").to_owned();
        for part in text.split([' ', ',', ';']).filter(|part| !part.is_empty()) {
            match (part.split_once('='), &mut *answer) {
                (Some(("capture-accuracy", metres)), ItemType::Place { accuracy_m }) => {
                    *accuracy_m = metres.parse().ok().filter(|metres: &f64| (0.1..=1_000.0).contains(metres));
                    if accuracy_m.is_none() {
                        self.say(
                            line,
                            "parameters",
                            "capture-accuracy từ 0,1 đến 1000 mét",
                            "capture-accuracy is 0.1 to 1000 metres",
                        );
                    }
                }
                // Forms of ours have a bound of their own.
                (Some(("max-pixels", _)), ItemType::Photo { .. }) => {}
                _ => {
                    let (vi, en) = (
                        format!("{part:?} nằm ngoài phần được hỗ trợ"),
                        format!("{part:?} is outside of what is taken"),
                    );
                    self.say(line, "parameters", vi, en);
                }
            }
        }
    }

    pub(super) fn appearance(&mut self, line: u32, row: &[String]) {
        let text = self.columns.cell(row, "appearance").to_owned();
        for word in text.split_whitespace() {
            let is_width = word.strip_prefix('w').is_some_and(|width| width.parse::<u8>().is_ok());
            if !APPEARANCES.contains(&word) && !is_width && !word.starts_with("columns-") {
                let (vi, en) =
                    (format!("{word:?} nằm ngoài phần được hỗ trợ"), format!("{word:?} is outside of what is taken"));
                self.say(line, "appearance", vi, en);
            }
        }
    }

    pub(super) fn key(&mut self, line: u32, row: &[String]) -> Key {
        let name = self.columns.cell(row, "name");
        if let Ok(key) = name.parse() {
            return key;
        }
        let (vi, en) = (
            format!("Tên {name:?} phải gồm a-z, 0-9, _, bắt đầu bằng chữ cái, tối đa 64 ký tự"),
            format!("The name {name:?} must be made of a-z, 0-9 and _, begin with a letter, at most 64 characters"),
        );
        self.say(line, "name", vi, en);
        placeholder()
    }

    pub(super) fn refuse_filled(&mut self, line: u32, row: &[String], columns: &[&str]) {
        for column in columns {
            if !self.columns.text(row, column).vi.is_empty() {
                self.say(line, column, "Ô này không dùng ở đây", "This cell is not used here");
            }
        }
    }
}

/// A unit as it is read, with a name made of its letters: `triệu đồng` is stored as `trieu_dong`.
fn unit_of(label: Text) -> Unit {
    let mut name = String::new();
    for letter in label.vi.to_lowercase().replace('đ', "d").replace('%', " phan tram ").nfd() {
        match letter {
            letter if letter.is_ascii_alphanumeric() => name.push(letter),
            letter if letter.is_whitespace() || letter.is_ascii_punctuation() => name.push(' '),
            '²' => name.push('2'),
            '³' => name.push('3'),
            _ => {}
        }
    }
    let name = name.split_whitespace().collect::<Vec<_>>().join("_");
    match name.chars().take(64).collect::<String>().parse() {
        Ok(key) => Unit { key, label },
        // A workbook that names no unit, or one of no letters.
        Err(_) => Unit {
            key: "don_vi".parse().unwrap_or_else(|_| placeholder()),
            label: if label.vi.is_empty() { Text::new("đơn vị", "units") } else { label },
        },
    }
}
