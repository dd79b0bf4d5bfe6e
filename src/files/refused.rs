//! Why a file is not read, in words for the person who put it there.

use crate::model::Text;
use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// What lies in the place of a regular file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A folder with a file's name.
    Folder,
    /// A named pipe.
    Pipe,
    /// A socket.
    Socket,
    /// A device of the machine.
    Device,
}

impl Kind {
    /// What it is, unless it is a regular file.
    pub(super) fn of(found: &Metadata) -> Option<Self> {
        let kind = found.file_type();
        if kind.is_file() {
            return None;
        }
        if kind.is_dir() {
            return Some(Self::Folder);
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::FileTypeExt;
            if kind.is_fifo() {
                return Some(Self::Pipe);
            }
            if kind.is_socket() {
                return Some(Self::Socket);
            }
        }
        Some(Self::Device)
    }

    fn words(self) -> Text {
        match self {
            Self::Folder => Text::new("โฟลเดอร์", "a folder"),
            Self::Pipe => Text::new("ท่อส่งข้อมูล (FIFO)", "a named pipe (FIFO)"),
            Self::Socket => Text::new("ซ็อกเก็ต", "a socket"),
            Self::Device => Text::new("อุปกรณ์ของเครื่อง", "a device of the machine"),
        }
    }
}

/// Why a file is not read.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Refused {
    /// There is nothing under this name.
    #[error("there is no such file")]
    Missing,
    /// A link to nothing.
    #[error("the link leads to a file that is not there")]
    Dangling,
    /// Links that lead to each other, or to a folder that is read already.
    #[error("the link leads in a circle, or to a folder that is read already")]
    Circular,
    /// A link out of the folders that files may lie in.
    #[error("the link leads out of the workspace")]
    Outside,
    /// Something else than a regular file.
    #[error("this is no file with data but {}", .0.words().en)]
    Special(Kind),
    /// More bytes than are read.
    #[error("the file is larger than {} are read", size_words(*.limit))]
    TooLarge {
        /// Bytes that it has, at least.
        size: u64,
        /// Bytes that are read.
        limit: u64,
    },
    /// A text in another encoding.
    #[error("the text is not in UTF-8")]
    NotUtf8,
    /// The system does not let it be read.
    #[error("the file cannot be opened: {0}")]
    Unreadable(Arc<io::Error>),
}

/// `4 MiB`, `64 KiB`.
fn size_words(bytes: u64) -> String {
    if bytes >= 1 << 20 { format!("{} MiB", bytes >> 20) } else { format!("{} KiB", bytes.div_ceil(1 << 10)) }
}

impl Refused {
    /// What the system's error at `path` means.
    pub(super) fn from_system(path: &Path, error: io::Error) -> Self {
        if is_loop(&error) {
            return Self::Circular;
        }
        if error.kind() != io::ErrorKind::NotFound {
            return Self::system(error);
        }
        if path.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
            Self::Dangling
        } else {
            Self::Missing
        }
    }

    /// The system does not let it be read.
    pub(super) fn system(error: io::Error) -> Self {
        Self::Unreadable(Arc::new(error))
    }

    /// Whether there is nothing under this name.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }

    /// Whether it is about a link.
    #[must_use]
    pub fn is_link(&self) -> bool {
        matches!(self, Self::Dangling | Self::Circular | Self::Outside)
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Text {
        let thai = match self {
            Self::Missing => "ไม่พบไฟล์นี้".to_owned(),
            Self::Dangling => "เป็นลิงก์ที่ชี้ไปยังไฟล์ซึ่งไม่มีอยู่".to_owned(),
            Self::Circular => "เป็นลิงก์ที่ชี้วนกลับ หรือชี้ไปยังโฟลเดอร์ที่อ่านอยู่แล้ว จึงไม่อ่านซ้ำ".to_owned(),
            Self::Outside => "เป็นลิงก์ที่ชี้ออกนอกพื้นที่ทำงาน จึงไม่อ่าน".to_owned(),
            Self::Special(kind) => format!("ไม่ใช่ไฟล์ข้อมูล แต่เป็น{} จึงไม่อ่าน", kind.words().th),
            Self::TooLarge { limit, .. } => format!("ไฟล์ใหญ่เกิน {} ที่รับได้", size_words(*limit)),
            Self::NotUtf8 => "ข้อความไม่ได้เข้ารหัสแบบ UTF-8".to_owned(),
            Self::Unreadable(error) => format!("เปิดอ่านไฟล์ไม่ได้: {error}"),
        };
        Text::new(thai, self.to_string())
    }

    /// What to do about it.
    #[must_use]
    pub fn action(&self) -> Text {
        match self {
            Self::Missing => Text::new("วางไฟล์ไว้ในที่นี้", "put the file there"),
            Self::Dangling | Self::Circular | Self::Outside => {
                Text::new("ลบลิงก์ แล้ววางไฟล์จริงไว้แทน", "delete the link and put the file itself in its place")
            }
            Self::Special(_) => Text::new(
                "ลบรายการนี้ หรือวางไฟล์ที่กรอกแล้วไว้แทน",
                "delete it, or put the filled-in file in its place",
            ),
            Self::TooLarge { .. } => Text::new(
                "ลบภาพ แผ่นงาน หรือข้อความที่ไม่ใช้ แล้วส่งใหม่",
                "remove pictures, sheets or text that are not needed, then send it again",
            ),
            Self::NotUtf8 => {
                Text::new("เปิดไฟล์แล้วบันทึกใหม่โดยเลือกการเข้ารหัส UTF-8", "open it and save it again as UTF-8")
            }
            Self::Unreadable(_) => Text::new(
                "ตรวจสิทธิ์การอ่านของไฟล์และของดิสก์ แล้วสั่งใหม่",
                "look at the permissions of the file and at the disk, then run again",
            ),
        }
    }
}

impl From<Refused> for io::Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Missing => io::ErrorKind::NotFound.into(),
            Refused::Unreadable(error) => match error.raw_os_error() {
                Some(number) => Self::from_raw_os_error(number),
                None => Self::new(error.kind(), error.to_string()),
            },
            refused => Self::new(io::ErrorKind::InvalidData, refused),
        }
    }
}

/// Whether links lead to each other without end.
#[cfg(unix)]
fn is_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

#[cfg(not(unix))]
fn is_loop(_: &io::Error) -> bool {
    false
}
