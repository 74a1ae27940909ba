"""The Network of open collectivities: founding, charter, support programme, what is claimed of members."""
