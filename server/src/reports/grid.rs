//! Tables inside documents: columns, headers of several levels, rows.

use super::document::Run;

/// A table in a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GridTable {
    /// Above it, in the middle: `Bảng 1. …`.
    pub caption: Option<String>,
    /// Above it, at the right, in italics: `Đơn vị tính: triệu đồng`.
    pub unit: Option<String>,
    /// From left to right.
    pub columns: Vec<GridColumn>,
    /// Rows of the header, repeated on each page. Cells that span are named once, as in HTML.
    pub header: Vec<Vec<HeaderCell>>,
    /// Rows, each with cells that fill the columns.
    pub rows: Vec<Vec<GridCell>>,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridColumn {
    /// Its share of the width, in whatever measure all columns share.
    pub width: f32,
    /// Where the words of its cells stand.
    pub align: Align,
}

/// Where words stand in a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// At the left: words.
    #[default]
    Left,
    /// In the middle: marks and short codes.
    Centre,
    /// At the right: numbers.
    Right,
}

/// A cell of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderCell {
    /// Its words.
    pub text: String,
    /// Columns that it covers, from 1.
    pub columns: u16,
    /// Rows that it covers, from 1.
    pub rows: u16,
}

impl HeaderCell {
    /// A cell of one column and one row.
    pub fn one(text: impl Into<String>) -> Self {
        Self { text: text.into(), columns: 1, rows: 1 }
    }
}

/// A cell of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridCell {
    /// Its words.
    pub runs: Vec<Run>,
    /// Columns that it covers besides its own.
    pub more_columns: u16,
}

impl GridCell {
    /// A cell with upright letters.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { runs: vec![Run::plain(text)], more_columns: 0 }
    }

    /// A cell with bold letters.
    pub fn bold(text: impl Into<String>) -> Self {
        Self { runs: vec![Run::bold(text)], more_columns: 0 }
    }

    /// A cell that a person has to fill in.
    pub fn to_fill() -> Self {
        Self { runs: vec![Run::to_fill("……")], more_columns: 0 }
    }

    /// The same over `columns` columns.
    #[must_use]
    pub fn over(mut self, columns: u16) -> Self {
        self.more_columns = columns.saturating_sub(1);
        self
    }
}

/// What stands at a column of a row of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot<'a> {
    /// A cell begins.
    Begins(&'a HeaderCell),
    /// A cell from a row above goes on, over so many columns.
    GoesOn(u16),
}

/// Each row of the header as the slots that fill it, with the column at which each begins. Cells that no row names are
/// empty, and what goes over an edge is cut there.
pub(super) fn placed(table: &GridTable) -> Vec<Vec<(u16, Slot<'_>)>> {
    static EMPTY: HeaderCell = HeaderCell { text: String::new(), columns: 1, rows: 1 };
    let width = u16::try_from(table.columns.len()).unwrap_or(u16::MAX);
    // For each column: how many rows the cell above still covers, and its columns where it begins here.
    let mut above: Vec<(u16, u16)> = vec![(0, 0); usize::from(width)];
    let mut rows = Vec::new();
    for (at, cells) in table.header.iter().enumerate() {
        let left = u16::try_from(table.header.len() - at).unwrap_or(u16::MAX);
        let mut cells = cells.iter();
        let mut row = Vec::new();
        let mut column = 0;
        while column < width {
            let (rows_above, columns_above) = above.get(usize::from(column)).copied().unwrap_or_default();
            if rows_above > 0 {
                row.push((column, Slot::GoesOn(columns_above)));
                if let Some(slot) = above.get_mut(usize::from(column)) {
                    slot.0 -= 1;
                }
                column += columns_above.max(1);
                continue;
            }
            let cell = cells.next().unwrap_or(&EMPTY);
            let free = above.iter().skip(usize::from(column)).take_while(|(rows, _)| *rows == 0).count();
            let columns = cell.columns.clamp(1, u16::try_from(free).unwrap_or(u16::MAX).max(1));
            if let Some(slot) = above.get_mut(usize::from(column)) {
                *slot = (cell.rows.clamp(1, left) - 1, columns);
            }
            row.push((column, Slot::Begins(cell)));
            column += columns;
        }
        rows.push(row);
    }
    rows
}

/// The columns that a slot covers: up to where the next one begins.
pub(super) fn columns_of(row: &[(u16, Slot<'_>)], at: usize, width: u16) -> u16 {
    let begins = row.get(at).map_or(width, |(column, _)| *column);
    row.get(at + 1).map_or(width, |(column, _)| *column) - begins
}

/// The rows that the cell at `column` of row `at` covers.
pub(super) fn rows_of(rows: &[Vec<(u16, Slot<'_>)>], at: usize, column: u16) -> usize {
    let goes_on = |row: &&Vec<(u16, Slot<'_>)>| {
        row.iter().any(|(other, slot)| *other == column && matches!(slot, Slot::GoesOn(_)))
    };
    1 + rows.iter().skip(at + 1).take_while(goes_on).count()
}

/// No column is narrower, in millimetres: two capitals and the cell's borders.
const NARROWEST: f32 = 9.0;

/// The widths of the columns, which fill `width` millimetres.
pub(super) fn widths(columns: &[GridColumn], width: f32) -> Vec<f32> {
    let share = |column: &GridColumn| if column.width.is_finite() && column.width > 0.0 { column.width } else { 1.0 };
    let all: f32 = columns.iter().map(share).sum();
    let widths = columns.iter().map(|column| (share(column) / all * width).max(NARROWEST));
    let widths: Vec<f32> = widths.collect();
    // What the narrow ones got, the wider ones give.
    let (narrow, wide): (Vec<f32>, Vec<f32>) = widths.iter().partition(|width| **width <= NARROWEST);
    let (narrow, wide): (f32, f32) = (narrow.iter().sum(), wide.iter().sum());
    let ratio = if wide > 0.0 { (width - narrow).max(wide / 4.0) / wide } else { width / narrow };
    widths.into_iter().map(|width| if wide > 0.0 && width <= NARROWEST { width } else { width * ratio }).collect()
}

/// The cells of a row with the column and the count of columns of each; a row is filled or cut to the table's width.
pub(super) fn cells(row: &[GridCell], width: u16) -> Vec<(u16, u16, &GridCell)> {
    static EMPTY: GridCell = GridCell { runs: Vec::new(), more_columns: 0 };
    let mut out = Vec::new();
    let mut cells = row.iter();
    let mut column = 0;
    while column < width {
        let cell = cells.next().unwrap_or(&EMPTY);
        let columns = cell.more_columns.saturating_add(1).min(width - column);
        out.push((column, columns, cell));
        column += columns;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str, columns: u16, rows: u16) -> HeaderCell {
        HeaderCell { text: text.into(), columns, rows }
    }

    #[test]
    fn headers_of_two_levels_are_placed_as_in_html() {
        let column = GridColumn { width: 1.0, align: Align::Left };
        let table = GridTable {
            columns: vec![column; 4],
            header: vec![
                vec![cell("TT", 1, 2), cell("Công trình", 2, 1), cell("Ghi chú", 1, 9)],
                vec![cell("Kế hoạch", 1, 1), cell("Đã kiểm tra", 1, 1)],
            ],
            ..GridTable::default()
        };
        let rows = placed(&table);
        let told = |(column, slot): &(u16, Slot<'_>)| match slot {
            Slot::Begins(cell) => (*column, cell.text.clone()),
            Slot::GoesOn(_) => (*column, "…".to_owned()),
        };
        let told: Vec<Vec<_>> = rows.iter().map(|row| row.iter().map(told).collect()).collect();
        let expected = [
            vec![(0, "TT"), (1, "Công trình"), (3, "Ghi chú")],
            vec![(0, "…"), (1, "Kế hoạch"), (2, "Đã kiểm tra"), (3, "…")],
        ];
        let expected = expected.map(|row| row.into_iter().map(|(column, text)| (column, text.to_owned())).collect());
        assert_eq!(told, Vec::<Vec<_>>::from(expected));
        assert_eq!(columns_of(&rows[0], 1, 4), 2);
        assert_eq!((rows_of(&rows, 0, 0), rows_of(&rows, 0, 1), rows_of(&rows, 0, 3)), (2, 1, 2));
    }

    #[test]
    fn a_row_fills_the_table() {
        let row = [GridCell::plain("a"), GridCell::plain("b").over(9)];
        let placed: Vec<_> = cells(&row, 4).iter().map(|(column, columns, _)| (*column, *columns)).collect();
        assert_eq!(placed, [(0, 1), (1, 3)]);
        assert_eq!(cells(&row[..1], 3).len(), 3);
    }

    #[test]
    fn widths_are_shares() {
        let column = |width| GridColumn { width, align: Align::Left };
        assert_eq!(widths(&[column(1.0), column(2.0), column(f32::NAN)], 100.0), [25.0, 50.0, 25.0]);
        assert_eq!(widths(&[column(1.0), column(1.0), column(98.0)], 116.0), [9.0, 9.0, 98.0]);
        assert_eq!(widths(&[column(1.0), column(1.0)], 10.0), [5.0, 5.0]);
    }
}
