"""The use cases, below every edge."""
