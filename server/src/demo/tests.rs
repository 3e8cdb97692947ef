use std::collections::{BTreeMap, BTreeSet};

use mobile_sync_protocol::{checklist::Level, registry::Subject};
use tempfile::TempDir;

use super::*;
use crate::{
    geo::link::Agreement,
    store::{RecordFilter, RecordOrder, RecordPage, RecordRow},
};

fn config(folder: &TempDir) -> Config {
    let flags = crate::config::Flags { data: Some(folder.path().to_owned()), ..crate::config::Flags::default() };
    let mut config = Config::load(&flags).unwrap();
    config.database_url = crate::config::Secret::default();
    config.blobs = String::new();
    config
}

async fn filled() -> (TempDir, Config, Filled) {
    let folder = tempfile::tempdir().unwrap();
    let config = config(&folder);
    let filled = fill(&config, Pictures::Small, &ProgressBar::hidden()).await.unwrap();
    (folder, config, filled)
}

async fn records(app: &App) -> Vec<RecordRow> {
    let communes = app.registry.current().communes().into_iter().collect();
    let filter = RecordFilter { communes, ..RecordFilter::default() };
    let page = RecordPage { order: RecordOrder::Oldest, after: None, limit: 1_000 };
    let mut session = app.store.read().await.unwrap();
    let ids: Vec<_> = session.queue(&filter, page).await.unwrap().into_iter().map(|mark| mark.record).collect();
    session.records_by_id(&ids).await.unwrap().into_values().collect()
}

async fn subjects(app: &App) -> Vec<Subject> {
    let communes: Vec<_> = app.registry.current().communes().into_iter().collect();
    app.store.read().await.unwrap().subjects_in(&communes, uuid::Uuid::nil(), 1_000).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn filling_twice_changes_nothing_and_the_counts_are_as_stated() {
    let (_folder, config, first) = filled().await;
    assert!(first.fresh);
    let counts = first.counts;
    assert_eq!((counts.records, counts.photos, counts.waiting, counts.quarantined), (62, 243, 2, 1));
    let log = async || {
        let storages = Storages::open(&config).await.unwrap();
        let rows = storages.store.read().await.unwrap().log_after(0, 10_000).await.unwrap();
        storages.store.close().await;
        rows.into_iter().map(|row| row.hash).collect::<Vec<_>>()
    };
    let before = log().await;
    let second = fill(&config, Pictures::Small, &ProgressBar::hidden()).await.unwrap();
    assert!(!second.fresh);
    assert_eq!(format!("{counts:?}"), format!("{:?}", second.counts));
    assert_eq!(log().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_records_show_what_a_desk_has_to_deal_with() {
    let (_folder, config, _) = filled().await;
    let app = App::start(config, Clock::system()).await.unwrap();
    let records = records(&app).await;
    let flags = records.iter().flat_map(|record| &record.assessment.flags);
    let mut levels: BTreeMap<String, usize> = BTreeMap::new();
    for flag in flags {
        *levels.entry(format!("{:?}", flag.level)).or_default() += 1;
    }
    for level in [Level::F1, Level::F2, Level::F3] {
        assert!(levels.get(&format!("{level:?}")).is_some_and(|count| *count >= 8), "{levels:?}");
    }
    let count = |which: fn(&RecordRow) -> bool| records.iter().filter(|record| which(record)).count();
    assert_eq!(count(|record| record.conflicts > 0), 2);
    assert_eq!(count(|record| record.revisions == 4), 1, "a merge adds a snapshot of its own");
    assert_eq!(count(|record| record.commune_link.agreement == Agreement::Disagrees), 1);
    assert_eq!(count(|record| !record.assessment.omissions.is_empty()), 4);
    assert_eq!(count(|record| record.assessment.flags.is_empty()), 32, "most of what is inspected is good");
    let unlisted: Vec<_> = subjects(&app).await.into_iter().filter(|subject| subject.unlisted).collect();
    assert_eq!(unlisted.len(), 1);
    let script = script::read(RECORDS).unwrap();
    assert_eq!(script.iter().flat_map(|scene| &scene.photos).filter(|taken| taken.same_as.is_some()).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_site_lies_in_its_commune_and_every_commune_has_a_session() {
    let (_folder, config, _) = filled().await;
    let app = App::start(config, Clock::system()).await.unwrap();
    let registry = app.registry.current();
    let subjects = subjects(&app).await;
    assert_eq!(subjects.len(), 79 + 1);
    let mut sessions = BTreeSet::new();
    for subject in subjects.iter().filter(|subject| !subject.unlisted) {
        let site = subject.site.as_ref().unwrap();
        let [lon, lat] = [0, 1].map(|at| site.geometry["coordinates"][at].as_f64().unwrap());
        let reach = registry.boundaries.distance_to(subject.commune, lat, lon).unwrap();
        assert!(reach.outside_m <= reach.quality.tolerance_m(), "{subject:?} is {} m outside", reach.outside_m);
        if subject.kind == mobile_sync_protocol::checklist::SubjectKind::Session {
            sessions.insert(subject.commune);
        }
    }
    assert_eq!(sessions.len(), 17);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storage_with_something_else_in_it_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(&folder);
    let app = App::start(config.clone(), Clock::system()).await.unwrap();
    let units = Source { name: "units.csv".into(), bytes: Bytes::from_static(FILES[0].2), on: None };
    import(&app, What::Units, units, Actor::System, false).await.unwrap();
    let why = fill(&config, Pictures::Small, &ProgressBar::hidden()).await.unwrap_err().to_string();
    assert!(why.contains("not the demo's"), "{why}");
}

#[test]
fn every_account_has_a_password_and_words_for_its_role() {
    let accounts: Vec<_> = accounts().collect();
    assert_eq!(accounts.len(), 12);
    for account in accounts {
        assert!(account.password.len() >= crate::auth::password::LENGTH_MIN, "{account:?}");
        assert!(account.role.to_string().contains(" / "), "{account:?}");
    }
}
