"""`python -m institutional_pages` is `ipages`."""

from institutional_pages.cli.main import main

main()
