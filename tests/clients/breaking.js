// What of a schema's changes is not in order: a change that breaks clients needs its approval, with a reason.
import { CriticalityLevel, diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";

export async function wrongChanges(released, current, approved) {
  const changes = await diff(buildSchema(released), buildSchema(current));
  const breaking = changes.filter((change) => change.criticality.level === CriticalityLevel.Breaking);
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
      wrong.push(`${each.change}\n  Hint: the schema does not break this; take its approval out of released/breaking.json`);
    }
  }
  return { changes, breaking, wrong };
}
