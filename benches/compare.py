"""Times Espalier and Blender on the same work, in turns, and prints a table in Markdown.

    python3 benches/compare.py [CASE ...] [--rounds N] [--blender PYTHON]

Builds `cargo bench --bench cases` and, unless --blender names a Python 3.11 that has bpy, makes
a virtual environment with it in target/. Every round runs each case as a process of its own,
first one program, then the other; both warm up and print the median of their repetitions. The
table shows the median over rounds, their ratio, and the largest memory of the processes.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

# What each case is, and how many times faster than Blender we mean to be.
CASES = {
    "subdivide": ("Catmull–Clark, 500 faces to 2.0 million", 5),
    "grid_noise": ("grid of 1 million points, 4D noise of 5 octaves", 10),
    "scatter": ("scatter 1 million points, random", 1.5),
    "scatter_distance": ("scatter with least distance, 140,000 points", 5),
    "copy_real": ("copy a cube to 100,000 points, made real", 2),
    "copy_packed": ("the same, packed", None),
    "extrude": ("extrude 250,000 faces one by one", 2),
    "boolean": ("cube of 24,576 faces minus sphere of 81,920", 1),
    "for_each": ("for-each over 10,000 points, each making and moving a cube", 4),
    "chain_all": ("1,000 cheap nodes in a row, all dirty", 3),
    "chain_last": ("the same with only the last node changed", 50),
    "obj_write": ("OBJ, 2 million quads: write", 3),
    "obj_read": ("OBJ: read", 3),
    "ply_write": ("PLY binary: write", 1),
    "ply_read": ("PLY binary: read", 5),
    "stl_write": ("STL binary: write", 1),
    "stl_read": ("STL binary: read", 5),
    "glb_write": ("GLB: write", 10),
}
OURS_ALONE = {"copy_packed"}


def build_ours():
    command = ["cargo", "bench", "--bench", "cases", "--no-run", "--message-format=json"]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    for line in output.splitlines():
        message = json.loads(line)
        if message.get("executable") and message["target"]["name"] == "cases":
            return message["executable"]
    sys.exit("the benchmark was not built")


def python_with_blender(given):
    if given:
        return given
    folder = ROOT / "target" / "blender"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run(["python3.11", "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "bpy==5.0.1"], check=True)
    return str(python)


def run(command):
    """The JSON line that a process prints, with its peak memory in MiB."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        lines = [line for line in output.read().splitlines() if line.startswith(b"{")]
    if process.returncode != 0 or not lines:
        return None
    return {**json.loads(lines[-1]), "mib": usage.ru_maxrss / 1024}


def touch_memory(gigabytes=3):
    """Free memory that a virtual machine has given back is slow at its first touch: neither
    program shall pay for that."""
    memory = bytearray(gigabytes << 30)
    memory[:: 4096] = b"x" * len(range(0, len(memory), 4096))


def shown(seconds):
    return f"{seconds:.3g} s" if seconds >= 0.1 else f"{seconds * 1000:.3g} ms"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--reps", type=int, default=5)
    parser.add_argument("--blender", metavar="PYTHON")
    arguments = parser.parse_args()
    ours = build_ours()
    blender = python_with_blender(arguments.blender)
    print("| case | Espalier | Blender | times faster | wanted | memory |")
    print("| --- | --- | --- | --- | --- | --- |")
    for case in arguments.cases or CASES:
        label, wanted = CASES[case]
        results = {"ours": [], "theirs": []}
        for _ in range(arguments.rounds):
            touch_memory()
            reps = ["--reps", str(arguments.reps)]
            results["ours"].append(run([ours, case, *reps]))
            if case not in OURS_ALONE:
                slow = ["--reps", "1"] if case == "glb_write" else reps
                theirs = [blender, "benches/blender.py", case, *slow]
                results["theirs"].append(run(theirs))
        if None in results["ours"] or None in results["theirs"]:
            print(f"| {label} | failed | | | | |", flush=True)
            continue
        seconds = {
            who: statistics.median(result["seconds"] for result in runs) if runs else None
            for who, runs in results.items()
        }
        memory = {
            who: f"{max(result['mib'] for result in runs):.0f}" if runs else "–"
            for who, runs in results.items()
        }
        theirs, ratio = "–", "–"
        if seconds["theirs"]:
            theirs, ratio = shown(seconds["theirs"]), f"{seconds['theirs'] / seconds['ours']:.1f}"
        row = [label, shown(seconds["ours"]), theirs, ratio, f"{wanted or '–'}"]
        row.append(f"{memory['ours']} against {memory['theirs']} MiB")
        print("| " + " | ".join(row) + " |", flush=True)


main()
