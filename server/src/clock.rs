//! Time, ids and secrets: the only place that asks the machine for any of them, so that tests and simulations can.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};

use mobile_sync_protocol::time::Timestamp;
use rand::{Rng, SeedableRng, rngs::StdRng};
use uuid::Uuid;

/// Where time, ids and secrets come from.
#[derive(Clone, Debug, Default)]
pub struct Clock(Source);

#[derive(Clone, Debug, Default)]
enum Source {
    #[default]
    System,
    Simulated(Arc<Simulated>),
}

#[derive(Debug)]
struct Simulated {
    now: AtomicI64,
    /// The machine's own randomness where there is none.
    random: Option<Mutex<StdRng>>,
}

impl Clock {
    /// The machine's own clock and randomness.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands at `now` until it is moved, with ids and secrets that follow from `seed`.
    pub fn simulated(now: Timestamp, seed: u64) -> Self {
        let random = Some(Mutex::new(StdRng::seed_from_u64(seed)));
        Self(Source::Simulated(Arc::new(Simulated { now: AtomicI64::new(now.0), random })))
    }

    /// A clock that stands at `now` until it is moved, with secrets that nobody can guess: for telling what happened
    /// in the past to a storage that is served afterwards.
    pub fn standing(now: Timestamp) -> Self {
        Self(Source::Simulated(Arc::new(Simulated { now: AtomicI64::new(now.0), random: None })))
    }

    /// Moves a simulated clock; the machine's own does not move.
    pub fn advance(&self, milliseconds: i64) {
        if let Source::Simulated(simulated) = &self.0 {
            simulated.now.fetch_add(milliseconds, Ordering::SeqCst);
        }
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            #[expect(clippy::disallowed_methods, reason = "this is the place that the lint points to")]
            Source::System => {
                let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
                Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
            Source::Simulated(simulated) => Timestamp(simulated.now.load(Ordering::SeqCst)),
        }
    }

    /// A new id, ordered by time (UUIDv7).
    pub fn id(&self) -> Uuid {
        match &self.0 {
            #[expect(clippy::disallowed_methods, reason = "this is the place that the lint points to")]
            Source::System => Uuid::now_v7(),
            Source::Simulated(_) => {
                let millis = u64::try_from(self.now().0).unwrap_or(0);
                let mut bytes = [0; 10];
                self.fill(&mut bytes);
                uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
            }
        }
    }

    /// 32 secret bytes.
    pub fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        bytes
    }

    fn fill(&self, bytes: &mut [u8]) {
        let seeded = match &self.0 {
            Source::System => None,
            Source::Simulated(simulated) => simulated.random.as_ref(),
        };
        match seeded {
            None => rand::rng().fill_bytes(bytes),
            Some(random) => random.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes),
        }
    }
}
