//! The questions.

use mobile_sync_protocol::{
    checklist::{Item, ItemType, MustHold, Section, rule::Condition},
    text::Text,
};

use super::{
    Faults, Sheet,
    choices::Lists,
    columns::Columns,
    constraint, placeholder,
    rule::{self, Fields},
};

const COLUMNS: [&str; 13] = [
    "type",
    "name",
    "label",
    "hint",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "appearance",
    "parameters",
    "unit",
    "photo",
    "finding",
];
/// What every form of ours records by itself.
const METADATA: [&str; 5] = ["start", "end", "today", "deviceid", "username"];

/// What a sheet of questions holds.
pub(super) struct Survey {
    /// The sections.
    pub sections: Vec<Section>,
    /// The lines of the items, section by section, each behind that of its section.
    pub rows: Vec<(u32, Vec<u32>)>,
}

/// The line of what a path of a checklist (`/sections/0/items/3/…`) leads to; 0 where it is about the whole.
pub(super) fn row_of(rows: &[(u32, Vec<u32>)], path: &str) -> u32 {
    let mut parts = path.split('/').skip(1);
    let (Some("sections"), Some(section)) = (parts.next(), parts.next().and_then(|at| at.parse::<usize>().ok())) else {
        return 0;
    };
    let Some((line, items)) = rows.get(section) else { return 0 };
    let item = parts.next().filter(|part| *part == "items").and_then(|_| parts.next()?.parse::<usize>().ok());
    item.and_then(|at| items.get(at)).copied().unwrap_or(*line)
}

/// A row as it is read first, before it is known what its rules may name.
pub(super) struct Draft<'s> {
    pub line: u32,
    pub row: &'s [String],
    pub item: Item,
}

pub(super) struct Reader<'s, 'f> {
    sheet: &'s Sheet,
    pub columns: Columns,
    pub lists: &'s Lists,
    faults: &'f mut Faults,
    fields: Fields,
    sections: Vec<(u32, Section, Option<&'s str>, Vec<Draft<'s>>)>,
    /// The line of the group that is open.
    group: Option<u32>,
    /// How many groups are open inside of it, which are refused.
    inner: u32,
    /// The repeat that is open: its line, its row, and the photos in it.
    repeat: Option<(u32, &'s [String], Vec<Draft<'s>>)>,
}

impl Survey {
    /// Reads the sheet: first what there is, then the rules, which may name what comes later.
    pub(super) fn read(sheet: &Sheet, lists: &Lists, english_first: bool, faults: &mut Faults) -> Self {
        let columns = Columns::of(sheet, &COLUMNS, english_first, faults);
        let mut reader = Reader {
            sheet,
            columns,
            lists,
            faults,
            fields: Fields::default(),
            sections: Vec::new(),
            group: None,
            inner: 0,
            repeat: None,
        };
        for (line, row) in &sheet.rows {
            reader.row(*line, row);
        }
        let open = reader.repeat.as_ref().map(|(line, ..)| *line).or(reader.group);
        if let Some(line) = open {
            reader.say(line, "type", "Nhóm chưa được đóng", "This group is not closed");
        }
        reader.finish()
    }
}

impl<'s> Reader<'s, '_> {
    pub(super) fn say(&mut self, line: u32, column: &str, vi: impl Into<String>, en: impl Into<String>) {
        self.faults.say(&self.sheet.name, line, Some(column), vi, en);
    }

    fn row(&mut self, line: u32, row: &'s [String]) {
        let kind = self.columns.cell(row, "type").split_whitespace().collect::<Vec<_>>().join(" ");
        match kind.as_str() {
            "" => self.say(line, "type", "Thiếu kiểu câu hỏi", "The type is missing"),
            "begin group" | "begin_group" => self.begin_group(line, row),
            "end group" | "end_group" => {
                if self.inner > 0 {
                    self.inner -= 1;
                } else if self.repeat.is_some() || self.group.take().is_none() {
                    self.say(line, "type", "Không có nhóm nào đang mở", "No group is open here");
                }
            }
            "begin repeat" | "begin_repeat" => {
                if self.repeat.replace((line, row, Vec::new())).is_some() {
                    self.say(line, "type", "Không lồng nhóm lặp", "Repeats do not stand inside each other");
                }
            }
            "end repeat" | "end_repeat" => self.end_repeat(line),
            metadata if METADATA.contains(&metadata) => {
                if metadata == "today" {
                    self.fields.days.push(self.columns.cell(row, "name").to_owned());
                }
            }
            question => {
                if let Some(draft) = self.question(line, row, question) {
                    match &mut self.repeat {
                        Some((.., drafts)) => drafts.push(draft),
                        None => self.keep(draft),
                    }
                }
            }
        }
    }

    fn begin_group(&mut self, line: u32, row: &'s [String]) {
        if self.group.is_some() || self.repeat.is_some() {
            self.inner += 1;
            let (vi, en) = (
                "Nhóm không lồng trong nhóm: mỗi nhóm là một phần của bảng kiểm",
                "Groups do not stand inside each other: each is a section of the checklist",
            );
            return self.say(line, "type", vi, en);
        }
        self.group = Some(line);
        let key = self.key(line, row);
        let title = self.columns.text(row, "label");
        if title.vi.is_empty() {
            self.say(
                line,
                "label",
                "Nhóm cần có nhãn để làm tiêu đề",
                "A group needs a label, which becomes the heading",
            );
        }
        self.refuse_filled(line, row, &["hint", "required", "constraint", "unit", "photo", "finding", "parameters"]);
        self.appearance(line, row);
        let section = Section { key, title, shown_if: None, items: Vec::new() };
        self.sections.push((line, section, Some(self.columns.cell(row, "relevant")), Vec::new()));
    }

    fn end_repeat(&mut self, line: u32) {
        let Some((began, row, mut drafts)) = self.repeat.take() else {
            return self.say(line, "type", "Không có nhóm lặp nào đang mở", "No repeat is open here");
        };
        // The photo's own row says when it is asked.
        let unused = ["hint", "required", "relevant", "constraint", "unit", "photo", "finding", "parameters"];
        self.refuse_filled(began, row, &unused);
        match (drafts.pop(), drafts.is_empty()) {
            (Some(mut draft), true) if matches!(draft.item.answer, ItemType::Photo { .. }) => {
                draft.item.answer = ItemType::Photo { min: None, max: None };
                self.keep(draft);
            }
            _ => {
                let (vi, en) = (
                    "Nhóm lặp chỉ được chứa đúng một câu hỏi ảnh",
                    "A repeat may hold one image question and nothing else",
                );
                self.say(began, "type", vi, en);
            }
        }
    }

    /// Puts a question into the section that is open, or into one of its own.
    fn keep(&mut self, draft: Draft<'s>) {
        self.fields.items.insert(draft.item.key.to_string(), draft.item.answer.clone());
        let opens = match (self.group, self.sections.last()) {
            (Some(_), Some(_)) => false,
            (_, Some((_, _, relevant, _))) => relevant.is_some(),
            (_, None) => true,
        };
        if opens {
            let count = self.sections.iter().filter(|(_, _, relevant, _)| relevant.is_none()).count();
            let name = if count == 0 { "general".to_owned() } else { format!("general_{}", count + 1) };
            let key = name.parse().unwrap_or_else(|_| placeholder());
            let title = Text::new("Thông tin chung", "General");
            let section = Section { key, title, shown_if: None, items: Vec::new() };
            self.sections.push((draft.line, section, None, Vec::new()));
        }
        if let Some((.., drafts)) = self.sections.last_mut() {
            drafts.push(draft);
        }
    }

    fn finish(mut self) -> Survey {
        let mut survey = Survey { sections: Vec::new(), rows: Vec::new() };
        for (line, mut section, relevant, drafts) in std::mem::take(&mut self.sections) {
            section.shown_if = self.relevant(line, relevant.unwrap_or_default());
            let mut lines = Vec::new();
            for mut draft in drafts {
                draft.item.shown_if = self.relevant(draft.line, self.columns.cell(draft.row, "relevant"));
                self.constraint(&mut draft);
                lines.push(draft.line);
                section.items.push(draft.item);
            }
            survey.rows.push((line, lines));
            survey.sections.push(section);
        }
        survey
    }

    fn relevant(&mut self, line: u32, text: &str) -> Option<Condition> {
        if text.is_empty() {
            return None;
        }
        rule::relevant(text, &self.fields).map_err(|why| self.say(line, "relevant", why.vi, why.en)).ok()
    }

    fn constraint(&mut self, draft: &mut Draft<'_>) {
        let message = self.columns.optional_text(draft.row, "constraint_message");
        let text = self.columns.cell(draft.row, "constraint").to_owned();
        if text.is_empty() {
            return;
        }
        let bounds = match constraint::read(&text, &draft.item.key, &self.fields) {
            Ok(bounds) => bounds,
            Err(why) => return self.say(draft.line, "constraint", why.vi, why.en),
        };
        match &mut draft.item.answer {
            ItemType::Number { min, max, .. } => (*min, *max) = (bounds.min, bounds.max),
            ItemType::Text { max_length } => *max_length = bounds.max_length,
            _ => {}
        }
        let mut rest = bounds.rest;
        let condition =
            if rest.len() == 1 { rest.pop() } else { (!rest.is_empty()).then_some(Condition::All { of: rest }) };
        draft.item.must_hold = condition.map(|rule| {
            // A form asks this only of an answer that is there.
            let unanswered = Condition::Not { of: Box::new(Condition::Answered { item: draft.item.key.clone() }) };
            let condition = Condition::Any { of: vec![unanswered, rule] };
            let unsaid = || Text::new("Câu trả lời không phù hợp", "The answer does not fit");
            MustHold { condition, message: message.unwrap_or_else(unsaid) }
        });
    }
}
