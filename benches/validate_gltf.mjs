// Runs Khronos' validator (the gltf-validator package from npm) over exported files and prints
// its findings, one JSON line a file. Errors and warnings make the run fail.
//
// Run: node validate_gltf.mjs FILE ...
// The package is looked for in the folder that the run starts from.

import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import path from "node:path";

const require = createRequire(path.join(process.cwd(), "package.json"));
const validator = require("gltf-validator");

const files = process.argv.slice(2);
let failed = files.length === 0;
for (const file of files) {
  const report = await validator.validateBytes(new Uint8Array(await readFile(file)), {
    uri: path.basename(file),
    maxIssues: 20,
    externalResourceFunction: async (uri) =>
      new Uint8Array(await readFile(path.join(path.dirname(file), decodeURIComponent(uri)))),
  });
  const { numErrors, numWarnings, numInfos, messages } = report.issues;
  failed ||= numErrors + numWarnings > 0;
  const said = messages.map(({ code, message, pointer }) => ({ code, message, pointer }));
  const { info } = report;
  const counts = {
    triangles: info?.totalTriangleCount,
    vertices: info?.totalVertexCount,
    draws: info?.drawCallCount,
    materials: info?.materialCount,
  };
  console.log(JSON.stringify({ file: path.basename(file), numErrors, numWarnings, numInfos, ...counts, said }));
}
process.exit(failed ? 1 : 0);
