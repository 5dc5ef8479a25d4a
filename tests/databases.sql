-- Lets a database be laid out as it is now after each test: model.restore().
-- A table was touched when its rows are more or fewer, or one was written by a later transaction than the last lay-out.
-- Connections that a test left open are ended first; constraints and triggers rest meanwhile, since the rows fitted before.

CREATE SCHEMA model;

DO $$
DECLARE
    one record;
BEGIN
    CREATE TABLE model.tables (name text, columns text, rows bigint, as_of xid);
    CREATE TABLE model.sequences (name regclass, last_value bigint, is_called boolean);
    FOR one IN
        SELECT table_name AS name, string_agg(quote_ident(column_name), ', ') FILTER (WHERE is_generated = 'NEVER') AS columns
        FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE' GROUP BY table_name
    LOOP
        EXECUTE format('CREATE TABLE model.%1$I AS SELECT %2$s FROM public.%1$I', one.name, one.columns);
        EXECUTE format('INSERT INTO model.tables SELECT %1$L, %2$L, count(*), pg_current_xact_id()::xid FROM public.%1$I', one.name, one.columns);
    END LOOP;
    FOR one IN SELECT oid::regclass AS name FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('INSERT INTO model.sequences SELECT %L, last_value, is_called FROM %s', one.name, one.name);
    END LOOP;
    CREATE TABLE model.relations AS SELECT oid, relname FROM pg_class WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace;
END $$;

CREATE FUNCTION model.restore() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    one record;
    found bigint;
    is_touched boolean;
BEGIN
    PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;
    IF EXISTS (SELECT FROM model.relations LEFT JOIN pg_class USING (oid, relname) WHERE relkind IS NULL) THEN
        RETURN false;
    END IF;
    FOR one IN
        SELECT relname, relkind FROM pg_class
        WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace AND oid NOT IN (SELECT oid FROM model.relations)
    LOOP
        EXECUTE format('DROP %s IF EXISTS public.%I', CASE one.relkind WHEN 'r' THEN 'TABLE' ELSE 'INDEX' END, one.relname);
    END LOOP;
    FOR one IN SELECT * FROM model.tables LOOP
        EXECUTE format('SELECT count(*), count(*) <> %s OR coalesce(bool_or(age(xmin) < age(%L::xid)), false) FROM public.%I',
                       one.rows, one.as_of, one.name) INTO found, is_touched;
        IF found > 5000 THEN
            RETURN false; -- what so many deleted rows leave behind would slow every later test
        END IF;
        IF is_touched THEN
            EXECUTE format('DELETE FROM public.%I', one.name);
            EXECUTE format('INSERT INTO public.%1$I (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM model.%1$I', one.name, one.columns);
        END IF;
    END LOOP;
    PERFORM setval(name, last_value, is_called) FROM model.sequences;
    UPDATE model.tables SET as_of = pg_current_xact_id()::xid;
    RETURN true;
END $$;
