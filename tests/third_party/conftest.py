"""The distributions here bring their own tests, which run where the distribution is installed."""

collect_ignore_glob = ["ratecard-*"]
