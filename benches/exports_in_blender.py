"""Opens exported files in Blender (the bpy package from PyPI) and prints what it finds, one JSON
line a file: counts, bounds, instances, texture coordinates, colours and materials.

Run: python exports_in_blender.py FILE ...
Blender's Z is up; bounds are printed as the file has them, with Y up. A file beside FILE named
FILE.expected.json with some of the same keys is compared, and a difference makes the run fail.
Bounds may differ by a hundred-thousandth of the size of the whole: 32-bit floats that were turned
from one up axis to another.
"""

import json
import os
import sys

import bpy
import numpy

IMPORTERS = {
    ".obj": lambda path: bpy.ops.wm.obj_import(filepath=path),
    ".ply": lambda path: bpy.ops.wm.ply_import(
        filepath=path, forward_axis="NEGATIVE_Z", up_axis="Y"
    ),
    ".stl": lambda path: bpy.ops.wm.stl_import(
        filepath=path, forward_axis="NEGATIVE_Z", up_axis="Y"
    ),
    ".gltf": lambda path: bpy.ops.import_scene.gltf(filepath=path),
    ".glb": lambda path: bpy.ops.import_scene.gltf(filepath=path),
}


def points_of(mesh):
    flat = numpy.empty(3 * len(mesh.vertices), dtype=numpy.float32)
    mesh.vertices.foreach_get("co", flat)
    return flat.reshape(-1, 3).astype(numpy.float64)


def bounds_of(objects):
    """The box around the points of all objects, with Y up."""
    points = {mesh: points_of(mesh) for mesh in {o.data for o in objects}}
    lows, highs = [], []
    for thing in objects:
        own = points[thing.data]
        if len(own):
            matrix = numpy.array(thing.matrix_world)
            placed = own @ matrix[:3, :3].T + matrix[:3, 3]
            lows.append(placed.min(axis=0))
            highs.append(placed.max(axis=0))
    if not lows:
        return None
    low, high = numpy.min(lows, axis=0), numpy.max(highs, axis=0)
    return [low[0], low[2], -high[1]], [high[0], high[2], -low[1]]


def look_at(path):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    IMPORTERS[os.path.splitext(path)[1].lower()](path)
    bpy.context.view_layer.update()
    objects = [o for o in bpy.data.objects if o.type == "MESH"]
    meshes = {o.data for o in objects}
    edges = {m: sum(1 for e in m.edges if e.is_loose) if not len(m.polygons) else 0 for m in meshes}
    found = {
        "objects": len(objects),
        "meshes": len(meshes),
        "points": sum(len(o.data.vertices) for o in objects),
        "polygons": sum(len(o.data.polygons) for o in objects),
        "edges_alone": sum(edges[o.data] for o in objects),
        "uv_layers": sorted({layer.name for m in meshes for layer in m.uv_layers}),
        "colours": sorted({c.name for m in meshes for c in m.color_attributes}),
        "materials": sorted({m.name for mesh in meshes for m in mesh.materials if m}),
        "names": sorted(o.name for o in objects)[:4],
    }
    bounds = bounds_of(objects)
    if bounds:
        found["min"], found["max"] = (list(map(float, corner)) for corner in bounds)
    return found


def same(found, expected):
    """Whether what was found is what was expected, bounds to a small part of their size."""
    if not isinstance(expected, list) or not expected or isinstance(expected[0], str):
        return found == expected
    size = max(1e-3, max(abs(value) for value in expected))
    pairs = zip(found or [], expected)
    return len(found or []) == len(expected) and all(abs(a - b) <= 1e-5 * size for a, b in pairs)


def main(paths):
    failed = False
    for path in paths:
        found = look_at(os.path.abspath(path))
        wrong = {}
        if os.path.exists(path + ".expected.json"):
            with open(path + ".expected.json", encoding="utf-8") as file:
                expected = json.load(file)
            wrong = {key: want for key, want in expected.items() if not same(found.get(key), want)}
        failed |= bool(wrong)
        print(json.dumps({"file": os.path.basename(path), **found, "wrong": wrong}), flush=True)
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
