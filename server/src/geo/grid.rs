//! Which outlines a point can be in, by the cell of a grid that it falls into.
//!
//! Most cells lie wholly inside one outline, and there the answer needs no geometry at all; a cell that a border passes
//! names the outlines that have to be asked. Measured over the whole country against an R-tree of boxes with the same
//! outlines behind it, this answers three times as fast, for some megabytes and a tenth of a second of building. More cells
//! than these gain nothing: what is left is waiting for memory.

use geo::Coord;

use super::edges::Edges;

/// Cells for each outline, about, in the box around all of them: a side of about a tenth of a commune's.
const CELLS_AN_OUTLINE: f64 = 400.0;
const MOST_CELLS: f64 = 1_500_000.0;
/// Outlines that cover each other many times over get fewer cells, so that the entries stay within this.
const MOST_ENTRIES: f64 = 6_000_000.0;
/// Part of a cell by which a border is taken as wider, so that no rounding puts a point into a cell that misses it.
const MARGIN: f64 = 1e-6;

/// A grid over the outlines of one layer.
#[derive(Debug)]
pub(super) struct Grid {
    low: Coord,
    cells_a_degree: f64,
    columns: usize,
    rows: usize,
    /// Where each cell's entries begin; one more at the end.
    starts: Vec<u32>,
    entries: Vec<Entry>,
}

/// An outline that reaches into a cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The number that the outline was given with.
    pub(super) outline: u32,
    /// Whether the whole cell is inside.
    pub(super) whole: bool,
}

impl Grid {
    /// Lays a grid over numbered outlines.
    pub(super) fn over(outlines: &[(u32, &Edges)]) -> Self {
        let far = f64::INFINITY;
        let (mut low, mut high) = (Coord { x: far, y: far }, Coord { x: -far, y: -far });
        for (_, edges) in outlines {
            let (south_west, north_east) = edges.bounds();
            low = Coord { x: low.x.min(south_west.x), y: low.y.min(south_west.y) };
            high = Coord { x: high.x.max(north_east.x), y: high.y.max(north_east.y) };
        }
        // No side can be shorter than a ten-thousandth of the other: a sliver would make a grid of one row too long.
        let (wide, tall) = (high.x - low.x, high.y - low.y);
        let (wide, tall) = (wide.max(tall * 1e-4), tall.max(wide * 1e-4));
        let boxes: f64 = outlines.iter().map(|(_, edges)| box_of(edges)).sum();
        let fold = (boxes / (wide * tall)).max(1.0);
        #[expect(clippy::cast_precision_loss, reason = "a few thousand outlines")]
        let wanted = (outlines.len() as f64 * CELLS_AN_OUTLINE).min(MOST_CELLS).min(MOST_ENTRIES / fold).max(1.0);
        let cells_a_degree = (wanted / (wide * tall)).sqrt();
        let mut grid = Self { low, cells_a_degree, columns: 1, rows: 1, starts: Vec::new(), entries: Vec::new() };
        grid.columns = index(wide * cells_a_degree) + 1;
        grid.rows = index(tall * cells_a_degree) + 1;
        let mut filed: Vec<(u32, Entry)> = Vec::new();
        for (outline, edges) in outlines {
            grid.file(*outline, edges, &mut filed);
        }
        filed.sort_by_key(|(cell, entry)| (*cell, entry.outline));
        grid.starts = vec![0; grid.columns * grid.rows + 1];
        for (cell, _) in &filed {
            if let Some(count) = grid.starts.get_mut(*cell as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut grid.starts {
            sum += *start;
            *start = sum;
        }
        grid.entries = filed.into_iter().map(|(_, entry)| entry).collect();
        grid
    }

    /// The outlines that reach into the cell of a point.
    #[inline]
    pub(super) fn at(&self, point: Coord) -> &[Entry] {
        let (x, y) = self.cell_of(point);
        if x < 0.0 || y < 0.0 {
            return &[];
        }
        let (column, row) = (index(x), index(y));
        if column >= self.columns || row >= self.rows {
            return &[];
        }
        let cell = row * self.columns + column;
        match (self.starts.get(cell), self.starts.get(cell + 1)) {
            (Some(&start), Some(&end)) => self.entries.get(start as usize..end as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    fn cell_of(&self, point: Coord) -> (f64, f64) {
        ((point.x - self.low.x) * self.cells_a_degree, (point.y - self.low.y) * self.cells_a_degree)
    }

    /// Files one outline under every cell that it reaches into.
    fn file(&self, outline: u32, edges: &Edges, filed: &mut Vec<(u32, Entry)>) {
        let (low, high) = edges.bounds();
        let ((west, south), (east, north)) = (self.cell_of(low), self.cell_of(high));
        let (columns, rows) = (span(west, east, self.columns), span(south, north, self.rows));
        let mut passed = vec![false; columns.len() * rows.len()];
        let mut pass = |column: usize, row: usize| {
            if let Some(cell) = passed.get_mut((row - rows.start) * columns.len() + column - columns.start) {
                *cell = true;
            }
        };
        edges.each(|from, to| self.cells_along(from, to, &mut pass));
        for (row_cells, row) in passed.chunks(columns.len()).zip(rows) {
            // Between two borders of a row nothing changes, so one cell answers for its neighbours.
            let mut inside: Option<bool> = None;
            for (&border, column) in row_cells.iter().zip(columns.clone()) {
                let whole = !border && *inside.get_or_insert_with(|| edges.contains(self.middle(column, row)));
                if border {
                    inside = None;
                }
                if border || whole {
                    let cell = u32::try_from(row * self.columns + column).unwrap_or(u32::MAX);
                    filed.push((cell, Entry { outline, whole }));
                }
            }
        }
    }

    /// Names every cell that a segment passes, and perhaps a neighbour that it nearly does.
    fn cells_along(&self, from: Coord, to: Coord, pass: &mut impl FnMut(usize, usize)) {
        let (mut start, mut end) = (self.cell_of(from), self.cell_of(to));
        if start.1 > end.1 {
            std::mem::swap(&mut start, &mut end);
        }
        let rise = end.1 - start.1;
        for row in span(start.1, end.1, self.rows) {
            #[expect(clippy::cast_precision_loss, reason = "at most MOST_CELLS")]
            let (floor, ceiling) = (row as f64 - MARGIN, row as f64 + 1.0 + MARGIN);
            let at = |height: f64| {
                let part = if rise > 0.0 { ((height - start.1) / rise).clamp(0.0, 1.0) } else { 0.0 };
                start.0 + part * (end.0 - start.0)
            };
            let (enters, leaves) = if rise > MARGIN { (at(floor), at(ceiling)) } else { (start.0, end.0) };
            for column in span(enters.min(leaves), enters.max(leaves), self.columns) {
                pass(column, row);
            }
        }
    }

    fn middle(&self, column: usize, row: usize) -> Coord {
        #[expect(clippy::cast_precision_loss, reason = "at most MOST_CELLS")]
        let (x, y) = (column as f64 + 0.5, row as f64 + 0.5);
        Coord { x: self.low.x + x / self.cells_a_degree, y: self.low.y + y / self.cells_a_degree }
    }
}

/// The square degrees of the box around an outline.
fn box_of(edges: &Edges) -> f64 {
    let (low, high) = edges.bounds();
    (high.x - low.x) * (high.y - low.y)
}

/// The whole cells that a stretch of the grid touches, with the margin.
fn span(from: f64, to: f64, count: usize) -> std::ops::Range<usize> {
    index(from - MARGIN).min(count - 1)..(index(to + MARGIN) + 1).min(count)
}

#[inline]
fn index(cells: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates at both ends")]
    let index = cells as usize;
    index
}
