//! The history of one record: which snapshot stands for it, which wait, which disagree.
//!
//! A snapshot made from the head moves the head. One made from an older snapshot is joined with the head where the two
//! changed different places, and stands on a branch where they overlap. One whose base has not arrived is held, and
//! takes its place when the base comes: whatever the order of arrival, a chain of snapshots ends the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use mobile_sync_protocol::{
    ids::{RevisionId, Sha256},
    merge::{self, Merge},
    record::Revision,
};

use crate::store::RevisionPlace;

/// One snapshot in its history.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its number, in the order of arrival from 1.
    pub number: i64,
    /// Where it stands.
    pub place: RevisionPlace,
    /// The SHA-256 of its canonical form; `None` for a join whose form is not made yet.
    pub sha256: Option<Sha256>,
    /// The second snapshot that it joins.
    pub joined: Option<RevisionId>,
    /// What it says.
    pub content: Arc<Revision>,
}

/// The snapshots of one record.
#[derive(Clone, Debug, Default)]
pub struct History {
    nodes: BTreeMap<RevisionId, Node>,
    head: Option<RevisionId>,
    last_number: i64,
    added: Vec<RevisionId>,
    moved: BTreeSet<RevisionId>,
}

/// What became of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was there already.
    Duplicate {
        /// Its number.
        number: i64,
    },
    /// Its id is taken by another content.
    IdReused,
    /// It is part of the record, or will be when its base comes.
    Accepted {
        /// Its number.
        number: i64,
    },
    /// It was joined with the head.
    Merged {
        /// Its number.
        number: i64,
        /// The join.
        revision: RevisionId,
    },
    /// It disagrees with the head.
    Conflict {
        /// Its number.
        number: i64,
        /// The head that it disagrees with.
        theirs: RevisionId,
        /// Where, as JSON Pointers.
        places: Vec<String>,
    },
}

impl History {
    /// A history as it was stored.
    pub fn stored(head: Option<RevisionId>, nodes: impl IntoIterator<Item = Node>) -> Self {
        let nodes: BTreeMap<_, _> = nodes.into_iter().map(|node| (node.content.revision, node)).collect();
        let last_number = nodes.values().map(|node| node.number).max().unwrap_or(0);
        Self { nodes, head, last_number, added: Vec::new(), moved: BTreeSet::new() }
    }

    /// The snapshot that stands for the record.
    pub fn head(&self) -> Option<&Node> {
        self.nodes.get(&self.head?)
    }

    /// One snapshot.
    pub fn node(&self, id: RevisionId) -> Option<&Node> {
        self.nodes.get(&id)
    }

    /// All snapshots, by id.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.values()
    }

    /// How many snapshots there are.
    pub fn len(&self) -> i64 {
        self.last_number
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// What came in since it was stored, in the order of their numbers.
    pub fn added(&self) -> impl Iterator<Item = &Node> {
        self.added.iter().filter_map(|id| self.nodes.get(id))
    }

    /// What was stored before and stands elsewhere now.
    pub fn moved(&self) -> impl Iterator<Item = &Node> {
        self.moved.iter().filter(|id| !self.added.contains(id)).filter_map(|id| self.nodes.get(id))
    }

    /// Snapshots that wait for their base.
    pub fn held(&self) -> i64 {
        self.count(|node| node.place == RevisionPlace::Held)
    }

    /// Branches that a person has to settle: their tips.
    pub fn conflicts(&self) -> i64 {
        let continued: BTreeSet<RevisionId> = self
            .nodes
            .values()
            .filter(|node| node.place == RevisionPlace::Branch)
            .filter_map(|node| node.content.base)
            .collect();
        self.count(|node| node.place == RevisionPlace::Branch && !continued.contains(&node.content.revision))
    }

    fn count(&self, wanted: impl Fn(&Node) -> bool) -> i64 {
        i64::try_from(self.nodes.values().filter(|node| wanted(node)).count()).unwrap_or(i64::MAX)
    }

    /// Takes a snapshot in. `new_id` names a join, where one is made.
    pub fn add(&mut self, content: Arc<Revision>, sha256: Sha256, new_id: &mut dyn FnMut() -> RevisionId) -> Verdict {
        let id = content.revision;
        if let Some(known) = self.nodes.get(&id) {
            return match known.sha256 {
                Some(known_hash) if known_hash == sha256 => Verdict::Duplicate { number: known.number },
                _ => Verdict::IdReused,
            };
        }
        let number = self.insert(content, Some(sha256), None, RevisionPlace::Held);
        let verdict = self.place(id, number, new_id);
        self.release(id, new_id);
        verdict
    }

    /// Gives up waiting for bases that never came: the oldest held snapshot becomes the head where there is none, and
    /// a branch where there is one.
    pub fn settle_held(&mut self, new_id: &mut dyn FnMut() -> RevisionId) {
        loop {
            let oldest = self
                .nodes
                .values()
                .filter(|node| node.place == RevisionPlace::Held)
                .filter(|node| node.content.base.is_none_or(|base| !self.nodes.contains_key(&base)))
                .min_by_key(|node| node.number)
                .map(|node| node.content.revision);
            let Some(id) = oldest else { return };
            if self.head.is_none() {
                self.set_place(id, RevisionPlace::Main);
                self.head = Some(id);
            } else {
                self.set_place(id, RevisionPlace::Branch);
            }
            self.release(id, new_id);
        }
    }

    /// Whether a snapshot is the tip of a branch that a person has to settle.
    pub fn is_conflict(&self, id: RevisionId) -> bool {
        let on_branch = |node: &Node| node.place == RevisionPlace::Branch;
        self.nodes.get(&id).is_some_and(on_branch)
            && !self.nodes.values().any(|node| on_branch(node) && node.content.base == Some(id))
    }

    /// Puts a person's choice over the head and the branch that disagreed with it. All that the branch is made of is
    /// part of the record from then on.
    pub fn settle_conflict(&mut self, branch: RevisionId, joined: Revision) {
        let mut at = Some(branch);
        while let Some(id) = at.filter(|id| self.nodes.get(id).is_some_and(|node| node.place == RevisionPlace::Branch))
        {
            self.set_place(id, RevisionPlace::Main);
            at = self.nodes.get(&id).and_then(|node| node.content.base);
        }
        let head = joined.revision;
        self.insert(Arc::new(joined), None, Some(branch), RevisionPlace::Main);
        self.head = Some(head);
    }

    fn insert(
        &mut self,
        content: Arc<Revision>,
        sha256: Option<Sha256>,
        joined: Option<RevisionId>,
        place: RevisionPlace,
    ) -> i64 {
        self.last_number += 1;
        let (id, number) = (content.revision, self.last_number);
        self.nodes.insert(id, Node { number, place, sha256, joined, content });
        self.added.push(id);
        number
    }

    fn set_place(&mut self, id: RevisionId, place: RevisionPlace) {
        if let Some(node) = self.nodes.get_mut(&id) {
            node.place = place;
            self.moved.insert(id);
        }
    }

    /// Finds the place of a snapshot that is in `nodes` as held.
    fn place(&mut self, id: RevisionId, number: i64, new_id: &mut dyn FnMut() -> RevisionId) -> Verdict {
        let Some(ours) = self.nodes.get(&id).map(|node| Arc::clone(&node.content)) else {
            return Verdict::Accepted { number };
        };
        let base_place = ours.base.map(|base| self.nodes.get(&base).map(|node| node.place));
        match (base_place, self.head) {
            // The base has not come, or waits itself.
            (Some(None | Some(RevisionPlace::Held)), _) => Verdict::Accepted { number },
            (_, None) => {
                self.set_place(id, RevisionPlace::Main);
                self.head = Some(id);
                Verdict::Accepted { number }
            }
            (_, Some(head)) if ours.base == Some(head) => {
                self.set_place(id, RevisionPlace::Main);
                self.head = Some(id);
                Verdict::Accepted { number }
            }
            (_, Some(head)) => self.join(id, number, &ours, head, new_id),
        }
    }

    fn join(
        &mut self,
        id: RevisionId,
        number: i64,
        ours: &Revision,
        head: RevisionId,
        new_id: &mut dyn FnMut() -> RevisionId,
    ) -> Verdict {
        let Some(theirs) = self.nodes.get(&head).map(|node| Arc::clone(&node.content)) else {
            return Verdict::Accepted { number };
        };
        let places = match self.fork(ours) {
            // Two first snapshots of one record have nothing in common to compare with.
            None => vec![String::new()],
            Some(base) => match merge::merge(&base, ours, &theirs) {
                Merge::Conflict(places) => places.iter().map(ToString::to_string).collect(),
                Merge::Merged(mut joined) => {
                    let revision = new_id();
                    joined.revision = revision;
                    joined.base = Some(head);
                    joined.signature = None;
                    self.set_place(id, RevisionPlace::Main);
                    self.insert(Arc::new(*joined), None, Some(id), RevisionPlace::Main);
                    self.head = Some(revision);
                    return Verdict::Merged { number, revision };
                }
            },
        };
        self.set_place(id, RevisionPlace::Branch);
        Verdict::Conflict { number, theirs: head, places }
    }

    /// The nearest ancestor that is part of the record.
    fn fork(&self, of: &Revision) -> Option<Arc<Revision>> {
        let mut at = of.base;
        // Bases that name each other in a circle cannot be walked for ever.
        for _ in 0..=self.nodes.len() {
            let node = self.nodes.get(&at?)?;
            if node.place == RevisionPlace::Main {
                return Some(Arc::clone(&node.content));
            }
            at = node.content.base;
        }
        None
    }

    /// Places what was held for `id`, and what was held for that, in the order of arrival.
    fn release(&mut self, id: RevisionId, new_id: &mut dyn FnMut() -> RevisionId) {
        let mut ready = vec![id];
        while let Some(base) = ready.pop() {
            if self.nodes.get(&base).is_none_or(|node| node.place == RevisionPlace::Held) {
                continue;
            }
            let mut waiting: Vec<(i64, RevisionId)> = self
                .nodes
                .values()
                .filter(|node| node.place == RevisionPlace::Held && node.content.base == Some(base))
                .map(|node| (node.number, node.content.revision))
                .collect();
            waiting.sort_unstable();
            for (number, held) in waiting {
                self.place(held, number, new_id);
                ready.push(held);
            }
        }
    }
}
