use std::collections::{BTreeMap, BTreeSet};

use mobile_sync_protocol::{checklist::Level, registry::Subject};
use tempfile::TempDir;

use super::*;
use crate::{
    evaluation::{figures::FigureKey, state::EvaluationState},
    geo::link::Agreement,
    store::{RecordFilter, RecordOrder, RecordPage, RecordRow, SubjectFilter},
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
    let communes = app.registry.current().communes().into_iter().collect();
    let filter = SubjectFilter { communes, ..SubjectFilter::default() };
    app.store.read().await.unwrap().subjects_in(&filter, uuid::Uuid::nil(), 1_000).await.unwrap()
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

/// The demo's evaluator, and the evaluations that they see.
async fn evaluations(app: &App) -> (crate::auth::Caller, Vec<crate::desk::evaluations::EvaluationLine>) {
    let person = app.store.read().await.unwrap().person_by_name("danhgia").await.unwrap().unwrap().person;
    let caller = crate::auth::Caller::person(person.id, person.roles);
    let filter = crate::store::EvaluationFilter::default();
    let lines = crate::desk::evaluations::list(app, &caller, filter).await.unwrap();
    (caller, lines)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_half_years_report_is_signed_and_says_what_its_figures_say() {
    let (_folder, config, _) = filled().await;
    let app = App::start(config, Clock::system()).await.unwrap();
    let (caller, lines) = evaluations(&app).await;
    let signed: Vec<_> = lines.iter().filter(|line| line.evaluation.state == EvaluationState::Signed).collect();
    let [report] = signed[..] else { panic!("{} are signed", signed.len()) };
    let id = report.evaluation.id;
    let view = crate::desk::evaluations::find(&app, id, &caller).await.unwrap();
    assert_eq!(view.sections.len(), report.form.sections.len(), "every section is written");
    assert_eq!(view.attachments.len(), 13, "all findings of the half-year, and two of the year before");
    assert!(view.attachments.iter().any(|line| !line.changes.is_empty()), "what was put right later is told");
    let (figures, frozen) = crate::desk::evaluations::figures(&app, id, &caller).await.unwrap();
    assert!(frozen);
    let total = |key: FigureKey, column: &str| {
        let figure = figures.figures.iter().find(|figure| figure.key == key).unwrap();
        let amount = &figure.total.as_ref().unwrap()[column];
        (amount.value, amount.of)
    };
    // "02 đợt", "21 trên 21 đối tượng", "11 phát hiện: … 01 đã khắc phục … 04 đã có trả lời … 06 chưa trả lời … 01 quá hạn"
    assert_eq!(total(FigureKey::InspectedByCommune, "inspected"), (21, Some(21)));
    let by_level = |column: &str| total(FigureKey::FindingsByLevel, column).0;
    let counted = ["raised", "resolved", "answered", "open", "overdue"].map(by_level);
    assert_eq!(counted, [11, 1, 4, 6, 1]);
    let levels = figures.figures.iter().find(|figure| figure.key == FigureKey::FindingsByLevel).unwrap();
    assert_eq!(levels.rows.iter().map(|row| row.cells["raised"].value).collect::<Vec<_>>(), [3, 7, 1]);
    assert_eq!(total(FigureKey::CarriedOver, "overdue"), (2, Some(2)));
    let visits = figures.figures.iter().find(|figure| figure.key == FigureKey::Visits).unwrap();
    assert_eq!(visits.rows.iter().map(|row| row.cells["communes"].value).collect::<Vec<_>>(), [3, 3]);
    // The year's evaluation is in work: some of it is written, some of it handed in from below.
    let annual = |state| {
        lines
            .iter()
            .filter(move |line| line.evaluation.period.as_str() == "year" && line.evaluation.state == state)
            .count()
    };
    assert_eq!((annual(EvaluationState::Draft), annual(EvaluationState::Submitted)), (2, 2));
    assert_eq!(annual(EvaluationState::Consolidated), 1);
    let storages = Storages { store: app.store.clone(), blobs: app.blobs.clone() };
    let audited = crate::audit::audit(&storages, true, &crate::progress::unwatched).await.unwrap();
    assert!(audited.valid, "{:?}", audited.altered);
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
    assert_eq!(accounts.len(), 14);
    for account in accounts {
        assert!(account.password.len() >= crate::auth::password::LENGTH_MIN, "{account:?}");
        assert!(account.role.to_string().contains(" / "), "{account:?}");
    }
}
