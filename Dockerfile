# Dateline as a container: what requirements.lock pins, by its hashes, and the wheel. compose.yaml says how it is run.
# Nothing secret is in any layer: keys and passwords come as ASSISTANT_… variables of the running container.

FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
COPY requirements.lock ./
RUN pip wheel --quiet --no-deps --require-hashes --requirement requirements.lock --wheel-dir /wheels
COPY pyproject.toml hatch_build.py README.md LICENSE NOTICE ./
COPY prompts prompts
COPY assistant assistant
# All that the lock pins, to build the wheel whole: the models' graphs travel in it.
RUN pip install --quiet --no-index --no-deps /wheels/*.whl
RUN pip wheel --quiet --no-deps --no-index --no-build-isolation --wheel-dir /wheels .
# Of the wheels only what the page needs: the lock has the tools of development and of building too.
RUN python -m venv /opt/dateline
RUN /opt/dateline/bin/pip install --quiet --no-index --find-links /wheels "dateline-assistant[local,tracing]"

FROM python:3.12-slim
LABEL org.opencontainers.image.title="Dateline" org.opencontainers.image.licenses="Apache-2.0"
# What the engine of a model on this machine is linked with.
RUN apt-get update && apt-get install --yes --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --home-dir /data dateline && install -d -o dateline -g dateline /data /data/corpus
COPY --from=build /opt/dateline /opt/dateline
ENV PATH=/opt/dateline/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/tmp \
    ASSISTANT_CACHE=/data/cache ASSISTANT_HOST=0.0.0.0 ASSISTANT_PORT=7860
WORKDIR /data
# Articles in /data/corpus; index, models, history and judgements beside them. All else may be read-only.
VOLUME ["/data"]
EXPOSE 7860
USER dateline
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ['ASSISTANT_PORT'] + '/health', timeout=4)"]
ENTRYPOINT ["assistant"]
CMD ["chat"]
