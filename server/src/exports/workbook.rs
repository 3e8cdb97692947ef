//! The tables of an evaluation as a workbook: those of its form with cells to be filled by hand, then a sheet for each
//! figure, then the findings. Sheets are templates that people go on with, so nothing in them is locked.

use super::{
    MakeError,
    gather::{Whole, table_rows},
    run::Making,
    sheets::{folder, take},
    sink::Finished,
};
use crate::{
    evaluation::{
        figures::{Amount, Figure},
        table::{FormTable, TableRow, TableRows},
    },
    jobs::compute,
    reports::{
        ReportError,
        table::{Cell, Column, Kind, Row, Table},
        vietnamese::short_date,
        xlsx,
    },
};

/// A sheet: what it is called, and its rows.
type Sheet = (Table, Vec<Row>);

/// Writes the workbook of an evaluation.
pub(super) async fn write(making: &Making<'_>, whole: &Whole) -> Result<Finished, MakeError> {
    let mut sink = making.sink(|_| {}).await?;
    let form = &whole.view.line.form;
    let mut sheets: Vec<Sheet> = form.tables.iter().map(|table| of_form(whole, table)).collect();
    sheets.extend((1..).zip(&whole.figures.figures).map(|(number, figure)| of_figure(whole, number, figure)));
    sheets.push(findings(whole));
    sink.total = i64::try_from(sheets.len()).unwrap_or(0);
    let folder = folder(making)?;
    let (home, path) = (folder.path().to_owned(), folder.path().join("workbook.xlsx"));
    let file = path.clone();
    let written = compute(true, move || {
        let sheets = sheets.into_iter().map(|(table, rows)| (table, rows.into_iter().map(Ok)));
        let out = std::io::BufWriter::new(std::fs::File::create(file)?);
        let out = xlsx::write(sheets, &home, out)?;
        out.into_inner().map_err(|error| ReportError::Io(error.into_error()))?.sync_data()?;
        Ok::<_, ReportError>(())
    });
    sink.meanwhile(written).await??;
    sink.done = sink.total;
    take(sink, &path).await
}

/// What stands above a table.
fn above(whole: &Whole, name: String, title: &str) -> Table {
    let head = &whole.view.line.evaluation.head;
    let figures = &whole.figures;
    Table {
        name,
        issuer: head.superior.iter().chain(&head.issuer).cloned().collect(),
        title: title.to_uppercase(),
        subtitle: Some(format!(
            "Số liệu từ ngày {} đến ngày {}, tính ngày {}",
            short_date(figures.from),
            short_date(figures.to),
            short_date(figures.as_of)
        )),
        ..Table::default()
    }
}

fn of_form(whole: &Whole, table: &FormTable) -> Sheet {
    let title = match table.rows {
        TableRows::Commune => "Xã, thị trấn",
        TableRows::SubProject => "Dự án, tiểu dự án",
    };
    let mut columns = vec![Column::new("code", "Mã", Kind::Text, 10.0), Column::new("name", title, Kind::Text, 42.0)];
    columns.extend(table.columns.iter().map(|column| Column {
        group: column.group.as_ref().map(|group| group.vi.clone()),
        ..Column::new(column.key.as_str(), column.title.vi.as_str(), Kind::Number { decimals: column.decimals }, 14.0)
    }));
    let row = |row: TableRow| {
        let sums = row.name.is_none();
        let notes = table.columns.iter().map(|column| column.note);
        let (code, name) = row
            .name
            .map_or((Cell::Empty, Cell::text("Cộng")), |name| (Cell::text(name.code), Cell::text(name.title)));
        let cell = |(value, note): (Option<f64>, bool)| match value {
            Some(value) => Cell::Number(value),
            None if sums || note => Cell::Empty,
            None => Cell::ToFill,
        };
        let cells = row.cells.into_iter().zip(notes).map(cell);
        Row { cells: [code, name].into_iter().chain(cells).collect(), strong: sums }
    };
    let about = Table {
        form: Some(table.number.clone()),
        unit: table.unit.as_ref().map(|unit| format!("Đơn vị tính: {}", unit.vi)),
        columns,
        numbered: true,
        ..above(whole, table.number.clone(), &table.title.vi)
    };
    (about, table_rows(whole, table).into_iter().map(row).collect())
}

fn of_figure(whole: &Whole, number: usize, figure: &Figure) -> Sheet {
    let grouped = figure.rows.iter().any(|row| row.group.is_some());
    let mut columns = Vec::new();
    if grouped {
        columns.push(Column::new("group", "Nhóm", Kind::Text, 30.0));
    }
    columns.push(Column::new("name", "Nội dung", Kind::Text, 46.0));
    columns.extend(
        figure.columns.iter().map(|column| {
            Column::new(column.key.as_str(), column.title.vi.as_str(), Kind::Number { decimals: 0 }, 14.0)
        }),
    );
    let amounts = |cells: &std::collections::BTreeMap<String, Amount>| {
        let cell = |key: &String| cells.get(key).map_or(Cell::Empty, |amount| Cell::count(amount.value));
        figure.columns.iter().map(|column| cell(&column.key)).collect::<Vec<_>>()
    };
    let line = |group: Option<&str>, title: &str, cells| {
        let names = grouped.then(|| Cell::maybe(group)).into_iter().chain([Cell::text(title)]);
        names.chain(amounts(cells)).collect::<Vec<_>>()
    };
    let rows = figure
        .rows
        .iter()
        .map(|row| Row::from(line(row.group.as_ref().map(|group| group.vi.as_str()), &row.title.vi, &row.cells)));
    let total = figure.total.as_ref().map(|total| Row { cells: line(None, "Cộng", total), strong: true });
    let unit = Some(&figure.unit.vi).filter(|unit| !unit.is_empty());
    let about = Table {
        unit: unit.map(|unit| format!("Đơn vị tính: {unit}")),
        columns,
        ..above(whole, format!("Số liệu {number}"), &figure.title.vi)
    };
    (about, rows.chain(total).collect())
}

/// The attached findings, as they stood.
fn findings(whole: &Whole) -> Sheet {
    let form = &whole.view.line.form;
    let columns = [
        ("section", "Mục", Kind::Text, 30.0),
        ("number", "Số", Kind::Text, 10.0),
        ("level", "Mức", Kind::Text, 7.0),
        ("category", "Loại", Kind::Text, 18.0),
        ("commune", "Xã, thị trấn", Kind::Text, 20.0),
        ("sub_project", "Tiểu dự án", Kind::Text, 12.0),
        ("subject", "Đối tượng", Kind::Text, 34.0),
        ("what", "Tồn tại, hạn chế", Kind::Text, 50.0),
        ("recommendation", "Kiến nghị", Kind::Text, 40.0),
        ("responsible", "Chịu trách nhiệm", Kind::Text, 24.0),
        ("due_on", "Thời hạn", Kind::Date, 12.0),
        ("state", "Khi đưa vào báo cáo", Kind::Text, 20.0),
        ("state_now", "Hiện nay", Kind::Text, 20.0),
        ("photos", "Số ảnh", Kind::Number { decimals: 0 }, 8.0),
    ];
    let rows = whole.view.attachments.iter().map(|line| {
        let it = &line.snapshot;
        let section = form.section(&line.attachment.section).map(|section| section.title.vi.as_str());
        Row::from(vec![
            Cell::maybe(section),
            Cell::text(it.number.as_str()),
            Cell::text(it.level.as_str().to_uppercase()),
            Cell::text(it.category.vietnamese()),
            Cell::text(it.commune.name.as_str()),
            Cell::text(it.sub_project.code.as_str()),
            Cell::maybe(it.shown_subject()),
            Cell::text(it.what.as_str()),
            Cell::maybe(it.recommendation.as_deref()),
            Cell::maybe(it.responsible.as_ref().map(|body| body.name.as_str())),
            it.due_on.map_or(Cell::Empty, Cell::Date),
            Cell::text(it.state.vietnamese()),
            Cell::text(line.state_now.vietnamese()),
            Cell::count(i64::try_from(it.photos.len()).unwrap_or(0)),
        ])
    });
    let about = Table {
        columns: Column::list(columns),
        filter: true,
        ..above(whole, "Phát hiện".to_owned(), "Phát hiện đưa vào báo cáo")
    };
    (about, rows.collect())
}
