//! The questions of a checklist: a group for each section, a screen for each item.

use mobile_sync_protocol::{
    answer::Outcome,
    checklist::{Checklist, Choice, Item, ItemType, PhotoNeed, Section},
    ids::Key,
    text::Text,
    validate::{NOTE_MAX, TEXT_MAX},
};

use super::{
    add_bound, bounded,
    expression::{self, Scope, answer_path, item_path, joined, number},
    node::{Bind, Choices, Control, Group, Node, Part},
    photos::{photo, photo_facts},
    record,
    texts::Texts,
};
use crate::openrosa::names;

/// The outcomes as values of a form, in the order in which they are offered.
pub(in crate::openrosa) const OUTCOMES: [(Outcome, &str, &str, &str); 3] = [
    (Outcome::Pass, "pass", "Đạt", "Met"),
    (Outcome::Fail, "fail", "Không đạt", "Not met"),
    (Outcome::NotApplicable, "not_applicable", "Không áp dụng", "Not applicable"),
];
/// Whole numbers of more digits than this do not fit the field that Collect offers for them.
const LARGEST_WHOLE: f64 = 999_999_999.0;

/// All answers.
pub(super) fn answers(checklist: &Checklist, texts: &mut Texts) -> Node {
    let mut writer = Writer { checklist, scope: Scope::of(checklist), texts };
    let children = checklist.sections.iter().map(|section| writer.section(section)).collect();
    Node::group(names::ANSWERS, Group { children, ..Group::default() })
}

/// Writes the questions of one checklist.
pub(super) struct Writer<'a, 't> {
    checklist: &'a Checklist,
    scope: Scope<'a>,
    pub texts: &'t mut Texts,
}

impl Writer<'_, '_> {
    fn section(&mut self, section: &Section) -> Node {
        let label = self.texts.add(format!("section:{}", section.key), &section.title);
        let children = section.items.iter().map(|item| self.item(section, item)).collect();
        let mut node = Node::group(section.key.as_str(), Group { label: Some(label), appearance: None, children });
        node.bind.relevant = section.shown_if.as_ref().map(|shown_if| self.scope.holds(shown_if, None));
        node
    }

    fn item(&mut self, section: &Section, item: &Item) -> Node {
        let question = self.texts.add(format!("item:{}", item.key), &item.question);
        let hint = item.hint.as_ref().map(|hint| self.texts.add(format!("hint:{}", item.key), hint));
        let group = match item.answer {
            ItemType::Photo { min, max } => {
                let above = item_path(&section.key, &item.key);
                let shot = Control { label: question, hint, ..Control::default() };
                self.photo_item(item, above, shot, min.unwrap_or(1), max)
            }
            _ => self.answered_item(section, item, question, hint),
        };
        let mut node = Node::group(item.key.as_str(), group);
        node.bind.relevant = item.shown_if.as_ref().map(|shown_if| self.scope.holds(shown_if, None));
        node
    }

    fn answered_item(&mut self, section: &Section, item: &Item, question: String, hint: Option<String>) -> Group {
        let bind = self.bind(item);
        let control = Control { label: question, hint, ..self.control(section, item) };
        let mut children = vec![Node { name: names::VALUE.to_owned(), bind, part: Part::Question(Box::new(control)) }];
        if matches!(item.answer, ItemType::Place { .. }) {
            children.push(Node::hidden(names::VALUE_AT, "dateTime"));
        }
        if let Some(need) = &item.photo {
            let label = self.texts.add("photo", &Text::new("Ảnh chụp tại chỗ", "Photo taken on site"));
            let required = self.photo_required(section, item, need);
            let bind = Bind { required: Some(required), ..Bind::default() };
            children.push(photo(&item_path(&section.key, &item.key), label, Some("new"), bind));
            children.extend(photo_facts());
        }
        children.push(self.note());
        Group { label: None, appearance: Some("field-list"), children }
    }

    fn note(&mut self) -> Node {
        let label = self.texts.add("note", &Text::new("Ghi chú", "Remark"));
        add_bound(NOTE_MAX, self.texts);
        let bind = bounded(Bind { kind: Some("string"), ..Bind::default() }, NOTE_MAX);
        let control = Control { tag: "input", label, appearance: Some("multiline"), ..Control::default() };
        Node { name: names::NOTE.to_owned(), bind, part: Part::Question(Box::new(control)) }
    }

    fn bind(&mut self, item: &Item) -> Bind {
        let mut bind = Bind { kind: Some(kind(&item.answer)), ..Bind::default() };
        if item.required {
            bind.required = Some("true()".to_owned());
            let message = Text::new("Tiêu chí này bắt buộc phải trả lời", "This item must be answered");
            bind.required_message = Some(self.texts.add("required", &message));
        }
        let own = own_constraint(&item.answer);
        self.constrain(item, own, &mut bind);
        bind
    }

    /// Joins what the type allows and what the item says must hold; a client shows one message for both.
    pub(super) fn constrain(&mut self, item: &Item, own: Option<(String, Text)>, bind: &mut Bind) {
        let must = item.must_hold.as_ref().map(|must| {
            let fails = self.scope.fails(&must.condition, Some(&item.key));
            (format!("not({fails})"), must.message.clone())
        });
        let parts: Vec<(String, Text)> = own.into_iter().chain(must).collect();
        if parts.is_empty() {
            return;
        }
        let messages = parts.iter().map(|(_, message)| message);
        let message = Text::new(
            messages.clone().map(|text| text.vi.as_str()).collect::<Vec<_>>().join(". "),
            messages.map(Text::english).collect::<Vec<_>>().join(". "),
        );
        bind.constraint = Some(joined(parts.into_iter().map(|(expression, _)| expression), true));
        bind.constraint_message = Some(self.texts.add(format!("constraint:{}", item.key), &message));
    }

    fn control(&mut self, section: &Section, item: &Item) -> Control {
        let plain = |tag| Control { tag, ..Control::default() };
        match &item.answer {
            ItemType::PassFail => {
                let listed = OUTCOMES.map(|(_, value, vi, en)| {
                    (value.to_owned(), self.texts.add(format!("outcome:{value}"), &Text::new(vi, en)))
                });
                Control { choices: Choices::Listed(listed.into()), ..plain("select1") }
            }
            ItemType::Choice { choices } => Control { choices: self.listed(&item.key, choices), ..plain("select1") },
            ItemType::MultipleChoice { choices } => {
                Control { choices: self.listed(&item.key, choices), ..plain("select") }
            }
            ItemType::Text { .. } => Control { appearance: Some("multiline"), ..plain("input") },
            ItemType::Place { accuracy_m } => {
                let stands =
                    record::standing_place(self.checklist).is_some_and(|(_, standing)| standing.key == item.key);
                let at = format!("{}/{}", item_path(&section.key, &item.key), names::VALUE_AT);
                let threshold = accuracy_m.map(|accuracy| ("accuracyThreshold", accuracy.to_string()));
                Control {
                    attributes: threshold.into_iter().collect(),
                    on_change: record::on_place(at, stands),
                    ..plain("input")
                }
            }
            ItemType::Number { .. } | ItemType::Date | ItemType::Photo { .. } => plain("input"),
        }
    }

    fn listed(&mut self, item: &Key, choices: &[Choice]) -> Choices {
        let listed = choices.iter().map(|choice| {
            let label = self.texts.add(format!("choice:{item}:{}", choice.value), &choice.label);
            (choice.value.to_string(), label)
        });
        Choices::Listed(listed.collect())
    }

    /// When the item's photo must be there: the same rule by which a record without it is incomplete.
    fn photo_required(&self, section: &Section, item: &Item, need: &PhotoNeed) -> String {
        let value = answer_path(&section.key, &item.key);
        let answered = format!("string-length({value}) > 0");
        let is_judged = item.answer == ItemType::PassFail;
        let when = match need {
            PhotoNeed::Always if is_judged => format!("not({value} = 'not_applicable')"),
            PhotoNeed::Always => return answered,
            PhotoNeed::IfFlagged => {
                let fails = is_judged.then(|| format!("{value} = 'fail'"));
                let raised = item.flags.iter().map(|flag| self.scope.holds(&flag.when, None));
                let mut reasons: Vec<String> = Vec::new();
                for reason in fails.into_iter().chain(raised) {
                    if !reasons.contains(&reason) {
                        reasons.push(reason);
                    }
                }
                joined(reasons.into_iter(), false)
            }
            PhotoNeed::RequiredIf(condition) => self.scope.holds(condition, None),
        };
        joined([answered, when].into_iter(), true)
    }
}

fn kind(answer: &ItemType) -> &'static str {
    match answer {
        ItemType::Number { min, max, decimals: Some(0), .. } => {
            let fits = |bound: &Option<f64>| bound.is_none_or(|bound| bound.abs() <= LARGEST_WHOLE);
            if fits(min) && fits(max) { "int" } else { "decimal" }
        }
        ItemType::Number { .. } => "decimal",
        ItemType::Date => "date",
        ItemType::Place { .. } => "geopoint",
        ItemType::Photo { .. } => "binary",
        ItemType::PassFail | ItemType::Choice { .. } | ItemType::MultipleChoice { .. } | ItemType::Text { .. } => {
            "string"
        }
    }
}

/// What an answer of this type must be for the server to take it, and how a person is told.
fn own_constraint(answer: &ItemType) -> Option<(String, Text)> {
    match answer {
        ItemType::Number { unit, min, max, .. } => {
            let bounds = [(min, ">="), (max, "<=")];
            let tests = bounds.iter().filter_map(|(bound, sign)| Some(format!(". {sign} {}", number((**bound)?))));
            let (vi, en) = (&unit.label.vi, unit.label.english());
            let message = match (min, max) {
                (Some(min), Some(max)) => {
                    Text::new(format!("Từ {min} đến {max} {vi}"), format!("From {min} to {max} {en}"))
                }
                (Some(min), None) => Text::new(format!("Từ {min} {vi} trở lên"), format!("At least {min} {en}")),
                (None, Some(max)) => Text::new(format!("Tối đa {max} {vi}"), format!("At most {max} {en}")),
                (None, None) => return None,
            };
            Some((joined(tests, true), message))
        }
        ItemType::Text { max_length } => {
            let longest = max_length.unwrap_or(TEXT_MAX);
            let message = Text::new(format!("Tối đa {longest} ký tự"), format!("At most {longest} characters"));
            Some((format!("string-length(.) <= {longest}"), message))
        }
        ItemType::Date => Some((
            expression::is_a_day_of_ours(),
            Text::new("Ngày từ năm 2000 đến năm 2099", "A day from 2000 to 2099"),
        )),
        _ => None,
    }
}
