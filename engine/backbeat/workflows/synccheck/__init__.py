"""The `synccheck` job: lips against voice."""
