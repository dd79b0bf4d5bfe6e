//! One run at a time on one output folder. The system frees the lock when a run dies.

use crate::error::Error;
use std::fs::{self, File, TryLockError};
use std::path::Path;

/// The lock, held until dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of `output`, making the folder when it is not there.
    ///
    /// # Errors
    /// [`Error::Locked`] when another run holds it; i/o when the folder cannot be written.
    pub fn take(output: &Path) -> Result<Self, Error> {
        fs::create_dir_all(output).map_err(|e| Error::io("making", output, e))?;
        let path = output.join(".lock");
        let file = File::create(&path).map_err(|e| Error::io("opening", &path, e))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::Locked(output.to_path_buf())),
            Err(TryLockError::Error(source)) => Err(Error::io("locking", path, source)),
        }
    }
}
