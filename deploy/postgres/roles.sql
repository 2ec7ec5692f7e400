-- Give the login roles their passwords, and Temporal its databases; run by psql after the migrations.
-- It may run again at any time: that is how a password is changed.
--
-- psql reads the passwords from the environment, so that no command line holds them, and the session
-- keeps its statements out of the server's log, come what may.
\getenv app_password VINHDANH_APP_PASSWORD
\getenv sealer_password VINHDANH_SEALER_PASSWORD
\getenv auditor_password VINHDANH_AUDITOR_PASSWORD
\getenv temporal_password TEMPORAL_DB_PASSWORD

SET log_statement = 'none';
SET log_min_error_statement = 'panic';
SET log_min_duration_statement = -1;
SET log_min_duration_sample = -1;

ALTER ROLE vinhdanh_app PASSWORD :'app_password';
ALTER ROLE vinhdanh_sealer PASSWORD :'sealer_password';
ALTER ROLE vinhdanh_auditor PASSWORD :'auditor_password';

SELECT 'CREATE ROLE temporal LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'temporal') \gexec
ALTER ROLE temporal PASSWORD :'temporal_password';

SELECT format('CREATE DATABASE %I OWNER temporal', wanted)
FROM unnest(ARRAY['temporal', 'temporal_visibility']) AS wanted
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = wanted) \gexec

-- Neither of the two may connect to what is the other's.
REVOKE CONNECT, TEMPORARY ON DATABASE :"DBNAME", temporal, temporal_visibility FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO vinhdanh_auditor, vinhdanh_sealer, vinhdanh_app;
