"""How J is lowered: what G starts from, at which sizes, by which steps."""
