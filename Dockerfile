# A worker and the command line; it needs a Temporal server and a PostgreSQL database from outside.

FROM python:3.13.16-slim-trixie AS base

FROM base AS dependencies
WORKDIR /build
COPY requirements.lock .
RUN python -m venv --without-pip /opt/venv \
    && pip --python /opt/venv/bin/python install \
        --no-cache-dir --disable-pip-version-check --only-binary :all: --no-deps --require-hashes \
        -r requirements.lock

FROM base
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONFAULTHANDLER=1 \
    PYTHONUNBUFFERED=1
# A volume mounted at /var/lib/vinhdanh begins as that folder: the process may write it, nobody else read it.
RUN groupadd --gid 10001 vinhdanh \
    && useradd --uid 10001 --gid vinhdanh --home-dir /app --no-create-home --shell /usr/sbin/nologin vinhdanh \
    && mkdir --mode=0700 /var/lib/vinhdanh \
    && chown vinhdanh:vinhdanh /var/lib/vinhdanh
WORKDIR /app
COPY --from=dependencies /opt/venv /opt/venv
COPY schemas/ schemas/
COPY domain/ domain/
COPY activities/ activities/
COPY workflows/ workflows/
COPY adapters/ adapters/
COPY cli/ cli/
COPY rules/ rules/
COPY examples/ examples/
COPY worker.py sealer.py codec_server.py starter.py witness.py ./
# At run time the file system is read-only, so what Python would have kept is made here.
RUN python -m compileall -q .
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=20s --start-period=60s --retries=3 CMD ["python", "worker.py", "--check"]
CMD ["python", "worker.py"]
