//! The cells of a row by the names of their columns, with the checks that every list needs.

use std::{collections::HashMap, str::FromStr};

use mobile_sync_protocol::time::Date;

use super::{
    problem::{Problems, RowProblem, quoted},
    table::Table,
};

/// A column that a list may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Its name in messages and in the files that this product writes.
    pub(super) name: &'static str,
    /// What else it may be called.
    aliases: &'static [&'static str],
    /// Whether the file must have it.
    needed: bool,
}

/// A column that must be there.
pub(super) const fn needed(name: &'static str, aliases: &'static [&'static str]) -> Column {
    Column { name, aliases, needed: true }
}

/// A column that may be left out.
pub(super) const fn optional(name: &'static str, aliases: &'static [&'static str]) -> Column {
    Column { name, aliases, needed: false }
}

/// A table whose columns are known.
#[derive(Debug)]
pub(super) struct Columns<'a> {
    table: &'a Table,
    at: HashMap<&'static str, usize>,
    /// Columns with the free prefix, by the rest of their names.
    free: Vec<(&'a str, usize)>,
}

/// A word as it is compared: lower case, one space for any blank or underscore.
pub(super) fn plain_word(text: &str) -> String {
    text.to_lowercase()
        .split(|letter: char| letter.is_whitespace() || letter == '_')
        .filter(|part| !part.is_empty())
        .fold(String::new(), |mut word, part| {
            if !word.is_empty() {
                word.push(' ');
            }
            word.push_str(part);
            word
        })
}

impl<'a> Columns<'a> {
    /// Finds the columns; a column that is missing, unknown or there twice is a problem, and rows are not looked at.
    pub(super) fn of(table: &'a Table, columns: &[Column], free: Option<&str>) -> Result<Self, Vec<RowProblem>> {
        let mut problems = Problems::in_sheet(table.sheet.as_deref());
        let mut found = Self { table, at: HashMap::new(), free: Vec::new() };
        let line = table.header_line;
        for (at, header) in table.headers.iter().enumerate() {
            if let Some(rest) = free.and_then(|prefix| header.strip_prefix(prefix)) {
                if found.free.iter().any(|(other, _)| *other == rest) {
                    problems.add(line, Some(header), "cột này có hai lần", "this column is there twice");
                }
                found.free.push((rest, at));
                continue;
            }
            let word = plain_word(header);
            let is = |column: &&Column| {
                plain_word(column.name) == word || column.aliases.iter().any(|alias| plain_word(alias) == word)
            };
            match columns.iter().find(is) {
                Some(column) if found.at.insert(column.name, at).is_some() => {
                    problems.add(line, Some(column.name), "cột này có hai lần", "this column is there twice");
                }
                Some(_) => {}
                None => {
                    let known = columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ");
                    let (vi, en) =
                        (format!("không có cột này; các cột: {known}"), format!("unknown; columns: {known}"));
                    problems.add(line, Some(header), vi, en);
                }
            }
        }
        for column in columns.iter().filter(|column| column.needed && !found.at.contains_key(column.name)) {
            problems.add(line, Some(column.name), "thiếu cột này", "this column is missing");
        }
        problems.or(found)
    }

    pub(super) fn problems(&self) -> Problems {
        Problems::in_sheet(self.table.sheet.as_deref())
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.table.rows.iter().map(|(line, cells)| Row { columns: self, line: *line, cells })
    }
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    columns: &'a Columns<'a>,
    /// Its line in the file.
    pub(super) line: u32,
    cells: &'a [String],
}

impl<'a> Row<'a> {
    /// What a cell holds; empty where it, or its column, is not there.
    pub(super) fn text(&self, column: &str) -> &'a str {
        let at = self.columns.at.get(column);
        at.and_then(|at| self.cells.get(*at)).map(String::as_str).unwrap_or_default()
    }

    /// What a cell holds, if anything.
    pub(super) fn given(&self, column: &str) -> Option<&'a str> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    /// What a cell holds; a problem where that is nothing.
    pub(super) fn must(&self, column: &str, problems: &mut Problems) -> &'a str {
        let text = self.text(column);
        if text.is_empty() {
            problems.add(self.line, Some(column), "không được để trống", "must not be empty");
        }
        text
    }

    /// The filled cells of the columns with the free prefix.
    pub(super) fn free(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let cells = self.cells;
        let filled = move |&(name, at): &(&'a str, usize)| {
            cells.get(at).filter(|cell| !cell.is_empty()).map(|cell| (name, cell.as_str()))
        };
        self.columns.free.iter().filter_map(filled)
    }

    /// A day, if one is given.
    pub(super) fn date(&self, column: &str, problems: &mut Problems) -> Option<Date> {
        let text = self.given(column)?;
        let date = Date::from_str(text);
        if date.is_err() {
            let cell = quoted(text);
            let vi = format!("{cell} không phải ngày từ năm 2000 đến 2099 dạng YYYY-MM-DD");
            problems.add(self.line, Some(column), vi, format!("{cell} is no day of 2000 to 2099 written YYYY-MM-DD"));
        }
        date.ok()
    }

    /// A period; a problem where it ends before it begins.
    pub(super) fn period(&self, from: &str, to: &str, problems: &mut Problems) -> (Option<Date>, Option<Date>) {
        let period = (self.date(from, problems), self.date(to, problems));
        if let (Some(first), Some(last)) = period
            && last < first
        {
            let vi = format!("kết thúc {last} trước khi bắt đầu {first}");
            problems.add(self.line, Some(to), vi, format!("ends {last} before it begins {first}"));
        }
        period
    }

    /// A number, if one is given.
    pub(super) fn number(&self, column: &str, problems: &mut Problems) -> Option<f64> {
        let text = self.given(column)?;
        let number = plain_number(text);
        if number.is_none() {
            let cell = quoted(text);
            let vi = format!("{cell} không phải số; viết như 1234.5, không ngăn cách hàng nghìn");
            problems.add(self.line, Some(column), vi, format!("{cell} is no number; write 1234.5 without separators"));
        }
        number
    }

    /// A word of a closed list.
    pub(super) fn word<T>(
        &self,
        column: &str,
        list: &str,
        read: impl Fn(&str) -> Option<T>,
        problems: &mut Problems,
    ) -> Option<T> {
        let text = self.given(column)?;
        let value = read(&plain_word(text));
        if value.is_none() {
            let cell = quoted(text);
            let (vi, en) = (format!("{cell} không hợp lệ; dùng {list}"), format!("{cell} is not one of {list}"));
            problems.add(self.line, Some(column), vi, en);
        }
        value
    }

    /// The parts of a cell that lists several things, parted by semicolons.
    pub(super) fn parts(&self, column: &str) -> impl Iterator<Item = &'a str> {
        self.text(column).split(';').map(str::trim).filter(|part| !part.is_empty())
    }
}

/// Reads digits with a point; what else Rust takes for a number (`inf`, `1e9`) is more likely a slip.
pub(super) fn plain_number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    text.parse::<f64>().ok().filter(|number| plain && number.is_finite())
}

/// Notes every row whose key another row before it has.
pub(super) fn note_doubles<'k, K: Eq + std::hash::Hash>(
    keys: impl IntoIterator<Item = (u32, K, &'k str)>,
    column: &str,
    problems: &mut Problems,
) {
    let mut seen: HashMap<K, u32> = HashMap::new();
    for (line, key, shown) in keys {
        match seen.get(&key) {
            Some(first) => {
                let shown = quoted(shown);
                let vi = format!("{shown} đã có ở dòng {first}");
                problems.add(line, Some(column), vi, format!("{shown} stands in line {first} already"));
            }
            None => {
                seen.insert(key, line);
            }
        }
    }
}
