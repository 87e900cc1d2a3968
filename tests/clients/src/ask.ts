// Three clients behind one signature: a typed document and its variables in, its data out.
import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { Client, cacheExchange, fetchExchange } from "@urql/core";
import { GraphQLClient } from "graphql-request";
import { Kind } from "graphql";
import possible from "../generated/possible-types.js";

type Variables = Record<string, unknown>;
type Document<Data, V extends Variables> = TypedDocumentNode<Data, V>;

export type Ask = <Data, V extends Variables>(document: Document<Data, V>, variables: V) => Promise<Data>;

function isMutation(document: Document<unknown, never>): boolean {
  return document.definitions.some((each) => each.kind === Kind.OPERATION_DEFINITION && each.operation === "mutation");
}

function apollo(url: string): Ask {
  // Without the possible types, Apollo's cache drops `... on Refusal`: it can't know who implements the interface.
  const cache = new InMemoryCache({ possibleTypes: possible.possibleTypes });
  const client = new ApolloClient({ link: new HttpLink({ uri: url }), cache });
  return async <Data, V extends Variables>(document: Document<Data, V>, variables: V): Promise<Data> => {
    const { data } = isMutation(document as Document<unknown, never>)
      ? await client.mutate<Data, Variables>({ mutation: document as Document<Data, Variables>, variables })
      : await client.query<Data, Variables>({ query: document as Document<Data, Variables>, variables });
    return data as Data;
  };
}

function urql(url: string): Ask {
  const client = new Client({ url, exchanges: [cacheExchange, fetchExchange], preferGetMethod: false });
  return async (document, variables) => {
    const asked = isMutation(document as Document<unknown, never>)
      ? client.mutation(document, variables)
      : client.query(document, variables);
    const { data, error } = await asked.toPromise();
    if (error || !data) throw error ?? new Error("neither data nor an error");
    return data;
  };
}

function request(url: string): Ask {
  const client = new GraphQLClient(url);
  return (document, variables) => client.request({ document, variables } as never);
}

export const CLIENTS: Record<string, (url: string) => Ask> = { apollo, urql, "graphql-request": request };
