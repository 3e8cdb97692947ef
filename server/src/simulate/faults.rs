//! What a bad network does to a phone, on purpose and with chosen probabilities.

use std::time::{Duration, Instant};

use super::rng::Dice;

/// How often things go wrong, each from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Faults {
    /// The connection is cut: before the request, in the midst of it, or before its answer is read.
    pub drop: f64,
    /// What was acknowledged is sent again.
    pub repeat: f64,
    /// Things travel in another order: second revisions before first ones, photos before their records.
    pub reorder: f64,
}

/// Where a connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Nothing is sent.
    BeforeSending,
    /// The body ends after this many bytes.
    InBody(usize),
    /// All is sent, and the answer is never read.
    BeforeAnswer,
}

impl Faults {
    /// Decides where, if at all, a request with `body` bytes is cut.
    pub fn cut(&self, body: usize, dice: &mut Dice) -> Option<Cut> {
        if !dice.chance(self.drop) {
            return None;
        }
        Some(match dice.below(3) {
            0 => Cut::BeforeSending,
            1 if body > 0 => Cut::InBody(dice.below(body)),
            _ => Cut::BeforeAnswer,
        })
    }

    /// Whether something is sent again.
    pub fn repeats(&self, dice: &mut Dice) -> bool {
        dice.chance(self.repeat)
    }

    /// Whether something travels out of order.
    pub fn reorders(&self, dice: &mut Dice) -> bool {
        dice.chance(self.reorder)
    }
}

/// How long a phone goes on without getting anywhere.
#[derive(Debug)]
pub struct Patience {
    bound: Duration,
    moved: Instant,
    failures: u32,
}

impl Patience {
    /// Starts now, with `bound` to go without progress.
    pub fn new(bound: Duration) -> Self {
        Self { bound, moved: Instant::now(), failures: 0 }
    }

    /// Something was achieved.
    pub fn moved(&mut self) {
        self.moved = Instant::now();
        self.failures = 0;
    }

    /// The server is there: no reason to wait longer and longer, though nothing was achieved yet.
    pub fn heard(&mut self) {
        self.failures = 0;
    }

    /// After a failure: how long to wait before the next attempt, or `None` where patience has ended.
    pub fn wait(&mut self, dice: &mut Dice) -> Option<Duration> {
        if self.moved.elapsed() > self.bound {
            return None;
        }
        let longest = Duration::from_millis(20) * 2_u32.pow(self.failures.min(8));
        self.failures += 1;
        Some(longest.mul_f64(dice.between(0.5, 1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_network_does_nothing_on_purpose() {
        let mut dice = Dice::new(1, "test", 0);
        let good = Faults::default();
        assert!((0..1_000).all(|_| good.cut(10, &mut dice).is_none() && !good.repeats(&mut dice)));
    }

    #[test]
    fn a_bad_network_cuts_everywhere_and_about_as_often_as_told() {
        let mut dice = Dice::new(1, "test", 0);
        let bad = Faults { drop: 0.3, ..Faults::default() };
        let cuts: Vec<Cut> = (0..10_000).filter_map(|_| bad.cut(100, &mut dice)).collect();
        assert!((2_700..3_300).contains(&cuts.len()), "{}", cuts.len());
        assert!(cuts.contains(&Cut::BeforeSending) && cuts.contains(&Cut::BeforeAnswer));
        assert!(cuts.iter().any(|cut| matches!(cut, Cut::InBody(sent) if *sent < 100)));
        assert!((0..1_000).all(|_| !matches!(bad.cut(0, &mut dice), Some(Cut::InBody(_)))));
    }

    #[test]
    fn patience_ends_only_without_progress() {
        let mut dice = Dice::new(1, "test", 0);
        let mut patience = Patience::new(Duration::ZERO);
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!(patience.wait(&mut dice), None);
        let mut patient = Patience::new(Duration::from_mins(1));
        let waits: Vec<Duration> = (0..20).filter_map(|_| patient.wait(&mut dice)).collect();
        assert_eq!(waits.len(), 20);
        assert!(waits[0] <= Duration::from_millis(20) && waits[19] <= Duration::from_millis(5_120));
        patient.moved();
        assert!(patient.wait(&mut dice).unwrap() <= Duration::from_millis(20));
    }
}
