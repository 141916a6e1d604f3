"""Tools of developers; nothing here is part of the product."""
