//! Plausible answers to any checklist: most things are as they should be, some are not, a few were forgotten.

use std::collections::{BTreeMap, BTreeSet};

use mobile_sync_protocol::{
    answer::{Answer, Outcome, Value},
    checklist::{
        Checklist, Item, ItemType, PhotoNeed,
        rule::{Condition, Facts, Operand},
    },
    ids::Key,
    place::Fix,
    time::Date,
    validate::TEXT_MAX,
};

use super::rng::Dice;

/// How often an answer is allowed to raise a flag, if it happens to.
const WRONG: f64 = 0.12;
/// How often a record lacks something.
const FORGETFUL: f64 = 0.12;
/// How many other answers are tried for one that says what it should not.
const TRIES: usize = 12;

const REMARKS: [&str; 8] = [
    "Đã kiểm tra thực tế tại hiện trường, có đại diện thôn chứng kiến.",
    "Hồ sơ lưu tại UBND xã đầy đủ, khớp với thực tế.",
    "Hộ dân xác nhận đã nhận đủ theo biên bản bàn giao.",
    "Cán bộ xã giải trình sẽ bổ sung hồ sơ trong tháng.",
    "Mặt đường có vài vết nứt nhỏ, rãnh thoát nước bị lấp một đoạn.",
    "Đàn trâu bò khỏe mạnh, chuồng trại sạch sẽ.",
    "Mô hình sinh trưởng tốt, bà con muốn nhân rộng sang thôn bên.",
    "Chưa đối chiếu được chứng từ do kế toán đi vắng.",
];
const FAILED: [&str; 5] = [
    "Chưa có biển công khai thông tin công trình.",
    "Thiếu chữ ký của ban giám sát cộng đồng.",
    "Số lượng thực tế ít hơn biên bản bàn giao.",
    "Chất lượng chưa đạt yêu cầu, đề nghị khắc phục.",
    "Chưa bố trí kinh phí duy tu, bảo dưỡng.",
];

/// A checklist with what is worth knowing before it is filled a thousand times.
#[derive(Clone, Debug)]
pub struct Form {
    /// The checklist.
    pub checklist: Checklist,
    /// For each item the items whose rules look at it, itself among them.
    watchers: BTreeMap<Key, Vec<Item>>,
    /// For each item the planned figures that rules compare it with.
    plans: BTreeMap<Key, Vec<Key>>,
    /// For each item the other items that rules compare it with.
    peers: BTreeMap<Key, Vec<Key>>,
}

impl Form {
    /// Reads the checklist's rules.
    pub fn new(checklist: Checklist) -> Self {
        let mut watchers: BTreeMap<Key, Vec<Item>> = BTreeMap::new();
        let mut plans: BTreeMap<Key, Vec<Key>> = BTreeMap::new();
        let mut peers: BTreeMap<Key, Vec<Key>> = BTreeMap::new();
        for (_, item) in checklist.items() {
            let mut seen = BTreeSet::from([item.key.clone()]);
            let flags = item.flags.iter().map(|flag| &flag.when);
            for rule in flags.chain(item.must_hold.as_ref().map(|must| &must.condition)) {
                rule.walk(&mut |condition| {
                    let (items, planned) = names(condition);
                    for named in &items {
                        plans.entry(named.clone()).or_default().extend(planned.iter().cloned());
                        let others = items.iter().filter(|other| *other != named).cloned();
                        peers.entry(named.clone()).or_default().extend(others);
                    }
                    seen.extend(items);
                });
            }
            for key in seen {
                watchers.entry(key).or_default().push(item.clone());
            }
        }
        Self { checklist, watchers, plans, peers }
    }
}

/// What the inspector has before their eyes.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The checklist to fill.
    pub form: &'a Form,
    /// The subject's planned figures.
    pub planned: &'a BTreeMap<Key, f64>,
    /// The day of the inspection.
    pub day: Date,
    /// Where the inspector stands.
    pub fix: &'a Fix,
}

impl Scene<'_> {
    fn facts<'a>(&'a self, answers: &'a BTreeMap<Key, Answer>) -> Facts<'a> {
        Facts { answers, settings: &self.form.checklist.settings, planned: self.planned, inspected_on: self.day }
    }

    /// Answers every item that is asked, but for what this inspector forgets.
    pub fn fill(&self, dice: &mut Dice) -> BTreeMap<Key, Answer> {
        let mut answers = BTreeMap::new();
        // An item may be asked because of a later answer, so there is a second round.
        for _ in 0..2 {
            for (section, item) in self.form.checklist.items() {
                let known = answers.contains_key(&item.key);
                if !known && self.form.checklist.is_shown(section, item, &self.facts(&answers)) {
                    self.answer(item, &mut answers, dice);
                }
            }
        }
        if dice.chance(FORGETFUL) {
            let keys: Vec<Key> = answers.keys().cloned().collect();
            for _ in 0..dice.whole(1, 2) {
                if let Some(key) = dice.choose(&keys) {
                    answers.remove(key);
                }
            }
        }
        self.prune(&mut answers);
        answers
    }

    /// Changes one answer, as somebody does who looks a second time.
    pub fn revise(&self, answers: &mut BTreeMap<Key, Answer>, dice: &mut Dice) {
        let keys: Vec<Key> = answers.keys().cloned().collect();
        let chosen = dice.choose(&keys).and_then(|key| self.form.checklist.item(key));
        if let Some(item) = chosen {
            self.answer(item, answers, dice);
            if let Some(answer) = answers.get_mut(&item.key) {
                answer.note = Some("Đã xem lại và sửa sau khi đối chiếu hồ sơ.".to_owned());
            }
            self.prune(answers);
        }
    }

    /// A phone hides what is not asked, and sends no answer to it.
    fn prune(&self, answers: &mut BTreeMap<Key, Answer>) {
        loop {
            let facts = self.facts(answers);
            let checklist = &self.form.checklist;
            let hidden: Vec<Key> = checklist
                .items()
                .filter(|(section, item)| !checklist.is_shown(section, item, &facts))
                .map(|(_, item)| item.key.clone())
                .filter(|key| answers.contains_key(key))
                .collect();
            if hidden.is_empty() {
                return;
            }
            answers.retain(|key, _| !hidden.contains(key));
        }
    }

    fn answer(&self, item: &Item, answers: &mut BTreeMap<Key, Answer>, dice: &mut Dice) {
        let wrong = dice.chance(WRONG);
        for _ in 0..TRIES {
            let Some(value) = self.value(item, wrong, answers, dice) else { return };
            let note = match &value {
                Value::Outcome(Outcome::Fail) => dice.choose(&FAILED).map(|text| (*text).to_owned()),
                _ => None,
            };
            answers.insert(item.key.clone(), Answer { value, note });
            if self.says_what_it_should(item, wrong, answers) {
                return;
            }
        }
    }

    fn says_what_it_should(&self, item: &Item, wrong: bool, answers: &BTreeMap<Key, Answer>) -> bool {
        let facts = self.facts(answers);
        let watchers = self.form.watchers.get(&item.key).map(Vec::as_slice).unwrap_or_default();
        // What is answered now may break what an item before asked for.
        watchers.iter().filter(|watcher| answers.contains_key(&watcher.key)).all(|watcher| {
            let must = watcher.must_hold.as_ref().and_then(|must| must.condition.holds(&facts));
            let flagged = watcher.flags.iter().any(|flag| flag.when.holds(&facts) == Some(true));
            must != Some(false) && (wrong || !flagged)
        })
    }

    fn value(&self, item: &Item, wrong: bool, answers: &BTreeMap<Key, Answer>, dice: &mut Dice) -> Option<Value> {
        let peer = self.peer(&item.key, answers);
        Some(match &item.answer {
            ItemType::PassFail => Value::Outcome(if wrong {
                Outcome::Fail
            } else if dice.chance(0.06) {
                Outcome::NotApplicable
            } else {
                Outcome::Pass
            }),
            ItemType::Number { min, max, decimals, .. } => {
                let hint = self.hint(&item.key, peer, dice);
                Value::Number(number(hint, (*min, *max), *decimals, dice))
            }
            ItemType::Choice { choices } => Value::Choice(dice.choose(choices)?.value.clone()),
            ItemType::MultipleChoice { choices } => {
                let mut picked: Vec<Key> = choices.iter().map(|choice| choice.value.clone()).collect();
                dice.shuffle(&mut picked);
                let most = i64::try_from(picked.len().min(3)).unwrap_or(1);
                picked.truncate(usize::try_from(dice.whole(1, most)).unwrap_or(1));
                Value::Choices(picked)
            }
            ItemType::Text { max_length } => {
                let longest = max_length.unwrap_or(TEXT_MAX) as usize;
                let text = if wrong { dice.choose(&FAILED) } else { dice.choose(&REMARKS) };
                Value::Text(text?.chars().take(longest).collect())
            }
            ItemType::Date => Value::Date(match peer {
                Some(Value::Date(peer)) if dice.chance(0.7) => peer.plus_days(days(dice.whole(-60, 200))).min(self.day),
                _ if dice.chance(0.3) => self.day.plus_days(-days(dice.whole(0, 20))),
                _ => self.day.plus_days(-days(dice.whole(0, 400))),
            }),
            ItemType::Photo { .. } => return None,
            ItemType::Place { .. } => Value::Place(*self.fix),
        })
    }

    /// The answer to an item that rules compare with this one.
    fn peer<'a>(&self, item: &Key, answers: &'a BTreeMap<Key, Answer>) -> Option<&'a Value> {
        self.form.peers.get(item)?.iter().find_map(|peer| answers.get(peer)).map(|answer| &answer.value)
    }

    /// Near the planned figure that the checklist compares the item with, else a part of what was counted before.
    fn hint(&self, item: &Key, peer: Option<&Value>, dice: &mut Dice) -> Option<f64> {
        let plan = self.form.plans.get(item)?.iter().find_map(|key| self.planned.get(key).copied());
        match (plan, peer) {
            (Some(plan), _) => Some(if dice.chance(0.7) { plan } else { plan * dice.between(0.9, 1.05) }),
            (None, Some(Value::Number(peer))) if dice.chance(0.7) => {
                Some(if dice.chance(0.4) { *peer } else { peer * dice.between(0.0, 1.0) })
            }
            _ => None,
        }
    }

    /// The items that want photos, the neediest first; each as often as it wants one.
    pub fn photo_items(&self, answers: &BTreeMap<Key, Answer>) -> Vec<Key> {
        let facts = self.facts(answers);
        let (mut needed, mut welcome) = (Vec::new(), Vec::new());
        for (section, item) in self.form.checklist.items() {
            if !self.form.checklist.is_shown(section, item, &facts) {
                continue;
            }
            if let ItemType::Photo { min, max } = item.answer {
                let least = min.unwrap_or(1) as usize;
                let most = max.map_or(least + 2, |max| max as usize).max(least).min(least + 2);
                needed.extend(std::iter::repeat_n(item.key.clone(), least));
                welcome.extend(std::iter::repeat_n(item.key.clone(), most - least));
            } else if let (Some(need), Some(answer)) = (&item.photo, answers.get(&item.key)) {
                let flagged = answer.value == Value::Outcome(Outcome::Fail)
                    || item.flags.iter().any(|flag| flag.when.holds(&facts) == Some(true));
                let wanted = match need {
                    PhotoNeed::Always => true,
                    PhotoNeed::IfFlagged => flagged,
                    PhotoNeed::RequiredIf(condition) => condition.holds(&facts) == Some(true),
                };
                if wanted { &mut needed } else { &mut welcome }.push(item.key.clone());
            }
        }
        needed.append(&mut welcome);
        needed
    }
}

/// A figure in its bounds, with the digits that the phone offers.
fn number(hint: Option<f64>, bounds: (Option<f64>, Option<f64>), decimals: Option<u8>, dice: &mut Dice) -> f64 {
    let (min, max) = (bounds.0.unwrap_or(0.0), bounds.1.unwrap_or(f64::MAX));
    let guess = match hint {
        Some(hint) => hint,
        None if max - min <= 100.0 => dice.between(min, max),
        None => min + dice.between(0.0, 1.0) * dice.between(1.0, (max - min).min(500.0)),
    };
    let scale = 10_f64.powi(i32::from(decimals.unwrap_or(1).min(6)));
    // Bounds win over digits: a bound that is no round number is better than a refusal.
    ((guess * scale).round() / scale).max(min).min(max)
}

fn days(number: i64) -> i32 {
    i32::try_from(number).unwrap_or_default()
}

/// The items and the planned figures that a condition itself names, not those of its parts.
fn names(condition: &Condition) -> (Vec<Key>, Vec<Key>) {
    let (mut items, mut planned) = (Vec::new(), Vec::new());
    match condition {
        Condition::Compare { left, right, .. } => {
            for side in [left, right] {
                side.walk(&mut |operand| match operand {
                    Operand::Item(key) => items.push(key.clone()),
                    Operand::Planned(key) => planned.push(key.clone()),
                    _ => {}
                });
            }
        }
        Condition::Answered { item } | Condition::Is { item, .. } => items.push(item.clone()),
        Condition::All { .. } | Condition::Any { .. } | Condition::Not { .. } => {}
    }
    (items, planned)
}

#[cfg(test)]
pub(super) mod tests {
    use mobile_sync_protocol::{
        checklist::check::check,
        place::FixSource,
        record::{ChecklistRef, Revision},
        time::OffsetTime,
        validate::{omissions, refusals},
    };
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    /// A checklist with an item of every type and a rule of every sort.
    pub fn sample_checklist() -> Checklist {
        let text = |vi: &str| json!({"vi": vi});
        serde_json::from_value(json!({
            "format": 1, "id": "sample", "version": 2, "title": text("Công trình mẫu"), "subject_kind": "work",
            "settings": {"late_days": {"title": text("Số ngày chậm"), "value": 30}},
            "sections": [
                {"key": "plan", "title": text("Kế hoạch"), "items": [
                    {"key": "board", "question": text("Có biển công khai"), "answer": {"type": "pass_fail"},
                     "required": true, "photo": "always"},
                    {"key": "length", "question": text("Chiều dài"), "required": true,
                     "answer": {"type": "number", "unit": {"key": "m", "label": text("m")}, "min": 0, "max": 9000,
                                "decimals": 0},
                     "flags": [{"when": {"test": "compare", "left": {"percent": [{"item": "length"}, {"planned": "length"}]},
                                "relation": "below", "right": {"number": 95}}, "level": "F2", "message": text("Thiếu")}]},
                    {"key": "began", "question": text("Khởi công"), "answer": {"type": "date"}, "required": true},
                    {"key": "ended", "question": text("Hoàn thành"), "answer": {"type": "date"}, "required": true,
                     "must_hold": {"condition": {"test": "compare", "left": {"item": "ended"},
                                   "relation": "at_least", "right": {"item": "began"}}, "message": text("Sau")}},
                    {"key": "state", "question": text("Tình trạng"), "required": true, "answer": {"type": "choice",
                     "choices": [{"value": "good", "label": text("Tốt")}, {"value": "bad", "label": text("Xấu")}]},
                     "photo": "if_flagged",
                     "flags": [{"when": {"test": "is", "item": "state", "any_of": ["bad"]}, "level": "F1",
                                "message": text("Xấu")}]}
                ]},
                {"key": "damage", "title": text("Hư hỏng"),
                 "shown_if": {"test": "is", "item": "state", "any_of": ["bad"]}, "items": [
                    {"key": "kinds", "question": text("Loại"), "required": true, "answer": {"type": "multiple_choice",
                     "choices": [{"value": "crack", "label": text("Nứt")}, {"value": "sink", "label": text("Lún")}]}},
                    {"key": "words", "question": text("Mô tả"), "answer": {"type": "text", "max_length": 20}}
                ]},
                {"key": "scene", "title": text("Hiện trường"), "items": [
                    {"key": "views", "question": text("Ảnh"), "answer": {"type": "photo", "min": 2, "max": 3},
                     "required": true},
                    {"key": "spot", "question": text("Vị trí"), "answer": {"type": "place"}}
                ]}
            ]
        }))
        .unwrap()
    }

    fn checklists() -> Vec<Checklist> {
        let mut all = vec![sample_checklist()];
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("builtin/checklists");
        for file in std::fs::read_dir(folder).into_iter().flatten() {
            all.push(serde_json::from_slice(&std::fs::read(file.unwrap().path()).unwrap()).unwrap());
        }
        all
    }

    fn fix() -> Fix {
        let at: OffsetTime = "2024-05-06T09:15:00+07:00".parse().unwrap();
        let (lat, lon, accuracy_m) = (21.86, 106.54, 5.0);
        Fix { lat, lon, accuracy_m, altitude_m: None, at, source: FixSource::Gnss, mocked: None }
    }

    fn revision(checklist: &Checklist, fix: &Fix, answers: BTreeMap<Key, Answer>) -> Revision {
        Revision {
            record: Uuid::nil().into(),
            revision: Uuid::nil().into(),
            base: None,
            checklist: ChecklistRef { id: checklist.id.clone(), version: checklist.version },
            visit: None,
            subject: Some(Uuid::nil().into()),
            new_subject: None,
            sub_project: Uuid::nil().into(),
            commune: Uuid::nil().into(),
            captured_at: fix.at,
            fix: Some(*fix),
            answers,
            photos: Vec::new(),
            signature: None,
        }
    }

    #[test]
    fn the_sample_holds_together() {
        assert_eq!(check(&sample_checklist()), []);
    }

    #[test]
    fn every_checklist_is_filled_without_refusals_and_mostly_whole() {
        for checklist in checklists() {
            let form = Form::new(checklist.clone());
            let planned = BTreeMap::from([("length".parse().unwrap(), 1_200.0)]);
            let (fix, mut dice) = (fix(), Dice::new(5, "test", 0));
            let scene = Scene { form: &form, planned: &planned, day: fix.at.date(), fix: &fix };
            let (mut whole, mut failed) = (0, 0);
            for _ in 0..200 {
                let mut answers = scene.fill(&mut dice);
                let first = revision(&checklist, &fix, answers.clone());
                assert_eq!(refusals(&first, &checklist), [], "{}", checklist.id);
                let facts = scene.facts(&first.answers);
                let lacking = omissions(&first, &checklist, &facts);
                whole += u32::from(lacking.iter().all(|lack| lack.code == "incomplete.photo"));
                failed += u32::from(answers.values().any(|answer| answer.value == Value::Outcome(Outcome::Fail)));
                scene.revise(&mut answers, &mut dice);
                assert_eq!(refusals(&revision(&checklist, &fix, answers), &checklist), [], "{}", checklist.id);
            }
            assert!((120..200).contains(&whole), "{}: {whole} of 200 are whole", checklist.id);
            assert!(failed > 10, "{}: {failed} of 200 have a fail", checklist.id);
        }
    }

    #[test]
    fn items_that_need_photos_come_before_those_that_take_them() {
        let form = Form::new(sample_checklist());
        let (fix, planned) = (fix(), BTreeMap::new());
        let scene = Scene { form: &form, planned: &planned, day: fix.at.date(), fix: &fix };
        let bad = Answer { value: Value::Choice("bad".parse().unwrap()), note: None };
        let answers = BTreeMap::from([("state".parse().unwrap(), bad)]);
        let items: Vec<String> = scene.photo_items(&answers).iter().map(ToString::to_string).collect();
        assert_eq!(items, ["state", "views", "views", "views"]);
    }
}
