//! Geometries as buffers on the card, ready to be drawn.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use geometry::{Bounds, Domain, Geometry};
use task::{Stop, Task};

use crate::mesh::{self, ColourBy, Placed, Ramped};
use crate::renderer::Layouts;
use crate::upload::{Array, Identity, Role, Uploaded, Uploads};
use crate::{Gpu, RenderError, Renderer};

/// A geometry to show.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The geometry.
    pub geometry: &'a Geometry,
    /// Whether it is a ghost: edges only, faint.
    pub is_ghost: bool,
}

/// What will be drawn of it: the rest is not made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wanted {
    /// Edges of polygons.
    pub edges: bool,
    /// Every point, not only those that no primitive uses.
    pub points: bool,
    /// Normals for smooth surfaces.
    pub smooth: bool,
    /// Normals as lines.
    pub normals: bool,
    /// A group that stands out: of points or of primitives.
    pub group: Option<(Domain, String)>,
    /// An attribute that colours go by.
    pub colour_by: Option<ColourBy>,
}

/// Elements to draw: triangles, edges, segments or points.
#[derive(Debug, Clone)]
pub(crate) struct List {
    pub(crate) group: wgpu::BindGroup,
    /// Vertices that the shader is run for.
    pub(crate) vertices: u32,
}

/// A geometry with all its instances.
#[derive(Debug)]
pub(crate) struct Draw {
    pub(crate) mesh: wgpu::BindGroup,
    pub(crate) instances: wgpu::Buffer,
    pub(crate) instance_count: u32,
    pub(crate) is_ghost: bool,
    pub(crate) triangles: Vec<List>,
    pub(crate) edges: Vec<List>,
    pub(crate) segments: Option<List>,
    pub(crate) loose_points: Option<List>,
    pub(crate) every_point: Option<List>,
    pub(crate) normals: Option<List>,
    pub(crate) group_points: Option<List>,
}

/// What is drawn.
#[derive(Debug)]
pub struct Scene {
    pub(crate) draws: Vec<Draw>,
    /// Tells scenes apart.
    pub(crate) number: u64,
    /// The box around everything but ghosts.
    pub bounds: Bounds,
    /// The least and the greatest value of the attribute that colours go by.
    pub colour_range: Option<[f32; 2]>,
    /// What was sent to the card for it.
    pub uploaded: Uploaded,
}

impl Scene {
    /// Nothing.
    pub fn empty() -> Self {
        Self {
            draws: Vec::new(),
            number: 0,
            bounds: Bounds::EMPTY,
            colour_range: None,
            uploaded: Uploaded::default(),
        }
    }

    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.draws.is_empty()
    }

    /// Half the diagonal of the box; 1 if there is none.
    pub fn radius(&self) -> f32 {
        let radius = self.bounds.size().length() * 0.5;
        if radius > 0.0 && radius.is_finite() { radius } else { 1.0 }
    }
}

/// Makes scenes, and remembers what lies on the card.
#[derive(Debug)]
pub struct Builder {
    gpu: Gpu,
    layouts: Arc<Layouts>,
    uploads: Uploads,
}

impl Builder {
    /// A builder of scenes for a renderer.
    pub fn new(renderer: &Renderer) -> Self {
        let gpu = renderer.gpu().clone();
        Self { uploads: Uploads::new(gpu.clone()), gpu, layouts: renderer.layouts().clone() }
    }

    /// Sends triangles and edges in arrays of no more bytes than this, where the card takes more.
    pub fn limit_arrays(&mut self, bytes: u64) {
        self.uploads.most_in_array = bytes;
    }

    /// Sends geometries to the card, as far as they are not there since the last scene.
    pub fn build(
        &mut self,
        shown: &[Shown<'_>],
        wanted: &Wanted,
        task: &Task,
    ) -> Result<Scene, RenderError> {
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        self.uploads.begin();
        let mut draws = Vec::new();
        let mut bounds = Bounds::EMPTY;
        let mut colour_range = None;
        for shown in shown {
            let group = wanted.group.as_ref().filter(|_| !shown.is_ghost);
            let members = group.filter(|(domain, _)| *domain == Domain::Primitive);
            let members = members.map(|(_, name)| &**name);
            let by = wanted.colour_by.as_ref().filter(|_| !shown.is_ghost);
            let ramped = by.and_then(|by| Ramped::over(by, shown.geometry));
            colour_range = colour_range.or(ramped.as_ref().map(Ramped::range));
            for placed in mesh::collect(shown.geometry, members, ramped.as_ref(), task)? {
                draws.extend(self.draw(&placed, shown, wanted, ramped.as_ref(), task)?);
            }
            if !shown.is_ghost {
                bounds = bounds.union(shown.geometry.bounds());
            }
        }
        let uploaded = self.uploads.end();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        Ok(Scene { draws, number, bounds, colour_range, uploaded })
    }

    fn draw(
        &mut self,
        placed: &Placed<'_>,
        shown: &Shown<'_>,
        wanted: &Wanted,
        ramped: Option<&Ramped<'_>>,
        task: &Task,
    ) -> Result<Option<Draw>, RenderError> {
        let geometry = placed.geometry;
        if placed.records.is_empty() || geometry.point_count() == 0 {
            return Ok(None);
        }
        task.check()?;
        let is_outermost = std::ptr::eq(geometry, shown.geometry);
        let content = vec![Identity::of_content(&placed.records)];
        let what = "the places of packed instances";
        let instances = self.uploads.get_slice(Role::Instances, content, what, &placed.records)?;
        let topology = || vec![Identity::of_topology(geometry.topology())];
        let segments =
            self.list(Role::Segments, topology(), 2, || mesh::segments(geometry, task))?;
        let loose =
            self.list(Role::LoosePoints, topology(), 6, || mesh::loose_points(geometry, task))?;
        let edges = match wanted.edges || shown.is_ghost {
            true => self.lists(Role::Edges, topology(), 3, || mesh::edges(geometry, task))?,
            false => Vec::new(),
        };
        let every_point = match wanted.points && !shown.is_ghost {
            true => {
                self.list(Role::EveryPoint, topology(), 6, || mesh::every_point(geometry, task))?
            }
            false => None,
        };
        let triangles = if shown.is_ghost { Vec::new() } else { self.triangles(geometry, task)? };
        let domain = mesh::normals(geometry).domain;
        let normals = match wanted.normals && !shown.is_ghost {
            true => {
                let mut identities = topology();
                identities.push(Identity::Content(u64::from(mesh::domain_number(domain))));
                let make = || mesh::normal_starts(geometry, domain, task);
                self.list(Role::NormalStarts, identities, 3, make)?
            }
            false => None,
        };
        let group_points = match &wanted.group {
            Some((Domain::Point, name)) if is_outermost && !shown.is_ghost => {
                self.group_points(geometry, name)?
            }
            _ => None,
        };
        let nothing = [&segments, &loose, &every_point].iter().all(|list| list.is_none());
        if nothing && edges.is_empty() && triangles.is_empty() {
            return Ok(None);
        }
        let members = wanted.group.as_ref().filter(|(domain, _)| *domain == Domain::Primitive);
        let members = members.filter(|_| is_outermost).map(|(_, name)| &**name);
        Ok(Some(Draw {
            mesh: self.mesh(geometry, members, ramped, wanted.smooth || wanted.normals, task)?,
            instances: instances.buffer,
            instance_count: placed.records.len() as u32,
            is_ghost: shown.is_ghost,
            triangles,
            edges,
            segments,
            loose_points: loose,
            every_point,
            normals,
            group_points,
        }))
    }

    /// Which triangles there are goes by positions too, but most often stays as it is when they
    /// change: what they are decides whether they are sent.
    fn triangles(&mut self, geometry: &Geometry, task: &Task) -> Result<Vec<List>, RenderError> {
        let triangles = mesh::triangles(geometry, task)?;
        let content = vec![Identity::of_content(&triangles)];
        let words = self
            .uploads
            .get_chunks(Role::Triangles, content, "triangles", || Ok::<_, Stop>(triangles))?;
        let lists = words.into_iter().map(|array| {
            let vertices = array.words / 4 * 3;
            self.listed(array, vertices)
        });
        Ok(lists.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// Elements that may be more than an array can hold.
    fn lists<T: bytemuck::Pod>(
        &mut self,
        role: Role,
        identities: Vec<Identity>,
        vertices_a_word: u64,
        make: impl FnOnce() -> Result<Vec<T>, Stop>,
    ) -> Result<Vec<List>, RenderError> {
        let arrays = self.uploads.get_chunks(role, identities, "the elements to draw", make)?;
        let lists = arrays.into_iter().map(|array| {
            let vertices = array.words * vertices_a_word;
            self.listed(array, vertices)
        });
        Ok(lists.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    fn group_points(
        &mut self,
        geometry: &Geometry,
        name: &str,
    ) -> Result<Option<List>, RenderError> {
        let Some(column) = geometry.points().get(name).filter(|column| column.is_group()) else {
            return Ok(None);
        };
        let members = column.bools().unwrap_or(&[]);
        let numbers = (0..members.len() as u32).filter(|&point| members[point as usize]);
        let make = || Ok::<_, Stop>(numbers.collect::<Vec<u32>>());
        self.list(Role::GroupPoints, vec![Identity::of_column(column)], 6, make)
    }

    /// A list of elements that a shader is run for, `vertices_a_word` times a word of it.
    fn list<T: bytemuck::Pod>(
        &mut self,
        role: Role,
        identities: Vec<Identity>,
        vertices_a_word: u64,
        make: impl FnOnce() -> Result<Vec<T>, Stop>,
    ) -> Result<Option<List>, RenderError> {
        let array = self.uploads.get(role, identities, "the elements to draw", make)?;
        let vertices = array.words * vertices_a_word;
        self.listed(array, vertices)
    }

    fn listed(&self, array: Array, vertices: u64) -> Result<Option<List>, RenderError> {
        if array.words == 0 {
            return Ok(None);
        }
        let limit = u64::from(u32::MAX);
        let vertices = u32::try_from(vertices).map_err(|_| RenderError::TooLarge {
            what: "what a single drawing runs over",
            needed: vertices,
            limit,
        })?;
        let entries =
            [wgpu::BindGroupEntry { binding: 0, resource: array.buffer.as_entire_binding() }];
        let group = self.gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("elements"),
            layout: &self.layouts.elements,
            entries: &entries,
        });
        Ok(Some(List { group, vertices }))
    }

    /// The arrays that all shaders read of a geometry.
    fn mesh(
        &mut self,
        geometry: &Geometry,
        group: Option<&str>,
        ramped: Option<&Ramped<'_>>,
        smooth: bool,
        task: &Task,
    ) -> Result<wgpu::BindGroup, RenderError> {
        let uploads = &mut self.uploads;
        let at = vec![Identity::of_positions(geometry)];
        let positions =
            uploads.get_slice(Role::Positions, at, "positions", geometry.positions())?;
        let topology = geometry.topology();
        let of = vec![Identity::of_topology(topology)];
        let corners = uploads.get_slice(Role::Corners, of, "vertices", topology.corners())?;
        let nothing =
            uploads.get_slice(Role::Colours, vec![Identity::Content(0)], "", &[0_u32; 4])?;

        let has_polygons = topology.is_all_polygons() || topology.vertex_count() > 0;
        let found = smooth.then(|| mesh::normals(geometry)).filter(|_| has_polygons);
        let normals = match &found {
            Some(found) => {
                uploads
                    .get(Role::Normals, found.identities.clone(), "normals", || found.pack(task))?
            }
            None => nothing.clone(),
        };
        let coloured = mesh::colours(geometry, ramped);
        let colours = match &coloured {
            Some(found) => {
                uploads
                    .get(Role::Colours, found.identities.clone(), "colours", || found.pack(task))?
            }
            None => nothing.clone(),
        };
        let is_coloured = coloured.as_ref().is_some_and(mesh::Colours::has_colour);
        let found_marks = mesh::marks(geometry, group, is_coloured);
        let has_marks = !found_marks.identities.is_empty();
        let marks = match has_marks {
            true => {
                uploads.get(Role::Marks, found_marks.identities.clone(), "materials", || {
                    found_marks.pack(geometry.primitive_count(), task)
                })?
            }
            false => nothing.clone(),
        };
        let materials = &found_marks.materials;
        let content = vec![Identity::of_content(materials)];
        let materials = uploads.get_slice(Role::Materials, content, "materials", materials)?;
        let info = [
            found.map_or(0, |found| mesh::domain_number(found.domain)),
            coloured.map_or(0, |found| mesh::domain_number(found.domain)),
            u32::from(has_marks),
            0,
        ];
        let content = vec![Identity::of_content(&info)];
        let info = uploads.get_slice(Role::Info, content, "what there is", &info)?;

        let arrays = [info, positions, corners, normals, colours, marks, materials];
        let entries: Vec<wgpu::BindGroupEntry<'_>> = (0..).zip(&arrays).map(entry).collect();
        Ok(self.gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("mesh"),
            layout: &self.layouts.mesh,
            entries: &entries,
        }))
    }
}

fn entry((binding, array): (u32, &Array)) -> wgpu::BindGroupEntry<'_> {
    wgpu::BindGroupEntry { binding, resource: array.buffer.as_entire_binding() }
}
