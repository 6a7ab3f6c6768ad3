//! Accessors: typed arrays within buffers, read as floats or integers after every bound is
//! checked.

use task::{GRAIN, Task};

use super::buffers::Buffers;
use super::json::{Accessor, Root};
use crate::files::error::{ABSURD, Fault, Place};

/// The type of a number, by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Component {
    I8,
    U8,
    I16,
    U16,
    U32,
    F32,
}

impl Component {
    fn of_code(code: u32) -> Option<Self> {
        Some(match code {
            5120 => Self::I8,
            5121 => Self::U8,
            5122 => Self::I16,
            5123 => Self::U16,
            5125 => Self::U32,
            5126 => Self::F32,
            _ => return None,
        })
    }

    fn size(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::U32 | Self::F32 => 4,
        }
    }
}

/// A typed array whose every element lies within its buffer.
#[derive(Debug)]
pub struct Array<'a> {
    pub count: usize,
    /// Numbers of an element.
    pub size: usize,
    pub component: Component,
    pub normalized: bool,
    /// None where all elements are zero but for the sparse ones.
    bytes: Option<&'a [u8]>,
    stride: usize,
    sparse: Option<Sparse<'a>>,
}

/// Elements that differ from what the array says.
#[derive(Debug)]
struct Sparse<'a> {
    indices: Vec<u32>,
    values: &'a [u8],
}

/// The array of an accessor.
pub fn array<'a>(root: &Root, buffers: &'a Buffers<'_>, index: usize) -> Result<Array<'a>, Fault> {
    let wrong =
        |cause: String| Fault::at(Place::Whole, format!("accessor {index} {cause}"), ABSURD);
    let accessor =
        root.accessors.get(index).ok_or_else(|| wrong("is asked for, and is not there".into()))?;
    let component = Component::of_code(accessor.component_type)
        .ok_or_else(|| wrong(format!("has the unknown type {}", accessor.component_type)))?;
    let size = match accessor.kind.as_str() {
        "SCALAR" => 1,
        "VEC2" => 2,
        "VEC3" => 3,
        "VEC4" => 4,
        other => return Err(wrong(format!("is of the kind \"{other}\", which is not read here"))),
    };
    let element = size * component.size();
    let promise = || wrong(format!("promises {} elements, which are not there", accessor.count));
    if accessor.count > task::MOST_ELEMENTS {
        return Err(promise());
    }
    let count = accessor.count as usize;
    let view = |view: usize| view_bytes(root, buffers, view).ok_or_else(promise);
    let (bytes, stride) = match accessor.buffer_view {
        Some(buffer_view) => {
            let stride = root.buffer_views.get(buffer_view).and_then(|view| view.byte_stride);
            let stride = stride.map_or(element, |stride| stride as usize);
            let bytes = view(buffer_view)?;
            let bytes = usize::try_from(accessor.byte_offset).ok().and_then(|at| bytes.get(at..));
            let bytes = bytes.ok_or_else(promise)?;
            let needed = match count {
                0 => Some(0),
                _ => (count - 1).checked_mul(stride).and_then(|size| size.checked_add(element)),
            };
            if stride < element || needed.is_none_or(|needed| needed > bytes.len()) {
                return Err(promise());
            }
            (Some(bytes), stride)
        }
        None => {
            // All zeros: nothing in the file stands for them, so that any count could be asked.
            let there: usize = buffers.iter().map(|buffer| buffer.len()).sum();
            if count > there.saturating_add(1 << 20) {
                return Err(promise());
            }
            (None, element)
        }
    };
    let sparse = sparse(accessor, element, count, view, &wrong)?;
    let normalized = accessor.normalized;
    Ok(Array { count, size, component, normalized, bytes, stride, sparse })
}

fn view_bytes<'a>(root: &Root, buffers: &'a Buffers<'_>, view: usize) -> Option<&'a [u8]> {
    let view = root.buffer_views.get(view)?;
    let begin = usize::try_from(view.byte_offset).ok()?;
    let end = begin.checked_add(usize::try_from(view.byte_length).ok()?)?;
    buffers.get(view.buffer)?.get(begin..end)
}

fn sparse<'a>(
    accessor: &Accessor,
    element: usize,
    count: usize,
    view: impl Fn(usize) -> Result<&'a [u8], Fault>,
    wrong: &impl Fn(String) -> Fault,
) -> Result<Option<Sparse<'a>>, Fault> {
    let Some(sparse) = &accessor.sparse else { return Ok(None) };
    let promise =
        || wrong(format!("promises {} sparse elements, which are not there", sparse.count));
    let part = |view_index: usize, offset: u64, each: usize| {
        let bytes = view(view_index)?;
        let begin = usize::try_from(offset).ok();
        let size = usize::try_from(sparse.count).ok().and_then(|count| count.checked_mul(each));
        let end = begin.zip(size).and_then(|(begin, size)| begin.checked_add(size));
        begin.zip(end).and_then(|(begin, end)| bytes.get(begin..end)).ok_or_else(promise)
    };
    let component = Component::of_code(sparse.indices.component_type)
        .filter(|component| matches!(component, Component::U8 | Component::U16 | Component::U32))
        .ok_or_else(|| wrong("has sparse indices of an unknown type".into()))?;
    let indices = part(sparse.indices.buffer_view, sparse.indices.byte_offset, component.size())?;
    let values = part(sparse.values.buffer_view, sparse.values.byte_offset, element)?;
    let indices: Vec<u32> = indices
        .chunks_exact(component.size())
        .map(|bytes| whole(bytes, component) as u32)
        .collect();
    if indices.iter().any(|&index| index as usize >= count) {
        return Err(wrong("has a sparse element outside".into()));
    }
    Ok(Some(Sparse { indices, values }))
}

impl Array<'_> {
    /// All elements as floats, number after number; normalised integers as what they stand for.
    pub fn floats(&self, task: &Task) -> Result<Vec<f32>, Fault> {
        let as_they_lie = self.component == Component::F32;
        self.numbers(task, as_they_lie, |bytes| float(bytes, self.component, self.normalized))
    }

    /// All elements as integers, those too large as the largest.
    pub fn ints(&self, task: &Task) -> Result<Vec<i32>, Fault> {
        self.numbers(task, false, |bytes| {
            whole(bytes, self.component).clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
        })
    }

    /// All elements as indices.
    pub fn indices(&self, task: &Task) -> Result<Vec<u32>, Fault> {
        let as_they_lie = self.component == Component::U32;
        self.numbers(task, as_they_lie, |bytes| whole(bytes, self.component) as u32)
    }

    /// Whether the numbers are floats, or integers that stand for parts of one.
    pub fn is_real(&self) -> bool {
        self.component == Component::F32 || self.normalized
    }

    fn numbers<T: Copy + Default + Send + bytemuck::Pod>(
        &self,
        task: &Task,
        as_they_lie: bool,
        number: impl Fn(&[u8]) -> T + Sync,
    ) -> Result<Vec<T>, Fault> {
        let (size, each) = (self.size, self.component.size());
        task.reserve(self.count as u64, 4 * size as u64, "the numbers of this file")?;
        let mut numbers = vec![T::default(); self.count * size];
        if let Some(bytes) = self.bytes {
            let as_they_lie =
                as_they_lie && self.stride == each * size && cfg!(target_endian = "little");
            task.fill_chunks(&mut numbers, GRAIN * size, |start, chunk| {
                let begin = start / size * self.stride;
                if as_they_lie {
                    let bytes = &bytes[begin..begin + 4 * chunk.len()];
                    bytemuck::cast_slice_mut::<T, u8>(chunk).copy_from_slice(bytes);
                    return;
                }
                let elements = chunk.chunks_exact_mut(size).enumerate();
                for (index, element) in elements {
                    let element_bytes = &bytes[begin + index * self.stride..];
                    for (slot, bytes) in element.iter_mut().zip(element_bytes.chunks_exact(each)) {
                        *slot = number(bytes);
                    }
                }
            })?;
        }
        if let Some(sparse) = &self.sparse {
            let values = sparse.values.chunks_exact(each * size);
            for (&index, value) in sparse.indices.iter().zip(values) {
                let element = &mut numbers[index as usize * size..][..size];
                for (slot, bytes) in element.iter_mut().zip(value.chunks_exact(each)) {
                    *slot = number(bytes);
                }
            }
        }
        Ok(numbers)
    }
}

#[inline]
fn float(bytes: &[u8], component: Component, normalized: bool) -> f32 {
    if component == Component::F32 {
        return f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    }
    let value = whole(bytes, component) as f32;
    if !normalized {
        return value;
    }
    match component {
        Component::I8 => (value / 127.0).max(-1.0),
        Component::U8 => value / 255.0,
        Component::I16 => (value / 32_767.0).max(-1.0),
        Component::U16 => value / 65_535.0,
        _ => value,
    }
}

#[inline]
fn whole(bytes: &[u8], component: Component) -> i64 {
    match component {
        Component::I8 => i64::from(bytes[0] as i8),
        Component::U8 => i64::from(bytes[0]),
        Component::I16 => i64::from(i16::from_le_bytes([bytes[0], bytes[1]])),
        Component::U16 => i64::from(u16::from_le_bytes([bytes[0], bytes[1]])),
        Component::U32 => i64::from(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])),
        Component::F32 => f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as i64,
    }
}
