"""Pure rules: what follows from what. No clock, no chance, no input or output, no Temporal."""
