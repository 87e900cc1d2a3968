// node server.js apollo|yoga|mercurius PORT

import { createServer } from "node:http";
import { resolvers, typeDefs } from "./schema.js";

const [name, port] = process.argv.slice(2);

async function apollo() {
  const { ApolloServer } = await import("@apollo/server");
  const { startStandaloneServer } = await import("@apollo/server/standalone");
  await startStandaloneServer(new ApolloServer({ typeDefs, resolvers }), { listen: { host: "127.0.0.1", port } });
}

async function yoga() {
  const { createSchema, createYoga } = await import("graphql-yoga");
  const server = createYoga({ schema: createSchema({ typeDefs, resolvers }), logging: false });
  createServer(server).listen(port, "127.0.0.1");
}

async function mercurius(jit) {
  const { default: fastify } = await import("fastify");
  const { default: plugin } = await import("mercurius");
  const app = fastify({ bodyLimit: 8_000_000 });
  await app.register(plugin, { schema: typeDefs, resolvers, jit });
  await app.listen({ host: "127.0.0.1", port: Number(port) });
}

await { apollo, yoga, mercurius: () => mercurius(0), "mercurius-jit": () => mercurius(1) }[name]();
