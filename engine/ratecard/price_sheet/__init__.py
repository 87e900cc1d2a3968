"""Price sheets: what a product's price page shows, as values, as Markdown and as one HTML file.

Every number is from the steps' own displays and offers, or priced by the kernel.
"""
