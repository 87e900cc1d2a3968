// What a frontend asks for. The amounts are the page's own sums, or worked out by hand beside them.
import { deepStrictEqual, strictEqual } from "node:assert";
import {
  AdviceDocument,
  CompareDocument,
  PageDocument,
  PricesDocument,
  QuotesDocument,
  WhatIfDocument,
  type ForecastInput,
} from "../generated/graphql.js";
import type { Ask } from "./ask.js";

/** 24 000 of 25 000 calls are charged, at 0.10: 2 400 a month, 28 800 a year. Three packs of 100 000 cost 10 500. */
const YEAR: ForecastInput = { product: "id-card", from: "2021-01", periods: 12, usage: [{ units: 25_000 }] };
const THREE = { addOrder: { sku: "100000", quantity: 3, on: "2021-01-01" } };

function is<T extends { __typename: string }, N extends T["__typename"]>(
  name: N,
  answer: T,
): asserts answer is Extract<T, { __typename: N }> {
  strictEqual(answer.__typename, name, JSON.stringify(answer));
}

async function prices(ask: Ask): Promise<void> {
  const { product } = await ask(PricesDocument, { id: "id-card", on: "2021-06-15" });

  is("Product", product);
  strictEqual(product.name, "身份证识别");
  const tiers = product.steps.map((step) => step.display).find((display) => display.__typename === "TierDisplay");
  deepStrictEqual(
    tiers?.tiers.map((tier) => [tier.above, tier.upTo, tier.price]),
    [[0, 10_000, "0.15"], [10_000, 100_000, "0.10"], [100_000, 1_000_000, "0.06"], [1_000_000, null, null]],
  );
  const allowance = product.steps.map((step) => step.display).find((each) => each.__typename === "AllowanceDisplay");
  deepStrictEqual([allowance?.allowance, allowance?.every], [1_000, "MONTH"]);
}

async function pricesOfTwoDaysAreNotMixedUp(ask: Ask): Promise<void> {
  const days = ["2021-06-15", "2021-06-16"];
  const answers = await Promise.all(days.map((on) => ask(PricesDocument, { id: "id-card", on })));
  const again = await ask(PricesDocument, { id: "bank-card", on: "2021-06-15" });

  const ids = [...answers, again].map(({ product }) => (product.__typename === "Product" ? product.id : ""));
  strictEqual(new Set(ids).size, 3);
  const first = answers[0]?.product;
  is("Product", first!);
  strictEqual(first.slug, "id-card");
}

async function quotes(ask: Ask): Promise<void> {
  const { quotes } = await ask(QuotesDocument, {
    inputs: [
      { product: "id-card", period: "2021-06", usage: [{ units: 9_000 }] },
      { product: "passport", period: "2021-06", usage: [{ units: 9_000 }] },
      { product: "id-card", period: "2021-06", usage: [{ units: 1_200_000 }] },
    ],
  });

  const [priced, refused, contact] = quotes;
  is("Quote", priced!);
  strictEqual(priced.total.amount, "1200.00");
  strictEqual(priced.formula, "(9000 - 1000) × 0.15 = 1200");
  is("PlainRefusal", refused!);
  deepStrictEqual([refused.code, refused.path], ["unknown-product", ["inputs", "1", "product"]]);
  is("ContactSales", contact!);
  strictEqual(contact.url, "https://cloud.tencent.com/act/event/connect-service");
}

async function whatIf(ask: Ask): Promise<void> {
  const { whatIf } = await ask(WhatIfDocument, { input: { baseline: YEAR, changes: [THREE] } });

  is("WhatIf", whatIf);
  deepStrictEqual([whatIf.before.total?.amount, whatIf.after.total?.amount], ["28800.00", "10500.00"]);
  strictEqual(whatIf.difference.total?.amount, "-18300.00");
  deepStrictEqual(whatIf.contributions.map((each) => each.kind), ["ADD_ORDER"]);
}

async function comparison(ask: Ask): Promise<void> {
  const changeLists = [{ name: "postpaid" }, { name: "three", changes: [THREE] }];
  const { compare } = await ask(CompareDocument, { input: { baselines: [{ name: "year", forecast: YEAR }], changeLists } });

  is("Comparison", compare);
  deepStrictEqual(
    compare.cells.map((cell) => [cell.changeList, cell.total?.amount]),
    [["postpaid", "28800.00"], ["three", "10500.00"]],
  );
  strictEqual(compare.cheapest?.changeList, "three");
}

async function advice(ask: Ask): Promise<void> {
  const { packAdvice } = await ask(AdviceDocument, { input: YEAR });

  is("PackAdvice", packAdvice);
  strictEqual(packAdvice.proven, true);
  strictEqual(packAdvice.total?.amount, "10500.00");
  deepStrictEqual(packAdvice.orders.map((each) => [each.sku, each.quantity]), [["prepaid-packs/100000", 3]]);
}

async function pages(ask: Ask): Promise<void> {
  const { products: first } = await ask(PageDocument, { first: 1 });
  is("ProductConnection", first);
  const { products: second } = await ask(PageDocument, { first: 1, after: first.pageInfo.endCursor });
  is("ProductConnection", second);

  deepStrictEqual([first, second].map((page) => page.edges.map((edge) => edge.node.slug)), [["bank-card"], ["id-card"]]);
  deepStrictEqual([first, second].map((page) => page.pageInfo.hasNextPage), [true, false]);
  const { products: refused } = await ask(PageDocument, { first: 101 });
  is("PlainRefusal", refused);
  strictEqual(refused.code, "bad-page");
}

export const SCENARIOS = { prices, pricesOfTwoDaysAreNotMixedUp, quotes, whatIf, comparison, advice, pages };
