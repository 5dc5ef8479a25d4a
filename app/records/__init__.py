"""What every record has: access, fields, filters, search, change sets. Knows no single kind."""
