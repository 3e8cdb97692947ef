//! The lists that forms look up offline: subjects, visits, earlier findings, communes and sub-projects, each a CSV file
//! (ODK entities specification: `name`, `label`, `__version`, and properties).
//!
//! A row without name, label or version silently ends Collect's update of the whole list, so no such row is written.
//! Rows are ordered by label, then name: the same rows give the same bytes and the same hash, however they came.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use mobile_sync_protocol::{
    checklist::{
        Checklist, PhotoNeed,
        rule::{Condition, Operand},
    },
    finding::EarlierFinding,
    ids::{Key, SubjectId, VisitId},
    registry::{Subject, Visit},
};

/// The name of the list of subjects.
pub const SUBJECTS: &str = "subjects";
/// The name of the list of visits.
pub const VISITS: &str = "visits";
/// The name of the list of earlier findings.
pub const FINDINGS: &str = "findings";
/// The name of the list of communes.
pub const COMMUNES: &str = "communes";
/// The name of the list of sub-projects.
pub const SUB_PROJECTS: &str = "sub_projects";
/// All lists, in the order in which forms declare them.
pub const ALL: [&str; 5] = [VISITS, COMMUNES, SUBJECTS, SUB_PROJECTS, FINDINGS];

/// The columns of subjects before those of planned figures.
const SUBJECT_COLUMNS: [&str; 9] =
    ["name", "label", "__version", "kind", "commune", "sub_project", "code", "visits", "geometry"];
const VISIT_COLUMNS: [&str; 7] = ["name", "label", "__version", "communes", "lists_subjects", "starts_on", "ends_on"];
const FINDING_COLUMNS: [&str; 7] = ["name", "label", "__version", "subject", "commune", "level", "due_on"];
const PLAIN_COLUMNS: [&str; 3] = ["name", "label", "__version"];

/// The columns of list `name`, those of planned figures included; `None` where there is no such list.
pub fn columns(name: &str, planned: &BTreeSet<Key>) -> Option<Vec<String>> {
    let fixed: &[&str] = match name {
        SUBJECTS => &SUBJECT_COLUMNS,
        VISITS => &VISIT_COLUMNS,
        FINDINGS => &FINDING_COLUMNS,
        COMMUNES | SUB_PROJECTS => &PLAIN_COLUMNS,
        _ => return None,
    };
    let mut columns: Vec<String> = fixed.iter().map(|&column| column.to_owned()).collect();
    if name == SUBJECTS {
        columns.extend(planned.iter().map(planned_column));
    }
    Some(columns)
}

/// The column of a planned figure.
pub(super) fn planned_column(figure: &Key) -> String {
    format!("planned_{figure}")
}

/// The planned figures that a checklist's form compares answers with. The list of subjects needs a column for each
/// figure of each form that is given out with it.
pub fn planned_figures(checklist: &Checklist) -> BTreeSet<Key> {
    let mut figures = BTreeSet::new();
    let mut note = |condition: &Condition| {
        condition.walk(&mut |part| {
            if let Condition::Compare { left, right, .. } = part {
                for side in [left, right] {
                    side.walk(&mut |operand| {
                        if let Operand::Planned(figure) | Operand::PlannedDate(figure) = operand {
                            figures.insert(figure.clone());
                        }
                    });
                }
            }
        });
    };
    for (section, item) in checklist.items() {
        section.shown_if.iter().chain(&item.shown_if).for_each(&mut note);
        item.must_hold.iter().map(|must| &must.condition).for_each(&mut note);
        match &item.photo {
            Some(PhotoNeed::RequiredIf(condition)) => note(condition),
            Some(PhotoNeed::IfFlagged) => item.flags.iter().map(|flag| &flag.when).for_each(&mut note),
            Some(PhotoNeed::Always) | None => {}
        }
    }
    figures
}

/// One row's place in a list: what every list needs of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub name: String,
    /// What people read.
    pub label: String,
    /// Grows with each change of the row; a client keeps its own copy where this does not grow.
    pub version: u64,
}

/// The list of subjects. `visits` are those that the caller sees; `version` gives a subject's.
pub fn subjects(
    subjects: &[Subject],
    visits: &[Visit],
    planned: &BTreeSet<Key>,
    version: impl Fn(SubjectId) -> u64,
) -> Vec<u8> {
    let mut of_subject: BTreeMap<SubjectId, Vec<String>> = BTreeMap::new();
    for visit in visits {
        for subject in &visit.subjects {
            of_subject.entry(*subject).or_default().push(visit.id.to_string());
        }
    }
    let rows = subjects.iter().map(|subject| {
        let label = match (&subject.code, &subject.village) {
            (Some(code), Some(village)) => format!("{} ({code}, {village})", subject.name),
            (Some(one), None) | (None, Some(one)) => format!("{} ({one})", subject.name),
            (None, None) => subject.name.clone(),
        };
        let mut visits = of_subject.remove(&subject.id).unwrap_or_default();
        visits.sort_unstable();
        let mut cells = vec![
            subject.kind.as_str().to_owned(),
            subject.commune.to_string(),
            subject.sub_project.to_string(),
            subject.code.clone().unwrap_or_default(),
            visits.join(" "),
            point(subject).unwrap_or_default(),
        ];
        let figure = |key| subject.planned.get(key).map(f64::to_string).unwrap_or_default();
        cells.extend(planned.iter().map(figure));
        (Entry { name: subject.id.to_string(), label, version: version(subject.id) }, cells)
    });
    write(&columns(SUBJECTS, planned).unwrap_or_default(), rows.collect())
}

/// A planned point as Collect's map shows it: latitude, longitude, altitude, accuracy.
fn point(subject: &Subject) -> Option<String> {
    let geometry = &subject.site.as_ref()?.geometry;
    let place = geometry.get("coordinates").filter(|_| geometry.get("type").is_some_and(|kind| kind == "Point"))?;
    Some(format!("{} {} 0 0", place.get(1)?.as_f64()?, place.get(0)?.as_f64()?))
}

/// The list of visits.
pub fn visits(visits: &[Visit], version: impl Fn(VisitId) -> u64) -> Vec<u8> {
    let rows = visits.iter().map(|visit| {
        let mut communes: Vec<String> = visit.communes.iter().map(ToString::to_string).collect();
        communes.sort_unstable();
        let label = format!("{} ({} – {})", visit.title, visit.starts_on, visit.ends_on);
        let lists_subjects = if visit.subjects.is_empty() { "no" } else { "yes" };
        let cells =
            vec![communes.join(" "), lists_subjects.to_owned(), visit.starts_on.to_string(), visit.ends_on.to_string()];
        (Entry { name: visit.id.to_string(), label, version: version(visit.id) }, cells)
    });
    write(&VISIT_COLUMNS, rows.collect())
}

/// The list of earlier findings, each with its version.
pub fn findings(findings: &[(EarlierFinding, u64)]) -> Vec<u8> {
    let rows = findings.iter().map(|(finding, version)| {
        let due = finding.due_on.map(|day| format!(", hạn {day}")).unwrap_or_default();
        let label = format!("{:?} ({}{due}): {}", finding.level, finding.state.vietnamese(), finding.found);
        let cells = vec![
            finding.subject.map(|subject| subject.to_string()).unwrap_or_default(),
            finding.commune.to_string(),
            format!("{:?}", finding.level),
            finding.due_on.map(|day| day.to_string()).unwrap_or_default(),
        ];
        (Entry { name: finding.id.to_string(), label, version: *version }, cells)
    });
    write(&FINDING_COLUMNS, rows.collect())
}

/// The list of communes, or that of sub-projects: rows with no properties.
pub fn plain(entries: Vec<Entry>) -> Vec<u8> {
    write(&PLAIN_COLUMNS, entries.into_iter().map(|entry| (entry, Vec::new())).collect())
}

fn write<C: AsRef<[u8]>>(columns: &[C], mut rows: Vec<(Entry, Vec<String>)>) -> Vec<u8> {
    rows.sort_by(|(one, _), (other, _)| (&one.label, &one.name).cmp(&(&other.label, &other.name)));
    let mut csv = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and rows of another length than the header's cannot come from above.
    let _ = csv.write_record(columns);
    for (entry, cells) in rows {
        let label = one_line(&entry.label);
        let label = if label.is_empty() { entry.name.clone() } else { label };
        let head = [entry.name, label, entry.version.to_string()];
        let _ = csv.write_record(head.into_iter().chain(cells.iter().map(|cell| one_line(cell))));
    }
    csv.into_inner().unwrap_or_default()
}

/// A label is one line of a menu, whatever was written.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
