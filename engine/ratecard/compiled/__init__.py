"""An executor that turns selections of plain fields into Python functions, for any Strawberry schema.

It knows no type of ours, and no price: `strawberry.Schema(…, execution_context_class=CompiledExecutor)`, or
`graphql.execute(…, executor_class=CompiledExecutor)`, answers byte for byte what it answers without.
"""

from ratecard.compiled.executor import CompiledExecutor

__all__ = ["CompiledExecutor"]
