//! A checklist from an `XLSForm`, through the reader of all workbooks: what a hostile file may do is bounded there.

use mobile_sync_protocol::checklist::Checklist;

use super::{RowProblem, problem::whole_file, table::Table};
use crate::openrosa::xlsform::{self, Sheet, Unsaid, Workbook};

/// The version of a checklist whose workbook names none.
const VERSION: u32 = 1;

/// The checklist that a workbook describes.
///
/// # Errors
/// All that is outside of what becomes a checklist, with sheet, line and reason.
pub fn xlsform(bytes: &[u8]) -> Result<Checklist, Vec<RowProblem>> {
    if !bytes.starts_with(b"PK") {
        return Err(whole_file(None, "không phải tệp XLSX", "not an XLSX file"));
    }
    let survey = sheet(Table::read(bytes, Some("survey"))?);
    let book = Workbook { survey, choices: or_none(bytes, "choices")?, settings: or_none(bytes, "settings")? };
    let unsaid = Unsaid { subject_kind: None, version: VERSION };
    xlsform::checklist(&book, unsaid).map_err(|faults| {
        let problem = |fault: xlsform::Fault| RowProblem {
            sheet: Some(fault.sheet),
            row: fault.row,
            column: fault.column,
            message: fault.message,
        };
        faults.into_iter().map(problem).collect()
    })
}

/// A sheet that may be missing or empty: a form that offers no choice has no list of them.
fn or_none(bytes: &[u8], name: &str) -> Result<Sheet, Vec<RowProblem>> {
    match Table::read(bytes, Some(name)) {
        Ok(table) => Ok(sheet(table)),
        Err(problems) if problems.iter().all(|problem| problem.row == 0) => {
            Ok(Sheet { name: name.to_owned(), ..Sheet::default() })
        }
        Err(problems) => Err(problems),
    }
}

fn sheet(table: Table) -> Sheet {
    Sheet {
        name: table.sheet.unwrap_or_default(),
        header_line: table.header_line,
        headers: table.headers,
        rows: table.rows,
    }
}
