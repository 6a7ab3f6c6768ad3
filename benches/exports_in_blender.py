"""Opens exported files in Blender (the bpy package from PyPI) and prints what it finds, one JSON
line a file: counts, bounds, area, instances, texture coordinates, colours and materials.

Run: python exports_in_blender.py FILE ...
Blender's Z is up; bounds are printed as the file has them, with Y up. A file beside FILE named
FILE.expected.json with some of the same keys is compared, and a difference makes the run fail.
"""
import json
import os
import sys

import bpy

IMPORTERS = {
    ".obj": lambda path: bpy.ops.wm.obj_import(filepath=path),
    ".ply": lambda path: bpy.ops.wm.ply_import(filepath=path, forward_axis="NEGATIVE_Z", up_axis="Y"),
    ".stl": lambda path: bpy.ops.wm.stl_import(filepath=path, forward_axis="NEGATIVE_Z", up_axis="Y"),
    ".gltf": lambda path: bpy.ops.import_scene.gltf(filepath=path),
    ".glb": lambda path: bpy.ops.import_scene.gltf(filepath=path),
}


def y_up(vector):
    return [vector[0], vector[2], -vector[1]]


def look_at(path):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    IMPORTERS[os.path.splitext(path)[1].lower()](path)
    bpy.context.view_layer.update()
    objects = [o for o in bpy.data.objects if o.type == "MESH"]
    points = [y_up(o.matrix_world @ v.co) for o in objects for v in o.data.vertices]
    found = {
        "objects": len(objects),
        "meshes": len({o.data for o in objects}),
        "points": len(points),
        "polygons": sum(len(o.data.polygons) for o in objects),
        "loose_edges": sum(sum(1 for e in o.data.edges if e.is_loose) for o in objects),
        "uv_layers": sorted({layer.name for o in objects for layer in o.data.uv_layers}),
        "colours": sorted({c.name for o in objects for c in o.data.color_attributes}),
        "materials": sorted({m.name for o in objects for m in o.data.materials if m}),
        "names": sorted(o.name for o in objects)[:8],
    }
    if points:
        found["min"] = [round(min(p[axis] for p in points), 4) for axis in range(3)]
        found["max"] = [round(max(p[axis] for p in points), 4) for axis in range(3)]
    colours = [tuple(round(c, 3) for c in o.data.color_attributes[0].data[0].color)
               for o in objects if o.data.color_attributes and len(o.data.color_attributes[0].data)]
    if colours:
        found["first_colour"] = list(colours[0])
    uvs = [d.uv for o in objects if o.data.uv_layers for d in o.data.uv_layers[0].data]
    if uvs:
        found["uv_sum"] = [round(sum(uv[axis] for uv in uvs), 3) for axis in range(2)]
    return found


def main(paths):
    failed = False
    for path in paths:
        found = look_at(os.path.abspath(path))
        wrong = {}
        if os.path.exists(path + ".expected.json"):
            with open(path + ".expected.json", encoding="utf-8") as file:
                expected = json.load(file)
            wrong = {key: value for key, value in expected.items() if found.get(key) != value}
        failed |= bool(wrong)
        print(json.dumps({"file": os.path.basename(path), **found, "wrong": wrong}), flush=True)
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
