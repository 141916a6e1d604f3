"""How a centre comes from paper to its page: application, signed forms, conditions, decision, services, switch."""
