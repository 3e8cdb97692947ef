//! `/openrosa`: forms for the phones that teams have already, and what they fill.

mod central;
mod engines;
mod evidence;
mod forms;
mod keys;
mod kill;
mod refused;
mod submissions;
mod xlsform;

use mobile_sync_protocol::{ids::RecordId, record::Revision};
use serde_json::Value;
use thucdia_tests::{
    builders::{id, inspection},
    server::{Desk, TestServer},
};
use uuid::Uuid;

/// A filled form about the work `CT-01`, as Collect writes it.
struct Filled {
    about: Revision,
    instance: String,
    deprecated: Option<String>,
    /// What the site's part of the answers holds.
    site: String,
    place: String,
}

impl Filled {
    async fn new(server: &TestServer, code: &str) -> Self {
        Self {
            about: inspection(&server.app, code).await,
            instance: format!("uuid:{}", id::<Uuid>()),
            deprecated: None,
            site: "<site_board><value>pass</value></site_board>".to_owned(),
            place: "21.9040 106.5933 312 4.8".to_owned(),
        }
    }

    fn record(&self) -> RecordId {
        self.about.record
    }

    /// The same with a photo of the site's board, by the name of its file.
    fn with_photo(mut self, file: &str) -> Self {
        self.site = format!("<site_board><value>pass</value><photo>{file}</photo></site_board>");
        self
    }

    /// The same about a record of its own.
    fn anew(&self) -> Self {
        Self {
            about: Revision { record: id(), ..self.about.clone() },
            instance: format!("uuid:{}", id::<Uuid>()),
            deprecated: None,
            site: self.site.clone(),
            place: self.place.clone(),
        }
    }

    /// The next content of the same record, which replaces this one.
    fn edited(&self, outcome: &str) -> Self {
        Self {
            about: self.about.clone(),
            instance: format!("uuid:{}", id::<Uuid>()),
            deprecated: Some(self.instance.clone()),
            site: format!("<site_board><value>{outcome}</value></site_board>"),
            place: self.place.clone(),
        }
    }

    fn xml(&self) -> String {
        let Revision { record, visit, subject, commune, sub_project, checklist, captured_at, .. } = &self.about;
        let subject = subject.unwrap();
        let visit = visit.map_or(String::new(), |visit| format!("<visit>{visit}</visit>"));
        let deprecated = self.deprecated.as_ref();
        let deprecated = deprecated.map_or(String::new(), |id| format!("<orx:deprecatedID>{id}</orx:deprecatedID>"));
        format!(
            "<?xml version='1.0' ?><data id=\"{}\" version=\"{}\" xmlns:orx=\"http://openrosa.org/xforms\">\
             <start>{captured_at}</start><record><id>{record}</id><captured_at>{captured_at}</captured_at>{visit}\
             <commune>{commune}</commune><subject_is>listed</subject_is><subject>{subject}</subject>\
             <sub_project>{sub_project}</sub_project></record><answers><identification><work_location>\
             <value>{}</value></work_location></identification><site>{}</site></answers><orx:meta>\
             <orx:instanceID>{}</orx:instanceID>{deprecated}</orx:meta></data>",
            checklist.id, checklist.version, self.place, self.site, self.instance
        )
    }
}

/// A record as a reviewer sees it.
async fn shown(desk: &Desk, record: RecordId) -> Value {
    desk.get(&format!("/api/v1/records/{record}"), 200).await.json()
}

/// How many versions a record has.
fn versions(record: &Value) -> usize {
    record["revisions"].as_array().unwrap().len()
}

/// How many photos the snapshot names that stands for a record.
async fn photos(desk: &Desk, record: &Value) -> usize {
    let (id, head) = (record["record"].as_str().unwrap(), record["head"].as_str().unwrap());
    let head: Value = desk.get(&format!("/api/v1/records/{id}/revisions/{head}"), 200).await.json();
    head["photos"].as_array().unwrap().len()
}
