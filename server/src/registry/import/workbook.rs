//! One sheet of an XLSX workbook as rows of text.
//!
//! A workbook is a compressed archive that says of itself how large it is. Before anything else trusts that, every part
//! is unpacked once and counted, and cells are read one by one, so that a small file cannot ask for much memory.

use std::{
    io::{Cursor, Read},
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxError};

use super::{
    problem::{Problems, RowProblem, quoted, whole_file},
    table::{Builder, MAX_COLUMNS, too_many_rows},
};

/// The most bytes that all parts of a workbook may unpack to.
const MAX_UNPACKED: usize = 256 << 20;
/// The most bytes of text that the cells of a sheet may hold together; shared strings make much of little.
const MAX_TEXT: usize = 128 << 20;

/// Reads a sheet into the table and answers its name.
pub(super) fn read(bytes: &[u8], sheet: Option<&str>, table: &mut Builder) -> Result<String, Vec<RowProblem>> {
    if !is_bounded(bytes) {
        return Err(whole_file(
            None,
            "tệp XLSX bị hỏng hoặc quá lớn khi giải nén, hãy mở bằng bảng tính rồi lưu lại",
            "the XLSX file is damaged or unpacks to too much; open it in a spreadsheet and save it again",
        ));
    }
    // The reader is somebody else's parser over untrusted bytes: where it fails in its own way, that is a bad file too.
    catch_unwind(AssertUnwindSafe(|| read_sheet(bytes, sheet, table))).unwrap_or_else(|_| Err(unreadable("?")))
}

fn unreadable(detail: &str) -> Vec<RowProblem> {
    whole_file(None, format!("không đọc được tệp XLSX: {detail}"), format!("the XLSX file cannot be read: {detail}"))
}

fn damaged(error: &XlsxError) -> Vec<RowProblem> {
    unreadable(&error.to_string().chars().take(200).collect::<String>())
}

fn read_sheet(bytes: &[u8], sheet: Option<&str>, table: &mut Builder) -> Result<String, Vec<RowProblem>> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let mut sheets = workbook.sheets_metadata().iter().filter(|found| found.typ == SheetType::WorkSheet);
    let name = match sheet {
        Some(wanted) => sheets.find(|found| found.name == wanted).map(|found| found.name.clone()).ok_or_else(|| {
            let name = quoted(wanted);
            whole_file(None, format!("không có trang {name}"), format!("there is no sheet {name}"))
        })?,
        None => sheets.next().map(|found| found.name.clone()).ok_or_else(|| unreadable("không có trang tính"))?,
    };
    let mut problems = Problems::in_sheet(Some(&name));
    let mut rows = Rows { table, line: 0, cells: Vec::new(), text: 0 };
    let mut cells = workbook.worksheet_cells_reader(&name).map_err(|error| damaged(&error))?;
    while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
        let (row, column) = cell.get_position();
        let line = row.saturating_add(1);
        let text = match cell_text(cell.get_value()) {
            Ok(text) => text,
            Err(error) => {
                let column = letters(column);
                let (vi, en) = (format!("ô báo lỗi {error}"), format!("the cell shows the error {error}"));
                problems.add(line, Some(&column), vi, en);
                continue;
            }
        };
        if text.is_empty() {
            continue;
        }
        match rows.take(line, column, text) {
            Taken::Yes => {}
            Taken::NoMoreRows => return Err(too_many_rows(Some(&name))),
            Taken::Outside => {
                let (vi, en) = (
                    "dòng sai thứ tự, quá nhiều cột hoặc quá nhiều chữ",
                    "rows out of order, too many columns or too much text",
                );
                problems.add(line, None, vi, en);
                return Err(problems.or(()).err().unwrap_or_default());
            }
        }
    }
    if !rows.flush() {
        return Err(too_many_rows(Some(&name)));
    }
    problems.or(name)
}

/// A column as spreadsheets name it.
fn letters(column: u32) -> String {
    let mut name = String::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).unwrap_or_default();
        name.insert(0, char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    name
}

/// The row that is being put together from cells.
struct Rows<'a> {
    table: &'a mut Builder,
    line: u32,
    cells: Vec<String>,
    text: usize,
}

enum Taken {
    Yes,
    NoMoreRows,
    Outside,
}

impl Rows<'_> {
    fn take(&mut self, line: u32, column: u32, text: String) -> Taken {
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        self.text += text.len();
        if line < self.line || column >= MAX_COLUMNS * 5 || self.text > MAX_TEXT {
            return Taken::Outside;
        }
        if line > self.line {
            if !self.flush() {
                return Taken::NoMoreRows;
            }
            self.line = line;
        }
        if column >= self.cells.len() {
            self.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = text;
        }
        Taken::Yes
    }

    fn flush(&mut self) -> bool {
        self.table.push(self.line, std::mem::take(&mut self.cells))
    }
}

/// A cell as text: dates as YYYY-MM-DD, whole numbers without a point. What Excel shows as an error is one.
fn cell_text(value: &DataRef<'_>) -> Result<String, String> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(time) => date_text(time),
        DataRef::Error(error) => return Err(error.to_string()),
    })
}

/// Rust writes a float as the shortest text that reads back, so 12.0 is `12` and 0.1 is `0.1`.
fn number_text(number: f64) -> String {
    if number == 0.0 { "0".to_owned() } else { number.to_string() }
}

fn date_text(time: &ExcelDateTime) -> String {
    if !time.is_datetime() {
        return number_text(time.as_f64());
    }
    match time.to_ymd_hms_milli() {
        (year, month, day, 0, 0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        (year, month, day, hour, minute, second, _) => {
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
        }
    }
}

/// Unpacks every part of the archive once and says whether it keeps within bounds and is what it says it is.
fn is_bounded(bytes: &[u8]) -> bool {
    parts(bytes).is_some_and(|parts| {
        let mut left = MAX_UNPACKED;
        parts.iter().all(|part| {
            let Some(text) = unpack(part, left) else { return false };
            left -= text.len();
            promises_are_small(&text)
        })
    })
}

/// A part of the archive: how it is packed, and its packed bytes.
struct Part<'a> {
    deflated: bool,
    bytes: &'a [u8],
}

/// The parts that the archive's directory lists. Nothing for an archive that is damaged, split, encrypted or larger than
/// 4 GB, none of which a spreadsheet program writes.
fn parts(bytes: &[u8]) -> Option<Vec<Part<'_>>> {
    const END: usize = 22;
    let end = bytes.len().checked_sub(END)?;
    let tail = bytes.get(end..)?;
    let large = end.checked_sub(20).and_then(|at| bytes.get(at..at + 4)) == Some(b"PK\x06\x07");
    if !tail.starts_with(b"PK\x05\x06") || large {
        return None;
    }
    let count = u16_at(tail, 10)?;
    let mut at = usize::try_from(u32_at(tail, 16)?).ok()?;
    let mut parts = Vec::new();
    for _ in 0..count {
        let entry = bytes.get(at..)?;
        if !entry.starts_with(b"PK\x01\x02") || u16_at(entry, 8)? & 1 != 0 {
            return None;
        }
        let packed = usize::try_from(u32_at(entry, 20)?).ok()?;
        let start = usize::try_from(u32_at(entry, 42)?).ok()?;
        let local = bytes.get(start..)?;
        let skip = 30 + usize::from(u16_at(local, 26)?) + usize::from(u16_at(local, 28)?);
        let deflated = match u16_at(entry, 10)? {
            0 => false,
            8 => true,
            _ => return None,
        };
        parts.push(Part { deflated, bytes: local.get(skip..)?.get(..packed)? });
        at += 46 + [28, 30, 32].into_iter().try_fold(0, |sum, at| Some(sum + usize::from(u16_at(entry, at)?)))?;
    }
    Some(parts)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn unpack(part: &Part<'_>, limit: usize) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    let more = u64::try_from(limit).ok()? + 1;
    if part.deflated {
        flate2::read::DeflateDecoder::new(part.bytes).take(more).read_to_end(&mut text).ok()?;
    } else {
        part.bytes.take(more).read_to_end(&mut text).ok()?;
    }
    (text.len() <= limit).then_some(text)
}

/// Whether a part announces no more strings than it has bytes: room for that many would be set aside at once.
fn promises_are_small(text: &[u8]) -> bool {
    const WORD: &[u8] = b"uniqueCount";
    let first = text.iter().enumerate().filter(|(_, byte)| **byte == b'u').map(|(at, _)| at);
    first.filter(|&at| text.get(at..).is_some_and(|rest| rest.starts_with(WORD))).all(|at| {
        let rest = text.get(at + WORD.len()..).unwrap_or_default();
        let digits = rest
            .iter()
            .skip_while(|byte| !byte.is_ascii_digit() && !matches!(byte, b'<' | b'>'))
            .take_while(|byte| byte.is_ascii_digit())
            .try_fold(0_usize, |sum, digit| sum.checked_mul(10)?.checked_add(usize::from(digit - b'0')));
        digits.is_some_and(|count| count <= text.len())
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// An archive of one part.
    fn archive(text: &[u8], deflate: bool) -> Vec<u8> {
        let packed = if deflate {
            let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
            encoder.write_all(text).unwrap();
            encoder.finish().unwrap()
        } else {
            text.to_vec()
        };
        let size = u32::try_from(packed.len()).unwrap().to_le_bytes();
        let method = if deflate { 8_u8 } else { 0 };
        let mut bytes = b"PK\x03\x04\x14\0\0\0".to_vec();
        bytes.extend([method, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend(size);
        bytes.extend([0; 4]);
        bytes.extend([1, 0, 0, 0, b'x']);
        bytes.extend(&packed);
        let directory = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        bytes.extend(b"PK\x01\x02\x14\0\x14\0\0\0");
        bytes.extend([method, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend(size);
        bytes.extend([0; 4]);
        bytes.extend([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, b'x']);
        bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        bytes.extend(47_u32.to_le_bytes());
        bytes.extend(directory);
        bytes.extend([0, 0]);
        bytes
    }

    #[test]
    fn an_archive_that_unpacks_to_too_much_is_refused_however_small_it_says_it_is() {
        assert!(is_bounded(&archive(b"<sst uniqueCount=\"2\"/>", true)));
        assert!(!is_bounded(&archive(&vec![b' '; MAX_UNPACKED + 1], true)));
    }

    #[test]
    fn a_part_that_announces_more_strings_than_it_has_bytes_is_refused() {
        assert!(is_bounded(&archive(b"<sst uniqueCount=\"12\"/>", false)));
        assert!(!is_bounded(&archive(b"<sst uniqueCount=\"99999999999\"/>", false)));
        assert!(!is_bounded(&archive(b"<sst uniqueCount = '99999999999999999999999'/>", false)));
    }

    #[test]
    fn a_sheet_whose_cell_lies_far_out_is_refused_and_not_spread_out() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write(1_048_575, 16_383, "far").unwrap();
        let problems = super::super::table::Table::read(&book.save_to_buffer().unwrap(), None).unwrap_err();
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn columns_are_named_as_spreadsheets_do() {
        assert_eq!([letters(0), letters(25), letters(26), letters(16_383)], ["A", "Z", "AA", "XFD"]);
    }
}
