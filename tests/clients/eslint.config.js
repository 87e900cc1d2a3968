// The schema against graphql-eslint's recommended rules and Relay's, all on but those that are named here.
import graphql from "@graphql-eslint/eslint-plugin";

export default [
  {
    files: ["**/*.graphql"],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: "../../schema.graphql" } } },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      ...graphql.configs["flat/schema-relay"].rules,
      // Answers are values, not entities: an id would make client caches merge what is not the same.
      "@graphql-eslint/strict-id-in-types": "off",
      // The same holds for a global Node, and most lists are short by nature: only those that grow are connections.
      "@graphql-eslint/relay-edge-types": ["error", { shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false }],
    },
  },
];
