"""What the figures of one municipality in one report year say: series, context, comparisons."""
