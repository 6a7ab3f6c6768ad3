//! Reading whole files.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use task::Task;

use super::FileError;

/// Bytes that one thread reads at a time.
const BLOCK: usize = 4 << 20;

/// The content of a file, read on all cores.
///
/// Files are copied into memory rather than mapped: a mapped file that another program cuts
/// short ends this one.
pub fn read_file(path: &Path, task: &Task) -> Result<Vec<u8>, FileError> {
    let failed = |error: std::io::Error| FileError::system(path, "read", &error);
    let file = File::open(path).map_err(failed)?;
    let data = file.metadata().map_err(failed)?;
    if data.is_dir() {
        return Err(failed(std::io::ErrorKind::IsADirectory.into()));
    }
    // In blocks, for there may be more bytes than elements can be numbered.
    let length = data.len();
    task.reserve(length.div_ceil(4096), 4096, "the content of this file")?;
    if length == 0 {
        // Pipes and the like do not know how long they are.
        return read_stream(file, task)?.map_err(failed);
    }
    let mut bytes = vec![0; length as usize];
    let read_block = |(index, block): (usize, &mut [u8])| {
        task.check()?;
        let mut file = File::open(path).map_err(failed)?;
        file.seek(SeekFrom::Start((index * BLOCK) as u64)).map_err(failed)?;
        file.read_exact(block).map_err(failed)
    };
    bytes.par_chunks_mut(BLOCK).enumerate().try_for_each(read_block)?;
    Ok(bytes)
}

/// All that comes, while the task allows it.
fn read_stream(mut file: File, task: &Task) -> Result<Result<Vec<u8>, std::io::Error>, task::Stop> {
    let mut bytes = Vec::new();
    loop {
        task.reserve(
            (bytes.len() + BLOCK).div_ceil(4096) as u64,
            4096,
            "the content of this file",
        )?;
        match file.by_ref().take(BLOCK as u64).read_to_end(&mut bytes) {
            Ok(0) => return Ok(Ok(bytes)),
            Ok(_) => {}
            Err(error) => return Ok(Err(error)),
        }
    }
}

/// The content of a file that another one names, from the folder of that one.
pub fn read_beside(path: &Path, name: &str, task: &Task) -> Result<Vec<u8>, FileError> {
    let [direct, other] = places_beside(path, name);
    read_file(if direct.exists() { &direct } else { &other }, task)
}

/// Where a file that another one names may be: there, or, as names with a backslash come from
/// Windows, in the folders that the name then means.
pub fn places_beside(path: &Path, name: &str) -> [PathBuf; 2] {
    let folder = path.parent().unwrap_or(Path::new(""));
    [folder.join(name), folder.join(name.replace('\\', "/"))]
}
