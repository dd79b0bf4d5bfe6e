//! Pictures of briefings, files beside the workbook, and the agency's logo beside `agency.toml`: decoded
//! once so that a broken one is a finding and never a failing document.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::files::{self, Bounds};
use crate::model::{Briefing, Facts, Text};
use crate::workspace::{AGENCY_FILE, Workspace};
use image::{ImageFormat, ImageReader, Limits};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

/// Longest side of a picture, in pixels; beyond it a document only grows.
const LONGEST_SIDE: u32 = 12_000;
/// Largest picture file, in bytes.
const LARGEST_FILE: u64 = 25 << 20;

/// Why a picture cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureGap {
    /// There is no such file beside the workbook.
    Missing,
    /// The file is no picture that can be shown.
    Unreadable,
}

/// A picture that decodes.
#[derive(Clone, Debug)]
pub struct PictureFile {
    /// `png` or `jpg`.
    pub extension: &'static str,
    /// The file as it is.
    pub bytes: Vec<u8>,
}

/// Pictures by workbook and file name, and the logo.
#[derive(Clone, Debug, Default)]
pub struct Pictures {
    logo: Option<PictureFile>,
    by_name: BTreeMap<(String, String), Result<PictureFile, PictureGap>>,
}

impl Pictures {
    /// Reads the logo and every picture that a briefing names; one finding for each that cannot be shown.
    #[must_use]
    pub fn read(workspace: &Workspace, facts: &Facts) -> (Self, Vec<Diagnostic>) {
        let mut pictures = Self::default();
        let mut findings = Vec::new();
        if let Some(name) = &workspace.look.logo {
            match load(&workspace.root.join(&workspace.input), name, &workspace.bounds) {
                Ok(logo) => pictures.logo = Some(logo),
                Err(gap) => findings.push(no_logo(gap, name, &workspace.input)),
            }
        }
        let named: Vec<_> = facts
            .years
            .values()
            .flat_map(|y| &y.briefings)
            .filter_map(|b| Some((b, b.picture.get()?, b.picture.origin.as_ref()?)))
            .collect();
        // Decoding is slow, so side by side; collected in their order.
        let read: Vec<_> = named
            .par_iter()
            .map(|(_, name, origin)| {
                let beside = workspace.root.join(&origin.file[..]);
                load(beside.parent().unwrap_or(&workspace.root), name, &workspace.bounds)
            })
            .collect();
        for ((briefing, name, origin), read) in named.into_iter().zip(read) {
            if let Err(gap) = &read {
                findings.push(finding(*gap, name, origin).row(briefing.title.text()));
            }
            pictures.by_name.insert(key(briefing, name), read);
        }
        (pictures, findings)
    }

    /// The picture that a briefing names.
    ///
    /// # Errors
    /// Why it cannot be shown.
    pub fn get(&self, briefing: &Briefing, name: &str) -> Result<&PictureFile, PictureGap> {
        match self.by_name.get(&key(briefing, name)) {
            Some(Ok(picture)) => Ok(picture),
            Some(Err(gap)) => Err(*gap),
            None => Err(PictureGap::Missing),
        }
    }

    /// Where the renderer puts a picture below Typst's root, starting with `/`.
    ///
    /// # Errors
    /// Why it cannot be shown.
    pub fn path(&self, briefing: &Briefing, name: &str) -> Result<String, PictureGap> {
        let picture = self.get(briefing, name)?;
        let key = key(briefing, name);
        let at = self.by_name.keys().position(|k| *k == key).unwrap_or_default();
        Ok(format!("/pictures/{at:03}.{}", picture.extension))
    }

    /// Every picture that can be shown, with the workbook that names it and its file name.
    pub fn named(&self) -> impl Iterator<Item = (&str, &str, &PictureFile)> {
        self.by_name.iter().filter_map(|((workbook, name), read)| {
            Some((workbook.as_str(), name.as_str(), read.as_ref().ok()?))
        })
    }

    /// Where the renderer puts the logo below Typst's root; none when there is none that can be shown.
    #[must_use]
    pub fn logo(&self) -> Option<&'static str> {
        let logo = self.logo.as_ref()?;
        Some(if logo.extension == "png" { "/pictures/logo.png" } else { "/pictures/logo.jpg" })
    }

    /// The logo with its path as in [`Pictures::logo`].
    pub fn logo_file(&self) -> impl Iterator<Item = (String, &PictureFile)> {
        self.logo().map(str::to_owned).zip(self.logo.as_ref()).into_iter()
    }

    /// Everything that can be shown, with its path as in [`Pictures::path`] and [`Pictures::logo`].
    pub fn files(&self) -> impl Iterator<Item = (String, &PictureFile)> {
        self.logo_file().chain(self.of_briefings())
    }

    fn of_briefings(&self) -> impl Iterator<Item = (String, &PictureFile)> {
        self.by_name.values().enumerate().filter_map(|(at, read)| {
            let picture = read.as_ref().ok()?;
            Some((format!("/pictures/{at:03}.{}", picture.extension), picture))
        })
    }
}

fn key(briefing: &Briefing, name: &str) -> (String, String) {
    (briefing.origin.file.to_string(), name.to_owned())
}

fn load(folder: &Path, name: &str, bounds: &Bounds) -> Result<PictureFile, PictureGap> {
    // A name that leaves its folder names nothing.
    if Path::new(name).file_name().is_none_or(|own| own != name) {
        return Err(PictureGap::Missing);
    }
    let path = folder.join(name);
    let bytes = files::read(&path, bounds, LARGEST_FILE)
        .map_err(|why| if why.is_missing() { PictureGap::Missing } else { PictureGap::Unreadable })?;
    let mut reader =
        ImageReader::new(Cursor::new(&bytes)).with_guessed_format().map_err(|_| PictureGap::Unreadable)?;
    let extension = match reader.format() {
        Some(ImageFormat::Png) => {
            decode_png(&bytes).ok_or(PictureGap::Unreadable)?;
            "png"
        }
        Some(ImageFormat::Jpeg) => {
            let mut limits = Limits::default();
            limits.max_image_width = Some(LONGEST_SIDE);
            limits.max_image_height = Some(LONGEST_SIDE);
            reader.limits(limits);
            reader.decode().map_err(|_| PictureGap::Unreadable)?;
            "jpg"
        }
        _ => return Err(PictureGap::Unreadable),
    };
    Ok(PictureFile { extension, bytes })
}

fn no_logo(gap: PictureGap, name: &str, input: &str) -> Diagnostic {
    let message = match gap {
        PictureGap::Missing => Text::new(
            format!("ไม่พบไฟล์ตราสัญลักษณ์ “{name}” ข้าง {AGENCY_FILE}"),
            format!("the logo “{name}” does not lie beside {AGENCY_FILE}"),
        ),
        PictureGap::Unreadable => Text::new(
            format!("ไฟล์ตราสัญลักษณ์ “{name}” ไม่ใช่ภาพ PNG หรือ JPEG ที่เปิดได้"),
            format!("the logo “{name}” is no PNG or JPEG picture that can be opened"),
        ),
    };
    let action = Text::new(
        "วางไฟล์ PNG หรือ JPEG ไว้ข้าง agency.toml หรือแก้ชื่อใน [look] logo เอกสารฉบับนี้ไม่มีตราสัญลักษณ์",
        "put a PNG or JPEG beside agency.toml, or correct the name in [look] logo; the documents have no logo",
    );
    let place = Place::file(format!("{input}/{AGENCY_FILE}"));
    Diagnostic::new(Code::PictureMissing, place, message, action).found(name)
}

/// Decodes row by row and keeps none: whether the picture is whole needs neither its colours nor the
/// memory of all its pixels. `None` when it is broken or too large.
fn decode_png(bytes: &[u8]) -> Option<()> {
    let mut picture = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
    if picture.info().width.max(picture.info().height) > LONGEST_SIDE {
        return None;
    }
    while picture.next_row().ok()?.is_some() {}
    Some(())
}

fn finding(gap: PictureGap, name: &str, origin: &crate::model::Origin) -> Diagnostic {
    let message = match gap {
        PictureGap::Missing => Text::new(
            format!("ไม่พบไฟล์ภาพ “{name}” ข้างสมุดงานนี้"),
            format!("picture “{name}” does not lie beside this workbook"),
        ),
        PictureGap::Unreadable => Text::new(
            format!("ไฟล์ “{name}” ไม่ใช่ภาพ PNG หรือ JPEG ที่เปิดได้"),
            format!("“{name}” is no PNG or JPEG picture that can be opened"),
        ),
    };
    let action = Text::new(
        "วางไฟล์ภาพ PNG หรือ JPEG ไว้ในโฟลเดอร์เดียวกับสมุดงาน เอกสารจะเว้นที่ภาพไว้",
        "put a PNG or JPEG into the workbook's folder; the document marks the gap",
    );
    Diagnostic::new(Code::PictureMissing, origin, message, action).found(name)
}
