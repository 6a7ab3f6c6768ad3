use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ImageBuffer, ImageFormat};
use task::{CancelToken, Stop, Task};

use super::*;

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn read(bytes: &[u8], values: Values) -> Result<Image, FileError> {
    read_bytes(Path::new("map.png"), bytes, values, &Task::unlimited())
}

/// Heights in metres, row after row from the top.
fn heights() -> Vec<u8> {
    let numbers = vec![0_u16, 215, 1000, 65_535, 7, 8];
    encoded(
        &DynamicImage::ImageLuma16(ImageBuffer::from_raw(3, 2, numbers).unwrap()),
        ImageFormat::Png,
    )
}

fn colours() -> Vec<u8> {
    let numbers = vec![255_u8, 128, 0, 64, 10, 20, 30, 255];
    encoded(
        &DynamicImage::ImageRgba8(ImageBuffer::from_raw(2, 1, numbers).unwrap()),
        ImageFormat::Png,
    )
}

fn photograph() -> Vec<u8> {
    let image = ImageBuffer::from_fn(64, 48, |x, y| image::Rgb([4 * x as u8, 4 * y as u8, 128]));
    encoded(&DynamicImage::ImageRgb8(image), ImageFormat::Jpeg)
}

#[test]
fn sixteen_bits_keep_every_metre() {
    let image = read(&heights(), Values::Stored).unwrap();
    assert_eq!((image.width(), image.height(), image.channels()), (3, 2, 1));
    assert_eq!(image.values(), [0.0, 215.0, 1000.0, 65_535.0, 7.0, 8.0]);
    assert_eq!(image.pixel(0, 1), [65_535.0]);
    let unit = read(&heights(), Values::Automatic).unwrap();
    assert_eq!(unit.pixel(0, 1), [1.0]);
    assert_eq!(unit.pixel(1, 0), [215.0 / 65_535.0]);
}

#[test]
fn colours_of_eight_bits_become_linear_and_alpha_stays() {
    let image = read(&colours(), Values::Automatic).unwrap();
    let [r, g, b, a] = image.pixel(0, 0) else { panic!() };
    assert_eq!((*r, *b), (1.0, 0.0));
    assert!((g - 0.215_86).abs() < 1e-4 && (a - 64.0 / 255.0).abs() < 1e-6, "{g} {a}");
    let unit = read(&colours(), Values::Unit).unwrap();
    assert!((unit.pixel(0, 0)[1] - 128.0 / 255.0).abs() < 1e-6);
    assert_eq!(read(&colours(), Values::Stored).unwrap().pixel(1, 0), [10.0, 20.0, 30.0, 255.0]);
}

#[test]
fn a_jpeg_is_read_whatever_its_name() {
    let image = read(&photograph(), Values::Stored).unwrap();
    assert_eq!((image.width(), image.height(), image.channels()), (64, 48, 3));
    let [r, g, b] = image.pixel(32, 24) else { panic!() };
    assert!((r - 128.0).abs() < 12.0 && (g - 96.0).abs() < 12.0 && (b - 128.0).abs() < 12.0);
}

#[test]
fn files_cut_at_any_byte_are_refused() {
    for (name, bytes) in [("heights", heights()), ("photograph", photograph())] {
        // The last chunk of a PNG only says that it is the last.
        let needed = if name == "heights" { bytes.len() - 12 } else { bytes.len() };
        for end in 0..needed {
            let error = read(&bytes[..end], Values::Unit);
            let said = error.expect_err(&format!("{name} cut at {end}")).to_string();
            assert!(said.starts_with("map.png: "), "{said}");
        }
    }
}

#[test]
fn changed_bytes_are_refused_or_read() {
    let mut state = 1_u32;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    let small = Task::new(CancelToken::default(), 16 << 20);
    for bytes in [heights(), colours(), photograph()] {
        for _ in 0..500 {
            let mut bytes = bytes.clone();
            for _ in 0..=random(3) {
                let at = random(bytes.len());
                bytes[at] = random(256) as u8;
            }
            let _ = read_bytes(Path::new("map.png"), &bytes, Values::Automatic, &small);
        }
    }
}

#[test]
fn what_is_no_image_says_so() {
    let error = |bytes: &[u8]| read(bytes, Values::Unit).unwrap_err().to_string();
    assert!(error(b"").contains("the file is empty"));
    assert!(error(b"v 0 0 0").contains("no PNG and no JPEG"));
    let task = Task::unlimited();
    let error = |path: &Path| load(path, Values::Unit, &task).unwrap_err().to_string();
    assert!(error(Path::new("no/map.png")).contains("Check the path"));
    assert!(error(Path::new(".")).contains("not a folder"));
}

#[test]
fn a_size_that_is_only_promised_is_refused_before_it_is_made() {
    // The width and the height of the header, and its check sum.
    let mut huge = heights();
    huge[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let check = crc(&huge[12..29]);
    huge[29..33].copy_from_slice(&check.to_be_bytes());
    let task = Task::new(CancelToken::default(), 1 << 30);
    let refused = read_bytes(Path::new("huge.png"), &huge, Values::Unit, &task).unwrap_err();
    assert!(
        matches!(refused, FileError::Stopped(Stop::TooLarge { .. } | Stop::TooMany { .. })),
        "{refused}"
    );
}

/// The check sum of PNG: ISO 3309.
fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { 0xEDB8_8320 ^ (sum >> 1) } else { sum >> 1 };
    !bytes
        .iter()
        .fold(u32::MAX, |sum, &byte| (0..8).fold(sum ^ u32::from(byte), |sum, _| step(sum)))
}

#[test]
fn a_cancelled_task_reads_nothing() {
    let task = Task::unlimited();
    task.cancel_token().cancel();
    for bytes in [heights(), photograph()] {
        let stopped = read_bytes(Path::new("map.png"), &bytes, Values::Unit, &task);
        assert_eq!(stopped, Err(FileError::Stopped(Stop::Cancelled)));
    }
}
