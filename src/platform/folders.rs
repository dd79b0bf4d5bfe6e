//! Durable files and folders, and the swap of two folders.
//!
//! Linux swaps in one step where the file system can (ext4, xfs, btrfs, tmpfs); a file system that
//! cannot (some network shares), and every other platform, takes two renames. Between the two there is
//! no publication for a moment; a run that dies there is put right by the next one (`recover`).

use crate::error::Error;
use crate::model::Text;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::time::Duration;

/// How often, and how far apart, a rename is tried that Windows refuses while somebody has a file open.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(300);

/// Makes a file's content survive a power cut.
///
/// # Errors
/// The disk does not take it.
pub(crate) fn sync_file(path: &Path) -> Result<(), Error> {
    // Opened for writing: Windows does not flush what is opened for reading.
    let file = OpenOptions::new().write(true).open(path);
    file.and_then(|f| f.sync_all()).map_err(|e| Error::io("writing", path, e))
}

/// Makes a folder's entries survive a power cut.
///
/// # Errors
/// The disk does not take it.
pub(crate) fn sync_dir(path: &Path) -> Result<(), Error> {
    // A folder cannot be opened as a file on Windows; NTFS keeps its own journal of names.
    if cfg!(windows) {
        return Ok(());
    }
    File::open(path).and_then(|f| f.sync_all()).map_err(|e| Error::io("writing", path, e))
}

/// What a new folder lets others do: what the system's mask says, and not only the owner. A web server
/// reads publications under another name.
pub(crate) fn permissions(builder: &mut tempfile::Builder<'_, '_>) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    #[cfg(not(unix))]
    let _ = builder;
}

/// Puts the folder `new` in the place of `target`. What stood there then lies at `new` (one step) or at
/// `aside` (two steps). Returns whether something stood there.
///
/// # Errors
/// The system refuses; `target` is then as it was.
pub(crate) fn swap_in(new: &Path, target: &Path, aside: &Path) -> Result<bool, Error> {
    swap_with(new, target, aside, exchange, rename, in_use)
}

/// The swap with the two moves that a system offers and the way it says that a file is open, which tests let be as
/// on NTFS.
fn swap_with(
    new: &Path,
    target: &Path,
    aside: &Path,
    exchange: impl Fn(&Path, &Path) -> io::Result<bool>,
    rename: impl Fn(&Path, &Path) -> io::Result<()>,
    in_use: fn(&io::Error) -> bool,
) -> Result<bool, Error> {
    let failed = |e: io::Error| refused(target, e, in_use);
    if !target.exists() {
        rename(new, target).map_err(failed)?;
        return Ok(false);
    }
    if !exchange(new, target).map_err(failed)? {
        rename(target, aside).map_err(failed)?;
        if let Err(error) = rename(new, target) {
            rename(aside, target).map_err(failed)?;
            return Err(failed(error));
        }
    }
    Ok(true)
}

/// Swaps two folders in one step. Returns false where the file system or the platform cannot.
#[cfg(target_os = "linux")]
fn exchange(new: &Path, target: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, new, CWD, target, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(errno) => Err(errno.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Writes a file so that a reader, and whoever comes after a killed run, finds the whole of it or nothing. What a kill
/// leaves has a name that the next writing takes again.
///
/// # Errors
/// Writing or moving fails.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    let passing = path.with_file_name(name);
    fs::write(&passing, bytes).map_err(|e| Error::io("writing", &passing, e))?;
    rename(&passing, path).map_err(|e| Error::io("writing", path, e))
}

/// Renames a folder. Windows refuses while a file in it is open; that may be over in a moment.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    patiently(|| fs::rename(from, to), in_use, PAUSE)
}

/// Tries a move again while the system says that a file is open.
fn patiently(
    mut moved: impl FnMut() -> io::Result<()>,
    in_use: fn(&io::Error) -> bool,
    pause: Duration,
) -> io::Result<()> {
    let mut tried = 1;
    loop {
        match moved() {
            Err(error) if in_use(&error) && tried < TRIES => {
                tried += 1;
                std::thread::sleep(pause);
            }
            result => return result,
        }
    }
}

/// Removes a folder. A child of a killed run may still be writing into it for a moment.
///
/// # Errors
/// It is still there after several tries.
pub(crate) fn remove_dir(path: &Path) -> Result<(), Error> {
    let mut tried = 1;
    loop {
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty || in_use(&error) => {
                if tried == TRIES {
                    return Err(Error::io("removing", path, error));
                }
                tried += 1;
                std::thread::sleep(PAUSE / 3);
            }
            result => return result.map_err(|e| Error::io("removing", path, e)),
        }
    }
}

/// Whether the system refused because a program has a file open.
fn in_use(error: &io::Error) -> bool {
    cfg!(windows) && in_use_on_windows(error)
}

/// Access denied (5), sharing violation (32), lock violation (33).
fn in_use_on_windows(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(5 | 32 | 33))
}

/// The error of a swap that did not take place; names the files that are open, when that is the reason.
fn refused(target: &Path, source: io::Error, in_use: fn(&io::Error) -> bool) -> Error {
    if !in_use(&source) {
        return Error::io("publishing", target, source);
    }
    let open = open_files(target);
    // A window of Explorer or a console whose current folder it is holds the folder and none of its files.
    if open.is_empty() {
        let folder = target.display();
        return Error::Publish(Text::new(
            format!(
                "เผยแพร่ไม่ได้เพราะมีโปรแกรมใช้โฟลเดอร์ {folder} อยู่ ({source}) — ปิดหน้าต่างที่เปิดโฟลเดอร์นี้หรือไฟล์ในโฟลเดอร์ แล้วสั่งใหม่ ฉบับเดิมยังอยู่ครบ"
            ),
            format!(
                "cannot publish while another program uses the folder {folder} ({source}) — close the window that shows it or a file in it and run again; the previous publication is untouched"
            ),
        ));
    }
    let names = open.join(", ");
    Error::Publish(Text::new(
        format!(
            "เผยแพร่ไม่ได้เพราะมีไฟล์เปิดค้างอยู่: {names} — ปิดไฟล์ใน Excel หรือโปรแกรมอ่าน PDF แล้วสั่งใหม่ ฉบับเดิมยังอยู่ครบ"
        ),
        format!(
            "cannot publish while these files are open: {names} — close them in Excel or the PDF viewer and run again; the previous publication is untouched"
        ),
    ))
}

/// Files below `dir` that another program holds: those that cannot be opened for writing.
fn open_files(dir: &Path) -> Vec<String> {
    let files = list(dir, "").unwrap_or_default();
    let held = |file: &String| OpenOptions::new().append(true).open(dir.join(file)).is_err();
    files.into_iter().filter(held).collect()
}

/// Files below `dir`, relative with `/`, sorted.
pub(crate) fn list(dir: &Path, prefix: &str) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(|e| Error::io("listing", dir, e))? {
        let entry = entry.map_err(|e| Error::io("listing", dir, e))?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            found.extend(list(&entry.path(), &format!("{name}/"))?);
        } else {
            found.push(name);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    /// A new folder, the published one, and where that goes.
    fn folders() -> (tempfile::TempDir, PathBuf, PathBuf, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let [new, target, aside] = ["new", "2568-h1", "aside"].map(|name| dir.path().join(name));
        for (folder, text) in [(&new, "new"), (&target, "old")] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("run.json"), text).unwrap();
        }
        (dir, new, target, aside)
    }

    fn holds(folder: &Path) -> String {
        fs::read_to_string(folder.join("run.json")).unwrap_or_default()
    }

    /// A system that swaps in two renames and refuses those whose source is named.
    fn refusing(names: &'static [&'static str]) -> impl Fn(&Path, &Path) -> io::Result<()> {
        move |from, to| {
            if names.iter().any(|name| from.ends_with(name)) {
                Err(io::Error::from_raw_os_error(5))
            } else {
                fs::rename(from, to)
            }
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "the signature of an exchange")]
    fn cannot(_: &Path, _: &Path) -> io::Result<bool> {
        Ok(false)
    }

    #[test]
    fn two_renames_do_what_one_exchange_does() {
        let (_dir, new, target, aside) = folders();
        assert!(swap_with(&new, &target, &aside, cannot, refusing(&[]), in_use).unwrap());
        assert_eq!((holds(&target), holds(&aside)), ("new".to_owned(), "old".to_owned()));
    }

    /// NTFS does not rename a folder in which a workbook is open.
    #[test]
    fn a_publication_that_is_open_elsewhere_stays_whole() {
        let (_dir, new, target, aside) = folders();
        let error = swap_with(&new, &target, &aside, cannot, refusing(&["2568-h1"]), in_use_on_windows);
        let said = error.unwrap_err().to_string();
        assert!(said.contains("another program uses the folder") && said.contains("2568-h1"), "{said}");
        assert_eq!((holds(&target), holds(&new)), ("old".to_owned(), "new".to_owned()));
        assert!(!aside.exists());
    }

    #[test]
    fn a_new_folder_that_cannot_move_in_gives_the_place_back() {
        let (_dir, new, target, aside) = folders();
        swap_with(&new, &target, &aside, cannot, refusing(&["new"]), in_use).unwrap_err();
        assert_eq!((holds(&target), holds(&new)), ("old".to_owned(), "new".to_owned()));
        assert!(!aside.exists());
    }

    #[test]
    fn a_move_is_tried_again_while_a_file_is_open_and_only_then() {
        let tries = |errors: &'static [i32]| {
            let (mut left, mut tried) = (errors.iter(), 0);
            let moved = || {
                tried += 1;
                left.next().map_or(Ok(()), |number| Err(io::Error::from_raw_os_error(*number)))
            };
            let result = patiently(moved, in_use_on_windows, Duration::ZERO);
            (tried, result.err().and_then(|e| e.raw_os_error()))
        };
        assert_eq!(tries(&[32, 5, 33]), (4, None));
        assert_eq!(tries(&[32; 50]), (TRIES, Some(32)));
        assert_eq!(tries(&[2, 32]), (1, Some(2)));
    }

    /// Nothing is lost even where the way back is refused too: both folders lie where recovery looks for them.
    #[test]
    fn without_a_way_back_both_folders_are_kept() {
        let (_dir, new, target, aside) = folders();
        swap_with(&new, &target, &aside, cannot, refusing(&["new", "aside"]), in_use).unwrap_err();
        assert_eq!((holds(&aside), holds(&new)), ("old".to_owned(), "new".to_owned()));
        assert!(!target.exists());
    }
}
