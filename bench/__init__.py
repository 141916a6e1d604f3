"""What publishing costs, measured beside what else could do it: `make bench`. Nothing here is part of the product."""
