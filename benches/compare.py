"""Times Espalier and Blender on the same work, in turns, and prints a table in Markdown.

    python3 benches/compare.py [CASE ...] [--rounds N] [--reps N] [--save FILE]
                               [--blender PYTHON] [--ours PROGRAM]

Builds `cargo bench --bench cases` and, unless --blender names a Python 3.11 that has bpy, makes
a virtual environment with it in target/. Every round runs each case as a process of its own,
first one program, then the other; both warm up and print the median of their repetitions. The
table shows the median over rounds, their ratio, and the largest memory of the processes. What
came out must have as many points and faces on both sides, but where chance plays a part.
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

# What each case is, how many times faster than Blender we mean to be, and the part by which
# points and faces may differ.
CASES = {
    "subdivide": ("Catmull–Clark, 500 faces to 2.0 million", 5, 0.01),
    "grid_noise": ("grid of 1 million points, 4D noise of 5 octaves", 10, 0),
    "scatter": ("scatter 1 million points, random", 1.5, 0.01),
    "scatter_distance": ("scatter with least distance, 140,000 points", 5, 0.05),
    "copy_real": ("copy a cube to 100,000 points, made real", 2, 0),
    "copy_packed": ("the same, packed", None, 0),
    "extrude": ("extrude 250,000 faces one by one", 2, 0),
    "boolean": ("boolean, cube of 24,576 faces minus sphere of 81,920", 1, 0.5),
    "for_each": ("for-each over 10,000 points, each making and moving a cube", 4, 0),
    "chain_all": ("1,000 cheap nodes in a row, all dirty", 3, 0),
    "chain_last": ("the same with only the last node changed", 50, 0),
    "obj_write": ("OBJ, 2 million quads: write", 3, 0.01),
    "obj_read": ("OBJ: read", 3, 0.01),
    "ply_write": ("PLY binary: write", 1, 0.01),
    "ply_read": ("PLY binary: read", 5, 0.01),
    "stl_write": ("STL binary: write", 1, 0.01),
    "stl_read": ("STL binary: read", 5, 0.01),
    "glb_write": ("GLB: write", 10, 0.01),
}
# Blender has no packed copies that end in a mesh: these are held against our own real ones.
OURS_ALONE = {"copy_packed": ("copy_real", 10)}


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
    program shall pay for that. In a process of its own, whose peak no other one inherits."""
    touch = f"m = bytearray({gigabytes} << 30); m[::4096] = b'x' * len(range(0, len(m), 4096))"
    subprocess.run([sys.executable, "-c", touch], check=True)


def shown(seconds):
    return f"{seconds:.3g} s" if seconds >= 0.1 else f"{seconds * 1000:.3g} ms"


def difference(case, ours, theirs):
    """What is not the same in both results; none if nothing is."""
    for what in ("points", "faces"):
        a, b = ours.get(what), theirs.get(what)
        if a is not None and b is not None and abs(a - b) > CASES[case][2] * max(a, b):
            return f"{a:,} {what}, Blender has {b:,}"
    return None


def measure(case, ours, blender, arguments):
    """The results of all rounds, of both programs."""
    results = {"ours": [], "theirs": []}
    for _ in range(arguments.rounds):
        touch_memory()
        reps = ["--reps", str(arguments.reps)]
        results["ours"].append(run([ours, case, *reps]))
        if case not in OURS_ALONE:
            slow = ["--reps", "1"] if case == "glb_write" else reps
            results["theirs"].append(run([blender, "benches/blender.py", case, *slow]))
    return results


def row(case, results, medians):
    """A row of the table, and what is wrong in it."""
    label, wanted, _ = CASES[case]
    if None in results["ours"] or None in results["theirs"]:
        return [label, "failed", "", "", "", ""], f"{case}: a program failed"
    peak = lambda runs: f"{max(result['mib'] for result in runs):,.0f}"
    seconds = statistics.median(result["seconds"] for result in results["ours"])
    medians[case] = seconds
    if case in OURS_ALONE:
        other, wanted = OURS_ALONE[case]
        ratio = medians[other] / seconds if other in medians else None
        theirs, memory = "–", f"{peak(results['ours'])} MiB"
        wanted = f"a {wanted}th of the real one"
        shown_ratio = f"a {ratio:.0f}th" if ratio else "–"
        wrong = None
    else:
        theirs = statistics.median(result["seconds"] for result in results["theirs"])
        shown_ratio = f"{theirs / seconds:.1f}"
        memory = f"{peak(results['ours'])} against {peak(results['theirs'])} MiB"
        wrong = difference(case, results["ours"][0], results["theirs"][0])
        if theirs / seconds < wanted:
            wrong = wrong or f"{theirs / seconds:.2f} times faster, and {wanted} are wanted"
        theirs, wanted = shown(theirs), str(wanted)
    row = [label, shown(seconds), theirs, shown_ratio, wanted, memory]
    return row, wrong and f"{case}: {wrong}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--reps", type=int, default=5)
    parser.add_argument("--save", metavar="FILE", type=pathlib.Path)
    parser.add_argument("--blender", metavar="PYTHON")
    parser.add_argument("--ours", metavar="PROGRAM")
    arguments = parser.parse_args()
    ours = arguments.ours or build_ours()
    blender = python_with_blender(arguments.blender)
    lines, wrong, medians = [], [], {}

    def say(cells):
        lines.append("| " + " | ".join(cells) + " |")
        print(lines[-1], flush=True)

    say(["case", "Espalier", "Blender", "times faster", "wanted", "peak memory"])
    say(["---"] * 6)
    for case in arguments.cases or CASES:
        cells, complaint = row(case, measure(case, ours, blender, arguments), medians)
        say(cells)
        wrong += [complaint] if complaint else []
    rounds = f"Medians of {arguments.rounds} rounds of {arguments.reps} repetitions"
    lines += ["", f"{rounds}, on {os.cpu_count()} cores."]
    print("\n".join(["", lines[-1], *wrong]))
    if arguments.save:
        arguments.save.write_text("\n".join(lines) + "\n", encoding="utf-8")


main()
