"""One benchmark case in Blender: prints a JSON line with the median seconds and what came out.

    python benches/blender.py CASE [--reps N]

Needs the package bpy (`pip install bpy==5.0.1`, Python 3.11). Geometry-nodes cases are built
once; each repetition changes an input that everything depends on and times the evaluation alone.
File cases time one importer or exporter on a mesh of 2 million quads: positions and polygons.
"""

import argparse
import json
import os
import statistics
import tempfile
import time

import bpy


class Graph:
    """A geometry-nodes tree on an object, with a number `Touch` that makes everything dirty."""

    def __init__(self, mesh=None):
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self.tree = bpy.data.node_groups.new("graph", "GeometryNodeTree")
        interface = self.tree.interface
        interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
        self.touch_id = interface.new_socket(
            "Touch", in_out="INPUT", socket_type="NodeSocketFloat"
        ).identifier
        interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
        self.input = self.tree.nodes.new("NodeGroupInput")
        self.output = self.tree.nodes.new("NodeGroupOutput")
        self.mesh = mesh() if mesh else bpy.data.meshes.new("nothing")

    def add(self, kind, inputs=(), **settings):
        """A node with its settings, the values of inputs, and wires into it."""
        node = self.tree.nodes.new(kind)
        for name, value in settings.items():
            setattr(node, name, value)
        for name, value in dict(inputs).items():
            if isinstance(value, bpy.types.NodeSocket):
                self.tree.links.new(value, node.inputs[name])
            else:
                node.inputs[name].default_value = value
        return node

    def touched(self, geometry):
        """The geometry moved by `Touch` along x."""
        vector = self.add("ShaderNodeCombineXYZ", {0: self.input.outputs["Touch"]})
        moved = {"Geometry": geometry, "Offset": vector.outputs[0]}
        return self.add("GeometryNodeSetPosition", moved).outputs[0]

    def touched_grid(self, points, size=10.0):
        grid = self.add(
            "GeometryNodeMeshGrid",
            {"Size X": size, "Size Y": size, "Vertices X": points, "Vertices Y": points},
        )
        return self.touched(grid.outputs[0])

    def run(self, result, reps):
        self.tree.links.new(result, self.output.inputs[0])
        thing = bpy.data.objects.new("thing", self.mesh)
        bpy.context.scene.collection.objects.link(thing)
        modifier = thing.modifiers.new("graph", "NODES")
        modifier.node_group = self.tree
        graph = bpy.context.evaluated_depsgraph_get()
        graph.update()
        seconds = []
        for rep in range(reps):
            modifier[self.touch_id] = 0.001 * (rep + 1)
            thing.update_tag()
            start = time.perf_counter()
            graph.update()
            evaluated = thing.evaluated_get(graph)
            seconds.append(time.perf_counter() - start)
        data = evaluated.data
        return seconds, {"points": len(data.vertices), "faces": len(data.polygons)}


def monkey():
    bpy.ops.mesh.primitive_monkey_add()
    return bpy.context.object.data


def subdivide(reps):
    graph = Graph(monkey)
    moved = graph.touched(graph.input.outputs["Geometry"])
    node = graph.add("GeometryNodeSubdivisionSurface", {"Mesh": moved, "Level": 6})
    return graph.run(node.outputs[0], reps)


def grid_noise(reps):
    graph = Graph()
    size = {"Size X": 10.0, "Size Y": 10.0, "Vertices X": 1000, "Vertices Y": 1000}
    grid = graph.add("GeometryNodeMeshGrid", size)
    noise = graph.add(
        "ShaderNodeTexNoise",
        {"W": graph.input.outputs["Touch"]},
        noise_dimensions="4D",
    )
    noise.inputs["Detail"].default_value = 4.0
    up = graph.add("ShaderNodeCombineXYZ", {2: noise.outputs[0]})
    moved = {"Geometry": grid.outputs[0], "Offset": up.outputs[0]}
    return graph.run(graph.add("GeometryNodeSetPosition", moved).outputs[0], reps)


def scatter_on_grid(reps, settings, inputs):
    graph = Graph()
    inputs = {"Mesh": graph.touched_grid(200), **inputs}
    node = graph.add("GeometryNodeDistributePointsOnFaces", **settings)
    for name, value in inputs.items():
        if name == "Mesh":
            graph.tree.links.new(value, node.inputs[name])
        else:
            node.inputs[name].default_value = value
    vertices = graph.add("GeometryNodePointsToVertices", {0: node.outputs["Points"]})
    return graph.run(vertices.outputs[0], reps)


def scatter(reps):
    return scatter_on_grid(reps, {}, {"Density": 10000.0})


def scatter_distance(reps):
    settings = {"distribute_method": "POISSON"}
    return scatter_on_grid(reps, settings, {"Distance Min": 0.02, "Density Max": 10000.0})


def copy_to_points(reps):
    graph = Graph()
    cube = graph.add("GeometryNodeMeshCube")
    copies = {"Points": graph.touched_grid(316), "Instance": cube.outputs[0]}
    instances = graph.add("GeometryNodeInstanceOnPoints", copies)
    real = graph.add("GeometryNodeRealizeInstances", {0: instances.outputs[0]})
    return graph.run(real.outputs[0], reps)


def extrude(reps):
    graph = Graph()
    inputs = {"Mesh": graph.touched_grid(501), "Offset Scale": 0.01, "Individual": True}
    node = graph.add("GeometryNodeExtrudeMesh", mode="FACES")
    graph.tree.links.new(inputs.pop("Mesh"), node.inputs["Mesh"])
    for name, value in inputs.items():
        node.inputs[name].default_value = value
    return graph.run(node.outputs[0], reps)


def boolean(reps):
    graph = Graph()
    ball = graph.add("GeometryNodeMeshIcoSphere", {"Subdivisions": 7, "Radius": 0.9})
    cube = graph.add("GeometryNodeMeshCube", {0: (1.5, 1.5, 1.5)})
    fine = graph.add("GeometryNodeSubdivideMesh", {0: cube.outputs[0], "Level": 6})
    node = graph.add("GeometryNodeMeshBoolean", operation="DIFFERENCE", solver="MANIFOLD")
    graph.tree.links.new(graph.touched(fine.outputs[0]), node.inputs[0])
    graph.tree.links.new(ball.outputs[0], node.inputs[1])
    return graph.run(node.outputs[0], reps)


def for_each(reps):
    graph = Graph()
    points = graph.add("GeometryNodeMeshToPoints", {"Mesh": graph.touched_grid(100)})
    begin = graph.add("GeometryNodeForeachGeometryElementInput", {"Geometry": points.outputs[0]})
    end = graph.tree.nodes.new("GeometryNodeForeachGeometryElementOutput")
    begin.pair_with_output(end)
    cube = graph.add("GeometryNodeMeshCube", {"Size": (0.05, 0.05, 0.05)})
    to = graph.add("ShaderNodeCombineXYZ", {0: begin.outputs["Index"]})
    moved = graph.add(
        "GeometryNodeTransform", {"Geometry": cube.outputs[0], "Translation": to.outputs[0]}
    )
    taken = [socket for socket in end.inputs if socket.type == "GEOMETRY"][-1]
    graph.tree.links.new(moved.outputs[0], taken)
    return graph.run([socket for socket in end.outputs if socket.type == "GEOMETRY"][-1], reps)


def chain(reps):
    graph = Graph()
    geometry = graph.touched(graph.add("GeometryNodeMeshCube").outputs[0])
    for _ in range(1000):
        step = {"Geometry": geometry, "Translation": (0.001, 0.0, 0.0)}
        geometry = graph.add("GeometryNodeTransform", step).outputs[0]
    return graph.run(geometry, reps)


def big_mesh():
    graph = Graph(monkey)
    node = graph.add(
        "GeometryNodeSubdivisionSurface", {"Mesh": graph.input.outputs["Geometry"], "Level": 6}
    )
    graph.run(node.outputs[0], 1)
    thing = bpy.data.objects["thing"]
    for other in list(bpy.data.objects):
        if other != thing:
            bpy.data.objects.remove(other)
    bpy.context.view_layer.objects.active = thing
    thing.select_set(True)


WRITERS = {
    "obj": lambda path: bpy.ops.wm.obj_export(
        filepath=path, export_materials=False, export_uv=False, export_normals=False
    ),
    "ply": lambda path: bpy.ops.wm.ply_export(
        filepath=path, ascii_format=False, export_uv=False
    ),
    "stl": lambda path: bpy.ops.wm.stl_export(filepath=path),
    "glb": lambda path: bpy.ops.export_scene.gltf(
        filepath=path,
        export_apply=True,
        use_selection=True,
        export_normals=False,
        export_texcoords=False,
    ),
}
READERS = {
    "obj": lambda path: bpy.ops.wm.obj_import(filepath=path),
    "ply": lambda path: bpy.ops.wm.ply_import(filepath=path),
    "stl": lambda path: bpy.ops.wm.stl_import(filepath=path),
}


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def write(kind, reps):
    big_mesh()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "mesh." + kind)
        seconds = [timed(lambda: WRITERS[kind](path)) for _ in range(reps)]
        return seconds, {"bytes": os.path.getsize(path)}


def read(kind, reps):
    big_mesh()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "mesh." + kind)
        WRITERS[kind](path)
        seconds = []
        for _ in range(reps):
            bpy.ops.wm.read_factory_settings(use_empty=True)
            seconds.append(timed(lambda: READERS[kind](path)))
        mesh = bpy.data.meshes[0]
        return seconds, {"points": len(mesh.vertices), "faces": len(mesh.polygons)}


CASES = {
    "subdivide": subdivide,
    "grid_noise": grid_noise,
    "scatter": scatter,
    "scatter_distance": scatter_distance,
    "copy_real": copy_to_points,
    "extrude": extrude,
    "boolean": boolean,
    "for_each": for_each,
    "chain_all": chain,
    "chain_last": chain,
    **{f"{kind}_write": lambda reps, kind=kind: write(kind, reps) for kind in WRITERS},
    **{f"{kind}_read": lambda reps, kind=kind: read(kind, reps) for kind in READERS},
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", choices=CASES)
    parser.add_argument("--reps", type=int, default=5)
    arguments = parser.parse_args()
    seconds, result = CASES[arguments.case](arguments.reps)
    seconds = statistics.median(seconds)
    print(json.dumps({"case": arguments.case, "seconds": seconds, **result}), flush=True)


main()
