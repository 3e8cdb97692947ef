//! Log lines and metrics of a process.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{Config, LogFormat};

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Seconds that a request takes, in steps that tell a fast answer from a slow one.
const SECONDS: [f64; 10] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];
/// Requests that share a commit.
const REQUESTS: [f64; 8] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 128.0, 512.0];

/// Begins to write log lines to standard error and to count. A second call changes nothing.
pub fn start(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let begun = match config.log_format {
        LogFormat::Text => tracing_subscriber::registry().with(filter).with(lines).try_init(),
        LogFormat::Json => tracing_subscriber::registry().with(filter).with(lines.json()).try_init(),
    };
    drop(begun);
    count();
}

/// Begins to count.
pub fn count() {
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full("thucdia_http_seconds".to_owned()), &SECONDS)
        .and_then(|builder| {
            builder.set_buckets_for_metric(Matcher::Full("thucdia_commit_requests".to_owned()), &REQUESTS)
        });
    if let Ok(handle) = builder.and_then(PrometheusBuilder::install_recorder) {
        drop(METRICS.set(handle));
    }
}

/// The counts so far, in the text form of Prometheus.
pub fn rendered() -> Option<String> {
    METRICS.get().map(PrometheusHandle::render)
}
