//! Which publication something is, and who is at work on one.

use super::Moment;
use serde::{Deserialize, Serialize};

/// Which publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Folder name, e.g. `2568-h1`.
    pub name: String,
    /// Counts the publications of a name, from 1; never given twice.
    pub serial: u32,
    /// When it was made.
    pub made_at: Moment,
    /// 128 random bits in hexadecimal. Two publications of the same inputs may be equal in every other
    /// byte; this tells them apart. None in publications of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// Who holds a lock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Process id.
    pub process: u32,
    /// Computer, when the system tells; a shared folder is used from several.
    pub computer: String,
    /// Account, when the system tells.
    pub user: String,
}
