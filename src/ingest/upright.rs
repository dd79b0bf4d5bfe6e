//! One picture made fit for a document: within a limit, upright, and without anything that its camera wrote into it.
//!
//! Comes in: a file's bytes. Goes out: new bytes of the same kind. Never: passes bytes of the file on. A photograph
//! tells where it was taken, when, and with whose telephone; a document that anyone may read tells none of it.

use super::PictureFile;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use memchr::memmem;
use std::io::Cursor;
use std::sync::{Mutex, PoisonError};

/// Most pixels that are decoded: three times what a telephone takes.
pub(super) const MOST_PIXELS: u64 = 36_000_000;
/// Most bytes of decoded pixels.
const MOST_BYTES: u64 = 128 << 20;
/// Most pixels that a picture in passes is drawn from, all passes together.
const MOST_PASSES: u64 = 600_000_000;
/// Longest side in a document, in pixels: the width of a page at 300 dots an inch.
const LONGEST_SIDE: u32 = 2_000;
/// How well a JPEG is kept, of 100.
const QUALITY: u8 = 88;
/// Larger pictures are decoded one after the other, so that their memory does not add up.
const ALONE: u64 = 3_000_000;
static TURN: Mutex<()> = Mutex::new(());

/// Why a picture is not shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is no picture that can be shown.
    Broken,
    /// It has so many pixels.
    TooLarge(u32, u32),
}

/// The picture, drawn again.
///
/// # Errors
/// Why it is not shown.
pub(super) fn upright(bytes: &[u8]) -> Result<PictureFile, Fault> {
    let broken = |_| Fault::Broken;
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Fault::Broken)?;
    let (format, extension) = match reader.format() {
        Some(format @ ImageFormat::Png) => (format, "png"),
        Some(format @ ImageFormat::Jpeg) => (format, "jpg"),
        _ => return Err(Fault::Broken),
    };
    let mut limits = Limits::default();
    limits.max_alloc = Some(3 * MOST_BYTES);
    // The header tells the size, whatever it is; memory is taken later.
    reader.no_limits();
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    // A scan begins with these two bytes, which nothing between two scans can hold.
    let scans = if format == ImageFormat::Jpeg { memmem::find_iter(bytes, &[0xff, 0xda]).count() } else { 1 };
    let drawn = pixels.saturating_mul(scans as u64);
    if pixels > MOST_PIXELS || drawn > MOST_PASSES || decoder.total_bytes() > MOST_BYTES {
        return Err(Fault::TooLarge(width, height));
    }
    decoder.set_limits(limits).map_err(broken)?;
    let orientation = decoder.orientation().map_err(broken)?;
    let _turn = (pixels > ALONE).then(|| TURN.lock().unwrap_or_else(PoisonError::into_inner));
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    if width.max(height) > LONGEST_SIDE {
        picture = picture.thumbnail(LONGEST_SIDE, LONGEST_SIDE);
    }
    picture.apply_orientation(orientation);
    let mut drawn = Vec::new();
    let plain = plain(picture, format);
    let encoded = match format {
        ImageFormat::Jpeg => plain.write_with_encoder(JpegEncoder::new_with_quality(&mut drawn, QUALITY)),
        _ => plain.write_with_encoder(PngEncoder::new(&mut drawn)),
    };
    encoded.map_err(broken)?;
    Ok(PictureFile { extension, bytes: drawn })
}

/// Eight bits a colour; transparency only where the format has it.
fn plain(picture: DynamicImage, format: ImageFormat) -> DynamicImage {
    let color = picture.color();
    match (color.has_color(), color.has_alpha() && format == ImageFormat::Png) {
        (true, true) => DynamicImage::ImageRgba8(picture.into_rgba8()),
        (true, false) => DynamicImage::ImageRgb8(picture.into_rgb8()),
        (false, true) => DynamicImage::ImageLumaA8(picture.into_luma_alpha8()),
        (false, false) => DynamicImage::ImageLuma8(picture.into_luma8()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    /// Dark on the left, bright on the right.
    fn half_and_half(width: u32, height: u32) -> DynamicImage {
        let shade = |x| if x < width / 2 { Rgb([10, 20, 30]) } else { Rgb([240, 230, 220]) };
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| shade(x)))
    }

    fn jpeg(picture: &DynamicImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 90)).unwrap();
        bytes
    }

    /// An Exif block with an orientation and a place.
    fn exif(orientation: u8) -> Vec<u8> {
        let mut block = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
        block.extend([0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
        block.extend([0x0e, 1, 2, 0, 20, 0, 0, 0, 38, 0, 0, 0]);
        block.extend([0, 0, 0, 0]);
        block.extend(b"GPS 13.6700 100.6000");
        block
    }

    fn with_metadata(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let mut bytes = jpeg[..2].to_vec();
        for (marker, block) in [
            (0xe1_u8, exif(orientation)),
            (0xe1, b"http://ns.adobe.com/xap/1.0/\0<x>GPS 13.6700 100.6000</x>".to_vec()),
            (0xed, b"Photoshop 3.0\0GPS 13.6700 100.6000".to_vec()),
            (0xfe, b"GPS 13.6700 100.6000".to_vec()),
        ] {
            bytes.extend([0xff, marker]);
            bytes.extend(u16::try_from(block.len() + 2).unwrap().to_be_bytes());
            bytes.extend(block);
        }
        bytes.extend(&jpeg[2..]);
        // And behind the picture's end, where telephones put films.
        bytes.extend(b"GPS 13.6700 100.6000");
        bytes
    }

    fn decoded(picture: &PictureFile) -> RgbImage {
        image::load_from_memory(&picture.bytes).unwrap().into_rgb8()
    }

    #[test]
    fn nothing_of_the_camera_remains_and_the_picture_stands_upright() {
        let plain = jpeg(&half_and_half(64, 32));
        let marked = with_metadata(&plain, 6);
        assert!(memmem::find(&marked, b"GPS").is_some());
        let made = upright(&marked).unwrap();
        assert_eq!(made.extension, "jpg");
        for trace in [&b"GPS"[..], b"Exif", b"Photoshop", b"adobe"] {
            assert!(memmem::find(&made.bytes, trace).is_none(), "{}", String::from_utf8_lossy(trace));
        }
        // Turned by a quarter to the right: the dark left is the top now.
        let turned = decoded(&made);
        assert_eq!((turned.width(), turned.height()), (32, 64));
        assert!(turned.get_pixel(16, 5).0[0] < 60 && turned.get_pixel(16, 60).0[0] > 180);
        let upside_down = decoded(&upright(&with_metadata(&plain, 3)).unwrap());
        assert!(upside_down.get_pixel(5, 16).0[0] > 180 && upside_down.get_pixel(60, 16).0[0] < 60);
        assert_eq!(upright(&marked).unwrap().bytes, made.bytes, "the same bytes every time");
    }

    #[test]
    fn texts_and_places_in_a_png_are_gone_too() {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 2, 2);
        encoder.set_color(png::ColorType::Rgba);
        encoder.add_text_chunk("Comment".to_owned(), "GPS 13.67".to_owned()).unwrap();
        encoder.add_itxt_chunk("XML:com.adobe.xmp".to_owned(), "GPS 13.67".to_owned()).unwrap();
        encoder.write_header().unwrap().write_image_data(&[9; 16]).unwrap();
        assert!(memmem::find(&bytes, b"GPS").is_some());
        let made = upright(&bytes).unwrap();
        assert!(memmem::find(&made.bytes, b"GPS").is_none());
        assert_eq!(image::load_from_memory(&made.bytes).unwrap().into_rgba8().as_raw(), &[9; 16]);
    }

    #[test]
    fn large_pictures_are_scaled_down_and_bombs_refused_before_they_unfold() {
        let made = upright(&jpeg(&half_and_half(3_000, 1_500))).unwrap();
        assert_eq!(decoded(&made).dimensions(), (2_000, 1_000));
        // A header that promises more than fits; nothing follows it.
        let mut bomb = Vec::new();
        let mut encoder = png::Encoder::new(&mut bomb, 12_000, 12_000);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Sixteen);
        let mut writer = encoder.write_header().unwrap();
        writer.write_chunk(png::chunk::IDAT, &[0x78, 0x9c, 3, 0, 0, 0, 0, 1]).unwrap();
        drop(writer);
        assert_eq!(upright(&bomb), Err(Fault::TooLarge(12_000, 12_000)));
        let mut wide = jpeg(&half_and_half(64, 32));
        let frame = memmem::find(&wide, &[0xff, 0xc0]).unwrap();
        wide[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
        assert_eq!(upright(&wide), Err(Fault::TooLarge(65_500, 65_500)));
        // Few pixels, drawn over and over.
        let mut passes = jpeg(&half_and_half(2_000, 2_000));
        passes.extend([0xff, 0xda].repeat(200));
        assert_eq!(upright(&passes), Err(Fault::TooLarge(2_000, 2_000)));
    }

    #[test]
    fn what_is_no_picture_is_broken_wherever_it_breaks() {
        let whole = jpeg(&half_and_half(64, 32));
        for cut in [0, 1, 2, 20, 200, whole.len() / 2] {
            let ended = upright(&whole[..cut]);
            assert!(ended.is_ok() || ended == Err(Fault::Broken), "cut at {cut}");
        }
        assert_eq!(upright(b"GIF89a"), Err(Fault::Broken));
        assert_eq!(upright(b"<svg/>"), Err(Fault::Broken));
    }
}
