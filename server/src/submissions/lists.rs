//! The lists that forms look up offline, narrowed to the caller: what the feed tells their phones, and nothing else.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use mobile_sync_protocol::{
    finding::EarlierFinding,
    ids::{FindingId, Key, SubjectId, VisitId},
    registry::{Subject, Visit},
    sync::{Kind, Op},
};

use crate::{
    app::App,
    auth::{Caller, Permission},
    openrosa::lists::{self, COMMUNES, Entry, FINDINGS, SUB_PROJECTS, SUBJECTS, VISITS},
    store::StoreError,
    sync::{earlier, pull::audiences},
};

/// What a caller's forms look up.
#[derive(Debug, Default)]
pub struct Lists {
    subjects: Vec<Subject>,
    visits: Vec<Visit>,
    findings: Vec<(EarlierFinding, u64)>,
    /// Those of them that are about households.
    of_households: Vec<FindingId>,
    communes: Vec<Entry>,
    sub_projects: Vec<Entry>,
    planned: BTreeSet<Key>,
    /// The number in the feed of each thing that is there.
    versions: BTreeMap<(Kind, String), u64>,
}

impl Lists {
    /// Reads all that `caller` may see.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn of(app: &App, caller: &Caller) -> Result<Self, StoreError> {
        let registry = app.registry.refresh().await?;
        let scope = caller.scope(Permission::Sync, &registry);
        let mut session = app.store.read().await?;
        let mut told = Self::default();
        for row in session.feed_after(&audiences(caller, &scope), 0, i64::MAX).await? {
            if row.op == Op::Put {
                told.versions.insert((row.kind, row.id), u64::try_from(row.seq).unwrap_or(0));
            }
        }
        told.subjects = session.subjects_by_id(&told.ids::<SubjectId>(Kind::Subject)).await?.into_values().collect();
        let visits = told.ids::<VisitId>(Kind::Visit);
        if !visits.is_empty() {
            told.visits = session.visits(Some(&visits)).await?;
        }
        let lines = session.findings_by_id(&told.ids::<FindingId>(Kind::Finding)).await?;
        for (line, finding) in earlier::told(&mut session, lines).await? {
            if earlier::is_of_household(&line) {
                told.of_households.push(finding.id);
            }
            let version = told.version(Kind::Finding, &finding.id.to_string());
            told.findings.push((finding, version));
        }
        let today = crate::review::finding::day_of(app.clock.now());
        let communes = scope.communes.iter().filter(|unit| registry.is_commune_on(**unit, today));
        let communes = communes.filter_map(|unit| registry.units.get(*unit));
        told.communes = communes.map(|unit| told.entry(Kind::Unit, unit.id.to_string(), &unit.name)).collect();
        let leaves = registry.sub_projects.values().filter(|node| node.leaf);
        let leaves = leaves
            .map(|node| told.entry(Kind::SubProject, node.id.to_string(), &format!("{} {}", node.code, node.name)));
        told.sub_projects = leaves.collect();
        told.planned = registry.checklists().iter().flat_map(|checklist| lists::planned_figures(checklist)).collect();
        Ok(told)
    }

    /// A list as the file that forms read; `None` where there is no such list. The same rows give the same bytes.
    pub fn file(&self, name: &str) -> Option<Vec<u8>> {
        let version = |kind: Kind, id: String| self.version(kind, &id);
        Some(match name {
            SUBJECTS => lists::subjects(&self.subjects, &self.visits, &self.planned, |id| {
                version(Kind::Subject, id.to_string())
            }),
            VISITS => lists::visits(&self.visits, |id| version(Kind::Visit, id.to_string())),
            FINDINGS => lists::findings(&self.findings),
            COMMUNES => lists::plain(self.communes.clone()),
            SUB_PROJECTS => lists::plain(self.sub_projects.clone()),
            _ => return None,
        })
    }

    /// Which of `ids` are no longer in a list.
    pub fn gone(&self, name: &str, ids: &[String]) -> Option<Vec<(String, bool)>> {
        let there: HashSet<String> = match name {
            SUBJECTS => self.subjects.iter().map(|subject| subject.id.to_string()).collect(),
            VISITS => self.visits.iter().map(|visit| visit.id.to_string()).collect(),
            FINDINGS => self.findings.iter().map(|(finding, _)| finding.id.to_string()).collect(),
            COMMUNES => self.communes.iter().map(|entry| entry.name.clone()).collect(),
            SUB_PROJECTS => self.sub_projects.iter().map(|entry| entry.name.clone()).collect(),
            _ => return None,
        };
        Some(ids.iter().map(|id| (id.clone(), !there.contains(id))).collect())
    }

    /// Notes which findings about households a caller was told of, as a pull does.
    ///
    /// # Errors
    /// Where the store fails; then nobody is told.
    pub async fn note(&self, app: &App, caller: &Caller) -> Result<(), StoreError> {
        earlier::note(&app.store, &self.of_households, caller, app.clock.now()).await
    }

    fn ids<T: std::str::FromStr>(&self, kind: Kind) -> Vec<T> {
        self.versions.keys().filter(|(of, _)| *of == kind).filter_map(|(_, id)| id.parse().ok()).collect()
    }

    fn version(&self, kind: Kind, id: &str) -> u64 {
        self.versions.get(&(kind, id.to_owned())).copied().unwrap_or(1)
    }

    fn entry(&self, kind: Kind, id: String, label: &str) -> Entry {
        Entry { version: self.version(kind, &id), name: id, label: label.to_owned() }
    }
}
