import { test } from "node:test";
import { CLIENTS } from "./ask.js";
import { SCENARIOS } from "./scenario.js";

const url = process.env["RATECARD_URL"];
if (!url) throw new Error("RATECARD_URL says where the app is served");

for (const [client, made] of Object.entries(CLIENTS)) {
  const ask = made(url);
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    test(`${client}: ${name}`, () => scenario(ask));
  }
}
