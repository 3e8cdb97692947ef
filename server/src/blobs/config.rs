//! Where the bytes are kept: `dir:PATH` or `s3://bucket[/prefix]?endpoint=…&region=…&path_style=true`.
//!
//! Secrets never stand in that text, so it may be shown and logged as it is. Nothing here reads the environment.

use std::{fmt, path::PathBuf, str::FromStr};

/// The region that is signed for where none is given; servers that know no regions take it.
const DEFAULT_REGION: &str = "us-east-1";

/// All that it takes to open the storage.
#[derive(Clone, Debug)]
pub struct BlobsConfig {
    /// Where the bytes are kept.
    pub location: Location,
    /// Who is asking; needed for S3 only.
    pub credentials: Option<Credentials>,
    /// A folder on a local disk through which bytes pass on their way to S3. Not used for a folder, which has its own.
    pub spool: PathBuf,
}

/// Where the bytes are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A folder of this machine, or one that several share.
    Folder(PathBuf),
    /// A bucket of S3, or of what speaks like it.
    S3(Bucket),
}

/// A bucket, and how it is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// What stands before every key, with no slash at either end; empty for none.
    pub prefix: String,
    /// The server's address; none for Amazon's own.
    pub endpoint: Option<String>,
    /// The region to sign for.
    pub region: String,
    /// Whether the bucket stands in the path rather than in the host name.
    pub path_style: bool,
}

/// Keys of an S3 account. Their secret parts are never printed.
#[derive(Clone)]
pub struct Credentials {
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: String,
    /// `AWS_SESSION_TOKEN`, for keys that expire.
    pub session_token: Option<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Credentials").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}

/// A text that names no place for bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    /// Neither a folder nor a bucket.
    #[error("{0:?} names no storage: write dir:PATH or s3://BUCKET")]
    Scheme(String),
    /// No path, or no bucket.
    #[error("{0:?} lacks the name of the folder or bucket")]
    Nameless(String),
    /// An option that does not exist, or a value that it does not take.
    #[error("{0:?} is no option of an S3 address: write endpoint=http(s)://…, region=… or path_style=true|false")]
    Option(String),
}

impl FromStr for Location {
    type Err = LocationError;

    fn from_str(text: &str) -> Result<Self, LocationError> {
        if let Some(path) = text.strip_prefix("dir:") {
            return if path.is_empty() {
                Err(LocationError::Nameless(text.to_owned()))
            } else {
                Ok(Self::Folder(path.into()))
            };
        }
        let rest = text.strip_prefix("s3://").ok_or_else(|| LocationError::Scheme(text.to_owned()))?;
        let (place, options) = rest.split_once('?').unwrap_or((rest, ""));
        let (name, prefix) = place.split_once('/').unwrap_or((place, ""));
        if name.is_empty() {
            return Err(LocationError::Nameless(text.to_owned()));
        }
        let mut bucket = Bucket {
            name: name.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            endpoint: None,
            region: DEFAULT_REGION.to_owned(),
            path_style: false,
        };
        for option in options.split('&').filter(|option| !option.is_empty()) {
            bucket.set(option)?;
        }
        Ok(Self::S3(bucket))
    }
}

impl Bucket {
    /// Takes one `key=value`, whose value is meant literally.
    fn set(&mut self, option: &str) -> Result<(), LocationError> {
        let wrong = || LocationError::Option(option.to_owned());
        match option.split_once('=').ok_or_else(wrong)? {
            ("endpoint", url) if url.starts_with("http://") || url.starts_with("https://") => {
                self.endpoint = Some(url.trim_end_matches('/').to_owned());
            }
            ("region", region) if !region.is_empty() => region.clone_into(&mut self.region),
            ("path_style", value) => self.path_style = value.parse().map_err(|_| wrong())?,
            _ => return Err(wrong()),
        }
        Ok(())
    }
}

impl fmt::Display for Location {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => write!(out, "dir:{}", path.display()),
            Self::S3(bucket) => {
                let slash = if bucket.prefix.is_empty() { "" } else { "/" };
                write!(out, "s3://{}{slash}{}?region={}", bucket.name, bucket.prefix, bucket.region)?;
                write!(out, "&path_style={}", bucket.path_style)?;
                bucket.endpoint.iter().try_for_each(|endpoint| write!(out, "&endpoint={endpoint}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_and_a_bucket_are_read_and_written_back() {
        assert_eq!("dir:/var/photos".parse(), Ok(Location::Folder("/var/photos".into())));
        let text = "s3://photos/a/b/?endpoint=http://127.0.0.1:9000/&region=vn-1&path_style=true";
        let location: Location = text.parse().unwrap();
        let Location::S3(bucket) = &location else { panic!("{location:?}") };
        assert_eq!((bucket.name.as_str(), bucket.prefix.as_str()), ("photos", "a/b"));
        assert_eq!(bucket.endpoint.as_deref(), Some("http://127.0.0.1:9000"));
        assert_eq!((bucket.region.as_str(), bucket.path_style), ("vn-1", true));
        assert_eq!(location.to_string().parse(), Ok(location));
    }

    #[test]
    fn a_bucket_needs_nothing_but_its_name() {
        let Ok(Location::S3(bucket)) = "s3://photos".parse() else { panic!("not read") };
        assert_eq!((bucket.region.as_str(), bucket.path_style, bucket.endpoint), (DEFAULT_REGION, false, None));
    }

    #[test]
    fn what_is_wrong_in_the_text_is_named() {
        let read = |text: &str| text.parse::<Location>().unwrap_err();
        assert!(matches!(read("/var/photos"), LocationError::Scheme(_)));
        assert!(matches!(read("dir:"), LocationError::Nameless(_)));
        assert!(matches!(read("s3:///photos"), LocationError::Nameless(_)));
        for option in ["endpoint=ftp://x", "path_style=yes", "key=secret", "region"] {
            assert_eq!(read(&format!("s3://b?{option}")), LocationError::Option(option.to_owned()));
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let credentials = Credentials {
            access_key_id: "reader".to_owned(),
            secret_access_key: "hush".to_owned(),
            session_token: Some("hush, too".to_owned()),
        };
        let printed = format!("{credentials:?}");
        assert!(printed.contains("reader") && !printed.contains("hush"), "{printed}");
    }
}
