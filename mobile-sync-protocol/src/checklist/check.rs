//! Whether a checklist holds together: every name unique, every rule about items that exist and can be compared.

use std::collections::{BTreeMap, HashSet};

use super::{
    Checklist, FORMAT, Item, ItemType, PhotoNeed,
    rule::{Condition, Operand},
};
use crate::{
    ids::Key,
    problem::{Code, Violation},
    text::Text,
};

/// Everything that is wrong with `checklist`; empty where it can be published.
pub fn check(checklist: &Checklist) -> Vec<Violation> {
    let mut checker = Checker {
        items: checklist.items().map(|(_, item)| (&item.key, &item.answer)).collect(),
        settings: checklist.settings.keys().collect(),
        found: Vec::new(),
    };
    if checklist.format != FORMAT {
        checker.say("/format", "Chỉ đọc được định dạng 1", "Only format 1 can be read");
    }
    if checklist.version == 0 {
        checker.say("/version", "Phiên bản bắt đầu từ 1", "Versions count from 1");
    }
    checker.text("/title", &checklist.title);
    for (key, setting) in &checklist.settings {
        checker.text(&format!("/settings/{key}/title"), &setting.title);
        if let Some(unit) = &setting.unit {
            checker.text(&format!("/settings/{key}/unit/label"), &unit.label);
        }
    }
    let (mut sections, mut items) = (HashSet::new(), HashSet::new());
    for (at, section) in checklist.sections.iter().enumerate() {
        let path = format!("/sections/{at}");
        if !sections.insert(&section.key) {
            checker.say(&format!("{path}/key"), "Khóa của phần bị trùng", "Two sections have this key");
        }
        checker.text(&format!("{path}/title"), &section.title);
        checker.condition(&format!("{path}/shown_if"), section.shown_if.as_ref());
        for (at, item) in section.items.iter().enumerate() {
            let path = format!("{path}/items/{at}");
            if !items.insert(&item.key) {
                checker.say(&format!("{path}/key"), "Khóa của tiêu chí bị trùng", "Two items have this key");
            }
            checker.item(&path, item);
        }
    }
    if items.is_empty() {
        checker.say("/sections", "Bảng kiểm chưa có tiêu chí nào", "The checklist has no item");
    }
    checker.found
}

struct Checker<'a> {
    items: BTreeMap<&'a Key, &'a ItemType>,
    settings: HashSet<&'a Key>,
    found: Vec<Violation>,
}

impl<'a> Checker<'a> {
    fn say(&mut self, path: &str, vi: &str, en: &str) {
        self.found.push(Violation::new(path, Code::Checklist, Text::new(vi, en)));
    }

    fn text(&mut self, path: &str, text: &Text) {
        if text.vi.trim().is_empty() {
            self.say(path, "Thiếu tiếng Việt", "The Vietnamese text is missing");
        }
    }

    fn item(&mut self, path: &str, item: &'a Item) {
        self.text(&format!("{path}/question"), &item.question);
        if let Some(hint) = &item.hint {
            self.text(&format!("{path}/hint"), hint);
        }
        self.condition(&format!("{path}/shown_if"), item.shown_if.as_ref());
        if item.shown_if.as_ref().is_some_and(|condition| mentions(condition, &item.key)) {
            self.say(&format!("{path}/shown_if"), "Tiêu chí không thể tự quyết định việc hiện", "It waits for itself");
        }
        if let Some(must) = &item.must_hold {
            self.condition(&format!("{path}/must_hold/condition"), Some(&must.condition));
            self.text(&format!("{path}/must_hold/message"), &must.message);
        }
        if let Some(PhotoNeed::RequiredIf(condition)) = &item.photo {
            self.condition(&format!("{path}/photo"), Some(condition));
        }
        for (at, flag) in item.flags.iter().enumerate() {
            self.condition(&format!("{path}/flags/{at}/when"), Some(&flag.when));
            self.text(&format!("{path}/flags/{at}/message"), &flag.message);
        }
        if item.weight.is_some_and(|weight| !(0.0..=1e6).contains(&weight)) {
            self.say(&format!("{path}/weight"), "Trọng số phải từ 0", "A weight is 0 or more");
        }
        self.answer(&format!("{path}/answer"), &item.answer);
    }

    fn answer(&mut self, path: &str, answer: &ItemType) {
        let reversed = match answer {
            ItemType::Number { unit, min, max, .. } => {
                self.text(&format!("{path}/unit/label"), &unit.label);
                matches!((min, max), (Some(min), Some(max)) if min > max)
            }
            ItemType::Photo { min: Some(min), max: Some(max) } => min > max,
            _ => false,
        };
        if reversed {
            self.say(path, "Cận dưới lớn hơn cận trên", "min is above max");
        }
        let Some(choices) = answer.choices() else { return };
        let mut values = HashSet::new();
        if choices.is_empty() {
            self.say(&format!("{path}/choices"), "Chưa có lựa chọn", "There is no choice");
        }
        if !choices.iter().all(|choice| values.insert(&choice.value)) {
            self.say(&format!("{path}/choices"), "Lựa chọn bị trùng", "A choice stands twice");
        }
        for (at, choice) in choices.iter().enumerate() {
            self.text(&format!("{path}/choices/{at}/label"), &choice.label);
        }
    }

    fn condition(&mut self, path: &str, condition: Option<&'a Condition>) {
        let Some(condition) = condition else { return };
        let mut parts = Vec::new();
        condition.walk(&mut |part| parts.push(part));
        for part in parts {
            match part {
                Condition::Answered { item } => match self.items.get(item) {
                    Some(ItemType::Photo { .. }) => {
                        self.say(path, "Tiêu chí ảnh không có câu trả lời", "A photo item has photos and no answer");
                    }
                    _ => self.known(path, item),
                },
                Condition::Is { item, any_of } => self.is(path, item, any_of),
                Condition::Compare { left, right, .. } => {
                    self.operand(path, left);
                    self.operand(path, right);
                }
                Condition::All { .. } | Condition::Any { .. } | Condition::Not { .. } => {}
            }
        }
    }

    fn known(&mut self, path: &str, item: &Key) {
        if !self.items.contains_key(item) {
            let (vi, en) = (format!("Không có tiêu chí {item}"), format!("There is no item {item}"));
            self.say(path, &vi, &en);
        }
    }

    fn is(&mut self, path: &str, item: &Key, any_of: &[Key]) {
        let known: Vec<&str> = match self.items.get(item) {
            None => return self.known(path, item),
            Some(ItemType::PassFail) => vec!["pass", "fail", "not_applicable"],
            Some(other) => match other.choices() {
                Some(choices) => choices.iter().map(|choice| choice.value.as_str()).collect(),
                None => return self.say(path, "Tiêu chí này không có lựa chọn", "This item has no choices"),
            },
        };
        for value in any_of.iter().filter(|value| !known.contains(&value.as_str())) {
            let (vi, en) = (format!("{item} không có lựa chọn {value}"), format!("{item} has no choice {value}"));
            self.say(path, &vi, &en);
        }
    }

    fn operand(&mut self, path: &str, operand: &'a Operand) {
        let mut parts = Vec::new();
        operand.walk(&mut |part| parts.push(part));
        for part in parts {
            match part {
                Operand::Item(item) => match self.items.get(item) {
                    Some(ItemType::Number { .. } | ItemType::Date) => {}
                    Some(_) => self.say(path, "Chỉ so sánh được số và ngày", "Only numbers and dates compare"),
                    None => self.known(path, item),
                },
                Operand::Setting(key) if !self.settings.contains(key) => {
                    let (vi, en) = (format!("Không có ngưỡng {key}"), format!("There is no setting {key}"));
                    self.say(path, &vi, &en);
                }
                Operand::Sum(parts) | Operand::Difference(parts) | Operand::Percent(parts) if parts.len() != 2 => {
                    self.say(path, "Phép tính cần đúng hai số", "This takes exactly two operands");
                }
                _ => {}
            }
        }
    }
}

/// Whether `condition` looks at the answer to `item`.
fn mentions(condition: &Condition, item: &Key) -> bool {
    let mut found = false;
    condition.walk(&mut |part| match part {
        Condition::Answered { item: other } | Condition::Is { item: other, .. } => found |= other == item,
        Condition::Compare { left, right, .. } => {
            for side in [left, right] {
                side.walk(&mut |operand| found |= matches!(operand, Operand::Item(other) if other == item));
            }
        }
        Condition::All { .. } | Condition::Any { .. } | Condition::Not { .. } => {}
    });
    found
}
