// GraphQL over HTTP: every audit of graphql-http, MUST, SHOULD and MAY, against the served app.
import { serverAudits } from "graphql-http";

const url = process.argv[2];
const results = await Promise.all(serverAudits({ url }).map((audit) => audit.fn()));
const failed = results.filter((result) => result.status !== "ok");

for (const level of ["MUST", "SHOULD", "MAY"]) {
  const asked = results.filter((result) => result.name.startsWith(level));
  const passed = asked.filter((result) => result.status === "ok");
  console.log(`${level}: ${passed.length} of ${asked.length}`);
}
failed.forEach((result) => console.error(`${result.name}: ${result.reason}`));
process.exitCode = failed.length || results.length < 60 ? 1 : 0;
