// Microsoft's TypeScript types as a judge of bodies.
//
//     node types.mjs GRAPH-MODELS.TSV BODIES.JSON FOLDER
//
// BODIES has bodies by the name of their type in the table. Each is written as a TypeScript literal
// of Microsoft's type into a file in FOLDER, and TypeScript's compiler looks at it: what the type
// does not know, or knows otherwise, is an error. One wrong body shows that the judge is awake.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import ts from "typescript";

const [, , table, input, folder] = process.argv;

// Types, each with its properties and those of its bases.
const types = new Map();
const [head, ...lines] = readFileSync(table, "utf8").trimEnd().split("\n");
const columns = head.split("\t");
for (const line of lines) {
  const cells = line.split("\t");
  const row = Object.fromEntries(columns.map((column, at) => [column, cells[at]]));
  const type = types.get(row.type) ?? { kind: row.kind, base: row.base_type, own: new Map() };
  types.set(row.type, type);
  if (row.json_name) type.own.set(row.json_name, row);
}
const property = (type, name) =>
  type && (type.own.get(name) ?? property(types.get(type.base), name));
const flags = new Set(lines.map((line) => line.split("\t")).filter((cells) => cells[14] === "yes").map((cells) => cells[1]));

// Version 1.0 has these since Microsoft made its types (2.43.1); each must be unknown there.
const newer = new Set(["WorkLocationType", "WorkLocationUpdateScope", "TeamsAdministration"]);
const newerProperties = new Set([
  "Channel.enabledApps",
  "Channel.layoutType",
  "Chat.migrationMode",
  "OnlineMeeting.cloudVideoInteropInfo",
  "Subscription.vapidPublicKey",
  "User.identityParentId",
]);

/// `microsoft.graph.callRecords.session` is `CallRecords.Session` there.
function named(graph) {
  const parts = graph.replace("microsoft.graph.", "").split(".");
  const names = parts.map((part) => part[0].toUpperCase() + part.slice(1));
  return newer.has(names[0]) ? "unknown" : ["MicrosoftGraph", ...names].join(".");
}

class Writer {
  text = 'import * as MicrosoftGraph from "@microsoft/microsoft-graph-types";\n';
  values = 0;

  /// A value of a type as an expression. What derives from the type stands beside, under a name of
  /// its own: a literal of a derived type is too much for the place.
  expression(value, graph) {
    if (Array.isArray(value)) return `[${value.map((one) => this.expression(one, graph)).join(", ")}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    const says = value["@odata.type"]?.replace("#", "");
    if (says && says !== graph) return this.named(named(says), this.literal(value, says));
    return this.literal(value, graph);
  }

  literal(value, graph) {
    const pairs = Object.entries(value)
      // OData's annotations are not in the types.
      .filter(([name]) => !name.includes("@odata."))
      .map(([name, inner]) => {
        const row = property(types.get(graph), name);
        return `${JSON.stringify(name)}: ${this.expression(inner, row?.type_ref)}`;
      });
    return `{ ${pairs.join(", ")} }`;
  }

  named(type, expression) {
    const name = `value${this.values++}`;
    this.text += `export const ${name}: ${type} = ${expression};\n`;
    return name;
  }

  body(graph, value) {
    const type = types.get(graph);
    if (type.kind !== "action-body") return this.named(named(graph), this.expression(value, graph));
    // What an action takes has no type of its own: each of its parameters has one.
    for (const [name, inner] of Object.entries(value)) {
      const row = property(type, name);
      if (!row) throw new Error(`${graph} has no ${name}`);
      const plain = { boolean: "boolean", integer: "number", number: "number" };
      let of = row.type_ref ? named(row.type_ref) : plain[row.json_type.split("(")[0]] ?? "string";
      if (row.collection === "yes" && !flags.has(row.type_ref)) of += "[]";
      this.named(of, this.expression(inner, row.type_ref));
    }
  }
}

function complaints(name, text) {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ES2022,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
    baseUrl: path.dirname(new URL(import.meta.url).pathname),
    paths: { "@microsoft/*": ["node_modules/@microsoft/*"] },
  };
  const program = ts.createProgram([file], options);
  return ts
    .getPreEmitDiagnostics(program)
    .map((found) => ts.flattenDiagnosticMessageText(found.messageText, "\n"));
}

const writer = new Writer();
const bodies = Object.entries(JSON.parse(readFileSync(input, "utf8")));
for (const [graph, value] of bodies) writer.body(graph, value);
const found = complaints("bodies.ts", writer.text);
// Each of those must be unknown, else the list above is too long.
const pattern = /known properties, and '"(\w+)"' does not exist in type '(\w+)'/;
const unknown = new Set();
const errors = found.filter((text) => {
  const [, name, type] = pattern.exec(text) ?? [];
  unknown.add(`${type}.${name}`);
  return !newerProperties.has(`${type}.${name}`);
});
for (const name of newerProperties) if (!unknown.has(name)) errors.push(`${name} is known now`);
if (errors.length > 0) {
  console.error(errors.join("\n"));
  process.exit(1);
}
const wrong = new Writer();
for (const name of newer) wrong.text += `export type Is${name} = MicrosoftGraph.${name};\n`;
for (const body of [{ state: "asleep" }, { callbackURI: "x" }, { tenantId: 7 }])
  wrong.body("microsoft.graph.call", body);
const awake = complaints("wrong.ts", wrong.text).length - newer.size;
console.log(JSON.stringify({ bodies: bodies.length, values: writer.values, wrong: awake }));
