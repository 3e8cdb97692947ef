//! Tables: rows stay whole where a page can hold them, the header comes again on each page.

use std::io::Write;

use super::{
    super::{
        ReportError,
        document::Run,
        grid::{self, Align, GridTable, Slot},
        page,
    },
    Writer, flow, lines,
    paragraph::{Paragraph, Stand, draw_line},
};

/// A cell: where it begins from the left margin, and what is in it.
struct Cell {
    left: f32,
    width: f32,
    /// Rows that it covers; none of a cell that began above.
    rows: usize,
    words: Paragraph,
}

const PADDING: f32 = 2.5;
const LINE: f32 = 0.5;

#[expect(clippy::cast_precision_loss, reason = "lines of a cell")]
fn high(words: &Paragraph) -> f32 {
    words.leading() * words.lines.len() as f32 + 2.0 * PADDING
}

impl<W: Write> Writer<'_, W> {
    fn cell(&self, words: &[Run], stand: Stand, (left, width): (f32, f32), rows: usize) -> Cell {
        let inner = width - 2.0 * page::points(page::CELL_PADDING);
        let words = Paragraph {
            lines: lines::broken(&self.flow.letters.fonts, words, page::CELL, (inner, inner)),
            size: page::CELL,
            spacing: 1.0,
            left: left + page::points(page::CELL_PADDING),
            width: inner,
            indent: 0.0,
            stand,
            before: 0.0,
            after: 0.0,
            bookmark: None,
        };
        Cell { left, width, rows, words }
    }

    pub(super) fn table(&mut self, table: &GridTable) -> Result<(), ReportError> {
        let count = u16::try_from(table.columns.len()).unwrap_or(u16::MAX);
        if count == 0 {
            return Ok(());
        }
        self.above(table);
        let widths: Vec<f32> =
            grid::widths(&table.columns, page::text_width(self.flow.landscape)).into_iter().map(page::points).collect();
        let place = |column: u16, columns: u16| -> (f32, f32) {
            let left = widths.iter().take(usize::from(column)).sum();
            (left, widths.iter().skip(usize::from(column)).take(usize::from(columns)).sum())
        };
        let header = self.header(table, count, &place);
        let header_height: f32 = header.iter().map(|(height, _)| height).sum();
        let mut first = true;
        for row in &table.rows {
            let cells: Vec<Cell> = grid::cells(row, count)
                .into_iter()
                .map(|(column, columns, cell)| {
                    let align = table.columns.get(usize::from(column)).map_or(Align::Left, |column| column.align);
                    let stand = match align {
                        Align::Centre if columns == 1 => Stand::Centre,
                        Align::Right if columns == 1 => Stand::Right,
                        _ => Stand::Left,
                    };
                    self.cell(&cell.runs, stand, place(column, columns), 1)
                })
                .collect();
            let height = cells.iter().map(|cell| high(&cell.words)).fold(0.0, f32::max);
            if first {
                self.flow.room(header_height + height.min(self.flow.whole() * 0.7))?;
                self.draw_header(&header);
                first = false;
            } else if self.flow.y + height > self.flow.bottom() {
                self.flow.next_page()?;
                self.draw_header(&header);
            }
            self.row(&cells, height, &header)?;
        }
        if first {
            self.flow.room(header_height)?;
            self.draw_header(&header);
        }
        self.flow.y += 8.0;
        Ok(())
    }

    /// Caption and unit, which stay with the first row.
    fn above(&mut self, table: &GridTable) {
        if let Some(caption) = &table.caption {
            let mut caption = self.laid(&[Run::bold(caption)], 13.0, Stand::Centre, 0.0);
            (caption.spacing, caption.before, caption.after) = (1.0, 6.0, 3.0);
            self.flow.heading(caption);
        }
        if let Some(unit) = &table.unit {
            let mut unit = self.laid(&[Run::italic(unit)], page::CELL, Stand::Right, 0.0);
            (unit.spacing, unit.after) = (1.0, 2.0);
            self.flow.heading(unit);
        }
    }

    /// The rows of the header with their heights.
    fn header(&self, table: &GridTable, count: u16, place: &dyn Fn(u16, u16) -> (f32, f32)) -> Vec<(f32, Vec<Cell>)> {
        let rows = grid::placed(table);
        let mut out: Vec<(f32, Vec<Cell>)> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let mut cells = Vec::new();
            for (index, (column, slot)) in row.iter().enumerate() {
                if let Slot::Begins(cell) = slot {
                    let part = place(*column, grid::columns_of(row, index, count));
                    cells.push(self.cell(
                        &[Run::bold(&cell.text)],
                        Stand::Centre,
                        part,
                        grid::rows_of(&rows, at, *column),
                    ));
                }
            }
            let single = cells.iter().filter(|cell| cell.rows == 1).map(|cell| high(&cell.words));
            let least = page::CELL + 2.0 * PADDING;
            out.push((single.fold(least, f32::max), cells));
        }
        // Cells over several rows make the last of them higher where they need it.
        let needs: Vec<(usize, usize, f32)> = out
            .iter()
            .enumerate()
            .flat_map(|(at, (_, cells))| cells.iter().map(move |cell| (at, cell.rows, high(&cell.words))))
            .collect();
        for (at, rows, need) in needs {
            let has: f32 = out.iter().skip(at).take(rows).map(|(height, _)| height).sum();
            if let Some((height, _)) = out.get_mut(at + rows.max(1) - 1).filter(|_| need > has) {
                *height += need - has;
            }
        }
        out
    }

    fn draw_header(&mut self, header: &[(f32, Vec<Cell>)]) {
        for (at, (height, cells)) in header.iter().enumerate() {
            for cell in cells {
                let high: f32 = header.iter().skip(at).take(cell.rows).map(|(height, _)| height).sum();
                self.draw_cell(cell, high, 0, cell.words.lines.len());
            }
            self.flow.y += height;
        }
    }

    /// A row; one that is higher than a page goes on, line by line.
    fn row(&mut self, cells: &[Cell], height: f32, header: &[(f32, Vec<Cell>)]) -> Result<(), ReportError> {
        if self.flow.y + height <= self.flow.bottom() + 0.1 {
            for cell in cells {
                self.draw_cell(cell, height, 0, cell.words.lines.len());
            }
            self.flow.y += height;
            return Ok(());
        }
        let lines = cells.iter().map(|cell| cell.words.lines.len()).max().unwrap_or(0);
        let leading = cells.first().map_or(page::CELL, |cell| cell.words.leading());
        let mut done = 0;
        while done < lines {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lines of a page")]
            let fits = ((self.flow.bottom() - self.flow.y - 2.0 * PADDING) / leading).max(0.0) as usize;
            let now = fits.max(1).min(lines - done);
            #[expect(clippy::cast_precision_loss, reason = "lines of a page")]
            let height = leading * now as f32 + 2.0 * PADDING;
            for cell in cells {
                self.draw_cell(cell, height, done, now);
            }
            self.flow.y += height;
            done += now;
            if done < lines {
                self.flow.next_page()?;
                self.draw_header(header);
            }
        }
        Ok(())
    }

    /// Some lines of a cell, in the middle of its height.
    fn draw_cell(&mut self, cell: &Cell, height: f32, from: usize, count: usize) {
        let flow = &mut self.flow;
        let at = (flow::left() + cell.left, flow.y);
        flow.canvas.frame(at, (cell.width, height), LINE, 0.0);
        let lines: Vec<_> = cell.words.lines.iter().enumerate().skip(from).take(count).collect();
        #[expect(clippy::cast_precision_loss, reason = "lines of a cell")]
        let free = height - cell.words.leading() * lines.len() as f32;
        let whole = from == 0 && lines.len() == cell.words.lines.len();
        let mut y = flow.y + if whole { free / 2.0 } else { PADDING };
        for (index, line) in lines {
            let place = (flow::left() + cell.words.left, y);
            draw_line(&mut flow.canvas, &mut flow.letters, &cell.words, line, index == 0, place);
            y += cell.words.leading();
        }
    }
}
