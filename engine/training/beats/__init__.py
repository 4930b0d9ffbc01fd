"""The beat network: generated music, training, export and scores."""
