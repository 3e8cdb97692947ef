//! Tables, and pictures beside one another.

use std::{
    fmt::Write as _,
    io::{Seek, Write},
};

use super::{
    super::{
        ReportError,
        document::{Picture, Pictures},
        grid::{self, Align, GridTable, Slot},
        page,
    },
    Writer, runs, twips,
};

/// The begin of a cell: its width, the columns it covers, and what else is said of it.
fn cell(out: &mut String, width: i64, columns: u16, also: &str) {
    let _ = write!(out, r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>"#);
    if columns > 1 {
        let _ = write!(out, r#"<w:gridSpan w:val="{columns}"/>"#);
    }
    let _ = write!(out, "{also}</w:tcPr>");
}

/// The begin of a table with columns of these widths.
fn begin(out: &mut String, style: &str, widths: &[i64]) {
    let _ = write!(
        out,
        concat!(
            r#"<w:tbl><w:tblPr><w:tblStyle w:val="{}"/><w:tblW w:w="{}" w:type="dxa"/><w:jc w:val="center"/>"#,
            r#"<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>"#,
        ),
        style,
        widths.iter().sum::<i64>()
    );
    for width in widths {
        let _ = write!(out, r#"<w:gridCol w:w="{width}"/>"#);
    }
    out.push_str("</w:tblGrid>");
}

impl<W: Write + Seek> Writer<'_, W> {
    pub(super) fn table(&mut self, table: &GridTable) {
        let width = u16::try_from(table.columns.len()).unwrap_or(u16::MAX);
        if width == 0 {
            return;
        }
        if let Some(caption) = &table.caption {
            let place = r#"<w:spacing w:before="120" w:after="60"/>"#;
            runs::paragraph(&mut self.xml, "TableHeading", place, caption, r#"<w:sz w:val="26"/><w:szCs w:val="26"/>"#);
        }
        if let Some(unit) = &table.unit {
            let place = r#"<w:keepNext/><w:jc w:val="right"/>"#;
            runs::paragraph(&mut self.xml, "TableText", place, unit, "<w:i/><w:iCs/>");
        }
        let widths: Vec<i64> =
            grid::widths(&table.columns, page::text_width(self.landscape)).into_iter().map(twips).collect();
        let across = |column: u16, columns: u16| -> i64 {
            widths.iter().skip(usize::from(column)).take(usize::from(columns)).sum()
        };
        begin(&mut self.xml, "TableGrid", &widths);
        self.header_rows(table, width, &across);
        for row in &table.rows {
            self.xml.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for (column, columns, content) in grid::cells(row, width) {
                cell(&mut self.xml, across(column, columns), columns, r#"<w:vAlign w:val="center"/>"#);
                let align = table.columns.get(usize::from(column)).map_or(Align::Left, |column| column.align);
                let align = match align {
                    _ if columns > 1 => "left",
                    Align::Left => "left",
                    Align::Centre => "center",
                    Align::Right => "right",
                };
                let _ = write!(self.xml, r#"<w:p><w:pPr><w:pStyle w:val="TableText"/><w:jc w:val="{align}"/></w:pPr>"#);
                runs::runs(&mut self.xml, &mut self.links, &content.runs, "");
                self.xml.push_str("</w:p></w:tc>");
            }
            self.xml.push_str("</w:tr>");
        }
        self.xml.push_str("</w:tbl>");
        self.after_table();
    }

    fn header_rows(&mut self, table: &GridTable, width: u16, across: &dyn Fn(u16, u16) -> i64) {
        let rows = grid::placed(table);
        for (at, row) in rows.iter().enumerate() {
            self.xml.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
            for (place, (column, slot)) in row.iter().enumerate() {
                let columns = grid::columns_of(row, place, width);
                let (text, merged) = match slot {
                    Slot::GoesOn(_) => ("", "<w:vMerge/>"),
                    Slot::Begins(cell) if grid::rows_of(&rows, at, *column) > 1 => {
                        (cell.text.as_str(), r#"<w:vMerge w:val="restart"/>"#)
                    }
                    Slot::Begins(cell) => (cell.text.as_str(), ""),
                };
                let also = format!(r#"{merged}<w:vAlign w:val="center"/>"#);
                cell(&mut self.xml, across(*column, columns), columns, &also);
                runs::paragraph(&mut self.xml, "TableHeading", "", text, "");
                self.xml.push_str("</w:tc>");
            }
            self.xml.push_str("</w:tr>");
        }
    }

    /// Two tables without words between them would be read as one.
    fn after_table(&mut self) {
        runs::paragraph(&mut self.xml, "", r#"<w:spacing w:line="160" w:lineRule="exact"/>"#, "", "");
    }

    pub(super) fn pictures(
        &mut self,
        per_row: u8,
        items: &[Picture],
        pictures: &mut dyn Pictures,
    ) -> Result<(), ReportError> {
        let (per_row, width, inner) = page::beside(per_row, items.len(), self.landscape);
        if items.is_empty() {
            return Ok(());
        }
        begin(&mut self.xml, "NoBorders", &vec![twips(width); per_row]);
        for row in items.chunks(per_row) {
            self.xml.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for item in row {
                cell(&mut self.xml, twips(width), 1, r#"<w:vAlign w:val="bottom"/>"#);
                let placed = self.picture(item.sha256, pictures)?;
                self.xml.push_str(r#"<w:p><w:pPr><w:keepNext/><w:jc w:val="center"/></w:pPr>"#);
                match placed {
                    Some(placed) => {
                        let alt = if item.alt.is_empty() { &item.caption } else { &item.alt };
                        self.drawing(placed, page::fitted(placed.pixels, inner), alt);
                    }
                    None => runs::letters(
                        &mut self.xml,
                        &format!("[{}]", page::NO_PICTURE_TEXT),
                        r#"<w:i/><w:iCs/><w:color w:val="7F7F7F"/>"#,
                    ),
                }
                self.xml.push_str("</w:p></w:tc>");
            }
            self.empty_cells(per_row - row.len(), twips(width));
            self.xml.push_str("</w:tr><w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for item in row {
                cell(&mut self.xml, twips(width), 1, "");
                runs::paragraph(&mut self.xml, "Caption", r#"<w:ind w:left="113" w:right="113"/>"#, &item.caption, "");
                self.xml.push_str("</w:tc>");
            }
            self.empty_cells(per_row - row.len(), twips(width));
            self.xml.push_str("</w:tr>");
            self.flush()?;
        }
        self.xml.push_str("</w:tbl>");
        self.after_table();
        Ok(())
    }

    fn empty_cells(&mut self, count: usize, width: i64) {
        for _ in 0..count {
            cell(&mut self.xml, width, 1, "");
            self.xml.push_str("<w:p/></w:tc>");
        }
    }
}
