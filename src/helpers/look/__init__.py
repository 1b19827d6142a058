"""What a reader sees first: colours, pictures and their raster copies."""
