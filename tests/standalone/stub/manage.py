import os
import sys

import psycopg

assert sys.argv[1] == "migrate"
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS django_migrations (app text, name text)")
    connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
    print("migrated", flush=True)
