// The schema against the last released one: a change that breaks clients needs its approval, with a reason.
import { CriticalityLevel, diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";
import { readFileSync } from "node:fs";

const read = (name) => readFileSync(new URL(name, import.meta.url), "utf8");

const changes = await diff(buildSchema(read("released/schema.graphql")), buildSchema(read("../../schema.graphql")));
const breaking = changes.filter((change) => change.criticality.level === CriticalityLevel.Breaking);
const { approved } = JSON.parse(read("released/breaking.json"));

const wrong = [];
for (const change of breaking) {
  const approval = approved.find((each) => each.change === change.message);
  if (!approval) {
    wrong.push(`${change.message}\n  Hint: keep it with @deprecated, or approve it in tests/clients/released/breaking.json`);
  } else if (!approval.reason) {
    wrong.push(`${change.message}\n  Hint: its approval gives no reason`);
  }
}
for (const each of approved) {
  if (!breaking.some((change) => change.message === each.change)) {
    wrong.push(`${each.change}\n  Hint: the schema does not break this; take the approval out of released/breaking.json`);
  }
}
console.log(`${changes.length} changes since the last release, ${breaking.length} of them breaking, ${wrong.length} not in order`);
wrong.forEach((each) => console.error(each));
process.exitCode = wrong.length ? 1 : 0;
