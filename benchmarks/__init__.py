"""Speed, measured side by side with peers; nothing here is imported by the product."""
