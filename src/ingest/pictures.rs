//! Pictures of briefings, files beside the workbook, and the agency's logo beside `agency.toml`: decoded
//! once so that a broken one is a finding and never a failing document.

use super::upright::{Fault, MOST_PIXELS, upright};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::files::{self, Bounds, Refused};
use crate::model::{Briefing, Facts, Text};
use crate::workspace::{AGENCY_FILE, Workspace};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::collections::BTreeMap;
use std::path::Path;

/// Largest picture file, in bytes.
const LARGEST_FILE: u64 = 25 << 20;

/// Why a picture cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureGap {
    /// There is no such file beside the workbook.
    Missing,
    /// The file is no picture that can be shown.
    Unreadable,
    /// It has more pixels than are decoded.
    TooLarge {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// There is something under this name that is not read: why.
    NotRead(Text),
}

/// A picture that decodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureFile {
    /// `png` or `jpg`.
    pub extension: &'static str,
    /// The picture drawn again: upright, and without what its camera wrote into it.
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
                Err(gap) => findings.push(no_logo(&gap, name, &workspace.input)),
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
                findings.push(finding(gap, name, origin).row(briefing.title.text()));
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
            Some(Err(gap)) => Err(gap.clone()),
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
    let bytes = files::read(&path, bounds, LARGEST_FILE).map_err(|why| match why {
        Refused::Missing => PictureGap::Missing,
        why => PictureGap::NotRead(why.message()),
    })?;
    upright(&bytes).map_err(|fault| match fault {
        Fault::Broken => PictureGap::Unreadable,
        Fault::TooLarge(width, height) => PictureGap::TooLarge { width, height },
    })
}

/// What to do about a picture of too many pixels.
fn smaller(gap: &PictureGap) -> Option<Text> {
    matches!(gap, PictureGap::TooLarge { .. }).then(|| {
        Text::new(
            "ย่อภาพให้ด้านยาวไม่เกิน 4,000 จุด บันทึกเป็น JPEG แล้วใส่แทนไฟล์เดิม เอกสารจะเว้นที่ภาพไว้",
            "scale the picture down to at most 4,000 pixels on its longer side, save it as JPEG in the place of the file; the document marks the gap",
        )
    })
}

/// Why a picture that is there is not shown.
fn not_shown(gap: &PictureGap, picture: &Text) -> Text {
    let (th, en) = (&picture.th, &picture.en);
    match gap {
        PictureGap::TooLarge { width, height } => {
            let most = MOST_PIXELS / 1_000_000;
            Text::new(
                format!("{th} มีขนาด {width}×{height} จุด ใหญ่เกินที่รับได้ ({most} ล้านจุด)"),
                format!("{en} has {width}×{height} pixels, more than are shown ({most} million)"),
            )
        }
        PictureGap::NotRead(why) => Text::new(format!("{th}: {}", why.th), format!("{en}: {}", why.en)),
        PictureGap::Missing | PictureGap::Unreadable => picture.clone(),
    }
}

fn no_logo(gap: &PictureGap, name: &str, input: &str) -> Diagnostic {
    let message = match gap {
        PictureGap::Missing => Text::new(
            format!("ไม่พบไฟล์ตราสัญลักษณ์ “{name}” ข้าง {AGENCY_FILE}"),
            format!("the logo “{name}” does not lie beside {AGENCY_FILE}"),
        ),
        PictureGap::Unreadable => Text::new(
            format!("ไฟล์ตราสัญลักษณ์ “{name}” ไม่ใช่ภาพ PNG หรือ JPEG ที่เปิดได้"),
            format!("the logo “{name}” is no PNG or JPEG picture that can be opened"),
        ),
        gap => not_shown(gap, &Text::new(format!("ตราสัญลักษณ์ “{name}”"), format!("the logo “{name}”"))),
    };
    let action = smaller(gap).unwrap_or_else(|| Text::new(
        "วางไฟล์ PNG หรือ JPEG ไว้ข้าง agency.toml หรือแก้ชื่อใน [look] logo เอกสารฉบับนี้ไม่มีตราสัญลักษณ์",
        "put a PNG or JPEG beside agency.toml, or correct the name in [look] logo; the documents have no logo",
    ));
    let place = Place::file(format!("{input}/{AGENCY_FILE}"));
    Diagnostic::new(Code::PictureMissing, place, message, action).found(name)
}

fn finding(gap: &PictureGap, name: &str, origin: &crate::model::Origin) -> Diagnostic {
    let message = match gap {
        PictureGap::Missing => Text::new(
            format!("ไม่พบไฟล์ภาพ “{name}” ข้างสมุดงานนี้"),
            format!("picture “{name}” does not lie beside this workbook"),
        ),
        PictureGap::Unreadable => Text::new(
            format!("ไฟล์ “{name}” ไม่ใช่ภาพ PNG หรือ JPEG ที่เปิดได้"),
            format!("“{name}” is no PNG or JPEG picture that can be opened"),
        ),
        gap => not_shown(gap, &Text::new(format!("ภาพ “{name}”"), format!("picture “{name}”"))),
    };
    let action = smaller(gap).unwrap_or_else(|| {
        Text::new(
            "วางไฟล์ภาพ PNG หรือ JPEG ไว้ในโฟลเดอร์เดียวกับสมุดงาน เอกสารจะเว้นที่ภาพไว้",
            "put a PNG or JPEG into the workbook's folder; the document marks the gap",
        )
    });
    Diagnostic::new(Code::PictureMissing, origin, message, action).found(name)
}
