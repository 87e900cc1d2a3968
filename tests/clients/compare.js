// The schema against the last released one.
import { readFileSync } from "node:fs";
import { wrongChanges } from "./breaking.js";

const read = (name) => readFileSync(new URL(name, import.meta.url), "utf8");

const { approved } = JSON.parse(read("released/breaking.json"));
const { changes, breaking, wrong } = await wrongChanges(
  read("released/schema.graphql"),
  read("../../schema.graphql"),
  approved,
);
console.log(`${changes.length} changes since the last release, ${breaking.length} of them breaking, ${wrong.length} not in order`);
wrong.forEach((each) => console.error(each));
process.exitCode = wrong.length ? 1 : 0;
