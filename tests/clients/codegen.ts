import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  importExtension: ".js",
  schema: "../../schema.graphql",
  documents: "src/*.graphql",
  generates: {
    "generated/possible-types.ts": { plugins: ["fragment-matcher"], config: { apolloClientVersion: 3, useExplicitTyping: true } },
    "generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        strictScalars: true,
        useTypeImports: true,
        enumsAsTypes: true,
        scalars: {
          Date: "string",
          DateTime: "string",
          Decimal: "string",
          JSON: "unknown",
          Settings: "Record<string, unknown>",
          State: "string",
          Units: "number",
          When: "string",
        },
      },
    },
  },
};

export default config;
