"""Generated from proto/backbeat/v1 by `make proto`. Not to be edited."""
