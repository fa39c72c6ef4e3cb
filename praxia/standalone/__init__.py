"""PostgreSQL and Valkey from pip wheels, and the supervisor behind `manage.py up`. Knows no Django."""
