//! Tensors and a text about them as the bytes of a safetensors file.

use std::collections::{BTreeMap, HashMap};

use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};

use crate::error::LearnError;

/// The name under which the text is kept.
const ABOUT: &str = "espalier";

/// A tensor of a file: its shape and numbers.
pub(crate) type Tensor = (Vec<usize>, Vec<f32>);

/// The bytes of a file with these tensors and this text.
pub(crate) fn write(
    tensors: &[(String, Vec<usize>, &[f32])],
    about: String,
) -> Result<Vec<u8>, LearnError> {
    let failed = |error: safetensors::SafeTensorError| LearnError::weights(error.to_string());
    let mut views = Vec::with_capacity(tensors.len());
    for (name, shape, numbers) in tensors {
        let bytes = bytemuck::cast_slice(numbers);
        views.push((name, TensorView::new(Dtype::F32, shape.clone(), bytes).map_err(failed)?));
    }
    serialize(views, Some(HashMap::from([(ABOUT.to_owned(), about)]))).map_err(failed)
}

/// The tensors and the text of a file.
pub(crate) fn read(bytes: &[u8]) -> Result<(BTreeMap<String, Tensor>, String), LearnError> {
    let damaged = |error: safetensors::SafeTensorError| {
        LearnError::weights(format!("this is no file of weights, or it is damaged ({error})"))
    };
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
    let about = header.metadata().as_ref().and_then(|texts| texts.get(ABOUT)).cloned();
    let about = about.ok_or_else(|| {
        LearnError::weights("the file says nothing of its model: another program wrote it")
    })?;
    let mut found = BTreeMap::new();
    for (name, view) in SafeTensors::deserialize(bytes).map_err(damaged)?.iter() {
        if view.dtype() != Dtype::F32 {
            return Err(LearnError::weights(format!("\"{name}\" does not hold 32-bit floats")));
        }
        let numbers = view.data().as_chunks::<4>().0.iter().map(|&four| f32::from_le_bytes(four));
        found.insert(name.to_owned(), (view.shape().to_vec(), numbers.collect()));
    }
    Ok((found, about))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tensors_come_back_as_they_were() {
        let numbers = [1.0, -2.5, f32::MIN_POSITIVE, 4.0, 5.0, 6.0];
        let tensors = [("a".to_owned(), vec![2, 3], &numbers[..])];
        let bytes = write(&tensors, "about".to_owned()).unwrap();
        let (found, about) = read(&bytes).unwrap();
        assert_eq!(found["a"], (vec![2, 3], numbers.to_vec()));
        assert_eq!(about, "about");
    }

    #[test]
    fn damaged_bytes_say_so() {
        let bytes = write(&[("a".to_owned(), vec![1], &[1.0])], String::new()).unwrap();
        for cut in [0, 4, 20, bytes.len() - 1] {
            let said = read(&bytes[..cut]).unwrap_err().to_string();
            assert!(said.contains("damaged") && said.contains("Train again"), "{said}");
        }
        assert!(read(b"v 0 0 0").is_err());
    }
}
