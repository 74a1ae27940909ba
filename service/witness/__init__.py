"""A witness of the logs of others: cosigns what only ever grew. It needs no database and knows no event."""
