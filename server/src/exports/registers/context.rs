//! What rows are told with: the names of units, sub-projects, people, departments and visits, and who asks.

use std::{collections::HashMap, sync::Arc};

use mobile_sync_protocol::{
    ids::{DepartmentId, PersonId, SubProjectId, UnitId, VisitId},
    registry::Unit,
    time::Date,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    auth::{Caller, Permission, Scope},
    desk::choice::{Chooser, FindingChoice, RecordChoice, SubjectChoice},
    exports::MakeError,
    registry::Snapshot,
    reports::table::Cell,
    review::finding::day_of,
    store::{Entry, FindingFilter, RecordFilter, Store, SubjectFilter},
};

/// What rows are told with.
#[derive(Clone, Debug)]
pub struct Context {
    /// The database.
    pub store: Store,
    /// Units and programme.
    pub registry: Arc<Snapshot>,
    /// Who asks.
    pub caller: Arc<Caller>,
    /// Where they may.
    pub scope: Scope,
    /// Whether households are opened.
    pub opened: bool,
    /// The day.
    pub today: Date,
    app: App,
    export: Uuid,
    people: Arc<HashMap<PersonId, String>>,
    departments: Arc<HashMap<DepartmentId, String>>,
    visits: Arc<HashMap<VisitId, String>>,
}

impl Context {
    /// Reads the names. `export` is what the log says of households that are opened.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn read(app: &App, caller: Caller, export: Uuid, opened: bool) -> Result<Self, MakeError> {
        let registry = app.registry.refresh().await?;
        let mut session = app.store.read().await?;
        let departments = session.departments().await?;
        let visits = session.visits(None).await?;
        let people = session.names().await?;
        drop(session);
        Ok(Self {
            store: app.store.clone(),
            scope: caller.scope(Permission::Export, &registry),
            registry,
            caller: Arc::new(caller),
            opened,
            today: day_of(app.clock.now()),
            app: app.clone(),
            export,
            people: Arc::new(people),
            departments: Arc::new(departments.into_iter().map(|one| (one.id, one.name)).collect()),
            visits: Arc::new(visits.into_iter().map(|visit| (visit.id, visit.title)).collect()),
        })
    }

    fn chooser(&self) -> Chooser<'_> {
        Chooser { app: &self.app, caller: &self.caller, scope: self.scope.clone() }
    }

    /// Records that were chosen, within what the caller may take along.
    ///
    /// # Errors
    /// Where the choice cannot be made, or the store fails.
    pub async fn records(&self, choice: &RecordChoice) -> Result<RecordFilter, MakeError> {
        Ok(choice.filter(&self.chooser()).await?)
    }

    /// Findings that were chosen.
    ///
    /// # Errors
    /// As [`Context::records`].
    pub async fn findings(&self, choice: &FindingChoice) -> Result<FindingFilter, MakeError> {
        Ok(choice.filter(&self.chooser()).await?)
    }

    /// Subjects that were chosen.
    ///
    /// # Errors
    /// As [`Context::records`].
    pub async fn subjects(&self, choice: &SubjectChoice) -> Result<SubjectFilter, MakeError> {
        Ok(choice.filter(&self.chooser()).await?)
    }

    /// Code and name of a unit.
    pub fn unit(&self, unit: UnitId) -> [Cell; 2] {
        let known = self.registry.units.get(unit);
        [Cell::maybe(known.map(|unit| unit.code.as_str())), Cell::maybe(self.unit_name(unit))]
    }

    /// A unit's name with its kind, as in `xã Điềm He`.
    pub fn unit_name(&self, unit: UnitId) -> Option<String> {
        self.registry.units.get(unit).map(Unit::full_name)
    }

    /// Code and name of a sub-project.
    pub fn sub_project(&self, node: SubProjectId) -> [Cell; 2] {
        let node = self.registry.sub_projects.get(&node);
        [Cell::maybe(node.map(|node| node.code.as_str())), Cell::maybe(node.map(|node| node.name.as_str()))]
    }

    /// What a person is called.
    pub fn person(&self, person: PersonId) -> Option<&str> {
        self.people.get(&person).map(String::as_str)
    }

    /// What a department is called.
    pub fn department(&self, department: DepartmentId) -> Option<&str> {
        self.departments.get(&department).map(String::as_str)
    }

    /// What a visit is called.
    pub fn visit(&self, visit: VisitId) -> Option<&str> {
        self.visits.get(&visit).map(String::as_str)
    }

    /// Notes that these households' things, such as `record:ID`, are opened; a page at a time, before anybody sees them.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn note(&self, action: &'static str, about: impl Iterator<Item = String>) -> Result<(), MakeError> {
        let now = self.app.clock.now();
        let entry = |about| {
            let entry = Entry::new(now, self.caller.actor(), action, about);
            entry.with(json!({"export": self.export}))
        };
        let entries: Vec<Entry> = about.map(entry).collect();
        if !entries.is_empty() {
            self.store.write().await?.commit(&entries).await?;
        }
        Ok(())
    }
}
