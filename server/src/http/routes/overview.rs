//! `/api/v1/overview`: how far the inspections are, in numbers without names.

use std::collections::BTreeMap;

use axum::extract::State;
use mobile_sync_protocol::{
    evidence::Answer,
    ids::{SubProjectId, UnitId, VisitId},
    sync::RecordStatus,
    time::Date,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::{
    error::Failure,
    extract::{Allowed, Query, ReadIntake},
};
use crate::{
    app::App,
    registry::Snapshot,
    review::finding::{State as FindingState, day_of},
    store::{FindingGroup, OverviewFilter, RecordGroup},
};

/// What is counted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OverviewQuery {
    /// Only what belongs to one visit: its subjects, records and findings.
    visit: Option<VisitId>,
    /// Records captured, and findings raised, on this day or later.
    from: Option<Date>,
    /// Records captured, and findings raised, on this day or earlier.
    to: Option<Date>,
}

/// Findings in numbers.
#[derive(Clone, Copy, Default, Serialize, ToSchema)]
pub struct FindingTotals {
    /// Neither put right nor withdrawn.
    open: i64,
    /// Those among them whose day has passed.
    overdue: i64,
    /// Put right.
    resolved: i64,
}

impl FindingTotals {
    fn add(&mut self, group: &FindingGroup) {
        if group.state == FindingState::Resolved {
            self.resolved += group.findings;
        } else if !group.state.is_closed() {
            self.open += group.findings;
            self.overdue += group.late;
        }
    }
}

/// One commune in numbers.
#[derive(Default, Serialize, ToSchema)]
pub struct CommuneTotals {
    /// Subjects to be inspected.
    planned: i64,
    /// Those among them with a record that is whole.
    inspected: i64,
    /// Records.
    records: i64,
    /// Records by where they stand.
    status: BTreeMap<&'static str, i64>,
    /// Records by what their evidence comes to; `unchecked` where it was not asked.
    evidence: BTreeMap<&'static str, i64>,
    /// Findings.
    findings: FindingTotals,
}

/// A commune with its numbers.
#[derive(Serialize, ToSchema)]
pub struct CommuneOverview {
    /// The commune.
    unit: UnitId,
    /// Its numbers.
    #[serde(flatten)]
    totals: CommuneTotals,
}

/// One sub-project in numbers.
#[derive(Clone, Copy, Default, Serialize, ToSchema)]
pub struct SubProjectTotals {
    /// Subjects to be inspected.
    planned: i64,
    /// Those among them with a record that is whole.
    inspected: i64,
    /// Records.
    records: i64,
    /// Findings.
    findings: FindingTotals,
}

/// A sub-project with its numbers.
#[derive(Serialize, ToSchema)]
pub struct SubProjectOverview {
    /// The sub-project.
    id: SubProjectId,
    /// Its numbers.
    #[serde(flatten)]
    totals: SubProjectTotals,
}

/// The records captured on one day, by where they stand now.
#[derive(Clone, Copy, Serialize, ToSchema)]
pub struct DayOverview {
    /// The day.
    day: Date,
    /// Those that wait for something.
    waiting: i64,
    /// Those that are whole and not decided on.
    received: i64,
    /// Those that were accepted.
    accepted: i64,
    /// Those that were sent back.
    returned: i64,
}

/// The overview.
#[derive(Serialize, ToSchema)]
pub struct Overview {
    /// Communes in which there is anything, by code.
    communes: Vec<CommuneOverview>,
    /// Sub-projects in which there is anything, by code.
    sub_projects: Vec<SubProjectOverview>,
    /// Days on which something was captured, in order.
    days: Vec<DayOverview>,
}

/// How far the inspections are, in the caller's communes.
#[utoipa::path(
    get,
    path = "/api/v1/overview",
    tag = "records",
    security(("session" = ["read_intake"])),
    params(OverviewQuery),
    responses((status = 200, body = Overview))
)]
pub async fn read(
    State(app): State<App>,
    allowed: Allowed<ReadIntake>,
    Query(query): Query<OverviewQuery>,
) -> Result<axum::Json<Overview>, Failure> {
    let registry = app.registry.refresh().await?;
    let communes = allowed.caller.scope(crate::auth::Permission::ReadIntake, &registry).communes;
    let filter = OverviewFilter { visit: query.visit, from: query.from, to: query.to };
    let mut session = app.store.read().await?;
    let mut table = Table::default();
    for (unit, node, count) in session.planned(filter.visit).await?.into_iter().filter(|row| communes.contains(&row.0))
    {
        let (commune, sub_project) = table.at(unit, node);
        commune.planned += count;
        sub_project.planned += count;
    }
    for (unit, node, count) in session.inspected(&filter).await?.into_iter().filter(|row| communes.contains(&row.0)) {
        let (commune, sub_project) = table.at(unit, node);
        commune.inspected += count;
        sub_project.inspected += count;
    }
    for group in session.record_groups(&filter).await?.iter().filter(|group| communes.contains(&group.commune)) {
        table.records(group);
    }
    let today = day_of(app.clock.now());
    let groups = session.finding_groups(&filter, today).await?;
    for group in groups.iter().filter(|group| communes.contains(&group.commune)) {
        let (commune, sub_project) = table.at(group.commune, group.sub_project);
        commune.findings.add(group);
        sub_project.findings.add(group);
    }
    let days = session.record_days(&filter).await?;
    drop(session);
    let days = days.into_iter().filter(|(_, _, unit, _)| communes.contains(unit));
    Ok(axum::Json(table.shown(&registry, days.map(|(day, status, _, count)| (day, status, count)))))
}

#[derive(Default)]
struct Table {
    communes: BTreeMap<UnitId, CommuneTotals>,
    sub_projects: BTreeMap<SubProjectId, SubProjectTotals>,
}

impl Table {
    fn at(&mut self, commune: UnitId, sub_project: SubProjectId) -> (&mut CommuneTotals, &mut SubProjectTotals) {
        (self.communes.entry(commune).or_default(), self.sub_projects.entry(sub_project).or_default())
    }

    fn records(&mut self, group: &RecordGroup) {
        let (commune, sub_project) = self.at(group.commune, group.sub_project);
        commune.records += group.records;
        sub_project.records += group.records;
        *commune.status.entry(group.status.as_str()).or_default() += group.records;
        let evidence = group.evidence.map_or("unchecked", Answer::as_str);
        *commune.evidence.entry(evidence).or_default() += group.records;
    }

    fn shown(self, registry: &Snapshot, counts: impl Iterator<Item = (Date, RecordStatus, i64)>) -> Overview {
        let mut days: BTreeMap<Date, DayOverview> = BTreeMap::new();
        for (day, status, count) in counts {
            let none = DayOverview { day, waiting: 0, received: 0, accepted: 0, returned: 0 };
            let shown = days.entry(day).or_insert(none);
            *match status {
                RecordStatus::Waiting => &mut shown.waiting,
                RecordStatus::Received => &mut shown.received,
                RecordStatus::Accepted => &mut shown.accepted,
                RecordStatus::Returned => &mut shown.returned,
            } += count;
        }
        let mut communes: Vec<CommuneOverview> =
            self.communes.into_iter().map(|(unit, totals)| CommuneOverview { unit, totals }).collect();
        let unit = |id| registry.units.get(id).map(|unit| (unit.code.clone(), unit.valid_from));
        communes.sort_by_cached_key(|shown| unit(shown.unit));
        let mut sub_projects: Vec<SubProjectOverview> =
            self.sub_projects.into_iter().map(|(id, totals)| SubProjectOverview { id, totals }).collect();
        sub_projects.sort_by_cached_key(|shown| registry.sub_projects.get(&shown.id).map(|node| node.code.clone()));
        Overview { communes, sub_projects, days: days.into_values().collect() }
    }
}
