//! Where an evaluation stands, which step follows which, and who may take it.

use serde::{Deserialize, Serialize};

use crate::review::finding::words;

words! {
    /// Where an evaluation stands.
    EvaluationState {
        /// It is being written; the only state in which anything of it changes.
        Draft "draft" "đang soạn";
        /// It was handed to the level above.
        Submitted "submitted" "đã gửi";
        /// The level above took it into its own.
        Consolidated "consolidated" "đã tổng hợp";
        /// It was issued. Nothing of it changes any more.
        Signed "signed" "đã ký";
    }
}

words! {
    /// What moves an evaluation on.
    EvaluationStep {
        /// Hand it to the level above.
        Submit "submit" "gửi";
        /// Give it back to be written again.
        SendBack "send_back" "trả lại";
        /// Take it into the evaluation of the level above.
        Consolidate "consolidate" "tổng hợp";
        /// Note that it was issued, with its number and date.
        Sign "sign" "ký ban hành";
    }
}

words! {
    /// What was done about an evaluation.
    EvaluationAct {
        /// It was begun.
        Created "created" "lập báo cáo";
        /// Its title, head or days were changed.
        Described "described" "sửa thông tin chung";
        /// A section was written.
        Written "written" "soạn nội dung";
        /// Findings were attached.
        Attached "attached" "đưa phát hiện vào";
        /// An attachment was moved, or its note changed.
        Moved "moved" "sắp xếp phát hiện";
        /// An attachment was taken out.
        Detached "detached" "bỏ phát hiện ra";
        /// An attachment was taken anew, as its finding stood then.
        Refreshed "refreshed" "cập nhật phát hiện";
        /// What a level below submitted was taken in.
        TookIn "took_in" "tổng hợp báo cáo cấp dưới";
        /// It was handed to the level above.
        Submitted "submitted" "gửi báo cáo";
        /// It was given back to be written again.
        SentBack "sent_back" "trả lại để hoàn chỉnh";
        /// The level above took it in.
        Consolidated "consolidated" "được tổng hợp vào báo cáo cấp trên";
        /// It was issued.
        Signed "signed" "ký ban hành";
    }
}

/// What somebody is to an evaluation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// They write for its body.
    pub writes: bool,
    /// They write for the level above.
    pub above: bool,
    /// They may sign for its body.
    pub signs: bool,
    /// Nobody here is above it: who writes it takes it back themselves.
    pub topmost: bool,
}

impl EvaluationState {
    /// The state after `step`; `None` where an evaluation in this state does not take it.
    pub fn after(self, step: EvaluationStep) -> Option<Self> {
        match (self, step) {
            (Self::Draft, EvaluationStep::Submit) => Some(Self::Submitted),
            (Self::Submitted | Self::Consolidated, EvaluationStep::SendBack) => Some(Self::Draft),
            (Self::Submitted, EvaluationStep::Consolidate) => Some(Self::Consolidated),
            (Self::Submitted | Self::Consolidated, EvaluationStep::Sign) => Some(Self::Signed),
            _ => None,
        }
    }

    /// Whether what it says may change.
    pub fn is_written(self) -> bool {
        self == Self::Draft
    }
}

impl EvaluationStep {
    /// Whether somebody who stands so may take it.
    pub fn is_for(self, who: Standing) -> bool {
        match self {
            Self::Submit => who.writes,
            Self::SendBack => who.above || (who.topmost && who.writes),
            Self::Consolidate => who.above,
            Self::Sign => who.signs,
        }
    }

    /// What the history says was done.
    pub fn act(self) -> EvaluationAct {
        match self {
            Self::Submit => EvaluationAct::Submitted,
            Self::SendBack => EvaluationAct::SentBack,
            Self::Consolidate => EvaluationAct::Consolidated,
            Self::Sign => EvaluationAct::Signed,
        }
    }
}

impl EvaluationAct {
    /// What the log calls it.
    pub fn logged(self) -> &'static str {
        match self {
            Self::Created => "evaluation.created",
            Self::Described => "evaluation.described",
            Self::Written => "evaluation.written",
            Self::Attached => "evaluation.attached",
            Self::Moved => "evaluation.moved",
            Self::Detached => "evaluation.detached",
            Self::Refreshed => "evaluation.refreshed",
            Self::TookIn => "evaluation.took_in",
            Self::Submitted => "evaluation.submitted",
            Self::SentBack => "evaluation.sent_back",
            Self::Consolidated => "evaluation.consolidated",
            Self::Signed => "evaluation.signed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_from_every_state_leads_where_the_table_says() {
        use EvaluationState::{Consolidated, Draft, Signed, Submitted};
        let table = [
            (Draft, [Some(Submitted), None, None, None]),
            (Submitted, [None, Some(Draft), Some(Consolidated), Some(Signed)]),
            (Consolidated, [None, Some(Draft), None, Some(Signed)]),
            (Signed, [None; 4]),
        ];
        assert_eq!(table.map(|(state, _)| state), EvaluationState::ALL);
        for (state, after) in table {
            for (step, expected) in EvaluationStep::ALL.iter().zip(after) {
                assert_eq!(state.after(*step), expected, "{state:?} {step:?}");
            }
        }
    }

    #[test]
    fn who_writes_hands_in_and_the_level_above_gives_back_or_takes_in() {
        let writer = Standing { writes: true, ..Standing::default() };
        let above = Standing { above: true, ..Standing::default() };
        let signs = Standing { signs: true, ..Standing::default() };
        let top = Standing { topmost: true, ..writer };
        let may = |who| EvaluationStep::ALL.iter().map(|step| step.is_for(who)).collect::<Vec<_>>();
        assert_eq!(may(writer), [true, false, false, false]);
        assert_eq!(may(above), [false, true, true, false]);
        assert_eq!(may(signs), [false, false, false, true]);
        assert_eq!(may(top), [true, true, false, false]);
        assert_eq!(may(Standing { topmost: true, ..Standing::default() }), [false; 4], "to read is not to write");
    }

    #[test]
    fn the_log_has_a_word_of_its_own_for_every_act() {
        for act in EvaluationAct::ALL {
            assert_eq!(act.logged(), format!("evaluation.{}", act.as_str()));
        }
    }
}
