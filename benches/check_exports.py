"""Looks at what Espalier writes with the eyes of other programs, and prints a table in Markdown.

    python3 benches/check_exports.py [PROJECT ...] [--blender PYTHON] [--validator FOLDER]
                                     [--keep FOLDER] [--program FILE]

Cooks projects (if none is named, all of projects/, and tests/projects/cow_on_land.ron where the
data that it reads lie beside the repository) and writes each as .obj, .ply, .stl, .glb and
.gltf. Every file must open in Blender with the points and polygons that the format keeps (of STL
and glTF: triangles) and with the same bounds, and Khronos' glTF validator must find no error and
no warning. What is expected is counted in the text of the OBJ file by this script, and compared
with what the program says of itself, so that one mistake cannot hide another.

Unless they are named, Blender (bpy 5.0.1 from PyPI; Python 3.11) and the validator (gltf-validator
from npm) are installed in target/.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FORMATS = ["obj", "ply", "stl", "glb", "gltf"]


def python_with_blender(given):
    if given:
        return given
    folder = ROOT / "target" / "blender"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run(["python3.11", "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "bpy==5.0.1"], check=True)
    return str(python)


def folder_with_validator(given):
    if given:
        return given
    folder = ROOT / "target" / "validator"
    if not (folder / "node_modules" / "gltf-validator").exists():
        folder.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--silent", "--prefix", folder, "gltf-validator"]
        subprocess.run(install, check=True)
    return folder


def build():
    command = ["cargo", "build", "--release", "--message-format=json"]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    for line in output.splitlines():
        message = json.loads(line)
        if message.get("executable") and message["target"]["name"] == "espalier":
            return message["executable"]
    sys.exit("the program was not built")


def all_projects():
    projects = sorted((ROOT / "projects").glob("*.ron"))
    if (ROOT.parent / "shared" / "data").is_dir():
        projects.append(ROOT / "tests" / "projects" / "cow_on_land.ron")
    return projects


def counted(path):
    """What the text of an OBJ file holds."""
    points, polygons, triangles, lines = [], 0, 0, 0
    with open(path, encoding="utf-8") as file:
        for line in file:
            word, _, rest = line.partition(" ")
            if word == "v":
                points.append(tuple(float(number) for number in rest.split()[:3]))
            elif word == "f":
                polygons += 1
                triangles += rest.count(" ") - 1
            elif word == "l":
                lines += 1
    axes = list(zip(*points)) or [(), (), ()]
    low, high = [min(axis) for axis in axes], [max(axis) for axis in axes]
    return {
        "points": len(points), "polygons": polygons, "triangles": triangles, "lines": lines,
        "min": low, "max": high,
    }


def expectations(mesh, extension):
    """What Blender should find in a file of this format."""
    expected = {"min": mesh["min"], "max": mesh["max"]}
    if extension in ("obj", "ply"):
        return {**expected, "points": mesh["points"], "polygons": mesh["polygons"]}
    return {**expected, "polygons": mesh["triangles"]}


def export(program, project, folder):
    """Cooks a project into files of every format; gives their paths and complaints."""
    files = [folder / f"{project.stem}.{extension}" for extension in FORMATS]
    command = [program, "cook", project, "--json"]
    for file in files:
        command += ["--out", file]
    said = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    mesh = counted(files[0])
    complaints = []
    for corner in ("min", "max"):
        size = max(1e-3, max(map(abs, mesh[corner])))
        pairs = zip(mesh[corner], said["bounds"][corner])
        if any(abs(a - b) > 1e-6 * size for a, b in pairs):
            complaints.append(f"{files[0].name}: {corner} is not what the program says")
    if said["packed"] == 0 and said["points"] != mesh["points"]:
        complaints.append(f"{files[0].name}: not as many points as the program says")
    for file in files:
        wanted = json.dumps(expectations(mesh, file.suffix[1:]))
        file.with_name(file.name + ".expected.json").write_text(wanted, encoding="utf-8")
    return files, complaints


def lines_of(command, **where):
    """The JSON lines that a program prints, by the file that they are about."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **where)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{")]
    if len(lines) < len(command) - 2:
        print(done.stderr.decode()[-2000:], file=sys.stderr)
    return {line["file"]: line for line in lines}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("projects", nargs="*", type=pathlib.Path, metavar="PROJECT")
    parser.add_argument("--blender", metavar="PYTHON")
    parser.add_argument("--validator", metavar="FOLDER")
    parser.add_argument("--keep", metavar="FOLDER", type=pathlib.Path)
    parser.add_argument("--program", metavar="FILE", help="espalier itself, if it is built")
    arguments = parser.parse_args()
    projects = arguments.projects or all_projects()
    program = arguments.program or build()
    blender = python_with_blender(arguments.blender)
    validator = folder_with_validator(arguments.validator)
    wrong = []
    print("| file | points | polygons | objects | bounds | Blender | validator |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as temporary:
        folder = (arguments.keep or pathlib.Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        for project in projects:
            files, complaints = export(program, project, folder)
            wrong += complaints
            seen = lines_of([blender, ROOT / "benches" / "exports_in_blender.py", *files])
            scenes = [file for file in files if file.suffix in (".glb", ".gltf")]
            command = ["node", ROOT / "benches" / "validate_gltf.mjs", *scenes]
            judged = lines_of(command, cwd=validator)
            wrong += [row for row in map(lambda f: show(f, seen, judged), files) if row]
    print("\n".join(["", *wrong] if wrong else ["", "Nothing is wrong."]))
    sys.exit(1 if wrong else 0)


def show(file, seen, judged):
    """Prints the row of a file; gives what is wrong with it."""
    found = seen.get(file.name)
    if not found:
        print(f"| {file.name} | | | | | did not open | |", flush=True)
        return f"{file.name}: Blender did not open it"
    corners = [", ".join(f"{value:.4g}" for value in found.get(c, [])) for c in ("min", "max")]
    complaint = None
    blender = "as expected"
    if found["wrong"]:
        blender = "differs"
        complaint = f"{file.name}: Blender finds {found}, expected {found['wrong']}"
    verdict = "–"
    if file.suffix in (".glb", ".gltf"):
        said = judged.get(file.name, {"numErrors": "?", "numWarnings": "?", "numInfos": "?"})
        verdict = f"{said['numErrors']} errors, {said['numWarnings']} warnings"
        if said["numErrors"] != 0 or said["numWarnings"] != 0:
            complaint = f"{file.name}: the validator says {said}"
    counts = f"{found['points']:,} | {found['polygons']:,} | {found['objects']:,}"
    print(f"| {file.name} | {counts} | ({corners[0]}) to ({corners[1]}) | {blender} | {verdict} |")
    return complaint


main()
