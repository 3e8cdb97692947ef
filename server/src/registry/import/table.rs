//! CSV and XLSX as one shape: a header and rows of trimmed text, each with its line in the file.
//!
//! CSV is UTF-8, with or without a byte order mark, parted by commas, semicolons or tabs, whichever the header has most
//! of: spreadsheets in Việt Nam write semicolons. Blank lines are passed over. The size is bounded, whatever the bytes.

use unicode_normalization::UnicodeNormalization;

use super::{
    problem::{Problems, RowProblem, quoted, whole_file},
    workbook,
};

/// The most rows that a file may have.
pub const MAX_ROWS: usize = 200_000;
/// The most characters that a cell may have.
pub const MAX_CELL: usize = 10_000;
/// The most columns that a file may have.
pub const MAX_COLUMNS: usize = 200;

/// A file as rows of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The line that the header stands on.
    pub header_line: u32,
    /// The header.
    pub headers: Vec<String>,
    /// The rows that are not blank, with their lines.
    pub rows: Vec<(u32, Vec<String>)>,
}

impl Table {
    /// Reads CSV, or XLSX where the bytes say so: the named sheet, else the first.
    pub fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Self, Vec<RowProblem>> {
        let mut table = Builder::default();
        if bytes.starts_with(b"PK") {
            table.sheet = Some(workbook::read(bytes, sheet, &mut table)?);
        } else {
            read_csv(bytes, &mut table)?;
        }
        table.finish()
    }
}

/// A table while it is being read.
#[derive(Debug, Default)]
pub(super) struct Builder {
    sheet: Option<String>,
    header: Option<(u32, Vec<String>)>,
    rows: Vec<(u32, Vec<String>)>,
    long: Vec<(u32, usize)>,
    odd: Vec<(u32, usize)>,
}

impl Builder {
    /// Takes one row; false where no more fit.
    pub(super) fn push(&mut self, line: u32, cells: Vec<String>) -> bool {
        // Composed (NFC), as the product keeps text: some keyboards and file systems write a letter and its marks apart.
        let mut cells: Vec<String> = cells.into_iter().map(|cell| cell.trim().nfc().collect()).collect();
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return true;
        }
        for (at, cell) in cells.iter().enumerate() {
            if cell.len() > MAX_CELL && cell.chars().count() > MAX_CELL {
                self.long.push((line, at));
            } else if cell.contains('\0') {
                self.odd.push((line, at));
            }
        }
        match self.header {
            None => self.header = Some((line, cells)),
            Some(_) if self.rows.len() >= MAX_ROWS => return false,
            Some(_) => self.rows.push((line, cells)),
        }
        true
    }

    fn finish(self) -> Result<Table, Vec<RowProblem>> {
        let sheet = self.sheet.as_deref();
        let Some((header_line, headers)) = self.header else {
            return Err(whole_file(sheet, "tệp trống", "the file is empty"));
        };
        let mut problems = Problems::in_sheet(sheet);
        if headers.len() > MAX_COLUMNS {
            problems.add(
                header_line,
                None,
                format!("có {} cột, nhiều nhất là {MAX_COLUMNS}", headers.len()),
                format!("{} columns, at most {MAX_COLUMNS}", headers.len()),
            );
        }
        let name = |at: usize| headers.get(at).map(String::as_str);
        for (line, at) in self.long {
            let (vi, en) = (format!("dài hơn {MAX_CELL} ký tự"), format!("longer than {MAX_CELL} characters"));
            problems.add(line, name(at), vi, en);
        }
        for (line, at) in self.odd {
            problems.add(line, name(at), "có ký tự NUL", "holds a NUL character");
        }
        for (line, cells) in &self.rows {
            if let Some(extra) = cells.get(headers.len()..).and_then(|extra| extra.iter().find(|cell| !cell.is_empty()))
            {
                let (vi, en) = (
                    format!("có {} ô nhưng chỉ có {} cột: {}", cells.len(), headers.len(), quoted(extra)),
                    format!("{} cells but only {} columns: {}", cells.len(), headers.len(), quoted(extra)),
                );
                problems.add(*line, None, vi, en);
            }
        }
        problems.or(Table { sheet: self.sheet, header_line, headers, rows: self.rows })
    }
}

/// The problem of a file that has too many rows.
pub(super) fn too_many_rows(sheet: Option<&str>) -> Vec<RowProblem> {
    whole_file(sheet, format!("có hơn {MAX_ROWS} dòng"), format!("more than {MAX_ROWS} rows"))
}

fn read_csv(bytes: &[u8], table: &mut Builder) -> Result<(), Vec<RowProblem>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Err(error) = std::str::from_utf8(bytes) {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = line_after(good);
        let mut problems = Problems::default();
        problems.add(
            line,
            None,
            "không phải UTF-8, hãy lưu lại dạng “CSV UTF-8” hoặc XLSX",
            "not UTF-8; save the file as \"CSV UTF-8\" or XLSX",
        );
        return problems.or(());
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter(bytes)).from_reader(bytes);
    let mut record = csv::StringRecord::new();
    let mut line = 1;
    let mut counted = 0;
    while reader
        .read_record(&mut record)
        .map_err(|error| whole_file(None, format!("không đọc được CSV: {error}"), format!("unreadable CSV: {error}")))?
    {
        // The reader's own line is that of the blank lines before a row, so they are counted here.
        let start = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(counted);
        let blank =
            bytes.get(start..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        line += line_after(bytes.get(counted..start + blank).unwrap_or_default()) - 1;
        counted = start + blank;
        if record.len() > MAX_COLUMNS * 5 {
            let (vi, en) = (format!("có {} ô", record.len()), format!("{} cells", record.len()));
            let mut problems = Problems::default();
            problems.add(line, None, vi, en);
            return problems.or(());
        }
        if !table.push(line, record.iter().map(str::to_owned).collect()) {
            return Err(too_many_rows(None));
        }
    }
    Ok(())
}

fn line_after(text: &[u8]) -> u32 {
    let ends = text.iter().enumerate().filter(|&(at, byte)| match byte {
        b'\n' => true,
        b'\r' => text.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    u32::try_from(ends.count()).unwrap_or(u32::MAX - 1) + 1
}

/// The separator that the first line has most of outside quotes.
fn delimiter(bytes: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut begun = false;
    for byte in bytes {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted && begun => break,
            _ if quoted => {}
            byte => counts.iter_mut().filter(|(separator, _)| separator == byte).for_each(|(_, count)| *count += 1),
        }
        begun |= !matches!(byte, b'\r' | b'\n');
    }
    let [comma, others @ ..] = counts;
    others.into_iter().fold(comma, |best, other| if other.1 > best.1 { other } else { best }).0
}
