"""ratecard: a pricing engine for metered API products."""
