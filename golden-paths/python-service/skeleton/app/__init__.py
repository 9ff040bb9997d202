"""${{ values.name }}: a small HTTP service that keeps notes in PostgreSQL."""
