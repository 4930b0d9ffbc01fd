"""How the networks that recognise visemes are made: generated speech, training, export, scores."""
