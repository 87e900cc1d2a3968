import { deepStrictEqual } from "node:assert";
import { test } from "node:test";
import { wrongChanges } from "./breaking.js";

const RELEASED = "type Query { quote: String price(units: Int): String }";
const REMOVED = "type Query { quote: String }";
const CHANGE = "Field 'price' was removed from object type 'Query'";
const first = (wrong) => wrong.map((each) => each.split("\n")[0]);

test("a field more is in order", async () => {
  const { changes, wrong } = await wrongChanges(REMOVED, RELEASED, []);
  deepStrictEqual([changes.length > 0, wrong], [true, []]);
});

test("a field less is not", async () => {
  deepStrictEqual(first((await wrongChanges(RELEASED, REMOVED, [])).wrong), [CHANGE]);
});

test("a field less that is approved with a reason is", async () => {
  deepStrictEqual((await wrongChanges(RELEASED, REMOVED, [{ change: CHANGE, reason: "nobody asks for it" }])).wrong, []);
});

test("an approval without a reason, and one of what is not broken, are not", async () => {
  deepStrictEqual(first((await wrongChanges(RELEASED, REMOVED, [{ change: CHANGE, reason: "" }])).wrong), [CHANGE]);
  deepStrictEqual(first((await wrongChanges(RELEASED, RELEASED, [{ change: CHANGE, reason: "x" }])).wrong), [CHANGE]);
});
