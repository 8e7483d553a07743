"""Who may do what: people, their roles in each company, and what they did."""
