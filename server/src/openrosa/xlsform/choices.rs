//! The lists of choices.

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    checklist::{Choice, ItemType},
    ids::Key,
};

use super::{Faults, Sheet, columns::Columns};

/// The words for the outcomes of a pass/fail item, as forms of ours write them and as people here do.
const OUTCOMES: [[&str; 2]; 3] = [["pass", "dat"], ["fail", "khong_dat"], ["not_applicable", "khong_ap_dung"]];

/// The lists by name.
pub(super) type Lists = BTreeMap<String, Vec<Choice>>;

/// Reads the sheet of choices.
pub(super) fn read(sheet: &Sheet, english_first: bool, faults: &mut Faults) -> Lists {
    let columns = Columns::of(sheet, &["list_name", "name", "label"], english_first, faults);
    let mut lists = Lists::new();
    for (line, row) in &sheet.rows {
        let mut say = |column, vi: &str, en: &str| faults.say(&sheet.name, *line, Some(column), vi, en);
        let list = columns.cell(row, "list_name");
        if list.is_empty() {
            say("list_name", "Thiếu tên danh sách", "The list's name is missing");
        }
        let value: Option<Key> = columns.cell(row, "name").parse().ok();
        if value.is_none() {
            let (vi, en) = (
                "Giá trị gồm a-z, 0-9, _, bắt đầu bằng chữ cái, tối đa 64 ký tự",
                "A value is made of a-z, 0-9 and _, begins with a letter, at most 64 characters",
            );
            say("name", vi, en);
        }
        let label = columns.text(row, "label");
        if label.vi.is_empty() {
            say("label", "Thiếu nhãn của lựa chọn", "The choice's label is missing");
        }
        let choices = lists.entry(list.to_owned()).or_default();
        if let Some(value) = value {
            if choices.iter().any(|choice| choice.value == value) {
                say("name", "Lựa chọn bị trùng", "This choice stands twice in its list");
            }
            choices.push(Choice { value, label });
        }
    }
    lists
}

/// What a choice of one of `choices` is: pass/fail where they are the three outcomes.
pub(super) fn one_of(choices: &[Choice]) -> ItemType {
    let is_outcomes = choices.len() == OUTCOMES.len()
        && OUTCOMES.iter().all(|words| choices.iter().any(|choice| words.contains(&choice.value.as_str())));
    if is_outcomes { ItemType::PassFail } else { ItemType::Choice { choices: choices.to_vec() } }
}

/// The name of an outcome in rules, whichever of its words is used.
pub(super) fn outcome(word: &str) -> Option<&'static str> {
    OUTCOMES.iter().find(|words| words.contains(&word)).map(|[name, _]| *name)
}
