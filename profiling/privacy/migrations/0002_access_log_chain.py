from django.db import migrations

# `jsonb_build_array` tells fields apart whatever they hold; the time is written out, so that no setting of a session changes it.
FORWARDS = """
CREATE FUNCTION privacy_accesslog_hash(line privacy_accesslog) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(jsonb_build_array(
    line.id, to_char(line.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), line.action, line.role, line.reader, line.owner,
    line.what, line.object_id, line.purpose, line.request_id, line.previous
  )::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION privacy_accesslog_append() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last_id bigint;
  last_hash text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('privacy_accesslog'));
  SELECT id, hash INTO last_id, last_hash FROM privacy_accesslog ORDER BY id DESC LIMIT 1;
  NEW.id := coalesce(last_id, 0) + 1;
  NEW.at := clock_timestamp();
  NEW.previous := coalesce(last_hash, '');
  NEW.hash := privacy_accesslog_hash(NEW);
  RETURN NEW;
END $$;

CREATE FUNCTION privacy_accesslog_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The access log is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER privacy_accesslog_append BEFORE INSERT ON privacy_accesslog
  FOR EACH ROW EXECUTE FUNCTION privacy_accesslog_append();
CREATE TRIGGER privacy_accesslog_refuse BEFORE UPDATE OR DELETE ON privacy_accesslog
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_accesslog_refuse();
CREATE TRIGGER privacy_accesslog_refuse_truncate BEFORE TRUNCATE ON privacy_accesslog
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_accesslog_refuse();
"""
BACKWARDS = """
DROP TRIGGER privacy_accesslog_refuse_truncate ON privacy_accesslog;
DROP TRIGGER privacy_accesslog_refuse ON privacy_accesslog;
DROP TRIGGER privacy_accesslog_append ON privacy_accesslog;
DROP FUNCTION privacy_accesslog_refuse();
DROP FUNCTION privacy_accesslog_append();
DROP FUNCTION privacy_accesslog_hash(privacy_accesslog);
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
