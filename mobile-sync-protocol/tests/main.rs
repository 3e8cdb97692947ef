//! What the protocol promises, a file a subject.

#[cfg(test)]
mod canonical;
#[cfg(test)]
mod common;
#[cfg(test)]
mod merge;
#[cfg(test)]
mod rules;
#[cfg(all(test, feature = "openapi"))]
mod schema;
#[cfg(test)]
mod signature;
#[cfg(test)]
mod validate;
