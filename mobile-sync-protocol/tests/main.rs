//! What the protocol promises, a file a subject.

#[cfg(test)]
mod canonical;
#[cfg(test)]
mod common;
#[cfg(test)]
mod merge;
#[cfg(test)]
mod readme;
#[cfg(test)]
mod rules;
#[cfg(test)]
#[cfg(feature = "openapi")]
mod schema;
#[cfg(test)]
mod signature;
#[cfg(test)]
mod validate;
#[cfg(test)]
mod vectors;
