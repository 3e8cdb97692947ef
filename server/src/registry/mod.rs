//! Units, programme and checklists as intake needs them: in memory, and read again when their version moves.

pub mod apply;
pub mod builtin;
pub mod import;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use arc_swap::ArcSwap;
use mobile_sync_protocol::{
    checklist::Checklist,
    ids::{Key, SubProjectId, UnitId},
    record::ChecklistRef,
    registry::SubProject,
    time::Date,
};

use crate::{
    evaluation::form::Form,
    geo::{
        boundaries::{Boundaries, Outline},
        geometry::Geometry,
        link::Candidate,
        site::Place,
        units::UnitTree,
    },
    store::{self, Session, Store},
};

/// The registry as it stood at one version.
#[derive(Debug)]
pub struct Snapshot {
    /// The version.
    pub version: i64,
    /// The units with their dates and successors.
    pub units: UnitTree,
    /// Their outlines.
    pub boundaries: Boundaries,
    /// The programme's nodes.
    pub sub_projects: HashMap<SubProjectId, SubProject>,
    checklists: HashMap<(Key, u32), Arc<Checklist>>,
    sited: HashMap<UnitId, Vec<Candidate>>,
    forms: BTreeMap<(Key, u32), Arc<Form>>,
}

impl Snapshot {
    async fn read(session: &mut Session) -> store::Result<Self> {
        let version = session.counters().await?.registry;
        let units = session.units().await?;
        let sub_projects = session.sub_projects().await?;
        let checklists = session.checklists().await?;
        let forms = session.forms().await?;
        let mut outlines = Vec::new();
        for unit in units.iter().filter(|unit| unit.unit_type.is_commune_level()) {
            if let (Some(boundary), Some(quality)) = (&unit.boundary, unit.boundary_quality) {
                let shape = Geometry::from_value(boundary).and_then(|geometry| geometry.shape());
                let shape = shape.map_err(|why| store::StoreError::inconsistent("unit", unit.id, why))?;
                let (code, valid_from, valid_to) = (unit.code.clone(), unit.valid_from, unit.valid_to);
                outlines.push(Outline { unit: unit.id, code, valid_from, valid_to, quality, shape });
            }
        }
        let mut sited: HashMap<UnitId, Vec<Candidate>> = HashMap::new();
        for subject in session.sited_subjects().await? {
            let Some(site) = subject.site else { continue };
            let place = Place::from_value(&site.geometry);
            let place = place.map_err(|why| store::StoreError::inconsistent("subject", subject.id, why))?;
            let (id, commune) = (subject.id, subject.commune);
            let candidate = Candidate { subject: id, commune, site: Some(place), quality: site.quality };
            sited.entry(commune).or_default().push(candidate);
        }
        Ok(Self {
            version,
            sited,
            units: UnitTree::new(units),
            boundaries: Boundaries::new(outlines),
            sub_projects: sub_projects.into_iter().map(|node| (node.id, node)).collect(),
            checklists: checklists
                .into_iter()
                .map(|checklist| ((checklist.id.clone(), checklist.version), Arc::new(checklist)))
                .collect(),
            forms: forms.into_iter().map(|form| ((form.id.clone(), form.version), Arc::new(form))).collect(),
        })
    }

    /// One version of one form.
    pub fn form(&self, id: &Key, version: u32) -> Option<&Arc<Form>> {
        self.forms.get(&(id.clone(), version))
    }

    /// The newest version of a form.
    pub fn newest_form(&self, id: &Key) -> Option<&Arc<Form>> {
        self.forms.range((id.clone(), 0)..=(id.clone(), u32::MAX)).next_back().map(|(_, form)| form)
    }

    /// All forms in all versions, by id and version.
    pub fn forms(&self) -> impl Iterator<Item = &Arc<Form>> {
        self.forms.values()
    }

    /// The subjects of a commune whose planned place is known.
    pub fn sited_in(&self, commune: UnitId) -> &[Candidate] {
        self.sited.get(&commune).map_or(&[], Vec::as_slice)
    }

    /// One version of one checklist.
    pub fn checklist(&self, wanted: &ChecklistRef) -> Option<&Arc<Checklist>> {
        self.checklists.get(&(wanted.id.clone(), wanted.version))
    }

    /// All checklists in all versions, by id and version.
    pub fn checklists(&self) -> Vec<&Arc<Checklist>> {
        let mut all: Vec<_> = self.checklists.values().collect();
        all.sort_by(|left, right| (&left.id, left.version).cmp(&(&right.id, right.version)));
        all
    }

    /// The newest version of each checklist, by id.
    pub fn newest_checklists(&self) -> BTreeMap<&Key, &Arc<Checklist>> {
        self.checklists().into_iter().map(|checklist| (&checklist.id, checklist)).collect()
    }

    /// Whether records of `day` may name `unit` as their commune.
    pub fn is_commune_on(&self, unit: UnitId, day: Date) -> bool {
        self.units.get(unit).is_some_and(|unit| {
            unit.unit_type.is_commune_level()
                && unit.valid_from.is_none_or(|from| from <= day)
                && unit.valid_to.is_none_or(|to| day <= to)
        })
    }

    /// All units that are at the level of communes.
    pub fn communes(&self) -> BTreeSet<UnitId> {
        self.units.iter().filter(|unit| unit.unit_type.is_commune_level()).map(|unit| unit.id).collect()
    }
}

/// The newest snapshot that this process knows.
#[derive(Debug)]
pub struct Registry {
    store: Store,
    current: ArcSwap<Snapshot>,
}

impl Registry {
    /// Reads the registry.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn load(store: Store) -> store::Result<Self> {
        let snapshot = Snapshot::read(&mut store.read().await?).await?;
        Ok(Self { store, current: ArcSwap::from_pointee(snapshot) })
    }

    /// The snapshot at hand.
    pub fn current(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// Reads the registry again if another version is in the store, as another replica may have written it.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn refresh(&self) -> store::Result<Arc<Snapshot>> {
        let mut session = self.store.read().await?;
        if session.counters().await?.registry != self.current.load().version {
            self.current.store(Arc::new(Snapshot::read(&mut session).await?));
        }
        Ok(self.current())
    }
}
