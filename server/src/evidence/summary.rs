//! What a record's checks come to: the worst answer, how many gave which, and the reasons to look.

use mobile_sync_protocol::{
    evidence::{Answer, EvidenceSummary, Reason},
    ids::RevisionId,
    time::Timestamp,
};

use super::{check::Check, rules};

/// Most reasons that a summary names; the checks name them all.
pub const MOST_REASONS: usize = 50;

/// Sums up the checks of one snapshot. The reasons stand by answer, then by the weight of their rules; of the same rule
/// in the order of the record's photos.
pub fn summarise(revision: RevisionId, checked_at: Timestamp, checks: &[Check]) -> EvidenceSummary {
    let count = |answer: Answer| {
        u32::try_from(checks.iter().filter(|check| check.answer == answer).count()).unwrap_or(u32::MAX)
    };
    let mut raised: Vec<&Check> = checks.iter().filter(|check| check.answer >= Answer::Warn).collect();
    let weight = |check: &Check| rules::find(&check.rule).map_or(0, |rule| rule.weight);
    raised.sort_by_key(|check| std::cmp::Reverse((check.answer, weight(check))));
    EvidenceSummary {
        revision,
        checked_at,
        answer: checks.iter().map(|check| check.answer).max().unwrap_or(Answer::NotApplicable),
        passed: count(Answer::Pass),
        warned: count(Answer::Warn),
        failed: count(Answer::Fail),
        not_applicable: count(Answer::NotApplicable),
        reasons: raised.into_iter().take(MOST_REASONS).map(reason).collect(),
    }
}

fn reason(check: &Check) -> Reason {
    Reason { rule: check.rule.clone(), answer: check.answer, photo: check.photo, text: check.text.clone() }
}

#[cfg(test)]
mod tests {
    use mobile_sync_protocol::{ids::Sha256, text::Text};
    use uuid::Uuid;

    use super::*;

    fn check(rule: &str, answer: Answer, photo: Option<u8>) -> Check {
        Check {
            rule: rule.to_owned(),
            version: 1,
            photo: photo.map(|byte| Sha256([byte; 32])),
            answer,
            figures: super::super::check::Figures::new(),
            thresholds: super::super::check::Figures::new(),
            text: Text::new(rule, rule),
        }
    }

    #[test]
    fn the_gravest_come_first_and_all_are_counted() {
        let checks = [
            check("photo.small", Answer::Warn, Some(1)),
            check("photo.small", Answer::Warn, Some(2)),
            check("photo.dark", Answer::Pass, Some(1)),
            check("place.mocked", Answer::NotApplicable, None),
            check("place.commune", Answer::Warn, None),
            check("photo.repeated", Answer::Fail, Some(2)),
        ];
        let summary = summarise(RevisionId(Uuid::nil()), Timestamp(0), &checks);
        assert_eq!(summary.answer, Answer::Fail);
        assert_eq!((summary.passed, summary.warned, summary.failed, summary.not_applicable), (1, 3, 1, 1));
        let order: Vec<_> =
            summary.reasons.iter().map(|reason| (reason.rule.as_str(), reason.photo.map(|photo| photo.0[0]))).collect();
        let expected =
            [("photo.repeated", Some(2)), ("place.commune", None), ("photo.small", Some(1)), ("photo.small", Some(2))];
        assert_eq!(order, expected);
    }

    #[test]
    fn nothing_checked_is_nothing_to_say() {
        let summary = summarise(RevisionId(Uuid::nil()), Timestamp(0), &[]);
        assert_eq!((summary.answer, summary.reasons.len()), (Answer::NotApplicable, 0));
    }

    #[test]
    fn a_record_of_many_bad_photos_names_no_more_reasons_than_fit() {
        let checks: Vec<Check> = (0..=99).map(|photo| check("photo.dark", Answer::Warn, Some(photo))).collect();
        let summary = summarise(RevisionId(Uuid::nil()), Timestamp(0), &checks);
        assert_eq!((summary.warned, summary.reasons.len()), (100, MOST_REASONS));
    }
}
