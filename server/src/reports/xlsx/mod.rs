//! Tables as workbooks. Rows of a table without grouped columns go to disk as they are written, so that a register of a
//! million rows needs no memory; a sheet that is full is continued in another.

mod formats;
mod header;

use std::{
    collections::HashMap,
    io::{self, Write},
    path::Path,
};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Url, Workbook, Worksheet, XlsxError};

use self::formats::Formats;
use super::{
    ReportError,
    fonts::{Fonts, Style},
    table::{Cell, Kind, Row, Table},
    text,
};

/// The last row of a sheet.
const LAST_ROW: u32 = 1_048_575;
/// Rows whose height is said.
const HEIGHTS: u32 = 20_000;
/// Characters of a cell.
const CELL_MAX: usize = 32_767;
/// Links of a sheet that Excel opens, and characters of one.
const LINKS_MAX: u32 = 60_000;
const LINK_MAX: usize = 2_000;
const NAME_MAX: usize = 31;

/// Writes a workbook, a table a sheet.
pub fn write<W, T, R>(tables: T, temporary: &Path, out: W) -> Result<W, ReportError>
where
    W: Write + Send,
    T: IntoIterator<Item = (Table, R)>,
    R: IntoIterator<Item = io::Result<Row>>,
{
    let mut writer = Writer::new(temporary)?;
    for (table, rows) in tables {
        writer.table(table)?;
        for row in rows {
            writer.row(&row?)?;
        }
    }
    writer.finish(out)
}

/// Writes a workbook: [`Writer::table`], its rows, the next table.
pub struct Writer {
    workbook: Workbook,
    formats: Formats,
    fonts: Fonts,
    sheet: Option<Sheet>,
    names: HashMap<String, u32>,
}

/// The sheet that is being written.
struct Sheet {
    at: usize,
    table: Table,
    /// The row of the lowest header, below which there are rows.
    header: u32,
    next: u32,
    links: u32,
}

impl Writer {
    /// Rows wait in a file without name under `temporary`.
    pub fn new(temporary: &Path) -> Result<Self, ReportError> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(temporary)?;
        // Excel shows a day of creation; the machine's clock is not asked here, and no person is named.
        let day = ExcelDateTime::from_ymd(2024, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
        Ok(Self { workbook, formats: Formats::new(), fonts: Fonts::load()?, sheet: None, names: HashMap::new() })
    }

    /// Begins a table on a sheet of its own.
    pub fn table(&mut self, table: Table) -> Result<(), ReportError> {
        self.close()?;
        if table.columns.is_empty() {
            return Err(ReportError::Shape(format!("{}: a table needs columns", table.name)));
        }
        let name = self.name(&table.name);
        let grouped = table.columns.iter().any(|column| column.group.is_some());
        // A cell over two rows cannot be written to disk row by row; tables that have some are forms, which are short.
        let sheet =
            if grouped { self.workbook.add_worksheet() } else { self.workbook.add_worksheet_with_constant_memory()? };
        sheet.set_name(name)?;
        let header = header::write(sheet, &table, &self.formats, &self.fonts)?;
        let at = self.workbook.worksheets().len() - 1;
        self.sheet = Some(Sheet { at, table, header, next: header + 1, links: 0 });
        Ok(())
    }

    /// Writes a row of the table that was begun last.
    pub fn row(&mut self, row: &Row) -> Result<(), ReportError> {
        let Some(sheet) = &self.sheet else {
            return Err(ReportError::Shape("a row comes before its table".into()));
        };
        sheet.table.check(row)?;
        if sheet.next > LAST_ROW {
            let table = sheet.table.clone();
            self.table(table)?;
        }
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        let worksheet = self.workbook.worksheet_from_index(sheet.at)?;
        for (column, (cell, kind)) in
            row.cells.iter().zip(sheet.table.columns.iter().map(|column| column.kind)).enumerate()
        {
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            let format = self.formats.of(cell, kind, row.strong);
            write_cell(worksheet, (sheet.next, column), cell, kind, format, &mut sheet.links)?;
        }
        let lines = lines(&self.fonts, &sheet.table, row);
        // A height is kept until the end. Programs find those of a long sheet themselves when it is opened.
        if lines > 1 && sheet.next < HEIGHTS {
            worksheet.set_row_height(sheet.next, height(lines))?;
        }
        sheet.next += 1;
        Ok(())
    }

    /// Writes the workbook.
    pub fn finish<W: Write + Send>(mut self, mut out: W) -> Result<W, ReportError> {
        self.close()?;
        if self.names.is_empty() {
            return Err(ReportError::Shape("a workbook needs a table".into()));
        }
        self.workbook.save_to_writer(&mut out)?;
        Ok(out)
    }

    /// Filters cover the rows that came.
    fn close(&mut self) -> Result<(), ReportError> {
        if let Some(sheet) = self.sheet.take().filter(|sheet| sheet.table.filter) {
            let last = u16::try_from(sheet.table.columns.len() - 1).unwrap_or(u16::MAX);
            let worksheet = self.workbook.worksheet_from_index(sheet.at)?;
            worksheet.autofilter(sheet.header, 0, sheet.next - 1, last)?;
        }
        Ok(())
    }

    /// A name that Excel takes and that no other sheet has.
    fn name(&mut self, wanted: &str) -> String {
        let name = text::line(wanted).replace([':', '\\', '/', '?', '*', '[', ']'], " ");
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = name.trim_matches('\'').trim();
        let name = text::shortened(if name.is_empty() { "Bảng" } else { name }, NAME_MAX).into_owned();
        let count = self.names.entry(name.to_lowercase()).or_insert(0);
        *count += 1;
        if *count == 1 {
            return name;
        }
        let end = format!(" ({count})");
        let end_length = end.chars().count();
        let begin: String = name.chars().take(NAME_MAX - end_length).collect();
        begin.trim_end().to_owned() + &end
    }
}

/// The lines of the cell that has most.
fn lines(fonts: &Fonts, table: &Table, row: &Row) -> u32 {
    let style = if row.strong { Style::BOLD } else { Style::REGULAR };
    let lines = row.cells.iter().zip(&table.columns).map(|(cell, column)| match cell {
        Cell::Text(words) => fonts.lines(style, &text::clean(words), LETTERS, points(width_of(column.width))),
        _ => 1,
    });
    lines.max().unwrap_or(1)
}

/// The size of letters in cells.
const LETTERS: f32 = 12.0;

/// The height of a row of so many lines, in points. Not every program finds it by itself, and none takes more than 409.
fn height(lines: u32) -> f64 {
    (f64::from(lines) * 15.75 + 2.0).min(409.0)
}

/// A column's width in characters, which are digits of Calibri 11, within what programs take.
fn width_of(width: f64) -> f64 {
    if width > 0.0 { width.min(100.0) } else { 12.0 }
}

/// The room for words in a column of this width, in points. A character is 7 pixels of three quarters of a point; a
/// little is left for programs that measure otherwise.
#[expect(clippy::cast_possible_truncation, reason = "the width of a column")]
fn points(width: f64) -> f32 {
    (width * 7.0 * 0.75 * 0.97) as f32
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    kind: Kind,
    format: &Format,
    links: &mut u32,
) -> Result<(), XlsxError> {
    match cell {
        Cell::ToFill => sheet.write_string_with_format(row, column, "……", format)?,
        Cell::Text(words) => {
            sheet.write_string_with_format(row, column, text::shortened(&text::clean(words), CELL_MAX), format)?
        }
        Cell::Number(number) if number.is_finite() => sheet.write_number_with_format(row, column, *number, format)?,
        Cell::Empty | Cell::Number(_) => sheet.write_blank(row, column, format)?,
        Cell::Date(date) => sheet.write_number_with_format(row, column, serial(date.day_number(), 0), format)?,
        Cell::Time(time) => {
            let local = time.at.0 + i64::from(time.offset_seconds) * 1000;
            let day = i32::try_from(local.div_euclid(86_400_000)).unwrap_or(0);
            sheet.write_number_with_format(row, column, serial(day, local.rem_euclid(86_400_000)), format)?
        }
        Cell::Link { text: words, url } => {
            let is_link = url.starts_with("https://") || url.starts_with("http://");
            if is_link && *links < LINKS_MAX && url.chars().count() <= LINK_MAX && kind == Kind::Link {
                *links += 1;
                let words = text::shortened(words, 255).into_owned();
                let url = Url::new(text::line(url)).set_text(text::line(&words));
                sheet.write_url_with_format(row, column, &url, format)?
            } else {
                sheet.write_string_with_format(row, column, text::shortened(&text::clean(words), CELL_MAX), format)?
            }
        }
    };
    Ok(())
}

/// Excel's day: counted from 1899-12-30, so that those of this century are right.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of a day")]
fn serial(days_since_1970: i32, milliseconds: i64) -> f64 {
    f64::from(days_since_1970 + 25_569) + milliseconds as f64 / 86_400_000.0
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader, Xlsx};
    use mobile_sync_protocol::time::Date;

    use super::{super::table::Column, *};

    fn read(bytes: Vec<u8>) -> Xlsx<std::io::Cursor<Vec<u8>>> {
        Xlsx::new(std::io::Cursor::new(bytes)).unwrap()
    }

    fn register(name: &str) -> Table {
        let columns = vec![
            Column::new("ten", "Tên", Kind::Text, 30.0),
            Column::new("so", "Số", Kind::Number { decimals: 1 }, 10.0),
            Column::new("ngay", "Ngày", Kind::Date, 12.0),
            Column::new("luc", "Lúc", Kind::Time, 18.0),
            Column::new("phieu", "Phiếu", Kind::Link, 12.0),
        ];
        Table { name: name.into(), columns, filter: true, ..Table::default() }
    }

    fn row() -> Row {
        Row::from(vec![
            Cell::text("=Đường <Bản Làn>\u{b}"),
            Cell::Number(12.5),
            Cell::Date(Date::new(2024, 5, 6).unwrap()),
            Cell::Time("2024-05-06T18:00:00+07:00".parse().unwrap()),
            Cell::Link { text: "mở".into(), url: "https://thucdia.example/1".into() },
        ])
    }

    fn bytes(tables: Vec<(Table, Vec<Row>)>) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let tables = tables.into_iter().map(|(table, rows)| (table, rows.into_iter().map(Ok)));
        write(tables, folder.path(), std::io::Cursor::new(Vec::new())).unwrap().into_inner()
    }

    #[test]
    fn cells_are_what_they_are_and_words_are_no_formulas() {
        let mut book = read(bytes(vec![(register("Phiếu"), vec![row()])]));
        let sheet = book.worksheet_range("Phiếu").unwrap();
        assert_eq!(sheet.get((0, 3)), Some(&Data::String("Lúc".into())));
        assert_eq!(sheet.get((1, 0)), Some(&Data::String("=Đường <Bản Làn>".into())));
        assert_eq!(sheet.get((1, 1)), Some(&Data::Float(12.5)));
        let Some(Data::DateTime(day)) = sheet.get((1, 2)) else { panic!("{:?}", sheet.get((1, 2))) };
        assert!((day.as_f64() - 45_418.0).abs() < 1e-9, "{day:?}");
        let Some(Data::DateTime(time)) = sheet.get((1, 3)) else { panic!("{:?}", sheet.get((1, 3))) };
        assert!((time.as_f64() - 45_418.75).abs() < 1e-9, "{time:?}");
        assert_eq!(sheet.get((1, 4)), Some(&Data::String("mở".into())));
        assert!(book.worksheet_formula("Phiếu").unwrap().is_empty());
    }

    #[test]
    fn a_form_has_titles_groups_and_numbers_of_columns() {
        let mut table = register("Biểu 03");
        table.form = Some("Biểu số 03".into());
        table.title = "KẾT QUẢ KIỂM TRA".into();
        table.numbered = true;
        for column in &mut table.columns[1..3] {
            column.group = Some("Trong đó".into());
        }
        let mut book = read(bytes(vec![(table, vec![row()])]));
        let sheet = book.worksheet_range("Biểu 03").unwrap();
        let words = |row, column| sheet.get((row, column)).map(ToString::to_string).unwrap_or_default();
        assert_eq!((words(0, 0), words(1, 0)), ("Biểu số 03".into(), "KẾT QUẢ KIỂM TRA".into()));
        assert_eq!((words(2, 0), words(2, 1), words(3, 1)), ("Tên".into(), "Trong đó".into(), "Số".into()));
        assert_eq!((words(4, 0), words(4, 4)), ("(1)".into(), "(5)".into()));
        assert_eq!(words(5, 1), "12.5");
    }

    #[test]
    fn sheets_have_names_that_excel_takes_and_tell_apart() {
        let long = "Phiếu kiểm tra: công trình/mô hình [2024]";
        let book = read(bytes(vec![(register(long), vec![]), (register(long), vec![]), (register("'"), vec![])]));
        let names = book.sheet_names();
        assert!(names.iter().all(|name| name.chars().count() <= 31), "{names:?}");
        assert_eq!(names[0], "Phiếu kiểm tra công trình mô h…");
        assert_eq!(names[1], "Phiếu kiểm tra công trình m (2)");
        assert_eq!(names[2], "Bảng");
    }

    #[test]
    fn a_sheet_that_is_full_goes_on_in_another() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::new(folder.path()).unwrap();
        writer.table(register("Phiếu")).unwrap();
        writer.sheet.as_mut().unwrap().next = LAST_ROW;
        writer.row(&row()).unwrap();
        writer.row(&row()).unwrap();
        let mut book = read(writer.finish(std::io::Cursor::new(Vec::new())).unwrap().into_inner());
        assert_eq!(book.sheet_names(), ["Phiếu", "Phiếu (2)"]);
        assert_eq!(book.worksheet_range("Phiếu (2)").unwrap().height(), 2);
    }
}
