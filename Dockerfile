# Packages are built once, then copied: the image that runs has no compiler and no pip cache.
FROM python:3.11-slim-trixie AS packages
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --no-cache-dir -r requirements.txt

FROM python:3.11-slim-trixie
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=marketplace.settings \
    VAR_DIR=/srv/var
# pg_dump and pg_restore, of the version of the database in the compose file.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /srv/app marketplace \
    && install -d -o marketplace -g marketplace /srv/app /srv/var /srv/backups
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/app
COPY . .
USER marketplace
VOLUME /srv/var
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "marketplace.wsgi:application"]
