//! The numbers of a file: in its binary part, within the description, or in files beside it.

use std::borrow::Cow;

use super::base64;
use super::json::Root;
use crate::files::error::{EXPORT_AGAIN, Fault, Place};
use crate::files::{FileError, Reading};

/// The bytes of every buffer.
pub type Buffers<'a> = Vec<Cow<'a, [u8]>>;

/// Loads every buffer that some view needs.
pub fn load<'a>(
    root: &Root,
    binary: Option<&'a [u8]>,
    reading: &Reading<'_>,
) -> Result<Buffers<'a>, Fault> {
    let mut buffers = Vec::with_capacity(root.buffers.len());
    for (index, buffer) in root.buffers.iter().enumerate() {
        reading.task.check()?;
        let needed = root.buffer_views.iter().any(|view| view.buffer == index);
        let bytes: Cow<'_, [u8]> = match &buffer.uri {
            _ if !needed => Cow::Borrowed(&[]),
            None if index == 0 => Cow::Borrowed(binary.unwrap_or(&[])),
            None => Cow::Borrowed(&[]),
            Some(uri) => Cow::Owned(fetch(uri, reading)?),
        };
        if needed && (bytes.len() as u64) < buffer.byte_length {
            let cause = format!(
                "buffer {index} promises {} bytes, and {} are there",
                buffer.byte_length,
                bytes.len()
            );
            return Err(Fault::at(Place::Whole, cause, EXPORT_AGAIN));
        }
        buffers.push(bytes);
    }
    Ok(buffers)
}

fn fetch(uri: &str, reading: &Reading<'_>) -> Result<Vec<u8>, Fault> {
    if let Some(data) = uri.strip_prefix("data:") {
        let encoded = data.split_once(";base64,").map(|(_, encoded)| encoded);
        return encoded
            .and_then(base64::decode)
            .ok_or_else(|| Fault::whole("the numbers within the description are not base64"));
    }
    let name = file_name(uri).ok_or_else(|| {
        let shown: String = uri.chars().take(60).collect();
        let cause = format!("its numbers are at \"{shown}\"");
        let advice = "Only files beside this one are read: save them there";
        Fault::at(Place::Whole, cause, advice)
    })?;
    (reading.beside)(&name).map_err(|error| match error {
        FileError::Stopped(stop) => Fault::Stopped(stop),
        error => Fault::Named(error),
    })
}

/// The name of the file that holds a buffer; none if it is no file beside.
pub fn file_name(uri: &str) -> Option<String> {
    let elsewhere = uri.starts_with("data:") || uri.contains("://") || uri.starts_with('/');
    (!elsewhere).then(|| base64::percent_decoded(uri))
}
