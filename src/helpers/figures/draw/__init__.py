"""How charts are drawn: house style, axes, labels, and the SVG they become."""
