"""Price sheets: what is on them, and in which form."""
