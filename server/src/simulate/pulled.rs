//! What a phone has pulled. A thousand phones of one district pull the same things, so these are kept once.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use mobile_sync_protocol::{
    checklist::Checklist,
    finding::EarlierFinding,
    ids::{Key, RecordId, Sha256, SubProjectId, SubjectId, UnitId, VisitId},
    registry::{SubProject, Subject, Unit, Visit},
    sync::{Change, Kind, Op, PullResponse, RecordState, RecordStatus},
    time::Date,
};
use serde::de::DeserializeOwned;

use super::{answers::Form, ground::Shape, wire::Trouble};

/// A unit with its outline read.
#[derive(Debug)]
pub struct Land {
    /// The unit, without its outline.
    pub unit: Unit,
    /// The outline.
    pub shape: Option<Shape>,
}

/// A subject with its site read.
#[derive(Debug)]
pub struct Target {
    /// The subject.
    pub subject: Subject,
    /// Where it is planned to be.
    pub site: Option<Shape>,
}

#[derive(Clone, Debug)]
enum Thing {
    Land(Arc<Land>),
    SubProject(Arc<SubProject>),
    Target(Arc<Target>),
    Form(Arc<Form>),
    Visit(Arc<Visit>),
}

/// All that the phones of one process have pulled, each thing once.
#[derive(Debug, Default)]
pub struct Shelf(Mutex<HashMap<(Kind, Sha256), Thing>>);

/// What one phone has pulled.
#[derive(Clone, Debug, Default)]
pub struct Pulled {
    /// Where to go on.
    pub cursor: Option<String>,
    /// The units.
    pub units: BTreeMap<UnitId, Arc<Land>>,
    /// The programme.
    pub sub_projects: BTreeMap<SubProjectId, Arc<SubProject>>,
    /// The subjects.
    pub subjects: BTreeMap<SubjectId, Arc<Target>>,
    /// The checklists by id and version.
    pub forms: BTreeMap<(Key, u32), Arc<Form>>,
    /// The visits.
    pub visits: BTreeMap<VisitId, Arc<Visit>>,
    /// The phone's own records.
    pub records: BTreeMap<RecordId, RecordStatus>,
}

impl Land {
    /// Whether records of that day may name it as their commune.
    pub fn is_commune_on(&self, day: Date) -> bool {
        let unit = &self.unit;
        unit.unit_type.is_commune_level()
            && unit.valid_from.is_none_or(|from| from <= day)
            && unit.valid_to.is_none_or(|to| day <= to)
    }
}

impl Pulled {
    /// Takes over one page.
    ///
    /// # Errors
    /// Where a body is not of its kind.
    pub fn apply(&mut self, page: PullResponse, known: &Shelf) -> Result<(), Trouble> {
        if page.reset {
            *self = Self::default();
        }
        for change in page.changes {
            match change.op {
                Op::Put => self.put(&change, known)?,
                Op::Remove => self.remove(&change)?,
            }
        }
        self.cursor = Some(page.cursor);
        Ok(())
    }

    fn put(&mut self, change: &Change, known: &Shelf) -> Result<(), Trouble> {
        let wrong =
            |why: &dyn std::fmt::Display| Trouble::Wrong(format!("pulled {:?} {}: {why}", change.kind, change.id));
        let body = change.body.clone().ok_or_else(|| wrong(&"it has no body"))?;
        if change.kind == Kind::Record {
            let state: RecordState = serde_json::from_value(body).map_err(|why| wrong(&why))?;
            self.records.insert(state.record, state.status);
            return Ok(());
        }
        if change.kind == Kind::Finding {
            // What was found before is for people; that it can be read is all that this phone asks of it.
            let _for_people: EarlierFinding = serde_json::from_value(body).map_err(|why| wrong(&why))?;
            return Ok(());
        }
        match known.thing(change.kind, body).map_err(|why| wrong(&why))? {
            Thing::Land(land) => drop(self.units.insert(land.unit.id, land)),
            Thing::SubProject(node) => drop(self.sub_projects.insert(node.id, node)),
            Thing::Target(target) => drop(self.subjects.insert(target.subject.id, target)),
            Thing::Form(form) => {
                drop(self.forms.insert((form.checklist.id.clone(), form.checklist.version), form));
            }
            Thing::Visit(visit) => drop(self.visits.insert(visit.id, visit)),
        }
        Ok(())
    }

    fn remove(&mut self, change: &Change) -> Result<(), Trouble> {
        let wrong =
            |why: &dyn std::fmt::Display| Trouble::Wrong(format!("removed {:?} {}: {why}", change.kind, change.id));
        let id = || uuid::Uuid::parse_str(&change.id).map_err(|why| wrong(&why));
        match change.kind {
            Kind::Unit => drop(self.units.remove(&id()?.into())),
            Kind::SubProject => drop(self.sub_projects.remove(&id()?.into())),
            Kind::Subject => drop(self.subjects.remove(&id()?.into())),
            Kind::Visit => drop(self.visits.remove(&id()?.into())),
            Kind::Record => drop(self.records.remove(&id()?.into())),
            Kind::Checklist => self.forms.retain(|(key, version), _| change.id != format!("{key}/{version}")),
            Kind::Finding => {}
        }
        Ok(())
    }
}

impl Shelf {
    fn thing(&self, kind: Kind, body: serde_json::Value) -> Result<Thing, serde_json::Error> {
        let name = (kind, Sha256::of(&serde_json::to_vec(&body)?));
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thing) = lock().get(&name) {
            return Ok(thing.clone());
        }
        let thing = match kind {
            Kind::Unit => {
                let mut unit: Unit = read(body)?;
                let shape = unit.boundary.take().as_ref().and_then(Shape::read);
                Thing::Land(Arc::new(Land { unit, shape }))
            }
            Kind::SubProject => Thing::SubProject(Arc::new(read(body)?)),
            Kind::Subject => {
                let subject: Subject = read(body)?;
                let site = subject.site.as_ref().and_then(|site| Shape::read(&site.geometry));
                Thing::Target(Arc::new(Target { subject, site }))
            }
            Kind::Checklist => Thing::Form(Arc::new(Form::new(read::<Checklist>(body)?))),
            // Records and findings never come here; as a visit they are refused.
            Kind::Visit | Kind::Record | Kind::Finding => Thing::Visit(Arc::new(read(body)?)),
        };
        Ok(lock().entry(name).or_insert(thing).clone())
    }
}

fn read<T: DeserializeOwned>(body: serde_json::Value) -> Result<T, serde_json::Error> {
    serde_json::from_value(body)
}

#[cfg(test)]
mod tests {
    use mobile_sync_protocol::time::Timestamp;
    use serde_json::json;

    use super::*;

    fn page(reset: bool, op: Op, id: &str) -> PullResponse {
        let body = json!({"id": id, "code": "06", "name": "Bắc Kạn", "unit_type": "province"});
        let body = (op == Op::Put).then_some(body);
        let changes = vec![Change { kind: Kind::Unit, id: id.to_owned(), op, body }];
        let server_time = Timestamp(1_714_961_700_000);
        PullResponse { reset, changes, cursor: "c".to_owned(), more: false, left: 0, server_time }
    }

    #[test]
    fn a_reset_forgets_and_a_removal_removes() {
        let (first, second) = ("018f4b3e-0000-7000-8000-000000000001", "018f4b3e-0000-7000-8000-000000000002");
        let (shelf, mut pulled) = (Shelf::default(), Pulled::default());
        pulled.apply(page(true, Op::Put, first), &shelf).unwrap();
        pulled.apply(page(false, Op::Put, second), &shelf).unwrap();
        assert_eq!(pulled.units.len(), 2);
        pulled.apply(page(false, Op::Remove, first), &shelf).unwrap();
        assert_eq!(pulled.units.len(), 1);
        pulled.apply(page(true, Op::Put, first), &shelf).unwrap();
        assert_eq!(pulled.units.keys().map(ToString::to_string).collect::<Vec<_>>(), [first]);
    }

    #[test]
    fn two_phones_share_what_is_the_same() {
        let shelf = Shelf::default();
        let id = "018f4b3e-0000-7000-8000-000000000001";
        let pulled: Vec<Pulled> = (0..2)
            .map(|_| {
                let mut pulled = Pulled::default();
                pulled.apply(page(true, Op::Put, id), &shelf).unwrap();
                pulled
            })
            .collect();
        let land = |at: usize| pulled[at].units.values().next().unwrap();
        assert!(Arc::ptr_eq(land(0), land(1)));
    }
}
