"""Money: the ledger in cents, and what profits are worth today."""
