"""What `ratecard new` writes."""
