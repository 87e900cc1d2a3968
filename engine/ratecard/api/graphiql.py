"""GraphiQL, the page on which people try queries; its scripts come from unpkg.com."""

import json
from functools import cache

from ratecard.api.examples import EXAMPLES

_PAGE = """\
<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>ratecard</title>
    <style>
      body { height: 100%; margin: 0; overflow: hidden; font-family: sans-serif; }
      #graphiql { height: 100vh; }
      #graphiql p { margin: 2em; max-width: 40em; }
    </style>
    <script crossorigin src="https://unpkg.com/react@18.2.0/umd/react.production.min.js"
      integrity="sha384-tMH8h3BGESGckSAVGZ82T9n90ztNXxvdwvdM6UoR56cYcf+0iGXBliJ29D+wZ/x8"></script>
    <script crossorigin src="https://unpkg.com/react-dom@18.2.0/umd/react-dom.production.min.js"
      integrity="sha384-bm7MnzvK++ykSwVJ2tynSE5TRdN+xL418osEVF2DE/L/gfWHj91J2Sphe582B1Bh"></script>
    <link crossorigin rel="stylesheet" href="https://unpkg.com/graphiql@3.8.3/graphiql.min.css"
      integrity="sha384-Mq3vbRBY71jfjQAt/DcjxUIYY33ksal4cgdRt9U/hNPvHBCaT2JfJ/PTRiPKf0aM" />
  </head>
  <body>
    <div id="graphiql">
      <p>GraphiQL's scripts come from unpkg.com. Without them, send queries to this address by POST: a JSON object with
      <code>query</code> and <code>variables</code>.</p>
    </div>
    <script crossorigin src="https://unpkg.com/graphiql@3.8.3/graphiql.min.js"
      integrity="sha384-HbRVEFG0JGJZeAHCJ9Xm2+tpknBQ7QZmNlO/DgZtkZ0aJSypT96YYGRNod99l9Ie"></script>
    <script>
      const tabs = TABS;
      const asked = new URLSearchParams(window.location.search);
      if (asked.get("q")) {
        tabs.unshift({ query: asked.get("q"), variables: asked.get("variables") || "" });
      }
      ReactDOM.createRoot(document.getElementById("graphiql")).render(
        React.createElement(GraphiQL, {
          fetcher: GraphiQL.createFetcher({ url: window.location.pathname }),
          defaultEditorToolsVisibility: true,
          defaultTabs: tabs,
          // GraphiQL takes the first tab's variables from here, not from its tab.
          query: tabs[0].query,
          variables: tabs[0].variables,
        }),
      );
    </script>
  </body>
</html>
"""


@cache
def page() -> str:
    """The page, with the example queries in its tabs."""
    tabs = [
        {"query": example.query, "variables": json.dumps(example.variables, indent=2) if example.variables else ""}
        for example in EXAMPLES
    ]
    return _PAGE.replace("TABS", json.dumps(tabs).replace("<", "\\u003c"), 1)
