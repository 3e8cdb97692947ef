//! A submission of OpenRosa's clients: its XML, what came along, and the snapshot that was made of it, in one commit.

use serde_json::json;

use super::Batch;
use crate::{
    store::{Actor, Entry, Submission, SubmissionState},
    sync::commit::{Arriving, Decided, Landed},
};

impl Batch<'_> {
    /// Decides on a submission, if what is stored under its id is still what it was worked out from.
    pub(super) fn decide_submission(&mut self, arriving: &Arriving) -> Landed {
        let instance = arriving.submission.instance.as_str();
        if self.submissions.get(instance).map_or(&[][..], Vec::as_slice) != arriving.known {
            return Landed::MovedOn;
        }
        for photo in &arriving.photos {
            self.decide_photo(photo);
        }
        let Arriving { submission, device, person, .. } = arriving;
        let decided = arriving.item.as_ref().map(|item| self.decide_item(item, *device, *person));
        let at = arriving.known.iter().position(|known| known.sha256 == submission.sha256);
        let before = at.and_then(|at| arriving.known.get(at));
        let mut stands = submission.clone();
        if matches!(decided, Some(Decided::Refused(_))) {
            // What was made of it before stands; where there was nothing, it is tried again.
            let made = before.filter(|before| before.revision.is_some());
            stands.state = made.map_or(SubmissionState::Refused, |made| made.state);
            stands.revision = made.and_then(|made| made.revision);
            stands.photos = before.map_or(0, |before| before.photos);
        }
        if before.is_none() || !arriving.parts.is_empty() {
            self.note_submission(arriving, before.is_none());
        }
        let stored = self.submissions.entry(instance.to_owned()).or_default();
        match at.and_then(|at| stored.get_mut(at)) {
            Some(row) => row.clone_from(&stands),
            None => stored.push(stands.clone()),
        }
        if before.is_none() {
            self.new_submissions.push((stands, arriving.xml.clone()));
        } else {
            self.moved_submissions.push(stands);
        }
        let parts = arriving.parts.iter().map(|part| (instance.to_owned(), submission.sha256, part.clone()));
        self.new_parts.extend(parts);
        Landed::Kept(decided)
    }

    fn note_submission(&mut self, arriving: &Arriving, is_new: bool) {
        let Submission { instance, sha256, number, record, .. } = &arriving.submission;
        let action = if is_new { "submission.received" } else { "submission.continued" };
        let actor = Actor::Device(arriving.device);
        let detail = json!({"instance": instance, "sha256": sha256, "number": number, "files": arriving.parts.len()});
        self.entries.push(Entry::new(self.now, actor, action, format_args!("record:{record}")).with(detail));
    }
}
