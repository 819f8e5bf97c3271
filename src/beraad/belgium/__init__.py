"""The country: identifiers, calendar, places and institutions of Belgium. Pure; see README.md."""
