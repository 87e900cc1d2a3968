"""How hard hypothesis tries: quickly, and the same every time, unless RATECARD_HYPOTHESIS says "thorough"."""

import atexit
import os
import signal
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
settings.register_profile("quick", max_examples=60, deadline=None, derandomize=True, suppress_health_check=SLOW)
settings.register_profile("thorough", max_examples=1000, deadline=None, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("RATECARD_HYPOTHESIS", "quick"))

CACHES = TemporaryDirectory(prefix="ratecard-tests-")
atexit.register(CACHES.cleanup)
os.environ["XDG_CACHE_HOME"] = CACHES.name
"""What `ratecard check` remembers is no test's business but its own."""

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell has what it runs in the background ignore Ctrl-C, and so would the servers that tests start and end by it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
