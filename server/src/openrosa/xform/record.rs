//! What a form asks about the record itself: visit, commune, subject, and where the inspector stands.

use mobile_sync_protocol::{
    checklist::{Checklist, Item, ItemType, Section},
    text::Text,
    validate::NOTE_MAX,
};

use super::{
    expression::record_path,
    node::{Action, Bind, Choices, Control, Group, Node, Part},
    texts::Texts,
};
use crate::openrosa::{lists, names};

/// The accuracy in metres that a phone waits for where the checklist says nothing.
const ACCURACY_M: &str = "20";

/// The place item that stands for the whole record: the first that is always asked.
pub(in crate::openrosa) fn standing_place(checklist: &Checklist) -> Option<(&Section, &Item)> {
    checklist.items().find(|(section, item)| {
        matches!(item.answer, ItemType::Place { .. }) && section.shown_if.is_none() && item.shown_if.is_none()
    })
}

/// The group of the record's own fields.
pub(super) fn record(checklist: &Checklist, texts: &mut Texts) -> Node {
    let label = texts.add("record", &Text::new("Đợt kiểm tra và đối tượng", "Visit and subject"));
    let mut children = vec![
        Node::hidden(names::ID, "string"),
        Node::hidden(names::CAPTURED_AT, "dateTime"),
        visit(texts),
        commune(texts),
        subject_is(texts),
        subject(checklist, texts),
        sub_project(),
        new_subject(texts),
        earlier(texts),
    ];
    if standing_place(checklist).is_none() {
        children.push(fix(texts));
        children.push(Node::hidden(names::FIX_AT, "dateTime"));
    }
    Node::group(names::RECORD, Group { label: Some(label), appearance: None, children })
}

/// What is set when a form is first opened. An edit keeps all of it, so that it is of the same record however far it
/// comes before or after what it edits.
pub(super) fn at_first() -> [Action; 3] {
    let new_subject = record_path(&format!("{}/{}", names::NEW_SUBJECT, names::ID));
    [Action::Uuid(record_path(names::ID)), Action::Time(record_path(names::CAPTURED_AT)), Action::Uuid(new_subject)]
}

/// What a measured place sets: when it was measured, and that the inspection was made then.
pub(super) fn on_place(at: String, is_standing: bool) -> Vec<Action> {
    let mut actions = vec![Action::Time(at)];
    if is_standing {
        actions.push(Action::Time(record_path(names::CAPTURED_AT)));
    }
    actions
}

fn question(name: &str, bind: Bind, control: Control) -> Node {
    Node { name: name.to_owned(), bind, part: Part::Question(Box::new(control)) }
}

/// A choice among the rows of a list, with a field to search them by.
fn choose(name: &str, bind: Bind, label: String, rows: String) -> Node {
    let control = Control {
        tag: "select1",
        label,
        appearance: Some("autocomplete"),
        choices: Choices::Rows(rows),
        ..Control::default()
    };
    question(name, Bind { kind: Some("string"), ..bind }, control)
}

fn always() -> Bind {
    Bind { required: Some("true()".to_owned()), ..Bind::default() }
}

fn visit(texts: &mut Texts) -> Node {
    let label = texts.add("record:visit", &Text::new("Đợt kiểm tra", "Inspection visit"));
    choose(names::VISIT, Bind::default(), label, format!("instance('{}')/root/item", lists::VISITS))
}

/// The communes of the chosen visit; all of the caller's where none is chosen.
fn commune(texts: &mut Texts) -> Node {
    let label = texts.add("record:commune", &Text::new("Xã nơi kiểm tra", "Commune"));
    let visit = record_path(names::VISIT);
    let rows = format!(
        "instance('{}')/root/item[string-length({visit}) = 0 or \
         selected(instance('{}')/root/item[name = {visit}]/communes, name)]",
        lists::COMMUNES,
        lists::VISITS,
    );
    choose(names::COMMUNE, always(), label, rows)
}

fn subject_is(texts: &mut Texts) -> Node {
    let label = texts.add("record:subject_is", &Text::new("Đối tượng có trong danh sách không", "Is it on the list"));
    let listed = texts.add("record:listed", &Text::new("Có trong danh sách", "On the list"));
    let unlisted = texts.add("record:unlisted", &Text::new("Chưa có trong danh sách", "Not on the list"));
    let bind = Bind { kind: Some("string"), default: Some(names::LISTED), ..always() };
    let choices = vec![(names::LISTED.to_owned(), listed), (names::UNLISTED.to_owned(), unlisted)];
    let control = Control { tag: "select1", label, choices: Choices::Listed(choices), ..Control::default() };
    question(names::SUBJECT_IS, bind, control)
}

fn is_listed() -> String {
    format!("{} = '{}'", record_path(names::SUBJECT_IS), names::LISTED)
}

/// The subjects of the checklist's kind in the chosen commune; of those, the visit's where the visit names any. The
/// commune comes first and alone, as an equality that Collect answers from an index.
fn subject(checklist: &Checklist, texts: &mut Texts) -> Node {
    let label = texts.add("record:subject", &Text::new("Đối tượng kiểm tra", "Subject of the inspection"));
    let visit = record_path(names::VISIT);
    let rows = format!(
        "instance('{}')/root/item[commune = {}][kind = '{}']\
         [not(instance('{}')/root/item[name = {visit}]/lists_subjects = 'yes') or selected(visits, {visit})]",
        lists::SUBJECTS,
        record_path(names::COMMUNE),
        checklist.subject_kind.as_str(),
        lists::VISITS,
    );
    choose(names::SUBJECT, Bind { relevant: Some(is_listed()), ..always() }, label, rows)
}

/// Of a listed subject, its own; the server asks its registry where a phone's list was older.
fn sub_project() -> Node {
    let calculate = format!(
        "instance('{}')/root/item[name = {}]/{}",
        lists::SUBJECTS,
        record_path(names::SUBJECT),
        names::SUB_PROJECT
    );
    let mut node = Node::hidden(names::SUB_PROJECT, "string");
    node.bind.calculate = Some(calculate);
    node.bind.relevant = Some(is_listed());
    node
}

fn new_subject(texts: &mut Texts) -> Node {
    let heading = texts.add("new_subject", &Text::new("Đối tượng chưa có trong danh sách", "A subject on no list"));
    let name = texts.add("new_subject:name", &Text::new("Tên đối tượng", "Its name"));
    let village = texts.add("new_subject:village", &Text::new("Thôn, bản", "Village"));
    let sub_project = texts.add("new_subject:sub_project", &Text::new("Thuộc dự án, tiểu dự án", "Sub-project"));
    let text = |bind: Bind| Bind { kind: Some("string"), ..super::bounded(bind, NOTE_MAX) };
    let input = |label| Control { tag: "input", label, ..Control::default() };
    super::add_bound(NOTE_MAX, texts);
    let children = vec![
        Node::hidden(names::ID, "string"),
        question(names::NAME, text(always()), input(name)),
        question(names::VILLAGE, text(Bind::default()), input(village)),
        choose(names::SUB_PROJECT, always(), sub_project, format!("instance('{}')/root/item", lists::SUB_PROJECTS)),
    ];
    let relevant = format!("{} = '{}'", record_path(names::SUBJECT_IS), names::UNLISTED);
    let mut node = Node::group(names::NEW_SUBJECT, Group { label: Some(heading), appearance: None, children });
    node.bind.relevant = Some(relevant);
    node
}

/// What was found at this subject before, to be read on the way.
fn earlier(texts: &mut Texts) -> Node {
    let rows = format!("instance('{}')/root/item[subject = {}]", lists::FINDINGS, record_path(names::SUBJECT));
    let before = Text::new("Phát hiện của các lần trước: ", "Found before: ");
    let label = texts.add_computed("record:earlier", &before, &format!("join('; ', {rows}/label)"));
    let bind = Bind {
        kind: Some("string"),
        relevant: Some(format!("string-length({}) > 0 and count({rows}) > 0", record_path(names::SUBJECT))),
        is_read_only: true,
        ..Bind::default()
    };
    question(names::EARLIER, bind, Control { tag: "input", label, ..Control::default() })
}

fn fix(texts: &mut Texts) -> Node {
    let label = texts.add("record:fix", &Text::new("Vị trí nơi kiểm tra", "Where the inspector stands"));
    let control = Control {
        tag: "input",
        label,
        attributes: vec![("accuracyThreshold", ACCURACY_M.to_owned())],
        on_change: on_place(record_path(names::FIX_AT), true),
        ..Control::default()
    };
    question(names::FIX, Bind { kind: Some("geopoint"), ..Bind::default() }, control)
}
