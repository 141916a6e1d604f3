"""Demonstration content: fictional centres, people and documents, as plain data; nothing here touches the database."""
