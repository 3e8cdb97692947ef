//! Tables as comma-separated values (RFC 4180): UTF-8 with the mark by which Excel knows it, row by row.
//!
//! Numbers have a decimal point, days are `YYYY-MM-DD` and moments RFC 3339, for programs; the titles are for people.

use std::io::{self, Write};

use super::{
    ReportError,
    table::{Cell, Row, Table},
    text,
};

/// Writes one table.
pub struct Writer<W: Write> {
    out: csv::Writer<W>,
    table: Table,
}

impl<W: Write> Writer<W> {
    /// Writes the titles of the columns.
    pub fn new(mut out: W, table: Table) -> Result<Self, ReportError> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut builder = csv::WriterBuilder::new();
        let mut out = builder.terminator(csv::Terminator::CRLF).flexible(true).from_writer(out);
        out.write_record(table.columns.iter().map(|column| guarded(&column.title))).map_err(io_error)?;
        Ok(Self { out, table })
    }

    /// Writes a row.
    pub fn row(&mut self, row: &Row) -> Result<(), ReportError> {
        self.table.check(row)?;
        for (cell, column) in row.cells.iter().zip(&self.table.columns) {
            let words = match cell {
                Cell::Empty | Cell::ToFill => String::new(),
                Cell::Text(words) => guarded(words),
                Cell::Number(number) => super::table::plain_number(*number, column.kind),
                Cell::Date(date) => date.to_string(),
                Cell::Time(time) => time.to_string(),
                Cell::Link { url, .. } => guarded(url),
            };
            self.out.write_field(words).map_err(io_error)?;
        }
        self.out.write_record(None::<&[u8]>).map_err(io_error)?;
        Ok(())
    }

    /// Hands back where it was written to.
    pub fn finish(self) -> Result<W, ReportError> {
        self.out.into_inner().map_err(|error| ReportError::Io(io::Error::other(error.to_string())))
    }
}

fn io_error(error: csv::Error) -> ReportError {
    let text = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) => ReportError::Io(error),
        _ => ReportError::Shape(text),
    }
}

/// Words that a spreadsheet cannot take for a formula: those that begin as one get an apostrophe before, as a person
/// would write them there.
fn guarded(words: &str) -> String {
    let words = text::clean(words);
    if words.starts_with(['=', '+', '-', '@', '\t', '\n']) { format!("'{words}") } else { words.into_owned() }
}

#[cfg(test)]
mod tests {
    use mobile_sync_protocol::time::Date;

    use super::{
        super::table::{Column, Kind},
        *,
    };

    fn table() -> Table {
        let columns = [
            ("name", "Tên", Kind::Text),
            ("sum", "Số tiền", Kind::Number { decimals: 2 }),
            ("day", "Ngày", Kind::Date),
            ("at", "Lúc", Kind::Time),
            ("link", "Phiếu", Kind::Link),
        ];
        let columns = columns.map(|(key, title, kind)| Column::new(key, title, kind, 10.0));
        Table { name: "phieu".into(), columns: columns.into(), ..Table::default() }
    }

    fn written(rows: &[Row]) -> String {
        let mut writer = Writer::new(Vec::new(), table()).unwrap();
        for row in rows {
            writer.row(row).unwrap();
        }
        String::from_utf8(writer.finish().unwrap()).unwrap()
    }

    #[test]
    fn rows_are_as_rfc_4180_has_them_and_excel_knows_the_encoding() {
        let row = vec![
            Cell::text("Đường \"Bản Làn\",\nxã Điềm He"),
            Cell::Number(-1234.5),
            Cell::Date(Date::new(2024, 5, 6).unwrap()),
            Cell::Time("2024-05-06T09:15:00+07:00".parse().unwrap()),
            Cell::Link { text: "phiếu".into(), url: "https://thucdia.example/1".into() },
        ];
        assert_eq!(
            written(&[row.into()]),
            "\u{feff}Tên,Số tiền,Ngày,Lúc,Phiếu\r\n\"Đường \"\"Bản Làn\"\",\nxã Điềm He\",-1234.50,2024-05-06,\
             2024-05-06T09:15:00.000+07:00,https://thucdia.example/1\r\n"
        );
    }

    #[test]
    fn words_are_never_formulas() {
        for words in ["=1+1", "+84", "-HYPERLINK(1)", "@SUM", "\tx", "\r=1"] {
            let row = vec![Cell::text(words), Cell::Empty, Cell::Empty, Cell::Empty, Cell::ToFill];
            let text = written(&[row.into()]);
            let line = text.split("\r\n").nth(1).unwrap().trim_start_matches('"');
            assert!(line.starts_with('\''), "{line:?}");
        }
    }

    #[test]
    fn a_row_of_another_width_is_refused() {
        let mut writer = Writer::new(Vec::new(), table()).unwrap();
        assert!(matches!(writer.row(&vec![Cell::Empty].into()), Err(ReportError::Shape(_))));
    }
}
