"""The kernel: pure, deterministic, exact, standard library only."""
