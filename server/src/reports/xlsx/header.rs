//! What stands above the rows.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::{
    super::{
        fonts::{Fonts, Style},
        table::Table,
        text,
    },
    formats::Formats,
    height, points, width_of,
};

/// The size of letters in titles.
const TITLE: f32 = 14.0;

/// Writes it, and says in which row the lowest header stands.
pub(super) fn write(sheet: &mut Worksheet, table: &Table, formats: &Formats, fonts: &Fonts) -> Result<u32, XlsxError> {
    let last = u16::try_from(table.columns.len() - 1).unwrap_or(u16::MAX);
    for (at, column) in table.columns.iter().enumerate() {
        let at = u16::try_from(at).unwrap_or(u16::MAX);
        sheet.set_column_width(at, width_of(column.width))?;
    }
    sheet.set_default_row_height(18.0);
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.8, 0.6, 0.8, 0.8, 0.4, 0.4);
    sheet.set_header("&C&\"Times New Roman,Regular\"&13&P");
    let whole = table.columns.iter().map(|column| points(width_of(column.width))).sum();
    let mut row = 0;
    let mut across = |sheet: &mut Worksheet, words: &str, format: &Format| -> Result<(), XlsxError> {
        let words = text::line(words);
        if last > 0 {
            sheet.merge_range(row, 0, row, last, &words, format)?;
        } else {
            sheet.write_string_with_format(row, 0, &words, format)?;
        }
        let lines = fonts.lines(Style::BOLD, &words, TITLE, whole);
        sheet.set_row_height(row, f64::from(lines) * 19.0)?;
        row += 1;
        Ok(())
    };
    if let Some(form) = &table.form {
        across(sheet, form, &formats.right)?;
    }
    let lines = table.issuer.len();
    for (at, line) in table.issuer.iter().enumerate() {
        let format = if at + 1 == lines { &formats.issuer_last } else { &formats.issuer };
        across(sheet, line, format)?;
    }
    if !table.title.is_empty() {
        across(sheet, &table.title, &formats.title)?;
    }
    if let Some(subtitle) = &table.subtitle {
        across(sheet, subtitle, &formats.subtitle)?;
    }
    if let Some(unit) = &table.unit {
        across(sheet, unit, &formats.right)?;
    }
    let first = row;
    let mut row = columns(sheet, table, formats, first)?;
    let lines = table.columns.iter().map(|column| {
        fonts.lines(Style::BOLD, &text::line(&column.title), super::LETTERS, points(width_of(column.width)))
    });
    sheet.set_row_height(row, height(lines.max().unwrap_or(1)))?;
    if table.numbered {
        row += 1;
        for at in 0..=last {
            sheet.write_string_with_format(row, at, format!("({})", at + 1), &formats.number_of_column)?;
        }
    }
    sheet.set_freeze_panes(row + 1, 0)?;
    sheet.set_repeat_rows(first, row)?;
    Ok(row)
}

/// The titles of the columns, below those of their groups; says in which row the lower ones stand.
fn columns(sheet: &mut Worksheet, table: &Table, formats: &Formats, row: u32) -> Result<u32, XlsxError> {
    let grouped = table.columns.iter().any(|column| column.group.is_some());
    let mut at = 0;
    while let Some(column) = table.columns.get(at) {
        let here = u16::try_from(at).unwrap_or(u16::MAX);
        let title = text::line(&column.title);
        match (&column.group, grouped) {
            (_, false) => {
                sheet.write_string_with_format(row, here, title, &formats.head)?;
                at += 1;
            }
            (None, true) => {
                sheet.merge_range(row, here, row + 1, here, &title, &formats.head)?;
                at += 1;
            }
            (Some(group), true) => {
                let same = table.columns.iter().skip(at).take_while(|other| other.group.as_ref() == Some(group));
                let members: Vec<_> = same.collect();
                let end = here + u16::try_from(members.len() - 1).unwrap_or(0);
                if members.len() > 1 {
                    sheet.merge_range(row, here, row, end, &text::line(group), &formats.head)?;
                } else {
                    sheet.write_string_with_format(row, here, text::line(group), &formats.head)?;
                }
                for (column, member) in (here..).zip(&members) {
                    sheet.write_string_with_format(row + 1, column, text::line(&member.title), &formats.head)?;
                }
                at += members.len();
            }
        }
    }
    Ok(row + u32::from(grouped))
}
