//! Finds the parts of a revision in a submission.

use mobile_sync_protocol::{
    answer::{Answer, Value},
    checklist::{Checklist, Item},
    ids::{RecordId, RevisionId, SubjectId},
    record::{ChecklistRef, NewSubject},
    time::OffsetTime,
};

use super::{
    Instance, derived,
    parts::{Filled, Parts, Why},
    path::{At, numbered},
    value::{self, answer, parsed, words},
};
use crate::openrosa::{names, tree::Element, xform};

impl Instance {
    /// What it says, read by the checklist that its form was made of. `received_at` stands in for a time that the phone
    /// did not tell or could not know, and its offset for one that is missing.
    pub fn parts(&self, checklist: &Checklist, received_at: OffsetTime) -> Parts {
        let parts = Parts {
            instance: self.id.clone(),
            record: RecordId(derived("record", self.id.as_str())),
            revision: RevisionId(self.id.uuid()),
            base: self.deprecated.as_ref().map(|id| RevisionId(id.uuid())),
            checklist: ChecklistRef { id: checklist.id.clone(), version: checklist.version },
            visit: None,
            subject: None,
            new_subject: None,
            sub_project: None,
            commune: None,
            captured_at: received_at,
            fix: None,
            answers: std::collections::BTreeMap::new(),
            photos: Vec::new(),
            files: Vec::new(),
            filled: Filled::default(),
            aside: Vec::new(),
        };
        let mut reader = Reader { checklist, offset: received_at.offset_seconds, parts };
        reader.filled(&self.root);
        reader.captured_at(&self.root);
        reader.root(&self.root);
        reader.fix();
        reader.parts
    }
}

/// Reads one submission by its checklist.
pub(super) struct Reader<'a> {
    pub checklist: &'a Checklist,
    /// Seconds east of UTC for times that have no offset.
    offset: i32,
    pub parts: Parts,
}

impl Reader<'_> {
    /// Keeps a value aside, and everything below it.
    pub(super) fn aside(&mut self, path: &At<'_>, element: &Element, why: Why) {
        if let Some(value) = value::text(&element.text) {
            self.parts.put_aside(path, value, why);
        }
        for (child, path) in numbered(path, element) {
            self.aside(&path, child, why);
        }
    }

    /// The elements of a group with their paths. A second one of a name that does not repeat is put aside, and so is a
    /// text that stands between them.
    pub(super) fn children<'e>(
        &mut self,
        path: &'e At<'e>,
        element: &'e Element,
        repeats: &[&str],
    ) -> Vec<(&'e Element, At<'e>)> {
        if let Some(value) = value::text(&element.text) {
            self.parts.put_aside(path, value, Why::Unknown);
        }
        let mut all = numbered(path, element);
        let is_once = |(child, path): &(&Element, At<'_>)| path.count == 1 || repeats.contains(&child.local());
        if !all.iter().all(is_once) {
            for (child, path) in all.iter().filter(|one| !is_once(one)) {
                self.aside(path, child, Why::Twice);
            }
            all.retain(is_once);
        }
        all
    }

    /// The value of a leaf: none where it is empty, aside where it cannot be read.
    pub(super) fn leaf<T>(
        &mut self,
        path: &At<'_>,
        leaf: &Element,
        read: impl FnOnce(&str) -> Result<T, Why>,
    ) -> Option<T> {
        for (child, path) in numbered(path, leaf) {
            self.aside(&path, child, Why::Unknown);
        }
        let text = value::text(&leaf.text)?;
        match read(&text) {
            Ok(value) => Some(value),
            Err(why) => {
                self.parts.put_aside(path, text, why);
                None
            }
        }
    }

    pub(super) fn time(&mut self, path: &At<'_>, leaf: &Element) -> Option<OffsetTime> {
        let offset = self.offset;
        self.leaf(path, leaf, |text| value::time(text, offset))
    }

    fn filled(&mut self, root: &Element) {
        for (child, path) in numbered(&At::root(root.local()), root) {
            match child.local() {
                "start" => self.parts.filled.start = self.time(&path, child),
                "end" => self.parts.filled.end = self.time(&path, child),
                "today" => self.parts.filled.today = self.leaf(&path, child, value::date),
                "deviceid" => self.parts.filled.device = self.leaf(&path, child, words),
                "username" => self.parts.filled.username = self.leaf(&path, child, words),
                _ => {}
            }
        }
    }

    /// Everything else is measured at this time where it says nothing of its own, so it is read first.
    fn captured_at(&mut self, root: &Element) {
        let record = root.child(names::RECORD);
        let leaf = record.and_then(|record| record.child(names::CAPTURED_AT));
        let told = leaf.and_then(|leaf| {
            let (root, record) = (At::root(root.local()), names::RECORD);
            self.time(&root.below(record).below(names::CAPTURED_AT), leaf)
        });
        let told = told.or(self.parts.filled.end).or(self.parts.filled.start);
        self.parts.captured_at = told.unwrap_or(self.parts.captured_at);
    }

    fn root(&mut self, root: &Element) {
        for (child, path) in self.children(&At::root(root.local()), root, &[names::PHOTOS]) {
            match child.local() {
                names::RECORD => self.record(&path, child),
                names::ANSWERS => self.sections(&path, child),
                names::PHOTOS => self.copy(&path, child, None),
                names::META => self.meta(&path, child),
                "start" | "end" | "today" | "deviceid" | "username" => {}
                _ => self.aside(&path, child, Why::Unknown),
            }
        }
        self.settle_subject(&At::root(root.local()));
    }

    /// A record has one subject. What was said of a new one beside a listed one, or without a name, is put aside.
    fn settle_subject(&mut self, root: &At<'_>) {
        let Some(mut new) = self.parts.new_subject.take() else { return };
        if self.parts.subject.is_some() || new.name.is_empty() {
            let name = Some(new.name).filter(|name| !name.is_empty());
            for (field, value) in [(names::NAME, name), (names::VILLAGE, new.village)] {
                let path = root.below(names::RECORD).below(names::NEW_SUBJECT).below(field).to_string();
                if let Some(value) = value {
                    self.parts.put_aside(path, value, Why::NoPart);
                }
            }
            return;
        }
        if new.id == SubjectId(uuid::Uuid::nil()) {
            new.id = SubjectId(derived("subject", self.parts.instance.as_str()));
        }
        self.parts.new_subject = Some(new);
    }

    fn meta(&mut self, path: &At<'_>, meta: &Element) {
        for (child, path) in self.children(path, meta, &[]) {
            match child.local() {
                names::INSTANCE_ID | names::DEPRECATED_ID | names::INSTANCE_NAME | "rootUuid" => {}
                "audit" => {
                    let file = self.leaf(&path, child, words);
                    self.parts.files.extend(file);
                }
                _ => self.aside(&path, child, Why::Unknown),
            }
        }
    }

    fn record(&mut self, path: &At<'_>, record: &Element) {
        let fix_at = record.child(names::FIX_AT).and_then(|leaf| self.time(&path.below(names::FIX_AT), leaf));
        for (child, path) in self.children(path, record, &[]) {
            match child.local() {
                names::ID => {
                    if let Some(id) = self.leaf(&path, child, parsed) {
                        self.parts.record = id;
                    }
                }
                names::VISIT => self.parts.visit = self.leaf(&path, child, parsed),
                names::COMMUNE => self.parts.commune = self.leaf(&path, child, parsed),
                names::SUBJECT => self.parts.subject = self.leaf(&path, child, parsed),
                names::SUB_PROJECT => {
                    let told = self.leaf(&path, child, parsed);
                    self.parts.sub_project = told.or(self.parts.sub_project);
                }
                names::NEW_SUBJECT => self.new_subject(&path, child),
                names::FIX => {
                    let at = fix_at.unwrap_or(self.parts.captured_at);
                    self.parts.fix = self.leaf(&path, child, |text| value::place(text, at));
                }
                names::FIX_AT | names::CAPTURED_AT | names::SUBJECT_IS | names::EARLIER => {}
                _ => self.aside(&path, child, Why::Unknown),
            }
        }
    }

    fn new_subject(&mut self, path: &At<'_>, element: &Element) {
        let id = SubjectId(uuid::Uuid::nil());
        let mut new = NewSubject { id, kind: self.checklist.subject_kind, name: String::new(), village: None };
        for (child, path) in self.children(path, element, &[]) {
            match child.local() {
                names::ID => new.id = self.leaf(&path, child, parsed).unwrap_or(id),
                names::NAME => new.name = self.leaf(&path, child, words).unwrap_or_default(),
                names::VILLAGE => new.village = self.leaf(&path, child, words),
                names::SUB_PROJECT => {
                    let told = self.leaf(&path, child, parsed);
                    self.parts.sub_project = self.parts.sub_project.or(told);
                }
                _ => self.aside(&path, child, Why::Unknown),
            }
        }
        self.parts.new_subject = Some(new);
    }

    fn sections(&mut self, path: &At<'_>, answers: &Element) {
        let checklist = self.checklist;
        for (group, path) in self.children(path, answers, &[]) {
            let section = checklist.sections.iter().find(|section| section.key.as_str() == group.local());
            for (child, path) in self.children(&path, group, &[]) {
                let items = section.map(|section| section.items.as_slice()).unwrap_or_default();
                match items.iter().find(|item| item.key.as_str() == child.local()) {
                    Some(item) => self.item(&path, item, child),
                    None => self.aside(&path, child, Why::Unknown),
                }
            }
        }
    }

    fn item(&mut self, path: &At<'_>, item: &Item, element: &Element) {
        let at = element.child(names::VALUE_AT).and_then(|leaf| self.time(&path.below(names::VALUE_AT), leaf));
        let at = at.unwrap_or(self.parts.captured_at);
        let (mut answered, mut note) = (None, None);
        for (child, path) in self.children(path, element, &[names::PHOTOS]) {
            match child.local() {
                names::VALUE => answered = self.leaf(&path, child, |text| answer(item, text, at)),
                names::NOTE => note = Some((path, child)),
                names::PHOTOS => self.copy(&path, child, Some(&item.key)),
                names::VALUE_AT | names::PHOTO | names::PHOTO_AT | names::PHOTO_FIX | names::CAPTION => {}
                _ => self.aside(&path, child, Why::Unknown),
            }
        }
        if element.child(names::PHOTO).is_some() {
            self.photo(path, element, Some(&item.key));
        }
        match (answered, note) {
            (Some(value), note) => {
                let note = note.and_then(|(path, leaf)| self.leaf(&path, leaf, words));
                self.parts.answers.insert(item.key.clone(), Answer { value, note });
            }
            (None, Some((path, leaf))) => self.aside(&path, leaf, Why::NoAnswer),
            (None, None) => {}
        }
    }

    /// Where the inspector stood: what was asked for the record, else the item that stands for it, else any place.
    fn fix(&mut self) {
        let standing = xform::standing_place(self.checklist).map(|(_, item)| item);
        let others = self.checklist.items().map(|(_, item)| item);
        let mut places = standing.into_iter().chain(others).filter_map(|item| {
            match self.parts.answers.get(&item.key).map(|answer| &answer.value) {
                Some(Value::Place(fix)) => Some(*fix),
                _ => None,
            }
        });
        self.parts.fix = self.parts.fix.or_else(|| places.next());
    }
}
